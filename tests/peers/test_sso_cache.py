# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The token cache between Stint, the AWS CLI and botocore, each of which signs the others in and out."""

import json
import os
import subprocess
import sys

import pytest
from conftest import BUILD
from localaws.testing import LocalAws
from readers import AWS
from signing_in import START_URL, device_flow, register, sign_in

ROLE = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ReadOnlyAccess_"
BOTOCORE = """\
import sys
from botocore.session import Session
from botocore.tokens import create_token_resolver
session = Session(profile=sys.argv[1])
token = create_token_resolver(session).load_token().get_frozen_token()
print(token.token)
"""


@pytest.fixture(scope="module")
def aws():
    with LocalAws() as found:
        found.center(device_interval=0.2)
        yield found


class Home:
    """A person with one portal, and with nothing in the cache."""

    def __init__(self, folder, aws):
        self.folder = folder
        self.config = folder / ".aws" / "config"
        self.cache = folder / ".aws" / "sso" / "cache"
        self.config.parent.mkdir()
        self.config.write_text(
            f"[sso-session corp]\nsso_start_url = {START_URL}\nsso_region = eu-west-1\n"
            "sso_registration_scopes = sso:account:access\n"
            "[profile payments]\nsso_session = corp\nregion = eu-west-1\n"
            "sso_account_id = 111122223333\nsso_role_name = ReadOnlyAccess\n"
        )
        aws.point_botocore(folder)
        self.env = {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def ours(self, op, **more):
        question = {
            "op": op, "config": str(self.config), "cache": str(self.cache), "start-url": START_URL,
            "region": "eu-west-1", **more,
        }
        done = subprocess.run([BUILD / "tests" / "peers" / "sso-tool"], input=json.dumps(question), text=True,
                              capture_output=True, timeout=30, check=True)
        answer = json.loads(done.stdout)
        assert "error" not in answer, answer["error"]
        return answer

    def start_cli(self, *arguments):
        return subprocess.Popen([AWS, *arguments, "--output", "json"], env=self.env, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def finish_cli(self, process):
        try:
            output, errors = process.communicate(timeout=60)
        finally:
            process.kill()
        assert process.returncode == 0, errors
        return output

    def cli(self, *arguments):
        return self.finish_cli(self.start_cli(*arguments))

    def botocore(self):
        done = subprocess.run([sys.executable, "-c", BOTOCORE, "payments"], env=self.env, text=True,
                              capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def files(self):
        """Name, content and mode of everything in the cache."""
        return {file.name: (file.read_bytes(), file.stat().st_mode & 0o777) for file in self.cache.iterdir()}


@pytest.fixture
def home(aws, tmp_path):
    return Home(tmp_path, aws)


def login(aws, home):
    process = home.start_cli("sso", "login", "--no-browser", *device_flow(AWS), "--sso-session", "corp")
    aws.decide_device(timeout=60)
    home.finish_cli(process)


needs_cli = pytest.mark.skipif(not os.path.exists(AWS), reason="there is no AWS CLI here")


@needs_cli
def test_the_cli_signs_in(aws, home):
    assert home.ours("read-token") == {"matched": True, "session": "corp", "found": False}
    login(aws, home)
    before = home.files()
    assert len(before) == 2
    token = home.ours("read-token")
    assert token["found"] and token["startUrl"] == START_URL and token["region"] == "eu-west-1"
    assert token["expiresAt"] > aws.now() and token["refreshToken"]
    registration = home.ours("read-registration")
    assert registration["scopes"] == ["sso:account:access"] and "grantTypes" not in registration
    assert registration["clientSecret"] == token["clientSecret"]
    # What we would write is what it has written, letter by letter.
    home.ours("write-token", **{k: v for k, v in token.items() if k not in ("matched", "found", "session")})
    home.ours("write-registration", **{k: v for k, v in registration.items() if k.startswith(("client", "exp"))})
    assert home.files() == before

    home.cli("sso", "logout")
    assert not home.ours("read-token")["found"] and home.ours("read-registration")["found"]


def write_sign_in(aws, home, lasts=3600):
    """Signs in as Stint does, and writes it down."""
    client = register(aws)
    answer = sign_in(aws, client)
    now = int(aws.now())
    home.ours("write-registration", expiresAt=now + 90 * 86400, **client)
    home.ours("write-token", accessToken=answer["accessToken"], refreshToken=answer["refreshToken"],
              expiresAt=now + lasts, registrationExpiresAt=now + 90 * 86400, **client)
    return answer


@needs_cli
def test_we_sign_in(aws, home):
    answer = write_sign_in(aws, home)
    assert all(mode == 0o600 for _content, mode in home.files().values())
    assert home.botocore() == answer["accessToken"]
    assert json.loads(home.cli("sts", "get-caller-identity", "--profile", "payments"))["Arn"].startswith(ROLE)
    registered = len(aws.calls("RegisterClient"))
    login(aws, home)
    assert len(aws.calls("RegisterClient")) == registered, "the CLI takes our registration for its own"
    logged_out = len(aws.calls("Logout"))
    assert home.ours("delete-token")["removed"]
    home.cli("sso", "logout")
    assert len(aws.calls("Logout")) == logged_out, "there was nothing left to sign out"


def test_botocore_renews_what_we_wrote(aws, home):
    answer = write_sign_in(aws, home, lasts=60)
    renewed = home.botocore()
    assert renewed != answer["accessToken"]
    token = home.ours("read-token")
    assert token["accessToken"] == renewed and token["expiresAt"] > aws.now() + 600


def test_half_a_file(home):
    """botocore 1.29 writes in place: while it is at it a reader meets nothing, or half of it."""
    write = (
        "import sys, time; from botocore.utils import JSONFileCache\n"
        "cache = JSONFileCache(sys.argv[1])\n"
        "token = {'accessToken': 'A' * 4000, 'expiresAt': '2099-01-01T00:00:00Z', 'n': 0}\n"
        "while True:\n"
        "    token['n'] += 1\n"
        "    cache[sys.argv[2]] = token\n"
        "    time.sleep(0.001)\n"
    )
    key = "ee0bfd2552fbd840c02cc48b6e823320543c450f"
    process = subprocess.Popen([sys.executable, "-c", write, home.cache, key], env=home.env)
    try:
        while not (home.cache / f"{key}.json").exists():
            assert process.poll() is None
        for _ in range(40):
            answer = home.ours("read-token")
            assert answer["found"] and answer["accessToken"] == "A" * 4000
        assert process.poll() is None
    finally:
        process.kill()
        process.wait()
