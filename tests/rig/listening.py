# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""Whether somebody listens at a Unix socket."""

import socket


def is_listening(path):
    """A socket has its name before it listens: that the name is there says nothing yet."""
    with socket.socket(socket.AF_UNIX) as caller:
        try:
            caller.connect(str(path))
        except OSError:
            return False
    return True
