/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-session-item.h"

G_BEGIN_DECLS

/* What can be done with a session, or with several that are selected, as a menu.
 * @sessions: of StintSessionItem, at least one. (transfer full) */
GMenuModel *stint_session_menu_new (GPtrArray *sessions);

G_END_DECLS
