/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-store.h"

#include <unistd.h>

#include "stint-files-watch.h"
#include "stint-json-file.h"

/* Long enough to gather what one operation changes, short enough to be nobody's loss. */
#define WRITE_DELAY_MS 200
#define CLOSE_DELAY_MS 500
#define MAX_CONFLICTS 5

struct _StintStore
{
  GObject parent_instance;

  char *path;
  StintStoreTextFunc text_func;
  StintStoreWrittenFunc written_func;
  gpointer user_data;

  char *digest;           /* (owned) of what is on disk, as far as we know */
  char *durable_digest;   /* (owned) (nullable) of what we wrote last */
  StintFilesWatch *watch; /* (owned) (nullable) */
  gboolean reading;

  guint64 dirty_serial;   /* grows with every change */
  guint64 written_serial; /* what is durable */
  guint write_source;
  GArray *displaced; /* (owned) (nullable) of int: old copies to be closed */
  guint close_source;
  gboolean writing;
  guint n_conflicts;
  GQueue waiters; /* of Waiter (owned), oldest first */
};

typedef struct
{
  guint64 serial;
  GTask *task; /* (owned) */
} Waiter;

enum
{
  SIGNAL_CHANGED_ON_DISK,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintStore, stint_store, G_TYPE_OBJECT)

static void start_write (StintStore *self);
static void start_read (StintStore *self);

/* --- Reading ---------------------------------------------------------------------------------- */

static void
free_file (StintJsonFile *file)
{
  stint_json_file_clear (file);
  g_free (file);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  StintJsonFile *file = g_new0 (StintJsonFile, 1);
  GError *error = NULL;

  if (stint_json_file_read (task_data, file, &error))
    g_task_return_pointer (task, file, (GDestroyNotify) free_file);
  else
    {
      free_file (file);
      g_task_return_error (task, error);
    }
}

static void
read_async (StintStore *self,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, read_async);
  g_task_set_task_data (task, g_strdup (self->path), g_free);
  g_task_run_in_thread (task, read_in_thread);
}

/* @error: (nullable) */
static void
emit_changed (StintStore *self, StintJsonFile *file, const GError *error)
{
  const char *warning = error != NULL ? error->message : file->warning;

  if (file != NULL && g_strcmp0 (file->digest, self->digest) == 0)
    return;
  if (file != NULL)
    {
      g_free (self->digest);
      self->digest = g_strdup (file->digest);
    }

  g_signal_emit (self, signals[SIGNAL_CHANGED_ON_DISK], 0, warning == NULL ? file->root : NULL,
                 warning);
}

static void
reread_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  StintStore *self = STINT_STORE (source);
  g_autoptr (GError) error = NULL;
  StintJsonFile *file = g_task_propagate_pointer (G_TASK (result), &error);

  g_assert (STINT_IS_STORE (self));

  self->reading = FALSE;
  emit_changed (self, file, error);
  g_clear_pointer (&file, free_file);

  if (self->n_conflicts > 0 || !g_queue_is_empty (&self->waiters))
    start_write (self);
}

static void
start_read (StintStore *self)
{
  /* While we write, the file is ours: the write finds out by itself whether it was changed. */
  if (self->reading || self->writing)
    return;

  self->reading = TRUE;
  read_async (self, NULL, reread_cb, NULL);
}

/* It gathers what comes at once. */
static void
watch_changed_cb (StintStore *self)
{
  g_assert (STINT_IS_STORE (self));

  start_read (self);
}

/* Not GIO's monitor of the file: that one polls, for ever, while the folder is not there. */
static void
watch_file (StintStore *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  self->watch = stint_files_watch_new_for_folder (folder);
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (watch_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/* --- Writing ---------------------------------------------------------------------------------- */

typedef struct
{
  char *path;
  char *text;
  char *digest;
  char *durable_digest;
  guint64 serial;
  int displaced; /* see stint_json_file_write() */
} WriteJob;

static void
write_job_free (WriteJob *job)
{
  g_free (job->path);
  g_free (job->text);
  g_free (job->digest);
  g_free (job->durable_digest);
  g_free (job);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  WriteJob *job = task_data;
  char *digest = NULL;
  GError *error = NULL;

  if (stint_json_file_write (job->path, job->text, job->digest, job->durable_digest, &digest,
                             &job->displaced, &error))
    g_task_return_pointer (task, digest, g_free);
  else
    g_task_return_error (task, error);
}

/* --- Old copies ------------------------------------------------------------------------------- */

static void
close_all (GArray *descriptors)
{
  for (guint i = 0; i < descriptors->len; i++)
    close (g_array_index (descriptors, int, i));
  g_array_set_size (descriptors, 0);
}

static void
close_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  close_all (task_data);
  g_task_return_boolean (task, TRUE);
}

static gboolean
close_later_cb (gpointer user_data)
{
  StintStore *self = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_assert (STINT_IS_STORE (self));

  self->close_source = 0;
  g_task_set_source_tag (task, close_later_cb);
  g_task_set_task_data (task, g_steal_pointer (&self->displaced), (GDestroyNotify) g_array_unref);
  g_task_run_in_thread (task, close_in_thread);

  return G_SOURCE_REMOVE;
}

/* The disk frees the file then, which takes as long as a write.  Not at the end of the thread that wrote:
 * a GTask answers when its thread's function returns, whatever that has returned before. */
static void
close_later (StintStore *self, int fd)
{
  if (fd < 0)
    return;
  if (self->text_func == NULL)
    {
      close (fd);
      return;
    }

  if (self->displaced == NULL)
    self->displaced = g_array_new (FALSE, FALSE, sizeof (int));
  g_array_append_val (self->displaced, fd);
  if (self->close_source == 0)
    self->close_source = g_timeout_add (CLOSE_DELAY_MS, close_later_cb, self);
}

static gboolean
write_later_cb (gpointer user_data)
{
  StintStore *self = user_data;

  g_assert (STINT_IS_STORE (self));

  self->write_source = 0;
  start_write (self);

  return G_SOURCE_REMOVE;
}

static void
write_later (StintStore *self)
{
  if (self->write_source == 0 && self->text_func != NULL)
    self->write_source = g_timeout_add (WRITE_DELAY_MS, write_later_cb, self);
}

/* @error: (nullable) */
static void
answer_waiters (StintStore *self, guint64 serial, const GError *error)
{
  Waiter *waiter;

  while ((waiter = g_queue_peek_head (&self->waiters)) != NULL && waiter->serial <= serial)
    {
      g_queue_pop_head (&self->waiters);
      if (error != NULL)
        g_task_return_error (waiter->task, g_error_copy (error));
      else
        g_task_return_boolean (waiter->task, TRUE);
      g_object_unref (waiter->task);
      g_free (waiter);
    }
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  StintStore *self = STINT_STORE (source);
  WriteJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *digest = g_task_propagate_pointer (G_TASK (result), &error);

  g_assert (STINT_IS_STORE (self));

  self->writing = FALSE;
  close_later (self, job->displaced);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG) &&
      ++self->n_conflicts <= MAX_CONFLICTS)
    {
      start_read (self);
      return;
    }
  self->n_conflicts = 0;

  if (error != NULL)
    g_message ("%s could not be written: %s", self->path, error->message);
  else
    {
      g_free (self->digest);
      self->digest = g_steal_pointer (&digest);
      g_free (self->durable_digest);
      self->durable_digest = g_strdup (self->digest);
      self->written_serial = job->serial;
      if (self->written_serial == self->dirty_serial && self->written_func != NULL)
        self->written_func (self->user_data);
    }

  answer_waiters (self, job->serial, error);
  if (!g_queue_is_empty (&self->waiters))
    start_write (self);
  else if (error == NULL && stint_store_is_dirty (self))
    write_later (self);
}

static void
start_write (StintStore *self)
{
  g_autoptr (GTask) task = NULL;
  WriteJob *job;

  if (self->writing || self->reading || self->text_func == NULL)
    return;
  g_clear_handle_id (&self->write_source, g_source_remove);
  if (self->written_serial == self->dirty_serial)
    {
      answer_waiters (self, self->dirty_serial, NULL);
      return;
    }

  job = g_new0 (WriteJob, 1);
  job->path = g_strdup (self->path);
  job->text = self->text_func (self->user_data);
  job->digest = g_strdup (self->digest);
  job->durable_digest = g_strdup (self->durable_digest);
  job->serial = self->dirty_serial;
  job->displaced = -1;

  self->writing = TRUE;
  task = g_task_new (self, NULL, written_cb, NULL);
  g_task_set_source_tag (task, start_write);
  g_task_set_task_data (task, job, (GDestroyNotify) write_job_free);
  g_task_run_in_thread (task, write_in_thread);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_store_dispose (GObject *object)
{
  StintStore *self = STINT_STORE (object);
  Waiter *waiter;

  /* A worker may still hold a reference; the owner is not there any more. */
  self->text_func = NULL;
  self->written_func = NULL;
  g_clear_handle_id (&self->write_source, g_source_remove);
  g_clear_handle_id (&self->close_source, g_source_remove);
  if (self->displaced != NULL)
    close_all (self->displaced);
  g_clear_pointer (&self->displaced, g_array_unref);
  g_clear_object (&self->watch);
  while ((waiter = g_queue_pop_head (&self->waiters)) != NULL)
    {
      g_task_return_new_error (waiter->task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Going away");
      g_object_unref (waiter->task);
      g_free (waiter);
    }

  G_OBJECT_CLASS (stint_store_parent_class)->dispose (object);
}

static void
stint_store_finalize (GObject *object)
{
  StintStore *self = STINT_STORE (object);

  g_free (self->path);
  g_free (self->digest);
  g_free (self->durable_digest);

  G_OBJECT_CLASS (stint_store_parent_class)->finalize (object);
}

static void
stint_store_class_init (StintStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_store_dispose;
  object_class->finalize = stint_store_finalize;

  signals[SIGNAL_CHANGED_ON_DISK] =
      g_signal_new ("changed-on-disk", STINT_TYPE_STORE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, JSON_TYPE_NODE, G_TYPE_STRING);
}

static void
stint_store_init (StintStore *self)
{
  self->digest = g_strdup ("");
  g_queue_init (&self->waiters);
}

StintStore *
stint_store_new (const char *path,
                 StintStoreTextFunc text_func,
                 StintStoreWrittenFunc written_func,
                 gpointer user_data)
{
  StintStore *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (text_func != NULL, NULL);

  self = g_object_new (STINT_TYPE_STORE, NULL);
  self->path = g_strdup (path);
  self->text_func = text_func;
  self->written_func = written_func;
  self->user_data = user_data;

  return self;
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  StintStore *self = STINT_STORE (source);
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  StintJsonFile *file = g_task_propagate_pointer (G_TASK (result), &error);

  g_assert (STINT_IS_STORE (self));

  if (GPOINTER_TO_INT (g_task_get_task_data (task)))
    watch_file (self);
  if (file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  g_free (self->digest);
  self->digest = g_strdup (file->digest);
  g_task_return_pointer (task, file, (GDestroyNotify) free_file);
}

void
stint_store_load_async (StintStore *self,
                        gboolean watch,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (STINT_IS_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_store_load_async);
  g_task_set_task_data (task, GINT_TO_POINTER (watch), NULL);
  read_async (self, cancellable, loaded_cb, g_steal_pointer (&task));
}

JsonNode *
stint_store_load_finish (StintStore *self, GAsyncResult *result, char **out_warning, GError **error)
{
  StintJsonFile *file;
  JsonNode *root;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  file = g_task_propagate_pointer (G_TASK (result), error);
  if (file == NULL)
    return NULL;

  root = g_steal_pointer (&file->root);
  if (out_warning != NULL)
    *out_warning = g_steal_pointer (&file->warning);
  free_file (file);

  return root;
}

void
stint_store_mark_dirty (StintStore *self)
{
  g_return_if_fail (STINT_IS_STORE (self));

  self->dirty_serial++;
  if (!self->writing)
    write_later (self);
}

gboolean
stint_store_is_dirty (StintStore *self)
{
  g_return_val_if_fail (STINT_IS_STORE (self), FALSE);

  return self->written_serial != self->dirty_serial;
}

void
stint_store_flush_async (StintStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Waiter *waiter;

  g_return_if_fail (STINT_IS_STORE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, stint_store_flush_async);
  waiter = g_new0 (Waiter, 1);
  waiter->serial = self->dirty_serial;
  waiter->task = g_steal_pointer (&task);
  g_queue_push_tail (&self->waiters, waiter);

  start_write (self);
}

gboolean
stint_store_flush_finish (StintStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *
stint_store_get_path (StintStore *self)
{
  g_return_val_if_fail (STINT_IS_STORE (self), NULL);

  return self->path;
}
