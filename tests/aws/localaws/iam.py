# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A corner of IAM: enough to ask who a user is and which devices it has.

It shares its path with STS, as at AWS only the host and the scope of the
signature tell them apart; here the scope does.
"""

from . import answers, errors, policies

NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/"
VERSION = "2010-05-08"


class Iam:
    """One of the services of a Cloud."""

    name = "iam"

    def __init__(self, cloud):
        self._cloud = cloud
        self._actions = {"GetUser": _get_user, "ListMFADevices": _list_mfa_devices}

    def wants(self, request):
        return request.path == "/" and "/iam/aws4_request" in request.headers.get(
            "Authorization", ""
        )

    def action(self, request):
        return request.parameters.get("Action", "")

    def failure(self, error, request_id):
        return answers.failure(NAMESPACE, error, request_id)

    def handle(self, request, request_id):
        action = self.action(request)
        version = request.parameters.get("Version", "NO_VERSION_SPECIFIED")
        if action not in self._actions or version != VERSION:
            raise errors.AwsError(
                "InvalidAction", f"Could not find operation {action} for version {version}"
            )
        caller = self._cloud.verifier.verify(request, self.name)
        # IAM does not take GetSessionToken's keys unless a code was given for them.
        if caller.kind == "federated" or (caller.kind == "session" and caller.mfa_time is None):
            raise errors.invalid_client_token()
        user = self._user(caller, request.parameters)
        age = caller.mfa_age(self._cloud.clock.now())
        policies.check_own_policy(caller, f"iam:{action}", user.arn, age)
        return answers.result(NAMESPACE, action, self._actions[action](user), request_id)

    def _user(self, caller, parameters):
        name = parameters.get("UserName")
        if name is None:
            if caller.user is None:
                raise errors.validation_error(
                    "Must specify userName when calling with non-User credentials"
                )
            return caller.user
        user = next((u for u in caller.account.users if u.name == name), None)
        if user is None:
            raise errors.AwsError(
                "NoSuchEntity", f"The user with name {name} cannot be found.", 404
            )
        return user


def _get_user(user):
    return {
        "User": {
            "Path": user.path,
            "UserName": user.name,
            "UserId": user.unique_id,
            "Arn": user.arn,
            "CreateDate": "2020-01-01T00:00:00Z",
        }
    }


def _list_mfa_devices(user):
    return {
        "IsTruncated": "false",
        "MFADevices": [
            {
                "UserName": user.name,
                "SerialNumber": device.serial,
                "EnableDate": "2020-01-01T00:00:00Z",
            }
            for device in user.mfa
        ],
    }
