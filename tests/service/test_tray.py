# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The tray, as its hosts talk to it: KDE's, GNOME's, Xfce's and Waybar's, each in its own manner."""

import time

import pytest
from gi.repository import GLib
from stintrig import NAME
from tray import ITEM, PlayedWatcher, PlayedWindow

ICON = "io.github.stint_aws.Stint-{}-symbolic"
STAYS = "The icon is seen: the service stays"
NAMES = ["type", "children-display"]

# One role that needs no code, one that does.
CREDENTIALS = """\
[PlainUser]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY
[MFAUser]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""
CONFIG = """\
[profile open_door]
role_arn = arn:aws:iam::123456789012:role/OpenRole
source_profile = PlainUser
[profile DeploymentRole]
role_arn = arn:aws:iam::123456789012:role/DeploymentRole
source_profile = MFAUser
mfa_serial = arn:aws:iam::123456789012:mfa/MFAUser
"""


@pytest.fixture
def desk(make_rig):
    rig = make_rig(credentials=CREDENTIALS, config=CONFIG)
    rig.client.request("Import", "Run")
    for name in ("open_door", "DeploymentRole"):
        rig.client.request("Sessions", "Edit", rig.client.session(name).id, pinned=True)
    return rig


@pytest.fixture
def watcher(desk):
    return PlayedWatcher(desk)


@pytest.fixture
def item(watcher):
    return watcher.wait_for_item()


def start(rig, name, **options):
    """For half an hour, and nearly a minute more, in which that is what the menu says."""
    rig.client.start(name, duration=1858, **options)


def wait_for_state(rig, name, *states):
    rig.wait_for(lambda: rig.client.session(name).state in states, 30, f"{name} is not {states}")


def wait_for_icon(item, name):
    item.rig.wait_for(lambda: item.properties()["IconName"] == ICON.format(name), 30, name)


# --- The icon ---


def test_the_icon_has_what_hosts_need(item):
    values = item.properties()
    assert values["Id"] and values["Category"] == "ApplicationStatus" and values["Title"]
    assert values["Status"] == "Active" and values["IconName"] == ICON.format("idle")
    assert values["ItemIsMenu"] is False and values["Menu"].startswith("/")
    for width, height, pixels in values["IconPixmap"]:
        assert len(pixels) == 4 * width * height
    assert {size[0] for size in values["IconPixmap"]} >= {16, 22, 32}
    name, _pixmaps, title, text = values["ToolTip"]
    assert (name, title, text) == ("", "Stint", "No session is active")


def test_the_icon_follows_the_sessions(desk, item):
    item.forget()
    start(desk, "open_door")
    wait_for_icon(item, "active")
    assert item.heard("NewIcon") and item.heard("NewToolTip")
    assert not [signal for signal in item.signals if signal[0] == "NewStatus"]
    assert "1 session is active\nNext end: open_door, " in item.properties()["ToolTip"][3]
    assert "open__door · 30 min left" in item.labels()

    item.forget()
    desk.client.stop("open_door")
    wait_for_icon(item, "idle")
    assert item.properties()["ToolTip"][3] == "No session is active"


def test_nothing_to_show_is_passive(make_rig):
    rig = make_rig(credentials="", config="")
    watcher = PlayedWatcher(rig)
    assert rig.client.sessions() == {}
    item = watcher.wait_for_item()
    assert item.properties()["Status"] == "Passive"
    rig.write_aws(CREDENTIALS, CONFIG)
    rig.client.request("Import", "Run")
    assert item.heard("NewStatus") == [("Active",)]


def test_clicks_on_the_icon(desk, item):
    window = PlayedWindow(desk)
    before = time.monotonic_ns() // 1000
    item.click(token="token-1")
    action, turned, token = window.wait_for_call()
    assert (action, token) == ("toggle-window", "token-1")
    assert before <= turned <= time.monotonic_ns() // 1000
    item.click()
    assert window.wait_for_call()[::2] == ("toggle-window", None)
    item.click("SecondaryActivate", token="token-2")
    assert window.wait_for_call() == (None, None, "token-2")
    item.click("ContextMenu")
    assert window.wait_for_call() == (None, None, None)
    item.call(ITEM, "Scroll", GLib.Variant("(is)", (120, "vertical")))
    item.click()
    assert window.wait_for_call()[::2] == ("toggle-window", None)


def test_the_person_turns_to_the_menu_when_it_opens(desk, item):
    """Not when an entry is clicked: the menu has had the keyboard since."""
    window = PlayedWindow(desk)
    before = time.monotonic_ns() // 1000
    item.menu("AboutToShow", "(i)", 0)
    opened = time.monotonic_ns() // 1000
    item.menu("Event", "(isvu)", item.find("Show or hide"), "clicked", GLib.Variant("i", 0), 0)
    action, turned, _token = window.wait_for_call()
    assert action == "toggle-window" and before <= turned <= opened


# --- The menu, host by host ---


def test_as_kde_asks(desk, item):
    """A level at a time, each asked for anew before it opens; clicks with a string."""
    start(desk, "open_door")
    wait_for_icon(item, "active")
    assert item.menu("AboutToShow", "(i)", 0) in ((True,), (False,))
    identifier, properties, children = item.layout(0, 1)
    assert identifier == 0 and properties["children-display"] == "submenu"
    assert [child[1].get("label") for child in children] == [
        "Show or hide Stint",
        None,
        "open__door · 30 min left",
        None,
        "Start a session",
        "DeploymentRole",
        "MFAUser",
        "PlainUser",
        None,
        "Open Stint",
        "Stop all sessions",
        "Quit",
    ]
    assert all(child[2] == [] for child in children), "one level only"
    session = children[2]
    assert session[1]["children-display"] == "submenu"
    assert children[4][1]["enabled"] is False

    item.menu("AboutToShow", "(i)", session[0])
    assert item.labels(session[0]) == [
        "Stop",
        "Renew",
        "Open console",
        "Copy credentials",
        "Show details",
    ]
    item.event(item.find("open__door", "Stop"), "clicked", GLib.Variant("s", ""))
    wait_for_state(desk, "open_door", "inactive")


def test_as_gnome_asks(desk, item):
    """The whole tree with two properties, the rest by groups; clicks with a number."""
    start(desk, "open_door")
    wait_for_icon(item, "active")
    layout = item.layout(0, -1, NAMES)
    seen, waiting = [], [layout]
    while waiting:
        identifier, properties, children = waiting.pop()
        assert set(properties) <= set(NAMES)
        seen.append(identifier)
        waiting += children
    assert len(seen) == len(set(seen)) == 18

    (groups,) = item.menu("GetGroupProperties", "(aias)", seen, [])
    assert {identifier for identifier, _ in groups} == set(seen)
    labels = {properties.get("label"): identifier for identifier, properties in groups}
    assert "open__door · 30 min left" in labels and "Renew" in labels
    (some,) = item.menu("GetGroupProperties", "(aias)", [labels["Renew"], 29999], ["label"])
    assert some == [(labels["Renew"], {"label": "Renew"})]

    item.menu("AboutToShow", "(i)", 0)
    item.event(0, "opened", GLib.Variant("i", 0))
    item.event(labels["Stop"], "clicked", GLib.Variant("i", 0))
    item.event(0, "closed", GLib.Variant("i", 0))
    wait_for_state(desk, "open_door", "inactive")


def test_as_xfce_and_waybar_ask(desk, item):
    """Everything at once, and groups of events, some of entries that are gone."""
    start(desk, "open_door")
    wait_for_icon(item, "active")
    layout = item.layout(0, -1)
    submenu = layout[2][2]
    assert item.layout(submenu[0], -1) == submenu
    assert item.layout(submenu[0], 0) == (submenu[0], submenu[1], [])
    _updates, errors = item.menu("AboutToShowGroup", "(ai)", [0, submenu[0], 29999])
    assert errors == [29999]

    stop = item.find("open__door", "Stop")
    clicks = [
        (29999, "clicked", GLib.Variant("s", ""), 0),
        (stop, "hovered", GLib.Variant("i", 0), 0),
        (stop, "clicked", GLib.Variant("i", 0), 0),
    ]
    assert item.menu("EventGroup", "(a(isvu))", clicks) == ([29999],)
    wait_for_state(desk, "open_door", "inactive")

    for method, signature, arguments in (
        ("EventGroup", "(a(isvu))", [clicks[:1]]),
        ("AboutToShowGroup", "(ai)", [[29999]]),
        ("Event", "(isvu)", clicks[0]),
        ("AboutToShow", "(i)", [29999]),
        ("GetLayout", "(iias)", [29999, -1, []]),
        ("GetProperty", "(is)", [29999, "label"]),
        ("GetProperty", "(is)", [0, "no-such"]),
    ):
        with pytest.raises(GLib.Error, match="InvalidArgs"):
            item.menu(method, signature, *arguments)
    assert item.menu("GetProperty", "(is)", item.find("Quit"), "enabled") == (True,)


def test_numbers_stay_and_changes_are_told(desk, item):
    deployment = item.find("DeploymentRole")
    quit_ = item.find("Quit")
    revision, _ = item.menu("GetLayout", "(iias)", 0, 0, [])
    item.forget()

    start(desk, "open_door")
    told = item.heard("LayoutUpdated")
    assert told[0][0] > revision and told[0][1] == 0
    wait_for_icon(item, "active")
    # One came, so all are new; what is on its way to an old one arrives.
    assert item.find("DeploymentRole") != deployment and item.find("Quit") != quit_
    deployment = item.find("DeploymentRole")

    # What only reads otherwise leaves the menu as it stands.
    item.menu("AboutToShow", "(i)", 0)
    item.forget()
    desk.client.request(
        "Sessions", "Edit", desk.client.session("DeploymentRole").id, name="Ship_it"
    )
    assert item.heard("ItemsPropertiesUpdated")[-1] == ([(deployment, {"label": "Ship__it"})], [])
    item.forget()
    assert item.find("Ship__it") == deployment


# --- What the entries do ---


def test_entries_do_what_they_say(desk, item):
    window = PlayedWindow(desk)
    session = desk.client.session("open_door").id
    other = desk.client.session("DeploymentRole").id

    item.press("open__door")
    wait_for_state(desk, "open_door", "active")
    wait_for_icon(item, "active")
    before = desk.client.session("open_door").since
    until = desk.client.session("open_door").until
    desk.aws.ask("clock", by=30)
    item.press("open__door", "Renew")
    desk.wait_for(lambda: desk.client.session("open_door").until > until, 30, "not renewed")
    desk.aws.ask("clock", by=-30)
    assert desk.client.session("open_door").since >= before

    for labels, call in (
        (("open__door", "Open console"), ("open-console", session)),
        (("open__door", "Copy credentials"), ("copy-credentials", session)),
        (("open__door", "Show details"), ("show-session", session)),
        (("DeploymentRole",), ("start-session", other)),
        (("Open Stint",), (None, None)),
        (("Quit",), ("quit", None)),
    ):
        item.press(*labels, token="token-" + labels[-1])
        assert window.wait_for_call() == (*call, "token-" + labels[-1])
    assert desk.client.session("DeploymentRole").state == "inactive"

    start(desk, "DeploymentRole", mfa_code=desk.totp())
    desk.wait_for(lambda: "DeploymentRole · 30 min left" in item.labels(), 30, "not there")
    item.press("Stop all")
    wait_for_state(desk, "open_door", "inactive")
    wait_for_state(desk, "DeploymentRole", "inactive")
    assert not window.calls


def test_quit_with_nothing_active_ends_the_service(desk, item):
    pid = desk.stintd_pid()
    item.press("Quit")
    desk.wait_for(lambda: desk.stintd_pid() != pid, 30, "stintd stays")
    desk.wait_for(lambda: not item.is_there(), 30, "the icon stays")


# --- Hosts come and go ---


def test_watchers_come_and_go(desk, watcher, item):
    assert len(watcher.items) == 1
    watcher.close()
    desk.wait_for(lambda: not item.is_there(), 30, "the icon's connection stays")
    again = PlayedWatcher(desk).wait_for_item()
    assert again.labels()[0] == "Show or hide Stint"


def test_the_preference_takes_it_away_at_once(desk, watcher, item):
    pid = desk.stintd_pid()
    desk.set_preference("tray", "false")
    desk.wait_for(lambda: not item.is_there(), 30, "the icon stays")
    desk.set_preference("tray", "true")
    desk.wait_for(lambda: len(watcher.items) == 2, 30, "it does not come back")
    assert watcher.items[-1].is_there()
    assert desk.stintd_pid() == pid, "no restart for a preference"


def test_the_service_stays_for_a_host_only(make_rig):
    rig = make_rig(credentials=CREDENTIALS, config=CONFIG, idle_seconds=1)
    watcher = PlayedWatcher(rig, has_host=False)
    rig.client.request("Import", "Run")
    watcher.wait_for_item()
    rig.wait_for(lambda: not rig.has_owner(NAME), 30, "it stays for a watcher without a host")
    assert STAYS not in rig.log()

    watcher.has_host = True
    watcher.items.clear()
    rig.client.sessions()
    item = watcher.wait_for_item()
    rig.wait_for(lambda: STAYS in rig.log(), 30, "it does not stay")

    watcher.set_host(False)
    rig.wait_for(lambda: not item.is_there(), 30, "it stays where nobody sees it")
    assert not rig.has_owner(NAME)
