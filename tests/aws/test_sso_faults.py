# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Faults at the services of Identity Center and of the console."""

import http.client
import threading

import pytest
from signing_in import boto, fetch, post, refresh, register, sign_in, start_device
from talking import refusal
from test_console import ask as ask_federation
from test_portal import ask

ACCOUNTS = "/assignment/accounts"


@pytest.fixture
def token(aws):
    return sign_in(aws)["accessToken"]


@pytest.mark.parametrize(
    "kind, status, name",
    [
        ("throttle", 429, "TooManyRequestsException"),
        ("500", 500, "InternalServerException"),
        ("503", 503, "ServiceUnavailableException"),
    ],
)
def test_errors_of_the_portal(aws, token, kind, status, name):
    aws.fault(kind, service="sso", count=1, retry_after=7)
    reply = ask(aws, token, ACCOUNTS)
    assert (reply.status, reply.kind, reply.headers["Retry-After"]) == (status, name, "7")
    assert reply.json["message"]
    assert ask(aws, token, ACCOUNTS).status == 200
    aws.fault(kind, action="ListAccounts", count=1)
    assert refusal(boto(aws, "sso").list_accounts, accessToken=token)[0] == status


@pytest.mark.parametrize(
    "kind, status, name, oauth",
    [
        ("throttle", 400, "ThrottlingException", "throttling"),
        ("500", 500, "InternalServerException", "server_error"),
        ("503", 503, "ServiceUnavailableException", "service_unavailable"),
    ],
)
def test_errors_of_oidc(aws, kind, status, name, oauth):
    client = register(aws)
    aws.fault(kind, service="sso-oidc", count=1)
    reply = start_device(aws, client)
    assert (reply.status, reply.kind, reply.json["error"]) == (status, name, oauth)
    assert start_device(aws, client).status == 200


def test_errors_with_a_reason(aws):
    aws.fault(
        "error", action="RegisterClient", code="AccessDeniedException", reason="KMS_AccessDenied"
    )
    reply = post(aws, "/client/register", clientName="x", clientType="public")
    assert (reply.kind, reply.json["error"]) == ("AccessDeniedException", "access_denied")
    assert reply.json["reason"] == "KMS_AccessDenied"


def test_errors_on_demand(aws, token):
    aws.fault("error", service="sso", code="UnauthorizedException", status=401, count=1)
    assert refusal(boto(aws, "sso").list_accounts, accessToken=token)[1] == "UnauthorizedException"
    client = register(aws)
    aws.fault("error", action="StartDeviceAuthorization", code="SlowDownException", count=1)
    assert start_device(aws, client).json["error"] == "slow_down"


def test_broken_connections(aws, token):
    for kind in ("reset", "close"):
        aws.fault(kind, service="sso", count=1)
        with pytest.raises((ConnectionError, http.client.HTTPException)):
            ask(aws, token, ACCOUNTS)
    aws.fault("half", service="sso", count=1)
    with pytest.raises(http.client.IncompleteRead):
        ask(aws, token, ACCOUNTS)
    aws.fault("not-http", service="signin", count=1)
    with pytest.raises(http.client.BadStatusLine):
        ask_federation(aws, Action="getSigninToken")


def test_an_answer_that_is_lost_spends_the_refresh_token(aws):
    client = register(aws)
    first = sign_in(aws, client)["refreshToken"]
    aws.fault("reset", action="CreateToken", when="after", count=1)
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        refresh(aws, client, first)
    assert refresh(aws, client, first).json["error"] == "invalid_grant"


def test_garbage(aws, token):
    aws.fault("garbage", service="sso", count=1)
    reply = ask(aws, token, ACCOUNTS)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/json")
    with pytest.raises(ValueError):
        assert reply.json
    aws.fault("empty", service="sso", count=1)
    assert ask(aws, token, ACCOUNTS).text == ""
    aws.fault("html", service="sso-oidc", count=1)
    assert "Please sign in" in post(aws, "/token", grantType="refresh_token").text


def test_pages_and_addresses_break_as_well(aws):
    for service, target in (("sso-pages", "/device"), ("vanity", "/portal"), ("signin", "/oauth")):
        aws.fault("500", service=service, count=1)
        assert fetch(aws, "GET", target).status == 500
        aws.fault("redirect", service=service, location="https://example.com/", count=1)
        assert fetch(aws, "GET", target).headers["Location"] == "https://example.com/"


def test_slow_and_let_go(aws, token):
    fault = aws.fault("slow", service="sso", seconds=60)
    replies = []
    thread = threading.Thread(target=lambda: replies.append(ask(aws, token, ACCOUNTS)))
    thread.start()
    aws.wait_for_calls(1, "ListAccounts")
    aws.clear_faults(fault)
    thread.join(10)
    assert [r.status for r in replies] == [200]
