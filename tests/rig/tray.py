# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A tray without a screen: its watcher, a host that asks what KDE's, GNOME's and Xfce's ask, and a
window that only notes what it is called for."""

from gi.repository import Gio, GLib

WATCHER = "org.kde.StatusNotifierWatcher"
WATCHER_PATH = "/StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
WINDOW = "io.github.stint_aws.Stint"
WINDOW_PATH = "/io/github/stint_aws/Stint"

WATCHER_XML = f"""
<node>
  <interface name="{WATCHER}">
    <method name="RegisterStatusNotifierItem"><arg name="service" type="s" direction="in"/></method>
    <method name="RegisterStatusNotifierHost"><arg name="service" type="s" direction="in"/></method>
    <property name="IsStatusNotifierHostRegistered" type="b" access="read"/>
    <signal name="StatusNotifierHostRegistered"/>
    <signal name="StatusNotifierHostUnregistered"/>
  </interface>
</node>
"""
WINDOW_XML = """
<node>
  <interface name="org.freedesktop.Application">
    <method name="Activate"><arg name="platform_data" type="a{sv}" direction="in"/></method>
    <method name="ActivateAction">
      <arg name="action" type="s" direction="in"/>
      <arg name="parameter" type="av" direction="in"/>
      <arg name="platform_data" type="a{sv}" direction="in"/>
    </method>
  </interface>
</node>
"""


def own(bus, name):
    """Takes a name at once, or fails."""
    (reply,) = bus.call_sync(
        "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
        GLib.Variant("(su)", (name, 4)), None, Gio.DBusCallFlags.NONE, 60000, None,
    ).unpack()
    assert reply == 1, f"{name} is taken"


class PlayedWatcher:
    """Keeps the items that register, until their owner leaves."""

    def __init__(self, rig, has_host=True):
        self.rig = rig
        self.has_host = has_host
        self.items = []
        self.bus = rig.connect()
        interface = Gio.DBusNodeInfo.new_for_xml(WATCHER_XML).interfaces[0]
        self.bus.register_object(WATCHER_PATH, interface, self._called, self._get, None)
        own(self.bus, WATCHER)

    def _called(self, _bus, sender, _path, _interface, method, arguments, invocation):
        if method == "RegisterStatusNotifierItem":
            self.items.append(Item(self.rig, sender, arguments.unpack()[0]))
        invocation.return_value(None)

    def _get(self, *_):
        return GLib.Variant("b", self.has_host)

    def set_host(self, there):
        """A panel starts or ends, and the watcher stays."""
        self.has_host = there
        what = "Registered" if there else "Unregistered"
        self.bus.emit_signal(None, WATCHER_PATH, WATCHER, f"StatusNotifierHost{what}", None)

    def wait_for_item(self):
        self.rig.wait_for(lambda: self.items, 30, "no icon")
        return self.items[-1]

    def close(self):
        self.bus.close_sync(None)


class Item:
    """One icon, as a host talks to it."""

    def __init__(self, rig, owner, path):
        assert path.startswith("/"), "registered by path, on the caller's own name"
        self.rig = rig
        self.owner = owner
        self.path = path
        self.bus = rig.connect()
        self.signals = []
        self.bus.signal_subscribe(
            owner, None, None, None, None, Gio.DBusSignalFlags.NONE, self._heard
        )
        self._menu_path = None

    def _heard(self, _bus, _sender, _path, interface, name, arguments):
        if interface in (ITEM, MENU):
            self.signals.append((name, arguments.unpack()))

    def heard(self, name):
        """Waits for a signal that came since the last forget(); its arguments."""
        return self.rig.wait_for(
            lambda: next((args for which, args in self.signals if which == name), None) is not None
            and [args for which, args in self.signals if which == name], 30, f"no {name}"
        )

    def forget(self):
        """What is on its way is let in first: an answer comes after all that was said before it."""
        self.properties()
        self.rig.wait_for(lambda: True)
        self.signals.clear()

    def is_there(self):
        return self.rig.has_owner(self.owner)

    def call(self, interface, method, arguments=None, path=None):
        result = self.bus.call_sync(
            self.owner, path or self.path, interface, method, arguments, None,
            Gio.DBusCallFlags.NO_AUTO_START, 60000, None,
        )
        return result.unpack()

    def properties(self):
        (values,) = self.call(
            "org.freedesktop.DBus.Properties", "GetAll", GLib.Variant("(s)", (ITEM,))
        )
        return values

    def click(self, method="Activate", token=None):
        if token:
            self.call(ITEM, "ProvideXdgActivationToken", GLib.Variant("(s)", (token,)))
        self.call(ITEM, method, GLib.Variant("(ii)", (1, 2)))

    # --- The menu ---

    def menu(self, method, signature="()", *arguments):
        if self._menu_path is None:
            self._menu_path = self.properties()["Menu"]
        return self.call(MENU, method, GLib.Variant(signature, arguments), self._menu_path)

    def layout(self, parent=0, depth=-1, names=()):
        """(id, properties, children); children as well."""
        _revision, layout = self.menu("GetLayout", "(iias)", parent, depth, list(names))
        return layout

    def labels(self, parent=0):
        """Labels of one level; None for a separator."""
        return [
            None if child[1].get("type") == "separator" else child[1]["label"]
            for child in self.layout(parent, 1)[2]
        ]

    def find(self, *labels):
        """The number of an entry by the beginnings of the labels that lead to it."""
        children = self.layout()[2]
        for label in labels:
            match = [child for child in children if child[1].get("label", "").startswith(label)]
            assert match, f"no “{label}” among {[child[1].get('label') for child in children]}"
            identifier, _properties, children = match[0]
        return identifier

    def press(self, *labels, token=None):
        if token:
            self.call(ITEM, "ProvideXdgActivationToken", GLib.Variant("(s)", (token,)))
        self.event(self.find(*labels), "clicked")

    def event(self, identifier, name, data=GLib.Variant("s", "")):
        self.menu("Event", "(isvu)", identifier, name, data, 0)


class PlayedWindow:
    """Notes (action, parameter, token); None for a plain activation."""

    def __init__(self, rig):
        self.rig = rig
        self.calls = []
        self.bus = rig.connect()
        interface = Gio.DBusNodeInfo.new_for_xml(WINDOW_XML).interfaces[0]
        self.bus.register_object(WINDOW_PATH, interface, self._called, None, None)
        own(self.bus, WINDOW)

    def _called(self, _bus, _sender, _path, _interface, method, arguments, invocation):
        values = arguments.unpack()
        action, parameter = (values[0], (values[1] or [None])[0]) if method == "ActivateAction" else (None, None)
        token = values[-1].get("activation-token")
        assert token == values[-1].get("desktop-startup-id")
        self.calls.append((action, parameter, token))
        invocation.return_value(None)

    def wait_for_call(self):
        self.rig.wait_for(lambda: self.calls, 30, "the window was not called")
        return self.calls.pop(0)
