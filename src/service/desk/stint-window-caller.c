/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-names.h"
#include "stint-window-caller.h"

/* Starting a window takes its time on a machine that has just woken up. */
#define PATIENCE_MS 30000

static void
stint_window_caller_called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer == NULL)
    g_info ("The window cannot be reached: %s", error->message);
}

static void
stint_window_caller_call (GDBusConnection *bus,
                          const char *method,
                          GVariant *arguments,
                          GDBusCallFlags flags)
{
  g_dbus_connection_call (bus, STINT_APPLICATION_ID, STINT_APPLICATION_PATH,
                          "org.freedesktop.Application", method, arguments, NULL, flags,
                          PATIENCE_MS, NULL, stint_window_caller_called_cb, NULL);
}

/* Both keys: GTK 4.8 honours the second one only, newer ones prefer the first. */
static GVariant *
stint_window_caller_make_platform_data (const char *token)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  if (token != NULL && token[0] != '\0')
    {
      g_variant_dict_insert (&dict, "activation-token", "s", token);
      g_variant_dict_insert (&dict, "desktop-startup-id", "s", token);
    }

  return g_variant_dict_end (&dict);
}

void
stint_window_caller_activate (GDBusConnection *bus, const char *token)
{
  g_return_if_fail (G_IS_DBUS_CONNECTION (bus));

  stint_window_caller_call (
      bus, "Activate", g_variant_new ("(@a{sv})", stint_window_caller_make_platform_data (token)),
      G_DBUS_CALL_FLAGS_NONE);
}

/* Floating. */
static GVariant *
stint_window_caller_make_action (const char *action, GVariant *parameter, const char *token)
{
  GVariantBuilder parameters;

  g_variant_builder_init (&parameters, G_VARIANT_TYPE ("av"));
  if (parameter != NULL)
    g_variant_builder_add (&parameters, "v", parameter);

  return g_variant_new ("(sav@a{sv})", action, &parameters,
                        stint_window_caller_make_platform_data (token));
}

void
stint_window_caller_action (GDBusConnection *bus,
                            const char *action,
                            GVariant *parameter,
                            const char *token)
{
  g_return_if_fail (G_IS_DBUS_CONNECTION (bus));
  g_return_if_fail (action != NULL);

  stint_window_caller_call (bus, "ActivateAction",
                            stint_window_caller_make_action (action, parameter, token),
                            G_DBUS_CALL_FLAGS_NONE);
}

void
stint_window_caller_tell (GDBusConnection *bus, const char *action)
{
  g_return_if_fail (G_IS_DBUS_CONNECTION (bus));
  g_return_if_fail (action != NULL);

  stint_window_caller_call (bus, "ActivateAction",
                            stint_window_caller_make_action (action, NULL, NULL),
                            G_DBUS_CALL_FLAGS_NO_AUTO_START);
}
