/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-service.h"

#include "stint-console-links.h"
#include "stint-credentials-socket.h"
#include "stint-error.h"
#include "stint-names.h"
#include "stint-service-private.h"

/* How often a service without the lock tries to get it. */
#define LOCK_RETRY_SECONDS 5

/* The bus starts us as soon as the one before gave the name up, which is a moment before it gives
 * the lock up. */
#define LOCK_FIRST_WAIT_MS 1000

/* How long the end waits for what runs: longer than a replacement of a file, shorter than people's
 * patience with a restart. */
#define END_PATIENCE_US (5 * G_USEC_PER_SEC)
#define END_LOOK_MS 20

struct _StintService
{
  GObject parent_instance;

  StintContext *context; /* borrowed */
  StintEngine *engine;   /* borrowed */
  GDBusConnection *connection;
  char *socket_path;
  gboolean replace;

  StintRequests *requests;
  StintLock *lock;
  StintLifetime *lifetime;
  StintConsoleLinks *links;
  StintCredentialsSocket *socket;
  StintHistory *history;
  GError *socket_error;  /* (nullable) */
  GPtrArray *interfaces; /* (owned) Interface */

  StintAdmissions *admissions;
  GTask *starting; /* (owned) (nullable): stint_service_start_async() */
  guint name_id;
  guint lock_retry_id;
  gboolean locking; /* from the try to the end of restoring */
  gboolean restored;
  gboolean ending;
  gboolean idle; /* it ends because nothing is left to do */
  gboolean restart;
  guint look_id;
  gint64 end_deadline; /* monotonic */
  guint end_id;
};

enum
{
  SIGNAL_GOING_PUBLIC,
  SIGNAL_ENDED,
  SIGNAL_CONDITIONS_CHANGED,
  SIGNAL_LOGIN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintService, stint_service, G_TYPE_OBJECT)

/* --- What is exported ------------------------------------------------------------------------- */

typedef struct
{
  char *path;
  GDBusInterfaceSkeleton *skeleton; /* (owned) */
} Interface;

static void
interface_free (Interface *interface)
{
  g_dbus_interface_skeleton_unexport (interface->skeleton);
  g_object_unref (interface->skeleton);
  g_free (interface->path);
  g_free (interface);
}

void
stint_service_take_interface (StintService *self,
                              const char *path,
                              GDBusInterfaceSkeleton *skeleton)
{
  Interface *interface;

  g_return_if_fail (STINT_IS_SERVICE (self));

  interface = g_new0 (Interface, 1);
  interface->path = g_strdup (path);
  interface->skeleton = skeleton;
  g_ptr_array_add (self->interfaces, interface);
}

/* --- Whether there is a reason to stay -------------------------------------------------------- */

static StintLifetimeNeed
get_need (gpointer user_data)
{
  StintService *self = STINT_SERVICE (user_data);

  if (stint_engine_get_n_held (self->engine) > 0 || stint_requests_get_count (self->requests) > 0 ||
      stint_credentials_socket_get_n_clients (self->socket) > 0 ||
      stint_console_links_get_n_open (self->links) > 0)
    return STINT_LIFETIME_BOUND;

  return stint_engine_is_busy (self->engine) ? STINT_LIFETIME_BUSY : STINT_LIFETIME_FREE;
}

static void
review (StintService *self)
{
  if (!self->ending)
    stint_lifetime_review (self->lifetime);
}

static void
something_changed_cb (StintService *self)
{
  review (self);
}

static gboolean
look_at_sessions_cb (gpointer user_data)
{
  StintService *self = STINT_SERVICE (user_data);

  self->look_id = 0;
  review (self);

  return G_SOURCE_REMOVE;
}

/* Once for all: a sync changes thousands at a time, and each look is at all of them. */
static void
session_changed_cb (StintService *self)
{
  if (self->look_id == 0)
    self->look_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, look_at_sessions_cb, self, NULL);
}

static void
conditions_changed_cb (StintService *self)
{
  g_signal_emit (self, signals[SIGNAL_CONDITIONS_CHANGED], 0);
}

/* --- Starting --------------------------------------------------------------------------------- */

static void try_lock (StintService *self);

static void
start_socket (StintService *self)
{
  g_clear_error (&self->socket_error);
  if (!stint_credentials_socket_listen (self->socket, &self->socket_error))
    g_warning ("No credentials socket: %s", self->socket_error->message);
}

static gboolean
export_all (StintService *self, GError **error)
{
  g_signal_emit (self, signals[SIGNAL_GOING_PUBLIC], 0);

  for (guint i = 0; i < self->interfaces->len; i++)
    {
      Interface *interface = g_ptr_array_index (self->interfaces, i);

      if (!g_dbus_interface_skeleton_export (interface->skeleton, self->connection, interface->path,
                                             error))
        return FALSE;
    }

  return TRUE;
}

static void
name_acquired_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  StintService *self = STINT_SERVICE (user_data);
  g_autoptr (GTask) task = g_steal_pointer (&self->starting);

  if (task == NULL)
    return;

  g_debug ("Serving as %s", name);
  review (self);
  g_task_return_boolean (task, TRUE);
}

static void
name_lost_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  StintService *self = STINT_SERVICE (user_data);
  g_autoptr (GTask) task = g_steal_pointer (&self->starting);

  if (task != NULL)
    g_task_return_new_error (task, STINT_ERROR, STINT_ERROR_EXISTS,
                             "Another stintd serves this session bus already");
  else if (!self->ending)
    {
      g_message ("The name %s went to somebody else", name);
      stint_service_end (self, FALSE);
    }
}

static void
own_name (StintService *self)
{
  GBusNameOwnerFlags flags = G_BUS_NAME_OWNER_FLAGS_DO_NOT_QUEUE;

  /* Whoever could replace us would be asked for credentials: not in normal operation. */
  if (self->replace)
    flags |= G_BUS_NAME_OWNER_FLAGS_ALLOW_REPLACEMENT | G_BUS_NAME_OWNER_FLAGS_REPLACE;
  self->name_id = g_bus_own_name_on_connection (self->connection, STINT_SERVICE_NAME, flags,
                                                name_acquired_cb, name_lost_cb, self, NULL);
}

static void
go_public (StintService *self)
{
  g_autoptr (GError) error = NULL;

  if (export_all (self, &error))
    own_name (self);
  else
    {
      g_autoptr (GTask) task = g_steal_pointer (&self->starting);

      g_task_return_error (task, g_steal_pointer (&error));
    }
}

static void
restore_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintService) self = STINT_SERVICE (user_data);

  stint_engine_restore_finish (self->engine, result);
  self->restored = TRUE;
  self->locking = FALSE;
  start_socket (self);
  stint_admissions_open (self->admissions);

  if (self->starting != NULL)
    go_public (self);
  else
    {
      review (self);
      conditions_changed_cb (self);
    }
}

static void
load_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintService) self = STINT_SERVICE (user_data);
  g_autoptr (GError) error = NULL;

  if (!stint_registry_load_finish (self->context->registry, result, &error))
    g_warning ("What is stored cannot be read whole: %s", error->message);

  if (stint_lock_is_held (self->lock))
    stint_history_open (self->history);
  if (stint_lock_is_held (self->lock))
    stint_engine_restore_async (self->engine, NULL, restore_cb, g_object_ref (self));
  else if (self->starting != NULL)
    go_public (self);
}

static void
load (StintService *self)
{
  stint_registry_load_async (self->context->registry, NULL, load_cb, g_object_ref (self));
}

static gboolean
lock_retry_cb (gpointer user_data)
{
  StintService *self = STINT_SERVICE (user_data);

  self->lock_retry_id = 0;
  try_lock (self);

  return G_SOURCE_REMOVE;
}

static void
lock_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintService) self = STINT_SERVICE (user_data);
  g_autoptr (GError) error = NULL;

  if (stint_lock_acquire_finish (self->lock, result, &error))
    {
      /* Where another service had the lock it changed what we know: read it again. */
      load (self);
      return;
    }

  self->locking = FALSE;
  stint_admissions_refuse (self->admissions, error);
  if (self->starting != NULL)
    {
      g_message ("%s", error->message);
      load (self);
    }
  if (!self->ending && self->lock_retry_id == 0)
    self->lock_retry_id = g_timeout_add_seconds (LOCK_RETRY_SECONDS, lock_retry_cb, self);
}

static void
try_lock (StintService *self)
{
  if (self->locking || self->restored)
    return;

  self->locking = TRUE;
  stint_lock_acquire_async (self->lock, self->starting != NULL ? LOCK_FIRST_WAIT_MS : 0, lock_cb,
                            g_object_ref (self));
}

void
stint_service_start_async (StintService *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (STINT_IS_SERVICE (self));
  g_return_if_fail (self->starting == NULL);

  self->starting = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->starting, stint_service_start_async);
  try_lock (self);
}

gboolean
stint_service_start_finish (StintService *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Ending ----------------------------------------------------------------------------------- */

static gboolean
is_working (StintService *self)
{
  return stint_engine_is_busy (self->engine) || stint_requests_get_count (self->requests) > 0 ||
         stint_credentials_socket_get_n_clients (self->socket) > 0;
}

static void
end_for_good (StintService *self)
{
  stint_credentials_socket_close (self->socket);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, self->restart);
  stint_lock_release (self->lock);
}

/* What was sent to the name before it was given up has been read by now. */
static gboolean
last_look_cb (gpointer user_data)
{
  StintService *self = STINT_SERVICE (user_data);

  self->end_id = 0;
  if (self->idle && stint_requests_get_count (self->requests) > 0)
    {
      g_debug ("Somebody came at the last moment");
      self->ending = FALSE;
      own_name (self);
      review (self);
    }
  else
    end_for_good (self);

  return G_SOURCE_REMOVE;
}

static void
give_name_up (StintService *self)
{
  g_clear_handle_id (&self->name_id, g_bus_unown_name);
  self->end_id = g_timeout_add (END_LOOK_MS, last_look_cb, self);
}

static void
history_flushed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintService) self = STINT_SERVICE (user_data);

  stint_history_flush_finish (STINT_HISTORY (object), result);
  give_name_up (self);
}

static void
drained_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintService) self = STINT_SERVICE (user_data);

  stint_engine_drain_finish (self->engine, result);
  stint_history_flush_async (self->history, history_flushed_cb, g_object_ref (self));
}

/* Answers are heard only from the owner of the name: everybody gets theirs before it goes. */
static gboolean
end_look_cb (gpointer user_data)
{
  StintService *self = STINT_SERVICE (user_data);

  if (is_working (self) && g_get_monotonic_time () < self->end_deadline)
    return G_SOURCE_CONTINUE;

  self->end_id = 0;
  stint_requests_cancel_all (self->requests);
  stint_engine_drain_async (self->engine, drained_cb, g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static gboolean
begin_to_end (StintService *self)
{
  if (self->ending)
    return FALSE;

  self->ending = TRUE;
  self->end_deadline = g_get_monotonic_time () + END_PATIENCE_US;
  g_clear_handle_id (&self->lock_retry_id, g_source_remove);

  return TRUE;
}

/* Nothing is to be waited for, and the engine need not be drained: somebody may still come. */
static void
idle_cb (StintService *self)
{
  if (!begin_to_end (self))
    return;

  g_debug ("Nothing is left to do");
  self->idle = TRUE;
  give_name_up (self);
}

void
stint_service_end (StintService *self, gboolean restart)
{
  g_return_if_fail (STINT_IS_SERVICE (self));

  if (!begin_to_end (self))
    return;

  self->idle = FALSE;
  self->restart = restart;
  if (!restart)
    stint_requests_cancel_all (self->requests);
  self->end_id = g_timeout_add (END_LOOK_MS, end_look_cb, self);
}

void
stint_service_note_login (StintService *self)
{
  g_return_if_fail (STINT_IS_SERVICE (self));

  g_signal_emit (self, signals[SIGNAL_LOGIN], 0);
}

/* --- Requests --------------------------------------------------------------------------------- */

StintRequest *
stint_service_open_request (StintService *self,
                            GDBusMethodInvocation *invocation,
                            GVariant *options,
                            GError **error)
{
  g_return_val_if_fail (STINT_IS_SERVICE (self), NULL);

  return stint_requests_open (self->requests, g_dbus_method_invocation_get_sender (invocation),
                              options, error);
}

void
stint_service_admit (StintService *self,
                     StintRequest *request,
                     StintAdmission admission,
                     StintRequestFunc func,
                     gpointer user_data,
                     GDestroyNotify destroy)
{
  g_return_if_fail (STINT_IS_SERVICE (self));

  stint_admissions_admit (self->admissions, request, admission, func, user_data, destroy);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_service_dispose (GObject *object)
{
  StintService *self = STINT_SERVICE (object);

  g_clear_handle_id (&self->end_id, g_source_remove);
  g_clear_handle_id (&self->lock_retry_id, g_source_remove);
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_handle_id (&self->name_id, g_bus_unown_name);
  g_clear_pointer (&self->interfaces, g_ptr_array_unref);
  g_clear_pointer (&self->admissions, stint_admissions_free);
  g_clear_object (&self->socket);
  if (self->links != NULL)
    g_object_run_dispose (G_OBJECT (self->links));
  g_clear_object (&self->links);
  g_clear_object (&self->history);
  g_clear_object (&self->requests);
  g_clear_object (&self->lifetime);
  g_clear_object (&self->lock);
  g_clear_object (&self->connection);

  G_OBJECT_CLASS (stint_service_parent_class)->dispose (object);
}

static void
stint_service_finalize (GObject *object)
{
  StintService *self = STINT_SERVICE (object);

  g_clear_error (&self->socket_error);
  g_clear_pointer (&self->socket_path, g_free);

  G_OBJECT_CLASS (stint_service_parent_class)->finalize (object);
}

static void
stint_service_class_init (StintServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_service_dispose;
  object_class->finalize = stint_service_finalize;

  signals[SIGNAL_GOING_PUBLIC] =
      g_signal_new ("going-public", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[SIGNAL_CONDITIONS_CHANGED] =
      g_signal_new ("conditions-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LOGIN] = g_signal_new ("login", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
stint_service_init (StintService *self)
{
  self->interfaces = g_ptr_array_new_with_free_func ((GDestroyNotify) interface_free);
}

static void
connect_parts (StintService *self)
{
  StintRegistry *registry = self->context->registry;

  g_signal_connect_object (self->requests, "changed", G_CALLBACK (something_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->engine, "conditions-changed", G_CALLBACK (conditions_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->socket, "changed", G_CALLBACK (something_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->links, "changed", G_CALLBACK (something_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (registry, "session-changed", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (registry, "session-removed", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lifetime, "idle", G_CALLBACK (idle_cb), self, G_CONNECT_SWAPPED);
}

StintService *
stint_service_new (StintContext *context,
                   StintEngine *engine,
                   GDBusConnection *connection,
                   const StintServiceConfig *config)
{
  StintService *self = g_object_new (STINT_TYPE_SERVICE, NULL);
  g_autofree char *holder = NULL;
  const char *shared_paths[] = { context->credentials_path, context->config_path, NULL };

  holder = stint_lock_describe_holder (config->bus_address, config->in_flatpak);
  self->context = context;
  self->engine = engine;
  self->connection = g_object_ref (connection);
  self->socket_path = g_strdup (config->socket_path);
  self->replace = config->replace;
  self->requests = stint_requests_new (connection);
  self->lock = stint_lock_new (context->credentials_path, config->state_dir, holder);
  if (config->in_flatpak)
    stint_lock_set_shared_paths (self->lock, shared_paths);
  self->admissions =
      stint_admissions_new (context, self->lock, (StintAdmissionsTryFunc) try_lock, self);
  self->links = stint_console_links_new (context, engine);
  self->socket = stint_credentials_socket_new (context, engine, self->links, config->socket_path);
  self->history = stint_history_new (context, config->state_dir);
  self->lifetime = stint_lifetime_new (config->idle_seconds, get_need, self);
  connect_parts (self);

  return self;
}

StintContext *
stint_service_get_context (StintService *self)
{
  return self->context;
}

StintEngine *
stint_service_get_engine (StintService *self)
{
  return self->engine;
}

StintLifetime *
stint_service_get_lifetime (StintService *self)
{
  return self->lifetime;
}

StintLock *
stint_service_get_lock (StintService *self)
{
  return self->lock;
}

gboolean
stint_service_is_restored (StintService *self)
{
  return self->restored;
}

GVariant *
stint_service_dup_conditions (StintService *self)
{
  g_autoptr (GVariant) inner = NULL;
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sa{sv})"));
  g_auto (GVariantDict) details = G_VARIANT_DICT_INIT (NULL);
  GVariantIter iter;
  GVariant *condition;
  const GError *obstacle;

  g_return_val_if_fail (STINT_IS_SERVICE (self), NULL);

  inner = stint_engine_dup_conditions (self->engine);
  g_variant_iter_init (&iter, inner);
  while ((condition = g_variant_iter_next_value (&iter)) != NULL)
    {
      g_variant_builder_add_value (&builder, condition);
      g_variant_unref (condition);
    }

  obstacle = stint_lock_get_obstacle (self->lock);
  if (!stint_lock_is_held (self->lock) && obstacle != NULL)
    g_variant_builder_add (&builder, "(s@a{sv})", "files-unwritable",
                           stint_error_get_details (obstacle));
  else if (!stint_lock_is_held (self->lock))
    {
      g_variant_dict_insert (&details, "holder", "s", stint_lock_get_holder (self->lock));
      g_variant_builder_add (&builder, "(s@a{sv})", "locked", g_variant_dict_end (&details));
    }

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

GDBusConnection *
stint_service_get_connection (StintService *self)
{
  return self->connection;
}

const char *
stint_service_get_socket_path (StintService *self)
{
  return self->socket_path;
}

const GError *
stint_service_get_socket_error (StintService *self)
{
  return self->socket_error;
}

StintHistory *
stint_service_get_history (StintService *self)
{
  return self->history;
}

void
stint_service_note_signed_out (StintService *self, GPtrArray *sessions)
{
  g_return_if_fail (STINT_IS_SERVICE (self));

  for (guint i = 0; i < sessions->len; i++)
    stint_history_add (self->history, g_ptr_array_index (sessions, i), "signed-out");
}
