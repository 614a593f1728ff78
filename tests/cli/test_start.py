# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Starting and renewing, with a person at the terminal and without one."""

import signal
import time

import pytest
from test_commands import run_with_stdin

QUESTION = "MFA code for MFAUser (arn:aws:iam::123456789012:mfa/MFAUser): "


def test_wrong_code_then_right_code(imported):
    with imported.terminal("start", "DeploymentRole") as terminal:
        terminal.expect(QUESTION)
        terminal.type("12345")
        terminal.expect("A code is six digits.")
        terminal.expect(QUESTION)
        terminal.type("000000")
        terminal.expect("AWS did not accept this code. Codes work once: the next one comes in ")
        terminal.expect(QUESTION)
        terminal.type(imported.totp())
        terminal.expect("DeploymentRole is active until ")
        status, rest = terminal.end()
    assert status == 0
    assert "--profile DeploymentRole, or AWS_PROFILE=DeploymentRole" in rest
    assert ":assumed-role/DeploymentRole/" in imported.identity("DeploymentRole")

    # A second role of the same user needs no code.
    second = imported.stint("start", "BillingRole", "--no-input")
    assert "BillingRole is active until" in second.stdout
    assert len(imported.aws.calls("GetSessionToken")) == 2


def test_several_with_one_code(imported):
    with imported.terminal("start", "DeploymentRole", "BillingRole") as terminal:
        terminal.expect(QUESTION)
        terminal.type(imported.totp())
        text = terminal.expect("BillingRole is active until ")
        assert terminal.end()[0] == 0
    assert QUESTION not in text
    assert imported.states()["DeploymentRole"] == "active"


def test_nothing_starts_if_one_name_is_wrong(imported):
    imported.stint("start", "BillingRole", "nobody", "--mfa", imported.totp(), status=4)
    assert set(imported.states().values()) == {"inactive"}
    assert imported.aws.calls("GetSessionToken") == []


def test_active_already(active):
    result = active.stint("start", "DeploymentRole")
    assert result.stdout.startswith("DeploymentRole is already active until ")
    assert len(active.aws.calls("AssumeRole")) == 1


def test_no_input(imported):
    result = imported.stint("start", "DeploymentRole", "--no-input", status=3)
    assert "DeploymentRole needs an MFA code." in result.stderr and "--mfa CODE" in result.stderr
    # Not even on a terminal.
    with imported.terminal("start", "DeploymentRole", "--no-input") as terminal:
        assert terminal.end()[0] == 3
    # Without a terminal there is nobody either.
    imported.stint("start", "DeploymentRole", status=3)


def test_code_as_argument_and_from_stdin(imported):
    wrong = imported.stint("start", "DeploymentRole", "--mfa", "000000", status=1)
    assert "AWS did not accept this code." in wrong.stderr
    assert "AWS said: AccessDenied: MultiFactorAuthentication failed" in wrong.stderr
    read = run_with_stdin(imported, imported.totp() + "\n", "start", "DeploymentRole", "--mfa", "-")
    assert read.returncode == 0, read.stderr
    nothing = run_with_stdin(imported, "none\n", "start", "MFAUser", "--mfa", "-")
    assert nothing.returncode in (0, 3)


def test_wrong_argument_is_asked_again_at_a_terminal(imported):
    with imported.terminal("start", "DeploymentRole", "--mfa", "000000") as terminal:
        terminal.expect("AWS did not accept this code.")
        terminal.expect(QUESTION)
        terminal.type(imported.totp())
        terminal.expect("DeploymentRole is active until ")
        assert terminal.end()[0] == 0


def test_mfa_command(imported):
    command = f"echo 'Your code: {imported.totp()}.' # 1234567"
    imported.stint("start", "DeploymentRole", "--mfa-command", command)
    assert imported.states()["DeploymentRole"] == "active"


def test_mfa_command_is_run_again(imported):
    """A command makes the next code when the time has come."""
    count = imported.home / "count"
    right = imported.home / "code"
    script = f"echo x >>'{count}'; [ $(wc -l <'{count}') = 1 ] && echo 000000 || cat '{right}'"
    right.write_text(imported.totp())
    result = imported.stint("start", "DeploymentRole", "--mfa-command", script, timeout=90)
    assert "AWS did not accept this code." in result.stderr
    assert count.read_text() == "x\nx\n"


def test_mfa_command_that_fails(imported):
    failed = imported.stint("start", "DeploymentRole", "--mfa-command", "exit 3", status=1)
    assert "--mfa-command failed" in failed.stderr
    silent = imported.stint("start", "DeploymentRole", "--mfa-command", "echo 1234567", status=1)
    assert "six digits" in silent.stderr
    assert imported.states()["DeploymentRole"] != "active"


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["ctrl-c", "ctrl-d"])
def test_cancelled_at_the_question(imported, key):
    before = imported.aws_bytes()
    with imported.terminal("start", "DeploymentRole") as terminal:
        terminal.expect(QUESTION)
        terminal.child.send(key)
        status, _rest = terminal.end()
    assert status == (-signal.SIGINT if key == "\x03" else 1)
    assert imported.states()["DeploymentRole"] == "inactive"
    assert imported.aws_bytes() == before


def test_cancelled_while_aws_is_asked(imported):
    before = imported.aws_bytes()
    imported.aws.fault("hang", action="GetSessionToken")
    with imported.terminal("start", "DeploymentRole", "--mfa", "123456") as terminal:
        terminal.expect("Starting DeploymentRole…")
        imported.aws.wait_for_calls(1, "GetSessionToken")
        terminal.child.sendcontrol("c")
        status, rest = terminal.end()
    assert status == -signal.SIGINT
    assert "Cancelled" not in rest
    imported.wait_for(lambda: imported.states()["DeploymentRole"] == "inactive", 10, "it goes on")
    assert imported.aws_bytes() == before


def test_consent(imported):
    before = imported.aws_bytes()
    refused = imported.stint(
        "start", "DeploymentRole", "--profile", "default", "--no-input", "--mfa", imported.totp(), status=3
    )
    assert "“default” is what every tool uses" in refused.stderr
    assert "--yes" in refused.stderr
    assert imported.aws_bytes() == before

    with imported.terminal("start", "DeploymentRole", "--profile", "default", "--mfa", imported.totp()) as terminal:
        terminal.expect("“default” is what every tool uses")
        terminal.expect("(N)? ")
        terminal.type("")
        status, rest = terminal.end()
    assert status == 1 and "Nothing was changed." in rest
    assert imported.aws_bytes() == before

    for answer in ("o", "other"):
        with imported.terminal("start", "DeploymentRole", "--profile", "default", "--mfa", imported.totp()) as terminal:
            terminal.expect("all the same (y), as the profile “DeploymentRole” instead (o), or not (N)? ")
            terminal.type(answer)
            terminal.expect("DeploymentRole is active until ")
            assert terminal.end()[0] == 0
        assert imported.client.session("DeploymentRole").more.get("held-profile") != "default"
        imported.stint("stop", "DeploymentRole")

    with imported.terminal("start", "DeploymentRole", "--profile", "default", "--mfa", imported.totp()) as terminal:
        terminal.expect("(N)? ")
        terminal.type("Y")
        terminal.expect("DeploymentRole is active until ")
        assert terminal.end()[0] == 0
    assert ":assumed-role/DeploymentRole/" in imported.identity("default")
    imported.stint("stop", "DeploymentRole")
    assert imported.aws_bytes() == before

    imported.stint("start", "DeploymentRole", "--profile", "default", "--yes")
    assert ":assumed-role/DeploymentRole/" in imported.identity("default")
    imported.stint("stop", "DeploymentRole")
    assert imported.aws_bytes() == before


def test_options_of_a_start(imported):
    imported.stint(
        "start", "DeploymentRole", "--mfa", imported.totp(), "--profile", "mine", "--region", "eu-north-1",
        "--duration", "20m",
    )
    (call,) = imported.aws.calls("AssumeRole")
    assert call["parameters"]["DurationSeconds"] == "1200"
    assert ":assumed-role/DeploymentRole/" in imported.identity("mine")
    assert "region = eu-north-1" in imported.config.read_text()
    imported.stint("stop", "mine")


def test_on_demand(imported):
    imported.stint("start", "DeploymentRole", "--mfa", imported.totp(), "--hand-out", "on-demand")
    assert "[DeploymentRole]" not in imported.credentials.read_text()
    assert ":assumed-role/DeploymentRole/" in imported.identity("DeploymentRole")


def test_shell_that_beats_profiles(imported):
    shell = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "x"}
    result = imported.stint("start", "DeploymentRole", "--mfa", imported.totp(), env=shell)
    assert "Warning: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set in this shell" in result.stderr
    assert "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY" in result.stderr


def test_refused(imported):
    result = imported.stint("start", "ForbiddenRole", "--mfa", imported.totp(), status=1)
    assert "AWS refused ForbiddenRole: MFAUser may not assume it." in result.stderr
    assert "sts:AssumeRole on arn:aws:iam::123456789012:role/ForbiddenRole" in result.stderr
    assert "AWS refused ForbiddenRole" in imported.stint("session", "show", "Forbidden").stdout


def test_unreachable(imported):
    imported.aws.fault("reset")
    result = imported.stint("start", "DeploymentRole", "--mfa", imported.totp(), status=1)
    assert "AWS could not be reached." in result.stderr


def test_renew(active):
    before = active.client.session("DeploymentRole").until
    active.wait_for(lambda: active.client.session("DeploymentRole").since < time.time() - 1, 5)
    result = active.stint("renew", "DeploymentRole")
    assert "DeploymentRole is active until" in result.stdout
    assert active.client.session("DeploymentRole").until > before
    inactive = active.stint("renew", "BillingRole", status=1)
    assert "BillingRole is not active. Start it: stint start BillingRole." in inactive.stderr


def test_locked_keyring(rig_module):
    from conftest import Desk

    with rig_module.Rig() as rig:
        desk = Desk(rig)
        desk.stint("import", "--yes")
        desk.kill_stintd()
        desk.lock_keyring()
        result = desk.stint("start", "DeploymentRole", "--no-input", "--mfa", desk.totp(), status=3)
        assert "The keyring is locked. Unlock it" in result.stderr
