# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Identity Center and the console on the command line, with a browser that has a person in it."""

import json

import pytest
from conftest import SOURCE

START_URL = "https://d-1234567890.awsapps.com/start"
ROLE = "Payments Production-DeveloperAccess"
BROWSER = f"{SOURCE}/tests/aws/local-aws-browser"
SCREEN = {"DISPLAY": ":nowhere"}
DENIES = f"{BROWSER} deny"
ADD = ("integration", "add", "identity-center", "--name", "Corp", "--start-url", START_URL)


@pytest.fixture
def center(desk):
    """The integration is there, and nobody is signed in."""
    desk.stint("config", "set", "browser", f"{BROWSER} allow")
    desk.stint(*ADD, "--region", "eu-west-1", "--no-sign-in")
    return desk


@pytest.fixture
def signed_in(center):
    center.stint("integration", "sign-in", "Corp", env=SCREEN)
    center.stint("integration", "sync", "Corp")
    return center


def integration(desk):
    return json.loads(desk.stint("integration", "list", "--json").stdout)["integrations"][0]


def test_from_nothing_to_a_role(desk):
    """Added, signed in to in the browser, synced, started: one command after the other."""
    desk.stint("config", "set", "browser", f"{BROWSER} allow")
    added = desk.stint(*ADD, "--region", "eu-west-1", env=SCREEN)
    assert "Corp is added.\n" in added.stdout
    assert "Signed in to Corp until " in added.stdout and "Corp: " in added.stdout
    assert "Sign in to Corp in the browser. If no page opens, it is this one:\nhttp" in added.stderr
    started = desk.stint("start", ROLE)
    assert f"{ROLE} is active until " in started.stdout
    profile = desk.client.session(ROLE).profile
    assert profile == "Payments-Production-DeveloperAccess"
    assert ":assumed-role/AWSReservedSSO_DeveloperAccess_" in desk.identity(profile)
    desk.stint("stop", ROLE)


def test_the_region_is_asked_for_where_the_address_does_not_tell_it(desk):
    result = desk.stint(*ADD, status=2)
    assert "--region" in result.stderr or "region" in result.stderr
    assert desk.client.integrations() == {}


def test_usage(desk):
    assert "--name and --start-url are needed." in desk.stint(*ADD[:3], status=2).stderr
    wrong = desk.stint("integration", "sign-in", "Corp", "--flow", "pigeon", status=2)
    assert "“pigeon” is nothing that --flow takes; there are browser, device." in wrong.stderr
    assert "is no port" in desk.stint(
        "integration", "sign-in", "Corp", "--port", "70000", status=2).stderr
    assert desk.stint("integration", "sync", "Corp", status=4).stderr.startswith("stint: ")
    assert desk.stint("console", status=2).stderr.startswith("stint: Which session?")


def test_without_a_screen_a_code_is_compared(center):
    with center.terminal("integration", "sign-in", "Corp") as terminal:
        terminal.expect("To sign in to Corp, open this page in any browser:")
        terminal.expect("It has to show this code:")
        code = center.wait_for(lambda: center.aws.devices(), what="no device")[0]
        terminal.expect(code["user_code"])
        center.aws.decide_device("allow", user_code=code["user_code"])
        terminal.expect("Signed in to Corp until ")
        assert terminal.end()[0] == 0
    assert integration(center)["sign_in"] == "signed-in"


def test_denied(center):
    center.stint("integration", "edit", "Corp", "--browser", DENIES)
    result = center.stint("integration", "sign-in", "Corp", env=SCREEN, status=1)
    assert "stint: " in result.stderr and "Traceback" not in result.stderr
    assert integration(center)["sign_in"] in ("signed-out", "needed")


def test_a_start_signs_in_first(signed_in):
    signed_in.stint("integration", "sign-out", "Corp")
    assert integration(signed_in)["sign_in"] == "signed-out"
    refused = signed_in.stint("start", ROLE, status=3)
    assert "sign" in refused.stderr
    with signed_in.terminal("start", ROLE, env=SCREEN) as terminal:
        terminal.expect("Sign in to Corp in the browser.")
        terminal.expect(f"{ROLE} is active until ")
        assert terminal.end()[0] == 0


def test_states_are_told(signed_in):
    row = integration(signed_in)
    assert (row["kind"], row["sign_in"], row["start_url"]) == (
        "identity-center", "signed-in", START_URL)
    assert row["sessions"] > 3 and row["last_sync"] > 0
    table = signed_in.stint("integration", "list").stdout
    assert "signed in until " in table and "IAM Identity Center" in table
    again = signed_in.stint("integration", "sync", "Corp").stdout
    assert again == f"Corp: {row['sessions']} roles, 0 new, 0 gone.\n"
    session = signed_in.client.session(ROLE)
    signed_in.aws.remove("sso-role", f"{session.account_id}/{session.role}")
    fewer = signed_in.stint("integration", "sync", "Corp").stdout
    assert fewer == f"Corp: {row['sessions'] - 1} roles, 0 new, 1 gone.\n"


def test_signing_out_tells_what_goes_on(signed_in):
    signed_in.stint("start", ROLE)
    out = signed_in.stint("integration", "sign-out", "Corp").stdout
    assert "Signed out of Corp" in out and "go on to their own end" in out
    assert signed_in.states()[ROLE] == "active"
    signed_in.stint("integration", "sign-in", "Corp", env=SCREEN)
    stopped = signed_in.stint("integration", "sign-out", "Corp", "--stop").stdout
    assert f"{ROLE} is stopped." in stopped
    assert signed_in.states()[ROLE] == "inactive"


def test_an_iam_user_signs_in_to_nothing(imported):
    result = imported.stint("integration", "sign-in", "MFAUser", status=2)
    assert "MFAUser is an IAM user: there is nothing to sign in to." in result.stderr


def test_console_opens_in_the_browser(signed_in):
    opened = signed_in.stint("console", ROLE, "--to", "s3", env=SCREEN)
    assert f"The console of {ROLE} opens in the browser." in opened.stdout
    login = signed_in.wait_for(signed_in.aws.console_logins, what="nobody came")[0]
    assert ":assumed-role/AWSReservedSSO_DeveloperAccess_" in login["arn"]
    assert "/s3/" in login["destination"]
    # It was not started for that.
    assert signed_in.states()[ROLE] == "inactive"


def test_console_link_is_printed(signed_in):
    link = signed_in.stint("console", ROLE, "--print").stdout
    assert link.startswith("http") and "Action=login" in link and "SigninToken=" in link
    assert link.count("\n") == 1
    refused = signed_in.stint("console", ROLE, status=2)
    assert "There is no screen to open a browser on" in refused.stderr


def test_console_asks_for_the_code_first(imported):
    imported.stint("config", "set", "browser", f"{BROWSER} allow")
    needs = imported.stint("console", "DeploymentRole", "--print", status=3)
    assert "needs an MFA code" in needs.stderr
    link = imported.stint("console", "DeploymentRole", "--print", "--mfa", imported.totp()).stdout
    assert "SigninToken=" in link
    assert imported.states()["DeploymentRole"] == "active"
