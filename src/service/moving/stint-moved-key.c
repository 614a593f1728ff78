/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-moved-key.h"

#include <string.h>

#include "stint-error-map.h"
#include "stint-error.h"
#include "stint-ini-document.h"
#include "stint-remove.h"

/* A session whose process lines are looked for. */
typedef struct
{
  char *id;
  char *held_profile;  /* (nullable) */
  char *moved_profile; /* (nullable) of its integration */
} Suspect;

/* A profile that has one. */
typedef struct
{
  char *profile;
  char *process; /* the whole line's value */
} Finding;

typedef struct
{
  StintContext *context; /* borrowed */
  StintAwsFiles *files;  /* (owned) */
  char *integration_id;  /* (nullable) (owned) */
  char *access_key_id;   /* (nullable) (owned) */
  gboolean interactive;
  GPtrArray *suspects; /* (owned) Suspect */
  GPtrArray *findings; /* (owned) Finding */
  StintSecret *secret; /* (owned) (nullable) */
} Work;

static void
suspect_free (Suspect *suspect)
{
  g_free (suspect->id);
  g_free (suspect->held_profile);
  g_free (suspect->moved_profile);
  g_free (suspect);
}

static void
finding_free (Finding *finding)
{
  g_free (finding->profile);
  g_free (finding->process);
  g_free (finding);
}

static void
work_free (Work *work)
{
  g_clear_object (&work->files);
  g_free (work->integration_id);
  g_ptr_array_unref (work->suspects);
  g_ptr_array_unref (work->findings);
  g_clear_pointer (&work->secret, stint_secret_unref);
  g_free (work->access_key_id);
  g_free (work);
}

static Work *
work_new (StintContext *context, GPtrArray *sessions)
{
  Work *work = g_new0 (Work, 1);

  work->context = context;
  work->files = g_object_ref (context->files);
  work->suspects = g_ptr_array_new_with_free_func ((GDestroyNotify) suspect_free);
  work->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) finding_free);
  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);
      StintIntegration *integration =
          stint_registry_get_integration_of (context->registry, session);
      Suspect *suspect = g_new0 (Suspect, 1);

      suspect->id = g_strdup (stint_session_get_id (session));
      if (stint_session_is_held (session))
        suspect->held_profile = g_strdup (stint_session_get_life (session)->held_profile);
      if (integration != NULL)
        suspect->moved_profile =
            g_strdup (stint_integration_get_definition (integration)->moved_profile);
      g_ptr_array_add (work->suspects, suspect);
    }

  return work;
}

/* --- In the thread ---------------------------------------------------------------------------- */

static gboolean
is_line_of (const char *process, const Suspect *suspect)
{
  return process != NULL && stint_aws_files_is_our_process (process) &&
         strstr (process, suspect->id) != NULL;
}

static void
look_at (Work *work, const StintProfileEntry *entry, const Suspect *suspect)
{
  const char *live = stint_profile_entry_get (entry, "credential_process");
  const char *off = stint_profile_entry_get (entry, STINT_INI_OFF_PREFIX "credential_process");
  gboolean held = g_strcmp0 (suspect->held_profile, entry->name) == 0 &&
                  g_strcmp0 (suspect->moved_profile, entry->name) != 0;
  const char *process = NULL;
  Finding *finding;

  if (is_line_of (off, suspect))
    process = off;
  else if (is_line_of (live, suspect) && !held)
    process = live;
  if (process == NULL)
    return;

  finding = g_new0 (Finding, 1);
  finding->profile = g_strdup (entry->name);
  finding->process = g_strdup (process);
  g_ptr_array_add (work->findings, finding);
}

static gboolean
look (Work *work, GError **error)
{
  g_autoptr (GPtrArray) entries = stint_aws_files_list_profiles (work->files, error);

  if (entries == NULL)
    return FALSE;

  for (guint i = 0; i < entries->len; i++)
    {
      const StintProfileEntry *entry = g_ptr_array_index (entries, i);

      for (guint j = 0; !entry->is_sso_session && j < work->suspects->len; j++)
        look_at (work, entry, g_ptr_array_index (work->suspects, j));
    }

  return TRUE;
}

static void
look_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (look (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
put_back (Work *work, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; i < work->findings->len; i++)
    {
      const Finding *finding = g_ptr_array_index (work->findings, i);

      if (!stint_aws_files_move_key_back (work->files, finding->profile, finding->process,
                                          work->access_key_id, stint_secret_peek (work->secret),
                                          cancellable, error))
        return FALSE;
    }

  return TRUE;
}

static void
put_back_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (put_back (task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static GStrv
list_profiles (Work *work)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < work->findings->len; i++)
    g_strv_builder_add (names, ((const Finding *) g_ptr_array_index (work->findings, i))->profile);

  return g_strv_builder_end (names);
}

/* Runs @func on the work of @task, and then @callback with the task. */
static void
run_in_thread (GTask *task, GTaskThreadFunc func, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) step =
      g_task_new (NULL, g_task_get_cancellable (task), callback, g_object_ref (task));

  g_task_set_source_tag (step, run_in_thread);
  /* The work lives as long as @task, which the callback holds. */
  g_task_set_task_data (step, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (step, func);
}

static gboolean
step_finish (GTask *task, GAsyncResult *result)
{
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    return TRUE;

  g_task_return_error (task, stint_error_map_take (error));

  return FALSE;
}

/* --- Is it needed? ---------------------------------------------------------------------------- */

static void
checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Work *work = g_task_get_task_data (task);
  g_auto (GStrv) profiles = NULL;
  g_autofree char *joined = NULL;
  GError *error;

  if (!step_finish (task, result))
    return;
  if (work->findings->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  profiles = list_profiles (work);
  joined = g_strjoinv (", ", profiles);
  error = stint_error_new (STINT_ERROR_IN_USE, NULL,
                           "The key of the profile %s was moved to the keyring, and tools get it "
                           "through this. Put the key back first.",
                           joined);
  stint_error_add_detail (error, "profiles",
                          g_variant_new_strv ((const char *const *) profiles, -1));
  g_task_return_error (task, error);
}

void
stint_moved_key_check_unused_async (StintContext *context,
                                    GPtrArray *sessions,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, stint_moved_key_check_unused_async);
  g_task_set_task_data (task, work_new (context, sessions), (GDestroyNotify) work_free);
  run_in_thread (task, look_thread, checked_cb);
}

gboolean
stint_moved_key_check_unused_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Back into the files ---------------------------------------------------------------------- */

static void
put_back_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);

  if (step_finish (task, result))
    g_task_return_pointer (task, list_profiles (g_task_get_task_data (task)),
                           (GDestroyNotify) g_strfreev);
}

static void
looked_up_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  work->secret = stint_vault_lookup_finish (STINT_VAULT (object), result, &error);
  if (work->secret == NULL)
    {
      g_task_return_error (task, stint_error_map_take (error));
      return;
    }

  run_in_thread (task, put_back_thread, put_back_cb);
}

static void
found_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Work *work = g_task_get_task_data (task);

  if (!step_finish (task, result))
    return;
  if (work->findings->len == 0)
    {
      g_task_return_pointer (task, g_new0 (char *, 1), (GDestroyNotify) g_strfreev);
      return;
    }

  stint_vault_lookup_async (work->context->vault, STINT_VAULT_KIND_ACCESS_KEY, work->integration_id,
                            work->interactive, g_task_get_cancellable (task), looked_up_cb,
                            g_object_ref (task));
}

void
stint_moved_key_restore_async (StintContext *context,
                               StintIntegration *integration,
                               gboolean interactive,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GPtrArray) sessions = NULL;
  Work *work;

  sessions = stint_list_sessions_of (context->registry, stint_integration_get_id (integration));
  work = work_new (context, sessions);
  work->integration_id = g_strdup (stint_integration_get_id (integration));
  work->access_key_id = g_strdup (stint_integration_get_definition (integration)->access_key_id);
  work->interactive = interactive;
  g_task_set_source_tag (task, stint_moved_key_restore_async);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  run_in_thread (task, look_thread, found_cb);
}

GStrv
stint_moved_key_restore_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
