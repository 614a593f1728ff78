/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-starter.h"

#include "stint-error-map.h"
#include "stint-ini-document.h"
#include "stint-partition.h"

/* --- Places ----------------------------------------------------------------------------------- */

void
stint_place_clear (StintPlace *self)
{
  g_clear_pointer (&self->profile, g_free);
  g_clear_pointer (&self->region, g_free);
}

StintHandOut
stint_place_default_hand_out (StintEngineParts *parts, const StintSessionDefinition *definition)
{
  if (definition->hand_out >= 0)
    return (StintHandOut) definition->hand_out;
  if (parts->context->settings != NULL)
    return (StintHandOut) g_settings_get_enum (parts->context->settings, "hand-out");

  return STINT_HAND_OUT_FILE;
}

gboolean
stint_place_init (StintPlace *self,
                  StintEngineParts *parts,
                  StintSession *session,
                  const StintStartOptions *options,
                  GError **error)
{
  const StintSessionDefinition *definition = stint_session_get_definition (session);
  const char *profile =
      options->profile != NULL ? options->profile : stint_session_get_profile (session);
  const char *region = options->region != NULL ? options->region : definition->region;

  *self = (StintPlace){ NULL };
  if (!stint_ini_is_portable_name (profile))
    {
      g_propagate_error (error,
                         stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                                          "“%s” is not a profile name that every AWS tool can read",
                                          profile));
      return FALSE;
    }
  if (region != NULL && !stint_region_is_valid (region))
    {
      g_propagate_error (error, stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                                                 "“%s” is not the name of a region", region));
      return FALSE;
    }

  self->profile = g_strdup (profile);
  self->region = g_strdup (region);
  self->hand_out = options->hand_out >= 0 ? (StintHandOut) options->hand_out
                                          : stint_place_default_hand_out (parts, definition);

  return TRUE;
}

/* --- One start or renewal --------------------------------------------------------------------- */

typedef struct
{
  StintEngineParts *parts; /* (unowned) */
  StintSession *session;   /* (owned) */
  StintStarterKind kind;
  StintPlace place;
  char *mfa_code; /* (nullable) */
  guint duration;
  gboolean consent;
  gboolean spared; /* see StintCommit */
  gboolean interactive;
  gboolean silent;
  gboolean urgent;
  gboolean began;    /* the state says "starting" because of us */
  gboolean surveyed; /* and nothing stood in the way */

  gboolean side_by_side; /* survey and fetch */
  guint n_on_their_way;
  StintAwsCredentials *credentials; /* (owned) (nullable) */
  GError *survey_error;             /* (owned) (nullable) */
  GError *fetch_error;              /* (owned) (nullable) */
} Starter;

static void
starter_free (Starter *self)
{
  g_object_unref (self->session);
  stint_place_clear (&self->place);
  g_free (self->mfa_code);
  g_clear_pointer (&self->credentials, stint_aws_credentials_unref);
  g_clear_error (&self->survey_error);
  g_clear_error (&self->fetch_error);
  g_free (self);
}

/* No failure of the session: it was stopped meanwhile, or the answer goes to a caller who has the
 * person there and then calls again. */
static gboolean
only_asks (Starter *self, const GError *error)
{
  if (stint_error_is_cancelled (error) ||
      g_error_matches (error, STINT_ERROR, STINT_ERROR_INACTIVE))
    return TRUE;
  if (self->silent || !self->interactive)
    return FALSE;

  return g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_MFA) ||
         g_error_matches (error, STINT_ERROR, STINT_ERROR_WRONG_MFA) ||
         g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_SIGN_IN) ||
         g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_CONSENT);
}

/* Takes @error. */
static void
fail (GTask *task, GError *error)
{
  Starter *self = g_task_get_task_data (task);
  gboolean keep;

  error = stint_error_map_take (error);
  keep = !only_asks (self, error);
  if (stint_error_get_detail (error, "session") == NULL)
    stint_error_add_detail (error, "session",
                            g_variant_new_string (stint_session_get_name (self->session)));
  if (keep)
    stint_session_take_error (self->session, g_error_copy (error));

  if (self->began && stint_session_get_state (self->session) == STINT_STATE_STARTING)
    {
      g_autoptr (StintSessionLife) life =
          stint_session_life_copy (stint_session_get_life (self->session));

      life->state = keep ? STINT_STATE_FAILED : STINT_STATE_INACTIVE;
      stint_engine_parts_set_life (self->parts, self->session, life);
    }
  else if (keep)
    stint_registry_session_changed (self->parts->context->registry, self->session);

  g_task_return_error (task, error);
}

static void
committed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  StintStartResult *outcome = stint_commit_finish (result, &error);

  if (outcome != NULL)
    g_task_return_pointer (task, outcome, (GDestroyNotify) stint_start_result_free);
  else
    fail (task, error);
}

/* The next one brings what was missing. */
static void
foresee (Starter *self, const GError *error)
{
  if (self->kind == STINT_STARTER_START && self->surveyed &&
      (g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_MFA) ||
       g_error_matches (error, STINT_ERROR, STINT_ERROR_WRONG_MFA)))
    stint_engine_parts_foresee (self->parts, self->session, self->place.profile, self->consent);
}

static void
commit (GTask *task)
{
  Starter *self = g_task_get_task_data (task);
  StintCommit commit = { .kind = self->kind == STINT_STARTER_RENEW ? STINT_COMMIT_RENEWAL
                                                                   : STINT_COMMIT_START,
                         .session = self->session,
                         .credentials = self->credentials,
                         .profile = self->place.profile,
                         .region = self->place.region,
                         .hand_out = self->place.hand_out,
                         .duration = self->duration,
                         .consent = self->consent,
                         .spared = self->spared };

  stint_commit_async (self->parts, &commit, g_task_get_cancellable (task), committed_cb,
                      g_object_ref (task));
}

/* Goes on when survey and fetch have arrived, whichever of them were begun. */
static void
arrive (GTask *task)
{
  Starter *self = g_task_get_task_data (task);

  if (--self->n_on_their_way > 0)
    return;

  if (self->survey_error != NULL)
    fail (task, g_steal_pointer (&self->survey_error));
  else if (self->fetch_error != NULL)
    {
      foresee (self, self->fetch_error);
      fail (task, g_steal_pointer (&self->fetch_error));
    }
  else
    commit (task);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Starter *self = g_task_get_task_data (task);

  self->credentials =
      stint_fetcher_fetch_finish (STINT_FETCHER (source), result, &self->fetch_error);
  arrive (task);
}

static void
fetch (GTask *task)
{
  Starter *self = g_task_get_task_data (task);
  StintFetchWish wish = { .mfa_code = self->mfa_code,
                          .duration = self->duration,
                          .interactive = self->interactive && !self->silent,
                          .urgent = self->urgent };

  self->n_on_their_way++;
  stint_fetcher_fetch_async (self->parts->fetcher, self->session, &wish,
                             g_task_get_cancellable (task), fetched_cb, g_object_ref (task));
}

static void
surveyed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Starter *self = g_task_get_task_data (task);
  g_autoptr (StintFilesSurvey) survey =
      stint_files_worker_survey_finish (STINT_FILES_WORKER (source), result, &self->survey_error);

  if (survey != NULL)
    self->survey_error = stint_consent_check (self->parts, self->session, self->place.profile,
                                              survey, self->consent);
  if (self->survey_error == NULL)
    {
      self->surveyed = TRUE;
      self->spared = stint_consent_is_spared (self->parts, self->session, self->place.profile,
                                              survey, self->consent);
      if (!self->side_by_side)
        fetch (task);
    }
  arrive (task);
}

static void
survey (GTask *task)
{
  Starter *self = g_task_get_task_data (task);

  self->n_on_their_way++;
  stint_consent_survey_async (self->parts, self->session, self->place.profile, self->place.region,
                              g_task_get_cancellable (task), surveyed_cb, g_object_ref (task));
}

static void
show_starting (Starter *self)
{
  g_autoptr (StintSessionLife) life = NULL;

  /* What is held stays visible as such: old before new. */
  if (stint_session_is_held (self->session))
    return;

  life = stint_session_life_copy (stint_session_get_life (self->session));
  life->state = STINT_STATE_STARTING;
  self->began = TRUE;
  stint_engine_parts_set_life (self->parts, self->session, life);
}

/* A renewal finds what it left.  But where the profile was left alone, and sign-ins are not shared any
 * more, it takes it over now. */
static gboolean
needs_survey (Starter *self)
{
  return self->kind == STINT_STARTER_START ||
         (stint_session_get_life (self->session)->shared &&
          !stint_context_shares_sign_ins (self->parts->context));
}

/* A renewal stays where it is. */
static gboolean
plan_renewal (Starter *self, GError **error)
{
  const StintSessionLife *life = stint_session_get_life (self->session);

  if (!stint_session_is_held (self->session))
    {
      g_propagate_error (error, stint_error_new (STINT_ERROR_INACTIVE, NULL, "“%s” is not active",
                                                 stint_session_get_name (self->session)));
      return FALSE;
    }

  self->place.profile = g_strdup (life->held_profile);
  self->place.region = g_strdup (life->region);
  self->place.hand_out = life->hand_out;
  if (self->duration == 0)
    self->duration = life->duration;

  return TRUE;
}

static gboolean
plan_it (Starter *self, const StintStartOptions *options, GError **error)
{
  if (stint_registry_is_read_only (self->parts->context->registry))
    {
      g_propagate_error (
          error, stint_error_new (STINT_ERROR_READ_ONLY, NULL,
                                  "Stint’s own files were written by a newer version, so nothing "
                                  "is started or stopped"));
      return FALSE;
    }
  if (self->kind == STINT_STARTER_RENEW)
    return plan_renewal (self, error);

  return stint_place_init (&self->place, self->parts, self->session, options, error);
}

void
stint_starter_run_async (StintEngineParts *parts,
                         StintSession *session,
                         StintStarterKind kind,
                         const StintStarterWish *wish,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  Starter *self;

  g_return_if_fail (parts != NULL);
  g_return_if_fail (STINT_IS_SESSION (session));
  g_return_if_fail (wish != NULL);

  self = g_new0 (Starter, 1);
  self->parts = parts;
  self->session = g_object_ref (session);
  self->kind = kind;
  self->mfa_code = g_strdup (wish->options.mfa_code);
  self->duration = wish->options.duration;
  self->consent = wish->options.consent;
  self->interactive = wish->options.interactive;
  self->silent = wish->silent;
  self->urgent = wish->urgent;

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_starter_run_async);
  g_task_set_task_data (task, self, (GDestroyNotify) starter_free);
  /* A commit that went through is a success, cancelled or not. */
  g_task_set_check_cancellable (task, FALSE);
  if (!plan_it (self, &wish->options, &error))
    {
      fail (task, error);
      return;
    }

  show_starting (self);
  if (!needs_survey (self))
    {
      fetch (task);
      return;
    }

  self->side_by_side =
      self->mfa_code != NULL &&
      stint_engine_parts_take_foreseen (parts, session, self->place.profile, self->consent);
  survey (task);
  if (self->side_by_side)
    fetch (task);
}

StintStartResult *
stint_starter_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stint_starter_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
