/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-engine.h"

#include "stint-engine-private.h"
#include "stint-error-map.h"
#include "stint-restore.h"

enum
{
  SIGNAL_CONDITIONS_CHANGED,
  SIGNAL_OUTLOOK_CHANGED,
  SIGNAL_PERSON_WANTED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintEngine, stint_engine, G_TYPE_OBJECT)

/* --- What happens by itself ------------------------------------------------------------------- */

typedef struct
{
  StintEngine *engine;   /* (owned) */
  StintSession *session; /* (owned) */
} Silent;

static void
silent_renewal_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Silent *silent = user_data;
  g_autoptr (StintEngine) self = silent->engine;
  g_autoptr (StintSession) session = silent->session;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintStartResult) outcome =
      stint_operations_start_finish (STINT_OPERATIONS (source), result, &error);

  g_assert (STINT_IS_ENGINE (self));

  stint_scheduler_renewal_done (self->parts.scheduler, session, error);
}

/* @root: (nullable) */
static GError *
make_needs_person (StintIntegration *root)
{
  if (root != NULL &&
      stint_integration_get_definition (root)->kind == STINT_INTEGRATION_IDENTITY_CENTER)
    return stint_identity_center_make_needs_sign_in (root);

  return stint_error_new (STINT_ERROR_NEEDS_MFA, NULL, "A code is needed");
}

static void
renew_silently (StintSession *session, gpointer user_data)
{
  StintEngine *self = user_data;
  StintStarterWish wish = { .options = STINT_START_OPTIONS_INIT, .silent = TRUE };
  Silent *silent;

  g_assert (STINT_IS_ENGINE (self));

  /* Not a failure: there is half of its life left for somebody to come by. */
  if (stint_engine_needs_person (self, session))
    {
      StintIntegration *root = stint_fetcher_find_root (self->parts.fetcher, session);
      g_autoptr (GError) error = make_needs_person (root);

      stint_scheduler_renewal_done (self->parts.scheduler, session, error);
      return;
    }

  silent = g_new0 (Silent, 1);
  silent->engine = g_object_ref (self);
  silent->session = g_object_ref (session);
  wish.options.interactive = FALSE;
  stint_operations_start_async (self->operations, session, STINT_STARTER_RENEW, &wish, NULL,
                                silent_renewal_done_cb, silent);
}

/* Its sessions that waited for a person need not any more. */
static void
lease_changed_cb (StintEngine *self, const char *integration_id)
{
  GPtrArray *sessions = stint_registry_get_sessions (self->parts.context->registry);

  g_assert (STINT_IS_ENGINE (self));

  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);
      StintIntegration *root = stint_fetcher_find_root (self->parts.fetcher, session);

      if (root == NULL || g_strcmp0 (stint_integration_get_id (root), integration_id) != 0)
        continue;
      stint_scheduler_unblock (self->parts.scheduler, session);
      g_signal_emit (self, signals[SIGNAL_OUTLOOK_CHANGED], 0, session);
    }
}

static void
unlisted_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  StintOperations *operations = STINT_OPERATIONS (source);
  g_autofree Silent *silent = user_data;
  g_autoptr (StintEngine) self = silent->engine;
  g_autoptr (StintSession) session = silent->session;
  g_autoptr (GError) error = NULL;

  if (!stint_operations_stop_finish (operations, result, NULL, &error) ||
      !stint_registry_remove_session (self->parts.context->registry, stint_session_get_id (session),
                                      &error))
    g_message ("“%s” is not in integrations.json any more, but cannot be stopped: %s",
               stint_session_get_name (session), error->message);
}

static void
session_unlisted_cb (StintEngine *self, StintSession *session)
{
  Silent *silent = g_new0 (Silent, 1);

  g_assert (STINT_IS_ENGINE (self));

  silent->engine = g_object_ref (self);
  silent->session = g_object_ref (session);
  stint_operations_stop_async (self->operations, session, NULL, unlisted_stopped_cb, silent);
}

static void
conditions_changed_cb (StintEngine *self)
{
  g_assert (STINT_IS_ENGINE (self));

  g_signal_emit (self, signals[SIGNAL_CONDITIONS_CHANGED], 0);
}

static void
outlook_changed_cb (StintEngine *self, StintSession *session)
{
  g_assert (STINT_IS_ENGINE (self));

  g_signal_emit (self, signals[SIGNAL_OUTLOOK_CHANGED], 0, session);
}

static void
registry_warnings_changed_cb (StintEngine *self)
{
  g_assert (STINT_IS_ENGINE (self));

  stint_conditions_note_read_only (self->parts.conditions,
                                   stint_registry_is_read_only (self->parts.context->registry));
}

static void look_at_files (StintEngine *self);

static void
looked_at_files_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintEngine) self = user_data;

  g_assert (STINT_IS_ENGINE (self));

  self->restored = stint_restore_run_finish (result) || self->restored;
  self->looking = FALSE;
  self->n_extra--;
  if (self->look_again)
    look_at_files (self);
}

static void
look_at_files (StintEngine *self)
{
  self->look_again = self->looking;
  if (self->looking)
    return;
  if (self->restored && stint_engine_get_n_held (self) == 0)
    return;

  self->looking = TRUE;
  self->n_extra++;
  stint_restore_run_async (&self->parts, !self->restored, looked_at_files_cb, g_object_ref (self));
}

static void
files_changed_cb (StintEngine *self)
{
  g_assert (STINT_IS_ENGINE (self));

  look_at_files (self);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_engine_dispose (GObject *object)
{
  StintEngine *self = STINT_ENGINE (object);

  g_clear_object (&self->watch);
  if (self->parts.scheduler != NULL)
    {
      stint_scheduler_shut_down (self->parts.scheduler);
      g_object_run_dispose (G_OBJECT (self->parts.scheduler));
    }
  if (self->sync != NULL)
    stint_sync_shut_down (self->sync);
  if (self->sign_in != NULL)
    stint_sign_in_shut_down (self->sign_in);
  if (self->parts.center != NULL)
    g_object_run_dispose (G_OBJECT (self->parts.center));

  G_OBJECT_CLASS (stint_engine_parent_class)->dispose (object);
}

static void
stint_engine_finalize (GObject *object)
{
  StintEngine *self = STINT_ENGINE (object);

  g_clear_object (&self->supplier);
  g_clear_object (&self->operations);
  g_clear_object (&self->parts.scheduler);
  g_clear_object (&self->parts.fetcher);
  g_clear_object (&self->parts.files);
  g_clear_object (&self->sync);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->parts.center);
  g_clear_object (&self->parts.broker);
  g_clear_object (&self->parts.gate);
  g_clear_object (&self->parts.conditions);
  g_clear_pointer (&self->parts.files_turn, stint_turn_unref);
  stint_engine_parts_forget_foreseen (&self->parts);

  G_OBJECT_CLASS (stint_engine_parent_class)->finalize (object);
}

static void
stint_engine_class_init (StintEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_engine_dispose;
  object_class->finalize = stint_engine_finalize;

  signals[SIGNAL_CONDITIONS_CHANGED] =
      g_signal_new ("conditions-changed", STINT_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 0);
  signals[SIGNAL_OUTLOOK_CHANGED] =
      g_signal_new ("outlook-changed", STINT_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, STINT_TYPE_SESSION);
  signals[SIGNAL_PERSON_WANTED] =
      g_signal_new ("person-wanted", STINT_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, STINT_TYPE_SESSION, G_TYPE_ERROR);
}

static void
stint_engine_init (StintEngine *self)
{
}

static void
connect_signals (StintEngine *self)
{
  StintEngineParts *parts = &self->parts;

  g_signal_connect_object (parts->conditions, "changed", G_CALLBACK (conditions_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (parts->scheduler, "outlook-changed", G_CALLBACK (outlook_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (parts->broker, "lease-changed", G_CALLBACK (lease_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (parts->center, "token-changed", G_CALLBACK (lease_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (parts->context->registry, "session-unlisted",
                           G_CALLBACK (session_unlisted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (parts->context->registry, "warnings-changed",
                           G_CALLBACK (registry_warnings_changed_cb), self, G_CONNECT_SWAPPED);
}

StintEngine *
stint_engine_new (StintContext *context)
{
  StintEngine *self;
  StintEngineParts *parts;

  g_return_val_if_fail (context != NULL, NULL);

  self = g_object_new (STINT_TYPE_ENGINE, NULL);
  parts = &self->parts;
  parts->context = context;
  parts->conditions = stint_conditions_new ();
  parts->gate = stint_mfa_gate_new (context->clock);
  parts->broker = stint_lease_broker_new (context, parts->gate, parts->conditions);
  parts->center = stint_identity_center_new (context, parts->conditions);
  parts->fetcher =
      stint_fetcher_new (context, parts->gate, parts->broker, parts->center, parts->conditions);
  self->sign_in = stint_sign_in_new (context, parts->center, parts->conditions);
  self->sync = stint_sync_new (context, parts->center, parts->conditions);
  parts->files = stint_files_worker_new (context, parts->conditions);
  parts->files_turn = stint_turn_new ();
  parts->scheduler = stint_scheduler_new (context, renew_silently, self);
  self->operations = stint_operations_new (parts);
  self->supplier = stint_supplier_new (parts, self->operations);
  connect_signals (self);
  registry_warnings_changed_cb (self);

  return self;
}

/* --- For what it is asked to do --------------------------------------------------------------- */

GTask *
stint_engine_make_task (StintEngine *self,
                        gpointer tag,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  /* What has been done is told, cancelled or not. */
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

void
stint_engine_want_person (StintEngine *self, StintSession *session, const GError *error)
{
  g_signal_emit (self, signals[SIGNAL_PERSON_WANTED], 0, session, error);
}

/* --- Restore and drain ------------------------------------------------------------------------ */

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintEngine *self = g_task_get_source_object (task);

  g_assert (STINT_IS_ENGINE (self));

  /* Where it was not possible, it is tried again when the files change. */
  self->restored = stint_restore_run_finish (result);
  self->n_extra--;
  self->watch = stint_files_watch_new (self->parts.context->files);
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (files_changed_cb), self,
                           G_CONNECT_SWAPPED);
  stint_lease_broker_preload (self->parts.broker);
  stint_identity_center_open (self->parts.center);
  stint_sync_open (self->sync);
  g_task_return_boolean (task, TRUE);
}

void
stint_engine_restore_async (StintEngine *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (STINT_IS_ENGINE (self));

  self->n_extra++;
  stint_restore_run_async (
      &self->parts, TRUE, restored_cb,
      stint_engine_make_task (self, stint_engine_restore_async, cancellable, callback, user_data));
}

void
stint_engine_restore_finish (StintEngine *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
drained_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!stint_registry_flush_finish (STINT_REGISTRY (source), result, &error))
    g_message ("The state could not be written: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
drain_turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintEngine *self = g_task_get_source_object (task);

  g_assert (STINT_IS_ENGINE (self));

  /* Kept: nothing writes the AWS files any more. */
  stint_turn_take_finish (result, NULL);
  stint_registry_flush_async (self->parts.context->registry, NULL, drained_cb,
                              g_steal_pointer (&task));
}

void
stint_engine_drain_async (StintEngine *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (STINT_IS_ENGINE (self));

  stint_scheduler_shut_down (self->parts.scheduler);
  stint_operations_shut_down (self->operations);
  stint_sign_in_shut_down (self->sign_in);
  stint_sync_shut_down (self->sync);
  stint_identity_center_shut_down (self->parts.center);
  stint_turn_take_async (
      self->parts.files_turn, NULL, drain_turn_cb,
      stint_engine_make_task (self, stint_engine_drain_async, NULL, callback, user_data));
}

void
stint_engine_drain_finish (StintEngine *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}

/* --- The rest --------------------------------------------------------------------------------- */

void
stint_engine_network_changed (StintEngine *self)
{
  g_return_if_fail (STINT_IS_ENGINE (self));

  stint_http_network_changed (self->parts.context->http);
  stint_identity_center_network_changed (self->parts.center);
  stint_scheduler_retry_all (self->parts.scheduler);
}

void
stint_engine_note_lock_unseen (StintEngine *self, gboolean unseen)
{
  g_return_if_fail (STINT_IS_ENGINE (self));

  stint_conditions_note_lock_unseen (self->parts.conditions, unseen);
}

GVariant *
stint_engine_dup_conditions (StintEngine *self)
{
  g_return_val_if_fail (STINT_IS_ENGINE (self), NULL);

  return stint_conditions_dup (self->parts.conditions);
}

gboolean
stint_engine_needs_person (StintEngine *self, StintSession *session)
{
  const StintSessionLife *life;

  g_return_val_if_fail (STINT_IS_ENGINE (self), FALSE);
  g_return_val_if_fail (STINT_IS_SESSION (session), FALSE);

  life = stint_session_get_life (session);

  return stint_fetcher_needs_person (self->parts.fetcher, session,
                                     stint_session_is_held (session) ? life->duration : 0);
}

StintOutlook
stint_engine_get_outlook (StintEngine *self, StintSession *session)
{
  g_return_val_if_fail (STINT_IS_ENGINE (self), STINT_OUTLOOK_NONE);

  return stint_scheduler_get_outlook (self->parts.scheduler, session);
}

gint64
stint_engine_get_now (StintEngine *self)
{
  g_return_val_if_fail (STINT_IS_ENGINE (self), 0);

  return stint_scheduler_get_now (self->parts.scheduler);
}

StintIntegration *
stint_engine_find_root (StintEngine *self, StintSession *session)
{
  g_return_val_if_fail (STINT_IS_ENGINE (self), NULL);

  return stint_fetcher_find_root (self->parts.fetcher, session);
}

void
stint_engine_set_online (StintEngine *self, gboolean online)
{
  g_return_if_fail (STINT_IS_ENGINE (self));

  stint_scheduler_set_online (self->parts.scheduler, online);
}

void
stint_engine_drop_lease (StintEngine *self, const char *integration_id)
{
  GPtrArray *sessions;

  g_return_if_fail (STINT_IS_ENGINE (self));
  g_return_if_fail (integration_id != NULL);

  sessions = stint_registry_get_sessions (self->parts.context->registry);
  stint_lease_broker_drop (self->parts.broker, integration_id);
  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);

      if (g_strcmp0 (stint_session_get_definition (session)->integration_id, integration_id) == 0)
        stint_supplier_forget (self->supplier, session);
    }
}

guint
stint_engine_get_n_held (StintEngine *self)
{
  GPtrArray *sessions;
  guint n = 0;

  g_return_val_if_fail (STINT_IS_ENGINE (self), 0);

  sessions = stint_registry_get_sessions (self->parts.context->registry);
  for (guint i = 0; i < sessions->len; i++)
    if (stint_session_is_held (g_ptr_array_index (sessions, i)))
      n++;

  return n;
}

gboolean
stint_engine_is_busy (StintEngine *self)
{
  g_return_val_if_fail (STINT_IS_ENGINE (self), FALSE);

  return self->n_extra > 0 || stint_operations_is_busy (self->operations) ||
         stint_supplier_is_busy (self->supplier) || stint_turn_is_taken (self->parts.files_turn) ||
         stint_lease_broker_get_n_storing (self->parts.broker) > 0 ||
         stint_identity_center_is_busy (self->parts.center) ||
         stint_sign_in_is_busy (self->sign_in) || stint_sync_is_busy (self->sync);
}

StintIdentityCenter *
stint_engine_get_identity_center (StintEngine *self)
{
  g_return_val_if_fail (STINT_IS_ENGINE (self), NULL);

  return self->parts.center;
}

StintSignIn *
stint_engine_get_sign_in (StintEngine *self)
{
  g_return_val_if_fail (STINT_IS_ENGINE (self), NULL);

  return self->sign_in;
}

StintSync *
stint_engine_get_sync (StintEngine *self)
{
  g_return_val_if_fail (STINT_IS_ENGINE (self), NULL);

  return self->sync;
}
