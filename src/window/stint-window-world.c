/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <gio/gdesktopappinfo.h>
#include <glib/gi18n.h>

#include "stint-client-calls.h"
#include "stint-role-dialog.h"
#include "stint-sentence.h"
#include "stint-window-private.h"

/* What buttons of banners and details do: the world around the sessions, put right. */

static void
stint_window_unlocked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);
  g_autofree char *sentence = NULL;

  /* Who closed the prompt knows; the banner stays. */
  if (results != NULL || self->toasts == NULL || stint_error_is_cancelled (error) ||
      g_error_matches (error, STINT_ERROR, STINT_ERROR_KEYRING_DISMISSED))
    return;
  sentence = stint_sentence_whole (error, STINT_AUDIENCE_WINDOW);
  stint_window_toast (self, sentence);
}

static void
unlock_keyring (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;

  stint_client_unlock_async (self->client, NULL, NULL, stint_window_unlocked_cb,
                             g_object_ref (self));
}

/* The file manager shows the file in its folder; one that cannot opens the folder. */
static void
shown_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GFile) file = data;
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);
  g_autofree char *uri = folder != NULL ? g_file_get_uri (folder) : NULL;

  if (reply == NULL && uri != NULL)
    gtk_show_uri (NULL, uri, GDK_CURRENT_TIME);
}

static void
show_in_files (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_string (parameter, NULL));
  g_autofree char *uri = g_file_get_uri (file);
  GDBusConnection *connection = stint_client_get_connection (self->client);
  const char *const uris[] = { uri, NULL };

  if (connection == NULL)
    return;
  g_dbus_connection_call (connection, "org.freedesktop.FileManager1",
                          "/org/freedesktop/FileManager1", "org.freedesktop.FileManager1",
                          "ShowItems", g_variant_new ("(^ass)", uris, ""), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, shown_cb, g_steal_pointer (&file));
}

/* Opens the first of the desktop's panels that is there.  In a sandbox there is none. */
static void
open_panel (StintWindow *self, const char *const *panels, const char *otherwise)
{
  g_autoptr (GdkAppLaunchContext) context =
      gdk_display_get_app_launch_context (gtk_widget_get_display (GTK_WIDGET (self)));

  for (; *panels != NULL; panels++)
    {
      g_autoptr (GDesktopAppInfo) panel = g_desktop_app_info_new (*panels);

      if (panel != NULL &&
          g_app_info_launch (G_APP_INFO (panel), NULL, G_APP_LAUNCH_CONTEXT (context), NULL))
        return;
    }
  stint_window_toast (self, otherwise);
}

static void
clock_settings (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const char *const panels[] = {
    "gnome-datetime-panel.desktop", "kcm_clock.desktop",       "cinnamon-settings-calendar.desktop",
    "time-admin.desktop",           "mate-time-admin.desktop", NULL
  };

  open_panel (data, panels, _ ("Date and time are set in your system’s settings."));
}

static void
network_settings (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const char *const panels[] = { "gnome-network-panel.desktop",
                                        "kcm_networkmanagement.desktop",
                                        "cinnamon-settings-network.desktop",
                                        "nm-connection-editor.desktop", NULL };

  open_panel (data, panels, _ ("The network is set in your system’s settings."));
}

/* A role that is assumed with a session. */
static void
chain_session (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  StintSessionItem *from =
      stint_client_get_session (self->client, g_variant_get_string (parameter, NULL));

  if (from != NULL)
    gtk_window_present (
        GTK_WINDOW (stint_role_dialog_new_chained (GTK_WINDOW (self), self->client, from)));
}

void
stint_window_install_world_actions (StintWindow *self)
{
  static const GActionEntry entries[] = {
    { "chain-session", chain_session, "s" },  { "unlock-keyring", unlock_keyring },
    { "show-in-files", show_in_files, "s" },  { "clock-settings", clock_settings },
    { "network-settings", network_settings },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
