# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The commands of local-aws-control for Identity Center and the console."""

import json

import pytest
from signing_in import (
    authorize_url,
    device_token,
    fetch,
    listening,
    refresh,
    register,
    sign_in,
    start_device,
)
from test_console import login_url, open_role
from test_portal import listed

from localaws import commands


@pytest.fixture
def control(aws, capsys):
    def run(*arguments):
        assert commands.main(["--url", aws.url, *arguments]) == 0
        return capsys.readouterr().out

    return run


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_devices(aws, control):
    client = register(aws)
    first, second = (start_device(aws, client).json for _ in range(2))
    seen = lines(control("devices"))
    assert [d["user_code"] for d in seen] == [first["userCode"], second["userCode"]]
    assert control("deny", first["userCode"]).strip() == first["userCode"]
    assert control("allow").strip() == second["userCode"]
    assert device_token(aws, client, second["deviceCode"]).status == 200
    assert [d["decision"] for d in lines(control("devices"))] == ["deny", "allow"]
    with pytest.raises(SystemExit, match="no device code waits"):
        control("allow")
    assert first["deviceCode"] not in control("devices")


def test_expire(aws, control):
    client = register(aws)
    token = sign_in(aws, client)
    control("expire", "token", "corp")
    assert fetch(
        aws, "GET", "/assignment/accounts", **{"x-amz-sso_bearer_token": token["accessToken"]}
    ).status == 401
    control("expire", "refresh")
    assert refresh(aws, client, token["refreshToken"]).json["error"] == "invalid_grant"
    with pytest.raises(SystemExit, match="cannot expire mood"):
        control("expire", "mood")


def test_changes(aws, control):
    control("add", "sso-account", "333333333333", "name=New", 'roles=[{"name": "Billing"}]')
    control("add", "sso-role", "333333333333/Support", "session_seconds=900")
    control("change", "sso-account", "333333333333", "name=Newer")
    control("remove", "sso-role", "333333333333/Billing")
    control("change", "center", "corp", "user=bob@example.com", "rate=null")
    token = sign_in(aws)["accessToken"]
    names = {a["accountId"]: a["accountName"] for a in listed(aws, token)}
    assert names["333333333333"] == "Newer"
    roles = listed(aws, token, "/assignment/roles?account_id=333333333333")
    assert [r["roleName"] for r in roles] == ["Support"]
    (center,) = json.loads(control("state"))["identity_centers"]
    assert center["user"] == "bob@example.com"


def test_browse_rates_and_logins(aws, control):
    client = register(aws, browser=True)
    with listening() as listener:
        url = authorize_url(aws, client, listener.uri)
        assert control("browse", url, "deny").startswith(f"200 {listener.uri}?error=")
        assert listener.query()["error"] == "access_denied"
    assert control("browse", login_url(aws, open_role(aws))).startswith("200 ")
    assert lines(control("console-logins"))[0]["account"] == "123456789012"
    operations = json.loads(control("rates"))["operations"]
    assert operations["Authorize"]["count"] == operations["login"]["count"] == 1
    control("reset")
    assert control("console-logins") == "" and control("devices") == ""
    assert json.loads(control("rates"))["operations"] == {}
