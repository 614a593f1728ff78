/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stint-checks.h"
#include "stint-compat.h"
#include "stint-details-settings.h"
#include "stint-durations.h"
#include "stint-error-view.h"
#include "stint-error.h"
#include "stint-form.h"
#include "stint-names.h"
#include "stint-picker.h"
#include "stint-regions.h"
#include "stint-session-editor.h"
#include "stint-snippets.h"

struct _StintDetailsSettings
{
  AdwBin parent_instance;

  StintClient *client;       /* (owned) (nullable) */
  StintSessionItem *session; /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) of what is being saved for this session */
  StintDurations *durations; /* (owned) (nullable) */
  guint durations_odd;       /* what they were made for */
  gboolean durations_user;
  char *partition; /* (owned) (nullable) whose regions are offered */
  char *profile;   /* (owned) (nullable) what the field was filled with */
  gboolean filling;

  StintErrorView *error_view;
  GtkWidget *profile_row;
  StintPicker *region_row;
  AdwComboRow *hand_out_row;
  AdwComboRow *duration_row;
  AdwComboRow *code_row;
  AdwComboRow *renewal_row;
  GtkSwitch *login_switch;
  GtkLabel *hint_label;
};

enum
{
  EDITED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintDetailsSettings, stint_details_settings, ADW_TYPE_BIN)

/* What is on its way while another session may come to be shown. */
typedef struct
{
  StintDetailsSettings *self; /* (owned) */
  StintSessionItem *session;  /* (owned) */
  char *command;              /* (owned) */
} Edit;

static void
edit_free (Edit *edit)
{
  g_object_unref (edit->self);
  g_object_unref (edit->session);
  g_free (edit->command);
  g_free (edit);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Edit, edit_free)

static void stint_details_settings_fill (StintDetailsSettings *self);

static void
edited_cb (const GError *error, gpointer data)
{
  g_autoptr (Edit) edit = data;
  StintDetailsSettings *self = edit->self;

  if (self->session != edit->session)
    return;
  stint_error_view_set (self->error_view, error, NULL, NULL);
  /* What was refused, or not agreed to, is shown as it is. */
  g_clear_pointer (&self->profile, g_free);
  stint_details_settings_fill (self);
  if (error != NULL)
    return;
  stint_compat_announce (self, _ ("Saved"));
  g_signal_emit (self, signals[EDITED], 0, edit->command);
}

/* @command: (transfer full): what a terminal would do. */
static void
stint_details_settings_save (StintDetailsSettings *self, GVariant *options, char *command)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  Edit *edit = g_new0 (Edit, 1);

  edit->self = g_object_ref (self);
  edit->session = g_object_ref (self->session);
  edit->command = command;
  stint_error_view_set (self->error_view, NULL, NULL, NULL);
  stint_session_editor_run (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->client,
                            self->session, options, self->cancellable, edited_cb, edit);
}

static char *
make_command (StintDetailsSettings *self, const char *option, const char *value)
{
  g_autofree char *quoted = g_shell_quote (value);
  gboolean plain = value[0] != '\0' && strpbrk (value, " \t'\"$\\*?&;()<>|`!#~[]{}") == NULL;
  g_autofree char *options = g_strdup_printf ("%s %s", option, plain ? value : quoted);

  return stint_snippets_command ("session edit", self->session, options);
}

static void
stint_details_settings_save_text (StintDetailsSettings *self, const char *key, const char *value)
{
  g_autofree char *option = g_strconcat ("--", key, NULL);
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, key, "s", value);
  stint_details_settings_save (self, g_variant_dict_end (&options),
                               make_command (self, option, value));
}

static void
stint_details_settings_profile_changed_cb (StintDetailsSettings *self)
{
  g_assert (STINT_IS_DETAILS_SETTINGS (self));

  gtk_label_set_label (self->hint_label, "");
  stint_form_check (self->profile_row, stint_check_profile, self->hint_label);
  gtk_widget_set_visible (GTK_WIDGET (self->hint_label),
                          gtk_label_get_label (self->hint_label)[0] != '\0');
}

static void
stint_details_settings_profile_cb (StintDetailsSettings *self)
{
  g_autofree char *profile = stint_form_dup_text (self->profile_row);

  g_assert (STINT_IS_DETAILS_SETTINGS (self));

  if (self->session == NULL || stint_check_profile (profile) != NULL)
    return;
  stint_details_settings_save_text (self, "profile", profile);
}

static void
stint_details_settings_region_cb (StintDetailsSettings *self, const char *region)
{
  g_assert (STINT_IS_DETAILS_SETTINGS (self));

  stint_details_settings_save_text (self, "region", region);
}

static void
stint_details_settings_save_choice (StintDetailsSettings *self,
                                    const char *key,
                                    AdwComboRow *row,
                                    GType type)
{
  if (!self->filling && self->session != NULL)
    stint_details_settings_save_text (
        self, key, stint_enum_to_nick (type, (int) adw_combo_row_get_selected (row)));
}

static void
stint_details_settings_hand_out_cb (StintDetailsSettings *self)
{
  stint_details_settings_save_choice (self, "hand-out", self->hand_out_row, STINT_TYPE_HAND_OUT);
}

static void
stint_details_settings_code_cb (StintDetailsSettings *self)
{
  stint_details_settings_save_choice (self, "mfa", self->code_row, STINT_TYPE_MFA_MODE);
}

static void
stint_details_settings_renewal_cb (StintDetailsSettings *self)
{
  stint_details_settings_save_choice (self, "renew", self->renewal_row, STINT_TYPE_RENEW_POLICY);
}

/* More than an hour needs a code of its own: a lease makes the role a chain. */
static void
stint_details_settings_duration_cb (StintDetailsSettings *self)
{
  guint seconds = stint_durations_get_seconds (self->durations,
                                               adw_combo_row_get_selected (self->duration_row));
  gboolean direct;
  GVariantDict options;
  g_autofree char *text = NULL;

  g_assert (STINT_IS_DETAILS_SETTINGS (self));

  if (self->filling || self->session == NULL)
    return;
  direct = seconds > STINT_DURATIONS_CHAIN_LIMIT &&
           gtk_widget_get_visible (GTK_WIDGET (self->code_row)) &&
           stint_session_item_get_mfa (self->session) == STINT_MFA_LEASE;
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "duration", "u", seconds);
  if (direct)
    g_variant_dict_insert (&options, "mfa", "s",
                           stint_enum_to_nick (STINT_TYPE_MFA_MODE, STINT_MFA_DIRECT));
  text = g_strdup_printf ("--duration %us%s", seconds, direct ? " --mfa direct" : "");
  stint_details_settings_save (self, g_variant_dict_end (&options),
                               stint_snippets_command ("session edit", self->session, text));
}

static void
stint_details_settings_login_cb (StintDetailsSettings *self)
{
  GVariantDict options;

  g_assert (STINT_IS_DETAILS_SETTINGS (self));

  if (self->filling || self->session == NULL)
    return;
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "start-at-login", "b",
                         gtk_switch_get_active (self->login_switch));
  stint_details_settings_save (self, g_variant_dict_end (&options), g_strdup (""));
}

static void
stint_details_settings_fill_profile (StintDetailsSettings *self)
{
  const char *profile = stint_session_item_get_tool_profile (self->session);

  /* What a person is typing stays, whatever else changes. */
  if (g_strcmp0 (self->profile, profile) == 0)
    return;
  g_free (self->profile);
  self->profile = g_strdup (profile);
  gtk_editable_set_text (GTK_EDITABLE (self->profile_row), profile);
}

static char *
dup_partition (StintSessionItem *session)
{
  const char *role = stint_session_item_get_role (session);

  if (g_str_has_prefix (role, "arn:"))
    return stint_snippets_partition (role);
  return g_strdup (stint_regions_get_partition (stint_snippets_region (session)));
}

static void
stint_details_settings_fill_regions (StintDetailsSettings *self)
{
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (GListModel) regions = NULL;
  g_auto (GStrv) chosen = NULL;
  g_autofree char *partition = dup_partition (self->session);

  if (g_strcmp0 (partition, self->partition) == 0)
    return;
  settings = g_settings_new (STINT_SETTINGS_SCHEMA);
  chosen = g_settings_get_strv (settings, "regions");
  g_free (self->partition);
  self->partition = g_steal_pointer (&partition);
  regions = stint_regions_list (self->partition, (const char *const *) chosen,
                                /* Translators: no region of its own. */
                                _ ("The integration’s region"));
  stint_picker_set_model (self->region_row, regions);
}

static void
stint_details_settings_fill_region (StintDetailsSettings *self)
{
  const char *own = stint_session_item_get_region (self->session);
  const char *region = stint_snippets_region (self->session);
  const char *place = stint_regions_get_place (region);
  g_autofree char *shown = NULL;

  stint_details_settings_fill_regions (self);
  if (region[0] != '\0' && place[0] != '\0')
    /* Translators: a region: %1$s: "eu-west-1"; %2$s: "Europe (Ireland)". */
    shown = g_strdup_printf (_ ("%1$s · %2$s"), region, place);
  else if (region[0] != '\0')
    shown = g_strdup (region);
  stint_picker_set_chosen (self->region_row, own);
  stint_picker_set_shown (self->region_row, shown);
}

static void
stint_details_settings_fill_duration (StintDetailsSettings *self)
{
  StintSessionKind kind = stint_session_item_get_kind (self->session);
  guint seconds = stint_session_item_get_duration (self->session);
  gboolean user = kind == STINT_SESSION_IAM_USER;

  gtk_widget_set_visible (GTK_WIDGET (self->duration_row), user || kind == STINT_SESSION_IAM_ROLE);
  if (self->durations == NULL || self->durations_odd != seconds || self->durations_user != user)
    {
      adw_combo_row_set_model (self->duration_row, NULL);
      g_clear_pointer (&self->durations, stint_durations_free);
      self->durations = stint_durations_new (seconds, user);
      self->durations_odd = seconds;
      self->durations_user = user;
      adw_combo_row_set_model (self->duration_row, stint_durations_get_model (self->durations));
    }
  adw_combo_row_set_selected (self->duration_row,
                              stint_durations_get_position (self->durations, seconds));
}

static void
stint_details_settings_fill (StintDetailsSettings *self)
{
  StintSessionItem *session = self->session;
  StintIntegrationItem *integration = stint_session_item_get_integration (session);
  gboolean asks = stint_session_item_get_kind (session) == STINT_SESSION_IAM_ROLE &&
                  stint_session_item_get_from_id (session)[0] == '\0' && integration != NULL &&
                  stint_integration_item_get_mfa_serial (integration)[0] != '\0';

  self->filling = TRUE;
  stint_details_settings_fill_profile (self);
  stint_details_settings_fill_region (self);
  stint_details_settings_fill_duration (self);
  adw_combo_row_set_selected (self->hand_out_row, stint_session_item_get_hand_out (session));
  adw_combo_row_set_selected (self->code_row, stint_session_item_get_mfa (session));
  adw_combo_row_set_selected (self->renewal_row, stint_session_item_get_renew (session));
  gtk_switch_set_active (self->login_switch, stint_session_item_get_start_at_login (session));
  gtk_widget_set_visible (GTK_WIDGET (self->code_row), asks);
  self->filling = FALSE;
}

static void
stint_details_settings_forget (StintDetailsSettings *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_pointer (&self->profile, g_free);
  g_clear_pointer (&self->partition, g_free);
}

static void
stint_details_settings_dispose (GObject *object)
{
  StintDetailsSettings *self = STINT_DETAILS_SETTINGS (object);

  self->filling = TRUE;
  stint_details_settings_forget (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_DETAILS_SETTINGS);
  g_clear_object (&self->client);
  g_clear_pointer (&self->durations, stint_durations_free);

  G_OBJECT_CLASS (stint_details_settings_parent_class)->dispose (object);
}

static void
stint_details_settings_bind (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, StintDetailsSettings, error_view);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsSettings, profile_row);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsSettings, region_row);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsSettings, hand_out_row);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsSettings, duration_row);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsSettings, code_row);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsSettings, renewal_row);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsSettings, login_switch);
  gtk_widget_class_bind_template_child (widget_class, StintDetailsSettings, hint_label);
  gtk_widget_class_bind_template_callback (widget_class, stint_details_settings_profile_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_details_settings_profile_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_details_settings_region_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_details_settings_hand_out_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_details_settings_duration_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_details_settings_code_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_details_settings_renewal_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_details_settings_login_cb);
}

static void
stint_details_settings_class_init (StintDetailsSettingsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stint_details_settings_dispose;
  signals[EDITED] = g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (STINT_TYPE_ERROR_VIEW);
  g_type_ensure (STINT_TYPE_PICKER);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/stint_aws/Stint/stint-details-settings.ui");
  stint_details_settings_bind (widget_class);
}

static void
stint_details_settings_init (StintDetailsSettings *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  stint_form_name_fields (GTK_WIDGET (self));
  stint_picker_set_check (self->region_row, stint_check_region);
}

void
stint_details_settings_show (StintDetailsSettings *self,
                             StintClient *client,
                             StintSessionItem *session)
{
  g_return_if_fail (STINT_IS_DETAILS_SETTINGS (self));
  g_return_if_fail (STINT_IS_SESSION_ITEM (session));

  g_set_object (&self->client, client);
  if (self->session != session)
    {
      stint_details_settings_forget (self);
      self->session = g_object_ref (session);
      self->cancellable = g_cancellable_new ();
      stint_error_view_set (self->error_view, NULL, NULL, NULL);
    }
  stint_details_settings_fill (self);
}

gboolean
stint_details_settings_take_back (StintDetailsSettings *self)
{
  g_return_val_if_fail (STINT_IS_DETAILS_SETTINGS (self), FALSE);

  if (self->profile == NULL ||
      g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->profile_row)), self->profile))
    return FALSE;
  gtk_editable_set_text (GTK_EDITABLE (self->profile_row), self->profile);
  return TRUE;
}
