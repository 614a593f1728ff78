/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Questions to the credentials socket, against one that is played. */

#include "config.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

#include "fake-service.h"
#include "stint-client-ask.h"
#include "stint-error.h"

static GTestDBus *bus;

typedef struct
{
  FakeService *service;
  GDBusConnection *connection;
  StintClient *client;
  char *folder;
  char *path;
  GSocketService *socket;
  const char *answer; /* what is sent; NULL: the caller waits */
  char *question;     /* what came */
  GSocketConnection *open;
} Fixture;

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
question_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  g_assert_no_error (error);
  g_free (fixture->question);
  fixture->question = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  if (fixture->answer == NULL)
    return;

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (fixture->open)),
                             fixture->answer, strlen (fixture->answer), NULL, NULL, &error);
  g_assert_no_error (error);
  g_clear_object (&fixture->open);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  Fixture *fixture = user_data;

  g_set_object (&fixture->open, connection);
  g_input_stream_read_bytes_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), 4096,
                                   G_PRIORITY_DEFAULT, NULL, question_cb, fixture);

  return TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("stint-ask-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "credentials", NULL);
  address = g_unix_socket_address_new (fixture->path);
  fixture->socket = g_socket_service_new ();
  g_socket_listener_add_address (G_SOCKET_LISTENER (fixture->socket), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->socket, "incoming", G_CALLBACK (incoming_cb), fixture);

  fixture->service = fake_service_new (g_test_dbus_get_bus_address (bus));
  fake_service_set_socket_path (fixture->service, fixture->path);
  fake_service_appear (fixture->service);
  fixture->connection =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  fixture->client = stint_client_new (fixture->connection, NULL);
  stint_client_connect_async (fixture->client, STINT_CLIENT_FLAGS_NONE, NULL, result_cb, &result);
  wait_until (result != NULL);
  g_assert_true (stint_client_connect_finish (fixture->client, result, &error));
}

static void
stop_listening (Fixture *fixture)
{
  if (fixture->socket == NULL)
    return;

  g_socket_service_stop (fixture->socket);
  g_socket_listener_close (G_SOCKET_LISTENER (fixture->socket));
  g_clear_object (&fixture->socket);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stop_listening (fixture);
  g_clear_object (&fixture->open);
  g_clear_object (&fixture->client);
  fake_service_free (fixture->service);
  g_dbus_connection_close_sync (fixture->connection, NULL, NULL);
  g_clear_object (&fixture->connection);
  g_remove (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
  g_free (fixture->question);
}

static char *
ask_console (Fixture *fixture, const char *to, StintConsoleForm form, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_client_console_async (fixture->client, "id 1", to, form, NULL, result_cb, &result);
  wait_until (result != NULL);

  return stint_client_console_finish (fixture->client, result, error);
}

static void
test_console (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  g_autofree char *link = NULL;

  fixture->answer = "STINT/1 ok 23\nhttp://127.0.0.1:4711/x";
  address = ask_console (fixture, NULL, STINT_CONSOLE_REDIRECT, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (address, ==, "http://127.0.0.1:4711/x");
  g_assert_cmpstr (fixture->question, ==,
                   "STINT/1 console session=id%201 form=redirect wait=50000\n");

  /* AWS had to be asked first. */
  fixture->answer = "STINT/1 wait\nSTINT/1 ok 19\nhttps://example.com";
  link = ask_console (fixture, "/s3/home?a=b", STINT_CONSOLE_LINK, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (link, ==, "https://example.com");
  g_assert_cmpstr (fixture->question, ==,
                   "STINT/1 console session=id%201 form=link to=%2Fs3%2Fhome%3Fa%3Db wait=50000\n");
}

static void
test_credentials (Fixture *fixture, gconstpointer data)
{
  static const char *const expected[] = { "AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE",
                                          "AWS_SESSION_TOKEN=a+b/c==\nd", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GStrv fields;

  fixture->answer = "STINT/1 ok 77\nAWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE\n"
                    "AWS_SESSION_TOKEN=a%2Bb%2Fc%3D%3D%0Ad\n";
  stint_client_credentials_async (fixture->client, "a", NULL, result_cb, &result);
  wait_until (result != NULL);
  fields = stint_client_credentials_finish (fixture->client, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstrv (fields, expected);
  g_assert_cmpstr (fixture->question, ==,
                   "STINT/1 credentials session=a format=fields wait=50000\n");
  stint_wipe_strv (fields);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const nonsense[] = {
    "",
    "STINT/1 ok 5\nabc",
    "STINT/2 ok 3\nabc",
    "STINT/1 ok x\nabc",
    "STINT/1 perhaps 3\nabc",
    "STINT/1 ok 3",
    "STINT/1 wait\n",
  };
  g_autoptr (GError) error = NULL;

  fixture->answer = "STINT/1 error NeedsMfa 12\nA code first";
  g_assert_null (ask_console (fixture, NULL, STINT_CONSOLE_LINK, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_NEEDS_MFA);
  g_assert_cmpstr (error->message, ==, "A code first");

  for (guint i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      g_clear_error (&error);
      fixture->answer = nonsense[i];
      g_assert_null (ask_console (fixture, NULL, STINT_CONSOLE_LINK, &error));
      g_assert_error (error, STINT_ERROR, STINT_ERROR_FAILED);
    }
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;

  /* Nobody answers: it is given up when told so. */
  fixture->answer = NULL;
  stint_client_console_async (fixture->client, "a", NULL, STINT_CONSOLE_LINK, cancellable,
                              result_cb, &result);
  wait_until (fixture->question != NULL);
  g_cancellable_cancel (cancellable);
  wait_until (result != NULL);
  g_assert_null (stint_client_console_finish (fixture->client, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_clear_error (&error);
  stop_listening (fixture);
  g_assert_null (ask_console (fixture, NULL, STINT_CONSOLE_LINK, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_NO_SERVICE);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);

  g_test_add ("/ask/console", Fixture, NULL, set_up, test_console, tear_down);
  g_test_add ("/ask/credentials", Fixture, NULL, set_up, test_credentials, tear_down);
  g_test_add ("/ask/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/ask/unreachable", Fixture, NULL, set_up, test_unreachable, tear_down);
  status = g_test_run ();

  g_test_dbus_down (bus);
  g_object_unref (bus);

  return status;
}
