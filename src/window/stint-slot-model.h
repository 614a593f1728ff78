/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-query.h"
#include "stint-slot-entry.h"
#include "stint-slot.h"

G_BEGIN_DECLS

/* StintSlotModel: the list as the window shows it.
 *
 *     client's sessions      any order, items live as long as their session
 *          │ entries         one a session: its group and its cached sort keys
 *          │ order           sorted: active, pinned, the rest
 *          │ visible         what view, filter and search let through; a search puts the best first
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

/* What somebody types, and limits the list to by hand.  Words as in stint-finder.h; "" or NULL for
 * everything. */
void stint_slot_model_set_search (StintSlotModel *self, const char *text);
void stint_slot_model_set_filter (StintSlotModel *self, const StintQuery *filter);

/* "all", "active", "pinned", or "integration:ID"; anything else is "all".  @scope: (nullable): what
 * a saved view is limited to, its words and its filter; search and filter search in it. */
void stint_slot_model_set_view (StintSlotModel *self, const char *view, const StintQuery *scope);

void stint_slot_model_set_order (StintSlotModel *self, StintOrder order);

/* FALSE while only the first of the sessions are known: their groups are not counted. TRUE at first. */
void stint_slot_model_set_complete (StintSlotModel *self, gboolean complete);

/* At most so many slots: the first frame of a window has those that can be seen. */
void stint_slot_model_set_limit (StintSlotModel *self, guint limit);

/* What can be seen, about.  Those slots change at once; the others, and the number of slots where it
 * falls, follow a moment later and a few at a time, so that a letter is drawn before GTK relabels and
 * destroys two hundred widgets that nobody sees.  A slot behind the last session has none.  As long
 * as nobody has told, everything changes at once. */
void stint_slot_model_set_seen (StintSlotModel *self, guint first, guint n);

/* How many sessions are let through, the limit notwithstanding. */
guint stint_slot_model_get_n_visible (StintSlotModel *self);

/* (nullable) (transfer none) */
StintSessionItem *stint_slot_model_get_session (StintSlotModel *self, guint position);

/* The slot of @session, or G_MAXUINT. */
guint stint_slot_model_find (StintSlotModel *self, StintSessionItem *session);

G_END_DECLS
