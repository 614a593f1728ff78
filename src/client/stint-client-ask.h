/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-client.h"

G_BEGIN_DECLS

/* What leaves the service through its credentials socket and not over the bus: links into the
 * console, and keys.  The protocol is src/base/stint-socket-protocol.h.  A client that was never
 * connected knows no socket: STINT_ERROR_NO_SERVICE.
 *
 * Errors: those of the service (INACTIVE, EXPIRED, NEEDS_MFA, NEEDS_SIGN_IN, UNSUPPORTED, …), without
 * details, and STINT_ERROR_NO_SERVICE where nobody answers. */

typedef enum
{
  /* A loopback address that sends a browser on, once, within a minute: for a browser's argv. */
  STINT_CONSOLE_REDIRECT,
  /* The signed-in link itself: whoever has it is signed in.  For those who copy it. */
  STINT_CONSOLE_LINK,
} StintConsoleForm;

/* A link into the console as session @id.
 * @to: (nullable): a service ("s3"), a path of the console, or one of its addresses. */
void stint_client_console_async (StintClient *self,
                                 const char *id,
                                 const char *to,
                                 StintConsoleForm form,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* Returns: (transfer full): the address; stint_wipe_free() it. */
char *stint_client_console_finish (StintClient *self, GAsyncResult *result, GError **error);

/* The credentials of session @id, named as the environment variables are.  An inactive session that
 * is handed out on demand starts by itself if that needs nobody. */
void stint_client_credentials_async (StintClient *self,
                                     const char *id,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* Returns: (transfer full): "NAME=VALUE", as they are; stint_wipe_strv() it. */
GStrv stint_client_credentials_finish (StintClient *self, GAsyncResult *result, GError **error);

/* Wipes and frees every string.  @strv may be NULL. */
void stint_wipe_strv (GStrv strv);

G_END_DECLS
