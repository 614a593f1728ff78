/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-key-ids.h"

/* A tool that puts an old copy of the file back brings back one of the last few keys, not more. */
#define MAX_KEY_IDS 8

GStrv
stint_key_ids_add (const GStrv key_ids, const char *id)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint length = key_ids != NULL ? g_strv_length (key_ids) : 0;
  guint first = length >= MAX_KEY_IDS ? length - (MAX_KEY_IDS - 1) : 0;

  if (id == NULL)
    return g_strdupv (key_ids);

  for (guint i = first; i < length; i++)
    if (g_strcmp0 (key_ids[i], id) != 0)
      g_strv_builder_add (builder, key_ids[i]);
  g_strv_builder_add (builder, id);

  return g_strv_builder_end (builder);
}

GStrv
stint_key_ids_join (const GStrv a, const GStrv b)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (a == NULL && b == NULL)
    return NULL;

  for (guint i = 0; a != NULL && a[i] != NULL; i++)
    g_strv_builder_add (builder, a[i]);
  for (guint i = 0; b != NULL && b[i] != NULL; i++)
    g_strv_builder_add (builder, b[i]);

  return g_strv_builder_end (builder);
}
