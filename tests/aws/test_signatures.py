# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What is signed wrong is refused, and why."""

import json
import os
from calendar import timegm
from email.message import Message
from pathlib import Path
from time import strptime

import pytest
from talking import (
    MFA_USER,
    PLAIN_USER,
    client,
    exchange,
    form,
    identity,
    raw_call,
    refusal,
    session_token,
    signed_headers,
)

from localaws import principals
from localaws.cloud import Cloud
from localaws.request import Request
from localaws.world import World

MISMATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. Consult the service "
    "documentation for details."
)


def check(answer, status, code, message):
    assert answer[0] == status
    assert f"<Code>{code}</Code>" in answer[2]
    assert message in answer[2]


def test_signed_by_hand(aws):
    status, headers, text = raw_call(aws)
    assert status == 200 and "<Account>123456789012</Account>" in text
    assert headers["Content-Type"] == "text/xml"
    assert headers["x-amzn-RequestId"] in text


def test_wrong_secret(aws):
    for secret in (PLAIN_USER[1], MFA_USER[1][:-1], MFA_USER[1].lower()):
        sts = client(aws, (MFA_USER[0], secret))
        assert refusal(sts.get_caller_identity) == (403, "SignatureDoesNotMatch", MISMATCH)


def test_wrong_secret_of_a_session(aws):
    keys = session_token(aws)
    keys["SecretAccessKey"] = keys["SecretAccessKey"][::-1]
    assert refusal(client(aws, keys).get_caller_identity)[1] == "SignatureDoesNotMatch"


@pytest.mark.parametrize("name", ["Content-Type", "X-Amz-Date", "Host"])
def test_a_signed_header_that_changed_on_the_way(aws, name):
    headers = signed_headers(aws.url, form(), MFA_USER, aws.now())
    changed = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Amz-Date": headers["X-Amz-Date"][:-3] + "00Z",
        "Host": "sts.amazonaws.com",
    }[name]
    if headers[name] == changed:
        changed = changed[:-2] + "1Z"
    headers.replace_header(name, changed)
    check(exchange(aws, form(), headers), 403, "SignatureDoesNotMatch", MISMATCH)


def test_a_body_that_changed_on_the_way(aws):
    headers = signed_headers(aws.url, form(), MFA_USER, aws.now())
    answer = exchange(aws, form() + b"&Extra=1", headers)
    check(answer, 403, "SignatureDoesNotMatch", MISMATCH)


def test_a_declared_hash_must_be_the_bodys(aws):
    good = "ab821ae955788b0e33ebd34c208442ccfc2d406e2edc5e7a39bd6458fbb4f843"
    body = b"Action=GetCallerIdentity&Version=2011-06-15"
    assert raw_call(aws, body=body, X_Amz_Content_SHA256=good)[0] == 200
    answer = raw_call(aws, body=body + b"&a=b", X_Amz_Content_SHA256=good)
    check(answer, 403, "SignatureDoesNotMatch", MISMATCH)


def test_headers_that_are_not_signed_may_change(aws):
    headers = signed_headers(aws.url, form(), MFA_USER, aws.now())
    headers["User-Agent"] = "anything"
    assert exchange(aws, form(), headers)[0] == 200


def test_odd_blanks_in_a_header_do_not_matter(aws):
    headers = signed_headers(aws.url, form(), MFA_USER, aws.now(), X_Amz_Meta="a  b")
    headers.replace_header("X-Amz-Meta", "  a b ")
    assert exchange(aws, form(), headers)[0] == 200


@pytest.mark.parametrize("name", ["X-Amz-Security-Token", "X-Amz-Date"])
def test_what_has_to_be_signed(aws, name):
    keys = session_token(aws)
    who = (keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    signed = {"content-type", "host", "x-amz-date", "x-amz-security-token"}
    assert raw_call(aws, who, signed=signed)[0] == 200
    answer = raw_call(aws, who, signed=signed - {name.lower()})
    check(answer, 403, "SignatureDoesNotMatch", f"'{name}' must be a 'SignedHeader'")


def test_host_has_to_be_signed(aws):
    answer = raw_call(aws, signed={"content-type", "x-amz-date"})
    check(answer, 403, "SignatureDoesNotMatch", "'Host' or ':authority' must be")


@pytest.mark.parametrize(
    "header, status, code, message",
    [
        (None, 403, "MissingAuthenticationToken", "missing Authentication Token"),
        ("Basic dTpw", 400, "IncompleteSignature", "unknown kind"),
        ("AWS4-HMAC-SHA256 Signature=0", 400, "IncompleteSignature", "requires 'Credential'"),
        (
            "AWS4-HMAC-SHA256 Credential=AKIA/20260101/x, SignedHeaders=host, Signature=0",
            400,
            "IncompleteSignature",
            "exactly 5 slash-delimited elements",
        ),
    ],
)
def test_no_signature_worth_the_name(aws, header, status, code, message):
    headers = signed_headers(aws.url, form(), MFA_USER, aws.now())
    del headers["Authorization"]
    if header:
        headers["Authorization"] = header
    check(exchange(aws, form(), headers), status, code, message)


def test_scopes(aws):
    answer = raw_call(aws, service="s3")
    check(answer, 403, "SignatureDoesNotMatch", "scoped to correct service: 'sts'")
    answer = raw_call(aws, region="Frankfurt")
    check(answer, 403, "SignatureDoesNotMatch", "scoped to a valid region")
    assert raw_call(aws, region="mx-central-1")[0] == 200


def test_no_date(aws):
    headers = signed_headers(aws.url, form(), MFA_USER, aws.now())
    del headers["X-Amz-Date"]
    check(exchange(aws, form(), headers), 400, "IncompleteSignature", "'X-Amz-Date'")


def test_date_of_the_scope(aws):
    headers = signed_headers(aws.url, form(), MFA_USER, aws.now())
    text = headers["Authorization"].replace(f"/{headers['X-Amz-Date'][:8]}/", "/20110909/")
    headers.replace_header("Authorization", text)
    answer = exchange(aws, form(), headers)
    check(answer, 403, "SignatureDoesNotMatch", "Date in Credential scope does not match")


def test_parameters_in_the_url(aws):
    target = "/?Action=GetCallerIdentity&Version=2011-06-15"
    headers = signed_headers(aws.url + target, b"", MFA_USER, aws.now())
    assert exchange(aws, b"", headers, method="POST", target=target)[0] == 200
    check(exchange(aws, b"", headers, "GET", target), 403, "SignatureDoesNotMatch", MISMATCH)


def test_any_characters_in_parameters(aws):
    aws.change("role", "OpenRole", trusts=[{"principals": ["*"], "external_id": "a+b=c,d.e@f:g/h"}])
    answer = client(aws, PLAIN_USER).assume_role(
        RoleArn="arn:aws:iam::123456789012:role/OpenRole",
        RoleSessionName="me+you=us@example.com",
        ExternalId="a+b=c,d.e@f:g/h",
        Policy='{"é ü": "ÿ&<>~*\' "}',
    )
    keys = answer["Credentials"]
    assert identity(aws, keys).endswith("/OpenRole/me+you=us@example.com")


def vectors():
    root = Path(__file__).resolve().parents[2]
    folder = Path(os.environ.get("STINT_VECTORS") or root.parent / "shared" / "vectors")
    path = folder / "generated-reference" / "botocore-reference-vectors.json"
    if not path.exists():
        pytest.skip(f"no vectors at {folder} (set STINT_VECTORS)")
    return json.loads(path.read_text())["sigv4_sts"]


def test_signatures_made_elsewhere():
    """Whatever these are refused for, it is not their signature."""
    cases = vectors()
    assert cases
    for case in cases:
        for broken in (False, True):
            answer = answer_to(case, broken)
            assert (b"SignatureDoesNotMatch" in answer.body) == broken, case["canonical_request"]


def answer_to(case, broken):
    user = {"name": "u", "keys": [{"id": case["access_key"], "secret": case["secret_key"]}]}
    world = World({"accounts": [{"id": "123456789012", "users": [user]}]})
    for name, prefix in (("aws-cn", "cn-"), ("aws-us-gov", "us-gov-")):
        if case["region"].startswith(prefix):
            world.accounts[0].partition = name
    cloud = Cloud(world)
    when = timegm(strptime(case["amz_date"], "%Y%m%dT%H%M%SZ"))
    cloud.clock.offset = when - cloud.clock.now()
    if case["session_token"]:
        # A long-term key with a token is nobody's; here it is about the signature.
        cloud.verifier._find = lambda *_: (case["secret_key"], lambda: who(cloud))
    headers = Message()
    headers["Host"] = case["url"].split("/")[2]
    for name, value in case["headers"].items():
        headers[name] = value
    if broken:
        text = headers["Authorization"]
        headers.replace_header("Authorization", text[:-1] + ("0" if text[-1] != "0" else "1"))
    request = Request("POST", "/", headers, case["body"].encode())
    return cloud.act(cloud.service_for(request), request)


def who(cloud):
    user = cloud.world.users()[0]
    return principals.of_user(user, user.keys[0].id)
