/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <string.h>

#include "stint-pick.h"

struct _StintPick
{
  GObject parent_instance;

  char *id;
  char *title;
  char *detail;
  char *key; /* case-folded title and detail */
};

G_DEFINE_FINAL_TYPE (StintPick, stint_pick, G_TYPE_OBJECT)

static void
stint_pick_finalize (GObject *object)
{
  StintPick *self = STINT_PICK (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->detail);
  g_free (self->key);

  G_OBJECT_CLASS (stint_pick_parent_class)->finalize (object);
}

static void
stint_pick_class_init (StintPickClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_pick_finalize;
}

static void
stint_pick_init (StintPick *self)
{
}

StintPick *
stint_pick_new (const char *id, const char *title, const char *detail)
{
  g_autofree char *both = g_strconcat (title, " ", detail, NULL);
  StintPick *self = g_object_new (STINT_TYPE_PICK, NULL);

  self->id = g_strdup (id);
  self->title = g_strdup (title);
  self->detail = g_strdup (detail);
  self->key = g_utf8_casefold (both, -1);
  return self;
}

const char *
stint_pick_get_id (StintPick *self)
{
  g_return_val_if_fail (STINT_IS_PICK (self), NULL);

  return self->id;
}

const char *
stint_pick_get_title (StintPick *self)
{
  g_return_val_if_fail (STINT_IS_PICK (self), NULL);

  return self->title;
}

const char *
stint_pick_get_detail (StintPick *self)
{
  g_return_val_if_fail (STINT_IS_PICK (self), NULL);

  return self->detail;
}

gboolean
stint_pick_matches (StintPick *self, const char *const *words)
{
  g_return_val_if_fail (STINT_IS_PICK (self), FALSE);

  for (; words != NULL && *words != NULL; words++)
    {
      if (strstr (self->key, *words) == NULL)
        return FALSE;
    }
  return TRUE;
}
