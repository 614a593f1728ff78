# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""All instances of Identity Center in a world, and how to find things in them.

Names: an account is `123456789012` (where it is found first) or
`corp/123456789012`, a role `123456789012/Name` or `corp/123456789012/Name`.
"""

from collections import Counter

from .identity_center import Center, CenterAccount, CenterRole
from .plain import WorldError, name_of

CHANGEABLE = {
    "center": (
        "start_url user consent token_seconds session_seconds registration_seconds "
        "code_seconds refresh_tokens device_seconds device_interval enforce_interval "
        "page_size rate retry_after other_urls redirects"
    ).split(),
    "sso-account": ("name", "email"),
    "sso-role": ("name", "session_seconds", "forbidden", "may"),
}


class Centers:
    def __init__(self, data, maker):
        self._maker = maker
        self.all = [self._center(c) for c in data]

    def check(self):
        _no_doubles("identity center", [c.name for c in self.all])
        _no_doubles("start URL", [u for c in self.all for u in (c.start_url, *c.other_urls)])
        _no_doubles("redirect", [r.path for c in self.all for r in c.redirects])
        for center in self.all:
            if center.complaint():
                raise WorldError(f"identity center {center.name}: {center.complaint()}")
            _no_doubles(f"account in {center.name}", [a.id for a in center.accounts])
            for account in center.accounts:
                _no_doubles(f"role in {account.id}", [r.name for r in account.roles])

    def named(self, name=None):
        """The instance of that name, or the first one."""
        return next((c for c in self.all if name in (None, c.name)), None)

    def at(self, url):
        return next((c for c in self.all if c.is_at(url)), None)

    def thing(self, kind, name):
        """A center, account or role by its name, or None."""
        if kind == "center":
            return self.named(name)
        return self._account(name) if kind == "sso-account" else self._role(name)

    def iam_roles(self, account_id):
        """The roles of all instances in one account."""
        accounts = (c.account(account_id) for c in self.all)
        return [r for a in accounts if a is not None for r in a.roles]

    def add(self, kind, name, values):
        """A new account or role, `values` as in the world."""
        owner, _, own = name.rpartition("/")
        if kind == "sso-account":
            center = self.named(owner or None)
            if center is None:
                raise WorldError(f"no such center {owner}")
            if center.account(own) is not None:
                raise WorldError(f"account in {center.name} twice: {own}")
            center.accounts.append(self._make_account({**values, "id": own}, center))
        elif kind == "sso-role":
            account = self._account(owner)
            if account is None:
                raise WorldError(f"no such sso-account {owner}")
            if account.role(own) is not None:
                raise WorldError(f"role in {account.id} twice: {own}")
            account.roles.append(self._make_role({**values, "name": own}, account))
        else:
            raise WorldError(f"cannot add a {kind}; known: sso-account, sso-role")

    def remove(self, thing):
        """True if it was an account or role of an instance."""
        for center in self.all:
            for things in (center.accounts, *(a.roles for a in center.accounts)):
                if any(t is thing for t in things):
                    things[:] = [t for t in things if t is not thing]
                    return True
        return False

    def _account(self, name):
        center, _, account_id = name.rpartition("/")
        places = [c for c in self.all if center in ("", c.name)]
        return next((a for c in places if (a := c.account(account_id))), None)

    def _role(self, name):
        owner, _, role = name.rpartition("/")
        account = self._account(owner)
        return account.role(role) if account else None

    def _center(self, data):
        where = name_of(data, "name", "identity center")
        accounts = data.pop("accounts", [])
        name_of(data, "start_url", where)
        center = self._maker.make(Center, data, where)
        center.accounts = [self._make_account(a, center) for a in accounts]
        return center

    def _make_account(self, data, center):
        where = f"{center.name} {name_of(data, 'id', 'account')}"
        roles = data.pop("roles", [])
        account = self._maker.make(CenterAccount, data, where, center=center)
        account.roles = [self._make_role(r, account) for r in roles]
        return account

    def _make_role(self, data, account):
        where = f"{account.center.name} {account.id} {name_of(data, 'name', 'role')}"
        return self._maker.make(CenterRole, data, where, account=account)


def _no_doubles(what, names):
    twice = [n for n, count in Counter(names).items() if count > 1]
    if twice:
        raise WorldError(f"{what} twice: {', '.join(sorted(twice))}")
