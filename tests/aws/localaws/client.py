# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The control door from the other side."""

import http.client
import json
import time
from urllib.parse import urlsplit

from .control import PATH
from .sso_client import SsoClient


class LocalAwsError(RuntimeError):
    """What the control door refused to do, in its words."""


class Client(SsoClient):
    """Asks a running local AWS.  One connection a call: safe from any thread."""

    def __init__(self, url):
        self.url = url.rstrip("/")

    def ask(self, op, **arguments):
        parts = urlsplit(self.url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
        try:
            body = json.dumps({"op": op, **arguments})
            connection.request("POST", PATH, body, {"Content-Type": "application/json"})
            reply = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        if "error" in reply:
            raise LocalAwsError(reply["error"])
        return reply

    def code(self, device):
        """A code that is good now and was not used; see fresh_code."""
        reply = self.ask("totp", device=device)
        if reply["code"] is None:
            raise LocalAwsError(f"no unused code for {reply['wait']:.0f} s: {device}")
        return reply["code"]

    def fresh_code(self, device):
        """A code that is good now, even if that means to forget used ones."""
        if self.ask("totp", device=device)["code"] is None:
            self.ask("forget-codes", device=device)
        return self.code(device)

    def fault(self, kind, **values):
        """Switch a fault on: action=, key=, count=, skip=, seconds=, when=, ..."""
        return self.ask("fault", kind=kind, **values)["fault"]["id"]

    def clear_faults(self, fault_id=None):
        self.ask("clear-faults", id=fault_id)

    def calls(self, action=None, since=0):
        return self.ask("calls", action=action, since=since)["calls"]

    def clear_calls(self):
        self.ask("clear-calls")

    def wait_for_calls(self, number, action=None, timeout=10, since=0):
        """The calls once there are `number` of them."""
        end = time.monotonic() + timeout
        while True:
            calls = self.calls(action, since)
            if len(calls) >= number:
                return calls
            if time.monotonic() > end:
                raise LocalAwsError(f"{len(calls)} calls instead of {number}: {calls}")
            time.sleep(0.01)

    def clock(self, offset=None, by=None):
        """Set or move the clock; what it shows now, in seconds since the epoch."""
        return self.ask("clock", offset=offset, by=by)["now"]

    def now(self):
        return self.clock()

    def change(self, kind, name, /, **values):
        """New values for an account, user, role, key, the settings, or a
        center, sso-account, sso-role."""
        self.ask("change", kind=kind, name=name, values=values)

    def settings(self, **values):
        self.change("settings", None, **values)

    def remove(self, kind, name):
        self.ask("remove", kind=kind, name=name)

    def load(self, world=None):
        self.ask("load", world=world)

    def revoke(self, key):
        self.ask("revoke", key=key)

    def end_sessions(self):
        self.ask("end-sessions")

    def forget_codes(self, device=None):
        self.ask("forget-codes", device=device)

    def reset(self):
        self.ask("reset")

    def state(self):
        return self.ask("state")
