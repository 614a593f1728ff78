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
#include "stint-picker.h"
#include "stint-regions.h"
#include "stint-secret.h"
#include "stint-user-dialog.h"
#include "stint-user-policies.h"

typedef enum
{
  MODE_ADD,
  MODE_EDIT,
  MODE_REPLACE_KEY,
} Mode;

struct _StintUserDialog
{
  AdwWindow parent_instance;

  StintClient *client;               /* (owned) */
  StintIntegrationItem *integration; /* (owned) (nullable) */
  GCancellable *cancellable;         /* (owned) */
  Mode mode;
  gboolean busy;
  GtkWidget *focus; /* (unowned) (nullable) where the keyboard was before it was busy */

  GtkButton *save_button;
  StintErrorView *error_view;
  GtkWidget *key_group;
  GtkWidget *more_group;
  GtkWidget *name_row;
  GtkWidget *key_id_row;
  GtkWidget *secret_row;
  GtkWidget *device_row;
  StintPicker *region_row;
  StintUserPolicies *policies;
  GtkLabel *hint_label;
};

G_DEFINE_FINAL_TYPE (StintUserDialog, stint_user_dialog, ADW_TYPE_WINDOW)

static const char *
save_label (StintUserDialog *self)
{
  switch (self->mode)
    {
    case MODE_ADD:
      /* Translators: the button of a form that adds something. */
      return _ ("Add");
    case MODE_REPLACE_KEY:
      return _ ("Replace");
    case MODE_EDIT:
    default:
      return _ ("Save");
    }
}

static gboolean
has_text (GtkWidget *row)
{
  g_autofree char *text = stint_form_dup_text (row);

  return text[0] != '\0';
}

/* Another key is no reason to ask for another permission. */
static void
stint_user_dialog_update_policies (StintUserDialog *self)
{
  g_autofree char *name = stint_form_dup_text (self->name_row);
  g_autofree char *serial = stint_form_dup_text (self->device_row);

  if (self->client != NULL && self->mode != MODE_REPLACE_KEY)
    stint_user_policies_update (self->policies, self->client, self->integration, name, serial);
}

static void
stint_user_dialog_changed_cb (StintUserDialog *self)
{
  gboolean complete = TRUE;
  gboolean valid = TRUE;

  g_assert (STINT_IS_USER_DIALOG (self));

  gtk_label_set_label (self->hint_label, "");
  if (self->mode != MODE_EDIT)
    {
      valid &= stint_form_check (self->key_id_row, stint_check_access_key_id, self->hint_label);
      valid &= stint_form_check (self->secret_row, stint_check_secret_key, self->hint_label);
      complete &= has_text (self->key_id_row) && has_text (self->secret_row);
    }
  if (self->mode != MODE_REPLACE_KEY)
    {
      valid &= stint_form_check (self->device_row, stint_check_mfa_serial, self->hint_label);
      complete &= has_text (self->name_row);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), valid && complete && !self->busy);
  stint_user_dialog_update_policies (self);
}

static void
stint_user_dialog_set_busy (StintUserDialog *self, gboolean busy)
{
  self->busy = busy;
  if (busy)
    self->focus = gtk_root_get_focus (GTK_ROOT (self));
  gtk_widget_set_sensitive (self->key_group, !busy);
  gtk_widget_set_sensitive (self->more_group, !busy);
  stint_form_set_busy (self->save_button, save_label (self), busy);
  if (!busy && self->focus != NULL)
    gtk_widget_grab_focus (self->focus);
}

static void
stint_user_dialog_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintUserDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);

  if (self->client == NULL)
    return;
  stint_user_dialog_set_busy (self, FALSE);
  if (results != NULL)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  stint_error_view_set (self->error_view, error, NULL, NULL);
  stint_user_dialog_changed_cb (self);
}

static void
stint_user_dialog_call (StintUserDialog *self, GVariant *options)
{
  const char *id =
      self->integration != NULL ? stint_integration_item_get_id (self->integration) : NULL;
  char *secret;

  if (self->mode == MODE_EDIT)
    {
      stint_client_edit_integration_async (self->client, id, options, self->cancellable,
                                           stint_user_dialog_saved_cb, g_object_ref (self));
      return;
    }
  secret = stint_form_dup_text (self->secret_row);
  if (self->mode == MODE_ADD)
    stint_client_add_iam_user_async (self->client, secret, options, self->cancellable,
                                     stint_user_dialog_saved_cb, g_object_ref (self));
  else
    stint_client_replace_key_async (self->client, id, secret, options, self->cancellable,
                                    stint_user_dialog_saved_cb, g_object_ref (self));
  stint_wipe_free (secret);
}

static void
stint_user_dialog_save_cb (StintUserDialog *self)
{
  gboolean always = self->mode == MODE_EDIT;
  const char *region;
  GVariantDict options;

  g_assert (STINT_IS_USER_DIALOG (self));

  g_variant_dict_init (&options, NULL);
  if (self->mode != MODE_REPLACE_KEY)
    {
      stint_form_take_text (&options, "name", self->name_row, FALSE);
      stint_form_take_text (&options, "mfa-serial", self->device_row, always);
      region = stint_picker_get_chosen (self->region_row);
      if (region[0] != '\0' || always)
        g_variant_dict_insert (&options, "region", "s", region);
    }
  if (self->mode != MODE_EDIT)
    stint_form_take_text (&options, "access-key-id", self->key_id_row, FALSE);

  stint_error_view_set (self->error_view, NULL, NULL, NULL);
  stint_user_dialog_set_busy (self, TRUE);
  stint_user_dialog_call (self, g_variant_dict_end (&options));
}

static void
stint_user_dialog_dispose (GObject *object)
{
  StintUserDialog *self = STINT_USER_DIALOG (object);

  /* Closing while AWS is asked cancels: nothing is saved. */
  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_USER_DIALOG);
  g_clear_object (&self->client);
  g_clear_object (&self->integration);

  G_OBJECT_CLASS (stint_user_dialog_parent_class)->dispose (object);
}

static void
stint_user_dialog_finalize (GObject *object)
{
  g_object_unref (STINT_USER_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (stint_user_dialog_parent_class)->finalize (object);
}

static void
stint_user_dialog_class_init (StintUserDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stint_user_dialog_dispose;
  object_class->finalize = stint_user_dialog_finalize;

  g_type_ensure (STINT_TYPE_ERROR_VIEW);
  g_type_ensure (STINT_TYPE_PICKER);
  g_type_ensure (STINT_TYPE_USER_POLICIES);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-user-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StintUserDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, StintUserDialog, error_view);
  gtk_widget_class_bind_template_child (widget_class, StintUserDialog, key_group);
  gtk_widget_class_bind_template_child (widget_class, StintUserDialog, more_group);
  gtk_widget_class_bind_template_child (widget_class, StintUserDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, StintUserDialog, key_id_row);
  gtk_widget_class_bind_template_child (widget_class, StintUserDialog, secret_row);
  gtk_widget_class_bind_template_child (widget_class, StintUserDialog, device_row);
  gtk_widget_class_bind_template_child (widget_class, StintUserDialog, region_row);
  gtk_widget_class_bind_template_child (widget_class, StintUserDialog, policies);
  gtk_widget_class_bind_template_child (widget_class, StintUserDialog, hint_label);
  gtk_widget_class_bind_template_callback (widget_class, stint_user_dialog_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_user_dialog_save_cb);
}

static void
stint_user_dialog_init (StintUserDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  stint_form_name_fields (GTK_WIDGET (self));
}

static void
stint_user_dialog_fill_region (StintUserDialog *self)
{
  g_autoptr (GSettings) preferences = g_settings_new (STINT_SETTINGS_SCHEMA);
  g_auto (GStrv) chosen = g_settings_get_strv (preferences, "regions");
  g_autoptr (GListModel) regions =
      /* Translators: a choice: whatever is chosen for everything. */
      stint_regions_list (NULL, (const char *const *) chosen, _ ("As in the preferences"));

  stint_picker_set_model (self->region_row, regions);
  stint_picker_set_check (self->region_row, stint_check_region);
}

static StintUserDialog *
stint_user_dialog_make (GtkWindow *parent, StintClient *client, Mode mode, const char *title)
{
  StintUserDialog *self =
      g_object_new (STINT_TYPE_USER_DIALOG, "transient-for", parent, "title", title, NULL);

  self->client = g_object_ref (client);
  self->mode = mode;
  stint_user_dialog_fill_region (self);
  gtk_button_set_label (self->save_button, save_label (self));
  gtk_widget_set_visible (self->more_group, mode != MODE_REPLACE_KEY);
  gtk_widget_set_visible (self->name_row, mode != MODE_REPLACE_KEY);
  gtk_widget_set_visible (self->key_id_row, mode != MODE_EDIT);
  gtk_widget_set_visible (self->secret_row, mode != MODE_EDIT);
  if (mode == MODE_EDIT)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->key_group), NULL);
  gtk_widget_grab_focus (mode == MODE_REPLACE_KEY ? self->key_id_row : self->name_row);
  return self;
}

GtkWidget *
stint_user_dialog_new (GtkWindow *parent, StintClient *client)
{
  g_return_val_if_fail (STINT_IS_CLIENT (client), NULL);

  return GTK_WIDGET (stint_user_dialog_make (parent, client, MODE_ADD, _ ("Add IAM user")));
}

GtkWidget *
stint_user_dialog_new_for_integration (GtkWindow *parent,
                                       StintClient *client,
                                       StintIntegrationItem *integration,
                                       gboolean replace_key)
{
  StintUserDialog *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (STINT_IS_CLIENT (client), NULL);
  g_return_val_if_fail (STINT_IS_INTEGRATION_ITEM (integration), NULL);

  if (replace_key)
    /* Translators: the title of a form; %s is the name of an IAM user. */
    title = g_strdup_printf (_ ("New access key for %s"),
                             stint_integration_item_get_name (integration));
  else
    /* Translators: the title of a form; %s is the name of an IAM user. */
    title = g_strdup_printf (_ ("Edit %s"), stint_integration_item_get_name (integration));
  self = stint_user_dialog_make (parent, client, replace_key ? MODE_REPLACE_KEY : MODE_EDIT, title);
  self->integration = g_object_ref (integration);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row),
                         stint_integration_item_get_name (integration));
  gtk_editable_set_text (GTK_EDITABLE (self->device_row),
                         stint_integration_item_get_mfa_serial (integration));
  stint_picker_set_chosen (self->region_row, stint_integration_item_get_region (integration));
  stint_user_dialog_changed_cb (self);
  return GTK_WIDGET (self);
}
