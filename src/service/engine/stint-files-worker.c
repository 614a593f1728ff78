/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-files-worker.h"

#include "stint-ini-document.h"
#include "stint-key-ids.h"
#include "stint-sso-entry.h"

#define MAX_SUGGESTIONS 100

struct _StintFilesWorker
{
  GObject parent_instance;

  StintContext *context;       /* (unowned) */
  StintConditions *conditions; /* (owned) */
};

G_DEFINE_FINAL_TYPE (StintFilesWorker, stint_files_worker, G_TYPE_OBJECT)

/* --- Values ----------------------------------------------------------------------------------- */

StintHoldPlan *
stint_hold_plan_copy (const StintHoldPlan *self)
{
  StintHoldPlan *copy = g_new (StintHoldPlan, 1);

  *copy = *self;
  copy->profile = g_strdup (self->profile);
  copy->credentials =
      self->credentials != NULL ? stint_aws_credentials_ref (self->credentials) : NULL;
  copy->process_command = g_strdup (self->process_command);
  copy->our_key_ids = g_strdupv (self->our_key_ids);
  copy->region = g_strdup (self->region);
  copy->gate = self->gate != NULL ? stint_gate_ref (self->gate) : NULL;
  copy->claim = stint_sso_claim_copy (self->claim);

  return copy;
}

void
stint_hold_plan_free (StintHoldPlan *self)
{
  if (self == NULL)
    return;

  g_free (self->profile);
  g_clear_pointer (&self->credentials, stint_aws_credentials_unref);
  g_free (self->process_command);
  g_strfreev (self->our_key_ids);
  g_free (self->region);
  g_clear_pointer (&self->gate, stint_gate_unref);
  g_clear_pointer (&self->claim, stint_sso_claim_free);
  g_free (self);
}

void
stint_files_outcome_free (StintFilesOutcome *self)
{
  if (self == NULL)
    return;

  g_free (self->saved_path);
  g_free (self);
}

void
stint_files_survey_free (StintFilesSurvey *self)
{
  if (self == NULL)
    return;

  stint_survey_clear (&self->survey);
  g_free (self->suggestion);
  g_free (self);
}

StintFilesLook *
stint_files_look_new (const char *session_id, const char *profile, const char *const *our_key_ids)
{
  StintFilesLook *self = g_new0 (StintFilesLook, 1);

  self->session_id = g_strdup (session_id);
  self->profile = g_strdup (profile);
  self->our_key_ids = g_strdupv ((GStrv) our_key_ids);

  return self;
}

void
stint_files_look_free (StintFilesLook *self)
{
  if (self == NULL)
    return;

  g_free (self->session_id);
  g_free (self->profile);
  g_strfreev (self->our_key_ids);
  g_clear_pointer (&self->claim, stint_sso_claim_free);
  g_free (self->region);
  stint_held_clear (&self->held);
  g_clear_pointer (&self->credentials, stint_aws_credentials_unref);
  g_clear_error (&self->error);
  g_free (self);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_files_worker_finalize (GObject *object)
{
  StintFilesWorker *self = STINT_FILES_WORKER (object);

  g_clear_object (&self->conditions);

  G_OBJECT_CLASS (stint_files_worker_parent_class)->finalize (object);
}

static void
stint_files_worker_class_init (StintFilesWorkerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_files_worker_finalize;
}

static void
stint_files_worker_init (StintFilesWorker *self)
{
}

StintFilesWorker *
stint_files_worker_new (StintContext *context, StintConditions *conditions)
{
  StintFilesWorker *self = g_object_new (STINT_TYPE_FILES_WORKER, NULL);

  self->context = context;
  self->conditions = g_object_ref (conditions);

  return self;
}

/* What every thread gets: a reference to the files, and a copy of the question. */
typedef struct
{
  StintAwsFiles *files; /* (owned) */
  StintSsoCache *cache; /* (owned) (nullable) */
  gpointer question;    /* (owned) */
  GDestroyNotify free_question;
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->files);
  g_clear_object (&job->cache);
  job->free_question (job->question);
  g_free (job);
}

static void
run (StintFilesWorker *self,
     gpointer tag,
     gpointer question,
     GDestroyNotify free_question,
     GTaskThreadFunc func,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->files = g_object_ref (self->context->files);
  g_set_object (&job->cache, self->context->sso_cache);
  job->question = question;
  job->free_question = free_question;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, func);
}

static gpointer
finish (StintFilesWorker *self, GAsyncResult *result, GError **error)
{
  GError *local_error = NULL;
  gpointer value = g_task_propagate_pointer (G_TASK (result), &local_error);

  stint_conditions_note_files (self->conditions, local_error);
  if (local_error != NULL)
    g_propagate_error (error, local_error);

  return value;
}

/* --- Hold and release ------------------------------------------------------------------------- */

static const char *
peek (StintSecret *secret)
{
  return secret != NULL ? stint_secret_peek (secret) : NULL;
}

/* Borrows from @plan, which has to live as long. */
static StintHold
make_hold (const StintHoldPlan *plan)
{
  StintHold hold = { .profile = plan->profile,
                     .hand_out = plan->hand_out,
                     .flags = plan->flags,
                     .process_command = plan->process_command,
                     .our_key_ids = (const char *const *) plan->our_key_ids,
                     .region = plan->region };

  if (plan->credentials != NULL)
    {
      hold.access_key_id = stint_aws_credentials_get_access_key_id (plan->credentials);
      hold.secret_access_key =
          peek (stint_aws_credentials_get_secret_access_key (plan->credentials));
      hold.session_token = peek (stint_aws_credentials_get_session_token (plan->credentials));
      hold.expires = stint_aws_credentials_get_expiration (plan->credentials);
    }

  return hold;
}

/* What the profile may be already: found out in the thread. */
typedef struct
{
  StintSsoEntry *entry; /* (owned) (nullable) */
  StintSsoIdentity identity;
} Sso;

static void
sso_clear (Sso *sso)
{
  g_clear_pointer (&sso->entry, stint_sso_entry_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sso, sso_clear)

static void
add_sso (Sso *sso, const Job *job, StintHold *hold)
{
  const StintHoldPlan *plan = job->question;

  sso->entry = stint_sso_claim_find_entry (plan->claim, job->files, job->cache);
  if (sso->entry == NULL)
    return;

  sso->identity = (StintSsoIdentity){ sso->entry, plan->claim->account_id, plan->claim->role_name };
  hold->sso = &sso->identity;
}

/* The person was not asked, because nothing was to be changed. */
static GError *
check_only_shared (const Job *job)
{
  const StintHoldPlan *plan = job->question;

  if (!plan->only_shared ||
      stint_sso_claim_holds (plan->claim, job->files, job->cache, plan->profile, plan->region))
    return NULL;

  return stint_files_error_new (
      STINT_FILES_ERROR_BUSY_WRITER, stint_aws_files_get_config_path (job->files), 0,
      "The profile “%s” was changed at this very moment; try again", plan->profile);
}

static gboolean
wait_at_gate (gpointer user_data, GError **error)
{
  return stint_gate_wait (user_data, error);
}

static void
hold_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  const StintHoldPlan *plan = job->question;
  StintFileGate gate = { wait_at_gate, plan->gate };
  StintHold hold = make_hold (plan);
  g_auto (StintHoldResult) result = { 0 };
  g_auto (Sso) sso = { NULL };
  StintFilesOutcome *outcome;
  GError *error = check_only_shared (job);

  add_sso (&sso, job, &hold);
  if (plan->gate != NULL)
    hold.gate = &gate;
  if (error != NULL || !stint_aws_files_hold (job->files, &hold, &result, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  outcome = g_new0 (StintFilesOutcome, 1);
  outcome->replaced_foreign = result.replaced_foreign;
  outcome->shared = result.shared;
  outcome->saved_path = g_strdup (result.saved_path);
  g_task_return_pointer (task, outcome, (GDestroyNotify) stint_files_outcome_free);
}

void
stint_files_worker_hold_async (StintFilesWorker *self,
                               const StintHoldPlan *plan,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_return_if_fail (STINT_IS_FILES_WORKER (self));
  g_return_if_fail (plan != NULL);

  run (self, stint_files_worker_hold_async, stint_hold_plan_copy (plan),
       (GDestroyNotify) stint_hold_plan_free, hold_in_thread, NULL, callback, user_data);
}

static void
release_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  StintHoldPlan *plan = job->question;
  StintRelease release = { .profile = plan->profile,
                           .our_key_ids = (const char *const *) plan->our_key_ids };
  g_auto (StintReleaseResult) result = { 0 };
  StintFilesOutcome *outcome;
  GError *error = NULL;

  if (!stint_aws_files_release (job->files, &release, &result, NULL, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  outcome = g_new0 (StintFilesOutcome, 1);
  outcome->foreign_keys = result.foreign_keys;
  outcome->saved_path = g_strdup (result.saved_path);
  g_task_return_pointer (task, outcome, (GDestroyNotify) stint_files_outcome_free);
}

void
stint_files_worker_release_async (StintFilesWorker *self,
                                  const char *profile,
                                  const char *const *our_key_ids,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  StintHoldPlan *plan;

  g_return_if_fail (STINT_IS_FILES_WORKER (self));
  g_return_if_fail (profile != NULL);

  plan = g_new0 (StintHoldPlan, 1);
  plan->profile = g_strdup (profile);
  plan->our_key_ids = g_strdupv ((GStrv) our_key_ids);
  run (self, stint_files_worker_release_async, plan, (GDestroyNotify) stint_hold_plan_free,
       release_in_thread, NULL, callback, user_data);
}

StintFilesOutcome *
stint_files_worker_write_finish (StintFilesWorker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return finish (self, result, error);
}

/* --- Survey ----------------------------------------------------------------------------------- */

typedef struct
{
  char *profile;
  GStrv our_key_ids;
  char *base;
  GStrv taken;
  StintSsoClaim *claim;
  char *region;
} SurveyQuestion;

static void
survey_question_free (SurveyQuestion *question)
{
  g_free (question->profile);
  g_strfreev (question->our_key_ids);
  g_free (question->base);
  g_strfreev (question->taken);
  stint_sso_claim_free (question->claim);
  g_free (question->region);
  g_free (question);
}

static gboolean
has_profile (GPtrArray *entries, const char *name)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const StintProfileEntry *entry = g_ptr_array_index (entries, i);

      if (!entry->is_sso_session && g_strcmp0 (entry->name, name) == 0)
        return TRUE;
    }

  return FALSE;
}

/* The session's own profile may well be there: taking it changes nobody else. */
static gboolean
is_harmless (StintAwsFiles *files, const char *name)
{
  g_auto (StintSurvey) survey = { 0 };

  return stint_aws_files_survey (files, name, NULL, &survey, NULL) && !survey.is_default &&
         !survey.own_long_lived && survey.dependents[0] == NULL;
}

static char *
suggest (StintAwsFiles *files, const SurveyQuestion *question, GPtrArray *entries)
{
  for (guint i = 1; i <= MAX_SUGGESTIONS; i++)
    {
      g_autofree char *name =
          i == 1 ? g_strdup (question->base) : g_strdup_printf ("%s-%u", question->base, i);

      if (g_strcmp0 (name, question->profile) != 0 &&
          (!has_profile (entries, name) || (i == 1 && is_harmless (files, name))) &&
          stint_ini_is_portable_name (name) && g_strcmp0 (name, "default") != 0 &&
          (question->taken == NULL ||
           !g_strv_contains ((const char *const *) question->taken, name)))
        return g_steal_pointer (&name);
    }

  return NULL;
}

static void
survey_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  SurveyQuestion *question = job->question;
  g_autoptr (StintFilesSurvey) survey = g_new0 (StintFilesSurvey, 1);
  g_autoptr (GPtrArray) entries = NULL;
  GError *error = NULL;

  if (!stint_aws_files_survey (job->files, question->profile,
                               (const char *const *) question->our_key_ids, &survey->survey,
                               &error))
    {
      g_task_return_error (task, error);
      return;
    }

  survey->shared = stint_sso_claim_holds (question->claim, job->files, job->cache,
                                          question->profile, question->region);
  if (survey->survey.is_default || survey->survey.own_long_lived ||
      survey->survey.dependents[0] != NULL)
    entries = stint_aws_files_list_profiles (job->files, NULL);
  if (entries != NULL)
    survey->suggestion = suggest (job->files, question, entries);
  g_task_return_pointer (task, g_steal_pointer (&survey), (GDestroyNotify) stint_files_survey_free);
}

void
stint_files_worker_survey_async (StintFilesWorker *self,
                                 const char *profile,
                                 const char *const *our_key_ids,
                                 const char *base,
                                 const char *const *taken,
                                 const StintSsoClaim *claim,
                                 const char *region,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  SurveyQuestion *question;

  g_return_if_fail (STINT_IS_FILES_WORKER (self));
  g_return_if_fail (profile != NULL && base != NULL);

  question = g_new0 (SurveyQuestion, 1);
  question->profile = g_strdup (profile);
  question->our_key_ids = g_strdupv ((GStrv) our_key_ids);
  question->base = g_strdup (base);
  question->taken = g_strdupv ((GStrv) taken);
  question->claim = stint_sso_claim_copy (claim);
  question->region = g_strdup (region);
  run (self, stint_files_worker_survey_async, question, (GDestroyNotify) survey_question_free,
       survey_in_thread, cancellable, callback, user_data);
}

StintFilesSurvey *
stint_files_worker_survey_finish (StintFilesWorker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return finish (self, result, error);
}

/* --- Preview ---------------------------------------------------------------------------------- */

static void
preview_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  StintHold hold = make_hold (job->question);
  g_auto (Sso) sso = { NULL };
  GError *error = NULL;
  GPtrArray *previews;

  add_sso (&sso, job, &hold);
  previews = stint_aws_files_preview_hold (job->files, &hold, &error);
  if (previews != NULL)
    g_task_return_pointer (task, previews, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
stint_files_worker_preview_async (StintFilesWorker *self,
                                  const StintHoldPlan *plan,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_return_if_fail (STINT_IS_FILES_WORKER (self));
  g_return_if_fail (plan != NULL);

  run (self, stint_files_worker_preview_async, stint_hold_plan_copy (plan),
       (GDestroyNotify) stint_hold_plan_free, preview_in_thread, cancellable, callback, user_data);
}

GPtrArray *
stint_files_worker_preview_finish (StintFilesWorker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return finish (self, result, error);
}

/* --- Looking ---------------------------------------------------------------------------------- */

typedef struct
{
  GPtrArray *looks; /* of StintFilesLook */
  gboolean recover;
  gboolean read_keys;
} LookQuestion;

static void
look_question_free (LookQuestion *question)
{
  g_clear_pointer (&question->looks, g_ptr_array_unref);
  g_free (question);
}

static StintAwsCredentials *
make_credentials (const StintFileKeys *keys)
{
  g_autoptr (StintSecret) secret = stint_secret_new (keys->secret_access_key, -1);
  g_autoptr (StintSecret) token =
      keys->session_token != NULL ? stint_secret_new (keys->session_token, -1) : NULL;

  /* A full secure heap: asked for again when they are needed. */
  if (secret == NULL || (keys->session_token != NULL && token == NULL))
    return NULL;

  return stint_aws_credentials_new (keys->access_key_id, secret, token, keys->expires, NULL);
}

/* A file that no tool can read says nothing about what is held: somebody may be in the middle of an
 * edit, and what seems gone is there again when it is put right. */
static gboolean
makes_sense (StintAwsFiles *files, StintFilesLook *look)
{
  g_auto (StintSurvey) survey = { 0 };

  if (look->held.state == STINT_HELD_FILE || look->held.state == STINT_HELD_ON_DEMAND)
    return TRUE;

  return stint_aws_files_survey (files, look->profile, (const char *const *) look->our_key_ids,
                                 &survey, &look->error);
}

static void
look_at (const Job *job, StintFilesLook *look, gboolean read_keys)
{
  StintAwsFiles *files = job->files;
  const char *const *our_key_ids = (const char *const *) look->our_key_ids;
  g_auto (StintFileKeys) keys = { 0 };
  g_auto (GStrv) known = NULL;

  if (!stint_aws_files_inspect (files, look->profile, our_key_ids, &look->held, &look->error) ||
      !makes_sense (files, look))
    return;
  look->shared =
      look->held.state == STINT_HELD_NOT &&
      stint_sso_claim_holds (look->claim, files, job->cache, look->profile, look->region);
  if (!read_keys ||
      (look->held.state != STINT_HELD_FILE && look->held.state != STINT_HELD_HALF_DONE))
    return;

  /* Known as ours by its note, though state.json may have lost it.  Half done, it may be anybody's.
   */
  known = stint_key_ids_add (look->our_key_ids,
                             look->held.state == STINT_HELD_FILE ? look->held.access_key_id : NULL);
  if (stint_aws_files_read_keys (files, look->profile, (const char *const *) known, &keys, NULL))
    look->credentials = make_credentials (&keys);
}

static void
look_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  LookQuestion *question = job->question;
  g_autofree char *saved_path = NULL;
  GError *error = NULL;

  if (question->recover && !stint_aws_files_recover (job->files, &saved_path, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (saved_path != NULL)
    g_message ("What was left half done was kept as %s", saved_path);

  for (guint i = 0; i < question->looks->len; i++)
    {
      StintFilesLook *look = g_ptr_array_index (question->looks, i);

      look_at (job, look, question->read_keys);
      if (look->error != NULL && error == NULL)
        error = g_error_copy (look->error);
    }

  /* One that cannot be read is the same file for all of them. */
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&question->looks),
                           (GDestroyNotify) g_ptr_array_unref);
}

void
stint_files_worker_look_async (StintFilesWorker *self,
                               GPtrArray *looks,
                               gboolean recover,
                               gboolean read_keys,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  LookQuestion *question;

  g_return_if_fail (STINT_IS_FILES_WORKER (self));
  g_return_if_fail (looks != NULL);

  question = g_new0 (LookQuestion, 1);
  question->looks = looks;
  question->recover = recover;
  question->read_keys = read_keys;
  run (self, stint_files_worker_look_async, question, (GDestroyNotify) look_question_free,
       look_in_thread, NULL, callback, user_data);
}

GPtrArray *
stint_files_worker_look_finish (StintFilesWorker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return finish (self, result, error);
}
