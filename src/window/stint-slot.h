/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-session-item.h"

G_BEGIN_DECLS

/* StintSlot: a place in the list.  Which session stands in it changes by notify; the place stays,
 * so that narrowing a search moves no row widget (see stint-slot-model.h).
 *
 * Properties, read-only: "session" (StintSessionItem); "section" (string): the word above the first
 * row of a group, NULL elsewhere. */
#define STINT_TYPE_SLOT (stint_slot_get_type ())
G_DECLARE_FINAL_TYPE (StintSlot, stint_slot, STINT, SLOT, GObject)

StintSlot *stint_slot_new (void);

StintSessionItem *stint_slot_get_session (StintSlot *self);
const char *stint_slot_get_section (StintSlot *self);

/* For the model.  @session: (nullable): NULL while it is not shown.  TRUE if that is something else
 * than before. */
gboolean stint_slot_fill (StintSlot *self, StintSessionItem *session, const char *section);

G_END_DECLS
