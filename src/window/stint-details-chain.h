/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* StintDetailsChain: what a session is made from, a row each: the IAM user or the portal first, then
 * the roles in between.  A row that is a session shows it when it is pressed. */
#define STINT_TYPE_DETAILS_CHAIN (stint_details_chain_get_type ())
G_DECLARE_FINAL_TYPE (
    StintDetailsChain, stint_details_chain, STINT, DETAILS_CHAIN, AdwPreferencesGroup)

void
stint_details_chain_show (StintDetailsChain *self, StintClient *client, StintSessionItem *session);
/* How many rows there are. */
guint stint_details_chain_get_length (StintDetailsChain *self);

G_END_DECLS
