# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A private stage for the demo and the bench: a home, a session bus, a keyring and a local AWS that
touch nothing of the person's own and are gone when it is closed."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "aws"))

from localaws.testing import LocalAws  # noqa: E402

SERVICE = "io.github.stint_aws.Stint.Service"
OBJECT = "/io/github/stint_aws/Stint1"
_PR_SET_CHILD_SUBREAPER = 36

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:path={run}/bus</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def children(pid):
    """Process ids of all descendants."""
    found = []
    try:
        tasks = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return found
    for task in tasks:
        try:
            direct = Path(f"/proc/{pid}/task/{task}/children").read_text().split()
        except OSError:
            continue
        for child in map(int, direct):
            found += [child, *children(child)]
    return found


class Stage:
    """`env` is the environment of everything that plays on it."""

    def __init__(self, build, keyring=True, world=None, services=True, more_env=None, home_parent=None):
        self.build = Path(build)
        # Whatever the bus starts comes back to us when the bus is gone, so that it can be ended.
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        # Short: a socket's path has 108 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix="stint-", dir="/tmp"))
        self.home = Path(tempfile.mkdtemp(prefix="home-", dir=home_parent or self.folder))
        self.run = self.folder / "run"
        self.run.mkdir(mode=0o700)
        self.aws = None
        self._processes = []
        try:
            self.aws = LocalAws(world).start()
            self.env = self._environment(more_env or {})
            self._start_bus(services)
            if keyring:
                self._start_keyring()
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.close()

    def close(self):
        if self.aws:
            self.aws.stop()
        for process in self._processes:
            process.terminate()
        # A service that lost its bus ends by itself; whoever does not is ended.
        deadline = time.monotonic() + 3
        while time.monotonic() < deadline and self._reap():
            time.sleep(0.02)
        for pid in children(os.getpid()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self._reap()
        for folder in (self.home, self.folder):
            shutil.rmtree(folder, ignore_errors=True)

    def _reap(self):
        """Collects what has ended; whether anything still runs."""
        try:
            while True:
                pid, _ = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    return True
        except ChildProcessError:
            return False

    def _environment(self, more):
        kept = ("LANG", "LC_ALL", "LANGUAGE", "TERM", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY")
        env = {name: os.environ[name] for name in kept if name in os.environ}
        programs = [self.build / "src" / room for room in ("cli", "service", "window")]
        env.update(
            PATH=":".join([*map(str, programs), "/usr/local/bin:/usr/bin:/bin"]),
            HOME=str(self.home),
            USER=os.environ.get("USER", "stint"),
            XDG_RUNTIME_DIR=str(self.run),
            XDG_DATA_DIRS="/usr/local/share:/usr/share",
            DBUS_SESSION_BUS_ADDRESS=f"unix:path={self.run}/bus",
            GSETTINGS_SCHEMA_DIR=str(self.build / "data"),
            GSETTINGS_BACKEND="keyfile",
            # No tool may ask a cloud's metadata service, or page its output.
            AWS_EC2_METADATA_DISABLED="true",
            AWS_PAGER="",
            **self.aws.env(),
            **more,
        )
        return env

    def _start_bus(self, services):
        folder = self.folder / "services"
        folder.mkdir()
        if services:
            # The bus starts the service when it is first called, as on a desktop.
            program = self.build / "src/service/stintd"
            helper = self.build / "src/cli/stint-credentials"
            (folder / f"{SERVICE}.service").write_text(
                f'[D-BUS Service]\nName={SERVICE}\nExec="{program}" "--helper={helper}"\n'
            )
        config = self.folder / "bus.conf"
        config.write_text(_BUS.format(run=self.run, services=folder))
        self._spawn(["dbus-daemon", "--nofork", "--nopidfile", f"--config-file={config}"])
        deadline = time.monotonic() + 10
        while not (self.run / "bus").exists():
            if time.monotonic() > deadline:
                raise RuntimeError("the bus did not start")
            time.sleep(0.005)

    def _start_keyring(self):
        password = self.folder / "password"
        password.write_text("stage")  # an empty one would make no keyring
        command = ["gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets"]
        with open(password) as stdin:
            self._spawn(command, stdin=stdin)
        self.check("gdbus", "wait", "--session", "--timeout", "10", "org.freedesktop.secrets")

    def _spawn(self, command, stdin=subprocess.DEVNULL):
        with open(self.folder / f"{command[0]}.log", "wb") as log:
            process = subprocess.Popen(
                command, env=self.env, cwd=self.home, stdin=stdin, stdout=log, stderr=log
            )
        self._processes.append(process)
        return process

    # --- what plays on it ---

    def popen(self, *command, **options):
        return subprocess.Popen([str(part) for part in command], env=self.env, **options)

    def check(self, *command, **options):
        """Runs a program that must succeed; its output."""
        result = subprocess.run(
            [str(part) for part in command],
            env={**self.env, **options.pop("env", {})},
            stdin=options.pop("stdin", subprocess.DEVNULL),
            capture_output=True,
            text=True,
            timeout=options.pop("timeout", 60),
            **options,
        )
        if result.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, command))}: {result.stderr or result.stdout}")
        return result.stdout

    def service_pid(self):
        """stintd's, or None while it does not run."""
        try:
            answer = self.check(
                *("gdbus", "call", "--session", "--dest", "org.freedesktop.DBus"),
                *("--object-path", "/org/freedesktop/DBus"),
                *("--method", "org.freedesktop.DBus.GetConnectionUnixProcessID", SERVICE),
            )
        except RuntimeError:
            return None
        return int(answer.strip("()\n, ").split()[-1])
