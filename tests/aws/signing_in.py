# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""How the tests of Identity Center talk to the stand-in."""

import base64
import contextlib
import hashlib
import http.client
import http.server
import json
import subprocess
import threading
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

import boto3
from botocore import UNSIGNED
from botocore.config import Config

START_URL = "https://d-1234567890.awsapps.com/start"
SCOPES = ["sso:account:access"]
CALLBACK = "http://127.0.0.1/oauth/callback"
DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code"
VERIFIER = "tRLgW8AHOOcqv4GAMqHiQ1hfnHWBw~qd26dQwGtN2uch-8juEhlLq3xnaL7P1b9D"
STATE = "0bac6403-3b22-4001-aa60-87b645018353"


def device_flow(program):
    """What an AWS CLI has to be told since 2.22, where a browser became its first choice."""
    words = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    version = words.partition("/")[2].split()[0].split(".")
    return ["--use-device-code"] if [int(part) for part in version[:2]] >= [2, 22] else []


def boto(aws, service):
    """boto3's client, which neither checks parameters nor tries again."""
    config = Config(
        signature_version=UNSIGNED, retries={"max_attempts": 0}, parameter_validation=False
    )
    return boto3.client(service, region_name="eu-west-1", endpoint_url=aws.url, config=config)


@dataclass
class Reply:
    status: int
    headers: object
    text: str

    @property
    def json(self):
        return json.loads(self.text)

    @property
    def kind(self):
        """What x-amzn-ErrorType says, up to the colon."""
        return self.headers.get("x-amzn-ErrorType", "").split(":")[0]


def fetch(aws, method, target, body=None, **headers):
    parts = urlsplit(aws.url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    headers = {k.replace("__", "-"): v for k, v in headers.items()}
    if isinstance(body, dict):
        body = json.dumps(body)
        headers.setdefault("Content-Type", "application/json")
    try:
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        return Reply(answer.status, answer.headers, answer.read().decode())
    finally:
        connection.close()


def post(aws, target, **body):
    return fetch(aws, "POST", target, body)


def register(aws, browser=False, **more):
    """A registration as the AWS CLI makes it, for devices or for a browser."""
    values = {"clientName": "botocore-client-corp", "clientType": "public", "scopes": SCOPES}
    if browser:
        values |= {
            "grantTypes": ["authorization_code", "refresh_token"],
            "redirectUris": [CALLBACK],
            "issuerUrl": START_URL,
        }
    reply = post(aws, "/client/register", **{**values, **more})
    assert reply.status == 200, reply.text
    return {k: reply.json[k] for k in ("clientId", "clientSecret")}


def start_device(aws, client, start_url=START_URL):
    return post(aws, "/device_authorization", **client, startUrl=start_url)


def device_token(aws, client, device_code):
    return post(aws, "/token", grantType=DEVICE_GRANT, **client, deviceCode=device_code)


def refresh(aws, client, token):
    return post(aws, "/token", grantType="refresh_token", **client, refreshToken=token)


def challenge(verifier=VERIFIER):
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def authorize_url(aws, client, redirect_uri, **more):
    """As the AWS CLI opens it; None leaves a parameter out."""
    query = {
        "response_type": "code",
        "client_id": client["clientId"],
        "redirect_uri": redirect_uri,
        "state": STATE,
        "code_challenge_method": "S256",
        "scopes": " ".join(SCOPES),
        "code_challenge": challenge(),
        **more,
    }
    return f"{aws.url}/authorize?" + urlencode({k: v for k, v in query.items() if v is not None})


def code_token(aws, client, redirect_uri, code, verifier=VERIFIER):
    return post(
        aws,
        "/token",
        grantType="authorization_code",
        **client,
        redirectUri=redirect_uri,
        codeVerifier=verifier,
        code=code,
    )


def sign_in(aws, client=None):
    """The answer of CreateToken after a device was allowed."""
    client = client or register(aws)
    device = start_device(aws, client).json
    aws.decide_device(user_code=device["userCode"])
    reply = device_token(aws, client, device["deviceCode"])
    assert reply.status == 200, reply.text
    return reply.json


class _Listener(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path != "/favicon.ico":
            self.server.seen.append(self.path)
            self.server.arrived.set()
        body = b"<title>Done</title><p>You can close this window.</p>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


class Listener(http.server.ThreadingHTTPServer):
    """What a program that signs in listens with."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Listener)
        self.seen = []
        self.arrived = threading.Event()

    @property
    def uri(self):
        return f"http://127.0.0.1:{self.server_port}/oauth/callback"

    def query(self, timeout=20):
        """The parameters of the one request that came."""
        assert self.arrived.wait(timeout), "nobody came back"
        assert len(self.seen) == 1, self.seen
        return {k: v[0] for k, v in parse_qs(urlsplit(self.seen[0]).query).items()}


@contextlib.contextmanager
def serving(listener):
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        listener.shutdown()
        thread.join()


@contextlib.contextmanager
def listening():
    with Listener() as listener, serving(listener):
        yield listener
