/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* StintCodeEntry: six digits in six boxes, in two threes, left to right in every language.
 *
 * For the keyboard, the clipboard and a screen reader it is one ordinary field, a transparent
 * GtkEntry; the boxes below it are only drawn.  Whatever is typed or pasted, its digits are taken
 * (those of any script) and the rest is left out.
 *
 * Property "resting" (boolean): shown, but not to be changed, while AWS is asked.
 * Signal "complete" (string): there are six. */
#define STINT_TYPE_CODE_ENTRY (stint_code_entry_get_type ())
G_DECLARE_FINAL_TYPE (StintCodeEntry, stint_code_entry, STINT, CODE_ENTRY, GtkWidget)

GtkWidget *stint_code_entry_new (void);

const char *stint_code_entry_get_code (StintCodeEntry *self);
void stint_code_entry_clear (StintCodeEntry *self);

void stint_code_entry_set_resting (StintCodeEntry *self, gboolean resting);

/* @error: (nullable): a sentence that becomes the field's description, and its state invalid; NULL
 * when it is valid again. */
void stint_code_entry_set_error (StintCodeEntry *self, const char *error);

/* The real field, for tests. */
GtkWidget *stint_code_entry_get_field (StintCodeEntry *self);

G_END_DECLS
