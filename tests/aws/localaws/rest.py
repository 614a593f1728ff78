# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""How the REST services of AWS, in JSON, write answers and errors."""

import json

from .answers import Answer
from .errors import AwsError

_CORAL = "http://internal.amazon.com/coral/"
_KIND = "application/json"


def result(values, request_id):
    shown = {k: v for k, v in values.items() if v is not None}
    return Answer(200, json.dumps(shown).encode(), _KIND, {"x-amzn-RequestId": request_id})


def empty(request_id):
    return Answer(200, b"", _KIND, {"x-amzn-RequestId": request_id})


def failure(error, code, body, model, request_id):
    """`code` is the name of the exception in the `model` of the service."""
    headers = {
        "x-amzn-RequestId": request_id,
        "x-amzn-ErrorType": f"{code}:{_CORAL}{model}/",
    }
    return Answer(error.status, json.dumps(body).encode(), _KIND, headers, error=code)


def unknown_operation():
    return AwsError("UnknownOperationException", "", 404)
