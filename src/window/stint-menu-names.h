/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From now on every item of every menu has its text as its accessible name, in this process: GTK's own
 * menus (of a text field) too.  And the picture of a button is not read beside the button.  Once, after GTK is initialised; further calls do nothing. */
void stint_menu_names_start (void);

G_END_DECLS
