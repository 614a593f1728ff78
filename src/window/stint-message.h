/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* As adw_message_dialog_new(), for long headings.  Newer versions of libadwaita try one that is not
 * broken into lines first, in widths that are too narrow for it, and GTK 4.18 warns of each. */
GtkWidget *stint_message_new (GtkWindow *parent, const char *heading, const char *body);

G_END_DECLS
