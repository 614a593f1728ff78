/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-aws-files-private.h"

static void
preview_free (gpointer data)
{
  StintFilePreview *preview = data;

  g_free (preview->before);
  g_free (preview->after);
  g_free (preview);
}

/* The sections of @profile, redacted. (transfer full) */
static char *
show_sections (StintAwsFile file, GBytes *bytes, const char *profile)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (StintIniDocument) document = stint_ini_document_new (
      file == STINT_AWS_FILE_CREDENTIALS ? STINT_INI_CREDENTIALS : STINT_INI_CONFIG,
      bytes != NULL ? bytes : nothing);
  g_autoptr (GPtrArray) sections = stint_ini_document_find_profile (document, profile);
  GString *shown = g_string_new (NULL);

  for (guint i = 0; i < sections->len; i++)
    {
      g_autoptr (GBytes) text = stint_ini_section_get_text (g_ptr_array_index (sections, i));
      gsize size;
      const char *data = g_bytes_get_data (text, &size);
      g_autofree char *redacted = stint_aws_files_redact (data, size);

      g_string_append (shown, redacted);
    }
  return g_string_free (shown, FALSE);
}

static GPtrArray *
compare (GBytes *before[2], GBytes *after[2], const char *profile)
{
  GPtrArray *previews = g_ptr_array_new_with_free_func (preview_free);

  for (guint file = 0; file < 2; file++)
    {
      StintFilePreview *preview;

      if (before[file] == after[file] || (before[file] != NULL && after[file] != NULL &&
                                          g_bytes_equal (before[file], after[file])))
        continue;
      preview = g_new0 (StintFilePreview, 1);
      preview->file = file;
      preview->before = show_sections (file, before[file], profile);
      preview->after = show_sections (file, after[file], profile);
      g_ptr_array_add (previews, preview);
    }
  return previews;
}

static void
clear (GBytes *contents[2])
{
  g_clear_pointer (&contents[0], g_bytes_unref);
  g_clear_pointer (&contents[1], g_bytes_unref);
}

GPtrArray *
stint_aws_files_preview_hold (StintAwsFiles *self, const StintHold *hold, GError **error)
{
  g_auto (StintPlan) plan = { 0 };
  GBytes *before[2] = { NULL, NULL }, *after[2] = { NULL, NULL };
  GPtrArray *previews = NULL;
  gboolean planned;

  g_return_val_if_fail (STINT_IS_AWS_FILES (self), NULL);
  g_return_val_if_fail (hold != NULL, NULL);

  if (!stint_aws_files_check_name (hold->profile, error))
    return NULL;
  g_mutex_lock (&self->lock);
  planned = stint_aws_files_plan_hold (self, hold, &plan, NULL, error);
  stint_aws_files_forget (self);
  g_mutex_unlock (&self->lock);
  if (!planned)
    return NULL;
  for (guint i = 0; i < plan.n_steps; i++)
    {
      const StintStep *step = &plan.steps[i];

      if (before[step->file] == NULL && after[step->file] == NULL && step->from != NULL)
        before[step->file] = g_bytes_ref (step->from);
      g_clear_pointer (&after[step->file], g_bytes_unref);
      after[step->file] = step->to != NULL ? g_bytes_ref (step->to) : NULL;
    }
  previews = compare (before, after, hold->profile);
  clear (before);
  clear (after);
  return previews;
}

GPtrArray *
stint_aws_files_preview_move_key_out (StintAwsFiles *self,
                                      const char *profile,
                                      const char *expected_key_id,
                                      const char *process_command,
                                      GError **error)
{
  GBytes *before[2] = { NULL, NULL }, *after[2] = { NULL, NULL };
  GPtrArray *previews = NULL;
  gboolean planned;

  g_return_val_if_fail (STINT_IS_AWS_FILES (self), NULL);
  g_return_val_if_fail (profile != NULL && expected_key_id != NULL, NULL);

  if (!stint_aws_files_check_value ("The credential process", process_command, error))
    return NULL;
  g_mutex_lock (&self->lock);
  planned = stint_aws_files_preview_move (self, profile, expected_key_id, process_command, before,
                                          after, error);
  g_mutex_unlock (&self->lock);
  if (planned)
    previews = compare (before, after, profile);
  clear (before);
  clear (after);
  return previews;
}
