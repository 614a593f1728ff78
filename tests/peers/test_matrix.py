# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Every prior setting of a profile, in both ways of handing out, seen by every reader at every state of
the files that is ever visible: before, while a hold is being made, held, renewed, expired, while it
is being released, and after.

Never a third identity; the session's while held; dead keys and no others after expiry; the old identity
and the very same bytes after the release."""

import pytest
from cases import all_names


def everything(test):
    marked = pytest.mark.parametrize("trial", all_names(), indirect=True)(test)
    return pytest.mark.parametrize("hand_out", ["file", "on-demand"])(marked)


def test_all_readers_read(readers, tmp_path):
    """Everything else goes on without the JavaScript SDK where npm has no network; this says so."""
    if readers.no_sdk:
        pytest.skip(readers.no_sdk)
    assert set(readers.read(tmp_path, "work")) == {"boto3", "sdk"}


@everything
def test_prior_setting(trial, hand_out):
    realm, case = trial.realm, trial.case
    for reader, identity in trial.before.items():
        expected = case.old.get(reader) if isinstance(case.old, dict) else case.old
        assert expected in (None, identity), f"{reader} was {identity!r}"

    answer = trial.hold(hand_out, realm.live)
    if case.refused is not None:
        assert answer.get("code") == case.refused, answer
        assert not answer["folders"]
        trial.check_put_back()
        return
    assert "error" not in answer, answer
    trial.check_states(answer, trial.before, "LiveRole")
    trial.check_now("LiveRole", realm.live.id)
    trial.check_others()
    state = trial.tool("inspect", trial.folder, case.profile, **{"our-key-ids": trial.our_key_ids})
    assert state["state"] == hand_out

    # A renewal, to another role so that it can be seen.
    answer = trial.hold(hand_out, realm.next, renewal=True)
    assert "error" not in answer, answer
    trial.check_states(answer, "LiveRole", "NextRole")
    trial.check_now("NextRole", realm.next.id)

    # Time passes: what stands there has ended, and is still all that is found.
    answer = trial.hold(hand_out, realm.dead, renewal=True)
    trial.check_states(answer, "NextRole", "refused:ExpiredToken")
    trial.check_now("refused:ExpiredToken", realm.dead.id)
    trial.check_others()

    answer = trial.release()
    assert "error" not in answer, answer
    trial.check_states(answer, trial.before, "refused:ExpiredToken")
    assert trial.read() == trial.before
    trial.check_others()
    trial.check_put_back()


@pytest.mark.parametrize("trial", all_names(), indirect=True)
def test_switching_the_way(trial):
    """From the file to on demand and back, without an instant of anybody else."""
    if trial.case.refused is not None:
        assert "error" in trial.hold("file", trial.realm.live)
        return
    trial.hold("file", trial.realm.live)
    for hand_out, before, keys, now in (
        ("on-demand", "LiveRole", trial.realm.next, "NextRole"),
        ("file", "NextRole", trial.realm.live, "LiveRole"),
    ):
        answer = trial.hold(hand_out, keys)
        assert "error" not in answer, answer
        trial.check_states(answer, before, now)
        trial.check_now(now, keys.id)
    trial.release()
    trial.check_put_back()


@pytest.mark.parametrize("trial", ["keys", "role", "sso", "role-and-keys", "process-in-both"], indirect=True)
def test_a_helper_that_has_no_keys(trial):
    """On demand, and the session is over: nobody of the files takes its place.  The JavaScript SDK goes on
    looking outside of them (here: a container's credentials), whatever the helper says."""
    helper = trial.realm.folder / "helpers" / "over" / "stint-credentials"
    helper.parent.mkdir(parents=True, exist_ok=True)
    helper.write_text("#!/bin/sh\necho 'the session is over' >&2\nexit 1\n")
    helper.chmod(0o755)
    trial.hold("on-demand", trial.realm.live)
    live = str(trial.realm.helper(trial.realm.live.id, trial.realm.live))
    config = trial.folder / "config"
    config.write_text(config.read_text().replace(live, str(helper)))
    seen = trial.read()
    assert seen["boto3"] == "error"
    assert seen.get("sdk", "error") in ("error", "ContainerRole")
