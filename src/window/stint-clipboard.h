/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Puts @text on the clipboard as a secret: marked so that clipboard managers neither keep nor show
 * it (KDE's hint, which others honour too), and wiped from our memory as soon as something else is
 * copied.
 * @text: (transfer full) */
void stint_clipboard_set_secret (GdkClipboard *clipboard, char *text);

G_END_DECLS
