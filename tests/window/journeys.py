#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What people come for, done by keyboard alone, on the real service, keyring and files.

    journeys.py import | add | start | survive | center

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
SERIAL = "arn:aws:iam::123456789012:mfa/MFAUser"


class Journey:
    def __init__(self, rig, desktop):
        self.rig = rig
        self.d = desktop
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = desktop.env["DBUS_SESSION_BUS_ADDRESS"]
        os.environ["DISPLAY"] = desktop.env["DISPLAY"]
        os.environ["XDG_RUNTIME_DIR"] = desktop.env["XDG_RUNTIME_DIR"]
        desktop.open_window(used=False)
        from access import Access

        self.a = Access(desktop)

    def wrong_code(self):
        """Six digits that the device does not show, now or next."""
        right = self.rig.totp()
        return "".join(str((int(digit) + 1) % 10) for digit in right)

    def wait_active(self, name):
        def active():
            session = self.rig.client.sessions().get(name)
            return session is not None and session.state in ("active", "expiring")

        self.d.wait_for(active, 20, f"{name} does not become active")

    def choose_region(self, region):
        """In the list of the form, as a person does: down to it, and Return."""
        self.a.tab_to("Region")
        self.d.key("space")
        for _ in range(60):
            if region in self.a.focused_name():
                break
            self.d.key("Down", delay=0.05)
        else:
            raise AssertionError(f"{region} is not offered")
        self.d.key("Return")

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
    j.choose_region("eu-west-1")
    j.a.tab_to("Access portal URL", key="shift+Tab")
    j.d.key("Return")
    j.a.wait_for("Waiting for you in the browser")
    (page,) = j.d.wait_for(j.d.pages, 20, "no page is opened")
    j.rig.aws.browse(page, "allow")
    j.a.wait_gone("Waiting for you in the browser", timeout=30)
    j.d.wait_for(lambda: len(j.rig.client.sessions()) == 9, 30, "the roles do not come")
    (center,) = j.rig.client.integrations().values()
    assert center.more["start-url"] == "https://d-1234567890.awsapps.com/start"

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


JOURNEYS = {"center": do_center, "import": do_import, "add": do_add, "start": do_start, "survive": do_survive}


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
