# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The authorize page and the device page, and codes with PKCE."""

import os
import re
import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest
from signing_in import (
    CALLBACK,
    STATE,
    VERIFIER,
    Listener,
    authorize_url,
    challenge,
    code_token,
    fetch,
    listening,
    post,
    refresh,
    register,
    serving,
    start_device,
)
from test_oidc import MIXTURE, assert_error

from localaws.testing import BROWSER

REDIRECT = "http://127.0.0.1:41233/oauth/callback"


@pytest.fixture
def client(aws):
    return register(aws, browser=True)


def get(aws, url):
    return fetch(aws, "GET", url.removeprefix(aws.url))


def warm_code(aws, client, redirect_uri=REDIRECT, **more):
    """A code, as a browser that is signed in brings it back."""
    aws.center(consent="allow")
    reply = get(aws, authorize_url(aws, client, redirect_uri, **more))
    assert reply.status == 302, reply.text
    target = reply.headers["Location"]
    assert target.startswith(redirect_uri + "?")
    return query_of(target)["code"]


def query_of(url):
    return {k: v[0] for k, v in parse_qs(urlsplit(url).query).items()}


def test_a_person_allows(aws, client):
    url = authorize_url(aws, client, REDIRECT)
    reply = get(aws, url)
    assert reply.status == 200
    for words in ("Allow botocore-client-corp", "jane.doe@example.com", "sso:account:access"):
        assert words in reply.text
    assert reply.headers["Cache-Control"] == "no-store"
    with listening() as listener:
        url = authorize_url(aws, client, listener.uri)
        page = aws.browse(url)
        assert (page.status, page.visited[1]) == (200, f"{aws.url}/authorize")
        found = listener.query()
        assert set(found) == {"code", "state"} and found["state"] == STATE
        token = code_token(aws, client, listener.uri, found["code"]).json
    assert set(token) == {"accessToken", "tokenType", "expiresIn", "refreshToken"}
    assert refresh(aws, client, token["refreshToken"]).status == 200
    actions = [c["action"] for c in aws.calls(since=1) if c["service"] == "sso-pages"]
    assert actions == ["Authorize", "Authorize", "AuthorizeDecision"]


def test_a_person_denies(aws, client):
    with listening() as listener:
        aws.browse(authorize_url(aws, client, listener.uri), "deny")
        found = listener.query()
    assert (found["error"], found["state"]) == ("access_denied", STATE)
    assert found["error_description"] and "code" not in found


@pytest.mark.parametrize("consent, member", [("allow", "code"), ("deny", "error")])
def test_a_browser_that_is_signed_in(aws, client, consent, member):
    aws.center(consent=consent)
    reply = get(aws, authorize_url(aws, client, REDIRECT))
    found = query_of(reply.headers["Location"])
    assert reply.status == 302 and member in found and found["state"] == STATE


def test_pages_are_good_for_one_decision(aws, client):
    text = get(aws, authorize_url(aws, client, REDIRECT)).text
    ticket = re.search(r'name="ticket" value="([^"]+)"', text)[1]
    kind = {"Content__Type": "application/x-www-form-urlencoded"}
    first = fetch(aws, "POST", "/authorize", f"ticket={ticket}&decision=allow", **kind)
    assert first.status == 303
    again = fetch(aws, "POST", "/authorize", f"ticket={ticket}&decision=allow", **kind)
    assert again.status == 400 and "out of date" in again.text


def test_codes_are_good_once(aws, client):
    code = warm_code(aws, client)
    assert code_token(aws, client, REDIRECT, code).status == 200
    assert_error(
        code_token(aws, client, REDIRECT, code), "InvalidGrantException", "invalid_grant"
    )


@pytest.mark.parametrize(
    "verifier", ["x" * 64, VERIFIER[:-1], "x", "ü" * 64, VERIFIER + "+", None]
)
def test_the_verifier_has_to_fit(aws, client, verifier):
    code = warm_code(aws, client)
    reply = code_token(aws, client, REDIRECT, code, verifier=verifier)
    name = "InvalidRequest" if verifier is None else "InvalidGrant"
    assert (reply.status, reply.kind) == (400, f"{name}Exception")
    if verifier is not None:
        # A wrong one spends the code.
        assert code_token(aws, client, REDIRECT, code).status == 400


def test_codes_belong_to_their_client_and_address(aws, client):
    other = register(aws, browser=True)
    for who, uri in ((other, REDIRECT), (client, REDIRECT.replace("41233", "41234"))):
        reply = code_token(aws, who, uri, warm_code(aws, client))
        assert_error(reply, "InvalidGrantException", "invalid_grant")


def test_codes_expire(aws, client):
    code = warm_code(aws, client)
    aws.expire("code")
    assert code_token(aws, client, REDIRECT, code).status == 400
    code = warm_code(aws, client)
    aws.clock(by=301)
    assert code_token(aws, client, REDIRECT, code).status == 400


@pytest.mark.parametrize(
    "registered, used",
    [
        (CALLBACK, "http://127.0.0.1:1/oauth/callback"),
        (CALLBACK, CALLBACK),
        ("http://127.0.0.1", "http://127.0.0.1:65000"),
        ("http://127.0.0.1", "http://127.0.0.1:65000/"),
        ("http://127.0.0.1:1234/x", "http://127.0.0.1:4321/x"),
        ("http://[::1]/x", "http://[::1]:4321/x"),
    ],
)
def test_any_port_will_do(aws, registered, used):
    client = register(aws, browser=True, redirectUris=[registered])
    assert code_token(aws, client, used, warm_code(aws, client, used)).status == 200


@pytest.mark.parametrize(
    "uri",
    [
        "http://127.0.0.1:41233/other",
        "http://127.0.0.1:41233/oauth/callback/",
        "http://127.0.0.1:41233/oauth/callback?x=1",
        "http://localhost:41233/oauth/callback",
        "https://127.0.0.1:41233/oauth/callback",
        "http://127.0.0.1:99999/oauth/callback",
        "http://example.com/oauth/callback",
        None,
    ],
)
def test_nobody_is_sent_elsewhere(aws, client, uri):
    aws.center(consent="allow")
    reply = get(aws, authorize_url(aws, client, uri))
    assert reply.status == 400 and "may not be answered there" in reply.text
    assert "Location" not in reply.headers


@pytest.mark.parametrize(
    "more, error",
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
    ],
)
def test_requests_that_are_not_in_order(aws, client, more, error):
    aws.center(consent="allow")
    reply = get(aws, authorize_url(aws, client, REDIRECT, **more))
    assert query_of(reply.headers["Location"]) == {"error": error, "state": STATE}


def test_requests_that_both_kinds_of_clients_send(aws, client):
    """granted and aws-sso-cli say scope, the AWS CLI says scopes."""
    assert warm_code(aws, client, scopes=None, scope="sso:account:access")
    assert warm_code(aws, client, state=None)


def test_clients_that_may_not(aws, client):
    mixed = register(aws, browser=True, grantTypes=MIXTURE)
    reply = get(aws, authorize_url(aws, mixed, REDIRECT))
    assert query_of(reply.headers["Location"])["error"] == "unauthorized_client"
    for_devices = register(aws, redirectUris=[CALLBACK])
    assert get(aws, authorize_url(aws, for_devices, REDIRECT)).status == 302
    aws.expire("registration")
    reply = get(aws, authorize_url(aws, client, REDIRECT))
    assert reply.status == 400 and "not known" in reply.text


def test_the_device_page(aws):
    client = register(aws)
    device = start_device(aws, client).json
    form = aws.browse(device["verificationUri"])
    assert form.status == 200 and 'name="user_code"' in form.text
    look = aws.browse(device["verificationUriComplete"], None)
    assert device["userCode"] in look.text and "jane.doe@example.com" in look.text
    typed = device["userCode"].replace("-", " ").lower()
    page = aws.browse(f"{device['verificationUri']}?user_code={typed.replace(' ', '%20')}")
    assert page.status == 200 and "Request approved" in page.text
    assert post(
        aws,
        "/token",
        grantType="urn:ietf:params:oauth:grant-type:device_code",
        deviceCode=device["deviceCode"],
        **client,
    ).json["accessToken"]
    assert aws.browse(device["verificationUriComplete"]).status == 400
    denied = start_device(aws, client).json
    page = aws.browse(denied["verificationUriComplete"], "deny")
    assert "Request denied" in page.text and aws.devices()[-1]["decision"] == "deny"


def test_a_browser_for_programs(aws, client):
    """It returns before anybody answers."""
    with Listener() as listener:
        url = authorize_url(aws, client, listener.uri)
        assert subprocess.run([BROWSER, "deny", url], timeout=20).returncode == 0
        with serving(listener):
            assert listener.query()["error"] == "access_denied"
    assert subprocess.run([BROWSER], capture_output=True, timeout=20).returncode == 1


def test_a_browser_in_the_environment(aws, client):
    """As Python programs, the AWS CLI for one, look for it."""
    with listening() as listener:
        script = "import sys, webbrowser; assert webbrowser.open(sys.argv[1])"
        url = authorize_url(aws, client, listener.uri)
        env = {**os.environ, **aws.login_environment()}
        subprocess.run(["/usr/bin/python3", "-c", script, url], env=env, timeout=20, check=True)
        assert listener.query()["code"]


def test_challenges_of_others():
    """RFC 7636, appendix B, and one that the AWS CLI sent."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert challenge(VERIFIER) == "6-YT02Bb49zQrs20SasZJt0pPmuzk-6RPs6I2AcmzvQ"


def test_other_methods(aws):
    assert fetch(aws, "PUT", "/authorize").status == 405
