/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Changing one of other people's files.
 *
 *   resolve links -> lock beside the target -> sweep what a dead writer left -> read -> edit ->
 *   (nothing changed? done) -> temp file, fsync -> exchange -> look at what was displaced ->
 *   (somebody wrote meanwhile? edit that, and exchange again) -> fsync of the folder -> unlink
 *
 * Guarantees, at any instant and after a kill or a full disk at any instant: readers see the old
 * content or the new one, whole; what somebody else wrote meanwhile is never dropped: it is merged
 * by calling the edit again on it, and where a kill comes between the exchange and the merge, the
 * next writer finds it and puts it back.
 *
 * Names used beside the target NAME, all of which are gone after an undisturbed call:
 *   .NAME.stint-lock              lock; the OFD lock counts, not the file
 *   .NAME.stint-tmp-XXXXXX        being written: worthless to everybody but its writer
 *   .NAME.stint-swap-BASE-NEW     complete; after the exchange it holds what was displaced.  BASE and
 *                                 NEW are hashes of the contents before and after
 *   .NAME.stint-journal           a write in place that has not ended yet (or STATE_FOLDER/HASH.journal)
 *   NAME.stint-saved-N            kept for the user: what somebody wrote in the instant of a kill and
 *                                 what could not be put back because the file changed again
 *
 * Writing in place (journalled) is used where a rename would be wrong: hard links, a file that is a
 * mount point, a folder that cannot be written, a group or an ACL that a new file could not have.
 *
 * All of this blocks; call it in a worker thread.
 */

/* Edits content: pure, without side effects on the world, and may be called several times in one
 * replacement with different content.
 * @old: (nullable): the content, or NULL where there is no file
 * @out_new: (out) (transfer full) (nullable): the new content; NULL removes the file (only honoured
 *   where it is empty of anything but our own).  Returning @old itself or equal bytes writes nothing
 * Returns: FALSE to refuse, with @error set; nothing is written then */
typedef gboolean (*StintFileEdit) (GBytes *old,
                                   gpointer user_data,
                                   GBytes **out_new,
                                   GError **error);

typedef enum
{
  STINT_FILE_REPLACE_DEFAULT = 0,
  STINT_FILE_REPLACE_CREATE = 1 << 0, /* the edit may create the file (mode 0600), and a missing
                                         parent folder (mode 0700) */
} StintFileReplaceFlags;

/* Asked in the thread of the call when all is ready (the new file written and durable) and nothing of
 * the user's is changed yet, and perhaps again in later rounds; may wait for something else to be
 * durable first.
 * Returns: FALSE to leave everything as it was, with @error set */
typedef struct
{
  gboolean (*wait) (gpointer user_data, GError **error);
  gpointer user_data;
} StintFileGate;

/* What happened. */
typedef struct
{
  gboolean changed;  /* the file is not the one it was */
  gboolean in_place; /* it was written in place, not replaced */
  guint merged;      /* how often somebody else's write was found and merged */
  guint recovered;   /* leftovers of dead writers that were put back or replayed */
  char *saved_path;  /* (owned) (nullable): a NAME.stint-saved-N that the user should be told of */
} StintFileReplaceResult;

void stint_file_replace_result_clear (StintFileReplaceResult *result);

/* Changes the file at @path.
 * @state_folder: (nullable): where journals go when the folder of the file cannot be written
 * @expected_size: the size that the file had when it was last seen, or 0: a file that is suddenly
 *   shorter is looked at again before it is believed
 * @result: (out caller-allocates) (nullable)
 * @error: STINT_FILES_ERROR, whatever @edit set, or G_IO_ERROR_CANCELLED (before the first change)
 */
gboolean stint_file_replace (const char *path,
                             const char *state_folder,
                             goffset expected_size,
                             StintFileReplaceFlags flags,
                             StintFileEdit edit,
                             gpointer user_data,
                             StintFileReplaceResult *result,
                             GCancellable *cancellable,
                             GError **error);

/* What a file was when it was read. */
typedef struct
{
  GBytes *bytes; /* (owned) (nullable): NULL where there was none */
  guint64 device, inode;
  goffset size;
  gint64 modified, changed; /* in nanoseconds */
} StintFileGlimpse;

void stint_file_glimpse_clear (StintFileGlimpse *glimpse);

/* stint_file_read() with a glimpse to give to stint_file_replace_glimpsed().
 * @glimpse: (out caller-allocates) */
gboolean stint_file_read_glimpse (const char *path,
                                  goffset expected_size,
                                  StintFileGlimpse *glimpse,
                                  GCancellable *cancellable,
                                  GError **error);

/* stint_file_replace() right after a look, and through @gate (nullable): what has not changed by the file system's account is not
 * read again before it is edited.  Nothing depends on that account: whoever wrote in between is found
 * when the displaced file is read. */
gboolean stint_file_replace_glimpsed (const char *path,
                                      const char *state_folder,
                                      const StintFileGlimpse *glimpse,
                                      const StintFileGate *gate,
                                      StintFileReplaceFlags flags,
                                      StintFileEdit edit,
                                      gpointer user_data,
                                      StintFileReplaceResult *result,
                                      GCancellable *cancellable,
                                      GError **error);

/* Reads the file at @path with the same care (a writer in the middle is waited for, briefly).
 * Returns: (transfer full) (nullable): NULL without @error where there is no such file */
GBytes *stint_file_read (const char *path,
                         goffset expected_size,
                         GCancellable *cancellable,
                         GError **error);

/* Ends what a killed process left half done beside @path: replays or drops journals, puts back what
 * was displaced, removes temp files.  Every stint_file_replace() does this as well. */
gboolean stint_file_recover (const char *path,
                             const char *state_folder,
                             StintFileReplaceResult *result,
                             GError **error);

/* --- Locks ------------------------------------------------------------------------------------ */

/* An open-file-description lock on a file of its own; survives races with those who remove the
 * file, and goes when the process dies. */
typedef struct _StintFileLock StintFileLock;

/* Takes the lock at @path, waiting @wait_ms at most.
 * @note: (nullable): written into the file, for those who meet the lock (no secrets)
 * @out_holder: (out) (nullable) (transfer full): on BUSY_WRITER, the note of the holder, "" if none
 * Returns: (transfer full) (nullable): NULL with STINT_FILES_ERROR_BUSY_WRITER, or another */
StintFileLock *stint_file_lock_acquire (
    const char *path, guint wait_ms, const char *note, char **out_holder, GError **error);

/* Releases the lock and removes its file. */
void stint_file_lock_release (StintFileLock *lock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintFileLock, stint_file_lock_release)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintFileGlimpse, stint_file_glimpse_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintFileReplaceResult, stint_file_replace_result_clear)

G_END_DECLS
