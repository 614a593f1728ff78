# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""From the guide's two profiles to a running session, and back."""

import time

import pytest
from stintrig import ACCOUNT, KEY_ID, SECRET, StintError

ROLE = f"arn:aws:sts::{ACCOUNT}:assumed-role/DeploymentRole/"
USER = f"arn:aws:iam::{ACCOUNT}:user/MFAUser"


def test_import_start_use_stop(rig):
    before = rig.aws_bytes()

    results = rig.client.request("Import", "Run")
    assert {(item["kind"], item["profile"]) for item in results["imported"]} == {
        ("iam-user", "MFAUser"),
        ("iam-role", "DeploymentRole"),
        ("iam-role", "BillingRole"),
        ("iam-role", "ForbiddenRole"),
    }
    assert results["failed"] == [] and results["moved"] == []
    assert rig.aws_bytes() == before

    results = rig.client.start("DeploymentRole", mfa_code=rig.totp())
    assert results["profile"] == "DeploymentRole"
    assert results["path"] == str(rig.credentials)
    assert time.time() < results["until"] <= time.time() + 3600 + 60
    assert rig.identity("DeploymentRole").startswith(ROLE)
    assert rig.identity("MFAUser") == USER

    session = rig.client.session("DeploymentRole")
    assert session.state == "active" and session.account_id == ACCOUNT
    assert session.until == results["until"] and session.more["arn"].startswith(ROLE)

    assert rig.client.stop("DeploymentRole")["foreign-keys"] is False
    assert rig.aws_bytes() == before
    assert rig.client.session("DeploymentRole").state == "inactive"


def test_needs_a_code_once_a_day(imported):
    rig = imported
    with pytest.raises(StintError) as caught:
        rig.client.start("DeploymentRole")
    assert caught.value.name == "NeedsMfa"
    assert caught.value.details["mfa-serial"].endswith(":mfa/MFAUser")

    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    rig.client.start("BillingRole")
    assert ":assumed-role/BillingRole/" in rig.identity("BillingRole")
    assert rig.client.integrations()["MFAUser"].more["lease-until"] > time.time() + 11 * 3600

    rig.kill_stintd()
    rig.client.stop("BillingRole")
    rig.client.start("BillingRole")
    assert len(rig.aws.calls("GetSessionToken")) == 1


def test_start_of_an_active_session_changes_nothing(imported):
    rig = imported
    first = rig.client.start("DeploymentRole", mfa_code=rig.totp())
    held = rig.aws_bytes()
    second = rig.client.start("DeploymentRole")
    assert second["until"] == first["until"]
    assert rig.aws_bytes() == held


def test_renew_brings_new_keys(imported):
    rig = imported
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    held = rig.aws_bytes()
    rig.client.request("Sessions", "Renew", rig.client.session("DeploymentRole").id)
    assert rig.aws_bytes() != held
    assert rig.identity("DeploymentRole").startswith(ROLE)


def test_on_demand_leaves_no_key_in_a_file(imported):
    rig = imported
    before = rig.aws_bytes()
    results = rig.client.start("DeploymentRole", mfa_code=rig.totp(), hand_out="on-demand")
    assert results["path"] == str(rig.config)
    assert rig.aws_bytes()[0] == before[0]
    assert b"credential_process" in rig.aws_bytes()[1]
    assert rig.identity("DeploymentRole").startswith(ROLE)
    rig.client.stop("DeploymentRole")
    assert rig.aws_bytes() == before


def test_moved_key_goes_on_working_and_comes_back(rig):
    before = rig.aws_bytes()
    results = rig.client.request("Import", "Run", move_keys=True)
    assert results["moved"] == ["MFAUser"] and results["failed"] == []
    credentials, config = rig.aws_bytes()
    assert SECRET.encode() not in credentials + config
    assert b"credential_process" in credentials + config

    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    assert rig.identity("DeploymentRole").startswith(ROLE)
    assert rig.identity("MFAUser") == USER

    results = rig.client.request("Manager", "Leave")
    assert results["stopped"] >= 1 and results["kept"] == []
    assert "MFAUser" in results["restored"]
    assert SECRET.encode() in rig.aws_bytes()[0]
    assert rig.aws_bytes()[1] == before[1]
    assert rig.identity("MFAUser") == USER


def test_import_twice_finds_nothing_new(imported):
    rig = imported
    plan = rig.client.request("Import", "Plan")
    assert all(item["exists"] and not item["selected"] for item in plan["items"])
    results = rig.client.request("Import", "Run")
    assert results["imported"] == []
    assert len(rig.client.sessions()) == 4

    # Later with --move-keys: the key still lies in the file.
    results = rig.client.request("Import", "Run", move_keys=True)
    assert results["moved"] == ["MFAUser"]
    assert len(rig.client.sessions()) == 4


def test_plan_shows_everything_and_no_secret(rig):
    plan = rig.client.request("Import", "Plan", move_keys=True)
    items = {item["id"]: item for item in plan["items"]}
    user = items["user:MFAUser"]
    assert user["kind"] == "iam-user" and user["access-key-id"] == KEY_ID
    assert user["plain-text-key"] and user["moves-key"] and user["selected"]
    assert sorted(user["dependents"]) == ["BillingRole", "DeploymentRole", "ForbiddenRole"]
    assert user["path"] == str(rig.credentials) and user["line"] == 3
    role = items["role:DeploymentRole"]
    assert role["source"] == "MFAUser" and role["role-arn"].endswith(":role/DeploymentRole")
    assert role["region"] == "eu-west-1"
    assert [path for path, _before, _after in plan["files"]]
    assert SECRET not in str(plan) and SECRET[:12] not in str(plan)
    assert rig.client.sessions() == {}


def test_edit_of_an_active_session_moves_it(imported):
    rig = imported
    before = rig.aws_bytes()
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    session = rig.client.session("DeploymentRole")
    rig.client.request("Sessions", "Edit", session.id, profile="deploy", pinned=True)
    assert rig.identity("deploy").startswith(ROLE)
    assert rig.client.session("DeploymentRole").profile == "deploy"
    assert rig.client.session("DeploymentRole").pinned
    rig.client.stop("DeploymentRole")
    assert rig.aws_bytes() == before


def test_chained_and_external(make_rig):
    rig = make_rig(
        config=f"""\
[profile DeploymentRole]
role_arn = arn:aws:iam::{ACCOUNT}:role/DeploymentRole
source_profile = MFAUser
mfa_serial = arn:aws:iam::{ACCOUNT}:mfa/MFAUser
[profile chained]
role_arn = arn:aws:iam::210987654321:role/ChainedRole
source_profile = DeploymentRole
duration_seconds = 7200
[profile last]
role_arn = arn:aws:iam::210987654321:role/LastRole
source_profile = chained
[profile partner]
role_arn = arn:aws:iam::210987654321:role/PartnerRole
source_profile = MFAUser
mfa_serial = arn:aws:iam::{ACCOUNT}:mfa/MFAUser
external_id = partner-7:example
role_session_name = me@example
"""
    )
    results = rig.client.request("Import", "Run")
    assert results["failed"] == []
    rig.client.start("last", mfa_code=rig.totp())
    assert ":assumed-role/LastRole/" in rig.identity("last")
    rig.client.start("partner")
    assert rig.identity("partner").endswith(":assumed-role/PartnerRole/me@example")
    with pytest.raises(StintError) as caught:
        rig.client.request("Sessions", "Remove", rig.client.session("DeploymentRole").id)
    assert caught.value.name == "InUse"
    assert sorted(caught.value.details["sessions"]) == ["chained", "last"]
    rig.client.request(
        "Sessions", "Remove", rig.client.session("DeploymentRole").id, with_dependents=True
    )
    assert sorted(rig.client.sessions()) == ["MFAUser", "partner"]
