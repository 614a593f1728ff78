# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Credentials for commands and shells, each evaluated by the shell that it is for."""

import json
import shutil
import signal
import subprocess

import pytest
from conftest import BUILD

IDENTITY = """
import boto3, os
print(boto3.client("sts", endpoint_url=os.environ["AWS_ENDPOINT_URL_STS"]).get_caller_identity()["Arn"])
"""
NAMES = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_CREDENTIAL_EXPIRATION"]


def process_answer(desk):
    return json.loads(desk.stint("credential-process", "--profile", "DeploymentRole").stdout)


def check(desk, values):
    """What a shell made of the output is what SDKs get."""
    answer = process_answer(desk)
    assert values["AWS_ACCESS_KEY_ID"] == answer["AccessKeyId"]
    assert values["AWS_SECRET_ACCESS_KEY"] == answer["SecretAccessKey"]
    assert values["AWS_SESSION_TOKEN"] == answer["SessionToken"]
    assert values["AWS_CREDENTIAL_EXPIRATION"] == answer["Expiration"]
    assert values["AWS_REGION"] == "eu-west-1"


def shell(desk, command, shell_command):
    """Runs shell_command, which prints the environment, with stint in its PATH."""
    env = {
        **desk.env,
        "G_MESSAGES_DEBUG": "",
        "PATH": f"{BUILD}/src/cli:{desk.env['PATH']}",
        "AWS_PROFILE": "something-else",
    }
    result = subprocess.run([*command, shell_command], env=env, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return dict(line.split("=", 1) for line in result.stdout.split("\0") if "=" in line)


@pytest.mark.parametrize("name", ["sh", "bash", "zsh"])
def test_posix_shells(active, name):
    if not shutil.which(name):
        pytest.skip(f"{name} is not installed")
    values = shell(active, [name, "-c"], 'eval "$(stint env DeploymentRole)"; env -0')
    check(active, values)
    # A profile that is set would beat them, or send SDKs elsewhere.
    assert "AWS_PROFILE" not in values


def test_fish(active):
    if not shutil.which("fish"):
        pytest.skip("fish is not installed")
    values = shell(active, ["fish", "--no-config", "-c"], "stint env DeploymentRole --format fish | source; env -0")
    check(active, values)
    assert "AWS_PROFILE" not in values


def test_powershell(active):
    if not shutil.which("pwsh"):
        pytest.skip("PowerShell is not installed")
    values = shell(
        active,
        ["pwsh", "-NoProfile", "-Command"],
        "stint env DeploymentRole --format powershell | Out-String | Invoke-Expression; env -0",
    )
    check(active, values)


def test_dotenv(active):
    text = active.stint("env", "DeploymentRole", "--format", "dotenv").stdout
    values = {}
    for line in text.splitlines():
        name, value = line.split("=", 1)
        values[name] = value.strip("'\"")
    check(active, values)


def test_json(active):
    check(active, json.loads(active.stint("env", "DeploymentRole", "-f", "json").stdout))


def test_exec(active):
    result = active.stint("exec", "DeploymentRole", "--", "/usr/bin/python3", "-c", IDENTITY)
    assert ":assumed-role/DeploymentRole/" in result.stdout
    # Options of the command are the command's.
    assert active.stint("exec", "DeploymentRole", "echo", "--mfa", "--", "x").stdout == "--mfa -- x\n"
    assert active.stint("exec", "DeploymentRole", "--", "sh", "-c", "exit 42", status=42)
    active.stint("exec", "DeploymentRole", "--", "no-such-program-at-all", status=127)


def test_exec_hides_its_own_variable(active):
    text = active.stint("exec", "DeploymentRole", "--", "env").stdout
    assert "STINT_CREDENTIALS_NO_FALLBACK" not in text


def test_inactive(imported):
    for words in (["exec", "DeploymentRole", "--", "true"], ["env", "DeploymentRole"]):
        result = imported.stint(*words, status=3)
        assert "DeploymentRole is not active. Start it: stint start DeploymentRole." in result.stderr
        assert result.stdout == ""

    with imported.terminal("exec", "DeploymentRole", "--", "true") as terminal:
        terminal.expect("DeploymentRole is not active. Start it? [y/N] ")
        terminal.type("")
        assert terminal.end()[0] == 3

    with imported.terminal("exec", "DeploymentRole", "--", "sh", "-c", "echo key $AWS_ACCESS_KEY_ID") as terminal:
        terminal.expect("Start it? [y/N] ")
        terminal.type("y")
        terminal.expect("MFA code for MFAUser")
        terminal.expect(": ")
        terminal.type(imported.totp())
        terminal.expect("key ASIA")
        assert terminal.end()[0] == 0


def test_started_by_a_code(imported):
    result = imported.stint("exec", "--mfa", imported.totp(), "DeploymentRole", "--", "sh", "-c", "echo $AWS_REGION")
    assert result.stdout == "eu-west-1\n"


def test_credential_process(active):
    answer = process_answer(active)
    assert answer["Version"] == 1
    by_session = json.loads(active.stint("credential-process", "--session", "Deploy").stdout)
    assert by_session == answer
    active.stint("credential-process", "--session", "nobody", status=4)
    active.stint("credential-process", "--profile", "nobody", status=4)
    inactive = active.stint("credential-process", "--profile", "BillingRole", status=5)
    assert inactive.stdout == ""


def test_credential_process_starts_the_service(active):
    active.kill_stintd()
    assert process_answer(active)["Version"] == 1


def test_no_secret_in_arguments(active):
    """What other users can see of the processes."""
    answer = process_answer(active)
    with active.terminal("exec", "DeploymentRole", "--", "sh", "-c", "cat /proc/$$/cmdline /proc/*/cmdline; echo END") as terminal:
        text = terminal.expect("END")
    assert answer["SecretAccessKey"] not in text and answer["SessionToken"] not in text


def test_exec_leaves_signals_alone(active):
    active.stint("exec", "DeploymentRole", "--", "sh", "-c", "kill -PIPE $$; echo ignored", status=-signal.SIGPIPE)


def test_on_demand_starts_by_itself(active):
    """The lease is open, so nobody is needed, and nobody is asked."""
    active.stint("session", "edit", "BillingRole", "--hand-out", "on-demand")
    result = active.stint("exec", "BillingRole", "--", "/usr/bin/python3", "-c", IDENTITY,
                          env={"AWS_REGION": "eu-west-1"})
    assert ":assumed-role/BillingRole/" in result.stdout
    assert active.states()["BillingRole"] == "active"
