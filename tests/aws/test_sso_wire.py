# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What a current AWS CLI was seen to send is what the stand-in takes."""

import json
import os
import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from signing_in import fetch, register, sign_in

FLOWS = ("device", "legacy", "pkce", "refresh", "list", "export", "logout")
_NAMES = re.compile(r"\b(CID|CSECRET|DCODE|AUTHCODE|ATOKEN|RTOKEN|N1)\b")


def flow(name):
    root = Path(__file__).resolve().parents[2]
    folder = Path(os.environ.get("STINT_VECTORS") or root.parent / "shared" / "vectors")
    path = folder / "wire-aws-cli" / f"{name}.json"
    if not path.exists():
        pytest.skip(f"no vectors at {folder} (set STINT_VECTORS)")
    return json.loads(path.read_text())


class Replay:
    """Sends a flow again, with the secrets of this stand-in for those of the
    one that it was recorded with, and learns them as a client would."""

    def __init__(self, aws, recorded):
        self._aws = aws
        self._recorded = recorded
        self._known = {}

    def learn(self, **values):
        self._known.update(values)

    def send(self, request):
        path = request["path"]
        if path == "/token" and '"DCODE"' in request["body"] and "DCODE" in self._known:
            self._allow()
        if path == "/token" and '"AUTHCODE"' in request["body"]:
            self._authorize()
        headers = {
            name: self._now(value)
            for name, value in request["headers"].items()
            if name not in ("Host", "Content-Length")
        }
        body = self._now(request["body"])
        reply = fetch(self._aws, request["method"], self._now(path), body or None, **headers)
        self._read(reply)
        return reply

    def _now(self, text):
        # All at once: what was put in is not looked at again.
        return _NAMES.sub(lambda m: self._known.get(m[0], m[0]), text)

    def _read(self, reply):
        found = reply.json if reply.status == 200 and reply.text else {}
        names = {"clientId": "CID", "clientSecret": "CSECRET", "deviceCode": "DCODE"}
        names |= {"accessToken": "ATOKEN", "refreshToken": "RTOKEN", "nextToken": "N1"}
        self.learn(**{names[k]: quote(v, safe="") for k, v in found.items() if k in names and v})

    def _allow(self):
        """After the first poll, as a person is slower than a program."""
        if any(d["polls"] for d in self._aws.devices()):
            self._aws.ask("sso-decide")

    def _authorize(self):
        recorded = urlsplit(self._recorded["authorize_url"])
        url = self._now(f"{self._aws.url}{recorded.path}?{recorded.query}")
        reply = fetch(self._aws, "GET", url.removeprefix(self._aws.url))
        assert reply.status == 302, reply.text
        self.learn(AUTHCODE=reply.headers["Location"].split("code=")[1].split("&")[0])


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_of_the_aws_cli(aws, name):
    recorded = flow(name)
    aws.center(consent="allow", page_size=4)
    aws.add("sso-account", "000000000001", roles=[{"name": "Admin"}])
    replay = Replay(aws, recorded)
    if name in ("refresh", "list", "export", "logout"):
        client = register(aws)
        token = sign_in(aws, client)
        replay.learn(CID=client["clientId"], CSECRET=client["clientSecret"])
        replay.learn(ATOKEN=token["accessToken"], RTOKEN=token["refreshToken"])
    replies = [replay.send(r) for r in recorded["requests"]]
    statuses = [r.status for r in replies]
    if name in ("device", "legacy"):
        assert statuses == [200, 200, 400, 200]
        assert replies[2].json["error"] == "authorization_pending"
    elif name == "logout":
        # It was two entries of the cache with one token.
        assert statuses == [200, 401]
    else:
        assert set(statuses) == {200}
    if name in ("device", "pkce", "refresh"):
        assert any("refreshToken" in r.json for r in replies)
