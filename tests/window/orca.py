#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What Orca says, in writing: a walk through the window by keyboard.  For people, no test.

    orca.py SCENARIO STEP…

A STEP is a key as xdotool names it, "type:TEXT", "action:NAME" or "action:NAME=PARAMETER" of the
window, or "app:NAME" of the application; scenarios are those of scenarios.py.  Needs the package
orca; no sound is made.

    STINT_BUILD_ROOT=_build tests/window/orca.py busy Down Tab action:start-session=s9 type:123456"""

import os
import re
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from desktop import SYSTEM_PATH, Desktop  # noqa: E402

SAID = re.compile(r"SPEECH OUTPUT: '(.*?)'(?: voice|\{|None| |$)", re.S | re.M)
# Orca is quiet where it finds neither; it writes down what it would say all the same.
ABSENT = ("speechd", "brlapi")


class Orca:
    def __init__(self, desktop):
        self.desktop = desktop
        self.log = desktop.root / "orca.log"
        self.read = 0
        mute = desktop.root / "mute"
        for name in ABSENT:
            (mute / name).mkdir(parents=True)
            (mute / name / "__init__.py").write_text(f"raise ImportError('no {name} here')\n")
        subprocess.run(["gsettings", "set", "org.gnome.desktop.interface", "toolkit-accessibility",
                        "true"], env=desktop.env, check=True)
        env = {**desktop.env, "PYTHONPATH": str(mute)}
        del env["G_DEBUG"]
        desktop.children.append(subprocess.Popen(
            ["orca", f"--debug-file={self.log}"], env=env, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL))
        desktop.wait_for(lambda: self.log.exists() and "SPEECH OUTPUT" in self.text(), 60, "no Orca")

    def text(self):
        return self.log.read_text(errors="replace")

    def listen(self):
        """What was said since; Orca has done when it writes down nothing more."""
        before = None
        while before != self.log.stat().st_size:
            before = self.log.stat().st_size
            time.sleep(0.8)
        said = [words.strip() for words in SAID.findall(self.text()[self.read :])]
        self.read = len(self.text())
        return " | ".join(words for words in said if words)


def do(desktop, step):
    kind, colon, what = step.partition(":")
    if not colon:
        desktop.key(step, delay=0.1)
    elif kind == "type":
        desktop.type(what)
    elif kind == "action":
        name, _, parameter = what.partition("=")
        desktop.action(name, parameter or None)
    elif kind == "app":
        desktop.app_action(what)
    else:
        sys.exit(f"“{step}” is no step")


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    if shutil.which("orca", path=SYSTEM_PATH) is None:
        sys.exit("Orca is not installed: apt-get install --no-install-recommends orca")
    with Desktop(scenario=sys.argv[1], size=(1200, 900)) as desktop:
        orca = Orca(desktop)
        desktop.open_window()
        print("the window:", orca.listen(), flush=True)
        for step in sys.argv[2:]:
            do(desktop, step)
            print(f"{step}: {orca.listen()}", flush=True)


if __name__ == "__main__":
    main()
