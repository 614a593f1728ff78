# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A screen without a screen: Xvfb, a session bus of its own, the window, and its accessibility.

    with Desktop(scenario="three") as desktop:
        desktop.open_window()
        desktop.screenshot("three.png")

With a Rig (tests/rig) instead of a scenario the service is the real one.
"""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SOURCE = Path(os.environ.get("STINT_SOURCE_ROOT", Path(__file__).resolve().parents[2]))
BUILD = Path(os.environ.get("STINT_BUILD_ROOT", SOURCE / "_build"))
HERE = Path(__file__).resolve().parent

sys.path.insert(0, str(HERE.parent / "rig"))
from listening import is_listening  # noqa: E402

import languages  # noqa: E402

SYSTEM_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
NAME = "io.github.stint_aws.Stint"

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
</busconfig>
"""
ACCESSIBILITY_SERVICE = "/usr/share/dbus-1/services/org.a11y.Bus.service"


class NoDesktop(RuntimeError):
    """Something that is needed is not on this machine."""


def die_with_parent():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)


class Desktop:
    def __init__(self, scenario=None, rig=None, size=(1200, 800), dark=False, language="",
                 env=None, text_scale=1):
        self.scenario = scenario
        self.rig = rig
        self.size = size
        self.dark = dark
        self.language = language
        self.more_env = env or {}
        self.text_scale = text_scale
        self.children = []
        self.window = None

    # --- Life ---

    def __enter__(self):
        for program in ("Xvfb", "dbus-daemon", "xdotool", "import"):
            if shutil.which(program, path=SYSTEM_PATH) is None:
                raise NoDesktop(f"{program} is not installed")
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self.root = Path(tempfile.mkdtemp(prefix="stint-window-", dir=memory))
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for child in reversed(self.children):
            child.kill()
            child.wait()
        self.children = []
        shutil.rmtree(self.root, ignore_errors=True)

    def start(self):
        self.env = self.make_env()
        self.play_browser()
        self.start_display()
        if self.rig is None:
            self.start_bus()
            if self.scenario is not None:
                self.start_service()
        else:
            shutil.copy(ACCESSIBILITY_SERVICE, self.rig.services)

    def make_env(self):
        home = self.root / "home"
        run = self.root / "run"
        for folder in (home, run):
            folder.mkdir(mode=0o700)
        config = home / ".config" / "gtk-4.0"
        config.mkdir(parents=True)
        (config / "settings.ini").write_text(
            "[Settings]\ngtk-font-name=Cantarell 11\ngtk-enable-animations=0\n"
            # As GNOME has it.
            "gtk-cursor-blink=0\ngtk-decoration-layout=appmenu:close\n"
        )
        env = {
            "PATH": SYSTEM_PATH,
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "XDG_STATE_HOME": str(home / ".local/state"),
            "XDG_RUNTIME_DIR": str(run),
            "XDG_DATA_DIRS": "/usr/local/share:/usr/share",
            "GSETTINGS_SCHEMA_DIR": str(BUILD / "data"),
            "GSETTINGS_BACKEND": "keyfile",
            "GSK_RENDERER": "cairo",
            "GDK_BACKEND": "x11",
            "GTK_USE_PORTAL": "0",
            "G_DEBUG": "fatal-criticals",
            "LC_ALL": "C.UTF-8",
            "NO_AT_BRIDGE": "0",
        }
        if self.dark:
            env["ADW_DEBUG_COLOR_SCHEME"] = "prefer-dark"
        if self.rig is not None:
            env["DBUS_SESSION_BUS_ADDRESS"] = self.rig.env["DBUS_SESSION_BUS_ADDRESS"]
        if self.language:
            env.update(languages.make_env(self.language, BUILD / "po", self.root))
        env.update(self.more_env)
        return env

    def spawn(self, arguments, **options):
        child = subprocess.Popen(
            arguments, env=self.env, preexec_fn=die_with_parent, **options
        )
        self.children.append(child)
        return child

    def play_browser(self):
        """What opens pages: it writes down which, and a test goes there if it likes."""
        self.pages_file = self.root / "pages"
        browser = self.root / "browser"
        browser.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$1\" >>'{self.pages_file}'\n")
        browser.chmod(0o755)
        subprocess.run(["gsettings", "set", NAME, "browser", f"{browser} %u"], env=self.env,
                       check=True)

    def pages(self):
        """The addresses that were opened."""
        return self.pages_file.read_text().split() if self.pages_file.exists() else []

    def start_display(self):
        read, write = os.pipe()
        width, height = self.size
        self.spawn(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24",
             "-nolisten", "tcp", "-noreset"],
            pass_fds=[write], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            number = pipe.readline().strip()
        if not number:
            raise NoDesktop("Xvfb does not start")
        self.env["DISPLAY"] = f":{number}"
        if self.text_scale != 1:
            # As the desktop's own setting does it: a larger font would leave sizes in points alone.
            subprocess.run(["xprop", "-root", "-format", "RESOURCE_MANAGER", "8s", "-set",
                            "RESOURCE_MANAGER", f"Xft.dpi: {96 * self.text_scale}"],
                           env=self.env, check=True)
        self.spawn(["openbox", "--config-file", str(self.write_openbox())],
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.2)

    def write_openbox(self):
        """Where windows lie does not depend on who was first."""
        path = self.root / "openbox.xml"
        path.write_text(
            '<openbox_config xmlns="http://openbox.org/3.4/rc"><placement><policy>Smart</policy>'
            "<center>yes</center></placement><focus><focusNew>yes</focusNew></focus>"
            '<applications><application class="*"><decor>no</decor></application></applications>'
            "</openbox_config>"
        )
        return path

    def start_bus(self):
        services = self.root / "services"
        services.mkdir()
        if os.path.exists(ACCESSIBILITY_SERVICE):
            shutil.copy(ACCESSIBILITY_SERVICE, services)
        socket = self.root / "bus"
        config = self.root / "bus.conf"
        config.write_text(BUS_CONFIG.format(socket=socket, services=services))
        self.env["DBUS_SESSION_BUS_ADDRESS"] = f"unix:path={socket}"
        self.spawn(["dbus-daemon", f"--config-file={config}", "--nofork"], stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
        self.wait_for(lambda: is_listening(socket), 5, "no session bus")

    def start_service(self, scenario=None):
        self.service = self.spawn(
            ["/usr/bin/python3", str(HERE / "played_service.py"), scenario or self.scenario],
            stdout=subprocess.PIPE,
        )
        assert self.service.stdout.readline() == b"ready\n"

    def stop_service(self):
        self.service.kill()
        self.service.wait()
        self.children.remove(self.service)

    def play(self, **order):
        """An order to the played service."""
        done = subprocess.run(
            ["gdbus", "call", "--session", "--dest", NAME + ".Service", "--object-path",
             "/io/github/stint_aws/Stint1", "--method", "io.github.stint_aws.Stint1.Play.Do",
             json.dumps(order)],
            env=self.env, check=True, capture_output=True, text=True,
        )
        return json.loads(done.stdout[2:-4]) if order.get("calls") else None

    # --- The window ---

    def set_settings(self, **keys):
        for key, value in keys.items():
            subprocess.run(
                ["gsettings", "set", NAME + ".Window", key.replace("_", "-"), str(value)],
                env=self.env, check=True,
            )

    def open_window(self, width=None, height=None, used=True):
        self.set_settings(
            width=width or self.size[0] - 40, height=height or self.size[1] - 40,
            used="true" if used else "false",
        )
        self.log = open(self.root / "window.log", "w")
        self.window = self.spawn([str(BUILD / "src/window/stint-gtk")], stderr=self.log)
        self.wait_for(lambda: self.x_windows(), 20, "no window")
        return self.window

    def start_hidden(self, action, parameter):
        """As the bus does it for somebody who asks for an action."""
        self.log = open(self.root / "window.log", "w")
        self.window = self.spawn([str(BUILD / "src/window/stint-gtk"), "--gapplication-service"],
                                 stderr=self.log)
        self.wait_for(lambda: subprocess.run(
            ["gdbus", "wait", "--session", "--timeout", "1", NAME], env=self.env,
            capture_output=True).returncode == 0, 20, "no application")
        self.app_action(action, parameter)

    def is_active(self):
        """Whether the window has the keyboard."""
        done = subprocess.run(["xdotool", "getwindowfocus", "getwindowpid"], env=self.env,
                              capture_output=True, text=True)
        return done.stdout.strip() == str(self.window.pid)

    def x_focus(self):
        """Whoever has it."""
        return subprocess.run(["xdotool", "getwindowfocus"], env=self.env, check=True,
                              capture_output=True, text=True).stdout.strip()

    def close_window(self):
        self.window.terminate()
        self.window.wait()
        self.children.remove(self.window)

    def window_log(self):
        self.log.flush()
        return (self.root / "window.log").read_text()

    def x_windows(self):
        done = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--pid", str(self.window.pid)],
            env=self.env, capture_output=True, text=True,
        )
        return done.stdout.split()

    def key(self, *keys, delay=0.25):
        for key in keys:
            subprocess.run(["xdotool", "key", "--clearmodifiers", key], env=self.env, check=True)
            time.sleep(delay)

    def type(self, text, delay=0.4):
        subprocess.run(["xdotool", "type", "--delay", "25", text], env=self.env, check=True)
        time.sleep(delay)

    def click(self, x, y):
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "1"], env=self.env,
                       check=True)
        time.sleep(0.3)

    def action(self, name, parameter=None):
        """An action of the window, as a menu calls it."""
        path = "/io/github/stint_aws/Stint/window/1"
        subprocess.run(
            ["gdbus", "call", "--session", "--dest", NAME, "--object-path", path, "--method",
             "org.gtk.Actions.Activate", name,
             "[]" if parameter is None else f"[<'{parameter}'>]", "{}"],
            env=self.env, check=True, capture_output=True,
        )
        time.sleep(0.4)

    @staticmethod
    def as_parameters(value):
        if value is None:
            return "[]"
        return f"[<int64 {value}>]" if isinstance(value, int) else f"[<'{value}'>]"

    def app_action(self, name, parameter=None):
        subprocess.run(
            ["gdbus", "call", "--session", "--dest", NAME, "--object-path",
             "/io/github/stint_aws/Stint", "--method", "org.gtk.Actions.Activate", name,
             self.as_parameters(parameter), "{}"],
            env=self.env, check=True, capture_output=True,
        )
        time.sleep(0.4)

    def show_view(self, view):
        """What the sidebar chooses, for the window that is opened next."""
        self.close_window()
        self.set_settings(view=view)
        self.open_window(self.size[0] - 40, self.size[1] - 40)
        self.wait_until_shown()

    def wait_until_shown(self, seconds=0.8):
        """Until nothing moves any more, or nearly so."""
        time.sleep(seconds)

    def screenshot(self, path, settle=0.6):
        time.sleep(settle)
        subprocess.run(["import", "-window", "root", str(path)], env=self.env, check=True)

    def wait_for(self, condition, timeout, message):
        end = time.monotonic() + timeout
        while True:
            result = condition()
            if result:
                return result
            if time.monotonic() > end:
                raise AssertionError(message)
            time.sleep(0.05)


def skip_unless_possible():
    """For tests: 77 is a skip to meson."""
    for program in ("Xvfb", "dbus-daemon", "xdotool", "import", "openbox"):
        if shutil.which(program, path=SYSTEM_PATH) is None:
            print(f"skipped: {program} is not installed")
            sys.exit(77)
