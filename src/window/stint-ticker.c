/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-ticker.h"

struct _StintTicker
{
  GObject parent_instance;

  StintClock *clock; /* (owned) */
  gint64 wanted;     /* seconds; 0: nothing */
  gboolean running;
};

enum
{
  TICK,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintTicker, stint_ticker, G_TYPE_OBJECT)

static void
stint_ticker_arm (StintTicker *self)
{
  gint64 when = STINT_INSTANT_NEVER;

  if (self->running && self->wanted != 0)
    when = self->wanted * G_USEC_PER_SEC;
  stint_clock_set_alarm (self->clock, when);
}

static void
stint_ticker_tick (StintTicker *self)
{
  if (!self->running)
    return;

  self->wanted = 0;
  g_signal_emit (self, signals[TICK], 0);
  stint_ticker_arm (self);
}

static void
stint_ticker_dispose (GObject *object)
{
  StintTicker *self = STINT_TICKER (object);

  if (self->clock != NULL)
    stint_clock_set_alarm (self->clock, STINT_INSTANT_NEVER);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (stint_ticker_parent_class)->dispose (object);
}

static void
stint_ticker_class_init (StintTickerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stint_ticker_dispose;

  signals[TICK] = g_signal_new ("tick", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
stint_ticker_init (StintTicker *self)
{
}

StintTicker *
stint_ticker_new (StintClock *clock)
{
  StintTicker *self;

  g_return_val_if_fail (STINT_IS_CLOCK (clock), NULL);

  self = g_object_new (STINT_TYPE_TICKER, NULL);
  self->clock = g_object_ref (clock);
  g_signal_connect_object (clock, "fired", G_CALLBACK (stint_ticker_tick), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (clock, "jumped", G_CALLBACK (stint_ticker_tick), self,
                           G_CONNECT_SWAPPED);
  return self;
}

gint64
stint_ticker_get_now (StintTicker *self)
{
  g_return_val_if_fail (STINT_IS_TICKER (self), 0);

  return stint_clock_now (self->clock) / G_USEC_PER_SEC;
}

void
stint_ticker_want (StintTicker *self, gint64 when)
{
  g_return_if_fail (STINT_IS_TICKER (self));

  if (when == 0 || (self->wanted != 0 && self->wanted <= when))
    return;
  self->wanted = when;
  stint_ticker_arm (self);
}

void
stint_ticker_set_running (StintTicker *self, gboolean running)
{
  g_return_if_fail (STINT_IS_TICKER (self));

  if (self->running == running)
    return;
  self->running = running;
  if (running)
    stint_ticker_tick (self);
  else
    stint_ticker_arm (self);
}

gboolean
stint_ticker_is_running (StintTicker *self)
{
  g_return_val_if_fail (STINT_IS_TICKER (self), FALSE);

  return self->running;
}
