# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What the bench needs to have running: a service with sessions, driven over its own API."""

import os
import time

from gi.repository import Gio, GLib
from localaws.testing import demo_world
from stage import OBJECT, SERVICE

PREFIX = "io.github.stint_aws.Stint1"
ACCOUNT = "123456789012"
USER_KEY = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
SERIAL = f"arn:aws:iam::{ACCOUNT}:mfa/MFAUser"


def role_arn(name):
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def world_with_roles(names):
    """The demo's world with more roles that want a code."""
    world = demo_world()
    trusts = [{"principals": [f"arn:aws:iam::{ACCOUNT}:root"], "mfa": True}]
    world["accounts"][0]["roles"] += [{"name": name, "trusts": trusts} for name in names]
    return world


class Service:
    """A client of stintd on a stage."""

    def __init__(self, stage):
        flags = (
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT
            | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        )
        address = stage.env["DBUS_SESSION_BUS_ADDRESS"]
        self.bus = Gio.DBusConnection.new_for_address_sync(address, flags, None, None)
        self._sender = self.bus.get_unique_name()[1:].replace(".", "_")
        self._tokens = 0

    def call(self, interface, method, arguments=None):
        return self.bus.call_sync(
            *(SERVICE, OBJECT, f"{PREFIX}.{interface}", method, arguments),
            *(None, Gio.DBusCallFlags.NONE, 60_000, None),
        ).unpack()

    def prepare(self, interface, method, first=(), options=None, fds=None):
        """A request that is ready to go: a function that calls it and waits for its results."""
        self._tokens += 1
        token = f"bench{self._tokens}"
        path = f"{OBJECT}/request/{self._sender}/{token}"
        options = {**(options or {}), "handle-token": GLib.Variant("s", token)}
        signature = "(" + "s" * len(first) + "a{sv})"
        arguments = GLib.Variant(signature, (*first, options))
        return lambda: self._perform(interface, method, arguments, path)

    def request(self, *arguments, **options):
        return self.prepare(*arguments, **options)()

    def _perform(self, interface, method, arguments, path):
        loop, answer = GLib.MainLoop(), []

        def response(_bus, _sender, _path, _interface, _signal, parameters):
            answer.append(parameters.unpack())
            loop.quit()

        watch = self.bus.signal_subscribe(
            *(SERVICE, f"{PREFIX}.Request", "Response", path, None),
            *(Gio.DBusSignalFlags.NONE, response),
        )
        limit = GLib.timeout_add_seconds(60, loop.quit)
        try:
            self.bus.call_sync(
                *(SERVICE, OBJECT, f"{PREFIX}.{interface}", method, arguments),
                *(None, Gio.DBusCallFlags.NONE, 60_000, None),
            )
            if not answer:
                loop.run()
        finally:
            self.bus.signal_unsubscribe(watch)
            if answer:
                GLib.source_remove(limit)
        if not answer:
            raise RuntimeError(f"{method} was not answered within a minute")
        status, results = answer[0]
        if status != 0:
            raise RuntimeError(f"{method}: {results}")
        return results

    def import_all(self):
        self.request("Import", "Run")

    def sessions(self):
        """Name → the session's tuple."""
        _, rows = self.call("Sessions", "List")
        return {row[1]: row for row in rows}

    def start(self, session_id, **options):
        """Seconds from the call to its answer."""
        perform = self.prepare("Sessions", "Start", (session_id,), start_options(options))
        began = time.perf_counter()
        perform()
        return time.perf_counter() - began

    def stop(self, session_id):
        self.request("Sessions", "Stop", (session_id,))


def start_options(options):
    kinds = {str: "s", bool: "b", int: "u"}
    return {
        name.replace("_", "-"): GLib.Variant(kinds[type(value)], value)
        for name, value in options.items()
    }


def write_guide(stage, roles):
    """What the guides leave people with: a user's key in plain text, and roles beside it."""
    folder = stage.home / ".aws"
    folder.mkdir(mode=0o700)
    text = f"[MFAUser]\naws_access_key_id = {USER_KEY[0]}\naws_secret_access_key = {USER_KEY[1]}\n"
    for role in roles:
        text += f"\n[{role}]\nrole_arn = {role_arn(role)}\nsource_profile = MFAUser\nmfa_serial = {SERIAL}\n"
    file = folder / "credentials"
    file.write_text(text)
    os.chmod(file, 0o600)
