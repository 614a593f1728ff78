# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The window as a screen reader meets it.

Import after DBUS_SESSION_BUS_ADDRESS is that of the desktop under test: the accessibility bus is
looked up once in a process."""

import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

# What a person can act on, and what they read a list by.
CONTROLS = {
    Atspi.Role.PUSH_BUTTON, Atspi.Role.TOGGLE_BUTTON, Atspi.Role.CHECK_BOX, Atspi.Role.ENTRY,
    Atspi.Role.TEXT, Atspi.Role.PASSWORD_TEXT, Atspi.Role.COMBO_BOX, Atspi.Role.SPIN_BUTTON,
    Atspi.Role.LIST_ITEM, Atspi.Role.LINK, Atspi.Role.MENU_ITEM, Atspi.Role.SLIDER,
    Atspi.Role.RADIO_BUTTON,
}


def has(node, state):
    return node.get_state_set().contains(state)


def walk(node, depth=0):
    """Every node below, and whether it is to be seen: what is invisible hides its children."""
    if depth > 60:
        return
    try:
        count = node.get_child_count()
    except GLib.Error:
        return
    for i in range(count):
        try:
            child = node.get_child_at_index(i)
            if child is None or not has(child, Atspi.StateType.VISIBLE):
                continue
        except GLib.Error:
            continue
        yield child
        yield from walk(child, depth + 1)


class Access:
    def __init__(self, desktop):
        self.desktop = desktop
        self.application = desktop.wait_for(self.find_application, 20, "not on the accessibility bus")

    def find_application(self):
        root = Atspi.get_desktop(0)
        for i in range(root.get_child_count()):
            child = root.get_child_at_index(i)
            if child is not None and "stint" in (child.get_name() or "").lower():
                return child
        return None

    def windows(self):
        found = []
        for i in range(self.application.get_child_count()):
            try:
                window = self.application.get_child_at_index(i)
                if window is not None and has(window, Atspi.StateType.VISIBLE):
                    found.append(window)
            except GLib.Error:
                continue
        return found

    def nodes(self):
        for window in self.windows():
            yield from walk(window)

    def find(self, name, roles=None):
        """The first node whose name is or contains @name."""
        for node in self.nodes():
            try:
                if name in (node.get_name() or "") and (roles is None or node.get_role() in roles):
                    return node
            except GLib.Error:
                continue
        return None

    def wait_for(self, name, timeout=20, roles=None):
        return self.desktop.wait_for(
            lambda: self.find(name, roles), timeout, f"“{name}” does not show up\n{self.dump()}"
        )

    def wait_gone(self, name, timeout=20):
        self.desktop.wait_for(
            lambda: self.find(name) is None, timeout, f"“{name}” does not go away"
        )

    def focused(self):
        """The node that has the keyboard, of the window that is in front."""
        found = None
        for node in self.nodes():
            try:
                if has(node, Atspi.StateType.FOCUSED):
                    found = node
            except GLib.Error:
                continue
        return found

    def focused_name(self):
        node = self.focused()
        return (node.get_name() or "") if node is not None else ""

    def rows(self, list_name):
        """The names of the rows of a list, as they are read aloud."""
        for node in self.nodes():
            try:
                if node.get_role() == Atspi.Role.LIST and node.get_name() == list_name:
                    return [row.get_name() for row in walk(node)
                            if row.get_role() == Atspi.Role.LIST_ITEM]
            except GLib.Error:
                continue
        return []

    def describe(self, name):
        """What is told of the controls that are called so, beside their name; once, though a control
        and the button in it say the same."""
        found = []
        for node in self.nodes():
            try:
                if name == node.get_name() and node.get_role() in CONTROLS:
                    found.append(node.get_description() or "")
            except GLib.Error:
                continue
        return "\n".join(dict.fromkeys(filter(None, found)))

    def tab_to(self, name, key="Tab", steps=40):
        """Presses Tab until the keyboard is at what is called @name."""
        seen = []
        for _ in range(steps):
            here = self.focused_name()
            if name in here:
                return
            seen.append(here)
            self.desktop.key(key, delay=0.15)
        raise AssertionError(f"Tab does not lead to “{name}”, but to {seen}")

    def texts(self):
        """What is written in all fields."""
        found = []
        for node in self.nodes():
            try:
                if node.get_role() in (Atspi.Role.TEXT, Atspi.Role.ENTRY):
                    length = Atspi.Text.get_character_count(node)
                    found.append(Atspi.Text.get_text(node, 0, length))
            except GLib.Error:
                continue
        return "\n".join(found)

    def dump(self):
        lines = []
        for node in self.nodes():
            try:
                if node.get_name():
                    lines.append(f"{node.get_role_name()}: {node.get_name()}")
            except GLib.Error:
                continue
        return "\n".join(lines[:120])


def settle(seconds=0.3):
    time.sleep(seconds)
