# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Temporary credentials: issued here, and known again on later calls.

A session token carries its own story, sealed for one access key id, and the
secret key follows from that id.  So nothing has to be kept: a stand-in that is
started again with the same world still knows the keys that it gave out.
"""

import base64
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass

from . import principals
from .errors import expired_token, invalid_client_token

_SEED = b"local AWS"
_MARK = "IQoJb3JpZ2luEXAMPLE"
_MAC_SIZE = 32
_STORY = ("kind", "user", "role", "name", "mfa_time", "chained", "policy")


@dataclass
class Credentials:
    access_key_id: str
    secret_access_key: str
    session_token: str
    expires: int


def _secret_of(key_id):
    digest = hmac.new(_SEED, b"secret " + key_id.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()[:30] + "EXAMPLEKEY"


def _seal(key_id, body):
    return hmac.new(_SEED, key_id.encode() + body, hashlib.sha256).digest()


class Mint:
    """Issues temporary credentials and reads them back."""

    def __init__(self, world, clock):
        self._world = world
        self._clock = clock
        self.ended_before = 0.0
        self.revoked = set()

    def issue(self, seconds, **story):
        """Credentials for `seconds`; `story` says whose they are."""
        now = self._clock.now()
        letters = base64.b32encode(secrets.token_bytes(6)).decode()[:9]
        key_id = f"ASIA{letters}EXAMPLE"
        story = {k: story[k] for k in _STORY if story.get(k) is not None}
        story.update(issued=now, expires=int(now) + seconds)
        token = self._wrap(key_id, story)
        return Credentials(key_id, _secret_of(key_id), token, story["expires"])

    def secret(self, key_id):
        return _secret_of(key_id)

    def open(self, key_id, token):
        """The story of a token; an AwsError if AWS would not take it."""
        if not token or key_id in self.revoked:
            raise invalid_client_token()
        return self._unwrap(key_id, token)

    def principal(self, key_id, story):
        """Whose keys these are; an error once they or their owner are gone."""
        if story["issued"] < self.ended_before or self._clock.now() >= story["expires"]:
            raise expired_token()
        if story["kind"] == "role":
            role = self._world.role(story["role"])
            if role is None:
                raise invalid_client_token()
            return principals.of_role(role, story["name"], key_id)
        user = self._world.user(story["user"])
        if user is None:
            raise invalid_client_token()
        if story["kind"] == "federated":
            return principals.of_federated(user, story["name"], key_id)
        return principals.of_user(user, key_id, "session", story.get("mfa_time"))

    def _wrap(self, key_id, story):
        inside = json.dumps(story, separators=(",", ":")).encode()
        low, high = self._world.settings.token_length
        wanted = low + secrets.randbelow(max(high - low, 0) + 1) - len(_MARK)
        body = len(inside).to_bytes(2, "big") + inside
        body += secrets.token_bytes(max(wanted * 3 // 4 - _MAC_SIZE - len(body), 0))
        return _MARK + base64.b64encode(_seal(key_id, body) + body).decode()

    def _unwrap(self, key_id, token):
        if not token.startswith(_MARK):
            raise invalid_client_token()
        try:
            raw = base64.b64decode(token[len(_MARK) :], validate=True)
        except ValueError:
            raise invalid_client_token() from None
        seal, body = raw[:_MAC_SIZE], raw[_MAC_SIZE:]
        # The filling is sealed as well: a token that lost its end is no token.
        if not hmac.compare_digest(seal, _seal(key_id, body)):
            raise invalid_client_token()
        size = int.from_bytes(body[:2], "big")
        return json.loads(body[2 : 2 + size])
