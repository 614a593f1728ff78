/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-query.h"

/* The fields by name, in the order of the struct. */
static const char *const names[] = { "text", "integration", "state", "region", "kind" };
#define N_FIELDS G_N_ELEMENTS (names)
G_STATIC_ASSERT (sizeof (StintQuery) == N_FIELDS * sizeof (char *));

static char **
field (const StintQuery *self, guint i)
{
  return (char **) self + i;
}

StintQuery *
stint_query_new (void)
{
  StintQuery *self = g_new0 (StintQuery, 1);

  for (guint i = 0; i < N_FIELDS; i++)
    *field (self, i) = g_strdup ("");
  return self;
}

StintQuery *
stint_query_copy (const StintQuery *self)
{
  StintQuery *copy = g_new0 (StintQuery, 1);

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < N_FIELDS; i++)
    *field (copy, i) = g_strdup (*field (self, i));
  return copy;
}

void
stint_query_free (StintQuery *self)
{
  for (guint i = 0; i < N_FIELDS; i++)
    g_free (*field (self, i));
  g_free (self);
}

gboolean
stint_query_equal (const StintQuery *a, const StintQuery *b)
{
  for (guint i = 0; i < N_FIELDS; i++)
    {
      if (!g_str_equal (*field (a, i), *field (b, i)))
        return FALSE;
    }
  return TRUE;
}

gboolean
stint_query_has_filter (const StintQuery *self)
{
  for (guint i = 1; i < N_FIELDS; i++)
    {
      if (**field (self, i) != '\0')
        return TRUE;
    }
  return FALSE;
}

void
stint_query_set (char **where, const char *value)
{
  g_return_if_fail (value != NULL);

  if (g_str_equal (*where, value))
    return;
  g_free (*where);
  *where = g_strdup (value);
}

const char *
stint_query_region_of (StintSessionItem *session)
{
  const char *region = stint_session_item_get_region (session);
  StintIntegrationItem *integration = stint_session_item_get_integration (session);

  if (region[0] == '\0' && integration != NULL)
    region = stint_integration_item_get_region (integration);
  return region;
}

static gboolean
state_fits (const char *wanted, StintSessionItem *session)
{
  StintSessionState state = stint_session_item_get_state (session);
  gboolean active = stint_session_item_is_active (session) || state == STINT_STATE_STARTING;
  gboolean failed = state == STINT_STATE_FAILED || state == STINT_STATE_EXPIRED;

  if (g_str_equal (wanted, "active"))
    return active;
  if (g_str_equal (wanted, "failed"))
    return failed;
  if (g_str_equal (wanted, "inactive"))
    return !active && !failed;
  /* Of a newer version. */
  return TRUE;
}

static gboolean
kind_fits (const char *wanted, StintSessionItem *session)
{
  int kind;

  return !stint_enum_from_nick (STINT_TYPE_SESSION_KIND, wanted, &kind) ||
         kind == (int) stint_session_item_get_kind (session);
}

gboolean
stint_query_lets_through (const StintQuery *self, StintSessionItem *session)
{
  if (self->integration[0] != '\0' &&
      !g_str_equal (self->integration, stint_session_item_get_integration_id (session)))
    return FALSE;
  if (self->state[0] != '\0' && !state_fits (self->state, session))
    return FALSE;
  if (self->region[0] != '\0' && !g_str_equal (self->region, stint_query_region_of (session)))
    return FALSE;
  return self->kind[0] == '\0' || kind_fits (self->kind, session);
}

StintQuery *
stint_query_merge (const StintQuery *under, const StintQuery *over)
{
  StintQuery *merged = stint_query_copy (under);

  if (over->text[0] != '\0')
    {
      g_autofree char *both = g_strjoin (" ", under->text, over->text, NULL);

      stint_query_set (&merged->text, g_strstrip (both));
    }
  for (guint i = 1; i < N_FIELDS; i++)
    {
      if (**field (over, i) != '\0')
        stint_query_set (field (merged, i), *field (over, i));
    }
  return merged;
}

GVariant *
stint_query_to_variant (const StintQuery *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (guint i = 0; i < N_FIELDS; i++)
    {
      if (**field (self, i) != '\0')
        g_variant_builder_add (&builder, "{ss}", names[i], *field (self, i));
    }
  return g_variant_builder_end (&builder);
}

StintQuery *
stint_query_from_variant (GVariant *variant)
{
  StintQuery *self = stint_query_new ();

  g_return_val_if_fail (g_variant_is_of_type (variant, G_VARIANT_TYPE ("a{ss}")), self);

  for (guint i = 0; i < N_FIELDS; i++)
    {
      const char *value;

      if (g_variant_lookup (variant, names[i], "&s", &value))
        stint_query_set (field (self, i), value);
    }
  return self;
}
