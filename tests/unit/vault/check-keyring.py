#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The vault against a real gnome-keyring-daemon, each test on a bus and in a home of its own.

Called with the path of vault-probe; prints TAP.
"""

import contextlib
import os
import pathlib
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time

PASSWORD = "test"
SECRETS = "org.freedesktop.secrets"
BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <servicedir>{folder}/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
PROMPTER = "/usr/share/dbus-1/services/org.gnome.keyring.SystemPrompter.service"


class Skip(Exception):
    pass


class Probe:
    """vault-probe, spoken to by lines."""

    def __init__(self, path, env):
        self.process = subprocess.Popen([path], env=env, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, bufsize=1)
        self.answers = queue.Queue()
        self.number = 0
        self.early = {}
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            number, rest = line.rstrip("\n").split(" ", 1)
            self.answers.put((int(number), rest.strip()))
        self.answers.put((0, "the probe ended"))

    def send(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        if command != "cancel":
            self.number += 1
        return self.number

    def wait(self, number, timeout=20):
        while number not in self.early:
            got, rest = self.answers.get(timeout=timeout)
            assert got != 0, rest
            self.early[got] = rest
        return self.early.pop(number)

    def ask(self, command, timeout=20):
        return self.wait(self.send(command), timeout)

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(10) == 0, "the probe failed"


class Desk:
    """A private bus, home and run-time folder, and perhaps a keyring."""

    def __init__(self, probe_path, display=None):
        self.probe_path = probe_path
        self.display = display

    def __enter__(self):
        self.stack = contextlib.ExitStack()
        folder = pathlib.Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        for name in ("run", "home", "bus/services"):
            (folder / name).mkdir(parents=True, mode=0o700)
        self.env = {key: value for key, value in os.environ.items()
                    if key not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS",
                                   "GNOME_KEYRING_CONTROL")
                    and not key.startswith("XDG_")}
        # Warnings of the keyring's own are not ours to die of.
        self.env.pop("G_DEBUG", None)
        self.env |= {"HOME": str(folder / "home"), "XDG_RUNTIME_DIR": str(folder / "run"),
                     "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
        if self.display:
            self.env["DISPLAY"] = self.display
            shutil.copy(PROMPTER, folder / "bus/services")
        config = folder / "bus" / "bus.conf"
        config.write_text(BUS_CONFIG.format(folder=folder / "bus"))
        bus = subprocess.Popen(["dbus-daemon", f"--config-file={config}", "--print-address=1",
                                "--nofork"], env=self.env, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)
        self.stack.callback(self.end, bus)
        self.env["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        self.keyring = None
        return self

    def __exit__(self, *_):
        if self.keyring:
            self.end(self.keyring)
        self.stack.close()

    @staticmethod
    def end(process):
        process.terminate()
        process.wait(10)

    def wait_for_name(self):
        subprocess.run(["gdbus", "wait", "--session", "--timeout", "10", SECRETS], env=self.env,
                       check=True, timeout=15)

    def start_keyring(self, *options, password=None):
        self.keyring = subprocess.Popen(
            ["gnome-keyring-daemon", *options, "--foreground", "--components=secrets"],
            env=self.env, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, text=True)
        self.keyring.stdin.write(password or "")
        self.keyring.stdin.close()
        self.wait_for_name()

    def unlocked(self):
        self.start_keyring("--unlock", password=PASSWORD)

    def locked_from_start(self):
        self.start_keyring("--start")

    def stop_keyring(self):
        self.end(self.keyring)
        self.keyring = None
        for _ in range(100):
            owner = subprocess.run(
                ["gdbus", "call", "--session", "--dest", "org.freedesktop.DBus", "--object-path",
                 "/", "--method", "org.freedesktop.DBus.NameHasOwner", SECRETS],
                env=self.env, capture_output=True, text=True, timeout=10)
            if "false" in owner.stdout:
                return
            time.sleep(0.05)
        raise AssertionError("the keyring does not leave the bus")

    def lock(self):
        subprocess.run(
            ["gdbus", "call", "--session", "--dest", SECRETS, "--object-path",
             "/org/freedesktop/secrets", "--method", "org.freedesktop.Secret.Service.Lock",
             "[objectpath '/org/freedesktop/secrets/collection/login']"],
            env=self.env, check=True, stdout=subprocess.DEVNULL, timeout=10)

    def probe(self):
        probe = Probe(self.probe_path, self.env | {"G_DEBUG": "fatal-criticals"})
        self.stack.callback(probe.close)
        return probe


def equal(got, wanted):
    assert got == wanted, f"got {got!r}, wanted {wanted!r}"


def check_unlocked(desk):
    desk.unlocked()
    probe = desk.probe()
    equal(probe.ask("state"), "ok ready")
    equal(probe.ask("lookup access-key one quiet"), "error not-found")
    equal(probe.ask("clear access-key one quiet"), "ok")
    equal(probe.ask("store access-key one FIRST quiet"), "ok")
    equal(probe.ask("store lease one LEASE quiet"), "ok")
    equal(probe.ask("store access-key two SECOND quiet"), "ok")
    equal(probe.ask("lookup access-key one quiet"), "ok FIRST")
    equal(probe.ask("store access-key one AGAIN quiet"), "ok")
    equal(probe.ask("lookup access-key one quiet"), "ok AGAIN")
    equal(probe.ask("lookup lease one quiet"), "ok LEASE")
    equal(probe.ask("lookup token one quiet"), "error not-found")
    equal(probe.ask("clear access-key one quiet"), "ok")
    equal(probe.ask("lookup access-key one quiet"), "error not-found")
    equal(probe.ask("lookup access-key two quiet"), "ok SECOND")


def check_seen_by_others(desk):
    """Schema and attributes are what the design says, and a new process finds them."""
    desk.unlocked()
    equal(desk.probe().ask("store access-key guide wJalrXUtnFEMI quiet"), "ok")
    equal(desk.probe().ask("lookup access-key guide quiet"), "ok wJalrXUtnFEMI")
    if not shutil.which("secret-tool", path=desk.env["PATH"]):
        raise Skip("secret-tool is not installed")
    found = subprocess.run(["secret-tool", "search", "--all", "xdg:schema",
                            "io.github.stint_aws.Stint"], env=desk.env, check=True,
                           capture_output=True, text=True, timeout=20)
    text = found.stdout + found.stderr
    assert "attribute.kind = access-key" in text, text
    assert "attribute.id = guide" in text, text
    assert "label = Stint's test" in text, text
    equal(text.count("attribute."), 2)


def check_locked_from_start(desk):
    """A keyring that was never unlocked answers searches with nothing, not with "locked"."""
    desk.unlocked()
    equal(desk.probe().ask("store access-key one FIRST quiet"), "ok")
    desk.stop_keyring()
    desk.locked_from_start()
    probe = desk.probe()
    equal(probe.ask("state"), "ok locked")
    equal(probe.ask("lookup access-key one quiet"), "error locked")
    equal(probe.ask("lookup access-key other quiet"), "error locked")
    equal(probe.ask("store access-key one OTHER quiet"), "error locked")
    equal(probe.ask("clear access-key one quiet"), "error locked")


def check_locked_later(desk):
    desk.unlocked()
    probe = desk.probe()
    equal(probe.ask("store access-key one FIRST quiet"), "ok")
    desk.lock()
    equal(probe.ask("state"), "ok locked")
    equal(probe.ask("lookup access-key one quiet"), "error locked")
    equal(probe.ask("store access-key one OTHER quiet"), "error locked")
    equal(probe.ask("clear access-key one quiet"), "error locked")


def check_no_screen(desk):
    """Nowhere to show the prompt: the same as a person who closes it."""
    desk.unlocked()
    probe = desk.probe()
    equal(probe.ask("store access-key one FIRST quiet"), "ok")
    desk.lock()
    equal(probe.ask("lookup access-key one ask"), "error dismissed")
    equal(probe.ask("store access-key one OTHER ask"), "error dismissed")
    equal(probe.ask("clear access-key one ask"), "error dismissed")


def check_absent(desk):
    probe = desk.probe()
    equal(probe.ask("state"), "ok absent")
    for mode in ("quiet", "ask"):
        equal(probe.ask(f"lookup access-key one {mode}"), "error missing")
        equal(probe.ask(f"store access-key one X {mode}"), "error missing")
        equal(probe.ask(f"clear access-key one {mode}"), "error missing")


def check_empty(desk):
    """A service without a default keyring."""
    desk.locked_from_start()
    probe = desk.probe()
    equal(probe.ask("state"), "ok empty")
    equal(probe.ask("lookup access-key one quiet"), "error missing")
    equal(probe.ask("store access-key one X quiet"), "error missing")
    equal(probe.ask("clear access-key one quiet"), "ok")
    equal(probe.ask("store access-key one X ask"), "error dismissed")


def check_restart(desk):
    """The session dies with the service; the same vault goes on with the next one."""
    desk.unlocked()
    probe = desk.probe()
    equal(probe.ask("store access-key one FIRST quiet"), "ok")
    desk.stop_keyring()
    equal(probe.ask("lookup access-key one quiet"), "error missing")
    desk.unlocked()
    equal(probe.ask("lookup access-key one quiet"), "ok FIRST")
    equal(probe.ask("store access-key one AGAIN quiet"), "ok")
    # Replaced under our feet, without a moment of absence that we would see.
    old = desk.keyring
    desk.start_keyring("--replace", "--unlock", password=PASSWORD)
    old.wait(10)
    desk.wait_for_name()
    equal(probe.ask("lookup access-key one quiet"), "ok AGAIN")
    equal(probe.ask("state"), "ok ready")


def check_side_by_side(desk):
    desk.unlocked()
    probe = desk.probe()
    stores = [probe.send(f"store lease item{i} S{i} quiet") for i in range(30)]
    for number in stores:
        equal(probe.wait(number), "ok")
    lookups = [probe.send(f"lookup lease item{i} quiet") for i in range(30)]
    for i, number in enumerate(lookups):
        equal(probe.wait(number), f"ok S{i}")


def type_keys(desk, *keys):
    subprocess.run(["xdotool", "key", *keys], env=desk.env, check=True, timeout=10)


def wait_for_prompt(desk):
    for _ in range(150):
        names = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "."],
                               env=desk.env, capture_output=True, text=True, timeout=10)
        if names.stdout.split():
            time.sleep(0.5)
            return names.stdout.split()
        time.sleep(0.1)
    raise AssertionError("no prompt appears")


def wait_for_no_prompt(desk):
    for _ in range(100):
        names = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", "."],
                               env=desk.env, capture_output=True, text=True, timeout=10)
        if not names.stdout.split():
            return
        time.sleep(0.1)
    raise AssertionError("the prompt stays")


def check_prompt(desk):
    """The real prompt on a screen: closed, given up by its caller, and answered for several."""
    desk.unlocked()
    probe = desk.probe()
    equal(probe.ask("store access-key one FIRST quiet"), "ok")
    desk.lock()

    number = probe.send("lookup access-key one ask")
    wait_for_prompt(desk)
    # Nobody who is not to ask waits for it.
    equal(probe.ask("lookup access-key one quiet"), "error locked")
    type_keys(desk, "Escape")
    equal(probe.wait(number), "error dismissed")
    wait_for_no_prompt(desk)

    number = probe.send("lookup access-key one ask")
    wait_for_prompt(desk)
    probe.send("cancel")
    equal(probe.wait(number), "error cancelled")
    # It stays, since dismissing it would kill gnome-keyring-daemon, and the next ones join it.
    numbers = [probe.send("lookup access-key one ask") for _ in range(3)]
    wait_for_prompt(desk)
    type_keys(desk, *PASSWORD, "Return")
    for number in numbers:
        equal(probe.wait(number), "ok FIRST")
    wait_for_no_prompt(desk)
    equal(probe.ask("lookup access-key one quiet"), "ok FIRST")


@contextlib.contextmanager
def screen():
    if not shutil.which("Xvfb") or not shutil.which("xdotool") or not os.path.exists(PROMPTER):
        raise Skip("Xvfb, xdotool or the keyring's prompter is not installed")
    read, write = os.pipe()
    server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1024x768x24",
                               "-nolisten", "tcp"], pass_fds=[write],
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as answer:
            yield ":" + answer.readline().strip()
    finally:
        server.terminate()
        server.wait(10)


TESTS = [
    (check_unlocked, False),
    (check_seen_by_others, False),
    (check_locked_from_start, False),
    (check_locked_later, False),
    (check_no_screen, False),
    (check_absent, False),
    (check_empty, False),
    (check_restart, False),
    (check_side_by_side, False),
    (check_prompt, True),
]


def run_one(check, with_screen, probe_path):
    with contextlib.ExitStack() as stack:
        display = stack.enter_context(screen()) if with_screen else None
        check(stack.enter_context(Desk(probe_path, display)))


def main():
    os.environ["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    for program in ("gnome-keyring-daemon", "dbus-daemon", "gdbus"):
        if not shutil.which(program):
            print(f"1..0 # SKIP {program} is not installed")
            return 0
    only = sys.argv[2:]
    tests = [test for test in TESTS if not only or test[0].__name__ in only]
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    for number, (check, with_screen) in enumerate(tests, 1):
        name = check.__name__.removeprefix("check_").replace("_", "-")
        try:
            run_one(check, with_screen, sys.argv[1])
            print(f"ok {number} {name}", flush=True)
        except Skip as reason:
            print(f"ok {number} {name} # SKIP {reason}", flush=True)
        except Exception as error:  # pylint: disable=broad-except
            failed += 1
            print(f"not ok {number} {name}\n# {type(error).__name__}: {error}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
