/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* StintValueRow: a fact: what it is, dim, above what it says; a button copies it where that is of
 * use.
 *
 * Properties: "value" (string; an empty one hides the row); "copyable" (boolean). */
#define STINT_TYPE_VALUE_ROW (stint_value_row_get_type ())
G_DECLARE_FINAL_TYPE (StintValueRow, stint_value_row, STINT, VALUE_ROW, AdwActionRow)

void stint_value_row_set_value (StintValueRow *self, const char *value);
const char *stint_value_row_get_value (StintValueRow *self);

/* What "copy" copies, if not the value as it is shown. */
void stint_value_row_set_copied (StintValueRow *self, const char *copied);

G_END_DECLS
