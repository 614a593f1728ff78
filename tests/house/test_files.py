# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""How the files of the tree look."""

import re
import shutil
import subprocess

import pytest
from tree import ROOT, files, is_text, read

SPDX = ("SPDX-License-Identifier: GPL-3.0-or-later", "SPDX-FileCopyrightText: 2026 The Stint Authors")
# What was left for later has no place in the tree.
LATER = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")


def text_files():
    """What people wrote: neither the licence nor what fuzzers are fed with."""
    return [
        path
        for path in files()
        if is_text(path) and path.name != "COPYING" and "corpus" not in path.parts
    ]


def test_there_are_files():
    assert len(files(".c")) > 10 and len(files(".h")) > 10


def test_clang_format():
    """Versions differ in details; the one of Debian 12 decides."""
    program = next(filter(None, map(shutil.which, ["clang-format-14", "clang-format"])), None)
    version = subprocess.run([program, "--version"], capture_output=True, text=True).stdout if program else ""
    if "version 14." not in version:
        pytest.skip("clang-format 14 is not installed")
    sources = [str(ROOT / path) for path in files(".c", ".h")]
    result = subprocess.run([program, "--dry-run", "-Werror", *sources], capture_output=True, text=True)
    wrong = sorted({line.split(":")[0] for line in result.stderr.splitlines() if ": error:" in line})
    assert not wrong, "./dev format"
    assert result.returncode == 0


def test_editorconfig():
    """UTF-8, line ends, no blanks before them, one at the end; no tabs in C."""
    wrong = []
    for path in text_files():
        data = (ROOT / path).read_bytes()
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            wrong.append(f"{path}: {error}")
        if b"\r" in data:
            wrong.append(f"{path}: carriage return")
        if data and not data.endswith(b"\n"):
            wrong.append(f"{path}: no line end at its end")
        if data.endswith(b"\n\n"):
            wrong.append(f"{path}: empty lines at its end")
        for number, line in enumerate(data.split(b"\n"), 1):
            if line.endswith((b" ", b"\t")):
                wrong.append(f"{path}:{number}: blank at the end of the line")
            if b"\t" in line and path.suffix in (".c", ".h", ".py", ".json", ".xml", ".ui"):
                wrong.append(f"{path}:{number}: tab")
    assert not wrong


def test_spdx_headers():
    wrong = []
    for path in files():
        if not is_text(path):
            continue
        text = read(path)
        if path.suffix not in (".c", ".h", ".py") and not text.startswith("#!"):
            continue
        head = text.splitlines()[:4]
        if not all(any(line in row for row in head) for line in SPDX):
            wrong.append(str(path))
    assert not wrong


def test_nothing_is_left_for_later():
    wrong = []
    for path in text_files():
        for number, line in enumerate(read(path).splitlines(), 1):
            if LATER.search(line):
                wrong.append(f"{path}:{number}: {line.strip()}")
    assert not wrong


def test_scripts_can_be_executed_and_only_they():
    wrong = []
    for path in text_files():
        executable = bool((ROOT / path).stat().st_mode & 0o111)
        if read(path).startswith("#!") != executable:
            wrong.append(str(path))
    assert not wrong


def test_python_is_debians():
    """Another interpreter in PATH may lack gi or botocore."""
    wrong = [
        str(path)
        for path in text_files()
        if read(path).startswith("#!") and "python" in read(path).splitlines()[0]
        and read(path).splitlines()[0] != "#!/usr/bin/python3"
    ]
    assert not wrong


def test_shell_scripts():
    program = shutil.which("bash")
    for path in text_files():
        first = read(path).split("\n", 1)[0]
        if first.startswith("#!") and re.search(r"\b(ba)?sh\b", first) or path.suffix == ".sh":
            result = subprocess.run([program, "-n", str(ROOT / path)], capture_output=True, text=True)
            assert result.returncode == 0, result.stderr
