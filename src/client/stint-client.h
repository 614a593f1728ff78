/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-client-environment.h"
#include "stint-integration-item.h"
#include "stint-session-item.h"

G_BEGIN_DECLS

/* StintClient: the service as a client sees it, and *the* list of sessions.
 *
 *     stint_client_new ()                    nothing yet; the lists are empty
 *     stint_client_connect_async ()          service started if need be, lists filled
 *       … "connected" TRUE, items change by notify, lists by items-changed …
 *     service vanishes: "connected" FALSE    the lists stay as they were
 *     service returns: "connected" TRUE      listed anew with the same items: one items-changed at
 *                                            most for each list
 *
 * Everything happens in the default main context, that is, in the main thread.
 *
 * Properties, read-only: "connected" (boolean); "service-version" (string, "" before);
 *   "api-version" (uint); "credentials-file", "config-file", "credentials-socket" (string, "");
 *   "conditions" (GVariant a(sa{sv}), never NULL); "sessions", "integrations" (GListModel);
 *   "n-active" (uint: sessions that are active or expiring). */
#define STINT_TYPE_CLIENT (stint_client_get_type ())
G_DECLARE_FINAL_TYPE (StintClient, stint_client, STINT, CLIENT, GObject)

typedef enum
{
  STINT_CLIENT_FLAGS_NONE = 0,
  /* Do not start the service: STINT_ERROR_NO_SERVICE if it does not run. The client goes on
   * watching, and connects when somebody else starts it. */
  STINT_CLIENT_NO_AUTO_START = 1 << 0,
  /* When the service vanishes while sessions are held or starting, start it again (after a second,
   * then less and less often): for windows, which are to show the truth while they are open.  A
   * service without anything to do ends by itself; the client stays "connected" then, and the next
   * call starts it. */
  STINT_CLIENT_RECONNECT = 1 << 1,
  /* Ask a service whose program version is older than this client's to restart itself, once; one
   * whose API is older is always asked. */
  STINT_CLIENT_UPGRADE = 1 << 2,
  /* A first look at the sessions, for a window's first frame: as many as a tall screen shows, in the
   * order of a window, are in the list before the client is "connected"; all of them when it is. */
  STINT_CLIENT_FIRST_LOOK = 1 << 3,
} StintClientFlags;

/* @connection: (nullable): the bus; NULL is the session bus.
 * @environment: (nullable): copied; what is told to the service with every request. */
StintClient *stint_client_new (GDBusConnection *connection,
                               const StintClientEnvironment *environment);

/* Connects and lists. One at a time.  Errors: STINT_ERROR_NO_SERVICE and what the service says. */
void stint_client_connect_async (StintClient *self,
                                 StintClientFlags flags,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean stint_client_connect_finish (StintClient *self, GAsyncResult *result, GError **error);

gboolean stint_client_is_connected (StintClient *self);
const char *stint_client_get_service_version (StintClient *self);
guint stint_client_get_api_version (StintClient *self);
const char *stint_client_get_credentials_file (StintClient *self);
const char *stint_client_get_config_file (StintClient *self);
const char *stint_client_get_credentials_socket (StintClient *self);
GVariant *stint_client_get_conditions (StintClient *self);
guint stint_client_get_n_active (StintClient *self);

/* (transfer none), of StintSessionItem and StintIntegrationItem; the same models for ever. */
GListModel *stint_client_get_sessions (StintClient *self);
GListModel *stint_client_get_integrations (StintClient *self);

/* O(1). (nullable) (transfer none) */
StintSessionItem *stint_client_get_session (StintClient *self, const char *id);
StintIntegrationItem *stint_client_get_integration (StintClient *self, const char *id);

/* The session that a person means by @text: its name, its profile, its id, or an unambiguous part
 * of name or profile (letter case does not matter for parts).
 * Returns: (nullable) (transfer none): NULL with STINT_ERROR_NOT_FOUND; where it is ambiguous the
 *   details have "candidates" (as): names. */
StintSessionItem *stint_client_find_session (StintClient *self, const char *text, GError **error);
/* The same for integrations, by name, id or part. */
StintIntegrationItem *
stint_client_find_integration (StintClient *self, const char *text, GError **error);

/* For requests (stint-client-request.h). (nullable) (transfer none): NULL before it connects. */
GDBusConnection *stint_client_get_connection (StintClient *self);
const StintClientEnvironment *stint_client_get_environment (StintClient *self);

G_END_DECLS
