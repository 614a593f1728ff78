# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""AssumeRole: who may, with what, and for how long."""

import re

import pytest
from talking import (
    ACCOUNT,
    MFA_SERIAL,
    MFA_USER,
    PLAIN_USER,
    SECURITY_KEY_USER,
    assume,
    client,
    identity,
    partner_arn,
    refusal,
    role_arn,
    session_token,
)

MFA_ARN = f"arn:aws:iam::{ACCOUNT}:user/MFAUser"
CHAINED_TOO_LONG = (
    400,
    "ValidationError",
    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed "
    "by role chaining.",
)
TOO_LONG = (
    400,
    "ValidationError",
    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
)


def refused(aws, who, role, code=None, **more):
    return refusal(lambda: assume(aws, who, role, code, **more))


def denied(arn, role):
    return (
        403,
        "AccessDenied",
        f"User: {arn} is not authorized to perform: sts:AssumeRole on resource: {role}",
    )


def lasts(aws, answer):
    """Seconds to the end, to the minute: machines are slow at times."""
    seconds = answer["Credentials"]["Expiration"].timestamp() - aws.now()
    return round(seconds / 60 + 0.4) * 60


def test_with_a_code(aws):
    answer = assume(aws, MFA_USER, "DeploymentRole", aws.code("MFAUser"))
    user = answer["AssumedRoleUser"]
    assert user["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/DeploymentRole/tester"
    assert re.fullmatch(r"AROA[A-Z2-7]{10}EXAMPLE:tester", user["AssumedRoleId"])
    assert lasts(aws, answer) == 3600
    assert "PackedPolicySize" not in answer
    who = client(aws, answer["Credentials"]).get_caller_identity()
    assert (who["Arn"], who["UserId"]) == (user["Arn"], user["AssumedRoleId"])


def test_the_lease_of_a_day_serves_all_roles(aws):
    lease = session_token(aws, code=aws.code("MFAUser"))
    for role in ("DeploymentRole", "BillingRole", "LongRole", "RecentCodeRole"):
        keys = assume(aws, lease, role)["Credentials"]
        assert identity(aws, keys).endswith(f":assumed-role/{role}/tester")


def test_without_a_code(aws):
    arn = role_arn("DeploymentRole")
    assert refused(aws, MFA_USER, arn) == denied(MFA_ARN, arn)
    assert refused(aws, session_token(aws), arn) == denied(MFA_ARN, arn)


def test_a_code_that_got_too_old_for_one_role(aws):
    lease = session_token(aws, code=aws.code("MFAUser"))
    aws.settings(clock_tolerance=3600)
    aws.clock(by=900)
    assert refused(aws, lease, "RecentCodeRole") == denied(MFA_ARN, role_arn("RecentCodeRole"))
    assert assume(aws, lease, "DeploymentRole")
    assert assume(aws, MFA_USER, "RecentCodeRole", aws.code("MFAUser"))


def test_wrong_and_used_codes_are_not_the_words_of_a_refused_role(aws):
    code = aws.code("MFAUser")
    assert assume(aws, MFA_USER, "DeploymentRole", code)
    assert refused(aws, MFA_USER, "BillingRole", code) == (
        403,
        "AccessDenied",
        "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
    )


def test_a_refused_role_spends_the_code(aws):
    code = aws.code("MFAUser")
    arn = role_arn("ForbiddenRole")
    assert refused(aws, MFA_USER, arn, code) == denied(MFA_ARN, arn)
    assert "invalid MFA one time pass code" in refused(aws, MFA_USER, arn, code)[2]


def test_a_role_that_is_not_there_is_refused_in_the_same_words(aws):
    for arn in (role_arn("NoSuchRole"), partner_arn("NoSuchRole"), role_arn("X", "999999999999")):
        assert refused(aws, PLAIN_USER, arn)[2].endswith(f"on resource: {arn}")


def test_users_without_a_device(aws):
    assert assume(aws, PLAIN_USER, "OpenRole")
    assert assume(aws, SECURITY_KEY_USER, "OpenRole")
    assert refused(aws, PLAIN_USER, "DeploymentRole")[1] == "AccessDenied"


def test_a_role_under_a_path_loses_it_when_assumed(aws):
    answer = assume(aws, PLAIN_USER, role_arn("teams/finance/ReportRole"))
    assert answer["AssumedRoleUser"]["Arn"].endswith(":assumed-role/ReportRole/tester")
    assert refused(aws, PLAIN_USER, "ReportRole")[1] == "AccessDenied"


def test_trust_by_name_suffices_and_trust_by_account_does_not(aws):
    aws.change("user", "PlainUser", may=[])
    assert assume(aws, PLAIN_USER, "OpenRole")
    assert refused(aws, PLAIN_USER, role_arn("teams/finance/ReportRole"))[1] == "AccessDenied"


def test_another_account_needs_both_sides(aws):
    arn = partner_arn("ChainedRole")
    aws.change("role", "ChainedRole", trusts=[{"principals": [f"arn:aws:iam::{ACCOUNT}:user/PlainUser"]}])
    assert assume(aws, PLAIN_USER, arn)
    aws.change("user", "PlainUser", may=[])
    assert refused(aws, PLAIN_USER, arn)[1] == "AccessDenied"


def test_external_id(aws):
    arn = partner_arn("PartnerRole")
    lease = session_token(aws, code=aws.code("MFAUser"))
    assert refused(aws, lease, arn) == denied(MFA_ARN, arn)
    assert refused(aws, lease, arn, ExternalId="partner-8") == denied(MFA_ARN, arn)
    assert assume(aws, lease, arn, ExternalId="partner-7:example")


def test_chain_of_three(aws):
    first = assume(aws, MFA_USER, "DeploymentRole", aws.code("MFAUser"))["Credentials"]
    second = assume(aws, first, partner_arn("ChainedRole"))["Credentials"]
    third = assume(aws, second, partner_arn("LastRole"))["Credentials"]
    assert identity(aws, third) == "arn:aws:sts::210987654321:assumed-role/LastRole/tester"
    assert refused(aws, first, partner_arn("LastRole"))[1] == "AccessDenied"
    assert refused(aws, MFA_USER, partner_arn("ChainedRole"))[1] == "AccessDenied"


def test_a_role_has_no_device_of_its_own(aws):
    first = assume(aws, MFA_USER, "DeploymentRole", aws.code("MFAUser"))["Credentials"]
    answer = refused(aws, first, partner_arn("ChainedRole"), aws.code("MFAUser"))
    assert answer[2].startswith("MultiFactorAuthentication failed, unable to validate MFA code.")


def test_the_code_does_not_travel_along_a_chain(aws):
    aws.change(
        "role",
        "ChainedRole",
        trusts=[{"principals": [role_arn("DeploymentRole")], "mfa": True}],
    )
    first = assume(aws, MFA_USER, "DeploymentRole", aws.code("MFAUser"))["Credentials"]
    assert refused(aws, first, partner_arn("ChainedRole"))[1] == "AccessDenied"


@pytest.mark.parametrize("seconds", [900, 3600])
def test_durations_within_the_roles_own(aws, seconds):
    code = aws.code("MFAUser")
    answer = assume(aws, MFA_USER, "DeploymentRole", code, DurationSeconds=seconds)
    assert lasts(aws, answer) == seconds


def test_twelve_hours_directly(aws):
    answer = assume(aws, MFA_USER, "LongRole", aws.code("MFAUser"), DurationSeconds=43200)
    assert lasts(aws, answer) == 43200


def test_longer_than_the_role_allows(aws):
    code = aws.code("MFAUser")
    assert refused(aws, MFA_USER, "DeploymentRole", code, DurationSeconds=3601) == TOO_LONG
    aws.change("role", "DeploymentRole", max_session_duration=7200)
    code = aws.code("MFAUser")
    answer = assume(aws, MFA_USER, "DeploymentRole", code, DurationSeconds=7200)
    assert lasts(aws, answer) == 7200


def test_one_hour_for_chains_and_leases(aws):
    lease = session_token(aws, code=aws.code("MFAUser"))
    assert refused(aws, lease, "LongRole", DurationSeconds=3601) == CHAINED_TOO_LONG
    assert lasts(aws, assume(aws, lease, "LongRole", DurationSeconds=3600)) == 3600
    assert lasts(aws, assume(aws, lease, "LongRole")) == 3600
    first = assume(aws, lease, "DeploymentRole")["Credentials"]
    arn = partner_arn("ChainedRole")
    assert refused(aws, first, arn, DurationSeconds=3601) == CHAINED_TOO_LONG
    assert lasts(aws, assume(aws, first, arn, DurationSeconds=3600)) == 3600


def test_trust_changed_while_it_runs(aws):
    keys = assume(aws, PLAIN_USER, "OpenRole")["Credentials"]
    aws.change("role", "OpenRole", trusts=[])
    assert refused(aws, PLAIN_USER, "OpenRole")[1] == "AccessDenied"
    assert identity(aws, keys)
    aws.remove("role", "OpenRole")
    assert refusal(client(aws, keys).get_caller_identity)[1] == "InvalidClientTokenId"


def test_source_identity_policy_and_tags(aws):
    answer = assume(
        aws,
        PLAIN_USER,
        "OpenRole",
        SourceIdentity="alice",
        Policy='{"Version": "2012-10-17", "Statement": []}',
        Tags=[{"Key": "team", "Value": "blue"}],
        TransitiveTagKeys=["team"],
    )
    assert answer["SourceIdentity"] == "alice"
    assert answer["PackedPolicySize"] == 2
    assert refused(aws, PLAIN_USER, "OpenRole", Policy="{") == (
        400,
        "MalformedPolicyDocument",
        "Syntax errors in policy.",
    )


def test_a_used_code_stays_used_over_services_and_devices(aws):
    code = aws.code("MFAUser")
    session_token(aws, code=code)
    answer = refused(aws, MFA_USER, "DeploymentRole", code, SerialNumber=MFA_SERIAL)
    assert "invalid MFA one time pass code" in answer[2]
