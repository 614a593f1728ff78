# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The world of a stand-in: accounts, users, keys, devices, roles and trust."""

import base64
import copy
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from . import totp
from .centers import CHANGEABLE as CENTER_CHANGEABLE
from .centers import Centers
from .identity_center import Redirect
from .partitions import PARTITIONS, partition_of
from .plain import Maker, WorldError, name_of

DEMO = Path(__file__).resolve().parent.parent / "worlds" / "demo.json"


def unique_id(prefix, arn):
    """AWS's name for a thing that survives renames, always the same for us."""
    digest = hashlib.sha256(arn.encode()).digest()
    return prefix + base64.b32encode(digest).decode()[:10] + "EXAMPLE"


@dataclass
class Statement:
    """What one may do (`actions`, `resources`), or who may (`principals`)."""

    actions: list = field(default_factory=lambda: ["sts:AssumeRole"])
    resources: list = field(default_factory=lambda: ["*"])
    principals: list = field(default_factory=list)
    mfa: bool = False
    max_mfa_age: int = None
    external_id: str = None


@dataclass
class Key:
    id: str
    secret: str
    active: bool = True


@dataclass
class Device:
    serial: str
    totp: str = None  # None: a security key, which has no codes

    @property
    def name(self):
        return self.serial.rsplit("/", 1)[-1]


@dataclass
class User:
    account: "Account"
    name: str
    path: str = "/"
    keys: list = field(default_factory=list)
    mfa: list = field(default_factory=list)
    may: list = field(default_factory=list)

    @property
    def arn(self):
        return f"{self.account.iam_prefix}:user{self.path}{self.name}"

    @property
    def unique_id(self):
        return unique_id("AIDA", self.arn)


@dataclass
class Role:
    account: "Account"
    name: str
    path: str = "/"
    max_session_duration: int = 3600
    trusts: list = field(default_factory=list)
    may: list = field(default_factory=list)

    @property
    def arn(self):
        return f"{self.account.iam_prefix}:role{self.path}{self.name}"

    @property
    def unique_id(self):
        return unique_id("AROA", self.arn)


@dataclass
class Account:
    id: str
    name: str = ""
    partition: str = "aws"
    regions_off: list = field(default_factory=list)
    users: list = field(default_factory=list)
    roles: list = field(default_factory=list)

    @property
    def iam_prefix(self):
        return f"arn:{self.partition}:iam::{self.id}"

    @property
    def sts_prefix(self):
        return f"arn:{self.partition}:sts::{self.id}"


@dataclass
class Settings:
    """How this AWS behaves where AWS itself has varied over the years."""

    clock_tolerance: int = 300
    skew_error: str = "SignatureDoesNotMatch"
    token_length: list = field(default_factory=lambda: [400, 1100])
    console_sessions: str = "many"  # or "one": log out before the next


class World:
    """All accounts, and how to find things in them."""

    def __init__(self, data):
        self._load(data)

    @classmethod
    def read(cls, path=DEMO):
        with open(path, encoding="utf-8") as file:
            return cls(json.load(file))

    def _load(self, data):
        if not isinstance(data, dict):
            raise WorldError("the world is not an object")
        data = copy.deepcopy(data)
        data.pop("comment", None)
        version = data.pop("version", 1)
        if version != 1:
            raise WorldError(f"world version {version} is unknown")
        accounts = [_account(a) for a in data.pop("accounts", [])]
        settings = _MAKER.make(Settings, data.pop("settings", {}), "settings")
        centers = Centers(data.pop("identity_centers", []), _MAKER)
        if data:
            raise WorldError(f"unknown in the world: {', '.join(data)}")
        self.accounts = accounts
        self.centers = centers
        self._outside = {}
        self.settings = settings
        self._check()

    def _check(self):
        for what, names in (
            ("account", [a.id for a in self.accounts]),
            ("user", [u.arn for u in self.users()]),
            ("role", [r.arn for r in self.roles()]),
            ("key", [k.id for u in self.users() for k in u.keys]),
            ("device", [d.serial for u in self.users() for d in u.mfa]),
        ):
            twice = [n for n, count in Counter(names).items() if count > 1]
            if twice:
                raise WorldError(f"{what} twice: {', '.join(sorted(twice))}")
        self.centers.check()
        for device in (d for u in self.users() for d in u.mfa if d.totp):
            try:
                totp.decode_secret(device.totp)
            except ValueError as error:
                raise WorldError(f"{device.serial}: {error}") from error

    def users(self):
        return [u for a in self.accounts for u in a.users]

    def roles(self):
        return [r for a in self.accounts for r in a.roles]

    def user(self, arn):
        return next((u for u in self.users() if u.arn == arn), None)

    def role(self, arn):
        return next((r for r in self.roles() if r.arn == arn), None) or self._reserved(arn)

    def account(self, account_id):
        return next((a for a in self.accounts if a.id == account_id), None)

    def role_behind(self, permission):
        """The IAM role of a role in an Identity Center."""
        return Role(
            self._account_behind(permission.account),
            permission.iam_name,
            permission.iam_path,
            permission.session_seconds,
            may=permission.may,
        )

    def _reserved(self, arn):
        parts = arn.split(":")
        if len(parts) < 6 or "/AWSReservedSSO_" not in parts[5]:
            return None
        behind = (self.role_behind(r) for r in self.centers.iam_roles(parts[4]))
        return next((r for r in behind if r.arn == arn), None)

    def _account_behind(self, account):
        """An account of an Identity Center need not be described any further."""
        found = self.account(account.id) or self._outside.get(account.id)
        if found is None:
            partition = partition_of(account.center.region)
            found = Account(account.id, account.name, partition)
            self._outside[account.id] = found
        return found

    def long_term_key(self, key_id):
        """(user, key) of an access key id, or (None, None)."""
        for user in self.users():
            for key in user.keys:
                if key.id == key_id:
                    return user, key
        return None, None

    def device(self, name):
        """A device by serial, by its short name, or by its user's name."""
        users = self.users()
        devices = [d for u in users for d in u.mfa]
        found = [d for d in devices if d.serial == name]
        found = found or [d for u in users if name in (u.name, u.arn) for d in u.mfa]
        found = found or [d for d in devices if d.name == name]
        return found[0] if found else None

    def change(self, kind, name, values):
        """Give an account, user, role, key, the settings, or a center, its
        accounts and roles new values."""
        thing, where = self._thing(kind, name)
        unknown = set(values) - set(_CHANGEABLE[kind])
        if unknown:
            raise WorldError(f"{where}: cannot change {', '.join(sorted(unknown))}")
        values = {name: _MAKER.member(name, value, where) for name, value in values.items()}
        before = {field_name: getattr(thing, field_name) for field_name in values}
        for field_name, value in values.items():
            setattr(thing, field_name, value)
        try:
            self._check()
        except WorldError:
            for field_name, value in before.items():
                setattr(thing, field_name, value)
            raise

    def add(self, kind, name, values):
        """A new account or role of a center, as if somebody had assigned it."""
        self.centers.add(kind, name, dict(values))

    def remove(self, kind, name):
        thing, where = self._thing(kind, name)
        if self.centers.remove(thing):
            return
        for owner, part in self._owners(kind):
            if thing in getattr(owner, part):
                getattr(owner, part).remove(thing)
                return
        raise WorldError(f"{where}: cannot be removed")

    def _owners(self, kind):
        if kind == "user":
            return [(a, "users") for a in self.accounts]
        if kind == "role":
            return [(a, "roles") for a in self.accounts]
        if kind == "key":
            return [(u, "keys") for u in self.users()]
        return []

    def _thing(self, kind, name):
        where = f"{kind} {name}"
        if kind == "settings":
            return self.settings, where
        if kind in CENTER_CHANGEABLE:
            thing = self.centers.thing(kind, name)
            if thing is None:
                raise WorldError(f"no such {where}")
            return thing, where
        thing = {
            "account": lambda: self.account(name),
            "user": lambda: _by_name(self.users(), name),
            "role": lambda: _by_name(self.roles(), name),
            "key": lambda: self.long_term_key(name)[1],
        }.get(kind, lambda: None)()
        if thing is None:
            raise WorldError(f"no such {where}")
        return thing, where


_CHANGEABLE = {
    "account": ("name", "regions_off"),
    "user": ("keys", "mfa", "may"),
    "role": ("max_session_duration", "trusts", "may"),
    "key": ("secret", "active"),
    "settings": ("clock_tolerance", "skew_error", "token_length", "console_sessions"),
    **CENTER_CHANGEABLE,
}

_MAKER = Maker(
    {"trusts": Statement, "may": Statement, "keys": Key, "mfa": Device, "redirects": Redirect}
)


def _by_name(things, name):
    return next((t for t in things if name in (t.arn, t.name)), None)


def _account(data):
    where = name_of(data, "id", "account")
    users, roles = data.pop("users", []), data.pop("roles", [])
    account = _MAKER.make(Account, data, where)
    if account.partition not in PARTITIONS:
        raise WorldError(f"{where}: unknown partition {account.partition}")
    account.users = [
        _MAKER.make(User, u, f"{where} {name_of(u, 'name', 'user')}", account=account) for u in users
    ]
    account.roles = [
        _MAKER.make(Role, r, f"{where} {name_of(r, 'name', 'role')}", account=account) for r in roles
    ]
    return account
