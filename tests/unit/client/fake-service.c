/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "fake-service.h"

#include <gio/gunixfdlist.h>
#include <string.h>
#include <unistd.h>

#include "stint-names.h"

#define N_INTERFACES 4

struct _FakeService
{
  char *bus_address;
  GDBusNodeInfo *node;
  GDBusConnection *connection; /* (nullable) while it has vanished */
  guint registrations[N_INTERFACES];

  char *version;
  char *socket_path;
  guint api_version;
  guint64 revisions[2]; /* sessions, integrations */
  GVariant *lists[2];
  GVariant *conditions;
  GVariant *history; /* (nullable) */
  gboolean unpacked;

  GHashTable *calls;   /* "Sessions.List" → count */
  GPtrArray *requests; /* of FakeRequest */
};

static void
fake_request_free (FakeRequest *request)
{
  g_free (request->method);
  g_variant_unref (request->parameters);
  g_free (request->path);
  g_free (request->sender);
  if (request->fd >= 0)
    close (request->fd);
  g_free (request);
}

static void
request_method_cb (GDBusConnection *connection,
                   const char *sender,
                   const char *object_path,
                   const char *interface,
                   const char *method,
                   GVariant *parameters,
                   GDBusMethodInvocation *invocation,
                   gpointer user_data)
{
  FakeRequest *request = user_data;

  g_assert_cmpstr (method, ==, "Close");
  g_assert_cmpstr (sender, ==, request->sender);
  request->closed = TRUE;
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static const GDBusInterfaceVTable request_vtable = { .method_call = request_method_cb };

static char *
request_path (const char *sender, const char *token)
{
  g_autofree char *safe = g_strdup (sender + 1);

  g_strdelimit (safe, ".", '_');

  return g_strdup_printf (STINT_SERVICE_PATH "/request/%s/%s", safe, token);
}

static int
steal_fd (GDBusMethodInvocation *invocation)
{
  GDBusMessage *message = g_dbus_method_invocation_get_message (invocation);
  GUnixFDList *fds = g_dbus_message_get_unix_fd_list (message);

  return fds != NULL ? g_unix_fd_list_get (fds, 0, NULL) : -1;
}

static void
start_request (FakeService *self,
               const char *name,
               GVariant *parameters,
               GDBusMethodInvocation *invocation)
{
  gsize last = g_variant_n_children (parameters) - 1;
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, last);
  FakeRequest *request = g_new0 (FakeRequest, 1);
  const char *token = NULL;

  g_assert_true (g_variant_lookup (options, "handle-token", "&s", &token));
  request->method = g_strdup (name);
  request->parameters = g_variant_ref (parameters);
  request->sender = g_strdup (g_dbus_method_invocation_get_sender (invocation));
  request->path = request_path (request->sender, token);
  request->fd = steal_fd (invocation);
  request->registration = g_dbus_connection_register_object (
      self->connection, request->path,
      g_dbus_node_info_lookup_interface (self->node, STINT_SERVICE_INTERFACE_PREFIX "Request"),
      &request_vtable, request, NULL, NULL);
  g_assert_cmpuint (request->registration, !=, 0);
  g_ptr_array_add (self->requests, request);

  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", request->path));
}

static void
method_cb (GDBusConnection *connection,
           const char *sender,
           const char *object_path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  FakeService *self = user_data;
  g_autofree char *name =
      g_strconcat (interface + strlen (STINT_SERVICE_INTERFACE_PREFIX), ".", method, NULL);
  guint count = GPOINTER_TO_UINT (g_hash_table_lookup (self->calls, name));

  g_hash_table_replace (self->calls, g_strdup (name), GUINT_TO_POINTER (count + 1));
  if (g_str_equal (method, "List"))
    {
      guint which = g_str_equal (name, "Sessions.List") ? 0 : 1;

      g_dbus_method_invocation_return_value (
          invocation, g_variant_new ("(t@*)", self->revisions[which], self->lists[which]));
    }
  else if (g_str_equal (method, "ListPacked") && self->unpacked)
    {
      g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD,
                                             "No such method");
    }
  else if (g_str_equal (method, "ListPacked"))
    {
      g_autoptr (GBytes) packed = g_variant_get_data_as_bytes (self->lists[0]);

      g_dbus_method_invocation_return_value (
          invocation,
          g_variant_new ("(t@ay)", self->revisions[0],
                         g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, packed, TRUE)));
    }
  else if (g_str_equal (method, "Head"))
    {
      /* The first is head enough to tell it from the list. */
      g_autoptr (GVariant) first = g_variant_get_child_value (self->lists[0], 0);

      g_dbus_method_invocation_return_value (
          invocation, g_variant_new ("(@*)", g_variant_new_array (NULL, &first, 1)));
    }
  else if (g_str_equal (method, "History"))
    {
      g_autoptr (GVariant) none =
          g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("(xssa{sv})"), NULL, 0));

      g_dbus_method_invocation_return_value (
          invocation,
          g_variant_new ("(@a(xssa{sv}))", self->history != NULL ? self->history : none));
    }
  else if (g_str_equal (method, "Restart") || g_str_equal (method, "Quit"))
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
    }
  else
    {
      start_request (self, name, parameters, invocation);
    }
}

static GVariant *
get_property_cb (GDBusConnection *connection,
                 const char *sender,
                 const char *object_path,
                 const char *interface,
                 const char *property,
                 GError **error,
                 gpointer user_data)
{
  FakeService *self = user_data;

  if (g_str_equal (property, "Version"))
    return g_variant_new_string (self->version);
  if (g_str_equal (property, "ApiVersion"))
    return g_variant_new_uint32 (self->api_version);
  if (g_str_equal (property, "Conditions"))
    return g_variant_ref (self->conditions);
  if (g_str_equal (property, "CredentialsFile"))
    return g_variant_new_string ("/home/me/.aws/credentials");
  if (g_str_equal (property, "ConfigFile"))
    return g_variant_new_string ("/home/me/.aws/config");

  return g_variant_new_string (self->socket_path);
}

static const GDBusInterfaceVTable vtable = {
  .method_call = method_cb,
  .get_property = get_property_cb,
};

FakeService *
fake_service_new (const char *bus_address)
{
  FakeService *self = g_new0 (FakeService, 1);
  g_autofree char *path = g_build_filename (g_getenv ("STINT_SOURCE_ROOT"), "data", "dbus",
                                            "io.github.stint_aws.Stint1.xml", NULL);
  g_autofree char *xml = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &xml, NULL, &error);
  g_assert_no_error (error);
  self->node = g_dbus_node_info_new_for_xml (xml, &error);
  g_assert_no_error (error);

  self->bus_address = g_strdup (bus_address);
  self->version = g_strdup (PACKAGE_VERSION);
  self->socket_path = g_strdup ("/run/user/1000/" STINT_SOCKET_FOLDER "/" STINT_SOCKET_NAME);
  self->api_version = STINT_SERVICE_API_VERSION;
  self->calls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->requests = g_ptr_array_new_with_free_func ((GDestroyNotify) fake_request_free);
  self->conditions =
      g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("(sa{sv})"), NULL, 0));
  fake_service_set_sessions (
      self, 1, g_variant_new_array (G_VARIANT_TYPE ("(sssssssssssxxba{sv})"), NULL, 0));
  fake_service_set_integrations (self, 1,
                                 g_variant_new_array (G_VARIANT_TYPE ("(ssssa{sv})"), NULL, 0));

  return self;
}

void
fake_service_appear (FakeService *self)
{
  static const char *const interfaces[] = { "Manager", "Sessions", "Integrations", "Import" };
  G_STATIC_ASSERT (G_N_ELEMENTS (interfaces) == N_INTERFACES);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;

  self->connection =
      g_dbus_connection_new_for_address_sync (self->bus_address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (interfaces); i++)
    {
      g_autofree char *name = g_strconcat (STINT_SERVICE_INTERFACE_PREFIX, interfaces[i], NULL);
      GDBusInterfaceInfo *info = g_dbus_node_info_lookup_interface (self->node, name);

      self->registrations[i] = g_dbus_connection_register_object (
          self->connection, STINT_SERVICE_PATH, info, &vtable, self, NULL, &error);
      g_assert_no_error (error);
    }

  reply = g_dbus_connection_call_sync (self->connection, "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                       "RequestName", g_variant_new ("(su)", STINT_SERVICE_NAME, 4),
                                       NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

static void
unregister_request (FakeService *self, FakeRequest *request)
{
  if (request->registration != 0)
    g_dbus_connection_unregister_object (self->connection, request->registration);
  request->registration = 0;
}

void
fake_service_vanish (FakeService *self)
{
  g_assert_nonnull (self->connection);

  /* A call may be waiting in the main context: only what is registered is still called. */
  for (guint i = 0; i < N_INTERFACES; i++)
    g_dbus_connection_unregister_object (self->connection, self->registrations[i]);
  for (guint i = 0; i < self->requests->len; i++)
    unregister_request (self, g_ptr_array_index (self->requests, i));
  g_dbus_connection_close_sync (self->connection, NULL, NULL);
  g_clear_object (&self->connection);
}

void
fake_service_free (FakeService *self)
{
  if (self->connection != NULL)
    fake_service_vanish (self);
  g_hash_table_unref (self->calls);
  g_ptr_array_unref (self->requests);
  g_dbus_node_info_unref (self->node);
  g_variant_unref (self->lists[0]);
  g_variant_unref (self->lists[1]);
  g_variant_unref (self->conditions);
  g_clear_pointer (&self->history, g_variant_unref);
  g_free (self->version);
  g_free (self->socket_path);
  g_free (self->bus_address);
  g_free (self);
}

void
fake_service_set_socket_path (FakeService *self, const char *path)
{
  g_free (self->socket_path);
  self->socket_path = g_strdup (path);
}

void
fake_service_set_version (FakeService *self, const char *version, guint api_version)
{
  g_free (self->version);
  self->version = g_strdup (version);
  self->api_version = api_version;
}

void
fake_service_set_unpacked (FakeService *self)
{
  self->unpacked = TRUE;
}

static void
set_list (FakeService *self, guint which, guint64 revision, GVariant *list)
{
  g_variant_ref_sink (list);
  g_clear_pointer (&self->lists[which], g_variant_unref);
  self->lists[which] = list;
  self->revisions[which] = revision;
}

void
fake_service_set_history (FakeService *self, GVariant *events)
{
  g_clear_pointer (&self->history, g_variant_unref);
  self->history = g_variant_ref_sink (events);
}

void
fake_service_set_sessions (FakeService *self, guint64 revision, GVariant *sessions)
{
  set_list (self, 0, revision, sessions);
}

void
fake_service_set_integrations (FakeService *self, guint64 revision, GVariant *integrations)
{
  set_list (self, 1, revision, integrations);
}

static void
emit (FakeService *self, const char *path, const char *interface, const char *name, GVariant *args)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (self->connection, NULL, path, interface, name, args, &error);
  g_assert_no_error (error);
}

void
fake_service_emit_sessions (FakeService *self,
                            guint64 revision,
                            GVariant *upserts,
                            const char *const *removed)
{
  static const char *const none[] = { NULL };

  emit (self, STINT_SERVICE_PATH, STINT_SERVICE_INTERFACE_PREFIX "Sessions", "Changed",
        g_variant_new ("(t@a(sssssssssssxxba{sv})^as)", revision,
                       upserts != NULL ? upserts
                                       : g_variant_new_array (
                                             G_VARIANT_TYPE ("(sssssssssssxxba{sv})"), NULL, 0),
                       removed != NULL ? removed : none));
}

void
fake_service_emit_integrations (FakeService *self, guint64 revision, GVariant *upserts)
{
  static const char *const none[] = { NULL };

  emit (self, STINT_SERVICE_PATH, STINT_SERVICE_INTERFACE_PREFIX "Integrations", "Changed",
        g_variant_new ("(t@a(ssssa{sv})^as)", revision, upserts, none));
}

void
fake_service_emit_conditions (FakeService *self, GVariant *conditions)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert_value (&dict, "Conditions", conditions);
  emit (self, STINT_SERVICE_PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged",
        g_variant_new ("(s@a{sv}as)", STINT_SERVICE_INTERFACE_PREFIX "Manager",
                       g_variant_dict_end (&dict), NULL));
}

guint
fake_service_get_n_calls (FakeService *self, const char *method)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->calls, method));
}

guint
fake_service_get_n_requests (FakeService *self)
{
  return self->requests->len;
}

FakeRequest *
fake_service_wait_request (FakeService *self, guint n)
{
  wait_until (self->requests->len > n);

  return self->requests->pdata[n];
}

void
fake_service_respond (FakeService *self, FakeRequest *request, guint status, GVariant *results)
{
  emit (self, request->path, STINT_SERVICE_INTERFACE_PREFIX "Request", "Response",
        g_variant_new ("(u@a{sv})", status, results));
  unregister_request (self, request);
}

void
fake_service_progress (FakeService *self, FakeRequest *request, GVariant *state)
{
  emit (self, request->path, STINT_SERVICE_INTERFACE_PREFIX "Request", "Progress",
        g_variant_new ("(@a{sv})", state));
}

GVariant *
fake_session (const char *id, const char *name, const char *state, gint64 until, GVariant *more)
{
  return g_variant_new (
      "(sssssssssssxxb@a{sv})", id, name, "iam-role", "int-1", "123456789012", "Acme Prod",
      "arn:aws:iam::123456789012:role/team/DeploymentRole", name, "eu-west-1", state, "file",
      until > 0 ? until - 3600 : (gint64) 0, until, FALSE,
      more != NULL ? more : g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));
}

GVariant *
fake_sessions (GVariant *first, ...)
{
  GVariantBuilder builder;
  va_list args;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sssssssssssxxba{sv})"));
  va_start (args, first);
  for (GVariant *tuple = first; tuple != NULL; tuple = va_arg (args, GVariant *))
    g_variant_builder_add_value (&builder, tuple);
  va_end (args);

  return g_variant_builder_end (&builder);
}

static void
ping_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  *(gboolean *) user_data = TRUE;
}

static void
ping (GDBusConnection *connection)
{
  gboolean done = FALSE;

  g_dbus_connection_call (connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "GetId", NULL, NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                          NULL, ping_cb, &done);
  wait_until (done);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

void
fake_service_settle (FakeService *self, GDBusConnection *client)
{
  ping (client);
  if (self->connection != NULL)
    ping (self->connection);
  ping (client);
}
