/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-client-request.h"

#include "stint-error.h"
#include "stint-names.h"

/* How long the service may take to hand out a request's path, its own start included.  The answer
 * itself has no limit: it may wait for a person. */
#define CALL_TIMEOUT_MS (90 * 1000)

#define REQUEST_INTERFACE STINT_SERVICE_INTERFACE_PREFIX "Request"

struct _StintClientRequest
{
  GObject parent_instance;

  StintClient *client; /* (owned) */
  char *interface;     /* full name */
  char *method;
  StintRequestFlags flags;

  GTask *task;         /* (owned) while it runs */
  GVariant *arguments; /* (nullable) */
  GVariant *options;   /* (nullable) */
  GUnixFDList *fds;    /* (nullable) */

  GDBusConnection *connection; /* (owned) */
  char *path;                  /* of the Request object */
  guint signals_id;
  guint owner_id;
  gulong cancelled_id;
  guint cancelled_idle;
  gboolean retried;
  gboolean answered; /* the call itself has returned */
};

enum
{
  SIGNAL_PROGRESS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintClientRequest, stint_client_request, G_TYPE_OBJECT)

static void request_call (StintClientRequest *self);

static void
stop_listening (StintClientRequest *self)
{
  if (self->signals_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->signals_id);
  self->signals_id = 0;
  if (self->owner_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->owner_id);
  self->owner_id = 0;
}

/* The end, whatever it was; later answers find no task. */
static GTask *
steal_task (StintClientRequest *self)
{
  GTask *task = g_steal_pointer (&self->task);

  stop_listening (self);
  if (task != NULL && self->cancelled_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), self->cancelled_id);
  self->cancelled_id = 0;
  g_clear_handle_id (&self->cancelled_idle, g_source_remove);

  return task;
}

static void
return_error (StintClientRequest *self, GError *error)
{
  g_autoptr (GTask) task = steal_task (self);

  if (task != NULL)
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

/* The service is gone, or was gone before it could answer. */
static void
handle_vanished (StintClientRequest *self, GError *error)
{
  if ((self->flags & STINT_REQUEST_READ) != 0 && !self->retried)
    {
      self->retried = TRUE;
      g_error_free (error);
      request_call (self);
      return;
    }

  return_error (self, error);
}

static void
handle_response (StintClientRequest *self, GVariant *parameters)
{
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GVariant) details = NULL;
  const char *name = "Failed";
  const char *message = "";
  guint status;

  g_variant_get (parameters, "(u@a{sv})", &status, &results);
  if (status == 0)
    {
      g_autoptr (GTask) task = steal_task (self);

      g_task_return_pointer (task, g_steal_pointer (&results), (GDestroyNotify) g_variant_unref);
      return;
    }

  g_variant_lookup (results, "error", "&s", &name);
  g_variant_lookup (results, "message", "&s", &message);
  details = g_variant_lookup_value (results, "details", G_VARIANT_TYPE_VARDICT);
  return_error (self, stint_error_new (stint_error_from_name (name), details, "%s", message));
}

static void
request_signal_cb (GDBusConnection *connection,
                   const char *sender,
                   const char *object_path,
                   const char *interface,
                   const char *signal,
                   GVariant *parameters,
                   gpointer user_data)
{
  StintClientRequest *self = STINT_CLIENT_REQUEST (user_data);

  if (self->task == NULL)
    return;

  if (g_str_equal (signal, "Response") &&
      g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    {
      handle_response (self, parameters);
    }
  else if (g_str_equal (signal, "Progress") &&
           g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(a{sv})")))
    {
      g_autoptr (GVariant) state = g_variant_get_child_value (parameters, 0);

      g_signal_emit (self, signals[SIGNAL_PROGRESS], 0, state);
    }
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
  StintClientRequest *self = STINT_CLIENT_REQUEST (user_data);
  const char *old_owner;

  g_variant_get (parameters, "(&s&s&s)", NULL, &old_owner, NULL);

  /* A service that only now comes up is the one that we called. Before the call returned it is
   * the call that tells: GDBus answers it with NoReply. */
  if (self->task != NULL && *old_owner != '\0' && self->answered)
    handle_vanished (self, stint_error_new (STINT_ERROR_NO_SERVICE, NULL,
                                            "The service ended while it was working"));
}

static void
listen (StintClientRequest *self)
{
  stop_listening (self);
  self->signals_id = g_dbus_connection_signal_subscribe (
      self->connection, STINT_SERVICE_NAME, REQUEST_INTERFACE, NULL, self->path, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, request_signal_cb, g_object_ref (self), g_object_unref);
  self->owner_id = g_dbus_connection_signal_subscribe (
      self->connection, "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged",
      "/org/freedesktop/DBus", STINT_SERVICE_NAME, G_DBUS_SIGNAL_FLAGS_NONE, owner_changed_cb,
      g_object_ref (self), g_object_unref);
}

static void
close_request (StintClientRequest *self)
{
  g_dbus_connection_call (self->connection, STINT_SERVICE_NAME, self->path, REQUEST_INTERFACE,
                          "Close", NULL, NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL,
                          NULL);
}

static gboolean
cancelled_idle_cb (gpointer user_data)
{
  StintClientRequest *self = STINT_CLIENT_REQUEST (user_data);

  self->cancelled_idle = 0;
  if (self->path != NULL)
    close_request (self);
  return_error (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));

  return G_SOURCE_REMOVE;
}

/* Emitted from inside g_cancellable_cancel(), from which a handler cannot disconnect itself. */
static void
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  StintClientRequest *self = STINT_CLIENT_REQUEST (user_data);

  if (self->cancelled_idle == 0)
    self->cancelled_idle = g_idle_add_full (G_PRIORITY_DEFAULT, cancelled_idle_cb,
                                            g_object_ref (self), g_object_unref);
}

/* At first glance the same as the portal's requests, and for the same reason: whoever listens only
 * after the call has returned may miss the answer. */
static char *
make_path (GDBusConnection *connection, const char *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (connection) + 1);

  g_strdelimit (sender, ".", '_');

  return g_strdup_printf (STINT_SERVICE_PATH "/request/%s/%s", sender, token);
}

static GVariant *
complete_options (StintClientRequest *self, const char *token)
{
  const StintClientEnvironment *environment = stint_client_get_environment (self->client);
  GVariantDict dict;

  g_variant_dict_init (&dict, self->options);
  g_variant_dict_insert (&dict, "handle-token", "s", token);
  if (environment != NULL && environment->credentials_file != NULL)
    g_variant_dict_insert (&dict, "credentials-file", "s", environment->credentials_file);
  if (environment != NULL && environment->config_file != NULL)
    g_variant_dict_insert (&dict, "config-file", "s", environment->config_file);

  return g_variant_dict_end (&dict);
}

static GVariant *
make_parameters (StintClientRequest *self, const char *token)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_TUPLE);
  for (gsize i = 0; self->arguments != NULL && i < g_variant_n_children (self->arguments); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (self->arguments, i);

      g_variant_builder_add_value (&builder, child);
    }
  g_variant_builder_add_value (&builder, complete_options (self, token));

  return g_variant_builder_end (&builder);
}

static gboolean
is_vanished (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_DISCONNECTED) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER);
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintClientRequest) self = STINT_CLIENT_REQUEST (user_data);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  const char *path;

  reply = g_dbus_connection_call_with_unix_fd_list_finish (G_DBUS_CONNECTION (source), NULL, result,
                                                           &error);
  /* The Response may have come first, or the person may have gone. */
  if (self->task == NULL)
    return;

  if (reply == NULL)
    {
      gboolean vanished = is_vanished (error);
      GError *mapped = stint_client_take_dbus_error (g_steal_pointer (&error));

      if (vanished)
        handle_vanished (self, mapped);
      else
        return_error (self, mapped);
      return;
    }

  self->answered = TRUE;
  g_variant_get (reply, "(&o)", &path);
  if (!g_str_equal (path, self->path))
    {
      g_free (self->path);
      self->path = g_strdup (path);
      listen (self);
    }
}

static void
request_call (StintClientRequest *self)
{
  static guint count = 0;
  g_autofree char *token = g_strdup_printf ("c%u", ++count);

  self->answered = FALSE;
  g_free (self->path);
  self->path = make_path (self->connection, token);
  listen (self);

  g_dbus_connection_call_with_unix_fd_list (
      self->connection, STINT_SERVICE_NAME, STINT_SERVICE_PATH, self->interface, self->method,
      make_parameters (self, token), G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE,
      CALL_TIMEOUT_MS, self->fds, NULL, called_cb, g_object_ref (self));
}

static void
stint_client_request_finalize (GObject *object)
{
  StintClientRequest *self = STINT_CLIENT_REQUEST (object);

  g_clear_object (&self->client);
  g_clear_object (&self->connection);
  g_clear_object (&self->fds);
  g_clear_pointer (&self->arguments, g_variant_unref);
  g_clear_pointer (&self->options, g_variant_unref);
  g_free (self->interface);
  g_free (self->method);
  g_free (self->path);

  G_OBJECT_CLASS (stint_client_request_parent_class)->finalize (object);
}

static void
stint_client_request_class_init (StintClientRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_client_request_finalize;

  signals[SIGNAL_PROGRESS] = g_signal_new ("progress", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_VARIANT);
}

static void
stint_client_request_init (StintClientRequest *self)
{
}

StintClientRequest *
stint_client_request_new (StintClient *client,
                          const char *interface,
                          const char *method,
                          StintRequestFlags flags)
{
  StintClientRequest *self;

  g_return_val_if_fail (STINT_IS_CLIENT (client), NULL);

  self = g_object_new (STINT_TYPE_CLIENT_REQUEST, NULL);
  self->client = g_object_ref (client);
  self->interface = g_strconcat (STINT_SERVICE_INTERFACE_PREFIX, interface, NULL);
  self->method = g_strdup (method);
  self->flags = flags;

  return self;
}

void
stint_client_request_run_async (StintClientRequest *self,
                                GVariant *arguments,
                                GVariant *options,
                                GUnixFDList *fds,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GDBusConnection *connection;

  g_return_if_fail (STINT_IS_CLIENT_REQUEST (self));
  g_return_if_fail (self->connection == NULL);

  self->arguments = arguments != NULL ? g_variant_ref_sink (arguments) : NULL;
  self->options = options != NULL ? g_variant_ref_sink (options) : NULL;
  self->fds = fds != NULL ? g_object_ref (fds) : NULL;
  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, stint_client_request_run_async);
  /* What was answered is told, even if a cancellation came in the same iteration. */
  g_task_set_check_cancellable (self->task, FALSE);

  connection = stint_client_get_connection (self->client);
  if (connection == NULL)
    {
      return_error (self, stint_error_new (STINT_ERROR_NO_SERVICE, NULL, "Not connected"));
      return;
    }

  self->connection = g_object_ref (connection);
  if (g_cancellable_is_cancelled (cancellable))
    {
      return_error (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
      return;
    }
  request_call (self);
  if (cancellable != NULL)
    self->cancelled_id =
        g_signal_connect_object (cancellable, "cancelled", G_CALLBACK (cancelled_cb), self, 0);
}

GVariant *
stint_client_request_run_finish (StintClientRequest *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

GError *
stint_client_take_dbus_error (GError *error)
{
  g_autofree char *remote = NULL;
  GError *mapped;

  g_return_val_if_fail (error != NULL, NULL);

  if (stint_error_is_cancelled (error))
    return error;

  /* Errors of our own names are of our own domain already: the quark registers them. */
  remote = g_dbus_error_get_remote_error (error);
  g_dbus_error_strip_remote_error (error);
  if (error->domain == STINT_ERROR)
    return error;

  if (error->domain == G_DBUS_ERROR || error->domain == G_IO_ERROR ||
      (remote != NULL && g_str_has_prefix (remote, "org.freedesktop.DBus.Error.")))
    {
      gboolean ours = g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS) ||
                      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
                      g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_FAILED);

      mapped = stint_error_new (ours ? STINT_ERROR_FAILED : STINT_ERROR_NO_SERVICE, NULL, "%s",
                                error->message);
    }
  else
    {
      mapped = stint_error_new (STINT_ERROR_FAILED, NULL, "%s", error->message);
    }
  g_error_free (error);

  return mapped;
}
