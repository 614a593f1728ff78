# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A real browser: through the page where a person allows, back to the service's listener, and into the console."""

import json
import shlex
import threading
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from desktop import Desktop
from localaws import chromium
from signing_in import START_URL
from stintrig import SOURCE, NoRig

pytestmark = pytest.mark.skipif(not chromium.is_there(), reason="no chromium, chromium-driver")

SCREEN = {"DISPLAY": ":nowhere"}
ADD = ("integration", "add", "identity-center", "--name", "Corp", "--start-url", START_URL, "--region", "eu-west-1",
       "--no-sign-in")
ROLE = "Payments Production-DeveloperAccess"


class Browsing:
    """A desktop whose browser is a Chromium with a person in it."""

    def __init__(self, desktop):
        self.desktop = desktop
        self.report = desktop.root / "seen.json"

    def browser(self, decision, until):
        """A command for --browser; what the person sees in the end has to have this text."""
        program = SOURCE / "tests" / "aws" / "local-aws-chromium"
        return shlex.join([str(program), "--report", str(self.report), "--until", until, decision])

    def sign_in(self, decision, until):
        self.desktop.do("integration", "edit", "Corp", "--browser", self.browser(decision, until))
        return self.desktop.stint("integration", "sign-in", "Corp", env=SCREEN)

    def seen(self):
        self.desktop.wait_for(self.report.exists, 40, "the browser shows nothing")
        seen = json.loads(self.report.read_text())
        assert "error" not in seen, seen
        return seen

    def state(self):
        listed = json.loads(self.desktop.do("integration", "list", "--json"))
        return listed["integrations"][0]["sign_in"]


@pytest.fixture
def browsing():
    try:
        with Desktop() as desktop:
            desktop.do(*ADD)
            yield Browsing(desktop)
    except NoRig as error:
        pytest.skip(str(error))


class Argvs:
    """The argv of every process of this machine, while the `with` block lasts."""

    def __init__(self):
        self.seen = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self):
        while not self._over.is_set():
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    self.seen.add((process / "cmdline").read_text(errors="replace"))
                except OSError:  # it has ended
                    pass
            time.sleep(0.01)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_exc):
        self._over.set()
        self._thread.join()


def test_denying(browsing):
    result = browsing.sign_in("deny", until="You are not signed in")
    assert result.returncode == 1 and "You are not signed in to Corp: it was denied." in result.said, result.said
    assert browsing.seen()["url"].startswith("http://127.0.0.1:")
    assert browsing.state() == "signed-out"
    assert browsing.desktop.aws.calls("CreateToken") == []


def test_allowing_and_the_console(browsing):
    desktop = browsing.desktop
    result = browsing.sign_in("allow", until="Done here")
    assert result.returncode == 0 and "Signed in to Corp until " in result.stdout, result.said
    seen = browsing.seen()
    assert seen["url"].startswith("http://127.0.0.1:") and desktop.aws.url not in seen["url"]
    assert "You can close this window" in seen["text"]
    assert browsing.state() == "signed-in"

    desktop.do("integration", "sync", "Corp")
    browsing.report.unlink()
    with Argvs() as argvs:
        opened = desktop.stint("console", ROLE, "--browser", browsing.browser("look", "AWSReservedSSO_"))
        assert opened.returncode == 0, opened.said
        page = browsing.seen()
    arn = desktop.aws.console_logins()[-1]["arn"]
    assert ":assumed-role/AWSReservedSSO_DeveloperAccess_" in arn and arn in page["text"]
    assert page["url"].startswith(f"{desktop.aws.url}/federation?Action=login")
    token = parse_qs(urlsplit(page["url"]).query)["SigninToken"][0]

    # What the browser was given is the way there, which leads nobody anywhere any more.
    ways = {argv.rstrip("\0").rpartition("\0")[2] for argv in argvs.seen if f"\0{browsing.report}\0" in argv}
    assert len(ways) == 1 and not any(way.startswith(desktop.aws.url) for way in ways), ways
    assert [argv for argv in argvs.seen if "chromium" in argv.split("\0")[0] and argv.rstrip("\0").endswith(*ways)]
    again = desktop.aws.browse(ways.pop())
    assert again.status == 410 and len(desktop.aws.console_logins()) == 1
    for argv in argvs.seen:
        assert token not in argv and "SigninToken" not in argv, argv
