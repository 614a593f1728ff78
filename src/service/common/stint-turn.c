/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-turn.h"

struct _StintTurn
{
  grefcount references;
  gboolean taken;
  GQueue waiting; /* of GTask (owned), first come first */
};

StintTurn *
stint_turn_new (void)
{
  StintTurn *self = g_new0 (StintTurn, 1);

  g_ref_count_init (&self->references);
  g_queue_init (&self->waiting);

  return self;
}

StintTurn *
stint_turn_ref (StintTurn *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_ref_count_inc (&self->references);

  return self;
}

void
stint_turn_unref (StintTurn *self)
{
  g_return_if_fail (self != NULL);

  if (g_ref_count_dec (&self->references))
    g_free (self);
}

/* One's place in the queue. */
typedef struct
{
  StintTurn *turn;        /* (owned) */
  GSource *cancel_source; /* (owned) (nullable) */
} Place;

static void
drop_cancel_source (Place *place)
{
  if (place->cancel_source != NULL)
    g_source_destroy (place->cancel_source);
  g_clear_pointer (&place->cancel_source, g_source_unref);
}

static void
place_free (Place *place)
{
  drop_cancel_source (place);
  stint_turn_unref (place->turn);
  g_free (place);
}

static gboolean
waiting_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  Place *place = g_task_get_task_data (task);

  g_assert (G_IS_TASK (task));

  if (g_queue_remove (&place->turn->waiting, task))
    {
      drop_cancel_source (place);
      g_task_return_error_if_cancelled (task);
      g_object_unref (task);
    }

  return G_SOURCE_REMOVE;
}

static void
wait_in_line (StintTurn *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Place *place = g_task_get_task_data (task);

  g_queue_push_tail (&self->waiting, g_object_ref (task));
  if (cancellable == NULL)
    return;

  /* A source, not the signal: the signal's handler may not disconnect itself. */
  place->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (place->cancel_source, G_SOURCE_FUNC (waiting_cancelled_cb), task, NULL);
  g_source_attach (place->cancel_source, g_task_get_context (task));
}

void
stint_turn_take_async (StintTurn *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Place *place;

  g_return_if_fail (self != NULL);

  place = g_new0 (Place, 1);
  place->turn = stint_turn_ref (self);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_turn_take_async);
  g_task_set_task_data (task, place, (GDestroyNotify) place_free);
  /* Whoever was given the turn has it, cancelled or not: it has to be passed on. */
  g_task_set_check_cancellable (task, FALSE);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->taken)
    {
      wait_in_line (self, task);
      return;
    }
  self->taken = TRUE;
  g_task_return_boolean (task, TRUE);
}

gboolean
stint_turn_take_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stint_turn_take_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
stint_turn_pass (StintTurn *self)
{
  g_autoptr (GTask) next = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->taken);

  next = g_queue_pop_head (&self->waiting);
  if (next == NULL)
    {
      self->taken = FALSE;
      return;
    }

  drop_cancel_source (g_task_get_task_data (next));
  g_task_return_boolean (next, TRUE);
}

gboolean
stint_turn_is_taken (StintTurn *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->taken;
}
