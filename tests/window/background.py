#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What tray, notices and launcher ask of the window, and what it asks before it goes.

    background.py toggle | menu | quiet | quit | close

Against the played service: see played_service.py."""

import os
import subprocess
import sys
import time

from desktop import Desktop, skip_unless_possible


class Background:
    def __init__(self, desktop):
        self.d = desktop
        for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "XDG_RUNTIME_DIR"):
            os.environ[name] = desktop.env[name]
        desktop.open_window()
        from access import Access

        self.a = Access(desktop)
        self.a.wait_for("DeploymentRole, ")

    def restart_window(self):
        self.d.window.wait(20)
        self.d.children.remove(self.d.window)
        self.d.open_window()
        from access import Access

        self.a = Access(self.d)
        self.a.wait_for("DeploymentRole, ")

    def wait_ended(self):
        self.d.wait_for(lambda: self.d.window.poll() is not None, 20, "the window does not end")

    def toggle(self, turned=None):
        """As the tray does: @turned is when the person turned to it."""
        now = time.monotonic_ns() // 1000
        self.d.app_action("toggle-window", now if turned is None else turned)

    def calls(self, method):
        return [call for call in self.d.play(calls=True) if call[0] == method]


def do_toggle(b):
    """Hidden where it has the keyboard, else raised; a dialog is not hidden."""
    b.d.wait_for(lambda: b.d.is_active(), 10, "the window does not get the keyboard")
    b.toggle()
    b.d.wait_for(lambda: not b.d.x_windows(), 10, "it is not hidden")
    b.toggle()
    b.d.wait_for(b.d.x_windows, 10, "it does not come back")
    b.a.wait_for("DeploymentRole, ")
    # What the launcher's menu asks for.
    b.d.app_action("new-session")
    b.d.wait_for(lambda: b.a.focused_name() == "Search sessions", 10, "the search is not there")
    # What was typed in the overview.
    b.d.app_action("search", "deploy")
    b.a.wait_for("DeploymentRole, ")
    b.a.wait_gone("BillingRole, ")
    b.d.app_action("search", "")
    b.a.wait_for("BillingRole, ")
    b.d.app_action("stop-all")
    b.a.wait_for("Stop all 3 sessions?")
    b.d.key("Escape")
    b.a.wait_gone("Stop all 3 sessions?")
    b.d.app_action("preferences")
    b.a.wait_for("Preferences")
    b.toggle()
    assert b.d.x_windows(), "a window with a dialog was hidden"
    b.a.wait_for("Preferences")


def do_menu(b):
    """The tray's menu takes the keyboard: the window is hidden where it had it before."""
    b.d.wait_for(lambda: b.d.is_active(), 10, "the window does not get the keyboard")
    opened = time.monotonic_ns() // 1000
    b.d.spawn(["display", "-size", "300x200", "xc:gray"])
    b.d.wait_for(lambda: not b.d.is_active(), 20, "the window keeps the keyboard")
    menu = b.d.x_focus()
    b.toggle(opened)
    b.d.wait_for(lambda: not b.d.x_windows(), 10, "it is not hidden")
    b.toggle(opened)
    b.d.wait_for(lambda: b.d.is_active(), 10, "it does not come back")

    # Somebody else had the keyboard when the menu was opened.
    subprocess.run(["xdotool", "windowactivate", menu], env=b.d.env, check=True)
    b.d.wait_for(lambda: not b.d.is_active(), 10, "the window keeps the keyboard")
    b.toggle(time.monotonic_ns() // 1000 + 1_000_000)
    b.d.wait_for(lambda: b.d.is_active(), 10, "it is not raised")


def do_quiet(b):
    """A link opens and keys are copied without the window; where a person is needed it comes."""
    b.d.app_action("copy-credentials", "s1")
    b.a.wait_for("Credentials copied as export lines")
    b.d.key("ctrl+f", "ctrl+v")
    b.d.wait_for(lambda: "export AWS_ACCESS_KEY_ID='ASIAIOSFODNN7EXAMPLE'" in b.a.texts(), 20,
                 "what was copied cannot be pasted")
    b.d.close_window()

    # Started for this alone: no window comes.
    b.d.start_hidden("open-console", "s1")
    (page,) = b.d.wait_for(b.d.pages, 20, "no page is opened")
    assert page == "http://127.0.0.1:9/console"
    assert not b.d.x_windows(), "a window came up"
    # A role that needs a code first.
    b.d.app_action("open-console", "s9")
    b.d.wait_for(b.d.x_windows, 20, "nobody is asked")
    from access import Access

    b.a = Access(b.d)
    b.a.wait_for("Code for PartnerUser")
    b.d.type("123456")
    b.a.wait_gone("Code for PartnerUser")
    b.d.wait_for(lambda: len(b.d.pages()) == 2, 20, "the console does not open after the start")


def do_quit(b):
    """With sessions it asks; leaving leaves them, stopping stops them and the service."""
    b.d.app_action("quit")
    b.a.wait_for("sessions are still started")
    b.d.key("Escape")
    b.a.wait_gone("sessions are still started")
    assert b.d.window.poll() is None

    b.d.key("ctrl+q")
    b.a.wait_for("sessions are still started")
    b.a.tab_to("Leave them running")
    b.d.key("Return")
    b.wait_ended()
    assert not b.calls("StopAll")

    b.restart_window()
    b.d.app_action("quit")
    b.a.wait_for("sessions are still started")
    b.a.tab_to("Stop them")
    b.d.key("Return")
    b.wait_ended()
    assert len(b.calls("StopAll")) == 1
    assert b.d.play(calls=True)[-1][0] == "Quit", "the service was not told"

    # Nothing is left to ask about.
    b.restart_window()
    b.d.app_action("quit")
    b.wait_ended()


def do_close(b):
    """It says once, in a life, that sessions go on."""
    b.d.key("ctrl+w")
    b.a.wait_for("sessions go on")
    b.d.key("Escape")
    b.a.wait_gone("sessions go on")
    b.d.key("ctrl+w")
    b.a.wait_for("sessions go on")
    b.d.key("Return")
    b.wait_ended()
    b.restart_window()
    b.d.key("ctrl+w")
    b.wait_ended()
    assert not b.calls("Stop") and not b.calls("StopAll")


PARTS = {"toggle": do_toggle, "menu": do_menu, "quiet": do_quiet, "quit": do_quit, "close": do_close}


def main():
    skip_unless_possible()
    name = sys.argv[1]
    with Desktop(scenario="busy", size=(1000, 760)) as desktop:
        background = Background(desktop)
        try:
            PARTS[name](background)
        except BaseException:
            print(background.a.dump(), file=sys.stderr)
            print(desktop.window_log(), file=sys.stderr)
            raise
        log = desktop.window_log()
        assert "CRITICAL" not in log and "WARNING" not in log, log
    print(f"{name}: done")


if __name__ == "__main__":
    main()
