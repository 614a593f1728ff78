# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What goes back over the wire, and how the query services write it."""

from dataclasses import dataclass, field
from time import gmtime, strftime
from xml.sax.saxutils import escape


@dataclass
class Answer:
    status: int
    body: bytes
    content_type: str = "text/xml"
    headers: dict = field(default_factory=dict)
    error: str = None  # AWS's error code, for the record of calls


def timestamp(seconds):
    return strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(seconds))


def _element(name, value, depth):
    indent = "  " * depth
    if isinstance(value, dict):
        inside = "".join(_element(k, v, depth + 1) for k, v in value.items() if v is not None)
        return f"{indent}<{name}>\n{inside}{indent}</{name}>\n"
    if isinstance(value, list):
        inside = "".join(_element("member", v, depth + 1) for v in value)
        return f"{indent}<{name}>\n{inside}{indent}</{name}>\n"
    return f"{indent}<{name}>{escape(str(value))}</{name}>\n"


def _document(root, namespace, content):
    inside = "".join(_element(k, v, 1) for k, v in content.items())
    return f'<{root} xmlns="{namespace}">\n{inside}</{root}>\n'.encode()


def result(namespace, action, values, request_id):
    content = {f"{action}Result": values, "ResponseMetadata": {"RequestId": request_id}}
    body = _document(f"{action}Response", namespace, content)
    return Answer(200, body, headers={"x-amzn-RequestId": request_id})


def failure(namespace, error, request_id):
    content = {
        "Error": {"Type": error.fault, "Code": error.code, "Message": error.message},
        "RequestId": request_id,
    }
    return Answer(
        error.status,
        _document("ErrorResponse", namespace, content),
        headers={"x-amzn-RequestId": request_id},
        error=error.code,
    )
