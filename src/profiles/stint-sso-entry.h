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
 * scopes: stint_sso_survey_match(). */
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

/* `sso_registration_scopes` as the AWS CLI reads it: a list with commas. NULL for NULL and where
 * nothing is left. (transfer full) (nullable) */
GStrv stint_sso_scopes_parse (const char *text);

/* Whether both ask for the same, in any order; NULL asks for STINT_SSO_DEFAULT_SCOPE. */
gboolean stint_sso_scopes_equal (const char *const *a, const char *const *b);

/* Whether both are the same portal: letter case of scheme and host, and what follows the path in
 * the usual spellings (`/`, `#`, `#/`), do not matter. */
gboolean stint_sso_start_url_equal (const char *a, const char *b);

/* --- The survey ------------------------------------------------------------------------------- */

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
  const char *path; /* borrowed from the StintAwsFiles */
  guint line;       /* of the first of its sso_* settings, from 1 */
} StintSsoProfile;

typedef struct
{
  GPtrArray *entries;  /* (owned) of StintSsoEntry: every complete section, in the order of the
                        *   file, then every portal of the older form (start URL and region), once */
  GPtrArray *profiles; /* (owned) of StintSsoProfile, in the order of the files */
} StintSsoSurvey;

void stint_sso_survey_free (StintSsoSurvey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSsoSurvey, stint_sso_survey_free)

/* Reads the files. Blocks; any thread. Live settings only: what a hold has set aside counts as well
 * (the profile gets it back), under the same rules.
 * Returns: (transfer full) (nullable): NULL with @error (STINT_FILES_ERROR) */
StintSsoSurvey *stint_sso_survey_new (StintAwsFiles *files, GError **error);

/* The same of profiles that were listed before (stint_aws_files_list_profiles()); @files is asked
 * for the paths only.
 * @entries: (element-type StintProfileEntry) */
StintSsoSurvey *stint_sso_survey_new_from_profiles (StintAwsFiles *files, GPtrArray *entries);

/* The entry to share: the same portal and region, and the same scopes (an older one has none to tell).
 * Of several the one of @preferred_session, else a section before an older one, else the first.
 * @scopes: (nullable); @preferred_session: (nullable)
 * Returns: (transfer none) (nullable): in the files' own spelling: what it says is to be used for
 *   everything that goes into the cache, the registration's scopes among it */
const StintSsoEntry *stint_sso_survey_match (const StintSsoSurvey *self,
                                             const char *start_url,
                                             const char *region,
                                             const char *const *scopes,
                                             const char *preferred_session);

/* (transfer none) (nullable) */
const StintSsoEntry *stint_sso_survey_get_entry (const StintSsoSurvey *self, guint index);

G_END_DECLS
