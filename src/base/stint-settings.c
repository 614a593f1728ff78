/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-base"

#include "config.h"

#include "stint-settings.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#include "stint-error.h"
#include "stint-names.h"

#define MEMORY_BACKEND "GMemorySettingsBackend"
#define KEYFILE_GROUP "Preferences"
#define ROOT_PATH STINT_APPLICATION_PATH "/"

static GSettingsSchema *
find_schema (GError **error)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  GSettingsSchema *schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, STINT_SETTINGS_SCHEMA, TRUE);
  if (schema == NULL)
    g_set_error_literal (error, STINT_ERROR, STINT_ERROR_FAILED,
                         "The preferences of Stint are not installed: no GSettings schema "
                         "“" STINT_SETTINGS_SCHEMA "”. Install Stint again, or let "
                         "GSETTINGS_SCHEMA_DIR name the folder with gschemas.compiled.");
  return schema;
}

static GSettingsBackend *
choose_backend (const char *config_home, gboolean memory_is_meant)
{
  g_autoptr (GSettingsBackend) backend = g_settings_backend_get_default ();
  g_autofree char *path = NULL;

  if (memory_is_meant || g_strcmp0 (G_OBJECT_TYPE_NAME (backend), MEMORY_BACKEND) != 0)
    return g_steal_pointer (&backend);

  path = g_build_filename (config_home, "stint", "preferences", NULL);

  return g_keyfile_settings_backend_new (path, ROOT_PATH, KEYFILE_GROUP);
}

GSettings *
stint_settings_new (const char *config_home, gboolean memory_is_meant, GError **error)
{
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsBackend) backend = NULL;

  g_return_val_if_fail (config_home != NULL, NULL);

  schema = find_schema (error);
  if (schema == NULL)
    return NULL;

  backend = choose_backend (config_home, memory_is_meant);

  return g_settings_new_full (schema, backend, NULL);
}

const char *
stint_settings_get_backend_name (GSettings *settings)
{
  g_autoptr (GSettingsBackend) backend = NULL;
  const char *type;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  g_object_get (settings, "backend", &backend, NULL);
  type = G_OBJECT_TYPE_NAME (backend);
  if (g_str_equal (type, "DConfSettingsBackend"))
    return "dconf";
  if (g_str_equal (type, "GKeyfileSettingsBackend"))
    return "keyfile";
  if (g_str_equal (type, MEMORY_BACKEND))
    return "memory";

  return type;
}
