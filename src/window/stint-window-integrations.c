/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-center-dialog.h"
#include "stint-client-calls.h"
#include "stint-integration-text.h"
#include "stint-opener.h"
#include "stint-sentence.h"
#include "stint-sign-out.h"
#include "stint-window-private.h"

#define VIEW_PREFIX "integration:"

/* How long what was copied may wait for being pasted, where no window is left open. */
#define CLIPBOARD_SECONDS 120
/* How long a window that nobody sees waits for another order. */
#define QUIET_SECONDS 10

static StintIntegrationItem *
integration_of (StintWindow *self, GVariant *parameter)
{
  return stint_client_get_integration (self->client, g_variant_get_string (parameter, NULL));
}

static StintSessionItem *
session_of (StintWindow *self, const char *id)
{
  return stint_client_get_session (self->client, id);
}

/* --- Signing in and out ----------------------------------------------------------------------- */

static void
stint_window_sign_in (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintIntegrationItem *integration = integration_of (self, parameter);

  if (integration != NULL)
    stint_starter_sign_in (self->starter, integration);
}

static void
stint_window_told (const char *sentence, gpointer data)
{
  stint_window_toast (data, sentence);
}

static void
stint_window_sign_out (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintIntegrationItem *integration = integration_of (self, parameter);

  if (integration != NULL)
    stint_sign_out_ask (GTK_WINDOW (self), self->client, integration, stint_window_told, self);
}

static void
stint_window_portal_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (!stint_opener_open_finish (result, &error) && !stint_error_is_cancelled (error) &&
      self->toasts != NULL)
    stint_window_toast (self, error->message);
}

static void
stint_window_open_portal (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintIntegrationItem *integration = integration_of (self, parameter);

  if (integration != NULL)
    stint_opener_open_async (GTK_WINDOW (self), stint_integration_item_get_start_url (integration),
                             NULL, integration, NULL, stint_window_portal_opened_cb,
                             g_object_ref (self));
}

/* --- Sync ------------------------------------------------------------------------------------- */

typedef struct
{
  StintWindow *window; /* (owned) */
  char *id;            /* (owned) */
} Sync;

static void
sync_free (Sync *sync)
{
  g_object_unref (sync->window);
  g_free (sync->id);
  g_free (sync);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sync, sync_free)

static const char *
shown_integration (StintWindow *self)
{
  const char *view = stint_sidebar_get_view (self->sidebar);

  return g_str_has_prefix (view, VIEW_PREFIX) ? view + strlen (VIEW_PREFIX) : NULL;
}

static void
stint_window_synced_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Sync) sync = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);
  StintWindow *self = sync->window;
  StintIntegrationItem *integration;

  /* The window was closed. */
  if (self->syncs == NULL || self->client == NULL)
    return;
  integration = stint_client_get_integration (self->client, sync->id);
  g_hash_table_remove (self->syncs, sync->id);
  if (results != NULL || integration == NULL || stint_error_is_cancelled (error))
    return;
  /* A sync begins by itself after the sign-in. */
  if (g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_SIGN_IN))
    {
      stint_starter_sign_in (self->starter, integration);
    }
  else
    {
      g_autofree char *sentence = stint_sentence_whole (error, STINT_AUDIENCE_WINDOW);

      stint_window_toast (self, sentence);
    }
}

static void
stint_window_sync_id (StintWindow *self, const char *id)
{
  GCancellable *cancellable;
  Sync *sync;

  if (g_hash_table_contains (self->syncs, id))
    return;
  cancellable = g_cancellable_new ();
  sync = g_new0 (Sync, 1);
  sync->window = g_object_ref (self);
  sync->id = g_strdup (id);
  g_hash_table_insert (self->syncs, g_strdup (id), cancellable);
  stint_client_sync_async (self->client, id, NULL, cancellable, stint_window_synced_cb, sync);
}

static void
stint_window_sync (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintIntegrationItem *integration = integration_of (self, parameter);

  if (integration != NULL)
    stint_window_sync_id (self, stint_integration_item_get_id (integration));
}

static void
stint_window_cancel_sync (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintIntegrationItem *integration = integration_of (self, parameter);
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  if (integration == NULL)
    return;
  g_variant_dict_insert (&options, "cancel", "b", TRUE);
  stint_client_sync_async (self->client, stint_integration_item_get_id (integration),
                           g_variant_dict_end (&options), NULL, NULL, NULL);
}

/* What a sync brought is told to whoever looks. */
static void
stint_window_news_cb (StintIntegrationItem *integration, GParamSpec *pspec, StintWindow *self)
{
  g_autofree char *news = NULL;

  g_assert (STINT_IS_INTEGRATION_ITEM (integration));
  g_assert (STINT_IS_WINDOW (self));

  news = stint_integration_text_news (integration);
  if (news != NULL && self->toasts != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    stint_window_toast (self, news);
}

/* --- Adding ----------------------------------------------------------------------------------- */

/* Signed in to by whoever added it; the AWS CLI may have been faster. */
static void
stint_window_take_new_center (StintWindow *self)
{
  g_autofree char *id = NULL;
  g_autofree char *view = NULL;

  if (self->new_center == NULL ||
      stint_client_get_integration (self->client, self->new_center) == NULL)
    return;
  id = g_steal_pointer (&self->new_center);
  view = g_strconcat (VIEW_PREFIX, id, NULL);
  stint_sidebar_set_view (self->sidebar, view);
  if (self->new_center_signed_in)
    stint_window_sync_id (self, id);
  else
    stint_starter_sign_in (self->starter, stint_client_get_integration (self->client, id));
}

static void
stint_window_center_added_cb (StintCenterDialog *dialog,
                              const char *id,
                              const char *sign_in,
                              StintWindow *self)
{
  g_assert (STINT_IS_CENTER_DIALOG (dialog));
  g_assert (STINT_IS_WINDOW (self));

  g_free (self->new_center);
  self->new_center = g_strdup (id);
  self->new_center_signed_in = g_str_equal (sign_in, "signed-in");
  stint_window_take_new_center (self);
}

static void
stint_window_add_center (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  GtkWidget *dialog = stint_center_dialog_new (GTK_WINDOW (self), self->client);

  g_signal_connect_object (dialog, "added", G_CALLBACK (stint_window_center_added_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
stint_window_integrations_cb (
    GListModel *integrations, guint position, guint removed, guint added, StintWindow *self)
{
  g_assert (STINT_IS_WINDOW (self));

  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (StintIntegrationItem) integration = g_list_model_get_item (integrations, i);

      g_signal_handlers_disconnect_by_func (integration, stint_window_news_cb, self);
      g_signal_connect_object (integration, "notify::last-sync", G_CALLBACK (stint_window_news_cb),
                               self, 0);
    }
  stint_window_take_new_center (self);
  stint_window_update_header (self);
}

/* --- Console and keys ------------------------------------------------------------------------- */

static void
stint_window_let_out (StintWindow *self, StintOutletWhat what, const char *id, const char *to)
{
  StintSessionItem *session = session_of (self, id);

  if (session != NULL)
    stint_outlet_run (self->outlet, what, session, to);
}

static void
stint_window_open_console (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  stint_window_let_out (data, STINT_OUTLET_CONSOLE, g_variant_get_string (parameter, NULL), NULL);
}

static void
stint_window_open_console_at (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const char *id;
  const char *to;

  g_variant_get (parameter, "(&s&s)", &id, &to);
  stint_window_let_out (data, STINT_OUTLET_CONSOLE, id, to);
}

static void
stint_window_copy_console_link (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  stint_window_let_out (data, STINT_OUTLET_LINK, g_variant_get_string (parameter, NULL), NULL);
}

static void
stint_window_copy_credentials (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  stint_window_let_out (data, STINT_OUTLET_CREDENTIALS, g_variant_get_string (parameter, NULL),
                        NULL);
}

/* --- For the window --------------------------------------------------------------------------- */

void
stint_window_update_header (StintWindow *self)
{
  const char *id = shown_integration (self);

  if (self->header == NULL)
    return;
  stint_integration_header_set_integration (
      self->header, id != NULL ? stint_client_get_integration (self->client, id) : NULL);
}

/* --- A window that nobody sees ---------------------------------------------------------------- */

static gboolean
stint_window_go_cb (gpointer data)
{
  StintWindow *self = data;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));

  self->quiet_id = 0;
  if (gtk_widget_get_visible (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;
  /* Keys lie on no clipboard for ever. */
  if (gdk_clipboard_is_local (clipboard))
    gdk_clipboard_set_content (clipboard, NULL);
  gtk_window_destroy (GTK_WINDOW (self));
  return G_SOURCE_REMOVE;
}

/* What is on a clipboard has to be asked for while its owner lives. */
static void
stint_window_settle (StintWindow *self)
{
  gboolean owns = gdk_clipboard_is_local (gtk_widget_get_clipboard (GTK_WIDGET (self)));

  g_assert (STINT_IS_WINDOW (self));

  if (!self->quiet || stint_outlet_is_busy (self->outlet) ||
      stint_starter_get_n_running (self->starter) > 0)
    return;
  g_clear_handle_id (&self->quiet_id, g_source_remove);
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    self->quiet_id =
        g_timeout_add_seconds (owns ? CLIPBOARD_SECONDS : QUIET_SECONDS, stint_window_go_cb, self);
}

void
stint_window_set_quiet (StintWindow *self)
{
  g_return_if_fail (STINT_IS_WINDOW (self));

  if (gtk_widget_get_visible (GTK_WIDGET (self)) || self->quiet)
    return;
  self->quiet = TRUE;
  g_signal_connect_object (gtk_widget_get_clipboard (GTK_WIDGET (self)), "changed",
                           G_CALLBACK (stint_window_settle), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->outlet, "notify::busy", G_CALLBACK (stint_window_settle), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->client, "notify::connected", G_CALLBACK (stint_window_settle),
                           self, G_CONNECT_SWAPPED);
  stint_window_settle (self);
}

void
stint_window_install_integrations (StintWindow *self)
{
  GListModel *integrations = stint_client_get_integrations (self->client);

  self->syncs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->outlet = stint_outlet_new (self->client, self->starter, GTK_WINDOW (self));
  g_signal_connect_object (self->outlet, "message", G_CALLBACK (stint_window_toast), self,
                           G_CONNECT_SWAPPED);
  self->header = STINT_INTEGRATION_HEADER (stint_integration_header_new (self->ticker));
  stint_session_list_set_top (self->list, GTK_WIDGET (self->header));
  g_signal_connect_object (integrations, "items-changed", G_CALLBACK (stint_window_integrations_cb),
                           self, 0);
  stint_window_integrations_cb (integrations, 0, 0, g_list_model_get_n_items (integrations), self);
}

void
stint_window_close_integrations (StintWindow *self)
{
  GHashTableIter iter;
  gpointer cancellable;

  g_clear_handle_id (&self->quiet_id, g_source_remove);
  if (self->outlet != NULL)
    stint_outlet_close (self->outlet);
  if (self->syncs == NULL)
    return;
  /* What they have found is kept. */
  g_hash_table_iter_init (&iter, self->syncs);
  while (g_hash_table_iter_next (&iter, NULL, &cancellable))
    g_cancellable_cancel (cancellable);
}

void
stint_window_install_integration_actions (StintWindow *self)
{
  static const GActionEntry entries[] = {
    { "add-center", stint_window_add_center },
    { "sign-in", stint_window_sign_in, "s" },
    { "sign-out", stint_window_sign_out, "s" },
    { "open-portal", stint_window_open_portal, "s" },
    { "sync", stint_window_sync, "s" },
    { "cancel-sync", stint_window_cancel_sync, "s" },
    { "open-console", stint_window_open_console, "s" },
    { "open-console-at", stint_window_open_console_at, "(ss)" },
    { "copy-console-link", stint_window_copy_console_link, "s" },
    { "copy-credentials", stint_window_copy_credentials, "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
