# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Sessions in GNOME's overview, as its shell asks for them."""

import configparser

import pytest
from gi.repository import Gio, GLib
from stintrig import BUILD
from tray import PlayedWindow

APPLICATION = "io.github.stint_aws.Stint"
CREDENTIALS = """\
[PlainUser]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY
[MFAUser]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""
CONFIG = """\
[profile open-door]
role_arn = arn:aws:iam::123456789012:role/OpenRole
source_profile = PlainUser
[profile DeploymentRole]
role_arn = arn:aws:iam::123456789012:role/DeploymentRole
source_profile = MFAUser
mfa_serial = arn:aws:iam::123456789012:mfa/MFAUser
[profile BillingRole]
role_arn = arn:aws:iam::123456789012:role/BillingRole
source_profile = MFAUser
mfa_serial = arn:aws:iam::123456789012:mfa/MFAUser
"""


class Shell:
    """Asks as the file says that is installed for it."""

    def __init__(self, rig):
        self.rig = rig
        self.bus = rig.connect()
        file = configparser.ConfigParser()
        file.read(BUILD / "data" / f"{APPLICATION}.search-provider.ini")
        self.provider = file["Shell Search Provider"]
        assert self.provider["Version"] == "2"
        assert self.provider["DesktopId"] == f"{APPLICATION}.desktop"

    def call(self, method, signature, *values):
        result = self.bus.call_sync(
            self.provider["BusName"], self.provider["ObjectPath"],
            "org.gnome.Shell.SearchProvider2", method, GLib.Variant(signature, values), None,
            Gio.DBusCallFlags.NONE, 60000, None,
        ).unpack()
        return result[0] if result else None

    def find(self, words):
        return self.names(self.call("GetInitialResultSet", "(as)", words.split()))

    def metas(self, ids):
        return self.call("GetResultMetas", "(as)", ids)

    def names(self, ids):
        return [meta["name"] for meta in self.metas(ids)]


@pytest.fixture
def rig(make_rig):
    rig = make_rig(credentials=CREDENTIALS, config=CONFIG)
    rig.client.request("Import", "Run")
    rig.client.request("Sessions", "Edit", rig.client.session("open-door").id, name="Open-Café")
    return rig


@pytest.fixture
def shell(rig):
    if not (BUILD / "data" / f"{APPLICATION}.search-provider.ini").exists():
        pytest.skip("built without the window")
    return Shell(rig)


def test_finds_what_is_meant(rig, shell):
    assert shell.find("deploy") == ["DeploymentRole"]
    # All words, wherever they stand; numbers of accounts too; no case, no accents.
    assert shell.find("role dep") == ["DeploymentRole"]
    assert set(shell.find("123456789012 role")) >= {"DeploymentRole", "BillingRole"}
    assert shell.find("CAFE") == ["Open-Café"]
    assert shell.find("nothing") == [] and shell.find("") == []
    # What begins so comes first, and what is pinned before the rest.
    assert shell.find("role")[0] == "BillingRole"
    session = rig.client.session("DeploymentRole")
    rig.client.request("Sessions", "Edit", session.id, pinned=True)
    assert shell.find("role")[0] == "DeploymentRole"


def test_narrows_what_was_found(shell):
    first = shell.call("GetInitialResultSet", "(as)", ["role"])
    assert len(first) >= 2
    ids = shell.call("GetSubsearchResultSet", "(asas)", first, ["role", "bill"])
    assert shell.names(ids) == ["BillingRole"]
    assert shell.call("GetSubsearchResultSet", "(asas)", ids, ["role", "deploy"]) == []


def test_tells_what_it_is(rig, shell):
    session = rig.client.session("Open-Café")
    (meta,) = shell.metas([session.id, "gone"])
    assert meta["id"] == session.id and meta["gicon"] == APPLICATION
    assert meta["description"] == "PlainUser · 1234 5678 9012"
    rig.client.start("Open-Café", duration=1858)
    assert shell.metas([session.id])[0]["description"] == "30 min left"


def test_enter_starts_it(rig, shell):
    """Without a window: nobody owns its name here, and none can be started."""
    session = rig.client.session("Open-Café")
    shell.call("ActivateResult", "(sasu)", session.id, ["cafe"], 0)
    rig.wait_for(lambda: rig.client.session("Open-Café").state == "active", 20)
    assert not rig.has_owner(APPLICATION)

    # What is active is shown.
    window = PlayedWindow(rig)
    shell.call("ActivateResult", "(sasu)", session.id, ["cafe"], 4711)
    action, shown, token = window.wait_for_call()
    assert (action, shown) == ("show-session", session.id) and token.endswith("_TIME4711")


def test_enter_asks_the_window_for_a_person(rig, shell):
    window = PlayedWindow(rig)
    session = rig.client.session("DeploymentRole")
    shell.call("ActivateResult", "(sasu)", session.id, ["dep"], 0)
    assert window.wait_for_call() == ("start-session", session.id, None)


def test_opens_with_the_words(rig, shell):
    window = PlayedWindow(rig)
    shell.call("LaunchSearch", "(asu)", ["bill", "role"], 0)
    assert window.wait_for_call() == ("search", "bill role", None)
