/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* StintCenterDialog: adds an IAM Identity Center, or changes one.  Before it is added, the address is
 * followed and AWS is asked whether it knows the portal there.
 *
 * Signal "added" (string, string): the new integration's id, and the nick of its StintSignInState: the
 *   AWS CLI may have signed in already. */
#define STINT_TYPE_CENTER_DIALOG (stint_center_dialog_get_type ())
G_DECLARE_FINAL_TYPE (StintCenterDialog, stint_center_dialog, STINT, CENTER_DIALOG, AdwWindow)

GtkWidget *stint_center_dialog_new (GtkWindow *parent, StintClient *client);
GtkWidget *stint_center_dialog_new_for_integration (GtkWindow *parent,
                                                    StintClient *client,
                                                    StintIntegrationItem *integration);

G_END_DECLS
