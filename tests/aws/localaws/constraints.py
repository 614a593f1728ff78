# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The shapes of parameters, and AWS's sentence when one does not fit."""

import re
from dataclasses import dataclass

from .errors import AwsError, validation_error

_XML_TEXT = r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+"


@dataclass
class Text:
    low: int
    high: int
    shown: str  # the pattern as AWS writes it in its message
    needed: bool = False

    def complaints(self, value):
        if not _fits(self.shown, value):
            yield f"Member must satisfy regular expression pattern: {self.shown}"
        if len(value) > self.high:
            yield f"Member must have length less than or equal to {self.high}"
        if len(value) < self.low:
            yield f"Member must have length greater than or equal to {self.low}"


@dataclass
class Number:
    low: int
    high: int
    needed: bool = False

    def complaints(self, value):
        if int(value) > self.high:
            yield f"Member must have value less than or equal to {self.high}"
        if int(value) < self.low:
            yield f"Member must have value greater than or equal to {self.low}"


def _fits(shown, value):
    if shown == _XML_TEXT:
        return re.fullmatch(r"[\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+", value)
    if r"\p{" in shown:
        return all(c.isalpha() or c.isnumeric() or c.isspace() or c in "_.:/=+-@" for c in value)
    return re.fullmatch(shown, value, re.ASCII)


def role_arn():
    return Text(20, 2048, _XML_TEXT, needed=True)


def session_name():
    return Text(2, 64, r"[\w+=,.@-]*", needed=True)


def federated_name():
    return Text(2, 32, r"[\w+=,.@-]*", needed=True)


def external_id():
    return Text(2, 1224, r"[\w+=,.@:\/-]*")


def serial_number():
    return Text(9, 256, r"[\w+=/:,.@-]*")


def token_code():
    return Text(6, 6, r"[\d]*")


def source_identity():
    return Text(2, 64, r"[\w+=,.@-]*")


def policy():
    return Text(1, 2048, r"[\u0009\u000A\u000D\u0020-\u00FF]+")


def tag_key():
    return Text(1, 128, r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+", needed=True)


def tag_value():
    return Text(0, 256, r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*", needed=True)


def _complaints(name, constraint, value):
    where = name[0].lower() + name[1:]
    if value is None:
        if constraint.needed:
            yield (
                f"Value null at '{where}' failed to satisfy constraint: "
                "Member must not be null"
            )
        return
    for text in constraint.complaints(value):
        yield f"Value '{value}' at '{where}' failed to satisfy constraint: {text}"


def check(parameters, constraints):
    """Raises AWS's ValidationError for all that is wrong, in one sentence."""
    for name, constraint in constraints.items():
        value = parameters.get(name)
        if isinstance(constraint, Number) and value is not None:
            if not re.fullmatch(r"[+-]?\d{1,10}", value, re.ASCII):
                raise AwsError("MalformedInput", "", 400)
    raise_all(
        [
            text
            for name, constraint in constraints.items()
            for text in _complaints(name, constraint, parameters.get(name))
        ]
    )


def raise_all(found):
    if found:
        plural = "error" if len(found) == 1 else "errors"
        raise validation_error(f"{len(found)} validation {plural} detected: {'; '.join(found)}")


def members(parameters, name):
    """`Name.member.N` and `Name.member.N.Part`: [value or {part: value}]."""
    found = {}
    pattern = re.compile(re.escape(name) + r"\.member\.(\d+)(?:\.(\w+))?")
    for key, value in parameters.items():
        match = pattern.fullmatch(key)
        if match and match[2]:
            found.setdefault(int(match[1]), {})[match[2]] = value
        elif match:
            found[int(match[1])] = value
    return [found[n] for n in sorted(found)]


def check_members(name, items, most):
    if len(items) > most:
        where = name[0].lower() + name[1:]
        raise_all(
            [
                f"Value '{items}' at '{where}' failed to satisfy constraint: "
                f"Member must have length less than or equal to {most}"
            ]
        )


def check_tags(tags):
    check_members("Tags", tags, 50)
    for number, tag in enumerate(tags, 1):
        where = f"tags.{number}.member."
        raise_all(
            [
                *_complaints(where + "key", tag_key(), tag.get("Key")),
                *_complaints(where + "value", tag_value(), tag.get("Value")),
            ]
        )
    keys = [t["Key"].lower() for t in tags]
    if len(set(keys)) != len(keys):
        raise AwsError(
            "InvalidParameterValue",
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
            400,
        )
