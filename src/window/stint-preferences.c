/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-form.h"
#include "stint-names.h"
#include "stint-preferences.h"
#include "stint-types.h"

struct _StintPreferences
{
  AdwPreferencesWindow parent_instance;

  GSettings *settings; /* (owned) */

  GtkSwitch *on_demand_switch;
  GtkSpinButton *minutes_spin;
  GtkSwitch *login_switch;
  AdwEntryRow *region_row;
  AdwEntryRow *proxy_row;
  AdwEntryRow *ca_row;
};

G_DEFINE_FINAL_TYPE (StintPreferences, stint_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static gboolean
on_demand_from_setting (GValue *value, GVariant *variant, gpointer data)
{
  g_value_set_boolean (
      value, g_str_equal (g_variant_get_string (variant, NULL),
                          stint_enum_to_nick (STINT_TYPE_HAND_OUT, STINT_HAND_OUT_ON_DEMAND)));
  return TRUE;
}

static GVariant *
on_demand_to_setting (const GValue *value, const GVariantType *type, gpointer data)
{
  return g_variant_new_string (stint_enum_to_nick (
      STINT_TYPE_HAND_OUT,
      g_value_get_boolean (value) ? STINT_HAND_OUT_ON_DEMAND : STINT_HAND_OUT_FILE));
}

/* A text takes effect when it is applied, not with every letter. */
static void
stint_preferences_apply_cb (AdwEntryRow *row, GSettings *settings)
{
  const char *key = gtk_widget_get_name (GTK_WIDGET (row));

  g_assert (ADW_IS_ENTRY_ROW (row));
  g_assert (G_IS_SETTINGS (settings));

  g_settings_set_string (settings, key, gtk_editable_get_text (GTK_EDITABLE (row)));
}

static void
stint_preferences_bind_text (StintPreferences *self, AdwEntryRow *row, const char *key)
{
  gtk_widget_set_name (GTK_WIDGET (row), key);
  g_settings_bind (self->settings, key, row, "text", G_SETTINGS_BIND_GET);
  g_signal_connect_object (row, "apply", G_CALLBACK (stint_preferences_apply_cb), self->settings,
                           0);
}

static void
stint_preferences_dispose (GObject *object)
{
  StintPreferences *self = STINT_PREFERENCES (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_PREFERENCES);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (stint_preferences_parent_class)->dispose (object);
}

static void
stint_preferences_class_init (StintPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stint_preferences_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, on_demand_switch);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, minutes_spin);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, login_switch);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, region_row);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, proxy_row);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, ca_row);
}

static void
stint_preferences_init (StintPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  stint_form_name_fields (GTK_WIDGET (self));

  self->settings = g_settings_new (STINT_SETTINGS_SCHEMA);
  g_settings_bind_with_mapping (self->settings, "hand-out", self->on_demand_switch, "active",
                                G_SETTINGS_BIND_DEFAULT, on_demand_from_setting,
                                on_demand_to_setting, NULL, NULL);
  g_settings_bind (self->settings, "ending-notice-minutes", self->minutes_spin, "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "login-entry", self->login_switch, "active",
                   G_SETTINGS_BIND_DEFAULT);
  stint_preferences_bind_text (self, self->region_row, "default-region");
  stint_preferences_bind_text (self, self->proxy_row, "proxy");
  stint_preferences_bind_text (self, self->ca_row, "ca-bundle");
}

GtkWidget *
stint_preferences_new (GtkWindow *parent)
{
  return g_object_new (STINT_TYPE_PREFERENCES, "transient-for", parent, "modal", TRUE, NULL);
}
