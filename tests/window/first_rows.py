#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The first frame that has rows has all of the first forty: none comes dripping in later."""

import subprocess

from desktop import BUILD, Desktop, die_with_parent, skip_unless_possible


def main():
    skip_unless_possible()
    with Desktop(scenario="many300", size=(1200, 800)) as d:
        d.set_settings(used="true", width=1080, height=700)
        child = subprocess.Popen(
            [str(BUILD / "tests/window/bench-real-window")], env=d.env, text=True,
            stdout=subprocess.PIPE, preexec_fn=die_with_parent,
        )
        try:
            for line in child.stdout:
                name, value = line.split()
                if name == "rows":
                    assert int(value) >= 40, f"{value} rows in the first frame that has any"
                    print(f"{value} rows at once")
                    return
        finally:
            child.kill()
            child.wait()
        raise AssertionError("the window ended before it had rows")


if __name__ == "__main__":
    main()
