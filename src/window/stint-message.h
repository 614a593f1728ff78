/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* As adw_message_dialog_new(), for headings with names in them: libadwaita breaks those between words
 * only, so that the name of a role would make the dialog wider than a narrow window, and GTK 4.18
 * warn of it. */
GtkWidget *stint_message_new (GtkWindow *parent, const char *heading, const char *body);

G_END_DECLS
