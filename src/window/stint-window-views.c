/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stint-saved-views.h"
#include "stint-message.h"
#include "stint-window-private.h"

/* Which sessions the list shows: the view of the sidebar, and views that somebody keeps. */

/* The name in "saved:NAME", or NULL. */
static const char *
saved_name (const char *view)
{
  return g_str_has_prefix (view, STINT_SAVED_VIEW_PREFIX) ? view + strlen (STINT_SAVED_VIEW_PREFIX)
                                                          : NULL;
}

void
stint_window_apply_view (StintWindow *self)
{
  const char *view = stint_sidebar_get_view (self->sidebar);
  const char *name = saved_name (view);
  g_autoptr (StintQuery) scope = NULL;

  if (name != NULL)
    scope = stint_saved_views_get (self->settings, name);
  stint_slot_model_set_view (self->model, view, scope);
}

/* What is seen now: of a saved view, or of an integration's, what it is limited to as well. */
static StintQuery *
current_query (StintWindow *self)
{
  const char *view = stint_sidebar_get_view (self->sidebar);
  const char *name = saved_name (view);
  g_autoptr (StintQuery) over = stint_session_list_dup_query (self->list);
  g_autoptr (StintQuery) under = NULL;

  if (name != NULL)
    under = stint_saved_views_get (self->settings, name);
  if (under == NULL)
    under = stint_query_new ();
  if (g_str_has_prefix (view, "integration:"))
    stint_query_set (&under->integration, view + strlen ("integration:"));
  else if (g_str_equal (view, "active"))
    stint_query_set (&under->state, "active");
  return stint_query_merge (under, over);
}

typedef struct
{
  StintWindow *window; /* (unowned): the dialog does not outlive it */
  StintQuery *query;   /* (owned) (nullable): a new view */
  char *old_name;      /* (owned) (nullable): a view that gets another name */
} Naming;

static void
naming_free (gpointer data, GClosure *closure)
{
  Naming *naming = data;

  g_clear_pointer (&naming->query, stint_query_free);
  g_free (naming->old_name);
  g_free (naming);
}

static void
go_to_view (StintWindow *self, const char *name)
{
  g_autofree char *view = g_strconcat (STINT_SAVED_VIEW_PREFIX, name, NULL);

  stint_sidebar_set_view (self->sidebar, view);
}

static void
named_cb (AdwMessageDialog *dialog, const char *response, Naming *naming)
{
  StintWindow *self = naming->window;
  GtkWidget *entry = adw_message_dialog_get_extra_child (dialog);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  g_assert (ADW_IS_MESSAGE_DIALOG (dialog));

  if (!g_str_equal (response, "save") || name[0] == '\0')
    return;
  if (naming->query != NULL)
    {
      stint_saved_views_put (self->settings, name, naming->query);
      /* It stands in the sidebar now, and would be searched in itself. */
      while (stint_session_list_clear_search (self->list))
        ;
      go_to_view (self, name);
    }
  else if (stint_saved_views_rename (self->settings, naming->old_name, name))
    {
      go_to_view (self, name);
    }
}

/* A name that is taken is not taken again. */
static void
name_changed_cb (GtkEditable *editable, AdwMessageDialog *dialog)
{
  StintWindow *self = STINT_WINDOW (gtk_window_get_transient_for (GTK_WINDOW (dialog)));
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (editable)));
  g_autoptr (StintQuery) taken = stint_saved_views_get (self->settings, name);

  adw_message_dialog_set_response_enabled (dialog, "save", name[0] != '\0' && taken == NULL);
  adw_message_dialog_set_body (dialog,
                               taken != NULL ? _ ("There is a view of this name already.") : "");
}

static void
ask_name (Naming *naming, const char *heading, const char *suggestion)
{
  GtkWidget *dialog = stint_message_new (GTK_WINDOW (naming->window), heading, NULL);
  GtkWidget *entry = gtk_entry_new ();

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "save",
                                    _ ("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Name of the view"), -1);
  g_signal_connect_object (entry, "changed", G_CALLBACK (name_changed_cb), dialog, 0);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);
  g_signal_connect_data (dialog, "response", G_CALLBACK (named_cb), naming, naming_free, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), suggestion);
  name_changed_cb (GTK_EDITABLE (entry), ADW_MESSAGE_DIALOG (dialog));
  gtk_widget_grab_focus (entry);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
save_view (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  g_autoptr (StintQuery) query = current_query (self);
  Naming *naming;

  if (query->text[0] == '\0' && !stint_query_has_filter (query))
    {
      stint_window_toast (self, _ ("Search or filter first: a view keeps what is found."));
      return;
    }
  naming = g_new0 (Naming, 1);
  naming->window = self;
  naming->query = g_steal_pointer (&query);
  ask_name (naming, _ ("Save as view"), naming->query->text);
}

static void
rename_view (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *name = g_variant_get_string (parameter, NULL);
  Naming *naming = g_new0 (Naming, 1);

  naming->window = data;
  naming->old_name = g_strdup (name);
  ask_name (naming, _ ("Rename view"), name);
}

static void
remove_view (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  const char *name = g_variant_get_string (parameter, NULL);
  g_autoptr (StintQuery) query = stint_saved_views_get (self->settings, name);
  g_autofree char *sentence = NULL;
  AdwToast *toast;

  if (query == NULL)
    return;
  stint_saved_views_remove (self->settings, name);
  /* Translators: %s is the name of a saved view. */
  sentence = g_strdup_printf (_ ("“%s” removed"), name);
  toast = adw_toast_new (sentence);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.put-view");
  adw_toast_set_action_target_value (
      toast, g_variant_new ("(s@a{ss})", name, stint_query_to_variant (query)));
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
put_view (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (StintQuery) query = NULL;
  const char *name;

  g_variant_get (parameter, "(&s@a{ss})", &name, &variant);
  query = stint_query_from_variant (variant);
  stint_saved_views_put (self->settings, name, query);
  go_to_view (self, name);
}

static void
filter (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;

  stint_split_view_show_content (self->split_view);
  stint_session_list_popup_filter (self->list);
}

static void
order_cb (StintWindow *self)
{
  g_autofree char *order = g_settings_get_string (self->settings, "order");

  g_assert (STINT_IS_WINDOW (self));

  if (self->model != NULL)
    stint_slot_model_set_order (self->model, g_str_equal (order, "last-used")
                                                 ? STINT_ORDER_LAST_USED
                                                 : STINT_ORDER_INTEGRATION);
}

void
stint_window_install_views (StintWindow *self)
{
  static const GActionEntry entries[] = {
    { "save-view", save_view },
    { "rename-view", rename_view, "s" },
    { "remove-view", remove_view, "s" },
    { "put-view", put_view, "(sa{ss})" },
    { "filter", filter },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->settings, "changed::order", G_CALLBACK (order_cb), self,
                           G_CONNECT_SWAPPED);
}

void
stint_window_apply_order (StintWindow *self)
{
  order_cb (self);
}
