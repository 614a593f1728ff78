# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A desktop with a running Stint, and everybody who reads its files there."""

import sys
from pathlib import Path

from readers import AWS, WHO_AM_I, Identity, Readers, cli_identity
from realm import who

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "rig"))

from stintrig import Rig  # noqa: E402

# Users and roles of the local AWS's demo world.
PLAIN_USER = ("AKIAI44QH8DHBEXAMPLE", "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY")


FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")


class Desktop(Rig):
    """A Rig whose AWS CLI, boto3 and JavaScript SDK come to its local AWS."""

    def _start(self):
        super()._start()
        # Only what the bus starts lives by the other clock.
        for name in [name for name in self.env if name == "LD_PRELOAD" or name.startswith("FAKETIME")]:
            del self.env[name]
        self.aws.point_botocore(self.home)
        self.env["AWS_PAGER"] = ""
        # A debug line on standard output is in the way of `eval "$(stint env …)"`.
        self.env.pop("G_MESSAGES_DEBUG", None)
        self._readers = None

    def stop(self):
        if getattr(self, "_readers", None) is not None:
            self._readers.close()
            self._readers = None
        super().stop()

    @property
    def readers(self):
        if self._readers is None:
            environment = {**self.env, "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1"}
            self._readers = Readers(environment, self.root / "states")
        return self._readers

    def read(self, profile):
        """Who boto3 and the JavaScript SDK are, asked anew."""
        return self.readers.read(self.dot_aws, profile, fresh=True)

    def cli(self, profile):
        """Who the AWS CLI is."""
        return cli_identity(self.env, self.dot_aws, profile)

    def everybody(self, profile):
        """All three."""
        return {**self.read(profile), "cli": self.cli(profile)}

    def stint(self, *arguments, **more):
        more.setdefault("check", False)
        done = super().stint(*arguments, **more)
        done.said = done.stdout + done.stderr
        return done

    def do(self, *arguments):
        """A `stint` that has to succeed; what it printed."""
        done = self.stint(*arguments)
        assert done.returncode == 0, f"stint {' '.join(map(str, arguments))}:\n{done.said}"
        return done.stdout


def identity_of(output):
    return Identity(who(output.strip()))


__all__ = ["AWS", "FAKETIME", "Desktop", "PLAIN_USER", "WHO_AM_I", "identity_of"]
