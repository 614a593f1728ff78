/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-context.h"
#include "stint-identity-center.h"
#include "stint-sign-in.h"
#include "stint-sync.h"
#include "stint-scheduler.h"

G_BEGIN_DECLS

/* StintEngine: the life of sessions: start, renew, stop, restore.
 *
 * Rules that it keeps (HACKING.md, "Rules that hold everywhere"): new before old; never another
 * identity; one operation a session at a time (a second start joins the first; a stop cancels a
 * running start); one use of an MFA code a device at a time; nothing is written before state.json
 * says what will be.  All errors are STINT_ERROR with details.
 *
 * Every finish function's error is also kept in the session (stint_session_get_error()), except
 * cancellation and those that ask the person (NEEDS_MFA, WRONG_MFA, NEEDS_CONSENT, NEEDS_SIGN_IN)
 * in answer to a caller who can be asked (interactive).
 *
 * Signals: "conditions-changed": see stint_engine_dup_conditions();
 * "outlook-changed" (StintSession *): see stint_engine_get_outlook();
 * "person-wanted" (StintSession *, const GError *): a tool asked for credentials, and nobody but a
 * person can help. */
#define STINT_TYPE_ENGINE (stint_engine_get_type ())
G_DECLARE_FINAL_TYPE (StintEngine, stint_engine, STINT, ENGINE, GObject)

/* @context is borrowed and outlives the engine. */
StintEngine *stint_engine_new (StintContext *context);

typedef struct
{
  const char *mfa_code; /* (nullable) six digits */
  const char *profile;  /* (nullable) for this start */
  const char *region;   /* (nullable) for this start */
  guint duration;       /* seconds, 0: the definition's */
  int hand_out;         /* StintHandOut, or -1 */
  gboolean consent;     /* to what NEEDS_CONSENT told; remembered in the definition */
  gboolean interactive; /* a person is there: the keyring may ask */
} StintStartOptions;
#define STINT_START_OPTIONS_INIT                                                                   \
  {                                                                                                \
    .hand_out = -1, .interactive = TRUE                                                            \
  }

typedef struct
{
  gint64 until;
  char *profile;
  char *path;          /* the file that tools find it in */
  GStrv warnings;      /* (nullable) English sentences */
  gboolean was_active; /* nothing had to be done */
} StintStartResult;
void stint_start_result_free (StintStartResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintStartResult, stint_start_result_free)

void stint_engine_start_async (StintEngine *self,
                               StintSession *session,
                               const StintStartOptions *options,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
StintStartResult *
stint_engine_start_finish (StintEngine *self, GAsyncResult *result, GError **error);

/* Of an active, expiring or expired session; INACTIVE otherwise.  Profile, region and hand-out stay
 * what they are, whatever @options says. */
void stint_engine_renew_async (StintEngine *self,
                               StintSession *session,
                               const StintStartOptions *options,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
StintStartResult *
stint_engine_renew_finish (StintEngine *self, GAsyncResult *result, GError **error);

/* Puts back what was set aside.  Stopping an inactive session is a success.
 * @out_foreign_keys: (optional): somebody's own keys are in the profile and stay. */
void stint_engine_stop_async (StintEngine *self,
                              StintSession *session,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean stint_engine_stop_finish (StintEngine *self,
                                   GAsyncResult *result,
                                   gboolean *out_foreign_keys,
                                   GError **error);

/* What a start would change; see Preview in the D-Bus API. */
typedef struct
{
  GVariant *files; /* a(sss) */
  GStrv reasons;   /* never NULL */
  GStrv profiles;  /* never NULL */
} StintStartPreview;
void stint_start_preview_free (StintStartPreview *preview);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintStartPreview, stint_start_preview_free)
void stint_engine_preview_async (StintEngine *self,
                                 StintSession *session,
                                 const StintStartOptions *options,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
StintStartPreview *
stint_engine_preview_finish (StintEngine *self, GAsyncResult *result, GError **error);

/* The credentials of a session for the socket.  An active one answers at once (an on-demand one
 * with less than 15 minutes left is renewed first if that needs nobody and AWS answers); an
 * inactive on-demand one, or the user's own session of a moved key, starts by itself if that needs
 * no person; 100 askers make one call to AWS.
 * Errors: NEEDS_MFA, NEEDS_SIGN_IN, INACTIVE, EXPIRED and what AWS may say. */
void stint_engine_get_credentials_async (StintEngine *self,
                                         StintSession *session,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
StintAwsCredentials *
stint_engine_get_credentials_finish (StintEngine *self, GAsyncResult *result, GError **error);

/* The credentials of any session, started or not, without a hold of a profile: those at hand if they go
 * on for a while, or else fetched.  @session need not be in the registry yet.
 * @mfa_code: (nullable)
 * Errors: NEEDS_MFA, NEEDS_SIGN_IN and what AWS may say; none is kept in the session. */
void stint_engine_fetch_async (StintEngine *self,
                               StintSession *session,
                               const char *mfa_code,
                               gboolean interactive,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
StintAwsCredentials *
stint_engine_fetch_finish (StintEngine *self, GAsyncResult *result, GError **error);
/* See stint_fetcher_is_direct(). */
gboolean stint_engine_is_direct (StintEngine *self, StintSession *session);
/* The long-lived key of an IAM user, for what AWS does for no other. */
void stint_engine_get_key_async (StintEngine *self,
                                 StintIntegration *integration,
                                 gboolean interactive,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
StintAwsCredentials *
stint_engine_get_key_finish (StintEngine *self, GAsyncResult *result, GError **error);

/* Asks for the keyring to be unlocked, and notes how it is. */
void stint_engine_unlock_async (StintEngine *self,
                                gboolean interactive,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean stint_engine_unlock_finish (StintEngine *self, GAsyncResult *result, GError **error);

/* What looks after Identity Center. (transfer none) */
StintIdentityCenter *stint_engine_get_identity_center (StintEngine *self);
StintSignIn *stint_engine_get_sign_in (StintEngine *self);
StintSync *stint_engine_get_sync (StintEngine *self);

/* At the start of the service, once, after the registry was loaded: compares state.json with the
 * files, finishes or undoes what a crash left half done, makes what still lives active again with
 * its deadlines, and what has ended expired.  Never fails as a whole. */
void stint_engine_restore_async (StintEngine *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void stint_engine_restore_finish (StintEngine *self, GAsyncResult *result);

/* Asks AWS who a key is, before it is saved. (transfer full): the ARN. */
void stint_engine_test_key_async (StintEngine *self,
                                  StintAwsCredentials *credentials,
                                  const char *region,
                                  const char *endpoint_url,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
char *stint_engine_test_key_finish (StintEngine *self, GAsyncResult *result, GError **error);

/* Changes a session's definition, as stint_registry_put_session() does, and moves a held session
 * along at once where its profile, region or hand-out changed: the new place is written before the
 * old one is put back.  If that fails nothing is changed, the definition included.  Takes
 * @definition, whose id says which session is meant.
 * Errors: those of the registry; NEEDS_CONSENT as for a start (@consent answers it); NEEDS_MFA
 * where an on-demand session's keys are to be written and are not known any more. */
void stint_engine_edit_session_async (StintEngine *self,
                                      StintSessionDefinition *definition,
                                      gboolean consent,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean stint_engine_edit_session_finish (StintEngine *self, GAsyncResult *result, GError **error);

/* For Quit and Restart: cancels what waits for AWS or the keyring, lets what is writing the files
 * end, and then writes state.json.  Operations that come later fail with CANCELLED. */
void stint_engine_drain_async (StintEngine *self, GAsyncReadyCallback callback, gpointer user_data);
void stint_engine_drain_finish (StintEngine *self, GAsyncResult *result);

/* The network is there again, or another one: what waits to be tried again is tried soon. */
void stint_engine_network_changed (StintEngine *self);

/* See stint_conditions_note_lock_unseen(). */
void stint_engine_note_lock_unseen (StintEngine *self, gboolean unseen);

/* What concerns everything, for the Manager's Conditions: an `a(sa{sv})`; see the D-Bus API for the
 * names. (transfer full), not floating */
GVariant *stint_engine_dup_conditions (StintEngine *self);

/* TRUE if the session cannot be renewed or started now without a person, as far as is known. */
gboolean stint_engine_needs_person (StintEngine *self, StintSession *session);

/* What is to be expected of the session's silent renewal. */
StintOutlook stint_engine_get_outlook (StintEngine *self, StintSession *session);

/* The wall clock, corrected where AWS says that it is wrong: what deadlines are compared with. */
gint64 stint_engine_get_now (StintEngine *self);

/* The integration at the root of a session's chain. (nullable) (transfer none) */
StintIntegration *stint_engine_find_root (StintEngine *self, StintSession *session);

/* Whether there is a network, as far as the machine knows: renewals wait for it, for a moment. */
void stint_engine_set_online (StintEngine *self, gboolean online);

/* Forgets an integration's lease, in memory and in the vault (its key or device changed). */
void stint_engine_drop_lease (StintEngine *self, const char *integration_id);

/* How many sessions hold a profile, and whether an operation runs: the service stays while either
 * is not zero. */
guint stint_engine_get_n_held (StintEngine *self);
gboolean stint_engine_is_busy (StintEngine *self);

G_END_DECLS
