#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""How fast the window is there, against an empty Adwaita window in the same run.

    run.py [ROUNDS]            a table; --json prints {"rows": [{name, value, limit, unit}]}

Rounds alternate, medians count.  Under Xvfb; the service is played and holds 5,000 sessions, then
20,000, with which the window is also driven: see drive.c."""

import collections
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from desktop import BUILD, Desktop, die_with_parent, skip_unless_possible  # noqa: E402

BENCH = BUILD / "tests" / "window"


def pss(pid):
    """Kilobytes that are this process's own share."""
    for line in open(f"/proc/{pid}/smaps_rollup"):
        if line.startswith("Pss:"):
            return int(line.split()[1])
    raise RuntimeError("no Pss")


def start(desktop, program, **env):
    return subprocess.Popen(
        [str(BENCH / program)], env=desktop.env | env, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, preexec_fn=die_with_parent,
    )


def run(desktop, program, marks, settle=0.0):
    """Milliseconds from exec to each mark, and the PSS after @settle seconds."""
    begin = time.time()
    child = start(desktop, program)
    found = {}
    try:
        while not set(marks) <= set(found):
            line = child.stdout.readline()
            if not line:
                raise RuntimeError(f"{program} ended before {set(marks) - set(found)}")
            name, instant = line.split()
            found.setdefault(name, (int(instant) / 1e6 - begin) * 1000)
        time.sleep(settle)
        found["pss"] = pss(child.pid)
    finally:
        child.kill()
        child.wait()
    return found


def drive(desktop, n):
    """Milliseconds of each step, by its name."""
    child = start(desktop, "bench-real-window", STINT_BENCH_DRIVE=str(n))
    found = collections.defaultdict(list)
    try:
        for line in child.stdout:
            name, microseconds = line.split()
            if name == "driven":
                return found
            found[name].append(int(microseconds) / 1000)
    finally:
        child.kill()
        child.wait()
    raise RuntimeError("the window ended while it was driven")


def collect(rounds):
    values = collections.defaultdict(list)
    with Desktop(scenario="first-run", size=(1200, 800)) as nothing, Desktop(
        scenario="many5000", size=(1200, 800)
    ) as many, Desktop(scenario="many20000", size=(1200, 800)) as most:
        for desktop in (nothing, many, most):
            desktop.set_settings(used="true", width=1080, height=700)
        for i in range(rounds + 1):
            settle = 2.0 if i >= rounds - 2 else 0.0
            empty = run(many, "bench-empty-window", ["first-frame"], settle)
            first = run(nothing, "bench-real-window", ["first-frame"])
            rows = run(many, "bench-real-window", ["first-frame", "first-rows"], settle)
            most_rows = run(most, "bench-real-window", ["first-frame", "first-rows"], settle)
            if i == 0:
                continue  # what is in no cache yet
            values["empty"].append(empty["first-frame"])
            values["first"].append(first["first-frame"])
            values["rows"].append(rows["first-rows"])
            values["most-rows"].append(most_rows["first-rows"])
            if settle:
                values["empty-pss"].append(empty["pss"])
                values["pss"].append(rows["pss"])
                values["most-pss"].append(most_rows["pss"])
        # The worst step of a drive, and the middle one of the drives.
        for _ in range(3):
            for name, times in drive(most, 20000).items():
                values[name].append(max(times))
    return {name: statistics.median(numbers) for name, numbers in values.items()}


def main():
    skip_unless_possible()
    plain = [a for a in sys.argv[1:] if not a.startswith("--")]
    m = collect(int(plain[0]) if plain else 10)
    rows = [
        {"name": "window: first frame without rows, against an empty Adwaita window",
         "value": m["first"] / m["empty"], "limit": 1.25, "unit": "x"},
        {"name": "window: first rows of 5,000 sessions, against an empty Adwaita window",
         "value": m["rows"] / m["empty"], "limit": 1.75, "unit": "x"},
        {"name": "window: memory with 5,000 sessions above an empty Adwaita window",
         "value": (m["pss"] - m["empty-pss"]) / 1024, "limit": 45, "unit": "MiB"},
        {"name": "window: first rows of 20,000 sessions, against an empty Adwaita window",
         "value": m["most-rows"] / m["empty"], "limit": 1.75, "unit": "x"},
        {"name": "window: memory with 20,000 sessions above an empty Adwaita window",
         "value": (m["most-pss"] - m["empty-pss"]) / 1024, "limit": 45, "unit": "MiB"},
        {"name": "window: 20,000 sessions, work from the first letter to its frame",
         "value": m["letter"], "limit": 30, "unit": "ms"},
        {"name": "window: 20,000 sessions, work to narrow the list, the worst letter",
         "value": m["narrow"], "limit": 30, "unit": "ms"},
        {"name": "window: 20,000 sessions, work to widen the list from nothing",
         "value": m["widen"], "limit": 250, "unit": "ms"},
        {"name": "window: 20,000 sessions, work for a frame that scrolls a page, the worst",
         "value": m["scroll"], "limit": 33, "unit": "ms"},
    ]
    if "--json" in sys.argv:
        print(json.dumps({"rows": rows, "raw": m}))
        return 0
    for row in rows:
        verdict = "ok" if row["value"] <= row["limit"] else "over"
        print(f"{row['value']:8.2f} {row['unit']:4} (limit {row['limit']}) {verdict:5} {row['name']}")
    print(f"raw medians: {', '.join(f'{k} {v:.0f}' for k, v in m.items())}")
    return 0 if all(row["value"] <= row["limit"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
