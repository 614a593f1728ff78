/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-clock.h"

G_BEGIN_DECLS

/* StintTicker: the one hand of the clock that a window's numbers follow.
 *
 * Whoever shows a time that runs asks for the instant at which its text changes next; the ticker
 * wakes up once, at the earliest, and emits "tick"; everybody looks again and asks again.  Nothing
 * ticks while it does not run (the window is hidden) and nothing while nobody asks.  A clock that
 * was stepped, or a machine that woke up, is a tick as well. */
#define STINT_TYPE_TICKER (stint_ticker_get_type ())
G_DECLARE_FINAL_TYPE (StintTicker, stint_ticker, STINT, TICKER, GObject)

/* Uses the one alarm of @clock. */
StintTicker *stint_ticker_new (StintClock *clock);

/* Seconds since the epoch, as times of the service are. */
gint64 stint_ticker_get_now (StintTicker *self);

/* @when: seconds since the epoch; 0 asks for nothing.  Asked for again after each tick. */
void stint_ticker_want (StintTicker *self, gint64 when);

/* Starting it again is a tick: whatever stood still looks at the time. */
void stint_ticker_set_running (StintTicker *self, gboolean running);
gboolean stint_ticker_is_running (StintTicker *self);

G_END_DECLS
