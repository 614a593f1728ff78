/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stint-doctor.h"
#include "stint-file-replace.h"
#include "stint-files-error.h"
#include "stint-ini-document.h"

/* --- Each file by itself ---------------------------------------------------------------------- */

static void
check_mode (StintFindings *findings, const char *id, const char *path, const struct stat *info)
{
  if ((info->st_mode & 077) == 0)
    return;

  stint_findings_take (findings, id, "warning",
                       g_strdup_printf ("%s can be read by other users of this computer (mode "
                                        "%04o).",
                                        path, (unsigned) info->st_mode & 07777),
                       "chmod 600 the file.");
}

static void
check_document (
    StintFindings *findings, const char *id, const char *path, StintIniKind kind, GBytes *bytes)
{
  StintIniDocument *document = stint_ini_document_new (kind, bytes);
  g_autoptr (GError) error = NULL;

  if (document == NULL)
    stint_findings_take (findings, id, "problem",
                         g_strdup_printf ("%s is too large to be an AWS file.", path),
                         "Look what it is.");
  else if (!stint_ini_document_check (document, path, &error))
    stint_findings_take (findings, id, "problem", g_strdup (error->message),
                         "Correct that line: the AWS CLI refuses the whole file, and Stint does "
                         "not touch it until then.");
  else
    stint_findings_take (findings, id, "ok", g_strdup_printf ("%s is sound.", path), "");

  g_clear_pointer (&document, stint_ini_document_free);
}

static void
check_file (StintFindings *findings, const char *id, const char *path, StintIniKind kind)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  struct stat info;

  if (stat (path, &info) != 0)
    {
      gboolean makeable = access (folder, F_OK) != 0 || access (folder, W_OK) == 0;

      stint_findings_take (
          findings, id, makeable ? "ok" : "problem",
          g_strdup_printf ("%s does not exist%s.", path,
                           makeable ? " yet" : ", and its folder cannot be written"),
          makeable ? "" : "Make the folder writable.");
      return;
    }

  bytes = stint_file_read (path, 0, NULL, &error);
  if (bytes == NULL)
    {
      stint_findings_take (findings, id, "problem",
                           error != NULL ? g_strdup (error->message)
                                         : g_strdup_printf ("%s cannot be read.", path),
                           "Give yourself the right to read it.");
      return;
    }
  if (access (path, W_OK) != 0)
    stint_findings_take (findings, id, "problem", g_strdup_printf ("%s cannot be written.", path),
                         "Give yourself the right to write it, or start sessions on demand only.");
  if (kind == STINT_INI_CREDENTIALS)
    check_mode (findings, id, path, &info);
  check_document (findings, id, path, kind, bytes);
}

/* --- What the profiles are -------------------------------------------------------------------- */

static gboolean
is_held (const char *const *held_profiles, const char *name)
{
  return g_strv_contains (held_profiles, name);
}

static gboolean
has_set_aside (const StintProfileEntry *entry)
{
  for (guint i = 0; i < entry->properties->len; i++)
    {
      const StintProfileProperty *property = g_ptr_array_index (entry->properties, i);

      if (g_str_has_prefix (property->key, STINT_INI_OFF_PREFIX))
        return TRUE;
    }

  return FALSE;
}

static void
check_profiles (StintFindings *findings, GPtrArray *entries, const char *const *held_profiles)
{
  guint plain = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const StintProfileEntry *entry = g_ptr_array_index (entries, i);
      const char *key_id;

      if (entry->is_sso_session)
        continue;

      key_id = stint_profile_entry_get (entry, "aws_access_key_id");
      if (key_id != NULL && g_str_has_prefix (key_id, "AKIA"))
        {
          plain++;
          stint_findings_take (findings, "plain-text-key", "warning",
                               g_strdup_printf ("The profile %s has a long-lived key in plain "
                                                "text.",
                                                entry->name),
                               "stint import --move-keys moves it to the keyring.");
        }

      if (has_set_aside (entry) && !is_held (held_profiles, entry->name))
        stint_findings_take (findings, "left-over", "warning",
                             g_strdup_printf ("In the profile %s settings are set aside (%s…), "
                                              "and no session holds it.",
                                              entry->name, STINT_INI_OFF_PREFIX),
                             "Start and stop a session with this profile, or take the prefix off "
                             "by hand.");
    }

  if (plain == 0)
    stint_findings_take (findings, "plain-text-key", "ok",
                         g_strdup ("No profile has a long-lived key in plain text."), "");
}

void
stint_doctor_check_files (StintFindings *findings,
                          StintAwsFiles *files,
                          const char *const *held_profiles)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GError) error = NULL;

  check_file (findings, "credentials-file", stint_aws_files_get_credentials_path (files),
              STINT_INI_CREDENTIALS);
  check_file (findings, "config-file", stint_aws_files_get_config_path (files), STINT_INI_CONFIG);

  entries = stint_aws_files_list_profiles (files, &error);
  if (entries != NULL)
    check_profiles (findings, entries, held_profiles);
}
