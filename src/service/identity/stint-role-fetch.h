/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-identity-center.h"

G_BEGIN_DECLS

/* The credentials of one role that Identity Center assigns: a token, GetRoleCredentials, and once more
 * with another token where AWS does not take the first.
 *
 * Errors: STINT_ERROR: NEEDS_SIGN_IN; REFUSED for this role alone: the sign-in is good; what may keep
 * AWS from answering. */
void stint_role_fetch_async (StintContext *context,
                             StintIdentityCenter *center,
                             StintConditions *conditions,
                             StintIntegration *integration,
                             const StintSessionDefinition *session,
                             gboolean interactive,
                             gboolean urgent,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
StintAwsCredentials *stint_role_fetch_finish (GAsyncResult *result, GError **error);

G_END_DECLS
