# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""A random life of one profile: sessions come and go through a real service, which is killed now and
then, while the person and the AWS CLI write the same files."""

import os
import re
import shlex
import threading
import time

from awscli.customizations.configure.writer import ConfigFileWriter
from botocore.configloader import raw_config_parse
from realm import REGION, key_id, role_arn, secret
from stintrig import Rig, StintError

FILES = ("credentials", "config")
ROLES = {"live": "LiveRole", "next": "NextRole"}
RUNNING = ("active", "expiring", "expired")
PROCESS = re.compile(rb"^(credential_process|x_stint_process)\s*=.*stint-credentials.*$", re.M)
OFF = "x_stint_off_"


def values(content):
    """Every value in a text, wherever it stands: live, set aside or in a comment."""
    lines = (content or b"").decode().splitlines()
    return {line.split("=", 1)[1].strip() for line in lines if "=" in line}


def sections(content, kind, profile):
    """How many sections of one of the files are this profile's, as botocore reads their headers."""
    count = 0
    for header in re.findall(r"^\[([^]\n]*)\]", (content or b"").decode(), re.M):
        words = [header] if kind == "credentials" or header == "default" else shlex.split(header)
        expected = [profile] if kind == "credentials" or words == ["default"] else ["profile", profile]
        count += words == expected and not (kind == "config" and header[0].isspace())
    return count


class Watch:
    """Notes every state of both files that it sees."""

    def __init__(self, paths):
        self._paths = paths
        self._end = threading.Event()
        self.states = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        seen = None
        while not self._end.is_set():
            stamps = [_stamp(path) for path in self._paths]
            if stamps != seen:
                state = tuple(_content(path) for path in self._paths)
                # Two files cannot be read at once: only a pair that stood still counts.
                if stamps == [_stamp(path) for path in self._paths]:
                    seen = stamps
                    if not self.states or self.states[-1] != state:
                        self.states.append(state)
            time.sleep(0.0003)

    def stop(self):
        self._end.set()
        self._thread.join()
        return self.states


def _stamp(path):
    try:
        found = path.stat()
        return (found.st_ino, found.st_mtime_ns, found.st_size)
    except FileNotFoundError:
        return None


def _content(path):
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


class History:
    """One life.  `steps` tells it, for the reader of a failure."""

    def __init__(self, rng, realm, readers, case, folder):
        self.rng, self.realm, self.readers, self.case, self.folder = rng, realm, readers, case, folder
        self.profile = case.profile
        self.steps = [f"case {case.name}"]
        # What an identity may be follows exactly from what happened, until somebody meddles with the
        # very things that Stint put there; from then on it is one of several.
        self.exact = True
        self.touched = False
        self.revoked = set()
        # Whom readers find where the files say nothing, or where the person deleted what they said.
        self.nothing = set()
        self.copies = 0

    # --- The desktop ---

    def __enter__(self):
        self.rig = Rig(aws=self.realm.aws, credentials=None, config=None)
        self.rig.start()
        self.paths = [self.rig.dot_aws / name for name in FILES]
        self._furnish()
        self.own = {reader: {str(identity)} for reader, identity in self.read().items()}
        # Readers of an on-demand profile run the helper, which looks for the service there.
        self.readers.read(self.rig.dot_aws, self.profile, fresh=True, environment=self._helper_environment())
        client = self.rig.client
        added = client.request("Integrations", "AddIamUser", secret=secret("Source"), name="source-user",
                               access_key_id=key_id("Source"), region=REGION)
        for name, role in ROLES.items():
            client.request("Sessions", "AddIamRole", name=name, integration=added["id"], role_arn=role_arn(role),
                           profile=self.profile)
        return self

    def __exit__(self, kind, error, trace):
        if error is not None:
            self.steps.append("--- log\n" + "\n".join(self.rig.log().splitlines()[-25:]))
        self.rig.stop()

    def _helper_environment(self):
        names = ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
        return {name: self.rig.env[name] for name in names}

    def _furnish(self):
        self.rig.dot_aws.mkdir(mode=0o700, exist_ok=True)
        self.links = {}
        for path, text in zip(self.paths, (self.case.credentials, self.case.config)):
            content = self.case.bytes_of(text)
            if content is None:
                continue
            if self.rng.random() < 0.25:
                target = self.rig.home / "dotfiles" / path.name
                target.parent.mkdir(exist_ok=True)
                path.symlink_to(target)
                self.links[path] = os.readlink(path)
            path.write_bytes(content)
            path.chmod(self.rng.choice([0o600, 0o640, 0o644]))
        self.original = [_content(path) for path in self.paths]
        self.modes = [path.stat().st_mode if path.exists() else None for path in self.paths]
        self.mine = [values(content) for content in self.original]
        self.sections = [max(1, sections(content, kind, self.profile))
                         for content, kind in zip(self.original, FILES)]

    def read(self):
        return self.readers.read(self.rig.dot_aws, self.profile, fresh=True)

    # --- Steps ---

    def step(self):
        steps = {
            self.start_in_file: 4, self.start_on_demand: 3, self.stop: 3, self.renew: 2, self.kill: 1,
            self.kill_at_work: 3, self.edit_beside: 1, self.edit_inside: 2, self.cli_beside: 1, self.cli_inside: 2,
            self.cli_at_work: 1, self.revoke: 1, self.own_keys: 0.5, self.delete_section: 0.25,
        }
        do = self.rng.choices(list(steps), weights=list(steps.values()))[0]
        do()
        self.check()

    def _ask(self, method, name, **options):
        """A request; refusals are part of life."""
        watch = Watch(self.paths)
        try:
            self.rig.client.request("Sessions", method, self.rig.client.session(name).id, **options)
            self.steps.append(f"{method} {name} {options}")
        except StintError as error:
            self.steps.append(f"{method} {name} {options}: {error}")
            assert not self.exact, f"{method} {name} was refused: {error}"
        finally:
            states = watch.stop()
        self.check_states(states)

    def _pick(self):
        return self.rng.choice(list(ROLES))

    def start_in_file(self):
        self._start("file")

    def start_on_demand(self):
        self._start("on-demand")

    def _start(self, hand_out):
        self._ask("Start", self._pick(), consent=True, hand_out=hand_out)

    def stop(self):
        self._ask("Stop", self._pick())

    def renew(self):
        name = self.running()
        if name is not None:
            self._ask("Renew", name, consent=True)
            if self.exact:
                assert all(seen.key not in self.revoked for seen in self.read().values()), "renewed, and no new keys"

    def kill(self):
        self.steps.append("kill -9")
        self.rig.kill_stintd()

    def kill_at_work(self):
        """In the middle of a start, a stop or a renewal."""
        client = self.rig.client
        name = self._pick()
        method = self.rng.choice(["Start", "Start", "Stop", "Renew"])
        options = {} if method == "Stop" else {"consent": True}
        if method == "Start":
            options["hand_out"] = self.rng.choice(["file", "on-demand"])
        pause = self.rng.choice([0, 0.002, 0.005, 0.01, 0.02, 0.04]) * self.rng.random()
        id = client.session(name).id
        watch = Watch(self.paths)
        pending = client.send("Sessions", method, id, **options)
        time.sleep(pause)
        self.rig.kill_stintd()
        pending.forget()
        self.steps.append(f"{method} {name} {options}, kill -9 after {pause * 1000:.1f} ms")
        states = watch.stop()
        # Whether it got there is for the service to say when it is back.
        self.check_states(states)

    def revoke(self):
        """The session's keys end at AWS: nothing else may take their place."""
        keys = [seen.key for seen in self.read().values() if seen.key and seen in ROLES.values()]
        if self.exact and self.running() and keys and "aws_access_key_id" in (_content(self.paths[0]) or b"").decode():
            self.steps.append(f"revoke {keys[0]}")
            self.realm.aws.revoke(keys[0])
            self.revoked.add(keys[0])

    # --- Others write ---

    def _foreign(self, what, edit):
        """Somebody else's edit.  A value that the edit itself removed is not missed."""
        before = [values(_content(path)) for path in self.paths]
        edit()
        self.steps.append(what)
        self.touched = True
        for index, path in enumerate(self.paths):
            after = values(_content(path))
            # The AWS CLI does not know every spelling of a header, and adds a section of its own.
            count = sections(_content(path), path.name, self.profile)
            if count > self.sections[index]:
                self.sections[index] = count
                self._nothing_is_certain()
            self.mine[index] = (self.mine[index] - (before[index] - after)) | {
                value for value in after - before[index] if value.startswith("mine-")}

    def _number(self):
        return f"mine-{self.rng.randrange(10**6)}"

    def edit_beside(self):
        path = self.rng.choice(self.paths)
        name = self._number()
        header = f"[{name}]" if path.name == "credentials" else f"[profile {name}]"
        text = f"\n# by hand\n{header}\noutput = {self._number()}\n"

        def edit():
            old = _content(path) or b""
            gap = b"" if not old or old.endswith(b"\n") else b"\n"
            # As editors do: in place.
            path.write_bytes(old + gap + text.encode())

        self._foreign(f"by hand: {name} in {path.name}", edit)

    def edit_inside(self):
        """A line and a comment below the profile's header."""
        found = [path for path in self.paths if sections(_content(path), path.name, self.profile)]
        if not found:
            return
        path = self.rng.choice(found)
        value = self._number()
        # A section that Stint added stays for what the person wrote into it.
        self._may_become_a_profile()

        def edit():
            lines = _content(path).decode().splitlines(keepends=True)
            for number, line in enumerate(lines):
                if line.startswith("[") and sections(line.encode(), path.name, self.profile):
                    break
            end = "\r\n" if lines[number].endswith("\r\n") else "\n"
            if not lines[number].endswith("\n"):
                lines[number] += end
            lines.insert(number + 1, f"# note{end}note_{value[5:]} = {value}{end}")
            path.write_bytes("".join(lines).encode())

        self._foreign(f"by hand: {value} inside the profile in {path.name}", edit)

    def _cli(self, name, file, **new):
        section = name if file == "credentials" or name == "default" else f"profile {name}"
        ConfigFileWriter().update_config({"__section__": section, **new}, str(self.rig.dot_aws / file))

    def cli_beside(self):
        value = self._number()
        self._foreign(f"aws configure set output {value} --profile beside",
                      lambda: self._cli("beside", "config", output=value))

    def cli_inside(self):
        value = self._number()
        self._may_become_a_profile()
        self._foreign(f"aws configure set cli_history {value}",
                      lambda: self._cli(self.profile, "config", cli_history=value))

    def cli_at_work(self):
        """The AWS CLI's writer at the same time as the service's: it may write over what it did not see,
        so that afterwards nothing is certain but that nothing of the person's is lost."""
        value = self._number()
        name = self._pick()
        method = self.rng.choice(["Start", "Stop"])
        options = {"consent": True} if method == "Start" else {}
        pause = self.rng.random() * 0.02

        def write():
            time.sleep(pause)
            self._cli("beside", self.rng.choice(FILES), output=value)

        def edit():
            writer = threading.Thread(target=write)
            id = self.rig.client.session(name).id
            writer.start()
            try:
                self.rig.client.request("Sessions", method, id, **options)
            except StintError as error:
                self.steps.append(str(error))
            writer.join()

        self.exact = False
        self._foreign(f"{method} {name} while the AWS CLI writes {value} after {pause * 1000:.1f} ms", edit)

    def own_keys(self):
        """`aws configure`: the person's keys in the profile, whatever it is at the moment."""
        self.exact = False
        new = {"aws_access_key_id": key_id("Foreign"), "aws_secret_access_key": secret("Foreign")}
        self._foreign("aws configure: keys of one's own", lambda: self._cli(self.profile, "credentials", **new))
        self.mine[0] |= set(new.values())

    def _nothing_is_certain(self):
        """The person's own settings say something else now, or nothing."""
        self.exact = False
        self.nothing = {"ContainerRole", "Config", "SsoRole", "OldRole", "WebRole", "Process", "LoginRole", "MidRole"}

    def _may_become_a_profile(self):
        """A name that botocore did not know gets a section that says nothing of credentials."""
        for own in self.own.values():
            if "error" in own:
                own.add("ContainerRole")

    def delete_section(self):
        """The person deletes the profile's section in the credentials file."""
        content = _content(self.paths[0])
        if not sections(content, "credentials", self.profile):
            return
        self._nothing_is_certain()
        parts = re.split(rb"(?m)^(?=\[)", content)
        rest = b"".join(part for part in parts if not sections(part, "credentials", self.profile))
        self._foreign("the section is deleted in credentials", lambda: self.paths[0].write_bytes(rest))

    # --- The oracle ---

    def running(self):
        """The name of the session that runs, as the service tells."""
        def told():
            sessions = self.rig.client.sessions()
            return sessions if all(s.state != "starting" for s in sessions.values()) else None

        sessions = self.rig.wait_for(told, 20, "a session that starts for ever")
        found = [name for name in ROLES if sessions[name].state in RUNNING]
        assert len(found) <= 1, f"two sessions in one profile: {found}"
        return found[0] if found else None

    def check(self):
        self.check_files()
        name = self.running()
        seen = self.read()
        for reader, identity in seen.items():
            if not self.exact:
                may = {*self.own[reader], *ROLES.values(), "Foreign", "error", "refused:InvalidClientTokenId",
                       "refused:SignatureDoesNotMatch", *self.nothing}
            elif name is None:
                may = self.own[reader]
            else:
                may = {ROLES[name]}
            if identity.key in self.revoked:
                may = {"refused:InvalidClientTokenId"}
            assert identity in may, f"{reader} is {identity!r} and not {may}\n{self.show()}"

    def check_states(self, states):
        """What was seen on the way; nobody is ever a third."""
        if not self.exact:
            return
        stub = self.realm.helper("stub", self.realm.live).encode()
        for state in states:
            self.copies += 1
            place = self.folder / str(self.copies)
            place.mkdir()
            for name, content in zip(FILES, state):
                if content is not None:
                    # The real helper would answer for now, not for then.
                    (place / name).write_bytes(PROCESS.sub(rb"\1 = " + stub, content))
            for reader, identity in self.readers.read(place, self.profile).items():
                may = {*self.own[reader], *ROLES.values()}
                # What was read before its end is remembered as good.
                if identity.key in self.revoked or self.case.may_fail:
                    may |= {"refused:InvalidClientTokenId", "error"}
                assert identity in may, f"{reader} was {identity!r} for an instant:\n{self.show(state)}"

    def check_files(self):
        for index, path in enumerate(self.paths):
            content = _content(path)
            if content is None:
                assert self.original[index] is None and not self.mine[index], f"{path.name} is gone"
                continue
            raw_config_parse(str(path))
            lost = self.mine[index] - values(content)
            assert not lost, f"lost from {path.name}: {lost}\n{self.show()}"
            count = sections(content, path.name, self.profile)
            assert count <= self.sections[index], f"{count} sections in {path.name}\n{self.show()}"
            if self.modes[index] is not None:
                assert path.stat().st_mode == self.modes[index]
            elif path.name == "credentials" and not self.touched:
                assert path.stat().st_mode & 0o777 == 0o600
            assert path in self.links and os.readlink(path) == self.links[path] or not path.is_symlink()

    def finish(self):
        """Everything stops; what is left is the person's."""
        for name in ROLES:
            try:
                self.rig.client.stop(name)
            except StintError as error:
                self.steps.append(f"stop {name}: {error}")
                assert not self.exact
        self.steps.append("stop all")
        self.check()
        if not self.touched:
            assert [_content(path) for path in self.paths] == self.original, self.show()
        for path in self.paths:
            text = (_content(path) or b"").decode()
            live = [line for line in text.splitlines() if line.strip() and line.strip()[0] not in "#;"]
            assert not [line for line in live if "x_stint" in line], self.show()
            assert "ASIA" not in "".join(live).replace(self.realm.keys_of("LeftRole").id, ""), self.show()

    def show(self, state=None):
        state = state or [_content(path) for path in self.paths]
        parts = [f"--- {name}\n{(content or b'(none)').decode()}" for name, content in zip(FILES, state)]
        return "\n".join([*self.steps, *parts])
