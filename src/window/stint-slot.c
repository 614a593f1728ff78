/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-slot.h"

struct _StintSlot
{
  GObject parent_instance;

  StintSessionItem *session; /* (owned) (nullable) */
  char *section;             /* (owned) (nullable) */
};

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_SECTION,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StintSlot, stint_slot, G_TYPE_OBJECT)

static void
stint_slot_finalize (GObject *object)
{
  StintSlot *self = STINT_SLOT (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->section, g_free);

  G_OBJECT_CLASS (stint_slot_parent_class)->finalize (object);
}

static void
stint_slot_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StintSlot *self = STINT_SLOT (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_SECTION:
      g_value_set_string (value, self->section);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_slot_class_init (StintSlotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = stint_slot_finalize;
  object_class->get_property = stint_slot_get_property;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, STINT_TYPE_SESSION_ITEM,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SECTION] =
      g_param_spec_string ("section", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stint_slot_init (StintSlot *self)
{
}

StintSlot *
stint_slot_new (void)
{
  return g_object_new (STINT_TYPE_SLOT, NULL);
}

StintSessionItem *
stint_slot_get_session (StintSlot *self)
{
  g_return_val_if_fail (STINT_IS_SLOT (self), NULL);

  return self->session;
}

const char *
stint_slot_get_section (StintSlot *self)
{
  g_return_val_if_fail (STINT_IS_SLOT (self), NULL);

  return self->section;
}

gboolean
stint_slot_fill (StintSlot *self, StintSessionItem *session, const char *section)
{
  gboolean changed = FALSE;

  g_return_val_if_fail (STINT_IS_SLOT (self), FALSE);
  g_return_val_if_fail (session == NULL || STINT_IS_SESSION_ITEM (session), FALSE);

  if (g_set_object (&self->session, session))
    {
      changed = TRUE;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
    }
  if (g_strcmp0 (self->section, section) != 0)
    {
      changed = TRUE;
      g_free (self->section);
      self->section = g_strdup (section);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECTION]);
    }
  return changed;
}
