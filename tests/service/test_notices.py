# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Notices, their buttons, and servers of all kinds: as few as the specification allows."""

import json
import os
import time
from pathlib import Path

import pytest
from gi.repository import GLib
from notices import PlayedServer, let_end_in, make_direct
from signing import sign_in, signed_in
from stintrig import NAME, SERIAL, StintError, is_zombie
from tray import PlayedWindow

@pytest.fixture
def one(imported):
    """A session that needs a code for each start, and has one hour."""
    make_direct(imported, "DeploymentRole")
    imported.client.start("DeploymentRole", mfa_code=imported.totp())
    return imported


def test_ends_soon(one):
    server = PlayedServer(one)
    let_end_in(one, 400)
    notice = server.wait_for("“DeploymentRole” ends soon")
    assert notice.body.startswith("It ends at ")
    assert notice.body.endswith(". To go on, it needs an MFA code.")
    assert notice.buttons == {"renew": "Renew", "stop": "Stop", "default": "Show"}
    assert notice.hints["desktop-entry"] == "io.github.stint_aws.Stint"
    assert notice.hints["urgency"] == 1 and notice.hints["category"] == "x-stint.ending"

    # Renewed, by whatever way: it is not true any more.
    one.client.request("Sessions", "Renew", one.client.session("DeploymentRole").id,
                       mfa_code=one.totp())
    server.wait_for_none()
    assert server.total == 1


def test_last_minutes_are_urgent(one):
    server = PlayedServer(one)
    let_end_in(one, 100)
    notice = server.wait_for("“DeploymentRole” ends soon")
    assert notice.hints["urgency"] == 2 and notice.timeout == 0


def test_renew_brings_the_window_to_the_front(one):
    server, window = PlayedServer(one), PlayedWindow(one)
    let_end_in(one, 400)
    server.press(server.wait_for("ends soon"), "renew", token="token-1")
    session = one.client.session("DeploymentRole")
    assert window.wait_for_call() == ("renew-session", session.id, "token-1")
    # Answered is answered: it does not come back for the same end.
    server.wait_for_none()
    assert server.total == 1


def test_stop_stops(one):
    server = PlayedServer(one)
    let_end_in(one, 400)
    server.press(server.wait_for("ends soon"), "stop")
    one.wait_for(lambda: b"[DeploymentRole]" not in one.credentials.read_bytes(), 20)
    assert one.client.session("DeploymentRole").state == "inactive"


def test_a_click_beside_the_buttons_shows_the_session(one):
    server, window = PlayedServer(one), PlayedWindow(one)
    let_end_in(one, 400)
    server.press(server.wait_for("ends soon"), "default", token="token-2")
    session = one.client.session("DeploymentRole")
    assert window.wait_for_call() == ("show-session", session.id, "token-2")


def test_a_close_is_not_an_answer(one):
    server = PlayedServer(one)
    let_end_in(one, 400)
    server.close(server.wait_for("ends soon").id)
    assert one.client.session("DeploymentRole").state == "expiring"
    # The service has heard of it when it answers for what came later.
    one.client.stop("DeploymentRole")
    one.client.sessions()
    assert server.total == 1 and not server.shown


def test_several_make_one(imported):
    rig = imported
    make_direct(rig, "DeploymentRole", "BillingRole")
    for name in ("DeploymentRole", "BillingRole"):
        rig.client.start(name, mfa_code=rig.totp())
    server, window = PlayedServer(rig), PlayedWindow(rig)
    let_end_in(rig, 400)
    notice = server.wait_for("2 sessions end soon")
    assert "DeploymentRole" in notice.body and "BillingRole" in notice.body
    rig.client.stop("BillingRole")
    notice = server.wait_for("“DeploymentRole” ends soon")
    assert notice.hints["suppress-sound"] is True
    server.press(notice, "renew")
    assert window.wait_for_call()[0] == "renew-session"


def test_one_code_for_all_of_a_user(imported):
    """Two sessions wait, the window is called for one; its code does for the other."""
    rig = imported
    for name in ("DeploymentRole", "BillingRole"):
        rig.client.start(name, mfa_code=rig.totp() if name == "DeploymentRole" else "")
    forget_leases(rig)
    server, window = PlayedServer(rig), PlayedWindow(rig)
    let_end_in(rig, -100)
    notice = server.wait_for("2 sessions ended while you were away")
    server.press(notice, "renew")
    action, session, _token = window.wait_for_call()
    assert action == "renew-session"
    rig.client.request("Sessions", "Renew", session, mfa_code=rig.totp())
    rig.wait_for(
        lambda: all(rig.client.session(name).state == "active"
                    for name in ("DeploymentRole", "BillingRole")), 20,
    )
    assert not window.calls
    server.wait_for_none()


def forget_leases(rig):
    """Another device is one that no code came from yet."""
    user = rig.client.integrations()["MFAUser"].id
    for serial in (SERIAL + "2", SERIAL):
        rig.client.request("Integrations", "Edit", user, mfa_serial=serial)


def test_ended_while_nobody_was_there(one):
    server = PlayedServer(one)
    held = one.aws_bytes()[0].splitlines()[6:9]
    let_end_in(one, -9 * 3600)
    notice = server.wait_for("“DeploymentRole” ended while you were away")
    assert "Tools get an error" in notice.body
    # Fails closed: the same identity's dead keys.
    assert one.aws_bytes()[0].splitlines()[6:9] == held
    assert server.total == 1
    one.client.stop("DeploymentRole")
    server.wait_for_none()


def test_programs_ask_once(imported):
    """On demand, and a person is needed: a hundred programs make one notice."""
    rig = imported
    session = rig.client.session("DeploymentRole")
    rig.client.request("Sessions", "Edit", session.id, hand_out="on-demand")
    server, window = PlayedServer(rig), PlayedWindow(rig)
    for _ in range(5):
        result = rig.run([rig.helper, "--session", session.id], check=False)
        assert result.returncode != 0
    notice = server.wait_for("A program asks for “DeploymentRole”", total=1)
    assert notice.body == "DeploymentRole needs an MFA code."
    server.press(notice, "start")
    assert window.wait_for_call() == ("start-session", session.id, None)


def test_only_the_one_with_the_lock_tells(one, make_rig):
    """A second service on the same home knows the sessions as well, and leaves them alone."""
    second = make_rig(home=one.home)
    server = PlayedServer(second)
    let_end_in(one, 100)
    own = PlayedServer(one)
    own.wait_for("ends soon")
    assert "locked" in dict(second.client.property("Conditions"))
    assert second.client.session("DeploymentRole") and server.total == 0
    one.client.call("Manager", "Quit")
    server.wait_for("ends soon")


# --- Identity Center ---

ROLE = "Example Corp-ReadOnlyAccess"


def test_sign_in_is_needed(rig):
    server, window = PlayedServer(rig), PlayedWindow(rig)
    integration = signed_in(rig)
    rig.client.start(ROLE)
    rig.aws.expire("token")
    rig.aws.expire("refresh")
    with pytest.raises(StintError):
        rig.client.request("Sessions", "Renew", rig.client.session(ROLE).id)
    notice = server.wait_for("“Corp” needs you to sign in", total=1)
    assert notice.body == "Its sessions cannot be renewed before."
    assert rig.client.session(ROLE).state == "active"
    server.press(notice, "sign-in", token="token-4")
    assert window.wait_for_call() == ("sign-in", integration, "token-4")
    server.wait_for_none()

    # Signed in and out again, it is news again.
    sign_in(rig, integration)
    rig.aws.expire("token")
    rig.aws.expire("refresh")
    with pytest.raises(StintError):
        rig.client.request("Sessions", "Renew", rig.client.session(ROLE).id)
    server.wait_for("“Corp” needs you to sign in")
    sign_in(rig, integration)
    server.wait_for_none()


def test_signs_in_once_at_login(rig):
    """Two sessions wait for one sign-in, and are started by it."""
    server, window = PlayedServer(rig), PlayedWindow(rig)
    integration = signed_in(rig)
    names = (ROLE, "Payments Production-DeveloperAccess")
    start_at_login(rig, *names)
    rig.client.request("Integrations", "SignOut", integration)
    log_in(rig)
    notice = server.wait_for("2 sessions wait for you")
    assert "sign in" in notice.body
    server.press(notice, "start")
    assert window.wait_for_call()[:2] == ("sign-in", integration)
    sign_in(rig, integration)
    rig.wait_for(
        lambda: all(rig.client.session(name).state == "active" for name in names), 20
    )
    server.wait_for_none()
    assert not window.calls


# --- Servers ---


def test_without_buttons(one):
    server = PlayedServer(one, caps=("body",))
    let_end_in(one, 400)
    notice = server.wait_for("ends soon")
    assert not notice.buttons and notice.body.endswith("Open Stint to see to it.")


def test_without_persistence(one):
    """What leaves such a screen is gone for good: it is asked to stay."""
    server = PlayedServer(one, caps=("actions", "body"))
    let_end_in(one, 400)
    assert server.wait_for("ends soon").timeout == 0
    server.close(*server.shown, 1)
    one.client.stop("DeploymentRole")
    assert server.total == 1


def test_names_are_no_markup(make_rig):
    rig = make_rig()
    rig.client.request("Import", "Run")
    make_direct(rig, "DeploymentRole", "BillingRole")
    rig.client.request("Sessions", "Edit", rig.client.session("DeploymentRole").id,
                       name="<b>R&D</b>", profile="rd")
    for name in ("<b>R&D</b>", "BillingRole"):
        rig.client.start(name, mfa_code=rig.totp())
    server = PlayedServer(rig)
    let_end_in(rig, 400)
    assert "&lt;b&gt;R&amp;D&lt;/b&gt;" in server.wait_for("2 sessions").body


def test_server_that_comes_later(one):
    let_end_in(one, 400)
    one.wait_for(lambda: "No notice can be shown" in one.log(), 20)
    server = PlayedServer(one)
    server.wait_for("ends soon")


def test_server_that_is_started_anew(one):
    server = PlayedServer(one)
    let_end_in(one, 400)
    server.wait_for("ends soon")
    server.leave()
    again = PlayedServer(one)
    again.wait_for("ends soon", total=1)
    one.client.stop("DeploymentRole")
    again.wait_for_none()


def test_closed_stays_closed_over_a_server(one):
    server = PlayedServer(one)
    let_end_in(one, 400)
    server.close(server.wait_for("ends soon").id)
    one.wait_for(lambda: "The notice “ending” was closed" in one.log())
    server.leave()
    again = PlayedServer(one)
    again.silent = False
    one.client.stop("DeploymentRole")
    one.client.sessions()
    assert again.total == 0


def test_closed_stays_closed_over_a_restart(one):
    server = PlayedServer(one)
    let_end_in(one, 400)
    server.close(server.wait_for("ends soon").id)
    file = one.state_file.parent / "notices.json"
    one.wait_for(lambda: file.exists() and "ending" in json.loads(file.read_text())["closed"])
    told = server.total
    one.kill_stintd()
    assert one.client.session("DeploymentRole").state == "expiring"
    # Its end is another fact; what was closed would have come before it.
    let_end_in(one, -9 * 3600)
    server.wait_for("ended while you were away")
    assert server.total == told + 1


def test_silent_server(one):
    """It never answers: nobody but the notices waits for it, and the end does not either."""
    server = PlayedServer(one, silent=True)
    let_end_in(one, 400)
    one.wait_for(lambda: server.waiting, 20, "the server is not asked")
    began = time.monotonic()
    for _ in range(20):
        assert one.client.session("DeploymentRole").state == "expiring"
    one.client.stop("DeploymentRole")
    assert time.monotonic() - began < 5
    began = time.monotonic()
    one.kill_stintd()
    one.client.sessions()
    pid = one.stintd_pid()
    one.client.call("Manager", "Quit")
    one.wait_for(lambda: not Path(f"/proc/{pid}").exists() or is_zombie(pid), 15, "it does not end")


def test_preference(one):
    server = PlayedServer(one)
    one.set_preference("notices", "false")
    let_end_in(one, 400)
    one.client.sessions()
    assert not server.shown
    one.set_preference("notices", "true")
    server.wait_for("ends soon")
    one.set_preference("notices", "false")
    server.wait_for_none()


def test_withdrawn_at_the_end(one):
    server = PlayedServer(one)
    let_end_in(one, 400)
    server.wait_for("ends soon")
    one.client.call("Manager", "Quit")
    server.wait_for_none()
    assert not one.has_owner(NAME) or one.wait_for(lambda: not one.has_owner(NAME), 10)


def test_an_open_notice_keeps_the_service(make_rig):
    rig = make_rig(idle_seconds=1)
    server = PlayedServer(rig)
    rig.client.request("Import", "Run")
    session = rig.client.session("DeploymentRole")
    rig.client.request("Sessions", "Edit", session.id, hand_out="on-demand")
    assert rig.run([rig.helper, "--session", session.id], check=False).returncode != 0
    notice = server.wait_for("A program asks")
    assert "A notice is open: the service stays" in rig.log()
    assert rig.has_owner(NAME)
    server.close(notice.id)
    rig.wait_for(lambda: not rig.has_owner(NAME), 10, "stintd stays")


def test_closing_the_window_is_told_once(one):
    server = PlayedServer(one)
    one.kill_stintd()
    one.client.sessions()
    window = PlayedWindow(one)
    one.client.sessions()
    one.wait_for(lambda: "The window is open" in one.log())
    window.bus.close_sync(None)
    notice = server.wait_for("1 session goes on")
    assert list(notice.buttons) == ["default"]
    server.close(notice.id)
    # Once in a life.
    one.kill_stintd()
    one.client.sessions()
    window = PlayedWindow(one)
    one.client.sessions()
    window.bus.close_sync(None)
    one.client.stop("DeploymentRole")
    assert server.total == 1


# --- Login ---


def start_at_login(rig, *names):
    for name in names:
        rig.client.request("Sessions", "Edit", rig.client.session(name).id, start_at_login=True)


def log_in(rig):
    """What the login entry does."""
    rig.kill_stintd()
    rig.spawn_stintd("--login")
    rig.wait_for(rig.stintd_pid, 20, "no service")


PLAIN = {
    "credentials": """\
[PlainUser]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY
""",
    "config": """\
[profile open]
role_arn = arn:aws:iam::123456789012:role/OpenRole
source_profile = PlainUser
""",
}


def test_started_at_login(make_rig):
    rig = make_rig(**PLAIN)
    server = PlayedServer(rig)
    rig.client.request("Import", "Run")
    start_at_login(rig, "open")
    entry = rig.home / ".config/autostart/io.github.stint_aws.Stint.Service.desktop"
    rig.wait_for(entry.exists)
    assert "--login" in entry.read_text()

    # A service that somebody asks for is no login.
    rig.kill_stintd()
    assert rig.client.session("open").state == "inactive"
    log_in(rig)
    rig.wait_for(lambda: rig.client.session("open").state == "active", 20)
    assert not server.total

    # Who leaves leaves nothing behind that would begin again.
    rig.client.request("Manager", "Leave")
    rig.wait_for(lambda: not entry.exists())


def test_login_entry_finds_a_service(make_rig):
    rig = make_rig(**PLAIN)
    rig.client.request("Import", "Run")
    start_at_login(rig, "open")
    second = rig.spawn_stintd("--login")
    rig.wait_for(lambda: rig.client.session("open").state == "active", 20)
    assert second.wait(10) == 1


def test_waits_for_the_network_at_login(make_rig):
    rig = make_rig(**PLAIN)
    rig.client.request("Import", "Run")
    start_at_login(rig, "open")
    rig.aws.fault("close", count=4, action="AssumeRole")
    log_in(rig)
    rig.aws.wait_for_calls(1, "AssumeRole")
    rig.aws.ask("clear-faults")
    rig.wait_for(lambda: rig.client.session("open").state == "active", 40)


def test_needs_a_person_at_login(imported):
    """Never a prompt: one notice, and one call of the window."""
    rig = imported
    server, window = PlayedServer(rig), PlayedWindow(rig)
    start_at_login(rig, "DeploymentRole", "BillingRole")
    log_in(rig)
    notice = server.wait_for("2 sessions wait for you", total=1)
    assert notice.buttons["start"] == "Start" and "MFA code" in notice.body
    server.press(notice, "start", token="token-3")
    action, session, token = window.wait_for_call()
    assert (action, token) == ("start-session", "token-3")
    rig.client.request("Sessions", "Start", session, mfa_code=rig.totp())
    rig.wait_for(
        lambda: all(rig.client.session(name).state == "active"
                    for name in ("DeploymentRole", "BillingRole")), 20,
    )
    server.wait_for_none()
    assert not window.calls


def test_locked_keyring_at_login(make_rig):
    rig = make_rig(**PLAIN)
    server = PlayedServer(rig)
    rig.client.request("Import", "Run")
    start_at_login(rig, "open")
    rig.kill_stintd()
    rig.lock_keyring()
    log_in(rig)
    notice = server.wait_for("“open” waits for you")
    assert "keyring" in notice.body
    assert rig.client.session("open").state != "active"


# --- Lock, logout ---


def emit(rig, path, interface, name, signature, *values, owner=None):
    bus = rig.connect()
    if owner:
        bus.call_sync(
            "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
            GLib.Variant("(su)", (owner, 4)), None, 0, 5000, None,
        )
    bus.emit_signal(None, path, interface, name, GLib.Variant(signature, values))
    return bus


@pytest.mark.parametrize("saver", ["org.gnome.ScreenSaver", "org.freedesktop.ScreenSaver"])
def test_stop_on_lock(one, saver):
    path = "/" + saver.replace(".", "/")
    emit(one, path, saver, "ActiveChanged", "(b)", True)
    assert one.client.session("DeploymentRole").state == "active"
    one.set_preference("stop-on-lock", "true")
    deadline = time.monotonic() + 20
    while one.client.session("DeploymentRole").state == "active":
        emit(one, path, saver, "ActiveChanged", "(b)", False)
        emit(one, path, saver, "ActiveChanged", "(b)", True)
        assert time.monotonic() < deadline
    assert one.client.session("DeploymentRole").state == "inactive"


def test_stop_on_logout(one):
    one.kill_stintd(15)
    assert one.client.session("DeploymentRole").state == "active"
    one.set_preference("stop-on-logout", "true")
    one.kill_stintd()
    one.client.sessions()
    one.kill_stintd(15)
    assert b"[DeploymentRole]" not in one.credentials.read_bytes()
    assert one.client.session("DeploymentRole").state == "inactive"


def test_delays_sleep_until_it_is_written(make_rig):
    """Somebody plays logind, and gives an inhibitor: a pipe that is closed when we are done."""
    rig = make_rig(sleepy=True)
    logind = PlayedLogind(rig)
    rig.client.request("Import", "Run")
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    rig.wait_for(lambda: logind.is_held(), 10, "no inhibitor")
    assert logind.asked == ("sleep:shutdown", "Stint", "delay")
    logind.prepare("Sleep", True)
    rig.wait_for(lambda: not logind.is_held(), 10, "sleep is kept waiting")
    assert "DeploymentRole" in rig.state_file.read_text()
    logind.prepare("Sleep", False)
    rig.wait_for(lambda: logind.is_held(), 10, "no inhibitor after waking up")

    rig.set_preference("stop-on-logout", "true")
    rig.kill_stintd()
    rig.client.sessions()
    rig.wait_for(lambda: logind.is_held(), 10, "no inhibitor")
    logind.prepare("Shutdown", True)
    rig.wait_for(lambda: not logind.is_held(), 10, "shutdown is kept waiting")
    assert rig.client.session("DeploymentRole").state == "inactive"


def test_lock_by_logind(make_rig):
    rig = make_rig(sleepy=True)
    logind = PlayedLogind(rig)
    rig.set_preference("stop-on-lock", "true")
    rig.client.request("Import", "Run")
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    rig.wait_for(lambda: logind.is_held(), 10, "no inhibitor")
    logind.lock(os.getuid() + 1)
    rig.wait_for(lambda: logind.n_asked_whose == 1, 10)
    assert rig.client.session("DeploymentRole").state == "active"
    logind.lock(os.getuid())
    rig.wait_for(lambda: rig.client.session("DeploymentRole").state == "inactive", 20)


LOGIND_XML = """
<node>
  <interface name="org.freedesktop.login1.Manager">
    <method name="Inhibit">
      <arg type="s" direction="in"/><arg type="s" direction="in"/>
      <arg type="s" direction="in"/><arg type="s" direction="in"/>
      <arg type="h" direction="out"/>
    </method>
  </interface>
  <interface name="org.freedesktop.login1.Session">
    <property name="User" type="(uo)" access="read"/>
  </interface>
</node>
"""


class PlayedLogind:
    def __init__(self, rig):
        from gi.repository import Gio
        from tray import own

        self.uid = os.getuid()
        self.n_asked_whose = 0
        self.asked = None
        self.pipe = None
        self.bus = rig.connect()
        manager, session = Gio.DBusNodeInfo.new_for_xml(LOGIND_XML).interfaces
        self.bus.register_object("/org/freedesktop/login1", manager, self._called, None, None)
        self.bus.register_object(
            "/org/freedesktop/login1/session/_31", session, None, self._whose, None
        )
        own(self.bus, "org.freedesktop.login1")

    def _called(self, _bus, _sender, _path, _interface, _method, arguments, invocation):
        from gi.repository import Gio

        what, who, _why, mode = arguments.unpack()
        self.asked = (what, who, mode)
        read, write = os.pipe()
        fds = Gio.UnixFDList.new()
        index = fds.append(write)
        os.close(write)
        os.set_blocking(read, False)
        self.pipe = read
        invocation.return_value_with_unix_fd_list(GLib.Variant("(h)", (index,)), fds)

    def _whose(self, *_):
        self.n_asked_whose += 1
        return GLib.Variant("(uo)", (self.uid, "/org/freedesktop/login1/user/_1"))

    def is_held(self):
        """The other end of the pipe is open somewhere."""
        if self.pipe is None:
            return False
        try:
            if os.read(self.pipe, 1) == b"":
                os.close(self.pipe)
                self.pipe = None
                return False
        except BlockingIOError:
            return True
        return True

    def prepare(self, what, before):
        self.bus.emit_signal(
            None, "/org/freedesktop/login1", "org.freedesktop.login1.Manager",
            f"PrepareFor{what}", GLib.Variant("(b)", (before,)),
        )

    def lock(self, uid):
        self.uid = uid
        self.bus.emit_signal(
            None, "/org/freedesktop/login1/session/_31", "org.freedesktop.login1.Session", "Lock",
            None,
        )
