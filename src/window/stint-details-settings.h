/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* StintDetailsSettings: what can be changed of a session where it is shown: profile, region,
 * hand-out, duration, codes, renewal, start at login.  What is changed is saved at once; what the
 * service refuses is said and taken back.
 *
 * Signal "edited" (string): something was changed; the command line that does the same, or "". */
#define STINT_TYPE_DETAILS_SETTINGS (stint_details_settings_get_type ())
G_DECLARE_FINAL_TYPE (StintDetailsSettings, stint_details_settings, STINT, DETAILS_SETTINGS, AdwBin)

/* Shows @session as it is now; to be called with every change of it. */
void stint_details_settings_show (StintDetailsSettings *self,
                                  StintClient *client,
                                  StintSessionItem *session);

/* One step back: a profile name that was typed and not applied gives way to what was there.
 * Returns: whether there was one. */
gboolean stint_details_settings_take_back (StintDetailsSettings *self);

G_END_DECLS
