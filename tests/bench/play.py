# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What the bench needs to have running: a service with sessions, on a disk, saying nothing."""

import base64
import contextlib
import ctypes
import os
import select
import shutil
import tempfile
import time
from pathlib import Path

from gi.repository import Gio, GLib
from stintrig import ACCOUNT, CREDENTIALS, INTERFACE, NAME, PATH, SERIAL, Rig, demo_world, to_options

# What the tests want to see costs time.
QUIET = {"G_DEBUG": "", "G_MESSAGES_DEBUG": ""}


IN_CREATE, IN_MOVED_TO = 0x100, 0x80


class FolderWatch(contextlib.AbstractContextManager):
    """Tells when a name in a folder becomes another file: the kernel's word, without asking again and
    again."""

    def __init__(self, folder):
        libc = ctypes.CDLL(None, use_errno=True)
        self._fd = libc.inotify_init1(os.O_CLOEXEC)
        if self._fd < 0 or libc.inotify_add_watch(self._fd, os.fsencode(folder), IN_CREATE | IN_MOVED_TO) < 0:
            raise OSError(ctypes.get_errno(), f"cannot watch {folder}")

    def __exit__(self, *_):
        os.close(self._fd)

    def wait_for(self, name, seconds):
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0 and select.select([self._fd], [], [], left)[0]:
            data = os.read(self._fd, 65536)
            while data:
                length = int.from_bytes(data[12:16], "little")
                if data[16 : 16 + length].rstrip(b"\0") == os.fsencode(name):
                    return time.perf_counter()
                data = data[16 + length :]
        raise RuntimeError(f"{name} was not replaced in {seconds} s")


def role_arn(name):
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def world_with_roles(names):
    """The demo's world with more roles that want a code."""
    world = demo_world()
    trusts = [{"principals": [f"arn:aws:iam::{ACCOUNT}:root"], "mfa": True}]
    world["accounts"][0]["roles"] += [{"name": name, "trusts": trusts} for name in names]
    return world


def profiles(roles):
    return CREDENTIALS + "".join(
        f"\n[{role}]\nrole_arn = {role_arn(role)}\nsource_profile = MFAUser\nmfa_serial = {SERIAL}\n"
        for role in roles
    )


class DiskRig(Rig):
    """The home lies on a disk: fsync costs nothing on a tmpfs, and would flatter nobody."""

    def __init__(self, folder, roles):
        self._home = Path(tempfile.mkdtemp(prefix="home-", dir=folder))
        self._roles = roles
        self._starts = 0
        super().__init__(home=self._home, world=world_with_roles(roles), env=QUIET)

    def _start(self):
        super()._start()
        self.write_aws(profiles(self._roles), None)

    def stop(self):
        super().stop()
        shutil.rmtree(self._home, ignore_errors=True)

    def new_code(self):
        """A code that nobody has seen: the service remembers those that were used, so the device gets
        another seed each time."""
        seed = base64.b32encode(os.urandom(20)).decode()
        self.aws.change("user", "MFAUser", mfa=[{"serial": SERIAL, "totp": seed}])
        return self.totp()

    def time_start(self, session_id, **options):
        """Seconds from the call to the credentials file's replacement; returns when all is answered."""
        self._starts += 1
        token = f"bench{self._starts}"
        path = f"{PATH}/request/{self.client.sender[1:].replace('.', '_')}/{token}"
        answers = []
        watch = self.client.bus.signal_subscribe(
            *(NAME, INTERFACE + "Request", "Response", path, None, Gio.DBusSignalFlags.NONE),
            lambda *signal: answers.append(signal[5].unpack()),
        )
        options = to_options({"handle_token": token, **options})
        body = GLib.Variant.new_tuple(GLib.Variant("s", session_id), options)
        with FolderWatch(self.dot_aws) as watched:
            began = time.perf_counter()
            self.client.bus.call(
                *(NAME, PATH, INTERFACE + "Sessions", "Start", body, None),
                *(Gio.DBusCallFlags.NONE, 60_000, None, None),
            )
            took = watched.wait_for(self.credentials.name, 10) - began
        self.wait_for(lambda: answers, 10, "no answer to Start")
        self.client.bus.signal_unsubscribe(watch)
        status, results = answers[0]
        if status != 0:
            raise RuntimeError(results)
        return took

    def time_way_in(self):
        """Seconds of the bus's own part of a call, one way: half of the least that can be asked."""
        began = time.perf_counter()
        self.client.bus.call_sync(
            *(NAME, PATH, "org.freedesktop.DBus.Peer", "Ping", None, None),
            *(Gio.DBusCallFlags.NONE, 60_000, None),
        )
        return (time.perf_counter() - began) / 2
