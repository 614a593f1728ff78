/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-client-private.h"
#include "stint-client-request.h"
#include "stint-error.h"
#include "stint-names.h"

/* A service comes, goes, is replaced by a newer one, and is waited for. */

#define RESTART_PATIENCE_MS (10 * 1000)
#define STEADY_AFTER (60 * G_USEC_PER_SEC)

static void
set_connected (StintClient *self, gboolean connected)
{
  if (self->connected == connected)
    return;

  self->connected = connected;
  stint_client_notify (self, PROP_CONNECTED);
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
    stint_client_load (self, TRUE);

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
    stint_client_load (self, TRUE);

  return G_SOURCE_REMOVE;
}

static void
restarted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintClientCall) call = user_data;
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
                          stint_client_call_new (self, LIST_SESSIONS));
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
      stint_client_load (self, TRUE);
      return;
    }

  schedule_reconnect (self);
  if (self->connecting != NULL)
    finish_connecting (self, stint_client_take_dbus_error (error));
  else
    g_error_free (error);
}

gboolean
stint_client_check_call (StintClientCall *call, GVariant *reply, GError *error)
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

void
stint_client_count_down (StintClient *self)
{
  if (self->loading > 0 && --self->loading == 0)
    loaded (self);
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
    stint_client_load (self, FALSE);
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
    self->subscriptions[n++] =
        subscribe (self, STINT_SERVICE_NAME, stint_client_list_interfaces[kind], "Changed",
                   STINT_SERVICE_PATH, NULL, stint_client_changed_cb);
  self->subscriptions[n++] =
      subscribe (self, STINT_SERVICE_NAME, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                 STINT_SERVICE_PATH, STINT_SERVICE_INTERFACE_PREFIX "Manager",
                 stint_client_properties_changed_cb);

  stint_client_load (self, (self->flags & STINT_CLIENT_NO_AUTO_START) == 0);
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
    stint_client_load (self, (flags & STINT_CLIENT_NO_AUTO_START) == 0);
}

gboolean
stint_client_connect_finish (StintClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
