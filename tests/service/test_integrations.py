# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""IAM users: adding, replacing a key, removing."""

import os

import pytest
from gi.repository import Gio, GLib
from stintrig import ACCOUNT, KEY_ID, SECRET, SERIAL, StintError, to_options

PLAIN_ID = "AKIAI44QH8DHBEXAMPLE"
PLAIN_SECRET = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"


@pytest.fixture
def bare(make_rig):
    """Nothing in the AWS files, and nothing imported."""
    return make_rig(credentials=None, config=None)


def add(rig, **options):
    values = dict(
        secret=SECRET, name="work", access_key_id=KEY_ID, mfa_serial=SERIAL, region="eu-west-1"
    )
    values.update(options)
    return rig.client.request("Integrations", "AddIamUser", **values)


def secrets(rig):
    """How many items of ours the keyring has."""
    result = rig.run(
        ["secret-tool", "search", "--all", "kind", "access-key"], check=False
    )
    return (result.stdout + result.stderr).count("attribute.kind = access-key")


def test_add_and_use(bare):
    rig = bare
    results = add(rig)
    assert results["arn"] == f"arn:aws:iam::{ACCOUNT}:user/MFAUser"
    assert results["account-id"] == ACCOUNT
    integration = rig.client.integrations()["work"]
    assert integration.id == results["id"] and integration.more["mfa-serial"] == SERIAL
    assert rig.client.session("work").id == results["session"]
    assert secrets(rig) == 1

    rig.client.request(
        "Sessions",
        "AddIamRole",
        name="deploy",
        integration=integration.id,
        role_arn=f"arn:aws:iam::{ACCOUNT}:role/DeploymentRole",
    )
    rig.client.start("deploy", mfa_code=rig.totp())
    assert ":assumed-role/DeploymentRole/" in rig.identity("deploy")
    rig.client.stop("deploy")
    assert all(not content for content in rig.aws_bytes())


@pytest.mark.parametrize("newline", ["\n", "\r\n", ""])
def test_newline_of_echo_is_dropped(bare, newline):
    assert add(bare, secret=SECRET + newline)["arn"]


@pytest.mark.parametrize(
    "options, name",
    [
        (dict(secret="wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEX"), "BadKey"),
        (dict(access_key_id="AKIAFORMERUSEEXAMPLE", secret="FormerUserUtnFEMI/K7MDENG/bPxREXAMPLEKEY"),
         "BadKey"),
        (dict(access_key_id="ASIAIOSFODNN7EXAMPLE"), "Unsupported"),
        (dict(access_key_id="short"), "InvalidArgument"),
        (dict(mfa_serial="GAHT 1234"), "InvalidArgument"),
        (dict(secret=""), "InvalidArgument"),
        (dict(secret="x" * 5000), "InvalidArgument"),
        (dict(secret="with blank in it, and so on"), "InvalidArgument"),
        (dict(name=""), "InvalidArgument"),
        (dict(region="mars"), "InvalidArgument"),
    ],
)
def test_nothing_stays_of_a_failure(bare, options, name):
    with pytest.raises(StintError) as caught:
        add(bare, **options)
    assert caught.value.name == name
    assert bare.client.integrations() == {} and bare.client.sessions() == {}
    assert secrets(bare) == 0


def test_without_keyring(make_rig):
    rig = make_rig(keyring="absent", credentials=None, config=None)
    with pytest.raises(StintError) as caught:
        add(rig)
    assert caught.value.name == "KeyringMissing"
    assert rig.client.integrations() == {}


def test_taken_names_and_keys(bare):
    add(bare)
    for options in (dict(access_key_id=PLAIN_ID, secret=PLAIN_SECRET), dict(name="other")):
        with pytest.raises(StintError) as caught:
            add(bare, **options)
        assert caught.value.name == "Exists"
    assert secrets(bare) == 1


def test_descriptor_that_never_ends_is_not_waited_for(bare):
    rig = bare
    reader, writer = os.pipe()
    fds = Gio.UnixFDList.new()
    index = fds.append(reader)
    os.close(reader)
    os.write(writer, SECRET.encode())
    token = "slow"
    answers = []
    rig.client.bus.signal_subscribe(
        None, None, "Response", None, None, Gio.DBusSignalFlags.NONE,
        lambda *arguments: answers.append(arguments[5].unpack()),
    )
    rig.client.call(
        "Integrations",
        "AddIamUser",
        GLib.Variant.new_tuple(
            GLib.Variant("h", index),
            to_options(dict(handle_token=token, name="w", access_key_id=KEY_ID)),
        ),
        fds=fds,
    )
    # Others are served meanwhile.
    assert rig.client.sessions() == {}
    rig.wait_for(lambda: answers, 10)
    os.close(writer)
    assert answers[0][0] == 1 and answers[0][1]["error"] == "InvalidArgument"


def test_no_descriptor(bare):
    with pytest.raises(StintError) as caught:
        bare.client.call(
            "Integrations",
            "AddIamUser",
            GLib.Variant.new_tuple(
                GLib.Variant("h", 0), to_options(dict(name="w", access_key_id=KEY_ID))
            ),
        )
    assert caught.value.name == "InvalidArgument"


def test_replace_key(bare):
    rig = bare
    add(rig, mfa_serial="", test=False)
    integration = rig.client.integrations()["work"]
    with pytest.raises(StintError) as caught:
        rig.client.request(
            "Integrations", "ReplaceKey", integration.id, secret="x" * 40, access_key_id=PLAIN_ID
        )
    assert caught.value.name == "BadKey"
    assert rig.client.integrations()["work"].more["access-key-id"] == KEY_ID

    rig.client.request(
        "Integrations", "ReplaceKey", integration.id, secret=PLAIN_SECRET, access_key_id=PLAIN_ID
    )
    assert rig.client.integrations()["work"].more["access-key-id"] == PLAIN_ID
    rig.client.request(
        "Sessions",
        "AddIamRole",
        name="open",
        integration=integration.id,
        role_arn=f"arn:aws:iam::{ACCOUNT}:role/OpenRole",
    )
    rig.client.start("open")
    assert ":assumed-role/OpenRole/" in rig.identity("open")

    # A key of another user would make every session somebody else.
    with pytest.raises(StintError) as caught:
        rig.client.request(
            "Integrations", "ReplaceKey", integration.id, secret=SECRET, access_key_id=KEY_ID
        )
    assert caught.value.name == "InvalidArgument"
    assert secrets(rig) == 1


def test_edit(bare):
    rig = bare
    add(rig)
    integration = rig.client.integrations()["work"]
    rig.client.request("Integrations", "Edit", integration.id, name="job", mfa_serial="")
    integration = rig.client.integrations()["job"]
    assert "mfa-serial" not in integration.more
    with pytest.raises(StintError):
        rig.client.request("Integrations", "Edit", integration.id, name="")


def test_remove(imported):
    rig = imported
    before = rig.aws_bytes()
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    rig.client.request("Integrations", "Remove", rig.client.integrations()["MFAUser"].id)
    assert rig.client.integrations() == {} and rig.client.sessions() == {}
    assert rig.aws_bytes() == before
    assert secrets(rig) == 0


def test_remove_with_a_moved_key(rig):
    rig.client.request("Import", "Run", move_keys=True)
    integration = rig.client.integrations()["MFAUser"]
    with pytest.raises(StintError) as caught:
        rig.client.request("Integrations", "Remove", integration.id)
    assert caught.value.name == "InUse" and caught.value.details["profiles"] == ["MFAUser"]
    with pytest.raises(StintError) as caught:
        rig.client.request("Sessions", "Remove", rig.client.session("MFAUser").id)
    assert caught.value.name == "InUse"

    rig.client.request("Integrations", "Remove", integration.id, restore_key=True)
    assert SECRET.encode() in rig.aws_bytes()[0]
    assert rig.client.integrations() == {}
    assert secrets(rig) == 0
