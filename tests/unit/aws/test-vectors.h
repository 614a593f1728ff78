/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

/* A folder of the test data that is kept beside the source, not in it: below $STINT_VECTORS, or
 * ../shared/vectors as seen from the source.  Skips the test, with the reason, where there is none.
 * (transfer full) (nullable) */
static inline char *
test_vectors_find (const char *folder)
{
  const char *root = g_getenv ("STINT_VECTORS");
  const char *source = g_getenv ("STINT_SOURCE_ROOT");
  g_autofree char *path = NULL;

  if (root != NULL)
    path = g_build_filename (root, folder, NULL);
  else if (source != NULL)
    path = g_build_filename (source, "..", "shared", "vectors", folder, NULL);

  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *reason =
          g_strdup_printf ("no test vectors '%s' here: set STINT_VECTORS to their folder", folder);

      g_test_skip (reason);
      return NULL;
    }

  return g_steal_pointer (&path);
}
