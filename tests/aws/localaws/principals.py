# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Who makes a call, once the signature is known to be good."""

from dataclasses import dataclass


@dataclass
class Principal:
    """A caller.

    kind: `user` (long-term key), `session` (GetSessionToken), `role`
    (AssumeRole) or `federated` (GetFederationToken).
    """

    kind: str
    account: object
    arn: str
    user_id: str
    user: object = None
    role: object = None
    mfa_time: float = None
    key_id: str = ""

    @property
    def temporary(self):
        return self.kind != "user"

    def mfa_age(self, now):
        """Seconds since a code was given for these keys, or None."""
        return None if self.mfa_time is None else now - self.mfa_time

    @property
    def names(self):
        """The ARNs by which a policy may mean this caller."""
        if self.role is not None:
            return (self.arn, self.role.arn)
        return (self.arn,)

    @property
    def statements(self):
        """What this caller may do by its own policies."""
        if self.kind == "federated":
            return ()
        return (self.role or self.user).may


def of_user(user, key_id, kind="user", mfa_time=None):
    return Principal(
        kind,
        user.account,
        user.arn,
        user.unique_id,
        user=user,
        mfa_time=mfa_time,
        key_id=key_id,
    )


def of_role(role, session_name, key_id=""):
    return Principal(
        "role",
        role.account,
        f"{role.account.sts_prefix}:assumed-role/{role.name}/{session_name}",
        f"{role.unique_id}:{session_name}",
        role=role,
        key_id=key_id,
    )


def of_federated(user, name, key_id=""):
    return Principal(
        "federated",
        user.account,
        f"{user.account.sts_prefix}:federated-user/{name}",
        f"{user.account.id}:{name}",
        user=user,
        key_id=key_id,
    )
