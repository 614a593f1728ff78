# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Every fault, seen from the client's side of the socket."""

import http.client
import socket
import threading
import time

import pytest
from botocore.exceptions import BotoCoreError, ClientError
from talking import (
    MFA_SERIAL,
    MFA_USER,
    PLAIN_USER,
    client,
    form,
    identity,
    raw_call,
    role_arn,
    signed_headers,
)

from localaws.testing import LocalAwsError

BODY = form("GetSessionToken")


def raw_bytes(aws, body=BODY):
    """Everything that comes until the connection ends."""
    host, port = aws.url.rsplit("/", 1)[1].split(":")
    headers = signed_headers(aws.url + "/", body, MFA_USER, aws.now())
    headers["Content-Length"] = str(len(body))
    lines = ["POST / HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items()), "", ""]
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall("\r\n".join(lines).encode() + body)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def in_background(run):
    result = []
    thread = threading.Thread(target=lambda: result.append(run()))
    thread.start()
    return thread, result


def test_slow(aws):
    aws.fault("slow", seconds=0.3, count=1)
    begin = time.monotonic()
    assert raw_call(aws)[0] == 200
    assert time.monotonic() - begin >= 0.3
    assert raw_call(aws)[0] == 200
    assert [c["fault"] for c in aws.calls()] == ["slow", None]


def test_slow_ends_when_it_is_cleared(aws):
    fault = aws.fault("slow", seconds=60)
    thread, result = in_background(lambda: raw_call(aws)[0])
    aws.wait_for_calls(1)
    aws.clear_faults(fault)
    thread.join(5)
    assert result == [200]


def test_hang_until_released(aws):
    aws.fault("hang", count=1)
    thread, result = in_background(lambda: raw_call(aws)[0])
    calls = aws.wait_for_calls(1)
    assert (calls[0]["fault"], calls[0]["done"]) == ("hang", False)
    time.sleep(0.2)
    assert result == []
    aws.clear_faults()
    thread.join(5)
    assert result == [200]


def test_hang_until_the_client_gives_up(aws):
    aws.fault("hang", count=1)
    sts = client(aws, MFA_USER, read_timeout=0.2)
    with pytest.raises(BotoCoreError):
        sts.get_session_token()
    end = time.monotonic() + 5
    while not aws.calls()[0]["done"]:
        assert time.monotonic() < end
        time.sleep(0.01)
    assert aws.calls()[0]["status"] is None


def test_hang_for_a_while(aws):
    aws.fault("hang", seconds=0.1)
    assert raw_bytes(aws) == b""


def test_reset(aws):
    aws.fault("reset", count=1)
    with pytest.raises(ConnectionResetError):
        raw_bytes(aws)
    assert raw_call(aws)[0] == 200


def test_close(aws):
    aws.fault("close")
    assert raw_bytes(aws) == b""


@pytest.mark.parametrize("kind", ["reset", "close"])
@pytest.mark.parametrize("when, spent", [("before", False), ("after", True)])
def test_a_lost_answer_may_have_spent_the_code(aws, kind, when, spent):
    aws.freeze()
    code = aws.code("MFAUser")
    aws.fault(kind, when=when, count=1)
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        raw_call(aws, body=form("GetSessionToken", SerialNumber=MFA_SERIAL, TokenCode=code))
    assert (aws.code("MFAUser") != code) == spent


def test_half(aws):
    aws.fault("half", count=1)
    data = raw_bytes(aws)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    assert head.startswith(b"HTTP/1.1 200 OK") and len(body) == length // 2
    aws.fault("half", bytes=0, count=1)
    assert raw_bytes(aws).endswith(b"\r\n\r\n")
    aws.fault("half", count=1)
    with pytest.raises(http.client.IncompleteRead):
        raw_call(aws)


@pytest.mark.parametrize("off", [-10, 10])
def test_content_length(aws, off):
    aws.fault("content-length", bytes=off)
    head, _, body = raw_bytes(aws).partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
    assert length - len(body) == off
    assert body.endswith(b"</GetSessionTokenResponse>\n")


@pytest.mark.parametrize(
    "kind, options, status, text",
    [
        ("garbage", {}, 200, "\x00\x01<<not&xml \x7f}{"),
        ("garbage", {"body": "<a><b></a>", "status": 500}, 500, "<a><b></a>"),
        ("empty", {}, 200, ""),
        ("empty", {"status": 403}, 403, ""),
        ("html", {}, 200, "<h1>Please sign in</h1>"),
        ("html", {"status": 502, "body": "<h1>Bad Gateway</h1>"}, 502, "Bad Gateway"),
        ("redirect", {}, 302, ""),
        ("500", {}, 500, "<Code>InternalFailure</Code>"),
        ("503", {}, 503, "<Code>ServiceUnavailable</Code>"),
        ("throttle", {}, 400, "<Code>Throttling</Code>"),
        ("throttle", {"status": 503}, 503, "<Message>Rate exceeded</Message>"),
        (
            "error",
            {"code": "ExpiredTokenException", "message": "a < b", "status": 400},
            400,
            "<Code>ExpiredTokenException</Code>\n    <Message>a &lt; b</Message>",
        ),
    ],
)
def test_answers_that_are_not_aws_or_not_kind(aws, kind, options, status, text):
    aws.fault(kind, count=1, **options)
    answer = raw_call(aws)
    assert answer[0] == status
    assert (text in answer[2]) if text else answer[2] == ""
    assert raw_call(aws)[0] == 200
    assert [c["status"] for c in aws.calls()] == [status, 200]


def test_redirect_goes_where_it_is_told(aws):
    aws.fault("redirect", location="https://login.example.com/x")
    assert raw_call(aws)[1]["Location"] == "https://login.example.com/x"


def test_not_http(aws):
    aws.fault("not-http")
    assert raw_bytes(aws) == b"SSH-2.0-OpenSSH_9.2\r\n"


def test_throttled_clients_try_again(aws):
    aws.fault("throttle", action="GetSessionToken", count=1)
    sts = client(aws, MFA_USER, retries={"max_attempts": 3})
    assert sts.get_session_token()["ResponseMetadata"]["RetryAttempts"] == 1
    assert [c["error"] for c in aws.calls("GetSessionToken")] == ["Throttling", None]


def test_faults_choose_their_calls(aws):
    aws.fault("500", action="AssumeRole", key=PLAIN_USER[0], skip=1, count=2)
    assert identity(aws, PLAIN_USER)
    statuses = []
    for who in (PLAIN_USER, MFA_USER, PLAIN_USER, MFA_USER, PLAIN_USER, PLAIN_USER):
        try:
            client(aws, who).assume_role(RoleArn=role_arn("OpenRole"), RoleSessionName="me")
            statuses.append(200)
        except ClientError as error:
            statuses.append(error.response["ResponseMetadata"]["HTTPStatusCode"])
    assert statuses == [200, 200, 500, 200, 500, 200]
    assert aws.ask("faults") == {"faults": []}


def test_faults_in_a_row(aws):
    aws.fault("503", count=1)
    aws.fault("throttle", count=1)
    assert [raw_call(aws)[0] for _ in range(3)] == [503, 400, 200]


def test_faults_that_make_no_sense(aws):
    for arguments in ({"kind": "flood"}, {"kind": "slow", "colour": 1}, {"kind": "close", "when": "x"}):
        with pytest.raises(LocalAwsError):
            aws.fault(**arguments)
    assert aws.ask("faults") == {"faults": []}


def test_the_control_door_has_no_faults(aws):
    aws.fault("reset")
    assert aws.now() and aws.state()["faults"][0]["kind"] == "reset"


def test_a_body_that_never_comes_whole(aws):
    headers = signed_headers(aws.url + "/", BODY, MFA_USER, aws.now())
    host, port = aws.url.rsplit("/", 1)[1].split(":")
    lines = ["POST / HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
    text = "\r\n".join([*lines, "Content-Length: 500", "", ""]).encode() + BODY
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(text)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100) == b""
    assert aws.calls() == []


@pytest.mark.parametrize(
    "header, status",
    [
        ("Content-Length: 1048577", b"413"),
        ("Content-Length: many", b"411"),
        ("Content-Length: -1", b"411"),
        ("Transfer-Encoding: chunked", b"411"),
    ],
)
def test_bodies_that_are_too_long_or_of_unknown_length(aws, header, status):
    host, port = aws.url.rsplit("/", 1)[1].split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(f"POST / HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n".encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 " + status)
    assert aws.calls() == []
