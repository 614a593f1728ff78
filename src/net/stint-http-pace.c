/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-net"

#include "config.h"

#include "stint-http-pace.h"

#define DEFAULT_WINDOW 12
#define SLOWEST_RATE 1.0
/* A pause where the service says "too many" and not for how long. */
#define DEFAULT_RETRY_AFTER_S 1
/* Growing past this is as good as no limit. */
#define FASTEST_RATE 1000.0

struct _StintHttpPace
{
  GObject parent_instance;

  GMainContext *context;     /* (owned) */
  StintClock *clock;         /* (owned) */
  StintDeadlines *deadlines; /* (owned) */
  double rate_limit;         /* 0: none */
  double rate;               /* 0: no limit now */
  guint window;

  GQueue urgent;     /* of Waiter, which their tasks own */
  GQueue background; /* the same */
  guint active;
  guint forgiven; /* turns under way when the rate was last cut */

  /* Instants since boot, which does not step. */
  gint64 next_turn;
  gint64 paused_until;

  guint deadline;
};

typedef struct
{
  GTask *task; /* (owned) until it returns; owns this in turn */
  gboolean urgent;
  GSource *cancelled; /* (owned) (nullable) */
} Waiter;

G_DEFINE_FINAL_TYPE (StintHttpPace, stint_http_pace, G_TYPE_OBJECT)

static void give_turns (StintHttpPace *self);

static gint64
get_interval (StintHttpPace *self)
{
  return self->rate > 0 ? (gint64) (G_USEC_PER_SEC / self->rate) : 0;
}

static void
drop_cancelled_source (Waiter *waiter)
{
  if (waiter->cancelled == NULL)
    return;

  g_source_destroy (waiter->cancelled);
  g_clear_pointer (&waiter->cancelled, g_source_unref);
}

static void
deadline_cb (gpointer user_data)
{
  g_autoptr (StintHttpPace) self = g_object_ref (STINT_HTTP_PACE (user_data));

  self->deadline = 0;
  give_turns (self);
}

static void
arm (StintHttpPace *self, gint64 wait)
{
  stint_deadlines_remove (self->deadlines, self->deadline);
  self->deadline = stint_deadlines_add (self->deadlines, stint_clock_now (self->clock) + wait,
                                        deadline_cb, self);
}

/* Who is next, and has a place; NULL if nobody. */
static GQueue *
find_line (StintHttpPace *self)
{
  if (!g_queue_is_empty (&self->urgent))
    return &self->urgent;
  if (!g_queue_is_empty (&self->background) && self->active < self->window)
    return &self->background;

  return NULL;
}

/* A main loop that is late by less than one turn catches up; by more, and what was missed is not
 * made good for in a burst. */
static void
count_turn (StintHttpPace *self, gint64 now)
{
  gint64 interval = get_interval (self);

  self->active++;
  self->next_turn = MAX (self->next_turn, now - interval) + interval;
}

static void
give_turns (StintHttpPace *self)
{
  GQueue *line;

  while ((line = find_line (self)) != NULL)
    {
      gint64 now = stint_clock_boot_time (self->clock);
      gint64 ready = MAX (self->paused_until, self->rate > 0 ? self->next_turn : 0);
      g_autoptr (GTask) task = NULL;
      Waiter *waiter;

      if (now < ready)
        {
          arm (self, ready - now);
          return;
        }

      waiter = g_queue_pop_head (line);
      drop_cancelled_source (waiter);
      task = g_steal_pointer (&waiter->task);
      count_turn (self, now);
      g_task_return_boolean (task, TRUE);
    }
}

/* The deadline was set by the wall clock. */
static void
clock_jumped_cb (StintHttpPace *self)
{
  g_assert (STINT_IS_HTTP_PACE (self));

  g_object_ref (self);
  give_turns (self);
  g_object_unref (self);
}

static void
stint_http_pace_finalize (GObject *object)
{
  StintHttpPace *self = STINT_HTTP_PACE (object);

  /* Waiters keep a reference, so there are none. */
  stint_deadlines_remove (self->deadlines, self->deadline);
  g_clear_object (&self->deadlines);
  g_clear_object (&self->clock);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (stint_http_pace_parent_class)->finalize (object);
}

static void
stint_http_pace_class_init (StintHttpPaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_http_pace_finalize;
}

static void
stint_http_pace_init (StintHttpPace *self)
{
  self->context = g_main_context_ref_thread_default ();
  g_queue_init (&self->urgent);
  g_queue_init (&self->background);
}

StintHttpPace *
stint_http_pace_new (StintClock *clock,
                     StintDeadlines *deadlines,
                     const StintHttpPaceConfig *config)
{
  StintHttpPace *self;

  g_return_val_if_fail (STINT_IS_CLOCK (clock), NULL);
  g_return_val_if_fail (STINT_IS_DEADLINES (deadlines), NULL);

  self = g_object_new (STINT_TYPE_HTTP_PACE, NULL);
  self->clock = g_object_ref (clock);
  self->deadlines = g_object_ref (deadlines);
  self->rate_limit = config != NULL ? MAX (config->rate, 0) : 0;
  self->rate = self->rate_limit;
  self->window = config != NULL && config->window != 0 ? config->window : DEFAULT_WINDOW;
  g_signal_connect_object (clock, "jumped", G_CALLBACK (clock_jumped_cb), self, G_CONNECT_SWAPPED);

  return self;
}

static gboolean
waiter_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Waiter *waiter = user_data;
  StintHttpPace *self = g_task_get_source_object (waiter->task);
  g_autoptr (GTask) task = g_steal_pointer (&waiter->task);

  g_queue_remove (waiter->urgent ? &self->urgent : &self->background, waiter);
  drop_cancelled_source (waiter);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The wait was cancelled");

  return G_SOURCE_REMOVE;
}

void
stint_http_pace_wait_async (StintHttpPace *self,
                            gboolean urgent,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Waiter *waiter;

  g_return_if_fail (STINT_IS_HTTP_PACE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_http_pace_wait_async);
  /* A turn that was given is told of, even if it is not wanted any more: it has to be returned. */
  g_task_set_check_cancellable (task, FALSE);
  if (g_task_return_error_if_cancelled (task))
    return;

  waiter = g_new0 (Waiter, 1);
  waiter->task = g_object_ref (task);
  waiter->urgent = urgent;
  g_task_set_task_data (task, waiter, g_free);
  if (cancellable != NULL)
    {
      waiter->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (waiter->cancelled, G_SOURCE_FUNC (waiter_cancelled_cb), waiter, NULL);
      g_source_attach (waiter->cancelled, self->context);
    }

  g_queue_push_tail (urgent ? &self->urgent : &self->background, waiter);
  give_turns (self);
}

gboolean
stint_http_pace_wait_finish (StintHttpPace *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The turns that were under way were given at the old rate: what they meet says nothing new. */
static void
slow_down (StintHttpPace *self, guint retry_after)
{
  gint64 pause = (gint64) (retry_after > 0 ? retry_after : DEFAULT_RETRY_AFTER_S) * G_USEC_PER_SEC;
  gint64 until = stint_clock_boot_time (self->clock) + pause;

  self->paused_until = MAX (self->paused_until, until);
  if (self->forgiven > 0)
    return;

  self->rate = self->rate > 0 ? MAX (self->rate / 2, SLOWEST_RATE) : STINT_HTTP_PACE_PORTAL_RATE;
  self->forgiven = self->active;
}

/* Two more a second, each second. */
static void
speed_up (StintHttpPace *self)
{
  if (self->rate <= 0)
    return;

  self->rate += 2 / self->rate;
  if (self->rate_limit > 0)
    self->rate = MIN (self->rate, self->rate_limit);
  else if (self->rate > FASTEST_RATE)
    self->rate = 0;
}

void
stint_http_pace_done (StintHttpPace *self, StintHttpPaceOutcome outcome, guint retry_after)
{
  g_return_if_fail (STINT_IS_HTTP_PACE (self));
  g_return_if_fail (self->active > 0);

  self->active--;
  if (outcome == STINT_HTTP_PACE_THROTTLED)
    slow_down (self, retry_after);
  else if (outcome == STINT_HTTP_PACE_ANSWERED && self->forgiven == 0)
    speed_up (self);
  if (self->forgiven > 0 && outcome != STINT_HTTP_PACE_THROTTLED)
    self->forgiven--;
  else if (self->forgiven > self->active)
    self->forgiven = self->active;

  g_object_ref (self);
  give_turns (self);
  g_object_unref (self);
}

double
stint_http_pace_get_rate (StintHttpPace *self)
{
  g_return_val_if_fail (STINT_IS_HTTP_PACE (self), 0);

  return self->rate;
}

guint
stint_http_pace_get_waiting (StintHttpPace *self)
{
  g_return_val_if_fail (STINT_IS_HTTP_PACE (self), 0);

  return g_queue_get_length (&self->urgent) + g_queue_get_length (&self->background);
}

guint
stint_http_pace_get_active (StintHttpPace *self)
{
  g_return_val_if_fail (STINT_IS_HTTP_PACE (self), 0);

  return self->active;
}
