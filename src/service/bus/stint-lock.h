/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintLock: the right to change a pair of AWS files, for as long as the service lives.
 *
 * `.stint.lock` beside the credentials file; an open-file-description lock, gone with the process.
 * The D-Bus name alone does not do: the host's package, a Flatpak and a second bus all see the same
 * home.  Where the folder cannot be written the lock lies in the state folder: then only services
 * of this machine's user meet it, which is all that could write there anyway. */
#define STINT_TYPE_LOCK (stint_lock_get_type ())
G_DECLARE_FINAL_TYPE (StintLock, stint_lock, STINT, LOCK, GObject)

#define STINT_LOCK_NAME ".stint.lock"

/* @note: who we are, for those who meet the lock; one line, no secrets. */
StintLock *stint_lock_new (const char *credentials_path, const char *state_dir, const char *note);

/* Before the first try, in a sandbox: the lock is not to be had while one of these lies where only
 * the sandbox sees it. */
void stint_lock_set_shared_paths (StintLock *self, const char *const *paths);

gboolean stint_lock_is_held (StintLock *self);
/* What the last try ended with, if it is another thing than a holder. (nullable) */
const GError *stint_lock_get_obstacle (StintLock *self);
/* What the last try found; "" where nothing is known. */
const char *stint_lock_get_holder (StintLock *self);

/* Waits @wait_ms at most; a lock that is held is a success.  Calls may overlap.
 * Errors: STINT_ERROR_LOCKED with "holder", FILES_UNWRITABLE. */
void stint_lock_acquire_async (StintLock *self,
                               guint wait_ms,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean stint_lock_acquire_finish (StintLock *self, GAsyncResult *result, GError **error);

void stint_lock_release (StintLock *self);

/* "Stint 0.1.0 on HOST, process 1234, Flatpak, bus …". (transfer full) */
char *stint_lock_describe_holder (const char *bus_address, gboolean in_flatpak);

G_END_DECLS
