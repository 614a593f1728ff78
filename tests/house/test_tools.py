# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The counting of tests: a failure that is not counted would be worse than none at all."""

import json
import os
import subprocess

import pytest
from tree import ROOT

COUNT = ROOT / "tools" / "count-tests"


def count(tmp_path, *tests):
    """Status and last line for meson's records of (result, stdout)."""
    log = tmp_path / "testlog.json"
    log.write_text(
        "".join(
            json.dumps({"name": f"t{n}", "result": result, "stdout": text, "stderr": ""}) + "\n"
            for n, (result, text) in enumerate(tests)
        )
    )
    result = subprocess.run([str(COUNT), str(log)], capture_output=True, text=True)
    assert result.stderr == ""
    return result.returncode, result.stdout.splitlines()


TAP = "TAP version 13\n# random seed: R02\nok 1 /a\nok 2 /b # SKIP no root here\n1..2\n"


@pytest.mark.parametrize(
    "tests, status, last",
    [
        ([("OK", TAP)], 0, "1 passed, 0 failed, 1 skipped"),
        ([("OK", "")], 0, "1 passed, 0 failed, 0 skipped"),
        ([("FAIL", "")], 1, "0 passed, 1 failed, 0 skipped"),
        ([("FAIL", "ok 1 /a\nnot ok 2 /b\n1..2\n")], 1, "1 passed, 1 failed, 0 skipped"),
        ([("ERROR", "ok 1 /a\n")], 1, "1 passed, 1 failed, 0 skipped"),
        ([("TIMEOUT", "ok 1 /a\n")], 1, "1 passed, 1 failed, 0 skipped"),
        ([("OK", "..s\nSKIPPED [2] t.py:3: not here\n3 passed, 2 skipped in 0.10s\n")], 0, "3 passed, 0 failed, 2 skipped"),
        ([("FAIL", "1 failed, 3 passed, 2 errors in 61.10s (0:01:01)\n")], 1, "3 passed, 3 failed, 0 skipped"),
        ([("OK", "...\nRan 3 tests in 0.1s\n\nOK (skipped=1)\n")], 0, "2 passed, 0 failed, 1 skipped"),
        ([("FAIL", "Ran 3 tests in 0.1s\n\nFAILED (failures=1, errors=1)\n")], 1, "1 passed, 2 failed, 0 skipped"),
        ([("SKIP", "no keyring here")], 1, "0 passed, 0 failed, 1 skipped"),
        ([("OK", TAP), ("SKIP", "no keyring here")], 0, "1 passed, 0 failed, 2 skipped"),
        ([], 1, "0 passed, 1 failed, 0 skipped"),
    ],
)
def test_counts(tmp_path, tests, status, last):
    returned, lines = count(tmp_path, *tests)
    assert (returned, lines[-1]) == (status, last)


def test_reasons_are_told(tmp_path):
    _, lines = count(tmp_path, ("OK", TAP), ("SKIP", "no keyring here"), ("FAIL", ""))
    assert "  t0: /b: no root here" in lines
    assert "  t1: no keyring here" in lines
    assert "  t2: fail, 1 failed" in lines


def test_a_log_that_is_missing_is_a_failure(tmp_path):
    result = subprocess.run([str(COUNT), str(tmp_path / "none")], capture_output=True, text=True)
    assert result.returncode == 1 and result.stdout.endswith("0 passed, 1 failed, 0 skipped\n")


def record(path, *tests):
    path.write_text(
        "".join(
            json.dumps({"name": name, "result": result, "stdout": text, "stderr": ""}) + "\n"
            for name, result, text in tests
        )
    )
    return str(path)


def test_what_was_run_again(tmp_path):
    window, cli = "stint:window / window-journey", "stint:cli / cli-start"
    first = record(
        tmp_path / "first.json",
        ("stint:unit+base / base-time", "OK", TAP),
        (window, "FAIL", "1 failed, 2 passed in 1.00s\n"),
        (cli, "FAIL", "1 failed in 1.00s\n"),
    )
    again = record(
        tmp_path / "again.json",
        (window, "OK", "3 passed in 1.00s\n"),
        (cli, "FAIL", "1 failed in 1.00s\n"),
    )
    failed = subprocess.run([str(COUNT), "--failed", first], capture_output=True, text=True)
    assert failed.stdout.splitlines() == ["window-journey window", "cli-start cli"]
    both = subprocess.run([str(COUNT), first, "--again", again], capture_output=True, text=True)
    lines = both.stdout.splitlines()
    assert both.returncode == 1 and lines[-1] == "4 passed, 1 failed, 1 skipped"
    assert lines[lines.index("Failed:") - 1] == f"  {window}"
    assert lines[lines.index("Failed:") + 1] == f"  {cli}: fail, 1 failed"


# --- mirror: stale objects would test yesterday's code ---


def mirror(source, target):
    subprocess.run([str(ROOT / "tools" / "mirror"), str(source), str(target)], check=True)


def test_mirror(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    for folder in (source / "src", source / "_build", source / ".git", target / "_build"):
        folder.mkdir(parents=True)
    (source / "src" / "a.c").write_text("old")
    (source / "src" / "b.c").write_text("same")
    (source / "run").write_text("#!")
    (source / "run").chmod(0o755)
    (source / "link").symlink_to("run")
    (source / "_build" / "x").write_text("not this")
    (target / "_build" / "kept").write_text("kept")
    mirror(source, target)
    assert (target / "src" / "a.c").read_text() == "old"
    assert (target / "run").stat().st_mode & 0o111
    assert (target / "link").is_symlink()
    assert not (target / "_build" / "x").exists() and (target / "_build" / "kept").exists()

    times = {name: (target / "src" / name).stat().st_mtime_ns for name in ("a.c", "b.c")}
    (source / "src" / "a.c").write_text("new")
    # Changed while the copy was being built: before the objects, by its own time.
    os.utime(source / "src" / "a.c", ns=(1, 1))
    (source / "run").unlink()
    mirror(source, target)
    assert (target / "src" / "a.c").read_text() == "new"
    assert (target / "src" / "a.c").stat().st_mtime_ns > times["a.c"]
    assert (target / "src" / "b.c").stat().st_mtime_ns == times["b.c"]
    assert not (target / "run").exists() and (target / "_build" / "kept").exists()
