/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintSessionMonitor: in a sandbox, whether the screen is locked and the desktop is being left.
 *
 * Neither logind nor a screen saver can be heard there.  The Inhibit portal tells the same to an
 * application that has a *monitor* with it, and needs no window and no permission for that.  A desktop
 * whose portal cannot tell it, or that has none, is asked again now and then, more and more seldom.
 *
 * Signals: "locked": the screen has been locked, or is found to be; "ending": the desktop is left, and
 * cannot be kept from it any more; "seen" (gboolean): whether somebody tells us, at each change. */
#define STINT_TYPE_SESSION_MONITOR (stint_session_monitor_get_type ())
G_DECLARE_FINAL_TYPE (StintSessionMonitor, stint_session_monitor, STINT, SESSION_MONITOR, GObject)

/* @bus: the session bus. */
StintSessionMonitor *stint_session_monitor_new (GDBusConnection *bus);

/* Whether anything follows from what it would tell; at first nothing does, and nobody is asked. */
void stint_session_monitor_set_wanted (StintSessionMonitor *self, gboolean wanted);

G_END_DECLS
