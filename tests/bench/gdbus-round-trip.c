/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What `stint status` is measured against: the least that GDBus needs to ask the service for its
 * sessions. */

#include <gio/gio.h>

#include "stint-names.h"

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autoptr (GVariant) reply = NULL;

  if (bus != NULL)
    reply = g_dbus_connection_call_sync (bus, STINT_SERVICE_NAME, STINT_SERVICE_PATH,
                                         STINT_SERVICE_INTERFACE_PREFIX "Sessions", "List", NULL,
                                         NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, 5000, NULL, &error);
  if (reply == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  g_print ("%" G_GSIZE_FORMAT "\n", g_variant_get_size (reply));
  return 0;
}
