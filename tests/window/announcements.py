#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What happens beside the keyboard's place is said: something was copied, saved, or refused by AWS.

GTK can say it since 4.14.  Before, it has to be read: what is said stands on the screen as well, and
that is looked at with every GTK.  Against the played service: see played_service.py."""

import ctypes
import os

from desktop import Desktop, skip_unless_possible


def gtk_can_say():
    return ctypes.CDLL("libgtk-4.so.1").gtk_get_minor_version() >= 14


class Listener:
    """Hears what a screen reader would be told to say."""

    def __init__(self, access):
        self.heard = []
        self.context = access.GLib.MainContext.default()
        self.listener = access.Atspi.EventListener.new(self.hear)
        self.listener.register("object:announcement")

    def hear(self, event):
        self.heard.append(event.any_data)

    def hears(self, text):
        while self.context.iteration(False):
            pass
        return any(text in words for words in self.heard)

    def wait_for(self, d, text):
        """Once: a second time would be heard as if it had happened twice."""
        d.wait_for(lambda: self.hears(text), 10, f"“{text}” is not said, but {self.heard}")
        d.wait_until_shown()
        self.hears(text)
        times = sum(text in words for words in self.heard)
        assert times == 1, f"“{text}” is said {times} times: {self.heard}"
        self.heard.clear()
        print(f"said: {text}")


def copy_here(d, a, listener):
    if listener is not None:
        d.key("Return")
        listener.wait_for(d, "Copied")
        return
    # It stands there for two seconds: a busy machine may look too late.
    for _ in range(20):
        d.key("Return", delay=0)
        if a.find("Copied") is not None:
            return
    raise AssertionError("nothing tells that it was copied")


def check_copied(d, a, listener):
    d.action("show-session", "s1")
    a.tab_to("Copy Account")
    copy_here(d, a, listener)


def check_copied_in_dialog(d, a, listener):
    d.action("add-role", "")
    a.wait_for("Role ARN")
    d.type("arn:aws:iam::123456789012:role/DeploymentRole")
    a.tab_to("Copy the trust policy")
    copy_here(d, a, listener)


def check_saved(d, a, listener):
    a.tab_to("Profile")
    d.key("ctrl+a")
    d.type("my-own")
    d.key("Return", delay=0)
    a.wait_for("--profile my-own")
    if listener is not None:
        listener.wait_for(d, "Saved")


def check_refused(d, a, listener):
    d.action("start-session", "s9")
    a.wait_for("Code for PartnerUser")
    d.type("419000", delay=0)
    a.wait_for("did not accept this code")
    if listener is not None:
        listener.wait_for(d, "did not accept this code")
    d.key("Escape")
    a.wait_gone("Code for PartnerUser")


def main():
    skip_unless_possible()
    with Desktop(scenario="busy", size=(1200, 900)) as d:
        for name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "XDG_RUNTIME_DIR"):
            os.environ[name] = d.env[name]
        d.open_window()
        import access

        a = access.Access(d)
        a.wait_for("DeploymentRole, ")
        listener = Listener(access) if gtk_can_say() else None
        check_copied(d, a, listener)
        check_saved(d, a, listener)
        check_refused(d, a, listener)
        check_copied_in_dialog(d, a, listener)


if __name__ == "__main__":
    main()
