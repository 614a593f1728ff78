# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A request as it came in."""

import json
from dataclasses import dataclass
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Request:
    """headers: an email.message.Message, so names match in any letter case."""

    method: str
    target: str
    headers: object
    body: bytes

    @property
    def path(self):
        return urlsplit(self.target).path or "/"

    @cached_property
    def parameters(self):
        """The parameters of a query service: from the URL and the form."""
        pairs = parse_qsl(urlsplit(self.target).query, keep_blank_values=True)
        if self._kind == "application/x-www-form-urlencoded":
            text = self.body.decode("utf-8", "replace")
            pairs += parse_qsl(text, keep_blank_values=True)
        return dict(pairs)

    @cached_property
    def document(self):
        """The members of a JSON object in the body; none if there is no such."""
        if self._kind not in ("application/json", "application/x-amz-json-1.1"):
            return {}
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def cookies(self):
        try:
            found = SimpleCookie(self.headers.get("Cookie", ""))
        except CookieError:
            return {}
        return {name: morsel.value for name, morsel in found.items()}

    @property
    def origin(self):
        """Where the client thinks that we are."""
        return f"http://{self.headers.get('Host', '')}"

    @property
    def bearer(self):
        return self.headers.get("x-amz-sso_bearer_token", "")

    @property
    def _kind(self):
        return self.headers.get("Content-Type", "").split(";")[0].strip().lower()

    @property
    def key_id(self):
        """Whose key the request says it is signed with; not yet verified."""
        _, found, rest = self.headers.get("Authorization", "").partition("Credential=")
        return rest.split("/")[0] if found else ""

    @property
    def region(self):
        scope = self.headers.get("Authorization", "").partition("Credential=")[2].split("/")
        return scope[2] if len(scope) > 2 else ""
