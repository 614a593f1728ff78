# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The clock of the stand-in: the machine's, moved or stopped by a test."""

import time


class Clock:
    """Wall-clock seconds since the epoch, as the stand-in sees them.

    A clock file, if there is one, is read at each look: `+90` or `-3600` moves
    the clock by so many seconds, a plain number stops it at that instant.
    Whatever is moved by control comes on top.
    """

    def __init__(self, path=None):
        self.offset = 0.0
        self._path = path
        self._base = lambda: time.time()

    def now(self):
        if self._path is not None:
            self._read_file()
        return self._base() + self.offset

    def _read_file(self):
        try:
            with open(self._path, encoding="ascii") as file:
                text = file.read().strip()
            value = float(text) if text else None
        except FileNotFoundError:
            text, value = "", None
        except (OSError, ValueError):
            return  # half-written: what was read last still holds
        if value is None:
            self._base = lambda: time.time()
        elif text[0] in "+-":
            self._base = lambda: time.time() + value
        else:
            self._base = lambda: value
