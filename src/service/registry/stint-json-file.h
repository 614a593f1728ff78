/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* One JSON file of our own: read as untrusted, written whole.  Everything here blocks: call it in a
 * worker thread.
 *
 * A file is known again by its digest: the SHA-256 of its bytes, or "" where there is none. */
typedef struct
{
  JsonNode *root; /* (nullable): an object; NULL: no such file */
  char *digest;
  char *warning; /* (nullable): an English sentence: the file made no sense, NAME~ was read */
} StintJsonFile;

void stint_json_file_clear (StintJsonFile *self);

/* Reads @path; where it makes no sense, the last good copy beside it.
 * Errors: G_IO_ERROR_INVALID_DATA if both make no sense; G_FILE_ERROR or G_IO_ERROR of the system.
 * A missing file is a success without a root. */
gboolean stint_json_file_read (const char *path, StintJsonFile *out_file, GError **error);

/* Replaces @path (mode 0600, through symbolic links) if it still is what @expected_digest says; the
 * folder is made when needed (0700).  What was there before stays as NAME~; if it made no sense (a
 * person's slip of the pen), as NAME.broken.  The old content or the new one is there at any
 * instant, and the new one is durable when this returns.
 * @durable_digest: (nullable): of what an earlier call wrote here; where that is what stands there now,
 * NAME~ becomes another name of it instead of a copy.
 * Errors: G_IO_ERROR_WRONG_ETAG if somebody else wrote it meanwhile; G_FILE_ERROR.
 * @out_displaced: (out): a descriptor of the last good copy before this one, or -1; to be closed when
 *   there is time, since what the disk then has to do to free the file takes as long as a write */
gboolean stint_json_file_write (const char *path,
                                const char *text,
                                const char *expected_digest,
                                const char *durable_digest,
                                char **out_digest,
                                int *out_displaced,
                                GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintJsonFile, stint_json_file_clear)

G_END_DECLS
