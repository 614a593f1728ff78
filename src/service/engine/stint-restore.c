/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-restore.h"

#include "stint-error-map.h"
#include "stint-key-ids.h"
#include "stint-time.h"

/* No credentials live longer; a note that says so was written by somebody else. */
#define LONGEST_LIFE STINT_SECONDS (36 * 3600)

/* A profile that has to be put back, and what to do with the session then. */
typedef struct
{
  char *profile;
  GStrv key_ids;
  StintSession *session; /* (owned) (nullable) */
  char *orphan_id;       /* (owned) (nullable) */
  gboolean keeps_life;   /* only a second place of a session that goes on */
  const char *warning;   /* (nullable) */
} Release;

static void
release_free (Release *release)
{
  g_free (release->profile);
  g_strfreev (release->key_ids);
  g_clear_object (&release->session);
  g_free (release->orphan_id);
  g_free (release);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Release, release_free)

typedef struct
{
  StintEngineParts *parts; /* (unowned) */
  gboolean at_start;
  GPtrArray *looks;    /* of StintFilesLook, answered */
  GPtrArray *releases; /* of Release, still to be done */
  GPtrArray *mends;    /* of StintSession: half done, to be held again */
} Restore;

static void next_release (GTask *task);
static void next_mend (GTask *task);

static void
restore_free (Restore *self)
{
  g_clear_pointer (&self->looks, g_ptr_array_unref);
  g_ptr_array_unref (self->releases);
  g_ptr_array_unref (self->mends);
  g_free (self);
}

static void
finish (GTask *task)
{
  Restore *self = g_task_get_task_data (task);

  stint_turn_pass (self->parts->files_turn);
  g_task_return_boolean (task, TRUE);
}

/* --- Putting back ----------------------------------------------------------------------------- */

static void
plan_release (Restore *self,
              StintSession *session,
              const char *profile,
              gboolean keeps_life,
              const char *warning)
{
  Release *release = g_new0 (Release, 1);

  release->profile = g_strdup (profile);
  release->key_ids = g_strdupv (stint_session_get_life (session)->key_ids);
  release->session = g_object_ref (session);
  release->keeps_life = keeps_life;
  release->warning = warning;
  g_ptr_array_add (self->releases, release);
}

static void
release_done (Restore *self, Release *release)
{
  if (release->orphan_id != NULL)
    stint_registry_drop_orphan (self->parts->context->registry, release->orphan_id);
  else if (!release->keeps_life)
    stint_engine_parts_end_hold (self->parts, release->session, STINT_STATE_INACTIVE,
                                 release->warning);
}

static void
released_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Restore *self = g_task_get_task_data (task);
  g_autoptr (Release) release = g_ptr_array_steal_index (self->releases, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintFilesOutcome) outcome =
      stint_files_worker_write_finish (STINT_FILES_WORKER (source), result, &error);

  /* What cannot be put back now is tried again by the next Stop or the next service. */
  if (outcome != NULL)
    release_done (self, release);
  else
    g_message ("The profile “%s” could not be put back: %s", release->profile, error->message);

  next_release (task);
}

static void
next_release (GTask *task)
{
  Restore *self = g_task_get_task_data (task);
  Release *release;

  if (self->releases->len == 0)
    {
      next_mend (task);
      return;
    }

  release = g_ptr_array_index (self->releases, 0);
  stint_files_worker_release_async (self->parts->files, release->profile,
                                    (const char *const *) release->key_ids, released_cb,
                                    g_object_ref (task));
}

/* --- Mending ---------------------------------------------------------------------------------- */

static void
mended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintFilesOutcome) outcome =
      stint_files_worker_write_finish (STINT_FILES_WORKER (source), result, &error);

  if (outcome == NULL)
    g_message ("A hold that was half done could not be finished: %s", error->message);
  next_mend (task);
}

/* Killed between the two files: the same again makes it whole. */
static void
next_mend (GTask *task)
{
  Restore *self = g_task_get_task_data (task);
  g_autoptr (StintHoldPlan) plan = NULL;
  g_autoptr (StintSession) session = NULL;
  const StintSessionLife *life;
  StintAwsCredentials *credentials;

  if (self->mends->len == 0)
    {
      finish (task);
      return;
    }

  session = g_ptr_array_steal_index (self->mends, 0);
  life = stint_session_get_life (session);
  credentials = stint_session_get_credentials (session);
  plan = stint_engine_parts_plan_hold (
      self->parts, session, life->held_profile, life->hand_out, life->region,
      credentials != NULL ? stint_aws_credentials_ref (credentials) : NULL);
  stint_files_worker_hold_async (self->parts->files, plan, mended_cb, g_object_ref (task));
}

/* --- Judging ---------------------------------------------------------------------------------- */

static gboolean
is_key_of (const StintFilesLook *look, StintSession *session)
{
  const StintSessionLife *life = stint_session_get_life (session);

  return look->held.access_key_id != NULL && life->key_ids != NULL &&
         g_strv_contains ((const char *const *) life->key_ids, look->held.access_key_id);
}

/* The helper may have moved with an update; the session that it asks for has not. */
static gboolean
is_process_of (const StintFilesLook *look, StintSession *session)
{
  g_autofree char *suffix = g_strdup_printf (" --session %s", stint_session_get_id (session));

  return look->held.process_command != NULL &&
         g_str_has_suffix (look->held.process_command, suffix);
}

/* How much of what stands in the profile belongs to the session.  After a takeover that was killed
 * between the two files both have a part; keys can be read back and the hold made whole with them,
 * so they count for more than a process. */
static guint
weigh_claim (const StintFilesLook *look, StintSession *session)
{
  if (is_key_of (look, session))
    return 2;

  return is_process_of (look, session) ? 1 : 0;
}

static gboolean
stands_there (const StintFilesLook *look, StintSession *session)
{
  return weigh_claim (look, session) > 0;
}

/* Two sessions name one profile: the files know whose it is. */
static gboolean
is_anothers (Restore *self, const StintFilesLook *look, StintSession *session)
{
  GPtrArray *sessions = stint_registry_get_sessions (self->parts->context->registry);
  guint claim = weigh_claim (look, session);

  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *other = g_ptr_array_index (sessions, i);

      if (other != session && weigh_claim (look, other) > claim &&
          g_strcmp0 (stint_session_get_life (other)->held_profile, look->profile) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
end_without_release (Restore *self, StintSession *session, const char *warning)
{
  stint_engine_parts_end_hold (self->parts, session, STINT_STATE_INACTIVE, warning);
}

static void
tell_missing (Restore *self, StintSession *session, gboolean missing)
{
  gboolean told = g_strcmp0 (stint_session_get_warning (session), "lines-missing") == 0;

  if (told == missing)
    return;

  stint_session_set_warning (session, missing ? "lines-missing" : NULL);
  stint_registry_session_changed (self->parts->context->registry, session);
}

/* It is there: takes over what the file says. */
static void
carry_on (Restore *self, const StintFilesLook *look, StintSession *session)
{
  g_autoptr (StintSessionLife) life = NULL;
  gint64 latest = stint_scheduler_get_now (self->parts->scheduler) + LONGEST_LIFE;

  if (!self->at_start)
    {
      tell_missing (self, session, FALSE);
      return;
    }

  life = stint_session_life_copy (stint_session_get_life (session));
  if (!stint_session_is_held (session))
    life->state = STINT_STATE_ACTIVE;
  if (look->held.state != STINT_HELD_NOT)
    life->shared = FALSE;
  if (look->held.state == STINT_HELD_FILE)
    life->hand_out = STINT_HAND_OUT_FILE;
  else if (look->held.state == STINT_HELD_ON_DEMAND)
    life->hand_out = STINT_HAND_OUT_ON_DEMAND;
  /* A renewal that was killed: the file has the new keys, state.json the old end. */
  if (is_key_of (look, session) && look->held.expires > 0 && look->held.expires < latest)
    life->until = look->held.expires;
  if (look->held.access_key_id != NULL && look->held.state == STINT_HELD_FILE)
    {
      GStrv key_ids = stint_key_ids_add (life->key_ids, look->held.access_key_id);

      g_strfreev (life->key_ids);
      life->key_ids = key_ids;
    }

  if (look->credentials != NULL)
    stint_session_set_credentials (session, look->credentials);
  stint_engine_parts_set_life (self->parts, session, life);
  stint_scheduler_update (self->parts->scheduler, session);
}

static void
judge_half_done (Restore *self, const StintFilesLook *look, StintSession *session)
{
  /* While we run it is somebody's edit, and may not be finished. */
  if (!self->at_start)
    return;

  if (look->credentials == NULL &&
      stint_session_get_life (session)->hand_out == STINT_HAND_OUT_FILE)
    {
      plan_release (self, session, look->profile, FALSE, NULL);
      return;
    }
  carry_on (self, look, session);
  g_ptr_array_add (self->mends, g_object_ref (session));
}

/* A profile that is the session by settings of the user's own has nothing of ours, and stays so until
 * those settings say something else. */
static void
judge_shared (Restore *self, const StintFilesLook *look, StintSession *session)
{
  if (look->shared || look->claim == NULL)
    carry_on (self, look, session);
  else
    end_without_release (self, session, look->held.foreign_keys ? "foreign-keys" : "section-gone");
}

static void
judge_held (Restore *self, const StintFilesLook *look, StintSession *session)
{
  switch (look->held.state)
    {
    case STINT_HELD_FILE:
    case STINT_HELD_ON_DEMAND:
      carry_on (self, look, session);
      break;
    case STINT_HELD_HALF_DONE:
      judge_half_done (self, look, session);
      break;
    case STINT_HELD_FOREIGN:
      plan_release (self, session, look->profile, FALSE, "foreign-keys");
      break;
    case STINT_HELD_GONE:
      if (self->at_start)
        carry_on (self, look, session);
      tell_missing (self, session, TRUE);
      break;
    case STINT_HELD_NOT:
      if (stint_session_get_life (session)->shared)
        judge_shared (self, look, session);
      else
        end_without_release (self, session, "section-gone");
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
judge_start (Restore *self, const StintFilesLook *look, StintSession *session)
{
  if ((look->held.state == STINT_HELD_FILE || look->held.state == STINT_HELD_ON_DEMAND) &&
      stands_there (look, session))
    carry_on (self, look, session);
  else if (look->held.state == STINT_HELD_HALF_DONE && stands_there (look, session))
    judge_half_done (self, look, session);
  else if (look->held.state == STINT_HELD_NOT)
    end_without_release (self, session, NULL);
  else
    plan_release (self, session, look->profile, FALSE, NULL);
}

static void
judge (Restore *self, const StintFilesLook *look, StintSession *session)
{
  const StintSessionLife *life = stint_session_get_life (session);

  if (is_anothers (self, look, session))
    end_without_release (self, session, NULL);
  else if (stint_session_is_held (session))
    judge_held (self, look, session);
  else if (life->state == STINT_STATE_INACTIVE)
    plan_release (self, session, look->profile, FALSE, NULL);
  else
    judge_start (self, look, session);
}

static StintFilesLook *
find_look (Restore *self, StintSession *session, const char *profile)
{
  for (guint i = 0; i < self->looks->len; i++)
    {
      StintFilesLook *look = g_ptr_array_index (self->looks, i);

      if (g_strcmp0 (look->session_id, stint_session_get_id (session)) == 0 &&
          g_strcmp0 (look->profile, profile) == 0)
        return look;
    }

  return NULL;
}

/* Killed in the middle of a move: where its new place has been written, it may have been taken from
 * another session, whose keys are gone; so the move is finished rather than undone. */
static void
settle_move (Restore *self, StintSession *session)
{
  g_autoptr (StintSessionLife) life = stint_session_life_copy (stint_session_get_life (session));
  StintFilesLook *new = find_look (self, session, life->next_profile);

  if (new == NULL)
    return;

  if (stands_there (new, session))
    {
      plan_release (self, session, life->held_profile, TRUE, NULL);
      g_free (life->held_profile);
      life->held_profile = g_strdup (life->next_profile);
    }
  g_clear_pointer (&life->next_profile, g_free);
  stint_engine_parts_set_life (self->parts, session, life);
}

static void
judge_all (Restore *self)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->looks->len; i++)
    {
      StintFilesLook *look = g_ptr_array_index (self->looks, i);
      StintSession *session =
          stint_registry_get_session (self->parts->context->registry, look->session_id);

      if (session != NULL && !g_ptr_array_find (sessions, session, NULL))
        g_ptr_array_add (sessions, g_object_ref (session));
    }

  /* Where each of them is has to be known before it is asked whose a profile is. */
  for (guint i = 0; i < sessions->len; i++)
    if (stint_session_get_life (g_ptr_array_index (sessions, i))->next_profile != NULL)
      settle_move (self, g_ptr_array_index (sessions, i));

  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);
      StintFilesLook *look =
          find_look (self, session, stint_session_get_life (session)->held_profile);

      if (look != NULL)
        judge (self, look, session);
    }
}

/* --- Looking ---------------------------------------------------------------------------------- */

/* Nothing is known: what state.json says stands, and nothing is called "starting" for ever. */
static void
stay_blind (Restore *self, const GError *error)
{
  GPtrArray *sessions = stint_registry_get_sessions (self->parts->context->registry);

  g_message ("The AWS files could not be read: %s", error->message);
  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);
      g_autoptr (StintSessionLife) life =
          stint_session_life_copy (stint_session_get_life (session));

      if (self->at_start && life->state == STINT_STATE_STARTING)
        {
          life->state = STINT_STATE_FAILED;
          stint_session_take_error (session, stint_error_map (error));
          stint_engine_parts_set_life (self->parts, session, life);
        }
      stint_scheduler_update (self->parts->scheduler, session);
    }
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Restore *self = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  self->looks = stint_files_worker_look_finish (STINT_FILES_WORKER (source), result, &error);
  if (self->looks == NULL)
    {
      stay_blind (self, error);
      stint_turn_pass (self->parts->files_turn);
      g_task_return_boolean (task, FALSE);
      return;
    }

  judge_all (self);
  next_release (task);
}

static void
add_claim (Restore *self, StintFilesLook *look, StintSession *session)
{
  look->claim = stint_sso_claim_new (self->parts->context, session);
  look->region = g_strdup (stint_session_get_life (session)->region);
}

static void
add_looks (Restore *self, GPtrArray *looks)
{
  GPtrArray *sessions = stint_registry_get_sessions (self->parts->context->registry);

  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);
      const StintSessionLife *life = stint_session_get_life (session);
      const char *id = stint_session_get_id (session);
      const char *const *key_ids = (const char *const *) life->key_ids;

      if (life->held_profile == NULL || (!self->at_start && !stint_session_is_held (session)))
        {
          /* A start that had not come to its profile. */
          if (self->at_start && life->state == STINT_STATE_STARTING)
            end_without_release (self, session, NULL);
          continue;
        }
      g_ptr_array_add (looks, stint_files_look_new (id, life->held_profile, key_ids));
      if (life->shared)
        add_claim (self, g_ptr_array_index (looks, looks->len - 1), session);
      if (life->next_profile != NULL)
        g_ptr_array_add (looks, stint_files_look_new (id, life->next_profile, key_ids));
    }
}

static void
plan_orphan (Restore *self, const char *id, const char *profile, const GStrv key_ids)
{
  Release *release;

  if (profile == NULL)
    return;

  release = g_new0 (Release, 1);
  release->profile = g_strdup (profile);
  release->key_ids = g_strdupv (key_ids);
  release->orphan_id = g_strdup (id);
  g_ptr_array_add (self->releases, release);
}

static void
plan_orphans (Restore *self)
{
  g_autoptr (GPtrArray) orphans = stint_registry_list_orphans (self->parts->context->registry);

  for (guint i = 0; i < orphans->len; i++)
    {
      const char *id = g_ptr_array_index (orphans, i);
      const StintSessionLife *life = stint_registry_get_orphan (self->parts->context->registry, id);

      plan_orphan (self, id, life->next_profile, life->key_ids);
      plan_orphan (self, id, life->held_profile, life->key_ids);
    }
}

static void
took_turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Restore *self = g_task_get_task_data (task);
  GPtrArray *looks = g_ptr_array_new_with_free_func ((GDestroyNotify) stint_files_look_free);

  stint_turn_take_finish (result, NULL);
  if (self->at_start)
    plan_orphans (self);
  add_looks (self, looks);
  stint_files_worker_look_async (self->parts->files, looks, self->at_start, self->at_start,
                                 looked_cb, g_object_ref (task));
}

void
stint_restore_run_async (StintEngineParts *parts,
                         gboolean at_start,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;
  Restore *self;

  g_return_if_fail (parts != NULL);

  self = g_new0 (Restore, 1);
  self->parts = parts;
  self->at_start = at_start;
  self->releases = g_ptr_array_new_with_free_func ((GDestroyNotify) release_free);
  self->mends = g_ptr_array_new_with_free_func (g_object_unref);
  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, stint_restore_run_async);
  g_task_set_task_data (task, self, (GDestroyNotify) restore_free);
  stint_turn_take_async (parts->files_turn, NULL, took_turn_cb, task);
}

gboolean
stint_restore_run_finish (GAsyncResult *result)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stint_restore_run_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}
