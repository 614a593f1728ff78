/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "stint-cli.h"
#include "stint-names.h"

/* The running service's, without starting one for it. */
static char *
ask_service_version (void)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) version = NULL;

  if (connection == NULL)
    return NULL;

  reply = g_dbus_connection_call_sync (
      connection, STINT_SERVICE_NAME, STINT_SERVICE_PATH, "org.freedesktop.DBus.Properties", "Get",
      g_variant_new ("(ss)", STINT_SERVICE_INTERFACE_PREFIX "Manager", "Version"),
      G_VARIANT_TYPE ("(v)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, 5000, NULL, NULL);
  if (reply == NULL)
    return NULL;

  g_variant_get (reply, "(v)", &version);

  return g_variant_is_of_type (version, G_VARIANT_TYPE_STRING)
             ? g_variant_dup_string (version, NULL)
             : NULL;
}

int
stint_cmd_version (StintCli *cli, int argc, char **argv)
{
  g_autofree char *service = NULL;

  if (argc > 1)
    {
      if (!stint_cli_parse (&argc, &argv, NULL, "",
                            _ ("Shows the version of this program, and of "
                               "the service if it runs."),
                            NULL))
        return STINT_EXIT_USAGE;
      if (argc > 1)
        return stint_cli_usage_error (_ ("“%s” is too much."), argv[1]);
    }

  g_print ("stint %s\n", PACKAGE_VERSION);
  service = cli->has_bus ? ask_service_version () : NULL;
  if (service != NULL && !g_str_equal (service, PACKAGE_VERSION))
    g_print (_ ("The running service is version %s.\n"), service);

  return STINT_EXIT_DONE;
}
