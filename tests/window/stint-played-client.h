/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "../unit/client/fake-service.h"
#include "stint-client-calls.h"

/* A client that is connected to a played service on a private bus, and what tests of widgets need to
 * find their way in them. */
typedef struct
{
  GTestDBus *bus;
  FakeService *service;
  GDBusConnection *connection;
  StintClient *client;
  guint n_seen; /* requests that were looked at */
} Played;

static inline GDBusConnection *
played_connect (GTestDBus *bus)
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

static inline void
played_connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (stint_client_connect_finish (STINT_CLIENT (source), result, &error));
  g_assert_no_error (error);
  *(gboolean *) data = TRUE;
}

/* @sessions, @integrations: as List tells them; floating are sunk. */
static inline void
played_begin (Played *played, GTestDBus *bus, GVariant *sessions, GVariant *integrations)
{
  gboolean connected = FALSE;

  played->bus = bus;
  played->n_seen = 0;
  played->service = fake_service_new (g_test_dbus_get_bus_address (bus));
  played->connection = played_connect (bus);
  fake_service_set_integrations (played->service, 1, integrations);
  fake_service_set_sessions (played->service, 1, sessions);
  fake_service_appear (played->service);
  played->client = stint_client_new (played->connection, NULL);
  stint_client_connect_async (played->client, STINT_CLIENT_FLAGS_NONE, NULL, played_connected_cb,
                              &connected);
  wait_until (connected);
}

static inline void
played_end (Played *played)
{
  fake_service_settle (played->service, played->connection);
  g_clear_object (&played->client);
  fake_service_free (played->service);
  g_clear_object (&played->connection);
}

/* The next request, with its method; its options are an a{sv}. */
static inline FakeRequest *
played_next (Played *played, const char *method)
{
  FakeRequest *request = fake_service_wait_request (played->service, played->n_seen++);

  g_assert_cmpstr (request->method, ==, method);
  return request;
}

static inline GVariant *
played_options (FakeRequest *request)
{
  gsize n = g_variant_n_children (request->parameters);

  return g_variant_get_child_value (request->parameters, n - 1);
}

static inline void
played_fail (Played *played, FakeRequest *request, const char *name, const char *details)
{
  g_autoptr (GVariant) more =
      g_variant_ref_sink (g_variant_new_parsed (details != NULL ? details : "@a{sv} {}"));

  fake_service_respond (
      played->service, request, 1,
      g_variant_new_parsed ("{'error': <%s>, 'message': <'no'>, 'details': <%@a{sv}>}", name,
                            more));
}

static inline void
played_succeed (Played *played, FakeRequest *request, const char *results)
{
  fake_service_respond (played->service, request, 0,
                        g_variant_new_parsed (results != NULL ? results : "@a{sv} {}"));
}

/* The first widget below @widget of @type, and with @text: of a label, a button, a row. */
static inline GtkWidget *
find_widget (GtkWidget *widget, GType type, const char *text)
{
  const char *own = NULL;

  if (GTK_IS_LABEL (widget))
    own = gtk_label_get_label (GTK_LABEL (widget));
  else if (GTK_IS_BUTTON (widget))
    own = gtk_button_get_label (GTK_BUTTON (widget));
  else if (ADW_IS_PREFERENCES_ROW (widget))
    own = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));
  if (g_type_is_a (G_OBJECT_TYPE (widget), type) &&
      (text == NULL || (own != NULL && strstr (own, text) != NULL)))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, type, text);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static inline gboolean
shows (gpointer widget, const char *text)
{
  GtkWidget *label = find_widget (GTK_WIDGET (widget), GTK_TYPE_LABEL, text);

  return label != NULL && gtk_widget_get_visible (label);
}

static inline void
run_idle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* A window on the screen, if there is one of @type. */
static inline GtkWidget *
find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (g_type_is_a (G_OBJECT_TYPE (window), type))
        return window;
    }
  return NULL;
}

static inline void
type_into (gpointer row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

/* Presses a button of the question that is on the screen. */
static inline void
answer_question (const char *response)
{
  GtkWidget *dialog = find_window (ADW_TYPE_MESSAGE_DIALOG);

  g_assert_nonnull (dialog);
  g_object_ref (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  g_object_unref (dialog);
}
