/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* StintSplitView: sidebar | (content | details), as many beside each other as there is room for.
 * The only place that knows how panes fold, so that a later move to newer libadwaita's split views
 * changes one file.
 *
 * Properties: "sidebar", "content", "details" (GtkWidget, read and write).  Read-only:
 *   "sidebar-folded", "details-folded" (boolean): that pane and the content take turns;
 *   "details-alone" (boolean): both folded.
 * Header bars bind their window buttons to these. */
#define STINT_TYPE_SPLIT_VIEW (stint_split_view_get_type ())
G_DECLARE_FINAL_TYPE (StintSplitView, stint_split_view, STINT, SPLIT_VIEW, AdwBin)

gboolean stint_split_view_get_details_folded (StintSplitView *self);
gboolean stint_split_view_get_sidebar_folded (StintSplitView *self);

/* Brings a pane to the front; nothing to see where all stand beside each other. */
void stint_split_view_show_sidebar (StintSplitView *self);
void stint_split_view_show_content (StintSplitView *self);
void stint_split_view_show_details (StintSplitView *self);

/* Whether the details are the one pane that is seen of the two. */
gboolean stint_split_view_shows_details_only (StintSplitView *self);

/* One step towards the sidebar.  FALSE if there is none. */
gboolean stint_split_view_go_back (StintSplitView *self);

G_END_DECLS
