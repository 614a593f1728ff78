# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The service as a black box: a real bus, a real keyring, real files, a local AWS."""

import sys
from pathlib import Path

import pytest

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "rig"))

from stintrig import BUILD, LocalAws, NoRig, Rig  # noqa: E402

PROGRAMS = ("src/service/stintd", "src/cli/stint-credentials", "data/gschemas.compiled")


def pytest_sessionstart(session):
    for program in PROGRAMS:
        if not (BUILD / program).exists():
            pytest.exit(f"{BUILD / program} is not built", 77)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """Lets the fixtures know how the test went."""
    outcome = yield
    if call.when == "call":
        item.failed = outcome.get_result().failed


@pytest.fixture(scope="session")
def aws():
    """One AWS for all tests: its clock, faults and codes are put right before each."""
    with LocalAws() as aws:
        yield aws


@pytest.fixture
def make_rig(aws, request):
    """Rigs that end with the test."""
    aws.ask("reset")
    rigs = []

    def make(**options):
        options.setdefault("aws", aws)
        rig = Rig(**options)
        try:
            rig.start()
        except NoRig as error:
            pytest.skip(str(error))
        rigs.append(rig)
        return rig

    yield make
    for rig in reversed(rigs):
        if getattr(request.node, "failed", False):
            print("\n".join(rig.log().splitlines()[-40:]))
        rig.stop()
    aws.ask("reset")


@pytest.fixture
def changed_world(aws):
    """The demo's world comes back after the test."""
    yield aws
    aws.ask("load")


@pytest.fixture
def rig(make_rig):
    return make_rig()


@pytest.fixture
def imported(rig):
    """The guide's profiles, imported; their key stays in the file."""
    rig.client.request("Import", "Run")
    return rig
