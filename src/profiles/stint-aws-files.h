/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-file-replace.h"
#include "stint-files-error.h"
#include "stint-types.h"

G_BEGIN_DECLS

/* StintAwsFiles: the user's pair of AWS files, and what Stint does to them.
 *
 * A *hold* makes a profile be a session: the session's keys in the credentials file, or a
 * `credential_process` in the config file, and everything that would beat or contradict them *set
 * aside in place*: the key gets the prefix `x_stint_off_` on its own line.  A *release* takes out
 * what is ours and puts back what was set aside.  Both are several writes of two files; after each
 * of them every reader sees the old identity or the new one (stint-readers.h proves it for each
 * change before the first write).
 *
 * What is ours is known by the access key id, which the caller remembers, and by notes in the section:
 *   x_stint_expires   RFC 3339, for people
 *   x_stint_key       the id of the keys that we wrote, and the beginning of a SHA-256 of their token,
 *                     to know the token again beside somebody else's keys
 *   x_stint_process   the credential_process that a hold wrote
 *   x_stint_region    the region that a hold wrote
 *   x_stint_added     "section" or "file": what goes away with the hold
 *   x_stint_bridge    only between two writes: a copy of the keys of a profile that signs its own role
 *
 * Every function blocks (fsync): call them in a worker thread.  One object may be used from several
 * threads; its operations run one after the other.  A NULL result pointer is allowed everywhere.
 * A failed operation changes nothing in the file that failed; where the other file had been changed
 * before, doing the same operation again, or its reverse, is right, and stint_aws_files_inspect()
 * says HALF_DONE.
 *
 * Strings in results that can hold secrets are wiped when the result is cleared.
 */
#define STINT_TYPE_AWS_FILES (stint_aws_files_get_type ())
G_DECLARE_FINAL_TYPE (StintAwsFiles, stint_aws_files, STINT, AWS_FILES, GObject)

/* @state_folder: (nullable): where journals of writes in place go if the files' own folder cannot
 * be written; created (0700) when needed.  The files need not exist. */
StintAwsFiles *stint_aws_files_new (const char *credentials_path,
                                    const char *config_path,
                                    const char *state_folder);

const char *stint_aws_files_get_credentials_path (StintAwsFiles *self);
const char *stint_aws_files_get_config_path (StintAwsFiles *self);

typedef enum
{
  STINT_AWS_FILE_CREDENTIALS,
  STINT_AWS_FILE_CONFIG,
} StintAwsFile;

/* A key line in one of the files; no values, they may be secret. */
typedef struct
{
  StintAwsFile file;
  guint line; /* from 1 */
  char *key;  /* lower case */
} StintFileSpot;

/* One role of one account behind one sign-in. Its entry is what the AWS CLI's token cache is shared
 * through; see stint-sso-entry.h. */
typedef struct _StintSsoEntry StintSsoEntry;

typedef struct
{
  const StintSsoEntry *entry;
  const char *account_id;
  const char *role_name;
} StintSsoIdentity;

/* --- Hold ------------------------------------------------------------------------------------- */

typedef enum
{
  STINT_HOLD_FLAGS_NONE = 0,
  /* A renewal, not a person's start: keys that somebody else wrote meanwhile are not set aside but
   * reported (FOREIGN_KEYS), and a section that was deleted is not made again (GONE). */
  STINT_HOLD_FLAGS_RENEWAL = 1 << 0,
} StintHoldFlags;

typedef struct
{
  const char *profile; /* portable name (stint_ini_is_portable_name()) */
  StintHandOut hand_out;
  StintHoldFlags flags;
  /* The session's keys.  Needed for STINT_HAND_OUT_FILE; welcome on demand, where they are a bridge
   * for the rare profile on which SDKs disagree (never left in the file then). */
  const char *access_key_id;
  const char *secret_access_key;
  const char *session_token;      /* nullable: a static-endpoint session has none */
  gint64 expires;                 /* µs since the epoch; 0: no note */
  const char *process_command;    /* on demand: the full value of credential_process */
  const char *const *our_key_ids; /* nullable: key ids that Stint wrote into this profile before */
  const char *region;             /* nullable: written to the profile in config */
  const StintFileGate *gate;      /* nullable: passed before the first file is changed */
  /* (nullable): the Identity Center session that this is, where its token is shared with the AWS
   * CLI. A profile that every reader takes for that very identity is left alone: nothing is
   * written, and the result says `shared`. NULL where sharing is switched off. */
  const StintSsoIdentity *sso;
} StintHold;

typedef struct
{
  gboolean changed;          /* a file was written */
  guint writes;              /* how many */
  guint merged;              /* somebody else wrote at the same time, and both changes are in */
  gboolean replaced_foreign; /* keys that were neither the user's at the first hold nor ours had
                                been written into the held profile; they are set aside now */
  gboolean shared;           /* the profile is this identity already, through the shared token:
                                nothing of ours stands in the files, and a later release finds
                                nothing (section_missing). Remember it: to stint_aws_files_inspect()
                                the profile is not held, stint_aws_files_is_shared() looks again */
  GPtrArray *set_aside;      /* (element-type StintFileSpot) what was set aside by this call */
  char *saved_path;          /* (nullable): tell the user, see stint-file-replace.h */
} StintHoldResult;

void stint_hold_result_clear (StintHoldResult *result);

/* Makes the profile be the session.  Also renews, changes region, takes over from another session,
 * and switches between both ways of handing out: what is already right is left alone. A hold always
 * describes the whole wish: without a region, one that an earlier hold wrote goes and the user's
 * own comes back. */
gboolean stint_aws_files_hold (StintAwsFiles *self,
                               const StintHold *hold,
                               StintHoldResult *result,
                               GCancellable *cancellable,
                               GError **error);

/* --- Release ---------------------------------------------------------------------------------- */

typedef struct
{
  const char *profile;
  const char *const *our_key_ids; /* nullable */
} StintRelease;

typedef struct
{
  gboolean changed;
  guint writes;
  guint merged;
  gboolean foreign_keys;    /* somebody else's keys stand in the profile; they stayed */
  gboolean section_missing; /* nothing of ours was there any more, nor anything set aside */
  GPtrArray *put_back;      /* (element-type StintFileSpot) */
  GPtrArray
      *commented_out; /* (element-type StintFileSpot) set aside, but the user has set it anew */
  char *saved_path;
} StintReleaseResult;

void stint_release_result_clear (StintReleaseResult *result);

gboolean stint_aws_files_release (StintAwsFiles *self,
                                  const StintRelease *release,
                                  StintReleaseResult *result,
                                  GCancellable *cancellable,
                                  GError **error);

/* --- Looking ---------------------------------------------------------------------------------- */

typedef enum
{
  STINT_HELD_NOT,       /* nothing of ours, nothing set aside */
  STINT_HELD_FILE,      /* our keys are live in the credentials file */
  STINT_HELD_ON_DEMAND, /* our credential_process is live, no keys in the credentials file */
  STINT_HELD_FOREIGN,   /* our notes or things set aside, but somebody else's keys */
  STINT_HELD_GONE,      /* things set aside, or notes, but no keys and no process at all */
  /* As a kill between the two files leaves it: hold again, or release, whichever was meant; both are
   * right from here.  Looks the same: a held profile into which somebody wrote a setting that a hold
   * would have set aside (@foreign_keys, if it was keys). */
  STINT_HELD_HALF_DONE,
} StintHeldState;

typedef struct
{
  StintHeldState state;
  char *access_key_id;   /* (nullable): the live key id in the profile, whoever's it is */
  gint64 expires;        /* from the note, or 0 */
  char *process_command; /* (nullable): live credential_process of a hold of ours */
  char *region;          /* (nullable): the region that a hold of ours wrote */
  gboolean things_set_aside;
  gboolean foreign_keys; /* live keys in the credentials file that are not ours */
} StintHeld;

void stint_held_clear (StintHeld *held);

/* What stands in the files for @profile now.  HELD_FILE needs a key id of @our_key_ids, or a live
 * id that the note x_stint_key has. */
gboolean stint_aws_files_inspect (StintAwsFiles *self,
                                  const char *profile,
                                  const char *const *our_key_ids,
                                  StintHeld *held,
                                  GError **error);

/* Whether every reader takes @profile for @sso, by settings of the user's own, with nothing of ours in
 * it: what a hold with that @sso leaves alone.
 * @region: (nullable): the session's own; another one in the profile is a reason to hold it
 * @out_shared: (out): set on success */
gboolean stint_aws_files_is_shared (StintAwsFiles *self,
                                    const char *profile,
                                    const StintSsoIdentity *sso,
                                    const char *region,
                                    gboolean *out_shared,
                                    GError **error);

typedef struct
{
  char *access_key_id;
  char *secret_access_key;
  char *session_token; /* nullable */
  gint64 expires;      /* from the note, or 0 */
} StintFileKeys;

void stint_file_keys_clear (StintFileKeys *keys);

/* Reads keys of ours back from the credentials file, so that a restarted service need not ask for
 * them again.  FOREIGN_KEYS if the key id there is not one of @our_key_ids, GONE if there is none.
 */
gboolean stint_aws_files_read_keys (StintAwsFiles *self,
                                    const char *profile,
                                    const char *const *our_key_ids,
                                    StintFileKeys *keys,
                                    GError **error);

typedef struct
{
  gboolean exists;         /* some section has this name */
  gboolean is_default;     /* it is `default` */
  gboolean own_long_lived; /* the user's own AKIA… keys stand in it, live or set aside */
  char *long_lived_key_id; /* (nullable) */
  char *role_arn;          /* (nullable): live */
  char *sso_session, *sso_start_url, *sso_region, *sso_account_id, *sso_role_name; /* (nullable) */
  char **dependents;    /* names that reach it through source_profile, also over others; sorted;
                           never NULL; the name itself is not in it */
  gboolean self_source; /* it names itself as source_profile */
  GPtrArray *would_set_aside; /* (element-type StintFileSpot) by a hold in the file */
  GPtrArray *default_section; /* (element-type StintFileSpot) keys of [DEFAULT] in the way */
} StintSurvey;

void stint_survey_clear (StintSurvey *survey);

/* What a hold of @profile would mean, before it is done.  MALFORMED where a file is refused by the
 * AWS CLI already. */
gboolean stint_aws_files_survey (StintAwsFiles *self,
                                 const char *profile,
                                 const char *const *our_key_ids,
                                 StintSurvey *survey,
                                 GError **error);

typedef struct
{
  char *key;   /* lower case */
  char *value; /* wiped when freed */
  StintAwsFile file;
  guint line;
} StintProfileProperty;

typedef struct
{
  char *name;
  gboolean is_sso_session; /* [sso-session NAME], not a profile */
  guint credentials_line;  /* of the first header, or 0 */
  guint config_line;       /* of the first header, or 0 */
  GPtrArray *properties;   /* (element-type StintProfileProperty) effective: one a key, those of
                              the credentials file win; sub-properties of a nested block stay in
                              the value.  Set-aside keys are listed with their prefix */
} StintProfileEntry;

/* The value of a property, or NULL; @key in lower case.  Belongs to the entry. */
const char *stint_profile_entry_get (const StintProfileEntry *entry, const char *key);
const StintProfileProperty *stint_profile_entry_lookup (const StintProfileEntry *entry,
                                                        const char *key);

/* Every profile, in the order config then credentials, merged over both, then every sso-session.
 * Returns: (transfer full) (element-type StintProfileEntry) */
GPtrArray *stint_aws_files_list_profiles (StintAwsFiles *self, GError **error);

/* --- Long-lived keys ----------------------------------------------------------------------------
 */

/* Takes the user's own long-lived key out of the files, wherever it stands in the profile (live or
 * set aside, in either file), and puts `credential_process = @process_command` there in the same
 * write, so that profiles which name this one as source_profile go on working. The caller has read
 * the key back from the keyring before.
 * @expected_key_id: only this key goes; FOREIGN_KEYS if it is not there any more
 * @error: SELF_SOURCE where the profile is its own source_profile: SDKs accept only keys there */
gboolean stint_aws_files_move_key_out (StintAwsFiles *self,
                                       const char *profile,
                                       const char *expected_key_id,
                                       const char *process_command,
                                       GCancellable *cancellable,
                                       GError **error);

/* The reverse: replaces the credential_process that stint_aws_files_move_key_out() wrote (any of
 * @process_command, or of a Stint helper for this profile) with the keys.  Adds the keys to the
 * credentials file where no such process is found and no other keys stand there. */
gboolean stint_aws_files_move_key_back (StintAwsFiles *self,
                                        const char *profile,
                                        const char *process_command,
                                        const char *access_key_id,
                                        const char *secret_access_key,
                                        GCancellable *cancellable,
                                        GError **error);

/* True for a credential_process whose program is called `stint-credentials` or `stint`. */
gboolean stint_aws_files_is_our_process (const char *process_command);

/* --- Leaving ------------------------------------------------------------------------------------
 */

typedef struct
{
  gboolean changed;
  char **profiles;          /* names that something was put back for; never NULL */
  GPtrArray *commented_out; /* (element-type StintFileSpot) */
  GPtrArray
      *left_processes; /* (element-type StintFileSpot) credential_process lines of ours that were
                          not a hold's: a moved key, see stint_aws_files_move_key_back() */
} StintLeaveResult;

void stint_leave_result_clear (StintLeaveResult *result);

/* Puts back everything that was set aside, in every profile, and removes everything that is ours:
 * for those who uninstall.
 * @our_key_ids: (nullable): of all profiles; keys whose id the note x_stint_key
 *   has are ours as well
 */
gboolean stint_aws_files_leave (StintAwsFiles *self,
                                const char *const *our_key_ids,
                                StintLeaveResult *result,
                                GCancellable *cancellable,
                                GError **error);

/* Ends what a killed process left half done beside either file.  Once, at start. */
gboolean stint_aws_files_recover (StintAwsFiles *self, char **out_saved_path, GError **error);

/* --- Previews: every value that is or could be a secret shows as "[redacted]"
 * --------------------- */

typedef struct
{
  StintAwsFile file;
  char *before; /* the sections of the profile as they are; "" where there is none */
  char *after;
} StintFilePreview;

/* Nothing is written.
 * Returns: (transfer full) (element-type StintFilePreview): the files that would change, credentials
 *   first */
GPtrArray *
stint_aws_files_preview_hold (StintAwsFiles *self, const StintHold *hold, GError **error);
GPtrArray *stint_aws_files_preview_move_key_out (StintAwsFiles *self,
                                                 const char *profile,
                                                 const char *expected_key_id,
                                                 const char *process_command,
                                                 GError **error);

/* Redacts any text of an AWS file: only values of keys that are known to be harmless are kept.
 * (transfer full) */
char *stint_aws_files_redact (const char *text, gssize length);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintHoldResult, stint_hold_result_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintReleaseResult, stint_release_result_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintHeld, stint_held_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintFileKeys, stint_file_keys_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintSurvey, stint_survey_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintLeaveResult, stint_leave_result_clear)

G_END_DECLS
