/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* StintRoleDialog: adds an IAM role, or changes a session.
 *
 * A new role is tested before it is saved: AWS is asked for it once, with whatever code that takes
 * from the person, so that nothing is kept that does not work.  Who knows better turns the test
 * off.  The policies that AWS needs stand ready to be copied. */
#define STINT_TYPE_ROLE_DIALOG (stint_role_dialog_get_type ())
G_DECLARE_FINAL_TYPE (StintRoleDialog, stint_role_dialog, STINT, ROLE_DIALOG, AdwWindow)

/* @integration_id: (nullable): the user to begin with. */
GtkWidget *
stint_role_dialog_new (GtkWindow *parent, StintClient *client, const char *integration_id);

GtkWidget *stint_role_dialog_new_for_session (GtkWindow *parent,
                                              StintClient *client,
                                              StintSessionItem *session);

/* A role that is assumed through @from, a role or a session of Identity Center. */
GtkWidget *
stint_role_dialog_new_chained (GtkWindow *parent, StintClient *client, StintSessionItem *from);

G_END_DECLS
