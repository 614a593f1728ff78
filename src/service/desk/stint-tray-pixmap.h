/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the tray's icon tells at a glance, in the order of urgency. */
typedef enum
{
  STINT_TRAY_LOOK_NONE,      /* nothing is set up: there is nothing to show */
  STINT_TRAY_LOOK_IDLE,      /* no session is active */
  STINT_TRAY_LOOK_ACTIVE,    /* at least one is */
  STINT_TRAY_LOOK_ENDING,    /* one ends soon, and needs the person */
  STINT_TRAY_LOOK_ATTENTION, /* one has ended and still holds its profile: tools fail */
} StintTrayLook;

/* The name of the look's icon in the theme. */
const char *stint_tray_look_get_icon_name (StintTrayLook look);

/* The same icon drawn here, in several sizes, for hosts that do not find the theme's: an a(iiay) as
 * StatusNotifierItem has it.  Never changes. (transfer full), not floating */
GVariant *stint_tray_look_make_pixmaps (StintTrayLook look);

G_END_DECLS
