/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The difference of two texts in the unified form, three lines around each change, for people who
 * read patches: "--- path", "+++ path", hunks.
 * @colour: with the usual colours.
 * Returns: (transfer full): "" where nothing differs. */
char *stint_cli_diff (const char *path, const char *before, const char *after, gboolean colour);

/* How many lines go and come. */
void
stint_cli_diff_count (const char *before, const char *after, guint *out_removed, guint *out_added);

G_END_DECLS
