# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The access portal: lists, keys, limits, and what an administrator changes."""

import http.client
import json
import threading
import time
from urllib.parse import quote, urlsplit

import pytest
from signing_in import boto, fetch, refresh, register, sign_in
from talking import assume, client, identity, partner_arn, refusal

from localaws.limits import Limiter
from localaws.rates import Rates
from localaws.testing import LocalAws, LocalAwsError, big_center, big_world, demo_world
from localaws.world import World, WorldError

MODEL = "com.amazonaws.switchboard.portal"


@pytest.fixture
def token(aws):
    return sign_in(aws)["accessToken"]


def ask(aws, token, target, method="GET"):
    headers = {} if token is None else {"x-amz-sso_bearer_token": token}
    return fetch(aws, method, target, **headers)


def assert_error(reply, name, status):
    assert (reply.status, reply.kind) == (status, name), reply.text
    assert reply.json["__type"] == f"{MODEL}#{name}"
    assert isinstance(reply.json["message"], str)


def credentials(aws, token, account, role):
    reply = ask(aws, token, f"/federation/credentials?role_name={role}&account_id={account}")
    assert reply.status == 200, reply.text
    keys = reply.json["roleCredentials"]
    return keys["accessKeyId"], keys["secretAccessKey"], keys["sessionToken"]


def listed(aws, token, target="/assignment/accounts?max_result=100"):
    """All pages of a list."""
    found, following = [], ""
    while following is not None:
        more = f"&next_token={quote(following, safe='')}" if following else ""
        reply = ask(aws, token, target + more)
        assert reply.status == 200, reply.text
        found += reply.json.get("accountList", reply.json.get("roleList"))
        following = reply.json.get("nextToken")
    return found


def test_accounts_and_roles(aws, token):
    accounts = listed(aws, token)
    assert accounts[0] == {
        "accountId": "012345678901",
        "accountName": "Sandbox of Jane",
        "emailAddress": "aws+jane@example.com",
    }
    assert len(accounts) == 5
    roles = listed(aws, token, "/assignment/roles?account_id=111122223333")
    assert roles == [
        {"roleName": "DeveloperAccess", "accountId": "111122223333"},
        {"roleName": "ReadOnlyAccess", "accountId": "111122223333"},
    ]


@pytest.mark.parametrize("size", ["0", "101", "1000", "-1", "x", "", "1.5"])
def test_page_sizes_are_enforced(aws, token, size):
    for target in ("accounts?", "roles?account_id=111122223333&"):
        reply = ask(aws, token, f"/assignment/{target}max_result={size}")
        assert_error(reply, "InvalidRequestException", 400)
        assert "ResultSize parameter must be within the valid limits of: 1-100" in reply.text


def test_paging(aws, token):
    everything = listed(aws, token)
    assert listed(aws, token, "/assignment/accounts?max_result=2") == everything
    aws.center(page_size=1)
    assert ask(aws, token, "/assignment/accounts").json["accountList"] == everything[:1]
    first = ask(aws, token, "/assignment/accounts?max_result=2").json["nextToken"]
    assert "+" in first and "/" in first
    # The list changes between two pages.
    aws.remove("sso-account", everything[1]["accountId"])
    encoded = quote(first, safe="")
    rest = ask(aws, token, f"/assignment/accounts?max_result=100&next_token={encoded}").json
    assert rest["accountList"] == everything[2:] and "nextToken" not in rest


@pytest.mark.parametrize("following", ["nonsense", "fn5+", "%C3%BC"])
def test_tokens_for_pages_that_are_not_good(aws, token, following):
    reply = ask(aws, token, f"/assignment/accounts?next_token={following}")
    assert_error(reply, "InvalidRequestException", 400)


def test_a_token_for_pages_is_good_for_its_own_list(aws, token):
    following = ask(aws, token, "/assignment/accounts?max_result=1").json["nextToken"]
    target = f"/assignment/roles?account_id=111122223333&next_token={quote(following, safe='')}"
    assert_error(ask(aws, token, target), "InvalidRequestException", 400)


@pytest.mark.parametrize(
    "method, target",
    [
        ("GET", "/assignment/accounts"),
        ("GET", "/assignment/roles?account_id=111122223333"),
        ("GET", "/federation/credentials?account_id=111122223333&role_name=ReadOnlyAccess"),
        ("POST", "/logout"),
    ],
)
def test_tokens_that_are_not_good(aws, token, method, target):
    for bad in (None, "nonsense", token[:-4], token + "x"):
        reply = ask(aws, bad, target, method)
        assert_error(reply, "UnauthorizedException", 401)
        assert reply.json["message"] == "Session token not found or invalid"
    aws.expire("token")
    assert_error(ask(aws, token, target, method), "UnauthorizedException", 401)


def test_tokens_end(aws, token):
    assert ask(aws, token, "/assignment/accounts").status == 200
    aws.clock(by=3601)
    assert_error(ask(aws, token, "/assignment/accounts"), "UnauthorizedException", 401)


def test_expired_early_and_refreshed(aws):
    who = register(aws)
    first = sign_in(aws, who)
    aws.expire("token", "corp")
    assert ask(aws, first["accessToken"], "/assignment/accounts").status == 401
    second = refresh(aws, who, first["refreshToken"]).json
    assert ask(aws, second["accessToken"], "/assignment/accounts").status == 200
    with pytest.raises(LocalAwsError, match="no such center"):
        aws.expire("token", "other")
    with pytest.raises(LocalAwsError, match="cannot expire"):
        aws.expire("mood")


def test_tokens_without_the_scope(aws):
    other = sign_in(aws, register(aws, scopes=["sso:other"]))["accessToken"]
    assert_error(ask(aws, other, "/assignment/accounts"), "ForbiddenException", 403)


def test_logout_ends_all_tokens_of_the_session(aws):
    who = register(aws)
    first, other = sign_in(aws, who), sign_in(aws, who)
    second = refresh(aws, who, first["refreshToken"]).json
    reply = ask(aws, second["accessToken"], "/logout", "POST")
    assert (reply.status, reply.text) == (200, "")
    for gone in (first, second):
        assert ask(aws, gone["accessToken"], "/assignment/accounts").status == 401
    assert refresh(aws, who, second["refreshToken"]).status == 400
    assert ask(aws, other["accessToken"], "/assignment/accounts").status == 200


def test_keys_are_good_at_sts(aws, token):
    target = "/federation/credentials?role_name=DataAnalyst&account_id=777788889999"
    keys = ask(aws, token, target).json["roleCredentials"]
    assert abs(keys["expiration"] - (aws.now() + 43200) * 1000) < 60000
    who = (keys["accessKeyId"], keys["secretAccessKey"], keys["sessionToken"])
    found = client(aws, who).get_caller_identity()
    assert found["Account"] == "777788889999"
    assert found["Arn"].startswith(
        "arn:aws:sts::777788889999:assumed-role/AWSReservedSSO_DataAnalyst_"
    )
    assert found["Arn"].endswith("/jane.doe@example.com")


def test_chaining_from_keys_of_the_portal(aws, token):
    developer = credentials(aws, token, "111122223333", "DeveloperAccess")
    chained = assume(aws, developer, partner_arn("PipelineRole"))["Credentials"]
    assert identity(aws, chained).startswith("arn:aws:sts::210987654321:assumed-role/PipelineRole/")
    status, code, message = refusal(
        client(aws, developer).assume_role,
        RoleArn=partner_arn("PipelineRole"),
        RoleSessionName="me",
        DurationSeconds=7200,
    )
    assert (status, code) == (400, "ValidationError") and "role chaining" in message
    reader = credentials(aws, token, "111122223333", "ReadOnlyAccess")
    with pytest.raises(Exception, match="not authorized to perform: sts:AssumeRole"):
        assume(aws, reader, partner_arn("PipelineRole"))


def test_an_account_described_twice_is_one(aws, token):
    """123456789012 has users and a region that is off, and roles here."""
    admin = credentials(aws, token, "123456789012", "AdministratorAccess")
    assert identity(aws, admin).startswith("arn:aws:sts::123456789012:")
    off = refusal(client(aws, admin, region="ap-east-1").get_caller_identity)
    assert off[1] == "RegionDisabledException"


@pytest.mark.parametrize(
    "query, name, status",
    [
        ("role_name=Nope&account_id=111122223333", "ForbiddenException", 403),
        ("role_name=ReadOnlyAccess&account_id=999999999999", "ResourceNotFoundException", 404),
        ("role_name=ReadOnlyAccess&account_id=1", "InvalidRequestException", 400),
        ("role_name=ReadOnlyAccess", "InvalidRequestException", 400),
        ("account_id=111122223333", "InvalidRequestException", 400),
    ],
)
def test_keys_that_are_refused(aws, token, query, name, status):
    assert_error(ask(aws, token, f"/federation/credentials?{query}"), name, status)


def test_a_role_that_is_listed_and_closed(aws, token):
    aws.change("sso-role", "111122223333/ReadOnlyAccess", forbidden=True)
    roles = listed(aws, token, "/assignment/roles?account_id=111122223333")
    assert "ReadOnlyAccess" in [r["roleName"] for r in roles]
    query = "role_name=ReadOnlyAccess&account_id=111122223333"
    reply = ask(aws, token, f"/federation/credentials?{query}")
    assert_error(reply, "ForbiddenException", 403)


def test_an_account_that_is_not_there(aws, token):
    reply = ask(aws, token, "/assignment/roles?account_id=999999999999")
    assert_error(reply, "ResourceNotFoundException", 404)


def test_what_an_administrator_does(aws, token):
    keys = credentials(aws, token, "111122223333", "ReadOnlyAccess")
    aws.add("sso-account", "333333333333", name="New", roles=[{"name": "Billing"}])
    aws.add("sso-role", "corp/111122223333/Support", session_seconds=900)
    aws.change("sso-account", "111122223333", name="Renamed")
    aws.remove("sso-role", "111122223333/ReadOnlyAccess")
    aws.remove("sso-account", "corp/444455556666")
    accounts = {a["accountId"]: a["accountName"] for a in listed(aws, token)}
    assert accounts["333333333333"] == "New" and accounts["111122223333"] == "Renamed"
    assert "444455556666" not in accounts
    roles = listed(aws, token, "/assignment/roles?account_id=111122223333")
    assert [r["roleName"] for r in roles] == ["DeveloperAccess", "Support"]
    assert identity(aws, credentials(aws, token, "111122223333", "Support"))
    assert refusal(client(aws, keys).get_caller_identity)[1] == "InvalidClientTokenId"
    aws.change("sso-role", "111122223333/Support", name="Help")
    roles = listed(aws, token, "/assignment/roles?account_id=111122223333")
    assert [r["roleName"] for r in roles] == ["DeveloperAccess", "Help"]


@pytest.mark.parametrize(
    "call",
    [
        lambda aws: aws.add("sso-account", "111122223333"),
        lambda aws: aws.add("sso-account", "other/111111111111"),
        lambda aws: aws.add("sso-account", "111111111111", colour="blue"),
        lambda aws: aws.add("sso-role", "111122223333/ReadOnlyAccess"),
        lambda aws: aws.add("sso-role", "999999999999/ReadOnlyAccess"),
        lambda aws: aws.add("planet", "X"),
        lambda aws: aws.remove("sso-role", "111122223333/Nope"),
        lambda aws: aws.remove("center", "corp"),
        lambda aws: aws.change("sso-account", "111122223333", id="1"),
        lambda aws: aws.center("other", rate=1),
        lambda aws: aws.center(consent="perhaps"),
        lambda aws: aws.center(refresh_tokens="often"),
        lambda aws: aws.center(rate=0),
        lambda aws: aws.center(page_size=101),
        lambda aws: aws.decide_device("perhaps", timeout=0),
    ],
)
def test_mistakes_change_nothing(aws, token, call):
    before = aws.state()
    with pytest.raises(LocalAwsError, match=r"\w+"):
        call(aws)
    after = aws.state()
    assert after["identity_centers"] == before["identity_centers"]
    assert len(listed(aws, token)) == 5


def many(aws, token, number, target="/assignment/roles?account_id=111122223333"):
    """The statuses of so many requests on one connection, as fast as it goes."""
    parts = urlsplit(aws.url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    replies = []
    for _ in range(number):
        connection.request("GET", target, headers={"x-amz-sso_bearer_token": token})
        answer = connection.getresponse()
        answer.read()
        replies.append(answer)
    connection.close()
    return replies


def test_twenty_a_second_for_one_token(aws):
    who = register(aws)
    token, other = (sign_in(aws, who)["accessToken"] for _ in range(2))
    assert {r.status for r in many(aws, token, 20)} == {200}
    # Slow enough for any machine to be too fast.
    aws.center(rate=1)
    refused = next(r for r in many(aws, token, 20) if r.status == 429)
    assert refused.headers["x-amzn-ErrorType"].startswith("TooManyRequestsException:")
    assert "Retry-After" not in refused.headers
    assert ask(aws, other, "/assignment/accounts").status == 200
    aws.center(retry_after=2)
    refused = next(r for r in many(aws, token, 20) if r.status == 429)
    assert refused.headers["Retry-After"] == "2"
    rates = aws.rates()["operations"]["ListAccountRoles"]
    assert rates["count"] == 60 and rates["statuses"]["429"] >= 2
    aws.center(rate=None)
    assert {r.status for r in many(aws, token, 60)} == {200}


def test_the_limit_by_its_own_clock():
    now = 100.0
    limiter = Limiter(lambda: now)
    assert [limiter.wait("a", 20) for _ in range(20)] == [0.0] * 20
    assert limiter.wait("a", 20) == pytest.approx(0.05)
    now += 0.049
    assert limiter.wait("a", 20) > 0
    now += 0.002
    assert limiter.wait("a", 20) == 0.0
    assert limiter.wait("a", 20) > 0 and limiter.wait("b", 20) == 0.0
    now += 60
    assert sum(limiter.wait("a", 20) == 0.0 for _ in range(40)) == 20


def test_rates_by_their_own_clock():
    now = 0.0
    rates = Rates(lambda: now)
    for instant in (0.0, 0.5, 0.9, 1.2, 3.0):
        now = instant
        rates.end(rates.begin("sso", "ListAccounts"), 200)
    first, second = rates.begin("sso", "Logout"), rates.begin("sso", "Logout")
    found = rates.describe()
    assert found["operations"]["ListAccounts"]["most_in_a_second"] == 3
    assert found["operations"]["ListAccounts"]["most_at_once"] == 1
    assert (found["operations"]["Logout"]["most_at_once"], found["all"]["now"]) == (2, 2)
    assert (found["services"]["sso"]["count"], found["all"]["seconds"]) == (7, 3.0)
    rates.clear()
    rates.end(first, 200)
    rates.end(second, 200)
    assert rates.describe()["all"]["count"] == 0


def test_how_many_at_once(aws, token):
    aws.clear_calls()
    aws.fault("hang", action="ListAccounts")
    threads = [
        threading.Thread(target=ask, args=(aws, token, "/assignment/accounts")) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    aws.wait_for_calls(3, "ListAccounts")
    assert aws.rates()["operations"]["ListAccounts"]["now"] == 3
    aws.clear_faults()
    for thread in threads:
        thread.join(20)
    found = aws.rates()
    assert found["operations"]["ListAccounts"]["most_at_once"] == 3
    assert (found["all"]["count"], found["all"]["now"]) == (3, 0)
    assert found["services"]["sso"]["statuses"] == {"200": 3}


def test_no_token_is_kept(aws):
    who = register(aws)
    token = sign_in(aws, who)
    keys = credentials(aws, token["accessToken"], "111122223333", "ReadOnlyAccess")
    refresh(aws, who, token["refreshToken"])
    shown = json.dumps([aws.calls(), aws.state(), aws.devices()]) + aws.log_file.read_text()
    for secret in (*keys[1:], token["accessToken"], token["refreshToken"], who["clientSecret"]):
        assert secret not in shown
    calls = aws.calls("GetRoleCredentials")
    assert len(calls[0]["bearer"]) == 8
    assert aws.calls("CreateToken")[-1]["parameters"]["grantType"] == "refresh_token"


def test_boto3(aws, token):
    portal = boto(aws, "sso")
    accounts = portal.get_paginator("list_accounts").paginate(
        accessToken=token, PaginationConfig={"PageSize": 2}
    )
    assert len(accounts.build_full_result()["accountList"]) == 5
    answer = portal.list_account_roles(accessToken=token, accountId="012345678901")
    assert answer["roleList"] == [{"roleName": "PowerUserAccess", "accountId": "012345678901"}]
    keys = portal.get_role_credentials(
        accessToken=token, accountId="012345678901", roleName="PowerUserAccess"
    )["roleCredentials"]
    assert keys["expiration"] > aws.now() * 1000
    for error, call in (
        (portal.exceptions.InvalidRequestException, {"maxResults": 101}),
        (portal.exceptions.UnauthorizedException, {"accessToken": "x"}),
    ):
        with pytest.raises(error):
            portal.list_accounts(**{"accessToken": token, **call})
    assert portal.logout(accessToken=token)["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_a_thousand_accounts(aws):
    aws.load({**demo_world(), "identity_centers": [big_center(1000, 3, rate=None)]})
    who = register(aws)
    device = fetch(
        aws, "POST", "/device_authorization", {**who, "startUrl": "https://big.awsapps.com/start"}
    ).json
    aws.decide_device()
    grant = "urn:ietf:params:oauth:grant-type:device_code"
    body = {**who, "grantType": grant, "deviceCode": device["deviceCode"]}
    token = fetch(aws, "POST", "/token", body).json["accessToken"]
    accounts = listed(aws, token)
    assert len({a["accountId"] for a in accounts}) == len(accounts) == 1000
    assert len({a["accountName"] for a in accounts}) == 1000
    begin = time.monotonic()
    target = f"/assignment/roles?account_id={accounts[500]['accountId']}&max_result=100"
    assert {r.status for r in many(aws, token, 200, target)} == {200}
    # A fifth of a sync: some tenths of a second on a machine with nothing else to do.
    assert time.monotonic() - begin < 10
    assert len(listed(aws, token, target)) == 3
    assert aws.state()["identity_centers"][0]["roles"] == 3000


def test_worlds_by_the_dozen():
    world = World(big_world(20, 12, name="small", rate=5))
    center = world.centers.named("small")
    assert [len(a.roles) for a in center.accounts] == [12] * 20
    assert center.start_url == "https://small.awsapps.com/start" and center.rate == 5


@pytest.mark.parametrize(
    "change, words",
    [
        (lambda c: c.append({"name": "corp", "start_url": "https://x"}), "center twice: corp"),
        (lambda c: c.append({"name": "x", "start_url": c[0]["start_url"]}), "start URL twice"),
        (lambda c: c.append({"name": "x"}), "not an object with start_url"),
        (lambda c: c.append("x"), "identity center: not an object"),
        (lambda c: c[0].update(mood="good"), "mood"),
        (lambda c: c[0].update(rate=0.5), "rate"),
        (lambda c: c[0]["accounts"].append({"id": "123456789012"}), "account in corp twice"),
        (lambda c: c[0]["accounts"].append({}), "not an object with id"),
        (lambda c: c[0]["accounts"][0]["roles"].append({"name": "Billing"}), "Billing"),
        (lambda c: c[0]["accounts"][0]["roles"].append({"name": "X", "y": 1}), "'y'"),
        (lambda c: c[0]["redirects"].append({"path": "/portal"}), "redirect twice"),
    ],
)
def test_centers_that_make_no_sense(change, words):
    world = demo_world()
    change(world["identity_centers"])
    with pytest.raises(WorldError, match=words):
        World(world)


def test_environment():
    names = {f"AWS_ENDPOINT_URL_{n}" for n in ("STS", "IAM", "SSO", "SSO_OIDC", "SIGNIN")}
    assert set(LocalAws().env()) == names
