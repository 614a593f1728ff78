/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What a killed writer leaves beside a file.  Whoever has the lock knows that its maker is dead.
 *
 * A file named …stint-swap-BASE-NEW was complete.  What it holds now says how far its maker came:
 *   NEW      the exchange had not happened: worthless
 *   BASE     it had, and nobody else had written: worthless as well
 *   neither  it had, and this is what somebody else wrote in that instant.  While the file itself is
 *            still NEW, what they wrote goes back in its place (and our change is made anew by whoever
 *            wants it); if the file changed again since, it is kept for the user. */

#include "config.h"

#include "stint-file-private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MAX_SAVED 1000

gboolean
stint_file_save_for_user (const StintFileTarget *target,
                          const char *name,
                          StintFileReplaceResult *result,
                          GError **error)
{
  int failed = 0;

  for (guint i = 1; i <= MAX_SAVED; i++)
    {
      g_autofree char *saved = g_strdup_printf ("%s.stint-saved-%u", target->name, i);

      failed = stint_file_move_no_replace (target->folder_fd, name, saved);
      if (failed == 0)
        {
          g_free (result->saved_path);
          result->saved_path = g_build_filename (target->folder, saved, NULL);
          result->recovered++;
          return TRUE;
        }
      if (failed != EEXIST)
        break;
    }
  /* It stays under the name that it has; nothing is lost. */
  stint_file_set_error (error, failed, target->path, "cannot keep what another program wrote");
  return FALSE;
}

static gboolean
settle_swap (const StintFileTarget *target,
             const char *name,
             const char *base,
             const char *new_hash,
             StintFileReplaceResult *result,
             GError **error)
{
  g_auto (StintFileContent) swap = { .fd = -1 };
  g_auto (StintFileContent) now = { .fd = -1 };
  char swap_hash[STINT_FILE_HASH_LENGTH + 1], now_hash[STINT_FILE_HASH_LENGTH + 1];

  if (!stint_file_content_load (&swap, target, name, error) ||
      !stint_file_content_load (&now, target, target->name, error))
    return FALSE;
  stint_file_hash (swap.bytes, swap_hash);
  stint_file_hash (now.bytes, now_hash);
  if (g_str_equal (swap_hash, base) || g_str_equal (swap_hash, new_hash) ||
      (now.bytes != NULL && swap.st.st_dev == now.st.st_dev && swap.st.st_ino == now.st.st_ino))
    {
      unlinkat (target->folder_fd, name, 0);
      return TRUE;
    }
  if (!g_str_equal (now_hash, new_hash))
    return stint_file_save_for_user (target, name, result, error);
  if (renameat (target->folder_fd, name, target->folder_fd, target->name) != 0)
    {
      stint_file_set_error (error, errno, target->path, "cannot put back what was displaced");
      return FALSE;
    }
  result->recovered++;
  result->changed = TRUE;
  return stint_file_sync_folder (target->folder_fd, target->folder, error);
}

/* "BASE-NEW" */
static gboolean
split_hashes (const char *text, char **out_base, char **out_new)
{
  const char *dash = strchr (text, '-');

  if (dash == NULL)
    return FALSE;
  *out_base = g_strndup (text, dash - text);
  *out_new = g_strdup (dash + 1);
  return TRUE;
}

static GPtrArray *
list_names (int folder_fd, const char *prefix)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  int fd = openat (folder_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *folder = fd >= 0 ? fdopendir (fd) : NULL;
  struct dirent *entry;

  if (folder == NULL)
    {
      if (fd >= 0)
        close (fd);
      return names;
    }
  while ((entry = readdir (folder)) != NULL)
    if (g_str_has_prefix (entry->d_name, prefix))
      g_ptr_array_add (names, g_strdup (entry->d_name));
  closedir (folder);
  return names;
}

static gboolean
sweep_one (const StintFileTarget *target,
           const char *name,
           StintFileReplaceResult *result,
           GError **error)
{
  g_autofree char *temp = g_strdup_printf (".%s.stint-tmp-", target->name);
  g_autofree char *journal_temp = g_strdup_printf ("..%s.stint-journal.stint-tmp-", target->name);
  g_autofree char *swap = g_strdup_printf (".%s.stint-swap-", target->name);
  g_autofree char *base = NULL;
  g_autofree char *new_hash = NULL;

  if (g_str_has_prefix (name, temp) || g_str_has_prefix (name, journal_temp))
    {
      unlinkat (target->folder_fd, name, 0);
      return TRUE;
    }
  if (!g_str_has_prefix (name, swap) || !split_hashes (name + strlen (swap), &base, &new_hash))
    return TRUE;
  return settle_swap (target, name, base, new_hash, result, error);
}

gboolean
stint_file_sweep (const StintFileTarget *target,
                  const char *state_folder,
                  StintFileReplaceResult *result,
                  GError **error)
{
  g_autoptr (GPtrArray) names = list_names (target->folder_fd, ".");

  for (guint i = 0; i < names->len; i++)
    if (!sweep_one (target, g_ptr_array_index (names, i), result, error))
      return FALSE;
  return stint_file_journal_replay (target, state_folder, result, error);
}

gboolean
stint_file_recover (const char *path,
                    const char *state_folder,
                    StintFileReplaceResult *result,
                    GError **error)
{
  g_auto (StintFileTarget) target = { .folder_fd = -1 };
  g_autoptr (StintFileLock) lock = NULL;
  g_auto (StintFileReplaceResult) own_result = { FALSE };
  struct stat st;

  g_return_val_if_fail (path != NULL, FALSE);

  if (result == NULL)
    result = &own_result;
  *result = (StintFileReplaceResult){ FALSE };
  if (!stint_file_target_open (&target, path, FALSE, error))
    return FALSE;
  /* Nothing was ever here: no lock either, it would be a write of its own. */
  if (target.folder_fd < 0)
    return TRUE;
  lock = stint_file_lock_for (&target, state_folder, NULL);
  if (lock == NULL)
    {
      /* Neither the folder nor the file takes a write, so nothing can have been left half done. */
      if (fstatat (target.folder_fd, target.name, &st, AT_SYMLINK_NOFOLLOW) != 0 ||
          faccessat (target.folder_fd, target.name, W_OK, AT_EACCESS) != 0)
        return TRUE;
      g_propagate_error (error,
                         stint_files_error_new (STINT_FILES_ERROR_BUSY_WRITER, target.path, 0,
                                                "%s: is locked by another process", target.path));
      return FALSE;
    }
  return stint_file_sweep (&target, state_folder, result, error);
}
