/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include <malloc.h>

#include "stint-client-private.h"
#include "stint-names.h"

/* What the service holds, and what of it changes.
 *
 * Loading is three calls at once: the properties, the integrations, the sessions.  A generation
 * ends when the service's name changes hands; answers of an older generation are ignored.
 *
 * The bus keeps the order of what one sender sends: a Changed that comes before the answer to List
 * is part of that answer, one that comes later has a higher revision. */

/* A service that starts restores its sessions first, which may mean a slow disk. */
#define LOAD_TIMEOUT_MS (90 * 1000)

/* From so many sessions on it matters when the answer is freed. */
#define LONG_LIST 500

/* As many as a tall screen shows. */
#define FIRST_LOOK 40

const char *const stint_client_list_interfaces[N_LISTS] = {
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

static void list_call (StintClient *self, StintClientListKind kind, GDBusCallFlags flags);

StintClientCall *
stint_client_call_new (StintClient *self, StintClientListKind kind)
{
  StintClientCall *call = g_new0 (StintClientCall, 1);

  call->client = g_object_ref (self);
  call->generation = self->generation;
  call->kind = kind;

  return call;
}

void
stint_client_call_free (StintClientCall *call)
{
  g_object_unref (call->client);
  g_free (call);
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
  stint_client_notify (self, prop);
}

static void
set_conditions (StintClient *self, GVariant *conditions)
{
  if (g_variant_equal (self->conditions, conditions))
    return;

  g_variant_unref (self->conditions);
  self->conditions = g_variant_ref (conditions);
  stint_client_notify (self, PROP_CONDITIONS);
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
      stint_client_notify (self, PROP_API_VERSION);
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

void
stint_client_make_lists (StintClient *self)
{
  self->lists[LIST_INTEGRATIONS].items =
      stint_item_list_new (STINT_TYPE_INTEGRATION_ITEM, integration_item_cb, self);
  self->lists[LIST_SESSIONS].items =
      stint_item_list_new (STINT_TYPE_SESSION_ITEM, session_item_cb, self);
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
      stint_client_notify (self, PROP_N_ACTIVE);
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
got_properties_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintClientCall) call = user_data;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) dict = NULL;
  GError *error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (!stint_client_check_call (call, reply, error))
    return;

  dict = g_variant_get_child_value (reply, 0);
  set_properties (call->client, dict);
  stint_client_count_down (call->client);
}

/* A long answer is as large as the list that was made of it.  It goes when there is nothing else to do,
 * and the C library gives it back. */
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
  g_autoptr (StintClientCall) call = user_data;
  StintClient *self = call->client;
  StintClientList *list = &self->lists[call->kind];
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
  if (!stint_client_check_call (call, reply, error))
    return;

  g_variant_get (reply, "(t@*)", &list->revision, &answer);
  tuples = unpack (answer);
  list->listed = TRUE;
  stint_item_list_reload (list->items, tuples);
  link_items (self);
  stint_client_count_down (self);
  if (g_variant_n_children (tuples) > LONG_LIST)
    g_idle_add_full (G_PRIORITY_LOW, drop_reply_cb, g_steal_pointer (&reply), NULL);
}

static void
list_call (StintClient *self, StintClientListKind kind, GDBusCallFlags flags)
{
  /* GDBus makes a dozen objects of every tuple in a message, 40 MB for a long list, and the slices
   * of GLib before 2.76 keep them. */
  gboolean packed = kind == LIST_SESSIONS && !self->unpacked;

  self->lists[kind].listed = FALSE;
  self->loading++;
  g_dbus_connection_call (self->connection, STINT_SERVICE_NAME, STINT_SERVICE_PATH,
                          stint_client_list_interfaces[kind], packed ? "ListPacked" : "List", NULL,
                          G_VARIANT_TYPE (packed ? "(tay)" : list_types[kind]), flags,
                          LOAD_TIMEOUT_MS, NULL, listed_cb, stint_client_call_new (self, kind));
}

static gboolean
list_later_cb (gpointer user_data)
{
  StintClientCall *call = user_data;
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
  g_autoptr (StintClientCall) call = user_data;
  StintClient *self = call->client;
  StintClientList *list = &self->lists[LIST_SESSIONS];
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
                   (GDestroyNotify) stint_client_call_free);
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
                          stint_client_list_interfaces[LIST_SESSIONS], "Head",
                          g_variant_new ("(u)", FIRST_LOOK),
                          G_VARIANT_TYPE ("(a" STINT_SESSION_TUPLE ")"), flags, LOAD_TIMEOUT_MS,
                          NULL, looked_cb, stint_client_call_new (self, LIST_SESSIONS));
  return TRUE;
}

void
stint_client_load (StintClient *self, gboolean may_start)
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
                          got_properties_cb, stint_client_call_new (self, LIST_SESSIONS));
  list_call (self, LIST_INTEGRATIONS, flags);
  if (!look (self, flags))
    list_call (self, LIST_SESSIONS, flags);
}

static void
apply_changed (StintClient *self, StintClientListKind kind, GVariant *parameters)
{
  StintClientList *list = &self->lists[kind];
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

void
stint_client_changed_cb (GDBusConnection *connection,
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
      if (g_str_equal (interface, stint_client_list_interfaces[kind]))
        apply_changed (self, kind, parameters);
    }
}

void
stint_client_properties_changed_cb (GDBusConnection *connection,
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
