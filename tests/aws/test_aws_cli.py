# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The real AWS CLI, in the two flows that a developer has without Stint."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from talking import MFA_SERIAL, MFA_USER, role_arn

pexpect = pytest.importorskip("pexpect")

AWS = "/usr/bin/aws"
pytestmark = pytest.mark.skipif(not Path(AWS).exists(), reason="no AWS CLI (awscli)")


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / ".aws"
    folder.mkdir()
    (folder / "credentials").write_text(
        f"[MFAUser]\naws_access_key_id = {MFA_USER[0]}\naws_secret_access_key = {MFA_USER[1]}\n"
    )
    (folder / "config").write_text(
        "[profile MFAUser]\nregion = eu-west-1\n"
        "[profile DeploymentRole]\nregion = eu-west-1\nsource_profile = MFAUser\n"
        f"role_arn = {role_arn('DeploymentRole')}\nmfa_serial = {MFA_SERIAL}\n"
    )
    return tmp_path


def environment(home, **more):
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    return {"HOME": str(home), "PATH": path, "LC_ALL": "C.UTF-8", "AWS_PAGER": "", **more}


def cli(aws, home, *arguments, **more):
    return subprocess.run(
        [AWS, "sts", *arguments, "--endpoint-url", aws.url, "--output", "json"],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_session_token_then_role(aws, home):
    code = aws.code("MFAUser")
    with_code = ("--serial-number", MFA_SERIAL, "--token-code", code, "--profile", "MFAUser")
    answer = cli(aws, home, "get-session-token", *with_code)
    assert answer.returncode == 0, answer.stderr
    keys = json.loads(answer.stdout)["Credentials"]
    again = cli(aws, home, "get-session-token", *with_code)
    assert "MultiFactorAuthentication failed with invalid MFA one time pass code" in again.stderr
    names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
    env = {
        name: keys[part]
        for name, part in zip(
            ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), names
        )
    }
    role = ("--role-arn", role_arn("BillingRole"), "--role-session-name", "cli")
    answer = cli(aws, home, "assume-role", *role, AWS_DEFAULT_REGION="us-east-1", **env)
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout)["AssumedRoleUser"]["Arn"].endswith("BillingRole/cli")


def test_the_guides_two_profiles_with_their_prompt(aws, home):
    aws.point_botocore(home)
    command = f"{AWS} sts get-caller-identity --profile DeploymentRole"
    shell = pexpect.spawn(command, env=environment(home), timeout=20, encoding="utf-8")
    shell.expect("Enter MFA code for " + MFA_SERIAL)
    shell.sendline(aws.code("MFAUser"))
    shell.expect(pexpect.EOF)
    shell.close()
    assert shell.exitstatus == 0, shell.before
    assert ":assumed-role/DeploymentRole/botocore-session-" in shell.before
    assert [c["action"] for c in aws.calls()] == ["AssumeRole", "GetCallerIdentity"]
    assert os.listdir(home / ".aws" / "cli" / "cache")


def test_boto3_comes_here_as_well(aws, home):
    aws.point_botocore(home)
    script = (
        "import boto3; s = boto3.Session(profile_name='MFAUser');"
        "print(s.client('sts').get_caller_identity()['Arn'])"
    )
    answer = subprocess.run(
        ["/usr/bin/python3", "-c", script],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert answer.stdout.strip().endswith(":user/MFAUser"), answer.stderr
    assert len(aws.calls("GetCallerIdentity")) == 1
