# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A profile that is the session already, by settings of the user's own, is left alone."""

import json
import os
import subprocess

import pytest
from signing import SHARED_CONFIG, add_center, center, sign_in, signed_in, wait_for_sync
from stintrig import StintError

NAME = "Example Corp-ReadOnlyAccess"
ROLE = "AWSReservedSSO_ReadOnlyAccess_"
OTHER = "AWSReservedSSO_AdministratorAccess_"
SETTINGS = """\
sso_session = corp
sso_account_id = 123456789012
sso_role_name = ReadOnlyAccess
region = eu-west-1
"""
CONFIG = f"# mine\n[profile reader]\n{SETTINGS}\n[default]\n{SETTINGS}\n{SHARED_CONFIG}"
AWS = "/usr/bin/aws"


# boto3 takes most of a second to be read in: once is enough, and each session looks anew.
READER = """\
import boto3, sys
for line in sys.stdin:
    try:
        session = boto3.Session(profile_name=line.strip())
        client = session.client("sts", endpoint_url=sys.argv[1], region_name="eu-west-1")
        print(client.get_caller_identity()["Arn"], flush=True)
    except Exception as error:
        print(repr(error), flush=True)
"""


@pytest.fixture
def rig(make_rig):
    rig = make_rig(credentials="[other]\nregion = eu-west-1\n", config=CONFIG)
    rig.aws.point_botocore(rig.home)
    rig.reader = subprocess.Popen(
        ["/usr/bin/python3", "-c", READER, rig.aws.url], env=rig.env, cwd=rig.home, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    yield rig
    rig.reader.kill()
    rig.reader.communicate()


def identity(rig, profile):
    """Who a program is that runs all the time, and begins a session with this profile now."""
    rig.reader.stdin.write(profile + "\n")
    rig.reader.stdin.flush()
    return rig.reader.stdout.readline()


def session(rig):
    return rig.client.session(NAME)


def is_shared(rig):
    found = session(rig)
    return found.state == "active" and found.more.get("shared", False)


def start(rig, profile="reader", **options):
    return rig.client.start(NAME, profile=profile, **options)


def cli(rig, profile):
    """Who the AWS CLI is."""
    done = rig.run([AWS, "sts", "get-caller-identity", "--profile", profile, "--output", "json"])
    return json.loads(done.stdout)["Arn"]


def assert_identity(rig, profile, role=ROLE, with_cli=False):
    assert role in identity(rig, profile)
    if with_cli and os.path.exists(AWS):
        assert role in cli(rig, profile)


def held_in_state(rig):
    lives = json.loads(rig.state_file.read_text())["sessions"]
    found = lives[session(rig).id] if isinstance(lives, dict) else next(
        life for life in lives if life["id"] == session(rig).id)
    return found.get("held-profile"), found.get("shared", False)


def test_it_works_in_every_state_and_nothing_is_written(rig):
    before = rig.aws_bytes()
    integration = signed_in(rig)
    assert rig.aws_bytes() == before
    assert_identity(rig, "reader", with_cli=True)
    answer = start(rig)
    assert is_shared(rig) and answer["profile"] == "reader" and answer["path"] == str(rig.config)
    assert_identity(rig, "reader", with_cli=True)
    assert rig.client.request("Sessions", "Renew", session(rig).id)["profile"] == "reader"
    assert is_shared(rig) and rig.aws_bytes() == before
    rig.wait_for(lambda: held_in_state(rig) == ("reader", True), 10, "it is not written down")

    # After whatever ends the service it goes on, and the helper has keys again.
    rig.kill_stintd()
    assert is_shared(rig) and rig.aws_bytes() == before
    keys = json.loads(rig.run([rig.helper, "--session", session(rig).id]).stdout)
    assert keys["AccessKeyId"].startswith("ASIA")
    assert_identity(rig, "reader", with_cli=True)

    rig.client.stop(NAME)
    stopped = session(rig)
    assert stopped.state == "inactive" and "warning" not in stopped.more
    assert "shared" not in stopped.more and rig.aws_bytes() == before
    # It was the person's before, and is after.
    assert_identity(rig, "reader", with_cli=True)
    rig.client.request("Integrations", "SignOut", integration)
    assert rig.aws_bytes() == before


def test_the_default_profile_needs_no_consent(rig):
    before = rig.aws_bytes()
    signed_in(rig)
    start(rig, "default")
    assert is_shared(rig) and rig.aws_bytes() == before
    assert_identity(rig, "default")


def test_somebody_who_has_to_sign_in_is_not_asked_for_a_consent_first(rig):
    integration = signed_in(rig)
    rig.client.request("Integrations", "SignOut", integration)
    with pytest.raises(StintError) as raised:
        start(rig, "default")
    assert raised.value.name == "NeedsSignIn"
    sign_in(rig, integration)
    start(rig, "default")
    assert is_shared(rig)


def test_another_role_of_the_account_is_no_such_profile(rig):
    before = rig.aws_bytes()
    signed_in(rig)
    with pytest.raises(StintError) as raised:
        rig.client.start("Example Corp-AdministratorAccess", profile="default")
    assert raised.value.name == "NeedsConsent"
    assert rig.aws_bytes() == before
    rig.client.start("Example Corp-AdministratorAccess", profile="reader")
    assert "shared" not in rig.client.session("Example Corp-AdministratorAccess").more
    assert_identity(rig, "reader", OTHER)

    # Its own session takes it over, and both end where they began.
    warnings = start(rig)["warnings"]
    assert any("AdministratorAccess" in warning for warning in warnings)
    assert "shared" not in session(rig).more
    assert_identity(rig, "reader")
    rig.client.stop(NAME)
    assert rig.aws_bytes() == before


def test_it_gives_way_to_another_session(rig):
    before = rig.aws_bytes()
    signed_in(rig)
    start(rig)
    rig.client.start("Example Corp-AdministratorAccess", profile="reader")
    assert session(rig).state == "inactive"
    assert_identity(rig, "reader", OTHER)
    rig.client.stop("Example Corp-AdministratorAccess")
    assert rig.aws_bytes() == before
    assert_identity(rig, "reader")


def share(rig, shares):
    """The service starts anew with it; another way of keeping the sign-in is another sign-in."""
    before = rig.owner()
    rig.set_preference("share-sign-in", "true" if shares else "false")
    rig.wait_for(lambda: rig.owner() not in (None, "", before), 20, "it does not start anew")
    wanted = "signed-in" if shares else "signed-out"
    rig.wait_for(lambda: center(rig).more["sign-in"] == wanted, 20, f"it is not {wanted}")


def renew(rig, **options):
    rig.client.request("Sessions", "Renew", session(rig).id, **options)


def test_without_sharing_it_is_held_from_the_next_renewal_on(rig):
    before = rig.aws_bytes()
    integration = signed_in(rig)
    start(rig)
    share(rig, False)
    assert is_shared(rig) and rig.aws_bytes() == before
    sign_in(rig, integration)
    renew(rig)
    assert session(rig).state == "active" and not is_shared(rig)
    assert b"x_stint_off_sso_session" in rig.config.read_bytes()
    assert_identity(rig, "reader")
    # What is held stays held.
    share(rig, True)
    renew(rig)
    assert session(rig).state == "active" and not is_shared(rig)
    rig.client.stop(NAME)
    assert rig.aws_bytes() == before


def test_without_sharing_the_default_profile_asks(rig):
    before = rig.aws_bytes()
    integration = signed_in(rig)
    start(rig, "default")
    share(rig, False)
    sign_in(rig, integration)
    with pytest.raises(StintError) as raised:
        renew(rig)
    assert raised.value.name == "NeedsConsent"
    assert list(raised.value.details["reasons"]) == ["default"]
    assert rig.aws_bytes() == before and is_shared(rig)
    renew(rig, consent=True)
    assert session(rig).state == "active" and not is_shared(rig)
    assert_identity(rig, "default")
    rig.client.stop(NAME)
    assert rig.aws_bytes() == before


@pytest.mark.parametrize("killed", [False, True])
def test_a_person_who_changes_the_profile_ends_it(rig, killed):
    signed_in(rig)
    start(rig)
    if killed:
        rig.wait_for(lambda: held_in_state(rig) == ("reader", True), 10, "it is not written down")
        rig.kill_stintd()
    changed = rig.config.read_text().replace("ReadOnlyAccess", "AdministratorAccess")
    rig.config.write_text(changed)
    rig.wait_for(lambda: session(rig).state == "inactive", 10, "it is active")
    assert session(rig).more["warning"] == "section-gone"
    assert rig.config.read_text() == changed
    assert_identity(rig, "reader", OTHER)


def test_a_person_who_adds_keys_ends_it(rig):
    signed_in(rig)
    start(rig)
    keys = "[reader]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n"
    rig.credentials.write_text(keys)
    rig.wait_for(lambda: session(rig).state == "inactive", 10, "it is active")
    assert session(rig).more["warning"] == "foreign-keys"
    assert rig.credentials.read_text() == keys


def test_other_lines_of_the_file_are_nobodys_business(rig):
    signed_in(rig)
    start(rig)
    rig.config.write_text(rig.config.read_text() + "[profile new]\nregion = eu-west-1\n")
    before = rig.aws_bytes()
    renew(rig)
    assert is_shared(rig) and rig.aws_bytes() == before


def test_moving_away_and_back(rig):
    before = rig.aws_bytes()
    signed_in(rig)
    start(rig)
    rig.client.request("Sessions", "Edit", session(rig).id, profile="elsewhere")
    assert "shared" not in session(rig).more
    assert_identity(rig, "elsewhere")
    assert_identity(rig, "reader")
    rig.client.request("Sessions", "Edit", session(rig).id, profile="reader")
    assert is_shared(rig) and rig.aws_bytes() == before
    # A region that the profile does not say is a reason to write.
    rig.client.request("Sessions", "Edit", session(rig).id, region="eu-central-1")
    assert "shared" not in session(rig).more
    assert_identity(rig, "reader")
    rig.client.stop(NAME)
    assert rig.aws_bytes() == before


def test_leaving_leaves_it_alone(rig):
    before = rig.aws_bytes()
    signed_in(rig)
    start(rig)
    assert rig.stint("leave", "--yes", check=False).returncode == 0
    assert rig.aws_bytes() == before
    assert_identity(rig, "reader")


def test_a_cache_that_cannot_be_written_is_shared_with_nobody(rig):
    integration = add_center(rig)
    cache = rig.dot_aws / "sso"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / "cache").write_text("no folder")
    sign_in(rig, integration)
    wait_for_sync(rig)
    assert center(rig).more["sign-in"] == "signed-in"
    start(rig)
    assert "shared" not in session(rig).more
    assert_identity(rig, "reader")
