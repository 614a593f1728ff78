# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Completions that ask the service for names."""

import shutil
import subprocess

import pytest
from conftest import BUILD, SOURCE

COMPLETIONS = SOURCE / "data" / "completions"


def env_of(desk):
    return {**desk.env, "G_MESSAGES_DEBUG": "", "PATH": f"{BUILD}/src/cli:{desk.env['PATH']}"}


def bash(desk, *words):
    script = f"""
        source '{COMPLETIONS / "stint.bash"}'
        COMP_WORDS=(stint "$@"); COMP_CWORD=$#
        _stint
        printf '%s\\n' "${{COMPREPLY[@]}}"
    """
    result = subprocess.run(
        ["bash", "--norc", "-c", script, "bash", *words], env=env_of(desk), capture_output=True, text=True
    )
    assert result.returncode == 0 and result.stderr == ""
    return {line for line in result.stdout.splitlines() if line}


def fish(desk, line):
    result = subprocess.run(
        ["fish", "--no-config", "-c", f"source '{COMPLETIONS / 'stint.fish'}'; complete -C'{line}'"],
        env=env_of(desk),
        capture_output=True,
        text=True,
    )
    return {line.split("\t")[0] for line in result.stdout.splitlines()}


def test_bash(active):
    assert bash(active, "start", "") == {"BillingRole", "DeploymentRole", "ForbiddenRole", "MFAUser"}
    assert bash(active, "start", "--mfa", "123456", "Dep") == {"DeploymentRole"}
    assert bash(active, "stop", "") == {"DeploymentRole"}
    assert bash(active, "exec", "B") == {"BillingRole"}
    assert "true" in bash(active, "exec", "BillingRole", "--", "tru")
    assert bash(active, "integration", "edit", "") == {"MFAUser"}
    assert bash(active, "integration", "sign-in", "--flow", "") == {"browser", "device"}
    assert bash(active, "integration", "add", "i") == {"iam-user", "identity-center"}
    assert bash(active, "console", "--to", "s3", "For") == {"ForbiddenRole"}
    assert bash(active, "session", "add", "iam-role", "--from", "For") == {"ForbiddenRole"}
    assert bash(active, "session", "edit", "BillingRole", "--renew", "") == {"automatic", "ask", "never"}
    assert bash(active, "config", "set", "hand") == {"hand-out"}
    assert bash(active, "config", "set", "hand-out", "") == {"file", "on-demand"}
    assert bash(active, "env", "--format", "p") == {"powershell"}
    assert bash(active, "credential-process", "--profile", "Depl") == {"DeploymentRole"}


def test_bash_quotes_names(imported):
    imported.stint(
        "session", "edit", "BillingRole", "--name", "Billing & more $x",
    )
    assert bash(imported, "start", "Bill") == {"Billing\\ \\&\\ more\\ \\$x"}


def test_bash_without_a_service(desk):
    broken = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
    desk.rig.env.update(broken)
    assert bash(desk, "start", "") == set()


def test_fish(active):
    if not shutil.which("fish"):
        pytest.skip("fish is not installed")
    assert fish(active, "stint start ") >= {"BillingRole", "DeploymentRole", "ForbiddenRole", "MFAUser"}
    assert fish(active, "stint stop ") == {"DeploymentRole"}
    assert fish(active, "stint integration edit ") == {"MFAUser"}
    assert fish(active, "stint config set hand") == {"hand-out"}
    assert fish(active, "stint start --hand-out ") == {"file", "on-demand"}


def test_zsh(active, tmp_path):
    if not shutil.which("zsh"):
        pytest.skip("zsh is not installed")
    pexpect = pytest.importorskip("pexpect")
    child = pexpect.spawn(
        "zsh",
        ["-f"],
        env={**env_of(active), "TERM": "dumb", "ZDOTDIR": str(tmp_path)},
        encoding="utf-8",
        dimensions=(100, 150),
        timeout=30,
    )
    child.sendline(f"PROMPT='READY> '; fpath=({COMPLETIONS} $fpath); autoload -Uz compinit && compinit -u -D")
    child.sendline("setopt no_always_last_prompt no_beep; print SET-UP'' DONE")
    child.expect("SET-UP DONE\r\n")
    child.send("stint start Dep\t")
    child.expect_exact("stint start DeploymentRole")
    child.sendcontrol("u")
    child.send("stint stop \t")
    child.expect_exact("stint stop DeploymentRole")
    child.close(force=True)
