/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-error-map.h"
#include "stint-error.h"
#include "stint-import.h"

typedef struct
{
  StintContext *context; /* borrowed */
  StintAwsFiles *own;    /* (owned) */
  GStrv paths;           /* (owned) (nullable) */
  gboolean move_keys;
  StintImportSources *sources; /* (owned) (nullable) */
  GPtrArray *items;            /* (owned) (nullable) */
  GPtrArray *moves;            /* (owned) Move */
  GVariant *files;             /* (owned) (nullable) a(sss) */
} Work;

/* A preview to make. */
typedef struct
{
  char *profile;
  char *access_key_id;
  char *process;
} Move;

static void
move_free (Move *move)
{
  g_free (move->profile);
  g_free (move->access_key_id);
  g_free (move->process);
  g_free (move);
}

static void
work_free (Work *work)
{
  g_clear_object (&work->own);
  g_strfreev (work->paths);
  g_clear_pointer (&work->items, g_ptr_array_unref);
  g_clear_pointer (&work->sources, stint_import_sources_free);
  g_ptr_array_unref (work->moves);
  g_clear_pointer (&work->files, g_variant_unref);
  g_free (work);
}

void
stint_import_proposal_free (StintImportProposal *self)
{
  g_ptr_array_unref (self->items);
  g_variant_unref (self->files);
  g_free (self);
}

/* --- The previews ----------------------------------------------------------------------------- */

/* One text a file, made of the profiles that change. */
static void
append_preview (GString **before, GString **after, GPtrArray *previews)
{
  for (guint i = 0; i < previews->len; i++)
    {
      const StintFilePreview *preview = g_ptr_array_index (previews, i);

      if (before[preview->file] == NULL)
        {
          before[preview->file] = g_string_new (NULL);
          after[preview->file] = g_string_new (NULL);
        }
      g_string_append (before[preview->file], preview->before);
      g_string_append (after[preview->file], preview->after);
    }
}

static void
preview_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GString *before[2] = { NULL, NULL };
  GString *after[2] = { NULL, NULL };
  const char *paths[2] = { stint_aws_files_get_credentials_path (work->own),
                           stint_aws_files_get_config_path (work->own) };
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(sss)"));

  for (guint i = 0; i < work->moves->len; i++)
    {
      const Move *move = g_ptr_array_index (work->moves, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) previews = stint_aws_files_preview_move_key_out (
          work->own, move->profile, move->access_key_id, move->process, &error);

      if (previews != NULL)
        append_preview (before, after, previews);
      else
        g_debug ("No preview of %s: %s", move->profile, error->message);
    }

  for (int i = 0; i < 2; i++)
    {
      if (before[i] == NULL)
        continue;
      g_variant_builder_add (&builder, "(sss)", paths[i], before[i]->str, after[i]->str);
      g_string_free (before[i], TRUE);
      g_string_free (after[i], TRUE);
    }

  work->files = g_variant_ref_sink (g_variant_builder_end (&builder));
  g_task_return_boolean (task, TRUE);
}

static void
return_proposal (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  StintImportProposal *proposal = g_new0 (StintImportProposal, 1);

  proposal->items = g_steal_pointer (&work->items);
  proposal->files = g_steal_pointer (&work->files);
  g_task_return_pointer (task, proposal, (GDestroyNotify) stint_import_proposal_free);
}

static void
previewed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    return_proposal (task);
  else
    g_task_return_error (task, error);
}

/* A session that is not there yet has no id: its preview shows the profile's name instead. */
static void
gather_moves (Work *work)
{
  for (guint i = 0; i < work->items->len; i++)
    {
      const StintImportItem *item = g_ptr_array_index (work->items, i);
      Move *move;

      if (!item->moves_key)
        continue;

      move = g_new0 (Move, 1);
      move->profile = g_strdup (item->profile);
      move->access_key_id = g_strdup (item->access_key_id);
      move->process = stint_context_process_command (
          work->context, item->session_id != NULL ? item->session_id : item->profile);
      g_ptr_array_add (work->moves, move);
    }
}

/* --- The plan --------------------------------------------------------------------------------- */

static void
read_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Work *work = task_data;
  GError *error = NULL;

  work->sources = stint_import_read (work->own, (const char *const *) work->paths, &error);
  if (work->sources != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
run_step (GTask *task, GTaskThreadFunc func, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) step =
      g_task_new (NULL, g_task_get_cancellable (task), callback, g_object_ref (task));

  g_task_set_source_tag (step, run_step);
  g_task_set_task_data (step, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (step, func);
}

static void
read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, stint_error_map_take (error));
      return;
    }

  work->items = stint_import_plan (work->context->registry, work->sources, work->move_keys);
  gather_moves (work);
  run_step (task, preview_thread, previewed_cb);
}

void
stint_import_propose_async (StintContext *context,
                            const char *const *paths,
                            gboolean move_keys,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);

  g_task_set_source_tag (task, stint_import_propose_async);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  work->context = context;
  work->own = g_object_ref (context->files);
  work->paths = g_strdupv ((char **) paths);
  work->move_keys = move_keys;
  work->moves = g_ptr_array_new_with_free_func ((GDestroyNotify) move_free);

  run_step (task, read_thread, read_cb);
}

StintImportProposal *
stint_import_propose_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
