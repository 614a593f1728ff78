# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A request as it came in."""

from dataclasses import dataclass
from functools import cached_property
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
        kind = self.headers.get("Content-Type", "").split(";")[0].strip().lower()
        if kind == "application/x-www-form-urlencoded":
            text = self.body.decode("utf-8", "replace")
            pairs += parse_qsl(text, keep_blank_values=True)
        return dict(pairs)

    @property
    def key_id(self):
        """Whose key the request says it is signed with; not yet verified."""
        _, found, rest = self.headers.get("Authorization", "").partition("Credential=")
        return rest.split("/")[0] if found else ""

    @property
    def region(self):
        scope = self.headers.get("Authorization", "").partition("Credential=")[2].split("/")
        return scope[2] if len(scope) > 2 else ""
