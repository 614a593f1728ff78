/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-stop-all.h"

#include "stint-error-map.h"

typedef struct
{
  StintEngine *engine; /* (owned) */
  GPtrArray *sessions; /* (owned) StintSession, in the order of stopping */
  guint at;
  GPtrArray *stopped;     /* (owned) char */
  GVariantBuilder failed; /* a(sss) */
} Job;

static void
job_free (Job *job)
{
  g_object_unref (job->engine);
  g_ptr_array_unref (job->sessions);
  g_ptr_array_unref (job->stopped);
  g_variant_builder_clear (&job->failed);
  g_free (job);
}

static void stop_next (GTask *task);

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  StintSession *session = g_ptr_array_index (job->sessions, job->at);
  g_autoptr (GError) error = NULL;

  if (stint_engine_stop_finish (STINT_ENGINE (source), result, NULL, &error))
    g_ptr_array_add (job->stopped, g_strdup (stint_session_get_name (session)));
  else
    {
      g_autoptr (GError) mapped = stint_error_map (error);

      g_variant_builder_add (&job->failed, "(sss)", stint_session_get_name (session),
                             stint_error_to_name ((StintError) mapped->code), mapped->message);
    }

  job->at++;
  stop_next (task);
}

static void
stop_next (GTask *task)
{
  Job *job = g_task_get_task_data (task);

  if (job->at == job->sessions->len)
    g_task_return_boolean (task, TRUE);
  else
    stint_engine_stop_async (job->engine, g_ptr_array_index (job->sessions, job->at), NULL,
                             stopped_cb, g_object_ref (task));
}

static guint
count_hops (StintRegistry *registry, StintSession *session)
{
  guint hops = 0;

  for (const char *from = stint_session_get_definition (session)->from_id; from != NULL; hops++)
    {
      StintSession *parent = stint_registry_get_session (registry, from);

      from = parent != NULL ? stint_session_get_definition (parent)->from_id : NULL;
    }

  return hops;
}

static int
compare_hops (gconstpointer a, gconstpointer b, gpointer registry)
{
  StintSession *left = *(StintSession *const *) a;
  StintSession *right = *(StintSession *const *) b;

  return (int) count_hops (registry, right) - (int) count_hops (registry, left);
}

void
stint_stop_all_async (StintContext *context,
                      StintEngine *engine,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GPtrArray *all = stint_registry_get_sessions (context->registry);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->engine = g_object_ref (engine);
  job->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  job->stopped = g_ptr_array_new_with_free_func (g_free);
  g_variant_builder_init (&job->failed, G_VARIANT_TYPE ("a(sss)"));
  for (guint i = 0; i < all->len; i++)
    if (stint_session_is_held (g_ptr_array_index (all, i)))
      g_ptr_array_add (job->sessions, g_object_ref (g_ptr_array_index (all, i)));
  g_ptr_array_sort_with_data (job->sessions, compare_hops, context->registry);
  g_task_set_source_tag (task, stint_stop_all_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  stop_next (task);
}

GVariant *
stint_stop_all_finish (GAsyncResult *result, GStrv *out_stopped)
{
  Job *job;

  g_return_val_if_fail (g_async_result_is_tagged (result, stint_stop_all_async), NULL);

  job = g_task_get_task_data (G_TASK (result));
  g_task_propagate_boolean (G_TASK (result), NULL);
  if (out_stopped != NULL)
    {
      g_ptr_array_add (job->stopped, NULL);
      *out_stopped = g_strdupv ((GStrv) job->stopped->pdata);
    }

  return g_variant_ref_sink (g_variant_builder_end (&job->failed));
}
