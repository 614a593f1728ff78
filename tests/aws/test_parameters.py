# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Every limit of every parameter, in AWS's words."""

import pytest
from talking import MFA_USER, PLAIN_USER, client, form, raw_call, refusal, role_arn

GOOD = {"RoleArn": role_arn("OpenRole"), "RoleSessionName": "tester"}
PATTERN = "Member must satisfy regular expression pattern: "
SHORT = "Member must have length greater than or equal to {}"
LONG = "Member must have length less than or equal to {}"
LOW = "Member must have value greater than or equal to {}"
HIGH = "Member must have value less than or equal to {}"


def sentence(*found):
    plural = "error" if len(found) == 1 else "errors"
    parts = [
        f"Value {value} at '{name}' failed to satisfy constraint: {text}"
        for name, value, text in found
    ]
    return 400, "ValidationError", f"{len(found)} validation {plural} detected: {'; '.join(parts)}"


def check(call, good, name, value, *complaints):
    shown = "null" if value is None else f"'{value}'"
    where = name[0].lower() + name[1:]
    arguments = {k: v for k, v in {**good, name: value}.items() if v is not None}
    assert refusal(call, **arguments) == sentence(*((where, shown, c) for c in complaints))


@pytest.mark.parametrize(
    "name, value, complaints",
    [
        ("RoleArn", None, ["Member must not be null"]),
        ("RoleArn", "arn:aws:iam::1", [SHORT.format(20)]),
        ("RoleArn", role_arn("x" * 2048), [LONG.format(2048)]),
        ("RoleSessionName", None, ["Member must not be null"]),
        ("RoleSessionName", "x", [SHORT.format(2)]),
        ("RoleSessionName", "x" * 65, [LONG.format(64)]),
        ("RoleSessionName", "PowerUser/me", [PATTERN + r"[\w+=,.@-]*"]),
        ("RoleSessionName", "zoë", [PATTERN + r"[\w+=,.@-]*"]),
        ("DurationSeconds", 899, [LOW.format(900)]),
        ("DurationSeconds", 43201, [HIGH.format(43200)]),
        ("ExternalId", "x", [SHORT.format(2)]),
        ("ExternalId", "x" * 1225, [LONG.format(1224)]),
        ("ExternalId", "a b", [PATTERN + r"[\w+=,.@:\/-]*"]),
        ("SerialNumber", "x" * 8, [SHORT.format(9)]),
        ("SerialNumber", "x" * 257, [LONG.format(256)]),
        ("SerialNumber", "arn:aws:iam::1 mfa", [PATTERN + r"[\w+=/:,.@-]*"]),
        ("TokenCode", "12345", [SHORT.format(6)]),
        ("TokenCode", "1234567", [LONG.format(6)]),
        ("TokenCode", "12345x", [PATTERN + r"[\d]*"]),
        ("TokenCode", "ccccccbchvth", [PATTERN + r"[\d]*", LONG.format(6)]),
        ("SourceIdentity", "x", [SHORT.format(2)]),
        ("SourceIdentity", "x" * 65, [LONG.format(64)]),
        ("SourceIdentity", "a/b", [PATTERN + r"[\w+=,.@-]*"]),
        ("Policy", "x" * 2049, [LONG.format(2048)]),
    ],
)
def test_assume_role(aws, name, value, complaints):
    check(client(aws, PLAIN_USER).assume_role, GOOD, name, value, *complaints)


@pytest.mark.parametrize(
    "values",
    [
        {"RoleSessionName": "ab"},
        {"RoleSessionName": "a_+=,.@-" * 8},
        {"DurationSeconds": 900},
        {"DurationSeconds": 43200},
        {"ExternalId": "a:/-" * 306},
        {"SourceIdentity": "s" * 64},
    ],
)
def test_assume_role_at_the_edge(aws, values):
    assert client(aws, PLAIN_USER).assume_role(**{**GOOD, **values})["Credentials"]


@pytest.mark.parametrize(
    "action, good",
    [("get_session_token", {}), ("get_federation_token", {"Name": "bob"})],
)
def test_durations_of_sessions(aws, action, good):
    call = getattr(client(aws, PLAIN_USER), action)
    check(call, good, "DurationSeconds", 899, LOW.format(900))
    check(call, good, "DurationSeconds", 129601, HIGH.format(129600))
    for seconds in (900, 129600):
        ends = call(**good, DurationSeconds=seconds)["Credentials"]["Expiration"].timestamp()
        assert abs(ends - aws.now() - seconds) < 5


def test_session_token_codes(aws):
    call = client(aws, MFA_USER).get_session_token
    good = {"SerialNumber": "arn:aws:iam::123456789012:mfa/MFAUser"}
    check(call, good, "TokenCode", "12345", SHORT.format(6))
    check(call, good, "TokenCode", "１２３４５６", PATTERN + r"[\d]*")
    check(call, {"TokenCode": "123456"}, "SerialNumber", "12345678", SHORT.format(9))


@pytest.mark.parametrize(
    "name, complaints",
    [("b", [SHORT.format(2)]), ("b" * 33, [LONG.format(32)]), ("b/b", [PATTERN + r"[\w+=,.@-]*"])],
)
def test_federated_names(aws, name, complaints):
    check(client(aws, PLAIN_USER).get_federation_token, {}, "Name", name, *complaints)


def test_all_that_is_wrong_in_one_sentence(aws):
    bad = {**GOOD, "RoleSessionName": "x", "DurationSeconds": 1, "TokenCode": "1"}
    assert refusal(client(aws, PLAIN_USER).assume_role, **bad) == sentence(
        ("roleSessionName", "'x'", SHORT.format(2)),
        ("durationSeconds", "'1'", LOW.format(900)),
        ("tokenCode", "'1'", SHORT.format(6)),
    )


def test_arns_that_are_no_roles(aws):
    arn = "arn:aws:iam::123456789012:user/MFAUser"
    arguments = {**GOOD, "RoleArn": arn}
    assert refusal(client(aws, PLAIN_USER).assume_role, **arguments) == (
        400,
        "ValidationError",
        f"{arn} is invalid",
    )


def test_tags(aws):
    call = client(aws, PLAIN_USER).assume_role
    fifty = [{"Key": f"k{n}", "Value": ""} for n in range(50)]
    assert call(**GOOD, Tags=fifty)
    status, code, message = refusal(call, **GOOD, Tags=[*fifty, {"Key": "z", "Value": "z"}])
    assert (status, code) == (400, "ValidationError")
    assert message.endswith("at 'tags' failed to satisfy constraint: " + LONG.format(50))
    long_key = [{"Key": "k" * 129, "Value": "v"}]
    assert LONG.format(128) in refusal(call, **GOOD, Tags=long_key)[2]
    long_value = [{"Key": "k", "Value": "v" * 257}]
    assert LONG.format(256) in refusal(call, **GOOD, Tags=long_value)[2]
    twins = [{"Key": "Team", "Value": "a"}, {"Key": "team", "Value": "b"}]
    assert refusal(call, **GOOD, Tags=twins)[1] == "InvalidParameterValue"


def test_policy_arns(aws):
    arns = [{"arn": f"arn:aws:iam::aws:policy/P{n}"} for n in range(11)]
    call = client(aws, PLAIN_USER).assume_role
    assert call(**GOOD, PolicyArns=arns[:10])["PackedPolicySize"] >= 1
    assert LONG.format(10) in refusal(call, **GOOD, PolicyArns=arns)[2]


def test_numbers_that_are_none(aws):
    body = form("GetSessionToken", DurationSeconds="an hour")
    status, _, text = raw_call(aws, PLAIN_USER, body)
    assert status == 400 and "<Code>MalformedInput</Code>" in text


@pytest.mark.parametrize(
    "body, message",
    [
        (form("AssumeRoll"), "Could not find operation AssumeRoll for version 2011-06-15"),
        (b"Action=AssumeRole", "AssumeRole for version NO_VERSION_SPECIFIED"),
        (b"Action=AssumeRole&Version=2010-05-08", "AssumeRole for version 2010-05-08"),
    ],
)
def test_actions_that_do_not_exist(aws, body, message):
    status, _, text = raw_call(aws, body=body)
    assert status == 400
    assert "<Code>InvalidAction</Code>" in text and message in text
