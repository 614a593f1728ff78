/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-base"

#include "config.h"

#include "stint-clock.h"

enum
{
  SIGNAL_FIRED,
  SIGNAL_JUMPED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (StintClock, stint_clock, G_TYPE_OBJECT)

static void
stint_clock_default_init (StintClockInterface *iface)
{
  signals[SIGNAL_FIRED] = g_signal_new ("fired", STINT_TYPE_CLOCK, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_JUMPED] = g_signal_new ("jumped", STINT_TYPE_CLOCK, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);
}

gint64
stint_clock_now (StintClock *self)
{
  g_return_val_if_fail (STINT_IS_CLOCK (self), 0);

  return STINT_CLOCK_GET_IFACE (self)->now (self);
}

gint64
stint_clock_boot_time (StintClock *self)
{
  g_return_val_if_fail (STINT_IS_CLOCK (self), 0);

  return STINT_CLOCK_GET_IFACE (self)->boot_time (self);
}

void
stint_clock_set_alarm (StintClock *self, gint64 when)
{
  g_return_if_fail (STINT_IS_CLOCK (self));

  STINT_CLOCK_GET_IFACE (self)->set_alarm (self, when);
}

void
stint_clock_emit_fired (StintClock *self)
{
  g_return_if_fail (STINT_IS_CLOCK (self));

  g_signal_emit (self, signals[SIGNAL_FIRED], 0);
}

void
stint_clock_emit_jumped (StintClock *self)
{
  g_return_if_fail (STINT_IS_CLOCK (self));

  g_signal_emit (self, signals[SIGNAL_JUMPED], 0);
}
