/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <sys/stat.h>

#include "stint-file-replace.h"
#include "stint-files-error.h"

G_BEGIN_DECLS

/* The parts of a replacement; only for stint-file-*.c. */

/* --- stint-file-target.c: where the file really is ------------------------------------------- */

typedef struct
{
  char *path;    /* (owned): the last target of all links, absolute or as given */
  char *folder;  /* (owned) */
  char *name;    /* (owned): the last component */
  int folder_fd; /* (owned) */
} StintFileTarget;

/* Follows links (also to a file that does not exist yet) and opens the folder.
 * Without @create, a missing folder leaves folder_fd at -1 and is no error. */
gboolean
stint_file_target_open (StintFileTarget *self, const char *path, gboolean create, GError **error);
void stint_file_target_clear (StintFileTarget *self);

/* An error about @path from errno: @saved_errno. */
void stint_file_set_error (GError **error, int saved_errno, const char *path, const char *what);

/* Renames within the folder, never over another file.  Returns 0 or an errno. */
int stint_file_move_no_replace (int folder_fd, const char *from, const char *to);

/* True for what a system call that the file system does not have answers. */
gboolean stint_file_lacks_call (int saved_errno);

/* fsync() of a folder, where the file system has such a thing. */
gboolean stint_file_sync_folder (int folder_fd, const char *path, GError **error);

/* --- stint-file-read.c: content, and who else is at it ----------------------------------------- */

typedef struct
{
  GBytes *bytes; /* (owned) (nullable): NULL where there is no file */
  int fd;        /* (owned): read-only, or -1 */
  struct stat st;
} StintFileContent;

void stint_file_content_clear (StintFileContent *self);

/* Reads one file of @target's folder without following a link.  No file is no error. */
gboolean stint_file_content_load (StintFileContent *self,
                                  const StintFileTarget *target,
                                  const char *name,
                                  GError **error);

/* The same, and waits a little while a file is empty, shorter than @expected_size, or being written.
 */
gboolean stint_file_content_load_settled (StintFileContent *self,
                                          const StintFileTarget *target,
                                          const char *name,
                                          goffset expected_size,
                                          GError **error);

/* Takes @glimpse for the content, if nothing says that it has changed; else FALSE. */
gboolean stint_file_content_recall (StintFileContent *self,
                                    const StintFileTarget *target,
                                    const StintFileGlimpse *glimpse);

gboolean stint_file_content_equals (const StintFileContent *self, GBytes *bytes);

/* Whether the file @name of @target's folder holds @bytes, and nobody is writing it.  For the look at what
 * nearly always is as expected: nothing is kept.  FALSE is no proof: it may not have been readable. */
gboolean stint_file_is_quietly (const StintFileTarget *target, const char *name, GBytes *bytes);

/* Sixteen hexadecimal digits that tell contents apart (not against an adversary), or "gone" for NULL.
 */
#define STINT_FILE_HASH_LENGTH 16
void stint_file_hash (GBytes *bytes, char out_text[STINT_FILE_HASH_LENGTH + 1]);

/* --- stint-file-temp.c: a complete new file ------------------------------------------------------ */

/* Writes all of @bytes. */
gboolean stint_file_write_all (int fd, GBytes *bytes);

typedef struct
{
  char *name; /* (owned) (nullable): NULL where there is none, or none any more */
  int fd;     /* (owned) until it is synced */
} StintFileTemp;

/* Makes `.NAME.stint-tmp-XXXXXX` with @bytes, and with mode, owner, ACL and attributes of @like (a
 * new file is 0600), and lets the disk begin.  Between this and stint_file_temp_sync() there is time
 * for what need not wait for it.
 * @out_unlike: (out): set where a new file could not have what the old one has; write in place */
gboolean stint_file_temp_write (StintFileTemp *self,
                                const StintFileTarget *target,
                                GBytes *bytes,
                                const StintFileContent *like,
                                gboolean *out_unlike,
                                GError **error);

/* Waits until it is durable, and closes it.  Where that fails nothing is left. */
gboolean stint_file_temp_sync (StintFileTemp *self, const StintFileTarget *target, GError **error);

static inline void
stint_file_temp_clear (StintFileTemp *self)
{
  g_clear_pointer (&self->name, g_free);
}

/* --- stint-file-recover.c: what dead writers left, and writing in place ----------------------------- */

/* Under the lock of the file. */
gboolean stint_file_sweep (const StintFileTarget *target,
                           const char *state_folder,
                           StintFileReplaceResult *result,
                           GError **error);

/* Gives a displaced file that cannot be merged a name that the user sees. */
gboolean stint_file_save_for_user (const StintFileTarget *target,
                                   const char *name,
                                   StintFileReplaceResult *result,
                                   GError **error);

/* --- stint-file-journal.c -------------------------------------------------------------------------- */

/* Writes @new_bytes over the file, under a journal. @old must be its content. */
gboolean stint_file_write_in_place (const StintFileTarget *target,
                                    const char *state_folder,
                                    const StintFileContent *old,
                                    GBytes *new_bytes,
                                    GError **error);

/* Ends an interrupted write. */
gboolean stint_file_journal_replay (const StintFileTarget *target,
                                    const char *state_folder,
                                    StintFileReplaceResult *result,
                                    GError **error);

/* --- stint-file-lock.c ------------------------------------------------------------------------------- */

/* The lock of a file; falls back to @state_folder, then to the file itself, where the folder cannot be
 * written. */
StintFileLock *
stint_file_lock_for (const StintFileTarget *target, const char *state_folder, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintFileTarget, stint_file_target_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintFileContent, stint_file_content_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintFileTemp, stint_file_temp_clear)

G_END_DECLS
