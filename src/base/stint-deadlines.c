/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-base"

#include "config.h"

#include "stint-deadlines.h"

typedef struct
{
  gint64 when;
  guint64 serial; /* order of arrival: equal instants fire in it */
  guint id;
  guint index; /* in the heap */
  StintDeadlineFunc func;
  gpointer user_data;
} Deadline;

struct _StintDeadlines
{
  GObject parent_instance;

  StintClock *clock; /* (owned) */
  GPtrArray *heap;   /* of Deadline, earliest first; not owned */
  GHashTable *by_id; /* id → Deadline (owned) */
  guint64 last_serial;
  guint last_id;
  gboolean firing;
};

G_DEFINE_FINAL_TYPE (StintDeadlines, stint_deadlines, G_TYPE_OBJECT)

static gboolean
is_earlier (const Deadline *a, const Deadline *b)
{
  return a->when < b->when || (a->when == b->when && a->serial < b->serial);
}

static Deadline *
peek_earliest (StintDeadlines *self)
{
  return self->heap->len > 0 ? g_ptr_array_index (self->heap, 0) : NULL;
}

static void
put (StintDeadlines *self, guint index, Deadline *deadline)
{
  g_ptr_array_index (self->heap, index) = deadline;
  deadline->index = index;
}

/* Both sifts move @deadline from the hole at @index to where it belongs. */
static void
sift_up (StintDeadlines *self, guint index, Deadline *deadline)
{
  while (index > 0)
    {
      guint parent = (index - 1) / 2;
      Deadline *above = g_ptr_array_index (self->heap, parent);

      if (!is_earlier (deadline, above))
        break;
      put (self, index, above);
      index = parent;
    }

  put (self, index, deadline);
}

static void
sift_down (StintDeadlines *self, guint index, Deadline *deadline)
{
  for (guint child = 2 * index + 1; child < self->heap->len; child = 2 * index + 1)
    {
      if (child + 1 < self->heap->len && is_earlier (g_ptr_array_index (self->heap, child + 1),
                                                     g_ptr_array_index (self->heap, child)))
        child++;
      if (!is_earlier (g_ptr_array_index (self->heap, child), deadline))
        break;
      put (self, index, g_ptr_array_index (self->heap, child));
      index = child;
    }

  put (self, index, deadline);
}

/* Takes @deadline out of the heap; the hash table keeps it alive. */
static void
unlink_deadline (StintDeadlines *self, Deadline *deadline)
{
  guint hole = deadline->index;
  Deadline *last = g_ptr_array_steal_index (self->heap, self->heap->len - 1);

  if (last == deadline)
    return;

  if (hole > 0 && is_earlier (last, g_ptr_array_index (self->heap, (hole - 1) / 2)))
    sift_up (self, hole, last);
  else
    sift_down (self, hole, last);
}

static void
rearm (StintDeadlines *self)
{
  /* While firing, once at the end is enough; after dispose there is no clock any more. */
  if (!self->firing && self->clock != NULL)
    stint_clock_set_alarm (self->clock, stint_deadlines_get_next (self));
}

static void
fire_due (StintDeadlines *self)
{
  G_GNUC_UNUSED g_autoptr (StintDeadlines) alive = g_object_ref (self);
  gint64 now = stint_clock_now (self->clock);
  guint64 newest = self->last_serial;
  Deadline *deadline;

  if (self->firing)
    return;

  /* What callbacks add in the past waits for the next turn of the main context: two deadlines that
   * re-add each other must not keep it from everything else. */
  self->firing = TRUE;
  while ((deadline = peek_earliest (self)) != NULL && deadline->when <= now &&
         deadline->serial <= newest)
    {
      StintDeadlineFunc func = deadline->func;
      gpointer user_data = deadline->user_data;

      unlink_deadline (self, deadline);
      g_hash_table_remove (self->by_id, GUINT_TO_POINTER (deadline->id));
      func (user_data);
    }
  self->firing = FALSE;

  rearm (self);
}

static void
clock_fired_cb (StintDeadlines *self)
{
  g_assert (STINT_IS_DEADLINES (self));

  fire_due (self);
}

static void
clock_jumped_cb (StintDeadlines *self)
{
  g_assert (STINT_IS_DEADLINES (self));

  fire_due (self);
}

static void
stint_deadlines_dispose (GObject *object)
{
  StintDeadlines *self = STINT_DEADLINES (object);

  if (self->clock != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->clock, self);
      stint_clock_set_alarm (self->clock, STINT_INSTANT_NEVER);
    }
  g_clear_object (&self->clock);
  g_ptr_array_set_size (self->heap, 0);
  g_hash_table_remove_all (self->by_id);

  G_OBJECT_CLASS (stint_deadlines_parent_class)->dispose (object);
}

static void
stint_deadlines_finalize (GObject *object)
{
  StintDeadlines *self = STINT_DEADLINES (object);

  g_ptr_array_unref (self->heap);
  g_hash_table_unref (self->by_id);

  G_OBJECT_CLASS (stint_deadlines_parent_class)->finalize (object);
}

static void
stint_deadlines_class_init (StintDeadlinesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_deadlines_dispose;
  object_class->finalize = stint_deadlines_finalize;
}

static void
stint_deadlines_init (StintDeadlines *self)
{
  self->heap = g_ptr_array_new ();
  self->by_id = g_hash_table_new_full (NULL, NULL, NULL, g_free);
}

StintDeadlines *
stint_deadlines_new (StintClock *clock)
{
  StintDeadlines *self;

  g_return_val_if_fail (STINT_IS_CLOCK (clock), NULL);

  self = g_object_new (STINT_TYPE_DEADLINES, NULL);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (clock, "fired", G_CALLBACK (clock_fired_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (clock, "jumped", G_CALLBACK (clock_jumped_cb), self, G_CONNECT_SWAPPED);

  return self;
}

guint
stint_deadlines_add (StintDeadlines *self, gint64 when, StintDeadlineFunc func, gpointer user_data)
{
  Deadline *deadline;

  g_return_val_if_fail (STINT_IS_DEADLINES (self), 0);
  g_return_val_if_fail (func != NULL, 0);

  /* A service that lives for years may wrap around. */
  do
    self->last_id++;
  while (self->last_id == 0 ||
         g_hash_table_contains (self->by_id, GUINT_TO_POINTER (self->last_id)));

  deadline = g_new (Deadline, 1);
  *deadline = (Deadline){ .when = when,
                          .serial = ++self->last_serial,
                          .id = self->last_id,
                          .func = func,
                          .user_data = user_data };
  g_hash_table_insert (self->by_id, GUINT_TO_POINTER (deadline->id), deadline);
  g_ptr_array_add (self->heap, deadline);
  sift_up (self, self->heap->len - 1, deadline);

  if (deadline->index == 0)
    rearm (self);

  return deadline->id;
}

void
stint_deadlines_remove (StintDeadlines *self, guint id)
{
  Deadline *deadline;
  gboolean was_next;

  g_return_if_fail (STINT_IS_DEADLINES (self));

  deadline = g_hash_table_lookup (self->by_id, GUINT_TO_POINTER (id));
  if (deadline == NULL)
    return;

  was_next = deadline->index == 0;
  unlink_deadline (self, deadline);
  g_hash_table_remove (self->by_id, GUINT_TO_POINTER (id));
  if (was_next)
    rearm (self);
}

guint
stint_deadlines_get_count (StintDeadlines *self)
{
  g_return_val_if_fail (STINT_IS_DEADLINES (self), 0);

  return self->heap->len;
}

gint64
stint_deadlines_get_next (StintDeadlines *self)
{
  Deadline *earliest;

  g_return_val_if_fail (STINT_IS_DEADLINES (self), STINT_INSTANT_NEVER);

  earliest = peek_earliest (self);
  return earliest != NULL ? earliest->when : STINT_INSTANT_NEVER;
}
