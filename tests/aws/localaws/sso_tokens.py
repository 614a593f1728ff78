# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What signing in yields: bearer tokens for the portal, refresh tokens.

A sign-in is a session of the portal; all its tokens end with it at the latest.
"""

import secrets

from .errors import AwsError
from .oidc_errors import error
from .registrations import ACCOUNT_ACCESS, REFRESH_TOKEN

_ACCESS, _REFRESH = "aoaEXAMPLE", "aorEXAMPLE"
_WITH_SCOPES, _WITHOUT = 3600, 8 * 3600
_LENGTH = 1100


class SsoTokens:
    def __init__(self, world, clock, seals):
        self._world = world
        self._clock = clock
        self._seals = seals
        self._logged_out = set()

    def sign_in(self, center, registration):
        """The answer of CreateToken at the beginning of a session."""
        session = {
            "session": secrets.token_hex(8),
            "until": int(self._clock.now()) + center.session_seconds,
        }
        wanted = registration.scopes and registration.may(REFRESH_TOKEN)
        return self._answer(center, registration, session, wanted)

    def refresh(self, token, registration):
        """The answer to a refresh token, which is spent by it."""
        story = self._seals.open("refresh", _REFRESH, token)
        if story is None or story["client"] != registration.key or self._is_over(story):
            raise error("InvalidGrant", "Invalid refresh token provided")
        center = self._world.centers.named(story["center"])
        if center is None:
            raise error("InvalidGrant", "Invalid refresh token provided")
        rotate = center.refresh_tokens == "always"
        if rotate:
            self._seals.end(story)
        session = {k: story[k] for k in ("session", "until")}
        return self._answer(center, registration, session, rotate)

    def bearer(self, token):
        """(center, story) of a bearer token that is good now."""
        story = self._seals.open("access", _ACCESS, token)
        center = story and self._world.centers.named(story["center"])
        if center is None or self._is_over(story):
            raise AwsError(
                "UnauthorizedException", "Session token not found or invalid", 401
            )
        if story["scopes"] and ACCOUNT_ACCESS not in story["scopes"]:
            raise AwsError("ForbiddenException", "No access", 403)
        return center, story

    def log_out(self, story):
        """All tokens of that sign-in are refused from now on."""
        self._logged_out.add(story["session"])

    def _is_over(self, story):
        return story["session"] in self._logged_out or self._clock.now() >= story["until"]

    def _answer(self, center, registration, session, with_refresh):
        usual = _WITH_SCOPES if registration.scopes else _WITHOUT
        seconds = center.token_seconds or usual
        left = session["until"] - int(self._clock.now())
        seconds = min(seconds, left)
        story = {**session, "center": center.name, "client": registration.key}
        scopes = registration.scopes
        answer = {
            "accessToken": self._seals.seal(
                "access", _ACCESS, seconds, _LENGTH, scopes=scopes, **story
            ),
            "tokenType": "Bearer",
            "expiresIn": seconds,
        }
        if with_refresh and center.refresh_tokens != "never":
            answer["refreshToken"] = self._seals.seal("refresh", _REFRESH, left, _LENGTH, **story)
        return answer
