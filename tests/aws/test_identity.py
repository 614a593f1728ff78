# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Who is who: GetCallerIdentity, GetSessionToken, GetFederationToken."""

import json
import re

import pytest
from talking import (
    ACCOUNT,
    FORMER_USER,
    MFA_SERIAL,
    MFA_USER,
    PLAIN_USER,
    SECURITY_KEY_USER,
    U2F_SERIAL,
    assume,
    client,
    identity,
    refusal,
    role_arn,
    session_token,
)

MFA_ARN = f"arn:aws:iam::{ACCOUNT}:user/MFAUser"
UNKNOWN = (403, "InvalidClientTokenId", "The security token included in the request is invalid")
EXPIRED = (403, "ExpiredToken", "The security token included in the request is expired")


def test_a_user_needs_no_right_to_ask_who_it_is(aws):
    answer = client(aws, MFA_USER).get_caller_identity()
    assert answer["Arn"] == MFA_ARN
    assert answer["Account"] == ACCOUNT
    assert re.fullmatch(r"AIDA[A-Z2-7]{10}EXAMPLE", answer["UserId"])
    assert answer["ResponseMetadata"]["RequestId"]


def test_session_credentials_are_the_users(aws):
    keys = session_token(aws)
    assert re.fullmatch(r"ASIA[A-Z2-7]{9}EXAMPLE", keys["AccessKeyId"])
    assert len(keys["SecretAccessKey"]) == 40
    assert 400 <= len(keys["SessionToken"]) <= 1104
    assert identity(aws, keys) == MFA_ARN
    assert abs(keys["Expiration"].timestamp() - aws.now() - 43200) < 5


def test_lengths_of_tokens_are_a_setting(aws):
    aws.settings(token_length=[1900, 1900])
    assert 1890 <= len(session_token(aws)["SessionToken"]) <= 1904


def test_sessions_cannot_call_what_gives_sessions(aws):
    role = assume(aws, MFA_USER, code=aws.code("MFAUser"))["Credentials"]
    for keys in (session_token(aws), role):
        sts = client(aws, keys)
        for action, call in (
            ("GetSessionToken", sts.get_session_token),
            ("GetFederationToken", lambda: sts.get_federation_token(Name="someone")),
        ):
            assert refusal(call) == (
                403,
                "AccessDenied",
                f"Cannot call {action} with session credentials",
            )


def test_sessions_without_a_code_cannot_call_iam(aws):
    aws.change("user", "PlainUser", may=[{"actions": ["iam:*"]}])
    iam = client(aws, session_token(aws, PLAIN_USER), "iam", "us-east-1")
    assert refusal(iam.get_user) == UNKNOWN


def test_sessions_with_a_code_can_call_iam(aws):
    aws.change("user", "MFAUser", may=[{"actions": ["iam:*"], "mfa": True}])
    keys = session_token(aws, code=aws.code("MFAUser"))
    iam = client(aws, keys, "iam", "us-east-1")
    assert iam.get_user()["User"]["Arn"] == MFA_ARN
    assert [d["SerialNumber"] for d in iam.list_mfa_devices()["MFADevices"]] == [MFA_SERIAL]


def test_the_guides_user_cannot_call_iam(aws):
    iam = client(aws, MFA_USER, "iam", "us-east-1")
    assert refusal(iam.list_mfa_devices) == (
        403,
        "AccessDenied",
        f"User: {MFA_ARN} is not authorized to perform: iam:ListMFADevices on resource: {MFA_ARN}",
    )


def test_federated_users(aws):
    sts = client(aws, PLAIN_USER)
    answer = sts.get_federation_token(Name="bob", Policy=json.dumps({"Statement": []}))
    assert answer["FederatedUser"] == {
        "FederatedUserId": f"{ACCOUNT}:bob",
        "Arn": f"arn:aws:sts::{ACCOUNT}:federated-user/bob",
    }
    assert answer["PackedPolicySize"] == 1
    keys = answer["Credentials"]
    assert identity(aws, keys) == answer["FederatedUser"]["Arn"]
    status, code, message = refusal(
        client(aws, keys).assume_role, RoleArn=role_arn("OpenRole"), RoleSessionName="bob"
    )
    assert (status, code) == (403, "AccessDenied")
    assert "federated-user/bob is not authorized to perform: sts:AssumeRole" in message


def test_federation_needs_the_right(aws):
    status, code, message = refusal(client(aws, MFA_USER).get_federation_token, Name="bob")
    assert (status, code) == (403, "AccessDenied")
    assert "is not authorized to perform: sts:GetFederationToken" in message


def test_keys_that_are_unknown_off_or_removed(aws):
    for who in (("AKIAUNKNOWNXXEXAMPLE", "x" * 40), FORMER_USER):
        assert refusal(client(aws, who).get_caller_identity) == UNKNOWN
    keys = session_token(aws)
    aws.change("key", MFA_USER[0], active=False)
    assert refusal(client(aws, MFA_USER).get_caller_identity) == UNKNOWN
    assert identity(aws, keys) == MFA_ARN
    aws.change("key", MFA_USER[0], active=True)
    assert identity(aws, MFA_USER) == MFA_ARN
    aws.remove("user", "MFAUser")
    assert refusal(client(aws, MFA_USER).get_caller_identity) == UNKNOWN
    assert refusal(client(aws, keys).get_caller_identity) == UNKNOWN


def test_tokens_fit_their_own_key_only(aws):
    one, two = session_token(aws), session_token(aws)
    for wrong in (
        {**one, "SessionToken": two["SessionToken"]},
        {**one, "SessionToken": one["SessionToken"][:-8]},
        {**one, "SessionToken": "IQoJnonsense"},
        {**one, "SessionToken": None},
    ):
        assert refusal(client(aws, wrong).get_caller_identity) == UNKNOWN
    forged = (MFA_USER[0], MFA_USER[1], one["SessionToken"])
    assert refusal(client(aws, forged).get_caller_identity) == UNKNOWN


def test_expired_revoked_and_ended_sessions(aws):
    keys = session_token(aws, DurationSeconds=900)
    assert identity(aws, keys)
    aws.clock(by=901)
    # The client's clock is the machine's; allow for the distance.
    aws.settings(clock_tolerance=3600)
    assert refusal(client(aws, keys).get_caller_identity) == EXPIRED
    aws.clock(offset=0)
    assert identity(aws, keys)
    aws.end_sessions()
    assert refusal(client(aws, keys).get_caller_identity) == EXPIRED
    keys = session_token(aws)
    aws.revoke(keys["AccessKeyId"])
    assert refusal(client(aws, keys).get_caller_identity) == UNKNOWN


def test_regions_that_are_off(aws):
    assert refusal(client(aws, MFA_USER, region="ap-east-1").get_caller_identity) == (
        403,
        "RegionDisabledException",
        f"STS is not activated in this region for account:{ACCOUNT}. Your account "
        "administrator can activate STS in this region using the IAM Console.",
    )
    aws.change("account", ACCOUNT, regions_off=[])
    assert identity(aws, MFA_USER, region="ap-east-1") == MFA_ARN


def test_partitions_do_not_know_each_others_keys(aws):
    aws.load(
        {
            "accounts": [
                {
                    "id": ACCOUNT,
                    "partition": "aws-cn",
                    "users": [{"name": "u", "keys": [{"id": MFA_USER[0], "secret": MFA_USER[1]}]}],
                }
            ]
        }
    )
    assert identity(aws, MFA_USER, region="cn-north-1") == f"arn:aws-cn:iam::{ACCOUNT}:user/u"
    assert refusal(client(aws, MFA_USER).get_caller_identity) == UNKNOWN


@pytest.mark.parametrize(
    "who, serial",
    [
        (SECURITY_KEY_USER, U2F_SERIAL),
        (PLAIN_USER, MFA_SERIAL),
        (MFA_USER, f"arn:aws:iam::{ACCOUNT}:mfa/Other"),
    ],
)
def test_devices_that_give_no_codes_or_are_somebody_elses(aws, who, serial):
    code = aws.code("MFAUser")
    expected = (
        403,
        "AccessDenied",
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify "
        "your MFA serial number is valid and associated with this user.",
    )
    sts = client(aws, who)
    assert refusal(sts.get_session_token, SerialNumber=serial, TokenCode=code) == expected
    assert (
        refusal(
            sts.assume_role,
            RoleArn=role_arn("OpenRole"),
            RoleSessionName="me",
            SerialNumber=serial,
            TokenCode=code,
        )
        == expected
    )


def test_wrong_and_used_codes(aws):
    expected = (
        403,
        "AccessDenied",
        "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
    )
    code = aws.code("MFAUser")
    wrong = f"{(int(code) + 1) % 1000000:06}"
    sts = client(aws, MFA_USER)

    def refused(code):
        return refusal(sts.get_session_token, SerialNumber=MFA_SERIAL, TokenCode=code)

    assert refused(wrong) == expected
    assert session_token(aws, code=code)
    assert refused(code) == expected
    second = aws.code("MFAUser")
    assert second != code
    assert session_token(aws, code=second)
    assert aws.fresh_code("MFAUser")


def test_half_of_what_a_code_needs(aws):
    expected = (
        403,
        "AccessDenied",
        "MultiFactorAuthentication failed, must provide both MFA serial number and one "
        "time pass code.",
    )
    sts = client(aws, MFA_USER)
    assert refusal(sts.get_session_token, SerialNumber=MFA_SERIAL) == expected
    assert refusal(sts.get_session_token, TokenCode=aws.code("MFAUser")) == expected
