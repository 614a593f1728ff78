# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The record of calls: what a test may ask about afterwards."""

import json
import threading
from hashlib import sha256

from .rates import Rates

_SECRET_PARAMETERS = {
    *("TokenCode", "Session", "SigninToken", "clientSecret", "deviceCode", "code"),
    *("codeVerifier", "refreshToken", "ticket", "user_code"),
}


def _redacted(parameters):
    secret = [(k, v) for k, v in parameters.items() if k in _SECRET_PARAMETERS]
    hidden = {k: f"[{len(str(v))} characters]" for k, v in secret}
    return {**parameters, **hidden}


def _fingerprint(token):
    """Tells tokens apart without keeping them."""
    return sha256(token.encode()).hexdigest()[:8] if token else None


class Calls:
    """Each call is written down when it arrives and completed when answered.

    `rates` counts them as well, for those who want no list of thousands.
    """

    def __init__(self, clock, log_path=None):
        self._clock = clock
        self._lock = threading.Lock()
        self._calls = []
        self._count = 0
        self._under_way = {}
        self.rates = Rates()
        self._log = open(log_path, "a", encoding="utf-8") if log_path else None

    def begin(self, request, service, action):
        call = {
            "time": self._clock.now(),
            "service": service,
            "action": action,
            "region": request.region,
            "key": request.key_id,
            "method": request.method,
            "bearer": _fingerprint(request.bearer),
            "session_token": "X-Amz-Security-Token" in request.headers,
            "user_agent": request.headers.get("User-Agent", ""),
            "parameters": _redacted({**request.parameters, **request.document}),
            "fault": None,
            "status": None,
            "error": None,
            "done": False,
        }
        with self._lock:
            self._count += 1
            call["n"] = self._count
            self._calls.append(call)
            self._under_way[call["n"]] = self.rates.begin(service, action)
        return call

    def finish(self, call, **outcome):
        """How a call ended; only the first end counts and is logged."""
        with self._lock:
            if call["done"]:
                return
            call.update(outcome, done=True)
            self.rates.end(self._under_way.pop(call["n"]), call["status"])
            if self._log:
                self._log.write(json.dumps(call) + "\n")
                self._log.flush()

    def list(self, action=None, since=0):
        """Copies of the calls numbered above `since`, oldest first."""
        with self._lock:
            return [
                dict(c)
                for c in self._calls
                if c["n"] > since and action in (None, c["action"])
            ]

    def clear(self):
        with self._lock:
            self._calls.clear()
            self.rates.clear()
