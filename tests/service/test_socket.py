# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The credentials socket, and the helper that asks there."""

import concurrent.futures
import json
import os
import socket
import stat
import time

import pytest
from stintrig import ACCOUNT, SECRET


def ask(rig, question, timeout=20):
    """The answer's head and body; lines that ask to wait are skipped."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(timeout)
        client.connect(str(rig.socket))
        client.sendall(question.encode() if isinstance(question, str) else question)
        answer = b""
        while chunk := client.recv(65536):
            answer += chunk
    while answer.startswith(b"STINT/1 wait\n"):
        answer = answer.partition(b"\n")[2]
    head, _newline, body = answer.partition(b"\n")
    words = head.decode().split(" ")
    assert words[0] == "STINT/1"
    assert len(body) == int(words[-1])
    return words[1:-1], body.decode()


def test_nobody_else_can_reach_it(rig):
    rig.client.sessions()
    assert stat.S_IMODE(rig.socket.stat().st_mode) == 0o600
    assert stat.S_IMODE(rig.socket.parent.stat().st_mode) == 0o700


def test_formats(imported):
    rig = imported
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    words, body = ask(rig, "STINT/1 credentials profile=DeploymentRole format=process\n")
    assert words == ["ok"]
    answer = json.loads(body)
    assert answer["Version"] == 1 and answer["AccessKeyId"].startswith("ASIA")
    assert answer["Expiration"].endswith("Z")

    session = rig.client.session("DeploymentRole").id
    words, body = ask(rig, f"STINT/1 credentials session={session} format=fields wait=5000\n")
    fields = dict(line.split("=", 1) for line in body.splitlines())
    assert fields["AWS_ACCESS_KEY_ID"] == answer["AccessKeyId"]
    assert fields["AWS_REGION"] == "eu-west-1"
    assert "AWS_SESSION_TOKEN" in fields and "AWS_CREDENTIAL_EXPIRATION" in fields


@pytest.mark.parametrize(
    "question, name",
    [
        ("STINT/1 credentials profile=nobody format=process\n", "NotFound"),
        ("STINT/1 credentials session=nobody format=process\n", "NotFound"),
        ("STINT/1 credentials profile=DeploymentRole format=process\n", "Inactive"),
        ("STINT/1 credentials profile=a session=b format=process\n", "InvalidArgument"),
        ("STINT/1 credentials format=process\n", "InvalidArgument"),
        ("STINT/1 credentials profile=a format=xml\n", "InvalidArgument"),
        ("STINT/1 keys profile=a format=process\n", "InvalidArgument"),
        ("GET / HTTP/1.1\n", "InvalidArgument"),
        (b"\xff\xfe\n", "InvalidArgument"),
        ("\n", "InvalidArgument"),
        ("STINT/1 credentials profile=" + "x" * 5000 + "\n", "InvalidArgument"),
    ],
)
def test_errors(imported, question, name):
    imported.client.sessions()
    words, body = ask(imported, question)
    assert words == ["error", name]
    assert body.strip() and "\n" not in body


def test_unknown_fields_are_for_later(imported):
    imported.client.start("DeploymentRole", mfa_code=imported.totp())
    words, _body = ask(
        imported, "STINT/1 credentials profile=DeploymentRole format=process shape=round\n"
    )
    assert words == ["ok"]


def test_profile_names_are_escaped(make_rig):
    rig = make_rig(
        config=f"""\
[profile a%2Fb]
role_arn = arn:aws:iam::{ACCOUNT}:role/DeploymentRole
source_profile = MFAUser
"""
    )
    rig.client.request("Import", "Run")
    words, _body = ask(rig, "STINT/1 credentials profile=a%252Fb format=process\n")
    assert words[1] != "NotFound"


def test_silent_clients_hold_nobody_up(imported):
    rig = imported
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    silent = []
    for _ in range(50):
        client = socket.socket(socket.AF_UNIX)
        client.connect(str(rig.socket))
        silent.append(client)
    began = time.monotonic()
    words, _body = ask(rig, "STINT/1 credentials profile=DeploymentRole format=process\n")
    assert words == ["ok"] and time.monotonic() - began < 2
    silent[0].settimeout(8)
    assert silent[0].recv(100) == b""
    assert 4 < time.monotonic() - began < 8
    for client in silent:
        client.close()


def test_a_hundred_askers_make_one_call(imported):
    """On demand, expired in AWS's eyes: everybody gets the same new keys."""
    rig = imported
    rig.client.start("DeploymentRole", mfa_code=rig.totp(), hand_out="on-demand")
    session = rig.client.session("DeploymentRole").id
    rig.client.stop("DeploymentRole")
    rig.client.request("Sessions", "Edit", session, hand_out="on-demand")
    rig.kill_stintd()
    rig.client.sessions()
    rig.aws.clear_calls()
    rig.aws.fault("slow", seconds=0.7, action="AssumeRole")
    question = f"STINT/1 credentials session={session} format=process\n"
    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        answers = list(pool.map(lambda _: ask(rig, question), range(100)))
    assert {words[0] for words, _body in answers} == {"ok"}
    assert len({body for _words, body in answers}) == 1
    assert len(rig.aws.calls("AssumeRole")) == 1
    assert len(rig.aws.calls("GetSessionToken")) == 0


def test_asked_to_wait_while_aws_takes_its_time(imported):
    rig = imported
    rig.client.request("Import", "Run", move_keys=True)
    rig.client.request(
        "Sessions", "Edit", rig.client.session("DeploymentRole").id, hand_out="on-demand"
    )
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    rig.client.stop("DeploymentRole")
    rig.aws.fault("hang", action="AssumeRole")
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10)
        client.connect(str(rig.socket))
        client.sendall(b"STINT/1 credentials profile=DeploymentRole format=process wait=1500\n")
        began = time.monotonic()
        assert client.recv(13) == b"STINT/1 wait\n"
        assert time.monotonic() - began < 1
        answer = b""
        while chunk := client.recv(4096):
            answer += chunk
        assert answer.startswith(b"STINT/1 error Network ")
        assert 1 < time.monotonic() - began < 4


def test_stale_socket_is_replaced(imported):
    rig = imported
    rig.client.sessions()
    inode = rig.socket.stat().st_ino
    rig.kill_stintd()
    assert rig.socket.exists()
    rig.client.sessions()
    assert rig.socket.stat().st_ino != inode
    words, _body = ask(rig, "STINT/1 credentials profile=nobody format=process\n")
    assert words == ["error", "NotFound"]
    assert os.listdir(rig.socket.parent) == ["credentials"]


def test_helper_prints_what_the_sdks_want(imported):
    rig = imported
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    answer = json.loads(rig.run([rig.helper, "--profile", "DeploymentRole"]).stdout)
    assert answer["Version"] == 1 and answer["SessionToken"]
    assert SECRET not in str(answer)
