/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-files.h"

G_BEGIN_DECLS

/* StintSsoEntry: one sign-in of the AWS CLI, as `config` describes it: a `[sso-session NAME]`, or the
 * start URL that profiles of the older form carry themselves.
 *
 * The token cache (stint-sso-cache.h) is keyed by the name of the section alone, or by the start URL
 * exactly as it is written: two portals under one name would overwrite each other's tokens, and nobody
 * would notice.  So an entry is shared only where the files have one with the same portal, region and
 * scopes: stint_sso_survey_match() (stint-sso-survey.h). */
struct _StintSsoEntry
{
  char *start_url;    /* exactly as configured */
  char *region;       /* where the portal lives */
  char *session_name; /* (nullable): NULL for the older form */
  GStrv scopes; /* (nullable): as configured, in their order; NULL where none are, which AWS takes
                       *   for sso:account:access */
};

/* What everybody gets who asks for no scope. */
#define STINT_SSO_DEFAULT_SCOPE "sso:account:access"

/* Copies everything. (transfer full) */
StintSsoEntry *stint_sso_entry_new (const char *start_url,
                                    const char *region,
                                    const char *session_name,
                                    const char *const *scopes);
StintSsoEntry *stint_sso_entry_copy (const StintSsoEntry *self);
void stint_sso_entry_free (StintSsoEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSsoEntry, stint_sso_entry_free)

/* Whether both are kept under the same name in the cache, for the same portal: session name, start
 * URL (letter by letter) and region; scopes do not matter. */
gboolean stint_sso_entry_equal (const StintSsoEntry *a, const StintSsoEntry *b);

/* The names of its files in the cache: forty hexadecimal digits and `.json`.  Letter by letter what
 * the AWS CLI makes of the same configuration. (transfer full) */
char *stint_sso_entry_dup_token_name (const StintSsoEntry *self);
char *stint_sso_entry_dup_registration_name (const StintSsoEntry *self);

/* `sso_registration_scopes` as the AWS CLI reads it: a list with commas, which may be empty. NULL for
 * NULL. (transfer full) (nullable) */
GStrv stint_sso_scopes_parse (const char *text);

/* Whether both ask for the same, in any order; none asks for STINT_SSO_DEFAULT_SCOPE. */
gboolean stint_sso_scopes_equal (const char *const *a, const char *const *b);

/* Whether both are the same portal: letter case of scheme and host, and what follows the path in
 * the usual spellings (`/`, `#`, `#/`), do not matter. */
gboolean stint_sso_start_url_equal (const char *a, const char *b);

G_END_DECLS
