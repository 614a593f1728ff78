/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-client.h"

#include <malloc.h>
#include <stdlib.h>

#include "stint-client-request.h"
#include "stint-error.h"
#include "stint-item-list.h"
#include "stint-names.h"

/* Loading is three calls at once: the properties, the integrations, the sessions.  A generation
 * ends when the service's name changes hands; answers of an older generation are ignored.
 *
 * The bus keeps the order of what one sender sends: a Changed that comes before the answer to List
 * is part of that answer, one that comes later has a higher revision. */

/* A service that starts restores its sessions first, which may mean a slow disk. */
#define LOAD_TIMEOUT_MS (90 * 1000)
#define RESTART_PATIENCE_MS (10 * 1000)
#define STEADY_AFTER (60 * G_USEC_PER_SEC)

/* From so many sessions on it matters when the answer is freed. */
#define LONG_LIST 500

/* As many as a tall screen shows. */
#define FIRST_LOOK 40

typedef enum
{
  LIST_INTEGRATIONS,
  LIST_SESSIONS,
  N_LISTS,
} ListKind;

static const char *const list_interfaces[N_LISTS] = {
  STINT_SERVICE_INTERFACE_PREFIX "Integrations",
  STINT_SERVICE_INTERFACE_PREFIX "Sessions",
};
static const char *const list_types[N_LISTS] = {
  "(ta" STINT_INTEGRATION_TUPLE ")",
  "(ta" STINT_SESSION_TUPLE ")",
};
static const char *const changed_types[N_LISTS] = {
  "(ta" STINT_INTEGRATION_TUPLE "as)",
  "(ta" STINT_SESSION_TUPLE "as)",
};

typedef struct
{
  StintItemList *items;
  guint64 revision;
  gboolean listed; /* revision is valid; not while a List call is under way */
} List;

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
  List lists[N_LISTS];
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

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StintClient, stint_client, G_TYPE_OBJECT)

static void load (StintClient *self, gboolean may_start);
static void list_call (StintClient *self, ListKind kind, GDBusCallFlags flags);

/* What a call's answer needs to know. */
typedef struct
{
  StintClient *client; /* (owned) */
  guint generation;
  ListKind kind;
} Call;

static Call *
call_new (StintClient *self, ListKind kind)
{
  Call *call = g_new0 (Call, 1);

  call->client = g_object_ref (self);
  call->generation = self->generation;
  call->kind = kind;

  return call;
}

static void
call_free (Call *call)
{
  g_object_unref (call->client);
  g_free (call);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

static void
notify (StintClient *self, guint prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
set_connected (StintClient *self, gboolean connected)
{
  if (self->connected == connected)
    return;

  self->connected = connected;
  notify (self, PROP_CONNECTED);
}

static void
set_string (StintClient *self, guint prop, char **field, GVariant *dict, const char *key)
{
  const char *value = "";

  g_variant_lookup (dict, key, "&s", &value);
  if (g_str_equal (*field, value))
    return;

  g_free (*field);
  *field = g_strdup (value);
  notify (self, prop);
}

static void
set_conditions (StintClient *self, GVariant *conditions)
{
  if (g_variant_equal (self->conditions, conditions))
    return;

  g_variant_unref (self->conditions);
  self->conditions = g_variant_ref (conditions);
  notify (self, PROP_CONDITIONS);
}

static void
set_properties (StintClient *self, GVariant *dict)
{
  g_autoptr (GVariant) conditions =
      g_variant_lookup_value (dict, "Conditions", G_VARIANT_TYPE ("a(sa{sv})"));
  guint api_version = 0;

  set_string (self, PROP_SERVICE_VERSION, &self->service_version, dict, "Version");
  set_string (self, PROP_CREDENTIALS_FILE, &self->credentials_file, dict, "CredentialsFile");
  set_string (self, PROP_CONFIG_FILE, &self->config_file, dict, "ConfigFile");
  set_string (self, PROP_CREDENTIALS_SOCKET, &self->credentials_socket, dict, "CredentialsSocket");
  g_variant_lookup (dict, "ApiVersion", "u", &api_version);
  if (self->api_version != api_version)
    {
      self->api_version = api_version;
      notify (self, PROP_API_VERSION);
    }
  if (conditions != NULL)
    set_conditions (self, conditions);
}

static gpointer
session_item_cb (gpointer item, GVariant *tuple, gpointer user_data)
{
  StintClient *self = STINT_CLIENT (user_data);
  StintSessionItem *session = item;

  if (session == NULL)
    session = stint_session_item_new (tuple);
  else
    stint_session_item_update (session, tuple);
  stint_session_item_set_integration (
      session,
      stint_client_get_integration (self, stint_session_item_get_integration_id (session)));

  return session;
}

static void
integration_renamed_cb (StintClient *self, GParamSpec *pspec, StintIntegrationItem *integration)
{
  GListModel *sessions = stint_client_get_sessions (self);

  g_assert (STINT_IS_CLIENT (self));

  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (StintSessionItem) item = g_list_model_get_item (sessions, i);

      if (stint_session_item_get_integration (item) == integration)
        stint_session_item_integration_renamed (item);
    }
}

static gpointer
integration_item_cb (gpointer item, GVariant *tuple, gpointer user_data)
{
  if (item == NULL)
    {
      item = stint_integration_item_new (tuple);
      g_signal_connect_object (item, "notify::name", G_CALLBACK (integration_renamed_cb), user_data,
                               G_CONNECT_SWAPPED);
      return item;
    }

  stint_integration_item_update (item, tuple);

  return item;
}

typedef struct
{
  guint n_sessions;
  guint n_active;
} Counts;

static void
set_counts (StintClient *self, GHashTable *by_integration, guint n_active)
{
  GListModel *integrations = stint_client_get_integrations (self);

  for (guint i = 0; i < g_list_model_get_n_items (integrations); i++)
    {
      g_autoptr (StintIntegrationItem) item = g_list_model_get_item (integrations, i);
      const Counts *counts = g_hash_table_lookup (by_integration, item);

      stint_integration_item_set_counts (item, counts != NULL ? counts->n_sessions : 0,
                                         counts != NULL ? counts->n_active : 0);
    }

  if (self->n_active != n_active)
    {
      self->n_active = n_active;
      notify (self, PROP_N_ACTIVE);
    }
}

/* After any change of a list: who belongs to whom, and how many of each. */
static void
link_items (StintClient *self)
{
  g_autoptr (GHashTable) by_integration = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  GListModel *sessions = stint_client_get_sessions (self);
  guint n = g_list_model_get_n_items (sessions);
  guint n_active = 0;

  self->n_busy = 0;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (StintSessionItem) item = g_list_model_get_item (sessions, i);
      StintIntegrationItem *integration =
          stint_client_get_integration (self, stint_session_item_get_integration_id (item));
      gboolean active = stint_session_item_is_active (item);
      Counts *counts;

      stint_session_item_set_integration (item, integration);
      n_active += active ? 1 : 0;
      if (stint_session_item_is_held (item) ||
          stint_session_item_get_state (item) == STINT_STATE_STARTING)
        self->n_busy++;
      if (integration == NULL)
        continue;

      counts = g_hash_table_lookup (by_integration, integration);
      if (counts == NULL)
        {
          counts = g_new0 (Counts, 1);
          g_hash_table_insert (by_integration, integration, counts);
        }
      counts->n_sessions++;
      counts->n_active += active ? 1 : 0;
    }

  set_counts (self, by_integration, n_active);
}

static void
finish_connecting (StintClient *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->connecting);

  if (task == NULL)
    {
      g_clear_error (&error);
      return;
    }

  if (self->cancelled_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), self->cancelled_id);
  self->cancelled_id = 0;
  g_clear_handle_id (&self->cancelled_idle, g_source_remove);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
cancelled_idle_cb (gpointer user_data)
{
  StintClient *self = STINT_CLIENT (user_data);

  self->cancelled_idle = 0;
  finish_connecting (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));

  return G_SOURCE_REMOVE;
}

/* Emitted from inside g_cancellable_cancel(), from which a handler cannot disconnect itself. */
static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  StintClient *self = STINT_CLIENT (user_data);

  if (self->cancelled_idle == 0)
    self->cancelled_idle = g_idle_add_full (G_PRIORITY_DEFAULT, cancelled_idle_cb,
                                            g_object_ref (self), g_object_unref);
}

static gboolean
reconnect_cb (gpointer user_data)
{
  StintClient *self = STINT_CLIENT (user_data);

  self->reconnect_id = 0;
  if (!self->connected && self->loading == 0)
    load (self, TRUE);

  return G_SOURCE_REMOVE;
}

/* Not at once: the service may be replacing itself, and two of them would only be in each other's
 * way. */
static void
schedule_reconnect (StintClient *self)
{
  if ((self->flags & STINT_CLIENT_RECONNECT) == 0 || self->reconnect_id != 0)
    return;

  self->reconnect_delay = CLAMP (self->reconnect_delay * 2, 1, 64);
  self->reconnect_id = g_timeout_add_seconds (self->reconnect_delay, reconnect_cb, self);
}

static int
compare_versions (const char *a, const char *b)
{
  for (guint i = 0; i < 3; i++)
    {
      char *end;
      guint64 x = g_ascii_strtoull (a, &end, 10);
      guint64 y;

      a = *end == '.' ? end + 1 : end;
      y = g_ascii_strtoull (b, &end, 10);
      b = *end == '.' ? end + 1 : end;
      if (x != y)
        return x < y ? -1 : 1;
    }

  return 0;
}

static gboolean
is_service_older (StintClient *self)
{
  if (self->api_version < STINT_SERVICE_API_VERSION)
    return TRUE;

  return (self->flags & STINT_CLIENT_UPGRADE) != 0 && *self->service_version != '\0' &&
         compare_versions (self->service_version, PACKAGE_VERSION) < 0;
}

static gboolean
patience_cb (gpointer user_data)
{
  StintClient *self = STINT_CLIENT (user_data);

  self->patience_id = 0;
  self->restarting = FALSE;
  if (self->connected)
    finish_connecting (self, NULL);
  else
    load (self, TRUE);

  return G_SOURCE_REMOVE;
}

static void
restarted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  StintClient *self = call->client;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply == NULL && call->generation == self->generation)
    {
      g_debug ("The service does not restart: %s", error->message);
      g_clear_handle_id (&self->patience_id, g_source_remove);
      self->restarting = FALSE;
      finish_connecting (self, NULL);
    }
}

/* A service that was started before an upgrade executes the program that is installed now. Asked
 * once: if that one is no newer, it will have to do. */
static void
ask_to_restart (StintClient *self)
{
  self->restart_asked = TRUE;
  self->restarting = TRUE;
  self->patience_id = g_timeout_add (RESTART_PATIENCE_MS, patience_cb, self);
  g_dbus_connection_call (self->connection, STINT_SERVICE_NAME, STINT_SERVICE_PATH,
                          STINT_SERVICE_INTERFACE_PREFIX "Manager", "Restart", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, restarted_cb,
                          call_new (self, LIST_SESSIONS));
}

static void
loaded (StintClient *self)
{
  self->load_retried = FALSE;
  self->loaded_at = g_get_monotonic_time ();
  set_connected (self, TRUE);

  if (!self->restart_asked && is_service_older (self))
    ask_to_restart (self);
  else
    finish_connecting (self, NULL);
}

/* One of the calls failed: the others of this load do not matter any more. */
static void
load_failed (StintClient *self, GError *error)
{
  gboolean vanished = g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
                      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED);

  self->generation++;
  self->loading = 0;
  set_connected (self, FALSE);

  if (vanished && !self->load_retried && (self->flags & STINT_CLIENT_NO_AUTO_START) == 0)
    {
      self->load_retried = TRUE;
      g_error_free (error);
      load (self, TRUE);
      return;
    }

  schedule_reconnect (self);
  if (self->connecting != NULL)
    finish_connecting (self, stint_client_take_dbus_error (error));
  else
    g_error_free (error);
}

/* TRUE if the call belongs to the present and succeeded. */
static gboolean
check_call (Call *call, GVariant *reply, GError *error)
{
  if (call->generation != call->client->generation)
    {
      g_clear_error (&error);
      return FALSE;
    }
  if (reply == NULL)
    {
      load_failed (call->client, error);
      return FALSE;
    }

  return TRUE;
}

static void
count_down (StintClient *self)
{
  if (self->loading > 0 && --self->loading == 0)
    loaded (self);
}

static void
got_properties_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) dict = NULL;
  GError *error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (!check_call (call, reply, error))
    return;

  dict = g_variant_get_child_value (reply, 0);
  set_properties (call->client, dict);
  count_down (call->client);
}

/* The pieces of a long answer are as large as the list that was made of them.  They go when there is
 * nothing else to do, and the C library gives them back. */
static gboolean
drop_reply_cb (gpointer user_data)
{
  g_variant_unref (user_data);
#ifdef __GLIBC__
  malloc_trim (0);
#endif
  return G_SOURCE_REMOVE;
}

/* The array of tuples, packed or not. (transfer full) */
static GVariant *
unpack (GVariant *list)
{
  g_autoptr (GBytes) packed = NULL;

  if (!g_variant_is_of_type (list, G_VARIANT_TYPE_BYTESTRING))
    return g_variant_ref (list);

  /* What is not a tuple there reads as one of nothing. */
  packed = g_variant_get_data_as_bytes (list);
  return g_variant_ref_sink (
      g_variant_new_from_bytes (G_VARIANT_TYPE ("a" STINT_SESSION_TUPLE), packed, FALSE));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  StintClient *self = call->client;
  List *list = &self->lists[call->kind];
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) tuples = NULL;
  GError *error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (call->generation == self->generation && !self->unpacked &&
      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD))
    {
      g_clear_error (&error);
      self->unpacked = TRUE;
      self->loading--;
      list_call (self, call->kind, G_DBUS_CALL_FLAGS_NO_AUTO_START);
      return;
    }
  if (!check_call (call, reply, error))
    return;

  g_variant_get (reply, "(t@*)", &list->revision, &answer);
  tuples = unpack (answer);
  list->listed = TRUE;
  stint_item_list_reload (list->items, tuples);
  link_items (self);
  count_down (self);
  if (g_variant_n_children (tuples) > LONG_LIST)
    g_idle_add_full (G_PRIORITY_LOW, drop_reply_cb, g_steal_pointer (&reply), NULL);
}

static void
list_call (StintClient *self, ListKind kind, GDBusCallFlags flags)
{
  /* GDBus makes a dozen objects of every tuple in a message, 40 MB for a long list, and the slices
   * of GLib before 2.76 keep them. */
  gboolean packed = kind == LIST_SESSIONS && !self->unpacked;

  self->lists[kind].listed = FALSE;
  self->loading++;
  g_dbus_connection_call (self->connection, STINT_SERVICE_NAME, STINT_SERVICE_PATH,
                          list_interfaces[kind], packed ? "ListPacked" : "List", NULL,
                          G_VARIANT_TYPE (packed ? "(tay)" : list_types[kind]), flags,
                          LOAD_TIMEOUT_MS, NULL, listed_cb, call_new (self, kind));
}

static gboolean
list_later_cb (gpointer user_data)
{
  Call *call = user_data;
  StintClient *self = call->client;

  if (call->generation == self->generation)
    {
      self->loading--;
      list_call (self, LIST_SESSIONS, G_DBUS_CALL_FLAGS_NO_AUTO_START);
    }

  return G_SOURCE_REMOVE;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Call) call = user_data;
  StintClient *self = call->client;
  List *list = &self->lists[LIST_SESSIONS];
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) tuples = NULL;
  g_autoptr (GError) error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (call->generation != self->generation)
    return;

  /* An older service does not know the method: the list comes, only later. */
  if (reply != NULL)
    {
      tuples = g_variant_get_child_value (reply, 0);
      stint_item_list_reload (list->items, tuples);
      link_items (self);
    }
  /* After the frame that shows it: reading a long list takes longer than drawing that. */
  g_idle_add_full (G_PRIORITY_LOW, list_later_cb, g_steal_pointer (&call),
                   (GDestroyNotify) call_free);
}

/* FALSE if there is no need to look first. */
static gboolean
look (StintClient *self, GDBusCallFlags flags)
{
  if ((self->flags & STINT_CLIENT_FIRST_LOOK) == 0 ||
      g_list_model_get_n_items (stint_client_get_sessions (self)) > 0)
    return FALSE;

  /* Stands for the list, which is called for later. */
  self->lists[LIST_SESSIONS].listed = FALSE;
  self->loading++;

  g_dbus_connection_call (self->connection, STINT_SERVICE_NAME, STINT_SERVICE_PATH,
                          list_interfaces[LIST_SESSIONS], "Head", g_variant_new ("(u)", FIRST_LOOK),
                          G_VARIANT_TYPE ("(a" STINT_SESSION_TUPLE ")"), flags, LOAD_TIMEOUT_MS,
                          NULL, looked_cb, call_new (self, LIST_SESSIONS));
  return TRUE;
}

static void
load (StintClient *self, gboolean may_start)
{
  GDBusCallFlags flags = may_start ? G_DBUS_CALL_FLAGS_NONE : G_DBUS_CALL_FLAGS_NO_AUTO_START;

  self->generation++;
  self->unpacked = FALSE;
  self->loading = 1;
  g_clear_handle_id (&self->reconnect_id, g_source_remove);

  g_dbus_connection_call (self->connection, STINT_SERVICE_NAME, STINT_SERVICE_PATH,
                          "org.freedesktop.DBus.Properties", "GetAll",
                          g_variant_new ("(s)", STINT_SERVICE_INTERFACE_PREFIX "Manager"),
                          G_VARIANT_TYPE ("(a{sv})"), flags, LOAD_TIMEOUT_MS, NULL,
                          got_properties_cb, call_new (self, LIST_SESSIONS));
  list_call (self, LIST_INTEGRATIONS, flags);
  if (!look (self, flags))
    list_call (self, LIST_SESSIONS, flags);
}

/* A service that has nothing to do ends by itself after a while.  That is no loss of connection:
 * the list stays true, because nobody is there to change anything, and the next call starts the
 * service again.  To start it at once would only have it end again, for as long as a window is
 * open. */
static gboolean
is_calm (StintClient *self)
{
  return (self->flags & STINT_CLIENT_RECONNECT) != 0 && self->connected && self->loading == 0 &&
         !self->restarting && self->n_busy == 0;
}

static void
handle_vanished (StintClient *self)
{
  gboolean was_loading = self->loading > 0;
  gboolean calm = is_calm (self);

  /* One that dies at once is started less and less often; one that had worked, soon. */
  if (g_get_monotonic_time () - self->loaded_at > STEADY_AFTER)
    self->reconnect_delay = 0;
  self->generation++;
  self->loading = 0;
  for (guint i = 0; i < N_LISTS; i++)
    self->lists[i].listed = FALSE;
  if (calm)
    return;

  set_connected (self, FALSE);
  if (self->restarting)
    return;
  if (was_loading)
    load_failed (self, g_error_new_literal (G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY,
                                            "The service ended while it answered"));
  else
    schedule_reconnect (self);
}

static void
handle_appeared (StintClient *self)
{
  g_clear_handle_id (&self->patience_id, g_source_remove);
  self->restarting = FALSE;

  /* If calls are under way, it was they that started it, and it is going to answer them. */
  if (self->loading == 0)
    load (self, FALSE);
}

static void
owner_changed_cb (GDBusConnection *connection,
                  const char *sender,
                  const char *object_path,
                  const char *interface,
                  const char *signal,
                  GVariant *parameters,
                  gpointer user_data)
{
  StintClient *self = STINT_CLIENT (user_data);
  const char *old_owner;
  const char *new_owner;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sss)")))
    return;

  g_variant_get (parameters, "(&s&s&s)", NULL, &old_owner, &new_owner);
  if (*old_owner != '\0')
    handle_vanished (self);
  if (*new_owner != '\0')
    handle_appeared (self);
}

static void
apply_changed (StintClient *self, ListKind kind, GVariant *parameters)
{
  List *list = &self->lists[kind];
  g_autoptr (GVariant) upserts = NULL;
  g_autoptr (GVariant) removed = NULL;
  guint64 revision;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE (changed_types[kind])))
    return;

  /* While a List is under way its answer holds this change as well. */
  g_variant_get (parameters, "(t@*@as)", &revision, &upserts, &removed);
  if (!list->listed || revision <= list->revision)
    return;

  if (revision != list->revision + 1)
    {
      g_debug ("Revision %" G_GUINT64_FORMAT " after %" G_GUINT64_FORMAT ": listing again",
               revision, list->revision);
      list_call (self, kind, G_DBUS_CALL_FLAGS_NO_AUTO_START);
      return;
    }

  list->revision = revision;
  stint_item_list_apply (list->items, upserts, removed);
  link_items (self);
}

static void
changed_cb (GDBusConnection *connection,
            const char *sender,
            const char *object_path,
            const char *interface,
            const char *signal,
            GVariant *parameters,
            gpointer user_data)
{
  StintClient *self = STINT_CLIENT (user_data);

  for (guint kind = 0; kind < N_LISTS; kind++)
    {
      if (g_str_equal (interface, list_interfaces[kind]))
        apply_changed (self, kind, parameters);
    }
}

static void
properties_changed_cb (GDBusConnection *connection,
                       const char *sender,
                       const char *object_path,
                       const char *interface,
                       const char *signal,
                       GVariant *parameters,
                       gpointer user_data)
{
  StintClient *self = STINT_CLIENT (user_data);
  g_autoptr (GVariant) dict = NULL;
  g_autoptr (GVariant) conditions = NULL;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;

  dict = g_variant_get_child_value (parameters, 1);
  conditions = g_variant_lookup_value (dict, "Conditions", G_VARIANT_TYPE ("a(sa{sv})"));
  if (conditions != NULL)
    set_conditions (self, conditions);
}

static guint
subscribe (StintClient *self,
           const char *sender,
           const char *interface,
           const char *signal,
           const char *path,
           const char *arg0,
           GDBusSignalCallback callback)
{
  return g_dbus_connection_signal_subscribe (self->connection, sender, interface, signal, path,
                                             arg0, G_DBUS_SIGNAL_FLAGS_NONE, callback, self, NULL);
}

static void
attach (StintClient *self)
{
  guint n = 0;

  self->subscriptions[n++] =
      subscribe (self, "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged",
                 "/org/freedesktop/DBus", STINT_SERVICE_NAME, owner_changed_cb);
  for (guint kind = 0; kind < N_LISTS; kind++)
    self->subscriptions[n++] = subscribe (self, STINT_SERVICE_NAME, list_interfaces[kind],
                                          "Changed", STINT_SERVICE_PATH, NULL, changed_cb);
  self->subscriptions[n++] = subscribe (
      self, STINT_SERVICE_NAME, "org.freedesktop.DBus.Properties", "PropertiesChanged",
      STINT_SERVICE_PATH, STINT_SERVICE_INTERFACE_PREFIX "Manager", properties_changed_cb);

  load (self, (self->flags & STINT_CLIENT_NO_AUTO_START) == 0);
}

static void
got_bus_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintClient) self = STINT_CLIENT (user_data);
  g_autoptr (GError) error = NULL;

  self->connection = g_bus_get_finish (result, &error);
  if (self->connection == NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        finish_connecting (self, g_steal_pointer (&error));
      else
        finish_connecting (self,
                           stint_error_new (STINT_ERROR_NO_SERVICE, NULL, "%s", error->message));
      return;
    }

  /* A session bus that ends is an error like any other, not the end of the process. */
  g_dbus_connection_set_exit_on_close (self->connection, FALSE);
  attach (self);
}

static void
stint_client_dispose (GObject *object)
{
  StintClient *self = STINT_CLIENT (object);

  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_clear_handle_id (&self->reconnect_id, g_source_remove);
  for (guint i = 0; i < G_N_ELEMENTS (self->subscriptions); i++)
    {
      if (self->subscriptions[i] != 0)
        g_dbus_connection_signal_unsubscribe (self->connection, self->subscriptions[i]);
      self->subscriptions[i] = 0;
    }
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (stint_client_parent_class)->dispose (object);
}

static void
stint_client_finalize (GObject *object)
{
  StintClient *self = STINT_CLIENT (object);

  for (guint i = 0; i < N_LISTS; i++)
    g_clear_object (&self->lists[i].items);
  g_clear_pointer (&self->environment, stint_client_environment_free);
  g_clear_pointer (&self->conditions, g_variant_unref);
  g_free (self->service_version);
  g_free (self->credentials_file);
  g_free (self->config_file);
  g_free (self->credentials_socket);

  G_OBJECT_CLASS (stint_client_parent_class)->finalize (object);
}

static void
stint_client_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StintClient *self = STINT_CLIENT (object);

  switch (prop_id)
    {
    case PROP_CONNECTED:
      g_value_set_boolean (value, self->connected);
      break;
    case PROP_SERVICE_VERSION:
      g_value_set_string (value, self->service_version);
      break;
    case PROP_API_VERSION:
      g_value_set_uint (value, self->api_version);
      break;
    case PROP_CREDENTIALS_FILE:
      g_value_set_string (value, self->credentials_file);
      break;
    case PROP_CONFIG_FILE:
      g_value_set_string (value, self->config_file);
      break;
    case PROP_CREDENTIALS_SOCKET:
      g_value_set_string (value, self->credentials_socket);
      break;
    case PROP_CONDITIONS:
      g_value_set_variant (value, self->conditions);
      break;
    case PROP_SESSIONS:
      g_value_set_object (value, stint_client_get_sessions (self));
      break;
    case PROP_INTEGRATIONS:
      g_value_set_object (value, stint_client_get_integrations (self));
      break;
    case PROP_N_ACTIVE:
      g_value_set_uint (value, self->n_active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_string (guint prop, const char *name)
{
  properties[prop] =
      g_param_spec_string (name, NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
stint_client_class_init (StintClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = stint_client_dispose;
  object_class->finalize = stint_client_finalize;
  object_class->get_property = stint_client_get_property;

  install_string (PROP_SERVICE_VERSION, "service-version");
  install_string (PROP_CREDENTIALS_FILE, "credentials-file");
  install_string (PROP_CONFIG_FILE, "config-file");
  install_string (PROP_CREDENTIALS_SOCKET, "credentials-socket");
  properties[PROP_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, FALSE, flags);
  properties[PROP_API_VERSION] =
      g_param_spec_uint ("api-version", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_CONDITIONS] =
      g_param_spec_variant ("conditions", NULL, NULL, G_VARIANT_TYPE ("a(sa{sv})"), NULL, flags);
  properties[PROP_SESSIONS] =
      g_param_spec_object ("sessions", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_INTEGRATIONS] =
      g_param_spec_object ("integrations", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_N_ACTIVE] = g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stint_client_init (StintClient *self)
{
  self->service_version = g_strdup ("");
  self->credentials_file = g_strdup ("");
  self->config_file = g_strdup ("");
  self->credentials_socket = g_strdup ("");
  self->conditions =
      g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("(sa{sv})"), NULL, 0));
  self->lists[LIST_INTEGRATIONS].items =
      stint_item_list_new (STINT_TYPE_INTEGRATION_ITEM, integration_item_cb, self);
  self->lists[LIST_SESSIONS].items =
      stint_item_list_new (STINT_TYPE_SESSION_ITEM, session_item_cb, self);

  /* Registers the service's error names before the first answer can carry one. */
  stint_error_quark ();
}

StintClient *
stint_client_new (GDBusConnection *connection, const StintClientEnvironment *environment)
{
  StintClient *self = g_object_new (STINT_TYPE_CLIENT, NULL);

  if (connection != NULL)
    self->connection = g_object_ref (connection);
  if (environment != NULL)
    self->environment = stint_client_environment_copy (environment);

  return self;
}

void
stint_client_connect_async (StintClient *self,
                            StintClientFlags flags,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (STINT_IS_CLIENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_client_connect_async);
  if (self->connecting != NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PENDING, "Already connecting");
      return;
    }

  self->flags = flags;
  self->connecting = g_steal_pointer (&task);
  self->load_retried = FALSE;
  if (cancellable != NULL)
    self->cancelled_id =
        g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (cancelled_cb), self, 0);
  if (g_cancellable_is_cancelled (cancellable))
    finish_connecting (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  else if (self->connection == NULL)
    g_bus_get (G_BUS_TYPE_SESSION, cancellable, got_bus_cb, g_object_ref (self));
  else if (self->subscriptions[0] == 0)
    attach (self);
  else if (self->connected)
    finish_connecting (self, NULL);
  else if (self->loading == 0)
    load (self, (flags & STINT_CLIENT_NO_AUTO_START) == 0);
}

gboolean
stint_client_connect_finish (StintClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

#define GETTER(type, name, field, otherwise)                                                       \
  type stint_client_##name (StintClient *self)                                                     \
  {                                                                                                \
    g_return_val_if_fail (STINT_IS_CLIENT (self), otherwise);                                      \
    return self->field;                                                                            \
  }

GETTER (gboolean, is_connected, connected, FALSE)
GETTER (const char *, get_service_version, service_version, "")
GETTER (guint, get_api_version, api_version, 0)
GETTER (const char *, get_credentials_file, credentials_file, "")
GETTER (const char *, get_config_file, config_file, "")
GETTER (const char *, get_credentials_socket, credentials_socket, "")
GETTER (GVariant *, get_conditions, conditions, NULL)
GETTER (guint, get_n_active, n_active, 0)
GETTER (GDBusConnection *, get_connection, connection, NULL)
GETTER (const StintClientEnvironment *, get_environment, environment, NULL)

GListModel *
stint_client_get_sessions (StintClient *self)
{
  g_return_val_if_fail (STINT_IS_CLIENT (self), NULL);

  return G_LIST_MODEL (self->lists[LIST_SESSIONS].items);
}

GListModel *
stint_client_get_integrations (StintClient *self)
{
  g_return_val_if_fail (STINT_IS_CLIENT (self), NULL);

  return G_LIST_MODEL (self->lists[LIST_INTEGRATIONS].items);
}

StintSessionItem *
stint_client_get_session (StintClient *self, const char *id)
{
  g_return_val_if_fail (STINT_IS_CLIENT (self), NULL);

  return stint_item_list_lookup (self->lists[LIST_SESSIONS].items, id);
}

StintIntegrationItem *
stint_client_get_integration (StintClient *self, const char *id)
{
  g_return_val_if_fail (STINT_IS_CLIENT (self), NULL);

  return stint_item_list_lookup (self->lists[LIST_INTEGRATIONS].items, id);
}
