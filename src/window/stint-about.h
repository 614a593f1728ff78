/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"

G_BEGIN_DECLS

void stint_about_show (GtkWindow *parent, StintClient *client);

/* What belongs into a report of a bug; no names of the person's, no ids, no keys. (transfer full) */
char *stint_about_debug_info (StintClient *client);

G_END_DECLS
