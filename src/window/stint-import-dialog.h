/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* StintImportDialog: what is in the AWS files, what each profile becomes, and what happens to the
 * files; nothing is touched until Import. */
#define STINT_TYPE_IMPORT_DIALOG (stint_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (StintImportDialog, stint_import_dialog, STINT, IMPORT_DIALOG, AdwWindow)

GtkWidget *stint_import_dialog_new (GtkWindow *parent, StintClient *client);

G_END_DECLS
