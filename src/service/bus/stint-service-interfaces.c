/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-service-interfaces.h"

#include "stint-names.h"
#include "stint-service-private.h"

void
stint_service_take_interfaces (StintService *service)
{
  static GDBusInterfaceSkeleton *(*const makers[]) (StintService *) = {
    stint_service_manager_new,
    stint_service_sessions_new,
    stint_service_integrations_new,
    stint_service_import_new,
  };

  g_return_if_fail (STINT_IS_SERVICE (service));

  for (gsize i = 0; i < G_N_ELEMENTS (makers); i++)
    stint_service_take_interface (service, STINT_SERVICE_PATH, makers[i](service));
}
