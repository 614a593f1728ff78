/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-saved-views.h"

#define TYPE "a(sa{ss})"

/* The list again, with @old as @new, or without it (NULL), and @query instead of its own. */
static gboolean
write_changed (GSettings *settings, const char *old, const char *new, GVariant *query)
{
  g_autoptr (GVariant) views = g_settings_get_value (settings, STINT_SAVED_VIEWS_KEY);
  g_autoptr (GVariant) owned = query != NULL ? g_variant_ref_sink (query) : NULL;
  GVariantBuilder builder;
  gboolean found = FALSE;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (TYPE));
  for (gsize i = 0; i < g_variant_n_children (views); i++)
    {
      g_autoptr (GVariant) kept = NULL;
      const char *name;

      g_variant_get_child (views, i, "(&s@a{ss})", &name, &kept);
      if (!g_str_equal (name, old))
        {
          g_variant_builder_add (&builder, "(s@a{ss})", name, kept);
          continue;
        }
      found = TRUE;
      if (new != NULL)
        g_variant_builder_add (&builder, "(s@a{ss})", new, owned != NULL ? owned : kept);
    }
  if (!found && new != NULL && owned != NULL)
    g_variant_builder_add (&builder, "(s@a{ss})", new, owned);
  g_settings_set_value (settings, STINT_SAVED_VIEWS_KEY, g_variant_builder_end (&builder));
  return found;
}

GStrv
stint_saved_views_list (GSettings *settings)
{
  g_autoptr (GVariant) views = g_settings_get_value (settings, STINT_SAVED_VIEWS_KEY);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (gsize i = 0; i < g_variant_n_children (views); i++)
    {
      const char *name;

      g_variant_get_child (views, i, "(&s@a{ss})", &name, NULL);
      g_strv_builder_add (names, name);
    }
  return g_strv_builder_end (names);
}

StintQuery *
stint_saved_views_get (GSettings *settings, const char *name)
{
  g_autoptr (GVariant) views = g_settings_get_value (settings, STINT_SAVED_VIEWS_KEY);

  for (gsize i = 0; i < g_variant_n_children (views); i++)
    {
      g_autoptr (GVariant) query = NULL;
      const char *other;

      g_variant_get_child (views, i, "(&s@a{ss})", &other, &query);
      if (g_str_equal (name, other))
        return stint_query_from_variant (query);
    }
  return NULL;
}

void
stint_saved_views_put (GSettings *settings, const char *name, const StintQuery *query)
{
  write_changed (settings, name, name, stint_query_to_variant (query));
}

gboolean
stint_saved_views_rename (GSettings *settings, const char *from, const char *to)
{
  g_autoptr (StintQuery) taken = stint_saved_views_get (settings, to);

  if (taken != NULL)
    return g_str_equal (from, to);
  return write_changed (settings, from, to, NULL);
}

void
stint_saved_views_remove (GSettings *settings, const char *name)
{
  write_changed (settings, name, NULL, NULL);
}
