/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-pick.h"

G_BEGIN_DECLS

/* StintPicker: a row that shows what is chosen and opens a list with a search field: for choices
 * between dozens or thousands, which a combo row of libadwaita 1.2 cannot search.
 *
 * Property: "chosen" (string): the id of what is chosen, notified when a person or the program
 *   changes it.  Signal "picked" (string): a person chose this id. */
#define STINT_TYPE_PICKER (stint_picker_get_type ())
G_DECLARE_FINAL_TYPE (StintPicker, stint_picker, STINT, PICKER, AdwActionRow)

/* The sentence why a text that is in no list cannot be meant; NULL: it can. */
typedef const char *(*StintPickerCheck) (const char *text);

/* @model: of StintPick; (nullable). */
void stint_picker_set_model (StintPicker *self, GListModel *model);
/* Lets a person give what is not in the list, if @check does not object. */
void stint_picker_set_check (StintPicker *self, StintPickerCheck check);

void stint_picker_set_chosen (StintPicker *self, const char *id);
/* (transfer none), "" if there is nothing. */
const char *stint_picker_get_chosen (StintPicker *self);

/* What is shown, if not the title of what is chosen; NULL: that again. */
void stint_picker_set_shown (StintPicker *self, const char *text);

/* Opens the list, and types into its search field; for tests. */
void stint_picker_popup (StintPicker *self, const char *text);
/* Chooses the first that is found, as Enter does. */
void stint_picker_take_first (StintPicker *self);

G_END_DECLS
