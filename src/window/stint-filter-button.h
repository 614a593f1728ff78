/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"
#include "stint-query.h"

G_BEGIN_DECLS

/* StintFilterButton: what the list is limited to, and how it is sorted, behind one button.  The
 * popover is made when it is asked for, and offers what there is then.
 *
 * Properties: "order" (string, see the key of that name in the settings).
 * Signals: "changed": the query is another one; "save": to be kept as a view. */
#define STINT_TYPE_FILTER_BUTTON (stint_filter_button_get_type ())
G_DECLARE_FINAL_TYPE (StintFilterButton, stint_filter_button, STINT, FILTER_BUTTON, AdwBin)

/* Once. */
void stint_filter_button_set_client (StintFilterButton *self, StintClient *client);

/* Its text is always "". (transfer none) */
const StintQuery *stint_filter_button_get_query (StintFilterButton *self);
/* No "changed" if it is the same.  TRUE if there was something to clear. */
gboolean stint_filter_button_clear (StintFilterButton *self);

/* Whether there is something to save beside the filter itself: words that were typed. */
void stint_filter_button_set_has_words (StintFilterButton *self, gboolean has_words);

void stint_filter_button_popup (StintFilterButton *self);

G_END_DECLS
