# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The shape of conversations on the bus: who may, what is checked, who is told."""

import pytest
from gi.repository import Gio, GLib
from stintrig import INTERFACE, NAME, PATH, Client, StintError


def test_request_dies_with_its_caller(imported):
    rig = imported
    rig.aws.fault("hang", action="GetSessionToken")
    other = Client(rig)
    session = rig.client.session("DeploymentRole")
    other.send("Sessions", "Start", session.id, mfa_code=rig.totp())
    rig.wait_for(lambda: rig.client.session("DeploymentRole").state == "starting")
    other.close()
    rig.wait_for(lambda: rig.client.session("DeploymentRole").state == "inactive")
    assert not rig.client.session("DeploymentRole").more.get("error")


def test_close_cancels_and_nothing_follows(imported):
    rig = imported
    before = rig.aws_bytes()
    rig.aws.fault("hang", action="GetSessionToken")
    pending = rig.client.send(
        "Sessions", "Start", rig.client.session("DeploymentRole").id, mfa_code=rig.totp()
    )
    rig.wait_for(lambda: rig.client.session("DeploymentRole").state == "starting")
    pending.close()
    rig.wait_for(lambda: rig.client.session("DeploymentRole").state == "inactive")
    assert pending.answer is None
    with pytest.raises(StintError):
        pending.close()
    assert rig.aws_bytes() == before


def test_only_its_caller_closes_a_request(imported):
    rig = imported
    rig.aws.fault("slow", seconds=1, action="GetSessionToken")
    pending = rig.client.send(
        "Sessions", "Start", rig.client.session("DeploymentRole").id, mfa_code=rig.totp()
    )
    with pytest.raises(StintError) as caught:
        Client(rig).call("Request", "Close", path=pending.path)
    assert caught.value.name == "AccessDenied"
    assert pending.wait()["profile"] == "DeploymentRole"


def test_response_comes_once_and_at_the_callers_own_path(imported):
    """Not addressed to the caller: a sandbox's bus proxy would drop it."""
    rig = imported
    heard = []
    rig.client.bus.signal_subscribe(
        None,
        INTERFACE + "Request",
        "Response",
        None,
        None,
        Gio.DBusSignalFlags.NONE,
        lambda *arguments: heard.append(arguments[2]),
    )
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    rig.client.stop("DeploymentRole")
    mine = f"{PATH}/request/{rig.client.sender[1:].replace('.', '_')}/"
    rig.wait_for(lambda: len(heard) >= 2)
    assert len(heard) == len(set(heard)) == 2
    assert all(path.startswith(mine) for path in heard)


def test_tokens(rig):
    for token in ("", "with-dash", "a/b", "a.b", "ü", "x" * 65):
        with pytest.raises(StintError) as caught:
            rig.client.send("Import", "Plan", token=token)
        assert caught.value.name == "InvalidArgument"

    rig.aws.fault("hang")
    integration = dict(
        secret="je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY", name="n",
        access_key_id="AKIAI44QH8DHBEXAMPLE",
    )
    pending = rig.client.send("Integrations", "AddIamUser", token="same", **integration)
    with pytest.raises(StintError) as caught:
        rig.client.send("Import", "Plan", token="same")
    assert caught.value.name == "Exists"
    # Another caller's tokens are its own.
    assert Client(rig).send("Import", "Plan", token="same").wait()["items"]
    pending.close()


@pytest.mark.parametrize(
    "options",
    [
        {"mfa_code": 123456},
        {"consent": "yes"},
        {"duration": "1h"},
        {"duration": GLib.Variant("i", 900)},
        {"profile": ["a"]},
        {"profile": "line\nbreak"},
        {"profile": "x" * 5000},
        {"hand_out": "by-post"},
        {"handle_token": 7},
    ],
)
def test_wrong_types_are_refused(imported, options):
    client = imported.client
    session = client.session("DeploymentRole")
    body = GLib.Variant.new_tuple(GLib.Variant("s", session.id), options_of(options))
    with pytest.raises(StintError) as caught:
        client.call("Sessions", "Start", body)
    assert caught.value.name == "InvalidArgument"


def options_of(options):
    from stintrig import to_options

    return to_options(options)


def test_unknown_options_are_ignored(imported):
    rig = imported
    rig.client.start("DeploymentRole", mfa_code=rig.totp(), from_the_future=["x"])
    assert rig.client.session("DeploymentRole").state == "active"


def test_unknown_ids(rig):
    for interface, method in [
        ("Sessions", "Start"),
        ("Sessions", "Stop"),
        ("Sessions", "Edit"),
        ("Sessions", "Remove"),
        ("Integrations", "Edit"),
        ("Integrations", "Remove"),
    ]:
        with pytest.raises(StintError) as caught:
            rig.client.request(interface, method, "no-such-id")
        assert caught.value.name == "NotFound"


def test_changes_are_keyed_deltas(imported):
    rig = imported
    heard = []
    rig.client.bus.signal_subscribe(
        NAME,
        INTERFACE + "Sessions",
        "Changed",
        PATH,
        None,
        Gio.DBusSignalFlags.NONE,
        lambda *arguments: heard.append(arguments[5].unpack()),
    )
    revision, rows = rig.client.call("Sessions", "List")
    known = {row[0]: row for row in rows}
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    rig.client.stop("DeploymentRole")
    rig.client.request("Sessions", "Remove", rig.client.session("BillingRole").id)
    last, rows = rig.client.call("Sessions", "List")
    rig.wait_for(lambda: heard and heard[-1][0] >= last)

    assert [change[0] for change in heard] == list(range(revision + 1, last + 1))
    for _revision, upserts, removed in heard:
        known.update({row[0]: row for row in upserts})
        for gone in removed:
            del known[gone]
    assert sorted(known.values()) == sorted(rows)
    # A whole start is told in a few signals, not one a step.
    assert len(heard) < 12


def test_version_and_paths(rig):
    assert rig.client.property("Version").count(".") == 2
    assert rig.client.property("ApiVersion") >= 1
    assert rig.client.property("CredentialsFile") == str(rig.credentials)
    assert rig.client.property("ConfigFile") == str(rig.config)
    assert rig.client.property("CredentialsSocket") == str(rig.socket)
