# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""README's lines for prompts, in the shells that they are for; and what starts at login."""

import json
import re
import shutil

import pytest
from conftest import BUILD, SOURCE

SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "-c", "{snippet}; echo \"${{PS1@P}}\""],
    "zsh": ["zsh", "-f", "-c", "{snippet}; print -P \"${{(e)PROMPT}}\""],
    "fish": ["fish", "--no-config", "-c", "{snippet}; fish_right_prompt"],
}


def snippet(language):
    """What README says for it."""
    text = (SOURCE / "README.md").read_text()
    section = text.split("### In your prompt")[1].split("\n## ")[0]
    return re.search(rf"```{language}\n(.*?)```", section, re.S).group(1).strip()


@pytest.mark.parametrize("shell", SHELLS)
def test_prompts(imported, shell):
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    path = f"{BUILD / 'src/cli'}:/usr/local/bin:/usr/bin:/bin"
    env = {"PATH": path, "G_MESSAGES_DEBUG": "", "PS1": "$ ", "PROMPT": "% "}

    def prompt():
        command = [word.format(snippet=snippet(shell)) for word in SHELLS[shell]]
        return imported.rig.run(command, env=env).stdout

    assert "DeploymentRole" not in prompt()
    imported.rig.client.start("DeploymentRole", mfa_code=imported.rig.totp(), duration=1858)
    assert "DeploymentRole 30 min" in prompt()


def test_documented_formats_are_formats(imported):
    """Starship's and Waybar's: what they run."""
    waybar = json.loads("{" + snippet("jsonc") + "}")["custom/stint"]["exec"]
    starship = re.search(r'command = "(.*)"', snippet("toml")).group(1)
    imported.rig.client.start("DeploymentRole", mfa_code=imported.rig.totp(), duration=1858)
    env = {"PATH": f"{BUILD / 'src/cli'}:/usr/bin:/bin", "G_MESSAGES_DEBUG": ""}
    for command in (waybar, starship):
        assert imported.rig.run(["sh", "-c", command], env=env).stdout == "DeploymentRole 30 min\n"


def test_start_at_login(imported):
    imported.stint("session", "edit", "BillingRole", "--start-at-login", "yes", "--renew", "ask")
    shown = imported.stint("session", "show", "BillingRole").stdout
    assert "Starts at login: yes" in shown and "Renewal: ask" in shown
    imported.stint("session", "edit", "BillingRole", "--start-at-login", "no")
    assert "Starts at login" not in imported.stint("session", "show", "BillingRole").stdout
    wrong = imported.stint("session", "edit", "BillingRole", "--start-at-login", "maybe", status=2)
    assert "yes or no" in wrong.stderr
