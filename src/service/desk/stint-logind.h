/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintLogind: what logind says of the machine and of our own desktop session.
 *
 * It holds a *delay* inhibitor for sleep and shutdown, so that whoever hears of them has a moment
 * (five seconds, by logind's default) to finish; stint_logind_go_on() lets it happen, and the
 * inhibitor is taken again on waking up.  No logind, and no system bus, is nothing to worry about.
 *
 * Signals: "sleep" (gboolean before), "shutdown" (gboolean before): FALSE after waking up, and where
 * it was called off; "locked": the screen of one of our sessions was locked. */
#define STINT_TYPE_LOGIND (stint_logind_get_type ())
G_DECLARE_FINAL_TYPE (StintLogind, stint_logind, STINT, LOGIND, GObject)

StintLogind *stint_logind_new (void);

/* What there was to do before sleep or shutdown is done. */
void stint_logind_go_on (StintLogind *self);

G_END_DECLS
