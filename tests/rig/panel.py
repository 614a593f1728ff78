# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A real tray: xfce4-panel on a screen that nobody sees, on the bus of a Rig.

The panel holds nothing but the tray, so that the icon is where the panel begins."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from stintrig import SOURCE, SYSTEM_PATH, NoRig

XFCONF = Path("/usr/share/dbus-1/services/org.xfce.Xfconf.service")
WATCHER = "org.kde.StatusNotifierWatcher"
HEIGHT = 48
# Pixels of an icon of 16 or more, at the least.
SOME_INK = 30
SCREEN = (800, 600)

PANEL_XML = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=6;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="{HEIGHT}"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
"""


def ink(pixels):
    """Places of the pixels that are not like the first one."""
    paper = pixels[:3]
    return [
        i // 3
        for i in range(0, len(pixels), 3)
        if abs(pixels[i] - paper[0]) + abs(pixels[i + 1] - paper[1]) + abs(pixels[i + 2] - paper[2])
        > 120
    ]


class Panel:
    def __init__(self, rig):
        self.rig = rig
        for program in ("Xvfb", "openbox", "xdotool", "import", "xfce4-panel"):
            if shutil.which(program, path=SYSTEM_PATH) is None:
                raise NoRig(f"{program} is not installed")
        if not XFCONF.exists():
            raise NoRig("xfconf is not installed")
        self.env = {
            **rig.env,
            "GDK_BACKEND": "x11",
            "NO_AT_BRIDGE": "1",
            "GTK_THEME": "Adwaita",
        }
        # Other people's programs have criticals of their own.
        self.env.pop("G_DEBUG", None)
        self.env.pop("G_MESSAGES_DEBUG", None)
        self._icons = self._install_icons()
        self._write_settings()
        self._start_display()
        self.start()

    def _install_icons(self):
        """Where a prefix would have them."""
        folder = self.rig.root / "panel-data"
        shutil.copytree(SOURCE / "data" / "icons" / "hicolor", folder / "icons" / "hicolor")
        index = Path("/usr/share/icons/hicolor/index.theme")
        if index.exists():
            shutil.copy(index, folder / "icons" / "hicolor")
        return folder

    def _start_display(self):
        read, write = os.pipe()
        width, height = SCREEN
        self.display = self._spawn(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24",
             "-nolisten", "tcp", "-noreset"],
            pass_fds=[write],
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise NoRig("Xvfb does not start")
        self.env["DISPLAY"] = f":{number}"
        self._spawn(["openbox", "--sm-disable"])

    def _write_settings(self):
        folder = Path(self.env["XDG_CONFIG_HOME"], "xfce4", "xfconf", "xfce-perchannel-xml")
        folder.mkdir(parents=True)
        (folder / "xfce4-panel.xml").write_text(PANEL_XML)
        shutil.copy(XFCONF, self.rig.services)

    def start(self, icons=True):
        folders = f"{self._icons}:/usr/share" if icons else "/usr/share"
        self.process = self.rig.spawn(
            ["xfce4-panel", "--disable-wm-check"], env={**self.env, "XDG_DATA_DIRS": folders}
        )
        self.rig.wait_for(lambda: self.rig.has_owner(WATCHER), 30, "the panel has no tray")

    def stop(self):
        """As at the end of a desktop session: its plugins go with it."""
        self.process.terminate()
        self.process.wait()
        self.rig.wait_for(lambda: not self.rig.has_owner(WATCHER), 30, "the tray stays")

    def _spawn(self, command, pass_fds=()):
        return self.rig.spawn(command, env=self.env, pass_fds=pass_fds)

    # --- What is on the screen ---

    def run(self, *command):
        return subprocess.run(
            command, env=self.env, check=True, capture_output=True, timeout=60
        ).stdout

    def shoot(self, path):
        self.run("import", "-window", "root", str(path))

    def grab(self, x, y, width, height):
        """Pixels as bytes, three a pixel, row by row."""
        return self.run(
            "import", "-window", "root", "-crop", f"{width}x{height}+{x}+{y}", "-depth", "8", "rgb:-"
        )

    def icon(self):
        return self.grab(0, 0, HEIGHT, HEIGHT)

    def settled_icon(self):
        """The icon, once nothing changes any more: it is drawn small, then as large as there is room,
        then without the light that it has under the mouse."""
        seen = []

        def is_still():
            seen.append(self.icon())
            time.sleep(0.2)
            return len(ink(seen[-1])) > SOME_INK and seen[-3:] == [seen[-1]] * 3

        self.wait_for_icon()
        self.rig.wait_for(is_still, 30, "the icon does not come to rest")
        return seen[-1]

    def wait_for_icon(self):
        """A panel that draws no icon although it has it is told with what there is to know."""
        try:
            self.rig.wait_for(lambda: self.count_ink() > SOME_INK, 30, "there is no icon")
        except TimeoutError as error:
            known = self.rig.run(
                ["gdbus", "call", "--session", "--dest", WATCHER, "--object-path",
                 "/StatusNotifierWatcher", "--method", "org.freedesktop.DBus.Properties.Get", WATCHER,
                 "RegisteredStatusNotifierItems"], check=False)
            tree = self.run("xwininfo", "-root", "-tree").decode()
            raise TimeoutError(f"{error}\n{known.stdout}{known.stderr}\n{tree}") from None

    def count_ink(self):
        """Pixels of the icon's place that are not like its corner."""
        return len(ink(self.icon()))

    def menus(self):
        """Windows of menus that are open: (id, x, y, width, height)."""
        found = []
        tree = self.run("xwininfo", "-root", "-tree").decode()
        for line in tree.splitlines():
            words = line.split()
            if not words or not words[0].startswith("0x"):
                continue
            info = self.run("xwininfo", "-id", words[0]).decode()
            if "IsViewable" not in info or "Override Redirect State: yes" not in info:
                continue
            values = dict(
                row.strip().split(":", 1) for row in info.splitlines() if ":" in row
            )
            width, height = int(values["Width"]), int(values["Height"])
            if width > 60 and height > 60:
                found.append(
                    (words[0], int(values["Absolute upper-left X"]),
                     int(values["Absolute upper-left Y"]), width, height)
                )
        return found

    def is_drawn(self, menu):
        return len(self.rows(menu)) > 1

    def rows(self, menu):
        """Middles of a menu's entries, from its top: where there is ink beside the frame."""
        _window, x, y, width, height = menu
        inset = 8
        stride = width - 2 * inset
        pixels = self.grab(x + inset, y + 2, stride, height - 4)
        inked = sorted({place // stride for place in ink(pixels)})
        found = []
        for row in inked:
            if found and row - found[-1][1] <= 3:
                found[-1][1] = row
            else:
                found.append([row, row])
        # A line of one or two pixels is a separator.
        return [(top + bottom) // 2 + 2 for top, bottom in found if bottom - top > 4]

    # --- The mouse ---

    def click(self, x, y, button=1):
        self.run("xdotool", "mousemove", str(x), str(y), "click", str(button))

    def click_row(self, menu, row):
        _window, x, y, width, _height = menu
        self.click(x + width // 2, y + row)

    def away(self):
        """Nothing is under the mouse any more."""
        self.run("xdotool", "mousemove", str(SCREEN[0] - 1), str(SCREEN[1] - 1))
