# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Clocks that differ, and what AWS says of them."""

import re
from calendar import timegm
from email.utils import parsedate_to_datetime
from time import gmtime, strftime, strptime

import pytest
from talking import MFA_USER, client, raw_call, refusal, session_token

STAMP = "%Y%m%dT%H%M%SZ"


def server_time(headers):
    return parsedate_to_datetime(headers["Date"]).timestamp()


@pytest.mark.parametrize("offset", [-280, -1, 0, 1, 280])
def test_small_differences(aws, offset):
    assert raw_call(aws, when=aws.now() + offset)[0] == 200


@pytest.mark.parametrize(
    "offset, pattern",
    [
        (-310, r"Signature expired: (\w+) is now earlier than (\w+) \((\w+) - 5 min\.\)"),
        (310, r"Signature not yet current: (\w+) is still later than (\w+) \((\w+) \+ 5 min\.\)"),
        (-90000, r"Signature expired: (\w+) is now earlier than (\w+) \((\w+) - 5 min\.\)"),
    ],
)
def test_large_differences(aws, offset, pattern):
    signed = aws.now() + offset
    status, headers, text = raw_call(aws, when=signed)
    assert status == 403 and "<Code>SignatureDoesNotMatch</Code>" in text
    stamps = re.search(pattern, text).groups()
    mine, edge, theirs = (timegm(strptime(s, STAMP)) for s in stamps)
    assert mine == int(signed)
    assert abs(edge - theirs) == 300
    assert abs(server_time(headers) - theirs) <= 1


def test_the_other_words_and_the_other_limit(aws):
    aws.settings(skew_error="RequestExpired", clock_tolerance=900)
    assert raw_call(aws, when=aws.now() - 890)[0] == 200
    status, _, text = raw_call(aws, when=aws.now() - 910)
    assert status == 400 and "<Code>RequestExpired</Code>" in text


def test_a_clock_that_is_moved_by_control(aws):
    before = aws.now()
    assert round(aws.clock(offset=7200) - before, -1) == 7200
    assert round(aws.clock(by=-3600) - before, -1) == 3600
    status, code, message = refusal(client(aws, MFA_USER).get_caller_identity)
    assert code == "SignatureDoesNotMatch" and message.startswith("Signature expired")
    status, headers, _ = raw_call(aws)
    assert status == 200
    assert abs(server_time(headers) - before - 3600) < 5


def test_a_clock_that_is_moved_by_its_file(aws):
    real = aws.now()
    aws.clock_file.write_text("+3600\n")
    assert round(aws.now() - real, -1) == 3600
    aws.clock_file.write_text("-90")
    assert round(aws.now() - real, -1) == -90
    aws.clock_file.write_text("1767225600")
    assert aws.now() == 1767225600
    assert aws.clock(by=5) == 1767225605
    status, headers, _ = raw_call(aws)
    assert (status, server_time(headers)) == (200, 1767225605)
    aws.clock_file.write_text("nonsense")
    assert aws.now() == 1767225605
    aws.clock_file.unlink()
    assert abs(aws.now() - real - 5) < 5


def test_deadlines_follow_the_clock(aws):
    aws.settings(clock_tolerance=10**9)
    aws.freeze(1767225600)
    keys = session_token(aws, DurationSeconds=900)
    ends = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(1767225600 + 900))
    assert keys["Expiration"].strftime("%Y-%m-%dT%H:%M:%SZ") == ends
    aws.freeze(1767225600 + 899)
    assert client(aws, keys).get_caller_identity()
    aws.freeze(1767225600 + 900)
    assert refusal(client(aws, keys).get_caller_identity)[1] == "ExpiredToken"


def test_every_answer_has_a_date(aws):
    for answer in (raw_call(aws), raw_call(aws, when=0), raw_call(aws, body=b"")):
        assert abs(server_time(answer[1]) - aws.now()) < 5
    aws.fault("500")
    assert "Date" in raw_call(aws)[1]
