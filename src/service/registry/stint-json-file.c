/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-json-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX_BYTES (16 * 1024 * 1024)
#define MAX_DEPTH 32

void
stint_json_file_clear (StintJsonFile *self)
{
  g_clear_pointer (&self->root, json_node_unref);
  g_clear_pointer (&self->digest, g_free);
  g_clear_pointer (&self->warning, g_free);
}

static char *
make_digest (GBytes *bytes)
{
  return bytes != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes) : g_strdup ("");
}

/* NULL without an error: there is no such file. */
static GBytes *
read_bytes (const char *path, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  GStatBuf status;
  char *text;
  gsize length;

  if (g_stat (path, &status) == 0 && status.st_size > MAX_BYTES)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is too large", path);
      return NULL;
    }
  if (!g_file_get_contents (path, &text, &length, &local_error))
    {
      if (!g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return g_bytes_new_take (text, length);
}

/* json-glib's parser recurses, so a file of brackets could overflow the stack. */
static gboolean
is_shallow (const char *text, gsize length)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (in_string && text[i] == '\\')
        i++;
      else if (text[i] == '"')
        in_string = !in_string;
      else if (!in_string && (text[i] == '[' || text[i] == '{') && ++depth > MAX_DEPTH)
        return FALSE;
      else if (!in_string && (text[i] == ']' || text[i] == '}') && depth > 0)
        depth--;
    }

  return TRUE;
}

static JsonNode *
parse (const char *path, GBytes *bytes, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local_error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (length == 0 || !g_utf8_validate_len (text, length, NULL) || !is_shallow (text, length))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is not JSON", path);
      return NULL;
    }
  if (!json_parser_load_from_data (parser, text, length, &local_error))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is not JSON: %s", path,
                   local_error->message);
      return NULL;
    }
  if (!JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s is not a JSON object", path);
      return NULL;
    }

  return json_node_ref (json_parser_get_root (parser));
}

static gboolean
read_last_good (const char *path, StintJsonFile *file, GError *why, GError **error)
{
  g_autofree char *copy = g_strconcat (path, "~", NULL);
  g_autoptr (GBytes) bytes = read_bytes (copy, NULL);

  if (bytes != NULL)
    file->root = parse (copy, bytes, NULL);
  if (file->root == NULL)
    {
      g_propagate_error (error, g_error_copy (why));
      return FALSE;
    }
  file->warning = g_strdup_printf ("%s; the last good copy is used instead", why->message);

  return TRUE;
}

gboolean
stint_json_file_read (const char *path, StintJsonFile *out_file, GError **error)
{
  g_auto (StintJsonFile) file = { NULL };
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (out_file != NULL, FALSE);

  bytes = read_bytes (path, &local_error);
  if (bytes == NULL && local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  file.digest = make_digest (bytes);
  if (bytes != NULL)
    file.root = parse (path, bytes, &local_error);
  if (local_error != NULL && !read_last_good (path, &file, local_error, error))
    return FALSE;

  *out_file = file;
  file = (StintJsonFile){ NULL };

  return TRUE;
}

static gboolean
refuse (GError **error, const char *what, const char *path)
{
  int code = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "Cannot %s %s: %s", what, path,
               g_strerror (code));

  return FALSE;
}

/* --- Writing ---------------------------------------------------------------------------------- */

static gboolean
write_all (int fd, GBytes *bytes)
{
  gsize length;
  const char *data = g_bytes_get_data (bytes, &length);

  while (length > 0)
    {
      gssize n = write (fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      data += n;
      length -= n;
    }

  return TRUE;
}

/* Makes a new file with that content, which is not durable yet. Returns a descriptor, or -1. */
static int
write_new (const char *path, GBytes *bytes, GError **error)
{
  int fd;

  /* What a killed process left. */
  unlink (path);
  fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    {
      refuse (error, "make", path);
      return -1;
    }
  if (!write_all (fd, bytes))
    {
      refuse (error, "write", path);
      close (fd);
      unlink (path);
      return -1;
    }
  return fd;
}

/* Its content is durable then; its name is made so with the folder. Closes @fd. */
static gboolean
sync_new (const char *path, int fd, GError **error)
{
  gboolean synced = fsync (fd) == 0 || refuse (error, "write", path);

  if (close (fd) != 0 && synced)
    synced = refuse (error, "write", path);

  return synced;
}

static gboolean
sync_folder (const char *folder, GError **error)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced = fd >= 0 && (fsync (fd) == 0 || errno == EINVAL);

  if (!synced)
    refuse (error, "write", folder);
  if (fd >= 0)
    close (fd);

  return synced;
}

/* Makes @copy another name of the file @path. */
static gboolean
link_old (const char *path, const char *copy)
{
  g_autofree char *temp = g_strconcat (copy, ".new", NULL);
  gboolean linked;

  unlink (temp);
  linked = link (path, temp) == 0 && rename (temp, copy) == 0;
  /* rename() leaves both names where they are of one file already. */
  unlink (temp);

  return linked;
}

/* Keeps what is about to be replaced: it is good, or it is what a person wrote.
 * What we made durable ourselves is good, and just gets a second name, which the folder's fsync at the
 * end makes durable too; anything else may still be on its way to the disk, and is copied. */
static gboolean
keep_old (const char *path, GBytes *old, gboolean durable, GError **error)
{
  g_autofree char *last_good = g_strconcat (path, "~", NULL);
  g_autofree char *broken = g_strconcat (path, ".broken", NULL);
  g_autoptr (JsonNode) root = NULL;
  const char *copy;

  if (durable && !g_file_test (path, G_FILE_TEST_IS_SYMLINK) && link_old (path, last_good))
    return TRUE;

  root = parse (path, old, NULL);
  copy = root != NULL ? last_good : broken;

  return g_file_set_contents_full (copy, g_bytes_get_data (old, NULL), g_bytes_get_size (old),
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

/* The new content is whole beside @target before anything is touched; until it is durable the old one
 * and the last good copy are one file. */
static gboolean
replace (const char *path,
         const char *target,
         GBytes *old,
         GBytes *new,
         gboolean old_is_durable,
         GError **error)
{
  g_autofree char *folder = g_path_get_dirname (target);
  g_autofree char *temp = g_strconcat (target, ".new", NULL);
  int fd = write_new (temp, new, error);
  gboolean replaced;

  if (fd < 0)
    return FALSE;

  replaced = old == NULL || keep_old (path, old, old_is_durable, error);
  replaced = sync_new (temp, fd, replaced ? error : NULL) && replaced;
  if (replaced && rename (temp, target) != 0)
    replaced = refuse (error, "replace", target);
  if (!replaced)
    {
      unlink (temp);
      return FALSE;
    }

  return sync_folder (folder, error);
}

static gboolean
is_expected (const char *path, GBytes *old, const char *digest, const char *expected_digest)
{
  g_autoptr (JsonNode) root = NULL;

  if (g_strcmp0 (digest, expected_digest) == 0 || old == NULL)
    return TRUE;

  /* Nonsense cannot be merged; it is kept aside. */
  root = parse (path, old, NULL);
  return root == NULL;
}

gboolean
stint_json_file_write (const char *path,
                       const char *text,
                       const char *expected_digest,
                       const char *durable_digest,
                       char **out_digest,
                       int *out_displaced,
                       GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *last_good = g_strconcat (path, "~", NULL);
  g_autofree char *target = NULL;
  g_autofree char *old_digest = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) old = NULL;
  g_autoptr (GBytes) new = g_bytes_new (text, strlen (text));

  *out_displaced = -1;
  g_return_val_if_fail (path != NULL && text != NULL && out_digest != NULL, FALSE);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return refuse (error, "make", folder);

  /* A configuration manager's link stays a link. */
  target = realpath (path, NULL);
  if (target == NULL)
    target = g_strdup (path);
  old = read_bytes (target, &local_error);
  old_digest = make_digest (old);
  if (local_error == NULL && !is_expected (path, old, old_digest, expected_digest))
    g_set_error (&local_error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG, "%s has changed", path);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  *out_displaced = open (last_good, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (!replace (path, target, old, new, g_strcmp0 (old_digest, durable_digest) == 0, error))
    return FALSE;
  *out_digest = make_digest (new);

  return TRUE;
}
