/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* How often a file may change under our hands before we give up; each round is milliseconds. */
#define MAX_ROUNDS 12

typedef enum
{
  ROUND_DONE,
  ROUND_AGAIN,    /* somebody else wrote: read again */
  ROUND_IN_PLACE, /* a rename is impossible or would be wrong */
  ROUND_FAILED,   /* error is set */
} Round;

typedef struct
{
  StintFileTarget target;
  const char *state_folder;
  goffset expected_size;
  const StintFileGlimpse *glimpse; /* (nullable): for the first round */
  const StintFileGate *gate;       /* (nullable) */
  StintFileReplaceFlags flags;
  StintFileEdit edit;
  gpointer user_data;
  StintFileReplaceResult *result;
} Replacement;

void
stint_file_replace_result_clear (StintFileReplaceResult *result)
{
  g_clear_pointer (&result->saved_path, g_free);
}

static char *
swap_name (const StintFileTarget *target, GBytes *base, GBytes *new_bytes)
{
  char base_hash[STINT_FILE_HASH_LENGTH + 1], new_hash[STINT_FILE_HASH_LENGTH + 1];

  stint_file_hash (base, base_hash);
  stint_file_hash (new_bytes, new_hash);
  return g_strdup_printf (".%s.stint-swap-%s-%s", target->name, base_hash, new_hash);
}

static gboolean
is_mount_trouble (int saved_errno)
{
  return saved_errno == EBUSY || saved_errno == EXDEV;
}

/* Where the file system cannot exchange: a second name for the old file, then a rename over it.  The
 * same names end up with the same contents, only not in one step. */
static int
exchange_by_link (const StintFileTarget *target, const char *temp, const char *swap)
{
  if (linkat (target->folder_fd, target->name, target->folder_fd, swap, 0) != 0)
    return -1;
  if (renameat (target->folder_fd, temp, target->folder_fd, target->name) == 0)
    return 0;
  unlinkat (target->folder_fd, swap, 0);
  return -1;
}

/* Makes @temp the file; what was the file is called @swap then.  Returns 0 or an errno. */
static int
exchange (const StintFileTarget *target, const char *temp, const char *swap)
{
  int fd = target->folder_fd;

  if (renameat (fd, temp, fd, swap) != 0)
    return errno;
  if (renameat2 (fd, swap, fd, target->name, RENAME_EXCHANGE) == 0)
    return 0;
  if (!stint_file_lacks_call (errno))
    {
      int saved_errno = errno;

      unlinkat (fd, swap, 0);
      return saved_errno;
    }
  if (renameat (fd, swap, fd, temp) == 0 && exchange_by_link (target, temp, swap) == 0)
    return 0;
  else
    {
      int saved_errno = errno;

      unlinkat (fd, temp, 0);
      return saved_errno;
    }
}

/* Puts the displaced file @swap in the place of ours, which gets its name.  Returns 0 or an errno. */
static int
exchange_back (const StintFileTarget *target, const char *swap, GBytes *ours)
{
  g_auto (StintFileContent) now = { .fd = -1 };
  int fd = target->folder_fd;

  if (renameat2 (fd, swap, fd, target->name, RENAME_EXCHANGE) == 0)
    return 0;
  /* Ours was deleted at once: then theirs may simply have its name again. */
  if (errno == ENOENT)
    return stint_file_move_no_replace (fd, swap, target->name);
  if (!stint_file_lacks_call (errno))
    return errno;
  if (!stint_file_content_load (&now, target, target->name, NULL) ||
      !stint_file_content_equals (&now, ours))
    return EEXIST;
  return renameat (fd, swap, fd, target->name) == 0 ? 0 : errno;
}

/* Somebody wrote between our look and the exchange, and that is what @swap holds.  Theirs goes back, so
 * that the next round edits it like any other content; ours is worthless then. */
static Round
give_way (Replacement *r, const char *swap, GBytes *ours, GError **error)
{
  g_auto (StintFileContent) displaced = { .fd = -1 };
  int failed = exchange_back (&r->target, swap, ours);

  r->result->merged++;
  /* EEXIST: there is a third version by now, and only one can have the name. */
  if (failed == EEXIST)
    return stint_file_save_for_user (&r->target, swap, r->result, error) ? ROUND_AGAIN
                                                                         : ROUND_FAILED;
  if (failed != 0)
    {
      stint_file_set_error (error, failed, r->target.path, "cannot put back what was displaced");
      return ROUND_FAILED;
    }
  if (!stint_file_content_load_settled (&displaced, &r->target, swap, 0, error))
    return ROUND_FAILED;
  if (stint_file_content_equals (&displaced, ours))
    unlinkat (r->target.folder_fd, swap, 0);
  else if (displaced.bytes != NULL &&
           !stint_file_save_for_user (&r->target, swap, r->result, error))
    return ROUND_FAILED;
  return ROUND_AGAIN;
}

/* The second look: was what we displaced still what we had read? */
static Round
look_at_displaced (
    Replacement *r, const char *swap, const StintFileContent *old, GBytes *ours, GError **error)
{
  g_auto (StintFileContent) displaced = { .fd = -1 };

  if (!stint_file_is_quietly (&r->target, swap, old->bytes))
    {
      if (!stint_file_content_load_settled (&displaced, &r->target, swap,
                                            g_bytes_get_size (old->bytes), error))
        return ROUND_FAILED;
      if (!stint_file_content_equals (&displaced, old->bytes))
        return give_way (r, swap, ours, error);
    }
  if (!stint_file_sync_folder (r->target.folder_fd, r->target.folder, error))
    return ROUND_FAILED;
  unlinkat (r->target.folder_fd, swap, 0);
  r->result->changed = TRUE;
  return ROUND_DONE;
}

static Round
after_failed_rename (Replacement *r, int failed, GError **error)
{
  if (is_mount_trouble (failed))
    return ROUND_IN_PLACE;
  /* The file came or went meanwhile. */
  if (failed == ENOENT || failed == EEXIST)
    return ROUND_AGAIN;
  stint_file_set_error (error, failed, r->target.path, "cannot be replaced");
  return ROUND_FAILED;
}

static gboolean
pass_gate (Replacement *r, GError **error)
{
  return r->gate == NULL || r->gate->wait (r->gate->user_data, error);
}

static Round
replace_file (Replacement *r, const StintFileContent *old, GBytes *new_bytes, GError **error)
{
  g_auto (StintFileTemp) temp = { NULL };
  g_autofree char *swap = NULL;
  g_autoptr (GError) temp_error = NULL;
  gboolean unlike;
  int failed;

  if (!stint_file_temp_write (&temp, &r->target, new_bytes, old, &unlike, &temp_error))
    {
      if (unlike && old->bytes != NULL)
        return ROUND_IN_PLACE;
      g_propagate_error (error, g_steal_pointer (&temp_error));
      return ROUND_FAILED;
    }
  /* The disk is at work: this costs nothing here. */
  swap = swap_name (&r->target, old->bytes, new_bytes);
  if (!stint_file_temp_sync (&temp, &r->target, error))
    return ROUND_FAILED;
  if (!pass_gate (r, error))
    {
      unlinkat (r->target.folder_fd, temp.name, 0);
      return ROUND_FAILED;
    }
  if (old->bytes == NULL)
    {
      failed = stint_file_move_no_replace (r->target.folder_fd, temp.name, r->target.name);
      if (failed != 0)
        {
          unlinkat (r->target.folder_fd, temp.name, 0);
          return after_failed_rename (r, failed, error);
        }
      r->result->changed = TRUE;
      return stint_file_sync_folder (r->target.folder_fd, r->target.folder, error) ? ROUND_DONE
                                                                                   : ROUND_FAILED;
    }
  failed = exchange (&r->target, temp.name, swap);
  if (failed != 0)
    return after_failed_rename (r, failed, error);
  return look_at_displaced (r, swap, old, new_bytes, error);
}

/* Removes a file that is ours alone, unless somebody wrote into it meanwhile. */
static Round
remove_file (Replacement *r, const StintFileContent *old, GError **error)
{
  g_autofree char *swap = swap_name (&r->target, old->bytes, NULL);
  g_auto (StintFileContent) displaced = { .fd = -1 };
  int fd = r->target.folder_fd;

  if (!pass_gate (r, error))
    return ROUND_FAILED;
  if (renameat (fd, r->target.name, fd, swap) != 0)
    {
      if (errno == EACCES || errno == EPERM || errno == EROFS)
        return ROUND_IN_PLACE;
      return after_failed_rename (r, errno, error);
    }
  if (!stint_file_content_load_settled (&displaced, &r->target, swap, g_bytes_get_size (old->bytes),
                                        error))
    return ROUND_FAILED;
  if (!stint_file_content_equals (&displaced, old->bytes))
    {
      r->result->merged++;
      if (stint_file_move_no_replace (fd, swap, r->target.name) != 0 &&
          !stint_file_save_for_user (&r->target, swap, r->result, error))
        return ROUND_FAILED;
      return ROUND_AGAIN;
    }
  r->result->changed = TRUE;
  if (!stint_file_sync_folder (fd, r->target.folder, error))
    return ROUND_FAILED;
  unlinkat (fd, swap, 0);
  return ROUND_DONE;
}

static Round
write_in_place (Replacement *r, const StintFileContent *old, GBytes *new_bytes, GError **error)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

  if (!pass_gate (r, error))
    return ROUND_FAILED;
  if (!stint_file_write_in_place (&r->target, r->state_folder, old,
                                  new_bytes != NULL ? new_bytes : nothing, error))
    return ROUND_FAILED;
  r->result->changed = TRUE;
  r->result->in_place = TRUE;
  /* Nothing was displaced that could be looked at, so the file itself is: once more through the edit,
   * which finds nothing to do unless somebody else wrote. */
  return ROUND_AGAIN;
}

static gboolean
refuse_read_only (const StintFileTarget *target, const StintFileContent *old, GError **error)
{
  if (old->bytes == NULL || (old->st.st_mode & 0222) != 0)
    return FALSE;
  g_propagate_error (
      error, stint_files_error_new (STINT_FILES_ERROR_READ_ONLY, target->path, 0,
                                    "%s: somebody made this file read-only; Stint leaves it alone",
                                    target->path));
  return TRUE;
}

/* Returns TRUE where @new_bytes is what stands there. */
static gboolean
is_same (const StintFileContent *old, GBytes *new_bytes)
{
  return new_bytes == old->bytes || stint_file_content_equals (old, new_bytes);
}

static gboolean
read_old (Replacement *r, StintFileContent *old, GError **error)
{
  const StintFileGlimpse *glimpse = g_steal_pointer (&r->glimpse);
  goffset expected_size = r->expected_size;

  r->expected_size = 0;
  return stint_file_content_recall (old, &r->target, glimpse) ||
         stint_file_content_load_settled (old, &r->target, r->target.name, expected_size, error);
}

static Round
run_round (Replacement *r, GError **error)
{
  g_auto (StintFileContent) old = { .fd = -1 };
  g_autoptr (GBytes) new_bytes = NULL;
  Round round;

  if (!read_old (r, &old, error) || !r->edit (old.bytes, r->user_data, &new_bytes, error))
    return ROUND_FAILED;
  if (is_same (&old, new_bytes) || (new_bytes == NULL && r->result->in_place))
    return ROUND_DONE;
  if (old.bytes == NULL && (r->flags & STINT_FILE_REPLACE_CREATE) == 0)
    return ROUND_DONE;
  if (refuse_read_only (&r->target, &old, error))
    return ROUND_FAILED;
  if (old.bytes != NULL && old.st.st_nlink > 1)
    return write_in_place (r, &old, new_bytes, error);
  round =
      new_bytes != NULL ? replace_file (r, &old, new_bytes, error) : remove_file (r, &old, error);
  if (round == ROUND_IN_PLACE && old.bytes != NULL)
    return write_in_place (r, &old, new_bytes, error);
  return round;
}

static gboolean
run (Replacement *r, GError **error)
{
  for (guint i = 0; i < MAX_ROUNDS; i++)
    {
      Round round = run_round (r, error);

      if (round == ROUND_DONE)
        return TRUE;
      if (round == ROUND_FAILED)
        return FALSE;
    }
  g_propagate_error (error, stint_files_error_new (STINT_FILES_ERROR_BUSY_WRITER, r->target.path, 0,
                                                   "%s: another program keeps writing this file",
                                                   r->target.path));
  return FALSE;
}

static gboolean
replace (Replacement *r,
         const char *path,
         StintFileReplaceResult *result,
         GCancellable *cancellable,
         GError **error)
{
  g_auto (StintFileReplaceResult) own_result = { FALSE };
  g_autoptr (StintFileLock) lock = NULL;
  gboolean done = FALSE;

  r->result = result != NULL ? result : &own_result;
  *r->result = (StintFileReplaceResult){ FALSE };
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (stint_file_target_open (&r->target, path, (r->flags & STINT_FILE_REPLACE_CREATE) != 0, error))
    {
      if (r->target.folder_fd < 0)
        done = TRUE; /* no folder, and nothing to create: nothing to edit either */
      else if ((lock = stint_file_lock_for (&r->target, r->state_folder, error)) != NULL)
        done = stint_file_sweep (&r->target, r->state_folder, r->result, error) && run (r, error);
    }
  stint_file_target_clear (&r->target);
  return done;
}

gboolean
stint_file_replace (const char *path,
                    const char *state_folder,
                    goffset expected_size,
                    StintFileReplaceFlags flags,
                    StintFileEdit edit,
                    gpointer user_data,
                    StintFileReplaceResult *result,
                    GCancellable *cancellable,
                    GError **error)
{
  Replacement r = { .target.folder_fd = -1,
                    .state_folder = state_folder,
                    .expected_size = expected_size,
                    .flags = flags,
                    .edit = edit,
                    .user_data = user_data };

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (edit != NULL, FALSE);

  return replace (&r, path, result, cancellable, error);
}

gboolean
stint_file_replace_glimpsed (const char *path,
                             const char *state_folder,
                             const StintFileGlimpse *glimpse,
                             const StintFileGate *gate,
                             StintFileReplaceFlags flags,
                             StintFileEdit edit,
                             gpointer user_data,
                             StintFileReplaceResult *result,
                             GCancellable *cancellable,
                             GError **error)
{
  Replacement r = { .target.folder_fd = -1,
                    .state_folder = state_folder,
                    .glimpse = glimpse,
                    .gate = gate,
                    .expected_size = glimpse->size,
                    .flags = flags,
                    .edit = edit,
                    .user_data = user_data };

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (edit != NULL, FALSE);

  return replace (&r, path, result, cancellable, error);
}
