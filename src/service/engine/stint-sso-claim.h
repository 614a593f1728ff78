/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-context.h"

G_BEGIN_DECLS

/* StintSsoClaim: what a session of Identity Center says it is, for a thread that finds out whether a
 * profile is that already, by settings of the user's own and the token that is shared with the AWS
 * CLI.  Such a profile is left alone (stint-aws-files.h, StintHold.sso). */
typedef struct
{
  StintSsoEntry *wanted; /* (owned): the portal, as the integration has it */
  char *account_id;
  char *role_name;
  gint64 now;           /* at which the token has to be good */
  gboolean needs_token; /* the AWS CLI's cache has to have one: without it the profile is nobody */
} StintSsoClaim;

/* NULL where @session is of another kind, or sign-ins are shared with nobody. (transfer full)
 * (nullable) */
StintSsoClaim *stint_sso_claim_new (const StintContext *context, StintSession *session);
StintSsoClaim *stint_sso_claim_copy (const StintSsoClaim *self);
void stint_sso_claim_free (StintSsoClaim *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSsoClaim, stint_sso_claim_free)

/* The entry that the files have for the portal; NULL where there is none that the token could be shared
 * through, or none has to be looked for (@self is NULL).  Blocks; any thread.
 * @cache: (nullable): nothing is shared
 * (transfer full) (nullable) */
StintSsoEntry *
stint_sso_claim_find_entry (const StintSsoClaim *self, StintAwsFiles *files, StintSsoCache *cache);

/* Whether @profile is that identity already.  Blocks; any thread.  What cannot be read is not. */
gboolean stint_sso_claim_holds (const StintSsoClaim *self,
                                StintAwsFiles *files,
                                StintSsoCache *cache,
                                const char *profile,
                                const char *region);

G_END_DECLS
