/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-checks.h"
#include "stint-client-calls.h"
#include "stint-error-view.h"
#include "stint-form.h"
#include "stint-names.h"
#include "stint-role-dialog.h"
#include "stint-source-list.h"
#include "stint-starter.h"
#include "stint-ticker.h"

struct _StintRoleDialog
{
  AdwWindow parent_instance;

  StintClient *client;       /* (owned) */
  StintSessionItem *session; /* (owned) (nullable) the one that is edited */
  StintSourceList *sources;  /* (owned) */
  StintTicker *ticker;       /* (owned) */
  StintStarter *starter;     /* (owned) */
  GCancellable *cancellable; /* (owned) */
  char *added_id;            /* (owned) (nullable) the one that is being tried */
  char *proposed_name;       /* (owned) (nullable) */
  gboolean busy;
  GtkWidget *focus;     /* (unowned) (nullable) where the keyboard was before it was busy */
  guint first_duration; /* what the form opened with: only a choice that was changed is sent, */
  guint first_hand_out; /* so that preferences and odd lengths stay what they are */

  GtkButton *save_button;
  GtkWidget *form_box;
  StintErrorView *error_view;
  GtkWidget *arn_row;
  GtkWidget *name_row;
  AdwComboRow *source_row;
  GtkWidget *profile_row;
  GtkWidget *region_row;
  AdwComboRow *hand_out_row;
  AdwComboRow *duration_row;
  AdwComboRow *code_row;
  AdwComboRow *renewal_row;
  GtkWidget *rare_group;
  GtkWidget *external_id_row;
  GtkWidget *session_name_row;
  GtkWidget *try_group;
  GtkSwitch *try_switch;
  GtkLabel *hint_label;
};

G_DEFINE_FINAL_TYPE (StintRoleDialog, stint_role_dialog, ADW_TYPE_WINDOW)

/* In the order of the form; 0 is AWS's own default. */
static const guint durations[] = { 0, 900, 1800, 7200, 14400, 28800, 43200 };
/* The longest that a role chain may last, and a lease is a chain. */
#define CHAIN_LIMIT 3600

static gboolean
is_role (StintRoleDialog *self)
{
  return self->session == NULL ||
         stint_session_item_get_kind (self->session) == STINT_SESSION_IAM_ROLE;
}

static const char *
save_label (StintRoleDialog *self)
{
  return self->session == NULL ? _ ("Add") : _ ("Save");
}

static StintIntegrationItem *
stint_role_dialog_get_user (StintRoleDialog *self, const char **out_from)
{
  const char *integration_id;

  stint_source_list_get (self->sources, adw_combo_row_get_selected (self->source_row),
                         &integration_id, out_from);
  return integration_id != NULL ? stint_client_get_integration (self->client, integration_id)
                                : NULL;
}

static gboolean
has_text (GtkWidget *row)
{
  g_autofree char *text = stint_form_dup_text (row);

  return text[0] != '\0';
}

static void
stint_role_dialog_changed_cb (StintRoleDialog *self)
{
  const char *from = NULL;
  StintIntegrationItem *user;
  gboolean valid = TRUE;
  gboolean complete;

  g_assert (STINT_IS_ROLE_DIALOG (self));

  /* While the form is being filled. */
  if (self->sources == NULL)
    return;
  user = stint_role_dialog_get_user (self, &from);
  gtk_label_set_label (self->hint_label, "");
  valid &= stint_form_check (self->arn_row, stint_check_role_arn, self->hint_label);
  valid &= stint_form_check (self->profile_row, stint_check_profile, self->hint_label);
  valid &= stint_form_check (self->region_row, stint_check_region, self->hint_label);
  valid &= stint_form_check (self->external_id_row, stint_check_external_id, self->hint_label);
  valid &=
      stint_form_check (self->session_name_row, stint_check_role_session_name, self->hint_label);
  complete = has_text (self->name_row) && (!is_role (self) || has_text (self->arn_row)) &&
             (!is_role (self) || user != NULL);
  if (is_role (self) && user == NULL)
    gtk_label_set_label (self->hint_label, _ ("Add an IAM user first: a role is assumed by one."));

  gtk_widget_set_visible (GTK_WIDGET (self->code_row),
                          user != NULL && stint_integration_item_get_mfa_serial (user)[0] != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), valid && complete && !self->busy);
}

/* The name follows the ARN until a person gives another. */
static void
stint_role_dialog_arn_cb (StintRoleDialog *self)
{
  g_autofree char *arn = stint_form_dup_text (self->arn_row);
  g_autofree char *name = stint_form_dup_text (self->name_row);
  const char *role = stint_check_role_name (arn);

  g_assert (STINT_IS_ROLE_DIALOG (self));

  if (self->session == NULL && (name[0] == '\0' || g_strcmp0 (name, self->proposed_name) == 0))
    {
      g_free (self->proposed_name);
      self->proposed_name = g_strdup (role);
      gtk_editable_set_text (GTK_EDITABLE (self->name_row), role);
    }
  stint_role_dialog_changed_cb (self);
}

/* More than an hour is only to be had with a code of its own: a lease makes it a chain. */
static void
stint_role_dialog_duration_cb (StintRoleDialog *self)
{
  guint chosen = adw_combo_row_get_selected (self->duration_row);

  g_assert (STINT_IS_ROLE_DIALOG (self));

  if (chosen < G_N_ELEMENTS (durations) && durations[chosen] > CHAIN_LIMIT)
    adw_combo_row_set_selected (self->code_row, STINT_MFA_DIRECT);
}

static void
stint_role_dialog_set_busy (StintRoleDialog *self, gboolean busy)
{
  self->busy = busy;
  if (busy)
    self->focus = gtk_root_get_focus (GTK_ROOT (self));
  gtk_widget_set_sensitive (self->form_box, !busy);
  stint_form_set_busy (self->save_button, save_label (self), busy);
  if (!busy && self->focus != NULL)
    gtk_widget_grab_focus (self->focus);
}

static void
stint_role_dialog_fail (StintRoleDialog *self, const GError *error)
{
  stint_role_dialog_set_busy (self, FALSE);
  stint_error_view_set (self->error_view, error, NULL, NULL);
  stint_role_dialog_changed_cb (self);
}

static void
stint_role_dialog_taken_back_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);

  if (results == NULL)
    g_info ("A role that was refused could not be taken back: %s", error->message);
}

/* Nothing is kept that does not work. */
static void
stint_role_dialog_take_back (StintRoleDialog *self)
{
  if (self->added_id == NULL)
    return;
  stint_client_remove_session_async (self->client, self->added_id, NULL, NULL,
                                     stint_role_dialog_taken_back_cb, NULL);
  g_clear_pointer (&self->added_id, g_free);
}

static void
stint_role_dialog_tried_cb (StintStarter *starter,
                            StintSessionItem *session,
                            const GError *error,
                            StintRoleDialog *self)
{
  g_assert (STINT_IS_ROLE_DIALOG (self));

  if (error == NULL)
    {
      g_clear_pointer (&self->added_id, g_free);
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  stint_role_dialog_take_back (self);
  stint_role_dialog_fail (self, error);
}

/* The answer may come before the list tells of the new session. */
static void
stint_role_dialog_try (StintRoleDialog *self)
{
  StintSessionItem *session;

  if (self->added_id == NULL)
    return;
  session = stint_client_get_session (self->client, self->added_id);
  if (session != NULL)
    stint_starter_start (self->starter, session);
}

static void
stint_role_dialog_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintRoleDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);
  const char *id = NULL;

  if (self->client == NULL)
    return;
  if (results == NULL)
    {
      stint_role_dialog_fail (self, error);
      return;
    }
  if (self->session != NULL || !gtk_switch_get_active (self->try_switch) ||
      !g_variant_lookup (results, "id", "&s", &id))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  self->added_id = g_strdup (id);
  stint_role_dialog_try (self);
}

static void
take_choice (GVariantDict *options, const char *key, AdwComboRow *row, GType type)
{
  g_variant_dict_insert (options, key, "s",
                         stint_enum_to_nick (type, (int) adw_combo_row_get_selected (row)));
}

static GVariant *
stint_role_dialog_get_options (StintRoleDialog *self)
{
  gboolean always = self->session != NULL;
  guint chosen = adw_combo_row_get_selected (self->duration_row);
  const char *from = NULL;
  StintIntegrationItem *user = stint_role_dialog_get_user (self, &from);
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  stint_form_take_text (&options, "name", self->name_row, FALSE);
  stint_form_take_text (&options, "profile", self->profile_row, always);
  stint_form_take_text (&options, "region", self->region_row, always);
  if (adw_combo_row_get_selected (self->hand_out_row) != self->first_hand_out)
    take_choice (&options, "hand-out", self->hand_out_row, STINT_TYPE_HAND_OUT);
  take_choice (&options, "renew", self->renewal_row, STINT_TYPE_RENEW_POLICY);
  if (chosen < G_N_ELEMENTS (durations) && chosen != self->first_duration)
    g_variant_dict_insert (&options, "duration", "u", durations[chosen]);
  if (!is_role (self))
    return g_variant_dict_end (&options);

  stint_form_take_text (&options, "role-arn", self->arn_row, FALSE);
  stint_form_take_text (&options, "external-id", self->external_id_row, always);
  stint_form_take_text (&options, "role-session-name", self->session_name_row, always);
  take_choice (&options, "mfa", self->code_row, STINT_TYPE_MFA_MODE);
  if (self->session == NULL && user != NULL)
    g_variant_dict_insert (&options, "integration", "s", stint_integration_item_get_id (user));
  if (from != NULL || always)
    g_variant_dict_insert (&options, "from", "s", from != NULL ? from : "");
  return g_variant_dict_end (&options);
}

static void
stint_role_dialog_save_cb (StintRoleDialog *self)
{
  GVariant *options;

  g_assert (STINT_IS_ROLE_DIALOG (self));

  options = stint_role_dialog_get_options (self);
  stint_error_view_set (self->error_view, NULL, NULL, NULL);
  stint_role_dialog_set_busy (self, TRUE);
  if (self->session != NULL)
    stint_client_edit_session_async (self->client, stint_session_item_get_id (self->session),
                                     options, self->cancellable, stint_role_dialog_saved_cb,
                                     g_object_ref (self));
  else
    stint_client_add_iam_role_async (self->client, options, self->cancellable,
                                     stint_role_dialog_saved_cb, g_object_ref (self));
}

static void
stint_role_dialog_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (stint_role_dialog_parent_class)->map (widget);
  stint_ticker_set_running (STINT_ROLE_DIALOG (widget)->ticker, TRUE);
}

static void
stint_role_dialog_unmap (GtkWidget *widget)
{
  stint_ticker_set_running (STINT_ROLE_DIALOG (widget)->ticker, FALSE);
  GTK_WIDGET_CLASS (stint_role_dialog_parent_class)->unmap (widget);
}

static void
stint_role_dialog_dispose (GObject *object)
{
  StintRoleDialog *self = STINT_ROLE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  if (self->starter != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->starter, self);
      stint_starter_close (self->starter);
    }
  if (self->client != NULL)
    stint_role_dialog_take_back (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_ROLE_DIALOG);
  g_clear_object (&self->starter);
  g_clear_object (&self->ticker);
  g_clear_pointer (&self->sources, stint_source_list_free);
  g_clear_object (&self->session);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (stint_role_dialog_parent_class)->dispose (object);
}

static void
stint_role_dialog_finalize (GObject *object)
{
  StintRoleDialog *self = STINT_ROLE_DIALOG (object);

  g_object_unref (self->cancellable);
  g_free (self->added_id);
  g_free (self->proposed_name);

  G_OBJECT_CLASS (stint_role_dialog_parent_class)->finalize (object);
}

static void
stint_role_dialog_bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, form_box);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, error_view);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, arn_row);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, source_row);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, profile_row);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, region_row);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, hand_out_row);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, duration_row);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, code_row);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, renewal_row);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, rare_group);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, external_id_row);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, session_name_row);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, try_group);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, try_switch);
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, hint_label);
}

static void
stint_role_dialog_class_init (StintRoleDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stint_role_dialog_dispose;
  object_class->finalize = stint_role_dialog_finalize;
  widget_class->map = stint_role_dialog_map;
  widget_class->unmap = stint_role_dialog_unmap;

  g_type_ensure (STINT_TYPE_ERROR_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-role-dialog.ui");
  stint_role_dialog_bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, stint_role_dialog_arn_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_role_dialog_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_role_dialog_duration_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_role_dialog_save_cb);
}

static void
stint_role_dialog_init (StintRoleDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  stint_form_name_fields (GTK_WIDGET (self));
}

static StintRoleDialog *
stint_role_dialog_make (GtkWindow *parent,
                        StintClient *client,
                        StintSessionItem *session,
                        const char *title)
{
  StintRoleDialog *self =
      g_object_new (STINT_TYPE_ROLE_DIALOG, "transient-for", parent, "title", title, NULL);
  g_autoptr (StintClock) clock = stint_system_clock_new ();

  self->client = g_object_ref (client);
  g_set_object (&self->session, session);
  self->ticker = stint_ticker_new (clock);
  self->starter = stint_starter_new (client, self->ticker, GTK_WINDOW (self));
  g_signal_connect_object (self->starter, "ended", G_CALLBACK (stint_role_dialog_tried_cb), self,
                           0);
  g_signal_connect_object (stint_client_get_sessions (client), "items-changed",
                           G_CALLBACK (stint_role_dialog_try), self, G_CONNECT_SWAPPED);
  self->sources = stint_source_list_new (client, session);
  adw_combo_row_set_model (self->source_row, stint_source_list_get_names (self->sources));
  gtk_button_set_label (self->save_button, save_label (self));
  gtk_widget_set_visible (self->try_group, session == NULL);
  return self;
}

GtkWidget *
stint_role_dialog_new (GtkWindow *parent, StintClient *client, const char *integration_id)
{
  g_autoptr (GSettings) preferences = g_settings_new (STINT_SETTINGS_SCHEMA);
  StintRoleDialog *self;

  g_return_val_if_fail (STINT_IS_CLIENT (client), NULL);

  self = stint_role_dialog_make (parent, client, NULL, _ ("Add IAM role"));
  self->first_hand_out = (guint) g_settings_get_enum (preferences, "hand-out");
  adw_combo_row_set_selected (self->hand_out_row, self->first_hand_out);
  adw_combo_row_set_selected (self->source_row,
                              stint_source_list_find (self->sources, integration_id, NULL));
  stint_role_dialog_changed_cb (self);
  gtk_widget_grab_focus (self->arn_row);
  return GTK_WIDGET (self);
}

static guint
duration_position (guint duration)
{
  for (guint i = 1; i < G_N_ELEMENTS (durations); i++)
    {
      if (durations[i] == duration)
        return i;
    }
  return 0;
}

static void
stint_role_dialog_fill (StintRoleDialog *self)
{
  StintSessionItem *session = self->session;
  gboolean role = is_role (self);
  const struct
  {
    GtkWidget *row;
    const char *text;
  } texts[] = {
    { self->name_row, stint_session_item_get_name (session) },
    { self->arn_row, stint_session_item_get_role (session) },
    { self->profile_row, stint_session_item_get_profile (session) },
    { self->region_row, stint_session_item_get_region (session) },
    { self->external_id_row, stint_session_item_get_external_id (session) },
    { self->session_name_row, stint_session_item_get_role_session_name (session) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    gtk_editable_set_text (GTK_EDITABLE (texts[i].row), texts[i].text);
  adw_combo_row_set_selected (
      self->source_row,
      stint_source_list_find (self->sources, stint_session_item_get_integration_id (session),
                              stint_session_item_get_from_id (session)));
  self->first_duration = duration_position (stint_session_item_get_duration (session));
  self->first_hand_out = stint_session_item_get_hand_out (session);
  adw_combo_row_set_selected (self->duration_row, self->first_duration);
  adw_combo_row_set_selected (self->hand_out_row, self->first_hand_out);
  adw_combo_row_set_selected (self->code_row, stint_session_item_get_mfa (session));
  adw_combo_row_set_selected (self->renewal_row, stint_session_item_get_renew (session));

  gtk_widget_set_visible (self->arn_row, role);
  gtk_widget_set_visible (GTK_WIDGET (self->source_row), role);
  gtk_widget_set_visible (self->rare_group, role);
}

GtkWidget *
stint_role_dialog_new_for_session (GtkWindow *parent,
                                   StintClient *client,
                                   StintSessionItem *session)
{
  StintRoleDialog *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (STINT_IS_CLIENT (client), NULL);
  g_return_val_if_fail (STINT_IS_SESSION_ITEM (session), NULL);

  /* Translators: the title of a form; %s is the name of a session. */
  title = g_strdup_printf (_ ("Edit %s"), stint_session_item_get_name (session));
  self = stint_role_dialog_make (parent, client, session, title);
  stint_role_dialog_fill (self);
  stint_role_dialog_changed_cb (self);
  gtk_widget_grab_focus (self->name_row);
  return GTK_WIDGET (self);
}
