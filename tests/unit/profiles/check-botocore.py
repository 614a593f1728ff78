#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Asks the real botocore who a profile is, in every state between two writes.

usage: check-botocore.py HISTORIES [COUNT]

HISTORIES is the program test-profiles-histories; it dumps every state of every change of its random
lives.  In each of them botocore must read both files, and the profile must be who it was before the
change or who it is after it.  Where the SDKs contradict each other (another role in either file, one of
them under a spelling that only some can read) no order of writes is right for all of them: there, and
only there, a profile may be nobody for an instant; never somebody else.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
for name in list(os.environ):
    if name.startswith("AWS_") and name != "AWS_EC2_METADATA_DISABLED":
        del os.environ[name]

try:
    import botocore.credentials
    import botocore.session
    from botocore.exceptions import BotoCoreError, ConfigParseError
except ImportError:
    print("1..0 # SKIP python3-botocore is not installed")
    sys.exit(0)

OUR_ID = "ASIASTINT"
STAND_IN = "ASIASTINTPLACEHOLDER"
OUR_PROCESS = "/usr/libexec/stint-credentials"
NOBODY = ("none", "error")


class Known(Exception):
    """Carries an identity out of botocore before it asks the network for it."""


def identity_of(credentials):
    if credentials is None:
        return ("none",)
    if credentials.method == "assume-role":
        return credentials.stint_identity
    frozen = credentials.get_frozen_credentials()
    return ("keys", frozen.access_key, frozen.secret_key, frozen.token)


class RoleFetcher:
    """In place of the call of AssumeRole: the role, and who signs for it."""

    def __init__(self, client_creator, source_credentials, role_arn, extra_args=None, **_rest):
        self.identity = ("role", role_arn, identity_of(source_credentials), str(sorted((extra_args or {}).items())))

    def fetch_credentials(self):
        raise Known(self.identity)


class SsoFetcher:
    def __init__(self, start_url, sso_region, role_name, account_id, **_rest):
        self.identity = ("sso", start_url, sso_region, role_name, account_id)

    def fetch_credentials(self):
        raise Known(self.identity)


class Deferred:
    """In place of DeferredRefreshableCredentials: says at once what it would have fetched."""

    def __init__(self, refresh_using, method, time_fetcher=None):
        self.method = "assume-role"
        try:
            refresh_using()
        except Known as known:
            self.stint_identity = known.args[0]


def run_process(_self, command):
    return {"access_key": "process", "secret_key": command, "token": None, "expiry_time": None}


botocore.credentials.AssumeRoleCredentialFetcher = RoleFetcher
botocore.credentials.SSOCredentialFetcher = SsoFetcher
botocore.credentials.DeferredRefreshableCredentials = Deferred
botocore.credentials.create_mfa_serial_refresher = lambda refresh: refresh
botocore.credentials.ProcessProvider._retrieve_credentials_using = run_process


def who(folder, profile):
    """The identity, or the name of botocore's error, which is the same as long as nothing changes."""
    os.environ["AWS_SHARED_CREDENTIALS_FILE"] = str(folder / "credentials")
    os.environ["AWS_CONFIG_FILE"] = str(folder / "config")
    try:
        session = botocore.session.Session(profile=profile)
        return identity_of(session.get_credentials())
    except ConfigParseError as error:
        return ("unreadable", str(error))
    except BotoCoreError as error:
        return ("error", type(error).__name__)


def is_ours(identity):
    """The session, or keys that are dead on purpose, which a reader can do nothing with."""
    return identity[0] == "keys" and (
        identity[1].startswith(OUR_ID) or (identity[1] == "process" and identity[2].startswith(OUR_PROCESS)))


def check(case):
    """Returns what is wrong with a change, NOBODY, or None."""
    kind, profile = case.name.split("-")[1:3]
    states = sorted(case.iterdir(), key=lambda state: int(state.name))
    seen = [who(state, profile) for state in states]
    if seen[0][0] == "unreadable":
        return None  # somebody else broke it, and what the profile is cannot be asked
    unreadable = [identity for identity in seen if identity[0] == "unreadable"]
    if unreadable:
        return f"unreadable: {unreadable[0]}"
    if kind in ("hold", "demand") and (not is_ours(seen[-1]) or STAND_IN in seen[-1]):
        return f"not the session in the end: {seen[-1]}"
    for number, identity in enumerate(seen):
        if identity not in (seen[0], seen[-1]) and not is_ours(identity):
            if identity[0] in NOBODY and (seen[0][0] in NOBODY or seen[-1][0] in NOBODY):
                continue  # it was nobody, or will be: one error is as good as the other
            if identity[0] in NOBODY:
                return NOBODY
            return f"state {number} is a third identity: {identity}, between {seen[0]} and {seen[-1]}"
    return None


def main():
    program = sys.argv[1]
    count = sys.argv[2] if len(sys.argv) > 2 else "150"
    wrong = changes = with_steps = nobody = 0
    print("1..1")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "--count", count, "--from", "7000", "--dump", folder], check=True,
                       stdout=subprocess.DEVNULL)
        for case in sorted(Path(folder).iterdir()):
            changes += 1
            with_steps += len(list(case.iterdir())) > 2
            problem = check(case)
            nobody += problem is NOBODY
            if problem is None or problem is NOBODY:
                continue
            wrong += 1
            if wrong <= 3:
                print(f"# {case.name}: {problem}")
                for state in sorted(case.iterdir(), key=lambda state: int(state.name)):
                    for name in ("credentials", "config"):
                        path = state / name
                        text = path.read_text() if path.exists() else "(none)"
                        print("#   " + json.dumps([state.name, name, text]))
    good = wrong == 0 and changes > 50 and nobody * 200 <= changes
    print(f"# {changes} changes, {with_steps} of several steps, {nobody} with an instant of nobody, {wrong} wrong")
    print(f"{'ok' if good else 'not ok'} 1 - botocore sees the old identity or the new one")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
