/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* StintPreferences: what GSettings keeps; each row is bound to its key, so that the command line's
 * `stint config` shows up here at once. */
#define STINT_TYPE_PREFERENCES (stint_preferences_get_type ())
G_DECLARE_FINAL_TYPE (StintPreferences, stint_preferences, STINT, PREFERENCES, AdwPreferencesWindow)

GtkWidget *stint_preferences_new (GtkWindow *parent);

G_END_DECLS
