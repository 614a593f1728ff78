# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What can go wrong on the way: faults that a test switches on.

A fault is a rule: which calls it takes (`action`, `key`, after letting `skip`
of them pass), how often (`count`, for ever if None), and what it does to them.
Each function below does one kind of harm to one exchange.
"""

import threading
from dataclasses import dataclass, field
from itertools import count as counter

from . import errors


class FaultError(ValueError):
    """A fault that cannot be switched on, and why."""


@dataclass
class Fault:
    kind: str
    action: str = None
    key: str = None
    service: str = None
    skip: int = 0
    count: int = None
    seconds: float = None  # slow, and as a longest wait for hang
    when: str = "before"  # reset and close: before or after AWS acted
    status: int = None
    code: str = None
    message: str = None
    bytes: int = None
    body: str = None
    content_type: str = None
    location: str = None
    retry_after: int = None  # throttle, 500, 503 and error: the header
    reason: str = None  # error: what some exceptions of SSO-OIDC carry
    id: int = 0
    taken: int = 0
    released: threading.Event = field(default_factory=threading.Event, repr=False)

    def describe(self):
        return {k: v for k, v in self.__dict__.items() if k != "released" and v is not None}


def _slow(exchange, fault):
    exchange.wait(fault.released, 1.0 if fault.seconds is None else fault.seconds)
    exchange.send(exchange.answer())


def _hang(exchange, fault):
    """No answer until somebody releases the fault or the client gives up."""
    if exchange.wait(fault.released, fault.seconds):
        exchange.send(exchange.answer())
    else:
        exchange.close()


def _reset(exchange, fault):
    if fault.when == "after":
        exchange.answer()
    exchange.reset()


def _close(exchange, fault):
    """The connection ends without a word."""
    if fault.when == "after":
        exchange.answer()
    exchange.close()


def _half(exchange, fault):
    """AWS acts, but the body breaks off in the middle."""
    answer = exchange.answer()
    size = len(answer.body) // 2 if fault.bytes is None else fault.bytes
    exchange.send(answer, body=answer.body[:size], length=len(answer.body))
    exchange.close()


def _content_length(exchange, fault):
    """A Content-Length that is `bytes` too small (or too large if positive)."""
    answer = exchange.answer()
    wrong = len(answer.body) + (-10 if fault.bytes is None else fault.bytes)
    exchange.send(answer, length=max(wrong, 0))
    exchange.close()


def _garbage(exchange, fault):
    text = fault.body if fault.body is not None else "\x00\x01<<not&xml \x7f}{"
    exchange.send_body(fault.status or 200, text, fault.content_type or exchange.content_type)


def _empty(exchange, fault):
    exchange.send_body(fault.status or 200, "", fault.content_type or exchange.content_type)


def _html(exchange, fault):
    """The page of a captive portal or of a proxy."""
    page = fault.body or "<!DOCTYPE html><html><body><h1>Please sign in</h1></body></html>\n"
    exchange.send_body(fault.status or 200, page, "text/html; charset=utf-8")


def _redirect(exchange, fault):
    headers = {"Location": fault.location or "https://portal.example.com/"}
    exchange.send_body(fault.status or 302, "", "text/html", headers)


def _not_http(exchange, fault):
    exchange.send_raw((fault.body or "SSH-2.0-OpenSSH_9.2\r\n").encode())
    exchange.close()


def _throttle(exchange, fault):
    exchange.fail(errors.throttled(fault.status or exchange.throttle_status, fault.retry_after))


def _500(exchange, fault):
    exchange.fail(errors.internal_failure(fault.retry_after))


def _503(exchange, fault):
    exchange.fail(errors.service_unavailable(fault.retry_after))


def _error(exchange, fault):
    """Any error of AWS: `code`, `message` and `status` as given."""
    status = fault.status or 400
    side = "Receiver" if status >= 500 else "Sender"
    code, more = fault.code or "AccessDenied", (fault.retry_after, fault.reason)
    exchange.fail(errors.AwsError(code, fault.message or "", status, side, *more))


KINDS = {
    "slow": _slow,
    "hang": _hang,
    "reset": _reset,
    "close": _close,
    "half": _half,
    "content-length": _content_length,
    "garbage": _garbage,
    "empty": _empty,
    "html": _html,
    "redirect": _redirect,
    "not-http": _not_http,
    "throttle": _throttle,
    "500": _500,
    "503": _503,
    "error": _error,
}


class Faults:
    """The faults that are switched on, in the order in which they were."""

    def __init__(self):
        self._lock = threading.Lock()
        self._numbers = counter(1)
        self._faults = []
        self._known = []  # also those used up, which may still hold calls

    def add(self, **values):
        try:
            fault = Fault(**values)
        except TypeError as error:
            raise FaultError(str(error)) from error
        if fault.kind not in KINDS:
            raise FaultError(f"unknown fault {fault.kind}; known: {', '.join(KINDS)}")
        if fault.when not in ("before", "after"):
            raise FaultError("when is before or after")
        fault.id = next(self._numbers)
        with self._lock:
            self._faults.append(fault)
            self._known.append(fault)
        return fault

    def take(self, service, action, key_id):
        """The fault that hits this call, if any, counted down."""
        with self._lock:
            for fault in self._faults:
                if not _hits(fault, service, action, key_id):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.taken += 1
                if fault.count is not None and fault.taken >= fault.count:
                    self._faults.remove(fault)
                return fault
        return None

    def list(self):
        with self._lock:
            return [f.describe() for f in self._faults]

    def clear(self, fault_id=None):
        """Switch off one fault or all, and let go of the calls that it holds."""
        with self._lock:
            for fault in self._known:
                if fault_id in (None, fault.id):
                    fault.released.set()
            self._known = [f for f in self._known if not f.released.is_set()]
            self._faults = [f for f in self._faults if not f.released.is_set()]


def _hits(fault, service, action, key_id):
    return (
        fault.action in (None, action)
        and fault.key in (None, key_id)
        and fault.service in (None, service)
    )


def do(fault, exchange):
    KINDS[fault.kind](exchange, fault)
