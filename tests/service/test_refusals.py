# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What goes wrong is told in one clear error, and changes nothing."""

import json

import pytest
from stintrig import ACCOUNT, SECRET, StintError


def fails(call, *arguments, **options):
    with pytest.raises(StintError) as caught:
        call(*arguments, **options)
    assert caught.value.message.strip()
    assert SECRET not in str(caught.value) + str(caught.value.details)
    return caught.value


@pytest.fixture
def unchanged(imported):
    """What is done in the test changes no file."""
    before = imported.aws_bytes()
    yield imported
    assert imported.aws_bytes() == before
    assert imported.client.session("DeploymentRole").since == 0


def test_wrong_code(unchanged):
    rig = unchanged
    right = rig.totp()
    wrong = f"{(int(right) + 1) % 1000000:06}"
    error = fails(rig.client.start, "DeploymentRole", mfa_code=wrong)
    assert error.name == "WrongMfa"
    assert error.details["mfa-serial"].endswith(":mfa/MFAUser")


def test_used_code(imported):
    rig = imported
    code = rig.totp()
    rig.client.start("DeploymentRole", mfa_code=code)
    long_role = rig.client.request(
        "Sessions",
        "AddIamRole",
        name="long",
        integration=rig.client.integrations()["MFAUser"].id,
        role_arn=f"arn:aws:iam::{ACCOUNT}:role/LongRole",
        mfa="direct",
        duration=7200,
    )["id"]
    error = fails(rig.client.request, "Sessions", "Start", long_role, mfa_code=code)
    assert error.name == "WrongMfa"


@pytest.mark.parametrize("code", ["12345", "1234567", "abcdef", "１２３４５６"])
def test_impossible_code(unchanged, code):
    calls = len(unchanged.aws.calls())
    error = fails(unchanged.client.start, "DeploymentRole", mfa_code=code)
    assert error.name in ("InvalidArgument", "WrongMfa", "NeedsMfa")
    assert len(unchanged.aws.calls()) == calls


def test_refused_role(unchanged):
    rig = unchanged
    error = fails(rig.client.start, "ForbiddenRole", mfa_code=rig.totp())
    assert error.name == "Refused"
    assert error.details["aws-code"] == "AccessDenied"
    assert "not authorized" in error.details["aws-message"]
    session = rig.client.session("ForbiddenRole")
    assert session.state == "failed" and session.more["error"] == "Refused"


def test_network_down(make_rig):
    rig = make_rig(env={"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:9"})
    rig.client.request("Import", "Run")
    before = rig.aws_bytes()
    error = fails(rig.client.start, "DeploymentRole", mfa_code="123456")
    assert error.name == "Network"
    assert rig.aws_bytes() == before


def test_plain_http_elsewhere_is_refused(make_rig):
    rig = make_rig(env={"AWS_ENDPOINT_URL_STS": "http://sts.example.com"})
    rig.client.request("Import", "Run")
    error = fails(rig.client.start, "DeploymentRole", mfa_code="123456")
    assert error.name in ("Network", "Failed", "InvalidArgument", "Unsupported")


def test_clock_skew_is_bridged(imported):
    """AWS says what time it is; the call is signed again with that."""
    rig = imported
    rig.aws.clock(offset=3600)
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    assert rig.client.session("DeploymentRole").state in ("active", "expiring")
    conditions = dict(rig.client.property("Conditions"))
    assert abs(conditions["clock-skew"]["skew"] + 3600) < 120


def test_security_key_is_refused(rig):
    error = fails(
        rig.client.request,
        "Integrations",
        "AddIamUser",
        secret="SecurityKeyUserFEMI/K7MDENG/bPEXAMPLEKEY",
        name="with a key",
        access_key_id="AKIASECURIKEYEXAMPLE",
        mfa_serial=f"arn:aws:iam::{ACCOUNT}:u2f/user/SecurityKeyUser/Default-EXAMPLE",
    )
    assert error.name == "Unsupported"
    assert rig.client.integrations() == {}


def test_security_key_in_a_profile_is_skipped(make_rig):
    rig = make_rig(
        config=f"""\
[profile keyed]
role_arn = arn:aws:iam::{ACCOUNT}:role/OpenRole
source_profile = MFAUser
mfa_serial = arn:aws:iam::{ACCOUNT}:u2f/user/MFAUser/Default-EXAMPLE
"""
    )
    items = rig.client.request("Import", "Plan")["items"]
    (item,) = [item for item in items if item["profile"] == "keyed"]
    assert item["kind"] == "skipped" and "security key" in item["note"]


def test_different_files(unchanged):
    rig = unchanged
    error = fails(
        rig.client.start, "DeploymentRole", mfa_code="123456", config_file="/elsewhere/config"
    )
    assert error.name == "DifferentFiles"
    assert "/elsewhere/config" in error.message and str(rig.config) in error.message
    # A link to the same file is the same file.
    link = rig.home / "link"
    link.symlink_to(rig.config)
    error = fails(rig.client.start, "DeploymentRole", config_file=str(link))
    assert error.name == "NeedsMfa"


def test_locked_keyring(imported):
    rig = imported
    rig.kill_stintd()
    rig.lock_keyring()
    before = rig.aws_bytes()
    error = fails(rig.client.start, "DeploymentRole", mfa_code=rig.totp(), interactive=False)
    assert error.name == "KeyringLocked"
    assert rig.aws_bytes() == before
    assert "keyring-locked" in dict(rig.client.property("Conditions"))


def test_dismissed_keyring(imported):
    """No display to prompt on is as good as a person who closes the prompt."""
    rig = imported
    rig.kill_stintd()
    rig.lock_keyring()
    before = rig.aws_bytes()
    error = fails(rig.client.start, "DeploymentRole", mfa_code=rig.totp())
    assert error.name in ("KeyringDismissed", "KeyringLocked")
    assert rig.aws_bytes() == before


def test_import_without_a_keyring_changes_nothing(make_rig):
    rig = make_rig(keyring="absent")
    before = rig.aws_bytes()
    error = fails(rig.client.request, "Import", "Run", move_keys=True)
    assert error.name == "KeyringMissing"
    assert rig.aws_bytes() == before
    assert rig.client.integrations() == {} and rig.client.sessions() == {}


def test_key_that_left_the_keyring(imported):
    rig = imported
    rig.kill_stintd()
    rig.run(["secret-tool", "clear", "kind", "access-key"])
    error = fails(rig.client.start, "DeploymentRole", mfa_code=rig.totp())
    assert error.name == "SecretMissing"


def test_malformed_file(imported):
    rig = imported
    rig.config.write_text(rig.config.read_text() + "[profile DeploymentRole]\nregion = x\n")
    before = rig.aws_bytes()
    error = fails(rig.client.start, "DeploymentRole", mfa_code=rig.totp())
    assert error.name == "FilesMalformed"
    assert error.details["path"] == str(rig.config) and error.details["line"] > 1
    assert rig.aws_bytes() == before


def test_consent_for_default(imported):
    rig = imported
    before = rig.aws_bytes()
    error = fails(rig.client.start, "DeploymentRole", mfa_code=rig.totp(), profile="default")
    assert error.name == "NeedsConsent" and "default" in error.details["reasons"]
    # Its own profile is there, and taking it changes nobody else.
    assert error.details["suggested-profile"] == "DeploymentRole"
    assert rig.aws_bytes() == before
    preview = rig.client.request(
        "Sessions", "Preview", rig.client.session("DeploymentRole").id, profile="default"
    )
    assert "default" in preview["reasons"] and preview["files"]
    rig.client.start("DeploymentRole", mfa_code=rig.totp(), profile="default", consent=True)
    assert ":assumed-role/DeploymentRole/" in rig.identity("default")
    rig.client.stop("DeploymentRole")
    assert rig.aws_bytes() == before


def test_newer_state_is_read_only(imported):
    rig = imported
    rig.client.request("Manager", "Doctor")
    rig.kill_stintd()
    state = json.loads(rig.integrations_file.read_text())
    state["version"] = 999
    rig.integrations_file.write_text(json.dumps(state))
    before = rig.integrations_file.read_bytes()
    session = rig.client.session("DeploymentRole")
    error = fails(rig.client.request, "Sessions", "Edit", session.id, name="other")
    assert error.name == "ReadOnly"
    assert "read-only" in dict(rig.client.property("Conditions"))
    rig.kill_stintd()
    assert rig.integrations_file.read_bytes() == before
