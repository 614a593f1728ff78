/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintTrayHost: keeps the tray's two objects where a host finds them, for as long as it lives:
 *
 *     no watcher → connecting → registering → registered, and shown if there is a host
 *         ↑______________ the watcher goes, or is another one ______________|
 *
 * No watcher is nothing to talk about: most desktops have none, or get one later.  Items cannot be
 * taken back from a watcher, which forgets one only when its owner leaves the bus: so the objects
 * are exported on a connection of their own, which is there only while a watcher is.
 *
 * Signals:
 *   "preparing": both are going to be read for the first time, or again: they have to be right
 *   "changed": stint_tray_host_is_shown () says something else */
#define STINT_TYPE_TRAY_HOST (stint_tray_host_get_type ())
G_DECLARE_FINAL_TYPE (StintTrayHost, stint_tray_host, STINT, TRAY_HOST, GObject)

/* @bus: where watchers are looked for, with no call to start one.
 * @item, @menu: exported at STINT_TRAY_ITEM_PATH and STINT_TRAY_MENU_PATH. */
StintTrayHost *stint_tray_host_new (GDBusConnection *bus,
                                    const char *bus_address,
                                    GDBusInterfaceSkeleton *item,
                                    GDBusInterfaceSkeleton *menu);

/* There is a watcher, so that somebody reads the two, or soon will. */
gboolean stint_tray_host_is_looked_at (StintTrayHost *self);

/* A watcher has the item, and there is a host that draws what it has. */
gboolean stint_tray_host_is_shown (StintTrayHost *self);

G_END_DECLS
