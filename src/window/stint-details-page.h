/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"
#include "stint-ticker.h"

G_BEGIN_DECLS

/* StintDetailsPage: what StintDetails shows below its header bar while there is a session.  Made
 * when the first one is chosen: its rows are a good part of the window's widgets, and a window is
 * to be there before them. */
#define STINT_TYPE_DETAILS_PAGE (stint_details_page_get_type ())
G_DECLARE_FINAL_TYPE (StintDetailsPage, stint_details_page, STINT, DETAILS_PAGE, AdwBin)

GtkWidget *stint_details_page_new (StintClient *client, StintTicker *ticker);

/* @session: (nullable): NULL lets go of it. */
void stint_details_page_set_session (StintDetailsPage *self, StintSessionItem *session);

G_END_DECLS
