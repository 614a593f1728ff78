/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-service.h"

G_BEGIN_DECLS

/* StintTray: the icon in the tray, its tooltip and menu, and what their clicks do.
 *
 * Built of StintTrayItem and StintTrayMenu (what hosts talk to), StintTrayHost (whether there is
 * one) and stint-tray-content (what is said).  What needs no person the service does itself; for the
 * rest it calls the window.
 *
 * Where nobody looks nothing is worked out: no host, no menu.  The icon and the tooltip change with
 * the sessions; minutes are counted only while the menu is open.  A host that shows the icon keeps
 * the service alive, unless there is nothing to show. */
#define STINT_TYPE_TRAY (stint_tray_get_type ())
G_DECLARE_FINAL_TYPE (StintTray, stint_tray, STINT, TRAY, GObject)

/* @service is borrowed and outlives it.
 * @bus_address: (nullable): of the session bus; NULL: where it is always */
StintTray *stint_tray_new (StintService *service, const char *bus_address);

G_END_DECLS
