# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The real AWS CLI as a reader: a choice of the prior settings, since a call takes about a second."""

import pytest
from readers import cli_identity

IN_FILE = ["no-files", "keys", "keys-in-config", "role", "role-of-its-own-keys", "role-with-mfa", "sso-session-and-keys",
           "process", "web-identity", "left-security-token", "capital-keys", "everything-at-once", "default-with-role"]
ON_DEMAND = ["region-only", "keys-in-both", "role-and-keys", "sso", "process-and-keys", "login", "DEFAULT-harmless",
             "header-single-quotes"]


def check(trial, hand_out):
    realm, profile = trial.realm, trial.case.profile
    assert "error" not in trial.hold(hand_out, realm.live)
    assert cli_identity(realm.environment(), trial.folder, profile) == "LiveRole"
    trial.release()
    trial.check_put_back()


@pytest.mark.parametrize("trial", IN_FILE, indirect=True)
def test_held_in_the_file(trial):
    check(trial, "file")


@pytest.mark.parametrize("trial", ON_DEMAND, indirect=True)
def test_held_on_demand(trial):
    check(trial, "on-demand")


@pytest.mark.parametrize("trial", ["role", "sso-and-keys"], indirect=True)
def test_before_expired_and_after(trial):
    realm, case = trial.realm, trial.case
    before = trial.before["boto3"]
    assert cli_identity(realm.environment(), trial.folder, case.profile) == before
    trial.hold("file", realm.dead)
    assert cli_identity(realm.environment(), trial.folder, case.profile) == "refused:ExpiredToken"
    trial.release()
    assert cli_identity(realm.environment(), trial.folder, case.profile) == before
