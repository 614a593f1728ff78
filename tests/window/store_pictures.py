#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The pictures that application stores and the README show: the window alone, with its shadow.

    store_pictures.py FOLDER [NAME…]

Xfce's window manager, which composites, gives the window its shadow.  It is taken once before white and once before black, and
what differs between the two is what shines through: so the corners and the shadow are as transparent
in the picture as they are on a screen."""

import shutil
import subprocess
import sys
from pathlib import Path

from desktop import SYSTEM_PATH, Desktop, NoDesktop, skip_unless_possible

# What stores take at most, the shadow included.
LIMIT = (1000, 700)
WINDOW = (910, 610)
SCREEN = (1120, 800)
XFCONF = Path("/usr/share/dbus-1/services/org.xfce.Xfconf.service")
PICTURES = {}


def picture(scenario="store", dark=False, used=True):
    def register(function):
        PICTURES[function.__name__.replace("_", "-")] = (scenario, dark, used, function)
        return function

    return register


@picture()
def sessions(d):
    d.wait_until_shown()


@picture()
def details(d):
    d.action("show-session", "s1")


@picture(scenario="store-morning")
def mfa(d):
    d.action("start-session", "s2")
    d.type("419")


@picture(scenario="store-first", used=False)
def first_run(d):
    d.action("import")


@picture(dark=True)
def dark(d):
    d.wait_until_shown()


class ShadowDesktop(Desktop):
    def start_bus(self):
        super().start_bus()
        shutil.copy(XFCONF, self.root / "services")

    def start_service(self, scenario=None):
        super().start_service(scenario)
        self.spawn(["xfwm4", "--replace", "--compositor=on", "--sm-client-disable"],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait_for(self.is_composited, 20, "no compositor")

    def is_composited(self):
        """Since then GTK draws shadows."""
        done = subprocess.run(["xprop", "-root", "_NET_SUPPORTED"], env=self.env,
                              capture_output=True, text=True)
        return "_GTK_FRAME_EXTENTS" in done.stdout

    def centre(self):
        """A dialog over its window, as a desktop would put it."""
        for window in self.x_windows():
            shell = subprocess.run(["xdotool", "getwindowgeometry", "--shell", window],
                                   env=self.env, check=True, capture_output=True, text=True).stdout
            box = dict(line.split("=") for line in shell.split())
            size = [min(int(box[name]), most) for name, most in zip(("WIDTH", "HEIGHT"), LIMIT)]
            place = [(all_of_it - part) // 2 for all_of_it, part in zip(self.size, size)]
            subprocess.run(["xdotool", "windowsize", window, *map(str, size), "windowmove", window,
                            *map(str, place)], env=self.env, check=True)


def before(desktop, colour, path):
    subprocess.run(["hsetroot", "-solid", colour], env=desktop.env, check=True)
    desktop.screenshot(path)


def take(folder, name):
    scenario, dark, used, function = PICTURES[name]
    with ShadowDesktop(scenario=scenario, size=SCREEN, dark=dark) as desktop:
        # Nothing is under the mouse.
        subprocess.run(["xdotool", "mousemove", *map(str, SCREEN)], env=desktop.env, check=True)
        desktop.open_window(*WINDOW, used=used)
        desktop.wait_until_shown()
        function(desktop)
        desktop.centre()
        desktop.wait_until_shown()
        white, black = desktop.root / "white.png", desktop.root / "black.png"
        before(desktop, "#ffffff", white)
        before(desktop, "#000000", black)
        cut_out(white, black, folder / f"{name}.png")


def cut_out(white, black, target):
    """Alpha is one minus the difference; what is left is the colour times alpha."""
    subprocess.run(
        ["convert", white, black,
         "(", "-clone", "0,1", "-compose", "Difference", "-composite", "-negate", "-colorspace",
         "Gray", ")",
         "(", "-clone", "1,2", "-compose", "DivideSrc", "-composite", ")",
         "-delete", "0,1", "+swap", "-alpha", "off", "-compose", "CopyOpacity", "-composite",
         "-trim", "+repage", "-strip", "-define", "png:compression-level=9", f"png32:{target}"],
        check=True,
    )


def main():
    skip_unless_possible()
    for program in ("xfwm4", "hsetroot", "convert", "xprop"):
        if shutil.which(program, path=SYSTEM_PATH) is None:
            raise NoDesktop(f"{program} is not installed")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[2:] or PICTURES:
        print(name, flush=True)
        take(folder, name)


if __name__ == "__main__":
    main()
