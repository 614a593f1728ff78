# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Device codes: shown to a person, waited for by a program."""

import secrets
import time
from dataclasses import dataclass

from .oidc_errors import error

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
_STEP = 5
# What a timer may be early.
_SLACK = 0.05


@dataclass
class DeviceCode:
    """decision: None, `allow` or `deny`.  interval: as the rules have it now."""

    device_code: str
    user_code: str
    center: object
    client_key: str
    client_name: str
    scopes: list
    expires: float
    interval: float
    decision: str = None
    used: bool = False
    polls: int = 0
    too_fast: int = 0
    last_poll: float = None

    def describe(self):
        return {
            "user_code": self.user_code,
            "center": self.center.name,
            "client_name": self.client_name,
            "scopes": self.scopes,
            "expires": self.expires,
            "interval": self.interval,
            "decision": self.decision,
            "used": self.used,
            "polls": self.polls,
            "too_fast": self.too_fast,
        }


class DeviceCodes:
    def __init__(self, clock, monotonic=time.monotonic):
        self._clock = clock
        self._monotonic = monotonic
        self._codes = []

    def start(self, center, registration):
        word = "".join(secrets.choice(_LETTERS) for _ in range(8))
        code = DeviceCode(
            f"devEXAMPLE{secrets.token_urlsafe(48)}",
            f"{word[:4]}-{word[4:]}",
            center,
            registration.key,
            registration.name,
            registration.scopes,
            self._clock.now() + center.device_seconds,
            center.device_interval,
        )
        self._codes.append(code)
        return code

    def poll(self, device_code, client_key):
        """The code, once a person allowed it; spent by that."""
        code = next((c for c in self._codes if c.device_code == device_code), None)
        if code is None or code.client_key != client_key or code.used:
            raise error("InvalidGrant")
        code.polls += 1
        self._check_pace(code)
        if self._clock.now() >= code.expires:
            raise error("ExpiredToken")
        if code.decision is None:
            raise error("AuthorizationPending")
        if code.decision == "deny":
            raise error("AccessDenied")
        code.used = True
        return code

    def pending(self, user_code=None, polls=0):
        """The code that waits for a person: that one, or the newest."""
        wanted = None if user_code is None else _tidy(user_code)
        for code in reversed(self._codes):
            waiting = code.decision is None and self._clock.now() < code.expires
            if waiting and code.polls >= polls and wanted in (None, _tidy(code.user_code)):
                return code
        return None

    def expire_all(self):
        for code in self._codes:
            code.expires = min(code.expires, self._clock.now())

    def list(self):
        return [c.describe() for c in self._codes]

    def clear(self):
        self._codes.clear()

    def _check_pace(self, code):
        """Too early is answered so, and asks for five seconds more from then
        on, as RFC 8628 (3.5) has it.  The first poll does not count: the AWS
        CLI asks once before it shows the code, and again at once after that."""
        now, last = self._monotonic(), code.last_poll
        if not code.center.enforce_interval or code.polls == 1:
            return
        code.last_poll = now
        if last is None:
            return
        if now - last < code.interval - _SLACK:
            code.interval += _STEP
            code.too_fast += 1
            raise error("SlowDown")


def _tidy(text):
    return "".join(c for c in text.upper() if c.isalpha())
