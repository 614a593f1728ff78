/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-request.h"

#include "stint-dbus.h"
#include "stint-error.h"
#include "stint-names.h"
#include "stint-options.h"

#define REQUEST_INTERFACE STINT_SERVICE_INTERFACE_PREFIX "Request"
#define MAX_TOKEN 64

struct _StintRequest
{
  GObject parent_instance;

  StintRequests *requests; /* borrowed; NULL when it has ended */
  GDBusConnection *connection;
  StintDBusRequest *skeleton;
  GCancellable *cancellable;
  GVariant *options;
  char *sender;
  char *path;
  guint watch_later_id; /* an idle: the watch has not begun */
  guint watch_id;
};

struct _StintRequests
{
  GObject parent_instance;

  GDBusConnection *connection;
  GHashTable *open; /* (owned) path → (owned) StintRequest */
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ENDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintRequest, stint_request, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (StintRequests, stint_requests, G_TYPE_OBJECT)

/* Takes it off the bus.  After this nothing is ever sent for it. */
static void
request_end (StintRequest *self, const GError *error)
{
  g_autoptr (StintRequest) alive = g_object_ref (self);
  StintRequests *requests = g_steal_pointer (&self->requests);

  if (requests == NULL)
    return;

  g_clear_handle_id (&self->watch_later_id, g_source_remove);
  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  g_hash_table_remove (requests->open, self->path);

  g_signal_emit (requests, signals[SIGNAL_ENDED], 0, self, error);
  g_signal_emit (requests, signals[SIGNAL_CHANGED], 0);
}

static void
request_close (StintRequest *self)
{
  g_autoptr (StintRequest) alive = g_object_ref (self);
  g_autoptr (GError) error = stint_error_new (STINT_ERROR_CANCELLED, NULL, "Closed by its caller");

  /* Ended first, so that what the cancellation causes finds nobody to tell. */
  request_end (self, error);
  g_cancellable_cancel (self->cancellable);
}

static gboolean
request_handle_close_cb (StintDBusRequest *object,
                         GDBusMethodInvocation *invocation,
                         gpointer user_data)
{
  g_autoptr (StintRequest) self = g_object_ref (STINT_REQUEST (user_data));

  g_assert (STINT_DBUS_IS_REQUEST (object));

  if (g_strcmp0 (g_dbus_method_invocation_get_sender (invocation), self->sender) != 0)
    {
      g_dbus_method_invocation_return_error_literal (invocation, G_DBUS_ERROR,
                                                     G_DBUS_ERROR_ACCESS_DENIED,
                                                     "Only its caller may close a request");
      return G_DBUS_METHOD_INVOCATION_HANDLED;
    }

  stint_dbus_request_complete_close (object, g_steal_pointer (&invocation));
  request_close (self);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
request_caller_vanished_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  StintRequest *self = STINT_REQUEST (user_data);

  g_debug ("%s left the bus; its request is closed", name);
  request_close (self);
}

/* Not before what was asked for is on its way: it takes two calls to the bus.  A caller that has left
 * meanwhile is missed by none: the watch begins with the question who has the name. */
static gboolean
request_watch_caller_cb (gpointer user_data)
{
  StintRequest *self = STINT_REQUEST (user_data);

  self->watch_later_id = 0;
  self->watch_id =
      g_bus_watch_name_on_connection (self->connection, self->sender, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                      NULL, request_caller_vanished_cb, self, NULL);

  return G_SOURCE_REMOVE;
}

/* Not addressed to the caller: the bus proxy of a Flatpak drops signals that an app addresses to a
 * peer which it may not call, and nobody may call the host's clients.  The path is the caller's own,
 * so only those who listen there wake up; nothing secret travels here anyway. */
static void
request_emit (StintRequest *self, const char *signal_name, GVariant *parameters)
{
  g_autoptr (GError) error = NULL;

  if (!g_dbus_connection_emit_signal (self->connection, NULL, self->path, REQUEST_INTERFACE,
                                      signal_name, parameters, &error))
    g_debug ("Cannot send %s to %s: %s", signal_name, self->sender, error->message);
}

static void
stint_request_finalize (GObject *object)
{
  StintRequest *self = STINT_REQUEST (object);

  g_clear_handle_id (&self->watch_later_id, g_source_remove);
  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  g_signal_handlers_disconnect_by_data (self->skeleton, self);
  g_clear_object (&self->skeleton);
  g_clear_object (&self->connection);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->options, g_variant_unref);
  g_clear_pointer (&self->sender, g_free);
  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (stint_request_parent_class)->finalize (object);
}

static void
stint_request_class_init (StintRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_request_finalize;
}

static void
stint_request_init (StintRequest *self)
{
  self->skeleton = stint_dbus_request_skeleton_new ();
  self->cancellable = g_cancellable_new ();
  g_signal_connect (self->skeleton, "handle-close", G_CALLBACK (request_handle_close_cb), self);
}

const char *
stint_request_get_path (StintRequest *self)
{
  g_return_val_if_fail (STINT_IS_REQUEST (self), NULL);

  return self->path;
}

GVariant *
stint_request_get_options (StintRequest *self)
{
  g_return_val_if_fail (STINT_IS_REQUEST (self), NULL);

  return self->options;
}

GCancellable *
stint_request_get_cancellable (StintRequest *self)
{
  g_return_val_if_fail (STINT_IS_REQUEST (self), NULL);

  return self->cancellable;
}

gboolean
stint_request_is_open (StintRequest *self)
{
  g_return_val_if_fail (STINT_IS_REQUEST (self), FALSE);

  return self->requests != NULL;
}

void
stint_request_succeed (StintRequest *self, GVariant *results)
{
  g_autoptr (GVariant) sunk = NULL;

  g_return_if_fail (STINT_IS_REQUEST (self));

  sunk = g_variant_ref_sink (
      results != NULL ? results : g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));
  if (self->requests == NULL)
    return;

  request_emit (self, "Response", g_variant_new ("(u@a{sv})", 0, sunk));
  request_end (self, NULL);
}

void
stint_request_fail (StintRequest *self, const GError *error)
{
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);
  StintError code = STINT_ERROR_FAILED;
  GVariant *details = NULL;

  g_return_if_fail (STINT_IS_REQUEST (self));
  g_return_if_fail (error != NULL);

  if (self->requests == NULL)
    return;

  if (error->domain == STINT_ERROR)
    {
      code = error->code;
      details = stint_error_get_details (error);
    }
  else if (stint_error_is_cancelled (error))
    code = STINT_ERROR_CANCELLED;

  g_variant_dict_insert (&results, "error", "s", stint_error_to_name (code));
  g_variant_dict_insert (&results, "message", "s", error->message);
  g_variant_dict_insert_value (
      &results, "details",
      details != NULL ? details : g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));

  request_emit (self, "Response", g_variant_new ("(u@a{sv})", 1, g_variant_dict_end (&results)));
  request_end (self, error);
}

void
stint_request_take_failure (StintRequest *self, GError *error)
{
  stint_request_fail (self, error);
  g_error_free (error);
}

void
stint_request_tell (StintRequest *self, GVariant *state)
{
  g_autoptr (GVariant) sunk = NULL;

  g_return_if_fail (STINT_IS_REQUEST (self));
  g_return_if_fail (state != NULL);

  sunk = g_variant_ref_sink (state);
  if (self->requests != NULL)
    request_emit (self, "Progress", g_variant_new ("(@a{sv})", sunk));
}

void
stint_request_progress (StintRequest *self, const char *step, guint done, guint total)
{
  g_auto (GVariantDict) state = G_VARIANT_DICT_INIT (NULL);

  g_return_if_fail (STINT_IS_REQUEST (self));

  g_variant_dict_insert (&state, "step", "s", step);
  g_variant_dict_insert (&state, "done", "u", done);
  g_variant_dict_insert (&state, "total", "u", total);
  stint_request_tell (self, g_variant_dict_end (&state));
}

/* --- StintRequests ---------------------------------------------------------------------------- */

static void
stint_requests_dispose (GObject *object)
{
  StintRequests *self = STINT_REQUESTS (object);

  if (self->open != NULL)
    stint_requests_cancel_all (self);
  g_clear_pointer (&self->open, g_hash_table_unref);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (stint_requests_parent_class)->dispose (object);
}

static void
stint_requests_class_init (StintRequestsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stint_requests_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] =
      g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, STINT_TYPE_REQUEST, G_TYPE_ERROR | G_SIGNAL_TYPE_STATIC_SCOPE);
}

static void
stint_requests_init (StintRequests *self)
{
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
}

StintRequests *
stint_requests_new (GDBusConnection *connection)
{
  StintRequests *self = g_object_new (STINT_TYPE_REQUESTS, NULL);

  self->connection = g_object_ref (connection);

  return self;
}

static gboolean
token_is_valid (const char *token)
{
  gsize len = 0;

  for (; token[len] != '\0'; len++)
    {
      if (!g_ascii_isalnum (token[len]) && token[len] != '_')
        return FALSE;
    }

  return len > 0 && len <= MAX_TOKEN;
}

char *
stint_request_build_path (const char *sender, const char *token)
{
  g_autofree char *name = g_strdup (*sender == ':' ? sender + 1 : sender);

  g_strdelimit (name, ".", '_');

  return g_strdup_printf (STINT_SERVICE_PATH "/request/%s/%s", name, token);
}

/* (transfer full) (nullable) */
static char *
choose_token (GVariant *options, GError **error)
{
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  const char *token = stint_options_get_string (&reader, "handle-token");

  if (!stint_options_check (&reader, error))
    return NULL;
  if (token == NULL)
    return g_strdup_printf ("stint%08x%08x", g_random_int (), g_random_int ());

  if (!token_is_valid (token))
    {
      g_set_error_literal (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT,
                           "A handle-token is made of 1 to 64 letters, digits and underscores");
      return NULL;
    }

  return g_strdup (token);
}

StintRequest *
stint_requests_open (StintRequests *self, const char *sender, GVariant *options, GError **error)
{
  g_autoptr (StintRequest) request = NULL;
  g_autofree char *token = NULL;

  g_return_val_if_fail (STINT_IS_REQUESTS (self), NULL);
  g_return_val_if_fail (sender != NULL, NULL);

  token = choose_token (options, error);
  if (token == NULL)
    return NULL;

  request = g_object_new (STINT_TYPE_REQUEST, NULL);
  request->path = stint_request_build_path (sender, token);
  if (g_hash_table_contains (self->open, request->path))
    {
      g_set_error (error, STINT_ERROR, STINT_ERROR_EXISTS,
                   "A request with the handle-token “%s” is open already", token);
      return NULL;
    }

  request->connection = g_object_ref (self->connection);
  request->sender = g_strdup (sender);
  request->options = g_variant_ref (options);
  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (request->skeleton),
                                         self->connection, request->path, error))
    return NULL;

  request->requests = self;
  g_hash_table_insert (self->open, request->path, g_object_ref (request));
  request->watch_later_id = g_idle_add (request_watch_caller_cb, request);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return g_steal_pointer (&request);
}

guint
stint_requests_get_count (StintRequests *self)
{
  g_return_val_if_fail (STINT_IS_REQUESTS (self), 0);

  return g_hash_table_size (self->open);
}

void
stint_requests_cancel_all (StintRequests *self)
{
  g_autoptr (GPtrArray) all = NULL;
  GHashTableIter iter;
  gpointer open;

  g_return_if_fail (STINT_IS_REQUESTS (self));

  all = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, NULL, &open))
    g_ptr_array_add (all, g_object_ref (open));

  for (guint i = 0; i < all->len; i++)
    {
      StintRequest *request = g_ptr_array_index (all, i);
      g_autoptr (GError) error =
          stint_error_new (STINT_ERROR_CANCELLED, NULL, "The service ends; try again");

      stint_request_fail (request, error);
      g_cancellable_cancel (request->cancellable);
    }
}
