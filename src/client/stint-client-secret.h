/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gunixfdlist.h>

G_BEGIN_DECLS

/* Puts a secret into a sealed memfd, whose descriptor goes to the service beside the message: what
 * is in the message itself can be seen by whoever monitors the bus.
 * Returns: (transfer full): a list with that one descriptor; NULL with STINT_ERROR_FAILED. */
GUnixFDList *stint_client_secret_to_fds (const char *secret, GError **error);

G_END_DECLS
