/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintClock: the wall clock, injectable, so that a test jumps nine hours without waiting.
 *
 * An instant is a gint64 of microseconds since the epoch in UTC, as g_get_real_time() gives it.
 * Deadlines are absolute instants: they survive suspend, clock steps and time zones.  A clock has
 * exactly one alarm; StintDeadlines shares it among any number of users.
 *
 * Signal "fired": the alarm's instant has passed.
 * Signal "jumped": the wall clock was stepped, or the machine woke up: everything that was measured
 *   against it (skew, ages) is void, and every deadline is to be looked at again.
 *
 * Both are emitted in the thread-default main context in which the clock was made. */
#define STINT_TYPE_CLOCK (stint_clock_get_type ())
G_DECLARE_INTERFACE (StintClock, stint_clock, STINT, CLOCK, GObject)

/* "Never" for alarms and deadlines. */
#define STINT_INSTANT_NEVER G_MAXINT64

struct _StintClockInterface
{
  GTypeInterface parent_iface;

  gint64 (*now) (StintClock *self);
  gint64 (*boot_time) (StintClock *self);
  void (*set_alarm) (StintClock *self, gint64 when);
};

/* The wall clock now. */
gint64 stint_clock_now (StintClock *self);

/* Microseconds since boot, suspend included: never steps. */
gint64 stint_clock_boot_time (StintClock *self);

/* Moves the one alarm to @when; STINT_INSTANT_NEVER disarms it.  An instant in the past fires at
 * the next iteration of the main context. */
void stint_clock_set_alarm (StintClock *self, gint64 when);

/* For implementations. */
void stint_clock_emit_fired (StintClock *self);
void stint_clock_emit_jumped (StintClock *self);

/* The real one: timerfd on CLOCK_REALTIME, absolute, cancelled by clock steps. */
#define STINT_TYPE_SYSTEM_CLOCK (stint_system_clock_get_type ())
G_DECLARE_FINAL_TYPE (StintSystemClock, stint_system_clock, STINT, SYSTEM_CLOCK, GObject)
StintClock *stint_system_clock_new (void);

/* One that stands still until told, for tests (in the library because tests of every room use it).
 * stint_fake_clock_advance() moves wall and boot time and fires what becomes due;
 * stint_fake_clock_step() moves the wall alone, as an administrator or NTP does, and jumps;
 * stint_fake_clock_suspend() moves both at once and jumps, as a machine does that slept: what became
 * due meanwhile is due together. */
#define STINT_TYPE_FAKE_CLOCK (stint_fake_clock_get_type ())
G_DECLARE_FINAL_TYPE (StintFakeClock, stint_fake_clock, STINT, FAKE_CLOCK, GObject)
StintClock *stint_fake_clock_new (gint64 now);
void stint_fake_clock_advance (StintFakeClock *self, gint64 microseconds);
void stint_fake_clock_step (StintFakeClock *self, gint64 microseconds);
void stint_fake_clock_suspend (StintFakeClock *self, gint64 microseconds);

G_END_DECLS
