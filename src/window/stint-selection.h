/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

#include "stint-slot-model.h"

G_BEGIN_DECLS

/* StintSelection: the sessions that are selected, whichever slots they stand in: GTK's own selection
 * models keep places, and a place shows another session with each letter of a search.
 *
 * What leaves the list (a search, a stop in the view of active ones) is selected no more, except for
 * the *lead*: the one session that details, Enter and shortcuts are about, which comes back when it
 * can be seen again.  It is the last one that was selected.
 *
 * Signal "changed": the set, or the lead, is another one. */
#define STINT_TYPE_SELECTION (stint_selection_get_type ())
G_DECLARE_FINAL_TYPE (StintSelection, stint_selection, STINT, SELECTION, GObject)

StintSelection *stint_selection_new (StintSlotModel *model);

/* What is selected in. (transfer none) */
StintSlotModel *stint_selection_get_model (StintSelection *self);

/* (nullable) (transfer none) */
StintSessionItem *stint_selection_get_lead (StintSelection *self);
/* Only this one. @session: (nullable). */
void stint_selection_set_lead (StintSelection *self, StintSessionItem *session);

/* Where the lead stands, or G_MAXUINT. */
guint stint_selection_get_lead_position (StintSelection *self);

guint stint_selection_get_n (StintSelection *self);

/* In the order of the list. (transfer container) of StintSessionItem (transfer full) */
GPtrArray *stint_selection_list (StintSelection *self);

G_END_DECLS
