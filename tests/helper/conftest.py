# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""stint-credentials against a service that is played by a thread."""

import json
import os
import socket
import subprocess
import threading
import time
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

SOCKET = "app/io.github.stint_aws.Stint/credentials"
KEYS = {
    "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE",
    "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "AWS_SESSION_TOKEN": "IQoJb3JpZ2luX2VjEXAMPLETOKEN+/=",
    "AWS_CREDENTIAL_EXPIRATION": "2026-11-22T18:00:00Z",
    "AWS_REGION": "eu-west-1",
}


def helper_path():
    root = os.environ.get("STINT_BUILD_ROOT")
    if not root:
        pytest.exit("STINT_BUILD_ROOT is not set: run the tests through meson", 1)
    return Path(root) / "src/cli/stint-credentials"


def as_process(keys=KEYS):
    return json.dumps(
        {
            "Version": 1,
            "AccessKeyId": keys["AWS_ACCESS_KEY_ID"],
            "SecretAccessKey": keys["AWS_SECRET_ACCESS_KEY"],
            "SessionToken": keys["AWS_SESSION_TOKEN"],
            "Expiration": keys["AWS_CREDENTIAL_EXPIRATION"],
        }
    )


def as_fields(keys=KEYS):
    return "".join(f"{name}={quote(value, safe='')}\n" for name, value in keys.items())


def ok(body):
    body = body.encode() if isinstance(body, str) else body
    return b"STINT/1 ok %d\n" % len(body) + body


def error(name, sentence):
    sentence = sentence.encode()
    return b"STINT/1 error %s %d\n" % (name.encode(), len(sentence)) + sentence


class Service:
    """Listens where stintd would.  `script` is what it does with each connection: a list of byte
    strings to send, numbers of seconds to sleep, or functions called with the connection."""

    def __init__(self, runtime_dir):
        self.runtime_dir = runtime_dir
        self.path = runtime_dir / SOCKET
        self.questions = []
        self.script = None
        self._listener = None
        self._thread = None

    def listen(self, *script):
        """By default it answers as stintd does."""
        self.script = script
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.path))
        self._listener.listen(16)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self):
        """Not close() alone: a thread that is about to accept would take the next test's listener,
        which gets the same number."""
        if self._listener:
            self._listener.shutdown(socket.SHUT_RDWR)
            self._thread.join()
            self._listener.close()

    def _serve(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection):
        with connection:
            line = b""
            while not line.endswith(b"\n"):
                piece = connection.recv(4096)
                if not piece:
                    return
                line += piece
            self.questions.append(line)
            try:
                for step in self.script or [self.usual]:
                    if callable(step):
                        step(connection)
                    elif isinstance(step, bytes):
                        connection.sendall(step)
                    else:
                        time.sleep(step)
            except OSError:
                pass  # the helper had enough

    def usual(self, connection):
        fields = self.question()
        body = as_process() if fields["format"] == "process" else as_fields()
        connection.sendall(ok(body))

    def question(self):
        """The last question's fields, decoded."""
        words = self.questions[-1].decode("ascii").rstrip("\n").split(" ")
        assert words[:2] == ["STINT/1", "credentials"]
        fields = dict(word.split("=", 1) for word in words[2:])
        return {name: unquote(value, errors="surrogateescape") for name, value in fields.items()}


class Helper:
    def __init__(self, runtime_dir, folder):
        self.runtime_dir = runtime_dir
        self.folder = folder
        self.path = helper_path()

    def environment(self, **more):
        env = {
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "HOME": str(self.folder),
            "XDG_RUNTIME_DIR": str(self.runtime_dir),
            "STINT_CREDENTIALS_NO_FALLBACK": "1",
        }
        # What a build with sanitizers is to do.
        env.update((k, v) for k, v in os.environ.items() if k.endswith("SAN_OPTIONS"))
        env.update(more)
        return {name: value for name, value in env.items() if value is not None}

    def __call__(self, *arguments, env=None, path=None, timeout=60, **more):
        """Runs it; without the guard only where a test plays `stint` itself."""
        return subprocess.run(
            [str(path or self.path), *arguments],
            env=self.environment(**(env or {})),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            **more,
        )


@pytest.fixture
def runtime_dir(tmp_path_factory):
    # A socket's path has 108 bytes; pytest's own folders are long.
    import tempfile

    with tempfile.TemporaryDirectory(prefix="stint-") as folder:
        yield Path(folder)


@pytest.fixture
def service(runtime_dir):
    service = Service(runtime_dir)
    yield service
    service.close()


@pytest.fixture
def helper(runtime_dir, tmp_path):
    return Helper(runtime_dir, tmp_path)
