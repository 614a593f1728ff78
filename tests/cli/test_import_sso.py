# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What `stint import` says about IAM Identity Center."""

import re

PORTAL = "https://d-1234567890.awsapps.com/start"
CONFIG = f"""\
[profile payments]
sso_session = corp
sso_account_id = 111122223333
sso_role_name = ReadOnlyAccess
[profile lost]
sso_session = nowhere
sso_account_id = 111122223333
sso_role_name = ReadOnlyAccess
[sso-session corp]
sso_start_url = {PORTAL}
sso_region = eu-west-1
"""


def test_import(desk):
    desk.config.write_text(CONFIG)
    desk.credentials.unlink()
    text = desk.stint("import", "--dry-run").stdout
    assert re.search(rf"^corp +IAM Identity Center +{re.escape(PORTAL)}", text, re.M)
    assert re.search(r"^payments +role of corp +111122223333 ReadOnlyAccess", text, re.M)
    assert re.search(r"^lost +skipped", text, re.M)

    with desk.terminal("import") as terminal:
        terminal.expect("Import 2 entries? [y/N] ")
        terminal.type("y")
        status, rest = terminal.end()
    assert status == 0 and "corp is imported." in rest and "payments is imported." in rest
    assert set(desk.states()) == {"payments"}
    assert desk.config.read_text() == CONFIG
    assert len(re.findall("is there already", desk.stint("import").stdout)) == 2
