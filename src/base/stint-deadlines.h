/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-clock.h"

G_BEGIN_DECLS

/* StintDeadlines: one binary heap of absolute deadlines on one clock alarm.
 *
 * Level-triggered: a callback asks what is true now, so being called late, or twice after a clock
 * step, does no harm.  On a jump of the clock only what is then due fires.  Callbacks may add,
 * move and remove deadlines, their own included. */
#define STINT_TYPE_DEADLINES (stint_deadlines_get_type ())
G_DECLARE_FINAL_TYPE (StintDeadlines, stint_deadlines, STINT, DEADLINES, GObject)

typedef void (*StintDeadlineFunc) (gpointer user_data);

StintDeadlines *stint_deadlines_new (StintClock *clock);

/* Adds a deadline at the instant @when.
 * Returns: its id, never 0.  It is removed when it fires. */
guint
stint_deadlines_add (StintDeadlines *self, gint64 when, StintDeadlineFunc func, gpointer user_data);

/* Removes one; an id that has fired or is 0 is ignored.  O(log n). */
void stint_deadlines_remove (StintDeadlines *self, guint id);

/* How many are armed, and the earliest instant (STINT_INSTANT_NEVER if none). */
guint stint_deadlines_get_count (StintDeadlines *self);
gint64 stint_deadlines_get_next (StintDeadlines *self);

G_END_DECLS
