/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* StintRolePolicies: the two policies without which AWS refuses a role, with the person's own names
 * in them, ready to be copied. */
#define STINT_TYPE_ROLE_POLICIES (stint_role_policies_get_type ())
G_DECLARE_FINAL_TYPE (
    StintRolePolicies, stint_role_policies, STINT, ROLE_POLICIES, AdwPreferencesGroup)

/* @role_arn: the role; the policies are hidden while it is none.
 * @user: (nullable): who assumes it, or @from (nullable): the session that does.
 * @external_id: or "". */
void stint_role_policies_update (StintRolePolicies *self,
                                 const char *role_arn,
                                 StintIntegrationItem *user,
                                 StintSessionItem *from,
                                 const char *external_id);

G_END_DECLS
