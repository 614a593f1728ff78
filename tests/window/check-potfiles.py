#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Every file with words for people is in po/POTFILES.in, and nothing else."""

import os
import re
import sys
from pathlib import Path

SOURCE = Path(os.environ.get("STINT_SOURCE_ROOT", Path(__file__).resolve().parents[2]))
IN_C = re.compile(r"\b(?:_|N_|C_|NC_|Q_|ngettext|g_dngettext|g_dpgettext2) \(")


def with_words():
    for path in sorted(SOURCE.glob("src/**/*.[ch]")):
        if IN_C.search(path.read_text()):
            yield path
    for path in sorted(SOURCE.glob("src/**/*.ui")):
        if 'translatable="yes"' in path.read_text():
            yield path
    for pattern in ("*.desktop.in", "*.metainfo.xml.in", "*.gschema.xml"):
        yield from sorted((SOURCE / "data").glob(pattern))


def main():
    listed = {
        line.strip()
        for line in (SOURCE / "po/POTFILES.in").read_text().splitlines()
        if line.strip() and not line.startswith("#")
    }
    found = {str(path.relative_to(SOURCE)) for path in with_words()}
    for path in sorted(found - listed):
        print(f"not in po/POTFILES.in: {path}")
    for path in sorted(listed - found):
        print(f"in po/POTFILES.in without need: {path}")
    return 0 if found == listed else 1


if __name__ == "__main__":
    sys.exit(main())
