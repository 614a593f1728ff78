/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-stopper.h"

#include "stint-error-map.h"

typedef struct
{
  StintEngineParts *parts;  /* (unowned) */
  StintSession *session;    /* (owned) */
  StintSessionLife *before; /* (owned) */
  gboolean foreign_keys;
} Stopper;

static void
stopper_free (Stopper *self)
{
  g_object_unref (self->session);
  g_clear_pointer (&self->before, stint_session_life_free);
  g_free (self);
}

/* Takes @error. */
static void
fail (GTask *task, GError *error)
{
  Stopper *self = g_task_get_task_data (task);

  error = stint_error_map_take (error);
  stint_session_take_error (self->session, g_error_copy (error));
  if (self->before != NULL)
    {
      stint_engine_parts_set_life (self->parts, self->session, self->before);
      stint_scheduler_update (self->parts->scheduler, self->session);
    }
  stint_turn_pass (self->parts->files_turn);
  g_task_return_error (task, error);
}

static void
succeed (GTask *task)
{
  Stopper *self = g_task_get_task_data (task);

  stint_session_take_error (self->session, NULL);
  stint_engine_parts_end_hold (self->parts, self->session, STINT_STATE_INACTIVE,
                               self->foreign_keys ? "foreign-keys" : NULL);
  stint_turn_pass (self->parts->files_turn);
  g_task_return_boolean (task, TRUE);
}

static void
released_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Stopper *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StintFilesOutcome) outcome =
      stint_files_worker_write_finish (STINT_FILES_WORKER (source), result, &error);

  if (outcome == NULL)
    {
      fail (task, error);
      return;
    }

  self->foreign_keys = outcome->foreign_keys;
  if (outcome->saved_path != NULL)
    g_message ("What could not be merged was kept as %s", outcome->saved_path);
  succeed (task);
}

static void
intent_flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Stopper *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!stint_registry_flush_finish (STINT_REGISTRY (source), result, &error))
    {
      fail (task, error);
      return;
    }

  stint_files_worker_release_async (self->parts->files, self->before->held_profile,
                                    (const char *const *) self->before->key_ids, released_cb,
                                    g_object_ref (task));
}

static void
took_turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Stopper *self = g_task_get_task_data (task);
  g_autoptr (StintSessionLife) intent = NULL;
  GError *error = NULL;

  if (!stint_turn_take_finish (result, &error))
    {
      g_task_return_error (task, stint_error_map_take (error));
      return;
    }
  if (stint_session_get_life (self->session)->held_profile == NULL)
    {
      succeed (task);
      return;
    }
  if (stint_registry_is_read_only (self->parts->context->registry))
    {
      fail (task, stint_error_new (STINT_ERROR_READ_ONLY, NULL,
                                   "Stint’s own files were written by a newer version, so nothing "
                                   "is started or stopped"));
      return;
    }

  self->before = stint_session_life_copy (stint_session_get_life (self->session));
  intent = stint_session_life_copy (self->before);
  intent->state = STINT_STATE_INACTIVE;
  stint_engine_parts_set_life (self->parts, self->session, intent);
  stint_registry_flush_async (self->parts->context->registry, NULL, intent_flushed_cb,
                              g_object_ref (task));
}

void
stint_stopper_run_async (StintEngineParts *parts,
                         StintSession *session,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;
  Stopper *self;

  g_return_if_fail (parts != NULL);
  g_return_if_fail (STINT_IS_SESSION (session));

  self = g_new0 (Stopper, 1);
  self->parts = parts;
  self->session = g_object_ref (session);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_stopper_run_async);
  g_task_set_task_data (task, self, (GDestroyNotify) stopper_free);
  g_task_set_check_cancellable (task, FALSE);
  stint_turn_take_async (parts->files_turn, cancellable, took_turn_cb, task);
}

gboolean
stint_stopper_run_finish (GAsyncResult *result, gboolean *out_foreign_keys, GError **error)
{
  Stopper *self;

  g_return_val_if_fail (g_async_result_is_tagged (result, stint_stopper_run_async), FALSE);

  self = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (out_foreign_keys != NULL)
    *out_foreign_keys = self->foreign_keys;

  return TRUE;
}
