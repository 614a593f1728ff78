/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintLoginEntry: starts the service at login, with --login, while a session is held, so that
 * restoring, notices and renewal go on after a reboot, or where one is to be started with the desktop.
 *
 * An XDG autostart file, written and removed without blocking; one that somebody changed or put
 * there is left alone.  In a sandbox the file would be in a home of our own that nobody looks at:
 * there the Background portal is asked. */
#define STINT_TYPE_LOGIN_ENTRY (stint_login_entry_get_type ())
G_DECLARE_FINAL_TYPE (StintLoginEntry, stint_login_entry, STINT, LOGIN_ENTRY, GObject)

/* @folder: $XDG_CONFIG_HOME/autostart.
 * @program: absolute path of stintd.
 * @portal: (nullable): a connection: ask the Background portal on it instead. */
StintLoginEntry *
stint_login_entry_new (const char *folder, const char *program, GDBusConnection *portal);

/* Wanted or not; cheap when nothing changes. */
void stint_login_entry_set_wanted (StintLoginEntry *self, gboolean wanted);

/* Writes what is wanted, at once, before the end of the process. (blocks for one small file) */
void stint_login_entry_settle (StintLoginEntry *self);

G_END_DECLS
