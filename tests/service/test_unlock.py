# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Manager.Unlock: what the window's "Unlock" asks for, with a real keyring."""

import pytest
from stintrig import StintError


def locked(rig):
    return "keyring-locked" in dict(rig.client.property("Conditions"))


@pytest.fixture
def locked_rig(imported):
    """A start without a prompt has found the keyring locked."""
    rig = imported
    rig.kill_stintd()
    rig.lock_keyring()
    with pytest.raises(StintError) as caught:
        rig.client.start("DeploymentRole", mfa_code=rig.totp(), interactive=False)
    assert caught.value.name == "KeyringLocked"
    assert locked(rig)
    return rig


def test_prompt_that_nobody_answers(locked_rig):
    """There is no display to prompt on: as if somebody closed it.  Nothing gets better by itself."""
    rig = locked_rig
    with pytest.raises(StintError) as caught:
        rig.client.request("Manager", "Unlock")
    assert caught.value.name == "KeyringDismissed"
    assert locked(rig)


def test_nobody_is_prompted_where_nobody_is_to_be(locked_rig):
    rig = locked_rig
    with pytest.raises(StintError) as caught:
        rig.client.request("Manager", "Unlock", interactive=False)
    assert caught.value.name == "KeyringLocked"
    assert locked(rig)


def test_unlocked(locked_rig):
    """The condition goes, for everybody, and a start finds its key."""
    rig = locked_rig
    rig.unlock_keyring()
    rig.client.request("Manager", "Unlock")
    assert not locked(rig)
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    assert rig.client.session("DeploymentRole").state == "active"


def test_no_keyring_to_unlock(make_rig):
    rig = make_rig(keyring="absent")
    with pytest.raises(StintError) as caught:
        rig.client.request("Manager", "Unlock")
    assert caught.value.name == "KeyringMissing"
    assert "keyring-missing" in dict(rig.client.property("Conditions"))
    # One that comes is found without a restart of the service.
    rig.start_keyring()
    rig.client.request("Manager", "Unlock")
    assert "keyring-missing" not in dict(rig.client.property("Conditions"))
