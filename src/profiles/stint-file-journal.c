/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Writing in place, where a rename is impossible or would cut a hard link or a mount.
 *
 * A journal with the old and the new content is made durable first.  Whoever finds one later compares:
 * the old content, or any mix of old and new that a broken write leaves, becomes the new content;
 * anything else was written by somebody else since and stays.
 *
 * The journal: a line of text (JOURNAL_MAGIC, path, length of the old, of the new content, hash of
 * both), then both contents. */

#include "config.h"

#include "stint-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "stint-ini-document.h"

#define JOURNAL_MAGIC "stint-journal-1"
#define BLOCK 4096

typedef struct
{
  char *folder; /* (owned) */
  char *name;   /* (owned) */
} JournalPlace;

static void
journal_place_clear (JournalPlace *place)
{
  g_free (place->folder);
  g_free (place->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JournalPlace, journal_place_clear)

static void
place_beside (JournalPlace *place, const StintFileTarget *target)
{
  place->folder = g_strdup (target->folder);
  place->name = g_strdup_printf (".%s.stint-journal", target->name);
}

static void
place_in_state (JournalPlace *place, const StintFileTarget *target, const char *state_folder)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, target->path, -1);

  place->folder = g_strdup (state_folder);
  place->name = g_strdup_printf ("%.16s.journal", digest);
}

static void
contents_hash (const char *data, gsize size, char out_text[STINT_FILE_HASH_LENGTH + 1])
{
  g_autoptr (GBytes) both = g_bytes_new_static (data, size);

  stint_file_hash (both, out_text);
}

static GBytes *
journal_encode (const StintFileTarget *target, GBytes *old, GBytes *new_bytes)
{
  gsize old_size, new_size, head_size;
  const char *old_data = g_bytes_get_data (old, &old_size);
  const char *new_data = g_bytes_get_data (new_bytes, &new_size);
  g_autofree char *path = g_uri_escape_string (target->path, "/", FALSE);
  g_autofree char *head = g_strdup_printf (JOURNAL_MAGIC " %s %" G_GSIZE_FORMAT " %" G_GSIZE_FORMAT
                                                         " 0000000000000000\n",
                                           path, old_size, new_size);
  char hash[STINT_FILE_HASH_LENGTH + 1];
  char *data;

  head_size = strlen (head);
  data = g_malloc (head_size + old_size + new_size + 1);
  memcpy (data, head, head_size);
  if (old_size > 0)
    memcpy (data + head_size, old_data, old_size);
  if (new_size > 0)
    memcpy (data + head_size + old_size, new_data, new_size);
  contents_hash (data + head_size, old_size + new_size, hash);
  memcpy (data + head_size - 1 - STINT_FILE_HASH_LENGTH, hash, STINT_FILE_HASH_LENGTH);
  return stint_ini_bytes_new_take (data, head_size + old_size + new_size);
}

/* FALSE for anything but a whole journal of this file. */
static gboolean
journal_decode (const StintFileTarget *target, GBytes *bytes, GBytes **out_old, GBytes **out_new)
{
  gsize size, head_size;
  const char *data = g_bytes_get_data (bytes, &size);
  const char *newline = size > 0 ? memchr (data, '\n', size) : NULL;
  g_autofree char *head = newline != NULL ? g_strndup (data, newline - data) : NULL;
  g_auto (GStrv) words = head != NULL ? g_strsplit (head, " ", -1) : NULL;
  g_autofree char *path = NULL;
  char hash[STINT_FILE_HASH_LENGTH + 1];
  guint64 old_size, new_size;

  if (words == NULL || g_strv_length (words) != 5 || !g_str_equal (words[0], JOURNAL_MAGIC))
    return FALSE;
  path = g_uri_unescape_string (words[1], NULL);
  head_size = newline + 1 - data;
  if (g_strcmp0 (path, target->path) != 0 ||
      !g_ascii_string_to_unsigned (words[2], 10, 0, STINT_INI_MAX_BYTES, &old_size, NULL) ||
      !g_ascii_string_to_unsigned (words[3], 10, 0, STINT_INI_MAX_BYTES, &new_size, NULL) ||
      size != head_size + old_size + new_size)
    return FALSE;
  contents_hash (data + head_size, old_size + new_size, hash);
  if (!g_str_equal (hash, words[4]))
    return FALSE;
  *out_old = g_bytes_new_from_bytes (bytes, head_size, old_size);
  *out_new = g_bytes_new_from_bytes (bytes, head_size + old_size, new_size);
  return TRUE;
}

static gboolean
journal_write (const JournalPlace *place, GBytes *bytes, GError **error)
{
  g_auto (StintFileTarget) target = { .folder_fd = -1 };
  g_autofree char *path = g_build_filename (place->folder, place->name, NULL);
  g_auto (StintFileTemp) temp = { NULL };
  StintFileContent nothing = { .fd = -1 };
  gboolean unlike;

  if (!stint_file_target_open (&target, path, TRUE, error))
    return FALSE;
  if (!stint_file_temp_write (&temp, &target, bytes, &nothing, &unlike, error) ||
      !stint_file_temp_sync (&temp, &target, error))
    return FALSE;
  if (renameat (target.folder_fd, temp.name, target.folder_fd, target.name) != 0)
    {
      stint_file_set_error (error, errno, path, "cannot write the journal");
      unlinkat (target.folder_fd, temp.name, 0);
      return FALSE;
    }
  return stint_file_sync_folder (target.folder_fd, place->folder, error);
}

static void
journal_remove (const JournalPlace *place)
{
  g_autofree char *path = g_build_filename (place->folder, place->name, NULL);
  int folder_fd;

  if (unlink (path) != 0)
    return;
  folder_fd = open (place->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_fd >= 0)
    {
      fsync (folder_fd);
      close (folder_fd);
    }
}

static gboolean
set_content (int fd, GBytes *bytes)
{
  goffset size = g_bytes_get_size (bytes);
  struct stat st;

  return stint_file_write_all (fd, bytes) && fstat (fd, &st) == 0 &&
         (st.st_size == size || ftruncate (fd, size) == 0) && fsync (fd) == 0;
}

/* Writes where the room is known to be there, or not at all. */
static gboolean
overwrite (const StintFileTarget *target, GBytes *old, GBytes *new_bytes, GError **error)
{
  int fd = openat (target->folder_fd, target->name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
  gsize old_size = g_bytes_get_size (old), new_size = g_bytes_get_size (new_bytes);
  int saved_errno = 0;

  if (fd < 0)
    {
      stint_file_set_error (error, errno, target->path, "cannot be written in place");
      return FALSE;
    }
  if (new_size > old_size &&
      fallocate (fd, FALLOC_FL_KEEP_SIZE, old_size, new_size - old_size) != 0 &&
      errno != EOPNOTSUPP && errno != ENOSYS && errno != EINVAL)
    saved_errno = errno;
  else if (!set_content (fd, new_bytes))
    {
      saved_errno = errno;
      /* The old bytes need no more room than they had. */
      if (!set_content (fd, old))
        g_warning ("%s could be neither written nor restored; its journal is kept", target->path);
    }
  close (fd);
  if (saved_errno != 0)
    stint_file_set_error (error, saved_errno, target->path, "cannot be written in place");
  return saved_errno == 0;
}

static gboolean
is_unchanged (const StintFileTarget *target, GBytes *bytes)
{
  g_auto (StintFileContent) now = { .fd = -1 };

  return stint_file_content_load (&now, target, target->name, NULL) &&
         stint_file_content_equals (&now, bytes);
}

gboolean
stint_file_write_in_place (const StintFileTarget *target,
                           const char *state_folder,
                           const StintFileContent *old,
                           GBytes *new_bytes,
                           GError **error)
{
  g_autoptr (GBytes) journal = journal_encode (target, old->bytes, new_bytes);
  g_auto (JournalPlace) place = { NULL };
  g_autoptr (GError) beside_error = NULL;
  gboolean written;

  /* Asked first, so that a file that cannot be written leaves no journal. */
  if (faccessat (target->folder_fd, target->name, W_OK, AT_EACCESS) != 0)
    {
      stint_file_set_error (error, errno, target->path, "cannot be written");
      return FALSE;
    }
  place_beside (&place, target);
  if (!journal_write (&place, journal, &beside_error))
    {
      journal_place_clear (&place);
      place_in_state (&place, target, state_folder != NULL ? state_folder : target->folder);
      if (state_folder == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&beside_error));
          return FALSE;
        }
      if (!journal_write (&place, journal, error))
        return FALSE;
    }
  /* Somebody wrote since: the caller looks again. */
  written = !is_unchanged (target, old->bytes) || overwrite (target, old->bytes, new_bytes, error);
  if (written || is_unchanged (target, old->bytes))
    journal_remove (&place);
  return written;
}

/* Whether @now is what a broken write of @new_bytes over @old leaves: block by block one of both. */
static gboolean
is_mix (GBytes *now, GBytes *old, GBytes *new_bytes)
{
  gsize size, old_size, new_size;
  const char *data = g_bytes_get_data (now, &size);
  const char *old_data = g_bytes_get_data (old, &old_size);
  const char *new_data = g_bytes_get_data (new_bytes, &new_size);

  if (size > MAX (old_size, new_size))
    return FALSE;
  for (gsize at = 0; at < size;)
    {
      gsize block = MIN (BLOCK, size - at);
      gsize same = 0;

      /* Inside of a block, new bytes may be followed by old ones, never the other way round. */
      while (same < block && at + same < new_size && data[at + same] == new_data[at + same])
        same++;
      if (same < block && (at + block > old_size ||
                           memcmp (data + at + same, old_data + at + same, block - same) != 0))
        return FALSE;
      at += block;
    }
  return TRUE;
}

static gboolean
replay_at (const StintFileTarget *target,
           const JournalPlace *place,
           StintFileReplaceResult *result,
           GError **error)
{
  g_auto (StintFileTarget) journal = { .folder_fd = -1 };
  g_auto (StintFileContent) content = { .fd = -1 };
  g_auto (StintFileContent) now = { .fd = -1 };
  g_autoptr (GBytes) old = NULL;
  g_autoptr (GBytes) new_bytes = NULL;
  g_autofree char *path = g_build_filename (place->folder, place->name, NULL);

  if (!stint_file_target_open (&journal, path, FALSE, NULL) ||
      !stint_file_content_load (&content, &journal, journal.name, NULL) || content.bytes == NULL)
    return TRUE;
  if (!stint_file_content_load (&now, target, target->name, error))
    return FALSE;
  if (journal_decode (target, content.bytes, &old, &new_bytes) && now.bytes != NULL &&
      !g_bytes_equal (now.bytes, new_bytes) && is_mix (now.bytes, old, new_bytes))
    {
      if (!overwrite (target, now.bytes, new_bytes, error))
        return FALSE;
      if (result != NULL)
        {
          result->changed = TRUE;
          result->recovered++;
        }
    }
  journal_remove (place);
  return TRUE;
}

gboolean
stint_file_journal_replay (const StintFileTarget *target,
                           const char *state_folder,
                           StintFileReplaceResult *result,
                           GError **error)
{
  g_auto (JournalPlace) beside = { NULL };
  g_auto (JournalPlace) state = { NULL };

  place_beside (&beside, target);
  if (!replay_at (target, &beside, result, error))
    return FALSE;
  if (state_folder == NULL)
    return TRUE;
  place_in_state (&state, target, state_folder);
  return replay_at (target, &state, result, error);
}
