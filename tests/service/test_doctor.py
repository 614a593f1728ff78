# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The doctor finds what stands in the way, and Leave takes everything along."""

from stintrig import SECRET


def findings(rig, **options):
    checks = rig.client.request("Manager", "Doctor", **options)["checks"]
    for _id, level, sentence, remedy in checks:
        assert level in ("ok", "note", "warning", "problem") and sentence
        assert remedy or level in ("ok", "note")
        assert SECRET not in sentence + remedy
    return checks


def levels(checks, name):
    return {level for check, level, _sentence, _remedy in checks if check == name}


def test_healthy(make_rig):
    rig = make_rig(credentials="[nobody]\nregion = eu-west-1\n")
    checks = findings(rig)
    for name in ("version", "lock", "state", "keyring", "credentials-file", "config-file",
                 "socket", "helper", "preferences", "plain-text-key"):
        assert levels(checks, name) == {"ok"}, name
    assert levels(checks, "clock") == {"note"}


def test_ill(imported):
    rig = imported
    rig.credentials.chmod(0o644)
    rig.credentials.write_text(
        rig.credentials.read_text() + "[left]\nx_stint_off_aws_access_key_id = AKIAEXAMPLE\n"
    )
    rig.config.write_text(rig.config.read_text() + "[default]\nregion = x\n")
    checks = findings(
        rig,
        environment={"AWS_ACCESS_KEY_ID": "", "AWS_CONFIG_FILE": "/elsewhere"},
        client_version="99.0",
    )
    assert levels(checks, "version") == {"warning"}
    assert "warning" in levels(checks, "credentials-file")
    assert levels(checks, "config-file") == {"problem"}
    assert levels(checks, "environment") == {"warning"}
    assert levels(checks, "different-files") == {"problem"}
    (sentence,) = [row[2] for row in checks if row[0] == "config-file"]
    assert "line" in sentence or ":" in sentence


def test_plain_keys_and_left_overs(imported):
    rig = imported
    rig.credentials.write_text(
        rig.credentials.read_text() + "[left]\nx_stint_off_aws_access_key_id = AKIAEXAMPLE\n"
    )
    checks = findings(rig)
    assert levels(checks, "plain-text-key") == {"warning"}
    assert levels(checks, "left-over") == {"warning"}
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    checks = findings(rig)
    assert len([row for row in checks if row[0] == "left-over"]) == 1
    assert levels(checks, "clock") == {"ok"}


def test_keyrings(make_rig):
    rig = make_rig(keyring="locked")
    assert levels(findings(rig), "keyring") == {"warning"}
    rig.stop_keyring()
    rig.kill_stintd()
    assert levels(findings(rig), "keyring") == {"problem"}


def test_helper_that_is_not_there(make_rig, monkeypatch):
    rig = make_rig()
    script = rig.root / "stintd"
    script.write_text(script.read_text().replace(str(rig.helper), "/nonexistent/helper"))
    assert levels(findings(rig), "helper") == {"problem"}


def test_leave_keeps_keys_if_asked(rig):
    rig.client.request("Import", "Run", move_keys=True)
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    results = rig.client.request("Manager", "Leave", keep_keys=True)
    assert results["stopped"] == 1
    assert SECRET.encode() not in rig.aws_bytes()[0]
    assert any("MFAUser" in sentence or str(rig.dot_aws) in sentence
               for sentence in results["kept"])


def test_leave_with_a_locked_keyring_says_what_stays(rig):
    rig.client.request("Import", "Run", move_keys=True)
    rig.kill_stintd()
    rig.lock_keyring()
    results = rig.client.request("Manager", "Leave", interactive=False)
    assert results["kept"] and any("MFAUser" in sentence for sentence in results["kept"])
    assert SECRET.encode() not in rig.aws_bytes()[0]


def test_leave_after_lost_state(imported):
    """Without our own state the notes in the files are enough."""
    rig = imported
    before = rig.aws_bytes()
    rig.client.start("DeploymentRole", mfa_code=rig.totp())
    rig.kill_stintd()
    for path in (rig.state_file, rig.state_file.with_name("state.json~")):
        path.unlink(missing_ok=True)
    results = rig.client.request("Manager", "Leave")
    assert "DeploymentRole" in results["restored"]
    assert rig.aws_bytes() == before
