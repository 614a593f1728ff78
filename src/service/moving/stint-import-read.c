/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include <string.h>

#include "stint-error.h"
#include "stint-file-replace.h"
#include "stint-import.h"
#include "stint-ini-document.h"

/* The other half of a pair of which only one file was given. */
#define NO_FILE "/nonexistent/stint"

static void
profile_free (StintImportProfile *profile)
{
  g_free (profile->name);
  g_ptr_array_unref (profile->entries);
  g_ptr_array_unref (profile->sources);
  g_free (profile);
}

void
stint_import_sources_free (StintImportSources *self)
{
  g_clear_pointer (&self->sso, stint_sso_survey_free);
  g_ptr_array_unref (self->profiles);
  g_ptr_array_unref (self->lists);
  g_ptr_array_unref (self->files);
  g_free (self);
}

const char *
stint_import_profile_get (const StintImportProfile *self, const char *key)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const char *value = stint_profile_entry_get (g_ptr_array_index (self->entries, i), key);

      if (value != NULL)
        return value;
    }

  return NULL;
}

static const char *
get_path (StintAwsFiles *files, StintAwsFile file)
{
  return file == STINT_AWS_FILE_CREDENTIALS ? stint_aws_files_get_credentials_path (files)
                                            : stint_aws_files_get_config_path (files);
}

const char *
stint_import_profile_locate (const StintImportProfile *self, const char *key, guint *out_line)
{
  const StintProfileEntry *first = g_ptr_array_index (self->entries, 0);
  gboolean in_config = first->config_line != 0;

  for (guint i = 0; key != NULL && i < self->entries->len; i++)
    {
      const StintProfileProperty *property =
          stint_profile_entry_lookup (g_ptr_array_index (self->entries, i), key);

      if (property == NULL)
        continue;

      *out_line = property->line;
      return get_path (g_ptr_array_index (self->sources, i), property->file);
    }

  *out_line = in_config ? first->config_line : first->credentials_line;

  return get_path (g_ptr_array_index (self->sources, 0),
                   in_config ? STINT_AWS_FILE_CONFIG : STINT_AWS_FILE_CREDENTIALS);
}

const char *
stint_import_sources_locate_session (const StintImportSources *self,
                                     const char *name,
                                     guint *out_line)
{
  for (guint i = 0; i < self->lists->len; i++)
    {
      GPtrArray *entries = g_ptr_array_index (self->lists, i);

      for (guint j = 0; j < entries->len; j++)
        {
          const StintProfileEntry *entry = g_ptr_array_index (entries, j);

          if (!entry->is_sso_session || !g_str_equal (entry->name, name))
            continue;
          *out_line = entry->config_line;
          return get_path (g_ptr_array_index (self->files, i), STINT_AWS_FILE_CONFIG);
        }
    }

  return NULL;
}

/* A file that was named by hand says by its headers what it is: profiles of a credentials file have
 * no "profile" before their names. */
static gboolean
looks_like_config (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = stint_file_read (path, 0, NULL, error);
  StintIniDocument *document;
  gboolean config = FALSE;

  if (bytes == NULL)
    {
      if (*error == NULL)
        g_set_error (error, STINT_ERROR, STINT_ERROR_NOT_FOUND, "There is no file %s", path);
      return FALSE;
    }

  document = stint_ini_document_new (STINT_INI_CONFIG, bytes);
  for (guint i = 0; document != NULL && i < stint_ini_document_get_n_sections (document); i++)
    {
      const StintIniSection *section = stint_ini_document_get_section (document, i);
      StintIniSectionType type = stint_ini_section_get_section_type (section);

      config = config || type == STINT_INI_SECTION_SSO_SESSION ||
               type == STINT_INI_SECTION_SERVICES ||
               (type == STINT_INI_SECTION_PROFILE &&
                g_strcmp0 (stint_ini_section_get_name (section), "default") != 0);
    }
  g_clear_pointer (&document, stint_ini_document_free);

  return config;
}

static StintAwsFiles *
open_file (const char *path, GError **error)
{
  GError *local = NULL;
  gboolean config = looks_like_config (path, &local);

  if (local != NULL)
    {
      g_propagate_error (error, local);
      return NULL;
    }

  return config ? stint_aws_files_new (NO_FILE, path, NULL)
                : stint_aws_files_new (path, NO_FILE, NULL);
}

static StintImportProfile *
ensure_profile (StintImportSources *self, GHashTable *by_name, const char *name)
{
  StintImportProfile *profile = g_hash_table_lookup (by_name, name);

  if (profile != NULL)
    return profile;

  profile = g_new0 (StintImportProfile, 1);
  profile->name = g_strdup (name);
  profile->place = self->profiles->len;
  profile->entries = g_ptr_array_new ();
  profile->sources = g_ptr_array_new ();
  g_ptr_array_add (self->profiles, profile);
  g_hash_table_insert (by_name, profile->name, profile);

  return profile;
}

static gboolean
read_profiles (StintImportSources *self, GError **error)
{
  g_autoptr (GPtrArray) everything = g_ptr_array_new ();
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->files->len; i++)
    {
      StintAwsFiles *files = g_ptr_array_index (self->files, i);
      GPtrArray *entries = stint_aws_files_list_profiles (files, error);

      if (entries == NULL)
        return FALSE;

      g_ptr_array_add (self->lists, entries);
      for (guint j = 0; j < entries->len; j++)
        {
          StintProfileEntry *entry = g_ptr_array_index (entries, j);
          StintImportProfile *profile;

          g_ptr_array_add (everything, entry);
          if (entry->is_sso_session)
            continue;

          profile = ensure_profile (self, by_name, entry->name);
          g_ptr_array_add (profile->entries, entry);
          g_ptr_array_add (profile->sources, files);
        }
    }
  self->sso = stint_sso_survey_new_from_list (everything);

  return TRUE;
}

StintImportSources *
stint_import_read (StintAwsFiles *own, const char *const *paths, GError **error)
{
  g_autoptr (StintImportSources) self = g_new0 (StintImportSources, 1);

  self->files = g_ptr_array_new_with_free_func (g_object_unref);
  self->lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) profile_free);

  if (paths == NULL || paths[0] == NULL)
    g_ptr_array_add (self->files, g_object_ref (own));
  for (gsize i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      StintAwsFiles *files = open_file (paths[i], error);

      if (files == NULL)
        return NULL;
      g_ptr_array_add (self->files, files);
    }

  return read_profiles (self, error) ? g_steal_pointer (&self) : NULL;
}
