/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-checks.h"
#include "stint-client-calls.h"
#include "stint-consent-dialog.h"
#include "stint-durations.h"
#include "stint-error-view.h"
#include "stint-error.h"
#include "stint-form.h"
#include "stint-mfa-desk.h"
#include "stint-names.h"
#include "stint-picker.h"
#include "stint-regions.h"
#include "stint-role-dialog.h"
#include "stint-role-policies.h"
#include "stint-source-list.h"

struct _StintRoleDialog
{
  AdwWindow parent_instance;

  StintClient *client;       /* (owned) */
  StintSessionItem *session; /* (owned) (nullable) the one that is edited */
  StintTicker *ticker;       /* (owned) */
  StintMfaDesk *desk;        /* (owned) asks for the code that a test needs */
  StintDurations *durations; /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) */
  char *code;                /* (owned) (nullable) the code that is being asked */
  char *proposed_name;       /* (owned) (nullable) */
  gboolean consent;          /* to taking the profile over */
  gboolean busy;
  GtkWidget *focus;     /* (unowned) (nullable) where the keyboard was before it was busy */
  guint first_hand_out; /* what the form opened with: only a choice that was changed is sent, so
                         * that the preference stays what counts */

  GtkButton *save_button;
  GtkWidget *form_box;
  StintErrorView *error_view;
  GtkWidget *arn_row;
  GtkWidget *name_row;
  StintPicker *source_row;
  GtkWidget *profile_row;
  StintPicker *region_row;
  AdwComboRow *hand_out_row;
  AdwComboRow *duration_row;
  AdwComboRow *code_row;
  AdwComboRow *renewal_row;
  GtkWidget *rare_group;
  GtkWidget *external_id_row;
  GtkWidget *session_name_row;
  StintRolePolicies *policies;
  GtkWidget *try_group;
  GtkSwitch *try_switch;
  GtkLabel *hint_label;
};

G_DEFINE_FINAL_TYPE (StintRoleDialog, stint_role_dialog, ADW_TYPE_WINDOW)

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
stint_role_dialog_get_user (StintRoleDialog *self, StintSessionItem **out_from)
{
  StintIntegrationItem *user;

  stint_source_list_resolve (self->client, stint_picker_get_chosen (self->source_row), &user,
                             out_from);
  return user;
}

static gboolean
has_text (GtkWidget *row)
{
  g_autofree char *text = stint_form_dup_text (row);

  return text[0] != '\0';
}

static gboolean
stint_role_dialog_check (StintRoleDialog *self)
{
  gboolean valid = TRUE;

  gtk_label_set_label (self->hint_label, "");
  valid &= stint_form_check (self->arn_row, stint_check_role_arn, self->hint_label);
  valid &= stint_form_check (self->profile_row, stint_check_profile, self->hint_label);
  valid &= stint_form_check (self->external_id_row, stint_check_external_id, self->hint_label);
  valid &=
      stint_form_check (self->session_name_row, stint_check_role_session_name, self->hint_label);
  return valid;
}

static void
stint_role_dialog_changed_cb (StintRoleDialog *self)
{
  StintSessionItem *from = NULL;
  StintIntegrationItem *user;
  gboolean valid;
  gboolean complete;
  g_autofree char *arn = NULL;
  g_autofree char *external_id = NULL;

  g_assert (STINT_IS_ROLE_DIALOG (self));

  /* While the form is being filled. */
  if (self->durations == NULL)
    return;
  user = stint_role_dialog_get_user (self, &from);
  valid = stint_role_dialog_check (self);
  complete = has_text (self->name_row) && (!is_role (self) || has_text (self->arn_row)) &&
             (!is_role (self) || user != NULL);
  if (is_role (self) && user == NULL)
    gtk_label_set_label (self->hint_label, _ ("Add an IAM user first: a role is assumed by one."));

  /* A chain carries no code. */
  gtk_widget_set_visible (GTK_WIDGET (self->code_row),
                          is_role (self) && user != NULL && from == NULL &&
                              stint_integration_item_get_mfa_serial (user)[0] != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), valid && complete && !self->busy);
  arn = stint_form_dup_text (self->arn_row);
  external_id = stint_form_dup_text (self->external_id_row);
  stint_role_policies_update (self->policies, is_role (self) ? arn : "", user, from, external_id);
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
  g_assert (STINT_IS_ROLE_DIALOG (self));

  if (self->durations != NULL &&
      stint_durations_get_seconds (self->durations,
                                   adw_combo_row_get_selected (self->duration_row)) >
          STINT_DURATIONS_CHAIN_LIMIT)
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

static void stint_role_dialog_save (StintRoleDialog *self);

/* --- The code that a test needs --- */

static void
stint_role_dialog_code_cb (gpointer waiter, const char *code)
{
  StintRoleDialog *self = waiter;

  g_free (self->code);
  self->code = g_strdup (code);
  stint_role_dialog_save (self);
}

/* The form stays as it was. */
static void
stint_role_dialog_code_cancelled_cb (gpointer waiter)
{
  StintRoleDialog *self = waiter;

  stint_role_dialog_set_busy (self, FALSE);
  stint_role_dialog_changed_cb (self);
}

static const StintMfaWaiter code_waiter = { stint_role_dialog_code_cb,
                                            stint_role_dialog_code_cancelled_cb };

static void
stint_role_dialog_ask_code (StintRoleDialog *self, const GError *error)
{
  StintSessionItem *from;
  StintIntegrationItem *user = stint_role_dialog_get_user (self, &from);
  const char *serial = stint_error_get_detail (error, "mfa-serial");
  g_autofree char *name = stint_form_dup_text (self->name_row);

  if (serial == NULL && user != NULL)
    serial = stint_integration_item_get_mfa_serial (user);
  stint_mfa_desk_wait (self->desk, GTK_WINDOW (self), serial != NULL ? serial : "",
                       user != NULL ? stint_integration_item_get_name (user) : "", name,
                       adw_combo_row_get_selected (self->code_row) == STINT_MFA_LEASE, &code_waiter,
                       self);
}

static void
stint_role_dialog_consent_cb (StintConsent consent, const char *profile, gpointer data)
{
  g_autoptr (StintRoleDialog) self = data;

  if (self->client == NULL)
    return;
  if (consent == STINT_CONSENT_REFUSED)
    {
      stint_role_dialog_code_cancelled_cb (self);
      return;
    }
  if (consent == STINT_CONSENT_OTHER_PROFILE)
    gtk_editable_set_text (GTK_EDITABLE (self->profile_row), profile);
  else
    self->consent = TRUE;
  stint_role_dialog_save (self);
}

/* Returns: whether a person can help, and is asked. */
static gboolean
stint_role_dialog_ask (StintRoleDialog *self, const GError *error, gboolean had_code)
{
  if (g_error_matches (error, STINT_ERROR, STINT_ERROR_WRONG_MFA) && had_code)
    {
      stint_mfa_desk_wrong (self->desk, self, error);
      return TRUE;
    }
  if (had_code)
    stint_mfa_desk_answered (self->desk, self);
  if (g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_MFA) ||
      g_error_matches (error, STINT_ERROR, STINT_ERROR_WRONG_MFA))
    {
      stint_role_dialog_ask_code (self, error);
      return TRUE;
    }
  if (self->session == NULL || !g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_CONSENT))
    return FALSE;
  stint_consent_dialog_ask (GTK_WINDOW (self), self->session, error, stint_role_dialog_consent_cb,
                            g_object_ref (self));
  return TRUE;
}

/* The window behind goes to what is new. */
static void
stint_role_dialog_show_added (StintRoleDialog *self, GVariant *results)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  const char *id = NULL;

  if (self->session == NULL && parent != NULL && g_variant_lookup (results, "id", "&s", &id))
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.show-session", "s", id);
}

static void
stint_role_dialog_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintRoleDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);
  g_autofree char *asked = g_steal_pointer (&self->code);

  if (self->client == NULL)
    return;
  if (results == NULL)
    {
      if (!stint_role_dialog_ask (self, error, asked != NULL))
        stint_role_dialog_fail (self, error);
      return;
    }
  if (asked != NULL)
    stint_mfa_desk_answered (self->desk, self);
  stint_role_dialog_show_added (self, results);
  gtk_window_destroy (GTK_WINDOW (self));
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
  guint seconds = stint_durations_get_seconds (self->durations,
                                               adw_combo_row_get_selected (self->duration_row));
  StintSessionItem *from = NULL;
  StintIntegrationItem *user = stint_role_dialog_get_user (self, &from);
  const char *region = stint_picker_get_chosen (self->region_row);
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  stint_form_take_text (&options, "name", self->name_row, FALSE);
  stint_form_take_text (&options, "profile", self->profile_row, always);
  if (region[0] != '\0' || always)
    g_variant_dict_insert (&options, "region", "s", region);
  if (adw_combo_row_get_selected (self->hand_out_row) != self->first_hand_out)
    take_choice (&options, "hand-out", self->hand_out_row, STINT_TYPE_HAND_OUT);
  take_choice (&options, "renew", self->renewal_row, STINT_TYPE_RENEW_POLICY);
  if (gtk_widget_get_visible (GTK_WIDGET (self->duration_row)) && (seconds > 0 || always))
    g_variant_dict_insert (&options, "duration", "u", seconds);
  if (self->consent)
    g_variant_dict_insert (&options, "consent", "b", TRUE);
  if (!is_role (self))
    return g_variant_dict_end (&options);

  stint_form_take_text (&options, "role-arn", self->arn_row, FALSE);
  stint_form_take_text (&options, "external-id", self->external_id_row, always);
  stint_form_take_text (&options, "role-session-name", self->session_name_row, always);
  take_choice (&options, "mfa", self->code_row, STINT_TYPE_MFA_MODE);
  if (self->session == NULL && user != NULL)
    g_variant_dict_insert (&options, "integration", "s", stint_integration_item_get_id (user));
  if (from != NULL || always)
    g_variant_dict_insert (&options, "from", "s",
                           from != NULL ? stint_session_item_get_id (from) : "");
  if (self->session == NULL)
    g_variant_dict_insert (&options, "test", "b", gtk_switch_get_active (self->try_switch));
  if (self->code != NULL)
    g_variant_dict_insert (&options, "mfa-code", "s", self->code);
  return g_variant_dict_end (&options);
}

static void
stint_role_dialog_save (StintRoleDialog *self)
{
  GVariant *options = stint_role_dialog_get_options (self);

  if (self->session != NULL)
    stint_client_edit_session_async (self->client, stint_session_item_get_id (self->session),
                                     options, self->cancellable, stint_role_dialog_saved_cb,
                                     g_object_ref (self));
  else
    stint_client_add_iam_role_async (self->client, options, self->cancellable,
                                     stint_role_dialog_saved_cb, g_object_ref (self));
}

static void
stint_role_dialog_save_cb (StintRoleDialog *self)
{
  g_assert (STINT_IS_ROLE_DIALOG (self));

  self->consent = FALSE;
  stint_error_view_set (self->error_view, NULL, NULL, NULL);
  stint_role_dialog_set_busy (self, TRUE);
  stint_role_dialog_save (self);
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
  if (self->desk != NULL)
    stint_mfa_desk_leave (self->desk, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_ROLE_DIALOG);
  g_clear_object (&self->desk);
  g_clear_object (&self->ticker);
  g_clear_pointer (&self->durations, stint_durations_free);
  g_clear_object (&self->session);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (stint_role_dialog_parent_class)->dispose (object);
}

static void
stint_role_dialog_finalize (GObject *object)
{
  StintRoleDialog *self = STINT_ROLE_DIALOG (object);

  g_object_unref (self->cancellable);
  g_free (self->code);
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
  gtk_widget_class_bind_template_child (widget_class, StintRoleDialog, policies);
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
  g_type_ensure (STINT_TYPE_PICKER);
  g_type_ensure (STINT_TYPE_ROLE_POLICIES);
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

static GListModel *
list_regions (void)
{
  g_autoptr (GSettings) preferences = g_settings_new (STINT_SETTINGS_SCHEMA);
  g_auto (GStrv) chosen = g_settings_get_strv (preferences, "regions");

  return stint_regions_list (NULL, (const char *const *) chosen,
                             /* Translators: no region of its own. */
                             _ ("The integration’s region"));
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
  g_autoptr (GListModel) sources = stint_source_list_new (client, session);
  g_autoptr (GListModel) regions = list_regions ();
  gboolean user =
      session != NULL && stint_session_item_get_kind (session) == STINT_SESSION_IAM_USER;

  self->client = g_object_ref (client);
  g_set_object (&self->session, session);
  self->ticker = stint_ticker_new (clock);
  self->desk = stint_mfa_desk_new (self->ticker);
  stint_picker_set_model (self->source_row, sources);
  stint_picker_set_model (self->region_row, regions);
  stint_picker_set_check (self->region_row, stint_check_region);
  self->durations =
      stint_durations_new (session != NULL ? stint_session_item_get_duration (session) : 0, user);
  adw_combo_row_set_model (self->duration_row, stint_durations_get_model (self->durations));
  gtk_button_set_label (self->save_button, save_label (self));
  gtk_widget_set_visible (self->try_group, session == NULL);
  return self;
}

/* The first there is, where nobody says which. */
static void
stint_role_dialog_set_source (StintRoleDialog *self, const char *id, const char *from_id)
{
  g_autofree char *source = NULL;
  g_autoptr (GListModel) all = NULL;
  g_autoptr (StintPick) first = NULL;

  if (id == NULL)
    {
      all = stint_source_list_new (self->client, NULL);
      first = g_list_model_get_item (all, 0);
    }
  source = first != NULL ? g_strdup (stint_pick_get_id (first))
                         : stint_source_list_make_id (id, from_id);
  stint_picker_set_chosen (self->source_row, source);
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
  stint_role_dialog_set_source (self, integration_id, NULL);
  stint_role_dialog_changed_cb (self);
  gtk_widget_grab_focus (self->arn_row);
  return GTK_WIDGET (self);
}

GtkWidget *
stint_role_dialog_new_chained (GtkWindow *parent, StintClient *client, StintSessionItem *from)
{
  StintRoleDialog *self;

  g_return_val_if_fail (STINT_IS_SESSION_ITEM (from), NULL);

  self = STINT_ROLE_DIALOG (stint_role_dialog_new (parent, client, NULL));
  stint_role_dialog_set_source (self, stint_session_item_get_integration_id (from),
                                stint_session_item_get_id (from));
  stint_role_dialog_changed_cb (self);
  return GTK_WIDGET (self);
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
    { self->external_id_row, stint_session_item_get_external_id (session) },
    { self->session_name_row, stint_session_item_get_role_session_name (session) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    gtk_editable_set_text (GTK_EDITABLE (texts[i].row), texts[i].text);
  stint_role_dialog_set_source (self, stint_session_item_get_integration_id (session),
                                stint_session_item_get_from_id (session));
  stint_picker_set_chosen (self->region_row, stint_session_item_get_region (session));
  self->first_hand_out = stint_session_item_get_hand_out (session);
  adw_combo_row_set_selected (
      self->duration_row,
      stint_durations_get_position (self->durations, stint_session_item_get_duration (session)));
  adw_combo_row_set_selected (self->hand_out_row, self->first_hand_out);
  adw_combo_row_set_selected (self->code_row, stint_session_item_get_mfa (session));
  adw_combo_row_set_selected (self->renewal_row, stint_session_item_get_renew (session));

  gtk_widget_set_visible (self->arn_row, role);
  gtk_widget_set_visible (GTK_WIDGET (self->source_row), role);
  gtk_widget_set_visible (self->rare_group, role);
  gtk_widget_set_visible (GTK_WIDGET (self->duration_row),
                          role || stint_session_item_get_kind (session) == STINT_SESSION_IAM_USER);
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
