# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The real AWS CLI signs in, in the device flow: Debian 12's 2.9 knows no other, later ones are asked for it."""

import hashlib
import json
import subprocess
from time import gmtime, strftime

import pytest
from signing_in import START_URL, device_flow
from test_aws_cli import AWS, environment, pytestmark  # noqa: F401


@pytest.fixture
def home(aws, tmp_path):
    folder = tmp_path / ".aws"
    folder.mkdir()
    profile = "region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = ReadOnlyAccess\n"
    (folder / "config").write_text(
        f"[sso-session corp]\nsso_start_url = {START_URL}\nsso_region = eu-west-1\n"
        "sso_registration_scopes = sso:account:access\n"
        f"[profile payments]\nsso_session = corp\n{profile}"
        f"[profile legacy]\nsso_start_url = {START_URL}\nsso_region = eu-west-1\n{profile}"
    )
    aws.point_botocore(tmp_path)
    aws.center(device_interval=0.2)
    return tmp_path


def start(home, *arguments):
    return subprocess.Popen(
        [AWS, *arguments, "--output", "json"],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    try:
        output, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    return process.returncode, output, errors


def cli(home, *arguments):
    status, output, errors = finish(start(home, *arguments))
    assert status == 0, errors
    return output


@pytest.mark.parametrize(
    "profile, key, operations",
    [
        ("payments", "corp", ["--sso-session", "corp"]),
        ("legacy", START_URL, ["--profile", "legacy"]),
    ],
)
def test_sign_in_use_and_sign_out(aws, home, profile, key, operations):
    login = start(home, "sso", "login", "--no-browser", *device_flow(AWS), *operations)
    device = aws.decide_device(timeout=60, polls=2)
    status, output, errors = finish(login)
    assert status == 0, errors
    assert device["user_code"] in output and f"{aws.url}/device" in output
    cache = home / ".aws" / "sso" / "cache" / f"{hashlib.sha1(key.encode()).hexdigest()}.json"
    token = json.loads(cache.read_text())
    assert token["startUrl"] == START_URL
    assert ("refreshToken" in token) is (profile == "payments")
    if profile == "legacy":
        return
    # The CLI refreshes what ends within a quarter of an hour.
    ends = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(aws.now() + 120))
    cache.write_text(json.dumps({**token, "expiresAt": ends}))
    aws.expire("token")
    arn = json.loads(cli(home, "sts", "get-caller-identity", "--profile", profile))["Arn"]
    assert arn.startswith("arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ReadOnlyAccess_")
    assert aws.calls("CreateToken")[-1]["parameters"]["grantType"] == "refresh_token"
    assert json.loads(cache.read_text())["refreshToken"] != token["refreshToken"]
    cli(home, "sso", "logout")
    assert not cache.exists()
    assert [c["status"] for c in aws.calls("Logout")] == [200]
