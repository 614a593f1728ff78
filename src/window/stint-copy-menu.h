/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-client.h"

G_BEGIN_DECLS

/* What can be copied of a session, as a menu.  What is secret goes by actions of the window, which
 * ask the service for it; the rest stands in the menu's targets. (transfer full) */
GMenuModel *stint_copy_menu_new (StintClient *client, StintSessionItem *session);

G_END_DECLS
