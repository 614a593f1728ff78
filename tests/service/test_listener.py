# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Strangers at the listener of a sign-in that waits for its person: each is refused, and she gets in all the same."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from signing import add_center, begin_sign_in, center, count

NOBODY = 65534


class Waiting:
    """A sign-in at the moment when its page is open in the person's browser."""

    def __init__(self, rig):
        self.rig = rig
        self.integration = add_center(rig)
        self.pending = begin_sign_in(rig, self.integration)
        self.page = self.pending.progress[0]["url"]
        query = {key: values[0] for key, values in parse_qs(urlsplit(self.page).query).items()}
        self.state = query["state"]
        way = urlsplit(query["redirect_uri"])
        self.host, self.port, self.path = way.netloc, way.port, way.path

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def target(self, path=None, **query):
        return f"{path or self.path}?{urlencode(query)}"

    def head(self, target, method="GET", host=None, more=""):
        return f"{method} {target} HTTP/1.1\r\nHost: {host or self.host}\r\n{more}\r\n".encode()

    def say(self, request):
        """The status of the answer; None: the end of the connection instead of one."""
        with self.connect() as connection:
            with contextlib.suppress(OSError):  # the rest of it may not be wanted any more
                connection.sendall(request)
            try:
                answer = connection.makefile("rb").readline()
            except ConnectionResetError:
                return None
        return int(answer.split()[1]) if answer else None

    def ask(self, target, **more):
        return self.say(self.head(target, **more))

    def still_waits(self):
        assert self.pending.answer is None
        assert center(self.rig).more["sign-in"] == "signing-in"
        # Nothing that a stranger said was shown to AWS.
        assert count(self.rig, "CreateToken") == 0

    def completes(self):
        self.still_waits()
        shown = self.rig.aws.browse(self.page, "allow")
        assert shown.status == 200 and shown.url.startswith(f"http://{self.host}{self.path}")
        self.pending.wait()
        assert center(self.rig).more["sign-in"] == "signed-in"


@pytest.fixture
def waiting(rig):
    return Waiting(rig)


def test_who_does_not_know_the_state(waiting):
    good = waiting.state
    other = "A" if good[-1] != "A" else "B"
    for state in ("", "x", good[:-1], good + "x", good.swapcase(), good[:-1] + other, "\0" + good):
        assert waiting.ask(waiting.target(code="EVIL", state=state)) == 400
        assert waiting.ask(waiting.target(error="access_denied", state=state)) == 400
    assert waiting.ask(waiting.target(code="EVIL")) == 400
    assert waiting.ask(waiting.target(error="access_denied")) == 400
    assert waiting.ask(waiting.path) == 400
    waiting.completes()


def test_who_knows_the_state_and_says_what_cannot_be(waiting):
    """Neither a code nor an error, both, or two of them."""
    state = waiting.state
    assert waiting.ask(waiting.target(state=state)) == 400
    assert waiting.ask(waiting.target(state=state, code="EVIL", error="access_denied")) == 400
    assert waiting.ask(waiting.target(state=state, code="EVIL") + "&code=WORSE") == 400
    assert waiting.ask(waiting.target(state="x", code="EVIL") + f"&state={state}") == 400
    waiting.completes()


def test_who_comes_by_another_way(waiting):
    query = {"code": "EVIL", "state": waiting.state}
    for path in ("/", "/oauth", "/oauth/callback/", "/oauth/Callback", "//oauth/callback",
                 "/oauth/../oauth/callback"):
        assert waiting.ask(waiting.target(path, **query)) == 404
    for method in ("POST", "HEAD", "PUT", "OPTIONS"):
        assert waiting.ask(waiting.target(**query), method=method) in (400, 405)
    # Another site's name that leads here.
    assert waiting.ask(waiting.target(**query), host=f"evil.example:{waiting.port}") == 400
    assert waiting.say(b"GET " + waiting.target(**query).encode() + b" HTTP/1.1\r\n\r\n") == 400
    assert waiting.say(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 hello, TLS?\r\n\r\n") == 400
    # A browser's guess ahead is not the person yet.
    assert waiting.ask(waiting.target(**query), more="Sec-Purpose: prefetch;prerender\r\n") == 503
    waiting.completes()


def test_who_talks_too_much(waiting):
    assert waiting.ask(waiting.target(code="E" * 100_000, state=waiting.state)) == 431
    assert waiting.ask(waiting.path, more="X-Evil: " + "x" * 1_000_000 + "\r\n") == 431
    assert waiting.ask(waiting.path, more="X-Evil: x\r\n" * 20_000) == 431
    assert waiting.say(b"x" * 200_000) in (400, 431)
    waiting.completes()


def test_who_never_comes_to_an_end(waiting):
    """More connections than there is room for, which say a letter now and then: the person need not wait."""
    with contextlib.ExitStack() as stack:
        idle = [stack.enter_context(waiting.connect()) for _ in range(100)]
        for connection in idle:
            with contextlib.suppress(OSError):
                connection.sendall(b"GET /oauth/callback?code=")
        waiting.still_waits()
        began = time.monotonic()
        waiting.completes()
        assert time.monotonic() - began < 8, "it waited for those who dawdle"


def test_who_comes_second(waiting):
    """The same again, by the browser's reload or by somebody who saw the address."""
    shown = waiting.rig.aws.browse(waiting.page, "allow")
    again = shown.url.partition(waiting.host)[2]
    waiting.pending.wait()
    tokens = count(waiting.rig, "CreateToken")
    for target in (again, waiting.target(error="access_denied", state=waiting.state)):
        try:
            assert waiting.ask(target) == 410
        except ConnectionRefusedError:  # nobody listens any more
            pass
    assert count(waiting.rig, "CreateToken") == tokens
    assert center(waiting.rig).more["sign-in"] == "signed-in"


VISITOR = """\
import os, socket, sys
os.setgroups([])
os.setgid(int(sys.argv[3]))
os.setuid(int(sys.argv[3]))
with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=20) as connection:
    try:
        connection.sendall(sys.argv[2].encode())
        print(len(connection.recv(1)))
    except ConnectionError:
        print(0)
"""


def test_who_is_another_user(waiting):
    """With a state that no other user can know, even: turned away without a word."""
    if os.geteuid() != 0:
        pytest.skip("only root can be another user")
    request = waiting.head(waiting.target(code="EVIL", state=waiting.state)).decode()
    said = subprocess.run([sys.executable, "-c", VISITOR, str(waiting.port), request, str(NOBODY)],
                          capture_output=True, text=True, timeout=60, check=True).stdout
    assert said == "0\n", "it was answered"
    assert "A program of another user was turned away" in waiting.rig.log()
    waiting.completes()


def test_all_at_once(waiting):
    """While a hundred strangers try."""
    attacks = [waiting.target(code="EVIL", state=f"{n:043}") for n in range(30)] + ["/", "/favicon.ico"] * 10
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(waiting.connect()) for _ in attacks]
        for connection, target in zip(connections, attacks):
            with contextlib.suppress(OSError):
                connection.sendall(waiting.head(target))
        waiting.completes()
