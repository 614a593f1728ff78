# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The control door: what it shows, hides, changes and refuses."""

import http.client
import json
import threading
from email.message import Message
from urllib.parse import urlsplit

import pytest
from talking import (
    MFA_SERIAL,
    MFA_USER,
    PLAIN_USER,
    assume,
    client,
    identity,
    raw_call,
    refusal,
    role_arn,
    session_token,
)

from localaws.cloud import Cloud
from localaws.request import Request
from localaws.testing import LocalAwsError, demo_world
from localaws.world import World, WorldError


def test_calls_are_written_down(aws):
    code = aws.code("MFAUser")
    keys = session_token(aws, code=code)
    identity(aws, keys)
    refusal(client(aws, MFA_USER).assume_role, RoleArn=role_arn("Nope"), RoleSessionName="me")
    first, second, third = aws.calls()
    assert first["action"] == "GetSessionToken"
    assert first["key"] == MFA_USER[0]
    assert first["parameters"]["SerialNumber"] == MFA_SERIAL
    assert first["parameters"]["TokenCode"] == "[6 characters]"
    assert (first["status"], first["error"], first["session_token"]) == (200, None, False)
    assert (second["key"], second["session_token"]) == (keys["AccessKeyId"], True)
    assert (third["status"], third["error"]) == (403, "AccessDenied")
    assert all(c["region"] == "eu-west-1" and c["done"] for c in (first, second, third))
    assert aws.calls("AssumeRole") == [third]
    assert aws.calls(since=second["n"]) == [third]
    aws.clear_calls()
    assert aws.calls() == []
    assert raw_call(aws)[0] == 200 and aws.calls()[0]["n"] > third["n"]


def test_no_secret_is_kept(aws):
    code = aws.code("MFAUser")
    keys = session_token(aws, code=code)
    identity(aws, keys)
    shown = json.dumps([aws.calls(), aws.state()]) + aws.log_file.read_text()
    for secret in (keys["SecretAccessKey"], keys["SessionToken"], MFA_USER[1], f'"{code}"'):
        assert secret not in shown


def test_the_log_has_a_line_for_each_call(aws):
    before = len(aws.log_file.read_text().splitlines())
    raw_call(aws)
    aws.fault("error", code="Whatever", status=418)
    raw_call(aws)
    lines = [json.loads(t) for t in aws.log_file.read_text().splitlines()[before:]]
    assert [(c["status"], c["error"]) for c in lines] == [(200, None), (418, "Whatever")]


def test_waiting_for_calls(aws):
    with pytest.raises(LocalAwsError, match="0 calls instead of 1"):
        aws.wait_for_calls(1, timeout=0.05)
    raw_call(aws)
    assert len(aws.wait_for_calls(1, "GetCallerIdentity")) == 1


def test_codes_run_out_and_can_be_forgotten(aws):
    aws.freeze()
    for _ in range(2):
        session_token(aws, code=aws.code("MFAUser"))
    with pytest.raises(LocalAwsError, match=r"no unused code for \d+ s"):
        aws.code("MFAUser")
    assert session_token(aws, code=aws.fresh_code("MFAUser"))
    aws.forget_codes()
    assert session_token(aws, code=aws.code(MFA_SERIAL))


@pytest.mark.parametrize("name", ["Nobody", "PlainUser", "SecurityKeyUser"])
def test_devices_without_codes(aws, name):
    with pytest.raises(LocalAwsError):
        aws.code(name)


@pytest.mark.parametrize(
    "arguments",
    [
        {"op": "explode"},
        {"op": "clock", "offset": "soon"},
        {"op": "totp"},
        {"op": "change", "kind": "role", "name": "Nope", "values": {}},
        {"op": "change", "kind": "role", "name": "OpenRole", "values": {"name": "Other"}},
        {"op": "change", "kind": "planet", "name": "X", "values": {}},
        {"op": "remove", "kind": "account", "name": "123456789012"},
        {"op": "load", "world": {"accounts": [{"id": "1", "colour": "blue"}]}},
    ],
)
def test_mistakes_are_explained_and_change_nothing(aws, arguments):
    with pytest.raises(LocalAwsError, match=r"\w+"):
        aws.ask(**arguments)
    assert assume(aws, PLAIN_USER, "OpenRole")


@pytest.mark.parametrize(
    "method, kind, body",
    [
        ("GET", "application/json", ""),
        ("POST", "text/plain", '{"op": "state"}'),
        ("POST", "application/json", "nonsense"),
        ("POST", "application/json", "[]"),
    ],
)
def test_only_json_is_let_in(aws, method, kind, body):
    parts = urlsplit(aws.url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    connection.request(method, "/_control", body, {"Content-Type": kind})
    answer = connection.getresponse()
    assert answer.status == 400 and json.loads(answer.read())["error"]
    connection.close()


def test_nothing_acts_while_the_world_changes():
    """A code is spent once because only one call acts at a time."""
    cloud = Cloud()
    request = Request("POST", "/?Action=GetCallerIdentity", Message(), b"")
    done = threading.Event()

    def act():
        cloud.act(cloud.service_for(request), request)
        done.set()

    with cloud.lock:
        threading.Thread(target=act).start()
        assert not done.wait(0.1)
    assert done.wait(5)


def test_state(aws):
    state = aws.state()
    user = next(u for u in state["users"] if u["arn"].endswith("/FormerUser"))
    assert user["keys"] == {"AKIAFORMERUSEEXAMPLE": "off"}
    role = next(r for r in state["roles"] if r["arn"].endswith("/LongRole"))
    assert role["max_session_duration"] == 43200


def test_other_worlds(aws):
    world = demo_world()
    world["accounts"][0]["users"][1]["keys"][0]["secret"] = "another" * 5
    aws.load(world)
    assert refusal(client(aws, PLAIN_USER).get_caller_identity)[1] == "SignatureDoesNotMatch"
    assert identity(aws, (PLAIN_USER[0], "another" * 5))
    keys = session_token(aws)
    aws.load({"accounts": []})
    assert refusal(client(aws, keys).get_caller_identity)[1] == "InvalidClientTokenId"
    aws.load(demo_world())
    assert identity(aws, keys)


@pytest.mark.parametrize(
    "change, words",
    [
        (lambda w: w.update(version=2), "version 2"),
        (lambda w: w.update(planets=[]), "planets"),
        (lambda w: w["accounts"][0].update(partition="moon"), "moon"),
        (lambda w: w["accounts"].append({"id": "123456789012"}), "account twice"),
        (lambda w: w["accounts"][0]["users"].append({"name": "MFAUser"}), "user twice"),
        (lambda w: w["accounts"][0]["roles"][0]["trusts"][0].update(mood="x"), "mood"),
        (lambda w: w["accounts"][0]["users"][0]["mfa"][0].update(totp="0189"), "mfa/MFAUser"),
        (lambda w: w["accounts"][0]["roles"].append("x"), "role: not an object"),
        (lambda w: w["settings"].update(speed=9), "speed"),
        (lambda w: w["accounts"].append([]), "account: not an object"),
    ],
)
def test_worlds_that_make_no_sense(change, words):
    world = {"settings": {}, **demo_world()}
    change(world)
    with pytest.raises(WorldError, match=words):
        World(world)
