/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

#include "stint-selection.h"

G_BEGIN_DECLS

/* StintSelectionBar: how many sessions are selected, and what can be done with all of them.  Shown
 * while they are several. */
#define STINT_TYPE_SELECTION_BAR (stint_selection_bar_get_type ())
G_DECLARE_FINAL_TYPE (StintSelectionBar, stint_selection_bar, STINT, SELECTION_BAR, GtkBox)

GtkWidget *stint_selection_bar_new (StintSelection *selection);

/* "3 selected, 1 of them active", for tests. (transfer none) */
const char *stint_selection_bar_get_text (StintSelectionBar *self);

G_END_DECLS
