/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-sso-entry.h"

G_BEGIN_DECLS

/* StintSsoSurvey: what the AWS files say about IAM Identity Center: the sign-ins of the AWS CLI, and the
 * profiles behind them.  For import, and to find the sign-in that an integration is shared with.
 *
 * What a hold has set aside counts as if it stood there still: the profile gets it back. */

/* Why readers do not agree on a profile, or cannot use it. */
typedef enum
{
  STINT_SSO_FINE = 0,
  /* The profile names an sso_session that is in no file. */
  STINT_SSO_NO_SESSION = 1 << 0,
  /* No start URL, or no region. */
  STINT_SSO_INCOMPLETE = 1 << 1,
  /* It says a start URL or region itself that its sso_session does not: botocore refuses it. */
  STINT_SSO_CONTRADICTS = 1 << 2,
  /* It repeats what its sso_session says: the Rust SDK refuses it, others do not mind. */
  STINT_SSO_REPEATS = 1 << 3,
  /* No account or no role: it is there for the token only. */
  STINT_SSO_TOKEN_ONLY = 1 << 4,
} StintSsoFlaws;

/* A profile with sso_* settings. */
typedef struct
{
  char *profile;
  guint entry;      /* index into StintSsoSurvey.entries, or G_MAXUINT where there is none */
  char *account_id; /* (nullable) */
  char *role_name;  /* (nullable) */
  char *region;     /* (nullable): the profile's own, not that of the portal */
  StintSsoFlaws flaws;
} StintSsoProfile;

typedef struct
{
  GPtrArray *entries;  /* (owned) of StintSsoEntry: every complete section, in the order of the
                        *   file, then every portal of the older form (start URL and region), once */
  GPtrArray *profiles; /* (owned) of StintSsoProfile, in the order of the files */
} StintSsoSurvey;

void stint_sso_survey_free (StintSsoSurvey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSsoSurvey, stint_sso_survey_free)

/* Reads the files. Blocks; any thread.
 * Returns: (transfer full) (nullable): NULL with @error (STINT_FILES_ERROR) */
StintSsoSurvey *stint_sso_survey_new (StintAwsFiles *files, GError **error);

/* The same of profiles that were listed before (stint_aws_files_list_profiles()), of several files one
 * behind the other: what comes first wins, key by key.
 * @list: (element-type StintProfileEntry) */
StintSsoSurvey *stint_sso_survey_new_from_list (GPtrArray *list);

/* The entry to share: the same portal, region and scopes (one of the older form asks for none).  Of
 * several the one of @preferred_session, else a section before one of the older form, else the first.
 * @scopes: (nullable); @preferred_session: (nullable)
 * Returns: (transfer none) (nullable): in the files' own spelling: what it says is to be used for
 *   everything that goes into the cache, the registration's scopes among it */
const StintSsoEntry *stint_sso_survey_match (const StintSsoSurvey *self,
                                             const char *start_url,
                                             const char *region,
                                             const char *const *scopes,
                                             const char *preferred_session);

/* NULL for G_MAXUINT. (transfer none) (nullable) */
const StintSsoEntry *stint_sso_survey_get_entry (const StintSsoSurvey *self, guint index);
const StintSsoProfile *stint_sso_survey_find_profile (const StintSsoSurvey *self,
                                                      const char *profile);

G_END_DECLS
