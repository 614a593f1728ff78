# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Notices on real servers: seen, answered by their buttons, and withdrawn.

With STINT_SCREENSHOTS set to a folder, what was seen is kept there."""

import os
from pathlib import Path

import pytest
from notice_screen import NoticeScreen
from notices import let_end_in, make_direct
from stintrig import NoRig
from tray import PlayedWindow


@pytest.fixture
def one(imported):
    make_direct(imported, "DeploymentRole")
    imported.client.start("DeploymentRole", mfa_code=imported.totp())
    return imported


@pytest.fixture(params=["dunst", "xfce"])
def screen(request, one):
    try:
        return NoticeScreen(one, request.param)
    except NoRig as error:
        pytest.skip(str(error))


def keep(screen, name):
    folder = os.environ.get("STINT_SCREENSHOTS")
    if folder:
        screen.shoot(Path(folder) / f"notice-{screen.kind}-{name}.png")


def test_renew(one, screen):
    window = PlayedWindow(one)
    let_end_in(one, 400)
    screen.wait_for_popup()
    keep(screen, "ends-soon")
    screen.press("Renew", 0)
    session = one.client.session("DeploymentRole")
    assert window.wait_for_call()[:2] == ("renew-session", session.id)
    screen.wait_for_none()


def test_stop(one, screen):
    let_end_in(one, 100)
    screen.wait_for_popup()
    keep(screen, "last-minutes")
    screen.press("Stop", 1)
    one.wait_for(lambda: b"[DeploymentRole]" not in one.credentials.read_bytes(), 20)
    screen.wait_for_none()


def test_withdrawn_when_it_is_not_true_any_more(one, screen):
    let_end_in(one, -3600)
    screen.wait_for_popup()
    keep(screen, "ended")
    one.client.stop("DeploymentRole")
    screen.wait_for_none()
