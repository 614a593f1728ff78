# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The life of the process: killed, restarted, twice on one home, idle."""

import os
import signal
import subprocess
import time

import pytest
from gi.repository import GLib
from stintrig import ACCOUNT, BUILD, NAME, StintError

ENTRY = "io.github.stint_aws.Stint.Service.desktop"

# A role that needs no code, so that a start can be repeated at once.
PLAIN_CREDENTIALS = """\
[PlainUser]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY
"""
PLAIN_CONFIG = f"""\
[profile open]
role_arn = arn:aws:iam::{ACCOUNT}:role/OpenRole
source_profile = PlainUser
"""


@pytest.fixture
def plain(make_rig):
    rig = make_rig(credentials=PLAIN_CREDENTIALS, config=PLAIN_CONFIG)
    rig.client.request("Import", "Run")
    return rig


def test_killed_while_active_is_restored(imported):
    rig = imported
    before = rig.aws_bytes()
    until = rig.client.start("DeploymentRole", mfa_code=rig.totp())["until"]
    held = rig.aws_bytes()
    rig.kill_stintd()
    session = rig.client.session("DeploymentRole")
    assert session.state == "active" and session.until == until
    assert rig.aws_bytes() == held
    rig.client.stop("DeploymentRole")
    assert rig.aws_bytes() == before


@pytest.mark.parametrize("method", ["Start", "Stop"])
def test_killed_at_any_moment(plain, method):
    """Afterwards every tool sees the old identity or the new one, and a stop brings all back."""
    rig = plain
    before = rig.aws_bytes()
    session = rig.client.session("open").id
    for step in range(14):
        if method == "Stop":
            rig.client.request("Sessions", "Start", session)
        rig.client.send("Sessions", method, session)
        end = time.monotonic() + step * step * 0.0004
        while time.monotonic() < end:
            pass
        rig.kill_stintd()

        state = rig.client.session("open").state
        if state in ("active", "expiring"):
            assert ":assumed-role/OpenRole/" in rig.identity("open")
        else:
            assert state in ("inactive", "failed"), state
            assert rig.aws_bytes() == before
        rig.client.request("Sessions", "Stop", session)
        assert rig.aws_bytes() == before, step
    assert not [name for name in os.listdir(rig.dot_aws) if "stint-" in name]


def test_terminated_politely(imported):
    rig = imported
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    held = rig.aws_bytes()
    rig.kill_stintd(signal.SIGTERM)
    assert rig.aws_bytes() == held
    assert not rig.socket.exists()
    assert rig.client.session("DeploymentRole").state == "active"


def test_restart_executes_the_installed_program(imported):
    rig = imported
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    held = rig.aws_bytes()
    pid = rig.stintd_pid()
    owner = rig.owner()
    rig.client.call("Manager", "Restart")
    rig.wait_for(lambda: rig.owner() not in (None, owner), 15)
    assert rig.stintd_pid() == pid
    assert rig.client.session("DeploymentRole").state == "active"
    assert rig.aws_bytes() == held
    assert rig.socket.exists()


def test_restart_lets_a_start_end(imported):
    rig = imported
    rig.aws.fault("slow", seconds=1, action="AssumeRole")
    pending = rig.client.send(
        "Sessions", "Start", rig.client.session("DeploymentRole").id, mfa_code=rig.totp()
    )
    rig.aws.wait_for_calls(1, "GetSessionToken")
    rig.client.call("Manager", "Restart")
    assert pending.wait()["profile"] == "DeploymentRole"
    rig.wait_for(lambda: rig.client.session("DeploymentRole").state == "active")


def test_quit_cancels_what_runs(imported):
    rig = imported
    before = rig.aws_bytes()
    rig.aws.fault("hang", action="GetSessionToken")
    pending = rig.client.send(
        "Sessions", "Start", rig.client.session("DeploymentRole").id, mfa_code=rig.totp()
    )
    rig.aws.wait_for_calls(1, "GetSessionToken")
    rig.client.call("Manager", "Quit")
    with pytest.raises(StintError) as caught:
        pending.wait(5)
    assert caught.value.name == "Cancelled"
    rig.wait_for(lambda: not rig.has_owner(NAME))
    assert rig.aws_bytes() == before


def test_ends_when_idle(make_rig):
    rig = make_rig(idle_seconds=1)
    rig.client.request("Import", "Run")
    rig.wait_for(lambda: not rig.has_owner(NAME), 10, "stintd stays")
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    time.sleep(2.5)
    assert rig.has_owner(NAME)
    rig.client.stop("DeploymentRole")
    rig.wait_for(lambda: not rig.has_owner(NAME), 10, "stintd stays")


def test_no_wake_ups_while_a_session_is_active(imported):
    rig = imported
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    rig.kill_stintd()  # GIO looks for folders that were not there yet every four seconds
    rig.client.sessions()
    time.sleep(2)
    status = f"/proc/{rig.stintd_pid()}/status"
    before = switches(status)
    time.sleep(4)
    assert switches(status) - before <= 1


def switches(status):
    """How often the main thread was woken."""
    with open(status, encoding="ascii") as lines:
        return sum(int(line.split()[1]) for line in lines if line.startswith("voluntary_ctxt"))


def test_second_instance_says_why_it_ends(imported):
    rig = imported
    rig.client.sessions()
    second = subprocess.run(
        [BUILD / "src/service/stintd", "--helper", rig.helper],
        env=rig.env,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert second.returncode == 1
    assert "serves this session bus already" in second.stderr
    assert rig.client.session("DeploymentRole")


def test_without_a_bus(imported):
    env = {**imported.env, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"}
    result = subprocess.run(
        [BUILD / "src/service/stintd"], env=env, capture_output=True, text=True, timeout=20,
        check=False,
    )
    assert result.returncode == 1 and "session bus" in result.stderr


def test_without_its_schema(imported):
    """Nor that of a Stint that is installed here."""
    env = {**imported.env, "GSETTINGS_SCHEMA_DIR": "/nonexistent", "XDG_DATA_DIRS": "/nonexistent"}
    result = subprocess.run(
        [BUILD / "src/service/stintd"], env=env, capture_output=True, text=True, timeout=20,
        check=False,
    )
    assert result.returncode == 1 and "not installed" in result.stderr


def test_two_services_meet_the_lock(make_rig):
    first = make_rig(credentials=PLAIN_CREDENTIALS, config=PLAIN_CONFIG)
    first.client.request("Import", "Run")
    first.client.start("open")
    held = first.aws_bytes()

    second = make_rig(home=first.home)
    session = second.client.session("open")
    with pytest.raises(StintError) as caught:
        second.client.request("Sessions", "Stop", session.id)
    assert caught.value.name == "Locked"
    assert str(first.stintd_pid()) in caught.value.details["holder"]
    assert "locked" in dict(second.client.property("Conditions"))
    assert second.client.request("Manager", "Doctor")["checks"]
    assert first.aws_bytes() == held

    first.client.stop("open")
    first.kill_stintd()
    # The lock is free: the next change gets it, and knows what the other one did.
    second.client.start("open")
    assert "locked" not in dict(second.client.property("Conditions"))
    assert ":assumed-role/OpenRole/" in second.identity("open")
    second.client.stop("open")


def test_login_entry_while_a_session_is_held(imported):
    rig = imported
    entry = rig.home / ".config" / "autostart" / ENTRY
    assert not entry.exists()
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    rig.wait_for(entry.exists)
    assert f'Exec="{(BUILD / "src/service/stintd").resolve()}"' in entry.read_text()
    rig.run(["desktop-file-validate", entry])
    rig.client.stop("DeploymentRole")
    rig.wait_for(lambda: not entry.exists())


def test_login_entry_of_somebody_else_stays(imported):
    rig = imported
    entry = rig.home / ".config" / "autostart" / ENTRY
    entry.parent.mkdir(parents=True)
    entry.write_text("[Desktop Entry]\nHidden=true\n")
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    rig.client.stop("DeploymentRole")
    time.sleep(0.3)
    assert entry.read_text() == "[Desktop Entry]\nHidden=true\n"


def test_login_entry_can_be_turned_off(imported):
    rig = imported
    rig.set_preference("login-entry", "false")
    rig.kill_stintd()
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    time.sleep(0.3)
    assert not (rig.home / ".config" / "autostart" / ENTRY).exists()


def test_other_files_by_preference(imported):
    """Which files are used is decided at the start: a change starts anew by itself."""
    rig = imported
    elsewhere = rig.home / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "config").write_text("")
    owner = rig.owner()
    rig.set_preference("config-file", "~/elsewhere/config")
    rig.wait_for(lambda: rig.owner() not in (None, owner), 15)
    assert rig.client.property("ConfigFile") == str(elsewhere / "config")


def test_environment_is_expanded_as_botocore_does(make_rig):
    rig = make_rig(
        env={"AWS_CONFIG_FILE": "~/$SUBDIR/conf", "SUBDIR": "deep", "AWS_ENDPOINT_URL": "http://x"}
    )
    assert rig.client.property("ConfigFile") == str(rig.home / "deep" / "conf")


def test_waking_up_is_noticed(make_rig):
    """By logind's word; here somebody plays logind on the same bus."""
    rig = make_rig(env={"DBUS_SYSTEM_BUS_ADDRESS": "unix:path=/nonexistent"})
    rig.client.request("Import", "Run")
    assert "No word of sleep" in rig.log()
    rig.kill_stintd()

    rig = make_rig(sleepy=True)
    rig.client.request("Import", "Run")
    logind = rig.connect()
    logind.call_sync(
        "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
        GLib.Variant("(su)", ("org.freedesktop.login1", 4)), None, 0, 5000, None,
    )
    for before in (True, False):
        logind.emit_signal(
            None, "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
            "PrepareForSleep", GLib.Variant("(b)", (before,)),
        )
    rig.wait_for(lambda: rig.log().count("The machine woke up") == 1)
    logind.close_sync(None)
