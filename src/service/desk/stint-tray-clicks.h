/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-service.h"

G_BEGIN_DECLS

/* Does what a click on an entry of the tray's menu, or on a notice's button, means.  Sessions that need no person are
 * started, renewed and stopped here; where the engine finds that it needs one after all, and for
 * everything else, the window is called.  Other failures stay with the session, and are told as any
 * of its failures is.
 *
 * @action, @target: see stint-tray-content.h; ids of what is gone by now are ignored
 * @token: (nullable): the activation token of the click */
void
stint_tray_click (StintService *service, const char *action, const char *target, const char *token);

G_END_DECLS
