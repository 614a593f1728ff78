# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The command `local-aws-control`."""

import argparse
import json
import os
import sys

from .client import Client, LocalAwsError


def _value(text):
    """`2`, `true`, `{"a": 1}` as JSON; anything else as itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _pairs(texts):
    pairs = dict(t.split("=", 1) for t in texts if "=" in t)
    if len(pairs) != len(texts):
        sys.exit("local-aws-control: values are NAME=VALUE")
    return {name.replace("-", "_"): _value(value) for name, value in pairs.items()}


def _totp(client, arguments):
    reply = client.ask("totp", device=arguments.device)
    if reply["code"] is None:
        sys.exit(f"local-aws-control: no unused code for {reply['wait']:.0f} s")
    print(reply["code"])


def _calls(client, arguments):
    for call in client.calls(arguments.action):
        print(json.dumps(call))


def _fault(client, arguments):
    print(client.fault(arguments.kind, **_pairs(arguments.values)))


def _clock(client, arguments):
    relative = arguments.seconds and arguments.seconds[0] in "+-"
    moved = {} if arguments.seconds is None else {"offset": float(arguments.seconds)}
    if relative:
        moved = {"by": float(arguments.seconds)}
    print(json.dumps(client.ask("clock", **moved)))


def _change(client, arguments):
    client.change(arguments.of, arguments.name, **_pairs(arguments.values))


def _add(client, arguments):
    client.add(arguments.of, arguments.name, **_pairs(arguments.values))


def _remove(client, arguments):
    client.remove(arguments.of, arguments.name)


def _devices(client, _arguments):
    for device in client.devices():
        print(json.dumps(device))


def _decide(client, arguments):
    device = client.ask(
        "sso-decide", decision=arguments.command, user_code=arguments.user_code
    )["device"]
    print(device["user_code"])


def _expire(client, arguments):
    client.expire(arguments.what, arguments.center)


def _browse(client, arguments):
    page = client.browse(arguments.page, arguments.decision or "allow")
    print(page.status, page.url)


def _rates(client, _arguments):
    print(json.dumps(client.rates(), indent=1))


def _console_logins(client, _arguments):
    for login in client.console_logins():
        print(json.dumps(login))


def _ask(client, arguments):
    print(json.dumps(client.ask(**json.loads(arguments.json)), indent=1))


def _plain(op):
    return lambda client, _arguments: client.ask(op)


def _state(client, _arguments):
    print(json.dumps(client.state(), indent=1))


def _parser():
    parser = argparse.ArgumentParser(
        prog="local-aws-control", description="Ask or change a running local AWS."
    )
    parser.add_argument(
        "--url",
        default=os.environ.get("LOCAL_AWS_URL") or os.environ.get("AWS_ENDPOINT_URL_STS"),
        help="default: $LOCAL_AWS_URL, $AWS_ENDPOINT_URL_STS",
    )
    commands = parser.add_subparsers(dest="command", required=True)

    def add(name, run, help_text, *positionals):
        command = commands.add_parser(name, help=help_text)
        command.set_defaults(run=run)
        for positional, options in positionals:
            command.add_argument(positional, **options)

    add("totp", _totp, "a code that is good now", ("device", {}))
    add("calls", _calls, "the calls seen, one JSON line each", ("action", {"nargs": "?"}))
    add("clear-calls", _plain("clear-calls"), "forget the calls seen")
    add(
        "fault",
        _fault,
        "switch a fault on: KIND [action=A] [count=N] [seconds=S] ...",
        ("kind", {}),
        ("values", {"nargs": "*"}),
    )
    add("clear-faults", _plain("clear-faults"), "switch all faults off, release held calls")
    add("clock", _clock, "show, set (90) or move (+90) the clock", ("seconds", {"nargs": "?"}))
    add(
        "change",
        _change,
        "account|user|role|key|settings|center|sso-account|sso-role NAME VALUE=...",
        ("of", {}),
        ("name", {}),
        ("values", {"nargs": "+"}),
    )
    of_name = (("of", {}), ("name", {}))
    add(
        "add",
        _add,
        "sso-account ID or sso-role ID/NAME, VALUE=...: somebody assigned it",
        *of_name,
        ("values", {"nargs": "*"}),
    )
    add("remove", _remove, "user|role|key|sso-account|sso-role NAME", *of_name)
    add("devices", _devices, "the device codes, one JSON line each")
    for decision in ("allow", "deny"):
        help_text = f"{decision} the newest device code, or that one, as a person would"
        add(decision, _decide, help_text, ("user_code", {"nargs": "?"}))
    add(
        "expire",
        _expire,
        "token|refresh|registration|device|code [CENTER]: refuse what was given out",
        ("what", {}),
        ("center", {"nargs": "?"}),
    )
    add(
        "browse",
        _browse,
        "open a page as a person who then presses allow (or deny)",
        ("page", {"metavar": "URL"}),
        ("decision", {"nargs": "?", "choices": ("allow", "deny")}),
    )
    add("rates", _rates, "how many calls, how many at once, how many a second")
    add("console-logins", _console_logins, "who opened the console, one JSON line each")
    add("end-sessions", _plain("end-sessions"), "all temporary keys have expired")
    add("forget-codes", _plain("forget-codes"), "all codes are unused again")
    add("reset", _plain("reset"), "no faults, no calls, codes unused, clock right")
    add("state", _state, "what is there")
    add("ask", _ask, "any operation, as JSON", ("json", {}))
    return parser


def main(argv=None):
    arguments = _parser().parse_args(argv)
    if not arguments.url:
        sys.exit("local-aws-control: which one? give --url")
    try:
        arguments.run(Client(arguments.url), arguments)
    except (LocalAwsError, OSError, ValueError) as error:
        sys.exit(f"local-aws-control: {error}")
    return 0
