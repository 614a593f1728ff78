/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-durations.h"
#include "stint-time-left.h"

struct _StintDurations
{
  GtkStringList *model;
  GArray *seconds; /* guint */
};

static void
stint_durations_add (StintDurations *self, guint seconds)
{
  g_autofree char *words = stint_time_left_spell (seconds);

  g_array_append_val (self->seconds, seconds);
  gtk_string_list_append (self->model, words);
}

static void
stint_durations_add_default (StintDurations *self, gboolean user)
{
  const guint none = 0;

  g_array_append_val (self->seconds, none);
  gtk_string_list_append (self->model,
                          /* Translators: how long a session lasts: what AWS gives by default. */
                          user ? _ ("Default (12 hours)") : _ ("Default (1 hour)"));
}

StintDurations *
stint_durations_new (guint odd, gboolean user)
{
  static const guint presets[] = { 900, 1800, 3600, 7200, 14400, 28800, 43200 };
  StintDurations *self = g_new0 (StintDurations, 1);
  gboolean placed = odd == 0;

  self->model = gtk_string_list_new (NULL);
  self->seconds = g_array_new (FALSE, FALSE, sizeof (guint));
  stint_durations_add_default (self, user);
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    {
      if (!placed && odd <= presets[i])
        {
          if (odd < presets[i])
            stint_durations_add (self, odd);
          placed = TRUE;
        }
      stint_durations_add (self, presets[i]);
    }
  if (!placed)
    stint_durations_add (self, odd);
  return self;
}

void
stint_durations_free (StintDurations *self)
{
  g_object_unref (self->model);
  g_array_unref (self->seconds);
  g_free (self);
}

GListModel *
stint_durations_get_model (StintDurations *self)
{
  return G_LIST_MODEL (self->model);
}

guint
stint_durations_get_position (StintDurations *self, guint seconds)
{
  for (guint i = 0; i < self->seconds->len; i++)
    {
      if (g_array_index (self->seconds, guint, i) == seconds)
        return i;
    }
  return 0;
}

guint
stint_durations_get_seconds (StintDurations *self, guint position)
{
  return position < self->seconds->len ? g_array_index (self->seconds, guint, position) : 0;
}
