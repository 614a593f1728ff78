# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""SSO-OIDC: clients register and turn codes into tokens.

The pages at which a person allows that are in `sign_in_pages`.
"""

from . import oidc_errors, rest
from .oidc_errors import error
from .registrations import AUTHORIZATION_CODE, DEVICE_CODE, REFRESH_TOKEN


class Oidc:
    """One of the services of a Cloud."""

    name = "sso-oidc"
    content_type = "application/json"

    def __init__(self, cloud):
        self._cloud = cloud
        self._sign_in = cloud.sign_in
        self._actions = {
            "/client/register": ("RegisterClient", self._register_client),
            "/device_authorization": ("StartDeviceAuthorization", self._start_device),
            "/token": ("CreateToken", self._create_token),
        }
        self._grants = {
            AUTHORIZATION_CODE: self._code,
            DEVICE_CODE: self._device,
            REFRESH_TOKEN: self._refresh,
        }

    def wants(self, request):
        return request.path in self._actions

    def action(self, request):
        return self._actions[request.path][0]

    def failure(self, problem, request_id):
        return oidc_errors.failure(problem, request_id)

    def handle(self, request, request_id):
        if request.method != "POST":
            raise rest.unknown_operation()
        if not request.document:
            raise error("InvalidRequest", "The body is no JSON object")
        act = self._actions[request.path][1]
        return rest.result(act(request.document, request), request_id)

    def _register_client(self, values, _request):
        registration, secret, issued = self._sign_in.registrations.register(values)
        return {
            "clientId": registration.id,
            "clientSecret": secret,
            "clientIdIssuedAt": issued,
            "clientSecretExpiresAt": registration.expires,
        }

    def _start_device(self, values, request):
        registration = self._client(values)
        registration.check(DEVICE_CODE)
        center = self._cloud.world.centers.at(values.get("startUrl"))
        if center is None:
            raise error("InvalidRequest", "startUrl is not the URL of an access portal")
        code = self._sign_in.devices.start(center, registration)
        page = f"{request.origin}/device"
        return {
            "deviceCode": code.device_code,
            "userCode": code.user_code,
            "verificationUri": page,
            "verificationUriComplete": f"{page}?user_code={code.user_code}",
            "expiresIn": center.device_seconds,
            "interval": center.device_interval,
        }

    def _create_token(self, values, _request):
        registration = self._client(values)
        grant = values.get("grantType")
        if not isinstance(grant, str):
            raise error("InvalidRequest", "grantType is missing")
        if grant not in self._grants:
            raise error("UnsupportedGrantType")
        registration.check(grant)
        return self._grants[grant](values, registration)

    def _client(self, values):
        client, secret = values.get("clientId"), values.get("clientSecret")
        if not isinstance(client, str) or not isinstance(secret, str):
            raise error("InvalidRequest", "clientId or clientSecret is missing")
        return self._sign_in.registrations.authenticate(client, secret)

    def _code(self, values, registration):
        names = ("code", "redirectUri", "codeVerifier")
        code, redirect_uri, verifier = _strings(values, names)
        center = self._sign_in.consents.spend(code, registration.key, redirect_uri, verifier)
        return self._sign_in.tokens.sign_in(center, registration)

    def _device(self, values, registration):
        (device_code,) = _strings(values, ("deviceCode",))
        code = self._sign_in.devices.poll(device_code, registration.key)
        return self._sign_in.tokens.sign_in(code.center, registration)

    def _refresh(self, values, registration):
        (token,) = _strings(values, ("refreshToken",))
        return self._sign_in.tokens.refresh(token, registration)


def _strings(values, names):
    missing = [n for n in names if not isinstance(values.get(n), str)]
    if missing:
        raise error("InvalidRequest", f"{missing[0]} is missing")
    return [values[n] for n in names]
