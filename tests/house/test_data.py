# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What is neither code nor test: the D-Bus interface, the files for the desktop, the strings."""

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET

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
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("path", data(".metainfo.xml") + data(".metainfo.xml.in"), ids=str)
def test_metainfo(path, tmp_path):
    copy = tmp_path / path.name.removesuffix(".in")
    copy.write_text(read(path))
    result = run("appstreamcli", "validate", "--no-net", "--explain", copy)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("path", data(".svg"), ids=str)
def test_icons(path):
    assert ET.parse(ROOT / path).getroot().tag.endswith("svg")


# --- the strings ---

MARKED_C = re.compile(r"\b(?:_|N_|C_|NC_|Q_|ngettext|dngettext|g_dngettext|g_dpgettext2|dgettext)\s*\(\s*\"")


def has_strings(path):
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


def test_version_stands_in_the_news():
    version = re.search(r"version: '([^']+)'", read("meson.build"))[1]
    assert f"## {version}" in read("NEWS.md") or f"# {version}" in read("NEWS.md")
    for path in data(".metainfo.xml.in") + data(".metainfo.xml"):
        assert f'version="{version}"' in read(path), path


def test_names_agree():
    """The application id and the service's name are the same in meson and in C."""
    meson, names = read("meson.build"), read("src/base/stint-names.h")
    application = re.search(r"application_id = '([^']+)'", meson)[1]
    assert f'#define STINT_APPLICATION_ID "{application}"' in names
    assert f'#define STINT_SERVICE_NAME "{application}.Service"' in names
    for path in data(".service.in"):
        if path.name.startswith(application):
            assert path.name.removesuffix(".service.in") in (application, application + ".Service")
