/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-clock.h"
#include "stint-registry.h"
#include "stint-tray-entry.h"
#include "stint-tray-pixmap.h"

G_BEGIN_DECLS

/* What the tray says about sessions and integrations at one instant; nothing is kept. */

/* The actions of entries.  Those of sessions and integrations have an id for a target. */
#define STINT_TRAY_TOGGLE_WINDOW "toggle-window"
#define STINT_TRAY_OPEN "open"
#define STINT_TRAY_START "start-session"
#define STINT_TRAY_RENEW "renew-session"
#define STINT_TRAY_STOP "stop-session"
#define STINT_TRAY_SHOW "show-session"
#define STINT_TRAY_CONSOLE "open-console"
#define STINT_TRAY_COPY "copy-credentials"
#define STINT_TRAY_SIGN_IN "sign-in"
#define STINT_TRAY_STOP_ALL "stop-all"
#define STINT_TRAY_QUIT "quit"

StintTrayLook stint_tray_content_get_look (StintRegistry *registry);

/* The menu, with the time that is left at the instant @now.  (transfer full) */
StintTrayEntry *stint_tray_content_make_menu (StintRegistry *registry, gint64 now);

/* How many sessions are active, and which one ends next and when: told as a time of day, so that it
 * stays true for the day.  (transfer full) */
char *stint_tray_content_make_tooltip (StintRegistry *registry, gint64 now);

G_END_DECLS
