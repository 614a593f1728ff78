/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-conditions.h"
#include "stint-context.h"
#include "stint-gate.h"
#include "stint-sso-claim.h"

G_BEGIN_DECLS

/* StintFilesWorker: StintAwsFiles off the main loop.  Each call copies what it needs, works in a
 * thread, and answers on the main context; how it went is noted in the conditions.  Errors are
 * STINT_FILES_ERROR, unmapped: the caller may have to tell FOREIGN_KEYS from GONE. */
#define STINT_TYPE_FILES_WORKER (stint_files_worker_get_type ())
G_DECLARE_FINAL_TYPE (StintFilesWorker, stint_files_worker, STINT, FILES_WORKER, GObject)

/* Both are borrowed and outlive the worker. */
StintFilesWorker *stint_files_worker_new (StintContext *context, StintConditions *conditions);

/* What a hold should be: a StintHold that owns what it says. */
typedef struct
{
  char *profile;
  StintHandOut hand_out;
  StintHoldFlags flags;
  StintAwsCredentials *credentials; /* (nullable) */
  char *process_command;            /* on demand */
  GStrv our_key_ids;                /* (nullable) */
  char *region;                     /* (nullable) */
  StintGate *gate;                  /* (nullable): to be passed before a file is changed */
  StintSsoClaim *claim;             /* (owned) (nullable): what the profile may be already */
  gboolean only_shared; /* a profile that is not gives BUSY_WRITER: nobody agreed to a change */
} StintHoldPlan;

StintHoldPlan *stint_hold_plan_copy (const StintHoldPlan *self);
void stint_hold_plan_free (StintHoldPlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintHoldPlan, stint_hold_plan_free)

/* What a hold or a release has to tell. */
typedef struct
{
  gboolean replaced_foreign;
  gboolean foreign_keys;
  gboolean shared;  /* a hold left the profile alone, see StintHoldResult */
  char *saved_path; /* (nullable) */
} StintFilesOutcome;

void stint_files_outcome_free (StintFilesOutcome *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintFilesOutcome, stint_files_outcome_free)

void stint_files_worker_hold_async (StintFilesWorker *self,
                                    const StintHoldPlan *plan,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void stint_files_worker_release_async (StintFilesWorker *self,
                                       const char *profile,
                                       const char *const *our_key_ids,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
StintFilesOutcome *
stint_files_worker_write_finish (StintFilesWorker *self, GAsyncResult *result, GError **error);

/* What a hold of a profile would mean. */
typedef struct
{
  StintSurvey survey;
  char *suggestion; /* a name that nothing uses yet, or the base where taking it harms nobody */
  gboolean shared;  /* it is the claim already: a hold changes nothing */
} StintFilesSurvey;

void stint_files_survey_free (StintFilesSurvey *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintFilesSurvey, stint_files_survey_free)

/* @base: what the suggestion is made of; @taken: names that it must not be; @claim: (nullable); @region:
 * (nullable) that a hold would write. */
void stint_files_worker_survey_async (StintFilesWorker *self,
                                      const char *profile,
                                      const char *const *our_key_ids,
                                      const char *base,
                                      const char *const *taken,
                                      const StintSsoClaim *claim,
                                      const char *region,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
StintFilesSurvey *
stint_files_worker_survey_finish (StintFilesWorker *self, GAsyncResult *result, GError **error);

/* Of StintFilePreview. */
void stint_files_worker_preview_async (StintFilesWorker *self,
                                       const StintHoldPlan *plan,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray *
stint_files_worker_preview_finish (StintFilesWorker *self, GAsyncResult *result, GError **error);

/* One question of a look at the files, and its answer. */
typedef struct
{
  char *session_id;
  char *profile;
  GStrv our_key_ids;    /* (nullable) */
  StintSsoClaim *claim; /* (owned) (nullable) */
  char *region;         /* (nullable) that the claim goes with */

  StintHeld held;
  gboolean shared;                  /* nothing of ours is there, and the profile is the claim */
  StintAwsCredentials *credentials; /* (nullable): ours, read back from the file */
  GError *error;                    /* (nullable): this one could not be looked at */
} StintFilesLook;

StintFilesLook *
stint_files_look_new (const char *session_id, const char *profile, const char *const *our_key_ids);
void stint_files_look_free (StintFilesLook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintFilesLook, stint_files_look_free)

/* Takes @looks, an array of StintFilesLook that owns them; they come back answered.
 * @recover: first end what a killed process left half done
 * @read_keys: read our own keys back as well. */
void stint_files_worker_look_async (StintFilesWorker *self,
                                    GPtrArray *looks,
                                    gboolean recover,
                                    gboolean read_keys,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
GPtrArray *
stint_files_worker_look_finish (StintFilesWorker *self, GAsyncResult *result, GError **error);

G_END_DECLS
