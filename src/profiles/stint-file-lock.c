/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define POLL_US (5 * 1000)
/* How long one writer waits for another one of ours. */
#define WAIT_FOR_WRITER_MS (10 * 1000)
#define MAX_NOTE 4096

struct _StintFileLock
{
  int fd; /* (owned) */
  char
      *path; /* (owned) (nullable): removed on release; NULL where the lock is on the user's file */
};

static gboolean
try_lock (int fd)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  return fcntl (fd, F_OFD_SETLK, &lock) == 0;
}

/* The lock counts only while its file is still the one of that name: a holder who removed it let go of
 * an inode that nobody else can meet any more. */
static gboolean
is_still_there (int fd, const char *path)
{
  struct stat own, named;

  return fstat (fd, &own) == 0 && own.st_nlink > 0 && lstat (path, &named) == 0 &&
         own.st_dev == named.st_dev && own.st_ino == named.st_ino;
}

static char *
read_note (int fd)
{
  char note[MAX_NOTE + 1];
  gssize n = pread (fd, note, MAX_NOTE, 0);

  note[MAX (n, 0)] = '\0';
  return g_utf8_make_valid (note, -1);
}

static void
write_note (int fd, const char *note)
{
  gsize length = note != NULL ? MIN (strlen (note), MAX_NOTE) : 0;

  /* Only for people to read; the lock holds without it. */
  if (ftruncate (fd, 0) == 0 && length > 0 && pwrite (fd, note, length, 0) < 0)
    g_debug ("No note in a lock file: %s", g_strerror (errno));
}

static StintFileLock *
refuse_busy (int fd, const char *path, char **out_holder, GError **error)
{
  g_autofree char *note = read_note (fd);

  close (fd);
  g_propagate_error (error,
                     stint_files_error_new (STINT_FILES_ERROR_BUSY_WRITER, path, 0,
                                            "%s: the lock is held by another process", path));
  if (out_holder != NULL)
    *out_holder = g_steal_pointer (&note);
  return NULL;
}

StintFileLock *
stint_file_lock_acquire (
    const char *path, guint wait_ms, const char *note, char **out_holder, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) wait_ms * 1000;

  g_return_val_if_fail (path != NULL, NULL);

  for (;;)
    {
      int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY, 0600);

      if (fd < 0)
        {
          stint_file_set_error (error, errno, path, "cannot open the lock file");
          return NULL;
        }
      if (try_lock (fd))
        {
          if (is_still_there (fd, path))
            {
              StintFileLock *self = g_new (StintFileLock, 1);

              write_note (fd, note);
              self->fd = fd;
              self->path = g_strdup (path);
              return self;
            }
        }
      else if (errno != EAGAIN && errno != EACCES && errno != EINTR)
        {
          stint_file_set_error (error, errno, path, "cannot lock");
          close (fd);
          return NULL;
        }
      else if (g_get_monotonic_time () >= deadline)
        return refuse_busy (fd, path, out_holder, error);
      else
        g_usleep (POLL_US);
      close (fd);
    }
}

void
stint_file_lock_release (StintFileLock *self)
{
  /* Removed while it is still locked: who waits for this inode finds out and opens the name again. */
  if (self->path != NULL)
    unlink (self->path);
  close (self->fd);
  g_free (self->path);
  g_free (self);
}

/* The folder takes no new file, so the file itself is what is written in place, and locked. */
static StintFileLock *
lock_file_itself (const StintFileTarget *target, GError **error)
{
  int fd = openat (target->folder_fd, target->name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
  StintFileLock *self;

  if (fd < 0)
    {
      stint_file_set_error (error, errno == ENOENT ? EACCES : errno, target->path,
                            "neither it nor its folder can be written");
      return NULL;
    }
  for (guint waited = 0; !try_lock (fd); waited++)
    {
      if ((errno != EAGAIN && errno != EACCES && errno != EINTR) ||
          waited >= WAIT_FOR_WRITER_MS * 1000 / POLL_US)
        {
          close (fd);
          g_propagate_error (
              error, stint_files_error_new (STINT_FILES_ERROR_BUSY_WRITER, target->path, 0,
                                            "%s: is locked by another process", target->path));
          return NULL;
        }
      g_usleep (POLL_US);
    }
  self = g_new0 (StintFileLock, 1);
  self->fd = fd;
  return self;
}

StintFileLock *
stint_file_lock_for (const StintFileTarget *target, const char *state_folder, GError **error)
{
  g_autofree char *name = g_strdup_printf (".%s.stint-lock", target->name);
  g_autofree char *path = g_build_filename (target->folder, name, NULL);
  g_autoptr (GError) own_error = NULL;
  StintFileLock *lock = stint_file_lock_acquire (path, WAIT_FOR_WRITER_MS, NULL, NULL, &own_error);

  if (lock != NULL)
    return lock;
  if (g_error_matches (own_error, STINT_FILES_ERROR, STINT_FILES_ERROR_NOT_WRITABLE) ||
      g_error_matches (own_error, STINT_FILES_ERROR, STINT_FILES_ERROR_READ_ONLY))
    return lock_file_itself (target, error);
  g_propagate_error (error, g_steal_pointer (&own_error));
  return NULL;
}
