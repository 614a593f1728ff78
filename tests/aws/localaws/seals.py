# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Tokens that carry their own story, sealed.

So nothing has to be kept: a stand-in that is started again with the same world
still knows the registrations and tokens that it gave out.  Those that a test
ended, and refresh tokens that were used, are forgotten with it.
"""

import base64
import hashlib
import hmac
import json
import secrets
import threading

_SEED = b"local AWS seals"
_MAC_SIZE = 32


class Seals:
    """Seals stories of several kinds (`access`, `refresh`, `client`, ...).

    end_all: what was given out until now is refused from now on.
    """

    def __init__(self, clock):
        self._clock = clock
        self._lock = threading.Lock()
        self._rounds = {}
        self._ended = set()

    def seal(self, kind, prefix, seconds, length=0, **story):
        """A token good for `seconds`, of about `length` characters or more."""
        story = {
            **story,
            "id": secrets.token_hex(6),
            "issued": self._clock.now(),
            "expires": int(self._clock.now()) + seconds,
            "round": self._round(kind, story.get("center")),
        }
        inside = json.dumps(story, separators=(",", ":")).encode()
        body = len(inside).to_bytes(2, "big") + inside
        filling = (length - len(prefix)) * 3 // 4 - _MAC_SIZE - len(body)
        body += secrets.token_bytes(max(filling, 0))
        return prefix + base64.urlsafe_b64encode(_mac(kind, body) + body).decode().rstrip("=")

    def read(self, kind, prefix, text):
        """The story of a token that is whole, expired or not; None otherwise."""
        if not isinstance(text, str) or not text.startswith(prefix):
            return None
        text = text[len(prefix) :]
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except ValueError:
            return None
        mac, body = raw[:_MAC_SIZE], raw[_MAC_SIZE:]
        if not hmac.compare_digest(mac, _mac(kind, body)):
            return None
        story = json.loads(body[2 : 2 + int.from_bytes(body[:2], "big")])
        gone = story["round"] < self._round(kind, story.get("center"))
        return None if gone or story["id"] in self._ended else story

    def open(self, kind, prefix, text):
        """The story of a token that is good now, or None."""
        story = self.read(kind, prefix, text)
        if story is None or self._clock.now() >= story["expires"]:
            return None
        return story

    def end(self, story):
        """This one is refused from now on."""
        with self._lock:
            self._ended.add(story["id"])

    def end_all(self, kind, center=None):
        """Of one center, or of all: what is given out later is good again."""
        with self._lock:
            self._rounds[kind, center] = self._rounds.get((kind, center), 0) + 1

    def _round(self, kind, center):
        own = self._rounds.get((kind, center), 0) if center is not None else 0
        return own + self._rounds.get((kind, None), 0)


def _mac(kind, body):
    return hmac.new(_SEED, kind.encode() + b"\0" + body, hashlib.sha256).digest()
