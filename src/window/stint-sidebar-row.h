/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

#include "stint-integration-item.h"
#include "stint-ticker.h"

G_BEGIN_DECLS

/* StintSidebarRow: a view of the list: icon, name, how many. */
#define STINT_TYPE_SIDEBAR_ROW (stint_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (StintSidebarRow, stint_sidebar_row, STINT, SIDEBAR_ROW, GtkListBoxRow)

GtkWidget *stint_sidebar_row_new (const char *view, const char *icon_name, const char *title);

/* For a view that was saved: with a menu to rename and remove it. */
GtkWidget *stint_sidebar_row_new_for_saved (const char *name);

/* For an integration: with a second line about its state, and a menu. */
GtkWidget *stint_sidebar_row_new_for_integration (StintIntegrationItem *integration,
                                                  StintTicker *ticker);

const char *stint_sidebar_row_get_view (StintSidebarRow *self);
StintIntegrationItem *stint_sidebar_row_get_integration (StintSidebarRow *self);
/* FALSE if it has no menu. */
gboolean stint_sidebar_row_focus_menu (StintSidebarRow *self);
/* Opens it; FALSE if there is none. */
gboolean stint_sidebar_row_popup_menu (StintSidebarRow *self);
/* What F2 and Delete do: the window's forms and questions, or nothing. */
void stint_sidebar_row_edit (StintSidebarRow *self);
void stint_sidebar_row_remove (StintSidebarRow *self);
void stint_sidebar_row_set_count (StintSidebarRow *self, guint count);

G_END_DECLS
