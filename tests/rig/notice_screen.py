# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Real notification servers, dunst and Xfce's, on a screen that nobody sees, on the bus of a Rig."""

import os
import shutil
import subprocess
from pathlib import Path

from stintrig import SYSTEM_PATH, NoRig

SERVER = "org.freedesktop.Notifications"
XFCE = Path("/usr/lib/x86_64-linux-gnu/xfce4/notifyd/xfce4-notifyd")
XFCONF = Path("/usr/share/dbus-1/services/org.xfce.Xfconf.service")
SCREEN = (800, 600)

# Where dunst would show a menu of a notice's buttons, the choice is made by a file.
DUNSTRC = """\
[global]
monitor = 0
origin = top-right
font = Sans 10
idle_threshold = 0
show_age_threshold = -1
dmenu = {pick}
"""
PICK = """\
#!/bin/sh
exec grep -m1 "^#$(cat '{choice}') "
"""


def find_xfce():
    found = [XFCE, *Path("/usr/lib").glob("*/xfce4/notifyd/xfce4-notifyd")]
    return next((path for path in found if path.exists()), None)


class NoticeScreen:
    """kind: "dunst" or "xfce"."""

    def __init__(self, rig, kind):
        self.rig = rig
        self.kind = kind
        for program in ("Xvfb", "xdotool", "import", "xwininfo"):
            if shutil.which(program, path=SYSTEM_PATH) is None:
                raise NoRig(f"{program} is not installed")
        self.env = {**rig.env, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1", "GTK_THEME": "Adwaita"}
        # Other people's programs have criticals of their own.
        self.env.pop("G_DEBUG", None)
        self.env.pop("G_MESSAGES_DEBUG", None)
        self._start_display()
        if kind == "dunst":
            self._start_dunst()
        else:
            self._start_xfce()
        rig.wait_for(lambda: rig.has_owner(SERVER), 30, f"{kind} does not come")

    def _start_display(self):
        read, write = os.pipe()
        width, height = SCREEN
        self.rig.spawn(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24",
             "-nolisten", "tcp", "-noreset"],
            env=self.env, pass_fds=[write],
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise NoRig("Xvfb does not start")
        self.env["DISPLAY"] = f":{number}"

    def _start_dunst(self):
        if shutil.which("dunst", path=SYSTEM_PATH) is None:
            raise NoRig("dunst is not installed")
        self.choice = self.rig.root / "choice"
        pick = self.rig.root / "pick"
        pick.write_text(PICK.format(choice=self.choice))
        pick.chmod(0o755)
        settings = self.rig.root / "dunstrc"
        settings.write_text(DUNSTRC.format(pick=pick))
        self.rig.spawn(["dunst", "-config", str(settings)], env=self.env)

    def _start_xfce(self):
        program = find_xfce()
        if program is None or not XFCONF.exists():
            raise NoRig("xfce4-notifyd is not installed")
        shutil.copy(XFCONF, self.rig.services)
        self.rig.spawn([str(program)], env=self.env)

    def run(self, *command):
        return subprocess.run(
            command, env=self.env, check=True, capture_output=True, timeout=60
        ).stdout

    def shoot(self, path):
        self.run("import", "-window", "root", str(path))

    # --- What is on the screen ---

    def popups(self):
        """(x, y, width, height) of each."""
        found = []
        for line in self.run("xwininfo", "-root", "-children").decode().splitlines():
            words = line.split()
            if not words or not words[0].startswith("0x"):
                continue
            # It may be gone by now.
            info = subprocess.run(
                ["xwininfo", "-id", words[0]], env=self.env, capture_output=True, timeout=60,
                check=False,
            ).stdout.decode()
            if "IsViewable" not in info:
                continue
            values = dict(row.strip().split(":", 1) for row in info.splitlines() if ":" in row)
            box = tuple(
                int(values[key])
                for key in ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
            )
            if box[2] > 100 and box[3] > 30:
                found.append(box)
        return found

    def colours(self, box):
        x, y, width, height = box
        pixels = self.run("import", "-window", "root", "-crop", f"{width}x{height}+{x}+{y}",
                          "-depth", "8", "rgb:-")
        return len({pixels[i : i + 3] for i in range(0, len(pixels), 3)})

    def wait_for_popup(self):
        """One, with something in it."""

        def drawn():
            boxes = self.popups()
            return boxes[0] if len(boxes) == 1 and self.colours(boxes[0]) > 8 else None

        return self.rig.wait_for(drawn, 20, "no notice is seen")

    def wait_for_none(self):
        self.rig.wait_for(lambda: not self.popups(), 20, "a notice stays")

    # --- The person ---

    def press(self, label, nth):
        """The button with these words, the nth from the left."""
        if self.kind == "dunst":
            self.choice.write_text(label)
            self.run("dunstctl", "context")
            return
        x, y = self.button(nth)
        self.run("xdotool", "mousemove", str(x), str(y), "click", "1")

    def button(self, nth):
        """Xfce draws buttons in a row at the bottom: where their words are."""

        def labels():
            x, y, width, height = self.wait_for_popup()
            top = y + height - 46
            pixels = self.run("import", "-window", "root", "-crop", f"{width}x30+{x}+{top}",
                              "-depth", "8", "rgb:-")
            dark = sorted({
                i // 3 % width for i in range(0, len(pixels), 3) if sum(pixels[i : i + 3]) < 330
            })
            found = []
            for column in dark:
                if found and column - found[-1][1] <= 20:
                    found[-1][1] = column
                else:
                    found.append([column, column])
            middles = [(x + (left + right) // 2, top + 15) for left, right in found]
            return middles if len(middles) > nth else None

        return self.rig.wait_for(labels, 20, "no buttons")[nth]
