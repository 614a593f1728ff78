# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""The command `local-aws`."""

import argparse
import ctypes
import os
import signal
import sys
import tempfile
import threading

from .cloud import Cloud
from .server import Server
from .world import World, WorldError

_PR_SET_PDEATHSIG = 1


def _arguments(argv):
    parser = argparse.ArgumentParser(
        prog="local-aws", description="A local AWS on loopback, for tests and the demo."
    )
    parser.add_argument("--world", metavar="FILE", help="the world (default: the demo's)")
    parser.add_argument("--port", type=int, default=0, help="default: any free one")
    parser.add_argument("--port-file", metavar="FILE", help="write the URL here when listening")
    parser.add_argument("--clock-file", metavar="FILE", help="+N or -N seconds, or a fixed instant")
    parser.add_argument("--log", metavar="FILE", help="append a JSON line for each call")
    parser.add_argument("--die-with-parent", action="store_true")
    return parser.parse_args(argv)


def _die_with_parent(parent):
    """End when whoever started us does, however it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("local-aws: the parent is gone already")


def _write_whole(path, text):
    """Nobody sees half of the file: it appears by a rename."""
    folder = os.path.dirname(os.path.abspath(path))
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".local-aws-")
    with os.fdopen(handle, "w") as file:
        file.write(text)
    os.chmod(temporary, 0o644)
    os.rename(temporary, path)


def main(argv=None, parent=None):
    arguments = _arguments(argv)
    if arguments.die_with_parent:
        _die_with_parent(os.getppid() if parent is None else parent)
    try:
        world = World.read(arguments.world) if arguments.world else World.read()
    except (OSError, ValueError, WorldError) as error:
        sys.exit(f"local-aws: {arguments.world}: {error}")
    # Blocked before any thread starts, so that only sigwait sees them.
    ending = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    cloud = Cloud(world, arguments.clock_file, arguments.log)
    try:
        server = Server(cloud, arguments.port)
    except OSError as error:
        sys.exit(f"local-aws: port {arguments.port}: {error}")
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    if arguments.port_file:
        _write_whole(arguments.port_file, server.url + "\n")
    print(server.url, flush=True)
    signal.sigwait(ending)
    server.shutdown()
    cloud.faults.clear()
    return 0
