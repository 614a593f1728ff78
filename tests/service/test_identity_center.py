# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Signing in to IAM Identity Center, staying signed in, and signing out."""

import pytest
from notices import PlayedServer, let_end_in
from signing import (
    REGION,
    SHARED_CONFIG,
    START_URL,
    add_center,
    ask_many,
    begin_sign_in,
    cache_file,
    cached_token,
    center,
    count,
    end_cached_token,
    history,
    sign_in,
    signed_in,
    wait_for_sync,
)
from stintrig import StintError


def test_adding_finds_out_the_region_and_keeps_the_url(rig):
    url = "https://d-1234567890.portal.eu-west-1.app.aws/"
    added = rig.client.request("Integrations", "AddIdentityCenter", name="Corp", start_url=url,
                               test=False)
    row = center(rig)
    assert row.kind == "identity-center"
    assert (row.region, added["region"]) == ("eu-west-1", "eu-west-1")
    assert row.more["start-url"] == url.rstrip("/")
    assert row.more["sign-in"] == added["sign-in"] == "signed-out"


def test_adding_says_that_the_region_is_missing(rig):
    with pytest.raises(StintError) as raised:
        rig.client.request("Integrations", "AddIdentityCenter", name="Corp", start_url=START_URL)
    assert raised.value.name == "InvalidArgument"
    assert raised.value.details["option"] == "region"
    assert rig.client.integrations() == {}


@pytest.mark.parametrize("url", ["http://example.com/start", "nonsense", ""])
def test_adding_refuses_what_is_no_portal(rig, url):
    with pytest.raises(StintError) as raised:
        add_center(rig, start_url=url)
    assert raised.value.name == "InvalidArgument"


def test_one_portal_is_added_once(rig):
    add_center(rig)
    with pytest.raises(StintError) as raised:
        add_center(rig, name="Again")
    assert raised.value.name == "Exists"


def test_signing_in_by_browser(rig):
    integration = add_center(rig)
    pending = begin_sign_in(rig, integration)
    page = pending.progress[0]
    assert page["step"] == "browser"
    assert center(rig).more["sign-in"] == "signing-in"
    shown = rig.aws.browse(page["url"], "allow")
    assert shown.status == 200 and shown.url.startswith("http://127.0.0.1:")
    answer = pending.wait()
    assert [state["step"] for state in pending.progress] == ["browser", "token"]
    row = center(rig)
    assert row.more["sign-in"] == "signed-in"
    assert row.more["signed-in-until"] == answer["until"]
    assert row.more["renews"] is True
    assert answer["shared"] is False and "shared" not in row.more
    wait_for_sync(rig)
    assert {s.name for s in rig.client.sessions().values()} >= {
        "Example Corp-AdministratorAccess", "Payments Production-DeveloperAccess"}


def test_signing_in_by_device(rig):
    integration = add_center(rig, flow="device")
    pending = begin_sign_in(rig, integration)
    shown = pending.progress[0]
    assert shown["step"] == "device"
    assert shown["user-code"] in shown["url-complete"]
    rig.aws.decide_device("allow", user_code=shown["user-code"])
    pending.wait()
    assert center(rig).more["sign-in"] == "signed-in"


def test_a_device_code_that_is_asked_about_too_often_is_asked_about_more_slowly(rig):
    integration = add_center(rig)
    rig.aws.fault("error", action="CreateToken", code="SlowDownException", status=400, count=1)
    pending = begin_sign_in(rig, integration, flow="device")
    rig.aws.wait_for_calls(1, "CreateToken", timeout=20)
    rig.aws.decide_device("allow", user_code=pending.progress[0]["user-code"])
    pending.wait(30)
    calls = rig.aws.calls("CreateToken")
    assert calls[1]["time"] - calls[0]["time"] >= 5


def test_denying_is_refused_and_changes_nothing(rig):
    integration = add_center(rig)
    with pytest.raises(StintError) as raised:
        sign_in(rig, integration, decision="deny")
    assert raised.value.name == "Refused"
    assert center(rig).more["sign-in"] == "signed-out"
    assert center(rig).more["error"] == "Refused"


def test_two_who_sign_in_are_one_sign_in(rig):
    integration = add_center(rig)
    first = begin_sign_in(rig, integration)
    second = begin_sign_in(rig, integration)
    assert first.progress == second.progress
    first.close()
    rig.aws.browse(second.progress[0]["url"], "allow")
    second.wait()
    assert count(rig, "RegisterClient") == 2  # the test of adding, and this one
    assert first.answer is None


def test_with_the_last_who_waits_it_ends(rig):
    integration = add_center(rig)
    pending = begin_sign_in(rig, integration)
    pending.close()
    rig.wait_for(lambda: center(rig).more["sign-in"] == "signed-out", 10, "it goes on")
    assert "error" not in center(rig).more
    # The listener is gone as well.
    with pytest.raises(OSError):
        rig.aws.browse(pending.progress[0]["url"], "allow")


def test_a_registration_is_used_again(rig):
    integration = signed_in(rig)
    rig.client.request("Integrations", "SignOut", integration)
    before = count(rig, "RegisterClient")
    sign_in(rig, integration)
    assert count(rig, "RegisterClient") == before


def test_a_registration_that_aws_forgot_is_made_anew(make_rig):
    rig = make_rig(config=SHARED_CONFIG)
    integration = add_center(rig, flow="device")
    sign_in(rig, integration)
    rig.client.request("Integrations", "SignOut", integration)
    rig.aws.expire("registration")
    sign_in(rig, integration)
    assert center(rig).more["sign-in"] == "signed-in"


def test_a_restart_asks_nobody(rig):
    signed_in(rig)
    tokens = count(rig, "CreateToken")
    rig.kill_stintd()
    rig.wait_for(lambda: center(rig).more["sign-in"] == "signed-in", 10, "not signed in")
    assert count(rig, "CreateToken") == tokens
    rig.client.start("Example Corp-ReadOnlyAccess")


def test_signing_out_ends_the_token_at_aws(rig):
    integration = signed_in(rig)
    rig.client.start("Example Corp-ReadOnlyAccess")
    answer = rig.client.request("Integrations", "SignOut", integration, stop=True)
    assert answer == {"shared": False, "stopped": ["Example Corp-ReadOnlyAccess"]}
    assert count(rig, "Logout") == 1
    assert center(rig).more["sign-in"] == "signed-out"
    session = rig.client.session("Example Corp-ReadOnlyAccess")
    assert session.state == "inactive" and session.more["needs-person"]
    assert [event[1] for event in history(rig, session.id)] == ["stopped", "signed-out", "started"]
    with pytest.raises(StintError) as raised:
        rig.client.start("Example Corp-ReadOnlyAccess")
    assert raised.value.name == "NeedsSignIn"
    assert raised.value.details["integration-id"] == integration
    assert raised.value.details["integration"] == "Corp"


# --- Shared with the AWS CLI ---


def test_a_sign_in_is_shared_with_the_aws_cli(make_rig):
    rig = make_rig(config=SHARED_CONFIG)
    integration = add_center(rig)
    answer = sign_in(rig, integration)
    assert answer["shared"] is True
    token = cached_token(rig)
    assert token["startUrl"] == START_URL and token["region"] == REGION
    assert token["accessToken"] and token["refreshToken"] and token["clientId"]
    assert cache_file(rig).stat().st_mode & 0o777 == 0o600
    rig.client.request("Integrations", "SignOut", integration)
    assert cached_token(rig) is None


def test_the_aws_cli_signs_stint_in_and_out(make_rig):
    rig = make_rig(config=SHARED_CONFIG)
    integration = add_center(rig)
    sign_in(rig, integration)
    path = cache_file(rig)
    kept = path.read_text()
    path.unlink()
    rig.wait_for(lambda: center(rig).more["sign-in"] == "signed-out", 10, "still signed in")
    path.write_text(kept[: len(kept) // 2])
    path.write_text(kept)
    rig.wait_for(lambda: center(rig).more["sign-in"] == "signed-in", 10, "not signed in")
    rig.client.start("Example Corp-ReadOnlyAccess")


def test_not_sharing_is_a_preference(make_rig):
    rig = make_rig(config=SHARED_CONFIG)
    rig.set_preference("share-sign-in", "false")
    integration = add_center(rig)
    assert sign_in(rig, integration)["shared"] is False
    assert not cache_file(rig).exists()
    rig.kill_stintd()
    rig.wait_for(lambda: center(rig).more["sign-in"] == "signed-in", 10, "not signed in")


# --- Renewing ---


def test_a_hundred_who_ask_are_one_token_call(make_rig):
    rig = make_rig(config=SHARED_CONFIG)
    signed_in(rig)
    session = rig.client.session("Example Corp-ReadOnlyAccess")
    rig.client.request("Sessions", "Edit", session.id, hand_out="on-demand")
    rig.client.start("Example Corp-ReadOnlyAccess")
    # The keys and the token have ended, what renews them has not.
    rig.kill_stintd()
    end_cached_token(rig)
    before = count(rig, "CreateToken"), count(rig, "GetRoleCredentials")
    let_end_in(rig, -60)
    assert [status for status, _said in ask_many(rig, session.id, 100)] == [0] * 100
    after = count(rig, "CreateToken"), count(rig, "GetRoleCredentials")
    assert after == (before[0] + 1, before[1] + 1)


def test_an_expired_sign_in_is_a_hundred_clear_errors_and_no_browser(make_rig):
    rig = make_rig(config=SHARED_CONFIG)
    screen = PlayedServer(rig)
    signed_in(rig)
    session = rig.client.session("Example Corp-ReadOnlyAccess")
    rig.client.request("Sessions", "Edit", session.id, hand_out="on-demand")
    rig.kill_stintd()
    rig.aws.expire("refresh")
    end_cached_token(rig)
    before = count(rig, "CreateToken")
    for status, said in ask_many(rig, session.id, 100):
        assert status != 0 and "sign in to" in said and "Corp" in said
    assert count(rig, "CreateToken") == before + 1
    # One notice, which the next ones who ask neither repeat nor renew.
    notice = screen.wait_for("A program asks for “Example Corp-ReadOnlyAccess”", total=1)
    assert "needs you to sign in" in notice.body
    for status, _said in ask_many(rig, session.id, 20):
        assert status != 0
    assert count(rig, "CreateToken") == before + 1
    screen.wait_for("A program asks for “Example Corp-ReadOnlyAccess”", total=1)
    assert count(rig, "Authorize") == 1  # that of the person, long ago
    assert center(rig).more["sign-in"] == "needed"


def test_a_token_that_ends_before_its_time_is_renewed_once(rig):
    signed_in(rig)
    rig.aws.expire("token")
    before = count(rig, "CreateToken")
    rig.client.start("Example Corp-ReadOnlyAccess")
    assert count(rig, "CreateToken") == before + 1


def test_a_token_that_aws_does_not_renew_needs_a_person_and_no_more_calls(rig):
    signed_in(rig)
    rig.aws.expire("token")
    rig.aws.expire("refresh")
    for _ in range(3):
        with pytest.raises(StintError) as raised:
            rig.client.start("Example Corp-ReadOnlyAccess")
        assert raised.value.name == "NeedsSignIn"
    refused = [call for call in rig.aws.calls("CreateToken") if call["status"] != 200]
    assert len(refused) == 1
    assert center(rig).more["sign-in"] == "needed"


def test_a_role_that_is_refused_is_no_sign_in(rig, changed_world):
    signed_in(rig)
    rig.aws.change("sso-role", "123456789012/Billing", forbidden=True)
    with pytest.raises(StintError) as raised:
        rig.client.start("Example Corp-Billing")
    assert raised.value.name == "Refused"
    assert center(rig).more["sign-in"] == "signed-in"
    rig.client.start("Example Corp-ReadOnlyAccess")


def test_throttling_is_waited_out(rig):
    signed_in(rig)
    rig.aws.fault("throttle", action="GetRoleCredentials", count=2)
    rig.client.start("Example Corp-ReadOnlyAccess")
    assert rig.client.session("Example Corp-ReadOnlyAccess").state == "active"


# --- Sessions ---


def test_a_session_works_in_tools_and_is_chained_from(rig):
    signed_in(rig)
    name = "Payments Production-DeveloperAccess"
    rig.client.start(name)
    session = rig.client.session(name)
    assert session.profile == "Payments-Production-DeveloperAccess"
    assert "AWSReservedSSO_DeveloperAccess" in rig.identity(session.profile)
    rig.client.request(
        "Sessions", "AddIamRole", name="Pipeline", integration=session.integration,
        **{"from": session.id}, role_arn="arn:aws:iam::210987654321:role/PipelineRole", test=True)
    rig.client.start("Pipeline")
    assert "assumed-role/PipelineRole" in rig.identity("Pipeline")


def test_what_aws_says_of_a_session_is_not_edited(rig):
    signed_in(rig)
    session = rig.client.session("Example Corp-ReadOnlyAccess")
    with pytest.raises(StintError) as raised:
        rig.client.request("Sessions", "Edit", session.id, duration=3600)
    assert raised.value.name == "InvalidArgument"
    rig.client.request("Sessions", "Edit", session.id, profile="ro", region="eu-central-1",
                       pinned=True)
    row = rig.client.session("Example Corp-ReadOnlyAccess")
    assert (row.profile, row.region, row.pinned) == ("ro", "eu-central-1", True)


def test_a_role_that_does_not_work_is_not_added(imported):
    user = imported.client.integrations()["MFAUser"].id
    options = {"name": "No", "integration": user, "test": True,
               "role_arn": "arn:aws:iam::123456789012:role/ForbiddenRole"}
    with pytest.raises(StintError) as raised:
        imported.client.request("Sessions", "AddIamRole", **options)
    assert raised.value.name == "NeedsMfa"
    with pytest.raises(StintError) as raised:
        imported.client.request("Sessions", "AddIamRole", mfa_code=imported.totp(), **options)
    assert raised.value.name in ("Refused", "NeedsMfa")
    assert "No" not in imported.client.sessions()


# --- Trouble ---


def test_killed_in_the_middle_of_a_sign_in_nothing_is_left(rig):
    integration = add_center(rig)
    begin_sign_in(rig, integration)
    rig.kill_stintd()
    rig.wait_for(lambda: center(rig).more["sign-in"] == "signed-out", 10, "half signed in")
    sign_in(rig, integration)


def test_a_locked_keyring_is_not_signed_out(make_rig):
    rig = make_rig()
    signed_in(rig)
    rig.kill_stintd()
    rig.lock_keyring()
    assert center(rig).more["sign-in"] == "unknown"
    with pytest.raises(StintError) as raised:
        rig.client.start("Example Corp-ReadOnlyAccess", interactive=False)
    assert raised.value.name == "KeyringLocked"


def test_offline_a_sign_in_stays(rig):
    signed_in(rig)
    rig.aws.fault("reset", action="GetRoleCredentials", count=10)
    with pytest.raises(StintError) as raised:
        rig.client.start("Example Corp-ReadOnlyAccess")
    assert raised.value.name == "Network"
    assert center(rig).more["sign-in"] == "signed-in"
    rig.aws.ask("clear-faults")
    rig.client.start("Example Corp-ReadOnlyAccess")


def test_removing_forgets_the_sign_in_but_not_the_aws_clis(make_rig):
    rig = make_rig(config=SHARED_CONFIG)
    integration = signed_in(rig)
    rig.client.start("Example Corp-ReadOnlyAccess")
    rig.client.request("Integrations", "Remove", integration)
    assert rig.client.sessions() == {} and rig.client.integrations() == {}
    assert cached_token(rig) is not None
    assert count(rig, "Logout") == 0


def test_the_doctor_looks_at_sign_ins(make_rig):
    rig = make_rig(config=SHARED_CONFIG)
    integration = signed_in(rig)

    def said():
        checks = rig.client.request("Manager", "Doctor")["checks"]
        return [(level, text) for name, level, text, _remedy in checks if name == "identity-center"]

    found = said()
    assert [level for level, _text in found] == ["ok", "ok"]
    assert "renewed silently" in found[0][1] and "the AWS CLI uses it too" in found[0][1]
    assert "answers at " + rig.aws.url in found[1][1]
    rig.client.request("Integrations", "SignOut", integration)
    assert said()[0] == ("note", "Nobody is signed in to Corp.")


def test_stopping_all(rig):
    signed_in(rig)
    for name in ("Example Corp-ReadOnlyAccess", "Example Corp-Billing"):
        rig.client.start(name)
    answer = rig.client.request("Sessions", "StopAll")
    assert set(answer["stopped"]) == {"Example Corp-ReadOnlyAccess", "Example Corp-Billing"}
    assert answer["failed"] == []
    assert all(session.state == "inactive" for session in rig.client.sessions().values())
    assert rig.client.request("Sessions", "StopAll") == {"stopped": [], "failed": []}


def test_history_survives_a_restart_and_goes_with_its_session(rig, changed_world):
    integration = signed_in(rig)
    session = rig.client.session("Example Corp-Billing")
    rig.client.start(session.name)
    rig.client.request("Sessions", "Renew", session.id)
    rig.client.stop(session.name)
    rig.aws.change("sso-role", "123456789012/Billing", forbidden=True)
    with pytest.raises(StintError):
        rig.client.start(session.name)
    before = history(rig, session.id)
    assert [event[1] for event in before] == ["failed", "stopped", "renewed", "started"]
    assert before[0][2] == "Refused" and before[0][3]["message"]
    rig.client.call("Manager", "Restart")
    rig.wait_for(lambda: history(rig, session.id) == before, 10, "it is forgotten")
    rig.client.request("Integrations", "Remove", integration)
    with pytest.raises(StintError) as raised:
        history(rig, session.id)
    assert raised.value.name == "NotFound"
