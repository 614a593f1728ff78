# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The first few sessions, as a window lists them."""

from gi.repository import GLib


def head(rig, count):
    (tuples,) = rig.client.call("Sessions", "Head", GLib.Variant("(u)", (count,)))
    return [session[1] for session in tuples]


def test_head_is_sorted_as_a_window_is(rig):
    assert head(rig, 40) == []
    rig.client.request("Import", "Run")
    names = {session.name for session in rig.client.sessions().values()}
    rest = head(rig, 40)
    assert set(rest) == names and len(rest) == len(names) >= 3
    pinned, started = rest[-1], "DeploymentRole"
    if pinned == started:
        pinned = rest[-2]
    rig.client.request("Sessions", "Edit", rig.client.session(pinned).id, pinned=True)
    rig.client.start(started, mfa_code=rig.totp())
    others = [name for name in rest if name not in (pinned, started)]
    assert head(rig, 40) == [started, pinned] + others
    assert head(rig, 2) == [started, pinned]
    assert head(rig, 0) == []


def test_packed_is_the_list(rig):
    rig.client.request("Import", "Run")
    revision, rows = rig.client.call("Sessions", "List")
    again, packed = rig.client.call("Sessions", "ListPacked")
    read = GLib.Variant.new_from_bytes(
        GLib.VariantType("a(sssssssssssxxba{sv})"), GLib.Bytes.new(bytes(packed)), False
    )
    assert again == revision
    assert len(rows) >= 3 and read.is_normal_form() and read.unpack() == rows
