# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A sync of a big company, for real."""

import hashlib
import json
import subprocess
import time
import urllib.parse

from measure import Row
from play import QUIET
from stintrig import LocalAws, Rig  # which shows the way to localaws
from localaws.testing import big_world  # isort: skip

REGION = "us-east-1"
LIMIT = 20
PAGE = 100


def config(start_url):
    return (
        f"[sso-session big]\nsso_start_url = {start_url}\nsso_region = {REGION}\n"
        "sso_registration_scopes = sso:account:access\n"
    )


def sign_in(rig, integration):
    pending = rig.client.send("Integrations", "SignIn", integration)
    rig.wait_for(lambda: pending.progress, 20, "the sign-in says nothing")
    rig.aws.browse(pending.progress[0]["url"], "allow")
    return pending


def time_limited(accounts, roles):
    """Seconds of the sync that a sign-in begins, seconds to its first rows, and how often AWS said that
    it was asked too much."""
    world = big_world(accounts, roles, rate=LIMIT)
    url = world["identity_centers"][0]["start_url"]
    with LocalAws(world) as aws, Rig(aws=aws, env=QUIET, config=config(url)) as rig:
        integration = rig.client.request(
            "Integrations", "AddIdentityCenter", name="Big", start_url=url, region=REGION,
            sso_session="big")["id"]
        rows = []
        rig.client.bus.signal_subscribe(
            None, "io.github.stint_aws.Stint1.Sessions", "Changed", None, None, 0,
            lambda *signal: rows.append(time.perf_counter()))
        sign_in(rig, integration).wait()
        began = time.perf_counter()
        rig.client.request("Integrations", "Sync", integration, timeout=600)
        took = time.perf_counter() - began
        assert len(rig.client.sessions()) == accounts * roles
        refused = [call for call in aws.calls("ListAccountRoles") if call["status"] == 429]
        return took, rows[0] - began, len(refused)


def list_requests(rig, world):
    """What a bare loop needs: the token, and the address of each page."""
    name = hashlib.sha1(b"big").hexdigest() + ".json"
    token = json.loads((rig.dot_aws / "sso" / "cache" / name).read_text())["accessToken"]
    addresses = [f"{rig.aws.url}/assignment/accounts?max_result={PAGE}"]
    addresses *= -(-len(world["identity_centers"][0]["accounts"]) // PAGE)
    addresses += [
        f"{rig.aws.url}/assignment/roles?max_result={PAGE}&account_id={account['id']}"
        for account in world["identity_centers"][0]["accounts"]
    ]
    return [token, *addresses]


def run_loop(program, lines):
    output = subprocess.run(
        [program], input="\n".join(lines) + "\n", check=True, capture_output=True, text=True
    ).stdout
    return int(output) / 1e9


def time_sync(programs, quick):
    accounts, roles = (200, 3) if quick else (1000, 3)
    requests = accounts + -(-accounts // PAGE)
    took, first, refused = time_limited(accounts, roles)
    name = f"{accounts:,} accounts, {roles} roles each"
    yield Row(f"sync of {name}, {LIMIT} requests a second", "s", took, requests / LIMIT, 1.15)
    yield Row("first rows of it", "s", max(first, 0), None, 2, added=True)
    yield Row("answers of “too many requests” in it", "", refused, 0, 0, added=True)
    yield from without_limit(programs, name, accounts, roles)


def without_limit(programs, name, accounts, roles):
    world = big_world(accounts, roles, rate=None)
    url = world["identity_centers"][0]["start_url"]
    with LocalAws(world) as aws, Rig(aws=aws, env=QUIET, config=config(url)) as rig:
        integration = rig.client.request(
            "Integrations", "AddIdentityCenter", name="Big", start_url=url, region=REGION,
            sso_session="big", endpoint_url=aws.url)["id"]
        sign_in(rig, integration).wait()
        rig.client.request("Integrations", "Sync", integration, timeout=600)
        lines = list_requests(rig, world)
        ours, bare = [], []
        for _ in range(3):
            aws.clear_calls()
            began = time.perf_counter()
            rig.client.request("Integrations", "Sync", integration, timeout=600)
            ours.append(time.perf_counter() - began)
            assert aws.rates()["services"]["sso"]["count"] == len(lines) - 1, "not the same requests"
            bare.append(run_loop(programs / "portal-loop", lines))
        yield Row(f"sync of {name}, no limit", "s", min(ours), min(bare), 2)
