/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-lock.h"

#include <string.h>
#include <unistd.h>

#include "stint-error.h"
#include "stint-file-replace.h"
#include "stint-files-error.h"
#include "stint-flatpak.h"

#define MAX_NOTE 256

struct _StintLock
{
  GObject parent_instance;

  char *path;
  char *fallback_path;
  char *note;
  char *holder;
  GStrv shared;        /* (nullable) not in a sandbox */
  GError *obstacle;    /* (nullable) */
  StintFileLock *lock; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (StintLock, stint_lock, G_TYPE_OBJECT)

typedef struct
{
  char *path;
  char *fallback_path;
  char *note;
  char *holder;
  GStrv shared; /* (nullable) */
  guint wait_ms;
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_free (attempt->path);
  g_free (attempt->fallback_path);
  g_free (attempt->note);
  g_free (attempt->holder);
  g_strfreev (attempt->shared);
  g_free (attempt);
}

static StintFileLock *
acquire_at (const char *path, Attempt *attempt, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  /* What the AWS CLI does on its first write as well. */
  (void) g_mkdir_with_parents (folder, 0700);
  g_clear_pointer (&attempt->holder, g_free);

  return stint_file_lock_acquire (path, attempt->wait_ms, attempt->note, &attempt->holder, error);
}

static GError *
look_for_hidden (Attempt *attempt)
{
  g_autofree char *folder = NULL;
  GError *error;

  if (attempt->shared != NULL)
    folder = stint_flatpak_find_hidden ("/", (const char *const *) attempt->shared);
  if (folder == NULL)
    return NULL;

  error = stint_error_new (STINT_ERROR_FILES_UNWRITABLE, NULL,
                           "The sandbox hides %s: nothing that is written there reaches the host",
                           folder);
  stint_error_add_detail (error, "hidden-folder", g_variant_new_string (folder));

  return error;
}

static void
acquire_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Attempt *attempt = task_data;
  g_autoptr (GError) error = look_for_hidden (attempt);
  StintFileLock *lock;

  if (error != NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  lock = acquire_at (attempt->path, attempt, &error);
  if (lock == NULL && !g_error_matches (error, STINT_FILES_ERROR, STINT_FILES_ERROR_BUSY_WRITER))
    {
      g_debug ("No lock at %s: %s", attempt->path, error->message);
      g_clear_error (&error);
      lock = acquire_at (attempt->fallback_path, attempt, &error);
    }

  if (lock != NULL)
    g_task_return_pointer (task, lock, (GDestroyNotify) stint_file_lock_release);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
stint_lock_finalize (GObject *object)
{
  StintLock *self = STINT_LOCK (object);

  stint_lock_release (self);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->fallback_path, g_free);
  g_clear_pointer (&self->note, g_free);
  g_clear_pointer (&self->holder, g_free);
  g_clear_pointer (&self->shared, g_strfreev);
  g_clear_error (&self->obstacle);

  G_OBJECT_CLASS (stint_lock_parent_class)->finalize (object);
}

static void
stint_lock_class_init (StintLockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_lock_finalize;
}

static void
stint_lock_init (StintLock *self)
{
  self->holder = g_strdup ("");
}

StintLock *
stint_lock_new (const char *credentials_path, const char *state_dir, const char *note)
{
  StintLock *self = g_object_new (STINT_TYPE_LOCK, NULL);
  g_autofree char *folder = g_path_get_dirname (credentials_path);

  self->path = g_build_filename (folder, STINT_LOCK_NAME, NULL);
  self->fallback_path = g_build_filename (state_dir, "aws-files.lock", NULL);
  self->note = g_strdup (note);

  return self;
}

void
stint_lock_set_shared_paths (StintLock *self, const char *const *paths)
{
  g_return_if_fail (STINT_IS_LOCK (self));

  g_strfreev (self->shared);
  self->shared = g_strdupv ((GStrv) paths);
}

const GError *
stint_lock_get_obstacle (StintLock *self)
{
  g_return_val_if_fail (STINT_IS_LOCK (self), NULL);

  return self->obstacle;
}

gboolean
stint_lock_is_held (StintLock *self)
{
  g_return_val_if_fail (STINT_IS_LOCK (self), FALSE);

  return self->lock != NULL;
}

const char *
stint_lock_get_holder (StintLock *self)
{
  g_return_val_if_fail (STINT_IS_LOCK (self), NULL);

  return self->holder;
}

void
stint_lock_acquire_async (StintLock *self,
                          guint wait_ms,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Attempt *attempt;

  g_return_if_fail (STINT_IS_LOCK (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, stint_lock_acquire_async);
  attempt = g_new0 (Attempt, 1);
  attempt->path = g_strdup (self->path);
  attempt->fallback_path = g_strdup (self->fallback_path);
  attempt->note = g_strdup (self->note);
  attempt->shared = g_strdupv (self->shared);
  attempt->wait_ms = wait_ms;
  g_task_set_task_data (task, attempt, (GDestroyNotify) attempt_free);
  g_task_run_in_thread (task, acquire_thread);
}

static GError *
explain (StintLock *self, const GError *cause)
{
  GError *error;

  if (cause->domain == STINT_ERROR)
    return g_error_copy (cause);
  if (!g_error_matches (cause, STINT_FILES_ERROR, STINT_FILES_ERROR_BUSY_WRITER))
    return stint_error_new (STINT_ERROR_FILES_UNWRITABLE, NULL,
                            "The AWS files cannot be locked: %s", cause->message);

  error =
      stint_error_new (STINT_ERROR_LOCKED, NULL,
                       "Another Stint looks after these AWS files: %s. Use that one, or end it.",
                       *self->holder != '\0' ? self->holder : "it does not say who it is");
  stint_error_add_detail (error, "holder", g_variant_new_string (self->holder));
  stint_error_add_detail (error, "path", g_variant_new_string (self->path));

  return error;
}

/* The note comes from a file that anybody may have written. */
static char *
make_presentable (const char *note)
{
  gsize length = note != NULL ? strnlen (note, MAX_NOTE) : 0;
  g_autofree char *valid = g_utf8_make_valid (note != NULL ? note : "", (gssize) length);
  char *newline;

  g_strstrip (valid);
  newline = strpbrk (valid, "\r\n");
  if (newline != NULL)
    *newline = '\0';

  return g_steal_pointer (&valid);
}

gboolean
stint_lock_acquire_finish (StintLock *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) cause = NULL;
  StintFileLock *lock;
  Attempt *attempt;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  attempt = g_task_get_task_data (G_TASK (result));
  lock = g_task_propagate_pointer (G_TASK (result), &cause);
  if (self->lock != NULL)
    {
      g_clear_pointer (&lock, stint_file_lock_release);
      return TRUE;
    }
  if (lock != NULL)
    {
      self->lock = lock;
      return TRUE;
    }

  g_free (self->holder);
  self->holder = make_presentable (attempt->holder);
  g_clear_error (&self->obstacle);
  if (cause->domain == STINT_ERROR)
    self->obstacle = g_error_copy (cause);
  g_propagate_error (error, explain (self, cause));

  return FALSE;
}

void
stint_lock_release (StintLock *self)
{
  g_return_if_fail (STINT_IS_LOCK (self));

  g_clear_pointer (&self->lock, stint_file_lock_release);
}

char *
stint_lock_describe_holder (const char *bus_address, gboolean in_flatpak)
{
  g_autofree char *bus = g_strdup (bus_address != NULL ? bus_address : "");
  char *guid = strstr (bus, ",guid=");

  if (guid != NULL)
    *guid = '\0';

  return g_strdup_printf ("Stint %s on %s, process %d%s%s%s\n", PACKAGE_VERSION, g_get_host_name (),
                          (int) getpid (), in_flatpak ? ", Flatpak" : "",
                          *bus != '\0' ? ", bus " : "", bus);
}
