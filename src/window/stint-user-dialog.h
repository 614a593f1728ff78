/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* StintUserDialog: adds an IAM user, changes one, or puts another access key in the place of its
 * old one.  AWS is asked who the key is before anything is saved. */
#define STINT_TYPE_USER_DIALOG (stint_user_dialog_get_type ())
G_DECLARE_FINAL_TYPE (StintUserDialog, stint_user_dialog, STINT, USER_DIALOG, AdwWindow)

GtkWidget *stint_user_dialog_new (GtkWindow *parent, StintClient *client);

/* @replace_key: asks for the key only; otherwise for everything but the key. */
GtkWidget *stint_user_dialog_new_for_integration (GtkWindow *parent,
                                                  StintClient *client,
                                                  StintIntegrationItem *integration,
                                                  gboolean replace_key);

G_END_DECLS
