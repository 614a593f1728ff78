/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-slot.h"

G_BEGIN_DECLS

/* StintSlotModel: the list as the window shows it.
 *
 *     client's sessions      any order, items live as long as their session
 *          │ entries         one a session: its group and its cached sort key
 *          │ order           sorted: active, pinned, the rest by integration; each by name
 *          │ visible         what view and search let through
 *          ▼
 *     slots (this GListModel)  slot n shows visible[n]
 *
 * Filtering and sorting change which session a slot shows, by notify; only the number of slots
 * changes, at the tail.  GTK 4.8 destroys and builds 160 row widgets for every keystroke of an
 * ordinary filter over a long list; here it re-labels those on the screen.
 *
 * The price: a position is not a session.  Whoever keeps a selection follows "arranged". */
#define STINT_TYPE_SLOT_MODEL (stint_slot_model_get_type ())
G_DECLARE_FINAL_TYPE (StintSlotModel, stint_slot_model, STINT, SLOT_MODEL, GObject)

/* @sessions: of StintSessionItem.
 *
 * Signal "arranged": sessions may stand in other slots now. */
StintSlotModel *stint_slot_model_new (GListModel *sessions);

/* Words that all have to occur in a session's search key; "" or NULL for everything. */
void stint_slot_model_set_search (StintSlotModel *self, const char *text);

/* "all", "active", "pinned", or "integration:ID"; anything else is "all". */
void stint_slot_model_set_view (StintSlotModel *self, const char *view);

/* At most so many slots: the first frame of a window has those that can be seen. */
void stint_slot_model_set_limit (StintSlotModel *self, guint limit);

/* How many sessions view and search let through, the limit notwithstanding. */
guint stint_slot_model_get_n_visible (StintSlotModel *self);

/* (nullable) (transfer none) */
StintSessionItem *stint_slot_model_get_session (StintSlotModel *self, guint position);

/* The slot of @session, or G_MAXUINT. */
guint stint_slot_model_find (StintSlotModel *self, StintSessionItem *session);

G_END_DECLS
