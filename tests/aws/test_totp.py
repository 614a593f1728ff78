# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Codes: the vectors of RFC 6238 and RFC 4226, and that each works once."""

import base64

import pytest

from localaws.totp import CodeBook, decode_secret, hotp, totp
from localaws.world import Device

RFC_KEY = b"12345678901234567890"
RFC_SECRET = base64.b32encode(RFC_KEY).decode()


@pytest.mark.parametrize(
    "when, code",
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_rfc_6238(when, code):
    assert totp(RFC_SECRET, when, digits=8) == code
    assert totp(RFC_SECRET, when) == code[2:]


def test_rfc_4226():
    codes = "755224 287082 359152 969429 338314 254676 287922 162583 399871 520489"
    assert [hotp(RFC_KEY, n) for n in range(10)] == codes.split()


@pytest.mark.parametrize("text", ["MFRGG", "mfrgg===", "MF RG G", "mf-rgg"])
def test_secrets_as_people_type_them(text):
    assert decode_secret(text) == b"abc"


@pytest.fixture
def device():
    return Device("arn:aws:iam::123456789012:mfa/x", RFC_SECRET)


def test_the_step_and_its_neighbours_are_good(device):
    now = 1_000_000_005
    for moved, good in ((-60, False), (-30, True), (0, True), (30, True), (60, False)):
        assert CodeBook().use(device, totp(RFC_SECRET, now + moved), now) is good


def test_a_code_works_once_and_none_before_it(device):
    book, now = CodeBook(), 1_000_000_005
    assert book.use(device, totp(RFC_SECRET, now), now)
    assert not book.use(device, totp(RFC_SECRET, now), now)
    assert not book.use(device, totp(RFC_SECRET, now), now + 30)
    assert not book.use(device, totp(RFC_SECRET, now - 30), now)
    assert book.use(device, totp(RFC_SECRET, now + 30), now)


def test_devices_do_not_share_their_codes(device):
    book, now = CodeBook(), 1_000_000_005
    twin = Device("arn:aws:iam::123456789012:mfa/y", RFC_SECRET)
    assert book.use(device, totp(RFC_SECRET, now), now)
    assert book.use(twin, totp(RFC_SECRET, now), now)


def test_next_code_never_waits_but_says_how_long(device):
    book, now = CodeBook(), 1_000_000_005
    for expected in (now, now + 30):
        code, wait = book.next_code(device, now)
        assert (code, wait) == (totp(RFC_SECRET, expected), 0)
        assert book.use(device, code, now)
    code, wait = book.next_code(device, now)
    assert code is None and 0 < wait <= 30
    code, _ = book.next_code(device, now + wait)
    assert book.use(device, code, now + wait)
    book.forget(device.serial)
    assert book.next_code(device, now) == (totp(RFC_SECRET, now), 0)


def test_over_the_control_door(aws):
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    aws.freeze(1111111109)
    code = "081804"
    for name in ("MFAUser", "arn:aws:iam::123456789012:mfa/MFAUser"):
        assert aws.code(name) == code == totp(secret, 1111111109)
