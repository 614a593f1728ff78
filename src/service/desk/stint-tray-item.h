/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-tray-bus.h"
#include "stint-tray-pixmap.h"

G_BEGIN_DECLS

/* Where both halves of the tray are exported: any path will do, hosts are told. */
#define STINT_TRAY_ITEM_PATH "/io/github/stint_aws/Stint/Tray"
#define STINT_TRAY_MENU_PATH STINT_TRAY_ITEM_PATH "/Menu"

/* StintTrayItem: the tray's icon on the bus (org.kde.StatusNotifierItem).
 *
 * Signals:
 *   "activated": it was clicked: the window comes or goes
 *   "opened": it was clicked with the middle button, or by a host that draws no menus: the window
 *     comes */
#define STINT_TYPE_TRAY_ITEM (stint_tray_item_get_type ())
G_DECLARE_FINAL_TYPE (StintTrayItem, stint_tray_item, STINT, TRAY_ITEM, StintTrayBusItemSkeleton)

StintTrayItem *stint_tray_item_new (void);

/* Hosts hear of it only where it is not what they know already.
 * @title, @text: the tooltip: one line, and some more; plain, translated */
void
stint_tray_item_show (StintTrayItem *self, StintTrayLook look, const char *title, const char *text);

/* The activation token that came with the last click, good for one use.
 * (transfer full) (nullable) */
char *stint_tray_item_take_token (StintTrayItem *self);

G_END_DECLS
