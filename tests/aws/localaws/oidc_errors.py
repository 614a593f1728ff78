# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The exceptions of SSO-OIDC: OAuth's errors in AWS's clothes."""

import re

from . import rest
from .errors import AwsError

_MODEL = "com.amazonaws.ssooidc"
_TEXTS = {
    "AccessDeniedException": "The person refused the request",
    "AuthorizationPendingException": "The person has not decided yet",
    "ExpiredTokenException": "The device code has expired",
    "InvalidClientException": "Invalid client or client credentials",
    "InvalidGrantException": "Invalid grant provided",
    "InvalidRedirectUriException": "Invalid redirect URI",
    "InvalidRequestException": "Invalid request",
    "InvalidScopeException": "Invalid scope provided",
    "InvalidClientMetadataException": "Invalid client metadata",
    "SlowDownException": "Slow down",
    "UnauthorizedClientException": "The client may not use this grant type",
    "UnsupportedGrantTypeException": "Unsupported grant type",
}
# What faults and the query services call otherwise.
_OTHER_NAMES = {
    "AccessDenied": "AccessDeniedException",
    "InternalFailure": "InternalServerException",
    "ServiceUnavailable": "ServiceUnavailableException",
    "Throttling": "ThrottlingException",
}
_OAUTH = {"InternalServerException": "server_error"}


def error(code, description=None):
    """The exception `code`, without its `Exception`."""
    code += "Exception"
    status = 401 if code == "InvalidClientException" else 400
    return AwsError(code, description or _TEXTS[code], status)


def failure(problem, request_id):
    code = _OTHER_NAMES.get(problem.code, problem.code)
    body = {"error": oauth_name(code), "error_description": problem.message}
    if problem.reason is not None:
        body["reason"] = problem.reason
    return rest.failure(problem, code, body, _MODEL, request_id)


def oauth_name(code):
    """`slow_down` of `SlowDownException`."""
    stem = code.removesuffix("Exception")
    return _OAUTH.get(code) or re.sub(r"(?<!^)(?=[A-Z])", "_", stem).lower()
