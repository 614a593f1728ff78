/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Reading a file that others rewrite in place, without locks: the AWS CLI truncates, then writes.  What
 * is empty, suddenly shorter, or open for writing is looked at again before it is believed. */

#include "config.h"

#include "stint-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "stint-ini-document.h"

#define LOOK_AGAIN_US (5 * 1000)
/* How long a writer that holds the file open is waited for. */
#define BUSY_LOOKS 60
/* How often a suspicious file is looked at again where nobody is writing, or where nobody can know. */
#define QUIET_LOOKS 1
#define BLIND_LOOKS 6

void
stint_file_content_clear (StintFileContent *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

gboolean
stint_file_content_equals (const StintFileContent *self, GBytes *bytes)
{
  if (self->bytes == NULL || bytes == NULL)
    return self->bytes == bytes;
  return stint_ini_bytes_equal (self->bytes, bytes);
}

static guint64
mix (guint64 hash, guint64 word)
{
  hash = (hash ^ word) * 0xd6e8feb86659fd93u;
  return hash ^ hash >> 32;
}

void
stint_file_hash (GBytes *bytes, char out_text[STINT_FILE_HASH_LENGTH + 1])
{
  gsize size;
  const guchar *p;
  guint64 lanes[4], words[4], hash = 0;

  if (bytes == NULL)
    {
      strcpy (out_text, "gone");
      return;
    }
  p = g_bytes_get_data (bytes, &size);
  for (guint i = 0; i < G_N_ELEMENTS (lanes); i++)
    lanes[i] = ((guint64) i + 1) * 0x9e3779b97f4a7c15u ^ size;
  /* Four lanes, so that one multiplication need not wait for the other. */
  for (; size >= sizeof words; p += sizeof words, size -= sizeof words)
    {
      memcpy (words, p, sizeof words);
      lanes[0] = mix (lanes[0], words[0]);
      lanes[1] = mix (lanes[1], words[1]);
      lanes[2] = mix (lanes[2], words[2]);
      lanes[3] = mix (lanes[3], words[3]);
    }
  memset (words, 0, sizeof words);
  memcpy (words, p, size);
  for (guint i = 0; i < G_N_ELEMENTS (lanes); i++)
    hash = mix (hash, mix (lanes[i], words[i]));
  hash = (hash ^ (hash >> 29)) * 0xbf58476d1ce4e5b9u;
  hash ^= hash >> 32;
  explicit_bzero (words, sizeof words);
  g_snprintf (out_text, STINT_FILE_HASH_LENGTH + 1, "%016" G_GINT64_MODIFIER "x", hash);
}

static gboolean
read_all (StintFileContent *self, const char *path, GError **error)
{
  gsize room = self->st.st_size + 1, size = 0;
  char *data = g_malloc (room);

  for (;;)
    {
      gssize n = pread (self->fd, data + size, room - size, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          int saved_errno = errno;

          g_bytes_unref (stint_ini_bytes_new_take (data, room));
          g_propagate_error (error, stint_files_error_new (STINT_FILES_ERROR_NOT_READABLE, path, 0,
                                                           "%s: cannot be read: %s", path,
                                                           g_strerror (saved_errno)));
          return FALSE;
        }
      size += n;
      /* A file that grows meanwhile is read as far as it was; the second look finds the rest. */
      if (n == 0 || size == room)
        break;
    }
  g_clear_pointer (&self->bytes, g_bytes_unref);
  self->bytes = stint_ini_bytes_new_take (data, size);
  return TRUE;
}

gboolean
stint_file_content_load (StintFileContent *self,
                         const StintFileTarget *target,
                         const char *name,
                         GError **error)
{
  g_autofree char *path = g_build_filename (target->folder, name, NULL);
  struct stat after;

  stint_file_content_clear (self);
  if (target->folder_fd < 0)
    return TRUE;
  self->fd =
      openat (target->folder_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
  if (self->fd < 0 && errno == ENOENT)
    return TRUE;
  if (self->fd < 0 || fstat (self->fd, &self->st) != 0)
    {
      int saved_errno = errno;

      g_propagate_error (error, stint_files_error_new (saved_errno == ELOOP
                                                           ? STINT_FILES_ERROR_NOT_A_FILE
                                                           : STINT_FILES_ERROR_NOT_READABLE,
                                                       path, 0, "%s: cannot be opened: %s", path,
                                                       g_strerror (saved_errno)));
      return FALSE;
    }
  if (!S_ISREG (self->st.st_mode))
    {
      g_propagate_error (error, stint_files_error_new (STINT_FILES_ERROR_NOT_A_FILE, path, 0,
                                                       "%s: is not a plain file", path));
      return FALSE;
    }
  if (self->st.st_size > STINT_INI_MAX_BYTES)
    {
      g_propagate_error (error, stint_files_error_new (STINT_FILES_ERROR_TOO_LARGE, path, 0,
                                                       "%s: is too large for an AWS file", path));
      return FALSE;
    }
  do
    {
      if (!read_all (self, path, error))
        return FALSE;
      after = self->st;
      fstat (self->fd, &self->st);
    }
  while (self->st.st_size != after.st_size && self->st.st_size <= STINT_INI_MAX_BYTES);
  return TRUE;
}

typedef enum
{
  WRITER_NONE,
  WRITER_BUSY,
  WRITER_UNKNOWN,
} Writer;

/* A read lease is refused while anybody has the file open for writing: exactly the question. The
 * lease is given back at once; should somebody open the file in between, the kernel tells us with
 * SIGURG, which nobody minds, instead of SIGIO, which would end the process. */
static Writer
find_writer (int fd)
{
  if (fcntl (fd, F_SETSIG, SIGURG) != 0)
    return WRITER_UNKNOWN;
  if (fcntl (fd, F_SETLEASE, F_RDLCK) == 0)
    {
      fcntl (fd, F_SETLEASE, F_UNLCK);
      return WRITER_NONE;
    }
  return errno == EAGAIN ? WRITER_BUSY : WRITER_UNKNOWN;
}

static guint
looks_for (Writer writer)
{
  switch (writer)
    {
    case WRITER_NONE:
      return QUIET_LOOKS;
    case WRITER_BUSY:
      return BUSY_LOOKS;
    case WRITER_UNKNOWN:
    default:
      return BLIND_LOOKS;
    }
}

gboolean
stint_file_content_load_settled (StintFileContent *self,
                                 const StintFileTarget *target,
                                 const char *name,
                                 goffset expected_size,
                                 GError **error)
{
  for (guint looks = 0;; looks++)
    {
      Writer writer;
      gsize size;

      if (!stint_file_content_load (self, target, name, error))
        return FALSE;
      if (self->bytes == NULL)
        {
          if (expected_size == 0 || looks >= BLIND_LOOKS)
            return TRUE;
          g_usleep (LOOK_AGAIN_US);
          continue;
        }
      size = g_bytes_get_size (self->bytes);
      writer = find_writer (self->fd);
      if (writer != WRITER_BUSY && size > 0 && (goffset) size >= expected_size)
        return TRUE;
      if (looks >= looks_for (writer))
        return TRUE;
      g_usleep (LOOK_AGAIN_US);
    }
}

static gboolean
holds (int fd, GBytes *bytes)
{
  gsize size, at = 0;
  const char *data = g_bytes_get_data (bytes, &size);
  char block[64 * 1024];
  gssize n;

  do
    {
      n = pread (fd, block, sizeof block, at);
      if (n > 0 && ((gsize) n > size - at || memcmp (block, data + at, n) != 0))
        break;
      at += MAX (n, 0);
    }
  while (n > 0 || (n < 0 && errno == EINTR));
  explicit_bzero (block, MIN (size, sizeof block));
  return n == 0 && at == size;
}

gboolean
stint_file_is_quietly (const StintFileTarget *target, const char *name, GBytes *bytes)
{
  struct stat st;
  int fd =
      openat (target->folder_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
  gboolean quiet;

  if (fd < 0)
    return FALSE;
  quiet = fstat (fd, &st) == 0 && S_ISREG (st.st_mode) &&
          (gsize) st.st_size == g_bytes_get_size (bytes) && st.st_size > 0 && holds (fd, bytes) &&
          find_writer (fd) != WRITER_BUSY;
  close (fd);
  return quiet;
}

/* --- Glimpses --------------------------------------------------------------------------------- */

void
stint_file_glimpse_clear (StintFileGlimpse *glimpse)
{
  g_clear_pointer (&glimpse->bytes, g_bytes_unref);
}

static gint64
to_nanoseconds (const struct timespec *time)
{
  return (gint64) time->tv_sec * 1000000000 + time->tv_nsec;
}

gboolean
stint_file_content_recall (StintFileContent *self,
                           const StintFileTarget *target,
                           const StintFileGlimpse *glimpse)
{
  stint_file_content_clear (self);
  if (glimpse == NULL || glimpse->bytes == NULL || target->folder_fd < 0)
    return FALSE;
  self->fd = openat (target->folder_fd, target->name,
                     O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | O_NONBLOCK);
  if (self->fd < 0 || fstat (self->fd, &self->st) != 0 || !S_ISREG (self->st.st_mode) ||
      self->st.st_dev != glimpse->device || self->st.st_ino != glimpse->inode ||
      self->st.st_size != glimpse->size ||
      to_nanoseconds (&self->st.st_mtim) != glimpse->modified ||
      to_nanoseconds (&self->st.st_ctim) != glimpse->changed ||
      find_writer (self->fd) == WRITER_BUSY)
    {
      stint_file_content_clear (self);
      return FALSE;
    }
  self->bytes = g_bytes_ref (glimpse->bytes);
  return TRUE;
}

gboolean
stint_file_read_glimpse (const char *path,
                         goffset expected_size,
                         StintFileGlimpse *glimpse,
                         GCancellable *cancellable,
                         GError **error)
{
  g_auto (StintFileTarget) target = { .folder_fd = -1 };
  g_auto (StintFileContent) content = { .fd = -1 };

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (glimpse != NULL, FALSE);

  *glimpse = (StintFileGlimpse){ NULL };
  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !stint_file_target_open (&target, path, FALSE, error) ||
      !stint_file_content_load_settled (&content, &target, target.name, expected_size, error))
    return FALSE;
  if (content.bytes == NULL)
    return TRUE;
  glimpse->bytes = g_steal_pointer (&content.bytes);
  glimpse->device = content.st.st_dev;
  glimpse->inode = content.st.st_ino;
  glimpse->size = content.st.st_size;
  glimpse->modified = to_nanoseconds (&content.st.st_mtim);
  glimpse->changed = to_nanoseconds (&content.st.st_ctim);
  return TRUE;
}

GBytes *
stint_file_read (const char *path, goffset expected_size, GCancellable *cancellable, GError **error)
{
  g_auto (StintFileGlimpse) glimpse = { NULL };

  if (!stint_file_read_glimpse (path, expected_size, &glimpse, cancellable, error))
    return NULL;
  return g_steal_pointer (&glimpse.bytes);
}
