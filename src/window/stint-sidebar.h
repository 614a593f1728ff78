/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"
#include "stint-ticker.h"

G_BEGIN_DECLS

/* StintSidebar: the views (all, active, pinned, those that were saved) and the integrations with
 * their state.
 *
 * Properties: "view" (string, see stint_slot_model_set_view()); "folded" (boolean).
 * Signals: "view-chosen": a person chose; where the sidebar stands alone the list comes next;
 *   "left": Tab, out of the views to what follows (GtkListBox would choose each that it passes). */
#define STINT_TYPE_SIDEBAR (stint_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (StintSidebar, stint_sidebar, STINT, SIDEBAR, GtkBox)

/* Once. @settings: the window's, for saved views. */
void stint_sidebar_set_client (StintSidebar *self,
                               StintClient *client,
                               StintTicker *ticker,
                               GSettings *settings);

/* Sessions came, went, or changed their group: counts anew, after the next frame. */
void stint_sidebar_queue_count (StintSidebar *self);

const char *stint_sidebar_get_view (StintSidebar *self);
/* A view of an integration that is gone, or of a name that is not saved, is "all". */
void stint_sidebar_set_view (StintSidebar *self, const char *view);

G_END_DECLS
