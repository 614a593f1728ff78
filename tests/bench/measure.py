# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""How the bench measures: paired and interleaved, medians, ratios of one run."""

import os
import statistics
import time
from dataclasses import dataclass


def run_once(command, env):
    """Milliseconds from spawn to end; the program must succeed."""
    nowhere = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_RDWR, 0) for fd in (0, 1)]
    began = time.perf_counter_ns()
    pid = os.posix_spawn(command[0], command, env, file_actions=nowhere)
    _, status = os.waitpid(pid, 0)
    ended = time.perf_counter_ns()
    if status != 0:
        raise RuntimeError(f"{command[0]} failed with status {os.waitstatus_to_exitcode(status)}")
    return (ended - began) / 1e6


def interleave(ours, baseline, env, rounds):
    """Medians of both, run in turns so that both meet the same weather."""
    command = [[str(part) for part in side] for side in (ours, baseline)]
    times = ([], [])
    for number in range(rounds + 5):
        for side in (0, 1) if number % 2 else (1, 0):
            took = run_once(command[side], env)
            if number >= 5:  # the first ones fill caches
                times[side].append(took)
    return statistics.median(times[0]), statistics.median(times[1])


def pss(pid):
    """MiB, or None where the process does not let itself be read (stintd does so only to root)."""
    try:
        with open(f"/proc/{pid}/smaps_rollup") as rollup:
            rows = [row for row in rollup if row.startswith("Pss:")]
    except PermissionError:
        return None
    return int(rows[0].split()[1]) / 1024


def sleeps(pid):
    """How often each of its threads has gone to sleep of its own will, by thread."""
    counts = {}
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{task}/status") as status:
                rows = [row for row in status if row.startswith("voluntary_ctxt_switches")]
        except (FileNotFoundError, ProcessLookupError):  # it ended just now
            continue
        counts[task] = int(rows[0].split()[1])
    return counts


def wakeups(before, after):
    """What was woken between two looks: each sleep ends with one.  A thread that ended in between was
    woken for that at least once; a new one counts as a whole."""
    ended = len(before.keys() - after.keys())
    return ended + sum(count - before.get(task, 0) for task, count in after.items())


@dataclass
class Row:
    """A line of the table: what was measured, what it may be at most, in one unit."""

    name: str
    unit: str
    measured: float = None
    baseline: float = None  # None: measured is a ratio, or a difference, already
    limit: float = None  # of the ratio, or of what comes on top of the baseline
    added: bool = False  # the limit is of measured - baseline
    why_not: str = ""

    @property
    def value(self):
        if self.measured is None:
            return None
        if self.baseline is None:
            return self.measured
        if self.added:
            return self.measured - self.baseline
        return self.measured / self.baseline

    @property
    def within(self):
        return self.value is not None and self.value <= self.limit

    def text(self):
        if self.measured is None:
            return f"{self.name:<{NAME}} not measured: {self.why_not}"
        sign = "+" if self.added else "×"
        if self.baseline is None:
            sides = f"{'':>19} {self.unit:<4}"
        else:
            sides = f"{self.measured:>9.2f} {self.baseline:>9.2f} {self.unit:<4}"
        over = "" if self.within else "  OVER"
        return f"{self.name:<{NAME}} {sides} {sign}{self.value:>6.2f}  at most {sign}{self.limit:g}{over}"


NAME = 74
HEAD = f"{'':<{NAME}} {'measured':>9} {'baseline':>9} {'':<4} {'ratio':>7}"
