# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""From plain data to the things of a world, saying where it makes no sense."""


class WorldError(ValueError):
    """A world that makes no sense, and where."""


class Maker:
    """Makes data classes; `kinds` names the class of members that are lists."""

    def __init__(self, kinds):
        self._kinds = kinds

    def make(self, cls, data, where, **more):
        if not isinstance(data, dict):
            raise WorldError(f"{where}: not an object")
        values = {k: self.member(k, v, where) for k, v in data.items() if k != "comment"}
        try:
            return cls(**values, **more)
        except TypeError as error:
            raise WorldError(f"{where}: {error}") from error

    def member(self, name, value, where):
        kind = self._kinds.get(name)
        if kind is not None and isinstance(value, list):
            return [self.make(kind, v, f"{where} {name}") for v in value]
        return value


def name_of(data, key, kind):
    """How to speak of a part, which has to be an object with a name."""
    if not isinstance(data, dict) or not isinstance(data.get(key), str):
        raise WorldError(f"{kind}: not an object with {key}")
    return f"{kind} {data[key]}"
