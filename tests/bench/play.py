# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What the bench needs to have running: a service with sessions, on a disk, saying nothing."""

import base64
import os
import shutil
import tempfile
import time
from pathlib import Path

from gi.repository import Gio, GLib
from stintrig import ACCOUNT, CREDENTIALS, INTERFACE, NAME, PATH, SERIAL, Rig, demo_world, to_options

# What the tests want to see costs time.
QUIET = {"G_DEBUG": "", "G_MESSAGES_DEBUG": ""}


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
        before = self.credentials.stat().st_ctime_ns
        began = time.perf_counter()
        self.client.bus.call(
            *(NAME, PATH, INTERFACE + "Sessions", "Start", body, None),
            *(Gio.DBusCallFlags.NONE, 60_000, None, None),
        )
        while self.credentials.stat().st_ctime_ns == before and time.perf_counter() - began < 10:
            time.sleep(0.0001)
        took = time.perf_counter() - began
        self.wait_for(lambda: answers, 10, "no answer to Start")
        self.client.bus.signal_unsubscribe(watch)
        status, results = answers[0]
        if status != 0:
            raise RuntimeError(results)
        return took
