# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The other door: how a test moves the clock, switches faults on and asks.

`POST /_control` with a JSON object; `op` names the operation, the other
members are its arguments.  Answers are JSON objects; a mistake is answered
with status 400 and `{"error": ...}`.
"""

import json

from .answers import Answer
from .faults import FaultError
from .sso_control import SsoControl, describe
from .world import World, WorldError

PATH = "/_control"


class ControlError(ValueError):
    """A request to the control door that makes no sense."""


class Control:
    def __init__(self, cloud):
        self._cloud = cloud
        self._ops = {
            **SsoControl(cloud).ops,
            "add": self._add,
            "calls": self._calls,
            "change": self._change,
            "clear-calls": self._clear_calls,
            "clear-faults": self._clear_faults,
            "clock": self._clock,
            "end-sessions": self._end_sessions,
            "fault": self._fault,
            "faults": self._faults,
            "forget-codes": self._forget_codes,
            "load": self._load,
            "rates": self._rates,
            "remove": self._remove,
            "reset": self._reset,
            "revoke": self._revoke,
            "state": self._state,
            "totp": self._totp,
        }

    def handle(self, request):
        try:
            return _json(200, self._run(request))
        except (ControlError, FaultError, WorldError, TypeError, ValueError) as error:
            return _json(400, {"error": str(error)})

    def _run(self, request):
        # A web page can post to loopback, but not as JSON without asking first.
        kind = request.headers.get("Content-Type", "").split(";")[0].strip()
        if request.method != "POST" or kind != "application/json":
            raise ControlError("POST a JSON object, with its Content-Type")
        arguments = json.loads(request.body)
        if not isinstance(arguments, dict):
            raise ControlError("not an object")
        op = arguments.pop("op", None)
        if op not in self._ops:
            raise ControlError(f"unknown op {op}; known: {', '.join(sorted(self._ops))}")
        with self._cloud.lock:
            return self._ops[op](**arguments) or {}

    def _calls(self, action=None, since=0):
        return {"calls": self._cloud.calls.list(action, since)}

    def _clear_calls(self):
        self._cloud.calls.clear()

    def _fault(self, **values):
        return {"fault": self._cloud.faults.add(**values).describe()}

    def _faults(self):
        return {"faults": self._cloud.faults.list()}

    def _clear_faults(self, id=None):
        self._cloud.faults.clear(id)

    def _clock(self, offset=None, by=None):
        clock = self._cloud.clock
        if offset is not None:
            clock.offset = float(offset)
        if by is not None:
            clock.offset += float(by)
        return {"now": clock.now(), "offset": clock.offset}

    def _totp(self, device):
        found = self._device(device)
        code, wait = self._cloud.codes.next_code(found, self._cloud.clock.now())
        return {"serial": found.serial, "code": code, "wait": wait}

    def _forget_codes(self, device=None):
        self._cloud.codes.forget(None if device is None else self._device(device).serial)

    def _device(self, name):
        device = self._cloud.world.device(name)
        if device is None:
            raise ControlError(f"no such device {name}")
        if device.totp is None:
            raise ControlError(f"{device.serial} is a security key: it has no codes")
        return device

    def _change(self, kind, values, name=None):
        self._cloud.world.change(kind, name, values)

    def _add(self, kind, name, values=None):
        self._cloud.world.add(kind, name, values or {})

    def _rates(self):
        return self._cloud.calls.rates.describe()

    def _remove(self, kind, name):
        self._cloud.world.remove(kind, name)

    def _load(self, world=None):
        self._cloud.load(World(world) if world is not None else World.read())

    def _revoke(self, key):
        """Temporary keys are refused as unknown from now on."""
        self._cloud.mint.revoked.add(key)

    def _end_sessions(self):
        """All temporary keys given out until now have expired."""
        self._cloud.mint.ended_before = self._cloud.clock.now()

    def _reset(self):
        """No faults, no calls, all codes unused, nobody asked, the clock right."""
        self._cloud.faults.clear()
        self._cloud.calls.clear()
        self._cloud.codes.forget()
        self._cloud.sign_in.clear()
        self._cloud.console.logins.clear()
        self._cloud.clock.offset = 0.0

    def _state(self):
        world, clock = self._cloud.world, self._cloud.clock
        return {
            "now": clock.now(),
            "offset": clock.offset,
            "settings": vars(world.settings),
            "users": [
                {
                    "arn": u.arn,
                    "keys": {k.id: "active" if k.active else "off" for k in u.keys},
                    "mfa": [d.serial for d in u.mfa],
                }
                for u in world.users()
            ],
            "roles": [
                {"arn": r.arn, "max_session_duration": r.max_session_duration}
                for r in world.roles()
            ],
            "identity_centers": describe(world.centers),
            "faults": self._cloud.faults.list(),
        }


def _json(status, value):
    return Answer(status, json.dumps(value).encode() + b"\n", "application/json")
