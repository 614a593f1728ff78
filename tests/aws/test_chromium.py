# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The pages in a real browser."""

import pytest
from signing_in import (
    STATE,
    authorize_url,
    code_token,
    device_token,
    listening,
    register,
    start_device,
)
from test_console import login_url, open_role

from localaws import chromium

pytestmark = pytest.mark.skipif(not chromium.is_there(), reason="no chromium, chromium-driver")


@pytest.fixture(scope="module")
def browser():
    with chromium.Chromium() as one:
        yield one


def test_allow(aws, browser):
    client = register(aws, browser=True)
    with listening() as listener:
        browser.open(authorize_url(aws, client, listener.uri))
        assert "jane.doe@example.com" in browser.text("#person")
        browser.click("#allow")
        found = listener.query()
        browser.wait_for(lambda b: b.url.startswith(listener.uri))
        assert "You can close this window" in browser.text()
    assert found["state"] == STATE
    assert code_token(aws, client, listener.uri, found["code"]).status == 200


def test_deny(aws, browser):
    client = register(aws, browser=True)
    with listening() as listener:
        browser.open(authorize_url(aws, client, listener.uri))
        browser.click("#deny")
        found = listener.query()
        assert (found["error"], found["state"]) == ("access_denied", STATE)


def test_already_signed_in(aws, browser):
    client = register(aws, browser=True)
    aws.center(consent="allow")
    with listening() as listener:
        browser.open(authorize_url(aws, client, listener.uri))
        assert listener.query()["code"]


def test_device(aws, browser):
    client = register(aws)
    device = start_device(aws, client).json
    browser.open(device["verificationUri"])
    browser.type("[name=user_code]", device["userCode"])
    browser.click("button")
    browser.wait_for(lambda b: "user_code=" in b.url)
    browser.click("#allow")
    browser.wait_for(lambda b: aws.devices()[0]["decision"] == "allow")
    assert device_token(aws, client, device["deviceCode"]).status == 200


def test_console(aws, browser):
    browser.open(login_url(aws, open_role(aws)))
    assert browser.text("#arn").endswith("assumed-role/OpenRole/tester")
    browser.open(f"{aws.url}/console")
    assert browser.text("#account") == "123456789012"
