/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"
#include "stint-ticker.h"

G_BEGIN_DECLS

/* StintDetails: everything about one session.
 *
 * Properties: "session" (StintSessionItem, may be NULL); "folded" (boolean): the way back is here;
 *   "alone" (boolean): no other pane beside it. */
#define STINT_TYPE_DETAILS (stint_details_get_type ())
G_DECLARE_FINAL_TYPE (StintDetails, stint_details, STINT, DETAILS, GtkBox)

/* Once. */
void stint_details_set_client (StintDetails *self, StintClient *client, StintTicker *ticker);

void stint_details_set_session (StintDetails *self, StintSessionItem *session);
StintSessionItem *stint_details_get_session (StintDetails *self);

G_END_DECLS
