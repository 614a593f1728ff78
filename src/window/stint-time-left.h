/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The words for how long something lasts.  All lengths and instants are seconds.  From ten minutes
 * on a number changes once a minute, below once a second. */

/* "7 h 12 min", "52 min", "6:04", "0:00": short, for a row.  Rounded down. (transfer full) */
char *stint_time_left_format (gint64 left);

/* "52 minutes", "6 minutes 4 seconds": to be read aloud or in a sentence. (transfer full) */
char *stint_time_left_spell (gint64 left);

/* When the words for @until change next, or 0 when they do not any more. */
gint64 stint_time_left_next_change (gint64 until, gint64 now);

/* How much of the time from @since to @until is left, 0 to 1. */
double stint_time_left_fraction (gint64 since, gint64 until, gint64 now);

G_END_DECLS
