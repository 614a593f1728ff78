# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Identity Center between a running Stint and the real tools: whoever signs in signs all of them in, whoever
signs out signs all of them out, and a started role is what every tool finds."""

import hashlib
import json
import shutil
import subprocess

import pytest
from desktop import AWS, Desktop
from localaws.testing import BROWSER
from readers import PYTHON
from signing_in import START_URL, device_flow
from stintrig import NoRig

PORTAL = f"""\
# the company's portal
[sso-session corp]
sso_start_url = {START_URL}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
"""
CONFIG = PORTAL + f"""
[profile payments]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = ReadOnlyAccess
region = eu-west-1

# from before there were sessions
[profile billing]
sso_start_url = {START_URL}
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = Billing
"""
SCREEN = {"DISPLAY": ":nowhere"}
ROLE = "Payments Production-DeveloperAccess"
PROFILE = "Payments-Production-DeveloperAccess"
ADD = ("integration", "add", "identity-center", "--name", "Corp", "--start-url", START_URL, "--region", "eu-west-1",
       "--no-sign-in")


class Company(Desktop):
    """A desktop in a company with a portal, which Stint knows as Corp; nobody is signed in."""

    def _start(self):
        super()._start()
        self.aws.center(device_interval=0.2)
        self.do("config", "set", "browser", f"{BROWSER} allow")
        self.do(*ADD)

    @property
    def cache(self):
        return self.dot_aws / "sso" / "cache"

    @property
    def token_file(self):
        return self.cache / f"{hashlib.sha1(b'corp').hexdigest()}.json"

    def state(self):
        return json.loads(self.do("integration", "list", "--json"))["integrations"][0]["sign_in"]

    def wait_for_state(self, state):
        self.wait_for(lambda: self.state() == state, 20, f"Stint is not {state}")

    def sign_in(self):
        done = self.stint("integration", "sign-in", "Corp", env=SCREEN)
        assert done.returncode == 0, done.said
        self.do("integration", "sync", "Corp")

    def aws_cli(self, *arguments):
        done = self.run([AWS, *arguments], check=False)
        assert done.returncode == 0, done.stderr

    def login(self):
        """As somebody does who never heard of Stint."""
        command = [AWS, "sso", "login", "--no-browser", *device_flow(AWS), "--sso-session", "corp"]
        with subprocess.Popen(command, env=self.env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as process:
            try:
                self.aws.decide_device(timeout=60)
                _output, errors = process.communicate(timeout=60)
            finally:
                process.kill()
        assert process.returncode == 0, errors

    def roles(self, profile, cli=True):
        """The role that each tool is, without what AWS puts around its name."""
        found = self.everybody(profile) if cli else self.read(profile)
        return {name: identity.split("_")[1] if "_" in identity else str(identity) for name, identity in found.items()}

    def all_are(self, role, profile, cli=True):
        found = self.roles(profile, cli)
        assert set(found.values()) == {role}, found

    def snapshot(self):
        """Everything about the token cache that somebody could have touched."""
        files = {}
        for path in sorted(self.cache.iterdir()):
            about = path.stat()
            files[path.name] = (path.read_bytes(), about.st_ino, about.st_mtime_ns, about.st_mode)
        return files


@pytest.fixture
def company():
    try:
        with Company(config=CONFIG) as found:
            yield found
    except NoRig as error:
        pytest.skip(str(error))


def test_the_aws_cli_signs_stint_in_and_out(company):
    assert company.state() == "signed-out"
    clients = len(company.aws.calls("RegisterClient"))
    company.login()
    tokens = len(company.aws.calls("CreateToken"))
    company.wait_for_state("signed-in")
    company.do("integration", "sync", "Corp")
    company.do("start", ROLE, "--no-input")
    company.all_are("DeveloperAccess", PROFILE)
    # The token is the AWS CLI's own: Stint asked for none, and nobody was asked.
    assert len(company.aws.calls("CreateToken")) == tokens
    assert len(company.aws.calls("RegisterClient")) == clients + 1

    company.aws_cli("sso", "logout")
    company.wait_for_state("signed-out")
    refused = company.stint("start", "Example Corp-Billing", "--no-input")
    assert refused.returncode == 3 and "stint integration sign-in Corp" in refused.said
    # What runs goes on to its own end.
    company.all_are("DeveloperAccess", PROFILE, cli=False)


def test_stint_signs_the_aws_cli_in_and_out(company):
    files = company.aws_bytes()
    company.sign_in()
    tokens = len(company.aws.calls("CreateToken"))
    company.all_are("ReadOnlyAccess", "payments")
    assert len(company.aws.calls("CreateToken")) == tokens
    said = company.do("integration", "sign-out", "Corp")
    assert "AWS CLI" in said
    assert len(company.aws.calls("Logout")) == 1
    # The AWS CLI keeps a role's keys by itself, to their own end: those are gone, too.
    assert company.cli("payments") == "error" and set(company.read("payments").values()) == {"error"}
    assert company.aws_bytes() == files


def test_not_shared(company):
    """With a cache of the AWS CLI's own: Stint neither takes the token nor touches a file."""
    company.login()
    before = company.snapshot()
    assert len(before) == 2
    company.do("config", "set", "share-sign-in", "false")
    company.wait_for_state("signed-out")
    company.sign_in()
    company.aws.center()
    company.aws.expire("token")
    tokens = len(company.aws.calls("CreateToken"))
    company.do("start", ROLE, "--no-input")
    assert len(company.aws.calls("CreateToken")) == tokens + 1, "the token was not renewed"
    said = company.do("integration", "sign-out", "Corp")
    assert "AWS CLI" not in said
    assert company.snapshot() == before


WRITER = """\
import json, sys, time
from pathlib import Path
from botocore.utils import JSONFileCache
path = Path(sys.argv[1])
token = json.loads(path.read_text())
cache = JSONFileCache(str(path.parent))
print("ready", flush=True)
while True:
    cache[path.stem] = token
    time.sleep(0.001)
"""


def test_half_a_file(company):
    """botocore writes in place, over and over: to whoever reads in between, nobody is ever signed out."""
    company.sign_in()
    path = company.token_file
    whole = path.read_bytes()
    states = set()
    with subprocess.Popen([PYTHON, "-c", WRITER, path], env=company.env, stdout=subprocess.PIPE, text=True) as writer:
        try:
            assert writer.stdout.readline() == "ready\n"
            for name in (ROLE, "Example Corp-Billing", "Example Corp-ReadOnlyAccess") * 4:
                company.client.start(name)
                states.add(company.client.integrations()["Corp"].more["sign-in"])
                company.client.stop(name)
                states.add(company.client.integrations()["Corp"].more["sign-in"])
        finally:
            writer.kill()
    assert states == {"signed-in"}
    # Whoever was at it died half-way.
    path.write_bytes(whole[: len(whole) // 2])
    company.client.start(ROLE)
    assert company.state() == "signed-in"
    path.write_bytes(whole)
    assert company.state() == "signed-in"
    assert len(company.aws.calls("CreateToken")) == 1


@pytest.mark.parametrize("hand_out", ["file", "on-demand"])
def test_a_started_role_is_what_every_tool_finds(company, hand_out):
    """Also in profiles that were another role of the same portal, which they are again after the stop."""
    company.sign_in()
    # As `aws sso login --profile billing` leaves it.
    legacy = company.cache / f"{hashlib.sha1(START_URL.encode()).hexdigest()}.json"
    shutil.copy(company.token_file, legacy)
    before = company.aws_bytes()
    with_cli = "payments" if hand_out == "file" else PROFILE
    for profile, old in (("payments", "ReadOnlyAccess"), ("billing", "Billing"), (PROFILE, "error")):
        cli = profile == with_cli
        company.all_are(old, profile, cli=False)
        company.do("session", "edit", ROLE, "--profile", profile)
        company.do("start", ROLE, "--hand-out", hand_out, "--no-input", "--yes")
        company.all_are("DeveloperAccess", profile, cli)
        company.do("renew", ROLE, "--no-input")
        company.all_are("DeveloperAccess", profile, cli=False)
        company.do("stop", ROLE)
        assert company.aws_bytes() == before
        company.all_are(old, profile, cli)
