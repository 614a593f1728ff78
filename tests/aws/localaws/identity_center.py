# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""An instance of IAM Identity Center: who signs in where, and to what."""

import hashlib
from dataclasses import dataclass, field

CONSENTS = ("ask", "allow", "deny")
REFRESH_TOKENS = ("always", "first", "never")


@dataclass
class CenterRole:
    """A permission set that the person has in an account.

    forbidden: it is listed, but its credentials are refused.
    """

    account: "CenterAccount"
    name: str
    session_seconds: int = 3600
    forbidden: bool = False
    may: list = field(default_factory=list)

    @property
    def iam_name(self):
        """What IAM calls the role behind a permission set."""
        digest = hashlib.sha256(f"{self.account.id}/{self.name}".encode()).hexdigest()
        return f"AWSReservedSSO_{self.name}_{digest[:16]}"

    @property
    def iam_path(self):
        region = self.account.center.region
        part = "" if region == "us-east-1" else f"{region}/"
        return f"/aws-reserved/sso.amazonaws.com/{part}"


@dataclass
class CenterAccount:
    center: "Center"
    id: str
    name: str = ""
    email: str = ""
    roles: list = field(default_factory=list)

    def role(self, name):
        return next((r for r in self.roles if r.name == name), None)


@dataclass
class Center:
    """One instance, with the one person who signs in to it.

    consent: `ask` shows a page with two buttons, `allow` and `deny` answer at
    once, as a browser that is signed in already does.
    refresh_tokens: `always` a new one, `first`: answers to a refresh bring
    none and the old one stays good, `never`.
    token_seconds: None for AWS's own, one hour with scopes and eight without.
    rate: requests a second to the portal with one token, None for no limit.
    retry_after: with a refusal for that; None for no such header.
    other_urls: further addresses that AWS itself gave to the portal.
    """

    name: str
    start_url: str
    region: str = "us-east-1"
    user: str = "jane.doe@example.com"
    consent: str = "ask"
    token_seconds: int = None
    session_seconds: int = 28800
    registration_seconds: int = 90 * 86400
    code_seconds: int = 300
    refresh_tokens: str = "always"
    device_seconds: int = 600
    device_interval: int = 1
    enforce_interval: bool = True
    page_size: int = 20
    rate: float = 20
    retry_after: int = None
    other_urls: list = field(default_factory=list)
    redirects: list = field(default_factory=list)
    accounts: list = field(default_factory=list)

    def account(self, account_id):
        return next((a for a in self.accounts if a.id == account_id), None)

    def is_at(self, url):
        """Is `url` this instance's portal?  AWS minds neither the slash at
        the end nor the fragment that browsers leave there."""
        mine = (self.start_url, *self.other_urls)
        return isinstance(url, str) and _bare(url) in map(_bare, mine)

    def complaint(self):
        """What is wrong with it, or None."""
        if self.consent not in CONSENTS:
            return f"consent is one of {', '.join(CONSENTS)}"
        if self.refresh_tokens not in REFRESH_TOKENS:
            return f"refresh_tokens is one of {', '.join(REFRESH_TOKENS)}"
        if self.rate is not None and self.rate < 1:
            return "rate is 1 or more a second, or null"
        if not 1 <= self.page_size <= 100:
            return "page_size is 1 to 100"
        return None


@dataclass
class Redirect:
    """A company's own address of a portal: `path` here, `to` the portal.

    head, get: the status for that method; one that does not redirect says so.
    """

    path: str
    to: str = None
    head: int = 302
    get: int = 302


def _bare(url):
    return url.split("#")[0].rstrip("/")
