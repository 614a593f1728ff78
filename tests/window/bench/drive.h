/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

/* Types into the search of @window, and scrolls its list, once its list has @n sessions; prints what
 * each took, in microseconds, and then "driven 0". */
void drive (GtkWindow *window, guint n);
