/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-context.h"

G_BEGIN_DECLS

/* Long-lived keys that import moved out of the files: the profile that had the key has a
 * `credential_process` that asks for one of our sessions instead.  As long as it stands there, that
 * session, its integration and its key in the keyring are needed. */

/* Whether a profile still gets its key through one of @sessions (of StintSession).  What such a
 * session holds at the moment does not count: a stop takes it away.
 * Finishes with FALSE and STINT_ERROR_IN_USE, details "profiles", if so. */
void stint_moved_key_check_unused_async (StintContext *context,
                                         GPtrArray *sessions,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
gboolean stint_moved_key_check_unused_finish (GAsyncResult *result, GError **error);

/* Puts an integration's key back into every profile that gets it through one of its sessions.  The
 * keyring is asked only if there is such a profile.  Nothing leaves the keyring.
 * Finishes with the names of the profiles, which may be none. (transfer full) */
void stint_moved_key_restore_async (StintContext *context,
                                    StintIntegration *integration,
                                    gboolean interactive,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GStrv stint_moved_key_restore_finish (GAsyncResult *result, GError **error);

G_END_DECLS
