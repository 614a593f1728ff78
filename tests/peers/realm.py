# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The world of these tests: everything that a profile can lead to is somebody else, so that a wrong
turn is seen, and every way that leads past the files ends at an identity of its own as well.

Behind the front there is the local AWS; the front adds what that does not speak: the portal of
Identity Center, AssumeRoleWithWebIdentity, and the credentials of a container."""

import datetime
import hashlib
import http.client
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, parse_qsl, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "aws"))

from localaws.testing import LocalAws  # noqa: E402

ACCOUNT = "123456789012"
REGION = "eu-west-1"
START_URL = "https://d-1234567890.awsapps.com/start"
SSO_SESSION = "corp"
LOGIN_ARN = f"arn:aws:sts::{ACCOUNT}:assumed-role/LoginRole/person"
# Users, each with a long-lived key; Session… are what Stint hands out.
USERS = ["Old", "Older", "Source", "Config", "Process", "Default", "Env", "Other", "Foreign"]
ROLES = ["OldRole", "MidRole", "SsoRole", "WebRole", "LoginRole", "ContainerRole", "LeftRole", "DeadRole", "LiveRole",
         "NextRole"]


def key_id(user, prefix="AKIA"):
    return f"{prefix}{user.upper():X<9.9}EXAMPLE"


def secret(user):
    return f"{user}wJalrXUtnFEMI/K7MDENG/bPxRfiCY"[:30].ljust(30, "a") + "EXAMPLEKEY"


def role_arn(role):
    return f"arn:aws:iam::{ACCOUNT}:role/{role}"


def world():
    everything = [{"actions": ["sts:AssumeRole"], "resources": ["*"]}]
    return {
        "version": 1,
        "accounts": [
            {
                "id": ACCOUNT,
                "users": [
                    {"name": name, "keys": [{"id": key_id(name), "secret": secret(name)}], "may": everything}
                    for name in USERS
                ],
                "roles": [
                    {
                        "name": name,
                        "max_session_duration": 43200,
                        "trusts": [{"principals": [f"arn:aws:iam::{ACCOUNT}:root"]}],
                        "may": everything,
                    }
                    for name in ROLES
                ],
            }
        ],
    }


def who(arn):
    """The user or the role of an ARN: session names differ from call to call."""
    parts = arn.split(":", 5)[5].split("/")
    return parts[1]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_arguments):
        pass

    def _answer(self, status, content, kind):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        realm = self.server.realm
        url = urlsplit(self.path)
        if url.path == "/container":
            keys = realm.keys_of("ContainerRole")
            names = ("AccessKeyId", "SecretAccessKey", "Token", "Expiration")
            content = dict(zip(names, (keys.id, keys.secret, keys.token, keys.expiration)))
        elif url.path == "/federation/credentials":
            role = parse_qs(url.query)["role_name"][0]
            if self.headers.get("x-amz-sso_bearer_token") != realm.bearer:
                return self._answer(401, b'{"message": "Session token not found or invalid"}', "application/json")
            keys = realm.keys_of(role)
            names = ("accessKeyId", "secretAccessKey", "sessionToken", "expiration")
            values = dict(zip(names, (keys.id, keys.secret, keys.token, int(keys.expires * 1000))))
            content = {"roleCredentials": values}
        else:
            return self._answer(404, b"{}", "application/json")
        return self._answer(200, json.dumps(content).encode(), "application/json")

    def do_POST(self):
        realm = self.server.realm
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        form = dict(parse_qsl(body.decode()))
        if form.get("Action") == "AssumeRoleWithWebIdentity":
            keys = realm.keys_of(form["RoleArn"].rsplit("/", 1)[1])
            xml = (
                '<AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
                "<AssumeRoleWithWebIdentityResult><Credentials>"
                f"<AccessKeyId>{keys.id}</AccessKeyId><SecretAccessKey>{keys.secret}</SecretAccessKey>"
                f"<SessionToken>{keys.token}</SessionToken><Expiration>{keys.expiration}</Expiration>"
                "</Credentials><AssumedRoleUser><AssumedRoleId>AROAWEB:web</AssumedRoleId>"
                f"<Arn>{form['RoleArn']}/web</Arn></AssumedRoleUser>"
                "</AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>"
            )
            return self._answer(200, xml.encode(), "text/xml")
        back = http.client.HTTPConnection(realm.aws_host, timeout=20)
        back.putrequest("POST", self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            back.putheader(name, value)
        back.endheaders(body)
        answer = back.getresponse()
        content = answer.read()
        back.close()
        return self._answer(answer.status, content, answer.headers.get("Content-Type", "text/xml"))


class Keys(SimpleNamespace):
    """id, secret, token (or None), expires: seconds since the epoch, or 0."""

    @property
    def expiration(self):
        moment = datetime.datetime.fromtimestamp(self.expires, datetime.timezone.utc)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Realm:
    """The local AWS with its front, and a home folder in which readers come here.  A context."""

    bearer = "sso-bearer-token-EXAMPLE"

    def __init__(self, folder):
        self.folder = Path(folder)
        self.home = self.folder / "home"
        self._aws = LocalAws(world())
        self._keys = {}
        self._lock = threading.Lock()

    def __enter__(self):
        self._aws.start()
        self.aws_host = urlsplit(self._aws.url).netloc
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.realm = self
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        # Keys that have ended before anything begins: those of a session that ran out.
        self.dead = self.assume("DeadRole")
        self._aws.end_sessions()
        self.live = self.assume("LiveRole")
        self.next = self.assume("NextRole")
        self._furnish()
        return self

    def __exit__(self, *_exc):
        self._server.shutdown()
        self._server.server_close()
        self._aws.stop()

    @property
    def aws(self):
        return self._aws

    def assume(self, role, seconds=36000):
        """New keys of a role."""
        import botocore.session

        client = botocore.session.Session().create_client(
            "sts", REGION, endpoint_url=self._aws.url, aws_access_key_id=key_id("Source"),
            aws_secret_access_key=secret("Source"),
        )
        answer = client.assume_role(RoleArn=role_arn(role), RoleSessionName="peer", DurationSeconds=seconds)
        found = answer["Credentials"]
        return Keys(
            id=found["AccessKeyId"], secret=found["SecretAccessKey"], token=found["SessionToken"],
            expires=int(found["Expiration"].timestamp()),
        )

    def keys_of(self, role):
        """The keys that the front gives out for a role: the same ones all the time."""
        with self._lock:
            if role not in self._keys:
                self._keys[role] = self.assume(role)
            return self._keys[role]

    def environment(self):
        """Where readers run.  Whatever the files do not say comes from here, and is seen."""
        return {
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "AWS_PAGER": "",
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_ENDPOINT_URL_STS": self.url,
            "AWS_ENDPOINT_URL_SSO": self.url,
            "AWS_ACCESS_KEY_ID": key_id("Env"),
            "AWS_SECRET_ACCESS_KEY": secret("Env"),
            "AWS_CONTAINER_CREDENTIALS_FULL_URI": self.url + "/container",
            "AWS_EC2_METADATA_DISABLED": "true",
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def _furnish(self):
        """The caches of a person who has signed in everywhere, and endpoints for Debian's botocore."""
        cache = self.home / ".aws" / "sso" / "cache"
        cache.mkdir(parents=True)
        token = {"accessToken": self.bearer, "expiresAt": self.live.expiration, "region": REGION,
                 "startUrl": START_URL}
        for name in (START_URL, SSO_SESSION):
            (cache / f"{hashlib.sha1(name.encode()).hexdigest()}.json").write_text(json.dumps(token))
        login = self.home / ".aws" / "login" / "cache"
        login.mkdir(parents=True)
        keys = self.keys_of("LoginRole")
        found = {
            "accessToken": {"accessKeyId": keys.id, "secretAccessKey": keys.secret, "sessionToken": keys.token,
                            "accountId": ACCOUNT, "expiresAt": keys.expiration},
            "tokenType": "aws_sigv4", "clientId": "arn:aws:signin:::devtools/same-device",
            "refreshToken": "refresh-EXAMPLE", "idToken": "id-EXAMPLE", "dpopKey": "no-key-EXAMPLE",
        }
        (login / f"{hashlib.sha256(LOGIN_ARN.encode()).hexdigest()}.json").write_text(json.dumps(found))
        (self.home / "web-token").write_text("web-identity-token-EXAMPLE")
        shim = SimpleNamespace(url=self.url)
        LocalAws.point_botocore(shim, self.home)
        models = self.home / ".aws" / "models"
        portal = models / "sso" / "2019-06-10"
        portal.mkdir(parents=True, exist_ok=True)
        rules = json.loads((models / "sts" / "2011-06-15" / "endpoint-rule-set-1.json").read_text())
        rules["parameters"].pop("UseGlobalEndpoint")
        (portal / "endpoint-rule-set-1.json").write_text(json.dumps(rules))

    def helper(self, name, keys, **more):
        """A program that prints keys as a credential_process does; its path."""
        path = self.folder / "helpers" / name / "stint-credentials"
        path.parent.mkdir(parents=True, exist_ok=True)
        answer = {"Version": 1, "AccessKeyId": keys.id, "SecretAccessKey": keys.secret, **more}
        if keys.token:
            answer |= {"SessionToken": keys.token, "Expiration": keys.expiration}
        path.write_text(f"#!/bin/sh\nexec echo '{json.dumps(answer)}'\n")
        path.chmod(0o755)
        return str(path)

    def foreign_helper(self, user):
        """Somebody else's credential_process."""
        path = self.folder / "helpers" / f"vault-{user}"
        path.parent.mkdir(parents=True, exist_ok=True)
        answer = {"Version": 1, "AccessKeyId": key_id(user), "SecretAccessKey": secret(user)}
        path.write_text(f"#!/bin/sh\nexec echo '{json.dumps(answer)}'\n")
        path.chmod(0o755)
        return str(path)


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place, Realm(place) as here:
        print(here.url, here.live.id, os.listdir(here.home / ".aws"))
