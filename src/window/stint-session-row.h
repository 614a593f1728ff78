/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

#include "stint-slot.h"
#include "stint-ticker.h"

G_BEGIN_DECLS

/* StintSessionRow: two lines of a session, its time, and the buttons that never move.
 *
 * Property "show-arrow" (boolean): the list has no details beside it; an arrow leads there.
 *
 * Actions that its buttons call, with the session's id: win.start-session, win.stop-session,
 * win.cancel-session, win.renew-session, win.show-session. */
#define STINT_TYPE_SESSION_ROW (stint_session_row_get_type ())
G_DECLARE_FINAL_TYPE (StintSessionRow, stint_session_row, STINT, SESSION_ROW, GtkBox)

GtkWidget *stint_session_row_new (StintTicker *ticker);

/* @slot: (nullable): none when the row is put aside. */
void stint_session_row_set_slot (StintSessionRow *self, StintSlot *slot);
StintSlot *stint_session_row_get_slot (StintSessionRow *self);

/* What a screen reader says for the row. (nullable) (transfer none) */
const char *stint_session_row_get_label (StintSessionRow *self);

G_END_DECLS
