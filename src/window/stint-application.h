/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* StintApplication: the one process of the window; activated over D-Bus.
 *
 * Actions, "app.": quit, about, preferences; and for notices, each with a session's id (s):
 *   start-session, renew-session, stop-session, show-session.  They bring the window up first. */
#define STINT_TYPE_APPLICATION (stint_application_get_type ())
G_DECLARE_FINAL_TYPE (StintApplication, stint_application, STINT, APPLICATION, AdwApplication)

StintApplication *stint_application_new (void);

G_END_DECLS
