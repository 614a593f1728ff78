/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* StintFilesError: why one of the user's files could not be read or changed.
 *
 * Every message is an English sentence that names the file, and the line where there is one; use
 * stint_files_error_get_path() and stint_files_error_get_line() to get at them.  After any of these
 * errors the file that could not be changed is as it was.
 */
typedef enum
{
  STINT_FILES_ERROR_FAILED,       /* an unexpected error of the system, named in the message */
  STINT_FILES_ERROR_NOT_READABLE, /* there, but it cannot be read (permission, I/O error, …) */
  STINT_FILES_ERROR_MALFORMED,    /* the AWS CLI would refuse the file, at this line */
  STINT_FILES_ERROR_NOT_WRITABLE, /* the file or its folder cannot be written */
  STINT_FILES_ERROR_READ_ONLY,    /* deliberately so: read-only file, immutable, read-only disk, a
                                     link of a configuration manager into such a place */
  STINT_FILES_ERROR_NO_SPACE,     /* full disk, quota or size limit */
  STINT_FILES_ERROR_BUSY_WRITER,  /* somebody else keeps writing the file, or holds its lock */
  STINT_FILES_ERROR_TOO_LARGE,    /* more than STINT_INI_MAX_BYTES: not an AWS file */
  STINT_FILES_ERROR_NOT_A_FILE,   /* a folder, a device, a loop of links, … */
  STINT_FILES_ERROR_DEFAULT_SECTION,      /* [DEFAULT] supplies a key that would beat the session */
  STINT_FILES_ERROR_INVALID_PROFILE_NAME, /* outside of what every SDK can read */
  STINT_FILES_ERROR_INVALID_VALUE, /* a value with a line break or another control character */
  STINT_FILES_ERROR_FOREIGN_KEYS,  /* the profile holds somebody else's keys now */
  STINT_FILES_ERROR_GONE,          /* the profile's section was deleted meanwhile */
  STINT_FILES_ERROR_SELF_SOURCE,   /* the profile names itself as its source_profile */
  STINT_FILES_ERROR_NEEDS_KEYS,    /* on demand, and SDKs disagree on what the profile is now: the
                                      change needs the session's keys as a bridge (StintHold) */
} StintFilesError;

#define STINT_FILES_ERROR (stint_files_error_quark ())
GQuark stint_files_error_quark (void);

/* Makes an error that knows its file.
 * @path: (nullable): the file that is meant
 * @line: counted from 1, or 0
 * @format: the whole sentence; it should name @path and @line itself */
GError *
stint_files_error_new (StintFilesError code, const char *path, guint line, const char *format, ...)
    G_GNUC_PRINTF (4, 5) G_GNUC_WARN_UNUSED_RESULT;

/* The file that an error of the domain is about, or NULL. */
const char *stint_files_error_get_path (const GError *error);

/* The line that an error of the domain is about, counted from 1, or 0. */
guint stint_files_error_get_line (const GError *error);

G_END_DECLS
