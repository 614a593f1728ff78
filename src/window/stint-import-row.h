/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* StintImportRow: a profile that was found, and what it becomes. */
#define STINT_TYPE_IMPORT_ROW (stint_import_row_get_type ())
G_DECLARE_FINAL_TYPE (StintImportRow, stint_import_row, STINT, IMPORT_ROW, AdwActionRow)

/* @item: a{sv} of the items of Import.Plan. */
GtkWidget *stint_import_row_new (GVariant *item);

const char *stint_import_row_get_id (StintImportRow *self);
gboolean stint_import_row_get_selected (StintImportRow *self);
/* The check button, to follow its "toggled"; NULL for what cannot be imported. */
GtkCheckButton *stint_import_row_get_check (StintImportRow *self);

G_END_DECLS
