/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-base"

#include "config.h"

#include "stint-clock.h"

struct _StintFakeClock
{
  GObject parent_instance;

  GMainContext *context; /* (owned) */
  GSource *overdue;      /* (owned) (nullable) an alarm that was set in the past */
  gint64 now;
  gint64 boot_time;
  gint64 alarm;
};

static void stint_fake_clock_iface_init (StintClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StintFakeClock,
                               stint_fake_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (STINT_TYPE_CLOCK,
                                                      stint_fake_clock_iface_init))

static void
clear_overdue (StintFakeClock *self)
{
  if (self->overdue == NULL)
    return;

  g_source_destroy (self->overdue);
  g_clear_pointer (&self->overdue, g_source_unref);
}

static gboolean
overdue_cb (gpointer user_data)
{
  g_autoptr (StintFakeClock) self = g_object_ref (STINT_FAKE_CLOCK (user_data));

  g_clear_pointer (&self->overdue, g_source_unref);
  self->alarm = STINT_INSTANT_NEVER;
  stint_clock_emit_fired (STINT_CLOCK (self));

  return G_SOURCE_REMOVE;
}

/* As with the real one, an alarm in the past fires from the main context, never from within the
 * call that set it. */
static void
check_overdue (StintFakeClock *self)
{
  clear_overdue (self);
  if (self->alarm > self->now)
    return;

  self->overdue = g_idle_source_new ();
  g_source_set_priority (self->overdue, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->overdue, overdue_cb, self, NULL);
  g_source_attach (self->overdue, self->context);
}

static gint64
stint_fake_clock_now (StintClock *clock)
{
  return STINT_FAKE_CLOCK (clock)->now;
}

static gint64
stint_fake_clock_boot_time (StintClock *clock)
{
  return STINT_FAKE_CLOCK (clock)->boot_time;
}

static void
stint_fake_clock_set_alarm (StintClock *clock, gint64 when)
{
  StintFakeClock *self = STINT_FAKE_CLOCK (clock);

  self->alarm = when;
  check_overdue (self);
}

static void
stint_fake_clock_iface_init (StintClockInterface *iface)
{
  iface->now = stint_fake_clock_now;
  iface->boot_time = stint_fake_clock_boot_time;
  iface->set_alarm = stint_fake_clock_set_alarm;
}

static void
stint_fake_clock_finalize (GObject *object)
{
  StintFakeClock *self = STINT_FAKE_CLOCK (object);

  clear_overdue (self);
  g_main_context_unref (self->context);

  G_OBJECT_CLASS (stint_fake_clock_parent_class)->finalize (object);
}

static void
stint_fake_clock_class_init (StintFakeClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_fake_clock_finalize;
}

static void
stint_fake_clock_init (StintFakeClock *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->alarm = STINT_INSTANT_NEVER;
  /* A machine that has been up for an hour: zero would hide a forgotten boot time. */
  self->boot_time = (gint64) 3600 * G_USEC_PER_SEC;
}

StintClock *
stint_fake_clock_new (gint64 now)
{
  StintFakeClock *self = g_object_new (STINT_TYPE_FAKE_CLOCK, NULL);

  self->now = now;
  return STINT_CLOCK (self);
}

static void
move_to (StintFakeClock *self, gint64 instant)
{
  self->boot_time += instant - self->now;
  self->now = instant;
}

void
stint_fake_clock_advance (StintFakeClock *self, gint64 microseconds)
{
  gint64 target;

  g_return_if_fail (STINT_IS_FAKE_CLOCK (self));
  g_return_if_fail (microseconds >= 0);

  g_object_ref (self);

  /* One alarm after the other, each at its own instant, so that a nine hours' jump runs through the
   * same sequence as nine hours.  What a handler sets in the past is left to the main context. */
  target = self->now + microseconds;
  while (self->alarm > self->now && self->alarm <= target)
    {
      move_to (self, self->alarm);
      self->alarm = STINT_INSTANT_NEVER;
      stint_clock_emit_fired (STINT_CLOCK (self));
    }
  move_to (self, MAX (target, self->now));

  g_object_unref (self);
}

void
stint_fake_clock_step (StintFakeClock *self, gint64 microseconds)
{
  g_return_if_fail (STINT_IS_FAKE_CLOCK (self));

  g_object_ref (self);
  self->now += microseconds;
  check_overdue (self);
  stint_clock_emit_jumped (STINT_CLOCK (self));
  g_object_unref (self);
}

void
stint_fake_clock_suspend (StintFakeClock *self, gint64 microseconds)
{
  g_return_if_fail (STINT_IS_FAKE_CLOCK (self));
  g_return_if_fail (microseconds >= 0);

  self->boot_time += microseconds;
  stint_fake_clock_step (self, microseconds);
}
