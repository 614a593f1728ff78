# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The pages at which a person lets a program in: /authorize and /device."""

from . import pages
from .consents import Ask, is_challenge
from .errors import AwsError
from .registrations import AUTHORIZATION_CODE


class SignInPages:
    """One of the services of a Cloud."""

    name = "sso-pages"
    content_type = "text/html; charset=utf-8"

    def __init__(self, cloud):
        self._cloud = cloud
        self._sign_in = cloud.sign_in
        self._actions = {
            ("/authorize", "GET"): ("Authorize", self._authorize),
            ("/authorize", "POST"): ("AuthorizeDecision", self._decide),
            ("/device", "GET"): ("Device", self._device),
            ("/device", "POST"): ("DeviceDecision", self._decide_device),
        }

    def wants(self, request):
        return request.path in ("/authorize", "/device")

    def action(self, request):
        known = self._actions.get((request.path, request.method))
        return known[0] if known else f"{request.method} {request.path}"

    def failure(self, error, _request_id):
        return pages.refusal(error)

    def handle(self, request, _request_id):
        known = self._actions.get((request.path, request.method))
        if known is None:
            raise AwsError("MethodNotAllowed", "", 405)
        return known[1](request.parameters)

    def _authorize(self, parameters):
        """Nobody is sent to an address that the client did not register."""
        registration = self._sign_in.registrations.of_id(parameters.get("client_id"))
        if registration is None:
            raise AwsError("invalid_client", "This client is not known.")
        if not registration.takes_redirect(parameters.get("redirect_uri")):
            raise AwsError("invalid_redirect_uri", "The client may not be answered there.")
        ask = Ask(
            self._cloud.world.centers.at(registration.issuer),
            registration,
            parameters["redirect_uri"],
            parameters.get("state"),
            parameters.get("code_challenge"),
        )
        problem = _problem(ask, parameters)
        if problem is not None:
            return pages.redirect(ask.back(error=problem))
        if ask.center.consent != "ask":
            return pages.redirect(self._sign_in.consents.answer(ask, ask.center.consent))
        return self._question(ask)

    def _question(self, ask):
        ticket = self._sign_in.consents.ask(ask)
        return pages.page(
            f"Allow {ask.registration.name} to access your data?",
            pages.paragraph(f"You are signed in as {ask.center.user}", "person"),
            pages.paragraph(f"It asks for: {', '.join(ask.registration.scopes)}", "scopes"),
            pages.form("/authorize", {"ticket": ticket}, pages.decision_buttons()),
        )

    def _decide(self, parameters):
        ticket = parameters.get("ticket", "")
        target = self._sign_in.consents.decide(ticket, parameters.get("decision"))
        if target is None:
            raise AwsError("InvalidRequest", "This page is out of date.")
        return pages.redirect(target, 303)

    def _device(self, parameters):
        if "user_code" not in parameters:
            return pages.page(
                "Sign in a device",
                '<form action="/device"><input name="user_code" aria-label="Code" autofocus>'
                "<button>Next</button></form>",
            )
        code = self._waiting(parameters["user_code"])
        return pages.page(
            f"Allow {code.client_name} to access your data?",
            pages.paragraph(f"You are signed in as {code.center.user}", "person"),
            pages.paragraph(f"Is this the code that it shows? {code.user_code}", "code"),
            pages.form("/device", {"user_code": code.user_code}, pages.decision_buttons()),
        )

    def _decide_device(self, parameters):
        code = self._waiting(parameters.get("user_code", ""))
        code.decision = "allow" if parameters.get("decision") == "allow" else "deny"
        done = "Request approved" if code.decision == "allow" else "Request denied"
        return pages.page(done, pages.paragraph("You can close this window now.", "done"))

    def _waiting(self, user_code):
        code = self._sign_in.devices.pending(user_code)
        if code is None:
            raise AwsError("InvalidRequest", "This code is not known, or has expired.")
        return code


def _problem(ask, parameters):
    """OAuth's name for what is wrong with a request, or None."""
    if ask.center is None:
        return "invalid_request"
    if parameters.get("response_type") != "code":
        return "unsupported_response_type"
    if not ask.registration.may(AUTHORIZATION_CODE):
        return "unauthorized_client"
    if parameters.get("code_challenge_method") != "S256" or not is_challenge(ask.challenge):
        return "invalid_request"
    return None
