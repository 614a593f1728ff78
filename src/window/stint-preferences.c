/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stint-browser-group.h"
#include "stint-checks.h"
#include "stint-form.h"
#include "stint-names.h"
#include "stint-picker.h"
#include "stint-preferences.h"
#include "stint-regions-page.h"
#include "stint-regions.h"
#include "stint-types.h"

struct _StintPreferences
{
  AdwPreferencesWindow parent_instance;

  GSettings *settings;           /* (owned) */
  GtkFileChooserNative *chooser; /* (owned) (nullable) */

  GtkSwitch *notices_switch;
  GtkSpinButton *minutes_spin;
  GtkSpinButton *last_minutes_spin;
  GtkSwitch *tray_switch;
  GtkSwitch *login_switch;
  GtkSwitch *lock_switch;
  GtkSwitch *logout_switch;
  GtkSwitch *on_demand_switch;
  GtkSwitch *share_switch;
  AdwEntryRow *template_row;
  StintPicker *region_row;
  AdwActionRow *regions_row;
  StintBrowserGroup *browser_group;
  AdwEntryRow *proxy_row;
  AdwEntryRow *ca_row;
  GtkLabel *hint_label;
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

/* --- Texts: what is wrong is not kept --- */

static const char *
check_proxy (const char *text)
{
  g_autoptr (GUri) uri = NULL;

  if (text[0] == '\0')
    return NULL;
  uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0')
    return _ ("A proxy looks like http://proxy.example.com:3128.");
  return NULL;
}

static const char *
check_file (const char *text)
{
  if (text[0] == '\0')
    return NULL;
  if (!g_path_is_absolute (text) || !g_file_test (text, G_FILE_TEST_IS_REGULAR))
    return _ ("There is no such file.");
  return NULL;
}

static StintFormCheck
check_of (StintPreferences *self, AdwEntryRow *row)
{
  if (row == self->template_row)
    return stint_check_profile_template;
  return row == self->proxy_row ? check_proxy : check_file;
}

static void
stint_preferences_template_cb (StintPreferences *self)
{
  g_assert (STINT_IS_PREFERENCES (self));

  gtk_label_set_label (self->hint_label, "");
  stint_form_check (GTK_WIDGET (self->template_row), stint_check_profile_template,
                    self->hint_label);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->template_row),
                               gtk_label_get_label (self->hint_label));
  gtk_label_set_label (self->hint_label, "");
}

static void
stint_preferences_network_cb (StintPreferences *self)
{
  g_assert (STINT_IS_PREFERENCES (self));

  gtk_label_set_label (self->hint_label, "");
  stint_form_check (GTK_WIDGET (self->proxy_row), check_proxy, self->hint_label);
  stint_form_check (GTK_WIDGET (self->ca_row), check_file, self->hint_label);
}

/* A text takes effect when it is applied, not with every letter. */
static void
stint_preferences_apply_cb (AdwEntryRow *row, StintPreferences *self)
{
  const char *key = gtk_widget_get_name (GTK_WIDGET (row));
  g_autofree char *text = stint_form_dup_text (row);

  g_assert (ADW_IS_ENTRY_ROW (row));
  g_assert (STINT_IS_PREFERENCES (self));

  if (check_of (self, row) (text) != NULL)
    return;
  /* An empty template is the usual one. */
  if (row == self->template_row && text[0] == '\0')
    g_settings_reset (self->settings, key);
  else
    g_settings_set_string (self->settings, key, text);
}

static void
stint_preferences_bind_text (StintPreferences *self, AdwEntryRow *row, const char *key)
{
  gtk_widget_set_name (GTK_WIDGET (row), key);
  g_settings_bind (self->settings, key, row, "text", G_SETTINGS_BIND_GET);
  g_signal_connect_object (row, "apply", G_CALLBACK (stint_preferences_apply_cb), self, 0);
}

/* --- Regions --- */

static void
stint_preferences_region_cb (StintPreferences *self, const char *region)
{
  g_assert (STINT_IS_PREFERENCES (self));

  g_settings_set_string (self->settings, "default-region", region);
}

static void
stint_preferences_regions_cb (StintPreferences *self)
{
  g_assert (STINT_IS_PREFERENCES (self));

  adw_preferences_window_present_subpage (
      ADW_PREFERENCES_WINDOW (self),
      stint_regions_page_new (ADW_PREFERENCES_WINDOW (self), self->settings));
}

static void
stint_preferences_update_regions (StintPreferences *self)
{
  g_auto (GStrv) chosen = g_settings_get_strv (self->settings, "regions");
  g_autofree char *text = stint_regions_page_describe ((const char *const *) chosen);

  adw_action_row_set_subtitle (self->regions_row, text);
}

static void
stint_preferences_fill_region (StintPreferences *self)
{
  g_autofree char *region = g_settings_get_string (self->settings, "default-region");
  g_autoptr (GListModel) regions = stint_regions_list (
      /* Translators: no region is set; the environment of the service tells it. */
      NULL, NULL, _ ("As the environment says"));

  stint_picker_set_model (self->region_row, regions);
  stint_picker_set_check (self->region_row, stint_check_region);
  stint_picker_set_chosen (self->region_row, region);
}

/* --- The browser --- */

/* A choice that needs a word takes effect with the word. */
static void
stint_preferences_browser_cb (StintPreferences *self)
{
  g_autofree char *way = stint_browser_group_dup_way (self->browser_group);

  g_assert (STINT_IS_PREFERENCES (self));

  if (way != NULL)
    g_settings_set_string (self->settings, "browser", way);
}

static void
stint_preferences_fill_browser (StintPreferences *self)
{
  g_autofree char *way = g_settings_get_string (self->settings, "browser");

  stint_browser_group_fill (self->browser_group, STINT_BROWSER_GROUP_PREFERENCE, way);
}

/* --- The file of certificates --- */

static void
stint_preferences_chosen_cb (GtkNativeDialog *chooser, int response, StintPreferences *self)
{
  g_autoptr (GFile) file = NULL;

  g_assert (STINT_IS_PREFERENCES (self));

  if (response != GTK_RESPONSE_ACCEPT)
    return;
  file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL && g_file_peek_path (file) != NULL)
    g_settings_set_string (self->settings, "ca-bundle", g_file_peek_path (file));
}

static void
stint_preferences_choose_cb (StintPreferences *self)
{
  g_assert (STINT_IS_PREFERENCES (self));

  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_ ("Certificates to trust"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (stint_preferences_chosen_cb),
                           self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
stint_preferences_dispose (GObject *object)
{
  StintPreferences *self = STINT_PREFERENCES (object);

  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_PREFERENCES);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (stint_preferences_parent_class)->dispose (object);
}

static void
stint_preferences_bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, notices_switch);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, minutes_spin);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, last_minutes_spin);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, tray_switch);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, login_switch);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, lock_switch);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, logout_switch);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, on_demand_switch);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, share_switch);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, template_row);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, region_row);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, regions_row);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, browser_group);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, proxy_row);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, ca_row);
  gtk_widget_class_bind_template_child (widget_class, StintPreferences, hint_label);
}

static void
stint_preferences_class_init (StintPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stint_preferences_dispose;

  g_type_ensure (STINT_TYPE_BROWSER_GROUP);
  g_type_ensure (STINT_TYPE_PICKER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-preferences.ui");
  stint_preferences_bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, stint_preferences_template_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_preferences_network_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_preferences_region_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_preferences_regions_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_preferences_browser_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_preferences_choose_cb);
}

static void
stint_preferences_bind_settings (StintPreferences *self)
{
  const struct
  {
    const char *key;
    gpointer widget;
    const char *property;
  } table[] = {
    { "notices", self->notices_switch, "active" },
    { "ending-notice-minutes", self->minutes_spin, "value" },
    { "last-notice-minutes", self->last_minutes_spin, "value" },
    { "tray", self->tray_switch, "active" },
    { "login-entry", self->login_switch, "active" },
    { "stop-on-lock", self->lock_switch, "active" },
    { "stop-on-logout", self->logout_switch, "active" },
    { "share-sign-in", self->share_switch, "active" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_settings_bind (self->settings, table[i].key, table[i].widget, table[i].property,
                     G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (self->settings, "hand-out", self->on_demand_switch, "active",
                                G_SETTINGS_BIND_DEFAULT, on_demand_from_setting,
                                on_demand_to_setting, NULL, NULL);
  stint_preferences_bind_text (self, self->template_row, "profile-template");
  stint_preferences_bind_text (self, self->proxy_row, "proxy");
  stint_preferences_bind_text (self, self->ca_row, "ca-bundle");
}

static void
stint_preferences_init (StintPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  stint_form_name_fields (GTK_WIDGET (self));

  self->settings = g_settings_new (STINT_SETTINGS_SCHEMA);
  stint_preferences_bind_settings (self);
  stint_preferences_fill_region (self);
  stint_preferences_fill_browser (self);
  g_signal_connect_object (self->settings, "changed::regions",
                           G_CALLBACK (stint_preferences_update_regions), self, G_CONNECT_SWAPPED);
  stint_preferences_update_regions (self);
}

GtkWidget *
stint_preferences_new (GtkWindow *parent)
{
  return g_object_new (STINT_TYPE_PREFERENCES, "transient-for", parent, "modal", TRUE, NULL);
}
