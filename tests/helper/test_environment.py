# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""exec and env: what a command or a shell really gets."""

import json
import os
import re
import shutil
import signal
import subprocess

import pytest
from conftest import KEYS, as_fields, ok

BEATEN = {
    "AWS_PROFILE": "other",
    "AWS_DEFAULT_PROFILE": "other",
    "AWS_SECURITY_TOKEN": "stale",
    "AWS_SESSION_EXPIRATION": "2020-01-01T00:00:00Z",
    "AWS_ACCOUNT_ID": "999999999999",
    "AWS_ROLE_ARN": "arn:aws:iam::999999999999:role/Other",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://127.0.0.1:1/",
}
NASTY = (
    "plain ' \" \\ $HOME $(id) `id` !! %PATH% ${x} # ; & | < > * ? [a] {b} ~ \\n \\' '' \\\\ "
    "\u2018typographic\u2019 é 東京 \t tab\nsecond line\n"
)


def aws(environment):
    return {name: value for name, value in environment.items() if name.startswith("AWS_")}


def child_environment(helper, **env):
    code = "import os, json; print(json.dumps(dict(os.environ)))"
    result = helper("exec", "--session", "s", "--", "/usr/bin/python3", "-c", code, env=env)
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


# --- exec ---


def test_exec_sets_and_unsets(helper, service):
    service.listen()
    seen = child_environment(helper, **BEATEN, AWS_PAGER="less", AWS_REGION="us-east-1")
    assert service.question()["format"] == "fields"
    assert aws(seen) == {**KEYS, "AWS_DEFAULT_REGION": "eu-west-1", "AWS_PAGER": "less"}
    assert "STINT_CREDENTIALS_NO_FALLBACK" not in seen


def test_exec_leaves_the_shells_region_where_the_session_has_none(helper, service):
    keys = {name: value for name, value in KEYS.items() if name != "AWS_REGION"}
    service.listen(ok(as_fields(keys)))
    seen = child_environment(helper, AWS_REGION="us-east-1")
    assert seen["AWS_REGION"] == "us-east-1" and "AWS_DEFAULT_REGION" not in seen


def test_exec_without_token_drops_a_stale_one(helper, service):
    keys = {name: KEYS[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    service.listen(ok(as_fields(keys)))
    seen = child_environment(
        helper, AWS_SESSION_TOKEN="stale", AWS_CREDENTIAL_EXPIRATION="2020-01-01T00:00:00Z"
    )
    assert aws(seen) == keys


@pytest.mark.parametrize("value", [NASTY.replace("\0", ""), "%", "a=b", " ", "\x01\x7f"])
def test_exec_values_are_exact(helper, service, value):
    service.listen(ok(as_fields({**KEYS, "AWS_SESSION_TOKEN": value})))
    assert child_environment(helper)["AWS_SESSION_TOKEN"] == value


def test_exec_passes_arguments_and_status(helper, service):
    service.listen()
    script = 'printf "<%s>" "$@"; exit 41'
    words = ["one", "", "two words", "--session", "--", "*"]
    result = helper("exec", "--session", "s", "--", "sh", "-c", script, "sh", *words)
    assert result.returncode == 41
    assert result.stdout.decode() == "".join(f"<{word}>" for word in words)


def test_exec_is_the_command(helper, service):
    """No process stays between: signals and the process id are the command's own."""
    service.listen()
    result = helper("exec", "--session", "s", "--", "sh", "-c", "kill -TERM $$")
    assert result.returncode == -signal.SIGTERM
    process = subprocess.Popen(
        [str(helper.path), "exec", "--session", "s", "--", "sh", "-c", "echo $$"],
        env=helper.environment(),
        stdout=subprocess.PIPE,
    )
    output, _ = process.communicate(timeout=30)
    assert int(output) == process.pid


def test_exec_command_is_an_ordinary_process(helper, service):
    service.listen()
    script = "ulimit -S -c; stat -c %u /proc/self/mem; ls /proc/self/fd | wc -l"
    limit = subprocess.run(["sh", "-c", script], capture_output=True, stdin=subprocess.DEVNULL)
    result = helper("exec", "--session", "s", "--", "sh", "-c", script)
    assert result.returncode == 0 and result.stdout == limit.stdout


def test_exec_not_found_and_not_runnable(helper, service, tmp_path):
    service.listen()
    result = helper("exec", "--session", "s", "--", "no-such-command-here")
    assert result.returncode == 127 and b"no-such-command-here: No such file" in result.stderr
    file = tmp_path / "text"
    file.write_text("text")
    result = helper("exec", "--session", "s", "--", str(file))
    assert result.returncode == 126 and b"Permission denied" in result.stderr


@pytest.mark.parametrize(
    "body",
    [
        "",
        "AWS_ACCESS_KEY_ID=A\n",
        "AWS_ACCESS_KEY_ID=A\nAWS_SECRET_ACCESS_KEY=\n",
        "AWS_ACCESS_KEY_ID=\nAWS_SECRET_ACCESS_KEY=B\n",
        "AWS_ACCESS_KEY_ID=A\nAWS_SECRET_ACCESS_KEY=B",
        "AWS_ACCESS_KEY_ID=A\nAWS_SECRET_ACCESS_KEY=%\n",
        "AWS_ACCESS_KEY_ID=A\nAWS_SECRET_ACCESS_KEY=%4\n",
        "AWS_ACCESS_KEY_ID=A\nAWS_SECRET_ACCESS_KEY=%G0\n",
        "AWS_ACCESS_KEY_ID=A\nAWS_SECRET_ACCESS_KEY=a%00b\n",
        "AWS_ACCESS_KEY_ID=A\nAWS_ACCESS_KEY_ID=A\nAWS_SECRET_ACCESS_KEY=B\n",
        "AWS_ACCESS_KEY_ID=A\nAWS_SECRET_ACCESS_KEY=B\nLD_PRELOAD=/tmp/x.so\n",
        "AWS_ACCESS_KEY_ID=A\nAWS_SECRET_ACCESS_KEY=B\nAWS_x=1\n",
        "AWS_ACCESS_KEY_ID=A\nAWS_SECRET_ACCESS_KEY=B\n\n",
        "AWS_ACCESS_KEY_ID\n=A\n",
        as_fields() + "".join(f"AWS_{i}=x\n" for i in range(20)),
        json.dumps(KEYS),
    ],
)
@pytest.mark.parametrize("mode", ["exec", "env"])
def test_malformed_fields(helper, service, body, mode):
    service.listen(ok(body))
    command = ["--", "echo", "ran"] if mode == "exec" else []
    result = helper(mode, "--session", "s", *command)
    assert result.returncode == 8 and result.stdout == b""
    assert b"malformed" in result.stderr


# --- env: every format is read by what it is meant for ---


def env_text(helper, service, format, keys):
    service.listen(ok(as_fields(keys)))
    result = helper("env", "--session", "s", "--format", format)
    assert (result.returncode, result.stderr) == (0, b"")
    return result.stdout.decode()


def evaluate(shell, arguments, text, tmp_path):
    """The environment that a child of @shell sees after it evaluated @text."""
    script = tmp_path / "script"
    script.write_text(text + "/usr/bin/python3 -c 'import os,json;print(json.dumps(dict(os.environ)))'\n")
    result = subprocess.run(
        [shell, *arguments, str(script)],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8", **BEATEN},
        capture_output=True,
        timeout=60,
    )
    assert result.returncode == 0 and result.stderr == b"", result.stderr
    return aws(json.loads(result.stdout))


def expected(keys):
    return {**keys, "AWS_DEFAULT_REGION": keys["AWS_REGION"]}


VALUES = [KEYS["AWS_SESSION_TOKEN"], NASTY, "'", "\\", "a'b\\'c", "-n", "\u2019"]


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("shell", ["dash", "bash", "zsh"])
def test_sh(helper, service, tmp_path, shell, value):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    keys = {**KEYS, "AWS_SESSION_TOKEN": value}
    text = env_text(helper, service, "sh", keys)
    assert evaluate(shell, [], text, tmp_path) == expected(keys)


def test_sh_is_the_default(helper, service):
    service.listen()
    default = helper("env", "--session", "s")
    assert default.returncode == 0
    assert default.stdout == helper("env", "--session", "s", "--format=sh").stdout


@pytest.mark.parametrize("value", VALUES)
def test_fish(helper, service, tmp_path, value):
    if not shutil.which("fish"):
        pytest.skip("fish is not installed")
    keys = {**KEYS, "AWS_SESSION_TOKEN": value}
    text = env_text(helper, service, "fish", keys)
    assert evaluate("fish", ["--no-config"], text, tmp_path) == expected(keys)


@pytest.mark.parametrize("value", VALUES)
def test_powershell(helper, service, tmp_path, value):
    """Debian has no PowerShell: its quoting rule is short enough to apply by hand, and where pwsh
    is installed it decides."""
    keys = {**KEYS, "AWS_SESSION_TOKEN": value}
    text = env_text(helper, service, "powershell", keys)
    if shutil.which("pwsh"):
        script = text + "[Environment]::GetEnvironmentVariables() | ConvertTo-Json"
        result = subprocess.run(
            ["pwsh", "-NoProfile", "-Command", "-"], input=script.encode(), capture_output=True
        )
        assert aws(json.loads(result.stdout)) == expected(keys)
        return
    quote = "['\u2018\u2019\u201a\u201b]"
    statement = re.compile(rf"\$Env:(\w+) = (?:\$null|'((?:{quote}{quote}|(?!{quote}).)*)')\n", re.S)
    seen, at = dict(BEATEN), 0
    while at < len(text):
        match = statement.match(text, at)
        assert match, text[at:]
        if match[2] is None:
            seen.pop(match[1], None)
        else:
            seen[match[1]] = re.sub(f"({quote}){quote}", r"\1", match[2])
        at = match.end()
    assert seen == expected(keys)


def test_dotenv_bare_words(helper, service):
    """What AWS hands out needs no quotes, so that even `docker --env-file` reads it."""
    text = env_text(helper, service, "dotenv", KEYS)
    seen = dict(row.split("=", 1) for row in text.splitlines())
    assert seen == expected(KEYS)


@pytest.mark.parametrize("value", [value for value in VALUES if "\n" not in value])
def test_dotenv_quotes_are_a_shells(helper, service, tmp_path, value):
    """Without line ends: on those the readers of .env files do not agree."""
    keys = {**KEYS, "AWS_SESSION_TOKEN": value}
    text = env_text(helper, service, "dotenv", keys)
    unset = "".join(f"unset {name}\n" for name in BEATEN)
    assert evaluate("dash", [], unset + "set -a\n" + text, tmp_path) == expected(keys)


@pytest.mark.parametrize("value", VALUES + ["\x01\x1f"])
def test_json(helper, service, value):
    keys = {**KEYS, "AWS_SESSION_TOKEN": value}
    text = env_text(helper, service, "json", keys)
    assert json.loads(text) == expected(keys)
    node = shutil.which("node")
    if node:
        code = "process.stdout.write(JSON.stringify(JSON.parse(require('fs').readFileSync(0,'utf8'))))"
        result = subprocess.run([node, "-e", code], input=text.encode(), capture_output=True)
        assert json.loads(result.stdout) == expected(keys)


def test_env_closed_output(helper, service):
    service.listen()
    with open("/dev/full", "wb") as full:
        result = subprocess.run(
            [str(helper.path), "env", "--session", "s"],
            env=helper.environment(),
            stdout=full,
            stderr=subprocess.PIPE,
        )
    assert result.returncode == 1
