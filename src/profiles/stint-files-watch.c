/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-files-watch.h"

#define GATHER_MS 250
#define MAX_LINKS 40

struct _StintFilesWatch
{
  GObject parent_instance;

  StintAwsFiles *files; /* (owned) (nullable) */
  char *json_folder;    /* (owned) (nullable) */
  GPtrArray *monitors;  /* (owned) of GFileMonitor */
  GHashTable *watched;  /* (owned): paths of files, links and missing folders that matter */
  guint gather_id;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintFilesWatch, stint_files_watch, G_TYPE_OBJECT)

static void watch_all (StintFilesWatch *self);

static gboolean
gather_cb (gpointer user_data)
{
  StintFilesWatch *self = user_data;

  g_assert (STINT_IS_FILES_WATCH (self));

  self->gather_id = 0;
  /* Links may lead elsewhere now, and folders may have come or gone. */
  watch_all (self);
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static gboolean
matters (StintFilesWatch *self, GFile *file)
{
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *folder = NULL;

  if (path == NULL || g_hash_table_contains (self->watched, path))
    return path != NULL;
  folder = g_path_get_dirname (path);
  return g_strcmp0 (folder, self->json_folder) == 0 && g_str_has_suffix (path, ".json");
}

static void
monitor_changed_cb (
    GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer user_data)
{
  StintFilesWatch *self = user_data;

  g_assert (STINT_IS_FILES_WATCH (self));

  if (self->gather_id == 0 && (matters (self, file) || matters (self, other)))
    self->gather_id = g_timeout_add (GATHER_MS, gather_cb, self);
}

static void
watch_folder (StintFilesWatch *self, const char *path)
{
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GFileMonitor) monitor = NULL;

  monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (monitor == NULL)
    return;
  g_signal_connect_object (monitor, "changed", G_CALLBACK (monitor_changed_cb), self, 0);
  g_ptr_array_add (self->monitors, g_steal_pointer (&monitor));
}

/* Watches the folder of @path; where it is missing, the nearest one that is there, for the folder to
 * come (GIO would poll for it). */
static void
watch_path (StintFilesWatch *self, const char *path, GHashTable *folders)
{
  g_autofree char *current = g_strdup (path);

  for (;;)
    {
      g_autofree char *folder = g_path_get_dirname (current);

      g_hash_table_add (self->watched, g_strdup (current));
      if (g_file_test (folder, G_FILE_TEST_IS_DIR) || g_str_equal (folder, current))
        {
          if (g_hash_table_add (folders, g_strdup (folder)))
            watch_folder (self, folder);
          return;
        }
      g_free (current);
      current = g_steal_pointer (&folder);
    }
}

static void
watch_links (StintFilesWatch *self, const char *path, GHashTable *folders)
{
  g_autofree char *current = g_canonicalize_filename (path, NULL);

  for (guint i = 0; i < MAX_LINKS; i++)
    {
      g_autofree char *folder = g_path_get_dirname (current);
      g_autofree char *to = NULL;

      watch_path (self, current, folders);
      to = g_file_read_link (current, NULL);
      if (to == NULL)
        return;
      g_free (current);
      current = g_canonicalize_filename (to, folder);
    }
}

/* The folder itself, for it to come or go, and what is in it. */
static void
watch_json_folder (StintFilesWatch *self, GHashTable *folders)
{
  watch_path (self, self->json_folder, folders);
  if (g_file_test (self->json_folder, G_FILE_TEST_IS_DIR) &&
      g_hash_table_add (folders, g_strdup (self->json_folder)))
    watch_folder (self, self->json_folder);
}

static void
watch_all (StintFilesWatch *self)
{
  g_autoptr (GHashTable) folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_ptr_array_set_size (self->monitors, 0);
  g_hash_table_remove_all (self->watched);
  if (self->files != NULL)
    {
      watch_links (self, stint_aws_files_get_credentials_path (self->files), folders);
      watch_links (self, stint_aws_files_get_config_path (self->files), folders);
    }
  if (self->json_folder != NULL)
    watch_json_folder (self, folders);
}

static void
stint_files_watch_finalize (GObject *object)
{
  StintFilesWatch *self = STINT_FILES_WATCH (object);

  g_clear_handle_id (&self->gather_id, g_source_remove);
  g_ptr_array_unref (self->monitors);
  g_hash_table_unref (self->watched);
  g_clear_object (&self->files);
  g_free (self->json_folder);

  G_OBJECT_CLASS (stint_files_watch_parent_class)->finalize (object);
}

static void
stint_files_watch_class_init (StintFilesWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_files_watch_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
stint_files_watch_init (StintFilesWatch *self)
{
  self->monitors = g_ptr_array_new_with_free_func (g_object_unref);
  self->watched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

StintFilesWatch *
stint_files_watch_new (StintAwsFiles *files)
{
  StintFilesWatch *self;

  g_return_val_if_fail (STINT_IS_AWS_FILES (files), NULL);

  self = g_object_new (STINT_TYPE_FILES_WATCH, NULL);
  self->files = g_object_ref (files);
  watch_all (self);
  return self;
}

StintFilesWatch *
stint_files_watch_new_for_folder (const char *folder)
{
  StintFilesWatch *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (STINT_TYPE_FILES_WATCH, NULL);
  self->json_folder = g_canonicalize_filename (folder, NULL);
  watch_all (self);
  return self;
}
