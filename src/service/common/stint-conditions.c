/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-conditions.h"

#include "stint-error-map.h"
#include "stint-time.h"

/* AWS allows five minutes; a minute is worth telling before it becomes a failure. */
#define TOLERATED_SKEW STINT_SECONDS (60)

struct _StintConditions
{
  GObject parent_instance;

  GHashTable *conditions; /* static name → GVariant a{sv} */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintConditions, stint_conditions, G_TYPE_OBJECT)

static void
stint_conditions_finalize (GObject *object)
{
  StintConditions *self = STINT_CONDITIONS (object);

  g_hash_table_unref (self->conditions);

  G_OBJECT_CLASS (stint_conditions_parent_class)->finalize (object);
}

static void
stint_conditions_class_init (StintConditionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_conditions_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", STINT_TYPE_CONDITIONS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
stint_conditions_init (StintConditions *self)
{
  self->conditions =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_variant_unref);
}

StintConditions *
stint_conditions_new (void)
{
  return g_object_new (STINT_TYPE_CONDITIONS, NULL);
}

static void
set_condition (StintConditions *self, const char *name, GVariant *details)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (details);
  GVariant *old = g_hash_table_lookup (self->conditions, name);

  if (old != NULL && g_variant_equal (old, owned))
    return;

  g_hash_table_insert (self->conditions, (char *) name, g_steal_pointer (&owned));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
clear_condition (StintConditions *self, const char *name)
{
  if (g_hash_table_remove (self->conditions, name))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
set_from_error (StintConditions *self, const char *name, const GError *mapped)
{
  GVariant *details = stint_error_get_details (mapped);

  set_condition (self, name,
                 details != NULL ? details
                                 : g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));
}

void
stint_conditions_note_files (StintConditions *self, const GError *error)
{
  g_autoptr (GError) mapped = error != NULL ? stint_error_map (error) : NULL;

  g_return_if_fail (STINT_IS_CONDITIONS (self));

  if (g_error_matches (mapped, STINT_ERROR, STINT_ERROR_FILES_MALFORMED))
    set_from_error (self, "files-malformed", mapped);
  else if (g_error_matches (mapped, STINT_ERROR, STINT_ERROR_FILES_UNWRITABLE))
    set_from_error (self, "files-unwritable", mapped);
  else if (mapped == NULL)
    {
      clear_condition (self, "files-malformed");
      clear_condition (self, "files-unwritable");
    }
}

void
stint_conditions_note_vault (StintConditions *self, const GError *error)
{
  g_autoptr (GError) mapped = error != NULL ? stint_error_map (error) : NULL;

  g_return_if_fail (STINT_IS_CONDITIONS (self));

  if (g_error_matches (mapped, STINT_ERROR, STINT_ERROR_KEYRING_LOCKED) ||
      g_error_matches (mapped, STINT_ERROR, STINT_ERROR_KEYRING_DISMISSED))
    set_from_error (self, "keyring-locked", mapped);
  else if (g_error_matches (mapped, STINT_ERROR, STINT_ERROR_KEYRING_MISSING))
    set_from_error (self, "keyring-missing", mapped);
  else if (mapped == NULL || g_error_matches (mapped, STINT_ERROR, STINT_ERROR_SECRET_MISSING))
    {
      clear_condition (self, "keyring-locked");
      clear_condition (self, "keyring-missing");
    }
}

void
stint_conditions_note_aws (StintConditions *self, const GError *error)
{
  g_autoptr (GError) mapped = error != NULL ? stint_error_map (error) : NULL;

  g_return_if_fail (STINT_IS_CONDITIONS (self));

  if (g_error_matches (mapped, STINT_ERROR, STINT_ERROR_NETWORK))
    set_from_error (self, "offline", mapped);
  else if (mapped == NULL || !stint_error_is_cancelled (mapped))
    clear_condition (self, "offline");

  if (g_error_matches (mapped, STINT_ERROR, STINT_ERROR_CLOCK_SKEW))
    set_from_error (self, "clock-skew", mapped);
}

void
stint_conditions_note_clock (StintConditions *self, gboolean known, gint64 offset)
{
  g_auto (GVariantDict) details = G_VARIANT_DICT_INIT (NULL);

  g_return_if_fail (STINT_IS_CONDITIONS (self));

  if (!known || ABS (offset) <= TOLERATED_SKEW)
    {
      clear_condition (self, "clock-skew");
      return;
    }

  /* By the half minute, or every answer would be a change. */
  g_variant_dict_insert (&details, "skew", "x", -(offset / STINT_SECONDS (30)) * 30);
  set_condition (self, "clock-skew", g_variant_dict_end (&details));
}

/* One that has nothing more to tell. */
static void
note_plain (StintConditions *self, const char *name, gboolean is_so)
{
  if (is_so)
    set_condition (self, name, g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));
  else
    clear_condition (self, name);
}

void
stint_conditions_note_read_only (StintConditions *self, gboolean read_only)
{
  g_return_if_fail (STINT_IS_CONDITIONS (self));

  note_plain (self, "read-only", read_only);
}

void
stint_conditions_note_lock_unseen (StintConditions *self, gboolean unseen)
{
  g_return_if_fail (STINT_IS_CONDITIONS (self));

  note_plain (self, "lock-unseen", unseen);
}

GVariant *
stint_conditions_dup (StintConditions *self)
{
  GVariantBuilder builder;
  g_autoptr (GList) names = NULL;

  g_return_val_if_fail (STINT_IS_CONDITIONS (self), NULL);

  names = g_list_sort (g_hash_table_get_keys (self->conditions), (GCompareFunc) g_strcmp0);
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sa{sv})"));
  for (GList *l = names; l != NULL; l = l->next)
    g_variant_builder_add (&builder, "(s@a{sv})", l->data,
                           g_hash_table_lookup (self->conditions, l->data));

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

gboolean
stint_conditions_has (StintConditions *self, const char *name)
{
  g_return_val_if_fail (STINT_IS_CONDITIONS (self), FALSE);

  return g_hash_table_contains (self->conditions, name);
}
