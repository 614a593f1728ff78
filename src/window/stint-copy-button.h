/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* StintCopyButton: copies a text that is no secret, and shows for a moment that it did.  For where no
 * window of ours hears "win.copy": dialogs.
 *
 * Property: "text" (string). */
#define STINT_TYPE_COPY_BUTTON (stint_copy_button_get_type ())
G_DECLARE_FINAL_TYPE (StintCopyButton, stint_copy_button, STINT, COPY_BUTTON, GtkButton)

/* @label: what is copied, for a screen reader and as the tooltip: "Copy the trust policy". */
GtkWidget *stint_copy_button_new (const char *label);
void stint_copy_button_set_text (StintCopyButton *self, const char *text);

G_END_DECLS
