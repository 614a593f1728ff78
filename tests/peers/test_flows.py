# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What a person types, and what the real tools then do, with the guide's two profiles."""

import json
import shlex

import pytest
from desktop import AWS, FAKETIME, PLAIN_USER, WHO_AM_I, Desktop, identity_of
from readers import PYTHON, node_modules
from stintrig import ACCOUNT, CONFIG, CREDENTIALS, KEY_ID, SECRET, NoRig

OPEN_ROLE = f"""
[profile Plain]
region = eu-west-1

[profile OpenRole]
role_arn = arn:aws:iam::{ACCOUNT}:role/OpenRole
source_profile = Plain
region = eu-west-1

[profile OwnOpenRole]
role_arn = arn:aws:iam::{ACCOUNT}:role/OpenRole
source_profile = MFAUser
region = eu-west-1
"""
PLAIN = f"\n[Plain]\naws_access_key_id = {PLAIN_USER[0]}\naws_secret_access_key = {PLAIN_USER[1]}\n"

BOTO3 = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
SDK = """
import { createRequire } from "node:module";
const load = createRequire(process.argv[1] + "/package.json");
const { STSClient, GetCallerIdentityCommand } = load("@aws-sdk/client-sts");
console.log((await new STSClient({}).send(new GetCallerIdentityCommand({}))).Arn);
"""


@pytest.fixture
def desktop():
    try:
        with Desktop(credentials=CREDENTIALS + PLAIN, config=CONFIG + OPEN_ROLE) as found:
            yield found
    except NoRig as error:
        pytest.skip(str(error))


@pytest.fixture
def imported(desktop):
    desktop.before = desktop.aws_bytes()
    desktop.do("import", "--yes")
    assert desktop.aws_bytes() == desktop.before, "an import without --move-keys changes no file"
    return desktop


def test_the_day_of_a_developer(imported):
    """One code, and every tool works; another role needs no code; stop, and all is as it was."""
    desktop = imported
    old = desktop.read("OpenRole")
    assert set(old.values()) == {"OpenRole"}
    said = desktop.do("start", "DeploymentRole", "--mfa", desktop.totp(), "--no-input")
    assert "DeploymentRole is active until" in said
    assert set(desktop.everybody("DeploymentRole").values()) == {"DeploymentRole"}
    desktop.do("start", "BillingRole", "--no-input")
    assert set(desktop.everybody("BillingRole").values()) == {"BillingRole"}
    assert set(desktop.read("DeploymentRole").values()) == {"DeploymentRole"}
    assert desktop.read("OpenRole") == old and set(desktop.read("MFAUser").values()) == {"MFAUser"}
    desktop.do("renew", "DeploymentRole", "--no-input")
    assert set(desktop.read("DeploymentRole").values()) == {"DeploymentRole"}
    desktop.do("stop", "--all")
    assert desktop.aws_bytes() == desktop.before


def test_exec_and_env(imported):
    """The same keys as environment variables, for each of the three and through each of the doors."""
    desktop = imported
    desktop.do("start", "DeploymentRole", "--mfa", desktop.totp(), "--no-input")
    programs = {"cli": [AWS, *WHO_AM_I], "boto3": [PYTHON, "-c", BOTO3]}
    if desktop.readers.no_sdk is None:
        programs["sdk"] = ["node", "--input-type=module", "-e", SDK, node_modules()]
    for name, program in programs.items():
        said = desktop.do("exec", "DeploymentRole", "--", *program)
        assert identity_of(said) == "DeploymentRole", name
    helper = desktop.run([desktop.helper, "exec", "--profile", "DeploymentRole", "--", AWS, *WHO_AM_I], check=False)
    assert helper.returncode == 0 and identity_of(helper.stdout) == "DeploymentRole", helper.stderr
    typed = f'eval "$({shlex.quote(str(desktop.helper.parent / "stint"))} env DeploymentRole)"; ' + shlex.join(
        [AWS, *WHO_AM_I]
    )
    shell = desktop.run(["/bin/sh", "-c", typed], check=False)
    assert shell.returncode == 0 and identity_of(shell.stdout) == "DeploymentRole", shell.stderr
    variables = json.loads(desktop.do("env", "DeploymentRole", "--format", "json"))
    assert variables["AWS_SESSION_TOKEN"] and variables["AWS_ACCESS_KEY_ID"].startswith("ASIA")


def test_on_demand(imported):
    """No key on disk; all three get theirs from the helper, also after the service was killed."""
    desktop = imported
    desktop.do("start", "DeploymentRole", "--mfa", desktop.totp(), "--hand-out", "on-demand", "--no-input")
    assert set(desktop.everybody("DeploymentRole").values()) == {"DeploymentRole"}
    keys = json.loads(desktop.do("credential-process", "--profile", "DeploymentRole"))
    for path in (desktop.credentials, desktop.config):
        assert keys["SecretAccessKey"] not in path.read_text()
    desktop.kill_stintd()
    assert set(desktop.everybody("DeploymentRole").values()) == {"DeploymentRole"}
    desktop.do("stop", "DeploymentRole")
    assert desktop.aws_bytes() == desktop.before


@pytest.mark.parametrize("hand_out", ["file", "on-demand"])
def test_over(tmp_path, hand_out):
    """An hour later, after a restart, a session that is not to be renewed: dead keys or none in its place, and
    nobody else until somebody stops it."""
    if not FAKETIME.exists():
        pytest.skip("libfaketime is not installed (faketime)")
    clock = tmp_path / "clock"
    clock.write_text("+0\n")
    other_clock = {"LD_PRELOAD": str(FAKETIME), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1",
                   "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    with Desktop(credentials=CREDENTIALS + PLAIN, config=CONFIG + OPEN_ROLE, env=other_clock) as desktop:
        desktop.aws.settings(clock_tolerance=86400)
        before = desktop.aws_bytes()
        desktop.do("import", "--yes")
        desktop.do("session", "edit", "OpenRole", "--renew", "never")
        desktop.do("start", "OpenRole", "--hand-out", hand_out, "--no-input", "--yes")
        assert set(desktop.everybody("OpenRole").values()) == {"OpenRole"}
        held = desktop.aws_bytes()

        desktop.kill_stintd()
        clock.write_text("+4200\n")
        desktop.aws.clock(by=4200)
        listed = json.loads(desktop.do("list", "--json"))["sessions"]
        assert [row["state"] for row in listed if row["name"] == "OpenRole"] == ["expired"]
        assert desktop.aws_bytes() == held
        for reader, identity in desktop.everybody("OpenRole").items():
            assert identity == ("refused:ExpiredToken" if hand_out == "file" else "error"), f"{reader} is {identity!r}"
        desktop.do("stop", "OpenRole")
        assert desktop.aws_bytes() == before
        assert set(desktop.read("OpenRole").values()) == {"OpenRole"}


def test_moved_keys(desktop):
    """The long-lived keys leave the file, and whoever is signed with them goes on, in all three."""
    said = desktop.do("import", "--move-keys", "--yes")
    assert SECRET not in said
    for secret in (SECRET, KEY_ID, *PLAIN_USER):
        assert secret not in desktop.credentials.read_text() + desktop.config.read_text()
    assert set(desktop.everybody("Plain").values()) == {"PlainUser"}
    assert set(desktop.everybody("OpenRole").values()) == {"OpenRole"}
    # With a device as well: what the key could do without a code goes on without one.
    assert set(desktop.everybody("MFAUser").values()) == {"MFAUser"}
    assert set(desktop.everybody("OwnOpenRole").values()) == {"OpenRole"}
    moved = desktop.aws_bytes()
    desktop.do("start", "MFAUser", "--mfa", desktop.totp(), "--no-input", "--yes")
    assert set(desktop.everybody("MFAUser").values()) == {"MFAUser"}
    assert set(desktop.everybody("OwnOpenRole").values()) == {"OpenRole"}
    desktop.do("start", "DeploymentRole", "--no-input")
    assert set(desktop.everybody("DeploymentRole").values()) == {"DeploymentRole"}
    desktop.do("stop", "--all")
    assert desktop.aws_bytes() == moved
    assert set(desktop.everybody("OpenRole").values()) == {"OpenRole"}
    desktop.do("leave", "--yes")
    # The keys are back where they were; the AWS CLI and people see what they knew.
    for secret in (SECRET, KEY_ID, *PLAIN_USER):
        assert secret in desktop.credentials.read_text()
    assert set(desktop.read("MFAUser").values()) == {"MFAUser"}


def test_leave(imported):
    """`stint leave` while everything is held, in both ways: every byte is back."""
    desktop = imported
    desktop.do("start", "DeploymentRole", "--mfa", desktop.totp(), "--no-input")
    desktop.do("start", "BillingRole", "--hand-out", "on-demand", "--no-input")
    desktop.do("leave", "--yes")
    assert desktop.aws_bytes() == desktop.before
