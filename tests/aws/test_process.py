# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The program itself: how it starts, says so, ends, and takes fifty at once."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from signing_in import refresh, register, sign_in
from talking import (
    MFA_USER,
    PLAIN_USER,
    assume,
    exchange,
    form,
    identity,
    raw_call,
    role_arn,
    session_token,
    signed_headers,
)

from localaws.testing import DEMO, PROGRAM, LocalAws, LocalAwsError

CONTROL = PROGRAM.with_name("local-aws-control")


def run(*arguments, **options):
    return subprocess.run(
        [str(a) for a in arguments], capture_output=True, text=True, timeout=20, **options
    )


def wait_until(true, seconds=5):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_port_file_and_standard_output(tmp_path):
    port_file = tmp_path / "port"
    process = subprocess.Popen(
        [PROGRAM, "--port-file", port_file], stdout=subprocess.PIPE, text=True
    )
    try:
        wait_until(port_file.exists)
        url = port_file.read_text()
        assert url.startswith("http://127.0.0.1:") and url.endswith("\n")
        assert process.stdout.readline() == url
        assert run(CONTROL, "--url", url.strip(), "totp", "MFAUser").stdout.strip().isdigit()
        assert [p.name for p in tmp_path.iterdir()] == ["port"]
    finally:
        process.terminate()
        assert process.wait(5) == 0
        process.stdout.close()


def test_loopback_only(aws):
    port = urlsplit(aws.url).port
    with open("/proc/net/tcp", encoding="ascii") as file:
        listening = [line.split()[1] for line in file if line.split()[3] == "0A"]
    assert f"0100007F:{port:04X}" in listening
    assert f"00000000:{port:04X}" not in listening


def test_a_taken_port_and_a_bad_world(aws, tmp_path):
    answer = run(PROGRAM, "--port", urlsplit(aws.url).port)
    assert answer.returncode == 1 and "in use" in answer.stderr
    world = tmp_path / "world.json"
    for text in ("", "[]", '{"version": 7}'):
        world.write_text(text)
        answer = run(PROGRAM, "--world", world)
        assert answer.returncode == 1 and answer.stderr.startswith("local-aws: ")
        assert "Traceback" not in answer.stderr


PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.argv[1], "--die-with-parent"], stdout=subprocess.PIPE, text=True)
print(child.pid, child.stdout.readline().strip(), flush=True)
time.sleep(60)
"""


def test_dies_with_its_parent():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, PROGRAM], stdout=subprocess.PIPE, text=True
    )
    pid, url = parent.stdout.readline().split()
    parent.kill()
    parent.wait()
    parent.stdout.close()
    address = (urlsplit(url).hostname, urlsplit(url).port)

    def refused():
        with socket.socket() as probe:
            return probe.connect_ex(address) != 0

    wait_until(refused)
    wait_until(lambda: not alive(int(pid)))


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_an_outage_on_the_same_port():
    with LocalAws() as aws:
        url = aws.url
        keys = session_token(aws)
        registration = register(aws)
        token = sign_in(aws, registration)["refreshToken"]
        aws.stop()
        with pytest.raises(OSError):
            raw_call(aws)
        aws.restart()
        assert aws.url == url
        assert identity(aws, keys).endswith("user/MFAUser")
        assert refresh(aws, registration, token).status == 200


def test_ends_while_a_call_hangs():
    with LocalAws() as aws:
        aws.fault("hang")
        parts = urlsplit(aws.url)
        with socket.create_connection((parts.hostname, parts.port)) as connection:
            connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
            aws.wait_for_calls(1)
            begin = time.monotonic()
            os.kill(aws.pid, signal.SIGTERM)
            assert aws._process.wait(5) == 0
            assert time.monotonic() - begin < 3


def test_a_world_from_a_file():
    with LocalAws(DEMO) as aws:
        assert identity(aws, MFA_USER)
    world = json.loads(DEMO.read_text())
    world["accounts"][0]["users"][0]["name"] = "Renamed"
    with LocalAws(world) as aws:
        assert identity(aws, MFA_USER).endswith("user/Renamed")
    with pytest.raises(LocalAwsError):
        LocalAws({"version": 9}).start()


def test_keep_alive(aws):
    parts = urlsplit(aws.url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=5)
    body = form()
    sockets = set()
    for _ in range(5):
        headers = signed_headers(aws.url + "/", body, MFA_USER, aws.now())
        connection.request("POST", "/", body, dict(headers.items()))
        answer = connection.getresponse()
        assert answer.status == 200 and answer.version == 11 and answer.read()
        sockets.add(connection.sock.getsockname())
    assert len(sockets) == 1
    connection.close()


def test_other_paths(aws):
    headers = signed_headers(aws.url + "/nothing", b"", MFA_USER, aws.now())
    assert exchange(aws, b"", headers, target="/nothing")[0] == 404


def test_fifty_at_once(aws):
    body = form("AssumeRole", RoleArn=role_arn("OpenRole"), RoleSessionName="many")

    def one(_number):
        return raw_call(aws, PLAIN_USER, body, when=time.time())

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(one, range(200)))
    assert {status for status, _, _ in answers} == {200}
    keys = {text.partition("<AccessKeyId>")[2].partition("<")[0] for _, _, text in answers}
    assert len(keys) == 200
    calls = aws.calls("AssumeRole")
    assert len(calls) == 200 and len({c["n"] for c in calls}) == 200


def test_fifty_with_the_same_code(aws):
    code = aws.code("MFAUser")
    serial = "arn:aws:iam::123456789012:mfa/MFAUser"
    body = form("GetSessionToken", SerialNumber=serial, TokenCode=code)
    with ThreadPoolExecutor(50) as pool:
        answers = pool.map(lambda _: raw_call(aws, body=body, when=time.time())[0], range(50))
        assert sorted(answers) == [200] + [403] * 49


def test_faults_are_counted_once_each(aws):
    aws.fault("503", count=20)
    with ThreadPoolExecutor(50) as pool:
        answers = pool.map(lambda _: raw_call(aws, when=time.time())[0], range(50))
        assert sorted(answers) == [200] * 30 + [503] * 20


def test_command_line_of_control(aws):
    env = {**os.environ, "LOCAL_AWS_URL": aws.url}
    aws.freeze()

    def control(*arguments):
        answer = run(CONTROL, *arguments, env=env)
        assert answer.returncode == 0, answer.stderr
        return answer.stdout

    assert control("totp", "MFAUser").strip() == aws.code("MFAUser")
    assert int(control("fault", "500", "action=AssumeRole", "count=1")) > 0
    assert aws.ask("faults")["faults"][0]["action"] == "AssumeRole"
    control("clear-faults")
    assert aws.ask("faults")["faults"] == []
    raw_call(aws)
    assert json.loads(control("calls").splitlines()[0])["action"] == "GetCallerIdentity"
    control("clear-calls")
    assert control("calls") == ""
    aws.unfreeze()
    assert json.loads(control("clock", "90"))["offset"] == 90
    assert json.loads(control("clock", "+10"))["offset"] == 100
    assert json.loads(control("clock", "-100"))["offset"] == 0
    control("change", "role", "OpenRole", "max_session_duration=900")
    more = {"DurationSeconds": 901}
    with pytest.raises(Exception, match="MaxSessionDuration"):
        assume(aws, PLAIN_USER, "OpenRole", **more)
    assert "AKIAIOSFODNN7EXAMPLE" in control("state")
    assert "calls" in json.loads(control("ask", '{"op": "calls"}'))
    control("reset")
    answer = run(CONTROL, "totp", "Nobody", env=env)
    assert answer.returncode == 1 and "no such device" in answer.stderr
