# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""HTTP/1.1 on loopback, one thread a connection."""

import os
import select
import socket
import struct
import sys
import time
import traceback
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from . import control, faults
from .answers import Answer
from .request import Request

_MAX_BODY = 1 << 20
_LOOK_SECONDS = 0.05


class Exchange:
    """One request and whatever becomes of it; what faults work on."""

    def __init__(self, handler, service, request, call):
        self._handler = handler
        self._cloud = handler.server.cloud
        self._service = service
        self._request = request
        self._call = call

    @property
    def content_type(self):
        """What the service's answers usually are."""
        return getattr(self._service, "content_type", "text/xml")

    @property
    def throttle_status(self):
        return getattr(self._service, "throttle_status", 400)

    def answer(self):
        """What AWS would say.  Codes are spent and keys issued here."""
        answer = self._cloud.act(self._service, self._request)
        self._call["error"] = answer.error
        return answer

    def fail(self, error):
        self.send(self._cloud.fail(self._service, error))

    def send(self, answer, body=None, length=None):
        """The answer; a fault may give another body or a wrong length."""
        # Recorded first: whoever has the answer may ask for the record at once.
        self._cloud.calls.finish(self._call, status=answer.status, error=answer.error)
        self._handler.write_answer(answer, body, length)

    def send_body(self, status, text, content_type, headers=None):
        self.send(Answer(status, text.encode(), content_type, headers or {}))

    def send_raw(self, data):
        self._handler.connection.sendall(data)

    def close(self):
        self._handler.close_connection = True

    def reset(self):
        """Close with an RST instead of a FIN."""
        self._handler.close_connection = True
        connection = self._handler.connection
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(connection.detach())

    def wait(self, event, seconds):
        """Wait for `event` or for `seconds` (None: for ever), but not for a
        client that has gone.  True if there is still somebody to answer and
        the wait was not cut short by its own limit on a hang."""
        end = None if seconds is None else time.monotonic() + seconds
        while not event.is_set():
            left = _LOOK_SECONDS if end is None else min(_LOOK_SECONDS, end - time.monotonic())
            if left <= 0 or self._client_gone(left):
                return False
        return True

    def _client_gone(self, seconds):
        connection = self._handler.connection
        readable, _, _ = select.select([connection], [], [], seconds)
        if not readable:
            return False
        try:
            return connection.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            return True


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 120

    def _serve(self):
        request = self._read()
        if request is None:
            return
        if request.path == control.PATH:
            self.write_answer(self.server.control.handle(request))
            return
        cloud = self.server.cloud
        service = cloud.service_for(request)
        name = service.name if service else None
        action = service.action(request) if service else f"{request.method} {request.path}"
        call = cloud.calls.begin(request, name, action)
        fault = cloud.faults.take(name, action, request.key_id)
        exchange = Exchange(self, service, request, call)
        try:
            if fault is not None:
                call["fault"] = fault.kind
                faults.do(fault, exchange)
            else:
                exchange.send(exchange.answer())
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            cloud.calls.finish(call)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve

    def _read(self):
        try:
            size = int(self.headers.get("Content-Length", "0"))
        except ValueError:
            size = -1
        if not 0 <= size <= _MAX_BODY or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            self.write_answer(Answer(413 if size > _MAX_BODY else 411, b"", "text/plain"))
            return None
        body = self.rfile.read(size)
        if len(body) < size:
            self.close_connection = True
            return None
        return Request(self.command, self.path, self.headers, body)

    def write_answer(self, answer, body=None, length=None):
        """In one write, so that a short answer is one packet."""
        body = answer.body if body is None else body
        headers = {
            **answer.headers,
            "Content-Type": answer.content_type,
            "Content-Length": len(answer.body) if length is None else length,
            "Date": formatdate(self.server.cloud.clock.now(), usegmt=True),
        }
        if self.close_connection:
            headers["Connection"] = "close"
        phrase = HTTPStatus(answer.status).phrase
        lines = [f"HTTP/1.1 {answer.status} {phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        self.connection.sendall(head + (b"" if self.command == "HEAD" else body))

    def log_message(self, format, *args):
        """The record of calls is the log."""


class Server(ThreadingHTTPServer):
    """Listens from the moment it is made; `serve_forever` starts to answer."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def __init__(self, cloud, port=0):
        self.cloud = cloud
        self.control = control.Control(cloud)
        super().__init__(("127.0.0.1", port), Handler)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def server_bind(self):
        # HTTPServer's own would look the host's name up.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address

    def handle_error(self, request, client_address):
        """A client that goes away is not news; everything else is a bug of ours."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            traceback.print_exc()
