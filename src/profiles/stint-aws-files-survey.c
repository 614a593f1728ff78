/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What a hold of a profile would mean for the person, before it is done. */

#include "config.h"

#include "stint-aws-files-private.h"

#include <string.h>

void
stint_survey_clear (StintSurvey *survey)
{
  g_clear_pointer (&survey->long_lived_key_id, g_free);
  g_clear_pointer (&survey->role_arn, g_free);
  g_clear_pointer (&survey->sso_session, g_free);
  g_clear_pointer (&survey->sso_start_url, g_free);
  g_clear_pointer (&survey->sso_region, g_free);
  g_clear_pointer (&survey->sso_account_id, g_free);
  g_clear_pointer (&survey->sso_role_name, g_free);
  g_clear_pointer (&survey->dependents, g_strfreev);
  g_clear_pointer (&survey->would_set_aside, g_ptr_array_unref);
  g_clear_pointer (&survey->default_section, g_ptr_array_unref);
}

/* --- Who depends on it? ------------------------------------------------------------------------- */

/* source_profile of every section, in every spelling, without merging: each reader may see another. */
static void
collect_edges (StintIniDocument *document, GHashTable *edges)
{
  for (guint i = 0; i < stint_ini_document_get_n_sections (document); i++)
    {
      StintIniSection *section = stint_ini_document_get_section (document, i);
      g_autofree char *source = stint_ini_section_dup_value (section, "source_profile");
      GPtrArray *names;

      if (source == NULL ||
          stint_ini_section_get_section_type (section) != STINT_INI_SECTION_PROFILE)
        continue;
      names = g_hash_table_lookup (edges, source);
      if (names == NULL)
        {
          names = g_ptr_array_new_with_free_func (g_free);
          g_hash_table_insert (edges, g_steal_pointer (&source), names);
        }
      g_ptr_array_add (names, g_strdup (stint_ini_section_get_name (section)));
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char **
find_dependents (StintIniDocument *credentials,
                 StintIniDocument *config,
                 const char *profile,
                 gboolean *out_self_source)
{
  g_autoptr (GHashTable) edges =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) queue = g_ptr_array_new ();
  GPtrArray *names = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name;

  collect_edges (credentials, edges);
  collect_edges (config, edges);
  g_ptr_array_add (queue, (gpointer) profile);
  for (guint i = 0; i < queue->len; i++)
    {
      GPtrArray *users = g_hash_table_lookup (edges, g_ptr_array_index (queue, i));

      for (guint j = 0; users != NULL && j < users->len; j++)
        {
          char *user = g_ptr_array_index (users, j);

          if (g_str_equal (user, profile))
            *out_self_source |= i == 0;
          else if (g_hash_table_add (found, g_strdup (user)))
            g_ptr_array_add (queue, user);
        }
    }
  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

/* --- What stands in it? --------------------------------------------------------------------------- */

static void
take_value (StintIniSection *section, const char *key, char **field)
{
  char *value = stint_ini_section_dup_value (section, key);

  if (value == NULL)
    return;
  g_free (*field);
  *field = value;
}

static void
look_for_long_lived (StintSurvey *survey, StintIniSection *section)
{
  static const char *const keys[] = { "aws_access_key_id",
                                      STINT_INI_OFF_PREFIX "aws_access_key_id" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *id = stint_ini_section_dup_value (section, keys[i]);

      if (id == NULL || !g_str_has_prefix (id, "AKIA"))
        continue;
      survey->own_long_lived = TRUE;
      g_free (survey->long_lived_key_id);
      survey->long_lived_key_id = g_steal_pointer (&id);
    }
}

static void
look_at_contenders (StintSurvey *survey,
                    StintIniDocument *document,
                    StintAwsFile file,
                    StintIniSection *section,
                    const char *const *our_key_ids)
{
  StintWish wish = { .our_key_ids = our_key_ids };
  gboolean ours = stint_edit_keys_are_ours (&wish, section);
  StintIniLine line = STINT_INI_NO_LINE;

  while ((line = stint_ini_section_next_key (section, line)) != STINT_INI_NO_LINE)
    {
      g_autofree char *key = stint_ini_document_dup_key (document, line);
      g_autofree char *note = g_str_equal (key, "credential_process")
                                  ? stint_ini_section_dup_value (section, STINT_NOTE_PROCESS)
                                  : NULL;

      if (!stint_is_contender (key) ||
          (note != NULL && stint_ini_document_value_equals (document, line, note)) ||
          (ours && g_str_has_prefix (key, "aws_") && !g_str_equal (key, "aws_security_token") &&
           !g_str_equal (key, "aws_account_id")))
        continue;
      g_ptr_array_add (survey->would_set_aside, stint_file_spot_new (file, line, key));
    }
}

static void
look_at_defaults (StintSurvey *survey, StintIniDocument *document, StintAwsFile file)
{
  g_autoptr (GPtrArray) defaults = stint_ini_document_find_defaults (document);

  for (guint i = 0; i < defaults->len; i++)
    {
      StintIniLine line = STINT_INI_NO_LINE;

      while ((line = stint_ini_section_next_key (g_ptr_array_index (defaults, i), line)) !=
             STINT_INI_NO_LINE)
        {
          g_autofree char *key = stint_ini_document_dup_key (document, line);

          if (stint_is_contender (key))
            g_ptr_array_add (survey->default_section, stint_file_spot_new (file, line, key));
        }
    }
}

static void
survey_document (StintSurvey *survey,
                 StintIniDocument *document,
                 StintAwsFile file,
                 const char *profile,
                 const char *const *our_key_ids)
{
  g_autoptr (GPtrArray) sections = stint_ini_document_find_profile (document, profile);

  look_at_defaults (survey, document, file);
  for (guint i = 0; i < sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (sections, i);

      survey->exists = TRUE;
      take_value (section, "role_arn", &survey->role_arn);
      take_value (section, "sso_session", &survey->sso_session);
      take_value (section, "sso_start_url", &survey->sso_start_url);
      take_value (section, "sso_region", &survey->sso_region);
      take_value (section, "sso_account_id", &survey->sso_account_id);
      take_value (section, "sso_role_name", &survey->sso_role_name);
      look_for_long_lived (survey, section);
      look_at_contenders (survey, document, file, section, our_key_ids);
    }
}

/* A profile names its sso-session; what that says counts where the profile says nothing. */
static void
look_at_sso_session (StintSurvey *survey, StintIniDocument *config)
{
  g_autoptr (GPtrArray) sections =
      survey->sso_session != NULL
          ? stint_ini_document_find_sso_session (config, survey->sso_session)
          : NULL;

  for (guint i = 0; sections != NULL && i < sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (sections, i);

      if (survey->sso_start_url == NULL)
        take_value (section, "sso_start_url", &survey->sso_start_url);
      if (survey->sso_region == NULL)
        take_value (section, "sso_region", &survey->sso_region);
    }
}

gboolean
stint_aws_files_survey (StintAwsFiles *self,
                        const char *profile,
                        const char *const *our_key_ids,
                        StintSurvey *survey,
                        GError **error)
{
  g_autoptr (StintIniDocument) credentials = NULL;
  g_autoptr (StintIniDocument) config = NULL;

  g_return_val_if_fail (STINT_IS_AWS_FILES (self), FALSE);
  g_return_val_if_fail (profile != NULL && survey != NULL, FALSE);

  *survey = (StintSurvey){ FALSE };
  g_mutex_lock (&self->lock);
  credentials = stint_aws_files_parse (self, STINT_AWS_FILE_CREDENTIALS, TRUE, error);
  if (credentials != NULL)
    config = stint_aws_files_parse (self, STINT_AWS_FILE_CONFIG, TRUE, error);
  g_mutex_unlock (&self->lock);
  if (config == NULL)
    return FALSE;
  survey->is_default = g_str_equal (profile, "default");
  survey->would_set_aside = stint_aws_files_new_spots ();
  survey->default_section = stint_aws_files_new_spots ();
  /* Config first: what credentials say wins. */
  survey_document (survey, config, STINT_AWS_FILE_CONFIG, profile, our_key_ids);
  survey_document (survey, credentials, STINT_AWS_FILE_CREDENTIALS, profile, our_key_ids);
  look_at_sso_session (survey, config);
  survey->dependents = find_dependents (credentials, config, profile, &survey->self_source);
  return TRUE;
}
