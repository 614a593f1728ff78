/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-browser-group.h"
#include "stint-center-dialog.h"
#include "stint-checks.h"
#include "stint-client-calls.h"
#include "stint-error-view.h"
#include "stint-form.h"
#include "stint-picker.h"
#include "stint-portal-url.h"
#include "stint-regions.h"

struct _StintCenterDialog
{
  AdwWindow parent_instance;

  StintClient *client;               /* (owned) */
  StintIntegrationItem *integration; /* (owned) (nullable) */
  GCancellable *cancellable;         /* (owned) */
  gboolean busy;
  GtkWidget *focus; /* (unowned) (nullable) where the keyboard was before it was busy */

  GtkButton *save_button;
  StintErrorView *error_view;
  GtkWidget *form;
  AdwPreferencesGroup *portal_group;
  GtkWidget *name_row;
  GtkWidget *url_row;
  StintPicker *region_row;
  AdwComboRow *flow_row;
  StintBrowserGroup *browser_group;
  GtkWidget *template_row;
  GtkLabel *hint_label;
};

enum
{
  ADDED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintCenterDialog, stint_center_dialog, ADW_TYPE_WINDOW)

/* Their order is that of StintSignInFlow. */
static const char *const flows[] = {
  /* Translators: how one signs in: a page opens in the browser of this computer. */
  N_ ("In the browser"),
  /* Translators: how one signs in: by a code that one confirms in any browser. */
  N_ ("By a code, on any device"),
};

static const char *
save_label (StintCenterDialog *self)
{
  /* Translators: the button of a form that adds something. */
  return self->integration == NULL ? _ ("Add") : _ ("Save");
}

/* "": whatever the address says. */
static const char *
chosen_region (StintCenterDialog *self)
{
  return stint_picker_get_chosen (self->region_row);
}

static char *
dup_region_sentence (const char *chosen, const char *told, gboolean needed)
{
  if (told != NULL && chosen[0] == '\0')
    /* Translators: %s is an AWS region that is part of a URL. */
    return g_strdup_printf (_ ("The URL says %s"), told);
  if (told != NULL && !g_str_equal (told, chosen))
    /* Translators: two AWS regions: the one that was chosen, and the one that is part of a URL. */
    return g_strdup_printf (_ ("%1$s, although the URL says %2$s"), chosen, told);
  if (needed && chosen[0] == '\0')
    return g_strdup (_ ("This URL does not tell it: it is where your company’s Identity Center "
                        "is"));
  return NULL;
}

/* What the address says of the region.  Returns: whether a region is still to be chosen. */
static gboolean
stint_center_dialog_tell_region (StintCenterDialog *self, const char *url)
{
  const char *chosen = chosen_region (self);
  g_autofree char *told = stint_portal_url_dup_region (url);
  gboolean needed = stint_portal_url_needs_region (url);
  g_autofree char *sentence = dup_region_sentence (chosen, told, needed);

  stint_picker_set_shown (self->region_row, sentence);
  return needed && chosen[0] == '\0';
}

static void
stint_center_dialog_changed_cb (StintCenterDialog *self)
{
  g_autofree char *name = stint_form_dup_text (self->name_row);
  g_autofree char *way = NULL;
  gboolean complete = name[0] != '\0';
  gboolean valid;

  g_assert (STINT_IS_CENTER_DIALOG (self));

  /* The template makes the rows one by one. */
  if (self->client == NULL)
    return;
  gtk_label_set_label (self->hint_label, "");
  way = stint_browser_group_dup_way (self->browser_group);
  complete &= way != NULL;
  valid = stint_form_check (self->template_row, stint_check_profile_template, self->hint_label);
  if (self->integration == NULL)
    {
      g_autofree char *url = stint_form_dup_text (self->url_row);
      g_autofree char *tidy = stint_portal_url_tidy (url);

      valid &= stint_form_check (self->url_row, stint_portal_url_check, self->hint_label);
      complete &= tidy != NULL;
      complete &= !stint_center_dialog_tell_region (self, url);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button), valid && complete && !self->busy);
}

static void
stint_center_dialog_set_busy (StintCenterDialog *self, gboolean busy)
{
  self->busy = busy;
  if (busy)
    self->focus = gtk_root_get_focus (GTK_ROOT (self));
  gtk_widget_set_sensitive (self->form, !busy);
  stint_form_set_busy (self->save_button, save_label (self), busy);
  if (!busy && self->focus != NULL)
    gtk_widget_grab_focus (self->focus);
}

static void
stint_center_dialog_tell_added (StintCenterDialog *self, GVariant *results)
{
  const char *id = NULL;
  const char *state = "";

  g_variant_lookup (results, "sign-in", "&s", &state);
  if (g_variant_lookup (results, "id", "&s", &id))
    g_signal_emit (self, signals[ADDED], 0, id, state);
}

static void
stint_center_dialog_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintCenterDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);

  if (self->client == NULL)
    return;
  stint_center_dialog_set_busy (self, FALSE);
  if (results == NULL)
    {
      stint_error_view_set (self->error_view, error, NULL, NULL);
      stint_center_dialog_changed_cb (self);
      return;
    }
  if (self->integration == NULL)
    stint_center_dialog_tell_added (self, results);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
stint_center_dialog_add (StintCenterDialog *self, GVariantDict *options)
{
  g_autofree char *typed = stint_form_dup_text (self->url_row);
  g_autofree char *url = stint_portal_url_tidy (typed);
  const char *region = chosen_region (self);

  /* Shown as it is kept. */
  gtk_editable_set_text (GTK_EDITABLE (self->url_row), url);
  g_variant_dict_insert (options, "start-url", "s", url);
  if (region[0] != '\0')
    g_variant_dict_insert (options, "region", "s", region);
  stint_client_add_identity_center_async (self->client, g_variant_dict_end (options),
                                          self->cancellable, stint_center_dialog_saved_cb,
                                          g_object_ref (self));
}

static void
stint_center_dialog_save_cb (StintCenterDialog *self)
{
  gboolean always = self->integration != NULL;
  g_autofree char *way = stint_browser_group_dup_way (self->browser_group);
  GVariantDict options;

  g_assert (STINT_IS_CENTER_DIALOG (self));

  g_variant_dict_init (&options, NULL);
  stint_form_take_text (&options, "name", self->name_row, FALSE);
  if (way != NULL && (way[0] != '\0' || always))
    g_variant_dict_insert (&options, "browser", "s", way);
  stint_form_take_text (&options, "profile-template", self->template_row, always);
  g_variant_dict_insert (&options, "flow", "s",
                         stint_enum_to_nick (STINT_TYPE_SIGN_IN_FLOW,
                                             (int) adw_combo_row_get_selected (self->flow_row)));

  stint_error_view_set (self->error_view, NULL, NULL, NULL);
  stint_center_dialog_set_busy (self, TRUE);
  if (self->integration == NULL)
    stint_center_dialog_add (self, &options);
  else
    stint_client_edit_integration_async (self->client,
                                         stint_integration_item_get_id (self->integration),
                                         g_variant_dict_end (&options), self->cancellable,
                                         stint_center_dialog_saved_cb, g_object_ref (self));
}

static void
stint_center_dialog_dispose (GObject *object)
{
  StintCenterDialog *self = STINT_CENTER_DIALOG (object);

  /* Closing while AWS is asked cancels: nothing is saved. */
  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_CENTER_DIALOG);
  g_clear_object (&self->client);
  g_clear_object (&self->integration);

  G_OBJECT_CLASS (stint_center_dialog_parent_class)->dispose (object);
}

static void
stint_center_dialog_finalize (GObject *object)
{
  g_object_unref (STINT_CENTER_DIALOG (object)->cancellable);

  G_OBJECT_CLASS (stint_center_dialog_parent_class)->finalize (object);
}

static void
stint_center_dialog_class_init (StintCenterDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stint_center_dialog_dispose;
  object_class->finalize = stint_center_dialog_finalize;

  signals[ADDED] = g_signal_new ("added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);

  g_type_ensure (STINT_TYPE_BROWSER_GROUP);
  g_type_ensure (STINT_TYPE_ERROR_VIEW);
  g_type_ensure (STINT_TYPE_PICKER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-center-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, StintCenterDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, StintCenterDialog, error_view);
  gtk_widget_class_bind_template_child (widget_class, StintCenterDialog, form);
  gtk_widget_class_bind_template_child (widget_class, StintCenterDialog, portal_group);
  gtk_widget_class_bind_template_child (widget_class, StintCenterDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, StintCenterDialog, url_row);
  gtk_widget_class_bind_template_child (widget_class, StintCenterDialog, region_row);
  gtk_widget_class_bind_template_child (widget_class, StintCenterDialog, flow_row);
  gtk_widget_class_bind_template_child (widget_class, StintCenterDialog, browser_group);
  gtk_widget_class_bind_template_child (widget_class, StintCenterDialog, template_row);
  gtk_widget_class_bind_template_child (widget_class, StintCenterDialog, hint_label);
  gtk_widget_class_bind_template_callback (widget_class, stint_center_dialog_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_center_dialog_save_cb);
}

static void
stint_center_dialog_init (StintCenterDialog *self)
{
  g_autoptr (GtkStringList) flow_list = gtk_string_list_new (NULL);
  g_autoptr (GListModel) region_list = NULL;

  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  /* Translators: a choice of AWS regions: whichever the URL of the portal names. */
  region_list = stint_regions_list (NULL, NULL, _ ("From the URL"));
  stint_picker_set_model (self->region_row, region_list);
  stint_picker_set_check (self->region_row, stint_check_region);
  for (guint i = 0; i < G_N_ELEMENTS (flows); i++)
    gtk_string_list_append (flow_list, _ (flows[i]));
  adw_combo_row_set_model (self->flow_row, G_LIST_MODEL (flow_list));
  stint_form_name_fields (GTK_WIDGET (self));
}

static StintCenterDialog *
stint_center_dialog_make (GtkWindow *parent,
                          StintClient *client,
                          const char *title,
                          const char *browser)
{
  StintCenterDialog *self =
      g_object_new (STINT_TYPE_CENTER_DIALOG, "transient-for", parent, "title", title, NULL);

  self->client = g_object_ref (client);
  stint_browser_group_fill (self->browser_group, STINT_BROWSER_GROUP_OWN, browser);
  gtk_widget_grab_focus (self->name_row);
  return self;
}

GtkWidget *
stint_center_dialog_new (GtkWindow *parent, StintClient *client)
{
  StintCenterDialog *self;

  g_return_val_if_fail (STINT_IS_CLIENT (client), NULL);

  self = stint_center_dialog_make (parent, client, _ ("Add IAM Identity Center"), "");
  gtk_button_set_label (self->save_button, save_label (self));
  return GTK_WIDGET (self);
}

GtkWidget *
stint_center_dialog_new_for_integration (GtkWindow *parent,
                                         StintClient *client,
                                         StintIntegrationItem *integration)
{
  StintCenterDialog *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (STINT_IS_CLIENT (client), NULL);
  g_return_val_if_fail (STINT_IS_INTEGRATION_ITEM (integration), NULL);

  /* Translators: the title of a form; %s is the name of an IAM Identity Center. */
  title = g_strdup_printf (_ ("Edit %s"), stint_integration_item_get_name (integration));
  self = stint_center_dialog_make (parent, client, title,
                                   stint_integration_item_get_browser (integration));
  self->integration = g_object_ref (integration);
  gtk_button_set_label (self->save_button, save_label (self));
  /* Another portal would be other sessions: that is another integration. */
  gtk_widget_set_visible (self->url_row, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->region_row), FALSE);
  adw_preferences_group_set_description (self->portal_group,
                                         stint_integration_item_get_start_url (integration));
  gtk_editable_set_text (GTK_EDITABLE (self->name_row),
                         stint_integration_item_get_name (integration));
  gtk_editable_set_text (GTK_EDITABLE (self->template_row),
                         stint_integration_item_get_profile_template (integration));
  adw_combo_row_set_selected (self->flow_row,
                              (guint) stint_integration_item_get_flow (integration));
  stint_center_dialog_changed_cb (self);
  return GTK_WIDGET (self);
}
