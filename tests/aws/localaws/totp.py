# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""One-time codes as RFC 6238 has them: SHA-1, six digits, 30 seconds."""

import base64
import hashlib
import hmac
import struct

STEP_SECONDS = 30


def decode_secret(text):
    """The bytes of a base32 secret, with or without blanks and padding."""
    text = text.replace(" ", "").replace("-", "").rstrip("=").upper()
    return base64.b32decode(text + "=" * (-len(text) % 8))


def hotp(key, counter, digits=6):
    """RFC 4226: the code of the bytes `key` for `counter`."""
    mac = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    start = mac[-1] & 0x0F
    number = struct.unpack(">I", mac[start : start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_at(when):
    return int(when) // STEP_SECONDS


def totp(secret, when, digits=6):
    """The code of the base32 `secret` at the instant `when`."""
    return hotp(decode_secret(secret), step_at(when), digits)


class CodeBook:
    """Which steps of which device were used: a code works once.

    A code is good for its own step and the ones beside it, and never when it
    or a later one has been used.
    """

    def __init__(self):
        self._last_used = {}

    def use(self, device, code, when):
        """True if `code` is good now; it is not good again afterwards."""
        key = decode_secret(device.totp)
        step = step_at(when)
        for candidate in (step, step - 1, step + 1):
            if hmac.compare_digest(hotp(key, candidate), code):
                return self._spend(device.serial, candidate)
        return False

    def next_code(self, device, when):
        """(code, seconds to wait): the first of the current and the next code
        that is still unused, or None and the wait until there is one."""
        step = step_at(when)
        used = self._last_used.get(device.serial, -1)
        for candidate in (step, step + 1):
            if candidate > used:
                return hotp(decode_secret(device.totp), candidate), 0
        # The window reaches one step ahead, so a code comes one step early.
        return None, used * STEP_SECONDS - when

    def forget(self, serial=None):
        if serial is None:
            self._last_used.clear()
        else:
            self._last_used.pop(serial, None)

    def _spend(self, serial, step):
        if step <= self._last_used.get(serial, -1):
            return False
        self._last_used[serial] = step
        return True
