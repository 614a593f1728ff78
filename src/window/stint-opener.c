/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-opener.h"
#include "stint-settings.h"

char *
stint_opener_dup_way (StintIntegrationItem *integration)
{
  const char *own = integration != NULL ? stint_integration_item_get_browser (integration) : "";
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  if (own[0] != '\0')
    return g_strdup (own);
  settings = stint_settings_new (g_get_user_config_dir (), FALSE, &error);
  if (settings == NULL)
    {
      g_info ("No preferences: %s", error->message);
      return g_strdup ("");
    }
  return g_settings_get_string (settings, "browser");
}

void
stint_opener_open_async (GtkWindow *parent,
                         const char *url,
                         StintSessionItem *session,
                         StintIntegrationItem *integration,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GdkDisplay *display =
      parent != NULL ? gtk_widget_get_display (GTK_WIDGET (parent)) : gdk_display_get_default ();
  g_autoptr (GdkAppLaunchContext) context = gdk_display_get_app_launch_context (display);
  g_autofree char *way = stint_opener_dup_way (integration);
  const StintBrowserNames names = {
    session != NULL ? stint_session_item_get_name (session) : NULL,
    session != NULL ? stint_session_item_get_account_name (session) : NULL,
    integration != NULL ? stint_integration_item_get_name (integration) : NULL,
  };

  stint_browser_open_async (way, url, &names, G_APP_LAUNCH_CONTEXT (context), cancellable, callback,
                            user_data);
}

gboolean
stint_opener_open_finish (GAsyncResult *result, GError **error)
{
  return stint_browser_open_finish (result, error);
}
