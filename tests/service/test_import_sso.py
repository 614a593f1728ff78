# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What import makes of IAM Identity Center: sections, profiles of the older form, and odd ones."""

import json

import pytest
from stintrig import ACCOUNT, StintError

CORP = "https://d-1234567890.awsapps.com/start"
OTHER = "https://my-company.awsapps.com/start#/"

CONFIG = f"""\
[profile admin]
sso_session = corp
sso_account_id = {ACCOUNT}
sso_role_name = Admin
region = eu-north-1
[profile read]
sso_session = corp
sso_account_id = {ACCOUNT}
sso_role_name = Read@Only
[profile again]
sso_session = wide
sso_account_id = {ACCOUNT}
sso_role_name = Admin
[profile older]
sso_start_url = {OTHER}
sso_region = us-east-1
sso_account_id = 210987654321
sso_role_name = Admin
[profile same-portal]
sso_start_url = {CORP}/
sso_region = eu-west-1
sso_account_id = 210987654321
sso_role_name = Admin
[profile repeats]
sso_session = corp
sso_region = eu-west-1
sso_account_id = 210987654321
sso_role_name = Repeats
[profile chained]
role_arn = arn:aws:iam::{ACCOUNT}:role/Deploy
source_profile = admin
duration_seconds = 7200
mfa_serial = arn:aws:iam::{ACCOUNT}:mfa/me
[profile chained-twin]
role_arn = arn:aws:iam::{ACCOUNT}:role/Deploy
source_profile = again
[profile token-only]
sso_session = corp
[profile lost]
sso_session = nowhere
sso_account_id = {ACCOUNT}
sso_role_name = Admin
[profile half]
sso_start_url = {CORP}
sso_account_id = {ACCOUNT}
sso_role_name = Admin
[profile against]
sso_session = corp
sso_region = us-east-1
sso_account_id = {ACCOUNT}
sso_role_name = Admin
[profile odd-account]
sso_session = corp
sso_account_id = 12345
sso_role_name = Admin
[profile odd-role]
sso_session = corp
sso_account_id = {ACCOUNT}
sso_role_name = not a role
[profile of-bad]
sso_session = bad
sso_account_id = {ACCOUNT}
sso_role_name = Admin
[profile of-narrow]
sso_session = narrow
sso_account_id = {ACCOUNT}
sso_role_name = Admin
[sso-session corp]
sso_start_url = {CORP}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
[sso-session wide]
sso_start_url = {CORP}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access, codewhisperer:completions
[sso-session narrow]
sso_start_url = https://narrow.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = codewhisperer:completions
[sso-session scoped]
sso_start_url = https://scoped.awsapps.com/start
sso_region = eu-west-1
sso_registration_scopes = sso:account:access, codewhisperer:completions
[sso-session bad]
sso_start_url = not a url
sso_region = eu-west-1
[sso-session unfinished]
sso_region = eu-west-1
"""


@pytest.fixture
def rig(make_rig):
    return make_rig(credentials=None, config=CONFIG)


def plan(rig, **options):
    return {item["id"]: item for item in rig.client.request("Import", "Plan", **options)["items"]}


def of_kind(items, kind):
    return {item.get("profile") or item["name"] for item in items.values() if item["kind"] == kind}


def line_of(text):
    return CONFIG[: CONFIG.index(text)].count("\n") + 1


def test_every_kind(rig):
    items = plan(rig)
    assert of_kind(items, "identity-center") == {"corp", "my-company", "scoped"}
    assert of_kind(items, "identity-center-role") == {"admin", "read", "older", "same-portal", "repeats"}
    assert of_kind(items, "iam-role") == {"chained", "chained-twin"}
    assert of_kind(items, "skipped") == {
        "again", "token-only", "lost", "half", "against", "odd-account", "odd-role", "of-bad", "of-narrow", "bad",
        "narrow",
    }
    for item in items.values():
        assert item["path"] == str(rig.config) and item["line"] > 0
        assert item["selected"] == (item["kind"] != "skipped")
        if item["kind"] == "skipped":
            assert item["note"].endswith(".")
    # What hangs on something comes behind it.
    order = list(items)
    assert order.index("portal:corp") < order.index("sso:admin") < order.index("role:chained")
    assert items["portal:corp"]["line"] == line_of("[sso-session corp]")
    assert items["portal:" + OTHER]["line"] == line_of(f"sso_start_url = {OTHER}")


def test_what_is_read(rig):
    items = plan(rig)
    portal = items["portal:corp"]
    assert (portal["start-url"], portal["sso-region"], portal["sso-session"]) == (CORP, "eu-west-1", "corp")
    assert items["portal:" + OTHER]["start-url"] == OTHER and "sso-session" not in items["portal:" + OTHER]
    admin = items["sso:admin"]
    assert (admin["account-id"], admin["role-name"], admin["region"]) == (ACCOUNT, "Admin", "eu-north-1")
    assert admin["source"] == "corp" and set(admin["dependents"]) == {"chained"}
    assert items["sso:same-portal"]["source"] == "corp"
    assert "repeats" in items["sso:repeats"]["note"]
    assert "same account and role as admin" in items["sso:again"]["note"]
    assert items["role:chained"]["duration"] == 3600 and "mfa_serial" in items["role:chained"]["note"]


def test_what_it_becomes(rig):
    before = rig.aws_bytes()
    results = rig.client.request("Import", "Run")
    assert results["failed"] == [] and results["moved"] == []
    assert rig.aws_bytes() == before
    integrations = rig.client.integrations()
    assert set(integrations) == {"corp", "my-company", "scoped"}
    corp = integrations["corp"]
    assert corp.kind == "identity-center" and corp.region == "eu-west-1"
    sessions = rig.client.sessions()
    assert set(sessions) == {"admin", "read", "older", "same-portal", "repeats", "chained", "chained-twin"}
    assert all(session.profile == name for name, session in sessions.items())
    assert sessions["admin"].kind == "identity-center"
    assert sessions["admin"].account_id == ACCOUNT and sessions["admin"].region == "eu-north-1"
    assert sessions["admin"].integration == sessions["same-portal"].integration == corp.id
    assert sessions["older"].integration == integrations["my-company"].id
    for name in ("chained", "chained-twin"):
        assert sessions[name].kind == "iam-role"
        assert sessions[name].more["from"] == sessions["admin"].id

    again = plan(rig)
    assert all(item["exists"] for item in again.values() if item["kind"] != "skipped")
    assert rig.client.request("Import", "Run")["imported"] == []
    assert rig.client.sessions().keys() == sessions.keys()


def test_definitions(rig):
    """What the sign-in goes by: the URL as it is written, the section's name, its scopes."""
    rig.client.request("Import", "Run")
    found = {found["name"]: found for found in json.loads(rig.integrations_file.read_text())["integrations"]}
    assert found["corp"]["start-url"] == CORP and found["corp"]["sso-session"] == "corp"
    assert "scopes" not in found["corp"] or found["corp"]["scopes"] == []
    assert found["my-company"]["start-url"] == OTHER and "sso-session" not in found["my-company"]
    assert found["scoped"]["scopes"] == ["sso:account:access", "codewhisperer:completions"]


def test_a_role_brings_its_portal(rig):
    results = rig.client.request("Import", "Run", items=["sso:older"])
    assert results["failed"] == []
    assert [item["kind"] for item in results["imported"]] == ["identity-center", "identity-center-role"]
    assert set(rig.client.integrations()) == {"my-company"}
    with pytest.raises(StintError) as caught:
        rig.client.request("Import", "Run", items=["sso:again"])
    assert caught.value.name == "NotFound"
    results = rig.client.request("Import", "Run", items=["role:chained"])
    ((profile, name, sentence),) = results["failed"]
    assert (profile, name) == ("chained", "NotFound") and "admin" in sentence


def test_a_session_that_is_there_gets_the_profile(make_rig):
    """A sync came first and named its sessions itself; the profile's name is taken where nobody chose one."""
    rig = make_rig(credentials=None, config=CONFIG)
    rig.client.request("Import", "Run", items=["sso:admin", "sso:read"])
    sessions = rig.client.sessions()

    definitions = json.loads(rig.integrations_file.read_text())
    for session in definitions["sessions"]:
        if session["name"] == "admin":
            session["name"] = "Acme-Admin"
            del session["profile"]
        else:
            session["profile"] = "mine"
    rig.integrations_file.write_text(json.dumps(definitions))
    rig.wait_for(lambda: "Acme-Admin" in rig.client.sessions())
    items = plan(rig)
    assert items["sso:admin"]["selected"] and "Acme-Admin" in items["sso:admin"]["note"]
    assert items["sso:read"]["exists"] and "mine" in items["sso:read"]["note"]
    assert rig.client.request("Import", "Run", items=["sso:admin", "sso:read"])["failed"] == []
    after = rig.client.sessions()
    assert after["Acme-Admin"].profile == "admin" and after["Acme-Admin"].id == sessions["admin"].id
    assert after["read"].profile == "mine"
