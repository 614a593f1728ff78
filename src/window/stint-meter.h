/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* StintMeter: a quiet bar of how much is left, in the colour of its text.  One widget that draws
 * itself, where GtkLevelBar is four: a list keeps two hundred rows alive.
 *
 * It says nothing to a screen reader: the words beside it do. */
#define STINT_TYPE_METER (stint_meter_get_type ())
G_DECLARE_FINAL_TYPE (StintMeter, stint_meter, STINT, METER, GtkWidget)

GtkWidget *stint_meter_new (void);

/* 0 to 1. */
void stint_meter_set_fraction (StintMeter *self, double fraction);
double stint_meter_get_fraction (StintMeter *self);

G_END_DECLS
