# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The answer of credential_process, and every way in which there is none."""

import json
import os
import socket
import subprocess
import time

import pytest
from conftest import as_process, error, ok

HEAD = "stint-credentials: "


def line(result):
    """The one line on standard error; there is never more, and nothing on standard output."""
    assert result.stdout == b""
    text = result.stderr.decode()
    assert text.startswith(HEAD) and text.count("\n") == 1 and text.endswith("\n")
    return text[len(HEAD) : -1]


@pytest.mark.parametrize("form", [[], ["credential-process"]])
def test_prints_what_the_service_says(helper, service, form):
    service.listen()
    result = helper(*form, "--session", "4f1c")
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.decode() == as_process()
    assert service.question() == {"session": "4f1c", "format": "process", "wait": "50000"}


def test_profile_with_equals_sign(helper, service):
    service.listen()
    assert helper("--profile=Deploy=Role").returncode == 0
    assert service.question()["profile"] == "Deploy=Role"


@pytest.mark.parametrize(
    "name",
    ["a b", "100%", "%41", "Zürich 東京", "two\nlines", "tab\t", "'\"\\$`", "=&+", "~._-", b"\xff\xfe"],
)
def test_odd_names_arrive_as_they_are(helper, service, name):
    service.listen()
    result = helper("--profile", name)
    assert result.returncode == 0
    # One line, plain ASCII without blanks inside a value.
    assert service.questions[-1].count(b"\n") == 1 and service.questions[-1].isascii()
    assert os.fsencode(service.question()["profile"]) == os.fsencode(name)


def test_longest_name(helper, service):
    service.listen()
    assert helper("--profile", "x" * 4000).returncode == 0
    result = helper("--profile", "x" * 4096)
    assert result.returncode == 2 and "too long" in line(result)
    result = helper("--profile", "é" * 1000)  # 6,000 bytes once encoded
    assert result.returncode == 2 and "too long" in line(result)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--session"],
        ["--session", ""],
        ["--session", "a", "--profile", "b"],
        ["--session", "a", "extra"],
        ["--session", "a", "--format", "sh"],
        ["frobnicate", "--session", "a"],
        ["exec", "--session", "a"],
        ["exec", "--session", "a", "--"],
        ["exec", "--", "true"],
        ["env", "--session", "a", "--format", "csh"],
        ["env", "--session", "a", "--", "true"],
    ],
)
def test_wrong_usage(helper, service, arguments):
    service.listen()
    result = helper(*arguments)
    assert result.returncode == 2 and result.stdout == b""
    assert result.stderr.startswith(b"Usage: ")
    assert service.questions == []


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version(helper, option):
    result = helper(option)
    assert result.returncode == 0 and result.stderr == b""
    assert b"stint-credentials" in result.stdout


@pytest.mark.parametrize(
    "name, status",
    [
        ("NotFound", 4),
        ("Inactive", 5),
        ("Expired", 6),
        ("NeedsMfa", 3),
        ("NeedsSignIn", 3),
        ("NeedsConsent", 3),
        ("KeyringLocked", 3),
        ("Network", 1),
        ("Refused", 1),
        ("SomethingNewer", 1),
    ],
)
def test_refusals(helper, service, name, status):
    service.listen(error(name, "It is so."))
    result = helper("--profile", "Deploy")
    assert result.returncode == status
    text = line(result)
    assert text.startswith("It is so.")
    assert ("stint start Deploy" in text) == (status in (3, 5, 6))


def test_the_next_step_is_told_once(helper, service):
    service.listen(error("Inactive", "It is not active: run `stint start Deploy`."))
    assert line(helper("--profile", "x")) == "It is not active: run `stint start Deploy`."


def test_refusal_without_a_sentence_names_the_error(helper, service):
    service.listen(error("Expired", ""))
    assert "Expired" in line(helper("--profile", "x"))


def test_terminal_is_not_written_to(helper, service):
    service.listen(error("Refused", "a\x1b[2Jb\nc\x7f"))
    text = line(helper("--profile", "x"))
    assert text == "a [2Jb c "


@pytest.mark.parametrize(
    "script",
    [
        [b""],
        [b"STINT/1 ok 100\n{half"],
        [b"STINT/1 ok 2\n{}{}"],
        [b"STINT/1 ok 3\n{}"],
        [b"STINT/1 ok\n{}"],
        [b"STINT/1 ok -2\n{}"],
        [b"STINT/1 ok 2x\n{}"],
        [b"STINT/1 ok 65537\n" + b"{" * 65537],
        [b"STINT/1 ok 99999999999999999999\n{}"],
        [b"STINT/2 ok 2\n{}"],
        [b"STINT/1 fine 2\n{}"],
        [b"STINT/1 error 2\nno"],
        [b"STINT/1 error  2\nno"],
        [b"STINT/1 error " + b"x" * 40 + b" 2\nno"],
        [b"HTTP/1.1 400 Bad Request\r\n\r\n"],
        [b"x" * 128],
        [b"x" * 100_000],
        [b"STINT/1 ok 4\n{\0 }"],
        [b"STINT/1 ok 0\n"],
        [b"STINT/1 ok 4\ntext"],
        [b"STINT/1 wait\n"],
        [b"STINT/1 wait\nSTINT/1 wait\n" + ok("{}")],
    ],
)
def test_malformed_answers(helper, service, script):
    service.listen(*script)
    result = helper("--profile", "x")
    assert result.returncode == 8
    line(result)


def test_largest_answer(helper, service):
    body = "{" + "x" * 65534 + "}"
    service.listen(ok(body))
    result = helper("--profile", "x")
    assert result.returncode == 0 and result.stdout.decode() == body


def test_answer_in_small_pieces(helper, service):
    whole = b"STINT/1 wait\n" + ok(as_process())
    steps = []
    for at in range(0, len(whole), 7):
        steps += [whole[at : at + 7], 0.001]
    service.listen(*steps)
    assert helper("--profile", "x").stdout.decode() == as_process()


def test_silent_service_is_left_after_five_seconds(helper, service):
    service.listen(30)
    began = time.monotonic()
    result = helper("--profile", "x")
    took = time.monotonic() - began
    assert result.returncode == 7 and "does not answer" in line(result)
    assert 4.8 < took < 12


def test_stalled_answer_is_left_after_five_seconds(helper, service):
    service.listen(b"STINT/1 ok 100\n{", 30)
    began = time.monotonic()
    result = helper("--profile", "x")
    assert result.returncode == 7 and time.monotonic() - began < 12
    line(result)


def test_patience_when_the_service_asks_for_it(helper, service):
    service.listen(b"STINT/1 wait\n", 6, ok(as_process()))
    assert helper("--profile", "x").stdout.decode() == as_process()


def test_patience_has_an_end(helper, service, request):
    if not os.environ.get("STINT_TEST_LONG"):
        pytest.skip("takes 50 seconds: ./dev test --long")
    service.listen(b"STINT/1 wait\n", 100)
    began = time.monotonic()
    result = helper("--profile", "x", timeout=90)
    assert result.returncode == 7 and 49 < time.monotonic() - began < 120


def test_service_that_does_not_accept(helper, service, runtime_dir):
    service.path.parent.mkdir(parents=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(service.path))
    listener.listen(0)
    waiting = []
    try:
        for _ in range(4):  # fill the queue
            client = socket.socket(socket.AF_UNIX)
            client.setblocking(False)
            waiting.append(client)
            client.connect_ex(str(service.path))
        began = time.monotonic()
        result = helper("--profile", "x")
        assert result.returncode == 7 and time.monotonic() - began < 12
        assert "does not answer" in line(result)
    finally:
        for client in waiting:
            client.close()
        listener.close()


def test_somebody_elses_socket_is_not_trusted(helper, service):
    """The peer's uid decides, not the path."""
    dynamic = subprocess.run(["readelf", "--dynamic", helper.path], capture_output=True, text=True)
    if "NEEDED" not in dynamic.stdout:
        pytest.skip("linked statically: nothing can be preloaded to play another user")
    service.listen()
    other = os.path.join(os.environ["STINT_BUILD_ROOT"], "tests/helper/libother-user.so")
    result = helper("--profile", "x", env={"LD_PRELOAD": other})
    assert result.returncode == 7 and "belongs to another user" in line(result)
    assert service.questions == []


def test_absent_service_with_the_guard(helper, runtime_dir):
    result = helper("--profile", "x")
    assert result.returncode == 7 and "stint doctor" in line(result)


def test_dead_socket_counts_as_absent(helper, service):
    service.path.parent.mkdir(parents=True)
    stale = socket.socket(socket.AF_UNIX)
    stale.bind(str(service.path))
    stale.close()
    result = helper("--profile", "x")
    assert result.returncode == 7 and "not running" in line(result)


def test_runtime_dir_too_long(helper, tmp_path):
    result = helper("--profile", "x", env={"XDG_RUNTIME_DIR": "/tmp/" + "x" * 120})
    assert result.returncode == 7 and "too long" in line(result)


@pytest.mark.parametrize("value", [None, "", "relative/path"])
def test_unset_runtime_dir_is_systemds(helper, value):
    folder = f"/run/user/{os.getuid()}"
    if os.path.exists(folder + "/app/io.github.stint_aws.Stint/credentials"):
        pytest.skip("a real stintd runs here")
    result = helper("--profile", "x", env={"XDG_RUNTIME_DIR": value})
    assert result.returncode == 7 and "not running" in line(result)


def test_closed_output(helper, service):
    service.listen()
    with open("/dev/full", "wb") as full:
        result = subprocess.run(
            [str(helper.path), "--profile", "x"],
            env=helper.environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=30,
        )
    assert result.returncode == 1 and b"No space left" in result.stderr


def test_no_core_no_ptrace_while_it_waits(helper, service):
    """Another process of the same user reads neither its memory nor a core file."""
    service.listen(1.5, ok(as_process()))
    process = subprocess.Popen(
        [str(helper.path), "--profile", "x"], env=helper.environment(), stdout=subprocess.PIPE
    )
    try:
        while not service.questions:
            time.sleep(0.01)
        with open(f"/proc/{process.pid}/limits") as limits:
            core = next(row for row in limits if row.startswith("Max core file size"))
        assert core.split()[4] == "0"
        if os.getuid() != 0:
            with pytest.raises(PermissionError):
                open(f"/proc/{process.pid}/mem", "rb")
        else:
            assert os.stat(f"/proc/{process.pid}/mem").st_uid == 0
    finally:
        output, _ = process.communicate(timeout=30)
    assert json.loads(output)["Version"] == 1
