# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Identity Center, as tests of the service use it."""

import hashlib
import json
import socket
import subprocess
import urllib.parse

from gi.repository import GLib

START_URL = "https://d-1234567890.awsapps.com/start"
REGION = "eu-west-1"

# What `aws configure sso` leaves: an entry that a sign-in is shared through.
SHARED_CONFIG = f"""\
[sso-session corp]
sso_start_url = {START_URL}
sso_region = {REGION}
sso_registration_scopes = sso:account:access
"""


def add_center(rig, name="Corp", **options):
    """The demo's Identity Center as an integration; its id."""
    values = {"start_url": START_URL, "region": REGION, **options}
    return rig.client.request("Integrations", "AddIdentityCenter", name=name, **values)["id"]


def center(rig, name="Corp"):
    return rig.client.integrations()[name]


def begin_sign_in(rig, integration, client=None, **options):
    """The request, once it has said what the person is to open or to type."""
    pending = (client or rig.client).send("Integrations", "SignIn", integration, **options)
    rig.wait_for(
        lambda: pending.progress or pending.answer is not None, 20, "the sign-in says nothing"
    )
    return pending


def sign_in(rig, integration, decision="allow", **options):
    """The whole of it, with a person in a browser."""
    pending = begin_sign_in(rig, integration, **options)
    if pending.answer is None:
        if pending.progress[0]["step"] == "device":
            rig.aws.decide_device(decision, user_code=pending.progress[0]["user-code"])
        else:
            rig.aws.browse(pending.progress[0]["url"], decision)
    return pending.wait()


def wait_for_sync(rig, name="Corp", timeout=30):
    """The sync that a sign-in begins by itself is over, and on disk."""
    rig.wait_for(
        lambda: center(rig, name).more.get("last-sync", 0) and not is_syncing(rig, name),
        timeout,
        "no sync",
    )
    rig.wait_for(
        lambda: '"role-name"' in rig.integrations_file.read_text(), 10, "nothing is written"
    )


def is_syncing(rig, name="Corp"):
    return center(rig, name).more.get("syncing", False)


def signed_in(rig, **options):
    """An Identity Center that is signed in and synced; its id."""
    integration = add_center(rig, **options)
    sign_in(rig, integration)
    wait_for_sync(rig)
    return integration


def cache_file(rig, key="corp"):
    name = hashlib.sha1(key.encode()).hexdigest() + ".json"
    return rig.dot_aws / "sso" / "cache" / name


def cached_token(rig, key="corp"):
    path = cache_file(rig, key)
    return json.loads(path.read_text()) if path.exists() else None


def count(rig, operation):
    return rig.aws.rates()["operations"].get(operation, {}).get("count", 0)


def ask_console(rig, session, **fields):
    """The console question at the socket; ("ok", address) or ("error", name, sentence)."""
    words = {"session": session, "form": "redirect", **fields}
    line = "STINT/1 console " + " ".join(
        f"{key}={urllib.parse.quote(value, safe='')}" for key, value in words.items()
    )
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(60)
        connection.connect(str(rig.socket))
        connection.sendall(line.encode() + b"\n")
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    head, _, body = answer.removeprefix(b"STINT/1 wait\n").partition(b"\n")
    words = head.decode().split()
    if words[1] == "ok":
        return "ok", body.decode()
    return "error", words[2], body.decode()


def history(rig, session):
    """What happened to it, newest first: instant, what, error, more."""
    (events,) = rig.client.call("Sessions", "History", GLib.Variant("(s)", (session,)))
    return events


def end_cached_token(rig, key="corp"):
    """Its end has come, as far as anybody can see from the file."""
    path = cache_file(rig, key)
    entry = json.loads(path.read_text())
    entry["expiresAt"] = "2020-01-01T00:00:00Z"
    path.write_text(json.dumps(entry))


def ask_many(rig, session, number):
    """So many stint-credentials at once: (status, what it complained of) of each."""
    children = [
        subprocess.Popen(
            [str(rig.helper), "--session", session],
            env=rig.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(number)
    ]
    said = [child.communicate(timeout=90)[1] for child in children]
    return [(child.returncode, text) for child, text in zip(children, said)]
