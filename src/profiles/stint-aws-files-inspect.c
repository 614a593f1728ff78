/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What stands in the files for a profile now: for a service that starts again, and for one whose files
 * were changed by somebody else. */

#include "config.h"

#include "stint-aws-files-private.h"

#include "stint-secret.h"
#include "stint-time.h"

void
stint_held_clear (StintHeld *held)
{
  g_clear_pointer (&held->access_key_id, g_free);
  g_clear_pointer (&held->process_command, g_free);
  g_clear_pointer (&held->region, g_free);
}

void
stint_file_keys_clear (StintFileKeys *keys)
{
  g_clear_pointer (&keys->access_key_id, stint_wipe_free);
  g_clear_pointer (&keys->secret_access_key, stint_wipe_free);
  g_clear_pointer (&keys->session_token, stint_wipe_free);
}

/* What was found in the sections of one profile in one file. */
typedef struct
{
  gboolean keys;      /* a live access key id */
  gboolean our_keys;  /* and it is ours */
  gboolean process;   /* a live credential_process of a hold of ours */
  gboolean notes;     /* any note of ours but x_stint_added */
  gboolean set_aside; /* anything set aside */
  gboolean contends;  /* something live that a hold would have set aside */
} Findings;

static gboolean
equals_note (StintIniDocument *document,
             StintIniSection *section,
             const char *key,
             const char *note)
{
  StintIniLine line = stint_ini_section_find_key (section, key);
  g_autofree char *noted = stint_ini_section_dup_value (section, note);

  return line != STINT_INI_NO_LINE && noted != NULL &&
         stint_ini_document_value_equals (document, line, noted);
}

static void
find_in_keys (Findings *findings, StintIniDocument *document, StintIniSection *section)
{
  StintIniLine line = STINT_INI_NO_LINE;

  while ((line = stint_ini_section_next_key (section, line)) != STINT_INI_NO_LINE)
    {
      g_autofree char *key = stint_ini_document_dup_key (document, line);

      if (g_str_has_prefix (key, STINT_INI_OFF_PREFIX))
        findings->set_aside = TRUE;
      else if (g_str_has_prefix (key, "x_stint_") && !g_str_equal (key, STINT_NOTE_ADDED))
        findings->notes = TRUE;
      else if (stint_is_contender (key) &&
               !(g_str_equal (key, "credential_process") &&
                 equals_note (document, section, key, STINT_NOTE_PROCESS)))
        findings->contends = TRUE;
    }
}

static void
find_in_section (Findings *findings,
                 StintIniDocument *document,
                 StintIniSection *section,
                 const char *const *our_key_ids,
                 StintHeld *held)
{
  StintWish wish = { .our_key_ids = our_key_ids, .flags = STINT_WISH_BY_NOTES };
  g_autofree char *expires = stint_ini_section_dup_value (section, STINT_NOTE_EXPIRES);

  find_in_keys (findings, document, section);
  if (stint_ini_section_find_key (section, "aws_access_key_id") != STINT_INI_NO_LINE)
    {
      findings->keys = TRUE;
      if (held->access_key_id == NULL)
        held->access_key_id = stint_ini_section_dup_value (section, "aws_access_key_id");
    }
  if (stint_edit_keys_are_ours (&wish, section))
    {
      findings->our_keys = TRUE;
      if (expires != NULL)
        stint_time_parse (expires, &held->expires);
    }
  if (equals_note (document, section, "credential_process", STINT_NOTE_PROCESS))
    {
      findings->process = TRUE;
      g_free (held->process_command);
      held->process_command = stint_ini_section_dup_value (section, "credential_process");
    }
  if (equals_note (document, section, "region", STINT_NOTE_REGION))
    {
      g_free (held->region);
      held->region = stint_ini_section_dup_value (section, "region");
    }
}

static Findings
find_in_file (StintIniDocument *document,
              const char *profile,
              const char *const *our_key_ids,
              StintHeld *held)
{
  g_autoptr (GPtrArray) sections = stint_ini_document_find_profile (document, profile);
  Findings findings = { FALSE };

  for (guint i = 0; i < sections->len; i++)
    find_in_section (&findings, document, g_ptr_array_index (sections, i), our_key_ids, held);
  return findings;
}

static StintHeldState
conclude (const Findings *credentials, const Findings *config)
{
  gboolean config_touched = config->notes || config->set_aside;

  if (credentials->keys && !credentials->our_keys)
    {
      if (credentials->notes || credentials->set_aside)
        return STINT_HELD_FOREIGN;
      return config_touched ? STINT_HELD_HALF_DONE : STINT_HELD_NOT;
    }
  if (credentials->our_keys)
    return config->process || config->contends ? STINT_HELD_HALF_DONE : STINT_HELD_FILE;
  if (config->process)
    return credentials->contends ? STINT_HELD_HALF_DONE : STINT_HELD_ON_DEMAND;
  return config_touched || credentials->notes || credentials->set_aside ? STINT_HELD_GONE
                                                                        : STINT_HELD_NOT;
}

gboolean
stint_aws_files_inspect (StintAwsFiles *self,
                         const char *profile,
                         const char *const *our_key_ids,
                         StintHeld *held,
                         GError **error)
{
  g_autoptr (StintIniDocument) credentials = NULL;
  g_autoptr (StintIniDocument) config = NULL;
  Findings in_credentials, in_config;

  g_return_val_if_fail (STINT_IS_AWS_FILES (self), FALSE);
  g_return_val_if_fail (profile != NULL && held != NULL, FALSE);

  *held = (StintHeld){ STINT_HELD_NOT };
  g_mutex_lock (&self->lock);
  credentials = stint_aws_files_parse (self, STINT_AWS_FILE_CREDENTIALS, FALSE, error);
  if (credentials != NULL)
    config = stint_aws_files_parse (self, STINT_AWS_FILE_CONFIG, FALSE, error);
  g_mutex_unlock (&self->lock);
  if (config == NULL)
    return FALSE;
  in_credentials = find_in_file (credentials, profile, our_key_ids, held);
  in_config = find_in_file (config, profile, our_key_ids, held);
  held->things_set_aside = in_credentials.set_aside || in_config.set_aside;
  held->foreign_keys = in_credentials.keys && !in_credentials.our_keys;
  held->state = conclude (&in_credentials, &in_config);
  return TRUE;
}

gboolean
stint_aws_files_read_keys (StintAwsFiles *self,
                           const char *profile,
                           const char *const *our_key_ids,
                           StintFileKeys *keys,
                           GError **error)
{
  g_autoptr (StintIniDocument) document = NULL;
  g_autoptr (GPtrArray) sections = NULL;
  StintWish wish = { .our_key_ids = our_key_ids };
  gboolean foreign = FALSE;

  g_return_val_if_fail (STINT_IS_AWS_FILES (self), FALSE);
  g_return_val_if_fail (profile != NULL && keys != NULL, FALSE);

  *keys = (StintFileKeys){ NULL };
  g_mutex_lock (&self->lock);
  document = stint_aws_files_parse (self, STINT_AWS_FILE_CREDENTIALS, FALSE, error);
  g_mutex_unlock (&self->lock);
  if (document == NULL)
    return FALSE;
  sections = stint_ini_document_find_profile (document, profile);
  for (guint i = 0; i < sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (sections, i);
      g_autofree char *expires = NULL;

      foreign |= stint_ini_section_find_key (section, "aws_access_key_id") != STINT_INI_NO_LINE;
      if (!stint_edit_keys_are_ours (&wish, section) ||
          stint_ini_section_find_key (section, "aws_secret_access_key") == STINT_INI_NO_LINE)
        continue;
      keys->access_key_id = stint_ini_section_dup_value (section, "aws_access_key_id");
      keys->secret_access_key = stint_ini_section_dup_value (section, "aws_secret_access_key");
      keys->session_token = stint_ini_section_dup_value (section, "aws_session_token");
      expires = stint_ini_section_dup_value (section, STINT_NOTE_EXPIRES);
      if (expires != NULL)
        stint_time_parse (expires, &keys->expires);
      return TRUE;
    }
  g_propagate_error (error, stint_files_error_new (
                                foreign ? STINT_FILES_ERROR_FOREIGN_KEYS : STINT_FILES_ERROR_GONE,
                                self->paths[STINT_AWS_FILE_CREDENTIALS], 0,
                                foreign ? "%s: profile %s holds keys that Stint did not write"
                                        : "%s: profile %s holds no keys",
                                self->paths[STINT_AWS_FILE_CREDENTIALS], profile));
  return FALSE;
}
