/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-commit.h"

#include "stint-error-map.h"
#include "stint-key-ids.h"

typedef struct
{
  StintEngineParts *parts; /* (unowned) */
  StintCommitKind kind;
  StintSession *session;            /* (owned) */
  StintAwsCredentials *credentials; /* (owned) (nullable) */
  char *profile;
  char *region;
  StintHandOut hand_out;
  guint duration;
  gboolean consent;
  gboolean spared;

  StintSessionLife *before; /* (owned) */
  char *left_profile;       /* (owned) (nullable) that it moves away from */
  StintSession *loser;      /* (owned) (nullable) whose profile is taken over */
  GPtrArray *warnings;      /* of char * */

  /* The intent and the files, which are on their way at once. */
  guint n_on_their_way;
  StintGate *gate;            /* (owned): for the files, until the intent is durable */
  GError *intent_error;       /* (owned) (nullable) */
  StintFilesOutcome *outcome; /* (owned) (nullable) */
  GError *error;              /* (owned) (nullable) why the hold ends */
} Commit;

static void
commit_free (Commit *self)
{
  g_object_unref (self->session);
  g_clear_pointer (&self->credentials, stint_aws_credentials_unref);
  g_free (self->profile);
  g_free (self->region);
  g_clear_pointer (&self->before, stint_session_life_free);
  g_free (self->left_profile);
  g_clear_object (&self->loser);
  g_ptr_array_unref (self->warnings);
  g_clear_pointer (&self->gate, stint_gate_unref);
  g_clear_error (&self->intent_error);
  g_clear_pointer (&self->outcome, stint_files_outcome_free);
  g_clear_error (&self->error);
  g_free (self);
}

static void
warn_person (Commit *self, char *sentence)
{
  g_ptr_array_add (self->warnings, sentence);
}

static void
note_saved (Commit *self, StintFilesOutcome *outcome)
{
  if (outcome->saved_path != NULL)
    warn_person (self, g_strdup_printf ("Another program wrote at the same time; what could not be "
                                        "merged was kept as %s.",
                                        outcome->saved_path));
}

/* Ends an operation that has the files turn. Takes @error. */
static void
give_up (GTask *task, GError *error)
{
  Commit *self = g_task_get_task_data (task);

  stint_turn_pass (self->parts->files_turn);
  g_task_return_error (task, stint_error_map_take (error));
}

/* --- The end ---------------------------------------------------------------------------------- */

StintStartResult *
stint_commit_make_result (StintEngineParts *parts, StintSession *session)
{
  const StintSessionLife *life = stint_session_get_life (session);
  StintStartResult *result = g_new0 (StintStartResult, 1);

  result->until = life->until;
  result->profile = g_strdup (stint_session_get_profile (session));
  result->path = g_strdup (life->hand_out == STINT_HAND_OUT_FILE && !life->shared
                               ? parts->context->credentials_path
                               : parts->context->config_path);

  return result;
}

static void
remember_consent (Commit *self)
{
  g_autoptr (StintSessionDefinition) definition = NULL;
  g_autoptr (GError) error = NULL;

  if (!self->consent || g_strcmp0 (stint_session_get_definition (self->session)->consented_profile,
                                   self->profile) == 0)
    return;

  definition = stint_session_definition_copy (stint_session_get_definition (self->session));
  g_free (definition->consented_profile);
  definition->consented_profile = g_strdup (self->profile);
  if (stint_registry_put_session (self->parts->context->registry, g_steal_pointer (&definition),
                                  &error) == NULL)
    g_message ("A consent could not be remembered: %s", error->message);
}

static void
dethrone_loser (Commit *self)
{
  if (self->loser == NULL)
    return;

  warn_person (self, g_strdup_printf ("“%s” was stopped: it had the profile “%s”.",
                                      stint_session_get_name (self->loser), self->profile));
  stint_engine_parts_end_hold (self->parts, self->loser, STINT_STATE_INACTIVE, NULL);
}

/* The same credentials at another place: no new life. */
static gboolean
only_moved (Commit *self, const StintSessionLife *life)
{
  return self->kind == STINT_COMMIT_MOVE && life->until == self->before->until;
}

static void
take_life (Commit *self)
{
  g_autoptr (StintSessionLife) life =
      stint_session_life_copy (stint_session_get_life (self->session));

  life->state = STINT_STATE_ACTIVE;
  g_free (life->held_profile);
  life->held_profile = g_strdup (self->profile);
  g_clear_pointer (&life->next_profile, g_free);
  life->hand_out = self->hand_out;
  life->shared = self->outcome->shared;
  g_free (life->region);
  life->region = g_strdup (self->region);
  if (self->credentials != NULL)
    {
      const char *arn = stint_aws_credentials_get_arn (self->credentials);

      life->until = stint_aws_credentials_get_expiration (self->credentials);
      life->duration = self->duration;
      if (arn != NULL)
        {
          g_free (life->arn);
          life->arn = g_strdup (arn);
        }
      stint_session_set_credentials (self->session, self->credentials);
    }
  if (only_moved (self, life))
    life->state = self->before->state;

  stint_session_take_error (self->session, NULL);
  stint_session_set_warning (self->session, NULL);
  stint_engine_parts_set_life (self->parts, self->session, life);
}

static void
succeed (GTask *task)
{
  Commit *self = g_task_get_task_data (task);
  StintStartResult *result;

  take_life (self);
  dethrone_loser (self);
  remember_consent (self);
  if (only_moved (self, stint_session_get_life (self->session)))
    stint_scheduler_update (self->parts->scheduler, self->session);
  else
    stint_scheduler_refresh (self->parts->scheduler, self->session);

  result = stint_commit_make_result (self->parts, self->session);
  if (self->warnings->len > 0)
    {
      g_ptr_array_add (self->warnings, NULL);
      result->warnings = g_strdupv ((GStrv) self->warnings->pdata);
    }
  stint_turn_pass (self->parts->files_turn);
  g_task_return_pointer (task, result, (GDestroyNotify) stint_start_result_free);
}

static void
left_profile_released_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Commit *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintFilesOutcome) outcome =
      stint_files_worker_write_finish (STINT_FILES_WORKER (source), result, &error);

  /* The session works at its new place; the old one can be put back by `stint leave`. */
  if (outcome != NULL)
    note_saved (self, outcome);
  else
    warn_person (self, g_strdup_printf ("The profile “%s” could not be put back: %s",
                                        self->left_profile, error->message));

  succeed (task);
}

/* --- A hold that ends ------------------------------------------------------------------------- */

static void
leftovers_released_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Commit *self = g_task_get_task_data (task);
  gboolean gone = g_error_matches (self->error, STINT_FILES_ERROR, STINT_FILES_ERROR_GONE);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintFilesOutcome) outcome =
      stint_files_worker_write_finish (STINT_FILES_WORKER (source), result, &error);

  if (outcome == NULL)
    g_message ("What was left of a hold could not be put back: %s", error->message);

  stint_engine_parts_end_hold (self->parts, self->session, STINT_STATE_INACTIVE,
                               gone ? "section-gone" : "foreign-keys");
  give_up (task, g_steal_pointer (&self->error));
}

/* Somebody wrote keys of their own, or deleted the section: theirs stays, ours goes. */
static void
end_hold (GTask *task)
{
  Commit *self = g_task_get_task_data (task);
  const StintSessionLife *life = stint_session_get_life (self->session);

  stint_files_worker_release_async (self->parts->files, life->held_profile,
                                    (const char *const *) life->key_ids, leftovers_released_cb,
                                    g_object_ref (task));
}

/* --- The files -------------------------------------------------------------------------------- */

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Commit *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintFilesOutcome) outcome =
      stint_files_worker_write_finish (STINT_FILES_WORKER (source), result, &error);
  g_autoptr (StintSessionLife) life = stint_session_life_copy (self->before);

  if (outcome == NULL)
    g_message ("What was half done could not be undone: %s", error->message);

  /* The new key may stand in a file all the same: it stays known as ours while anything is held. */
  if (life->held_profile != NULL)
    {
      g_strfreev (life->key_ids);
      life->key_ids = g_strdupv (stint_session_get_life (self->session)->key_ids);
    }
  stint_engine_parts_set_life (self->parts, self->session, life);
  give_up (task, g_steal_pointer (&self->error));
}

/* How @session stood in @profile before. */
static StintHoldPlan *
plan_as_before (Commit *self, StintSession *session, const StintSessionLife *life)
{
  StintAwsCredentials *credentials = stint_session_get_credentials (session);
  StintHoldPlan *plan = stint_engine_parts_plan_hold (
      self->parts, session, life->held_profile, life->hand_out, life->region,
      credentials != NULL ? stint_aws_credentials_ref (credentials) : NULL);
  GStrv key_ids =
      stint_key_ids_join (plan->our_key_ids, stint_session_get_life (self->session)->key_ids);

  g_strfreev (plan->our_key_ids);
  plan->our_key_ids = key_ids;

  return plan;
}

/* One of the two files may have been written: the reverse of a hold is right whether or not. */
static void
undo (GTask *task)
{
  Commit *self = g_task_get_task_data (task);
  gboolean in_place = g_strcmp0 (self->before->held_profile, self->profile) == 0;
  g_autoptr (StintHoldPlan) plan = NULL;

  /* Where nothing of ours stood before, nothing of ours is to stay. */
  if (in_place && !self->before->shared)
    plan = plan_as_before (self, self->session, self->before);
  else if (!in_place && self->loser != NULL && !stint_session_get_life (self->loser)->shared)
    plan = plan_as_before (self, self->loser, stint_session_get_life (self->loser));

  if (plan == NULL)
    stint_files_worker_release_async (
        self->parts->files, self->profile,
        (const char *const *) stint_session_get_life (self->session)->key_ids, undone_cb,
        g_object_ref (task));
  else
    stint_files_worker_hold_async (self->parts->files, plan, undone_cb, g_object_ref (task));
}

static void
hold_failed (GTask *task)
{
  Commit *self = g_task_get_task_data (task);

  if (self->kind == STINT_COMMIT_RENEWAL &&
      (g_error_matches (self->error, STINT_FILES_ERROR, STINT_FILES_ERROR_FOREIGN_KEYS) ||
       g_error_matches (self->error, STINT_FILES_ERROR, STINT_FILES_ERROR_GONE)))
    end_hold (task);
  else
    undo (task);
}

static void
held (GTask *task)
{
  Commit *self = g_task_get_task_data (task);

  note_saved (self, self->outcome);
  if (self->outcome->replaced_foreign)
    warn_person (self, g_strdup_printf ("Somebody had written other keys into the profile “%s”; "
                                        "they are set aside until the session is stopped.",
                                        self->profile));
  if (self->left_profile != NULL)
    stint_files_worker_release_async (
        self->parts->files, self->left_profile,
        (const char *const *) stint_session_get_life (self->session)->key_ids,
        left_profile_released_cb, g_object_ref (task));
  else
    succeed (task);
}

/* Goes on when the last one has arrived. */
static void
arrive (GTask *task)
{
  Commit *self = g_task_get_task_data (task);

  if (--self->n_on_their_way > 0)
    return;

  if (self->intent_error != NULL)
    {
      /* The gate was shut: the files are as they were. */
      g_clear_error (&self->error);
      stint_engine_parts_set_life (self->parts, self->session, self->before);
      give_up (task, g_steal_pointer (&self->intent_error));
    }
  else if (self->outcome == NULL)
    hold_failed (task);
  else
    held (task);
}

static void
held_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Commit *self = g_task_get_task_data (task);

  self->outcome =
      stint_files_worker_write_finish (STINT_FILES_WORKER (source), result, &self->error);
  arrive (task);
}

static void
intent_flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Commit *self = g_task_get_task_data (task);

  if (stint_registry_flush_finish (STINT_REGISTRY (source), result, &self->intent_error))
    stint_gate_open (self->gate);
  else
    stint_gate_close (self->gate);
  arrive (task);
}

/* The profile was left alone until now, and sign-ins are not shared any more. */
static gboolean
begins_to_write (Commit *self)
{
  return self->before->shared && !stint_context_shares_sign_ins (self->parts->context);
}

/* The intent first, so that its thread is not one that waits for those that wait for it. */
static void
write_both (GTask *task)
{
  Commit *self = g_task_get_task_data (task);
  StintAwsCredentials *credentials =
      self->credentials != NULL ? stint_aws_credentials_ref (self->credentials) : NULL;
  g_autoptr (StintHoldPlan) plan = stint_engine_parts_plan_hold (
      self->parts, self->session, self->profile, self->hand_out, self->region, credentials);

  if (self->kind == STINT_COMMIT_RENEWAL && !begins_to_write (self))
    plan->flags |= STINT_HOLD_FLAGS_RENEWAL;
  /* One that was left alone before stays so for as long as it is what it was. */
  if (plan->claim != NULL)
    plan->claim->needs_token = !self->before->shared;
  plan->only_shared = self->spared;
  self->gate = stint_gate_new ();
  plan->gate = stint_gate_ref (self->gate);
  self->n_on_their_way = 2;
  stint_registry_flush_async (self->parts->context->registry, NULL, intent_flushed_cb,
                              g_object_ref (task));
  stint_files_worker_hold_async (self->parts->files, plan, held_cb, g_object_ref (task));
}

/* --- The intent ------------------------------------------------------------------------------- */

static StintSessionLife *
make_intent (Commit *self)
{
  StintSessionLife *life = stint_session_life_copy (self->before);
  const char *key_id = self->credentials != NULL
                           ? stint_aws_credentials_get_access_key_id (self->credentials)
                           : NULL;
  GStrv key_ids = stint_key_ids_add (life->key_ids, key_id);

  g_strfreev (life->key_ids);
  life->key_ids = key_ids;
  if (stint_session_is_held (self->session))
    {
      if (self->left_profile != NULL)
        {
          g_free (life->next_profile);
          life->next_profile = g_strdup (self->profile);
        }
      return life;
    }

  life->state = STINT_STATE_STARTING;
  life->since = stint_clock_now (self->parts->context->clock);
  life->last_used = life->since;
  life->until = stint_aws_credentials_get_expiration (self->credentials);
  life->hand_out = self->hand_out;
  g_free (life->held_profile);
  life->held_profile = g_strdup (self->profile);
  g_free (life->region);
  life->region = g_strdup (self->region);

  return life;
}

/* While we waited for the turn, somebody else may have stopped it, or taken its profile. */
static GError *
check_still_meant (Commit *self)
{
  StintRegistry *registry = self->parts->context->registry;
  const StintSessionLife *life = stint_session_get_life (self->session);
  const char *name = stint_session_get_name (self->session);

  if (stint_registry_get_session (registry, stint_session_get_id (self->session)) != self->session)
    return stint_error_new (STINT_ERROR_NOT_FOUND, NULL, "“%s” is not there any more", name);
  if (stint_registry_is_read_only (registry))
    return stint_error_new (STINT_ERROR_READ_ONLY, NULL,
                            "Stint’s own files were written by a newer version, so nothing is "
                            "started or stopped");
  if (self->kind == STINT_COMMIT_START)
    return NULL;
  if (!stint_session_is_held (self->session))
    return stint_error_new (STINT_ERROR_INACTIVE, NULL, "“%s” is not active", name);
  if (self->kind == STINT_COMMIT_RENEWAL && g_strcmp0 (life->held_profile, self->profile) != 0)
    return stint_error_new (STINT_ERROR_INACTIVE, NULL, "“%s” has moved meanwhile", name);

  return NULL;
}

static void
took_turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Commit *self = g_task_get_task_data (task);
  g_autoptr (StintSessionLife) intent = NULL;
  GError *error = NULL;

  if (!stint_turn_take_finish (result, &error))
    {
      g_task_return_error (task, stint_error_map_take (error));
      return;
    }
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error) ||
      (error = check_still_meant (self)) != NULL)
    {
      give_up (task, error);
      return;
    }

  self->before = stint_session_life_copy (stint_session_get_life (self->session));
  g_set_object (&self->loser,
                stint_engine_parts_find_holder (self->parts, self->session, self->profile));
  if (stint_session_is_held (self->session) &&
      g_strcmp0 (self->before->held_profile, self->profile) != 0)
    self->left_profile = g_strdup (self->before->held_profile);

  /* To everybody else it is what it was: starting, or active. */
  intent = make_intent (self);
  stint_session_set_life (self->session, intent);
  stint_registry_session_noted (self->parts->context->registry);
  write_both (task);
}

void
stint_commit_async (StintEngineParts *parts,
                    const StintCommit *commit,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task;
  Commit *self;

  g_return_if_fail (parts != NULL);
  g_return_if_fail (commit != NULL && STINT_IS_SESSION (commit->session));
  g_return_if_fail (commit->credentials != NULL || commit->kind == STINT_COMMIT_MOVE);

  self = g_new0 (Commit, 1);
  self->parts = parts;
  self->kind = commit->kind;
  self->session = g_object_ref (commit->session);
  if (commit->credentials != NULL)
    self->credentials = stint_aws_credentials_ref (commit->credentials);
  self->profile = g_strdup (commit->profile);
  self->region = g_strdup (commit->region);
  self->hand_out = commit->hand_out;
  self->duration = commit->duration;
  self->consent = commit->consent;
  self->spared = commit->spared;
  self->warnings = g_ptr_array_new_with_free_func (g_free);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_commit_async);
  g_task_set_task_data (task, self, (GDestroyNotify) commit_free);
  /* What is done is done, cancelled or not. */
  g_task_set_check_cancellable (task, FALSE);
  stint_turn_take_async (parts->files_turn, cancellable, took_turn_cb, task);
}

StintStartResult *
stint_commit_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stint_commit_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
