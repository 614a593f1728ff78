# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A real Chromium without a screen, for tests that need a real browser.

Driven through chromedriver by the few commands of WebDriver that they need.
It resolves no name and so reaches nothing but this machine's own addresses.
"""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

BROWSER = "/usr/bin/chromium"
DRIVER = "/usr/bin/chromedriver"
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
_SWITCHES = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--disable-extensions", "--no-default-browser-check"),
    *("--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
)


class ChromiumError(RuntimeError):
    """What the driver could not do, in its words."""


def is_there():
    return bool(shutil.which(BROWSER) and shutil.which(DRIVER))


class Chromium:
    """Until the `with` block ends.  Its own profile, gone with it.

    url: it is started with this address in its argv, as a desktop starts a browser.
    """

    def __init__(self, timeout=30, url=None):
        self._timeout = timeout
        self._first = url
        self._browser = None

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(
            prefix="local-aws-chromium-", ignore_cleanup_errors=True
        )
        self._driver = subprocess.Popen(
            [DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            self._port = self._listening_port()
            switches = [*_SWITCHES, f"--user-data-dir={self._profile}"]
            if self._first is None:
                options = {"binary": BROWSER, "args": switches}
            else:
                options = {"debuggerAddress": self._start_browser(switches)}
            wanted = {"alwaysMatch": {"goog:chromeOptions": options}}
            reply = self._ask("POST", "/session", capabilities=wanted)
            self._session = f"/session/{reply['sessionId']}"
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_exc):
        try:
            self._ask("DELETE", self._session)
        finally:
            self._end()

    @property
    def _profile(self):
        return Path(self._folder.name) / "profile"

    def _start_browser(self, switches):
        """Where the driver finds it."""
        self._browser = subprocess.Popen(
            [BROWSER, *switches, "--remote-debugging-port=0", self._first],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        port = self._profile / "DevToolsActivePort"
        end = time.monotonic() + self._timeout
        while not (port.exists() and "\n" in port.read_text()):
            if self._browser.poll() is not None or time.monotonic() > end:
                raise ChromiumError("chromium did not start")
            time.sleep(0.02)
        return f"127.0.0.1:{port.read_text().splitlines()[0]}"

    def open(self, url):
        """Go there and wait until the page is loaded."""
        self._ask("POST", self._session + "/url", url=url)

    def click(self, selector):
        found = self._find(selector)
        self._ask("POST", f"{self._session}/element/{found}/click")

    def type(self, selector, text):
        found = self._find(selector)
        self._ask("POST", f"{self._session}/element/{found}/value", text=text)

    def text(self, selector="body"):
        while True:
            found = self._find(selector)
            try:
                return self._ask("GET", f"{self._session}/element/{found}/text")
            except ChromiumError as error:
                # The next page came in between.
                if "stale element" not in str(error):
                    raise

    @property
    def url(self):
        return self._ask("GET", self._session + "/url")

    def wait_for(self, condition):
        """Until `condition(self)` is true; what it was."""
        end = time.monotonic() + self._timeout
        while True:
            found = condition(self)
            if found:
                return found
            if time.monotonic() > end:
                raise ChromiumError(f"still waiting at {self.url}")
            time.sleep(0.02)

    def _find(self, selector):
        """The first such element, once there is one."""
        query = {"using": "css selector", "value": selector}
        find = self._session + "/elements"
        return self.wait_for(lambda _: self._ask("POST", find, **query))[0][_ELEMENT]

    def _listening_port(self):
        for line in self._driver.stdout:
            match = re.search(r"started successfully on port (\d+)", line)
            if match:
                return int(match[1])
        raise ChromiumError("chromedriver did not start")

    def _ask(self, method, path, **body):
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=self._timeout)
        try:
            text = json.dumps(body) if method == "POST" else None
            connection.request(method, path, text, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            value = json.loads(answer.read())["value"]
        finally:
            connection.close()
        if answer.status != 200:
            raise ChromiumError(value["message"])
        return value

    def _end(self):
        self._driver.terminate()
        try:
            self._driver.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._driver.kill()
            self._driver.wait()
        self._driver.stdout.close()
        if self._browser is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._browser.pid, signal.SIGKILL)
            self._browser.wait()
        self._folder.cleanup()
