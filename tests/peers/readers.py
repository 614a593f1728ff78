# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The readers: boto3 and the JavaScript SDK each in one process for many questions, and the AWS CLI."""

import fcntl
import hashlib
import json
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from realm import who

HERE = Path(__file__).resolve().parent
AWS = "/usr/bin/aws"
PYTHON = "/usr/bin/python3"
NAMES = ("credentials", "config")
PACKAGE = ("package.json", "package-lock.json", ".npmrc")


class NoRegistry(Exception):
    """npm could not reach its registry."""


def _cache():
    """A folder of this person's that outlives the tests' homes."""
    path = Path(os.environ.get("STINT_TEST_CACHE") or f"/var/tmp/stint-test-cache-{os.getuid()}")
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o022:
        raise RuntimeError(f"{path} is not a private folder of this user")
    return path


def node_modules():
    """The folder with the JavaScript SDK, installed as the lock file says; once for each lock file."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        raise RuntimeError("node and npm are needed (packages nodejs and npm)")
    name = hashlib.sha256(b"".join((HERE / part).read_bytes() for part in PACKAGE)).hexdigest()[:16]
    folder = _cache() / f"sdk-{name}"
    with open(_cache() / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / ".complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for part in PACKAGE:
                shutil.copy(HERE / part, folder / part)
            # A person's own npm settings count (a mirror, a proxy), wherever the tests' HOME is.
            home = os.environ.get("STINT_NPM_HOME") or pwd.getpwuid(os.getuid()).pw_dir
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier",
                       "--fetch-retries=1", "--fetch-timeout=30000", f"--cache={folder}/.npm"]
            done = subprocess.run(command, cwd=folder, env={**os.environ, "HOME": home}, capture_output=True,
                                  text=True, timeout=240)
            if done.returncode != 0:
                unreachable = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "ECONNRESET",
                               "EHOSTUNREACH", "ERR_SOCKET_TIMEOUT", "ENOTCACHED")
                if any(word in done.stderr for word in unreachable):
                    raise NoRegistry(f"npm cannot reach its registry: {done.stderr.strip().splitlines()[0]}")
                raise RuntimeError(f"npm ci failed:\n{done.stderr}")
            shutil.rmtree(folder / ".npm", ignore_errors=True)
            (folder / ".complete").touch()
    return folder


def _content(path):
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


class Identity(str):
    """Who a reader is: a user's or role's name, `refused:CODE` or `error`; `key` and `detail` say more."""

    key = None
    detail = ""

    @classmethod
    def of(cls, answer):
        if "error" in answer:
            self = cls("error")
            self.detail = answer["error"]
            return self
        self = cls(who(answer["arn"]) if "arn" in answer else "refused:" + answer["refused"])
        self.key = answer["key"]
        return self

    def __repr__(self):
        return str(self) + (f" ({self.detail})" if self.detail else "")


class BatchReader:
    """One process that answers many questions, in order."""

    def __init__(self, name, command, environment):
        self.name = name
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1, env=environment,
            cwd=environment["HOME"],
        )

    def ask(self, folder, profile, fresh, environment):
        question = {"credentials": str(folder / "credentials"), "config": str(folder / "config"), "profile": profile,
                    "fresh": fresh, "environment": environment}
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()

    def listen(self):
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} ended")
        return Identity.of(json.loads(line))

    def close(self):
        self._process.stdin.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()


class Readers:
    """All batch readers together: each question goes to all at once.

    environment: where they run; folder: a place for copies of files."""

    def __init__(self, environment, folder):
        self._readers = [BatchReader("boto3", [PYTHON, str(HERE / "read-with-boto3.py")], environment)]
        self.no_sdk = None
        try:
            modules = node_modules()
        except NoRegistry as error:
            self.no_sdk = str(error)
        else:
            command = [shutil.which("node"), str(HERE / "read-with-sdk.mjs"), str(modules)]
            self._readers.append(BatchReader("sdk", command, environment))
        self._folder = folder
        self._copies = 0
        self._seen = {}

    def read(self, folder, profile, fresh=False, environment=None):
        """Who each reader is with the two files in a folder: {reader: Identity}.

        fresh: ask again for what was seen before: a process may answer otherwise, keys may have ended.
        environment: more variables, for this question and those after it."""
        files = tuple(_content(folder / name) for name in NAMES)
        key = (files, profile)
        if fresh or key not in self._seen:
            # Paths of its own for each state: the JavaScript SDK reads a path only once.
            self._copies += 1
            place = self._folder / str(self._copies)
            place.mkdir(parents=True)
            for name, content in zip(NAMES, files):
                if content is not None:
                    (place / name).write_bytes(content)
            for reader in self._readers:
                reader.ask(place, profile, fresh, environment or {})
            self._seen[key] = {reader.name: reader.listen() for reader in self._readers}
        return self._seen[key]

    def close(self):
        for reader in self._readers:
            reader.close()


def aws_cli(environment, folder, *arguments, timeout=60):
    """Runs Debian's AWS CLI on the two files in a folder."""
    environment = {
        **environment,
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
        "AWS_CONFIG_FILE": str(folder / "config"),
    }
    return subprocess.run([AWS, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=timeout)


WHO_AM_I = ("sts", "get-caller-identity", "--query", "Arn", "--output", "text")


def cli_identity(environment, folder, profile):
    # Later ones than 2.9 want a region, although there is but one endpoint here.
    done = aws_cli(environment, folder, *WHO_AM_I, "--profile", profile, "--region", "eu-west-1")
    if done.returncode == 0:
        return Identity.of({"arn": done.stdout.strip(), "key": None})
    if "An error occurred (" in done.stderr:
        code = done.stderr.split("An error occurred (", 1)[1].split(")")[0]
        return Identity.of({"refused": code, "key": None})
    return Identity.of({"error": done.stderr.strip()})
