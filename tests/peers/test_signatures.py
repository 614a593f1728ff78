# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Our signatures against botocore's own signer, for random requests."""

import base64
import json
import os
import random
import string
import subprocess
import time
from urllib.parse import quote

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from conftest import BUILD, LONG
from localaws.sigv4 import parse_authorization
from realm import key_id, secret

COUNT = 20000 if LONG else 2000
LETTERS = string.ascii_letters + string.digits + "-._~"
ODD = LETTERS + " !$&'()*+,;=:@/?#[]%\"<>|^`{}é語\t"


@pytest.fixture(scope="module")
def sign():
    process = subprocess.Popen([BUILD / "tests" / "peers" / "sign-tool"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(**question):
        process.stdin.write(json.dumps(question) + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    yield ask
    process.stdin.close()
    assert process.wait(timeout=10) == 0
    process.stdout.close()


def word(rng, letters=ODD, most=12):
    return "".join(rng.choice(letters) for _ in range(rng.randrange(most + 1)))


def random_path(rng):
    parts = [rng.choice([word(rng), word(rng, LETTERS), ".", "..", "", "a b"]) for _ in range(rng.randrange(5))]
    # SDKs differ on whether "/a/." is "/a" or "/a/".
    if parts and parts[-1] in (".", ".."):
        parts.append("end")
    return "/" + "/".join(quote(part, safe="-._~") for part in parts)


def random_query(rng):
    """As it is sent: encoded, in any order, with repetitions and empty values."""
    pairs = [(word(rng), word(rng)) for _ in range(rng.randrange(5))]
    pairs += rng.choices(pairs, k=rng.randrange(2)) if pairs else []
    return "&".join(f"{quote(name, safe='-._~')}={quote(value, safe='-._~')}" for name, value in pairs)


def random_headers(rng, host):
    headers = {"Host": host}
    for _ in range(rng.randrange(4)):
        name = rng.choice(["X-Amz-", "X-", "x-AMZ-Meta-"]) + word(rng, string.ascii_letters, 6) + "z"
        headers[name] = rng.choice(["", "  "]) + word(rng, LETTERS + "   /=;,", 20) + rng.choice(["", " "])
    if rng.random() < 0.5:
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    # Names differ in more than letter case.
    return list({name.lower(): (name, value) for name, value in headers.items()}.values())


def expected(question, host):
    """What botocore signs, with its own way to the canonical request."""
    credentials = Credentials(question["id"], question["secret"], question.get("token"))
    signer = SigV4Auth(credentials, question["service"], question["region"])
    query = "?" + question["query"] if question.get("query") else ""
    request = AWSRequest(
        method=question["method"], url=f"https://{host}{question['path']}{query}",
        data=base64.b64decode(question["body"]), headers=dict(question["headers"]),
    )
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(question["when"]))
    request.context["timestamp"] = stamp
    request.headers["X-Amz-Date"] = stamp
    if credentials.token:
        request.headers["X-Amz-Security-Token"] = credentials.token
    canonical = signer.canonical_request(request)
    text = signer.string_to_sign(request, canonical)
    return signer.signature(text, request), signer.signed_headers(signer.headers_to_sign(request)), canonical


def test_random_requests(sign):
    seed = int(os.environ.get("STINT_SEED", "0")) or random.randrange(1 << 30)
    rng = random.Random(seed)
    for number in range(COUNT):
        host = rng.choice(["sts.amazonaws.com", "sts.eu-west-1.amazonaws.com", "127.0.0.1:8080", "[::1]:80"])
        question = {
            "method": rng.choice(["GET", "POST", "PUT", "DELETE", "HEAD"]),
            "path": random_path(rng),
            "query": random_query(rng),
            "headers": random_headers(rng, host),
            "body": base64.b64encode(rng.randbytes(rng.choice([0, 1, 55, 64, 1000]))).decode(),
            "region": rng.choice(["us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1"]),
            "service": rng.choice(["sts", "iam", "execute-api"]),
            "when": rng.randrange(0, 4102444800),
            "id": key_id(rng.choice(["Old", "Source"])),
            "secret": secret("Old") + word(rng, LETTERS + "+/=", 20),
        }
        if rng.random() < 0.5:
            question["token"] = word(rng, LETTERS + "+/=", 900) + "="
        answer = sign(**question)
        signature, signed, canonical = expected(question, host)
        where = f"STINT_SEED={seed}, request {number}:\n{json.dumps(question, indent=1)}\n{canonical}"
        found_id, date, region, service, found_signed, found = parse_authorization(answer["authorization"])
        assert ";".join(found_signed) == signed, where
        assert found == signature, where
        assert (found_id, region, service) == (question["id"], question["region"], question["service"])
        assert answer["date"].startswith(date)
