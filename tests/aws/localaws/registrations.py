# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Clients of SSO-OIDC: what they may register, and for which grants."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from .oidc_errors import error

AUTHORIZATION_CODE = "authorization_code"
DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code"
REFRESH_TOKEN = "refresh_token"
GRANTS = (AUTHORIZATION_CODE, DEVICE_CODE, REFRESH_TOKEN)
ACCOUNT_ACCESS = "sso:account:access"

_ID, _SECRET = "cliEXAMPLE", "eyEXAMPLE"
_SCOPE = re.compile(r"[a-z0-9_-]+(:[a-z0-9_*-]+){1,2}")
_DEFAULT_SECONDS = 90 * 86400


@dataclass
class Registration:
    id: str
    name: str
    grants: list
    redirects: list
    issuer: str
    scopes: list
    key: str
    expires: int

    def may(self, grant):
        """One that names no grants is for devices.  One that names both ways
        to begin is taken, and then good for neither (aws-sso-cli#1359)."""
        if not self.grants:
            return grant in (DEVICE_CODE, REFRESH_TOKEN)
        if {AUTHORIZATION_CODE, DEVICE_CODE} <= set(self.grants):
            return False
        return grant in self.grants

    def check(self, grant):
        if not self.may(grant):
            raise error("UnauthorizedClient")

    def takes_redirect(self, uri):
        """Any port will do, as RFC 8252 has it for loopback addresses."""
        if not isinstance(uri, str):
            return False
        return any(_without_port(uri) == _without_port(r) for r in self.redirects)


class Registrations:
    """Everything about a client is in its id, which is long for that reason."""

    def __init__(self, world, seals):
        self._world = world
        self._seals = seals

    def register(self, values):
        """(Registration, client secret, when it was registered)."""
        self._check(values)
        center = self._world.centers.at(values.get("issuerUrl")) or self._world.centers.named()
        seconds = center.registration_seconds if center else _DEFAULT_SECONDS
        story = {
            "name": values["clientName"],
            "grants": values.get("grantTypes") or [],
            "redirects": values.get("redirectUris") or [],
            "issuer": values.get("issuerUrl"),
            "scopes": values.get("scopes") or [],
        }
        client_id = self._seals.seal("client", _ID, seconds, **story)
        found = self._seals.read("client", _ID, client_id)
        secret = self._seals.seal("secret", _SECRET, seconds, 600, client=found["id"])
        return _registration(client_id, found), secret, int(found["issued"])

    def of_id(self, client_id):
        """A registration that is good now, or None."""
        story = self._seals.open("client", _ID, client_id)
        return _registration(client_id, story) if story else None

    def authenticate(self, client_id, client_secret):
        found = self.of_id(client_id)
        secret = self._seals.open("secret", _SECRET, client_secret)
        if found is None or secret is None or secret["client"] != found.key:
            raise error("InvalidClient")
        return found

    def _check(self, values):
        name = values.get("clientName")
        if not isinstance(name, str) or not name:
            raise error("InvalidRequest", "clientName is missing")
        if values.get("clientType") != "public":
            raise error("InvalidClientMetadata", "clientType has to be public")
        for member in ("grantTypes", "redirectUris", "scopes"):
            _check_strings(member, values.get(member))
        if set(values.get("grantTypes") or []) - set(GRANTS):
            raise error("UnsupportedGrantType")
        if not all(_SCOPE.fullmatch(s) for s in values.get("scopes") or []):
            raise error("InvalidScope")
        if AUTHORIZATION_CODE in (values.get("grantTypes") or []):
            self._check_for_browsers(values)

    def _check_for_browsers(self, values):
        if not values.get("redirectUris"):
            raise error("InvalidRequest", "redirectUris is missing")
        if not all(_may_be_redirected_to(u) for u in values["redirectUris"]):
            raise error("InvalidRedirectUri")
        if self._world.centers.at(values.get("issuerUrl")) is None:
            raise error("InvalidRequest", "issuerUrl is not the URL of an access portal")


def _registration(client_id, story):
    known = ("name", "grants", "redirects", "issuer", "scopes", "expires")
    return Registration(client_id, key=story["id"], **{k: story[k] for k in known})


def _check_strings(member, value):
    if value is not None and not (
        isinstance(value, list) and all(isinstance(v, str) for v in value)
    ):
        raise error("InvalidRequest", f"{member} is a list of strings")


def _may_be_redirected_to(uri):
    """127.0.0.1 and no other name for it: so AWS has it (aws-cli#9148)."""
    try:
        parts = urlsplit(uri)
        good_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    loopback = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1")
    return good_port and loopback and not parts.fragment and parts.username is None


def _without_port(uri):
    try:
        parts = urlsplit(uri)
        _port = parts.port
    except ValueError:
        return None
    extra = (parts.query, parts.fragment, parts.username)
    return (parts.scheme, parts.hostname, parts.path or "/", *extra)
