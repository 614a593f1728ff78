# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The access portal: which accounts and roles one has, and their keys."""

import base64
import binascii
import math
import re

from . import rest
from .errors import AwsError

_MODEL = "com.amazonaws.switchboard.portal"
_OTHER_NAMES = {
    "AccessDenied": "ForbiddenException",
    "InternalFailure": "InternalServerException",
    "ServiceUnavailable": "ServiceUnavailableException",
    "Throttling": "TooManyRequestsException",
}


class Portal:
    """One of the services of a Cloud."""

    name = "sso"
    content_type = "application/json"
    throttle_status = 429

    def __init__(self, cloud):
        self._cloud = cloud
        self._sign_in = cloud.sign_in
        self._actions = {
            ("GET", "/assignment/accounts"): ("ListAccounts", self._list_accounts),
            ("GET", "/assignment/roles"): ("ListAccountRoles", self._list_account_roles),
            ("GET", "/federation/credentials"): ("GetRoleCredentials", self._credentials),
            ("POST", "/logout"): ("Logout", None),
        }
        self._paths = {path for _method, path in self._actions}

    def wants(self, request):
        return request.path in self._paths

    def action(self, request):
        known = self._actions.get((request.method, request.path))
        return known[0] if known else f"{request.method} {request.path}"

    def failure(self, error, request_id):
        code = _OTHER_NAMES.get(error.code, error.code)
        body = {"message": error.message, "__type": f"{_MODEL}#{code}"}
        return rest.failure(error, code, body, _MODEL, request_id)

    def handle(self, request, request_id):
        known = self._actions.get((request.method, request.path))
        if known is None:
            raise rest.unknown_operation()
        center, story = self._sign_in.tokens.bearer(request.bearer)
        if known[1] is None:
            self._sign_in.tokens.log_out(story)
            return rest.empty(request_id)
        self._check_rate(center, story)
        return rest.result(known[1](center, request.parameters), request_id)

    def _check_rate(self, center, story):
        """One limit for all operations with one token."""
        if center.rate is None:
            return
        wait = self._sign_in.limiter.wait(story["id"], center.rate)
        if wait > 0:
            after = center.retry_after
            raise AwsError(
                "TooManyRequestsException",
                "HTTP 429 Unknown Code",
                429,
                retry_after=None if after is None else max(after, math.ceil(wait)),
            )

    def _list_accounts(self, center, parameters):
        accounts = sorted(center.accounts, key=lambda a: a.id)
        shown, following = _page(accounts, "id", "accounts", center, parameters)
        return {
            "accountList": [
                {"accountId": a.id, "accountName": a.name, "emailAddress": a.email}
                for a in shown
            ],
            "nextToken": following,
        }

    def _list_account_roles(self, center, parameters):
        account = self._account(center, parameters)
        roles = sorted(account.roles, key=lambda r: r.name)
        shown, following = _page(roles, "name", account.id, center, parameters)
        return {
            "roleList": [{"roleName": r.name, "accountId": account.id} for r in shown],
            "nextToken": following,
        }

    def _credentials(self, center, parameters):
        account = self._account(center, parameters)
        if not parameters.get("role_name"):
            raise _invalid("role_name is missing")
        role = account.role(parameters["role_name"])
        if role is None or role.forbidden:
            raise AwsError("ForbiddenException", "No access", 403)
        behind = self._cloud.world.role_behind(role)
        keys = self._cloud.mint.issue(
            role.session_seconds, kind="role", role=behind.arn, name=center.user
        )
        return {
            "roleCredentials": {
                "accessKeyId": keys.access_key_id,
                "secretAccessKey": keys.secret_access_key,
                "sessionToken": keys.session_token,
                "expiration": keys.expires * 1000,
            }
        }

    def _account(self, center, parameters):
        account_id = parameters.get("account_id", "")
        if not re.fullmatch(r"\d{12}", account_id, re.ASCII):
            raise _invalid("account_id is missing or is no account id")
        account = center.account(account_id)
        if account is None:
            raise AwsError("ResourceNotFoundException", "Account not found", 404)
        return account


def _invalid(message):
    return AwsError("InvalidRequestException", message, 400)


def _page(things, key, list_name, center, parameters):
    """(things of one page, token for the next or None).

    A token says after which thing to go on, so that a list may change between
    two pages; it is good for its own list alone.
    """
    size = parameters.get("max_result", str(center.page_size))
    if not re.fullmatch(r"\d{1,9}", size, re.ASCII) or not 1 <= int(size) <= 100:
        raise _invalid("ResultSize parameter must be within the valid limits of: 1-100")
    prefix = f"{center.name}\0{list_name}\0"
    if parameters.get("next_token"):
        last = _read_token(parameters["next_token"], prefix)
        things = [t for t in things if getattr(t, key) > last]
    shown = things[: int(size)]
    if len(shown) == len(things):
        return shown, None
    # "~~~" and "???" so that there is a / and a + that a client has to encode.
    text = f"~~~???{prefix}{getattr(shown[-1], key)}"
    return shown, base64.b64encode(text.encode()).decode()


def _read_token(token, prefix):
    try:
        text = base64.b64decode(token, validate=True).decode()
    except (binascii.Error, ValueError):
        text = ""
    if not text.startswith(f"~~~???{prefix}"):
        raise _invalid("Invalid next token")
    return text[len(f"~~~???{prefix}") :]
