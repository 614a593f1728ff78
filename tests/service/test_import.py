# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What import makes of all that people have in their files."""

import pytest
from stintrig import ACCOUNT, KEY_ID, SECRET, SERIAL, StintError

OTHER_ID = "AKIAI44QH8DHBEXAMPLE"
OTHER_SECRET = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"
ROLE = f"arn:aws:iam::{ACCOUNT}:role"

CREDENTIALS = f"""\
[default]
aws_access_key_id = {KEY_ID}
aws_secret_access_key = {SECRET}
[twin]
aws_access_key_id = {KEY_ID}
aws_secret_access_key = {SECRET}
region = eu-central-1
[other]
AWS_ACCESS_KEY_ID = {OTHER_ID}
Aws_Secret_Access_Key = {OTHER_SECRET}
[temporary]
aws_access_key_id = ASIAIOSFODNN7EXAMPLE
aws_secret_access_key = {SECRET}
aws_session_token = IQoJb3JpZ2luX2VjEXAMPLE
[odd name!]
aws_access_key_id = AKIAODDNAMEEEXAMPLE1
aws_secret_access_key = {SECRET}
"""

CONFIG = f"""\
[default]
region = eu-west-1
[profile role]
role_arn = {ROLE}/DeploymentRole
source_profile = default
mfa_serial = {SERIAL}
duration_seconds = 7200
external_id = some:thing
role_session_name = me
region = eu-north-1
[profile conflict]
role_arn = {ROLE}/BillingRole
source_profile = default
mfa_serial = arn:aws:iam::{ACCOUNT}:mfa/another
[profile chained]
role_arn = {ROLE}/LongRole
source_profile = role
mfa_serial = {SERIAL}
duration_seconds = 43200
[profile odd-duration]
role_arn = {ROLE}/OpenRole
source_profile = other
duration_seconds = 60
[profile self]
role_arn = {ROLE}/OpenRole
source_profile = self
aws_access_key_id = AKIASELFSOURCEXAMPLE
aws_secret_access_key = {OTHER_SECRET}
[profile loop-a]
role_arn = {ROLE}/A
source_profile = loop-b
[profile loop-b]
role_arn = {ROLE}/B
source_profile = loop-a
[profile orphan]
role_arn = {ROLE}/A
source_profile = nobody
[profile sourceless]
role_arn = {ROLE}/A
[profile bad-arn]
role_arn = arn:aws:iam::12:user/x
source_profile = default
[profile bad-external]
role_arn = {ROLE}/A
source_profile = default
external_id = ?
[profile machine]
role_arn = {ROLE}/A
credential_source = Ec2InstanceMetadata
[profile web]
role_arn = {ROLE}/A
web_identity_token_file = /token
[profile process]
credential_process = /usr/bin/other-tool
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
[profile sso]
sso_session = corp
sso_account_id = {ACCOUNT}
sso_role_name = Admin
[profile of-sso]
role_arn = {ROLE}/A
source_profile = sso
[profile plain-settings]
output = json
"""


@pytest.fixture
def rig(make_rig):
    return make_rig(credentials=CREDENTIALS, config=CONFIG)


def plan(rig, **options):
    return {item["id"]: item for item in rig.client.request("Import", "Plan", **options)["items"]}


def test_every_kind(rig):
    items = plan(rig)
    by_kind = {}
    for item in items.values():
        by_kind.setdefault(item["kind"], set()).add(item.get("profile", ""))
    assert by_kind["iam-user"] == {"default", "twin", "other", "self"}
    assert by_kind["iam-role"] == {"role", "conflict", "chained", "odd-duration", "self", "of-sso"}
    assert by_kind["identity-center"] == {""} and by_kind["identity-center-role"] == {"sso"}
    assert by_kind["skipped"] == {
        "temporary", "odd name!", "loop-a", "loop-b", "orphan", "sourceless", "bad-arn",
        "bad-external", "machine", "web", "process",
    }
    for item in items.values():
        assert item["line"] > 0 and item["path"] in (str(rig.credentials), str(rig.config))
        if item["kind"] == "skipped":
            assert item["note"] and not item["selected"]
            assert item["note"].endswith(".")
    assert "comes back to itself" in items["skipped:loop-a"]["note"]
    assert "temporary" in items["skipped:temporary"]["note"]


def test_what_is_read(rig):
    items = plan(rig)
    role = items["role:role"]
    assert role["duration"] == 7200 and role["external-id"] == "some:thing"
    assert role["region"] == "eu-north-1" and role["mfa-serial"] == SERIAL
    assert items["user:default"]["mfa-serial"] == SERIAL
    assert items["user:other"]["access-key-id"] == OTHER_ID
    assert "same key" in items["user:twin"]["note"]
    assert "another" in items["role:conflict"]["note"]
    assert items["role:chained"]["duration"] == 3600 and items["role:chained"]["note"]
    assert "duration" not in items["role:odd-duration"]
    assert set(items["user:default"]["dependents"]) >= {"role", "conflict", "chained"}
    assert SECRET not in str(items) and OTHER_SECRET not in str(items)


def test_what_it_becomes(rig):
    before = rig.aws_bytes()
    results = rig.client.request("Import", "Run")
    assert results["failed"] == []
    assert rig.aws_bytes() == before
    integrations = rig.client.integrations()
    assert len(integrations) == 4
    assert integrations["default"].more["access-key-id"] == KEY_ID
    assert integrations["default"].region == "eu-west-1"
    sessions = rig.client.sessions()
    assert sessions["twin"].integration == sessions["default"].integration
    assert sessions["role"].more["mfa"] == "direct"
    assert sessions["role"].more["role-session-name"] == "me"
    assert sessions["chained"].more["from"] == sessions["role"].id
    assert sessions["conflict"].more["mfa"] == "lease"
    assert sessions["self"].kind == "iam-role" and sessions["self-user"].kind == "iam-user"
    assert all(session.profile == name for name, session in sessions.items())

    assert rig.client.request("Import", "Run")["imported"] == []
    assert len(rig.client.sessions()) == len(sessions)


def test_chosen_items_only(rig):
    results = rig.client.request("Import", "Run", items=["user:other", "role:odd-duration"])
    assert {item["profile"] for item in results["imported"]} == {"other", "odd-duration"}
    results = rig.client.request("Import", "Run", items=["role:role"])
    ((profile, name, sentence),) = results["failed"]
    assert (profile, name) == ("role", "NotFound") and "default" in sentence
    with pytest.raises(StintError) as caught:
        rig.client.request("Import", "Run", items=["skipped:process"])
    assert caught.value.name == "NotFound"


def test_all_keys_move_but_the_one_that_cannot(rig):
    results = rig.client.request("Import", "Run", move_keys=True)
    assert sorted(results["moved"]) == ["default", "other", "twin"]
    assert results["failed"] == []
    credentials, config = rig.aws_bytes()
    # The odd name and the temporary key are not ours to touch; the others are gone.
    assert credentials.count(SECRET.encode()) == 2
    assert OTHER_SECRET.encode() not in credentials
    assert OTHER_SECRET.encode() in config
    assert rig.identity("other") == f"arn:aws:iam::{ACCOUNT}:user/PlainUser"
    assert plan(rig)["user:default"]["exists"]

    results = rig.client.request("Manager", "Leave")
    assert set(results["restored"]) >= {"default", "other", "twin"}
    credentials, config = rig.aws_bytes()
    assert credentials.count(SECRET.encode()) == 4
    assert OTHER_SECRET.encode() in credentials and config.decode() == CONFIG


def test_other_files(make_rig):
    rig = make_rig(credentials=None, config=None)
    old = rig.home / "old-credentials"
    old.write_text(f"[work]\naws_access_key_id={KEY_ID}\naws_secret_access_key={SECRET}\n")
    conf = rig.home / "old-config"
    conf.write_text(
        f"[profile deploy]\nrole_arn={ROLE}/DeploymentRole\nsource_profile=work\n"
        f"mfa_serial={SERIAL}\n"
    )
    files = [str(old), str(conf)]
    results = rig.client.request("Import", "Run", files=files)
    assert {item["profile"] for item in results["imported"]} == {"work", "deploy"}
    rig.client.start("deploy", mfa_code=rig.totp())
    assert ":assumed-role/DeploymentRole/" in rig.identity("deploy")

    for options, name in [
        (dict(files=files, move_keys=True), "InvalidArgument"),
        (dict(files=["relative"]), "InvalidArgument"),
        (dict(files=["/nonexistent/file"]), "NotFound"),
    ]:
        with pytest.raises(StintError) as caught:
            rig.client.request("Import", "Run", **options)
        assert caught.value.name == name


def test_killed_while_keys_move(make_rig):
    """A key is in the file, in the keyring, or in both; never in neither."""
    for step in range(8):
        rig = make_rig()
        rig.client.sessions()
        rig.client.send("Import", "Run", move_keys=True)
        rig.wait_for(lambda: True)
        _spin(step * 0.008)
        rig.kill_stintd()
        results = rig.client.request("Import", "Run", move_keys=True)
        assert all(name != "FilesConflict" for _profile, name, _sentence in results["failed"])
        assert SECRET.encode() not in b"".join(rig.aws_bytes())
        rig.client.start("DeploymentRole", mfa_code=rig.totp())
        assert rig.client.session("DeploymentRole").state == "active"
        rig.client.request("Manager", "Leave")
        assert SECRET.encode() in rig.aws_bytes()[0]
        rig.stop()


def _spin(seconds):
    import time

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
