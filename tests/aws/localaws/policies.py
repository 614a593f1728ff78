# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""May this caller do that?  As much of IAM as the stand-in's worlds need."""

from fnmatch import fnmatchcase

from .errors import not_authorized


def _matches(patterns, text):
    return any(fnmatchcase(text, p) for p in patterns)


def _conditions_hold(statement, mfa_age, external_id):
    if statement.mfa and mfa_age is None:
        return False
    if statement.max_mfa_age is not None:
        if mfa_age is None or mfa_age >= statement.max_mfa_age:
            return False
    return statement.external_id in (None, external_id)


def _own_policy_allows(principal, action, resource, mfa_age, external_id=None):
    return any(
        _matches(s.actions, action)
        and _matches(s.resources, resource)
        and _conditions_hold(s, mfa_age, external_id)
        for s in principal.statements
    )


def _trusted(principal, role, mfa_age, external_id):
    """How far a role trusts the caller: by name, by account, or not at all."""
    by_account = False
    for statement in role.trusts:
        if not _conditions_hold(statement, mfa_age, external_id):
            continue
        if "*" in statement.principals or set(statement.principals) & set(principal.names):
            return "name"
        account = principal.account
        if {account.id, f"{account.iam_prefix}:root"} & set(statement.principals):
            by_account = True
    return "account" if by_account else None


def check_assume_role(principal, role, role_arn, mfa_age, external_id):
    """Raises AccessDenied unless `principal` may assume `role`.

    A role that does not exist is refused in the same words as one that is
    closed.  Inside an account a role that names the caller is enough; through
    the account, or from another one, the caller's own policy must agree.
    """
    refused = not_authorized(principal.arn, "sts:AssumeRole", role_arn)
    if role is None or principal.kind == "federated":
        raise refused
    trust = _trusted(principal, role, mfa_age, external_id)
    if trust is None:
        raise refused
    if trust == "name" and role.account is principal.account:
        return
    if not _own_policy_allows(principal, "sts:AssumeRole", role_arn, mfa_age, external_id):
        raise refused


def check_own_policy(principal, action, resource, mfa_age=None):
    if not _own_policy_allows(principal, action, resource, mfa_age):
        raise not_authorized(principal.arn, action, resource)
