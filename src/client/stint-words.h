/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

#include "stint-types.h"

G_BEGIN_DECLS

/* Times and states as a person reads them; shared by window, command line and notices.
 * Instants and lengths are seconds, as on the bus.  All results: (transfer full), translated. */

/* "52 min", "1 h 20 min", "45 s", "2 d 3 h": two units at most, rounded down, so that nobody is
 * promised more time than there is.  Nothing negative: "0 s". */
char *stint_words_duration (gint64 seconds);

/* The same for a duration that was chosen, exact: "1 h", "12 h", "1 h 30 min". */
char *stint_words_duration_exact (gint64 seconds);

/* "14:32" today, "tomorrow 14:32", "Tue 14:32" within a week, else "2026-12-24 14:32"; local. */
char *stint_words_instant (gint64 instant, gint64 now);

/* "just now", "3 min ago", "2 h ago", "5 d ago". */
char *stint_words_ago (gint64 instant, gint64 now);

/* What stands where the time is: "52 min left", "starting…", "ended 3 min ago", "failed", "". */
char *stint_words_life (StintSessionState state, gint64 until, gint64 now);

/* "IAM user", "IAM role", … ; (transfer none). */
const char *stint_words_session_kind (StintSessionKind kind);
const char *stint_words_integration_kind (StintIntegrationKind kind);
/* "inactive", "active", "ends soon", … ; (transfer none). */
const char *stint_words_state (StintSessionState state);

/* "1234 5678 9012", for reading only. */
char *stint_words_account_id (const char *account_id);

/* "A", "A and B", "A, B and C", "A, B, C and 4 more" (@max names at most, 0: all). */
char *stint_words_list (const char *const *names, guint max);

G_END_DECLS
