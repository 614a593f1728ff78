# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The command line in a desktop of its own: real bus, keyring and service, and a local AWS."""

import os
import sys
from pathlib import Path

import pytest

SOURCE = Path(os.environ.get("STINT_SOURCE_ROOT", Path(__file__).resolve().parents[2]))
BUILD = Path(os.environ.get("STINT_BUILD_ROOT", SOURCE / "_build"))
sys.path.insert(0, str(SOURCE / "tests" / "rig"))


class Terminal:
    """stint on a terminal: a pseudo-terminal of its own session, so that /dev/tty is there."""

    def __init__(self, rig, arguments, env=None, columns=120):
        pexpect = pytest.importorskip("pexpect")
        self.child = pexpect.spawn(
            str(BUILD / "src" / "cli" / "stint"),
            list(arguments),
            env={**rig.env, "G_MESSAGES_DEBUG": "", "TERM": "xterm", **(env or {})},
            cwd=str(rig.home),
            encoding="utf-8",
            dimensions=(40, columns),
            timeout=30,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.child.close(force=True)

    def expect(self, text):
        """Waits for this text; what came before it."""
        self.child.expect_exact(text)
        return self.child.before

    def type(self, text):
        self.child.sendline(text)

    def end(self):
        """Waits for the end: the exit status (negative: the signal), and the rest of the output."""
        pexpect = pytest.importorskip("pexpect")
        self.child.expect(pexpect.EOF)
        rest = self.child.before
        self.child.close()
        status = self.child.exitstatus
        return (status if status is not None else -self.child.signalstatus), rest


class Desk:
    """A rig, and stint in it."""

    def __init__(self, rig):
        self.rig = rig

    def __getattr__(self, name):
        return getattr(self.rig, name)

    def stint(self, *arguments, status=0, env=None, **more):
        """Without a terminal; its result. The status is checked."""
        env = {"G_MESSAGES_DEBUG": "", **(env or {})}
        # A session of its own: no terminal of whoever runs the tests is asked anything.
        result = self.rig.stint(
            *arguments, check=False, env=env, start_new_session=True, **more
        )
        assert result.returncode == status, (arguments, result.stdout, result.stderr)
        return result

    def terminal(self, *arguments, **more):
        return Terminal(self.rig, arguments, **more)

    def states(self):
        return {name: session.state for name, session in self.rig.client.sessions().items()}


@pytest.fixture(scope="session")
def rig_module():
    """The rig's module, or a skip that says what is missing."""
    if not (BUILD / "src" / "service" / "stintd").exists():
        pytest.skip("stintd is not built")
    return pytest.importorskip("stintrig")


@pytest.fixture
def desk(rig_module):
    """Fresh, with the guide's two files and nothing imported."""
    try:
        rig = rig_module.Rig().start()
    except rig_module.NoRig as missing:
        pytest.skip(str(missing))
    yield Desk(rig)
    rig.stop()


@pytest.fixture
def imported(desk):
    desk.stint("import", "--yes")
    return desk


@pytest.fixture
def active(imported):
    imported.stint("start", "DeploymentRole", "--mfa", imported.totp())
    return imported
