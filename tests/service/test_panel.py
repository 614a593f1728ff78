# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The tray on a real panel, Xfce's: seen, clicked, and gone and come again.

With STINT_SCREENSHOTS set to a folder, what was seen is kept there."""

import os
from pathlib import Path

import pytest
from panel import HEIGHT, SOME_INK, Panel
from stintrig import ACCOUNT, NoRig
from tray import PlayedWindow

CREDENTIALS = """\
[PlainUser]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY
"""
CONFIG = f"""\
[profile open]
role_arn = arn:aws:iam::{ACCOUNT}:role/OpenRole
source_profile = PlainUser
"""


@pytest.fixture
def rig(make_rig):
    rig = make_rig(credentials=CREDENTIALS, config=CONFIG)
    rig.client.request("Import", "Run")
    rig.client.request("Sessions", "Edit", rig.client.session("open").id, pinned=True)
    return rig


@pytest.fixture
def panel(rig):
    try:
        return Panel(rig)
    except NoRig as error:
        pytest.skip(str(error))


def keep(panel, name):
    folder = os.environ.get("STINT_SCREENSHOTS")
    if folder:
        panel.shoot(Path(folder) / f"tray-{name}.png")


def open_menu(rig, panel, count=1):
    panel.click(HEIGHT // 2, HEIGHT // 2, button=3)
    return wait_for_menus(rig, panel, count)


def wait_for_menus(rig, panel, count):
    """That many, and each drawn: it has ink of its own."""

    def there():
        menus = panel.menus()
        return len(menus) == count and all(panel.is_drawn(menu) for menu in menus) and menus

    return rig.wait_for(there, 30, f"there are no {count} menus") if count else rig.wait_for(
        lambda: not panel.menus(), 30, "a menu stays"
    )


def wait_for_state(rig, state):
    rig.wait_for(lambda: rig.client.session("open").state == state, 30, f"it is not {state}")


def test_seen_and_clicked(rig, panel):
    window = PlayedWindow(rig)
    panel.away()
    idle = panel.settled_icon()
    keep(panel, "idle")

    # A click on the icon, and the first entry of the menu.
    panel.click(HEIGHT // 2, HEIGHT // 2)
    assert window.wait_for_call()[0] == "toggle-window"
    (menu,) = open_menu(rig, panel)
    keep(panel, "menu-idle")
    panel.click_row(menu, panel.rows(menu)[0])
    assert window.wait_for_call()[0] == "toggle-window"
    wait_for_menus(rig, panel, 0)

    # "Show or hide", words, the session, the user's own, "Open Stint", "Quit".
    (menu,) = open_menu(rig, panel)
    rows = panel.rows(menu)
    assert len(rows) == 6
    panel.click_row(menu, rows[2])
    wait_for_state(rig, "active")
    wait_for_menus(rig, panel, 0)
    panel.away()
    rig.wait_for(lambda: panel.icon() != idle, 30, "the icon stays as it was")
    assert panel.count_ink() > SOME_INK
    keep(panel, "active")

    # "Show or hide", the session and its menu, words, the user's own, "Open Stint", "Stop all", "Quit".
    (menu,) = open_menu(rig, panel)
    rows = panel.rows(menu)
    assert len(rows) == 7
    panel.click_row(menu, rows[1])
    submenu = [other for other in wait_for_menus(rig, panel, 2) if other[0] != menu[0]][0]
    keep(panel, "menu-active")
    assert len(panel.rows(submenu)) == 5
    panel.click_row(submenu, panel.rows(submenu)[0])
    wait_for_state(rig, "inactive")
    wait_for_menus(rig, panel, 0)
    panel.away()
    rig.wait_for(lambda: panel.icon() == idle, 30, "the icon is not as it was")


def test_the_panel_ends_and_starts_again(rig, panel):
    """The second one finds no icon of ours in its themes, and draws what the service drew."""
    panel.wait_for_icon()
    pid = rig.stintd_pid()
    panel.stop()
    rig.wait_for(lambda: "not seen any more" in rig.log(), 30, "the service saw nothing")
    panel.start(icons=False)
    panel.wait_for_icon()
    keep(panel, "drawn")
    assert rig.stintd_pid() == pid
