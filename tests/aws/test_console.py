# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Console federation, and a company's own address of its portal."""

import json
from urllib.parse import quote, urlencode

import pytest
from signing_in import START_URL, fetch, sign_in
from talking import MFA_USER, PLAIN_USER, assume, client, partner_arn, session_token
from test_portal import credentials

from localaws.person import Person

CONSOLE = "https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1"
ALLOW_ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'


def as_session(who):
    if isinstance(who, dict):
        who = (who["AccessKeyId"], who["SecretAccessKey"], who["SessionToken"])
    return json.dumps(dict(zip(("sessionId", "sessionKey", "sessionToken"), who)))


def ask(aws, method="POST", target="/federation", **parameters):
    query = urlencode(parameters)
    if method == "GET":
        return fetch(aws, "GET", f"{target}?{query}")
    kind = "application/x-www-form-urlencoded"
    return fetch(aws, method, target, query, Content__Type=kind)


def signin_token(aws, who, method="POST", **more):
    return ask(aws, method, Action="getSigninToken", Session=as_session(who), **more)


def login_url(aws, who, destination=CONSOLE, **more):
    token = signin_token(aws, who, **more).json["SigninToken"]
    parameters = {"Issuer": "stint", "Destination": destination, "SigninToken": token}
    return f"{aws.url}/federation?Action=login&" + urlencode(parameters)


def open_role(aws):
    return assume(aws, PLAIN_USER, "OpenRole")["Credentials"]


def federated(aws, **more):
    answer = client(aws, PLAIN_USER).get_federation_token(Name="bob", **more)
    return answer["Credentials"]


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_from_keys_to_the_console(aws, method):
    reply = signin_token(aws, open_role(aws), method)
    assert (reply.status, set(reply.json)) == (200, {"SigninToken"})
    token = reply.json["SigninToken"]
    page = ask(
        aws, "GET", Action="login", Issuer="stint", Destination=CONSOLE, SigninToken=token
    )
    assert page.status == 200
    for words in ("assumed-role/OpenRole/tester", "123456789012", "stint"):
        assert words in page.text
    (login,) = aws.console_logins()
    assert login["arn"].endswith(":assumed-role/OpenRole/tester")
    assert (login["destination"], login["issuer"], login["duration"]) == (CONSOLE, "stint", None)
    assert (login["kind"], login["rights"], login["account"]) == ("role", True, "123456789012")
    assert 3500 < login["until"] - aws.now() <= 3600
    calls = aws.calls("getSigninToken") + aws.calls("login")
    assert [c["method"] for c in calls] == [method, "GET"]
    assert token not in json.dumps(calls)
    assert calls[0]["parameters"]["Session"].endswith("characters]")


def test_keys_of_the_portal(aws):
    who = credentials(aws, sign_in(aws)["accessToken"], "777788889999", "DataAnalyst")
    assert Person().visit(login_url(aws, who, SessionDuration="43200")).status == 200
    (login,) = aws.console_logins()
    assert login["arn"].endswith("/jane.doe@example.com") and login["duration"] == 43200


@pytest.mark.parametrize("duration", ["899", "43201", "x", "", "-900"])
def test_durations_out_of_range(aws, duration):
    assert signin_token(aws, open_role(aws), SessionDuration=duration).status == 400


def test_a_longer_console_is_for_roles_assumed_directly(aws):
    who = credentials(aws, sign_in(aws)["accessToken"], "111122223333", "DeveloperAccess")
    lease = session_token(aws, PLAIN_USER)
    for keys in (
        assume(aws, who, partner_arn("PipelineRole"))["Credentials"],
        assume(aws, lease, "OpenRole")["Credentials"],
        federated(aws, Policy=ALLOW_ALL),
        lease,
    ):
        assert signin_token(aws, keys, SessionDuration="3600").status == 400
        assert signin_token(aws, keys).status == 200
    assert signin_token(aws, open_role(aws), SessionDuration="3600").status == 200


def test_a_longer_console_than_its_keys(aws):
    Person().visit(login_url(aws, open_role(aws), SessionDuration="43200"))
    assert aws.console_logins()[0]["until"] - aws.now() > 43000


@pytest.mark.parametrize("policy, rights", [({}, False), ({"Policy": ALLOW_ALL}, True)])
def test_federation_tokens(aws, policy, rights):
    page = Person().visit(login_url(aws, federated(aws, **policy)))
    assert page.status == 200 and "federated-user/bob" in page.text
    assert ("without any right" in page.text) is not rights
    assert aws.console_logins()[0]["rights"] is rights


def test_keys_of_get_session_token_are_not_for_the_console(aws):
    page = Person().visit(login_url(aws, session_token(aws)))
    assert page.status == 400
    sentence = "Only federation tokens or assume role tokens may be used for federated login"
    assert sentence in page.text
    assert aws.console_logins() == []


def test_sessions_that_are_not_good(aws):
    keys = open_role(aws)
    for session in (
        as_session((*MFA_USER, None)),
        as_session({**keys, "SecretAccessKey": "x"}),
        as_session({**keys, "SessionToken": keys["SessionToken"][:-4]}),
        json.dumps({"sessionId": keys["AccessKeyId"]}),
        "nonsense",
        "[]",
        "",
    ):
        assert ask(aws, Action="getSigninToken", Session=session).status == 400
    assert ask(aws, Action="getSigninToken").status == 400
    aws.clock(by=3601)
    assert signin_token(aws, keys).status == 400


def test_keys_that_end_before_the_login(aws):
    url = login_url(aws, open_role(aws))
    aws.end_sessions()
    assert Person().visit(url).status == 400


def test_signin_tokens_live_a_quarter_of_an_hour(aws):
    url = login_url(aws, open_role(aws))
    aws.clock(by=800)
    assert Person().visit(url).status == 200
    aws.clock(by=101)
    assert Person().visit(url).status == 400


@pytest.mark.parametrize(
    "destination, status",
    [
        ("https://console.aws.amazon.com/", 200),
        ("https://s3.console.aws.amazon.com/s3/buckets?region=eu-west-1&x=a%20b", 200),
        ("https://console.amazonaws.cn/", 200),
        ("https://console.amazonaws-us-gov.com/", 200),
        ("https://console.amazonaws-eusc.eu/", 200),
        ("http://127.0.0.1:1/console", 200),
        ("http://console.aws.amazon.com/", 400),
        ("https://console.aws.amazon.com.example.net/", 400),
        ("https://example.com/", 400),
        ("", 400),
    ],
)
def test_destinations(aws, destination, status):
    assert Person().visit(login_url(aws, open_role(aws), destination)).status == status
    if status == 200:
        assert aws.console_logins()[0]["destination"] == destination


def test_one_session_at_a_time(aws):
    aws.settings(console_sessions="one")
    person = Person()
    first = login_url(aws, open_role(aws))
    assert person.visit(first).status == 200
    assert person.visit(first).status == 200
    assert "OpenRole" in person.visit(f"{aws.url}/console").text
    other = login_url(aws, federated(aws))
    page = person.visit(other)
    assert page.status == 400 and "You must first log out" in page.text
    out = f"{aws.url}/oauth?Action=logout&redirect_uri={quote(other, safe='')}"
    page = person.visit(out)
    assert page.status == 200 and "federated-user/bob" in page.text
    person.visit(f"{aws.url}/oauth?Action=logout&redirect_uri={quote(aws.url + '/console')}")
    assert "not signed in" in person.visit(f"{aws.url}/console").text


def test_several_sessions_at_a_time(aws):
    person = Person()
    assert person.visit(login_url(aws, open_role(aws))).status == 200
    assert person.visit(login_url(aws, federated(aws))).status == 200
    out = f"{aws.url}/oauth?Action=logout&redirect_uri={quote(aws.url + '/console')}"
    assert person.visit(out).status == 400


def test_what_it_does_not_know(aws):
    assert ask(aws, Action="explode").status == 400
    assert ask(aws, "GET", "/oauth", Action="explode").status == 400
    assert fetch(aws, "PUT", "/federation").status == 405
    aws.settings(console_sessions="one")
    out = {"Action": "logout", "redirect_uri": "http://example.com/"}
    assert ask(aws, "GET", "/oauth", **out).status == 400


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_a_companys_own_address(aws, method):
    reply = fetch(aws, method, "/portal")
    assert (reply.status, reply.headers["Location"]) == (302, START_URL)
    aws.center(redirects=[{"path": "/aws", "to": "https://example.com/", "head": 405}])
    assert fetch(aws, method, "/portal").status == 404
    reply = fetch(aws, method, "/aws")
    if method == "HEAD":
        assert reply.status == 405 and "Location" not in reply.headers
    else:
        assert (reply.status, reply.headers["Location"]) == (302, "https://example.com/")
    aws.center(redirects=[{"path": "/aws", "head": 501, "get": 200}])
    assert fetch(aws, method, "/aws").status == {"HEAD": 501, "GET": 200}[method]
    assert [c["service"] for c in aws.calls()] == ["vanity", None, "vanity", "vanity"]
    assert aws.browse(aws.url + "/aws").status == 200
