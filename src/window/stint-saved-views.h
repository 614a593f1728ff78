/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-query.h"

G_BEGIN_DECLS

/* Searches and filters that were kept under a name, in the window's settings, in the order in which
 * they were made.  Whoever shows them follows "changed::saved-views" of @settings. */
#define STINT_SAVED_VIEWS_KEY "saved-views"

/* What a view of the sidebar is called that is one of them: "saved:NAME". */
#define STINT_SAVED_VIEW_PREFIX "saved:"

/* (transfer full) */
GStrv stint_saved_views_list (GSettings *settings);

/* (nullable) (transfer full): NULL if there is none of this name. */
StintQuery *stint_saved_views_get (GSettings *settings, const char *name);

/* Adds one, or replaces the one of this name. */
void stint_saved_views_put (GSettings *settings, const char *name, const StintQuery *query);

/* Where @to exists, FALSE: nothing is replaced. */
gboolean stint_saved_views_rename (GSettings *settings, const char *from, const char *to);

void stint_saved_views_remove (GSettings *settings, const char *name);

G_END_DECLS
