# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Each command, against the real service."""

import json
import re
import signal
import time


# --- nothing there yet ---


def test_status_does_not_start_the_service(desk):
    assert desk.stint("status").stdout == "Nothing is active.\n"
    assert desk.stint("status", "--format", "{name}").stdout == ""
    assert json.loads(desk.stint("status", "--json").stdout) == {
        "service_running": False,
        "sessions": [],
    }
    desk.stint("version")
    assert desk.stintd_pid() is None

    desk.stint("list")
    assert desk.stintd_pid() is not None


def test_words_and_data_in_other_encodings(imported):
    imported.stint("session", "edit", "BillingRole", "--name", "Übersicht €")
    plain = {"LC_ALL": "C"}
    words = imported.stint("frobnicate", status=2, env=plain).stderr
    assert words.startswith('stint: There is no command "frobnicate".')
    assert "bersicht EUR" in imported.stint("list", env=plain).stdout
    # What programs read is the same everywhere.
    assert "Übersicht €" in imported.stint("list", "--names", env=plain).stdout.splitlines()
    names = {one["name"] for one in json.loads(imported.stint("list", "--json", env=plain).stdout)["sessions"]}
    assert "Übersicht €" in names


def test_empty(desk):
    assert "stint import" in desk.stint("list").stdout
    assert "stint import" in desk.stint("integration", "list").stdout
    assert json.loads(desk.stint("list", "--json").stdout) == {"sessions": []}
    assert desk.stint("list", "--names").stdout == ""
    assert desk.stint("stop", "--all").stdout == "Nothing is active.\n"


# --- import ---


def test_import_dry_run(desk):
    before = desk.aws_bytes()
    text = desk.stint("import", "--dry-run").stdout
    for profile in ("MFAUser", "DeploymentRole", "BillingRole", "ForbiddenRole"):
        assert re.search(rf"^{profile} ", text, re.M)
    assert f"plain text in {desk.credentials}, line 3" in text
    assert "DeploymentRole, BillingRole and ForbiddenRole" in text
    assert desk.aws_bytes() == before
    assert desk.stint("list", "--names").stdout == ""


def test_import_preview_is_redacted(desk):
    before = desk.aws_bytes()
    text = desk.stint("import", "--dry-run", "--move-keys", "--verbose").stdout
    assert f"--- {desk.credentials}\n+++ {desk.credentials}\n@@" in text
    assert re.search(r"^-aws_secret_access_key", text, re.M)
    assert re.search(r"^\+credential_process = ", text, re.M)
    assert "wJalrXUtnFEMI" not in text
    assert desk.aws_bytes() == before


def test_import_needs_a_yes(desk):
    desk.stint("import", status=3)
    with desk.terminal("import") as terminal:
        terminal.expect("Import 4 profiles? [y/N] ")
        terminal.type("")
        status, rest = terminal.end()
    assert status == 1 and "Nothing was changed." in rest
    assert desk.states() == {}

    with desk.terminal("import") as terminal:
        terminal.expect("[y/N] ")
        terminal.type("y")
        status, rest = terminal.end()
    assert status == 0 and "DeploymentRole is imported." in rest
    assert set(desk.states()) == {"MFAUser", "DeploymentRole", "BillingRole", "ForbiddenRole"}

    again = desk.stint("import").stdout
    assert "is there already" in again


def test_import_moves_keys(desk):
    text = desk.stint("import", "--yes", "--move-keys").stdout
    assert "Moved to the keyring: the long-lived key of MFAUser." in text
    assert "wJalrXUtnFEMI" not in desk.credentials.read_text()
    desk.stint("start", "DeploymentRole", "--mfa", desk.totp())
    assert ":assumed-role/DeploymentRole/" in desk.identity("DeploymentRole")

    desk.stint("leave", "--yes")
    assert "aws_secret_access_key = wJalrXUtnFEMI" in desk.credentials.read_text()


def test_import_of_another_file(desk):
    other = desk.home / "old-credentials"
    other.write_text(
        "[Elsewhere]\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
        "aws_secret_access_key = je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY\n"
    )
    text = desk.stint("import", "--yes", "old-credentials").stdout
    assert "Elsewhere is imported." in text
    assert "Elsewhere" in desk.stint("integration", "list", "--names").stdout.splitlines()


# --- lists ---


def test_list(active):
    text = active.stint("list").stdout
    rows = {line.split()[0]: line for line in text.splitlines()[1:]}
    assert list(rows) == ["DeploymentRole", "BillingRole", "ForbiddenRole", "MFAUser"]
    assert re.search(r"(59 min|1 h) left$", rows["DeploymentRole"])
    assert rows["BillingRole"].endswith("inactive")
    assert "\033" not in text and not re.search(r" $", text, re.M)
    assert active.stint("list", "--active", "--names").stdout == "DeploymentRole\n"

    sessions = json.loads(active.stint("list", "--json").stdout)["sessions"]
    deployment = next(one for one in sessions if one["name"] == "DeploymentRole")
    assert deployment["state"] == "active"
    assert deployment["integration"] == "MFAUser"
    assert deployment["held_profile"] == "DeploymentRole"
    assert deployment["role"].endswith(":role/DeploymentRole")
    assert 3500 < deployment["until"] - time.time() <= 3600
    assert deployment["error"] is None


def test_list_on_a_narrow_coloured_terminal(active):
    with active.terminal("list", columns=40) as terminal:
        status, text = terminal.end()
    assert status == 0 and "\033[32m" in text
    plain = re.sub(r"\033\[[0-9]*m", "", text).replace("\r", "")
    assert max(len(line) for line in plain.splitlines()) <= 40
    assert "DeploymentRole" in plain and "left" in plain and "ACCOUNT" not in plain

    with active.terminal("list", env={"NO_COLOR": "1"}) as terminal:
        assert "\033" not in terminal.end()[1]


def test_status(active):
    assert "DeploymentRole" in active.stint("status").stdout
    line = active.stint("status", "--format", "{name}|{profile}|{state}|{count}|{left-seconds}").stdout
    name, profile, state, count, left = line.strip().split("|")
    assert (name, profile, state, count) == ("DeploymentRole", "DeploymentRole", "active", "1")
    assert 3500 < int(left) <= 3600

    active.stint("start", "BillingRole")
    billing = active.stint("status", "-f", "{name} {count}", env={"AWS_PROFILE": "BillingRole"}).stdout
    assert billing == "BillingRole 2\n"
    wrong = active.stint("status", "--format", "{nmae}", status=2).stderr
    assert "{nmae}" in wrong and "left-seconds" in wrong
    sessions = json.loads(active.stint("status", "--json").stdout)
    assert sessions["service_running"] is True
    assert [one["name"] for one in sessions["sessions"]] == ["DeploymentRole", "BillingRole"]
    assert {one["integration"] for one in sessions["sessions"]} == {"MFAUser"}


# --- names ---


def test_names(imported):
    assert "There is no session called “nothing”." in imported.stint("start", "nothing", status=4).stderr
    ambiguous = imported.stint("start", "Role", status=4).stderr
    assert "DeploymentRole, BillingRole and ForbiddenRole" in ambiguous
    assert "There is no integration" in imported.stint("integration", "edit", "x", "--region", "y", status=4).stderr
    assert "Name: DeploymentRole" in imported.stint("session", "show", "deploym").stdout
    identity = json.loads(imported.stint("session", "show", "Deploy", "--json").stdout)["id"]
    assert "Name: DeploymentRole" in imported.stint("session", "show", identity).stdout


def test_usage(desk):
    for words, message in (
        (["frobnicate"], "There is no command “frobnicate”."),
        (["sart"], "Did you mean “start”?"),
        (["session", "ad"], "Did you mean “add”?"),
        (["start"], "Which session?"),
        (["start", "x", "--mfa", "12345"], "six digits"),
        (["start", "x", "--duration", "soon"], "15m, 1h or 1h30m"),
        (["start", "x", "--hand-out", "paper"], "file, on-demand"),
        (["start", "x", "y", "--profile", "z"], "one session"),
        (["start", "x", "--frob"], "--frob"),
        (["stop"], "Which session?"),
        (["stop", "x", "--all"], "Either sessions or --all."),
        (["list", "x"], "“x” is too much."),
        (["list", "--json", "--names"], "do not go together"),
        (["credential-process"], "Either --profile or --session."),
        (["env", "x", "--format", "cmd"], "powershell"),
        (["exec", "x"], "Which command?"),
        (["exec"], "Which session?"),
        (["session", "add", "iam-role", "--name", "x"], "--role-arn"),
        (["integration", "add", "iam-user"], "--access-key-id"),
        (["config", "get", "x"], "hand-out"),
        (["session"], "A command is missing."),
    ):
        result = desk.stint(*words, status=2)
        assert message in result.stderr, words
        assert "--help”." in result.stderr and result.stdout == ""
    # None of these is worth starting the service.
    assert desk.stintd_pid() is None


# --- session and integration ---


def test_session_life(imported):
    arn = "arn:aws:iam::123456789012:role/LongRole"
    added = imported.stint(
        "session", "add", "iam-role", "--name", "Long one", "-i", "MFAUser", "--role-arn", arn,
        "--duration", "2h", "--region", "eu-central-1", "--mfa", "direct",
    )
    assert "stint start 'Long one'" in added.stdout
    shown = json.loads(imported.stint("session", "show", "Long", "--json").stdout)
    assert (shown["role"], shown["duration"], shown["mfa"]) == (arn, 7200, "direct")
    assert shown["profile"] == "Long-one"

    imported.stint("session", "edit", "Long one", "--region", "", "--duration", "0", "--name", "LongRole")
    shown = json.loads(imported.stint("session", "show", "LongRole", "--json").stdout)
    assert (shown["region"], shown["duration"]) == (None, None)
    assert "What is to change?" in imported.stint("session", "edit", "LongRole", status=2).stderr

    imported.stint("session", "pin", "LongRole", "BillingRole")
    assert imported.stint("list", "--names").stdout.splitlines()[:2] == ["BillingRole", "LongRole"]
    imported.stint("session", "unpin", "LongRole")

    chained = "arn:aws:iam::210987654321:role/ChainedRole"
    imported.stint("session", "add", "iam-role", "-n", "Chained", "-i", "MFAUser", "--role-arn", chained,
                   "--from", "DeploymentRole")
    assert "From: DeploymentRole" in imported.stint("session", "show", "Chained").stdout
    in_use = imported.stint("session", "remove", "DeploymentRole", "--yes", status=1).stderr
    assert "Chained" in in_use
    imported.stint("session", "remove", "LongRole", status=3)
    with imported.terminal("session", "remove", "LongRole") as terminal:
        terminal.expect("Remove LongRole? [y/N] ")
        terminal.type("y")
        assert terminal.end()[0] == 0
    imported.stint("session", "remove", "DeploymentRole", "--yes", "--with-dependents")
    assert set(imported.states()) == {"MFAUser", "BillingRole", "ForbiddenRole"}


def test_session_mistakes(imported):
    taken = imported.stint("session", "add", "iam-role", "-n", "BillingRole", "-i", "MFAUser", "--role-arn",
                           "arn:aws:iam::123456789012:role/BillingRole", status=1)
    assert "taken" in taken.stderr
    imported.stint("session", "add", "iam-role", "-n", "X", "-i", "MFAUser", "--role-arn", "nonsense", status=2)
    imported.stint("session", "edit", "BillingRole", "--renew", "sometimes", status=2)
    imported.stint("session", "edit", "BillingRole", "--from", "nobody", status=4)


def test_integration_secret_is_asked_unseen(desk):
    words = ["integration", "add", "iam-user", "--name", "U", "--access-key-id", "AKIAIOSFODNN7EXAMPLE"]
    words += ["--mfa-serial", "arn:aws:iam::123456789012:mfa/MFAUser"]
    desk.stint(*words, status=3)
    with desk.terminal(*words) as terminal:
        terminal.expect("Secret access key of AKIAIOSFODNN7EXAMPLE: ")
        terminal.type("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
        status, rest = terminal.end()
    assert status == 0, rest
    assert "wJalr" not in rest
    assert "U is added: arn:aws:iam::123456789012:user/MFAUser." in rest
    assert set(desk.states()) == {"U"}

    with desk.terminal("integration", "remove", "U") as terminal:
        terminal.expect("Remove U, its 1 session and its key in the keyring? [y/N] ")
        terminal.type("yes")
        assert terminal.end()[0] == 0
    assert desk.states() == {}


def run_with_stdin(desk, text, *words):
    import subprocess

    from conftest import BUILD

    return subprocess.run(
        [BUILD / "src" / "cli" / "stint", *words],
        env={**desk.env, "G_MESSAGES_DEBUG": ""},
        input=text,
        capture_output=True,
        text=True,
        timeout=60,
        start_new_session=True,
    )


def test_integration_secret_from_stdin(desk):
    words = ["integration", "add", "iam-user", "-n", "U", "-k", "AKIAIOSFODNN7EXAMPLE", "--secret-stdin"]
    wrong = run_with_stdin(desk, "not-the-secret\n", *words)
    assert wrong.returncode == 1 and "AWS does not accept this access key" in wrong.stderr
    assert desk.stint("integration", "list", "--names").stdout == ""
    assert run_with_stdin(desk, "", *words).returncode == 2

    untested = run_with_stdin(desk, "not-the-secret\n", *words, "--no-test", "--no-session")
    assert untested.returncode == 0 and desk.states() == {}
    edit = run_with_stdin(
        desk, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n",
        "integration", "edit", "U", "--access-key-id", "AKIAIOSFODNN7EXAMPLE", "--secret-stdin",
        "--name", "MFAUser", "--region", "eu-west-3",
    )
    assert edit.returncode == 0, edit.stderr
    listed = json.loads(desk.stint("integration", "list", "--json").stdout)["integrations"][0]
    assert (listed["name"], listed["region"]) == ("MFAUser", "eu-west-3")


# --- config, doctor, leave ---


def test_config(desk):
    assert desk.stint("config", "get", "hand-out").stdout == "file\n"
    desk.stint("config", "set", "hand-out", "on-demand")
    assert desk.stint("config", "get", "hand-out").stdout == "on-demand\n"
    assert json.loads(desk.stint("config", "list", "--json").stdout)["hand-out"] == "on-demand"
    assert re.search(r"^hand-out +on-demand +file, on-demand", desk.stint("config").stdout, re.M)
    wrong = desk.stint("config", "set", "hand-out", "paper", status=2).stderr
    assert "file, on-demand" in wrong
    desk.stint("config", "set", "ending-notice-minutes", "121", status=2)
    desk.stint("config", "set", "login-entry", "perhaps", status=2)
    desk.stint("config", "set", "login-entry", "no")
    assert desk.stint("config", "get", "login-entry").stdout == "false\n"
    desk.stint("config", "reset", "hand-out")
    assert desk.stint("config", "get", "hand-out").stdout == "file\n"
    assert "hand-out" in desk.stint("config", "list", "--names").stdout.splitlines()


def test_doctor(imported):
    result = imported.stint("doctor")
    assert "ok: The keyring is unlocked." in result.stdout
    assert "→ stint import --move-keys" in result.stdout
    checks = json.loads(imported.stint("doctor", "--json").stdout)["checks"]
    assert len({check["id"] for check in checks}) > 5
    assert {check["status"] for check in checks} <= {"ok", "note", "warning", "problem"}

    shell = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "canary"}
    warned = imported.stint("doctor", env=shell).stdout
    assert re.search(r"warning: .*AWS_ACCESS_KEY_ID", warned) and "canary" not in warned

    elsewhere = imported.stint("doctor", env={"AWS_CONFIG_FILE": "/elsewhere"}, status=1).stdout
    assert "problem: In your shell AWS_CONFIG_FILE is /elsewhere" in elsewhere
    assert elsewhere.count("In your shell") == 1
    home = imported.stint("doctor", env={"HOME": "/elsewhere"}, status=1).stdout
    assert home.count("In your shell the ") == 2


def test_leave(active):
    with active.terminal("leave") as terminal:
        text = terminal.expect("Go on? [y/N] ")
        assert "puts the AWS files back" in text
        terminal.type("n")
        assert terminal.end()[0] == 1
    assert active.states()["DeploymentRole"] == "active"

    text = active.stint("leave", "--yes").stdout
    assert "1 session was stopped." in text
    from stintrig import CONFIG, CREDENTIALS

    assert active.aws_bytes() == (CREDENTIALS.encode(), CONFIG.encode())


# --- what stands in the way ---


def test_no_session_bus(desk):
    env = {"DBUS_SESSION_BUS_ADDRESS": "", "XDG_RUNTIME_DIR": "/nonexistent", "DISPLAY": ":99"}
    for words in (["list"], ["start", "x"], ["exec", "x", "--", "true"], ["import", "--dry-run"]):
        error = desk.stint(*words, status=1, env=env).stderr
        assert "There is no session bus here" in error and "dbus-run-session" in error
    assert desk.stint("status", env=env).stdout == "Nothing is active.\n"
    assert desk.stint("version", env=env).stdout.startswith("stint ")
    assert "problem: There is no session bus" in desk.stint("doctor", env=env, status=1).stdout


def test_other_files(imported):
    before = imported.aws_bytes()
    for env in (
        {"AWS_SHARED_CREDENTIALS_FILE": str(imported.home / "other")},
        {"AWS_CONFIG_FILE": "~/other"},
        {"HOME": "/elsewhere"},
    ):
        error = imported.stint("start", "DeploymentRole", "--mfa", "123456", status=1, env=env).stderr
        assert "other AWS files" in error and "stint config set" in error
    assert imported.aws_bytes() == before
    assert not (imported.home / "other").exists()


def test_service_killed(active):
    active.kill_stintd()
    assert active.stint("status").stdout == "Nothing is active.\n"
    # The next command starts it, and it remembers.
    assert active.stint("list", "--active", "--names").stdout == "DeploymentRole\n"
    active.kill_stintd(signal.SIGTERM)
    assert active.stint("list", "--active", "--names").stdout == "DeploymentRole\n"


def test_stop(active):
    active.stint("start", "BillingRole")
    assert active.stint("stop", "DeploymentRole").stdout == "DeploymentRole is stopped.\n"
    assert active.stint("stop", "DeploymentRole").stdout == "DeploymentRole was not active.\n"
    assert active.stint("stop", "--all").stdout == "BillingRole is stopped.\n"
    from stintrig import CONFIG, CREDENTIALS

    assert active.aws_bytes() == (CREDENTIALS.encode(), CONFIG.encode())


def test_stop_tells_of_foreign_keys(active):
    text = active.credentials.read_text()
    key = re.search(r"\[DeploymentRole\](?:\n.+)*?\naws_access_key_id *= *(\S+)", text)[1]
    active.credentials.write_text(text.replace(key, "AKIAI44QH8DHBEXAMPLE"))
    result = active.stint("stop", "DeploymentRole")
    assert "AKIAI44QH8DHBEXAMPLE" in active.credentials.read_text()
    assert "other keys" in result.stderr
