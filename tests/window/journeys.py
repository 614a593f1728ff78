#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What people come for, done by keyboard alone, on the real service, keyring and files.

    journeys.py import | add | start | survive | center | find | many | edit

Keys are pressed as on a keyboard; the accessibility bus only tells what is to be seen and where the
keyboard is.  In the end it is the AWS files and the local AWS that say whether it worked."""

import os
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "rig"))

from desktop import Desktop, skip_unless_possible  # noqa: E402

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
ROLE = "arn:aws:iam::123456789012:role/DeploymentRole"
BROWSER = "org.example.Played.desktop"
SERIAL = "arn:aws:iam::123456789012:mfa/MFAUser"


class Journey:
    def __init__(self, rig, desktop):
        self.rig = rig
        self.d = desktop
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = desktop.env["DBUS_SESSION_BUS_ADDRESS"]
        os.environ["DISPLAY"] = desktop.env["DISPLAY"]
        os.environ["XDG_RUNTIME_DIR"] = desktop.env["XDG_RUNTIME_DIR"]
        self.install_browser()
        desktop.open_window(used=False)
        from access import Access

        self.a = Access(desktop)

    def install_browser(self):
        """Beside the command that the preferences have: the same, as desktops know browsers."""
        folder = Path(self.d.env["XDG_DATA_HOME"]) / "applications"
        folder.mkdir(parents=True)
        (folder / BROWSER).write_text(
            "[Desktop Entry]\nType=Application\nName=Played browser\n"
            f"Exec={self.d.root / 'browser'} %u\nMimeType=x-scheme-handler/https;\n")
        (folder / "mimeinfo.cache").write_text(f"[MIME Cache]\nx-scheme-handler/https={BROWSER};\n")

    def wrong_code(self):
        """Six digits that the device does not show, now or next."""
        right = self.rig.totp()
        return "".join(str((int(digit) + 1) % 10) for digit in right)

    def wait_active(self, name):
        def active():
            session = self.rig.client.sessions().get(name)
            return session is not None and session.state in ("active", "expiring")

        self.d.wait_for(active, 20, f"{name} does not become active")

    def choose(self, row, text, shown):
        """In a list with a search, as a person does: open, type, and Return."""
        self.a.tab_to(row)
        self.d.key("space")
        self.wait_named("Search")
        self.d.type(text)
        self.d.key("Return")
        self.d.wait_for(lambda: self.a.focused_name() != "Search", 10, f"{text} is not taken")
        self.d.wait_for(lambda: shown in self.a.describe(row), 10,
                        f"{row} does not show {shown}, but {self.a.describe(row)}")

    def press_until(self, key, name, steps=12):
        """The same key, until the keyboard is at what is called so."""
        for _ in range(steps):
            if name in self.a.focused_name():
                return
            self.d.key(key, delay=0.15)
        raise AssertionError(f"{key} does not lead to “{name}”, but to {self.a.focused_name()}")

    def wait_focus(self, role, what):
        """Until the keyboard has arrived: a key that is too early goes somewhere else."""
        def there():
            node = self.a.focused()
            # A push button is called a button since at-spi 2.54.
            return node is not None and node.get_role_name().endswith(role)

        self.d.wait_for(there, 10, f"{what} does not open")

    def pick_from_menu(self, key, name):
        self.d.key(key)
        self.wait_focus("menu item", "the menu")
        self.press_until("Down", name)
        self.d.key("Return")

    def wait_named(self, name):
        self.d.wait_for(lambda: self.a.focused_name() == name, 10,
                        f"the keyboard is at {self.a.focused_name()}, not at {name}")

    def shown(self):
        return [row.split(",")[0] for row in self.a.rows("Sessions")]

    def wait_shown(self, *names):
        self.d.wait_for(lambda: self.shown() == list(names), 10,
                        f"not {names} are shown, but {self.shown()}")

    def wait_session(self, name, what, condition):
        self.d.wait_for(lambda: condition(self.rig.client.session(name)), 10,
                        f"{name}: {what}: {self.rig.client.sessions()}")

    def filter(self, **choices):
        """The popover of the filter is open: by the letters that its labels underline."""
        for letter, value in choices.items():
            self.d.key("alt+" + letter)
            self.wait_focus("list item", f"the list of alt+{letter}")
            for _ in range(8):
                if self.a.focused_name() == value:
                    break
                self.d.key("Down", delay=0.15)
            self.d.key("Return")
            self.wait_focus("button", "the filter")

    def add_chained(self):
        """A role that is assumed through DeploymentRole."""
        client = self.rig.client
        client.request("Sessions", "AddIamRole", **{
            "name": "Chained", "integration": client.integrations()["MFAUser"].id,
            "role-arn": "arn:aws:iam::210987654321:role/ChainedRole",
            "from": client.session("DeploymentRole").id})
        self.a.wait_for("Chained, ")

    def go_to_row(self, name):
        self.d.key("ctrl+f", "Down", "Home")
        self.press_until("Down", name + ", ")

    def type_code(self, code):
        self.a.wait_for("MFA code, six digits")
        self.d.type(code)


def do_import(j):
    """First run, review, import: the key is in the keyring and out of the file."""
    assert SECRET in j.rig.credentials.read_text()
    j.a.wait_for("Review and import…")
    j.a.wait_for("Found in your AWS files")
    j.a.tab_to("Review and import…")
    j.d.key("Return")
    j.a.wait_for("Move keys to the keyring")
    j.a.wait_for("What changes in your files")
    assert SECRET not in j.a.dump(), "a preview shows a secret"
    j.d.key("alt+i")
    j.a.wait_for("profiles imported")
    j.d.key("Return")
    j.a.wait_gone("profiles imported")
    j.a.wait_for("DeploymentRole")
    assert SECRET not in j.rig.credentials.read_text()
    assert "DeploymentRole" in j.rig.client.sessions()


def do_add(j):
    """A new IAM user, wrong at first, then a role that is tried with a code."""
    j.a.wait_for("Add an IAM user…")
    j.d.key("ctrl+u")
    j.a.wait_for("Secret access key")
    j.d.type("Me")
    j.d.key("Tab")
    j.d.type(KEY_ID)
    j.d.key("Tab")
    j.d.type("x" + SECRET[1:])
    j.d.key("Return")
    j.a.wait_for("AWS does not accept this access key")
    assert not j.rig.client.integrations(), "a key that AWS does not know was kept"
    j.a.tab_to("Secret access key", key="shift+Tab")
    j.d.key("ctrl+a")
    j.d.type(SECRET)
    j.a.tab_to("MFA device")
    j.d.type(SERIAL)
    j.d.key("Return")
    j.a.wait_gone("Secret access key")
    assert "Me" in j.rig.client.integrations()

    j.d.key("ctrl+n")
    j.a.wait_for("Role ARN")
    j.d.type("arn:aws:iam::123456789012:role/ForbiddenRole")
    j.d.key("Return")
    j.type_code(j.rig.totp())
    j.a.wait_for("AWS refused ForbiddenRole")
    j.d.wait_for(lambda: "ForbiddenRole" not in j.rig.client.sessions(), 10,
                 "a role that AWS refused was kept")
    j.a.tab_to("Role ARN", key="shift+Tab")
    j.d.key("ctrl+a")
    j.d.type(ROLE)
    j.d.key("Return")
    j.a.wait_gone("Role ARN")
    j.a.wait_for("DeploymentRole, ")
    # The code of the test serves the start as well.
    j.d.key("ctrl+f")
    j.d.type("deploy")
    j.d.key("Return")
    j.wait_active("DeploymentRole")
    assert j.rig.identity("DeploymentRole").endswith("DeploymentRole/" + "Me") or \
        "assumed-role/DeploymentRole/" in j.rig.identity("DeploymentRole")


def do_start(j):
    """Search, Enter, a wrong code, the right one; Enter again stops."""
    j.rig.client.request("Import", "Run")
    j.a.wait_for("DeploymentRole, ")
    before = j.rig.aws_bytes()
    j.d.type("deploy")
    j.d.key("Return")
    j.a.wait_for("Code for MFAUser")
    j.a.wait_for("Starts DeploymentRole")
    j.type_code(j.wrong_code())
    j.a.wait_for("did not accept this code")
    field = j.a.wait_for("MFA code, six digits")
    from access import Atspi, has

    assert has(field, Atspi.StateType.INVALID_ENTRY) or "did not accept" in (
        field.get_description() or ""
    ), "the field does not say that it is invalid"
    j.type_code(j.rig.totp())
    j.a.wait_gone("Code for MFAUser")
    j.wait_active("DeploymentRole")
    assert "assumed-role/DeploymentRole/" in j.rig.identity("DeploymentRole")
    j.a.wait_for("minutes")

    # A second role of the same user asks for nothing.
    j.d.key("ctrl+f", "ctrl+a")
    j.d.type("billing")
    j.d.key("Return")
    j.wait_active("BillingRole")

    # Enter on what is active stops it, and every byte is back.
    j.d.key("Return")
    j.d.wait_for(lambda: j.rig.client.session("BillingRole").state == "inactive", 10,
                 "BillingRole does not stop")
    j.d.key("ctrl+a")
    j.d.type("deploy")
    j.d.key("Return")
    j.d.wait_for(lambda: j.rig.client.session("DeploymentRole").state == "inactive", 10,
                 "DeploymentRole does not stop")
    assert j.rig.aws_bytes() == before, "the files did not come back byte for byte"


def do_survive(j):
    """The window is killed: no session notices.  The service is killed: the window says so, and
    then the truth."""
    j.rig.client.request("Import", "Run")
    j.a.wait_for("DeploymentRole, ")
    j.rig.client.start("DeploymentRole", mfa_code=j.rig.totp())
    j.a.wait_for("minutes")
    j.d.window.kill()
    j.d.window.wait()
    assert "assumed-role/DeploymentRole/" in j.rig.identity("DeploymentRole")

    j.d.open_window()
    from access import Access

    j.a = Access(j.d)
    j.a.wait_for("DeploymentRole, ")
    j.rig.kill_stintd()
    j.a.wait_for("service", timeout=5)
    j.d.wait_for(lambda: j.rig.has_owner("io.github.stint_aws.Stint.Service"), 20,
                 "the window does not start the service again")
    j.a.wait_gone("Try again")
    j.a.wait_for("minutes")
    assert j.rig.client.session("DeploymentRole").state == "active"


def do_center(j):
    """From nothing to the console: an Identity Center is added and signed in to, its roles come, one
    is started and works; signed out, the next start signs in by itself, by a code."""
    j.a.wait_for("Add IAM Identity Center…")
    j.d.key("ctrl+shift+n")
    j.a.wait_for("Access portal URL")
    j.d.type("Corp")
    j.d.key("Tab")
    j.d.type("https://eu-west-1.console.aws.amazon.com/")
    j.a.wait_for("This is a page of the console")
    j.d.key("ctrl+a")
    j.d.type("d-1234567890.awsapps.com/start/#/")
    j.a.wait_for("This URL does not tell it")
    j.choose("Region", "frankfurt", "eu-central-1")
    j.choose("Region", "eu-west-1", "eu-west-1")
    # A browser of its own: a command, and then one that is installed.
    j.choose("Open in", "command", "Other command")
    j.d.wait_for(lambda: "Command" in j.a.focused_name(), 5, "the command is not to be typed")
    j.d.type("no-such-browser")
    j.a.wait_for("There is no such program")
    j.a.tab_to("Open in", key="shift+Tab")
    j.choose("Open in", "played", "Played browser")
    j.a.tab_to("Access portal URL", key="shift+Tab")
    j.d.key("Return")
    j.a.wait_for("Waiting for you in the browser")
    (page,) = j.d.wait_for(j.d.pages, 20, "no page is opened")
    j.rig.aws.browse(page, "allow")
    j.a.wait_gone("Waiting for you in the browser", timeout=30)
    j.d.wait_for(lambda: len(j.rig.client.sessions()) == 9, 30, "the roles do not come")
    (center,) = j.rig.client.integrations().values()
    assert center.more["start-url"] == "https://d-1234567890.awsapps.com/start"
    assert center.region == "eu-west-1"
    assert center.more["browser"] == f"app:{BROWSER}"

    name = next(s.name for s in j.rig.client.sessions().values()
                if s.account_id == "123456789012" and s.role == "ReadOnlyAccess")
    profile = j.rig.client.session(name).profile
    j.d.key("ctrl+f")
    j.d.type("readonlyaccess 123456789012")
    j.d.key("Return")
    j.wait_active(name)
    assert "AWSReservedSSO_ReadOnlyAccess" in j.rig.identity(profile)
    j.d.key("ctrl+Return")
    console = j.d.wait_for(lambda: j.d.pages()[1:], 30, "no console is opened")[0]
    assert console.startswith("http://127.0.0.1:"), "the link itself stands in an argv"
    j.rig.aws.browse(console, "look")
    assert j.rig.aws.console_logins()[-1]["arn"].split("/")[1].startswith(
        "AWSReservedSSO_ReadOnlyAccess")
    j.d.key("ctrl+a", "Escape")

    j.rig.client.stop(name)
    j.rig.client.request("Integrations", "SignOut", center.id)
    j.d.action("start-session", j.rig.client.session(name).id)
    j.a.wait_for("Then starts")
    j.a.wait_for("Waiting for you in the browser")
    j.d.key("alt+u")
    j.a.wait_for("It has to show this code")
    before = len(j.d.pages())
    j.rig.aws.decide_device("allow")
    j.a.wait_gone("It has to show this code", timeout=30)
    j.wait_active(name)
    assert len(j.d.pages()) == before, "the page of a code was opened by itself"


def do_find(j):
    """Filters, and the views that they are kept as: made, chosen, renamed, removed, taken back."""
    j.rig.client.request("Import", "Run")
    j.a.wait_for("DeploymentRole, ")
    everything = ("MFAUser", "BillingRole", "DeploymentRole", "ForbiddenRole")
    j.wait_shown(*everything)
    j.rig.client.start("DeploymentRole", mfa_code=j.rig.totp())
    j.wait_active("DeploymentRole")
    j.d.wait_for(lambda: j.shown()[0] == "DeploymentRole", 10, "what is active is not on top")

    j.d.key("ctrl+shift+f")
    j.wait_named("Integration")
    j.filter(r="eu-west-1")
    j.wait_shown("DeploymentRole")
    j.filter(t="Not active")
    j.a.wait_for("No sessions found")
    j.d.key("alt+c")
    j.d.wait_for(lambda: len(j.shown()) == 4, 10, "the filter is not cleared")
    j.filter(i="MFAUser", k="IAM role", t="Not active")
    j.wait_shown("BillingRole", "ForbiddenRole")
    assert j.a.describe("Kind") == "IAM role", "the filter does not tell what is chosen"

    # Kept under a name; what it is called is in the sidebar, and the filter is free again.
    j.d.key("alt+s")
    j.wait_named("Name of the view")
    j.d.type("Roles at rest")
    j.d.key("Return")
    j.a.wait_for("More about Roles at rest")
    j.wait_shown("BillingRole", "ForbiddenRole")
    j.a.tab_to("Roles at rest")
    j.press_until("Up", "All sessions")
    j.d.wait_for(lambda: len(j.shown()) == 4, 10, "not all are shown")
    j.press_until("Down", "Roles at rest")
    j.wait_shown("BillingRole", "ForbiddenRole")

    # Another name; one that is taken is not taken again.
    j.d.key("ctrl+f")
    j.d.type("billing")
    j.d.key("ctrl+s")
    j.wait_named("Name of the view")
    j.d.key("ctrl+a")
    j.d.type("Roles at rest")
    j.a.wait_for("There is a view of this name already")
    j.d.key("Return")
    assert j.a.find("Name of the view") is not None, "a view was replaced"
    j.d.key("Escape")
    j.a.wait_gone("Name of the view")
    j.d.key("Escape")
    j.wait_shown("BillingRole", "ForbiddenRole")
    j.a.tab_to("Roles at rest")
    j.d.key("F2")
    j.wait_named("Name of the view")
    j.d.key("ctrl+a")
    j.d.type("Idle")
    j.d.key("Return")
    j.a.wait_for("More about Idle")
    assert j.a.find("Roles at rest") is None
    j.wait_shown("BillingRole", "ForbiddenRole")

    # Removed by its menu, and taken back.
    j.a.tab_to("Idle")
    j.pick_from_menu("shift+F10", "Remove")
    j.a.wait_for("“Idle” removed")
    j.a.wait_gone("More about Idle")
    j.d.wait_for(lambda: len(j.shown()) == 4, 10, "not all are shown")
    j.d.key("alt+u")
    j.a.wait_for("More about Idle")
    j.wait_shown("BillingRole", "ForbiddenRole")


def do_many(j):
    """Several at once: a region, pins, one code for all starts, a stop, a removal in numbers."""
    j.rig.client.request("Import", "Run")
    j.a.wait_for("DeploymentRole, ")
    j.add_chained()
    before = j.rig.aws_bytes()
    both = ("BillingRole", "DeploymentRole")

    def wait_both(what, condition):
        for name in both:
            j.wait_session(name, what, condition)

    j.go_to_row("BillingRole")
    j.press_until("shift+Down", "DeploymentRole, ")
    j.a.wait_for("2 selected")
    j.pick_from_menu("Menu", "Set region…")
    j.a.wait_for("Region of 2 sessions")
    j.choose("Region", "tokyo", "ap-northeast-1")
    j.d.key("alt+s")
    wait_both("the region", lambda s: s.region == "ap-northeast-1")
    assert j.rig.client.session("ForbiddenRole").region == ""

    # A menu that is closed gives the keyboard back, and they are still selected.
    j.d.key("Menu")
    j.wait_focus("menu item", "the menu")
    j.d.key("Escape")
    j.wait_focus("list item", "the list")
    assert "DeploymentRole, " in j.a.focused_name(), j.a.focused_name()
    assert j.a.find("2 selected") is not None
    j.pick_from_menu("Menu", "Pin")
    wait_both("no pin", lambda s: s.pinned)
    assert not j.rig.client.session("ForbiddenRole").pinned

    # One code for all.
    j.pick_from_menu("Menu", "Start 2 sessions")
    j.a.wait_for("and 1 more")
    j.type_code(j.rig.totp())
    wait_both("it does not start", lambda s: s.state == "active")
    assert "assumed-role/BillingRole/" in j.rig.identity("BillingRole")
    j.a.wait_for("2 selected, 2 of them active")
    # Enter alone stops nothing.
    j.wait_focus("list item", "the list")
    j.pick_from_menu("Menu", "Stop 2 sessions")
    j.a.wait_for("Their profiles go back")
    j.d.key("Return")
    j.a.wait_gone("Their profiles go back")
    assert j.rig.client.session("BillingRole").state == "active"
    j.wait_focus("list item", "the list")
    j.pick_from_menu("Menu", "Stop 2 sessions")
    j.a.wait_for("Their profiles go back")
    j.d.key("alt+s")
    wait_both("it does not stop", lambda s: s.state == "inactive")
    assert set(j.rig.aws_bytes()) == set(before)

    # What goes with them is said, and goes; what cannot go is said as well.
    j.go_to_row("DeploymentRole")
    j.press_until("shift+Down", "ForbiddenRole, ")
    j.a.wait_for("3 selected")
    j.d.key("Delete")
    j.a.wait_for("Remove 2 sessions?")
    j.a.wait_for("1 more that is assumed through them goes too.")
    j.a.wait_for("1 that is selected comes with its integration, and stays.")
    j.d.key("Escape")
    j.a.wait_gone("Remove 2 sessions?")
    assert "ForbiddenRole" in j.rig.client.sessions()
    j.wait_focus("list item", "the list")
    j.d.key("Delete")
    j.a.wait_for("Remove 2 sessions?")
    j.d.key("alt+r")
    j.wait_shown("BillingRole", "MFAUser")
    assert set(j.rig.client.sessions()) == {"BillingRole", "MFAUser"}


def do_edit(j):
    """Profile and region where they stand: wrong, taken back, changed; then one is removed."""
    j.rig.client.request("Import", "Run")
    j.a.wait_for("DeploymentRole, ")
    j.rig.client.start("DeploymentRole", mfa_code=j.rig.totp())
    j.wait_active("DeploymentRole")
    j.go_to_row("DeploymentRole")
    j.a.tab_to("Profile")
    j.d.key("ctrl+a")
    j.d.type("my profile")
    j.a.wait_for("A profile’s name has letters")
    j.d.key("Return")
    assert j.rig.client.session("DeploymentRole").profile == "DeploymentRole"
    j.d.key("ctrl+a")
    j.d.type("deploy")
    j.a.wait_gone("A profile’s name has letters")
    j.d.key("Return")
    # What is active moves at once.
    j.wait_session("DeploymentRole", "the profile", lambda s: s.profile == "deploy")
    assert "assumed-role/DeploymentRole/" in j.rig.identity("deploy")

    # One that everything uses is asked about, and the other way is a key away.
    j.a.tab_to("Profile", key="shift+Tab")
    j.d.key("ctrl+a")
    j.d.type("default")
    j.d.key("Return")
    j.a.wait_for("Use the profile “default”?")
    j.d.key("Escape")
    j.a.wait_gone("Use the profile “default”?")
    assert j.rig.client.session("DeploymentRole").profile == "deploy"

    j.choose("Region", "sydney", "ap-southeast-2")
    j.wait_session("DeploymentRole", "the region", lambda s: s.region == "ap-southeast-2")
    assert "ap-southeast-2" in j.rig.config.read_text()
    j.d.key("space")
    j.wait_named("Search")
    j.d.type("nowhere")
    j.a.wait_for("Nothing found")
    j.d.key("Return", "Escape")
    assert j.rig.client.session("DeploymentRole").region == "ap-southeast-2"

    # A removal says that it is active; Enter alone removes nothing.
    j.go_to_row("DeploymentRole")
    j.d.key("Delete")
    j.a.wait_for("Remove DeploymentRole?")
    j.a.wait_for("It is stopped, and the profile deploy goes back to what it was.")
    j.d.key("Return")
    j.a.wait_gone("Remove DeploymentRole?")
    assert j.rig.client.session("DeploymentRole").state == "active"
    j.d.key("Delete")
    j.a.wait_for("Remove DeploymentRole?")
    j.d.key("alt+r")
    j.d.wait_for(lambda: "DeploymentRole" not in j.rig.client.sessions(), 10, "it is not removed")
    assert "[deploy]" not in j.rig.credentials.read_text()


JOURNEYS = {
    "add": do_add,
    "center": do_center,
    "edit": do_edit,
    "find": do_find,
    "import": do_import,
    "many": do_many,
    "start": do_start,
    "survive": do_survive,
}


def main():
    skip_unless_possible()
    from stintrig import NoRig, Rig

    name = sys.argv[1]
    try:
        with Rig() as rig, Desktop(rig=rig) as desktop:
            journey = Journey(rig, desktop)
            try:
                JOURNEYS[name](journey)
            except BaseException:
                folder = Path(os.environ.get("STINT_SCREENSHOTS", "/tmp"))
                desktop.screenshot(folder / f"stint-journey-{name}.png")
                print(desktop.window_log(), file=sys.stderr)
                raise
            assert desktop.window.poll() is None, "the window ended"
            log = desktop.window_log()
            assert "CRITICAL" not in log and "WARNING" not in log, log
            time.sleep(0.1)
    except NoRig as reason:
        print(f"skipped: {reason}")
        sys.exit(77)
    print(f"{name}: done")


if __name__ == "__main__":
    main()
