# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The demo's second half: the same with the mouse, or with the keyboard.

On a display the window opens for whoever sits there, and the terminal shows the codes that a
telephone would.  Without one it opens on a screen that nobody sees, is driven by keyboard from the
first run to a running session, and leaves pictures."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "window"))
PICTURES = ROOT / "screenshots-out"


def on_display(rig, program):
    """The window on the person's own screen, until it is closed."""
    print("The window is open; close it to end the demo. When it asks for a code, type this one:")
    accessibility = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
    if accessibility.exists():
        shutil.copy(accessibility, rig.services)
    window = subprocess.Popen([program], env={**rig.env, "GTK_USE_PORTAL": "0"}, cwd=rig.home)
    shown = None
    while window.poll() is None:
        code = rig.aws.fresh_code("MFAUser")
        if code != shown:
            print(f"  MFA code of MFAUser: {code}", flush=True)
            shown = code
        time.sleep(1)
    return window.returncode == 0


class Pictures:
    """Numbered, in the order in which a person would see them."""

    def __init__(self, desktop):
        self.desktop = desktop
        self.count = 0

    def take(self, name, words):
        self.count += 1
        path = PICTURES / f"demo-{self.count}-{name}.png"
        self.desktop.screenshot(path)
        print(f"{words}: {path.relative_to(ROOT)}", flush=True)


def off_screen(rig):
    """From the first run to a running session, by keyboard alone."""
    from desktop import Desktop
    from journeys import Journey

    PICTURES.mkdir(exist_ok=True)
    with Desktop(rig=rig, size=(1080, 720)) as desktop:
        journey = Journey(rig, desktop)
        pictures = Pictures(desktop)

        journey.a.wait_for("Review and import…")
        journey.a.wait_for("Found in your AWS files")
        pictures.take("first-run", "The first run says what it found")
        journey.a.tab_to("Review and import…")
        desktop.key("Return")
        journey.a.wait_for("What changes in your files")
        pictures.take("import", "The import shows what it will do, before it does it")
        desktop.key("alt+i")
        journey.a.wait_for("profiles imported")
        desktop.key("Return")
        journey.a.wait_for("DeploymentRole")

        desktop.type("deploy")
        desktop.key("Return")
        journey.a.wait_for("MFA code, six digits")
        desktop.type(journey.wrong_code())
        journey.a.wait_for("did not accept this code")
        pictures.take("wrong-code", "A wrong code is answered in place")
        desktop.type(rig.aws.fresh_code("MFAUser"))
        journey.wait_active("DeploymentRole")
        journey.a.wait_for("minutes")
        pictures.take("active", "The session runs")
        return "assumed-role/DeploymentRole/" in rig.identity("DeploymentRole")


def show(rig, program):
    """True if the promise was kept."""
    if rig.env.get("DISPLAY") or rig.env.get("WAYLAND_DISPLAY"):
        return on_display(rig, program)
    return off_screen(rig)
