# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""SSO-OIDC: registrations, the device flow and refresh tokens."""

import time

import pytest
from signing_in import (
    CALLBACK,
    DEVICE_GRANT,
    SCOPES,
    START_URL,
    boto,
    device_token,
    fetch,
    post,
    refresh,
    register,
    sign_in,
    start_device,
)
from talking import refusal

NOBODY = {"clientId": "cliNobody", "clientSecret": "secret"}


def assert_error(reply, name, oauth, status=400):
    assert (reply.status, reply.kind) == (status, name), reply.text
    assert reply.json["error"] == oauth
    assert reply.json["error_description"]
    assert reply.headers["Content-Type"] == "application/json"
    assert reply.headers["x-amzn-ErrorType"].startswith(f"{name}:http://")


def test_registration_has_awss_shape(aws):
    reply = post(aws, "/client/register", clientName="x", clientType="public", scopes=SCOPES)
    assert reply.status == 200
    assert set(reply.json) == {
        *("clientId", "clientSecret", "clientIdIssuedAt", "clientSecretExpiresAt")
    }
    assert abs(reply.json["clientIdIssuedAt"] - aws.now()) < 60
    assert reply.json["clientSecretExpiresAt"] - reply.json["clientIdIssuedAt"] == 90 * 86400
    assert reply.headers["x-amzn-RequestId"]


BROWSER = {
    "grantTypes": ["authorization_code", "refresh_token"],
    "redirectUris": [CALLBACK],
    "issuerUrl": START_URL,
}


@pytest.mark.parametrize(
    "change, name, oauth",
    [
        ({"clientName": None}, "InvalidRequestException", "invalid_request"),
        ({"clientType": "secret"}, "InvalidClientMetadataException", "invalid_client_metadata"),
        ({"scopes": ["nonsense"]}, "InvalidScopeException", "invalid_scope"),
        ({"scopes": "sso:account:access"}, "InvalidRequestException", "invalid_request"),
        ({"grantTypes": ["password"]}, "UnsupportedGrantTypeException", "unsupported_grant_type"),
        ({**BROWSER, "redirectUris": None}, "InvalidRequestException", "invalid_request"),
        ({**BROWSER, "issuerUrl": None}, "InvalidRequestException", "invalid_request"),
        (
            {**BROWSER, "issuerUrl": "https://other.awsapps.com/start"},
            "InvalidRequestException",
            "invalid_request",
        ),
        *(
            (
                {**BROWSER, "redirectUris": [uri]},
                "InvalidRedirectUriException",
                "invalid_redirect_uri",
            )
            for uri in (
                *("http://localhost/oauth/callback", "https://example.com/", "http://127.0.0.2/"),
                *("http://me@127.0.0.1/", "http://127.0.0.1:x/", "http://127.0.0.1/#x"),
            )
        ),
    ],
)
def test_registrations_that_are_refused(aws, change, name, oauth):
    values = {"clientName": "x", "clientType": "public", **change}
    assert_error(post(aws, "/client/register", **values), name, oauth)


def test_device_flow(aws):
    client = register(aws)
    reply = start_device(aws, client)
    device = reply.json
    assert set(device) == {
        *("deviceCode", "userCode", "verificationUri", "verificationUriComplete"),
        *("expiresIn", "interval"),
    }
    assert device["verificationUri"] == f"{aws.url}/device"
    assert device["verificationUriComplete"].endswith(f"?user_code={device['userCode']}")
    assert (device["expiresIn"], device["interval"]) == (600, 1)
    aws.center(enforce_interval=False)
    for _ in range(2):
        pending = device_token(aws, client, device["deviceCode"])
        assert_error(pending, "AuthorizationPendingException", "authorization_pending")
    assert aws.decide_device(user_code=device["userCode"])["client_name"] == "botocore-client-corp"
    token = device_token(aws, client, device["deviceCode"]).json
    assert set(token) == {"accessToken", "tokenType", "expiresIn", "refreshToken"}
    assert (token["tokenType"], token["expiresIn"]) == ("Bearer", 3600)
    assert len(token["accessToken"]) > 1000
    again = device_token(aws, client, device["deviceCode"])
    assert_error(again, "InvalidGrantException", "invalid_grant")


@pytest.mark.parametrize("end", ["", "/", "/#", "#/"])
def test_start_urls_as_browsers_leave_them(aws, end):
    assert start_device(aws, register(aws), START_URL + end).status == 200


def test_portals_with_two_addresses(aws):
    other = "https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws"
    assert start_device(aws, register(aws), other).status == 400
    aws.center(other_urls=[other])
    assert start_device(aws, register(aws), other).status == 200
    assert register(aws, browser=True, issuerUrl=other + "/")


def test_start_urls_that_are_not_known(aws):
    reply = start_device(aws, register(aws), "https://other.awsapps.com/start")
    assert_error(reply, "InvalidRequestException", "invalid_request")


def test_polling_too_fast(aws):
    aws.center(device_interval=30)
    client = register(aws)
    device = start_device(aws, client).json
    for _ in range(2):
        reply = device_token(aws, client, device["deviceCode"])
        assert_error(reply, "AuthorizationPendingException", "authorization_pending")
    reply = device_token(aws, client, device["deviceCode"])
    assert_error(reply, "SlowDownException", "slow_down")
    (seen,) = aws.devices()
    assert (seen["interval"], seen["too_fast"], seen["polls"]) == (35, 1, 3)


def test_polling_at_the_interval(aws):
    aws.center(device_interval=0.2)
    client = register(aws)
    device = start_device(aws, client).json
    for _ in range(2):
        device_token(aws, client, device["deviceCode"])
    time.sleep(device["interval"])
    reply = device_token(aws, client, device["deviceCode"])
    assert_error(reply, "AuthorizationPendingException", "authorization_pending")


def test_denied_and_expired_codes(aws):
    client = register(aws)
    denied, late, ended = (start_device(aws, client).json["deviceCode"] for _ in range(3))
    aws.decide_device("deny", user_code=aws.devices()[0]["user_code"])
    assert_error(device_token(aws, client, denied), "AccessDeniedException", "access_denied")
    aws.expire("device")
    assert_error(device_token(aws, client, ended), "ExpiredTokenException", "expired_token")
    aws.clock(by=601)
    assert_error(device_token(aws, client, late), "ExpiredTokenException", "expired_token")
    with pytest.raises(RuntimeError, match="no device code waits"):
        aws.decide_device(timeout=0)


def test_nobody_decides_before_the_program_asked(aws):
    client = register(aws)
    device = start_device(aws, client).json
    device_token(aws, client, device["deviceCode"])
    with pytest.raises(RuntimeError, match="no device code waits"):
        aws.decide_device(polls=2, timeout=0)
    device_token(aws, client, device["deviceCode"])
    assert aws.decide_device(polls=2)["user_code"] == device["userCode"]


def test_whose_device_code_it_is(aws):
    device = start_device(aws, register(aws)).json
    other = device_token(aws, register(aws), device["deviceCode"])
    assert_error(other, "InvalidGrantException", "invalid_grant")
    unknown = device_token(aws, register(aws), "nonsense")
    assert_error(unknown, "InvalidGrantException", "invalid_grant")


@pytest.mark.parametrize(
    "call",
    [
        lambda aws: start_device(aws, NOBODY),
        lambda aws: device_token(aws, NOBODY, "x"),
        lambda aws: refresh(aws, NOBODY, "x"),
        lambda aws: refresh(aws, {**register(aws), "clientSecret": "x"}, "x"),
        lambda aws: refresh(
            aws, {**register(aws), "clientSecret": register(aws)["clientSecret"]}, "x"
        ),
    ],
)
def test_clients_that_are_not_known(aws, call):
    assert_error(call(aws), "InvalidClientException", "invalid_client", 401)


def test_registrations_end(aws):
    client = register(aws)
    aws.expire("registration")
    reply = start_device(aws, client)
    assert_error(reply, "InvalidClientException", "invalid_client", 401)
    aws.center(registration_seconds=1000)
    client = register(aws)
    assert start_device(aws, client).status == 200
    aws.clock(by=1001)
    reply = start_device(aws, client)
    assert_error(reply, "InvalidClientException", "invalid_client", 401)
    assert start_device(aws, register(aws)).status == 200


MIXTURE = ["authorization_code", "refresh_token", DEVICE_GRANT]


@pytest.mark.parametrize(
    "more", [{}, {"grantTypes": MIXTURE}, {"grantTypes": ["authorization_code"]}]
)
def test_registrations_for_a_browser_are_none_for_devices(aws, more):
    client = register(aws, browser=True, **more)
    for reply in (start_device(aws, client), device_token(aws, client, "x")):
        assert_error(reply, "UnauthorizedClientException", "unauthorized_client")


def test_registrations_for_devices_are_none_for_a_browser(aws):
    for more in ({}, {"grantTypes": [DEVICE_GRANT, "refresh_token"]}):
        reply = post(aws, "/token", grantType="authorization_code", **register(aws, **more))
        assert_error(reply, "UnauthorizedClientException", "unauthorized_client")
    assert sign_in(aws, register(aws, grantTypes=[DEVICE_GRANT, "refresh_token"]))


def test_refresh_tokens_are_rotated(aws):
    client = register(aws)
    first = sign_in(aws, client)
    second = refresh(aws, client, first["refreshToken"]).json
    assert second["refreshToken"] != first["refreshToken"]
    assert second["accessToken"] != first["accessToken"]
    reply = refresh(aws, client, first["refreshToken"])
    assert_error(reply, "InvalidGrantException", "invalid_grant")
    assert refresh(aws, client, second["refreshToken"]).status == 200


def test_answers_without_a_refresh_token(aws):
    client = register(aws)
    aws.center(refresh_tokens="first")
    first = sign_in(aws, client)
    for _ in range(2):
        answer = refresh(aws, client, first["refreshToken"])
        assert answer.status == 200 and "refreshToken" not in answer.json
    aws.center(refresh_tokens="never")
    assert "refreshToken" not in sign_in(aws, client)


def test_without_scopes_there_is_no_refreshing(aws):
    token = sign_in(aws, register(aws, scopes=None))
    assert "refreshToken" not in token and token["expiresIn"] == 8 * 3600


def test_refresh_tokens_that_are_refused(aws):
    client = register(aws)
    token = sign_in(aws, client)["refreshToken"]
    for reply in (
        refresh(aws, register(aws), token),
        refresh(aws, client, token[:-4]),
        refresh(aws, client, "nonsense"),
    ):
        assert_error(reply, "InvalidGrantException", "invalid_grant")
    aws.expire("refresh", "corp")
    reply = refresh(aws, client, token)
    assert_error(reply, "InvalidGrantException", "invalid_grant")
    assert refresh(aws, client, sign_in(aws, client)["refreshToken"]).status == 200


def test_a_session_of_the_portal_ends(aws):
    client = register(aws)
    aws.center(session_seconds=5000, token_seconds=3600)
    token = sign_in(aws, client)
    aws.clock(by=2000)
    again = refresh(aws, client, token["refreshToken"]).json
    assert 2900 < again["expiresIn"] <= 3000
    aws.clock(by=3001)
    reply = refresh(aws, client, again["refreshToken"])
    assert_error(reply, "InvalidGrantException", "invalid_grant")


@pytest.mark.parametrize(
    "body",
    [
        {"grantType": DEVICE_GRANT},
        {"grantType": 7},
        {"grantType": "refresh_token"},
        {"deviceCode": "x"},
    ],
)
def test_requests_that_lack_something(aws, body):
    reply = post(aws, "/token", **register(aws), **body)
    assert_error(reply, "InvalidRequestException", "invalid_request")


def test_requests_that_are_none(aws):
    for body in ("nonsense", "[]", "", "{}"):
        reply = fetch(aws, "POST", "/token", body, Content__Type="application/json")
        assert_error(reply, "InvalidRequestException", "invalid_request")
    reply = post(aws, "/token", **register(aws), grantType="password")
    assert_error(reply, "UnsupportedGrantTypeException", "unsupported_grant_type")
    assert fetch(aws, "GET", "/token").status == 404


def test_boto3(aws):
    aws.center(device_interval=30)
    oidc = boto(aws, "sso-oidc")
    client = oidc.register_client(clientName="x", clientType="public", scopes=SCOPES)
    who = {k: client[k] for k in ("clientId", "clientSecret")}
    device = oidc.start_device_authorization(**who, startUrl=START_URL)
    poll = {**who, "grantType": DEVICE_GRANT, "deviceCode": device["deviceCode"]}
    for _ in range(2):
        assert refusal(oidc.create_token, **poll)[:2] == (400, "AuthorizationPendingException")
    with pytest.raises(oidc.exceptions.SlowDownException):
        oidc.create_token(**poll)
    aws.center(enforce_interval=False)
    aws.decide_device()
    token = oidc.create_token(**poll)
    assert token["expiresIn"] == 3600 and token["refreshToken"]
    with pytest.raises(oidc.exceptions.InvalidClientException):
        oidc.create_token(**{**poll, "clientSecret": "x"})


def test_a_restart_forgets_no_token(aws):
    """Of a stand-in of one's own; the shared one plays the second start."""
    from localaws.cloud import Cloud
    from localaws.world import World

    first, second = Cloud(World.read()).sign_in, Cloud(World.read()).sign_in
    values = {"clientName": "x", "clientType": "public", "scopes": SCOPES}
    registration, secret, _ = first.registrations.register(values)
    center = Cloud(World.read()).world.centers.named()
    token = first.tokens.sign_in(center, registration)
    known = second.registrations.authenticate(registration.id, secret)
    assert known == registration
    assert second.tokens.bearer(token["accessToken"])[0].name == "corp"
    assert second.tokens.refresh(token["refreshToken"], known)["refreshToken"]
