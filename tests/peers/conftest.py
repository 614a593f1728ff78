# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""One world, one set of readers and one hold-tool for all tests."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from trial import Trial  # noqa: E402
from cases import all_cases  # noqa: E402
from readers import Readers  # noqa: E402
from realm import Realm  # noqa: E402

BUILD = Path(os.environ.get("STINT_BUILD_ROOT", "_build"))
LONG = bool(os.environ.get("STINT_TEST_LONG"))


@pytest.fixture(scope="session")
def realm(tmp_path_factory):
    with Realm(tmp_path_factory.mktemp("realm")) as found:
        yield found


@pytest.fixture(scope="session")
def readers(realm):
    found = Readers(realm.environment(), realm.folder / "states")
    yield found
    found.close()


class HoldTool:
    """src/profiles as the service calls it, on any two files."""

    program = BUILD / "tests" / "peers" / "hold-tool"

    def __init__(self):
        self._process = None

    def __call__(self, op, folder, profile="", **more):
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen([self.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                             bufsize=1)
        question = {"op": op, "credentials": str(folder / "credentials"), "config": str(folder / "config"),
                    "state": str(folder / "state"), "profile": profile, **more}
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            status = self._process.wait()
            if status == -9 and "crash" in more:
                return {"crashed": True}
            raise RuntimeError(f"hold-tool ended with {status} at {question}")
        return json.loads(line)

    def close(self):
        if self._process is not None:
            self._process.stdin.close()
            self._process.wait(timeout=10)
            self._process.stdout.close()
            self._process = None


@pytest.fixture(scope="session")
def hold_tool():
    found = HoldTool()
    yield found
    found.close()


@pytest.fixture(scope="session")
def cases(realm):
    found = all_cases(realm.foreign_helper("Process"), realm.home / "web-token", realm.keys_of("LeftRole"))
    return {case.name: case for case in found}


@pytest.fixture
def trial(request, cases, tmp_path, realm, readers, hold_tool):
    """The files of one case, by its name."""
    return Trial(cases[request.param], tmp_path, realm, readers, hold_tool)
