# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What the played service plays: see played_service.py."""

import time

ACCOUNT = "123456789012"
SERIAL = f"arn:aws:iam::{ACCOUNT}:mfa/MFAUser"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"


def role(name, account=ACCOUNT):
    return f"arn:aws:iam::{account}:role/{name}"


def user(identifier="i0", name="MFAUser", serial=SERIAL, **more):
    return {
        "id": identifier, "name": name, "region": "eu-west-1",
        "more": {"access-key-id": KEY_ID, "mfa-serial": serial,
                 "arn": f"arn:aws:iam::{ACCOUNT}:user/{name}", "account-id": ACCOUNT} | more,
    }


def center(identifier="c0", name="Acme", **more):
    return {
        "id": identifier, "name": name, "region": "eu-central-1", "kind": "identity-center",
        "more": {"start-url": f"https://{name.lower()}.awsapps.com/start", "flow": "browser"} | more,
    }


def roles_of(identifier, name):
    """What a sync finds."""
    return [
        {"id": f"{identifier}-{account}-{role_name}", "name": f"{name} {account} {role_name}",
         "kind": "identity-center", "integration": identifier, "role": role_name,
         "account-id": number, "account-name": account, "region": "eu-central-1",
         "profile": f"{account}-{role_name}"}
        for account, number in (("Prod", "111122223333"), ("Staging", "444455556666"))
        for role_name in ("AdministratorAccess", "ReadOnlyAccess")
    ]


def session(identifier, name, **values):
    return {"id": identifier, "name": name, "role": role(name)} | values


def first_run():
    return {"sessions": [], "integrations": [], "plan": plan()}


def plan():
    before = f"""# my keys
[MFAUser]
aws_access_key_id = {KEY_ID}
aws_secret_access_key = ••••••••

[other]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = ••••••••
"""
    after = """# my keys
[MFAUser]

[other]
aws_access_key_id = AKIAI44QH8DHBEXAMPLE
aws_secret_access_key = ••••••••
"""
    config_before = f"""[default]
region = eu-west-1
output = json

# for deployments
[profile DeploymentRole]
role_arn = {role("DeploymentRole")}
source_profile = MFAUser
mfa_serial = {SERIAL}
"""
    config_after = config_before + """
[profile MFAUser]
credential_process = "/usr/bin/stint-credentials" --session 5f2c
"""
    return {
        "items": [
            {"id": "p1", "kind": "iam-user", "profile": "MFAUser", "name": "MFAUser",
             "path": "/home/me/.aws/credentials", "line": 2, "selected": True,
             "access-key-id": KEY_ID, "mfa-serial": SERIAL, "plain-text-key": True,
             "moves-key": True, "dependents": ("as", ["DeploymentRole", "BillingRole"])},
            {"id": "p2", "kind": "iam-role", "profile": "DeploymentRole", "name": "DeploymentRole",
             "selected": True, "role-arn": role("DeploymentRole"), "source": "MFAUser",
             "mfa-serial": SERIAL, "region": "eu-west-1"},
            {"id": "p3", "kind": "iam-role", "profile": "BillingRole", "name": "BillingRole",
             "selected": True, "role-arn": role("BillingRole"), "source": "MFAUser"},
            {"id": "p4", "kind": "identity-center", "profile": "", "name": "acme",
             "selected": True, "start-url": "https://acme.awsapps.com/start",
             "sso-region": "eu-central-1", "sso-session": "acme"},
            {"id": "p5", "kind": "identity-center-role", "profile": "prod-read-only",
             "name": "prod-read-only", "selected": True, "source": "acme",
             "account-id": "111122223333", "role-name": "ReadOnlyAccess"},
            {"id": "p6", "kind": "skipped", "profile": "yesterday", "name": "yesterday",
             "selected": False, "note": "Its key is temporary and ends by itself."},
        ],
        "files": [
            ["/home/me/.aws/credentials", before, after],
            ["/home/me/.aws/config", config_before, config_after],
        ],
    }


def three():
    return {
        "integrations": [user()],
        "plan": plan(),
        "sessions": [
            session("u0", "MFAUser", kind="iam-user", role=""),
            session("s1", "DeploymentRole", **{"account-name": "Example Corp"}),
            session("s2", "BillingRole", **{"account-name": "Example Corp"}, pinned=True),
        ],
    }


def imported():
    return three()


def busy():
    """Every state at once."""
    now = int(time.time())
    partner = user("i1", "PartnerUser", serial=f"arn:aws:iam::{ACCOUNT}:mfa/PartnerUser")
    leased = user()
    leased["more"]["lease-until"] = now + 11 * 3600
    corp = {"account-name": "Example Corp"}
    other = {"account-name": "Example Partner", "account-id": "210987654321", "integration": "i1"}
    return {
        "integrations": [leased, partner],
        "plan": plan(),
        "sessions": [
            session("s1", "DeploymentRole", **corp, state="active", since=now - 480,
                    until=now + 3120,
                    more={"arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/DeploymentRole/me",
                          "held-profile": "DeploymentRole", "renew": "automatic"}),
            session("s2", "analytics-read-only-with-a-very-long-name", **corp, state="expiring",
                    since=now - 3236, until=now + 364, region="us-east-1",
                    more={"needs-person": True, "mfa": "direct", "renew": "automatic"}),
            session("s3", "NightlyRole", **corp, state="expired", since=now - 4000,
                    until=now - 400, more={"held-profile": "NightlyRole"}),
            session("s4", "BillingRole", **corp, pinned=True),
            session("s5", "SlowRole", **corp, state="starting"),
            session("s6", "ForbiddenRole", **corp, state="failed", more={
                "error": "Refused", "error-message": "not authorized",
                "error-details": {
                    "session": "ForbiddenRole", "integration": "MFAUser",
                    "aws-code": "AccessDenied", "request-id": "c6104cbe-af31-11e0",
                    "aws-message": f"User: arn:aws:iam::{ACCOUNT}:user/MFAUser is not authorized "
                    f"to perform: sts:AssumeRole on resource: {role('ForbiddenRole')}"}}),
            session("s7", "default-role", **corp, profile="default"),
            session("s8", "ReportRole", **corp, region="us-east-1", profile="reports"),
            session("u0", "MFAUser", kind="iam-user", role=""),
            session("s9", "PartnerRole", **other, role=role("PartnerRole", "210987654321")),
            session("s10", "ChainedRole", **other, role=role("ChainedRole", "210987654321"),
                    more={"from": "s1"}),
        ],
    }


def office():
    """Several companies, several kinds."""
    now = int(time.time())
    scenario = busy()
    scenario["integrations"] += [
        center(**{"sign-in": "signed-in", "signed-in-until": ("x", now + 7 * 3600 + 900)}),
        center("c1", "Client X", **{"sign-in": "needed"}),
        center("c2", "Globex", **{"sign-in": "signed-in", "syncing": True, "sync-done": 3,
                                  "sync-total": 12,
                                  "signed-in-until": ("x", now + 5 * 3600 + 900)}),
    ]
    accounts = (("Acme Prod", "111122223333"), ("Acme Staging", "444455556666"),
                ("Acme Data", "777788889999"))
    for i, (account, number) in enumerate(accounts):
        for j, name in enumerate(("AdministratorAccess", "ReadOnly", "Billing")):
            active = (i, j) == (0, 1)
            scenario["sessions"].append({
                "id": f"c{i}{j}", "name": f"{account} {name}", "kind": "identity-center",
                "integration": "c0", "role": name, "account-id": number, "account-name": account,
                "profile": f"{account}-{name}".replace(" ", "-"), "region": "eu-central-1",
                "pinned": (i, j) == (1, 0),
                "more": {"last-used": now - 3600 * (3 * i + j + 1)},
            } | ({"state": "active", "since": now - 600, "until": now + 3000} if active else {}))
    return scenario


def portal():
    """An Identity Center that nobody is signed in to, with roles from before."""
    scenario = three()
    scenario["integrations"].append(center(**{"sign-in": "needed"}))
    scenario["sessions"] += roles_of("c0", "Acme")
    return scenario


def many(n=5000):
    """As many as a large company has."""
    now = int(time.time())
    users = [user(f"i{k}", f"User{k}", serial=f"arn:aws:iam::{ACCOUNT}:mfa/User{k}")
             for k in range(4)]
    sessions = []
    for i in range(n):
        account = f"{100000000000 + i // 20:012d}"
        active = i % 1000 == 3
        sessions.append(session(
            f"s{i}", f"Role{i:05d}", role=role(f"Role{i:05d}", account),
            integration=f"i{i % 4}", pinned=i % 997 == 0,
            **{"account-id": account, "account-name": f"Team {i // 20:03d}"},
            **({"state": "active", "since": now - 600, "until": now + 3000} if active else {})))
    return {"integrations": users, "sessions": sessions, "plan": plan()}


def conditions():
    scenario = busy()
    scenario["conditions"] = [
        ["files-malformed", {"path": "/home/me/.aws/config", "line": 12}],
        ["keyring-locked", {}],
    ]
    return scenario


def condition(name, **details):
    return busy() | {"conditions": [[name, details]]}


def offline():
    return condition("offline")


def clock_skewed():
    return condition("clock-skew", skew=("x", -420))


def keyring_missing():
    return condition("keyring-missing")


def unwritable():
    return condition("files-unwritable", path="/home/me/.aws/credentials")


def throttled():
    """AWS has had enough: of a start, and of a look at all accounts."""
    scenario = office()
    failed = next(one for one in scenario["sessions"] if one["name"] == "ForbiddenRole")
    failed["more"] = {"error": "Throttled", "error-message": "Rate exceeded",
                      "error-details": {"session": "ForbiddenRole", "aws-code": "Throttling",
                                        "aws-message": "Rate exceeded"}}
    acme = next(one for one in scenario["integrations"] if one["name"] == "Acme")
    acme["more"] |= {"error": "Throttled", "error-message": "Rate exceeded", "error-details": {}}
    return scenario


def store():
    """A Tuesday at ten, for the pictures that people see before they install it."""
    now = int(time.time())
    anna = user("i0", "anna", serial=f"arn:aws:iam::{ACCOUNT}:mfa/anna")
    anna["more"]["lease-until"] = now + 10 * 3600 + 600
    acme = center("c0", "Acme", **{"sign-in": "signed-in",
                                   "signed-in-until": ("x", now + 7 * 3600 + 900)})
    globex = center("c1", "Globex", **{"sign-in": "needed"})
    shop = {"account-name": "Web Shop", "account-id": ACCOUNT, "integration": "i0"}

    def of_center(identifier, account, number, name, owner="c0", **more):
        return {
            "id": identifier, "name": f"{account} {name}", "kind": "identity-center",
            "integration": owner, "role": name, "account-id": number, "account-name": account,
            "profile": f"{account}-{name}".lower().replace(" ", "-"), "region": "eu-central-1",
        } | more

    def lasting(minutes, **more):
        return {"state": "active", "since": now - 900, "until": now + minutes * 60 + 20} | more

    sessions = [
        session("s1", "Deployment", **shop, pinned=True, region="eu-west-1", **lasting(
            42, more={"arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Deployment/anna",
                      "held-profile": "Deployment", "renew": "automatic"})),
        session("s2", "Billing", **shop, region="us-east-1"),
        session("s3", "Support", **shop, region="eu-west-1"),
        session("s4", "Backup", **shop, region="eu-west-1"),
        of_center("c00", "Production", "111122223333", "ReadOnly", pinned=True, **lasting(
            464, more={"held-profile": "production-readonly"})),
        of_center("c01", "Production", "111122223333", "Administrator"),
        of_center("c10", "Staging", "444455556666", "Developer", pinned=True, **lasting(
            131, more={"held-profile": "staging-developer"})),
        of_center("c11", "Staging", "444455556666", "ReadOnly"),
        of_center("c20", "Data Lake", "777788889999", "Analyst"),
        of_center("c21", "Data Lake", "777788889999", "Engineer"),
        of_center("c30", "Network", "222233334444", "Auditor"),
        of_center("g00", "Globex Main", "999988887777", "Consultant", owner="c1"),
    ]
    for index, item in enumerate(sessions):
        more = item.setdefault("more", {})
        more["last-used"] = now - 4000 * (index + 1)
    return {"integrations": [anna, acme, globex], "sessions": sessions, "plan": plan()}


def store_morning():
    """The same, before the first code of the day."""
    scenario = store()
    del scenario["integrations"][0]["more"]["lease-until"]
    for item in scenario["sessions"]:
        for key in ("state", "since", "until"):
            item.pop(key, None)
        item["more"].pop("held-profile", None)
    return scenario


def store_first():
    """What the usual guides leave people with."""
    found = plan()
    found["items"] = [item for item in found["items"] if item["kind"] != "skipped"]
    return {"sessions": [], "integrations": [], "plan": found}


def get(name):
    if name == "portal":
        return portal()
    if name.startswith("many"):
        return many(int(name[4:] or 5000))
    return {
        "first-run": first_run, "office": office, "three": three, "imported": imported, "busy": busy,
        "conditions": conditions, "offline": offline, "clock-skewed": clock_skewed,
        "keyring-missing": keyring_missing, "unwritable": unwritable, "throttled": throttled,
        "store": store,
        "store-morning": store_morning,
        "store-first": store_first,
    }[name]()
