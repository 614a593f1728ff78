# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The record of calls: what a test may ask about afterwards."""

import json
import threading

_SECRET_PARAMETERS = {"TokenCode"}


def _redacted(parameters):
    hidden = {k: f"[{len(v)} characters]" for k, v in parameters.items() if k in _SECRET_PARAMETERS}
    return {**parameters, **hidden}


class Calls:
    """Each call is written down when it arrives and completed when answered."""

    def __init__(self, clock, log_path=None):
        self._clock = clock
        self._lock = threading.Lock()
        self._calls = []
        self._count = 0
        self._log = open(log_path, "a", encoding="utf-8") if log_path else None

    def begin(self, request, service, action):
        call = {
            "time": self._clock.now(),
            "service": service,
            "action": action,
            "region": request.region,
            "key": request.key_id,
            "session_token": "X-Amz-Security-Token" in request.headers,
            "user_agent": request.headers.get("User-Agent", ""),
            "parameters": _redacted(request.parameters),
            "fault": None,
            "status": None,
            "error": None,
            "done": False,
        }
        with self._lock:
            self._count += 1
            call["n"] = self._count
            self._calls.append(call)
        return call

    def finish(self, call, **outcome):
        """How a call ended; only the first end counts and is logged."""
        with self._lock:
            if call["done"]:
                return
            call.update(outcome, done=True)
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
