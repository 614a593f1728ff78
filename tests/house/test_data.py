# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What is neither code nor test: the D-Bus interface, the files for the desktop, the strings."""

import json
import re
import shutil
import struct
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from tree import ROOT, files, read

PREFIX = "io.github.stint_aws.Stint"


def run(*command):
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    return subprocess.run([str(part) for part in command], capture_output=True, text=True)


# --- the D-Bus interface ---

INTERFACES = [path for path in files(".xml") if path.parts[:2] == ("data", "dbus")]


def test_there_is_an_interface():
    assert INTERFACES


@pytest.mark.parametrize("path", INTERFACES, ids=str)
def test_interface_is_well_formed(path):
    result = run("xmllint", "--noout", "--nonet", ROOT / path)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("path", INTERFACES, ids=str)
def test_interface_is_what_gdbus_takes(path, tmp_path):
    result = run("gdbus-codegen", "--generate-c-code", tmp_path / "out", ROOT / path)
    assert result.returncode == 0 and result.stderr == ""


@pytest.mark.parametrize("path", INTERFACES, ids=str)
def test_interface_is_named_and_documented(path):
    """CamelCase members, names for all arguments, and words before everything."""
    parser = ET.XMLParser(target=ET.TreeBuilder(insert_comments=True))
    wrong = []
    for interface in ET.parse(ROOT / path, parser).getroot().iter("interface"):
        name = interface.get("name")
        if name.startswith(PREFIX) and not name.startswith(PREFIX + "1."):
            wrong.append(f"{name}: not of version 1")
        documented, before = False, None
        for member in interface:
            if member.tag is ET.Comment:
                documented = True
                continue
            # One comment may stand over several properties.
            documented = documented or (member.tag == before == "property")
            before = member.tag
            if member.tag not in ("method", "signal", "property"):
                continue
            where = f"{name}.{member.get('name')}"
            if not re.fullmatch(r"([A-Z][a-z0-9]*)+", member.get("name")):
                wrong.append(f"{where}: not CamelCase")
            wrong += [f"{where}: an argument has no name" for arg in member.iter("arg") if not arg.get("name")]
            # A signal that goes with the method above is documented there.
            if name.startswith(PREFIX) and not documented and member.tag != "signal":
                wrong.append(f"{where}: not documented")
            documented = False
    assert not wrong


# --- the desktop's files ---


def data(suffix):
    return [path for path in files() if path.parts[0] == "data" and path.name.endswith(suffix)]


@pytest.mark.parametrize("path", data(".gschema.xml"), ids=str)
def test_schemas(path):
    result = run("glib-compile-schemas", "--strict", "--dry-run", (ROOT / path).parent)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("path", data(".desktop") + data(".desktop.in"), ids=str)
def test_desktop_files(path, tmp_path):
    """With meson's words between @ filled in."""
    copy = tmp_path / path.name.removesuffix(".in")
    copy.write_text(re.sub(r"@\w+@", "stint", read(path)))
    result = run("desktop-file-validate", copy)
    # Warnings and hints do not show in its status.
    assert (result.returncode, result.stdout + result.stderr) == (0, "")


METAINFO = f"data/{PREFIX}.metainfo.xml.in"


def test_metainfo_is_valid(tmp_path):
    """Strictly; but AppStream before 1.0 does not know the tag that came with it."""
    copy = tmp_path / Path(METAINFO).name.removesuffix(".in")
    copy.write_text(read(METAINFO))
    version = run("appstreamcli", "--version").stdout.split()[-1]
    if int(version.partition(".")[0]) >= 1:
        result = run("appstreamcli", "validate", "--no-net", "--strict", "--explain", copy)
        assert result.returncode == 0, result.stdout
        return
    result = run("appstreamcli", "validate", "--no-net", "--strict", "--format", "yaml", copy)
    found = re.findall(r"- tag: (\S+)\n  severity: (\S+)(?:.*\n)*?  hint: (.*)\n", result.stdout)
    assert "Passed:" in result.stdout
    serious = [issue for issue in found if issue[1] != "pedantic"]
    assert serious == [("unknown-tag", "info", "developer")], result.stdout


def component():
    return ET.parse(ROOT / METAINFO).getroot()


def test_summary_is_for_a_store():
    """10 to 35 characters in sentence case; no article, no full stop, not the name again."""
    summary, name = component().findtext("summary"), component().findtext("name")
    assert 10 <= len(summary) <= 35 and summary[0].isupper() and not summary.endswith(".")
    assert not summary.startswith(("A ", "An ", "The ")) and name not in summary
    assert name == "Stint"


def test_description_is_short_and_says_more():
    words = " ".join("".join(component().find("description").itertext()).split())
    assert 200 <= len(words) <= 700
    assert component().findtext("summary").lower() not in words.lower()


def test_two_colours_that_differ():
    colours = {c.get("scheme_preference"): c.text for c in component().iter("color")}
    assert set(colours) == {"light", "dark"} and len(set(colours.values())) == 2
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in colours.values())


def test_who_and_what_is_told():
    found = component()
    assert found.find("developer").get("id") and found.find("developer").findtext("name")
    assert found.findtext("launchable") == f"{PREFIX}.desktop"
    assert found.find("content_rating").get("type") == "oars-1.1"
    keywords = re.search(r"(?m)^Keywords=(.*)$", read(f"data/{PREFIX}.desktop.in"))[1]
    assert len(keywords.split(";")) > 5


def test_screenshots():
    """3 to 6 of the window alone, which are there, are small, and are said in one sentence; one is dark."""
    shots = list(component().iter("screenshot"))
    assert 3 <= len(shots) <= 6 and shots[0].get("type") == "default"
    assert any("dark" in (shot.get("environment") or "") for shot in shots)
    for shot in shots:
        caption = shot.findtext("caption")
        assert caption[0].isupper() and not caption.endswith(".") and len(caption) <= 100
        picture = ROOT / "data" / "screenshots" / Path(shot.findtext("image")).name
        head = picture.read_bytes()[:26]
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", head[16:24])
        assert 600 <= width <= 1000 and 400 <= height <= 700, f"{picture}: {width}x{height}"
        assert head[25] in (4, 6), f"{picture}: nothing shines through, so there is no shadow"
        assert picture.stat().st_size < 150_000, picture
    shown = {Path(shot.findtext("image")).name for shot in shots}
    assert {path.name for path in files(".png") if path.parent.name == "screenshots"} == shown


def test_release_notes_say_something():
    latest = component().find("releases")[0]
    assert len("".join(latest.find("description").itertext()).split()) > 20


@pytest.mark.parametrize("path", data(".svg"), ids=str)
def test_icons(path):
    """Square, drawn and not painted: no pictures in them, and no shadows or blur."""
    root = ET.parse(ROOT / path).getroot()
    assert root.tag.endswith("svg")
    _x, _y, width, height = map(float, root.get("viewBox").split())
    assert width == height
    tags = {element.tag.rpartition("}")[2] for element in root.iter() if isinstance(element.tag, str)}
    assert not tags & {"image", "filter", "foreignObject", "style", "script"}


def test_application_icon_has_air_around_it():
    """And reaches far enough, so that it is as large as others; what is there is opaque."""
    gi = pytest.importorskip("gi")
    gi.require_version("GdkPixbuf", "2.0")
    from gi.repository import GdkPixbuf, GLib

    icon = f"data/icons/hicolor/scalable/apps/{PREFIX}.svg"
    try:
        picture = GdkPixbuf.Pixbuf.new_from_file_at_size(str(ROOT / icon), 128, 128)
    except GLib.Error as error:
        pytest.skip(f"no drawing of SVG here: {error.message}")
    pixels, stride = picture.get_pixels(), picture.get_rowstride()
    alpha = [[pixels[y * stride + x * 4 + 3] for x in range(128)] for y in range(128)]
    inked = [(x, y) for y in range(128) for x in range(128) if alpha[y][x]]
    sides = [min(x for x, _ in inked), min(y for _, y in inked),
             127 - max(x for x, _ in inked), 127 - max(y for _, y in inked)]
    assert all(4 <= side <= 20 for side in sides), sides
    faint = sum(0 < alpha[y][x] < 255 for y in range(128) for x in range(128))
    assert faint < 0.05 * len(inked), "a shadow is baked in"


# --- the Flatpak ---


def manifest():
    return json.loads(read(f"flatpak/{PREFIX}.json"))


def test_every_permission_is_reasoned_about():
    """flatpak/README.md has a row for each, with words after it; and none that is not asked for."""
    rows = re.findall(r"(?m)^\| (`--.*?) \| (.+) \|$", read("flatpak/README.md"))
    assert all(len(why.split()) >= 8 for _, why in rows)
    reasoned = [word for words, _ in rows for word in re.findall(r"`(--[^`]+)`", words)]
    assert sorted(reasoned) == sorted(manifest()["finish-args"])


def test_manifest_is_what_stores_take():
    """Named after the application; no branch of its own, which is the repository's to say; a command
    and not a path; nothing of the network while building."""
    found = manifest()
    assert found["id"] == PREFIX and "branch" not in found
    assert found["command"] == "stint-gtk" and found["runtime"] == "org.gnome.Platform"
    assert not any("--share" in word for module in found["modules"]
                   for word in module.get("build-options", {}).get("build-args", []))
    options = set(re.findall(r"(?m)^option\('([^']+)'", read("meson_options.txt")))
    for module in found["modules"]:
        assert {word[2:].split("=")[0] for word in module["config-opts"]} <= options


@pytest.mark.parametrize("name", [
    "--talk-name=org.freedesktop.portal.Desktop",  # everybody may
    "--talk-name=org.freedesktop.Flatpak",  # the way out of the sandbox
    "--socket=session-bus", "--socket=system-bus", "--filesystem=home", "--filesystem=host",
])
def test_what_is_never_asked_for(name):
    assert name not in manifest()["finish-args"]


# --- the strings ---

MARKED_C = re.compile(r"\b(?:_|N_|C_|NC_|Q_|ngettext|dngettext|g_dngettext|g_dpgettext2|dgettext)\s*\(\s*\"")


def has_strings(path):
    if path.suffix == ".png":
        return False
    text = read(path)
    if path.suffix == ".c":
        return bool(MARKED_C.search(text))
    if path.suffix == ".ui":
        return 'translatable="yes"' in text or 'translatable="true"' in text
    return path.name.endswith((".desktop.in", ".metainfo.xml.in")) or (
        path.name.endswith(".gschema.xml") and "<summary>" in text
    )


def test_potfiles_are_complete():
    wanted = {str(path) for path in files() if path.parts[0] in ("src", "data") and has_strings(path)}
    lists = [path for path in files() if path.parent.name == "po" and path.name in ("POTFILES", "POTFILES.in")]
    listed = set()
    for path in lists:
        listed |= {row.strip() for row in read(path).splitlines() if row.strip() and not row.startswith("#")}
    assert wanted - listed == set(), "missing in po/POTFILES"
    assert {name for name in listed if not (ROOT / name).exists()} == set()


# --- what must agree ---


def test_names_agree():
    """The application id and the service's name are the same in meson and in C."""
    meson, names = read("meson.build"), read("src/base/stint-names.h")
    application = re.search(r"application_id = '([^']+)'", meson)[1]
    assert f'#define STINT_APPLICATION_ID "{application}"' in names
    assert f'#define STINT_SERVICE_NAME "{application}.Service"' in names
    for path in data(".service.in"):
        if path.name.startswith(application):
            assert path.name.removesuffix(".service.in") in (application, application + ".Service")
