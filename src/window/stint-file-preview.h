/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* StintFilePreview: a file before and after, as the lines that change with a few around them, each
 * marked by a sign and a colour.  Secrets are out of it already: the service redacts. */
#define STINT_TYPE_FILE_PREVIEW (stint_file_preview_get_type ())
G_DECLARE_FINAL_TYPE (StintFilePreview, stint_file_preview, STINT, FILE_PREVIEW, AdwBin)

GtkWidget *stint_file_preview_new (const char *path, const char *before, const char *after);

/* The changed lines with signs, "- old", "+ new", "  same", and "⋯" for what is left out.
 * (transfer full) */
char *stint_file_preview_diff (const char *before, const char *after);

G_END_DECLS
