/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"
#include "stint-ticker.h"

G_BEGIN_DECLS

/* StintDetailsHistory: what happened to a session lately, newest first.  It asks the service when
 * another session is shown, and when something has changed with it.
 *
 * Property: "last-command" (string, read-only): what a person in a terminal would have typed for the
 *   newest of it; "" if there is nothing. */
#define STINT_TYPE_DETAILS_HISTORY (stint_details_history_get_type ())
G_DECLARE_FINAL_TYPE (
    StintDetailsHistory, stint_details_history, STINT, DETAILS_HISTORY, AdwPreferencesGroup)

/* @session: (nullable). Safe to call with every change of it. */
void stint_details_history_show (StintDetailsHistory *self,
                                 StintClient *client,
                                 StintTicker *ticker,
                                 StintSessionItem *session);
const char *stint_details_history_get_last_command (StintDetailsHistory *self);

/* One event in words: "Started", and when and why. (transfer none), (transfer full) */
const char *stint_details_history_title (const char *event);
char *stint_details_history_detail (gint64 instant, const char *error, GVariant *more, gint64 now);

G_END_DECLS
