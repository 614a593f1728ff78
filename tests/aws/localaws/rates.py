# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""How many calls there were, how many at once, and how many in a second."""

import threading
import time
from collections import deque


class _Counter:
    def __init__(self):
        self.count = 0
        self.now = 0
        self.most_at_once = 0
        self.most_in_a_second = 0
        self.statuses = {}
        self.first = None
        self.last = None
        self._recent = deque()

    def begin(self, instant):
        self.count += 1
        self.now += 1
        self.most_at_once = max(self.most_at_once, self.now)
        self.first = instant if self.first is None else self.first
        self.last = instant
        self._recent.append(instant)
        while self._recent[0] <= instant - 1.0:
            self._recent.popleft()
        self.most_in_a_second = max(self.most_in_a_second, len(self._recent))

    def end(self, status):
        self.now -= 1
        self.statuses[str(status)] = self.statuses.get(str(status), 0) + 1

    def describe(self):
        return {
            "count": self.count,
            "now": self.now,
            "most_at_once": self.most_at_once,
            "most_in_a_second": self.most_in_a_second,
            "statuses": self.statuses,
            "seconds": 0.0 if self.first is None else self.last - self.first,
        }


class Rates:
    """Counts for each operation, each service, and all together."""

    def __init__(self, monotonic=time.monotonic):
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._counters = {}

    def begin(self, service, action):
        """What `end` wants back."""
        with self._lock:
            instant = self._monotonic()
            names = [("all", "all"), ("services", service), ("operations", action)]
            counters = [self._counters.setdefault(n, _Counter()) for n in names]
            for counter in counters:
                counter.begin(instant)
            return counters

    def end(self, counters, status):
        with self._lock:
            for counter in counters:
                counter.end(status)

    def describe(self):
        with self._lock:
            found = {"all": _Counter().describe(), "services": {}, "operations": {}}
            for (group, name), counter in self._counters.items():
                if group == "all":
                    found["all"] = counter.describe()
                else:
                    found[group][str(name)] = counter.describe()
            return found

    def clear(self):
        """Calls under way are not counted any more."""
        with self._lock:
            self._counters = {}
