/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-remove.h"

#include "stint-error.h"

typedef struct
{
  StintContext *context; /* borrowed */
  StintEngine *engine;   /* borrowed */
  GPtrArray *sessions;   /* (owned) StintSession, in the order of work */
  guint next;
  guint stopped;
  gboolean forget;
  GError *error; /* (nullable) the first one */
} Work;

static void
work_free (Work *work)
{
  g_ptr_array_unref (work->sessions);
  g_clear_error (&work->error);
  g_free (work);
}

static void work_go_on (GTask *task);

static void
work_keep_error (Work *work, GError *error)
{
  if (error == NULL)
    return;
  if (work->error == NULL)
    work->error = error;
  else
    g_error_free (error);
}

static void
stopped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Work *work = g_task_get_task_data (task);
  StintSession *session = g_ptr_array_index (work->sessions, work->next);
  GError *error = NULL;

  work->next++;
  if (stint_engine_stop_finish (STINT_ENGINE (object), result, NULL, &error) && work->forget)
    stint_registry_remove_session (work->context->registry, stint_session_get_id (session), &error);
  work_keep_error (work, error);
  work_go_on (task);
}

static void
work_go_on (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  StintSession *session;

  if (work->next == work->sessions->len)
    {
      if (work->error != NULL)
        g_task_return_error (task, g_steal_pointer (&work->error));
      else
        g_task_return_boolean (task, TRUE);
      return;
    }

  if (g_task_return_error_if_cancelled (task))
    return;

  session = g_ptr_array_index (work->sessions, work->next);
  if (stint_session_is_held (session))
    work->stopped++;
  stint_engine_stop_async (work->engine, session, g_task_get_cancellable (task), stopped_cb,
                           g_object_ref (task));
}

static guint
get_depth (StintRegistry *registry, StintSession *session)
{
  guint depth = 0;

  /* The registry allows no cycles; the bound is for a file that says otherwise. */
  for (; session != NULL && depth < 64; depth++)
    {
      const char *from = stint_session_get_definition (session)->from_id;

      session = from != NULL ? stint_registry_get_session (registry, from) : NULL;
    }

  return depth;
}

static int
compare_depth (gconstpointer a, gconstpointer b, gpointer user_data)
{
  StintRegistry *registry = STINT_REGISTRY (user_data);
  guint depth_a = get_depth (registry, *(StintSession *const *) a);
  guint depth_b = get_depth (registry, *(StintSession *const *) b);

  return depth_a > depth_b ? -1 : depth_a < depth_b;
}

void
stint_stop_sessions_async (StintContext *context,
                           StintEngine *engine,
                           GPtrArray *sessions,
                           gboolean forget,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);

  g_task_set_source_tag (task, stint_stop_sessions_async);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  work->context = context;
  work->engine = engine;
  work->forget = forget;
  work->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < sessions->len; i++)
    g_ptr_array_add (work->sessions, g_object_ref (g_ptr_array_index (sessions, i)));
  g_ptr_array_sort_with_data (work->sessions, compare_depth, context->registry);
  work_go_on (task);
}

gboolean
stint_stop_sessions_finish (GAsyncResult *result, guint *out_stopped, GError **error)
{
  Work *work;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  work = g_task_get_task_data (G_TASK (result));
  if (out_stopped != NULL)
    *out_stopped = work->stopped;

  return g_task_propagate_boolean (G_TASK (result), error);
}

GPtrArray *
stint_list_sessions_of (StintRegistry *registry, const char *integration_id)
{
  GPtrArray *all = stint_registry_get_sessions (registry);
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < all->len; i++)
    {
      StintSession *session = g_ptr_array_index (all, i);

      if (g_strcmp0 (stint_session_get_definition (session)->integration_id, integration_id) == 0)
        g_ptr_array_add (found, g_object_ref (session));
    }

  return found;
}
