#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Feeds generated files to the document and to botocore, and compares what they say.

usage: check-documents.py PROBE [COUNT [SEED]]
"""

import json
import random
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

try:
    from botocore.configloader import build_profile_map, raw_config_parse
    from botocore.exceptions import ConfigParseError
except ImportError:
    print("1..0 # SKIP python3-botocore is not installed")
    sys.exit(0)

BLANKS = ["", "", "", "", " ", "  ", "\t", "    ", "\u00a0", "\u2003 ", "\x0c", "\x1f"]
NAMES = ["default", "foo", "profile foo", 'profile "foo"', "profile 'foo'", "profile\tfoo", " profile foo ",
         "profile  foo", "profiles foo", "profile foo bar", "profile 'a b'", 'profile "', "sso-session s",
         "services x", "DEFAULT", "bar", " bar ", "profile default", "", "x]y", "profile b\\ c", "profilefoo"]
KEYS = ["region", "Region", "aws_access_key_id", "AWS_ACCESS_KEY_ID", "role_arn", "s3", "x y", "",
        "x_stint_off_role_arn", "\u212aey", "key", "é", "É", "sso_start_url"]
VALUES = ["", "x", "a = b", "a:b", "# c", "x # c", "x ; c", "[foo]", "é", " padded ", "wJalr/K7=", "\x00n",
          "a\x0bb", "a = 1\x0bb", "\u2028"]
ENDS = ["\n"] * 12 + ["\r\n"] * 3 + ["\r", "", "\n\n"]


def line(rng):
    kind = rng.random()
    start = rng.choice(BLANKS)
    if kind < 0.2:
        return start + "[" + rng.choice(NAMES) + "]" + rng.choice(["", "", "", " # c", "x", " ; [c]"])
    if kind < 0.7:
        return (start + rng.choice(KEYS) + rng.choice(BLANKS) + rng.choice("===:") + rng.choice(BLANKS)
                + rng.choice(VALUES))
    if kind < 0.8:
        return start + rng.choice("#;") + rng.choice(VALUES)
    if kind < 0.9:
        return start
    if kind < 0.97:
        return "  " + rng.choice(VALUES)
    return start + rng.choice(["junk", "[open", "=", ":", "\ufeff", "[]", "[x", "]"])


def alike(rng):
    """Sections that repeat each other but for a few lines, as in the files of those who have many."""
    model = [line(rng) for _ in range(rng.randrange(1, 6))]
    if rng.random() < 0.7:
        model = [rng.choice([*KEYS, "[k"]) + rng.choice([" = ", "=", ": ", " =", "= "]) + "x" for _ in model]
    lines = []
    for number in range(rng.randrange(2, 6)):
        name = rng.choice(NAMES) if rng.random() < 0.1 else f"s{number}" if rng.random() < 0.95 else "s0"
        lines.append(f"[{name}]")
        copy = list(model)
        if rng.random() < 0.5:
            at = rng.randrange(len(copy))
            other = rng.choice([line(rng), copy[at] + rng.choice(["]", " ", "", "y", "="]), copy[-1], ""])
            copy[at : at + rng.randrange(2)] = [other]
        lines += copy
    end = rng.choice(ENDS[:14]) or "\n"
    return end.join(lines + [""]).encode()


def content(rng):
    if rng.random() < 0.3:
        return alike(rng)
    eol = rng.choice(ENDS)
    lines = []
    if rng.random() < 0.9:
        lines.append("[" + rng.choice(NAMES[:8]) + "]" + "\n")
    for _ in range(rng.randrange(0, 12)):
        lines.append(line(rng) + (eol if rng.random() < 0.8 else rng.choice(ENDS)))
    data = "".join(lines).encode()
    if rng.random() < 0.03:
        data = data[: rng.randrange(0, len(data) + 1)] + rng.choice([b"\xff", b"\xc3", b"\xed\xa0\x80"]) + data
    return data


def expected(kind, path):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = raw_config_parse(str(path))
    except ConfigParseError:
        return None
    if kind == "credentials":
        return {(0, name): values for name, values in parsed.items()}
    mapped = build_profile_map(parsed)
    result = {(0, name): values for name, values in mapped["profiles"].items()}
    result.update({(1, name): values for name, values in mapped["sso_sessions"].items()})
    return result


def seen(kind, answer):
    """What botocore makes of the sections: the later one of a name wins, [DEFAULT] goes to all."""
    defaults = {}
    result = {}
    for section, _name, values in answer["sections"]:
        if section == 3:
            defaults.update(values)
    for section, name, values in answer["sections"]:
        if section == 0 or (section == 1 and kind == "config"):
            result[(section, name)] = {**defaults, **values}
    return result


def nested(values):
    return {k: (v if not v.startswith("\n") else dict(
        tuple(part.strip() for part in sub.split("=", 1)) for sub in v.splitlines() if sub.strip()))
        for k, v in values.items()}


def main():
    probe = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 3000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20261122
    rng = random.Random(seed)
    failures = accepted = 0
    print("1..1")
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("credentials", "config"):
            paths = []
            for number in range(count // 2):
                path = Path(folder, f"{kind}-{number}")
                path.write_bytes(content(rng))
                paths.append(path)
            output = subprocess.run([probe, kind, *map(str, paths)], check=True, capture_output=True).stdout
            for path, text in zip(paths, output.decode(errors="surrogateescape").split("\n")):
                want = expected(kind, path)
                answer = json.loads(text)
                if want is None:
                    ok = answer["line"] > 0
                elif b"DEFAULT" in path.read_bytes() and answer["line"] > 0:
                    continue  # nested junk in a [DEFAULT] that nobody inherits: refused out of caution
                else:
                    accepted += 1
                    got = {k: nested(v) for k, v in seen(kind, answer).items()} if answer["line"] == 0 else None
                    # Keys and values are C strings in the API: NULs are kept, but not told of.
                    ok = got == want or (got is not None and b"\0" in path.read_bytes())
                if not ok:
                    failures += 1
                    if failures <= 5:
                        print(f"# {kind} {path.read_bytes()!r}\n#   botocore {want!r}\n#   stint    {answer!r}")
    enough = accepted > count // 20
    print(f"# seed {seed}: {count} files, {accepted} accepted by botocore, {failures} differences")
    print(f"{'ok' if failures == 0 and enough else 'not ok'} 1 - the document sees what botocore sees")
    return 0 if failures == 0 and enough else 1


if __name__ == "__main__":
    sys.exit(main())
