# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""No secret anywhere but in the keyring, the credentials file and locked memory."""

import configparser
import os
import subprocess
from pathlib import Path

import pytest
from signing import SHARED_CONFIG, ask_console, cached_token, signed_in
from stintrig import ACCOUNT, KEY_ID, SECRET, SERIAL


@pytest.fixture
def monitored(rig):
    """Everything that is said on the bus, in a file."""
    log = open(rig.root / "monitor.log", "wb")
    monitor = subprocess.Popen(
        ["dbus-monitor", "--address", rig.env["DBUS_SESSION_BUS_ADDRESS"]],
        stdout=log,
        stderr=subprocess.STDOUT,
        env=rig.env,
    )
    rig.wait_for(lambda: (rig.root / "monitor.log").stat().st_size > 0)
    yield rig
    monitor.terminate()
    monitor.wait()
    log.close()


def collect(rig):
    """Every place where something could have been left: a name, and bytes."""
    places = [
        ("log", rig.stintd_log.read_bytes()),
        ("bus.log", (rig.root / "bus.log").read_bytes()),
    ]
    pid = rig.stintd_pid()
    for name in ("cmdline", "environ"):
        try:
            places.append((name, Path(f"/proc/{pid}/{name}").read_bytes()))
        except PermissionError:
            pass
    for folder in (".config", ".local", ".cache"):
        for path in (rig.home / folder).rglob("*"):
            if path.is_file() and "keyrings" not in path.parts:
                places.append((str(path), path.read_bytes()))
    for path in rig.runtime.rglob("*"):
        if path.is_file():
            places.append((str(path), path.read_bytes()))
    return places


def test_no_secret_is_left_anywhere(monitored):
    rig = monitored
    canaries = {"long-lived": SECRET}
    rig.client.request("Import", "Plan", move_keys=True)
    rig.client.request("Import", "Run", move_keys=True)
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    rig.client.request("Sessions", "Preview", rig.client.session("BillingRole").id)

    keys = configparser.ConfigParser()
    keys.read_string(rig.credentials.read_text())
    canaries["session key"] = keys["DeploymentRole"]["aws_secret_access_key"]
    canaries["session token"] = keys["DeploymentRole"]["aws_session_token"][:60]

    rig.run([rig.helper, "--profile", "DeploymentRole"])
    added = rig.client.request(
        "Integrations",
        "AddIamUser",
        secret="je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
        name="plain",
        access_key_id="AKIAI44QH8DHBEXAMPLE",
    )
    canaries["second key"] = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"
    rig.client.request("Manager", "Doctor", environment={"AWS_PROFILE": "x"})
    rig.client.request("Integrations", "Remove", added["id"])
    rig.client.start("BillingRole")
    rig.kill_stintd()
    rig.client.stop("BillingRole")
    rig.client.request("Manager", "Leave")

    spoken = (rig.root / "monitor.log").read_bytes()
    assert KEY_ID.encode() in spoken and SERIAL.encode() in spoken
    for place, content in [("bus", spoken), *collect(rig)]:
        for name, canary in canaries.items():
            assert canary.encode() not in content, f"the {name} is in {place}"


def test_failures_tell_no_secret(monitored):
    rig = monitored
    wrong = "wJalrXUtnFEMI/K7MDENG/CANARYEXAMPLEKEYxx"
    with pytest.raises(Exception) as caught:
        rig.client.request(
            "Integrations", "AddIamUser", secret=wrong, name="n", access_key_id=KEY_ID
        )
    assert wrong not in str(caught.value)
    for place, content in [("bus", (rig.root / "monitor.log").read_bytes()), *collect(rig)]:
        assert wrong.encode() not in content, place


def test_process_is_closed(imported):
    rig = imported
    rig.client.sessions()
    pid = rig.stintd_pid()
    limits = Path(f"/proc/{pid}/limits").read_text()
    (line,) = [line for line in limits.splitlines() if line.startswith("Max core file size")]
    assert line.split()[4:6] == ["0", "0"]
    # Not dumpable: its files in /proc belong to root, whoever runs it.
    assert os.stat(f"/proc/{pid}/mem").st_uid == 0


def test_state_has_no_more_than_an_index(imported):
    rig = imported
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    state = rig.state_file.read_text() + rig.integrations_file.read_text()
    assert f"arn:aws:iam::{ACCOUNT}:role/DeploymentRole" in state
    for word in ("aws_secret", "SecretAccessKey", "SessionToken", SECRET):
        assert word not in state
    assert rig.state_file.stat().st_mode & 0o077 == 0
    assert rig.integrations_file.stat().st_mode & 0o077 == 0


def test_no_secret_of_identity_center_is_left_anywhere(monitored):
    rig = monitored
    rig.write_aws(None, SHARED_CONFIG)
    integration = signed_in(rig)
    rig.client.start("Example Corp-ReadOnlyAccess")
    keys = configparser.ConfigParser()
    keys.read(rig.credentials)
    section = keys["Example-Corp-ReadOnlyAccess"]
    token = cached_token(rig)
    canaries = {
        "access token": token["accessToken"],
        "refresh token": token["refreshToken"],
        "client secret": token["clientSecret"],
        "secret key": section["aws_secret_access_key"],
        "session token": section["aws_session_token"],
    }
    status, link = ask_console(rig, rig.client.session("Example Corp-ReadOnlyAccess").id, form="link")
    assert status == "ok"
    canaries["console link"] = link.partition("SigninToken=")[2]
    rig.client.request("Integrations", "Sync", integration)
    rig.client.request("Manager", "Doctor")
    rig.client.request("Integrations", "SignOut", integration, stop=True)
    spoken = (rig.root / "monitor.log").read_bytes()
    for place, content in [("bus", spoken), *collect(rig)]:
        for name, canary in canaries.items():
            assert canary.encode() not in content, f"the {name} is in {place}"
