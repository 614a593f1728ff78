# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A desktop whose service comes out of the installed Flatpak: home, bus, keyring and AWS are private;
the sandbox, its proxy on the bus and the host's tools are real."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from panel import Panel
from stintrig import NoRig, Rig

ID = "io.github.stint_aws.Stint"
INSTALLATION = Path(
    os.environ.get("FLATPAK_USER_DIR", Path.home() / ".local" / "share" / "flatpak")
)
EXPORTS = INSTALLATION / "exports" / "share"
# What lives through updates.
FILES = INSTALLATION / "app" / ID / "current" / "active" / "files"
OVERRIDE = INSTALLATION / "overrides" / ID

# What makes libsecret's simple calls write a file inside the sandbox: a Secret portal of version 1.
# The Background portal says yes, and what it was asked.
PORTAL = """\
import gi
gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib

XML = '''<node><interface name="org.freedesktop.portal.Secret">
<method name="RetrieveSecret"><arg type="h" direction="in"/><arg type="a{sv}" direction="in"/>
<arg type="o" direction="out"/></method>
<property name="version" type="u" access="read"/></interface>
<interface name="org.freedesktop.portal.Background">
<method name="RequestBackground"><arg type="s" direction="in"/><arg type="a{sv}" direction="in"/>
<arg type="o" direction="out"/></method>
<property name="version" type="u" access="read"/></interface></node>'''


def called(connection, sender, path, interface, method, parameters, invocation):
    print(method, "was called:", parameters.print_(True), flush=True)
    if method == "RequestBackground":
        invocation.return_value(GLib.Variant("(o)", ("/org/freedesktop/portal/desktop/request/1/1",)))
    else:
        invocation.return_dbus_error("org.freedesktop.portal.Error.Failed", "not here")


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
for interface in Gio.DBusNodeInfo.new_for_xml(XML).interfaces:
    bus.register_object("/org/freedesktop/portal/desktop", interface, called,
                        lambda *a: GLib.Variant("u", 1), None)
Gio.bus_own_name_on_connection(bus, "org.freedesktop.portal.Desktop", 0, None, None)
GLib.MainLoop().run()
"""


def flatpak(*words, check=True):
    """About the installation; no desktop is needed for it."""
    return subprocess.run(["flatpak", *map(str, words)], check=check, capture_output=True, text=True,
                          timeout=300)


class FlatpakRig(Rig):
    # A sandbox has a /dev, a /tmp and a /var/tmp of its own, so the home cannot lie there.
    place = Path.home() / ".cache"

    def __init__(self, filesystems=(), **more):
        super().__init__(**more)
        self.place.mkdir(exist_ok=True)
        self._filesystems = filesystems

    def _make_env(self):
        env = super()._make_env()
        env["FLATPAK_USER_DIR"] = str(INSTALLATION)
        env["DBUS_SYSTEM_BUS_ADDRESS"] = "disabled:"
        env["XDG_DATA_DIRS"] = f"{EXPORTS}:{env['XDG_DATA_DIRS']}"
        # Of the sandbox, not of ours.
        for name in ("GSETTINGS_BACKEND", "GSETTINGS_SCHEMA_DIR", "XDG_CONFIG_HOME",
                     "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "G_MESSAGES_DEBUG"):
            env.pop(name, None)
        return env

    def _write_activation(self):
        self.stintd_log.touch()
        for name in (ID, f"{ID}.Service"):
            shutil.copy(EXPORTS / "dbus-1" / "services" / f"{name}.service", self.services)
        self.override(*self._filesystems)

    def override(self, *filesystems):
        """The endpoints of the local AWS, and more of the home if it is said so, into the sandbox."""
        OVERRIDE.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"{key}={value}" for key, value in self.aws.env().items()]
        context = ["[Context]", f"filesystems={';'.join(filesystems)};"] if filesystems else []
        OVERRIDE.write_text("\n".join([*context, "[Environment]", *lines, ""]))

    def stop(self):
        if self.root is not None:
            self.run(["flatpak", "kill", ID], check=False)
        super().stop()
        OVERRIDE.unlink(missing_ok=True)

    def _find_stintd(self):
        return set()

    def start_portal(self):
        script = self.root / "portal.py"
        script.write_text(PORTAL)
        self._spawn(["/usr/bin/python3", script], log="portal.log")
        self.wait_for(lambda: self.has_owner("org.freedesktop.portal.Desktop"), 10, "no portal")

    def start_real_portal(self, display):
        """xdg-desktop-portal with its GTK backend, on a desktop of which we play the screen saver."""
        programs = [Path("/usr/libexec", name) for name in ("xdg-desktop-portal-gtk", "xdg-desktop-portal")]
        for program in programs:
            if not program.exists():
                raise NoRig(f"{program} is not installed")
        # The backend is for GNOME; later versions want to be chosen.
        self.env.update(XDG_CURRENT_DESKTOP="GNOME", DISPLAY=display)
        conf = self.home / ".config" / "xdg-desktop-portal" / "portals.conf"
        conf.parent.mkdir(parents=True)
        conf.write_text("[preferred]\ndefault=gtk\n")
        for name, program in zip(("impl.portal.desktop.gtk", "portal.Desktop"), programs):
            self._spawn([program], log="portal.log")
            self.wait_for(lambda name=name: self.has_owner(f"org.freedesktop.{name}"), 20, f"no {program}")

    def portal_log(self):
        return (self.root / "portal.log").read_text()

    @property
    def sandbox_home(self):
        return self.home / ".var" / "app" / ID

    @property
    def state_file(self):
        return self.sandbox_home / ".local" / "state" / "stint" / "state.json"

    def kill_stintd(self, how=signal.SIGKILL):
        """As the Background portal ends what it does not let run; whatever `how` says."""
        self.run(["flatpak", "kill", ID], check=False)
        self.wait_for(lambda: not self.has_owner(f"{ID}.Service"), 20, "the sandbox does not die")

    def set_preference(self, key, value):
        self.stint("config", "set", key, value)

    def stint(self, *words, check=True, timeout=60, **more):
        done = self.run(["flatpak", "run", "--command=stint", ID, *words], timeout, False, **more)
        if check and done.returncode != 0:
            raise SystemExit(f"stint {' '.join(words)}: {done.stderr}")
        return done

    def commit(self):
        """Of the sandbox that serves; None while nobody does."""
        for line in self.run(["flatpak", "ps", "--columns=application,commit"]).stdout.splitlines():
            words = line.split()
            if words[:1] == [ID] and self.has_owner(f"{ID}.Service"):
                return words[-1]
        return None


class ExportedPanel(Panel):
    """Xfce's panel, with the icons that the Flatpak exports and with no others of ours."""

    def _install_icons(self):
        return EXPORTS

    def _write_settings(self):
        self.env["XDG_CONFIG_HOME"] = str(self.rig.home / ".config")
        super()._write_settings()
