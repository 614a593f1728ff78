/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* For those who uninstall: everything that was set aside comes back, everything of ours goes. */

#include "config.h"

#include "stint-aws-files-private.h"

#include <string.h>

void
stint_leave_result_clear (StintLeaveResult *result)
{
  g_clear_pointer (&result->profiles, g_strfreev);
  g_clear_pointer (&result->commented_out, g_ptr_array_unref);
  g_clear_pointer (&result->left_processes, g_ptr_array_unref);
}

/* On a home that machines share, another machine's hold is recognised by its own note. */
static gboolean
is_elsewhere (StintIniSection *section, const char *const *our_key_ids)
{
  StintWish wish = { .our_key_ids = our_key_ids };

  return our_key_ids != NULL && stint_note_knows_key (section) &&
         !stint_edit_keys_are_ours (&wish, section);
}

static gboolean
is_touched (StintIniDocument *document, StintIniSection *section)
{
  StintIniLine line = STINT_INI_NO_LINE;

  while ((line = stint_ini_section_next_key (section, line)) != STINT_INI_NO_LINE)
    if (stint_ini_document_key_has_prefix (document, line, "x_stint_"))
      return TRUE;
  return FALSE;
}

/* The name that a bridge stands for, or the section's own. (transfer full) */
static char *
dup_profile_name (StintIniSection *section)
{
  char *bridged = stint_ini_section_dup_value (section, STINT_NOTE_BRIDGE);

  return bridged != NULL ? bridged : g_strdup (stint_ini_section_get_name (section));
}

static void
collect_names (StintIniDocument *document,
               const char *const *our_key_ids,
               GHashTable *names,
               GHashTable *elsewhere)
{
  for (guint i = 0; i < stint_ini_document_get_n_sections (document); i++)
    {
      StintIniSection *section = stint_ini_document_get_section (document, i);

      if (stint_ini_section_get_section_type (section) != STINT_INI_SECTION_PROFILE ||
          !is_touched (document, section))
        continue;
      g_hash_table_add (is_elsewhere (section, our_key_ids) ? elsewhere : names,
                        dup_profile_name (section));
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
names_to_leave (StintIniDocument *credentials,
                StintIniDocument *config,
                const char *const *our_key_ids)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) elsewhere = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer name;

  collect_names (credentials, our_key_ids, names, elsewhere);
  collect_names (config, our_key_ids, names, elsewhere);
  g_hash_table_iter_init (&iter, names);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_hash_table_contains (elsewhere, name))
      g_ptr_array_add (list, g_strdup (name));
  g_ptr_array_sort (list, compare_names);
  return list;
}

static gboolean
leave_profile (StintAwsFiles *self,
               const char *profile,
               const char *const *our_key_ids,
               StintLeaveResult *result,
               GPtrArray *names,
               GCancellable *cancellable,
               GError **error)
{
  StintRelease release = { profile, our_key_ids };
  g_auto (StintPlan) plan = { 0 };
  StintWrites writes = { 0 };
  gboolean done = stint_aws_files_plan_release (self, &release, TRUE, &plan, cancellable, error) &&
                  stint_aws_files_run (self, &plan, &writes, cancellable, error);

  for (guint i = 0; done && i < plan.n_steps; i++)
    stint_aws_files_take_spots (result->commented_out, plan.steps[i].report.commented_out);
  if (done && writes.writes > 0)
    {
      g_ptr_array_add (names, g_strdup (profile));
      result->changed = TRUE;
    }
  g_free (writes.saved_path);
  return done;
}

static void
find_left_processes (StintIniDocument *document, StintAwsFile file, GPtrArray *spots)
{
  for (guint i = 0; i < stint_ini_document_get_n_sections (document); i++)
    {
      StintIniSection *section = stint_ini_document_get_section (document, i);
      StintIniLine line = stint_ini_section_find_key (section, "credential_process");
      g_autofree char *value = stint_ini_section_dup_value (section, "credential_process");

      if (line != STINT_INI_NO_LINE && stint_aws_files_is_our_process (value))
        g_ptr_array_add (spots, stint_file_spot_new (file, line, "credential_process"));
    }
}

static gboolean
leave (StintAwsFiles *self,
       const char *const *our_key_ids,
       StintLeaveResult *result,
       GPtrArray *names,
       GCancellable *cancellable,
       GError **error)
{
  g_autoptr (GPtrArray) todo = NULL;

  for (guint pass = 0; pass < 2; pass++)
    {
      g_autoptr (StintIniDocument) credentials =
          stint_aws_files_parse (self, STINT_AWS_FILE_CREDENTIALS, FALSE, error);
      g_autoptr (StintIniDocument) config =
          credentials != NULL ? stint_aws_files_parse (self, STINT_AWS_FILE_CONFIG, FALSE, error)
                              : NULL;

      if (config == NULL)
        return FALSE;
      if (pass == 0)
        todo = names_to_leave (credentials, config, our_key_ids);
      for (guint i = 0; pass == 0 && i < todo->len; i++)
        if (!leave_profile (self, g_ptr_array_index (todo, i), our_key_ids, result, names,
                            cancellable, error))
          return FALSE;
      if (pass == 1)
        {
          find_left_processes (credentials, STINT_AWS_FILE_CREDENTIALS, result->left_processes);
          find_left_processes (config, STINT_AWS_FILE_CONFIG, result->left_processes);
        }
    }
  return TRUE;
}

gboolean
stint_aws_files_leave (StintAwsFiles *self,
                       const char *const *our_key_ids,
                       StintLeaveResult *result,
                       GCancellable *cancellable,
                       GError **error)
{
  g_auto (StintLeaveResult) own_result = { FALSE };
  GPtrArray *names = g_ptr_array_new ();
  gboolean done;

  g_return_val_if_fail (STINT_IS_AWS_FILES (self), FALSE);

  if (result == NULL)
    result = &own_result;
  *result = (StintLeaveResult){ .commented_out = stint_aws_files_new_spots (),
                                .left_processes = stint_aws_files_new_spots () };
  g_mutex_lock (&self->lock);
  done = leave (self, our_key_ids, result, names, cancellable, error);
  stint_aws_files_forget (self);
  g_mutex_unlock (&self->lock);
  g_ptr_array_add (names, NULL);
  result->profiles = (char **) g_ptr_array_free (names, FALSE);
  if (!done)
    stint_leave_result_clear (result);
  return done;
}
