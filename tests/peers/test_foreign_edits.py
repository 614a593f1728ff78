# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Others write the same files while a profile is held: the real AWS CLI's `configure set`, and people.
Theirs stays, whatever it is; ours goes; what was set aside comes back, or stands there as a comment."""

import shlex

import pytest
from trial import REFUSED
from readers import AWS, aws_cli
from realm import key_id, role_arn, secret


def configure(trial, key, value, profile=None):
    done = aws_cli(trial.realm.environment(), trial.folder, "configure", "set", key, value, "--profile",
                   profile or trial.case.profile)
    assert done.returncode == 0, done.stderr


def configure_command(trial, key, value, profile):
    """The same, as a shell command for the hold-tool."""
    environment = {**trial.realm.environment(), "AWS_SHARED_CREDENTIALS_FILE": trial.folder / "credentials",
                   "AWS_CONFIG_FILE": trial.folder / "config"}
    words = ["/usr/bin/env", *(f"{k}={v}" for k, v in environment.items()), AWS, "configure", "set", key, value,
             "--profile", profile]
    return shlex.join(str(word) for word in words)


def text(trial, name):
    path = trial.folder / name
    return path.read_text() if path.exists() else ""


def values(content):
    """Every value in a text, wherever it stands now: live, set aside or in a comment."""
    return {line.split("=", 1)[1].strip() for line in content.splitlines() if "=" in line}


def check_nothing_is_lost(trial):
    """Each value that the person had is in its file still."""
    for name, content in trial.content.items():
        if content is not None:
            assert values(content.decode()) <= values(text(trial, name)), name


def check_nothing_is_ours(trial):
    for name in ("credentials", "config"):
        for keys in (trial.realm.live, trial.realm.next):
            assert keys.id not in text(trial, name)
            assert keys.secret not in text(trial, name)
            assert keys.token not in text(trial, name)
        live = [line for line in text(trial, name).splitlines() if not line.startswith("#")]
        assert not [line for line in live if "x_stint" in line]


@pytest.mark.parametrize("hand_out", ["file", "on-demand"])
@pytest.mark.parametrize("trial", ["role", "sso-session-and-keys"], indirect=True)
def test_a_setting_beside_the_session(trial, hand_out):
    trial.hold(hand_out, trial.realm.live)
    configure(trial, "output", "text")
    trial.check_now("LiveRole")
    answer = trial.release()
    assert not answer["foreign-keys"]
    assert trial.read() == trial.before
    assert "output = text" in text(trial, "config")
    check_nothing_is_lost(trial)
    check_nothing_is_ours(trial)


@pytest.mark.parametrize("trial", ["keys", "role", "crlf"], indirect=True)
def test_keys_of_ones_own(trial):
    """`aws configure` on a held profile: the person's new keys stay and the session's token goes."""
    trial.hold("file", trial.realm.live)
    configure(trial, "aws_access_key_id", key_id("Foreign"))
    configure(trial, "aws_secret_access_key", secret("Foreign"))
    state = trial.tool("inspect", trial.folder, "work", **{"our-key-ids": trial.our_key_ids})
    assert state["state"] == "foreign"
    refused = trial.hold("file", trial.realm.next, renewal=True)
    assert "error" in refused, "a renewal overwrote a person's keys"
    answer = trial.release()
    assert answer["foreign-keys"]
    assert key_id("Foreign") in text(trial, "credentials") and secret("Foreign") in text(trial, "credentials")
    assert "aws_session_token" not in text(trial, "credentials")
    check_nothing_is_lost(trial)
    check_nothing_is_ours(trial)
    expected = "OldRole" if trial.case.name == "role" else "Foreign"
    trial.check_now(expected)


@pytest.mark.parametrize("hand_out", ["file", "on-demand"])
@pytest.mark.parametrize("trial", ["role"], indirect=True)
def test_a_role_set_anew(trial, hand_out):
    """The person's new role wins over the one that was set aside, which becomes a comment."""
    trial.hold(hand_out, trial.realm.live)
    configure(trial, "role_arn", role_arn("MidRole"))
    configure(trial, "source_profile", "source")
    answer = trial.release()
    assert answer["commented-out"]
    trial.check_now("MidRole")
    check_nothing_is_lost(trial)
    check_nothing_is_ours(trial)


@pytest.mark.parametrize("trial", ["role", "keys-between-others"], indirect=True)
def test_a_section_deleted(trial):
    """What a person deletes while it is held is not made again."""
    trial.hold("file", trial.realm.live)
    (trial.folder / "credentials").write_text("[other]\nregion = eu-west-1\n")
    refused = trial.hold("file", trial.realm.next, renewal=True)
    assert "error" in refused
    assert text(trial, "credentials") == "[other]\nregion = eu-west-1\n"
    trial.release()
    assert text(trial, "credentials") == "[other]\nregion = eu-west-1\n"
    assert text(trial, "config").encode() == (trial.content["config"] or b"")


@pytest.mark.parametrize("hand_out", ["file", "on-demand"])
@pytest.mark.parametrize("trial", ["role-and-keys"], indirect=True)
def test_the_aws_cli_writes_at_the_same_time(trial, hand_out):
    """Between our look and our exchange: both changes are in, for a hold and for a release."""
    first = configure_command(trial, "output", "text", "source")
    answer = trial.hold(hand_out, trial.realm.live, meddle=first)
    assert "error" not in answer, answer
    trial.check_now("LiveRole")
    assert "output = text" in text(trial, "config")
    second = configure_command(trial, "aws_session_token", "their-token", "another")
    answer = trial.release(meddle=second)
    assert "error" not in answer, answer
    assert "their-token" in text(trial, "credentials") and "output = text" in text(trial, "config")
    assert trial.read() == trial.before
    check_nothing_is_lost(trial)
    check_nothing_is_ours(trial)


CRASHES = ["no-files", "keys", "role-and-keys", "role-of-its-own-keys", "sso-and-keys", "process-in-both"]


def check_who(trial, when):
    for reader, identity in trial.read().items():
        if not (trial.case.may_fail and identity in REFUSED):
            assert identity in (trial.before[reader], "LiveRole"), f"{reader} is {identity!r} {when}"


@pytest.mark.parametrize("hand_out", ["file", "on-demand"])
@pytest.mark.parametrize("trial", CRASHES, indirect=True)
def test_killed_anywhere(trial, hand_out):
    """Killed after any of its steps: old or new to everybody; the same or the reverse finishes it."""
    realm = trial.realm
    number, crashed = 0, True
    while crashed:
        number += 1
        answer = trial.hold(hand_out, realm.live, crash=number)
        crashed = answer.get("crashed", False)
        check_who(trial, f"after step {number}")
        assert "error" not in trial.tool("recover", trial.folder)
        if number % 2:
            assert "error" not in trial.hold(hand_out, realm.live)
            trial.check_now("LiveRole")
        assert "error" not in trial.release()
        assert trial.read() == trial.before, f"step {number}:" + trial.show(trial.folder)
        trial.check_put_back()
    assert number > 1, "nothing was ever killed"
    number, crashed = 0, True
    while crashed:
        number += 1
        trial.hold(hand_out, realm.live)
        crashed = trial.release(crash=number).get("crashed", False)
        check_who(trial, f"after step {number}")
        assert "error" not in trial.tool("recover", trial.folder)
        assert "error" not in trial.release()
        trial.check_put_back()
    assert number > 1, "nothing was ever killed"
