# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Two files in a folder, held and released by the hold-tool, and looked at by the readers."""


REFUSED = ("error", "refused:ExpiredToken", "refused:InvalidClientTokenId")


class Trial:
    """Two files in a folder, a profile in them, and what readers may see."""

    def __init__(self, case, folder, realm, readers, hold_tool):
        self.case, self.folder, self.realm, self.readers, self.tool = case, folder, realm, readers, hold_tool
        self.content = {"credentials": case.bytes_of(case.credentials), "config": case.bytes_of(case.config)}
        for name, content in self.content.items():
            if content is not None:
                (folder / name).write_bytes(content)
                (folder / name).chmod(0o640)
        self.before = self.read()
        self.others = {name: self.read(profile=name) for name in case.others}
        self.our_key_ids = []
        self.operations = 0
        self.hand_out = None

    def read(self, folder=None, profile=None):
        return self.readers.read(folder or self.folder, profile or self.case.profile)

    def hold(self, hand_out, keys, **more):
        self.hand_out = hand_out
        answer = self._run("hold", hand_out=hand_out, keys=keys, **more)
        self.our_key_ids.append(keys.id)
        return answer

    def _run(self, op, hand_out=None, keys=None, **more):
        self.operations += 1
        states = self.folder / "states" / str(self.operations)
        question = {"our-key-ids": self.our_key_ids, "states": str(states), **more}
        if keys is not None:
            helper = self.realm.helper(keys.id, keys)
            question |= {"hand-out": hand_out, "access-key-id": keys.id, "secret-access-key": keys.secret,
                         "session-token": keys.token, "expires": keys.expires,
                         "process": f'"{helper}" {self.case.profile}'}
        if self.case.region is not None and op == "hold":
            question["region"] = self.case.region
        answer = self.tool(op, self.folder, self.case.profile, **question)
        answer["folders"] = [states / str(n) for n in range(answer.get("states", 0))]
        return answer

    def release(self, **more):
        return self._run("release", **more)

    def check_states(self, answer, *allowed):
        """Every reader is, in every state, one of those that it may be."""
        for number, folder in enumerate(answer["folders"]):
            for reader, identity in self.read(folder).items():
                if self.case.may_fail and identity in REFUSED:
                    continue
                if reader == "sdk" and self.case.sdk_is_blind and identity == self.before[reader]:
                    continue
                may = {str(seen[reader]) if isinstance(seen, dict) else seen for seen in allowed}
                assert identity in may, (
                    f"{reader} is {identity!r} in state {number} of {answer['states']}:\n{self.show(folder)}"
                )

    def check_now(self, expected, key=None):
        for reader, identity in self.read().items():
            if reader == "sdk" and self.case.sdk_is_blind and self.hand_out == "on-demand":
                assert identity == self.before[reader]
                continue
            assert identity == expected, f"{reader} is {identity!r}:\n{self.show(self.folder)}"
            assert key is None or identity.key == key

    def check_others(self):
        for name, seen in self.others.items():
            assert self.read(profile=name) == seen, name

    def check_put_back(self):
        for name, content in self.content.items():
            path = self.folder / name
            assert (path.read_bytes() if path.exists() else None) == content
            if content is not None:
                assert path.stat().st_mode & 0o777 == 0o640
        rest = {path.name for path in self.folder.iterdir()} - {"credentials", "config", "states", "state"}
        assert not {name for name in rest if not name.endswith(".lock")}, rest

    def show(self, folder):
        return "".join(
            f"--- {name}\n{(folder / name).read_text() if (folder / name).exists() else '(none)'}"
            for name in ("credentials", "config")
        )
