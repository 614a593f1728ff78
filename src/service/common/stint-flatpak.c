/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-flatpak.h"

#include <sys/stat.h>

/* INSTALLATION/app/ID / ARCH/BRANCH/COMMIT/files */
#define LEVELS_BELOW_ID 4

/* As many as the kernel follows. */
#define MAX_LINKS 40

char *
stint_flatpak_dup_host_path (const char *info_path, const char *program)
{
  g_autoptr (GKeyFile) info = g_key_file_new ();
  g_autofree char *path = NULL;
  g_autofree char *id = NULL;
  g_autofree char *last = NULL;

  if (!g_key_file_load_from_file (info, info_path, G_KEY_FILE_NONE, NULL))
    return NULL;

  id = g_key_file_get_string (info, "Application", "name", NULL);
  path = g_key_file_get_string (info, "Instance", "app-path", NULL);
  if (id == NULL || path == NULL)
    return NULL;

  for (int i = 0; i < LEVELS_BELOW_ID; i++)
    {
      char *parent = g_path_get_dirname (path);

      g_free (path);
      path = parent;
    }

  last = g_path_get_basename (path);
  if (!g_path_is_absolute (path) || !g_str_equal (last, id))
    return NULL;

  return g_build_filename (path, "current", "active", "files", program, NULL);
}

/* Where a path leads if it is a link, wherever that is; else itself. */
static char *
follow (const char *path)
{
  g_autofree char *at = g_strdup (path);

  for (guint i = 0; i < MAX_LINKS; i++)
    {
      g_autofree char *target = g_file_read_link (at, NULL);
      g_autofree char *folder = NULL;

      if (target == NULL)
        break;

      folder = g_path_get_dirname (at);
      g_free (at);
      at = g_canonicalize_filename (target, folder);
    }

  return g_steal_pointer (&at);
}

/* The file system that a file in this folder would lie on, even if the folder is still to be made. */
static gboolean
find_device (const char *folder, dev_t *out_device)
{
  g_autofree char *at = g_strdup (folder);
  struct stat info;

  for (guint i = 0; i < MAX_LINKS; i++)
    {
      g_autofree char *target = NULL;
      char *parent;

      if (stat (at, &info) == 0)
        {
          *out_device = info.st_dev;
          return TRUE;
        }

      target = follow (at);
      parent = g_str_equal (target, at) ? g_path_get_dirname (at) : g_steal_pointer (&target);
      g_free (at);
      at = parent;
    }

  return FALSE;
}

char *
stint_flatpak_find_hidden (const char *root, const char *const *paths)
{
  dev_t own, other;

  if (!find_device (root, &own))
    return NULL;

  for (gsize i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *target = follow (paths[i]);
      g_autofree char *folder = g_path_get_dirname (target);

      if (find_device (folder, &other) && other == own)
        return g_steal_pointer (&folder);
    }

  return NULL;
}
