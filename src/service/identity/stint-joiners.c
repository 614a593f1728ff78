/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-joiners.h"

struct _StintJoiners
{
  StintJoinersDesertedFunc deserted;
  gpointer owner;     /* (unowned) */
  GPtrArray *waiting; /* (owned) Joiner */
};

typedef struct
{
  StintJoiners *joiners; /* (unowned) */
  GTask *task;           /* (owned) */
  GCallback progress;    /* (nullable) */
  gpointer progress_data;
  GSource *cancel_source; /* (owned) (nullable) */
} Joiner;

static void
joiner_free (Joiner *joiner)
{
  if (joiner->cancel_source != NULL)
    g_source_destroy (joiner->cancel_source);
  g_clear_pointer (&joiner->cancel_source, g_source_unref);
  g_object_unref (joiner->task);
  g_free (joiner);
}

StintJoiners *
stint_joiners_new (StintJoinersDesertedFunc deserted, gpointer owner)
{
  StintJoiners *self = g_new0 (StintJoiners, 1);

  self->deserted = deserted;
  self->owner = owner;
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) joiner_free);

  return self;
}

void
stint_joiners_free (StintJoiners *self)
{
  g_ptr_array_unref (self->waiting);
  g_free (self);
}

/* The work ends first, so that who hears of it finds it ended. */
static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Joiner *joiner = user_data;
  StintJoiners *self = joiner->joiners;
  g_autoptr (GTask) task = g_object_ref (joiner->task);

  g_ptr_array_remove (self->waiting, joiner);
  if (self->waiting->len == 0)
    self->deserted (self->owner);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

void
stint_joiners_add (StintJoiners *self, GTask *task, GCallback progress, gpointer progress_data)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Joiner *joiner = g_new0 (Joiner, 1);

  joiner->joiners = self;
  joiner->task = task;
  joiner->progress = progress;
  joiner->progress_data = progress_data;
  g_ptr_array_add (self->waiting, joiner);
  if (cancellable == NULL)
    return;

  joiner->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (joiner->cancel_source, G_SOURCE_FUNC (cancelled_cb), joiner, NULL);
  g_source_attach (joiner->cancel_source, g_main_context_get_thread_default ());
}

void
stint_joiners_tell (StintJoiners *self, StintJoinersTellFunc tell)
{
  for (guint i = 0; i < self->waiting->len; i++)
    {
      Joiner *joiner = g_ptr_array_index (self->waiting, i);

      if (joiner->progress != NULL)
        tell (self->owner, joiner->progress, joiner->progress_data);
    }
}

GPtrArray *
stint_joiners_take (StintJoiners *self)
{
  GPtrArray *tasks = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->waiting->len; i++)
    g_ptr_array_add (tasks, g_object_ref (((Joiner *) g_ptr_array_index (self->waiting, i))->task));
  g_ptr_array_set_size (self->waiting, 0);

  return tasks;
}
