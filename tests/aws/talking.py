# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""How the tests talk to the stand-in: botocore's client, and by hand."""

import http.client
from time import gmtime, strftime
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

import botocore.session
from botocore.auth import SigV4Auth
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

MFA_USER = ("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
PLAIN_USER = ("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY")
SECURITY_KEY_USER = ("AKIASECURIKEYEXAMPLE", "SecurityKeyUserFEMI/K7MDENG/bPEXAMPLEKEY")
FORMER_USER = ("AKIAFORMERUSEEXAMPLE", "FormerUserUtnFEMI/K7MDENG/bPxREXAMPLEKEY")

ACCOUNT = "123456789012"
MFA_SERIAL = f"arn:aws:iam::{ACCOUNT}:mfa/MFAUser"
U2F_SERIAL = f"arn:aws:iam::{ACCOUNT}:u2f/user/SecurityKeyUser/Default-EXAMPLE"

_session = botocore.session.Session()


def role_arn(name, account=ACCOUNT):
    return f"arn:aws:iam::{account}:role/{name}"


def partner_arn(name):
    return role_arn(name, "210987654321")


def client(aws, who, service="sts", region="eu-west-1", **config):
    """botocore's client with the keys `who`: a pair, a triple or Credentials
    as STS answers them.  It neither checks parameters nor tries again."""
    if isinstance(who, dict):
        who = (who["AccessKeyId"], who["SecretAccessKey"], who["SessionToken"])
    config = {"retries": {"max_attempts": 0}, "parameter_validation": False, **config}
    return _session.create_client(
        service,
        region_name=region,
        endpoint_url=aws.url,
        aws_access_key_id=who[0],
        aws_secret_access_key=who[1],
        aws_session_token=who[2] if len(who) > 2 else None,
        config=Config(**config),
    )


def refusal(call, **arguments):
    """(status, code, message) with which AWS refuses a call of a client."""
    try:
        answer = call(**arguments)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return status, error.response["Error"]["Code"], error.response["Error"]["Message"]
    raise AssertionError(f"not refused: {answer}")


def assume(aws, who, role="DeploymentRole", code=None, **more):
    """AssumeRole, with a code if one is given: the whole answer."""
    if code is not None:
        more = {"SerialNumber": MFA_SERIAL, "TokenCode": code, **more}
    arn = role if role.startswith("arn:") else role_arn(role)
    return client(aws, who).assume_role(
        **{"RoleArn": arn, "RoleSessionName": "tester", **more}
    )


def session_token(aws, who=MFA_USER, code=None, **more):
    if code is not None:
        more = {"SerialNumber": MFA_SERIAL, "TokenCode": code, **more}
    return client(aws, who).get_session_token(**more)["Credentials"]


def identity(aws, who, **options):
    return client(aws, who, **options).get_caller_identity()["Arn"]


class _Signer(SigV4Auth):
    def __init__(self, *arguments, signed):
        super().__init__(*arguments)
        self._signed = signed

    def headers_to_sign(self, request):
        headers = super().headers_to_sign(request)
        for name in set(headers.keys()) - set(self._signed or headers.keys()):
            del headers[name]
        return headers


def signed_headers(
    url, body, who, when, region="eu-west-1", service="sts", signed=None, **more
):
    """The headers of a POST of `body`, signed at the instant `when`."""
    headers = HTTPHeaders()
    headers["Host"] = urlsplit(url).netloc
    headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
    headers["X-Amz-Date"] = strftime("%Y%m%dT%H%M%SZ", gmtime(when))
    if len(who) > 2:
        headers["X-Amz-Security-Token"] = who[2]
    for name, value in more.items():
        headers[name.replace("_", "-")] = value
    request = SimpleNamespace(
        method="POST",
        url=url,
        headers=headers,
        params=None,
        body=body,
        context={"timestamp": headers["X-Amz-Date"]},
    )
    signer = _Signer(Credentials(*who), service, region, signed=signed)
    text = signer.string_to_sign(request, signer.canonical_request(request))
    names = signer.signed_headers(signer.headers_to_sign(request))
    headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={signer.scope(request)}, "
        f"SignedHeaders={names}, Signature={signer.signature(text, request)}"
    )
    return headers


def form(action="GetCallerIdentity", **parameters):
    return urlencode({"Action": action, "Version": "2011-06-15", **parameters}).encode()


def exchange(aws, body, headers, method="POST", target="/"):
    """(status, headers, text) of one request as it stands."""
    parts = urlsplit(aws.url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    try:
        connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()
    finally:
        connection.close()


def raw_call(aws, who=MFA_USER, body=None, **options):
    """A call signed by hand; options as for signed_headers."""
    body = form() if body is None else body
    options.setdefault("when", aws.now())
    return exchange(aws, body, signed_headers(aws.url + "/", body, who, **options))
