/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-secret.h"

G_BEGIN_DECLS

/* Secrets come into the service through a pipe or memfd that is handed over as a descriptor: the
 * bus can be listened to, a pipe cannot.
 *
 * Reads to the end, 4 KiB at most, without blocking anybody; whoever keeps the other end open for
 * more than five seconds is not waited for.  One newline at the end is dropped, since people type
 * `echo`.
 *
 * @fd is taken and closed.  Errors: INVALID_ARGUMENT (nothing in it, too long, a NUL in it, or it
 * cannot be read), FAILED (secure heap full), G_IO_ERROR_CANCELLED. */
#define STINT_SECRET_FD_MAX 4096u
#define STINT_SECRET_FD_SECONDS 5

void stint_secret_fd_read_async (int fd,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
StintSecret *stint_secret_fd_read_finish (GAsyncResult *result, GError **error);

/* Takes descriptor number @index, a handle of the message, out of @fds: (nullable).  -1 with
 * INVALID_ARGUMENT where there is none. */
int stint_secret_fd_take (GUnixFDList *fds, GVariant *handle, GError **error);

G_END_DECLS
