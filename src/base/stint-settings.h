/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The preferences (schema STINT_SETTINGS_SCHEMA), for the service and for whoever shows or changes
 * them: all have to look at the same place.
 *
 * A schema that is not installed is an error, where GSettings itself would abort.  Where the desktop
 * has no store at all GLib would use memory, and forget everything at the end: then they are kept in
 * the key file $XDG_CONFIG_HOME/stint/preferences.
 *
 * @config_home: $XDG_CONFIG_HOME, absolute.
 * @memory_is_meant: GSETTINGS_BACKEND says "memory": a test that wants nothing to be kept.
 * (transfer full) */
GSettings *stint_settings_new (const char *config_home, gboolean memory_is_meant, GError **error);

/* "dconf", "keyfile", "memory" or the name of another store, for `stint doctor`. (transfer none) */
const char *stint_settings_get_backend_name (GSettings *settings);

G_END_DECLS
