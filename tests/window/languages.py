# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The window in another language, for pictures.

Nobody has translated Stint into a language that is written from right to left.  So that one sees how
it would look, each word is spelt with Hebrew letters: as long as in English, and names, placeholders
and markup stay what they are, as they would in a real translation."""

import re
import shutil
import struct
import subprocess
from pathlib import Path

MIRRORED = "he"
LOCALES = {language: f"{language}_{land}.UTF-8" for language, land in (
    ("de", "DE"), ("es", "ES"), ("fr", "FR"), ("he", "IL"), ("ja", "JP"))}
LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "אבצדהפגחיזכלמנוסקרשתעטצחזה"))
# What a translator leaves alone.
KEPT = re.compile(
    r"%[-#0+ ']*\d*(?:\.\d+)?(?:\d\$)?[hlzjt]*[a-zA-Z%]|</?[a-z][^>]*>|&[a-z]+;|\{[^}]*\}|_(?=\w)|"
    r"\b(?:AWS|IAM|MFA|ARN|CLI|SSO|URL|Stint|Identity Center|GNOME|sts:\w+)\b"
)
MAGIC = 0x950412DE


def read_originals(path):
    """What there is to translate, from a compiled catalogue of any language."""
    data = Path(path).read_bytes()
    magic, _version, count, start = struct.unpack("<4I", data[:16])
    assert magic == MAGIC, path
    for index in range(count):
        length, offset = struct.unpack_from("<2I", data, start + 8 * index)
        yield data[offset:offset + length].decode()


def write_catalogue(path, messages):
    keys = sorted(messages, key=str.encode)
    texts = [key.encode() for key in keys] + [messages[key].encode() for key in keys]
    table = 28
    place = table + 8 * len(texts)
    entries, body = b"", b""
    for text in texts:
        entries += struct.pack("<2I", len(text), place + len(body))
        body += text + b"\0"
    head = struct.pack("<7I", MAGIC, 0, len(keys), table, table + 8 * len(keys), 0, place)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(head + entries + body)


def spell(text):
    pieces, end = [], 0
    for kept in KEPT.finditer(text):
        pieces += [text[end:kept.start()].lower().translate(str.maketrans(LETTERS)), kept[0]]
        end = kept.end()
    return "".join(pieces) + text[end:].lower().translate(str.maketrans(LETTERS))


def write_mirrored(folder):
    """FOLDER: where the other languages are, compiled."""
    messages = {"": "Content-Type: text/plain; charset=UTF-8\n"
                "Plural-Forms: nplurals=2; plural=(n != 1);\n"}
    for original in read_originals(folder / "de/LC_MESSAGES/stint.mo"):
        if original:
            messages[original] = spell(original.rpartition("\4")[2])
    write_catalogue(folder / MIRRORED / "LC_MESSAGES/stint.mo", messages)


def make_env(language, folder, root):
    """What makes a program speak LANGUAGE, whose catalogue is below FOLDER."""
    if language == MIRRORED:
        write_mirrored(folder)
    env = {"LANGUAGE": language, "LC_ALL": "C.UTF-8"}
    name = LOCALES[language]
    # For the words and orders of dates.
    if shutil.which("localedef") is not None:
        locales = root / "locales"
        locales.mkdir()
        done = subprocess.run(["localedef", "-i", name[:5], "-f", "UTF-8", str(locales / name)],
                              capture_output=True)
        if done.returncode == 0:
            env |= {"LOCPATH": str(locales), "LC_ALL": name}
    return env
