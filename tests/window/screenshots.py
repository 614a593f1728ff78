#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Pictures of every state of the window, for people to look at.

    screenshots.py FOLDER [--language=XX] [--size=WIDTHxHEIGHT] [--dark] [NAME…]

Light, dark, narrow and wide; 0, 3 and 5,000 sessions; every dialog.  Made under Xvfb against the
played service, so that they are the same each time.  In another language, for which the build must
have its own po folder as localedir, or of another size, the files are named after that too."""

import argparse
from pathlib import Path

import languages
from desktop import Desktop, skip_unless_possible

PICTURES = {}


def picture(scenario, size=(1160, 760), window=None, used=True, dark=False, **more):
    def register(function):
        name = function.__name__.replace("_", "-")
        PICTURES[name] = (scenario, size, window, used, dark, more, function)
        return function

    return register


@picture("first-run", used=False)
def first_run(d):
    d.wait_until_shown()


@picture("first-run", size=(400, 720), used=False)
def first_run_narrow(d):
    d.wait_until_shown()


@picture("first-run", used=False)
def import_list(d):
    d.action("import")


@picture("first-run", used=False)
def import_preview(d):
    d.action("import")
    d.key("Tab", "Tab", "Tab", "Tab", "Tab", "space", "Tab", "Tab", "space", delay=0.15)


@picture("first-run", used=False)
def import_done(d):
    d.action("import")
    d.key("alt+i")


@picture("first-run", size=(400, 720), used=False)
def import_narrow(d):
    d.action("import")


@picture("three")
def three(d):
    d.key("Down")


@picture("three", dark=True)
def three_dark(d):
    d.key("Down")


@picture("busy")
def busy(d):
    d.action("show-session", "s1")


@picture("busy", dark=True)
def busy_dark(d):
    d.action("show-session", "s2")


@picture("busy", size=(400, 720))
def busy_narrow(d):
    d.key("Down")


@picture("busy", size=(400, 720))
def details_narrow(d):
    d.action("show-session", "s1")


@picture("busy", size=(400, 720))
def sidebar_narrow(d):
    d.action("show-sidebar")


@picture("busy", size=(800, 720))
def busy_middle(d):
    d.key("Down")


@picture("busy", size=(1900, 1000))
def busy_wide(d):
    d.action("show-session", "s1")


@picture("busy")
def failed(d):
    d.action("show-session", "s6")


@picture("busy")
def ended(d):
    d.action("show-session", "s3")


@picture("busy")
def search(d):
    d.type("rep")


@picture("office")
def office(d):
    d.key("Down")


@picture("office", size=(400, 720))
def office_narrow(d):
    d.key("Down", "shift+Down", "shift+Down")


@picture("office")
def filter_popover(d):
    d.key("ctrl+shift+f")


@picture("office")
def several(d):
    d.key("Down", "shift+Down", "shift+Down", "shift+Down")


@picture("office")
def several_remove(d):
    d.key("ctrl+f", "Down", "ctrl+a")
    d.action("remove-many")


@picture("office", dark=True)
def row_menu(d):
    d.key("Down", "Down", "Menu")


@picture("office")
def search_forgiving(d):
    d.type("admnistrator")


@picture("office")
def saved_view(d):
    d.type("read")
    d.key("ctrl+s")
    d.type("Reading")
    d.key("Return")


@picture("many20000", size=(1900, 1000))
def most(d):
    d.wait_until_shown(2)


@picture("busy")
def search_nothing(d):
    d.type("xyzzy")


@picture("many")
def many(d):
    d.wait_until_shown()


@picture("many", dark=True)
def many_dark(d):
    d.type("team 12")


@picture("conditions")
def conditions(d):
    d.action("show-session", "s1")


@picture("conditions", size=(400, 720), dark=True)
def conditions_narrow(d):
    d.wait_until_shown()


@picture("offline")
def offline(d):
    d.key("Down")


@picture("clock-skewed", dark=True)
def clock_skewed(d):
    d.key("Down")


@picture("keyring-missing")
def keyring_missing(d):
    d.key("Down")


@picture("unwritable", size=(400, 720))
def unwritable(d):
    d.wait_until_shown()


@picture("throttled")
def throttled(d):
    d.action("show-session", "s6")


@picture("throttled", dark=True)
def throttled_sync(d):
    d.show_view("integration:c0")


@picture("busy")
def disconnected(d):
    """With something active: one that ends with nothing to do is no news."""
    d.key("Down")
    d.stop_service()


@picture(None)
def unreachable(d):
    d.wait_until_shown(4)


@picture("three")
def mfa(d):
    d.action("start-session", "s1")
    d.type("419")


@picture("three", dark=True)
def mfa_dark(d):
    d.action("start-session", "s1")
    d.type("419")


@picture("three")
def mfa_joined(d):
    d.action("start-session", "s1")
    d.action("start-session", "s2")
    d.action("start-session", "u0")


@picture("three")
def mfa_asking(d):
    d.action("start-session", "s1")
    d.play(delay=10)
    d.type("123456")


@picture("three")
def mfa_wrong(d):
    d.action("start-session", "s1")
    d.type("654321", delay=1)


@picture("three", size=(400, 720))
def mfa_narrow(d):
    d.action("start-session", "s1")
    d.type("654321", delay=1)


@picture("busy")
def consent(d):
    d.action("start-session", "s7")


@picture("busy", size=(400, 720))
def consent_narrow(d):
    d.action("start-session", "s7")


@picture("busy")
def remove(d):
    d.action("remove-session", "s1")


@picture("busy")
def remove_user(d):
    d.action("remove-integration", "i0")


@picture("busy")
def stop_all(d):
    d.action("stop-all")


@picture("three")
def add_user(d):
    d.action("add-user")


@picture("three")
def add_user_wrong(d):
    d.action("add-user")
    d.type("NewUser")
    d.key("Tab")
    d.type("ASIAIOSFODNN7EXAMPLE")


@picture("three")
def add_user_refused(d):
    d.action("add-user")
    d.type("NewUser")
    d.key("Tab")
    d.type("AKIAIOSFODNN7EXAMPLE")
    d.key("Tab")
    d.type("xJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
    d.key("Return")


@picture("three")
def add_role(d):
    d.action("add-role", "")


@picture("three")
def add_role_refused(d):
    d.play(change="s1")
    d.action("add-role", "")
    d.type("arn:aws:iam::123456789012:role/ForbiddenRole")
    d.key("Return", delay=1)
    d.type("123456", delay=1)


@picture("three", size=(400, 720), dark=True)
def add_role_narrow(d):
    d.action("add-role", "")


@picture("busy")
def edit(d):
    d.action("edit-session", "s2")


@picture("three")
def add_center(d):
    d.action("add-center")
    d.type("Acme")
    d.key("Tab")
    d.type("acme.awsapps.com/start")


@picture("three", dark=True)
def add_center_wrong(d):
    d.action("add-center")
    d.type("Acme")
    d.key("Tab")
    d.type("https://eu-west-1.console.aws.amazon.com/singlesignon")


@picture("three")
def add_center_refused(d):
    d.action("add-center")
    d.type("Acme")
    d.key("Tab")
    d.type("https://nobody.example.com/start")
    d.key("Return")


@picture("three", size=(400, 720))
def add_center_narrow(d):
    d.action("add-center")


@picture("portal")
def edit_center(d):
    d.action("edit-integration", "c0")


@picture("portal")
def sign_in(d):
    d.action("sign-in", "c0")


@picture("portal", dark=True)
def sign_in_dark(d):
    d.action("start-session", "c0-Prod-ReadOnlyAccess")
    d.action("start-session", "c0-Prod-AdministratorAccess")


@picture("portal")
def sign_in_code(d):
    d.action("sign-in", "c0")
    d.key("alt+u", delay=1)


@picture("portal", size=(400, 720), dark=True)
def sign_in_code_narrow(d):
    d.action("sign-in", "c0")
    d.key("alt+u", delay=1)


@picture("portal")
def sign_in_refused(d):
    d.action("sign-in", "c0")
    d.play(sign_in="deny")


@picture("portal", size=(400, 720))
def sign_in_narrow(d):
    d.action("sign-in", "c0")


@picture("portal")
def center(d):
    d.show_view("integration:c0")


@picture("portal", size=(400, 720), dark=True)
def center_narrow(d):
    d.show_view("integration:c0")


@picture("portal")
def center_syncing(d):
    d.show_view("integration:c0")
    d.action("sign-in", "c0")
    d.play(sign_in="allow")
    d.action("sync", "c0")


@picture("portal", dark=True)
def center_synced(d):
    d.show_view("integration:c0")
    d.action("sign-in", "c0")
    d.play(sign_in="allow")
    d.action("sync", "c0")
    d.play(synced=True)


@picture("office")
def sign_out(d):
    d.action("sign-out", "c0")


@picture("office", size=(400, 720), dark=True)
def sign_out_narrow(d):
    d.action("sign-out", "c0")


@picture("busy")
def quit(d):
    d.key("ctrl+q")


@picture("busy", size=(400, 720), dark=True)
def quit_narrow(d):
    d.key("ctrl+q")


@picture("busy")
def close_tells(d):
    d.key("ctrl+w")


@picture("office")
def session_menu(d):
    d.type("staging")
    d.key("Down", "Menu")


@picture("busy")
def preferences(d):
    d.key("ctrl+comma")


@picture("busy")
def shortcuts(d):
    d.key("ctrl+question")


@picture("busy")
def about(d):
    d.app_action("about")


# --- For everyone: large text, high contrast ---

CONTRAST = {"ADW_DEBUG_HIGH_CONTRAST": "1"}


@picture("busy")
def details_below(d):
    d.action("show-session", "s6")
    d.key("ctrl+f", "Tab", "Tab", *["Tab"] * 18, delay=0.05)


@picture("busy", size=(400, 900))
def details_below_narrow(d):
    d.action("show-session", "s1")
    d.key(*["Tab"] * 20, delay=0.05)


@picture("busy", env=CONTRAST)
def contrast(d):
    d.action("show-session", "s6")


@picture("three", env=CONTRAST)
def contrast_code(d):
    d.action("start-session", "s1")
    d.type("419")


@picture("conditions", env=CONTRAST, dark=True)
def contrast_conditions(d):
    d.wait_until_shown()


@picture("first-run", used=False, env=CONTRAST)
def contrast_import(d):
    d.action("import")


@picture("busy", env=CONTRAST, dark=True)
def contrast_dark(d):
    d.action("show-session", "s2")


@picture("busy", size=(1400, 900), text_scale=2)
def large_text(d):
    d.action("show-session", "s1")


@picture("busy", size=(400, 800), text_scale=2)
def large_text_list(d):
    d.key("Down")


@picture("busy", size=(400, 800), text_scale=2)
def large_text_narrow(d):
    d.action("show-session", "s6")


@picture("three", size=(900, 900), text_scale=2)
def large_text_role(d):
    d.action("add-role", "")


@picture("three", size=(700, 800), text_scale=2)
def large_text_code(d):
    d.action("start-session", "s1")
    d.type("654321", delay=1)


@picture("office")
def portal_role(d):
    d.action("show-session", "c00")


@picture("three")
def policies(d):
    d.action("add-role", "")
    d.type("arn:aws:iam::123456789012:role/DeploymentRole")
    d.key(*["Tab"] * 13, "space", delay=0.08)


@picture("three")
def region(d):
    d.action("show-session", "s1")
    d.action("set-region-many")


@picture("busy")
def preferences_tools(d):
    d.key("ctrl+comma")
    d.key("Right", "space")


@picture("busy")
def preferences_network(d):
    d.key("ctrl+comma")
    d.key("Right", "Right", "space")


# --- Right to left: those that show each part of the window once ---

for mirrored in (
    "busy", "busy-narrow", "details-narrow", "details-below", "sidebar-narrow", "office", "center",
    "mfa-wrong", "add-role", "import-list", "policies", "preferences", "sign-in",
):
    PICTURES[mirrored + "-rtl"] = (*PICTURES[mirrored][:5],
                                   PICTURES[mirrored][5] | {"language": "he"},
                                   PICTURES[mirrored][6])


def take(folder, name, language=None, size=None, dark=False):
    scenario, usual_size, window, used, usually_dark, more, function = PICTURES[name]
    parts = [name, language, size and f"{size[0]}", dark and "dark"]
    size = size or usual_size
    with Desktop(scenario=scenario, size=size, dark=dark or usually_dark,
                 language=language or more.get("language", ""),
                 env=more.get("env"), text_scale=more.get("text_scale", 1)) as desktop:
        width, height = window or (size[0] - 40, size[1] - 40)
        desktop.open_window(width, height, used=used)
        desktop.wait_until_shown()
        function(desktop)
        desktop.screenshot(folder / f"{'.'.join(part for part in parts if part)}.png")
        for line in desktop.window_log().splitlines():
            if line.strip():
                print(f"  {name}: {line}")
        if desktop.window.poll() is not None:
            print(f"  {name}: the window ended: {desktop.window.returncode}")


def size_of(text):
    width, height = text.split("x")
    return int(width), int(height)


def main():
    skip_unless_possible()
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--language", choices=languages.LOCALES)
    parser.add_argument("--size", type=size_of)
    parser.add_argument("--dark", action="store_true")
    arguments = parser.parse_intermixed_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for name in arguments.names or PICTURES:
        print(name, flush=True)
        take(arguments.folder, name, arguments.language, arguments.size, arguments.dark)


if __name__ == "__main__":
    main()
