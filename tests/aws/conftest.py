# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""One stand-in for all tests, put right before each."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

# botocore reads the person's own settings, and here nothing of that matters.
for name in list(os.environ):
    if name.startswith("AWS_") or name.lower().endswith("_proxy"):
        del os.environ[name]
_home = tempfile.TemporaryDirectory(prefix="local-aws-home-")
os.environ["HOME"] = _home.name

from localaws.testing import LocalAws  # noqa: E402


@pytest.fixture(scope="session")
def shared_aws():
    with LocalAws() as aws:
        yield aws


@pytest.fixture
def aws(shared_aws):
    shared_aws.unfreeze()
    shared_aws.load()
    shared_aws.reset()
    return shared_aws
