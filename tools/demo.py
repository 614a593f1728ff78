# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The demo: what a developer has after the usual guide, and what Stint makes of it; and a company
with IAM Identity Center.

    demo.py BUILD-FOLDER [--no-window]

Everything happens in a private home with a bus, a keyring and a local AWS of its own.  Each command
is shown before it runs, and each promise is checked: the demo fails if one is not kept."""

import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

sys.dont_write_bytecode = True
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests" / "rig")]

CREDENTIALS = """\
# made by following "use an IAM role with MFA"
[MFAUser]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY

[DeploymentRole]
role_arn       = arn:aws:iam::123456789012:role/DeploymentRole
source_profile = MFAUser
mfa_serial     = arn:aws:iam::123456789012:mfa/MFAUser
"""
CONFIG = """\
[profile DeploymentRole]
region=eu-west-1
"""
START_URL = "https://d-1234567890.awsapps.com/start"
CENTER_ROLE = "Payments Production-DeveloperAccess"
BILLING = "arn:aws:iam::123456789012:role/BillingRole"
PROMPT = re.compile(rb"[^\n]*[Cc]ode[^\n]*: ?(\x1b\[[0-9;?]*[a-zA-Z])*$")
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")
# What nobody reads of the address of a sign-in page.
LONG_QUERY = re.compile(r"(/authorize\?)\S+")


class Broken(Exception):
    """A promise was not kept."""


def styled(code, text):
    return f"\x1b[{code}m{text}\x1b[0m" if sys.stdout.isatty() else text


def title(text):
    print("\n" + styled("1;34", f"── {text} "), flush=True)


def remark(text):
    print(styled("2", textwrap.fill(text, 100)), flush=True)


def promise(kept, text):
    if not kept:
        raise Broken(text)
    print(styled("32", "✓ ") + text, flush=True)


class Demo:
    def __init__(self, rig):
        self.rig = rig

    def show(self, command):
        print(styled("1", f"$ {command}"), flush=True)

    def run(self, command, shown=None):
        """Runs a shell's line that must succeed; its output, which is shown too."""
        self.show(shown or command)
        result = subprocess.run(
            command,
            shell=True,
            # What opens pages is not on a screen, so that there need be none.
            env={"DISPLAY": ":demo", **self.rig.env},
            cwd=self.rig.home,
            start_new_session=True,  # nothing may ask on the terminal
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
        )
        print(LONG_QUERY.sub(r"\1…", result.stdout), end="", flush=True)
        if result.returncode != 0:
            raise Broken(f"{command} ended with status {result.returncode}")
        return result.stdout

    def converse(self, command, answers):
        """Runs a program on a terminal of its own, and types an answer at each prompt for a code."""
        self.show(command)
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.rig.home)
            os.execvpe("/bin/sh", ["sh", "-c", command], self.rig.env)
        output, typed, deadline = b"", 0, time.monotonic() + 60
        while time.monotonic() < deadline:
            ready, _, _ = select.select([terminal], [], [], 0.5)
            if ready:
                try:
                    piece = os.read(terminal, 4096)
                except OSError:  # the other end is closed
                    break
                if not piece:
                    break
                output += piece
                sys.stdout.write(piece.decode(errors="replace").replace("\r\n", "\n"))
                sys.stdout.flush()
            if typed < len(answers) and PROMPT.search(output):
                code = answers[typed]()
                os.write(terminal, code.encode() + b"\n")
                output += b"\n"  # this prompt is answered
                typed += 1
        else:
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        os.close(terminal)
        text = ESCAPES.sub("", output.decode(errors="replace"))
        if status != 0:
            raise Broken(f"{command} ended with status {os.waitstatus_to_exitcode(status)}")
        return text, typed

    def keep_copies(self):
        for path in (self.rig.credentials, self.rig.config):
            shutil.copy2(path, self.rig.root / f"{path.name}.before")

    def identity(self, profile):
        command = f"aws sts get-caller-identity --profile {profile} --endpoint-url {self.rig.aws.url}"
        output = self.run(
            command + " --region eu-west-1 --output json",
            shown=command.replace(self.rig.aws.url, "$AWS"),
        )
        return json.loads(output)["Arn"]

    # --- the acts ---

    def what_is_there(self):
        title("What the guide left behind")
        remark(
            "A long-lived key in plain text, and a role behind it. Until now: six digits at a prompt for"
            " every shell."
        )
        self.run("cat ~/.aws/credentials")

    def take_over(self):
        title("Stint reads what is there")
        self.run("stint import --dry-run")
        self.run("stint import --yes")

    def start(self):
        title("A session starts with one code")
        remark("The first code is a wrong one: the answer comes in place, and the question again.")

        def wrong():
            return "000000"

        def right():
            return self.rig.aws.fresh_code("MFAUser")

        output, typed = self.converse("stint start DeploymentRole", [wrong, right])
        promise(typed == 2, "The wrong code was answered in place; the right one started the session.")
        arn = self.identity("DeploymentRole")
        promise(
            ":assumed-role/DeploymentRole/" in arn,
            "The AWS CLI is the role, by its profile's name alone.",
        )

    def second_role(self):
        title("Another role of the same user needs no code")
        self.run(
            "stint session add iam-role --name BillingRole --integration MFAUser"
            f" --role-arn {BILLING} --region eu-west-1"
        )
        _, typed = self.converse("stint start BillingRole", [lambda: ""])
        promise(typed == 0, "Nobody was asked.")
        promise(":assumed-role/BillingRole/" in self.identity("BillingRole"), "It is the other role.")
        self.run("stint status")
        self.run("stint exec DeploymentRole -- sh -c 'echo $AWS_ACCESS_KEY_ID until $AWS_CREDENTIAL_EXPIRATION'")

    def sign_in(self):
        title("IAM Identity Center: sign in once, and every account and role is there")
        remark(
            "Another way to work with AWS: no key at all. Stint opens the company's sign-in page in the"
            " browser; in this demo a program plays the person there, who presses “Allow”."
        )
        browser = f"{ROOT / 'tests' / 'aws' / 'local-aws-browser'} allow"
        self.run(f"stint config set browser '{browser}'", shown="stint config set browser $BROWSER")
        added = self.run(
            "stint integration add identity-center --name Corp"
            f" --start-url {START_URL} --region eu-west-1"
        )
        promise("Signed in to Corp until" in added, "The browser came back to Stint.")
        promise(CENTER_ROLE in self.run("stint list"), "Every role of every account is a session now.")
        self.run(f"stint start '{CENTER_ROLE}'")
        arn = self.identity(CENTER_ROLE.replace(" ", "-"))
        promise(
            ":assumed-role/AWSReservedSSO_DeveloperAccess_" in arn,
            "The AWS CLI is the role, and there is no key of yours that could be lost.",
        )

    def console(self):
        title("The console, as a session")
        remark("It need not be started for that. The browser's argv has an address that is good for one visit.")
        self.run(f"stint console '{CENTER_ROLE}' --to s3")
        login = self.wait_for_login()
        print(f"The browser is {login['arn']}\n  at {login['destination']}", flush=True)
        promise(
            ":assumed-role/AWSReservedSSO_DeveloperAccess_" in login["arn"] and "/s3/" in login["destination"],
            "The browser is signed in to the console, as this role, where it was to go.",
        )

    def wait_for_login(self):
        end = time.monotonic() + 20
        while not self.rig.aws.console_logins():
            if time.monotonic() > end:
                raise Broken("Nobody came to the console")
            time.sleep(0.05)
        return self.rig.aws.console_logins()[-1]

    def stop(self):
        title("Everything is put back")
        self.run("stint stop --all")
        for name in ("credentials", "config"):
            self.run(f"cmp ~/.aws/{name} {self.rig.root}/{name}.before", shown=f"cmp ~/.aws/{name} before/{name}")
        promise(True, "Both files are as they were, byte for byte.")


def window(rig, build):
    """The same with the mouse, or with the keyboard, from the first run on."""
    from demo_window import show

    title("The same in the window")
    promise(show(rig, build / "src" / "window" / "stint-gtk"), "The window did the same job.")


def environment(build):
    """What the rig's own does not have: our programs in the PATH, a person's terminal and screen."""
    programs = [str(build / "src" / room) for room in ("cli", "window")]
    kept = ("TERM", "DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "PATH": ":".join([*programs, os.environ["PATH"]]),
        "AWS_PAGER": "",
        "G_DEBUG": "",
        "G_MESSAGES_DEBUG": "",
    }


def play(rig):
    demo = Demo(rig)
    try:
        demo.keep_copies()
        demo.what_is_there()
        demo.take_over()
        demo.start()
        demo.second_role()
        demo.sign_in()
        demo.console()
        demo.stop()
    except Broken:
        words = rig.log().splitlines()[-20:]
        if words:
            print("\nThe service's last words:", *words, sep="\n  ", file=sys.stderr)
        raise


def main():
    build = Path(sys.argv[1]).resolve()
    os.environ.update(STINT_BUILD_ROOT=str(build), STINT_SOURCE_ROOT=str(ROOT))
    from stintrig import Rig

    began = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.signal(signal.SIGHUP, lambda *_: sys.exit(129))
    try:
        with Rig(credentials=CREDENTIALS, config=CONFIG, env=environment(build)) as rig:
            print(f"A private home in {rig.home}; nothing of yours is touched.")
            play(rig)
            print(f"\n{time.monotonic() - began:.0f} seconds, the reading not counted.", flush=True)
        if "--no-window" not in sys.argv and (build / "src" / "window" / "stint-gtk").exists():
            with Rig(credentials=CREDENTIALS, config=CONFIG, env=environment(build)) as rig:
                window(rig, build)
    except Broken as broken:
        print(f"\nThe demo failed: {broken}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
