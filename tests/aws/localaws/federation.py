# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Console federation: temporary keys become a page in a browser."""

import hmac
import json
import re
from urllib.parse import urlsplit

from . import pages
from .answers import Answer, timestamp
from .errors import AwsError
from .seals import Seals

_TOKEN = "VCQgsEXAMPLE"
_TOKEN_SECONDS = 900
_COOKIE = "aws-userInfo"
_FOR_ONE = "Only federation tokens or assume role tokens may be used for federated login"
_CONSOLE = re.compile(
    r"([a-z0-9-]+\.)*(console\.aws\.amazon\.com|console\.amazonaws\.cn"
    r"|console\.amazonaws-us-gov\.com|console\.amazonaws-eusc\.eu|127\.0\.0\.1|localhost)"
)


class Federation:
    """One of the services of a Cloud, called signin as its host is."""

    name = "signin"
    content_type = "text/html; charset=utf-8"

    def __init__(self, cloud):
        self._cloud = cloud
        self._seals = Seals(cloud.clock)
        self._actions = {"getSigninToken": self._get_signin_token, "login": self._log_in}
        self.logins = []

    def wants(self, request):
        return request.path in ("/federation", "/oauth", "/console")

    def action(self, request):
        if request.path == "/console":
            return "console"
        return request.parameters.get("Action", "")

    def failure(self, error, _request_id):
        return pages.refusal(error)

    def handle(self, request, _request_id):
        if request.method not in ("GET", "POST"):
            raise AwsError("MethodNotAllowed", "", 405)
        if request.path == "/console":
            return self._console(request)
        action = self.action(request)
        if request.path == "/oauth":
            if action != "logout":
                raise _bad("Unknown action")
            return self._log_out(request)
        if action not in self._actions:
            raise _bad("Unknown action")
        return self._actions[action](request)

    def _get_signin_token(self, request):
        story = self._session(request.parameters.get("Session"))
        duration = self._duration(request.parameters.get("SessionDuration"), story)
        now = self._cloud.clock.now()
        until = story["expires"] if duration is None else int(now) + duration
        token = self._seals.seal(
            "signin", _TOKEN, _TOKEN_SECONDS, 400, until=until, duration=duration, session=story
        )
        body = json.dumps({"SigninToken": token}).encode()
        return Answer(200, body, "application/json", {"Cache-Control": "no-store"})

    def _session(self, text):
        """The story of the keys in `Session`, if they are good."""
        try:
            session = json.loads(text or "")
            key_id, secret, token = (
                session[n] for n in ("sessionId", "sessionKey", "sessionToken")
            )
            story = self._cloud.mint.open(key_id, token)
            good = hmac.compare_digest(secret, self._cloud.mint.secret(key_id))
            self._cloud.mint.principal(key_id, story)
        except (AwsError, ValueError, KeyError, TypeError, AttributeError):
            good = False
        if not good:
            raise _bad("The session is not valid")
        return {**story, "key": key_id}

    def _duration(self, text, story):
        """A longer console is for roles that were assumed directly."""
        if text is None:
            return None
        if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or not 900 <= int(text) <= 43200:
            raise _bad("SessionDuration is a number from 900 to 43200")
        if story["kind"] != "role" or story.get("chained"):
            raise _bad("SessionDuration may not be given for these credentials")
        return int(text)

    def _log_in(self, request):
        parameters = request.parameters
        token = self._seals.open("signin", _TOKEN, parameters.get("SigninToken"))
        if token is None:
            raise _bad("The sign-in token is not valid, or has expired")
        story = token["session"]
        if story["kind"] not in ("role", "federated"):
            raise _bad(_FOR_ONE)
        destination = parameters.get("Destination", "")
        if not _is_console(destination):
            raise _bad("Destination is not a page of the console")
        try:
            who = self._cloud.mint.principal(story["key"], story)
        except AwsError as error:
            raise _bad(error.message) from error
        self._check_other_session(request, who)
        login = {
            "arn": who.arn,
            "account": who.account.id,
            "kind": story["kind"],
            "rights": story["kind"] == "role" or bool(story.get("policy")),
            "destination": destination,
            "issuer": parameters.get("Issuer"),
            "duration": token["duration"],
            "until": token["until"],
        }
        self.logins.append(login)
        cookie = self._seals.seal("cookie", "", 86400, login=login)
        headers = {"Set-Cookie": f"{_COOKIE}={cookie}; Path=/; HttpOnly; SameSite=Lax"}
        return _who_page(login, headers)

    def _check_other_session(self, request, who):
        known = self._cookie(request)
        if self._cloud.world.settings.console_sessions == "one" and known:
            if known["arn"] != who.arn:
                raise _bad("You must first log out before logging into a different AWS account.")

    def _console(self, request):
        login = self._cookie(request)
        if login is None:
            return pages.page("Sign in", pages.paragraph("You are not signed in.", "error"))
        return _who_page(login, {})

    def _log_out(self, request):
        """With several sessions in one browser AWS has no such thing."""
        if self._cloud.world.settings.console_sessions != "one":
            raise _bad("Which session?")
        target = request.parameters.get("redirect_uri", "")
        if not target.startswith((request.origin + "/", "https://")):
            raise _bad("redirect_uri is not allowed")
        gone = f"{_COOKIE}=; Path=/; Max-Age=0"
        return pages.redirect(target, headers={"Set-Cookie": gone})

    def _cookie(self, request):
        text = request.cookies.get(_COOKIE)
        story = self._seals.open("cookie", "", text) if text else None
        return story["login"] if story else None


def _bad(message):
    return AwsError("BadRequest", message, 400)


def _is_console(url):
    """https, or a loopback address that a test put there."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    local = host in ("127.0.0.1", "localhost")
    return bool(_CONSOLE.fullmatch(host)) and parts.scheme == ("http" if local else "https")


def _who_page(login, headers):
    return pages.page(
        "Console",
        pages.paragraph(login["arn"], "arn"),
        pages.paragraph(login["account"], "account"),
        pages.paragraph(f"until {timestamp(login['until'])}", "until"),
        pages.paragraph(login["destination"], "destination"),
        pages.paragraph(login["issuer"] or "", "issuer"),
        "" if login["rights"] else pages.paragraph("without any right", "rights"),
        headers=headers,
    )
