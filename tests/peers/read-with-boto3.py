#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What boto3 makes of profiles: a JSON question a line in, a JSON answer a line out.

{"credentials": PATH, "config": PATH, "profile": NAME, "fresh": false,
 "environment": {}} gives {"key": ID, "arn": ARN}; or {"key": ID,
"refused": CODE} where AWS refuses the keys; or {"error": TEXT} where there are none."""

import json
import os
import sys

import boto3
import botocore.session
from botocore.exceptions import ClientError

_shared = botocore.session.Session()
_loader = _shared.get_component("data_loader")
_known = {}


def _nobody(prompt):
    raise RuntimeError(f"asked a person: {prompt}")


def session(question):
    inner = botocore.session.Session()
    # Its data files are large: read once.
    inner.register_component("data_loader", _loader)
    inner.set_config_variable("credentials_file", question["credentials"])
    inner.set_config_variable("config_file", question["config"])
    outer = boto3.Session(profile_name=question["profile"], botocore_session=inner)
    # Standard input is for the questions.
    roles = inner.get_component("credential_provider").get_provider("assume-role")
    roles._prompter = _nobody
    return outer


def identity(own, keys, fresh):
    """Whose keys they are; asked once for each unless it has to be fresh."""
    if fresh or keys not in _known:
        try:
            # A client of its own: no profile's settings, just these keys.
            client = boto3.Session(
                aws_access_key_id=keys.access_key, aws_secret_access_key=keys.secret_key,
                aws_session_token=keys.token, region_name="eu-west-1", botocore_session=own,
            ).client("sts")
            _known[keys] = {"arn": client.get_caller_identity()["Arn"]}
        except ClientError as error:
            _known[keys] = {"refused": error.response["Error"]["Code"]}
    return {"key": keys.access_key, **_known[keys]}


def answer(question):
    os.environ.update(question["environment"])
    try:
        found = session(question).get_credentials()
        if found is None:
            return {"error": "no credentials"}
        return identity(_shared, found.get_frozen_credentials(), question["fresh"])
    except Exception as error:  # Whatever it raises is what a person would see.
        return {"error": f"{type(error).__name__}: {error}"}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
