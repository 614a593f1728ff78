# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What a person was asked in a browser, and the codes that came of it."""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from .oidc_errors import error

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass
class Ask:
    """One visit of the authorize page, from a client that is in order."""

    center: object
    registration: object
    redirect_uri: str
    state: str
    challenge: str

    def back(self, **answer):
        """Where the browser goes with `answer`."""
        if self.state is not None:
            answer["state"] = self.state
        joint = "&" if urlsplit(self.redirect_uri).query else "?"
        return self.redirect_uri + joint + urlencode(answer)


class Consents:
    def __init__(self, clock):
        self._clock = clock
        self._open = {}
        self._codes = {}

    def ask(self, ask):
        """A ticket for the form on the page."""
        ticket = secrets.token_urlsafe(24)
        self._open[ticket] = ask
        return ticket

    def decide(self, ticket, decision):
        """Where to go after a decision; None if the page was used before."""
        ask = self._open.pop(ticket, None)
        return self.answer(ask, decision) if ask else None

    def answer(self, ask, decision):
        if decision != "allow":
            description = "The person refused the request"
            return ask.back(error="access_denied", error_description=description)
        code = f"codEXAMPLE{secrets.token_urlsafe(32)}"
        self._codes[code] = (ask, self._clock.now() + ask.center.code_seconds)
        return ask.back(code=code)

    def spend(self, code, client_key, redirect_uri, verifier):
        """Whom a code lets in.  Any use ends it, also a wrong one."""
        ask, expires = self._codes.pop(code, (None, 0))
        if (
            ask is None
            or self._clock.now() >= expires
            or ask.registration.key != client_key
            or ask.redirect_uri != redirect_uri
            or not _proves(verifier, ask.challenge)
        ):
            raise error("InvalidGrant")
        return ask.center

    def expire_all(self):
        self._codes.clear()

    def clear(self):
        self._open.clear()
        self._codes.clear()


def is_challenge(text):
    return text is not None and _CHALLENGE.fullmatch(text) is not None


def _proves(verifier, challenge):
    if not isinstance(verifier, str) or not _VERIFIER.fullmatch(verifier):
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    found = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return hmac.compare_digest(found, challenge)
