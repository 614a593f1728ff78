# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The control door's part about Identity Center, from the other side."""

import time

from .person import Person


class SsoClient:
    """What a Client can do as well."""

    def devices(self):
        """The device codes given out, oldest first."""
        return self.ask("sso-devices")["devices"]

    def decide_device(self, decision="allow", user_code=None, timeout=10, polls=0):
        """Allow or deny as a person at the device page would, once some code
        waits for that; the device as in `devices`.

        polls: how often its program has asked before that.  The AWS CLI asks
        once before it shows the code: 2 is when somebody can have seen it.
        """
        end = time.monotonic() + timeout
        while not self._waiting(user_code, polls) and time.monotonic() < end:
            time.sleep(0.02)
        what = {"decision": decision, "user_code": user_code, "polls": polls}
        return self.ask("sso-decide", **what)["device"]

    def _waiting(self, user_code, polls):
        now = self.now()
        return any(
            d["decision"] is None
            and d["expires"] > now
            and d["polls"] >= polls
            and user_code in (None, d["user_code"])
            for d in self.devices()
        )

    def browse(self, url, decision="allow"):
        """A person opens `url`, presses a button if asked, and follows where
        that leads: the last page that answered, as a `person.Page`."""
        return Person().visit(url, decision)

    def expire(self, what, center=None):
        """All `token`, `refresh`, `registration`, `device` or `code` given out
        until now are refused (the first two also for one center)."""
        self.ask("sso-expire", what=what, center=center)

    def center(self, name=None, /, **values):
        """New values for an Identity Center, the first if not named."""
        self.change("center", name, **values)

    def add(self, kind, name, /, **values):
        """A new `sso-account` (ID) or `sso-role` (ID/NAME)."""
        self.ask("add", kind=kind, name=name, values=values)

    def rates(self):
        return self.ask("rates")

    def console_logins(self):
        return self.ask("console-logins")["logins"]
