/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-center-dialog.h"
#include "stint-client-calls.h"
#include "stint-details-settings.h"
#include "stint-farewell.h"
#include "stint-import-dialog.h"
#include "stint-message.h"
#include "stint-names.h"
#include "stint-remover.h"
#include "stint-role-dialog.h"
#include "stint-sentence.h"
#include "stint-user-dialog.h"
#include "stint-window-private.h"

static StintSessionItem *
session_of (StintWindow *self, GVariant *parameter)
{
  return stint_client_get_session (self->client, g_variant_get_string (parameter, NULL));
}

/* A short call that fails says so in a toast; what concerns a session is in its row as well. */
static void
stint_window_called_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);
  g_autofree char *sentence = NULL;
  gboolean foreign = FALSE;

  if (results == NULL && !stint_error_is_cancelled (error))
    sentence = stint_sentence_whole (error, STINT_AUDIENCE_WINDOW);
  else if (results != NULL && g_variant_lookup (results, "foreign-keys", "b", &foreign) && foreign)
    sentence = g_strdup (_ ("Somebody had put other keys into the profile. They are still there."));
  if (sentence != NULL && self->toasts != NULL)
    stint_window_toast (self, sentence);
}

static void
stint_window_start (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintSessionItem *session = session_of (self, parameter);

  if (session != NULL)
    stint_starter_start (self->starter, session);
}

static void
stint_window_renew (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintSessionItem *session = session_of (self, parameter);

  if (session == NULL)
    return;
  /* A notice may have been answered late: what has ended is started. */
  if (stint_session_item_is_held (session))
    stint_starter_renew (self->starter, session);
  else
    stint_starter_start (self->starter, session);
}

static void
stint_window_stop (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintSessionItem *session = session_of (self, parameter);

  if (session != NULL)
    stint_client_stop_async (self->client, stint_session_item_get_id (session), NULL, NULL,
                             stint_window_called_cb, g_object_ref (self));
}

static void
stint_window_cancel (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintSessionItem *session = session_of (self, parameter);

  if (session == NULL)
    return;
  /* Started from a terminal, say: a stop cancels a start that runs. */
  if (!stint_starter_cancel (self->starter, session))
    stint_window_stop (action, parameter, data);
}

static void
stint_window_toggle (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintSessionItem *session = session_of (data, parameter);

  if (session == NULL)
    return;
  if (stint_session_item_get_state (session) == STINT_STATE_STARTING)
    stint_window_cancel (action, parameter, data);
  else if (stint_session_item_is_held (session))
    stint_window_stop (action, parameter, data);
  else
    stint_window_start (action, parameter, data);
}

static void
stint_window_show (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  stint_window_show_session (data, g_variant_get_string (parameter, NULL));
}

static void
stint_window_pin (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintSessionItem *session = session_of (self, parameter);
  GVariantDict options;

  if (session == NULL)
    return;
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "pinned", "b", !stint_session_item_get_pinned (session));
  stint_client_edit_session_async (self->client, stint_session_item_get_id (session),
                                   g_variant_dict_end (&options), NULL, stint_window_called_cb,
                                   g_object_ref (self));
}

static void
stint_window_edit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintSessionItem *session = session_of (self, parameter);

  if (session != NULL)
    gtk_window_present (
        GTK_WINDOW (stint_role_dialog_new_for_session (GTK_WINDOW (self), self->client, session)));
}

static void
stint_window_removed (const char *sentence, gpointer data)
{
  stint_window_toast (data, sentence);
}

static void
stint_window_remove (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintSessionItem *session = session_of (self, parameter);

  if (session != NULL)
    stint_remover_ask_session (GTK_WINDOW (self), self->client, session, stint_window_removed,
                               self);
}

/* What has a counterpart for several goes to that if several are selected. */
static gboolean
stint_window_on_many (StintWindow *self, const char *verb)
{
  const char *many = NULL;

  if (stint_selection_get_n (self->selection) < 2)
    return FALSE;
  if (g_str_equal (verb, "remove"))
    many = "remove-many";
  else if (g_str_equal (verb, "pin"))
    many = stint_session_item_get_pinned (self->selected) ? "unpin-many" : "pin-many";
  if (many == NULL)
    return FALSE;
  g_action_group_activate_action (G_ACTION_GROUP (self), many, NULL);
  return TRUE;
}

/* The same on what is selected: "renew-selected" is "renew-session" of it. */
static void
stint_window_on_selected (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  const char *name = g_action_get_name (G_ACTION (action));
  g_autofree char *verb = g_strndup (name, strlen (name) - strlen ("-selected"));
  g_autofree char *other = g_strconcat (verb, "-session", NULL);

  if (self->selected != NULL && !stint_window_on_many (self, verb))
    g_action_group_activate_action (
        G_ACTION_GROUP (self), other,
        g_variant_new_string (stint_session_item_get_id (self->selected)));
}

/* Of the best match too, while somebody types. */
static void
stint_window_console_selected (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;

  if (self->selected != NULL && stint_session_item_get_can_console (self->selected))
    g_action_group_activate_action (
        G_ACTION_GROUP (self), "open-console",
        g_variant_new_string (stint_session_item_get_id (self->selected)));
}

static void
stint_window_add_user (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;

  gtk_window_present (GTK_WINDOW (stint_user_dialog_new (GTK_WINDOW (self), self->client)));
}

static void
stint_window_add_role (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  const char *id = g_variant_get_string (parameter, NULL);

  gtk_window_present (GTK_WINDOW (
      stint_role_dialog_new (GTK_WINDOW (self), self->client, id[0] != '\0' ? id : NULL)));
}

static void
stint_window_edit_integration (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintIntegrationItem *integration =
      stint_client_get_integration (self->client, g_variant_get_string (parameter, NULL));

  if (integration == NULL)
    return;
  if (stint_integration_item_get_kind (integration) == STINT_INTEGRATION_IDENTITY_CENTER)
    gtk_window_present (GTK_WINDOW (
        stint_center_dialog_new_for_integration (GTK_WINDOW (self), self->client, integration)));
  else
    gtk_window_present (GTK_WINDOW (stint_user_dialog_new_for_integration (
        GTK_WINDOW (self), self->client, integration, FALSE)));
}

static void
stint_window_replace_key (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintIntegrationItem *integration =
      stint_client_get_integration (self->client, g_variant_get_string (parameter, NULL));

  if (integration != NULL)
    gtk_window_present (GTK_WINDOW (stint_user_dialog_new_for_integration (
        GTK_WINDOW (self), self->client, integration, TRUE)));
}

static void
stint_window_remove_integration (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintIntegrationItem *integration =
      stint_client_get_integration (self->client, g_variant_get_string (parameter, NULL));

  if (integration != NULL)
    stint_remover_ask_integration (GTK_WINDOW (self), self->client, integration,
                                   stint_window_removed, self);
}

static void
stint_window_import (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;

  gtk_window_present (GTK_WINDOW (stint_import_dialog_new (GTK_WINDOW (self), self->client)));
}

static void
stint_window_stop_all_cb (AdwMessageDialog *dialog, const char *response, StintWindow *self)
{
  GListModel *sessions = stint_client_get_sessions (self->client);

  g_assert (ADW_IS_MESSAGE_DIALOG (dialog));
  g_assert (STINT_IS_WINDOW (self));

  if (!g_str_equal (response, "stop"))
    return;
  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (StintSessionItem) session = g_list_model_get_item (sessions, i);

      if (stint_session_item_is_held (session))
        stint_client_stop_async (self->client, stint_session_item_get_id (session), NULL, NULL,
                                 stint_window_called_cb, g_object_ref (self));
    }
}

static void
stint_window_stop_all (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  guint held = stint_farewell_count_held (self->client);
  GtkWidget *dialog;

  if (held == 0)
    {
      stint_window_toast (self, _ ("No session is active."));
      return;
    }
  dialog = stint_message_new (GTK_WINDOW (self), NULL, NULL);
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog),
                                     ngettext ("Stop %u session?", "Stop all %u sessions?", held),
                                     held);
  adw_message_dialog_set_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("Their profiles go back to what they were. Programs that run already keep the keys they "
         "have read until those end."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "stop",
                                    _ ("_Stop all"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "stop",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (stint_window_stop_all_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
stint_window_find (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;

  stint_split_view_show_content (self->split_view);
  stint_session_list_focus_search (self->list);
}

static void
stint_window_search (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;

  stint_split_view_show_content (self->split_view);
  stint_session_list_search (self->list, g_variant_get_string (parameter, NULL));
}

static void
stint_window_clear_search (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;

  while (stint_session_list_clear_search (self->list))
    ;
  stint_session_list_focus_search (self->list);
}

/* One step back: out of the details, to one that is selected, out of search and filter, to the
 * list. */
static void
stint_window_back (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  guint position = stint_selection_get_lead_position (self->selection);
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *settings =
      focus != NULL ? gtk_widget_get_ancestor (focus, STINT_TYPE_DETAILS_SETTINGS) : NULL;

  if (settings != NULL && stint_details_settings_take_back (STINT_DETAILS_SETTINGS (settings)))
    return;
  if (stint_split_view_shows_details_only (self->split_view))
    stint_split_view_show_content (self->split_view);
  else if (stint_selection_get_n (self->selection) > 1)
    stint_selection_set_lead (self->selection, stint_selection_get_lead (self->selection));
  else if (!stint_session_list_clear_search (self->list) &&
           stint_session_list_has_focus_in_list (self->list))
    return;
  /* Back from a search that found nothing: the row that the keyboard is at is what it is about. */
  if (position == G_MAXUINT)
    stint_selection_set_lead (self->selection, stint_slot_model_get_session (self->model, 0));
  stint_session_list_focus_row (self->list, position == G_MAXUINT ? 0 : position);
}

static void
stint_window_show_sidebar (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;

  stint_split_view_show_sidebar (self->split_view);
  gtk_widget_child_focus (GTK_WIDGET (self->sidebar), GTK_DIR_TAB_FORWARD);
}

static void
stint_window_reconnected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!stint_client_connect_finish (STINT_CLIENT (source), result, &error))
    stint_window_set_trouble (self, error);
}

static void
stint_window_reconnect (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;

  if (!stint_client_is_connected (self->client))
    stint_client_connect_async (self->client, STINT_CLIENT_RECONNECT | STINT_CLIENT_UPGRADE, NULL,
                                stint_window_reconnected_cb, g_object_ref (self));
}

static void
stint_window_copy (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          g_variant_get_string (parameter, NULL));
  stint_window_toast (self, _ ("Copied"));
}

static void
stint_window_open_file (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));
  g_autofree char *uri = g_file_get_uri (file);

  gtk_show_uri (GTK_WINDOW (data), uri, GDK_CURRENT_TIME);
}

void
stint_window_update_actions (StintWindow *self)
{
  static const char *const names[] = { "toggle-selected", "renew-selected", "show-selected",
                                       "pin-selected",    "edit-selected",  "remove-selected",
                                       "console-selected" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), names[i]);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), self->selected != NULL);
    }
  stint_window_update_many_actions (self);
}

/* Made when it is asked for: under the name that GtkApplication looks for, gtk/help-overlay.ui, it
 * would be made together with each window, before the first frame. */
static void
stint_window_show_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource (STINT_APPLICATION_PATH "/stint-shortcuts.ui");
  GtkWindow *shortcuts = GTK_WINDOW (gtk_builder_get_object (builder, "help_overlay"));

  gtk_window_set_transient_for (shortcuts, GTK_WINDOW (data));
  gtk_window_present (shortcuts);
}

void
stint_window_install_actions (StintWindow *self)
{
  static const GActionEntry entries[] = {
    { "start-session", stint_window_start, "s" },
    { "stop-session", stint_window_stop, "s" },
    { "renew-session", stint_window_renew, "s" },
    { "cancel-session", stint_window_cancel, "s" },
    { "toggle-session", stint_window_toggle, "s" },
    { "show-session", stint_window_show, "s" },
    { "pin-session", stint_window_pin, "s" },
    { "edit-session", stint_window_edit, "s" },
    { "remove-session", stint_window_remove, "s" },
    { "toggle-selected", stint_window_on_selected },
    { "renew-selected", stint_window_on_selected },
    { "show-selected", stint_window_on_selected },
    { "pin-selected", stint_window_on_selected },
    { "edit-selected", stint_window_on_selected },
    { "remove-selected", stint_window_on_selected },
    { "console-selected", stint_window_console_selected },
    { "add-user", stint_window_add_user },
    { "add-role", stint_window_add_role, "s" },
    { "edit-integration", stint_window_edit_integration, "s" },
    { "replace-key", stint_window_replace_key, "s" },
    { "remove-integration", stint_window_remove_integration, "s" },
    { "import", stint_window_import },
    { "stop-all", stint_window_stop_all },
    { "show-help-overlay", stint_window_show_shortcuts },
    { "find", stint_window_find },
    { "search", stint_window_search, "s" },
    { "clear-search", stint_window_clear_search },
    { "back", stint_window_back },
    { "show-sidebar", stint_window_show_sidebar },
    { "reconnect", stint_window_reconnect },
    { "copy", stint_window_copy, "s" },
    { "open-file", stint_window_open_file, "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  stint_window_install_integration_actions (self);
  stint_window_install_many_actions (self);
  stint_window_install_world_actions (self);
}
