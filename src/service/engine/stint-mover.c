/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-mover.h"

#include "stint-error-map.h"

typedef struct
{
  StintEngineParts *parts;            /* (unowned) */
  StintSession *session;              /* (owned) */
  StintTurn *turn;                    /* (owned) of the session */
  StintSessionDefinition *definition; /* (owned) the new one */
  StintSessionDefinition *before;     /* (owned) */
  StintPlace place;                   /* where it is to be */
  gboolean consent;
  gboolean spared; /* see StintCommit */
} Edit;

static void
edit_free (Edit *self)
{
  g_clear_object (&self->session);
  g_clear_pointer (&self->turn, stint_turn_unref);
  g_clear_pointer (&self->definition, stint_session_definition_free);
  g_clear_pointer (&self->before, stint_session_definition_free);
  stint_place_clear (&self->place);
  g_free (self);
}

/* Ends an edit that has the turn. Takes @error, which may be NULL. */
static void
finish (GTask *task, GError *error)
{
  Edit *self = g_task_get_task_data (task);

  stint_turn_pass (self->turn);
  if (error != NULL)
    g_task_return_error (task, stint_error_map_take (error));
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
put (Edit *self, const StintSessionDefinition *definition, GError **error)
{
  return stint_registry_put_session (self->parts->context->registry,
                                     stint_session_definition_copy (definition), error) != NULL;
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Edit *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StintStartResult) outcome = stint_commit_finish (result, &error);

  if (outcome == NULL && !put (self, self->before, NULL))
    g_warning ("An edit of “%s” could not be taken back", stint_session_get_name (self->session));
  finish (task, error);
}

static void
move (GTask *task)
{
  Edit *self = g_task_get_task_data (task);
  StintCommit commit = { .kind = STINT_COMMIT_MOVE,
                         .session = self->session,
                         .credentials = stint_session_get_credentials (self->session),
                         .profile = self->place.profile,
                         .region = self->place.region,
                         .hand_out = self->place.hand_out,
                         .duration = stint_session_get_life (self->session)->duration,
                         .consent = self->consent,
                         .spared = self->spared };
  GError *error = NULL;

  if (put (self, self->definition, &error))
    stint_commit_async (self->parts, &commit, NULL, moved_cb, g_object_ref (task));
  else
    finish (task, error);
}

static void
credentials_fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Edit *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StintAwsCredentials) credentials =
      stint_fetcher_fetch_finish (STINT_FETCHER (source), result, &error);

  if (credentials == NULL)
    {
      finish (task, error);
      return;
    }
  stint_session_set_credentials (self->session, credentials);
  move (task);
}

/* Keys are written only if they are known: those of an on-demand session end with the service. */
static void
ensure_credentials (GTask *task)
{
  Edit *self = g_task_get_task_data (task);
  StintFetchWish wish = { .duration = stint_session_get_life (self->session)->duration,
                          .interactive = TRUE,
                          .urgent = TRUE };

  if (stint_session_get_credentials (self->session) != NULL ||
      self->place.hand_out == STINT_HAND_OUT_ON_DEMAND)
    move (task);
  else
    stint_fetcher_fetch_async (self->parts->fetcher, self->session, &wish,
                               g_task_get_cancellable (task), credentials_fetched_cb,
                               g_object_ref (task));
}

static void
surveyed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Edit *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StintFilesSurvey) survey =
      stint_files_worker_survey_finish (STINT_FILES_WORKER (source), result, &error);

  if (survey != NULL)
    error = stint_consent_check (self->parts, self->session, self->place.profile, survey,
                                 self->consent);
  if (error != NULL)
    {
      finish (task, error);
      return;
    }

  self->spared = stint_consent_is_spared (self->parts, self->session, self->place.profile, survey,
                                          self->consent);
  ensure_credentials (task);
}

static char *
default_profile_of (const StintSessionDefinition *definition)
{
  return definition->profile != NULL ? g_strdup (definition->profile)
                                     : stint_profile_name_from (definition->name);
}

/* Where it stands stays, but for what the edit itself changes: a start may have chosen otherwise.
 * TRUE if it has to move. */
static gboolean
find_place (Edit *self)
{
  const StintSessionLife *life = stint_session_get_life (self->session);
  g_autofree char *old_profile = default_profile_of (self->before);
  g_autofree char *new_profile = default_profile_of (self->definition);
  StintHandOut old_hand_out = stint_place_default_hand_out (self->parts, self->before);
  StintHandOut new_hand_out = stint_place_default_hand_out (self->parts, self->definition);
  gboolean other_region = g_strcmp0 (self->before->region, self->definition->region) != 0;

  self->place.profile =
      g_strdup (g_strcmp0 (old_profile, new_profile) != 0 ? new_profile : life->held_profile);
  self->place.region = g_strdup (other_region ? self->definition->region : life->region);
  self->place.hand_out = old_hand_out != new_hand_out ? new_hand_out : life->hand_out;

  return g_strcmp0 (self->place.profile, life->held_profile) != 0 ||
         g_strcmp0 (self->place.region, life->region) != 0 ||
         self->place.hand_out != life->hand_out;
}

static void
took_turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Edit *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!stint_turn_take_finish (result, &error))
    {
      g_task_return_error (task, stint_error_map_take (error));
      return;
    }

  self->before = stint_session_definition_copy (stint_session_get_definition (self->session));
  if (!stint_session_is_held (self->session) || !find_place (self))
    {
      if (put (self, self->definition, &error))
        {
          stint_scheduler_unblock (self->parts->scheduler, self->session);
          stint_scheduler_update (self->parts->scheduler, self->session);
        }
      finish (task, error);
    }
  /* Whatever is wrong with it is told before anything else happens. */
  else if (!put (self, self->definition, &error) || !put (self, self->before, &error))
    finish (task, error);
  else
    stint_consent_survey_async (self->parts, self->session, self->place.profile, self->place.region,
                                g_task_get_cancellable (task), surveyed_cb, g_object_ref (task));
}

void
stint_mover_edit_async (StintEngineParts *parts,
                        StintOperations *operations,
                        StintSessionDefinition *definition,
                        gboolean consent,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  StintSession *session;
  Edit *self;

  g_return_if_fail (parts != NULL);
  g_return_if_fail (definition != NULL);

  self = g_new0 (Edit, 1);
  self->parts = parts;
  self->definition = definition;
  self->consent = consent;
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_mover_edit_async);
  g_task_set_task_data (task, self, (GDestroyNotify) edit_free);
  g_task_set_check_cancellable (task, FALSE);

  session = stint_registry_get_session (parts->context->registry, definition->id);
  if (session == NULL)
    {
      g_task_return_error (task,
                           stint_error_new (STINT_ERROR_NOT_FOUND, NULL, "There is no session “%s”",
                                            definition->id != NULL ? definition->id : ""));
      return;
    }
  self->session = g_object_ref (session);
  self->turn = stint_turn_ref (stint_operations_get_turn (operations, session));
  stint_turn_take_async (self->turn, cancellable, took_turn_cb, g_steal_pointer (&task));
}

gboolean
stint_mover_edit_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stint_mover_edit_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Preview ---------------------------------------------------------------------------------- */

/* Shown as it will look; the key itself is not known yet. */
#define PLACEHOLDER_KEY_ID "ASIA0000000000000000"
#define PLACEHOLDER_SECRET "0000000000000000000000000000000000000000"
#define PLACEHOLDER_SECONDS 3600

typedef struct
{
  StintEngineParts *parts; /* (unowned) */
  StintSession *session;   /* (owned) */
  StintPlace place;
  guint duration;
  StintStartPreview *preview; /* (owned) */
} Preview;

static void
preview_free (Preview *self)
{
  g_object_unref (self->session);
  stint_place_clear (&self->place);
  g_clear_pointer (&self->preview, stint_start_preview_free);
  g_free (self);
}

static void
previewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preview *self = g_task_get_task_data (task);
  StintContext *context = self->parts->context;
  GError *error = NULL;
  g_autoptr (GPtrArray) previews =
      stint_files_worker_preview_finish (STINT_FILES_WORKER (source), result, &error);
  GVariantBuilder files;

  if (previews == NULL)
    {
      g_task_return_error (task, stint_error_map_take (error));
      return;
    }

  g_variant_builder_init (&files, G_VARIANT_TYPE ("a(sss)"));
  for (guint i = 0; i < previews->len; i++)
    {
      const StintFilePreview *preview = g_ptr_array_index (previews, i);

      g_variant_builder_add (&files, "(sss)",
                             preview->file == STINT_AWS_FILE_CREDENTIALS ? context->credentials_path
                                                                         : context->config_path,
                             preview->before, preview->after);
    }
  self->preview->files = g_variant_ref_sink (g_variant_builder_end (&files));
  g_task_return_pointer (task, g_steal_pointer (&self->preview),
                         (GDestroyNotify) stint_start_preview_free);
}

static StintAwsCredentials *
make_placeholder (Preview *self)
{
  guint seconds = self->duration != 0 ? self->duration : PLACEHOLDER_SECONDS;
  g_autoptr (StintSecret) secret = stint_secret_new (PLACEHOLDER_SECRET, -1);

  if (secret == NULL)
    return NULL;

  return stint_aws_credentials_new (
      PLACEHOLDER_KEY_ID, secret, secret,
      stint_clock_now (self->parts->context->clock) + seconds * (gint64) G_USEC_PER_SEC, NULL);
}

static void
preview_surveyed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Preview *self = g_task_get_task_data (task);
  StintAwsCredentials *credentials = stint_session_get_credentials (self->session);
  g_autoptr (StintHoldPlan) plan = NULL;
  GError *error = NULL;
  g_autoptr (StintFilesSurvey) survey =
      stint_files_worker_survey_finish (STINT_FILES_WORKER (source), result, &error);

  if (survey == NULL)
    {
      g_task_return_error (task, stint_error_map_take (error));
      return;
    }

  self->preview->reasons =
      stint_consent_list_reasons (self->parts, self->session, self->place.profile, survey);
  self->preview->profiles = g_strdupv (survey->survey.dependents);
  plan = stint_engine_parts_plan_hold (
      self->parts, self->session, self->place.profile, self->place.hand_out, self->place.region,
      credentials != NULL ? stint_aws_credentials_ref (credentials) : make_placeholder (self));
  stint_files_worker_preview_async (self->parts->files, plan, g_task_get_cancellable (task),
                                    previewed_cb, g_object_ref (task));
}

void
stint_mover_preview_async (StintEngineParts *parts,
                           StintSession *session,
                           const StintStartOptions *options,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  Preview *self;

  g_return_if_fail (parts != NULL);
  g_return_if_fail (STINT_IS_SESSION (session));
  g_return_if_fail (options != NULL);

  self = g_new0 (Preview, 1);
  self->parts = parts;
  self->session = g_object_ref (session);
  self->duration = options->duration;
  self->preview = g_new0 (StintStartPreview, 1);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_mover_preview_async);
  g_task_set_task_data (task, self, (GDestroyNotify) preview_free);
  if (!stint_place_init (&self->place, parts, session, options, &error))
    g_task_return_error (task, error);
  else
    stint_consent_survey_async (parts, session, self->place.profile, self->place.region,
                                cancellable, preview_surveyed_cb, g_steal_pointer (&task));
}

StintStartPreview *
stint_mover_preview_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stint_mover_preview_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
