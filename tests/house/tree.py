# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The files of the source tree."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_SKIPPED = {".git", "__pycache__", ".flatpak-builder", "screenshots-out", ".pytest_cache", "build"}


def _walk():
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in _SKIPPED and not f.startswith("_build")]
        for name in names:
            yield Path(folder, name).relative_to(ROOT)


def files(*suffixes):
    """What git tracks or would, or every file where this is no clone; sorted."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
    )
    if listed.returncode == 0 and (ROOT / ".git").exists():
        paths = [Path(name) for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = list(_walk())
    return sorted(
        path
        for path in paths
        if (not suffixes or path.suffix in suffixes) and (ROOT / path).is_file()
    )


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def is_text(path):
    return b"\0" not in (ROOT / path).read_bytes()[:8192]
