# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The Security Token Service: the query API of version 2011-06-15."""

import json
import re

from . import answers, constraints, errors, policies, principals
from .constraints import Number

NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
VERSION = "2011-06-15"
_HOUR = 3600
_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/.+", re.DOTALL)


class Sts:
    """One of the services of a Cloud."""

    name = "sts"

    def __init__(self, cloud):
        self._cloud = cloud
        self._actions = {
            "AssumeRole": self._assume_role,
            "GetCallerIdentity": self._get_caller_identity,
            "GetFederationToken": self._get_federation_token,
            "GetSessionToken": self._get_session_token,
        }

    def wants(self, request):
        return request.path == "/"

    def action(self, request):
        return request.parameters.get("Action", "")

    def failure(self, error, request_id):
        return answers.failure(NAMESPACE, error, request_id)

    def handle(self, request, request_id):
        parameters = request.parameters
        action = self.action(request)
        version = parameters.get("Version", "NO_VERSION_SPECIFIED")
        if action not in self._actions or version != VERSION:
            raise errors.AwsError(
                "InvalidAction", f"Could not find operation {action} for version {version}"
            )
        caller = self._cloud.verifier.verify(request, self.name)
        values = self._actions[action](caller, parameters)
        return answers.result(NAMESPACE, action, values, request_id)

    def _get_caller_identity(self, caller, _parameters):
        return {"Arn": caller.arn, "UserId": caller.user_id, "Account": caller.account.id}

    def _get_session_token(self, caller, parameters):
        constraints.check(
            parameters,
            {
                "DurationSeconds": Number(900, 129600),
                "SerialNumber": constraints.serial_number(),
                "TokenCode": constraints.token_code(),
            },
        )
        self._only_long_term("GetSessionToken", caller)
        with_mfa = self._check_mfa(caller, parameters)
        credentials = self._cloud.mint.issue(
            int(parameters.get("DurationSeconds", 43200)),
            kind="session",
            user=caller.user.arn,
            mfa_time=self._cloud.clock.now() if with_mfa else None,
        )
        return {"Credentials": _credentials(credentials)}

    def _get_federation_token(self, caller, parameters):
        constraints.check(
            parameters,
            {
                "Name": constraints.federated_name(),
                "Policy": constraints.policy(),
                "DurationSeconds": Number(900, 129600),
            },
        )
        constraints.check_tags(constraints.members(parameters, "Tags"))
        self._only_long_term("GetFederationToken", caller)
        packed = _packed_policy_size(parameters)
        who = principals.of_federated(caller.user, parameters["Name"])
        policies.check_own_policy(caller, "sts:GetFederationToken", who.arn)
        credentials = self._cloud.mint.issue(
            int(parameters.get("DurationSeconds", 43200)),
            kind="federated",
            user=caller.user.arn,
            name=parameters["Name"],
            policy=None if packed is None else True,
        )
        return {
            "Credentials": _credentials(credentials),
            "FederatedUser": {"FederatedUserId": who.user_id, "Arn": who.arn},
            "PackedPolicySize": packed,
        }

    def _assume_role(self, caller, parameters):
        _check_assume_role(parameters)
        arn = parameters["RoleArn"]
        now = self._cloud.clock.now()
        # A good code is spent even if the role then refuses: so it is at AWS,
        # where authentication comes before authorisation.
        with_mfa = self._check_mfa(caller, parameters)
        role = self._cloud.world.role(arn)
        policies.check_assume_role(
            caller, role, arn, 0 if with_mfa else caller.mfa_age(now), parameters.get("ExternalId")
        )
        packed = _packed_policy_size(parameters)
        seconds = _role_duration(caller, role, parameters)
        who = principals.of_role(role, parameters["RoleSessionName"])
        credentials = self._cloud.mint.issue(
            seconds,
            kind="role",
            role=role.arn,
            name=parameters["RoleSessionName"],
            chained=caller.temporary or None,
        )
        return {
            "Credentials": _credentials(credentials),
            "AssumedRoleUser": {"AssumedRoleId": who.user_id, "Arn": who.arn},
            "PackedPolicySize": packed,
            "SourceIdentity": parameters.get("SourceIdentity"),
        }

    def _only_long_term(self, action, caller):
        if caller.temporary:
            raise errors.access_denied(f"Cannot call {action} with session credentials")

    def _check_mfa(self, caller, parameters):
        """True if a good code was given, False if none; spends the code."""
        serial, code = parameters.get("SerialNumber"), parameters.get("TokenCode")
        if serial is None and code is None:
            return False
        if serial is None or code is None:
            raise errors.mfa_incomplete()
        devices = caller.user.mfa if caller.kind in ("user", "session") else []
        device = next((d for d in devices if d.serial == serial), None)
        if device is None or device.totp is None:
            raise errors.mfa_unknown_device()
        if not self._cloud.codes.use(device, code, self._cloud.clock.now()):
            raise errors.mfa_wrong_code()
        return True


def _check_assume_role(parameters):
    constraints.check(
        parameters,
        {
            "RoleArn": constraints.role_arn(),
            "RoleSessionName": constraints.session_name(),
            "Policy": constraints.policy(),
            "DurationSeconds": Number(900, 43200),
            "ExternalId": constraints.external_id(),
            "SerialNumber": constraints.serial_number(),
            "TokenCode": constraints.token_code(),
            "SourceIdentity": constraints.source_identity(),
        },
    )
    tags = constraints.members(parameters, "Tags")
    constraints.check_tags(tags)
    transitive = constraints.members(parameters, "TransitiveTagKeys")
    constraints.check_members("TransitiveTagKeys", transitive, 50)
    if not _ROLE_ARN.fullmatch(parameters["RoleArn"]):
        raise errors.validation_error(f"{parameters['RoleArn']} is invalid")


def _role_duration(caller, role, parameters):
    """Any temporary keys, GetSessionToken's too, make the role a chained one."""
    seconds = int(parameters.get("DurationSeconds", _HOUR))
    if caller.temporary and seconds > _HOUR:
        raise errors.validation_error(
            "The requested DurationSeconds exceeds the 1 hour session limit for "
            "roles assumed by role chaining."
        )
    if seconds > role.max_session_duration:
        raise errors.validation_error(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        )
    return seconds


def _packed_policy_size(parameters):
    """Per cent of the room for policies that are used; None without any."""
    arns = constraints.members(parameters, "PolicyArns")
    constraints.check_members("PolicyArns", arns, 10)
    if "Policy" not in parameters and not arns:
        return None
    text = parameters.get("Policy", "{}")
    try:
        if not isinstance(json.loads(text), dict):
            raise ValueError
    except ValueError:
        raise errors.AwsError(
            "MalformedPolicyDocument", "Syntax errors in policy.", 400
        ) from None
    return min(100, max(1, len(text) * 100 // 2048))


def _credentials(credentials):
    return {
        "AccessKeyId": credentials.access_key_id,
        "SecretAccessKey": credentials.secret_access_key,
        "SessionToken": credentials.session_token,
        "Expiration": answers.timestamp(credentials.expires),
    }
