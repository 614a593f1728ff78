#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A stintd that is only played: it speaks the D-Bus API, and does nothing.

For what a real service cannot be asked to show at will: 5,000 sessions, each state, each failure,
slow answers, a service that vanishes.  What the real one does is tested with tests/rig.

    played_service.py SCENARIO          on the session bus; "ready" on standard output

The right code is 123456; any other is wrong.  SESSION names tell how a start ends:
"Forbidden…" is refused, "Slow…" never answers, "default" needs consent; a role of an Identity
Center that is not signed in needs that.  A sign-in waits until Play.Do says {"sign_in": "allow"}, or
"deny"; with "https://nobody…" nothing can be added.  What leaves by the socket is played as well.
Tests talk to it by Play.Do (JSON in, JSON out): see PlayedService.do.
"""

import json
import os
import re
import socketserver
import sys
import threading
import time
import urllib.parse
from pathlib import Path

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

import scenarios  # noqa: E402

NAME = "io.github.stint_aws.Stint.Service"
PATH = "/io/github/stint_aws/Stint1"
PREFIX = "io.github.stint_aws.Stint1."
XML = Path(__file__).resolve().parents[2] / "data/dbus/io.github.stint_aws.Stint1.xml"
PLAY = f"""<node><interface name="{PREFIX}Play">
<method name="Do"><arg type="s" direction="in"/><arg type="s" direction="out"/></method>
</interface></node>"""
SESSION = "(sssssssssssxxba{sv})"
INTEGRATION = "(ssssa{sv})"
RIGHT_CODE = "123456"
NAMES = Path(__file__).resolve().parents[2] / "src/base/stint-names.h"
# The window's own: it would ask an older one to restart.
API_VERSION = int(re.search(r"API_VERSION (\d+)", NAMES.read_text())[1])


def variant(value):
    """A value of JSON as it stands in an a{sv}; ("x", 5) where the type cannot be guessed."""
    if isinstance(value, (list, tuple)) and len(value) == 2 and value[0] in (
        "x", "u", "t", "as", "aa{sv}", "a(sss)", "a{sv}"
    ):
        kind, plain = value
        if kind == "aa{sv}":
            return GLib.Variant(kind, [vardict(item) for item in plain])
        if kind == "a{sv}":
            return GLib.Variant(kind, vardict(plain))
        return GLib.Variant(kind, [tuple(p) for p in plain] if kind == "a(sss)" else plain)
    if isinstance(value, bool):
        return GLib.Variant("b", value)
    if isinstance(value, int):
        return GLib.Variant("u", value)
    if isinstance(value, str):
        return GLib.Variant("s", value)
    return GLib.Variant("as", value)


def vardict(values):
    return {key: variant(value) for key, value in values.items()}


class Failure(Exception):
    def __init__(self, name, message, **details):
        super().__init__(message)
        self.name = name
        self.details = {key.replace("_", "-"): value for key, value in details.items()}


class PlayedService:
    def __init__(self, connection, scenario):
        self.connection = connection
        self.sessions = {s["id"]: s for s in scenario["sessions"]}
        self.integrations = {i["id"]: i for i in scenario["integrations"]}
        self.conditions = scenario.get("conditions", [])
        self.plan = scenario.get("plan", {"items": [], "files": []})
        self.delay = scenario.get("delay", 0)
        self.calls = []
        self.revision = {"Sessions": 1, "Integrations": 1}
        # Made before anybody asks: Python takes a second for what the service does in 20 ms.
        self.lists = {kind: None for kind in self.revision}
        self.packed = self.make_packed()
        self.head = self.make_head()
        self.requests = {}
        self.serial = 0
        self.socket = start_socket(self)
        info = Gio.DBusNodeInfo.new_for_xml(XML.read_text())
        for interface in info.interfaces:
            if interface.name.endswith(".Request"):
                self.request_info = interface
            else:
                connection.register_object(PATH, interface, self.called, self.get_property, None)
        play = Gio.DBusNodeInfo.new_for_xml(PLAY).interfaces[0]
        connection.register_object(PATH, play, self.played, None, None)

    # --- D-Bus ---

    def get_property(self, _connection, _sender, _path, _interface, name):
        return {
            "Version": GLib.Variant("s", "0.1.0"),
            "ApiVersion": GLib.Variant("u", API_VERSION),
            "CredentialsFile": GLib.Variant("s", "/home/me/.aws/credentials"),
            "ConfigFile": GLib.Variant("s", "/home/me/.aws/config"),
            "CredentialsSocket": GLib.Variant("s", self.socket),
            "Conditions": self.conditions_variant(),
        }[name]

    def conditions_variant(self):
        return GLib.Variant(
            "a(sa{sv})", [(name, vardict(details)) for name, details in self.conditions]
        )

    def session_tuple(self, s):
        more = {
            key: GLib.Variant("u", value) if key == "duration" else
            GLib.Variant("x", value) if key == "last-used" else
            GLib.Variant("a{sv}", vardict(value)) if key == "error-details" else variant(value)
            for key, value in ({"can-console": True} | s.get("more", {})).items()
        }
        return (
            s["id"], s["name"], s.get("kind", "iam-role"), s.get("integration", "i0"),
            s.get("account-id", "123456789012"), s.get("account-name", ""), s.get("role", ""),
            s.get("profile", s["name"]), s.get("region", ""), s.get("state", "inactive"),
            s.get("hand-out", "file"), s.get("since", 0), s.get("until", 0),
            s.get("pinned", False), more,
        )

    def integration_tuple(self, i):
        more = {
            key: GLib.Variant("x", value)
            if key in ("lease-until", "signed-in-until", "last-sync") and isinstance(value, int)
            else GLib.Variant("(uu)", value) if key == "news"
            else GLib.Variant("a{sv}", vardict(value)) if key == "error-details"
            else variant(value)
            for key, value in i.get("more", {}).items()
        }
        return (i["id"], i["name"], i.get("kind", "iam-user"), i.get("region", ""), more)

    def make_list(self, kind):
        row = SESSION if kind == "Sessions" else INTEGRATION
        return GLib.Variant(f"(ta{row})", (self.revision[kind], self.rows(kind)))

    def make_packed(self):
        rows = GLib.Variant(f"a{SESSION}", self.rows("Sessions"))
        packed = GLib.Variant.new_from_bytes(
            GLib.VariantType("ay"), rows.get_data_as_bytes(), True)
        revision = GLib.Variant("t", self.revision["Sessions"])
        return GLib.Variant.new_tuple(revision, packed)

    def make_head(self):
        """As the real service sorts, for the names that scenarios have."""
        def place(s):
            active = s.get("state") in ("active", "expiring", "expired")
            group = 0 if active else 1 if s.get("pinned") else 2
            rest = (self.user_of(s)["name"].lower(), s.get("account-name", "").lower())
            return (group, rest if group == 2 else ("", ""), s["name"].lower())

        first = sorted(self.sessions.values(), key=place)[:40]
        return GLib.Variant(f"(a{SESSION})", ([self.session_tuple(s) for s in first],))

    def rows(self, kind):
        if kind == "Sessions":
            return [self.session_tuple(s) for s in self.sessions.values()]
        return [self.integration_tuple(i) for i in self.integrations.values()]

    def called(self, _connection, sender, _path, interface, method, parameters, invocation):
        kind = interface.rpartition(".")[2]
        if method == "Head":
            invocation.return_value(self.head)
            return
        if method == "List":
            if self.lists[kind] is None:
                self.lists[kind] = self.make_list(kind)
            invocation.return_value(self.lists[kind])
            return
        if method == "ListPacked":
            if self.packed is None:
                self.packed = self.make_packed()
            invocation.return_value(self.packed)
            return
        values = parameters.unpack()
        if method in ("Restart", "Quit"):
            self.calls.append([method, [], {}])
            invocation.return_value(None)
            return
        if method == "History":
            invocation.return_value(self.history(values[0]))
            return
        options = values[-1]
        secret = None
        if method in ("AddIamUser", "ReplaceKey"):
            fds = invocation.get_message().get_unix_fd_list()
            with open(fds.get(0), "rb") as file:
                file.seek(0)
                secret = file.read().decode()
        handle = f"{PATH}/request/{sender[1:].replace('.', '_')}/{options['handle-token']}"
        invocation.return_value(GLib.Variant("(o)", (handle,)))
        self.calls.append([method, [v for v in values[:-1] if isinstance(v, str)], {
            key: value for key, value in options.items() if key != "handle-token"
        }])
        self.begin(handle, method, values, options, secret)

    def history(self, identifier):
        session = self.sessions.get(identifier, {})
        more = session.get("more", {})
        now = int(time.time())
        events = []
        if "error" in more:
            events.append((now - 120, "failed", more["error"], {
                "message": variant(more.get("error-message", "")),
                "details": GLib.Variant("a{sv}", vardict(more.get("error-details", {}))),
            }))
        if session.get("state") == "expired":
            events.append((session["until"], "expired", "", {}))
        if session.get("since"):
            events.append((session["since"], "started", "",
                           {"until": GLib.Variant("x", session["until"])}))
        if session.get("state", "inactive") != "inactive":
            events += [(now - 90000, "stopped", "", {}),
                       (now - 93600, "renewed", "", {"until": GLib.Variant("x", now - 90000)}),
                       (now - 97200, "started", "", {"until": GLib.Variant("x", now - 93600)}),
                       (now - 700000, "failed", "Network", {"message": variant("no route")})]
        return GLib.Variant("(a(xssa{sv}))", (events,))

    def begin(self, handle, method, values, options, secret):
        identifier = values[0] if values and isinstance(values[0], str) else None
        registration = self.connection.register_object(
            handle, self.request_info,
            lambda *arguments: self.closed(handle, identifier, arguments[-1]), None, None,
        )
        session = self.sessions.get(identifier)
        before = session.get("state", "inactive") if session else None
        if method in ("Start", "Renew") and session and before == "inactive":
            self.change(identifier, state="starting")
        self.requests[handle] = (registration, before)
        if session and session["name"].startswith("Slow"):
            return
        if method in ("SignIn", "Sync"):
            getattr(self, "begin_" + ("sign_in" if method == "SignIn" else "sync"))(
                handle, identifier, options
            )
            return
        GLib.timeout_add(
            max(1, int(self.delay * 1000)), self.answer, handle, method, values, options, secret
        )

    def closed(self, handle, identifier, invocation):
        registration, before = self.requests.pop(handle, (0, None))
        if registration:
            self.connection.unregister_object(registration)
        if before is not None and self.sessions[identifier].get("state") == "starting":
            self.change(identifier, state=before)
        if identifier in self.integrations:
            more = self.integrations[identifier].get("more", {})
            if more.get("sign-in") == "signing-in":
                self.change_center(identifier, **{"sign-in": "signed-out"})
            self.change_center(identifier, syncing=False)
        invocation.return_value(None)

    def answer(self, handle, method, values, options, secret):
        if handle not in self.requests:
            return GLib.SOURCE_REMOVE
        registration, before = self.requests.pop(handle)
        step = "do_" + re.sub("(?<!^)([A-Z])", r"_\1", method).lower()
        try:
            status, results = 0, getattr(self, step)(values, options, secret) or {}
        except Failure as failure:
            status = 1
            results = {
                "error": failure.name,
                "message": str(failure),
                "details": ("a{sv}", failure.details),
            }
            if before is not None:
                asks = failure.name in ("NeedsMfa", "WrongMfa", "NeedsConsent", "NeedsSignIn")
                more = dict(self.sessions[values[0]].get("more", {}))
                if not asks:
                    more |= {"error": failure.name, "error-message": str(failure),
                             "error-details": failure.details}
                state = before if asks or before != "inactive" else "failed"
                self.change(values[0], state=state, more=more)
        self.respond(handle, registration, status, results)
        return GLib.SOURCE_REMOVE

    def respond(self, handle, registration, status, results):
        self.connection.emit_signal(
            None, handle, PREFIX + "Request", "Response",
            GLib.Variant("(ua{sv})", (status, vardict(results))),
        )
        self.connection.unregister_object(registration)

    def progress(self, handle, **state):
        self.connection.emit_signal(
            None, handle, PREFIX + "Request", "Progress",
            GLib.Variant("(a{sv})", (vardict(
                {key.replace("_", "-"): value for key, value in state.items()}),)),
        )

    # --- Identity Center ---

    def change_center(self, identifier, **values):
        center = self.integrations[identifier]
        more = center.setdefault("more", {})
        for key, value in values.items():
            more[key.replace("_", "-")] = value
        self.changed("Integrations", [self.integration_tuple(center)], [])

    def begin_sign_in(self, handle, identifier, options):
        flow = options.get("flow", "browser")
        self.change_center(identifier, **{"sign-in": "signing-in"})
        if flow == "device":
            page = "https://device.sso.eu-west-1.amazonaws.com/"
            GLib.idle_add(lambda: self.progress(
                handle, step="device", user_code="WDJB-MJHT", url=page,
                url_complete=page + "?user_code=WDJB-MJHT",
                until=("x", int(time.time()) + 595)))
        else:
            GLib.idle_add(lambda: self.progress(
                handle, step="browser", url="https://oidc.eu-west-1.amazonaws.com/authorize?x=1"))

    def end_sign_ins(self, decision):
        """What the person does on the page, for every sign-in that waits."""
        for identifier, center in self.integrations.items():
            if center.get("more", {}).get("sign-in") != "signing-in":
                continue
            mine = [h for h, (_r, b) in self.requests.items() if b is None]
            if decision == "finishing":
                for handle in mine:
                    self.progress(handle, step="token")
                continue
            until = int(time.time()) + 8 * 3600
            state = {"sign-in": "signed-out"} if decision == "deny" else {
                "sign-in": "signed-in", "signed-in-until": until, "shared": True}
            self.change_center(identifier, **state)
            for handle in mine:
                registration, _before = self.requests.pop(handle)
                self.respond(handle, registration, *(
                    (1, {"error": "Refused", "message": "access_denied",
                         "details": ("a{sv}", {"integration": center["name"],
                                               "aws-code": "access_denied"})})
                    if decision == "deny" else
                    (0, {"until": ("x", until), "shared": True})))
            if decision == "allow":
                self.bring_roles(identifier)

    def bring_roles(self, identifier):
        """As after a sign-in: some roles are there, and it is said how many."""
        center = self.integrations[identifier]
        found = [s for s in scenarios.roles_of(identifier, center["name"])
                 if s["id"] not in self.sessions]
        for session in found:
            self.sessions[session["id"]] = session
        self.changed("Sessions", [self.session_tuple(s) for s in found], [])
        self.change_center(identifier, syncing=False, news=(len(found), 0),
                           last_sync=int(time.time() * 10))

    def begin_sync(self, handle, identifier, _options):
        """Stands at 3 of 12 until it is told to go on."""
        self.change_center(identifier, syncing=True, sync_done=3, sync_total=12)
        self.progress(handle, step="roles", done=3, total=12)

    def end_syncs(self):
        for handle, (registration, before) in list(self.requests.items()):
            if before is None:
                del self.requests[handle]
                self.respond(handle, registration, 0, {"added": 2, "gone": 1, "kept": 0,
                                                       "renamed": 0, "total": 9})
        for identifier, center in self.integrations.items():
            if center.get("more", {}).get("syncing"):
                self.change_center(identifier, syncing=False, news=(2, 1),
                                   last_sync=int(time.time() * 10))

    def do_sign_out(self, values, options, _secret):
        self.change_center(values[0], **{"sign-in": "signed-out", "signed-in-until": 0})
        return {"shared": True, "stopped": ("as", [])}

    def do_add_identity_center(self, _values, options, _secret):
        if options["start-url"].startswith("https://nobody"):
            raise Failure("AwsInvalid", "no such portal", aws_code="InvalidRequestException",
                          aws_message="Invalid start url provided")
        self.serial += 1
        center = scenarios.center(f"added-c{self.serial}", options["name"],
                                  **{"start-url": options["start-url"], "sign-in": "signed-out"})
        center["region"] = options.get("region", "eu-west-1")
        self.integrations[center["id"]] = center
        self.changed("Integrations", [self.integration_tuple(center)], [])
        return {"id": center["id"], "region": center["region"], "sign-in": "signed-out"}

    def do_stop_all(self, _values, _options, _secret):
        held = [s for s in self.sessions.values()
                if s.get("state") in ("active", "expiring", "expired")]
        for session in held:
            self.do_stop([session["id"]], {}, None)
        return {"stopped": ("as", [s["name"] for s in held]), "failed": ("a(sss)", [])}

    def ask(self, question, fields):
        """The socket's side: (head, body)."""
        session = self.sessions.get(fields.get("session", ""))
        if session is None:
            return "error NotFound", "no such session"
        if session.get("state") != "active":
            return "error Inactive", "it is not started"
        if question == "console":
            return "ok", "http://127.0.0.1:9/console"
        return "ok", "".join(f"{name}={urllib.parse.quote(value, safe='')}\n" for name, value in (
            ("AWS_ACCESS_KEY_ID", "ASIAIOSFODNN7EXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            ("AWS_SESSION_TOKEN", "AQoEXAMPLEH4aoAH0gNCAPyJxz4BlCFFxWNE1OPTgk5TthT")))

    # --- What a service would do ---

    def changed(self, kind, upserts, removed):
        self.revision[kind] += 1
        self.lists[kind] = None
        if kind == "Sessions":
            self.packed = None
        row = SESSION if kind == "Sessions" else INTEGRATION
        self.connection.emit_signal(
            None, PATH, PREFIX + kind, "Changed",
            GLib.Variant(f"(ta{row}as)", (self.revision[kind], upserts, removed)),
        )

    def change(self, identifier, **values):
        session = self.sessions[identifier]
        session.update({key.replace("_", "-"): value for key, value in values.items()})
        self.changed("Sessions", [self.session_tuple(session)], [])

    def user_of(self, session):
        return self.integrations[session.get("integration", "i0")]

    def check_code(self, session, options):
        user = self.user_of(session)
        more = user.setdefault("more", {})
        if not more.get("mfa-serial") or more.get("lease-until", 0) > time.time():
            return
        code = options.get("mfa-code")
        about = {"mfa_serial": more["mfa-serial"], "session": session["name"],
                 "integration": user["name"]}
        if code is None:
            raise Failure("NeedsMfa", "an MFA code is needed", **about)
        if code != RIGHT_CODE:
            raise Failure(
                "WrongMfa", "AWS did not accept the code", **about, mfa_wait=18,
                aws_code="AccessDenied",
                aws_message="MultiFactorAuthentication failed with invalid MFA one time pass code.",
            )
        if session.get("more", {}).get("mfa") != "direct":
            more["lease-until"] = int(time.time()) + 12 * 3600
            self.changed("Integrations", [self.integration_tuple(user)], [])

    def do_start(self, values, options, _secret):
        session = self.sessions[values[0]]
        profile = options.get("profile", session.get("profile", session["name"]))
        if profile == "default" and not options.get("consent"):
            raise Failure(
                "NeedsConsent", "the profile is somebody's", session=session["name"],
                profile="default", reasons=["default", "dependents"],
                profiles=["reports", "nightly"], suggested_profile="default-role",
            )
        if session.get("kind") == "identity-center":
            portal = self.user_of(session)
            if portal.get("more", {}).get("sign-in") != "signed-in":
                raise Failure("NeedsSignIn", "sign in", session=session["name"],
                              integration=portal["name"], integration_id=portal["id"])
        self.check_code(session, options)
        if session["name"].startswith("Forbidden"):
            raise Failure(
                "Refused", "not authorized", session=session["name"],
                integration=self.user_of(session)["name"], aws_code="AccessDenied",
                aws_message="User: arn:aws:iam::123456789012:user/MFAUser is not authorized to "
                "perform: sts:AssumeRole on resource: " + session.get("role", ""),
                request_id="c6104cbe-af31-11e0-8154-cbc7ccf896c7",
            )
        now = int(time.time())
        until = now + session.get("seconds", 3600)
        more = {k: v for k, v in session.get("more", {}).items() if not k.startswith("error")}
        more["arn"] = session.get("role", "").replace("iam", "sts") + "/me"
        more["held-profile"] = profile
        self.change(values[0], state="active", since=now, until=until, more=more)
        return {"until": ("x", until), "profile": profile, "path": "/home/me/.aws/credentials",
                "warnings": ("as", [])}

    do_renew = do_start

    def do_stop(self, values, _options, _secret):
        session = self.sessions[values[0]]
        more = {k: v for k, v in session.get("more", {}).items()
                if not k.startswith("error") and k not in ("arn", "held-profile")}
        self.change(values[0], state="inactive", since=0, until=0, more=more)
        return {"foreign-keys": False}

    def do_edit(self, values, options, _secret):
        if values[0] in self.integrations:
            user = self.integrations[values[0]]
            user["name"] = options.get("name", user["name"])
            self.changed("Integrations", [self.integration_tuple(user)], [])
            return
        if options.get("profile") == "default" and not options.get("consent"):
            raise Failure("NeedsConsent", "others use it", profile="default", reasons=["default"],
                          suggested_profile="default-role")
        known = {k: options[k] for k in ("name", "profile", "region", "hand-out", "pinned")
                 if k in options}
        more = {k: options[k] for k in ("duration", "mfa", "renew", "start-at-login")
                if k in options}
        if more:
            known["more"] = self.sessions[values[0]].get("more", {}) | more
        self.change(values[0], **known)

    def do_remove(self, values, options, _secret):
        if values[0] in self.integrations:
            if self.integrations[values[0]].get("moved") and not options.get("restore-key"):
                raise Failure("InUse", "profiles depend on it", profiles=["DeploymentRole"])
            del self.integrations[values[0]]
            gone = [s["id"] for s in self.sessions.values() if s.get("integration") == values[0]]
            for identifier in gone:
                del self.sessions[identifier]
            self.changed("Sessions", [], gone)
            self.changed("Integrations", [], [values[0]])
            return
        del self.sessions[values[0]]
        self.changed("Sessions", [], [values[0]])

    def do_add_iam_user(self, _values, options, secret):
        if secret != "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY":
            raise Failure("BadKey", "the signature does not match", aws_code="SignatureDoesNotMatch",
                          aws_message="The request signature we calculated does not match.")
        self.serial += 1
        identifier = f"added-i{self.serial}"
        user = {"id": identifier, "name": options["name"], "region": options.get("region", ""),
                "more": {"access-key-id": options["access-key-id"],
                         "mfa-serial": options.get("mfa-serial", "")}}
        self.integrations[identifier] = user
        session = {"id": f"added-u{self.serial}", "name": options["name"], "kind": "iam-user",
                   "integration": identifier}
        self.sessions[session["id"]] = session
        self.changed("Integrations", [self.integration_tuple(user)], [])
        self.changed("Sessions", [self.session_tuple(session)], [])
        return {"id": identifier, "arn": f"arn:aws:iam::123456789012:user/{options['name']}",
                "account-id": "123456789012", "session": session["id"]}

    def do_replace_key(self, _values, _options, secret):
        if len(secret) != 40:
            raise Failure("BadKey", "the key is unknown")

    def do_add_iam_role(self, _values, options, _secret):
        if any(s["name"] == options["name"] for s in self.sessions.values()):
            raise Failure("Exists", "there is one of this name already", session=options["name"])
        user = self.integrations.get(options["integration"], {})
        serial = user.get("more", {}).get("mfa-serial", "")
        if options.get("test") and serial and not options.get("from"):
            if "mfa-code" not in options:
                raise Failure("NeedsMfa", "a code is needed", mfa_serial=serial)
            if options["mfa-code"] != RIGHT_CODE:
                raise Failure("WrongMfa", "the code is wrong", mfa_serial=serial)
        if options.get("test") and "Forbidden" in options["role-arn"]:
            raise Failure(
                "Refused", "not authorized", session=options["name"], aws_code="AccessDenied",
                aws_message="User: arn:aws:iam::123456789012:user/MFAUser is not authorized to "
                "perform: sts:AssumeRole on resource: " + options["role-arn"],
            )
        self.serial += 1
        session = {"id": f"added-s{self.serial}", "name": options["name"],
                   "role": options["role-arn"], "integration": options["integration"],
                   "profile": options.get("profile", options["name"])}
        self.sessions[session["id"]] = session
        self.changed("Sessions", [self.session_tuple(session)], [])
        return {"id": session["id"]}

    def do_unlock(self, _values, _options, _secret):
        self.do({"conditions": [c for c in self.conditions if not c[0].startswith("keyring")]})

    def do_plan(self, _values, options, _secret):
        files = self.plan["files"] if options.get("move-keys") else []
        return {"items": ("aa{sv}", self.plan["items"]), "files": ("a(sss)", files)}

    def do_run(self, _values, options, _secret):
        imported = [i for i in self.plan["items"]
                    if i["id"] in options.get("items", []) and i["kind"] != "skipped"]
        scenario = scenarios.get("imported")
        self.integrations = {i["id"]: i for i in scenario["integrations"]}
        self.sessions = {s["id"]: s for s in scenario["sessions"]}
        self.changed("Integrations", self.rows("Integrations"), [])
        self.changed("Sessions", self.rows("Sessions"), [])
        moved = [i["profile"] for i in imported if i.get("moves-key") and options.get("move-keys")]
        return {
            "imported": ("aa{sv}", [{k: i[k] for k in ("kind", "name", "id", "profile")}
                                    for i in imported]),
            "moved": ("as", moved), "failed": ("a(sss)", []),
        }

    # --- For tests ---

    def played(self, _connection, _sender, _path, _interface, _method, parameters, invocation):
        order = json.loads(parameters.unpack()[0])
        result = self.do(order)
        invocation.return_value(GLib.Variant("(s)", (json.dumps(result),)))

    def do(self, order):
        """{"change": id, …}: a session; {"center": id, …}: what more is said of an integration;
        {"sign_in": "allow" | "deny" | "finishing"}; {"synced": true}; {"conditions": […]};
        {"delay": s}; {"calls": true}."""
        if "change" in order:
            identifier = order.pop("change")
            self.change(identifier, **order)
        if "conditions" in order:
            self.conditions = order["conditions"]
            self.connection.emit_signal(
                None, PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                GLib.Variant("(sa{sv}as)", (
                    PREFIX + "Manager", {"Conditions": self.conditions_variant()}, [])),
            )
        if "sign_in" in order:
            self.end_sign_ins(order["sign_in"])
        if "synced" in order:
            self.end_syncs()
        if "center" in order:
            self.change_center(order.pop("center"), **order)
        if "delay" in order:
            self.delay = order["delay"]
        return self.calls if order.get("calls") else None


class Answerer(socketserver.StreamRequestHandler):
    def handle(self):
        line = self.rfile.readline().decode().split()
        if len(line) < 2:
            return
        fields = {key: urllib.parse.unquote(value) for key, _, value in
                  (word.partition("=") for word in line[2:])}
        head, body = self.server.service.ask(line[1], fields)
        self.wfile.write(f"STINT/1 {head} {len(body)}\n{body}".encode())


def start_socket(service):
    """Where it would be: below the runtime folder."""
    path = Path(os.environ.get("XDG_RUNTIME_DIR", "/tmp")) / "played-credentials"
    path.unlink(missing_ok=True)
    server = socketserver.ThreadingUnixStreamServer(str(path), Answerer)
    server.service = service
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return str(path)


def main():
    scenario = scenarios.get(sys.argv[1] if len(sys.argv) > 1 else "three")
    connection = Gio.bus_get_sync(Gio.BusType.SESSION)
    service = PlayedService(connection, scenario)
    loop = GLib.MainLoop()
    Gio.bus_own_name_on_connection(
        connection, NAME, Gio.BusNameOwnerFlags.NONE,
        lambda *_: print("ready", flush=True), lambda *_: loop.quit(),
    )
    loop.run()
    return service


if __name__ == "__main__":
    main()
