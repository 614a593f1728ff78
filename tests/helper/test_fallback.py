# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Nobody listens: `stint credential-process` is executed, once."""

import os
import shutil
import subprocess

import pytest
from conftest import KEYS, as_fields, as_process, ok

FREE = {"STINT_CREDENTIALS_NO_FALLBACK": None}


@pytest.fixture
def copy(helper, tmp_path):
    """The helper in a folder of its own, where `stint` can be played."""

    def place(where="bin"):
        folder = tmp_path / where
        folder.mkdir(parents=True, exist_ok=True)
        return shutil.copy(helper.path, folder / "stint-credentials")

    return place


def play(folder, name, script):
    folder.mkdir(parents=True, exist_ok=True)
    program = folder / name
    program.write_text("#!/bin/sh\n" + script)
    program.chmod(0o755)


ECHO = 'echo "$0|$STINT_CREDENTIALS_NO_FALLBACK|$*"\nexit 3\n'


@pytest.mark.parametrize("where", ["bin", "libexec", "elsewhere/with blank"])
def test_stint_beside_or_in_bin_or_in_path(helper, tmp_path, copy, where):
    path = copy(where)
    folder = tmp_path / "path" if where.startswith("elsewhere") else tmp_path / "bin"
    play(folder, "stint", ECHO)
    result = helper(
        "--profile", "a b", path=path, env={**FREE, "PATH": f"{tmp_path}/path:/usr/bin:/bin"}
    )
    assert result.returncode == 3 and result.stderr == b""
    program, guard, arguments = result.stdout.decode().rstrip("\n").split("|")
    assert os.path.realpath(program) == str(folder / "stint")
    assert (guard, arguments) == ("1", "credential-process --profile a b")


def test_session_is_passed_on(helper, tmp_path, copy):
    path = copy()
    play(tmp_path / "bin", "stint", ECHO)
    result = helper("--session=4f1c", path=path, env=FREE)
    assert result.stdout.decode().endswith("|credential-process --session 4f1c\n")


def test_the_host_side_of_a_flatpak(helper, tmp_path, copy):
    path = copy("app/io.github.stint_aws.Stint/current/active/files/bin")
    play(tmp_path / "app/io.github.stint_aws.Stint/current/active/files/bin", "stint", "exit 99\n")
    play(tmp_path / "path", "flatpak", 'echo "$*"\n')
    result = helper("--session", "s", path=path, env={**FREE, "PATH": f"{tmp_path}/path:/usr/bin:/bin"})
    expected = "run --command=stint io.github.stint_aws.Stint credential-process --session s\n"
    assert result.returncode == 0 and result.stdout.decode() == expected


def test_no_stint_anywhere(helper, tmp_path, copy):
    result = helper("--session", "s", path=copy(), env={**FREE, "PATH": str(tmp_path / "empty")})
    assert result.returncode == 7 and b"not running" in result.stderr


def test_no_loop(helper, tmp_path, copy):
    """A `stint` that runs the helper again comes to an end at the second one."""
    path = copy()
    play(tmp_path / "bin", "stint", f'echo once >>"{tmp_path}/count"\nexec "{path}" "$2" "$3"\n')
    result = helper("--session", "s", path=path, env=FREE)
    assert result.returncode == 7 and b"stint doctor" in result.stderr
    assert (tmp_path / "count").read_text() == "once\n"


@pytest.mark.parametrize("mode", ["exec", "env"])
def test_exec_and_env_ask_again(helper, service, tmp_path, copy, mode):
    """They start the service through stint, whose own answer goes nowhere."""
    path = copy()
    go = tmp_path / "go"
    os.mkfifo(go)
    play(tmp_path / "bin", "stint", f'echo DROPPED\necho >"{go}"\ncat "{go}" >/dev/null\n')
    command = ["--", "sh", "-c", 'echo "$AWS_ACCESS_KEY_ID${STINT_CREDENTIALS_NO_FALLBACK-}"']
    process = subprocess.Popen(
        [str(path), mode, "--session", "s", *(command if mode == "exec" else [])],
        env=helper.environment(**FREE),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    go.read_bytes()
    service.listen(ok(as_fields()))
    go.write_bytes(b"\n")
    output, errors = process.communicate(timeout=30)
    assert process.returncode == 0 and errors == b""
    assert b"DROPPED" not in output
    if mode == "exec":
        assert output.decode() == KEYS["AWS_ACCESS_KEY_ID"] + "\n"
    else:
        assert b"export AWS_ACCESS_KEY_ID=" in output


def test_exec_reports_what_stint_said(helper, tmp_path, copy):
    path = copy()
    play(tmp_path / "bin", "stint", "echo 'stint: a code is needed' >&2\nexit 3\n")
    result = helper("exec", "--session", "s", "--", "echo", "ran", path=path, env=FREE)
    assert result.returncode == 3 and result.stdout == b""
    assert result.stderr == b"stint: a code is needed\n"


def test_no_fallback_while_somebody_listens(helper, service, tmp_path, copy):
    path = copy()
    play(tmp_path / "bin", "stint", "exit 99\n")
    service.listen()
    result = helper("--session", "s", path=path, env=FREE)
    assert result.returncode == 0 and result.stdout.decode() == as_process()
