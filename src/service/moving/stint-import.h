/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-context.h"
#include "stint-sso-survey.h"

G_BEGIN_DECLS

/* Import: what is already in the AWS files becomes integrations and sessions.
 *
 *     read (thread) → plan (pure) → propose, or run
 *
 * A profile with a long-lived key is an IAM user: one integration a key, one session a profile.  A
 * profile with role_arn and source_profile is a role of that user, or chained from another role.
 * Its mfa_serial becomes the user's device.  A portal of IAM Identity Center, whether it has an
 * [sso-session] or only profiles of the older form, is an integration; a profile with an account and
 * a role of it is a session of that integration, or gives its profile's name to the one that is there.
 * Everything else is skipped with a reason.  What was imported before is recognised and left alone. */

/* --- Reading ---------------------------------------------------------------------------------- */

/* A profile as all the files together have it. */
typedef struct
{
  char *name;
  guint place;        /* in the order of the files */
  GPtrArray *entries; /* of StintProfileEntry, borrowed; the first one that has a key wins */
  GPtrArray *sources; /* of StintAwsFiles, borrowed: where each entry is from */
} StintImportProfile;

const char *stint_import_profile_get (const StintImportProfile *self, const char *key);
/* The file and the line of a property, or of the profile itself.  (transfer none) */
const char *
stint_import_profile_locate (const StintImportProfile *self, const char *key, guint *out_line);

typedef struct
{
  GPtrArray *files;    /* (owned) of StintAwsFiles */
  GPtrArray *lists;    /* (owned) of the GPtrArray of entries of each */
  GPtrArray *profiles; /* (owned) of StintImportProfile, in the order of the files */
  StintSsoSurvey *sso; /* (owned) */
} StintImportSources;

void stint_import_sources_free (StintImportSources *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintImportSources, stint_import_sources_free)

/* The file and the line of an [sso-session NAME]; NULL where there is none. (transfer none) */
const char *stint_import_sources_locate_session (const StintImportSources *self,
                                                 const char *name,
                                                 guint *out_line);

/* Blocks. @own: the service's files, used where @paths is NULL or empty. Errors of any domain. */
StintImportSources *
stint_import_read (StintAwsFiles *own, const char *const *paths, GError **error);

/* --- The plan --------------------------------------------------------------------------------- */

typedef enum
{
  STINT_IMPORT_USER,
  STINT_IMPORT_ROLE,
  STINT_IMPORT_PORTAL,   /* an integration of Identity Center */
  STINT_IMPORT_SSO_ROLE, /* a session of it */
  STINT_IMPORT_SKIPPED,
} StintImportKind;

/* As Import.Plan calls it. */
const char *stint_import_kind_to_nick (StintImportKind kind);

typedef struct
{
  char *id; /* "user:PROFILE", "role:PROFILE", "sso:PROFILE", "skipped:PROFILE", "portal:SESSION or
             * START-URL" */
  StintImportKind kind;
  char *profile; /* "" for a portal */
  char *name;
  char *path;
  guint line;
  gboolean selected;
  gboolean exists;
  gboolean plain_text_key;
  gboolean moves_key; /* asked for, and possible */
  GString *note;      /* sentences; may be empty */
  GStrv dependents;   /* profiles that reach it through source_profile */

  /* Users. */
  char *access_key_id;
  StintSecret *secret; /* (nullable) */
  char *own_profile;   /* under which its session is found: @profile, unless a role has that */

  /* Roles. */
  char *role_arn;
  char *source;      /* profile */
  char *source_item; /* id of the item that it hangs on */
  char *external_id;
  char *role_session_name;
  guint duration;
  StintMfaMode mfa;

  /* Portals, and for their roles whose they are. */
  StintSsoEntry *entry; /* (nullable) */

  /* Sessions of Identity Center; they hang on a portal, by @source_item. */
  char *account_id;
  char *role_name;
  gboolean gives_profile; /* the session is there, and gets the profile's name */

  char *mfa_serial; /* of the user; of a role: what its profile says */
  char *region;

  /* What is there already. */
  char *integration_id;
  char *session_id;
} StintImportItem;

void stint_import_item_free (StintImportItem *item);

/* (transfer full) (element-type StintImportItem): sources before what hangs on them.
 * No side effects.  A full memory of secrets makes an item skipped. */
GPtrArray *
stint_import_plan (StintRegistry *registry, const StintImportSources *sources, gboolean move_keys);

StintImportItem *stint_import_plan_find (GPtrArray *plan, const char *id);

/* The item as Import.Plan shows it: an a{sv}. (transfer floating) */
GVariant *stint_import_item_to_variant (const StintImportItem *item);

/* --- Running ---------------------------------------------------------------------------------- */

/* Reads and plans; @paths: (nullable). The plan, and with @move_keys the previews. */
typedef struct
{
  GPtrArray *items; /* (owned) of StintImportItem */
  GVariant *files;  /* (owned) a(sss) */
} StintImportProposal;

void stint_import_proposal_free (StintImportProposal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintImportProposal, stint_import_proposal_free)

void stint_import_propose_async (StintContext *context,
                                 const char *const *paths,
                                 gboolean move_keys,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
StintImportProposal *stint_import_propose_finish (GAsyncResult *result, GError **error);

/* Does the selected items of a proposal.  Errors, before anything was changed: those of the keyring.
 * What fails later is told in the results. */
void stint_import_run_async (StintContext *context,
                             StintImportProposal *proposal,
                             gboolean interactive,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
/* The results of Import.Run, an a{sv}. (transfer full), not floating */
GVariant *stint_import_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
