# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Is a request signed by whom it says?  botocore's own signer decides."""

import hmac
import re
from calendar import timegm
from email.utils import parsedate_to_datetime
from hashlib import sha256
from time import gmtime, strftime, strptime
from types import SimpleNamespace

from botocore.auth import SigV4Auth
from botocore.compat import HTTPHeaders
from botocore.credentials import Credentials

from . import principals
from .errors import AwsError, invalid_client_token, region_disabled, signature_mismatch
from .partitions import partition_of

_STAMP = "%Y%m%dT%H%M%SZ"
_REGION = re.compile(r"[a-z]{2,5}(-[a-z]+)+-\d+")


class _Signer(SigV4Auth):
    """Signs exactly the headers that the client says it signed."""

    def __init__(self, credentials, service, region, signed):
        super().__init__(credentials, service, region)
        self._signed = signed

    def headers_to_sign(self, request):
        headers = HTTPHeaders()
        for name in self._signed:
            for value in request.headers.get_all(name, []):
                headers[name] = value
        return headers


def _incomplete(message):
    return AwsError("IncompleteSignature", message, 400)


def parse_authorization(text):
    """(key id, date, region, service, signed headers, signature)."""
    if not text:
        raise AwsError(
            "MissingAuthenticationToken", "Request is missing Authentication Token", 403
        )
    if not text.startswith("AWS4-HMAC-SHA256"):
        raise _incomplete(f"Authorization header is of an unknown kind: {text.split()[0]}")
    parts = dict(
        p.strip().split("=", 1) for p in text[len("AWS4-HMAC-SHA256") :].split(",") if "=" in p
    )
    for name in ("Credential", "SignedHeaders", "Signature"):
        if not parts.get(name):
            raise _incomplete(f"Authorization header requires '{name}' parameter.")
    scope = parts["Credential"].split("/")
    if len(scope) != 5 or scope[4] != "aws4_request":
        raise _incomplete(
            "Credential must have exactly 5 slash-delimited elements, "
            "e.g. keyid/date/region/service/term."
        )
    return (*scope[:4], parts["SignedHeaders"].split(";"), parts["Signature"])


def _timestamp(headers, date):
    """The instant of signing, as X-Amz-Date or Date has it: (stamp, seconds)."""
    stamp = headers.get("X-Amz-Date")
    if stamp is None and headers.get("Date"):
        try:
            seconds = parsedate_to_datetime(headers["Date"]).timestamp()
        except (TypeError, ValueError):
            raise _incomplete("Date must be a valid HTTP date.") from None
        stamp = strftime(_STAMP, gmtime(seconds))
    if stamp is None:
        raise _incomplete(
            "Authorization header requires existence of either a 'X-Amz-Date' "
            "or a 'Date' header."
        )
    try:
        seconds = timegm(strptime(stamp, _STAMP))
    except ValueError:
        raise _incomplete(f"Date must be in ISO-8601 'basic format'. Got '{stamp}'.") from None
    if stamp[:8] != date:
        raise signature_mismatch(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version "
            f"of date from HTTP: '{date}' != '{stamp[:8]}', from '{stamp}'."
        )
    return stamp, seconds


class Verifier:
    """Turns a signed request into a Principal, or raises what AWS says."""

    def __init__(self, world, clock, mint):
        self._world = world
        self._clock = clock
        self._mint = mint

    def verify(self, request, service):
        headers = request.headers
        key_id, date, region, scope_service, signed, signature = parse_authorization(
            headers.get("Authorization")
        )
        stamp, seconds = _timestamp(headers, date)
        self._check_scope(region, scope_service, service)
        self._check_signed_headers(headers, signed)
        secret, identify = self._find(key_id, headers.get("X-Amz-Security-Token"))
        self._check_clock(stamp, seconds)
        signer = _Signer(Credentials(key_id, secret), scope_service, region, signed)
        self._check_signature(signer, request, stamp, signature)
        principal = identify()
        if principal.account.partition != partition_of(region):
            raise invalid_client_token()
        if region in principal.account.regions_off:
            raise region_disabled(principal.account.id)
        return principal

    def _check_scope(self, region, scope_service, service):
        if scope_service != service:
            raise signature_mismatch(
                f"Credential should be scoped to correct service: '{service}'. "
            )
        if not _REGION.fullmatch(region):
            raise signature_mismatch("Credential should be scoped to a valid region. ")

    def _check_signed_headers(self, headers, signed):
        if "host" not in signed:
            raise signature_mismatch(
                "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
            )
        for name in ("X-Amz-Date", "X-Amz-Security-Token"):
            if name in headers and name.lower() not in signed:
                raise signature_mismatch(
                    f"'{name}' must be a 'SignedHeader' in the AWS Authorization."
                )

    def _find(self, key_id, token):
        """(secret key, function that says who it is once the signature is good)."""
        user, key = self._world.long_term_key(key_id)
        if key is not None:
            if token is not None or not key.active:
                raise invalid_client_token()
            return key.secret, lambda: principals.of_user(user, key_id)
        story = self._mint.open(key_id, token)
        return self._mint.secret(key_id), lambda: self._mint.principal(key_id, story)

    def _check_clock(self, stamp, seconds):
        settings, now = self._world.settings, self._clock.now()
        limit, here = settings.clock_tolerance, strftime(_STAMP, gmtime(now))
        if abs(now - seconds) <= limit:
            return
        minutes = f"{limit // 60} min."
        if settings.skew_error == "RequestExpired":
            raise AwsError(
                "RequestExpired",
                f"Request has expired. Timestamp date is {stamp}. Current date is {here}.",
                400,
            )
        if seconds < now:
            edge = strftime(_STAMP, gmtime(now - limit))
            raise signature_mismatch(
                f"Signature expired: {stamp} is now earlier than {edge} ({here} - {minutes})"
            )
        edge = strftime(_STAMP, gmtime(now + limit))
        raise signature_mismatch(
            f"Signature not yet current: {stamp} is still later than {edge} ({here} + {minutes})"
        )

    def _check_signature(self, signer, request, stamp, signature):
        declared = request.headers.get("X-Amz-Content-SHA256")
        if declared is not None and declared != sha256(request.body).hexdigest():
            raise signature_mismatch()
        # botocore wants its own request here; these are the parts it reads.
        seen = SimpleNamespace(
            method=request.method,
            url=f"http://{request.headers.get('Host', '')}{request.target}",
            headers=request.headers,
            params=None,
            body=request.body,
            context={"timestamp": stamp},
        )
        text = signer.string_to_sign(seen, signer.canonical_request(seen))
        if not hmac.compare_digest(signer.signature(text, seen), signature):
            raise signature_mismatch()
