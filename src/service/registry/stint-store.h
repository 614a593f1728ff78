/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* StintStore: one JSON file of our own, kept in step with its owner's memory.
 *
 * The owner says that something changed (stint_store_mark_dirty()); a moment later, or at once when
 * somebody waits (stint_store_flush_async()), the store asks the owner for the whole text and
 * writes it in a worker thread.  One write at a time; what changes meanwhile goes into the next.
 *
 * Signal "changed-on-disk" (JsonNode root, const char *warning): somebody else wrote the file.  The
 * owner takes over what it says, except for what it has itself changed since; @root is NULL where
 * the file is gone, and @warning says what is wrong with it (then @root is not to be used).  A
 * write that meets such a file emits the signal first and then asks for the text again. */
#define STINT_TYPE_STORE (stint_store_get_type ())
G_DECLARE_FINAL_TYPE (StintStore, stint_store, STINT, STORE, GObject)

/* The whole file as text. (transfer full) */
typedef char *(*StintStoreTextFunc) (gpointer user_data);
/* What that text said is on disk. */
typedef void (*StintStoreWrittenFunc) (gpointer user_data);

/* @user_data outlives the store's use: the owner disposes of the store first. */
StintStore *stint_store_new (const char *path,
                             StintStoreTextFunc text_func,
                             StintStoreWrittenFunc written_func,
                             gpointer user_data);

/* Reads the file, and watches it from then on if @watch.
 * Returns: (transfer full) (nullable): the root; NULL without an error: there is no such file.
 * @out_warning: (nullable): the last good copy was read, and why */
void stint_store_load_async (StintStore *self,
                             gboolean watch,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
JsonNode *stint_store_load_finish (StintStore *self,
                                   GAsyncResult *result,
                                   char **out_warning,
                                   GError **error);

void stint_store_mark_dirty (StintStore *self);
gboolean stint_store_is_dirty (StintStore *self);

/* Everything marked until now is durable when this finishes.  Errors: G_FILE_ERROR, G_IO_ERROR; the
 * store stays dirty then and the next flush tries again. */
void stint_store_flush_async (StintStore *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean stint_store_flush_finish (StintStore *self, GAsyncResult *result, GError **error);

const char *stint_store_get_path (StintStore *self);

G_END_DECLS
