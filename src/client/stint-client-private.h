/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-client.h"
#include "stint-item-list.h"

G_BEGIN_DECLS

/* What the parts of the client share:
 *   stint-client.c       the object: properties and look-ups
 *   stint-client-load.c  the lists, their deltas, and what they are made of
 *   stint-client-life.c  the service that comes and goes */

typedef enum
{
  LIST_INTEGRATIONS,
  LIST_SESSIONS,
  N_LISTS,
} StintClientListKind;

typedef struct
{
  StintItemList *items;
  guint64 revision;
  gboolean listed; /* revision is valid; not while a List call is under way */
} StintClientList;

struct _StintClient
{
  GObject parent_instance;

  GDBusConnection *connection; /* (nullable) until it connects */
  StintClientEnvironment *environment;
  StintClientFlags flags;
  GTask *connecting; /* (nullable) (owned) */
  gulong cancelled_id;
  guint cancelled_idle;
  guint subscriptions[5];

  guint generation;
  guint loading; /* calls of this generation that have not been answered */
  gboolean load_retried;
  gboolean unpacked; /* the service is an older one, without ListPacked */
  gboolean connected;
  gboolean restart_asked;
  gboolean restarting; /* between asking for a restart and the name's new owner */
  guint patience_id;
  guint reconnect_id;
  guint reconnect_delay; /* seconds */
  gint64 loaded_at;      /* monotonic */

  char *service_version;
  guint api_version;
  char *credentials_file;
  char *config_file;
  char *credentials_socket;
  GVariant *conditions;
  guint n_active;
  guint n_busy; /* sessions for which the service stays: held, or starting */
  StintClientList lists[N_LISTS];
};

enum
{
  PROP_0,
  PROP_CONNECTED,
  PROP_SERVICE_VERSION,
  PROP_API_VERSION,
  PROP_CREDENTIALS_FILE,
  PROP_CONFIG_FILE,
  PROP_CREDENTIALS_SOCKET,
  PROP_CONDITIONS,
  PROP_SESSIONS,
  PROP_INTEGRATIONS,
  PROP_N_ACTIVE,
  N_PROPS,
};

/* What a call's answer needs to know. */
typedef struct
{
  StintClient *client; /* (owned) */
  guint generation;
  StintClientListKind kind;
} StintClientCall;

StintClientCall *stint_client_call_new (StintClient *self, StintClientListKind kind);
void stint_client_call_free (StintClientCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintClientCall, stint_client_call_free)

void stint_client_notify (StintClient *self, guint prop);

/* --- stint-client-load.c ---------------------------------------------------------------------- */

extern const char *const stint_client_list_interfaces[N_LISTS];

void stint_client_make_lists (StintClient *self);

/* Asks for everything, and starts the service for that if it may. */
void stint_client_load (StintClient *self, gboolean may_start);

/* Handlers of the service's signals; their data is the client. */
void stint_client_changed_cb (GDBusConnection *connection,
                              const char *sender,
                              const char *object_path,
                              const char *interface,
                              const char *signal,
                              GVariant *parameters,
                              gpointer user_data);
void stint_client_properties_changed_cb (GDBusConnection *connection,
                                         const char *sender,
                                         const char *object_path,
                                         const char *interface,
                                         const char *signal,
                                         GVariant *parameters,
                                         gpointer user_data);

/* --- stint-client-life.c ---------------------------------------------------------------------- */

/* TRUE if the call belongs to the present and succeeded.  Takes @error. */
gboolean stint_client_check_call (StintClientCall *call, GVariant *reply, GError *error);

/* One of the calls of a load has been answered. */
void stint_client_count_down (StintClient *self);

G_END_DECLS
