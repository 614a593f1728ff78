# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""For tests: a local AWS of one's own.

    sys.path.insert(0, "<source root>/tests/aws")
    from localaws.testing import LocalAws, totp

    with LocalAws() as aws:
        subprocess.run([...], env={**os.environ, **aws.env()})
        aws.fault("throttle", action="AssumeRole", count=2)
        assert len(aws.calls("AssumeRole")) == 1
"""

import json
import subprocess
import tempfile
from pathlib import Path

from .client import Client, LocalAwsError
from .totp import totp
from .world import DEMO
from .worlds import big_center, big_world

__all__ = ["LocalAws", "LocalAwsError", "big_center", "big_world", "demo_world", "totp"]

_BUILT_INS = {
    "Region": ("AWS::Region", "String"),
    "UseDualStack": ("AWS::UseDualStack", "Boolean"),
    "UseFIPS": ("AWS::UseFIPS", "Boolean"),
    "Endpoint": ("SDK::Endpoint", "String"),
    "UseGlobalEndpoint": ("AWS::STS::UseGlobalEndpoint", "Boolean"),
}

_VERSIONS = {"sts": "2011-06-15", "sso": "2019-06-10", "sso-oidc": "2019-06-10"}

PROGRAM = Path(__file__).resolve().parent.parent / "local-aws"
BROWSER = PROGRAM.with_name("local-aws-browser")


def demo_world():
    """The demo's world as plain data, to be changed and given to LocalAws."""
    return json.loads(DEMO.read_text(encoding="utf-8"))


class LocalAws(Client):
    """A stand-in in a process of its own, until the `with` block ends.

    world: None for the demo's, a path, or plain data.
    prefix: a command to put in front, such as faketime.
    """

    def __init__(self, world=None, port=0, prefix=()):
        super().__init__("")
        self._world = world
        self._port = port
        self._prefix = list(prefix)
        self._process = None
        self._folder = None

    def start(self):
        self._folder = tempfile.TemporaryDirectory(prefix="local-aws-")
        self.clock_file = Path(self._folder.name) / "clock"
        self.log_file = Path(self._folder.name) / "calls.log"
        command = [
            *self._prefix,
            PROGRAM,
            f"--port={self._port}",
            f"--clock-file={self.clock_file}",
            f"--log={self.log_file}",
            "--die-with-parent",
        ]
        if self._world is not None:
            command.append(f"--world={self._world_file()}")
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.url = self._process.stdout.readline().strip()
        if not self.url:
            self.stop()
            raise LocalAwsError("the local AWS did not start")
        return self

    def stop(self):
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process.stdout.close()
            self._process = None
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    def restart(self):
        """Stop, and start again on the same port: an outage.  The clock is
        right again and no call is known, but keys given out are still good."""
        self._port = int(self.url.rsplit(":", 1)[1])
        self.stop()
        return self.start()

    def freeze(self, at=None):
        """Stop the clock, now or `at` (seconds since the epoch)."""
        self._write_clock(f"{int(self.now() if at is None else at)}")

    def unfreeze(self):
        self.clock_file.unlink(missing_ok=True)

    def env(self):
        """What sends a program's calls here."""
        names = ("STS", "IAM", "SSO", "SSO_OIDC", "SIGNIN")
        return {f"AWS_ENDPOINT_URL_{name}": self.url for name in names}

    def login_environment(self, decision="allow"):
        """The same, and a browser with a person in it who presses a button."""
        return {
            **self.env(),
            "BROWSER": f"{BROWSER} {decision} %s",
            "LOCAL_AWS_URL": self.url,
        }

    def point_botocore(self, home):
        """Make Debian 12's AWS CLI and boto3 come here whenever HOME is `home`.

        They know no endpoint variables, and --endpoint-url does not reach the
        calls that a profile's role_arn or sso_session makes; they do prefer a
        rule set for endpoints that lies in ~/.aws/models.
        """
        parameters = {
            name: {"builtIn": builtin, "required": False, "type": kind, "documentation": name}
            for name, (builtin, kind) in _BUILT_INS.items()
        }
        rule = {"conditions": [], "endpoint": {"url": self.url}, "type": "endpoint"}
        rules = {"version": "1.0", "parameters": parameters, "rules": [rule]}
        for service, version in _VERSIONS.items():
            folder = Path(home) / ".aws" / "models" / service / version
            folder.mkdir(parents=True, exist_ok=True)
            file = folder / "endpoint-rule-set-1.json"
            file.write_text(json.dumps(rules), encoding="utf-8")

    @property
    def pid(self):
        return self._process.pid

    def _write_clock(self, text):
        whole = self.clock_file.with_suffix(".new")
        whole.write_text(text, encoding="ascii")
        whole.rename(self.clock_file)

    def _world_file(self):
        if not isinstance(self._world, dict):
            return self._world
        path = Path(self._folder.name) / "world.json"
        path.write_text(json.dumps(self._world), encoding="utf-8")
        return path

    def __enter__(self):
        return self.start()

    def __exit__(self, *_exc):
        self.stop()
