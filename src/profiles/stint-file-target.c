/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define MAX_LINKS 40

static StintFilesError
code_from_errno (int saved_errno)
{
  switch (saved_errno)
    {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return STINT_FILES_ERROR_NO_SPACE;
    case EROFS:
    case EPERM:
      return STINT_FILES_ERROR_READ_ONLY;
    case EACCES:
      return STINT_FILES_ERROR_NOT_WRITABLE;
    case ELOOP:
    case EISDIR:
    case ENOTDIR:
      return STINT_FILES_ERROR_NOT_A_FILE;
    default:
      return STINT_FILES_ERROR_FAILED;
    }
}

void
stint_file_set_error (GError **error, int saved_errno, const char *path, const char *what)
{
  g_propagate_error (error,
                     stint_files_error_new (code_from_errno (saved_errno), path, 0, "%s: %s: %s",
                                            path, what, g_strerror (saved_errno)));
}

void
stint_file_target_clear (StintFileTarget *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->name, g_free);
  if (self->folder_fd >= 0)
    close (self->folder_fd);
  self->folder_fd = -1;
}

/* (transfer full): where the link at @path points, or NULL if it is none. */
static char *
read_link (const char *path)
{
  g_autofree char *to = g_file_read_link (path, NULL);
  g_autofree char *folder = NULL;

  if (to == NULL || g_path_is_absolute (to))
    return g_steal_pointer (&to);
  folder = g_path_get_dirname (path);
  return g_build_filename (folder, to, NULL);
}

/* Follows links by hand, because the last target need not exist. */
static char *
follow_links (const char *path, gboolean *out_linked, GError **error)
{
  g_autofree char *current = g_strdup (path);

  *out_linked = FALSE;
  for (guint i = 0; i < MAX_LINKS; i++)
    {
      g_autofree char *next = read_link (current);

      if (next == NULL)
        return g_steal_pointer (&current);
      *out_linked = TRUE;
      g_free (current);
      current = g_steal_pointer (&next);
    }
  stint_file_set_error (error, ELOOP, path, "cannot follow its links");
  return NULL;
}

static gboolean
check_folder (const StintFileTarget *self, GError **error)
{
  struct stat st;

  if (fstat (self->folder_fd, &st) != 0)
    {
      stint_file_set_error (error, errno, self->folder, "cannot look at the folder");
      return FALSE;
    }
  if ((st.st_mode & S_IWOTH) != 0 && (st.st_mode & S_ISVTX) == 0)
    {
      g_propagate_error (error, stint_files_error_new (
                                    STINT_FILES_ERROR_NOT_WRITABLE, self->folder, 0,
                                    "%s: anybody may replace files in this folder", self->folder));
      return FALSE;
    }
  return TRUE;
}

gboolean
stint_file_target_open (StintFileTarget *self, const char *path, gboolean create, GError **error)
{
  gboolean linked;

  self->folder_fd = -1;
  self->path = follow_links (path, &linked, error);
  if (self->path == NULL)
    return FALSE;
  self->folder = g_path_get_dirname (self->path);
  self->name = g_path_get_basename (self->path);
  /* A link into nowhere is somebody's mistake, or an unmounted disk: no folder is made for it. */
  if (create && !linked && g_mkdir_with_parents (self->folder, 0700) != 0)
    {
      stint_file_set_error (error, errno, self->folder, "cannot create the folder");
      return FALSE;
    }
  self->folder_fd = open (self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->folder_fd < 0 && errno == ENOENT && !create)
    return TRUE;
  if (self->folder_fd < 0)
    {
      stint_file_set_error (error, errno, self->folder, "cannot open the folder");
      return FALSE;
    }
  return check_folder (self, error);
}

gboolean
stint_file_lacks_call (int saved_errno)
{
  return saved_errno == ENOSYS || saved_errno == EINVAL || saved_errno == ENOTSUP;
}

int
stint_file_move_no_replace (int folder_fd, const char *from, const char *to)
{
  if (renameat2 (folder_fd, from, folder_fd, to, RENAME_NOREPLACE) == 0)
    return 0;
  if (!stint_file_lacks_call (errno))
    return errno;
  if (linkat (folder_fd, from, folder_fd, to, 0) == 0)
    return unlinkat (folder_fd, from, 0) == 0 ? 0 : errno;
  if (errno != EPERM && !stint_file_lacks_call (errno))
    return errno;
  /* Neither call exists here; under our lock, a look has to do. */
  if (faccessat (folder_fd, to, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    return EEXIST;
  return renameat (folder_fd, from, folder_fd, to) == 0 ? 0 : errno;
}

gboolean
stint_file_sync_folder (int folder_fd, const char *path, GError **error)
{
  /* EINVAL: file systems without the notion. */
  if (fsync (folder_fd) == 0 || errno == EINVAL || errno == ENOTSUP)
    return TRUE;
  stint_file_set_error (error, errno, path, "cannot make the folder durable");
  return FALSE;
}
