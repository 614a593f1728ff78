# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""How many requests a second one may make."""

import time


class Limiter:
    """A bucket of `rate` tokens for each name, filled with `rate` a second.

    On the machine's monotonic clock: a test that stops the cloud's clock does
    not mean to stop this one.  A request that is refused costs nothing.
    """

    def __init__(self, now=time.monotonic):
        self._now = now
        self._buckets = {}

    def wait(self, name, rate):
        """0.0 if a request may pass now, else the seconds until one may."""
        now = self._now()
        left, then = self._buckets.get(name, (rate, now))
        left = min(rate, left + (now - then) * rate)
        passes = left >= 1
        self._buckets[name] = (left - 1 if passes else left, now)
        return 0.0 if passes else (1 - left) / rate

    def clear(self):
        self._buckets.clear()
