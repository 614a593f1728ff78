# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A desktop of one's own: home, session bus, keyring, AWS, and a stintd that the bus starts.

    sys.path.insert(0, "<source root>/tests/rig")
    from stintrig import Rig

    with Rig() as rig:
        rig.client.request("Import", "Run", move_keys=True)
        session = rig.client.session("DeploymentRole")
        rig.client.request("Sessions", "Start", session.id, mfa_code=rig.totp())
        assert rig.identity("DeploymentRole").endswith("assumed-role/DeploymentRole/...")

Nothing of the person's own is read or written, and nothing is left when the `with` block ends.
Everything is real but AWS: dbus-daemon, gnome-keyring-daemon, the service itself.
"""

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

SOURCE = Path(os.environ.get("STINT_SOURCE_ROOT", Path(__file__).resolve().parents[2]))
BUILD = Path(os.environ.get("STINT_BUILD_ROOT", SOURCE / "_build"))

sys.path[:0] = [str(SOURCE / "tests" / "aws"), str(SOURCE / "tests" / "rig")]
from listening import is_listening  # noqa: E402
from localaws.testing import LocalAws, demo_world  # noqa: E402

NAME = "io.github.stint_aws.Stint.Service"
PATH = "/io/github/stint_aws/Stint1"
INTERFACE = "io.github.stint_aws.Stint1."
SECRETS = "org.freedesktop.secrets"
KEYRING_PASSWORD = "test"
SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

ACCOUNT = "123456789012"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
SERIAL = f"arn:aws:iam::{ACCOUNT}:mfa/MFAUser"

# What the well-known guides leave people with.
CREDENTIALS = f"""\
# my keys
[MFAUser]
aws_access_key_id = {KEY_ID}
aws_secret_access_key = {SECRET}
"""
CONFIG = f"""\
[default]
region = eu-west-1
output = json

# for deployments
[profile DeploymentRole]
role_arn = arn:aws:iam::{ACCOUNT}:role/DeploymentRole
source_profile = MFAUser
mfa_serial = {SERIAL}
region = eu-west-1

[profile BillingRole]
role_arn = arn:aws:iam::{ACCOUNT}:role/BillingRole
source_profile = MFAUser
mfa_serial = {SERIAL}

[profile ForbiddenRole]
role_arn = arn:aws:iam::{ACCOUNT}:role/ForbiddenRole
source_profile = MFAUser
mfa_serial = {SERIAL}
"""

BUS_CONFIG = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
  <limit name="service_start_timeout">60000</limit>
</busconfig>
"""

IDENTITY = """\
import boto3, sys
session = boto3.Session(profile_name=sys.argv[1])
client = session.client("sts", endpoint_url=sys.argv[2], region_name="eu-west-1")
print(client.get_caller_identity()["Arn"])
"""


class StintError(Exception):
    """A failure as the service tells it."""

    def __init__(self, name, message, details=None):
        super().__init__(f"{name}: {message}")
        self.name = name
        self.message = message
        self.details = details or {}


class NoRig(RuntimeError):
    """Something that the rig needs is not on this machine."""


def _die_with_parent():
    """In the child: the kernel ends it when the test ends, however that happens."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)


def to_variant(value):
    """A Python value as an option: bool, int (u), str, list of str, dict of str."""
    if isinstance(value, GLib.Variant):
        return value
    if isinstance(value, bool):
        return GLib.Variant("b", value)
    if isinstance(value, int):
        return GLib.Variant("u", value)
    if isinstance(value, str):
        return GLib.Variant("s", value)
    if isinstance(value, (list, tuple)):
        return GLib.Variant("as", list(value))
    if isinstance(value, dict):
        return GLib.Variant("a{ss}", value)
    raise TypeError(f"no option is a {type(value)}")


def to_options(options):
    """Keyword arguments as an a{sv}: mfa_code becomes mfa-code."""
    return GLib.Variant(
        "a{sv}", {key.replace("_", "-"): to_variant(value) for key, value in options.items()}
    )


class Row:
    """A tuple of a list, by names."""

    NAMES = ()

    def __init__(self, values):
        self.values = values
        for name, value in zip(self.NAMES, values):
            setattr(self, name, value)

    def __repr__(self):
        return f"{type(self).__name__}{self.values}"


class Session(Row):
    NAMES = (
        "id name kind integration account_id account_name role profile region state hand_out since"
        " until pinned more"
    ).split()


class Integration(Row):
    NAMES = "id name kind region more".split()


class Pending:
    """A request that was sent and is not answered yet."""

    def __init__(self, client, path, subscriptions):
        self.client = client
        self.path = path
        self.progress = []
        self.answer = None
        self._subscriptions = subscriptions

    def wait(self, timeout=60):
        """Its results; raises StintError."""
        self.client.rig.wait_for(
            lambda: self.answer is not None, timeout, f"no answer to {self.path}"
        )
        self.forget()
        status, results = self.answer
        if status != 0:
            raise StintError(results["error"], results["message"], results["details"])
        return results

    def close(self):
        self.client.call("Request", "Close", path=self.path)

    def forget(self):
        for subscription in self._subscriptions:
            self.client.bus.signal_unsubscribe(subscription)
        self._subscriptions = []


class Client:
    """One connection to the bus, and the service's API on it."""

    def __init__(self, rig):
        self.rig = rig
        self.bus = rig.connect()
        self._tokens = 0
        self.changes = []

    @property
    def sender(self):
        return self.bus.get_unique_name()

    def call(self, interface, method, arguments=None, path=PATH, timeout=60, fds=None):
        """A plain method call; its results unpacked."""
        try:
            result, _fds = self.bus.call_with_unix_fd_list_sync(
                NAME,
                path,
                INTERFACE + interface,
                method,
                arguments,
                None,
                Gio.DBusCallFlags.NONE,
                timeout * 1000,
                fds,
                None,
            )
        except GLib.Error as error:
            name = Gio.DBusError.get_remote_error(error) or ""
            Gio.DBusError.strip_remote_error(error)
            raise StintError(name.rpartition(".")[2], error.message) from None
        return result.unpack()

    def send(self, interface, method, *arguments, secret=None, token=None, **options):
        """Sends a request; Pending.wait() has its answer."""
        if token is None:
            self._tokens += 1
            token = f"t{self._tokens}"
        path = f"{PATH}/request/{self.sender[1:].replace('.', '_')}/{token}"
        pending = Pending(self, path, [])

        def answered(_bus, _sender, _path, _interface, signal_name, parameters):
            if signal_name == "Response":
                pending.answer = parameters.unpack()
            else:
                pending.progress.append(parameters.unpack()[0])

        if GLib.Variant.is_object_path(path):
            pending._subscriptions.append(
                self.bus.signal_subscribe(
                    NAME,
                    INTERFACE + "Request",
                    None,
                    path,
                    None,
                    Gio.DBusSignalFlags.NONE,
                    answered,
                )
            )
        fds = None
        signature = "s" * len(arguments)
        values = list(arguments)
        if secret is not None:
            fds = Gio.UnixFDList.new()
            with memory_file(secret) as fd:
                values.append(fds.append(fd))
            signature += "h"
        body = GLib.Variant.new_tuple(
            *(GLib.Variant(kind, value) for kind, value in zip(signature, values)),
            to_options({"handle_token": token, **options}),
        )
        try:
            (handle,) = self.call(interface, method, body, fds=fds)
        except StintError:
            pending.forget()
            raise
        assert handle == path
        return pending

    def request(self, interface, method, *arguments, timeout=60, **options):
        """Sends a request and waits for its results."""
        return self.send(interface, method, *arguments, **options).wait(timeout)

    def sessions(self):
        """Every session by name."""
        _revision, rows = self.call("Sessions", "List")
        return {row[1]: Session(row) for row in rows}

    def session(self, name):
        return self.sessions()[name]

    def integrations(self):
        _revision, rows = self.call("Integrations", "List")
        return {row[1]: Integration(row) for row in rows}

    def start(self, name, **options):
        return self.request("Sessions", "Start", self.session(name).id, **options)

    def stop(self, name, **options):
        return self.request("Sessions", "Stop", self.session(name).id, **options)

    def property(self, name):
        value = self.bus.call_sync(
            NAME,
            PATH,
            "org.freedesktop.DBus.Properties",
            "Get",
            GLib.Variant("(ss)", (INTERFACE + "Manager", name)),
            None,
            Gio.DBusCallFlags.NONE,
            60000,
            None,
        )
        return value.unpack()[0]

    def close(self):
        """Leaves the bus, as a program does that ends."""
        self.bus.close_sync(None)


@contextlib.contextmanager
def memory_file(text):
    fd = os.memfd_create("secret")
    try:
        os.write(fd, text.encode())
        yield fd
    finally:
        os.close(fd)


class Rig:
    """See above.

    keyring: "unlocked", "locked" (there is one, and nobody unlocked it), or "absent".
    aws: a running LocalAws to share; world: one of its own with this world.
    home: another rig's home, for two services that meet.
    idle_seconds: after how long an idle stintd ends; 0: never.
    sleepy: the session bus is the system bus as well, so that a test can play logind.
    env: more for everybody's environment.
    """

    # The folder that all of it lies in; None: in memory.
    place = None

    def __init__(
        self,
        keyring="unlocked",
        aws=None,
        world=None,
        home=None,
        idle_seconds=0,
        sleepy=False,
        env=None,
        credentials=CREDENTIALS,
        config=CONFIG,
    ):
        self._keyring_kind = keyring
        self._own_aws = aws is None
        self.aws = aws if aws is not None else LocalAws(world)
        self._shared_home = home
        self._idle_seconds = idle_seconds
        self._sleepy = sleepy
        self._more_env = env or {}
        self._first_credentials = credentials
        self._first_config = config
        self._children = []
        self.root = None

    # --- Life ---

    def start(self):
        for program in ("dbus-daemon", "gnome-keyring-daemon"):
            if shutil.which(program, path=SYSTEM_PATH) is None:
                raise NoRig(f"{program} is not installed")
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.root = Path(tempfile.mkdtemp(prefix="stint-", dir=self.place or memory))
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def _start(self):
        self.home = Path(self._shared_home or self.root / "home")
        self.dot_aws = self.home / ".aws"
        self.credentials = self.dot_aws / "credentials"
        self.config = self.dot_aws / "config"
        self.runtime = self.root / "run"
        self.services = self.root / "services"
        self.stintd_log = self.root / "stintd.log"
        self._pids = self.root / "pids"
        self.socket = self.runtime / "app" / "io.github.stint_aws.Stint" / "credentials"
        for folder in (self.home, self.runtime, self.services):
            folder.mkdir(mode=0o700, exist_ok=True)
        if not self._shared_home:
            self.write_aws(self._first_credentials, self._first_config)
        if self._own_aws:
            self.aws.start()
        self.env = self._make_env()
        self._write_activation()
        self._start_bus()
        if self._keyring_kind != "absent":
            self._start_keyring()
        self.client = Client(self)

    def stop(self):
        for pid in self._list_stintd():
            self._kill(pid)
        for child in reversed(self._children):
            child.kill()
            child.wait()
        self._children = []
        if self._own_aws:
            self.aws.stop()
        if self.root is not None:
            self._remove_root()
            self.root = None

    def _remove_root(self):
        """Who dies just now may still write: tried again for a moment."""
        end = time.monotonic() + 3
        while self.root.exists() and time.monotonic() < end:
            shutil.rmtree(self.root, ignore_errors=True)
            time.sleep(0.01)

    def __enter__(self):
        return self.start()

    def __exit__(self, *_exc):
        self.stop()

    def _make_env(self):
        data = self.root / "data"
        data.mkdir(exist_ok=True)
        env = {
            "PATH": SYSTEM_PATH,
            "HOME": str(self.home),
            "USER": os.environ.get("USER", "tester"),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "XDG_RUNTIME_DIR": str(self.runtime),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "XDG_STATE_HOME": str(self.home / ".local" / "state"),
            "XDG_DATA_HOME": str(self.home / ".local" / "share"),
            "XDG_CACHE_HOME": str(self.home / ".cache"),
            "XDG_DATA_DIRS": f"{data}:/usr/local/share:/usr/share",
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.root / 'bus'}",
            "GSETTINGS_BACKEND": "keyfile",
            "GSETTINGS_SCHEMA_DIR": str(BUILD / "data"),
            "GIO_USE_VFS": "local",
            "GIO_USE_NETWORK_MONITOR": "base",
            "G_DEBUG": "fatal-criticals",
            "G_MESSAGES_DEBUG": "all",
            "PYTHONDONTWRITEBYTECODE": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
            **self.aws.env(),
            **self._more_env,
        }
        if self._sleepy:
            env["DBUS_SYSTEM_BUS_ADDRESS"] = env["DBUS_SESSION_BUS_ADDRESS"]
        for name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS", "MALLOC_CHECK_"):
            if name in os.environ:
                env.setdefault(name, os.environ[name])
        return env

    def _write_activation(self):
        """The bus starts a script, so that what the service says, and its pid, land in files."""
        script = self.root / "stintd"
        script.write_text(
            "#!/bin/sh\n"
            f"echo $$ >>'{self._pids}'\n"
            f"exec '{BUILD}/src/service/stintd' --helper '{self.helper}'"
            f" --idle-seconds {self._idle_seconds} >>'{self.stintd_log}' 2>&1\n"
        )
        script.chmod(0o755)
        (self.services / f"{NAME}.service").write_text(
            f"[D-BUS Service]\nName={NAME}\nExec={script}\n"
        )
        self.stintd_log.touch()

    def spawn(self, command, env=None, pass_fds=()):
        """A program that runs until the rig ends."""
        return self._spawn(command, env=env, pass_fds=pass_fds)

    def _spawn(self, command, stdin=subprocess.DEVNULL, log=None, env=None, pass_fds=()):
        with open(self.root / log if log else os.devnull, "ab") as out:
            child = subprocess.Popen(
                command,
                stdin=stdin,
                stdout=out,
                stderr=out,
                env=env or self.env,
                cwd=self.home,
                preexec_fn=_die_with_parent,
                pass_fds=pass_fds,
            )
        self._children.append(child)
        return child

    def _start_bus(self):
        config = self.root / "bus.conf"
        config.write_text(BUS_CONFIG.format(socket=self.root / "bus", services=self.services))
        self._spawn(["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile"],
                    log="bus.log")
        self.wait_for(lambda: is_listening(self.root / "bus"), 10, "no bus")

    def start_keyring(self, unlock=True):
        """The daemon alone; stop_keyring() ends it."""
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        password = self.root / "password"
        password.write_text(KEYRING_PASSWORD)
        with open(password if unlock else os.devnull, "rb") as stdin:
            command.append("--unlock" if unlock else "--start")
            self.keyring = self._spawn(command, stdin=stdin, log="keyring.log")
        self.wait_for(lambda: self.has_owner(SECRETS), 20, "no keyring")

    def stop_keyring(self):
        self.keyring.kill()
        self.keyring.wait()
        self._children.remove(self.keyring)
        self.wait_for(lambda: not self.has_owner(SECRETS), 10, "the keyring stays")

    def _start_keyring(self):
        self.start_keyring()
        if self._keyring_kind == "locked":
            self.lock_keyring()

    def lock_keyring(self):
        """As after a login without a password: there, and never unlocked."""
        self.stop_keyring()
        self.start_keyring(unlock=False)

    def unlock_keyring(self):
        """As a person does who types the password elsewhere."""
        bus = self.connect()

        def ask(path, interface, method, arguments):
            return bus.call_sync(SECRETS, path, interface, method, arguments, None,
                                 Gio.DBusCallFlags.NONE, 10000, None).unpack()

        root = "/org/freedesktop/secrets"
        service = "org.freedesktop.Secret.Service"
        plain = GLib.Variant("(sv)", ("plain", GLib.Variant("s", "")))
        _, session = ask(root, service, "OpenSession", plain)
        (collection,) = ask(root, service, "ReadAlias", GLib.Variant("(s)", ("default",)))
        ask(root, "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface",
            "UnlockWithMasterPassword",
            GLib.Variant("(o(oayays))", (collection, (session, b"", KEYRING_PASSWORD.encode(),
                                                      "text/plain"))))
        bus.close_sync(None)

    # --- The bus ---

    def connect(self):
        return Gio.DBusConnection.new_for_address_sync(
            self.env["DBUS_SESSION_BUS_ADDRESS"],
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
            None,
            None,
        )

    def _ask_bus(self, method, argument):
        if not hasattr(self, "_bus"):
            self._bus = self.connect()
        return self._bus.call_sync(
            "org.freedesktop.DBus",
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus",
            method,
            GLib.Variant("(s)", (argument,)),
            None,
            Gio.DBusCallFlags.NONE,
            10000,
            None,
        ).unpack()[0]

    def has_owner(self, name):
        return self._ask_bus("NameHasOwner", name)

    def owner(self, name=NAME):
        """The unique name behind a name, or None."""
        try:
            return self._ask_bus("GetNameOwner", name)
        except GLib.Error:
            return None

    def stintd_pid(self):
        """None while nobody owns the name."""
        try:
            return self._ask_bus("GetConnectionUnixProcessID", NAME)
        except GLib.Error:
            return None

    def _list_stintd(self):
        """Every one that the bus ever started, on its way to the name included."""
        if self.root is None or not (self.root / "pids").exists():
            return []
        return [int(line) for line in (self.root / "pids").read_text().split()]

    def _kill(self, pid):
        """Only what still is a stintd of ours: numbers are used again."""
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return
        if b"stintd" in command and str(self.helper).encode() in command:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + 3
        while not is_zombie(pid) and time.monotonic() < end:
            time.sleep(0.002)

    def kill_stintd(self, how=signal.SIGKILL):
        """Ends the service as the kernel or a session manager would."""
        pid = self.stintd_pid()
        if pid is None:
            return
        os.kill(pid, how)
        self.wait_for(lambda: not self.has_owner(NAME), 10, "stintd does not die")
        self.wait_for(lambda: not Path(f"/proc/{pid}").exists() or is_zombie(pid), 10, "dead?")

    def spawn_stintd(self, *arguments, env=None, log="second-stintd.log"):
        """One that the bus did not start."""
        return self._spawn(
            [str(BUILD / "src/service/stintd"), "--helper", str(self.helper), *arguments],
            log=log,
            env=env,
        )

    # --- Files ---

    @property
    def helper(self):
        return BUILD / "src" / "cli" / "stint-credentials"

    @property
    def state_file(self):
        return self.home / ".local" / "state" / "stint" / "state.json"

    @property
    def integrations_file(self):
        return self.home / ".config" / "stint" / "integrations.json"

    def write_aws(self, credentials, config):
        self.dot_aws.mkdir(mode=0o700, exist_ok=True)
        for path, text in ((self.credentials, credentials), (self.config, config)):
            if text is not None:
                path.write_text(text)
                path.chmod(0o600)

    def aws_bytes(self):
        """Both files as they are; None for one that is not there."""
        return tuple(
            path.read_bytes() if path.exists() else None
            for path in (self.credentials, self.config)
        )

    def log(self):
        return self.stintd_log.read_text(errors="replace")

    def set_preference(self, key, value):
        self.run(["gsettings", "set", "io.github.stint_aws.Stint", key, value])

    # --- Readers ---

    def run(self, command, timeout=60, check=True, env=None, **more):
        """A program in this desktop."""
        return subprocess.run(
            [str(word) for word in command],
            env={**self.env, **(env or {})},
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=check,
            **more,
        )

    def stint(self, *arguments, check=True, env=None, timeout=60, **more):
        """The command line."""
        return self.run(
            [BUILD / "src" / "cli" / "stint", *arguments],
            check=check,
            env=env,
            timeout=timeout,
            **more,
        )

    def identity(self, profile):
        """Who a tool is that uses this profile, by boto3 and the local AWS."""
        result = self.run(
            ["/usr/bin/python3", "-c", IDENTITY, profile, self.aws.url], check=False
        )
        if result.returncode != 0:
            raise RuntimeError(result.stderr.strip().rpartition("\n")[2])
        return result.stdout.strip()

    def totp(self, device="MFAUser"):
        """A code that AWS accepts now."""
        return self.aws.fresh_code(device)

    # --- Waiting ---

    def wait_for(self, condition, timeout=10, what="it did not happen"):
        """Runs the main context until the condition holds."""
        context = GLib.MainContext.default()
        end = time.monotonic() + timeout
        while True:
            while context.iteration(False):
                pass
            value = condition()
            if value:
                return value
            if time.monotonic() > end:
                raise TimeoutError(f"{what} within {timeout} s\n{self._last_words()}")
            time.sleep(0.005)

    def _last_words(self):
        if self.root is None or not hasattr(self, "stintd_log") or not self.stintd_log.exists():
            return ""
        return "\n".join(self.log().splitlines()[-15:])


def is_zombie(pid):
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True


__all__ = [
    "ACCOUNT",
    "BUILD",
    "CONFIG",
    "CREDENTIALS",
    "Client",
    "Integration",
    "KEY_ID",
    "LocalAws",
    "NAME",
    "NoRig",
    "Rig",
    "SECRET",
    "SERIAL",
    "SOURCE",
    "Session",
    "StintError",
    "demo_world",
]
