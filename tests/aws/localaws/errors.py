# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The errors of AWS, with the texts that AWS sends."""


class AwsError(Exception):
    """What a service answers instead of a result.

    retry_after: seconds, for the header.  reason: some exceptions have one.
    """

    def __init__(self, code, message, status=400, fault="Sender", retry_after=None, reason=None):
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.fault = fault
        self.retry_after = retry_after
        self.reason = reason


def access_denied(message):
    return AwsError("AccessDenied", message, 403)


def not_authorized(arn, action, resource):
    return access_denied(
        f"User: {arn} is not authorized to perform: {action} on resource: {resource}"
    )


def invalid_client_token():
    return AwsError(
        "InvalidClientTokenId",
        "The security token included in the request is invalid",
        403,
    )


def expired_token():
    return AwsError(
        "ExpiredToken", "The security token included in the request is expired", 403
    )


def signature_mismatch(message=None):
    return AwsError(
        "SignatureDoesNotMatch",
        message
        or "The request signature we calculated does not match the signature you "
        "provided. Check your AWS Secret Access Key and signing method. Consult "
        "the service documentation for details.",
        403,
    )


def validation_error(message):
    return AwsError("ValidationError", message, 400)


def mfa_wrong_code():
    # The blank at the end is AWS's own.
    return access_denied(
        "MultiFactorAuthentication failed with invalid MFA one time pass code. "
    )


def mfa_unknown_device():
    # So are the two blanks in the middle.
    return access_denied(
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please "
        "verify your MFA serial number is valid and associated with this user."
    )


def mfa_incomplete():
    return access_denied(
        "MultiFactorAuthentication failed, must provide both MFA serial number "
        "and one time pass code."
    )


def region_disabled(account):
    return AwsError(
        "RegionDisabledException",
        f"STS is not activated in this region for account:{account}. Your account "
        "administrator can activate STS in this region using the IAM Console.",
        403,
    )


def throttled(status=400, retry_after=None):
    fault = "Sender" if status < 500 else "Receiver"
    return AwsError("Throttling", "Rate exceeded", status, fault, retry_after)


def internal_failure(retry_after=None):
    return AwsError(
        "InternalFailure",
        "The request processing has failed because of an unknown error, "
        "exception or failure.",
        500,
        "Receiver",
        retry_after,
    )


def service_unavailable(retry_after=None):
    return AwsError(
        "ServiceUnavailable",
        "The request has failed due to a temporary failure of the server.",
        503,
        "Receiver",
        retry_after,
    )
