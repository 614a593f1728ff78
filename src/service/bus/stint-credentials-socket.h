/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-console-links.h"
#include "stint-engine.h"

G_BEGIN_DECLS

/* StintCredentialsSocket: the server's side of stint-socket-protocol.h: the one way keys leave the
 * service besides the files.
 *
 * Any number of clients at once; none can hold up another: a question has five seconds to arrive,
 * and nothing blocks.  Answers lie in memory that is wiped.
 *
 * Signal "changed": a client came or went. */
#define STINT_TYPE_CREDENTIALS_SOCKET (stint_credentials_socket_get_type ())
G_DECLARE_FINAL_TYPE (
    StintCredentialsSocket, stint_credentials_socket, STINT, CREDENTIALS_SOCKET, GObject)

/* @context and @engine are borrowed and outlive it. */
StintCredentialsSocket *stint_credentials_socket_new (StintContext *context,
                                                      StintEngine *engine,
                                                      StintConsoleLinks *links,
                                                      const char *path);

/* Makes the folder (0700) and listens (0600).  A socket that nobody listens at any more is
 * replaced; one that somebody listens at is STINT_ERROR_LOCKED.  Listening already is a success. */
gboolean stint_credentials_socket_listen (StintCredentialsSocket *self, GError **error);

/* Removes it, if it is still ours, and turns away who comes. */
void stint_credentials_socket_close (StintCredentialsSocket *self);

guint stint_credentials_socket_get_n_clients (StintCredentialsSocket *self);

G_END_DECLS
