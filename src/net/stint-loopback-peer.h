/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Who holds the other end of a connection over 127.0.0.1.  No socket option tells it, as it would
 * for a Unix socket; the kernel's table of sockets does. */
typedef enum
{
  STINT_LOOPBACK_PEER_UNKNOWN, /* not to be learnt, or it has hung up */
  STINT_LOOPBACK_PEER_OURS,    /* this user, or root, whom nothing keeps out */
  STINT_LOOPBACK_PEER_OTHER,
} StintLoopbackPeer;

StintLoopbackPeer stint_loopback_peer_of (GSocket *connection);

/* The two ways to learn it, of which the first costs microseconds, and the second reads the whole
 * table: -1 if it does not tell. */
gint64 stint_loopback_peer_ask_kernel (GSocket *connection);
gint64 stint_loopback_peer_read_table (GSocket *connection);

G_END_DECLS
