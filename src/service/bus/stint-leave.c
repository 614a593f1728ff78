/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-leave.h"

#include "stint-error-map.h"
#include "stint-error.h"
#include "stint-moved-key.h"
#include "stint-remove.h"
#include "stint-service-private.h"

typedef struct
{
  StintService *service;   /* (owned) */
  StintRequest *request;   /* (owned) */
  GStrv our_key_ids;       /* of every session, taken before the stop forgets them */
  GPtrArray *integrations; /* (owned) StintIntegration: those whose keys go back */
  guint next;
  GHashTable *restored; /* (owned) char: a set of profiles */
  GPtrArray *kept;      /* (owned) char: sentences */
  guint stopped;
} Work;

static void
work_free (Work *work)
{
  g_strfreev (work->our_key_ids);
  g_ptr_array_unref (work->integrations);
  g_hash_table_unref (work->restored);
  g_ptr_array_unref (work->kept);
  g_object_unref (work->request);
  g_object_unref (work->service);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_free)

static void
add_restored (Work *work, char **profiles)
{
  for (gsize i = 0; profiles != NULL && profiles[i] != NULL; i++)
    g_hash_table_add (work->restored, g_strdup (profiles[i]));
}

/* The login entry goes with the last reason for it. */
static void
forget_login (Work *work)
{
  StintRegistry *registry = stint_service_get_context (work->service)->registry;
  GPtrArray *sessions = stint_registry_get_sessions (registry);

  for (guint i = 0; i < sessions->len; i++)
    {
      const StintSessionDefinition *definition =
          stint_session_get_definition (g_ptr_array_index (sessions, i));
      g_autoptr (GError) error = NULL;
      StintSessionDefinition *changed;

      if (!definition->start_at_login)
        continue;
      changed = stint_session_definition_copy (definition);
      changed->start_at_login = FALSE;
      if (stint_registry_put_session (registry, changed, &error) == NULL)
        g_message ("“%s” stays to be started at login: %s", definition->name, error->message);
    }
}

static void
finish (Work *work)
{
  g_autoptr (Work) owned = work;
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);
  g_autofree char **profiles = (char **) g_hash_table_get_keys_as_array (work->restored, NULL);

  forget_login (work);
  g_ptr_array_add (work->kept, NULL);
  g_variant_dict_insert (&results, "stopped", "u", work->stopped);
  g_variant_dict_insert_value (&results, "restored",
                               g_variant_new_strv ((const char *const *) profiles, -1));
  g_variant_dict_insert_value (&results, "kept",
                               g_variant_new_strv ((const char *const *) work->kept->pdata, -1));
  stint_service_succeed_saved (work->service, work->request, g_variant_dict_end (&results));
}

/* --- What is still ours in the files ---------------------------------------------------------- */

typedef struct
{
  StintAwsFiles *files; /* (owned) */
  GStrv our_key_ids;    /* (owned) (nullable) */
  StintLeaveResult result;
} FilesWork;

static void
files_work_free (FilesWork *work)
{
  g_clear_object (&work->files);
  g_strfreev (work->our_key_ids);
  stint_leave_result_clear (&work->result);
  g_free (work);
}

static void
files_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  FilesWork *work = task_data;
  GError *error = NULL;

  if (stint_aws_files_leave (work->files, (const char *const *) work->our_key_ids, &work->result,
                             cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
keep_spots (Work *work, GPtrArray *spots, const char *format)
{
  StintContext *context = stint_service_get_context (work->service);

  for (guint i = 0; spots != NULL && i < spots->len; i++)
    {
      const StintFileSpot *spot = g_ptr_array_index (spots, i);
      const char *path = spot->file == STINT_AWS_FILE_CREDENTIALS ? context->credentials_path
                                                                  : context->config_path;
      g_autofree char *sentence =
          g_strdup_printf ("%s, line %u: %s %s", path, spot->line, spot->key, format);

      g_ptr_array_add (work->kept, g_steal_pointer (&sentence));
    }
}

static void
files_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Work *work = user_data;
  FilesWork *files = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      stint_request_take_failure (work->request, stint_error_map_take (error));
      work_free (work);
      return;
    }

  add_restored (work, files->result.profiles);
  keep_spots (work, files->result.commented_out,
              "was set aside, and has been set anew since; the older one is a comment now");
  keep_spots (work, files->result.left_processes,
              "still asks Stint, because the key that was there is in the keyring only");
  finish (work);
}

static void
leave_files (Work *work)
{
  g_autoptr (GTask) task =
      g_task_new (NULL, stint_request_get_cancellable (work->request), files_cb, work);
  FilesWork *files = g_new0 (FilesWork, 1);

  stint_request_progress (work->request, "files", 0, 0);
  files->files = g_object_ref (stint_service_get_context (work->service)->files);
  /* Who knows no key id of his own has lost his state: then everything in the files is ours, since
   * the lock says that no other service, of whatever machine, looks after them. */
  if (work->our_key_ids[0] != NULL)
    files->our_key_ids = g_strdupv (work->our_key_ids);
  g_task_set_source_tag (task, leave_files);
  g_task_set_task_data (task, files, (GDestroyNotify) files_work_free);
  g_task_run_in_thread (task, files_thread);
}

/* --- Moved keys ------------------------------------------------------------------------------- */

static void restore_next (Work *work);

/* The profile has its key again: nothing depends on the session any more. */
static void
forget_move (Work *work, StintIntegration *integration)
{
  StintIntegrationDefinition *definition =
      stint_integration_definition_copy (stint_integration_get_definition (integration));
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&definition->moved_profile, g_free);
  if (stint_registry_put_integration (stint_service_get_context (work->service)->registry,
                                      definition, &error) == NULL)
    g_debug ("%s", error->message);
}

static void
restored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Work *work = user_data;
  StintIntegration *integration = g_ptr_array_index (work->integrations, work->next);
  g_auto (GStrv) profiles = NULL;
  g_autoptr (GError) error = NULL;

  profiles = stint_moved_key_restore_finish (result, &error);
  if (profiles != NULL)
    {
      add_restored (work, profiles);
      forget_move (work, integration);
    }
  else
    g_ptr_array_add (work->kept,
                     g_strdup_printf ("The key of %s is in the keyring only: %s",
                                      stint_integration_get_name (integration), error->message));
  work->next++;
  restore_next (work);
}

static void
restore_next (Work *work)
{
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (work->request));

  if (work->next == work->integrations->len)
    {
      leave_files (work);
      return;
    }

  stint_request_progress (work->request, "keys", work->next, work->integrations->len);
  stint_moved_key_restore_async (stint_service_get_context (work->service),
                                 g_ptr_array_index (work->integrations, work->next),
                                 stint_options_get_boolean (&reader, "interactive", TRUE),
                                 stint_request_get_cancellable (work->request), restored_cb, work);
}

static void
stopped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Work *work = user_data;
  g_autoptr (GError) error = NULL;

  if (!stint_stop_sessions_finish (result, &work->stopped, &error))
    {
      if (stint_error_is_cancelled (error))
        {
          stint_request_fail (work->request, error);
          work_free (work);
          return;
        }
      g_ptr_array_add (work->kept, g_strdup (error->message));
    }

  restore_next (work);
}

/* --- The whole -------------------------------------------------------------------------------- */

static GStrv
list_key_ids (StintRegistry *registry)
{
  GPtrArray *sessions = stint_registry_get_sessions (registry);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < sessions->len; i++)
    {
      const StintSessionLife *life = stint_session_get_life (g_ptr_array_index (sessions, i));

      if (life->key_ids != NULL)
        g_strv_builder_addv (builder, (const char **) life->key_ids);
    }

  return g_strv_builder_end (builder);
}

void
stint_leave_run (StintService *service, StintRequest *request)
{
  StintContext *context = stint_service_get_context (service);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));
  Work *work = g_new0 (Work, 1);

  work->service = g_object_ref (service);
  work->request = g_object_ref (request);
  work->our_key_ids = list_key_ids (context->registry);
  work->integrations = g_ptr_array_new_with_free_func (g_object_unref);
  work->restored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  work->kept = g_ptr_array_new_with_free_func (g_free);
  if (!stint_options_get_boolean (&reader, "keep-keys", FALSE))
    {
      GPtrArray *all = stint_registry_get_integrations (context->registry);

      for (guint i = 0; i < all->len; i++)
        g_ptr_array_add (work->integrations, g_object_ref (g_ptr_array_index (all, i)));
    }

  stint_request_progress (request, "stop", 0, 0);
  stint_stop_sessions_async (context, stint_service_get_engine (service),
                             stint_registry_get_sessions (context->registry), FALSE,
                             stint_request_get_cancellable (request), stopped_cb, work);
}
