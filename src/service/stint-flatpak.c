/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-flatpak.h"

/* INSTALLATION/app/ID / ARCH/BRANCH/COMMIT/files */
#define LEVELS_BELOW_ID 4

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
