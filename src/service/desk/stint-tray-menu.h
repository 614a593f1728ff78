/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-tray-bus.h"
#include "stint-tray-entry.h"

G_BEGIN_DECLS

/* StintTrayMenu: the tray's menu on the bus (com.canonical.dbusmenu), for hosts that ask in each
 * their own way:
 *
 *   KDE     GetLayout (id, 1, …) a menu at a time, AboutToShow before it opens, Event
 *   GNOME   GetLayout (0, -1, ['type', 'children-display']), then GetGroupProperties, Event
 *   Xfce, Waybar   (libdbusmenu) GetLayout of everything, AboutToShowGroup, EventGroup
 *
 * An entry keeps its number for as long as its menu has the same entries in the same order; then all
 * of them get new ones, and no other entry gets an old one until 30,000 others were used: a click that
 * is on its way meets the entry that was seen, or none.
 * What only changes its words is told by ItemsPropertiesUpdated, which leaves an open menu open;
 * what comes, goes or moves by LayoutUpdated.
 *
 * Signals:
 *   "activated" (const char *action, const char *target): an entry was clicked
 *   "about-to-show" (gboolean whole): the menu is going to be seen, or (FALSE) one of its submenus: the
 *       last chance to call set_root ()
 *   "closed": it is not seen any more.  Not every host says so. */
#define STINT_TYPE_TRAY_MENU (stint_tray_menu_get_type ())
G_DECLARE_FINAL_TYPE (StintTrayMenu, stint_tray_menu, STINT, TRAY_MENU, StintTrayBusMenuSkeleton)

StintTrayMenu *stint_tray_menu_new (void);

/* Takes @root.  Signals go out at once: who changes often gathers first. */
void stint_tray_menu_set_root (StintTrayMenu *self, StintTrayEntry *root);

G_END_DECLS
