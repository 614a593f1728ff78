/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-operations.h"

#include "stint-error-map.h"
#include "stint-stopper.h"

/* What goes on around one session. */
typedef struct
{
  StintTurn *turn;
  GCancellable *cancellable; /* (owned) (nullable): of the operation that runs */
  GError *last_error;        /* (owned) (nullable): of the last start or renewal */
  guint64 n_runs;            /* how many starts and renewals have come to an end */
  guint64 n_stops;           /* how many stops were asked for */
} Slot;

struct _StintOperations
{
  GObject parent_instance;

  StintEngineParts *parts; /* (unowned) */
  GHashTable *slots;       /* session id → Slot */
  guint n_running;
  gboolean shut_down;
};

G_DEFINE_FINAL_TYPE (StintOperations, stint_operations, G_TYPE_OBJECT)

static void
slot_free (Slot *slot)
{
  stint_turn_unref (slot->turn);
  g_clear_object (&slot->cancellable);
  g_clear_error (&slot->last_error);
  g_free (slot);
}

static void
stint_operations_finalize (GObject *object)
{
  StintOperations *self = STINT_OPERATIONS (object);

  g_hash_table_unref (self->slots);

  G_OBJECT_CLASS (stint_operations_parent_class)->finalize (object);
}

static void
stint_operations_class_init (StintOperationsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_operations_finalize;
}

static void
stint_operations_init (StintOperations *self)
{
  self->slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) slot_free);
}

StintOperations *
stint_operations_new (StintEngineParts *parts)
{
  StintOperations *self = g_object_new (STINT_TYPE_OPERATIONS, NULL);

  self->parts = parts;

  return self;
}

static Slot *
ensure_slot (StintOperations *self, StintSession *session)
{
  Slot *slot = g_hash_table_lookup (self->slots, stint_session_get_id (session));

  if (slot == NULL)
    {
      slot = g_new0 (Slot, 1);
      slot->turn = stint_turn_new ();
      g_hash_table_insert (self->slots, g_strdup (stint_session_get_id (session)), slot);
    }

  return slot;
}

StintTurn *
stint_operations_get_turn (StintOperations *self, StintSession *session)
{
  g_return_val_if_fail (STINT_IS_OPERATIONS (self), NULL);

  return ensure_slot (self, session)->turn;
}

/* --- Start and renew -------------------------------------------------------------------------- */

typedef struct
{
  StintSession *session; /* (owned) */
  Slot *slot;            /* (unowned): lives as long as the engine */
  StintStarterKind kind;
  StintStarterWish wish; /* its strings are owned below */
  char *mfa_code, *profile, *region;
  GCancellable *cancellable; /* (owned): ours; follows the caller's and a stop's */
  gulong cancelled_id;
  guint64 n_runs; /* of the slot, when this one came */
  guint64 n_stops;
} Operation;

static void
operation_free (Operation *operation)
{
  g_object_unref (operation->session);
  g_object_unref (operation->cancellable);
  g_free (operation->mfa_code);
  g_free (operation->profile);
  g_free (operation->region);
  g_free (operation);
}

static void
caller_cancelled_cb (GCancellable *caller, GCancellable *ours)
{
  g_cancellable_cancel (ours);
}

static Operation *
operation_new (StintOperations *self,
               StintSession *session,
               StintStarterKind kind,
               const StintStarterWish *wish)
{
  Operation *operation = g_new0 (Operation, 1);

  operation->session = g_object_ref (session);
  operation->slot = ensure_slot (self, session);
  operation->kind = kind;
  operation->wish = *wish;
  operation->wish.options.mfa_code = operation->mfa_code = g_strdup (wish->options.mfa_code);
  operation->wish.options.profile = operation->profile = g_strdup (wish->options.profile);
  operation->wish.options.region = operation->region = g_strdup (wish->options.region);
  operation->cancellable = g_cancellable_new ();
  operation->n_runs = operation->slot->n_runs;
  operation->n_stops = operation->slot->n_stops;

  return operation;
}

/* Ends one, whether or not it had the turn. Takes @result or @error. */
static void
end_operation (GTask *task, StintStartResult *result, GError *error)
{
  StintOperations *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);

  /* Not g_cancellable_disconnect(), which waits for the very emission that may have led here. */
  if (g_task_get_cancellable (task) != NULL)
    g_clear_signal_handler (&operation->cancelled_id, g_task_get_cancellable (task));
  self->n_running--;

  if (error != NULL)
    g_task_return_error (task, stint_error_map_take (error));
  else
    g_task_return_pointer (task, result, (GDestroyNotify) stint_start_result_free);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *operation = g_task_get_task_data (task);
  Slot *slot = operation->slot;
  GError *error = NULL;
  StintStartResult *outcome = stint_starter_run_finish (result, &error);

  g_clear_error (&slot->last_error);
  slot->last_error = error != NULL ? g_error_copy (error) : NULL;
  slot->n_runs++;
  g_clear_object (&slot->cancellable);
  stint_turn_pass (slot->turn);
  end_operation (task, outcome, error);
}

/* Another one has run while this one waited for its turn. */
static gboolean
has_joined (Operation *operation)
{
  return operation->slot->n_runs != operation->n_runs;
}

/* The outcome of the one before counts for both, if this one's would be the same. */
static GError *
share_failure (Operation *operation)
{
  Slot *slot = operation->slot;
  const StintStartOptions *options = &operation->wish.options;

  if (!has_joined (operation) || slot->last_error == NULL ||
      stint_error_is_cancelled (slot->last_error) || options->mfa_code != NULL ||
      options->consent || options->profile != NULL)
    return NULL;
  /* Somebody is there to unlock the keyring, and was not before. */
  if (options->interactive && !operation->wish.silent &&
      stint_error_get_kind (slot->last_error) == STINT_ERROR_KIND_NEEDS_PERSON &&
      !g_error_matches (slot->last_error, STINT_ERROR, STINT_ERROR_NEEDS_MFA) &&
      !g_error_matches (slot->last_error, STINT_ERROR, STINT_ERROR_NEEDS_CONSENT))
    return NULL;

  return g_error_copy (slot->last_error);
}

/* TRUE if there is nothing to do (any more). */
static gboolean
is_done (Operation *operation)
{
  if (!stint_session_is_active (operation->session))
    return FALSE;
  if (operation->kind == STINT_STARTER_START)
    return TRUE;

  /* Another renewal has just done it. */
  return has_joined (operation) && operation->slot->last_error == NULL;
}

static void
took_turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintOperations *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);
  Slot *slot = operation->slot;
  GError *error = NULL;

  g_assert (STINT_IS_OPERATIONS (self));

  if (!stint_turn_take_finish (result, &error))
    {
      end_operation (task, NULL, error);
      return;
    }

  if (self->shut_down || operation->n_stops != slot->n_stops)
    error = stint_error_new (STINT_ERROR_CANCELLED, NULL, "“%s” was stopped",
                             stint_session_get_name (operation->session));
  else if (is_done (operation))
    {
      StintStartResult *outcome = stint_commit_make_result (self->parts, operation->session);

      outcome->was_active = TRUE;
      stint_turn_pass (slot->turn);
      end_operation (task, outcome, NULL);
      return;
    }
  else
    error = share_failure (operation);

  if (error != NULL)
    {
      stint_turn_pass (slot->turn);
      end_operation (task, NULL, error);
      return;
    }

  g_set_object (&slot->cancellable, operation->cancellable);
  stint_starter_run_async (self->parts, operation->session, operation->kind, &operation->wish,
                           operation->cancellable, ran_cb, g_object_ref (task));
}

void
stint_operations_start_async (StintOperations *self,
                              StintSession *session,
                              StintStarterKind kind,
                              const StintStarterWish *wish,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;
  Operation *operation;

  g_return_if_fail (STINT_IS_OPERATIONS (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  task = g_task_new (self, cancellable, callback, user_data);
  operation = operation_new (self, session, kind, wish);
  g_task_set_source_tag (task, stint_operations_start_async);
  g_task_set_task_data (task, operation, (GDestroyNotify) operation_free);
  g_task_set_check_cancellable (task, FALSE);
  if (cancellable != NULL)
    operation->cancelled_id =
        g_cancellable_connect (cancellable, G_CALLBACK (caller_cancelled_cb),
                               g_object_ref (operation->cancellable), g_object_unref);
  self->n_running++;
  stint_turn_take_async (operation->slot->turn, operation->cancellable, took_turn_cb, task);
}

StintStartResult *
stint_operations_start_finish (StintOperations *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Stop ------------------------------------------------------------------------------------- */

typedef struct
{
  StintSession *session; /* (owned) */
  Slot *slot;            /* (unowned) */
  gboolean foreign_keys;
} Stop;

static void
stop_free (Stop *stop)
{
  g_object_unref (stop->session);
  g_free (stop);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintOperations *self = g_task_get_source_object (task);
  Stop *stop = g_task_get_task_data (task);
  GError *error = NULL;

  g_assert (STINT_IS_OPERATIONS (self));

  self->n_running--;
  stint_turn_pass (stop->slot->turn);
  if (stint_stopper_run_finish (result, &stop->foreign_keys, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
stop_took_turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintOperations *self = g_task_get_source_object (task);
  Stop *stop = g_task_get_task_data (task);
  GError *error = NULL;

  g_assert (STINT_IS_OPERATIONS (self));

  if (!stint_turn_take_finish (result, &error))
    {
      self->n_running--;
      g_task_return_error (task, stint_error_map_take (error));
      return;
    }

  stint_stopper_run_async (self->parts, stop->session, g_task_get_cancellable (task), stopped_cb,
                           g_object_ref (task));
}

void
stint_operations_stop_async (StintOperations *self,
                             StintSession *session,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task;
  Stop *stop;

  g_return_if_fail (STINT_IS_OPERATIONS (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  stop = g_new0 (Stop, 1);
  stop->session = g_object_ref (session);
  stop->slot = ensure_slot (self, session);
  stop->slot->n_stops++;
  g_clear_error (&stop->slot->last_error);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_operations_stop_async);
  g_task_set_task_data (task, stop, (GDestroyNotify) stop_free);
  g_task_set_check_cancellable (task, FALSE);

  self->n_running++;
  if (stop->slot->cancellable != NULL)
    g_cancellable_cancel (stop->slot->cancellable);
  stint_turn_take_async (stop->slot->turn, cancellable, stop_took_turn_cb, task);
}

gboolean
stint_operations_stop_finish (StintOperations *self,
                              GAsyncResult *result,
                              gboolean *out_foreign_keys,
                              GError **error)
{
  Stop *stop;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  stop = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (out_foreign_keys != NULL)
    *out_foreign_keys = stop->foreign_keys;

  return TRUE;
}

/* --- All of them ------------------------------------------------------------------------------ */

gboolean
stint_operations_is_busy (StintOperations *self)
{
  g_return_val_if_fail (STINT_IS_OPERATIONS (self), FALSE);

  return self->n_running > 0;
}

void
stint_operations_shut_down (StintOperations *self)
{
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (STINT_IS_OPERATIONS (self));

  self->shut_down = TRUE;
  g_hash_table_iter_init (&iter, self->slots);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Slot *slot = value;

      if (slot->cancellable != NULL)
        g_cancellable_cancel (slot->cancellable);
    }
}
