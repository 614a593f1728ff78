# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A release: what `meson dist` packs, and whether it can be built where there is no git."""

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tree import ROOT, files, is_text, read

METAINFO = "data/io.github.stint_aws.Stint.metainfo.xml.in"
TOLD = ("meson.build", "NEWS.md", METAINFO, "packaging/debian/changelog")


def run(*command, **more):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, **more)


# --- what tells the version ---


@pytest.fixture
def copies(tmp_path):
    """Those files alone, to be changed."""
    for name in TOLD:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def check(folder):
    return run(ROOT / "tools" / "check-release", folder)


def test_all_tell_the_same_version():
    done = check(ROOT)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", TOLD)
def test_another_version_is_refused(copies, name):
    version = re.search(r"version: '([^']+)'", read("meson.build"))[1]
    text = (copies / name).read_text()
    assert version in text
    (copies / name).write_text(text.replace(version, "99.0", 1))
    done = check(copies)
    assert done.returncode == 1 and "99.0" in done.stderr and version in done.stderr


def test_another_day_is_refused(copies):
    news = copies / "NEWS.md"
    text = news.read_text()
    day = re.search(r'<release [^>]*date="([^"]+)"', read(METAINFO))[1]
    news.write_text(re.sub(r"(?m)^(## \S+ )\(.*\)$", r"\1(1999-12-31)", text, count=1))
    assert check(copies).returncode == 1 and "1999-12-31" in check(copies).stderr
    news.write_text(re.sub(r"(?m)^(## \S+ )\(.*\)$", rf"\1({day})", text, count=1))
    done = check(copies)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# --- what is packed ---


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """The folder that the tarball unpacks to, out of reach of any git."""
    for program in ("git", "meson", "ninja", "tar", "xz"):
        if not shutil.which(program):
            pytest.skip(f"{program} is not installed")
    folder = tmp_path_factory.mktemp("dist")
    done = run(ROOT / "tools" / "dist", "--as-it-is", "--no-tests", "--to", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    (tarball,) = folder.glob("*.tar.xz")
    done = run("tar", "--extract", f"--file={tarball}", f"--directory={folder}")
    assert done.returncode == 0, done.stderr
    version = re.search(r"version: '([^']+)'", read("meson.build"))[1]
    assert sorted(path.name for path in folder.iterdir()) == [
        f"stint-{version}",
        f"stint-{version}.tar.xz",
        f"stint-{version}.tar.xz.sha256sum",
    ]
    return folder / f"stint-{version}"


def packed(release):
    return sorted(path.relative_to(release) for path in release.rglob("*") if not path.is_dir())


def test_its_sum_is_told(release):
    tarball = Path(f"{release}.tar.xz")
    said = Path(f"{tarball}.sha256sum").read_text().split()
    assert said[0] == hashlib.sha256(tarball.read_bytes()).hexdigest()


def test_everything_is_inside_and_nothing_else(release):
    """As it is here, with its mode; `meson dist` adds nothing."""
    assert packed(release) == files()
    for path in files():
        here, there = ROOT / path, release / path
        assert here.read_bytes() == there.read_bytes(), path
        assert bool(here.stat().st_mode & 0o111) == bool(there.stat().st_mode & 0o111), path


# Names that editors, tools and people leave behind, and that nobody meant to publish.
LEFT_BEHIND = re.compile(
    r"(?:^|/)(?:\.git|_build[^/]*|__pycache__|\.env[^/]*|\.vscode|\.idea|id_[a-z0-9]+|core(?:\.\d+)?)(?:/|$)"
    r"|(?:\.(?:pyc|o|so|swp|swo|bak|orig|rej|log|pem|p12|keyring|flatpak|tar|xz|gz|deb)|~)$"
)
# An access key id of AWS's, in its alphabet, that is none of the examples nor made after them.
REAL_KEY = re.compile(r"\b(?:AKIA|ASIA)(?![A-Z2-7]*(?:EXAMPL|PLACEHOLDER))[A-Z2-7]{16}\b")
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}")
# Somebody's home, but those that tests make up.
HOME = re.compile(r"(?<![\w.-])/(?:home/(?!me/|tester\b|test/)[a-z][\w-]*|root)/[\w.]")


def test_nothing_private_is_inside(release):
    wrong = [f"{path}: its name" for path in packed(release) if LEFT_BEHIND.search(str(path))]
    for path in packed(release):
        text = (release / path).read_bytes().decode("utf-8", "replace")
        kinds = [("an access key", REAL_KEY), ("a private key", PRIVATE_KEY)]
        if is_text(path):
            kinds.append(("somebody's home", HOME))
        for kind, pattern in kinds:
            if found := pattern.search(text):
                wrong.append(f"{path}: {kind}, {found[0][:24]}")
        if (release / path).is_symlink():
            wrong.append(f"{path}: leads elsewhere")
        if len(text) > 400_000:
            wrong.append(f"{path}: large")
    assert not wrong


@pytest.mark.parametrize("text, kind", [
    ("aws_access_key_id = AKIA" + "Z7QRSTUVWX234567", REAL_KEY),
    ("-----BEGIN RSA PRIVATE" + " KEY-----\n" + "MIIE" * 16, PRIVATE_KEY),
    ("see /home/" + "somebody/notes.txt", HOME),
    ("tests/__pycache__/tree.cpython-311.pyc", LEFT_BEHIND),
    ("tests/.env", LEFT_BEHIND),
    ("NEWS.md~", LEFT_BEHIND),
])
def test_what_is_private_would_be_found(text, kind):
    assert kind.search(text)


# --- what is built of it ---


@pytest.fixture(scope="module")
def build(release, tmp_path_factory):
    folder = tmp_path_factory.mktemp("build")
    done = run("meson", "setup", folder, release, env=without_git())
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    return folder


def without_git():
    """Whoever asks git is told nothing, wherever the folder lies."""
    return {**os.environ, "GIT_DIR": "/nonexistent"}


def introspect(build, what):
    return json.loads(run("meson", "introspect", f"--{what}", build).stdout)


def test_all_that_the_build_names_is_there(release, build):
    """What is compiled, what is configured by, and what is run as a test."""
    # Of what other programs make, meson 1.0 loses the folder; newer ones list what links, too.
    named = {source for target in introspect(build, "targets") if target["type"] != "custom"
             for group in target["target_sources"] for source in group.get("sources", [])}
    named |= set(introspect(build, "buildsystem-files"))
    tests = introspect(build, "tests")
    assert len(named) > 300 and len(tests) > 50
    named |= {word for test in tests for word in test["cmd"] if word.startswith(str(release))}
    assert {name for name in named if name.startswith(str(release)) and not Path(name).exists()} == set()


def test_nothing_of_the_build_is_elsewhere(build):
    """A path into the tree that it was packed from works on one machine only."""
    looked_at = [*build.glob("meson-info/*.json"), build / "build.ninja", build / "config.h"]
    assert [path.name for path in looked_at if f"{ROOT}/" in path.read_text()] == []


def test_it_is_built(build):
    """What needs no library, and what is made of the data; all the rest ./dev test --long builds."""
    helper = build / "src" / "cli" / "stint-credentials"
    schemas = build / "data" / "gschemas.compiled"
    done = run("ninja", "-C", build, *(path.relative_to(build) for path in (helper, schemas)), env=without_git())
    assert done.returncode == 0, done.stdout[-3000:]
    version = re.search(r"version: '([^']+)'", read("meson.build"))[1]
    assert version in run(helper, "--version").stdout
    assert schemas.stat().st_size > 0
