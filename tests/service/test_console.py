# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The AWS console, opened as a session."""

import time
import urllib.parse

import pytest
from signing import ask_console, history, signed_in

READER = "Example Corp-ReadOnlyAccess"


def visit(rig, address):
    """A browser that goes there; the last page."""
    return rig.aws.browse(address)


def ask(rig, name, **fields):
    return ask_console(rig, rig.client.session(name).id, **fields)


def test_a_role_of_identity_center_opens_without_being_started(rig):
    signed_in(rig)
    assert rig.client.session(READER).more["can-console"] is True
    status, address = ask(rig, READER)
    assert status == "ok"
    parts = urllib.parse.urlsplit(address)
    assert parts.hostname == "127.0.0.1" and "SigninToken" not in address
    assert visit(rig, address).status == 200
    login = rig.aws.console_logins()[-1]
    assert "AWSReservedSSO_ReadOnlyAccess" in login["arn"]
    assert login["duration"] == 43200
    assert rig.client.session(READER).state == "inactive"
    assert history(rig, rig.client.session(READER).id) == []


def test_the_address_is_good_for_one_visit(rig):
    signed_in(rig)
    _status, address = ask(rig, READER)
    visit(rig, address)
    logins = len(rig.aws.console_logins())
    assert visit(rig, address).status == 410
    assert len(rig.aws.console_logins()) == logins


def test_the_link_itself_for_those_who_copy_it(rig):
    signed_in(rig)
    status, link = ask(rig, READER, form="link", to="s3")
    assert status == "ok" and "SigninToken=" in link
    visit(rig, link)
    assert "/s3" in rig.aws.console_logins()[-1]["destination"]


def test_a_destination_that_cannot_be_meant(rig):
    signed_in(rig)
    assert ask(rig, READER, to="https://example.com/")[:2] == ("error", "InvalidArgument")


def test_a_role_under_a_lease_lasts_as_long_as_its_keys(imported):
    imported.client.start("DeploymentRole", mfa_code=imported.totp())
    status, address = ask(imported, "DeploymentRole")
    assert status == "ok"
    visit(imported, address)
    login = imported.aws.console_logins()[-1]
    assert "assumed-role/DeploymentRole" in login["arn"]
    assert login["duration"] is None


def test_a_role_that_needs_a_code_says_so(imported):
    assert ask(imported, "DeploymentRole")[:2] == ("error", "NeedsMfa")


def test_an_iam_user_goes_through_federation(rig):
    rig.client.request(
        "Integrations", "AddIamUser", name="PlainUser", access_key_id="AKIAI44QH8DHBEXAMPLE",
        secret="je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY")
    status, *rest = ask(rig, "PlainUser")
    assert status == "ok", rest
    visit(rig, rest[0])
    login = rig.aws.console_logins()[-1]
    assert "federated-user/PlainUser" in login["arn"]
    assert login["duration"] is None


def test_a_user_who_may_not_be_federated(imported):
    assert ask(imported, "MFAUser")[:2] == ("error", "Refused")


def test_a_session_that_is_not_there(rig):
    assert rig.client.sessions() == {}
    assert ask_console(rig, "nobody")[:2] == ("error", "NotFound")


@pytest.mark.parametrize("fields", [{"form": "picture"}, {"logout": "perhaps"}])
def test_a_question_that_cannot_be_meant(rig, fields):
    signed_in(rig)
    assert ask(rig, READER, **fields)[:2] == ("error", "InvalidArgument")


def test_the_service_stays_for_the_visit(make_rig):
    rig = make_rig(idle_seconds=1)
    signed_in(rig)
    _status, address = ask(rig, READER)
    pid = rig.stintd_pid()
    time.sleep(2.5)
    assert rig.stintd_pid() == pid
    assert visit(rig, address).status == 200
