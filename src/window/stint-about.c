/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stint-about.h"
#include "stint-names.h"

static void
add (GString *text, const char *what, const char *value)
{
  g_string_append_printf (text, "%s: %s\n", what, value);
}

/* Whose home it is concerns nobody. */
static void
add_path (GString *text, const char *what, const char *path)
{
  const char *home = g_get_home_dir ();
  g_autofree char *short_path = NULL;

  if (path[0] == '\0')
    return;
  if (g_str_has_prefix (path, home) && path[strlen (home)] == '/')
    short_path = g_strconcat ("~", path + strlen (home), NULL);
  add (text, what, short_path != NULL ? short_path : path);
}

static void
add_conditions (GString *text, GVariant *conditions)
{
  GVariantIter iter;
  const char *name;
  GVariant *details;

  g_variant_iter_init (&iter, conditions);
  while (g_variant_iter_loop (&iter, "(&s@a{sv})", &name, &details))
    add (text, "Condition", name);
}

char *
stint_about_debug_info (StintClient *client)
{
  GString *text = g_string_new (NULL);
  GdkDisplay *display = gdk_display_get_default ();
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  g_autofree char *toolkit = NULL;
  g_autofree char *counts = NULL;
  const char *desktop = g_getenv ("XDG_CURRENT_DESKTOP");

  add (text, "Stint", PACKAGE_VERSION);
  add (text, "Service",
       stint_client_is_connected (client) ? stint_client_get_service_version (client)
                                          : "not connected");
  counts = g_strdup_printf ("%u sessions, %u active, %u integrations",
                            g_list_model_get_n_items (stint_client_get_sessions (client)),
                            stint_client_get_n_active (client),
                            g_list_model_get_n_items (stint_client_get_integrations (client)));
  add (text, "List", counts);
  add_path (text, "Credentials file", stint_client_get_credentials_file (client));
  add_path (text, "Config file", stint_client_get_config_file (client));
  add_conditions (text, stint_client_get_conditions (client));
  toolkit =
      g_strdup_printf ("GTK %u.%u.%u, libadwaita %u.%u.%u, GLib %u.%u.%u", gtk_get_major_version (),
                       gtk_get_minor_version (), gtk_get_micro_version (), adw_get_major_version (),
                       adw_get_minor_version (), adw_get_micro_version (), glib_major_version,
                       glib_minor_version, glib_micro_version);
  add (text, "Libraries", toolkit);
  add (text, "Display", display != NULL ? G_OBJECT_TYPE_NAME (display) : "none");
  add (text, "System", os != NULL ? os : "unknown");
  add (text, "Desktop", desktop != NULL ? desktop : "unknown");
  add (text, "Sandbox", g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) ? "Flatpak" : "none");
  return g_string_free (text, FALSE);
}

void
stint_about_show (GtkWindow *parent, StintClient *client)
{
  static const char *const developers[] = { "The Stint Authors", NULL };
  g_autofree char *debug = stint_about_debug_info (client);

  adw_show_about_window (parent, "application-name", "Stint", "application-icon",
                         STINT_APPLICATION_ID, "developer-name", "The Stint Authors", "version",
                         PACKAGE_VERSION, "license-type", GTK_LICENSE_GPL_3_0, "copyright",
                         "© 2026 The Stint Authors", "comments",
                         _ ("Short-term AWS credentials for your desktop"), "website",
                         "https://github.com/stint-aws/stint", "issue-url",
                         "https://github.com/stint-aws/stint/issues", "developers", developers,
                         /* Translators: your names, one a line. */
                         "translator-credits", _ ("translator-credits"), "debug-info", debug,
                         "debug-info-filename", "stint-debug-info.txt", NULL);
}
