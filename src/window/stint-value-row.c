/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-value-row.h"

struct _StintValueRow
{
  AdwActionRow parent_instance;

  char *value;  /* (owned) (nullable) */
  char *copied; /* (owned) (nullable) */
  GtkWidget *copy_button;
};

enum
{
  PROP_0,
  PROP_VALUE,
  PROP_COPYABLE,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StintValueRow, stint_value_row, ADW_TYPE_ACTION_ROW)

static void
stint_value_row_update (StintValueRow *self)
{
  const char *copied = self->copied != NULL ? self->copied : self->value;
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));
  g_autofree char *markup = g_markup_escape_text (self->value != NULL ? self->value : "", -1);
  g_autofree char *label = NULL;

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), markup);
  gtk_widget_set_visible (GTK_WIDGET (self), self->value != NULL && self->value[0] != '\0');
  if (copied != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->copy_button), "s", copied);
  /* Translators: what a button does: copies the fact %s, such as "Account". */
  label = g_strdup_printf (_ ("Copy %s"), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  self->value != NULL ? self->value : "", -1);
}

static void
stint_value_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StintValueRow *self = STINT_VALUE_ROW (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;
    case PROP_COPYABLE:
      g_value_set_boolean (value, gtk_widget_get_visible (self->copy_button));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_value_row_set_property (GObject *object,
                              guint prop_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  StintValueRow *self = STINT_VALUE_ROW (object);

  switch (prop_id)
    {
    case PROP_VALUE:
      stint_value_row_set_value (self, g_value_get_string (value));
      break;
    case PROP_COPYABLE:
      gtk_widget_set_visible (self->copy_button, g_value_get_boolean (value));
      /* One stop for the keyboard: the button tells what it copies. */
      gtk_widget_set_focusable (GTK_WIDGET (self), !g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_value_row_finalize (GObject *object)
{
  StintValueRow *self = STINT_VALUE_ROW (object);

  g_free (self->value);
  g_free (self->copied);

  G_OBJECT_CLASS (stint_value_row_parent_class)->finalize (object);
}

static void
stint_value_row_class_init (StintValueRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = stint_value_row_finalize;
  object_class->get_property = stint_value_row_get_property;
  object_class->set_property = stint_value_row_set_property;

  properties[PROP_VALUE] =
      g_param_spec_string ("value", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_COPYABLE] = g_param_spec_boolean ("copyable", NULL, NULL, FALSE,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stint_value_row_init (StintValueRow *self)
{
  self->copy_button =
      g_object_new (GTK_TYPE_BUTTON, "icon-name", "edit-copy-symbolic", "valign", GTK_ALIGN_CENTER,
                    "tooltip-text", _ ("Copy"), "visible", FALSE, NULL);
  /* The target first: an action without its target is complained about. */
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->copy_button), "s", "");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->copy_button), "win.copy");
  gtk_widget_add_css_class (self->copy_button, "flat");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->copy_button);
  gtk_widget_add_css_class (GTK_WIDGET (self), "property");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_signal_connect (self, "notify::title", G_CALLBACK (stint_value_row_update), NULL);
}

void
stint_value_row_set_value (StintValueRow *self, const char *value)
{
  g_return_if_fail (STINT_IS_VALUE_ROW (self));

  g_free (self->value);
  self->value = g_strdup (value);
  stint_value_row_update (self);
}

const char *
stint_value_row_get_value (StintValueRow *self)
{
  g_return_val_if_fail (STINT_IS_VALUE_ROW (self), NULL);

  return self->value;
}

void
stint_value_row_set_copied (StintValueRow *self, const char *copied)
{
  g_return_if_fail (STINT_IS_VALUE_ROW (self));

  g_free (self->copied);
  self->copied = g_strdup (copied);
  stint_value_row_update (self);
}
