/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-banners.h"
#include "stint-client.h"
#include "stint-selection.h"
#include "stint-slot-model.h"
#include "stint-ticker.h"

G_BEGIN_DECLS

/* StintSessionList: the pane in the middle: search, banners, and the list.
 *
 * Properties: "narrow" (boolean): no details beside it, rows lead to them by an arrow;
 *   "sidebar-folded" (boolean): the way back and the menus are here.
 * Signals: "activated" (StintSessionItem): Enter or a double click;
 *   "left": Tab, out of the list to what follows it (GTK 4.8 would walk through every row). */
#define STINT_TYPE_SESSION_LIST (stint_session_list_get_type ())
G_DECLARE_FINAL_TYPE (StintSessionList, stint_session_list, STINT, SESSION_LIST, GtkBox)

/* Once. @selection selects in @model. */
void stint_session_list_set_model (StintSessionList *self,
                                   StintSlotModel *model,
                                   StintSelection *selection,
                                   StintTicker *ticker);

/* Once. What can be filtered for, and the settings of the window. */
void
stint_session_list_set_client (StintSessionList *self, StintClient *client, GSettings *settings);

/* What is typed and filtered now. (transfer full) */
StintQuery *stint_session_list_dup_query (StintSessionList *self);

void stint_session_list_popup_filter (StintSessionList *self);

/* Until the service has told what there is. */
void stint_session_list_set_waiting (StintSessionList *self, gboolean waiting);

/* Puts @widget between the banners and the list; Tab meets it there. */
void stint_session_list_set_top (StintSessionList *self, GtkWidget *widget);

StintBanners *stint_session_list_get_banners (StintSessionList *self);

/* Typing anywhere in @window searches. */
void stint_session_list_capture_keys (StintSessionList *self, GtkWidget *window);
void stint_session_list_focus_search (StintSessionList *self);
/* Narrows the list to @words, as if they were typed. */
void stint_session_list_search (StintSessionList *self, const char *words);
/* The first that takes the keyboard in the header bar. */
void stint_session_list_focus_header (StintSessionList *self);
/* Search and filter.  TRUE if there was something to clear. */
gboolean stint_session_list_clear_search (StintSessionList *self);

/* Puts the keyboard into the list, at @position. */
void stint_session_list_focus_row (StintSessionList *self, guint position);
gboolean stint_session_list_has_focus_in_list (StintSessionList *self);

G_END_DECLS
