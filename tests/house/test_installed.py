# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What `meson install` puts where: into an empty DESTDIR, and (./dev test --installed) a prefix."""

import contextlib
import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from tree import ROOT

BUILD = Path(os.environ.get("STINT_BUILD_ROOT", ROOT / "_build"))
ID = "io.github.stint_aws.Stint"

WANTED = """\
bin/stint
bin/stint-credentials
bin/stint-gtk
lib/systemd/user/stintd.service
libexec/stintd
share/applications/{id}.desktop
share/bash-completion/completions/stint
share/dbus-1/interfaces/{id}1.xml
share/dbus-1/services/{id}.Service.service
share/dbus-1/services/{id}.service
share/fish/vendor_completions.d/stint.fish
share/glib-2.0/schemas/{id}.Window.gschema.xml
share/glib-2.0/schemas/{id}.gschema.xml
share/gnome-shell/search-providers/{id}.search-provider.ini
share/icons/hicolor/scalable/apps/{id}.svg
share/icons/hicolor/symbolic/apps/{id}-active-symbolic.svg
share/icons/hicolor/symbolic/apps/{id}-attention-symbolic.svg
share/icons/hicolor/symbolic/apps/{id}-ending-symbolic.svg
share/icons/hicolor/symbolic/apps/{id}-idle-symbolic.svg
share/icons/hicolor/symbolic/apps/{id}-symbolic.svg
share/man/man1/stint-credentials.1
share/man/man1/stint-gtk.1
share/man/man1/stint.1
share/metainfo/{id}.metainfo.xml
share/zsh/site-functions/_stint
""".replace("{id}", ID)
# What a build without the window leaves out.
WINDOW = rf"bin/stint-gtk|{ID}\.(desktop|service|metainfo\.xml|search-provider\.ini)$"


def options(build):
    listed = subprocess.run(["meson", "introspect", "--buildoptions", str(build)], capture_output=True,
                            text=True, check=True)
    return {option["name"]: option["value"] for option in json.loads(listed.stdout)}


@contextlib.contextmanager
def own_log(build):
    """Where Stint was installed from this folder, `ninja uninstall` still needs the list of that; and it
    may be root's."""
    log = build / "meson-logs" / "install-log.txt"
    kept = log.with_suffix(".kept")
    if log.exists():
        log.rename(kept)
    try:
        yield
    finally:
        if kept.exists():
            kept.replace(log)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The prefix as the programs know it, and the folder that it is in here."""
    stintd = (BUILD / "src" / "service" / "stintd").resolve()
    if stintd.parent.name == "libexec":
        return stintd.parents[1], stintd.parents[1]
    if not (BUILD / "build.ninja").exists():
        pytest.skip("no build folder")
    prefix = Path(options(BUILD)["prefix"])
    root = tmp_path_factory.mktemp("destdir")
    with own_log(BUILD):
        done = subprocess.run(["meson", "install", "-C", str(BUILD), "--no-rebuild", "--quiet",
                               "--destdir", str(root)], capture_output=True, text=True)
    if done.returncode != 0 and "could not be found" in done.stdout + done.stderr:
        pytest.skip("not everything is built")
    assert done.returncode == 0, done.stdout + done.stderr
    return prefix, Path(f"{root}{prefix}")


def test_the_list_of_files(place):
    """All of them, and nothing else; translations come and go."""
    _prefix, folder = place
    found = {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}
    found = {name for name in found if not name.startswith("share/locale/")}
    # What a prefix has for all programs.
    found -= {"share/glib-2.0/schemas/gschemas.compiled", "share/icons/hicolor/icon-theme.cache"}
    wanted = set(WANTED.split())
    if not (folder / "bin" / "stint-gtk").exists():
        wanted = {name for name in wanted if not re.search(WINDOW, name)}
    assert found == wanted


def test_nothing_lies_outside(place):
    prefix, folder = place
    if prefix == folder:
        pytest.skip("a prefix of its own has no outside")
    root = Path(str(folder)[: -len(str(prefix))])
    stray = [path for path in root.rglob("*") if not path.is_dir() and folder not in path.parents]
    assert stray == []


def test_the_bus_starts_what_is_installed(place):
    prefix, folder = place
    for path in (folder / "share" / "dbus-1" / "services").iterdir():
        text = path.read_text()
        assert re.search(r"(?m)^Name=(.*)$", text)[1] == path.name.removesuffix(".service")
        program = re.search(r'(?m)^Exec="?([^"\n]*?)"?( --[a-z-]+)*$', text)[1]
        assert program.startswith(f"{prefix}/"), text
        assert os.access(folder / Path(program).relative_to(prefix), os.X_OK), text
        unit = re.search(r"(?m)^SystemdService=(.*)$", text)
        assert not unit or (folder / "lib" / "systemd" / "user" / unit[1]).exists()


def test_no_name_of_the_build_folder(place):
    """Programs that look for their parts where they were built work on one machine only."""
    _prefix, folder = place
    for name in ("bin/stint", "bin/stint-credentials", "libexec/stintd"):
        assert str(ROOT).encode() + b"/src/" not in (folder / name).read_bytes(), name


def test_programs_say_their_version(place):
    _prefix, folder = place
    version = re.search(r"version: '([^']+)'", (ROOT / "meson.build").read_text())[1]
    for name in ("bin/stint", "bin/stint-credentials", "libexec/stintd"):
        said = subprocess.run([folder / name, "--version"], capture_output=True, text=True)
        assert (said.returncode, version in said.stdout) == (0, True), said
