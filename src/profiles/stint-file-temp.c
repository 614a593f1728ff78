/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* A complete new file beside the old one, with everything that the old one has: mode, owner, ACL,
 * attributes.  It is 0600 until its content is whole. */

#include "config.h"

#include "stint-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#define ACL_NAME "system.posix_acl_access"
#define MAX_NAMES (64 * 1024)
#define MAX_VALUE (64 * 1024)

gboolean
stint_file_write_all (int fd, GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  gsize done = 0;

  while (done < size)
    {
      gssize n = pwrite (fd, data + done, size - done, done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          errno = n == 0 ? ENOSPC : errno;
          return FALSE;
        }
      done += n;
    }
  return TRUE;
}

static gboolean
copy_attribute (int from, int to, const char *name)
{
  g_autofree char *value = g_malloc (MAX_VALUE);
  gssize size = fgetxattr (from, name, value, MAX_VALUE);

  if (size < 0)
    return errno == ENODATA;
  return fsetxattr (to, name, value, size, 0) == 0;
}

/* What belongs to the user must come along; what belongs to the system (labels of a security module)
 * is tried, and otherwise is what the system gives to new files here. */
static gboolean
copy_attributes (int from, int to)
{
  g_autofree char *names = g_malloc (MAX_NAMES);
  gssize size = flistxattr (from, names, MAX_NAMES);
  gboolean has_acl = FALSE;

  if (size < 0)
    return errno == ENOTSUP;
  for (const char *name = names; name < names + size; name += strlen (name) + 1)
    {
      gboolean is_acl = g_str_equal (name, ACL_NAME);
      gboolean must = is_acl || g_str_has_prefix (name, "user.");

      has_acl = has_acl || is_acl;
      if (!copy_attribute (from, to, name) && must)
        return FALSE;
    }
  /* The folder's default ACL may have given it one that the old file does not have. */
  if (!has_acl)
    fremovexattr (to, ACL_NAME);
  return TRUE;
}

static gboolean
make_alike (int fd, const StintFileContent *like)
{
  struct stat st;

  if (fstat (fd, &st) != 0)
    return FALSE;
  if (st.st_uid != like->st.st_uid && fchown (fd, like->st.st_uid, (gid_t) -1) != 0)
    return FALSE;
  if (st.st_gid != like->st.st_gid && fchown (fd, (uid_t) -1, like->st.st_gid) != 0)
    return FALSE;
  return copy_attributes (like->fd, fd) && fchmod (fd, like->st.st_mode & 07777) == 0;
}

static int
open_temp (const StintFileTarget *target, char **out_name)
{
  for (guint i = 0; i < 100; i++)
    {
      g_autofree char *name = g_strdup_printf (".%s.stint-tmp-%08x", target->name, g_random_int ());
      int fd = openat (target->folder_fd, name,
                       O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);

      if (fd >= 0)
        *out_name = g_steal_pointer (&name);
      if (fd >= 0 || errno != EEXIST)
        return fd;
    }
  return -1;
}

static gboolean
give_up (StintFileTemp *self, const StintFileTarget *target, int saved_errno, GError **error)
{
  close (self->fd);
  unlinkat (target->folder_fd, self->name, 0);
  g_clear_pointer (&self->name, g_free);
  stint_file_set_error (error, saved_errno, target->path, "cannot write a new version");
  return FALSE;
}

gboolean
stint_file_temp_write (StintFileTemp *self,
                       const StintFileTarget *target,
                       GBytes *bytes,
                       const StintFileContent *like,
                       gboolean *out_unlike,
                       GError **error)
{
  *out_unlike = FALSE;
  self->name = NULL;
  self->fd = open_temp (target, &self->name);
  if (self->fd < 0)
    {
      *out_unlike = errno == EACCES || errno == EPERM || errno == EROFS;
      stint_file_set_error (error, errno, target->folder, "cannot write a file here");
      return FALSE;
    }
  if (!stint_file_write_all (self->fd, bytes))
    return give_up (self, target, errno, error);
  /* Only a head start for the disk: whoever cannot do this does all of it in fsync(). */
  sync_file_range (self->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
  if (like->bytes != NULL && !make_alike (self->fd, like))
    {
      *out_unlike = TRUE;
      return give_up (self, target, errno, error);
    }
  return TRUE;
}

gboolean
stint_file_temp_sync (StintFileTemp *self, const StintFileTarget *target, GError **error)
{
  int saved_errno;

  if (fsync (self->fd) != 0)
    return give_up (self, target, errno, error);
  if (close (self->fd) == 0)
    return TRUE;
  saved_errno = errno;
  unlinkat (target->folder_fd, self->name, 0);
  g_clear_pointer (&self->name, g_free);
  stint_file_set_error (error, saved_errno, target->path, "cannot write a new version");
  return FALSE;
}
