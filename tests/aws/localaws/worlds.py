# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Worlds made by the dozen, as plain data."""

ROLES = (
    *("AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess", "Billing", "ViewOnlyAccess"),
    *("SecurityAudit", "DatabaseAdministrator", "NetworkAdministrator", "SupportUser"),
    "SystemAdministrator",
)
_TEAMS = "Payments Search Orders Identity Billing Media Analytics Platform Mobile Storefront".split()
_STAGES = "prod staging test dev sandbox".split()


def big_center(accounts=1000, roles=3, name="big", **values):
    """An Identity Center with so many accounts and so many roles in each;
    `values` as in the world, such as rate=None for no limit."""
    return {
        "name": name,
        "start_url": f"https://{name}.awsapps.com/start",
        **values,
        "accounts": [_account(n, roles) for n in range(accounts)],
    }


def big_world(accounts=1000, roles=3, **values):
    """A world with nothing but a big_center."""
    return {"identity_centers": [big_center(accounts, roles, **values)]}


def _account(number, roles):
    team = _TEAMS[number % len(_TEAMS)]
    stage = _STAGES[number // len(_TEAMS) % len(_STAGES)]
    generation = number // (len(_TEAMS) * len(_STAGES)) + 1
    name = f"{team} {stage} {generation}"
    return {
        "id": f"{200000000000 + number * 7919:012d}",
        "name": name,
        "email": f"aws+{name.lower().replace(' ', '-')}@example.com",
        "roles": [{"name": _role(n)} for n in range(roles)],
    }


def _role(number):
    if number < len(ROLES):
        return ROLES[number]
    return f"{ROLES[number % len(ROLES)]}{number // len(ROLES) + 1}"
