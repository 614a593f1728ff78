# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The list of roles that Identity Center assigns."""

import json

import pytest
from signing import (
    REGION,
    add_center,
    center,
    count,
    is_syncing,
    sign_in,
    signed_in,
    wait_for_sync,
)
from localaws.testing import big_world
from stintrig import LocalAws, StintError


def sync(rig, integration):
    return rig.client.request("Integrations", "Sync", integration)


def roles(rig):
    return {
        (session.account_id, session.role): session
        for session in rig.client.sessions().values()
        if session.kind == "identity-center"
    }


def test_nothing_new_is_told_as_such(rig):
    integration = signed_in(rig)
    before = {key: row.values for key, row in roles(rig).items()}
    again = sync(rig, integration)
    assert again == {"added": 0, "gone": 0, "kept": 0, "renamed": 0, "total": len(before)}
    assert {key: row.values for key, row in roles(rig).items()} == before
    assert center(rig).more["news"] == (0, 0)


def test_new_and_vanished_roles_are_told(make_rig, changed_world):
    rig = make_rig()
    integration = signed_in(rig)
    total = len(roles(rig))
    rig.aws.add("sso-account", "333333333333", name="New One", roles=[{"name": "Billing"}])
    rig.aws.remove("sso-role", "012345678901/PowerUserAccess")
    answer = sync(rig, integration)
    assert answer == {"added": 1, "gone": 1, "kept": 0, "renamed": 0, "total": total}
    assert center(rig).more["news"] == (1, 1)
    assert ("333333333333", "Billing") in roles(rig)
    assert ("012345678901", "PowerUserAccess") not in roles(rig)


def test_a_renamed_account_changes_a_label_and_nothing_else(make_rig, changed_world):
    rig = make_rig()
    integration = signed_in(rig)
    before = roles(rig)[("123456789012", "Billing")]
    rig.aws.change("sso-account", "123456789012", name="Renamed Corp")
    answer = sync(rig, integration)
    assert answer["renamed"] == 3 and answer["added"] == answer["gone"] == 0
    after = roles(rig)[("123456789012", "Billing")]
    assert after.account_name == "Renamed Corp"
    assert (after.id, after.name, after.profile) == (before.id, before.name, before.profile)


def test_what_somebody_needs_is_kept_and_marked(make_rig, changed_world):
    rig = make_rig()
    integration = signed_in(rig)
    pinned = roles(rig)[("123456789012", "Billing")]
    rig.client.request("Sessions", "Edit", pinned.id, pinned=True)
    rig.client.start("Example Corp-ReadOnlyAccess")
    parent = roles(rig)[("111122223333", "DeveloperAccess")]
    rig.client.request(
        "Sessions", "AddIamRole", name="Pipeline", integration=integration,
        **{"from": parent.id}, role_arn="arn:aws:iam::210987654321:role/PipelineRole")
    for role in ("123456789012/Billing", "123456789012/ReadOnlyAccess",
                 "111122223333/DeveloperAccess", "123456789012/AdministratorAccess"):
        rig.aws.remove("sso-role", role)
    answer = sync(rig, integration)
    assert (answer["gone"], answer["kept"]) == (4, 3)
    left = roles(rig)
    assert ("123456789012", "AdministratorAccess") not in left
    for key in (("123456789012", "Billing"), ("123456789012", "ReadOnlyAccess"),
                ("111122223333", "DeveloperAccess")):
        assert left[key].more["gone"] is True
    assert left[("123456789012", "ReadOnlyAccess")].state == "active"
    rig.aws.ask("load")
    sync(rig, integration)
    assert not any("gone" in row.more for row in roles(rig).values())


def test_names_are_made_safe_and_unique(make_rig, changed_world):
    rig = make_rig()
    rig.aws.add("sso-account", "333333333331", name="Büro & Lager", roles=[{"name": "Billing"}])
    rig.aws.add("sso-account", "333333333332", name="Büro & Lager", roles=[{"name": "Billing"}])
    rig.aws.add("sso-account", "333333333333", name="", roles=[{"name": "Billing"}])
    signed_in(rig)
    found = roles(rig)
    assert len({row.profile for row in found.values()}) == len(found)
    assert {found[(account, "Billing")].profile
            for account in ("333333333331", "333333333332")} == {
        "B-ro-Lager-Billing", "B-ro-Lager-Billing-333333333332"}
    assert found[("333333333333", "Billing")].profile == "333333333333-Billing"


def test_the_template_is_the_persons(rig):
    integration = add_center(rig, profile_template="{integration}_{account-id}_{role}")
    sign_in(rig, integration)
    wait_for_sync(rig)
    assert roles(rig)[("123456789012", "Billing")].profile == "Corp_123456789012_Billing"
    with pytest.raises(StintError) as raised:
        rig.client.request("Integrations", "Edit", integration, profile_template="{nobody}")
    assert raised.value.name == "InvalidArgument"


def test_without_a_sign_in_there_is_nothing_to_ask(rig):
    integration = add_center(rig)
    with pytest.raises(StintError) as raised:
        sync(rig, integration)
    assert raised.value.name == "NeedsSignIn"
    assert count(rig, "ListAccounts") == 0


def test_two_who_ask_are_one_sync(rig):
    integration = signed_in(rig)
    before = count(rig, "ListAccounts")
    rig.aws.fault("slow", seconds=0.3, action="ListAccounts", count=1)
    asked = [rig.client.send("Integrations", "Sync", integration) for _ in range(5)]
    answers = [pending.wait() for pending in asked]
    assert all(answer == answers[0] for answer in answers)
    assert count(rig, "ListAccounts") == before + 1


def test_a_cancelled_sync_takes_nothing_away(make_rig, changed_world):
    rig = make_rig()
    integration = signed_in(rig)
    before = set(roles(rig))
    rig.aws.remove("sso-role", "012345678901/PowerUserAccess")
    rig.aws.fault("hang", action="ListAccountRoles")
    pending = rig.client.send("Integrations", "Sync", integration)
    rig.wait_for(lambda: is_syncing(rig), 10, "no sync")
    pending.close()
    rig.wait_for(lambda: not is_syncing(rig), 10, "it goes on")
    rig.aws.ask("clear-faults")
    assert set(roles(rig)) == before
    assert "error" not in center(rig).more


def test_a_sync_that_began_by_itself_is_cancelled(rig):
    rig.aws.fault("hang", action="ListAccountRoles")
    integration = add_center(rig)
    sign_in(rig, integration)
    rig.wait_for(lambda: is_syncing(rig), 10, "no sync")
    assert rig.client.request("Integrations", "Sync", integration, cancel=True) == {}
    assert not is_syncing(rig)
    assert "error" not in center(rig).more
    rig.aws.ask("clear-faults")
    # Where nothing runs there is nothing to end.
    rig.client.request("Integrations", "Sync", integration, cancel=True)
    assert sync(rig, integration)["total"] == len(roles(rig)) > 0


def test_a_trouble_at_aws_takes_nothing_away(rig):
    integration = signed_in(rig)
    before = set(roles(rig))
    rig.aws.fault("500", action="ListAccounts")
    with pytest.raises(StintError) as raised:
        sync(rig, integration)
    assert raised.value.name == "AwsTrouble"
    assert set(roles(rig)) == before
    assert center(rig).more["error"] == "AwsTrouble"
    rig.aws.ask("clear-faults")
    sync(rig, integration)
    assert "error" not in center(rig).more


def test_throttling_is_shown_to_nobody(rig):
    integration = signed_in(rig)
    rig.aws.fault("throttle", action="ListAccountRoles", count=4)
    assert sync(rig, integration)["total"] == len(roles(rig))


def test_a_token_that_ends_in_the_middle_is_renewed_once(rig):
    integration = signed_in(rig)
    before = count(rig, "CreateToken")
    rig.aws.expire("token")
    sync(rig, integration)
    assert count(rig, "CreateToken") == before + 1


def test_killed_in_the_middle_it_is_whole_afterwards(make_rig):
    world = big_world(60, 3)
    with LocalAws(world) as big:
        rig = make_rig(aws=big)
        corp = world["identity_centers"][0]
        integration = add_center(rig, start_url=corp["start_url"], region=REGION)
        sign_in(rig, integration)
        rig.wait_for(lambda: len(roles(rig)) > 20, 20, "nothing comes")
        rig.kill_stintd()
        for path in (rig.state_file, rig.integrations_file):
            if path.exists():
                json.loads(path.read_text())
        assert sync(rig, integration)["total"] == 180
        assert len(roles(rig)) == 180
