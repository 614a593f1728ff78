# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Notices without a screen: a notification server that only notes what it is asked for, and what
makes sessions end soon.  Real servers are in notice_screen.py."""

import json
import re
import signal
import time

from gi.repository import Gio, GLib
from tray import own

SERVER = "org.freedesktop.Notifications"
SERVER_PATH = "/org/freedesktop/Notifications"
SERVER_XML = f"""
<node>
  <interface name="{SERVER}">
    <method name="GetCapabilities"><arg name="caps" type="as" direction="out"/></method>
    <method name="GetServerInformation">
      <arg name="name" type="s" direction="out"/>
      <arg name="vendor" type="s" direction="out"/>
      <arg name="version" type="s" direction="out"/>
      <arg name="spec" type="s" direction="out"/>
    </method>
    <method name="Notify">
      <arg name="app" type="s" direction="in"/>
      <arg name="replaces" type="u" direction="in"/>
      <arg name="icon" type="s" direction="in"/>
      <arg name="title" type="s" direction="in"/>
      <arg name="body" type="s" direction="in"/>
      <arg name="actions" type="as" direction="in"/>
      <arg name="hints" type="a{{sv}}" direction="in"/>
      <arg name="timeout" type="i" direction="in"/>
      <arg name="id" type="u" direction="out"/>
    </method>
    <method name="CloseNotification"><arg name="id" type="u" direction="in"/></method>
    <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
    <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
    <signal name="ActivationToken"><arg type="u"/><arg type="s"/></signal>
  </interface>
</node>
"""
GNOME = ("actions", "body", "body-markup", "persistence", "sound", "icon-static")


class Shown:
    """What stands on the screen."""

    def __init__(self, number, values):
        self.id = number
        _app, _replaces, self.icon, self.title, self.body, actions, self.hints, self.timeout = values
        self.buttons = dict(zip(actions[::2], actions[1::2]))

    def __repr__(self):
        return f"“{self.title}” “{self.body}” {list(self.buttons)}"


class PlayedServer:
    """Keeps notices until they are closed; with silent=True it never answers."""

    def __init__(self, rig, caps=GNOME, silent=False):
        self.rig = rig
        self.caps = caps
        self.silent = silent
        self.waiting = []
        self.shown = {}
        self.total = 0
        self.bus = rig.connect()
        interface = Gio.DBusNodeInfo.new_for_xml(SERVER_XML).interfaces[0]
        self.bus.register_object(SERVER_PATH, interface, self._called, None, None)
        own(self.bus, SERVER)

    def _called(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        if self.silent:
            self.waiting.append(invocation)
            return
        if method == "GetCapabilities":
            invocation.return_value(GLib.Variant("(as)", (list(self.caps),)))
        elif method == "GetServerInformation":
            invocation.return_value(GLib.Variant("(ssss)", ("played", "tests", "1", "1.2")))
        elif method == "Notify":
            values = arguments.unpack()
            number = values[1] or 1000 + self.total
            self.total += 1
            self.shown[number] = Shown(number, values)
            invocation.return_value(GLib.Variant("(u)", (number,)))
        else:
            (number,) = arguments.unpack()
            invocation.return_value(None)
            self.close(number, 3)

    def _emit(self, name, signature, *values):
        self.bus.emit_signal(None, SERVER_PATH, SERVER, name, GLib.Variant(signature, values))

    def close(self, number, reason=2):
        """2: by the person, 1: its time was over, 3: withdrawn."""
        if self.shown.pop(number, None) is not None:
            self._emit("NotificationClosed", "(uu)", number, reason)

    def press(self, notice, button, token=None):
        """As GNOME Shell does: the token, the button, and then it is gone."""
        assert button in notice.buttons, notice
        if token is not None:
            self._emit("ActivationToken", "(us)", notice.id, token)
        self._emit("ActionInvoked", "(us)", notice.id, button)
        self.close(notice.id)

    def wait_for(self, words, total=None):
        """The only notice on the screen, as soon as its title has these words."""

        def only():
            (notice,) = self.shown.values() if len(self.shown) == 1 else (None,)
            return notice if notice is not None and words in notice.title else None

        notice = self.rig.wait_for(only, 20, f"no “{words}”, but {list(self.shown.values())}")
        assert total is None or self.total == total
        return notice

    def wait_for_none(self):
        self.rig.wait_for(lambda: not self.shown, 20, f"{list(self.shown.values())} stay")

    def leave(self):
        """It ends, without a word for those who wait."""
        self.bus.close_sync(None)
        self.rig.wait_for(lambda: not self.rig.has_owner(SERVER), 10, "the server stays")


def make_direct(rig, *names):
    """A code for each start: nothing is renewed by itself."""
    for name in names:
        rig.client.request("Sessions", "Edit", rig.client.session(name).id, mfa="direct")


def let_end_in(rig, seconds, log_in=False):
    """As if the sessions had been started long ago: the service comes again, and finds that they end
    so soon; with a negative number, that they have ended."""
    rig.kill_stintd(signal.SIGTERM)
    until = int(time.time()) + seconds
    state = json.loads(rig.state_file.read_text())
    for life in state["sessions"].values():
        life["until"] = until
    rig.state_file.write_text(json.dumps(state))
    note = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(until))
    rig.credentials.write_text(
        re.sub(r"(?m)^x_stint_expires = .*", f"x_stint_expires = {note}", rig.credentials.read_text())
    )
    if log_in:
        rig.spawn_stintd("--login", log=rig.stintd_log)
        rig.wait_for(lambda: rig.stintd_pid(), 20, "no service")
    rig.client.sessions()
