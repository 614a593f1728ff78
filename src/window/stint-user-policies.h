/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* StintUserPolicies: what AWS has to allow an IAM user, with the person's own account and roles in
 * it, ready to be copied: to assume roles, to look after its own MFA device, to open the console. */
#define STINT_TYPE_USER_POLICIES (stint_user_policies_get_type ())
G_DECLARE_FINAL_TYPE (
    StintUserPolicies, stint_user_policies, STINT, USER_POLICIES, AdwPreferencesGroup)

/* The policies are hidden while nothing tells the account.
 * @client: knows the roles that @user (nullable: there is none yet) assumes.
 * @name: what the user is called; @serial: its MFA device, or "". */
void stint_user_policies_update (StintUserPolicies *self,
                                 StintClient *client,
                                 StintIntegrationItem *user,
                                 const char *name,
                                 const char *serial);

G_END_DECLS
