# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Operations of the control door for Identity Center and the console."""


class SsoControl:
    def __init__(self, cloud):
        self._cloud = cloud
        self.ops = {
            "console-logins": self._console_logins,
            "sso-decide": self._decide,
            "sso-devices": self._devices,
            "sso-expire": self._expire,
        }

    def _console_logins(self):
        return {"logins": self._cloud.console.logins}

    def _devices(self):
        return {"devices": self._cloud.sign_in.devices.list()}

    def _decide(self, decision="allow", user_code=None, polls=0):
        """What a person does at the device page, with that code or the newest,
        if its program has asked that often."""
        if decision not in ("allow", "deny"):
            raise ValueError("decision is allow or deny")
        code = self._cloud.sign_in.devices.pending(user_code, polls)
        if code is None:
            raise ValueError("no device code waits for a person")
        code.decision = decision
        return {"device": code.describe()}

    def _expire(self, what, center=None):
        if center is not None and self._cloud.world.centers.named(center) is None:
            raise ValueError(f"no such center {center}")
        self._cloud.sign_in.expire(what, center)


def describe(centers):
    """What is there, without the thousand accounts."""
    return [
        {
            "name": c.name,
            "start_url": c.start_url,
            "region": c.region,
            "user": c.user,
            "consent": c.consent,
            "accounts": len(c.accounts),
            "roles": sum(len(a.roles) for a in c.accounts),
        }
        for c in centers.all
    ]
