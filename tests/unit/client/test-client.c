/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The client against a played service on a private bus. */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "fake-service.h"
#include "stint-client-calls.h"
#include "stint-client.h"
#include "stint-error.h"
#include "stint-names.h"

/* One for all tests: taking a bus down takes GTestDBus seconds. */
static GTestDBus *bus;

typedef struct
{
  FakeService *service;
  GDBusConnection *connection;
  StintClient *client;
} Fixture;

static GDBusConnection *
connect_to_bus (void)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);

  g_assert_no_error (error);

  return connection;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->service = fake_service_new (g_test_dbus_get_bus_address (bus));
  fixture->connection = connect_to_bus ();
  fixture->client = stint_client_new (fixture->connection, NULL);

  fake_service_set_integrations (
      fixture->service, 1,
      g_variant_new_parsed ("[('int-1', 'MFAUser', 'iam-user', 'eu-west-1', "
                            "{'mfa-serial': <'arn:aws:iam::123456789012:mfa/MFAUser'>, "
                            "'lease-until': <int64 5000>})]"));
  fake_service_set_sessions (fixture->service, 10,
                             fake_sessions (fake_session ("a", "Alpha", "active", 4000, NULL),
                                            fake_session ("b", "Beta", "inactive", 0, NULL),
                                            fake_session ("c", "Gamma", "inactive", 0, NULL),
                                            NULL));
  fake_service_appear (fixture->service);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->client);
  fake_service_free (fixture->service);
  g_dbus_connection_close_sync (fixture->connection, NULL, NULL);
  g_clear_object (&fixture->connection);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
connect_client (Fixture *fixture, StintClientFlags flags)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  stint_client_connect_async (fixture->client, flags, NULL, result_cb, &result);
  wait_until (result != NULL);
  g_assert_true (stint_client_connect_finish (fixture->client, result, &error));
  g_assert_no_error (error);
  g_assert_true (stint_client_is_connected (fixture->client));
}

/* A model's items-changed, remembered. */
typedef struct
{
  guint n;
  guint position;
  guint removed;
  guint added;
} Changes;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Changes *changes = user_data;

  changes->n++;
  changes->position = position;
  changes->removed = removed;
  changes->added = added;
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
assert_names (StintClient *client, const char *expected)
{
  GListModel *model = stint_client_get_sessions (client);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (StintSessionItem) item = g_list_model_get_item (model, i);

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", stint_session_item_get_name (item));
    }
  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_connect (Fixture *fixture, gconstpointer data)
{
  StintSessionItem *item;
  StintIntegrationItem *integration;

  g_assert_false (stint_client_is_connected (fixture->client));
  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);

  g_assert_cmpstr (stint_client_get_service_version (fixture->client), ==, PACKAGE_VERSION);
  g_assert_cmpuint (stint_client_get_api_version (fixture->client), ==, STINT_SERVICE_API_VERSION);
  g_assert_cmpstr (stint_client_get_config_file (fixture->client), ==, "/home/me/.aws/config");
  assert_names (fixture->client, "Alpha Beta Gamma");
  g_assert_cmpuint (stint_client_get_n_active (fixture->client), ==, 1);

  item = stint_client_get_session (fixture->client, "a");
  g_assert_true (stint_session_item_is_active (item));
  g_assert_cmpint (stint_session_item_get_until (item), ==, 4000);
  g_assert_cmpstr (stint_session_item_get_role_name (item), ==, "DeploymentRole");
  g_assert_nonnull (strstr (stint_session_item_get_search_key (item), "mfauser"));
  g_assert_nonnull (strstr (stint_session_item_get_search_key (item), "acme prod"));

  integration = stint_session_item_get_integration (item);
  g_assert_true (integration == stint_client_get_integration (fixture->client, "int-1"));
  g_assert_cmpint (stint_integration_item_get_lease_until (integration), ==, 5000);
  g_assert_cmpuint (stint_integration_item_get_n_sessions (integration), ==, 3);
  g_assert_cmpuint (stint_integration_item_get_n_active (integration), ==, 1);
}

static void
test_no_service (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_vanish (fixture->service);
  stint_client_connect_async (fixture->client, STINT_CLIENT_NO_AUTO_START, NULL, result_cb,
                              &result);
  wait_until (result != NULL);
  g_assert_false (stint_client_connect_finish (fixture->client, result, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_NO_SERVICE);

  /* It goes on watching. */
  fake_service_appear (fixture->service);
  wait_until (stint_client_is_connected (fixture->client));
  assert_names (fixture->client, "Alpha Beta Gamma");
}

static void
test_delta (Fixture *fixture, gconstpointer data)
{
  static const char *const removed[] = { "a", "unknown", NULL };
  Changes changes = { 0 };
  guint n_state = 0;
  guint n_name = 0;
  StintSessionItem *item;

  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);
  item = stint_client_get_session (fixture->client, "b");
  g_signal_connect (stint_client_get_sessions (fixture->client), "items-changed",
                    G_CALLBACK (items_changed_cb), &changes);
  g_signal_connect_swapped (item, "notify::state", G_CALLBACK (count_cb), &n_state);
  g_signal_connect_swapped (item, "notify::name", G_CALLBACK (count_cb), &n_name);

  /* A change of a session is a notify of that item, and nothing of the list. */
  fake_service_emit_sessions (
      fixture->service, 11, fake_sessions (fake_session ("b", "Beta", "active", 9000, NULL), NULL),
      NULL);
  wait_until (stint_session_item_is_active (item));
  g_assert_cmpuint (n_state, ==, 1);
  g_assert_cmpuint (n_name, ==, 0);
  g_assert_cmpuint (changes.n, ==, 0);
  g_assert_cmpuint (stint_client_get_n_active (fixture->client), ==, 2);

  /* New ones come at the end, gone ones leave their place. */
  fake_service_emit_sessions (fixture->service, 12,
                              fake_sessions (fake_session ("d", "Delta", "inactive", 0, NULL),
                                             fake_session ("e", "Epsilon", "inactive", 0, NULL),
                                             NULL),
                              NULL);
  wait_until (changes.n == 1);
  g_assert_cmpuint (changes.position, ==, 3);
  g_assert_cmpuint (changes.added, ==, 2);
  fake_service_emit_sessions (fixture->service, 13, NULL, removed);
  wait_until (changes.n == 2);
  g_assert_cmpuint (changes.position, ==, 0);
  g_assert_cmpuint (changes.removed, ==, 1);
  g_assert_cmpuint (changes.added, ==, 0);
  assert_names (fixture->client, "Beta Gamma Delta Epsilon");
  g_assert_null (stint_client_get_session (fixture->client, "a"));
  g_assert_true (item == stint_client_get_session (fixture->client, "b"));

  /* What was told before is not told again. */
  fake_service_emit_sessions (fixture->service, 12,
                              fake_sessions (fake_session ("b", "Old", "inactive", 0, NULL), NULL),
                              NULL);
  fake_service_settle (fixture->service, fixture->connection);
  g_assert_cmpstr (stint_session_item_get_name (item), ==, "Beta");
  g_assert_cmpuint (fake_service_get_n_calls (fixture->service, "Sessions.ListPacked"), ==, 1);
}

static void
test_gap (Fixture *fixture, gconstpointer data)
{
  StintSessionItem *item;
  Changes changes = { 0 };

  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);
  item = stint_client_get_session (fixture->client, "b");
  g_signal_connect (stint_client_get_sessions (fixture->client), "items-changed",
                    G_CALLBACK (items_changed_cb), &changes);

  fake_service_set_sessions (fixture->service, 15,
                             fake_sessions (fake_session ("a", "Alpha", "active", 4000, NULL),
                                            fake_session ("x", "Xi", "inactive", 0, NULL),
                                            fake_session ("b", "Beta two", "inactive", 0, NULL),
                                            NULL));
  fake_service_emit_sessions (fixture->service, 15,
                              fake_sessions (fake_session ("x", "Xi", "inactive", 0, NULL), NULL),
                              NULL);
  wait_until (fake_service_get_n_calls (fixture->service, "Sessions.ListPacked") == 2);
  wait_until (changes.n > 0);

  /* One splice of what differs, with the same object for the same id. */
  g_assert_cmpuint (changes.n, ==, 1);
  g_assert_cmpuint (changes.position, ==, 1);
  g_assert_cmpuint (changes.removed, ==, 2);
  g_assert_cmpuint (changes.added, ==, 2);
  assert_names (fixture->client, "Alpha Xi Beta two");
  g_assert_true (item == stint_client_get_session (fixture->client, "b"));

  /* From there on deltas count again. */
  fake_service_emit_sessions (
      fixture->service, 16,
      fake_sessions (fake_session ("b", "Beta three", "inactive", 0, NULL), NULL), NULL);
  fake_service_settle (fixture->service, fixture->connection);
  g_assert_cmpstr (stint_session_item_get_name (item), ==, "Beta three");
  g_assert_cmpuint (fake_service_get_n_calls (fixture->service, "Sessions.ListPacked"), ==, 2);
}

static void
test_reconnect (Fixture *fixture, gconstpointer data)
{
  StintSessionItem *item;
  Changes changes = { 0 };
  guint n_connected = 0;

  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);
  item = stint_client_get_session (fixture->client, "a");
  g_signal_connect (stint_client_get_sessions (fixture->client), "items-changed",
                    G_CALLBACK (items_changed_cb), &changes);
  g_signal_connect_swapped (fixture->client, "notify::connected", G_CALLBACK (count_cb),
                            &n_connected);

  fake_service_vanish (fixture->service);
  wait_until (!stint_client_is_connected (fixture->client));
  assert_names (fixture->client, "Alpha Beta Gamma");

  /* Its revisions start anew, and the list is the same: nothing changes but the state. */
  fake_service_set_sessions (fixture->service, 1,
                             fake_sessions (fake_session ("a", "Alpha", "inactive", 0, NULL),
                                            fake_session ("b", "Beta", "inactive", 0, NULL),
                                            fake_session ("c", "Gamma", "inactive", 0, NULL),
                                            NULL));
  fake_service_appear (fixture->service);
  wait_until (stint_client_is_connected (fixture->client));
  g_assert_cmpuint (n_connected, ==, 2);
  g_assert_cmpuint (changes.n, ==, 0);
  g_assert_true (item == stint_client_get_session (fixture->client, "a"));
  g_assert_false (stint_session_item_is_active (item));
  g_assert_cmpuint (stint_client_get_n_active (fixture->client), ==, 0);

  fake_service_emit_sessions (
      fixture->service, 2, fake_sessions (fake_session ("a", "Alpha", "starting", 0, NULL), NULL),
      NULL);
  wait_until (stint_session_item_get_state (item) == STINT_STATE_STARTING);
}

/* For a window: an idle service that ends is nothing to tell; one with active sessions is. */
static void
test_calm_end (Fixture *fixture, gconstpointer data)
{
  guint n_connected = 0;

  fake_service_set_sessions (
      fixture->service, 1, fake_sessions (fake_session ("a", "Alpha", "inactive", 0, NULL), NULL));
  connect_client (fixture, STINT_CLIENT_RECONNECT);
  g_signal_connect_swapped (fixture->client, "notify::connected", G_CALLBACK (count_cb),
                            &n_connected);
  fake_service_vanish (fixture->service);
  fake_service_settle (fixture->service, fixture->connection);
  g_assert_true (stint_client_is_connected (fixture->client));

  /* Somebody else starts it, and a session with it. */
  fake_service_set_sessions (fixture->service, 1,
                             fake_sessions (fake_session ("a", "Alpha", "active", 99, NULL), NULL));
  fake_service_appear (fixture->service);
  wait_until (stint_client_get_n_active (fixture->client) == 1);
  g_assert_cmpuint (n_connected, ==, 0);

  fake_service_settle (fixture->service, fixture->connection);
  fake_service_vanish (fixture->service);
  wait_until (!stint_client_is_connected (fixture->client));
  g_assert_cmpuint (n_connected, ==, 1);
}

static void
test_restart_old_service (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fake_service_set_version (fixture->service, "0.0.9", STINT_SERVICE_API_VERSION - 1);
  stint_client_connect_async (fixture->client, STINT_CLIENT_FLAGS_NONE, NULL, result_cb, &result);
  wait_until (fake_service_get_n_calls (fixture->service, "Manager.Restart") == 1);
  fake_service_settle (fixture->service, fixture->connection);
  g_assert_null (result);

  fake_service_vanish (fixture->service);
  wait_until (!stint_client_is_connected (fixture->client));
  fake_service_appear (fixture->service);
  wait_until (result != NULL);

  /* It is still old: asked once and not again. */
  g_assert_true (stint_client_connect_finish (fixture->client, result, &error));
  g_assert_no_error (error);
  g_assert_true (stint_client_is_connected (fixture->client));
  g_assert_cmpuint (fake_service_get_n_calls (fixture->service, "Manager.Restart"), ==, 1);
}

static void
test_upgrade_only_if_asked (Fixture *fixture, gconstpointer data)
{
  fake_service_set_version (fixture->service, "0.0.9", STINT_SERVICE_API_VERSION);
  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);
  fake_service_settle (fixture->service, fixture->connection);
  g_assert_cmpuint (fake_service_get_n_calls (fixture->service, "Manager.Restart"), ==, 0);
}

static void
test_conditions (Fixture *fixture, gconstpointer data)
{
  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);
  g_assert_cmpuint (g_variant_n_children (stint_client_get_conditions (fixture->client)), ==, 0);

  fake_service_emit_conditions (fixture->service,
                                g_variant_new_parsed ("[('offline', @a{sv} {})]"));
  wait_until (g_variant_n_children (stint_client_get_conditions (fixture->client)) == 1);
}

static void
test_start (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GVariant) options = NULL;
  g_autoptr (GError) error = NULL;
  FakeRequest *request;
  const char *code = NULL;
  const char *id;
  gint64 until = 0;

  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);
  stint_client_start_async (fixture->client, "b", g_variant_new_parsed ("{'mfa-code': <'123456'>}"),
                            NULL, result_cb, &result);
  request = fake_service_wait_request (fixture->service, 0);
  g_assert_cmpstr (request->method, ==, "Sessions.Start");
  g_variant_get (request->parameters, "(&s@a{sv})", &id, &options);
  g_assert_cmpstr (id, ==, "b");
  g_assert_true (g_variant_lookup (options, "mfa-code", "&s", &code));
  g_assert_cmpstr (code, ==, "123456");
  g_assert_false (g_variant_lookup (options, "credentials-file", "&s", &code));

  /* A person may take all the time in the world. */
  fake_service_settle (fixture->service, fixture->connection);
  g_assert_null (result);
  fake_service_respond (fixture->service, request, 0,
                        g_variant_new_parsed ("{'until': <int64 7000>, 'profile': <'Beta'>}"));
  wait_until (result != NULL);
  results = stint_client_call_finish (fixture->client, result, &error);
  g_assert_no_error (error);
  g_assert_true (g_variant_lookup (results, "until", "x", &until));
  g_assert_cmpint (until, ==, 7000);
}

static void
test_error_details (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;

  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);
  stint_client_start_async (fixture->client, "b", NULL, NULL, result_cb, &result);
  fake_service_respond (
      fixture->service, fake_service_wait_request (fixture->service, 0), 1,
      g_variant_new_parsed ("{'error': <'WrongMfa'>, 'message': <'no'>, "
                            "'details': <{'mfa-serial': <'arn:x'>, 'mfa-wait': <uint32 18>}>}"));
  wait_until (result != NULL);
  results = stint_client_call_finish (fixture->client, result, &error);
  g_assert_null (results);
  g_assert_error (error, STINT_ERROR, STINT_ERROR_WRONG_MFA);
  g_assert_cmpstr (stint_error_get_detail (error, "mfa-serial"), ==, "arn:x");
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;
  FakeRequest *request;

  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);
  stint_client_start_async (fixture->client, "b", NULL, cancellable, result_cb, &result);
  request = fake_service_wait_request (fixture->service, 0);
  g_cancellable_cancel (cancellable);
  wait_until (result != NULL);
  results = stint_client_call_finish (fixture->client, result, &error);
  g_assert_null (results);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  wait_until (request->closed);

  /* A late answer finds nobody. */
  fake_service_respond (fixture->service, request, 0, g_variant_new_parsed ("@a{sv} {}"));
  fake_service_settle (fixture->service, fixture->connection);
}

/* A read is done again when the service dies under it, once; a start never is. */
static void
test_retry (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) plan = NULL;
  g_autoptr (GAsyncResult) start = NULL;
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GVariant) none = NULL;
  g_autoptr (GError) error = NULL;

  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);
  stint_client_start_async (fixture->client, "b", NULL, NULL, result_cb, &start);
  stint_client_import_plan_async (fixture->client, NULL, NULL, result_cb, &plan);
  fake_service_wait_request (fixture->service, 1);
  fake_service_settle (fixture->service, fixture->connection);

  /* The new one is there before the client hears of the old one's end: nobody activates it here. */
  fake_service_vanish (fixture->service);
  fake_service_appear (fixture->service);
  wait_until (start != NULL);
  none = stint_client_call_finish (fixture->client, start, &error);
  g_assert_null (none);
  g_assert_error (error, STINT_ERROR, STINT_ERROR_NO_SERVICE);
  g_clear_error (&error);

  g_assert_cmpstr (fake_service_wait_request (fixture->service, 2)->method, ==, "Import.Plan");
  fake_service_respond (fixture->service, fake_service_wait_request (fixture->service, 2), 0,
                        g_variant_new_parsed ("{'items': <@aa{sv} []>}"));
  wait_until (plan != NULL);
  results = stint_client_call_finish (fixture->client, plan, &error);
  g_assert_no_error (error);
  g_assert_nonnull (results);
  g_assert_cmpuint (fake_service_get_n_requests (fixture->service), ==, 3);
}

static void
progress_cb (StintClientRequest *request, GVariant *state, guint *done)
{
  g_variant_lookup (state, "done", "u", done);
}

static void
test_progress (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintClientRequest) request = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;
  guint done = 0;

  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);
  request = stint_client_request_new (fixture->client, "Import", "Run", STINT_REQUEST_FLAGS_NONE);
  g_signal_connect (request, "progress", G_CALLBACK (progress_cb), &done);
  stint_client_request_run_async (request, NULL, NULL, NULL, NULL, result_cb, &result);
  fake_service_progress (fixture->service, fake_service_wait_request (fixture->service, 0),
                         g_variant_new_parsed ("{'done': <uint32 3>}"));
  wait_until (done == 3);
  fake_service_respond (fixture->service, fake_service_wait_request (fixture->service, 0), 0,
                        g_variant_new_parsed ("@a{sv} {}"));
  wait_until (result != NULL);
  results = stint_client_request_run_finish (request, result, &error);
  g_assert_no_error (error);
}

static void
test_secret (Fixture *fixture, gconstpointer data)
{
  static const char secret[] = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) results = NULL;
  g_autofree char *printed = NULL;
  g_autoptr (GError) error = NULL;
  char buffer[100] = "";
  FakeRequest *request;

  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);
  stint_client_add_iam_user_async (fixture->client, secret,
                                   g_variant_new_parsed ("{'name': <'MFAUser'>}"), NULL, result_cb,
                                   &result);
  request = fake_service_wait_request (fixture->service, 0);

  /* Through the descriptor, from its start, sealed; and nowhere else. */
  g_assert_cmpint (read (request->fd, buffer, sizeof buffer), ==, strlen (secret));
  g_assert_cmpstr (buffer, ==, secret);
  g_assert_cmpint (write (request->fd, "x", 1), ==, -1);
  printed = g_variant_print (request->parameters, TRUE);
  g_assert_null (strstr (printed, secret));

  fake_service_respond (fixture->service, request, 0, g_variant_new_parsed ("{'id': <'i'>}"));
  wait_until (result != NULL);
  results = stint_client_call_finish (fixture->client, result, &error);
  g_assert_no_error (error);
}

static void
test_environment_is_told (Fixture *fixture, gconstpointer data)
{
  static const char *const environ_[] = { "HOME=/home/me", "AWS_CONFIG_FILE=~/other/config",
                                          "AWS_SECRET_ACCESS_KEY=canary", NULL };
  g_autoptr (StintClientEnvironment) environment =
      stint_client_environment_new (environ_, "/home/me");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) options = NULL;
  g_autoptr (GVariant) results = NULL;
  g_autofree char *printed = NULL;
  FakeRequest *request;
  const char *path = NULL;

  g_clear_object (&fixture->client);
  fixture->client = stint_client_new (fixture->connection, environment);
  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);

  stint_client_doctor_async (fixture->client, NULL, NULL, result_cb, &result);
  request = fake_service_wait_request (fixture->service, 0);
  options = g_variant_get_child_value (request->parameters, 0);
  g_assert_true (g_variant_lookup (options, "config-file", "&s", &path));
  g_assert_cmpstr (path, ==, "/home/me/other/config");
  g_assert_false (g_variant_lookup (options, "credentials-file", "&s", &path));
  printed = g_variant_print (options, FALSE);
  g_assert_nonnull (strstr (printed, "AWS_SECRET_ACCESS_KEY"));
  g_assert_null (strstr (printed, "canary"));

  fake_service_respond (fixture->service, request, 0, g_variant_new_parsed ("@a{sv} {}"));
  wait_until (result != NULL);
  results = stint_client_call_finish (fixture->client, result, NULL);
}

static void
assert_found (StintClient *client, const char *text, const char *id)
{
  g_autoptr (GError) error = NULL;
  StintSessionItem *item = stint_client_find_session (client, text, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (stint_session_item_get_id (item), ==, id);
}

static void
assert_not_found (StintClient *client, const char *text, const char *candidates)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = NULL;
  g_autofree char *joined = NULL;

  g_assert_null (stint_client_find_session (client, text, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_NOT_FOUND);
  g_assert_cmpstr (stint_error_get_detail (error, "session"), ==, text);
  if (g_variant_lookup (stint_error_get_details (error), "candidates", "^as", &names))
    joined = g_strjoinv (" ", names);
  g_assert_cmpstr (joined, ==, candidates);
}

static void
test_find (Fixture *fixture, gconstpointer data)
{
  fake_service_set_sessions (
      fixture->service, 1,
      fake_sessions (fake_session ("id-1", "prod-admin", "inactive", 0, NULL),
                     fake_session ("id-2", "prod", "inactive", 0, NULL),
                     fake_session ("id-3", "Übersicht", "inactive", 0, NULL),
                     fake_session ("id-4", "held", "active", 99,
                                   g_variant_new_parsed ("{'held-profile': <'elsewhere'>}")),
                     NULL));
  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);

  assert_found (fixture->client, "prod", "id-2");
  assert_found (fixture->client, "PROD", "id-2");
  assert_found (fixture->client, "id-1", "id-1");
  assert_found (fixture->client, "admin", "id-1");
  assert_found (fixture->client, "prod-", "id-1");
  assert_found (fixture->client, "übersicht", "id-3");
  assert_found (fixture->client, "elsewhere", "id-4");
  assert_not_found (fixture->client, "pro", "prod-admin prod");
  assert_not_found (fixture->client, "nothing", NULL);
  assert_not_found (fixture->client, "", NULL);
  assert_not_found (fixture->client, "id-", NULL);
}

/* Five thousand sessions: the round trip over the bus and the items. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  GVariantBuilder builder;
  Changes changes = { 0 };
  gint64 begin;
  gint64 load;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sssssssssssxxba{sv})"));
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *id = g_strdup_printf ("session-%u", i);
      g_autofree char *name = g_strdup_printf ("account-%u/Role%u", i / 7, i % 7);

      g_variant_builder_add_value (&builder, fake_session (id, name, "inactive", 0, NULL));
    }
  fake_service_set_sessions (fixture->service, 1, g_variant_builder_end (&builder));
  g_signal_connect (stint_client_get_sessions (fixture->client), "items-changed",
                    G_CALLBACK (items_changed_cb), &changes);

  begin = g_get_monotonic_time ();
  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);
  load = g_get_monotonic_time () - begin;
  g_test_minimized_result ((double) load / 1000, "5,000 sessions in %.1f ms", (double) load / 1000);
  g_assert_cmpuint (changes.n, ==, 1);
  g_assert_cmpuint (changes.added, ==, 5000);

  /* A machine under load, or valgrind, may take its time; a quadratic list would take minutes. */
  g_assert_cmpint (load, <, 5 * G_USEC_PER_SEC);
}

/* One from before an upgrade is understood as well, and told to list again. */
static void
test_unpacked (Fixture *fixture, gconstpointer data)
{
  fake_service_set_unpacked (fixture->service);
  connect_client (fixture, STINT_CLIENT_FLAGS_NONE);
  assert_names (fixture->client, "Alpha Beta Gamma");
  g_assert_cmpuint (fake_service_get_n_calls (fixture->service, "Sessions.ListPacked"), ==, 1);
  g_assert_cmpuint (fake_service_get_n_calls (fixture->service, "Sessions.List"), ==, 1);

  /* It is not asked again what it does not know. */
  fake_service_emit_sessions (fixture->service, 99,
                              g_variant_new_array (G_VARIANT_TYPE (STINT_SESSION_TUPLE), NULL, 0),
                              NULL);
  wait_until (fake_service_get_n_calls (fixture->service, "Sessions.List") == 2);
  g_assert_cmpuint (fake_service_get_n_calls (fixture->service, "Sessions.ListPacked"), ==, 1);
}

typedef struct
{
  StintClient *client;
  GString *told;
} Look;

static void
looked_cb (GListModel *model, guint position, guint removed, guint added, Look *look)
{
  g_string_append_printf (look->told, "%u%s ", g_list_model_get_n_items (model),
                          stint_client_is_connected (look->client) ? " connected" : "");
}

/* The head comes first and counts for nothing; its items are those of the list. */
static void
test_first_look (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) told = g_string_new (NULL);
  Look look = { fixture->client, told };
  GListModel *sessions = stint_client_get_sessions (fixture->client);

  g_signal_connect (sessions, "items-changed", G_CALLBACK (looked_cb), &look);
  connect_client (fixture, STINT_CLIENT_FIRST_LOOK);
  g_assert_cmpstr (told->str, ==, "1 3 ");
  assert_names (fixture->client, "Alpha Beta Gamma");
  g_assert_cmpuint (fake_service_get_n_calls (fixture->service, "Sessions.Head"), ==, 1);
  g_assert_nonnull (
      stint_session_item_get_integration (stint_client_get_session (fixture->client, "a")));

  /* A service that comes back is not looked at first: the list is there. */
  fake_service_vanish (fixture->service);
  fake_service_appear (fixture->service);
  wait_until (stint_client_is_connected (fixture->client) &&
              fake_service_get_n_calls (fixture->service, "Sessions.ListPacked") == 2);
  g_assert_cmpuint (fake_service_get_n_calls (fixture->service, "Sessions.Head"), ==, 1);
  g_signal_handlers_disconnect_by_data (sessions, &look);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);

  ADD ("/client/first-look", test_first_look);
  ADD ("/client/unpacked", test_unpacked);
  ADD ("/client/connect", test_connect);
  ADD ("/client/no-service", test_no_service);
  ADD ("/client/delta", test_delta);
  ADD ("/client/gap", test_gap);
  ADD ("/client/reconnect", test_reconnect);
  ADD ("/client/calm-end", test_calm_end);
  ADD ("/client/restart-old-service", test_restart_old_service);
  ADD ("/client/upgrade-only-if-asked", test_upgrade_only_if_asked);
  ADD ("/client/conditions", test_conditions);
  ADD ("/client/start", test_start);
  ADD ("/client/error-details", test_error_details);
  ADD ("/client/cancel", test_cancel);
  ADD ("/client/retry", test_retry);
  ADD ("/client/progress", test_progress);
  ADD ("/client/secret", test_secret);
  ADD ("/client/environment", test_environment_is_told);
  ADD ("/client/find", test_find);
  ADD ("/client/many", test_many);

  status = g_test_run ();
  g_test_dbus_down (bus);
  g_clear_object (&bus);

  return status;
}
