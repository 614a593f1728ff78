# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What SSO-OIDC, its pages and the portal know together."""

from .consents import Consents
from .device_codes import DeviceCodes
from .limits import Limiter
from .registrations import Registrations
from .seals import Seals
from .sso_tokens import SsoTokens


class SignIn:
    def __init__(self, world, clock):
        self.seals = Seals(clock)
        self.registrations = Registrations(world, self.seals)
        self.devices = DeviceCodes(clock)
        self.consents = Consents(clock)
        self.tokens = SsoTokens(world, clock, self.seals)
        self.limiter = Limiter()
        self._ends = {
            "token": lambda center: self.seals.end_all("access", center),
            "refresh": lambda center: self.seals.end_all("refresh", center),
            "registration": lambda _center: self.seals.end_all("client"),
            "device": lambda _center: self.devices.expire_all(),
            "code": lambda _center: self.consents.expire_all(),
        }

    def expire(self, what, center=None):
        """Whatever of that kind was given out until now is refused."""
        if what not in self._ends:
            raise ValueError(f"cannot expire {what}; known: {', '.join(self._ends)}")
        self._ends[what](center)

    def clear(self):
        """Nobody is being asked anything, and nobody was in a hurry."""
        self.devices.clear()
        self.consents.clear()
        self.limiter.clear()
