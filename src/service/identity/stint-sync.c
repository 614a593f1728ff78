/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-sync.h"

#include "stint-error-map.h"
#include "stint-sync-run.h"
#include "stint-time.h"

/* How old what AWS said may become, and how long a failure keeps from asking again. */
#define DUE_AFTER STINT_SECONDS (24 * 3600)
#define AFTER_FAILURE STINT_SECONDS (3600)
/* After a start everybody else wants the network too. */
#define SOONEST 5
#define LATEST 40

struct _StintSync
{
  GObject parent_instance;

  StintContext *context;       /* (unowned) */
  StintIdentityCenter *center; /* (owned) */
  StintConditions *conditions; /* (owned) */
  GHashTable *runs;            /* (owned) integration id → StintSyncRun */
  GHashTable *tried; /* (owned) integration id → gint64: instant of the last try by itself */
  guint deadline;
  gboolean opened;
  gboolean shut_down;
};

G_DEFINE_FINAL_TYPE (StintSync, stint_sync, G_TYPE_OBJECT)

static void arm (StintSync *self);

/* --- Runs ------------------------------------------------------------------------------------- */

static void
run_ended_cb (StintSyncRun *run, gpointer user_data)
{
  StintSync *self = user_data;

  g_hash_table_remove (self->runs, stint_sync_run_get_integration_id (run));
  arm (self);
}

static StintSyncRun *
ensure_run (StintSync *self, StintIntegration *integration, gboolean interactive)
{
  StintSyncRun *run = g_hash_table_lookup (self->runs, stint_integration_get_id (integration));

  if (run != NULL)
    return run;

  run = stint_sync_run_new (self->context, self->center, self->conditions, integration, interactive,
                            run_ended_cb, self);
  g_hash_table_insert (self->runs, g_strdup (stint_integration_get_id (integration)), run);
  stint_sync_run_begin (run);

  return run;
}

static void
run_by_itself (StintSync *self, StintIntegration *integration)
{
  gint64 *now;

  if (self->context->portal == NULL)
    return;

  now = g_new (gint64, 1);
  *now = stint_clock_now (self->context->clock);
  g_hash_table_insert (self->tried, g_strdup (stint_integration_get_id (integration)), now);
  ensure_run (self, integration, FALSE);
}

void
stint_sync_run_async (StintSync *self,
                      StintIntegration *integration,
                      gboolean interactive,
                      GCancellable *cancellable,
                      StintSyncProgress progress,
                      gpointer progress_data,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (STINT_IS_SYNC (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_sync_run_async);
  if (self->shut_down || self->context->portal == NULL)
    g_task_return_error (task, stint_error_new (STINT_ERROR_CANCELLED, NULL, "Stint ends"));
  else
    stint_sync_run_join (ensure_run (self, integration, interactive), g_steal_pointer (&task),
                         progress, progress_data);
}

gboolean
stint_sync_run_finish (StintSync *self,
                       GAsyncResult *result,
                       StintSyncResult *out_result,
                       GError **error)
{
  g_autofree StintSyncResult *outcome = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  outcome = g_task_propagate_pointer (G_TASK (result), error);
  if (outcome == NULL)
    return FALSE;
  if (out_result != NULL)
    *out_result = *outcome;

  return TRUE;
}

/* --- By itself -------------------------------------------------------------------------------- */

static gboolean
is_signed_in (StintIntegration *integration)
{
  return stint_integration_get_definition (integration)->kind ==
             STINT_INTEGRATION_IDENTITY_CENTER &&
         stint_integration_get_status (integration)->sign_in == STINT_SIGN_IN_SIGNED_IN;
}

static gint64
get_due (StintSync *self, StintIntegration *integration)
{
  gint64 last = stint_integration_get_status (integration)->last_sync;
  gint64 *tried = g_hash_table_lookup (self->tried, stint_integration_get_id (integration));
  gint64 due = last != 0 ? last + DUE_AFTER : 0;

  return tried != NULL ? MAX (due, *tried + AFTER_FAILURE) : due;
}

static void
deadline_cb (gpointer user_data)
{
  StintSync *self = user_data;
  GPtrArray *integrations = stint_registry_get_integrations (self->context->registry);
  gint64 now = stint_clock_now (self->context->clock);

  self->deadline = 0;
  for (guint i = 0; i < integrations->len; i++)
    {
      StintIntegration *integration = g_ptr_array_index (integrations, i);

      if (is_signed_in (integration) && get_due (self, integration) <= now)
        run_by_itself (self, integration);
    }
  arm (self);
}

static void
arm (StintSync *self)
{
  GPtrArray *integrations = stint_registry_get_integrations (self->context->registry);
  gint64 soonest =
      stint_clock_now (self->context->clock) + STINT_SECONDS (g_random_int_range (SOONEST, LATEST));
  gint64 when = STINT_INSTANT_NEVER;

  stint_deadlines_remove (self->context->deadlines, self->deadline);
  self->deadline = 0;
  if (!self->opened || self->shut_down)
    return;

  for (guint i = 0; i < integrations->len; i++)
    {
      StintIntegration *integration = g_ptr_array_index (integrations, i);

      if (is_signed_in (integration) &&
          !g_hash_table_contains (self->runs, stint_integration_get_id (integration)))
        when = MIN (when, MAX (get_due (self, integration), soonest));
    }
  if (when != STINT_INSTANT_NEVER)
    self->deadline = stint_deadlines_add (self->context->deadlines, when, deadline_cb, self);
}

static void
signed_in_cb (StintSync *self, const char *integration_id, gboolean by_person)
{
  StintIntegration *integration =
      stint_registry_get_integration (self->context->registry, integration_id);

  g_assert (STINT_IS_SYNC (self));

  if (integration == NULL || self->shut_down)
    return;
  if (by_person)
    run_by_itself (self, integration);
  else
    arm (self);
}

static void
integration_removed_cb (StintSync *self, const char *integration_id)
{
  StintSyncRun *run = g_hash_table_lookup (self->runs, integration_id);

  g_assert (STINT_IS_SYNC (self));

  if (run != NULL)
    stint_sync_run_cancel (run);
  g_hash_table_remove (self->tried, integration_id);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_sync_dispose (GObject *object)
{
  stint_sync_shut_down (STINT_SYNC (object));

  G_OBJECT_CLASS (stint_sync_parent_class)->dispose (object);
}

static void
stint_sync_finalize (GObject *object)
{
  StintSync *self = STINT_SYNC (object);

  g_hash_table_unref (self->runs);
  g_hash_table_unref (self->tried);
  g_clear_object (&self->center);
  g_clear_object (&self->conditions);

  G_OBJECT_CLASS (stint_sync_parent_class)->finalize (object);
}

static void
stint_sync_class_init (StintSyncClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_sync_dispose;
  object_class->finalize = stint_sync_finalize;
}

static void
stint_sync_init (StintSync *self)
{
  self->runs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) stint_sync_run_unref);
  self->tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

StintSync *
stint_sync_new (StintContext *context, StintIdentityCenter *center, StintConditions *conditions)
{
  StintSync *self = g_object_new (STINT_TYPE_SYNC, NULL);

  self->context = context;
  self->center = g_object_ref (center);
  self->conditions = g_object_ref (conditions);
  g_signal_connect_object (center, "signed-in", G_CALLBACK (signed_in_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context->registry, "integration-removed",
                           G_CALLBACK (integration_removed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

void
stint_sync_open (StintSync *self)
{
  g_return_if_fail (STINT_IS_SYNC (self));

  self->opened = TRUE;
  arm (self);
}

void
stint_sync_cancel (StintSync *self, StintIntegration *integration)
{
  StintSyncRun *run;

  g_return_if_fail (STINT_IS_SYNC (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));

  run = g_hash_table_lookup (self->runs, stint_integration_get_id (integration));
  if (run != NULL)
    stint_sync_run_cancel (run);
}

gboolean
stint_sync_is_busy (StintSync *self)
{
  g_return_val_if_fail (STINT_IS_SYNC (self), FALSE);

  return g_hash_table_size (self->runs) > 0;
}

void
stint_sync_shut_down (StintSync *self)
{
  g_autoptr (GPtrArray) runs = NULL;
  GHashTableIter iter;
  gpointer run;

  g_return_if_fail (STINT_IS_SYNC (self));

  self->shut_down = TRUE;
  stint_deadlines_remove (self->context->deadlines, self->deadline);
  self->deadline = 0;

  runs = g_ptr_array_new_with_free_func ((GDestroyNotify) stint_sync_run_unref);
  g_hash_table_iter_init (&iter, self->runs);
  while (g_hash_table_iter_next (&iter, NULL, &run))
    g_ptr_array_add (runs, stint_sync_run_ref (run));
  for (guint i = 0; i < runs->len; i++)
    stint_sync_run_cancel (g_ptr_array_index (runs, i));
}
