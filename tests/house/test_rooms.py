# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The rooms and the arrows between them (HACKING.md, "The rooms")."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from tree import ROOT, files, read

# Which rooms a room may include headers of, besides its own.
ARROWS = {
    "base": set(),
    "net": {"base"},
    "aws": {"net", "base"},
    "profiles": {"base"},
    "vault": {"base"},
    "client": {"base"},
    "service": {"base", "net", "aws", "profiles", "vault"},
    "cli": {"base", "client"},
    "window": {"base", "client"},
}
# The folders of the service, from the ground up: each may include headers of itself and those before it.
FLOORS = ["registry", "common", "identity", "engine", "moving", "bus", "desk"]
# Words and sentences for people are in one place: the service's tray and notices say the same as its
# clients.
WORDS = {"service": {"stint-words.h", "stint-sentence.h"}}
# Headers of other people's that only these rooms may know.
FOREIGN = {
    "curl/": {"net"},
    "openssl/": {"base", "net", "aws"},
    "json-glib/": {"aws", "service", "client", "cli"},
    "libsecret/": {"vault"},
    "libnotify/": {"service"},
    "gtk/": {"window"},
    "adwaita.h": {"window"},
    "gdk/": {"window"},
}
HELPER = "stint-credentials"
HELPER_MAY = {"stint-names.h", "stint-socket-protocol.h", "config.h"}
INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.M)


def sources():
    return [path for path in files(".c", ".h") if path.parts[0] == "src"]


def homes():
    """Header name → the rooms that have one of that name."""
    found = {}
    for path in sources():
        if path.suffix == ".h":
            found.setdefault(path.name, set()).add(path.parts[1])
    return found


def includes(path):
    return INCLUDE.findall(read(path))


def test_rooms_are_known():
    assert {path.parts[1] for path in sources()} <= set(ARROWS)


def test_arrows_go_down_only():
    home, wrong = homes(), []
    for path in sources():
        room = path.parts[1]
        for _, name in includes(path):
            rooms = home.get(Path(name).name, set())
            if rooms and not rooms & (ARROWS[room] | {room}) and name not in WORDS.get(room, ()):
                wrong.append(f"{path} includes {name} of {', '.join(rooms)}")
    assert not wrong


def test_floors_of_the_service():
    parts = [path for path in sources() if path.parts[1] == "service"]
    assert {path.parent.name for path in parts} == {*FLOORS, "service"}
    height = {path.name: FLOORS.index(path.parent.name) for path in parts if path.suffix == ".h"}
    wrong = [
        f"{path} includes {name}, which stands above it"
        for path in parts
        if path.parent.name in FLOORS
        for _, name in includes(path)
        if height.get(name, 0) > FLOORS.index(path.parent.name)
    ]
    assert not wrong


def test_no_room_sees_two_headers_of_one_name():
    wrong = [
        f"{room} sees {name} of {', '.join(sorted(rooms & (below | {room})))}"
        for name, rooms in homes().items()
        for room, below in ARROWS.items()
        if len(rooms & (below | {room})) > 1
    ]
    assert not wrong


def test_foreign_headers_stay_in_their_rooms():
    wrong = []
    for path in sources():
        for kind, name in includes(path):
            for prefix, rooms in FOREIGN.items():
                if name.startswith(prefix) and path.parts[1] not in rooms:
                    wrong.append(f"{path} includes {name}")
    assert not wrong


def test_helper_knows_libc_only():
    parts = [path for path in sources() if path.parts[1] == "cli" and path.name.startswith(HELPER)]
    own = {path.name for path in parts}
    wrong = []
    for path in parts:
        for kind, name in includes(path):
            if kind == '"' and name not in own | HELPER_MAY:
                wrong.append(f"{path} includes {name}")
            if kind == "<" and name.startswith(("glib", "gio")):
                wrong.append(f"{path} includes {name}")
    for name in HELPER_MAY - {"config.h"}:
        nested = [row for row in includes(Path("src/base", name)) if row[1] not in HELPER_MAY]
        wrong += [f"{name} includes {row[1]}" for row in nested]
    assert own and not wrong


def test_headers_include_no_cycle():
    paths = {(path.parts[1], path.name): path for path in sources() if path.suffix == ".h"}

    def seen_from(room, name):
        """The header that a file of @room gets by @name: its own, or one from below."""
        for other in (room, *sorted(ARROWS[room])):
            if (other, name) in paths:
                return paths[other, name]
        return None

    done, way = set(), []

    def visit(path):
        assert path not in way, " → ".join(str(step) for step in [*way[way.index(path) :], path])
        if path in done:
            return
        way.append(path)
        for _, name in includes(path):
            other = seen_from(path.parts[1], name)
            if other:
                visit(other)
        way.pop()
        done.add(path)

    for path in sources():
        if path.suffix == ".h":
            visit(path)


def test_headers_have_a_guard_and_are_used():
    wrong = []
    for path in sources():
        if path.suffix == ".h" and "#pragma once" not in read(path):
            wrong.append(f"{path}: no #pragma once")
        own = path.stem + ".h"
        if path.suffix == ".c" and (ROOT / path.parent / own).exists():
            seen = {name for _, name in includes(path)}
            # A private header of the room may bring it along.
            for name in list(seen):
                if (ROOT / path.parent / name).exists():
                    seen |= {nested for _, nested in includes(path.parent / name)}
            if own not in seen:
                wrong.append(f"{path}: does not include {own}, so that nothing checks one by the other")
    assert not wrong


# --- what the programs are linked with ---

GLIB = {"glib-2.0", "gobject-2.0", "gio-2.0", "gmodule-2.0"}
LIBC = {"c", "pthread", "dl", "m"}
SERVICE = GLIB | LIBC | {"crypto", "ssl", "curl", "json-glib-1.0", "secret-1", "notify", "gdk_pixbuf-2.0", "acl"}
PROGRAMS = {
    "src/service/stintd": SERVICE,
    "src/cli/stint": GLIB | LIBC | {"json-glib-1.0"},
    "src/cli/stint-credentials": LIBC,
    "src/window/stint-gtk": GLIB
    | LIBC
    | {"gtk-4", "adwaita-1", "pango-1.0", "pangocairo-1.0", "cairo", "cairo-gobject", "graphene-1.0"}
    | {"gdk_pixbuf-2.0", "harfbuzz", "X11"},
}
SANITIZERS = {"asan", "ubsan"}


@pytest.mark.parametrize("program", PROGRAMS)
def test_linked_libraries(program):
    path = Path(os.environ["STINT_BUILD_ROOT"], program)
    if not path.exists():
        assert program == "src/window/stint-gtk", f"{program} was not built"
        pytest.skip("stint-gtk is not built here")
    dynamic = subprocess.run(
        ["readelf", "--dynamic", "--wide", str(path)], capture_output=True, text=True, check=True
    ).stdout
    linked = set(re.findall(r"\(NEEDED\).*\[lib(.+?)\.so", dynamic)) - SANITIZERS
    assert linked <= PROGRAMS[program], f"{program} is linked with {linked - PROGRAMS[program]}"
