/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* StintPane: a child that is exactly as wide as it is told where there is room to choose, whatever
 * its content would like: a pane whose width changes with what it shows makes its neighbours jump.
 *
 * Properties: "child" (GtkWidget); "width" (int). */
#define STINT_TYPE_PANE (stint_pane_get_type ())
G_DECLARE_FINAL_TYPE (StintPane, stint_pane, STINT, PANE, GtkWidget)

G_END_DECLS
