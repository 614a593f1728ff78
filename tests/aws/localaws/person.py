# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A person with a browser, as far as the pages of the stand-in need one."""

import http.client
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_STEPS = 10


@dataclass
class Page:
    """visited: every address, the last one is the page's own."""

    status: int
    headers: object
    text: str
    visited: list

    @property
    def url(self):
        return self.visited[-1]


class _Form(HTMLParser):
    """The first form of a page that is posted, and its hidden values."""

    def __init__(self, text):
        super().__init__()
        self.action = None
        self.values = {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form" and found.get("method") == "post" and self.action is None:
            self.action = found["action"]
        if tag == "input" and found.get("type") == "hidden" and self.action is not None:
            self.values[found["name"]] = found["value"]


class Person:
    """Keeps cookies.  Goes to loopback addresses only, in plain http: an
    address elsewhere is where a visit ends, with status None."""

    def __init__(self, timeout=20):
        self._timeout = timeout
        self._cookies = {}

    def visit(self, url, decision="allow"):
        """Open `url`, press the button `decision` on each page that has it,
        follow redirects.  decision None: look at the page only."""
        visited, method, body = [url], "GET", None
        for _ in range(_MOST_STEPS):
            if urlsplit(url).hostname not in ("127.0.0.1", "localhost", "::1"):
                return Page(None, None, "", visited)
            status, headers, text = self._fetch(method, url, body)
            form = _Form(text)
            if status in _REDIRECTS:
                url, method, body = urljoin(url, headers["Location"]), "GET", None
            elif form.action is not None and decision is not None and status == 200:
                url, method = urljoin(url, form.action), "POST"
                body = urlencode({**form.values, "decision": decision})
            else:
                return Page(status, headers, text, visited)
            visited.append(url)
        raise RuntimeError(f"no end of redirects: {visited}")

    def _fetch(self, method, url, body):
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=self._timeout)
        headers = {"User-Agent": "Mozilla/5.0 (a person)", "Accept": "text/html"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        cookies = self._cookies.setdefault(parts.hostname, {})
        if cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in cookies.items())
        try:
            connection.request(method, target, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.split(";")[0].partition("=")
            cookies[name] = value
            if not value:
                del cookies[name]
        return answer.status, answer.headers, text
