/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-wish.h"

#include <string.h>

#include "stint-secret.h"

StintFileSpot *
stint_file_spot_new (StintAwsFile file, guint line, const char *key)
{
  StintFileSpot *spot = g_new (StintFileSpot, 1);

  spot->file = file;
  spot->line = line;
  spot->key = g_strdup (key);
  return spot;
}

void
stint_file_spot_free (StintFileSpot *spot)
{
  g_free (spot->key);
  g_free (spot);
}

void
stint_wish_report_init (StintWishReport *report)
{
  GDestroyNotify free_spot = (GDestroyNotify) stint_file_spot_free;

  report->set_aside = g_ptr_array_new_with_free_func (free_spot);
  report->put_back = g_ptr_array_new_with_free_func (free_spot);
  report->commented_out = g_ptr_array_new_with_free_func (free_spot);
  report->foreign_keys = report->found_ours = FALSE;
}

void
stint_wish_report_clear (StintWishReport *report)
{
  g_clear_pointer (&report->set_aside, g_ptr_array_unref);
  g_clear_pointer (&report->put_back, g_ptr_array_unref);
  g_clear_pointer (&report->commented_out, g_ptr_array_unref);
}

char *
stint_wish_bridge_name (const char *profile)
{
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, profile, -1);

  return g_strdup_printf ("stint-bridge-%.16s", digest);
}

gboolean
stint_strv_contains_text (const char *const *list, const char *text)
{
  return list != NULL && text != NULL && g_strv_contains (list, text);
}

/* --- Whose keys? ------------------------------------------------------------------------------ */

char *
stint_note_for_keys (const char *access_key_id, const char *session_token)
{
  g_autofree char *digest = g_compute_checksum_for_string (
      G_CHECKSUM_SHA256, session_token != NULL ? session_token : "", -1);

  return g_strdup_printf ("%s %.16s", access_key_id, digest);
}

/* "ID MARK" */
static char **
read_note (StintIniSection *section)
{
  g_autofree char *note = stint_ini_section_dup_value (section, STINT_NOTE_KEY);
  g_auto (GStrv) words = note != NULL ? g_strsplit (note, " ", 2) : NULL;

  return words != NULL && g_strv_length (words) == 2 ? g_steal_pointer (&words) : NULL;
}

gboolean
stint_note_knows_token (StintIniSection *section, const char *token)
{
  g_auto (GStrv) words = read_note (section);
  g_autofree char *expected = NULL;

  if (words == NULL || token == NULL)
    return FALSE;
  expected = stint_note_for_keys ("", token);
  return g_str_equal (expected + 1, words[1]);
}

gboolean
stint_note_knows_key (StintIniSection *section)
{
  g_auto (GStrv) words = read_note (section);
  StintIniLine line = stint_ini_section_find_key (section, "aws_access_key_id");
  g_autofree char *id = stint_ini_section_dup_value (section, "aws_access_key_id");

  return words != NULL && line != STINT_INI_NO_LINE && g_str_equal (words[0], id);
}

gboolean
stint_edit_keys_are_ours (const StintWish *wish, StintIniSection *section)
{
  g_autofree char *id = stint_ini_section_dup_value (section, "aws_access_key_id");

  if (id == NULL)
    return FALSE;
  return g_strcmp0 (id, wish->access_key_id) == 0 || g_strcmp0 (id, wish->session_key_id) == 0 ||
         g_str_equal (id, STINT_STAND_IN_KEY_ID) ||
         stint_strv_contains_text (wish->our_key_ids, id) ||
         ((wish->flags & STINT_WISH_BY_NOTES) != 0 && stint_note_knows_key (section));
}

/* --- Lines ------------------------------------------------------------------------------------ */

static void
note_spot (StintEdit *edit, GPtrArray *list, StintIniLine line, const char *key)
{
  guint number = stint_ini_document_get_line_number (edit->document, line);

  g_ptr_array_add (list, stint_file_spot_new (edit->file, number, key));
}

void
stint_edit_comment_out (StintEdit *edit, StintIniLine line)
{
  g_autofree char *key = stint_ini_document_dup_key (edit->document, line);

  note_spot (edit, edit->report->commented_out, line, key);
  stint_ini_document_comment_out (edit->document, line);
}

void
stint_edit_set_aside (StintEdit *edit, StintIniSection *section, StintIniLine line)
{
  g_autofree char *key = stint_ini_document_dup_key (edit->document, line);
  g_autofree char *off_key = g_strconcat (STINT_INI_OFF_PREFIX, key, NULL);
  StintIniLine older = stint_ini_section_find_key (section, off_key);

  if (older != STINT_INI_NO_LINE)
    stint_edit_comment_out (edit, older);
  note_spot (edit, edit->report->set_aside, line, key);
  stint_ini_document_set_aside (edit->document, line);
}

static void
put_back_line (StintEdit *edit,
               StintIniSection *section,
               StintIniLine line,
               const char *key,
               gboolean user_has_it)
{
  if (user_has_it || stint_ini_section_find_key (section, key) != STINT_INI_NO_LINE)
    {
      stint_edit_comment_out (edit, line);
      return;
    }
  note_spot (edit, edit->report->put_back, line, key);
  stint_ini_document_put_back (edit->document, line);
}

void
stint_edit_put_back_key (StintEdit *edit, StintIniSection *section, const char *key)
{
  g_autofree char *off_key = g_strconcat (STINT_INI_OFF_PREFIX, key, NULL);
  StintIniLine line = stint_ini_section_find_key (section, off_key);

  if (line != STINT_INI_NO_LINE)
    put_back_line (edit, section, line, key, FALSE);
}

static gboolean
has_key (StintIniSection *section, const char *key)
{
  return stint_ini_section_find_key (section, key) != STINT_INI_NO_LINE;
}

/* Keys that only make sense together: the user's new ones must not get an old companion. */
static gboolean
is_one_of (const char *key, const char *const *list)
{
  return g_strv_contains (list, key);
}

static const char *const static_keys[] = { "aws_access_key_id", "aws_secret_access_key",
                                           "aws_session_token", "aws_security_token",
                                           "aws_account_id",    NULL };
static const char *const signer_keys[] = { "source_profile", "credential_source", NULL };

void
stint_edit_put_back_all (StintEdit *edit, StintIniSection *section, const char *except)
{
  gboolean user_keys =
      has_key (section, "aws_access_key_id") || has_key (section, "aws_secret_access_key");
  gboolean user_signer =
      has_key (section, "source_profile") || has_key (section, "credential_source");
  StintIniLine line = stint_ini_section_next_key (section, STINT_INI_NO_LINE);

  while (line != STINT_INI_NO_LINE)
    {
      StintIniLine next = stint_ini_section_next_key (section, line);

      if (stint_ini_document_key_has_prefix (edit->document, line, STINT_INI_OFF_PREFIX))
        {
          g_autofree char *off_key = stint_ini_document_dup_key (edit->document, line);
          const char *key = off_key + strlen (STINT_INI_OFF_PREFIX);

          edit->report->found_ours = TRUE;
          if (*key != '\0' && g_strcmp0 (key, except) != 0)
            put_back_line (edit, section, line, key,
                           (user_keys && is_one_of (key, static_keys)) ||
                               (user_signer && is_one_of (key, signer_keys)));
        }
      line = next;
    }
}

void
stint_edit_drop_key (StintEdit *edit, StintIniSection *section, const char *key)
{
  StintIniLine line = stint_ini_section_find_key (section, key);

  if (line != STINT_INI_NO_LINE)
    stint_ini_document_remove_key (edit->document, line);
}

StintIniLine
stint_edit_write_key (StintIniDocument *document,
                      StintIniSection *section,
                      StintIniLine after,
                      const char *key,
                      const char *value)
{
  StintIniLine line = stint_ini_section_find_key (section, key);

  if (line == STINT_INI_NO_LINE)
    return after != STINT_INI_NO_LINE ? stint_ini_section_add_key_after (section, after, key, value)
                                      : stint_ini_section_add_key (section, key, value);
  stint_ini_document_set_value (document, line, value);
  return line;
}

/* --- Sections --------------------------------------------------------------------------------- */

StintIniSection *
stint_edit_add_section (StintEdit *edit, const char *name)
{
  StintIniSection *section = stint_ini_document_append_profile (edit->document, name);

  stint_ini_section_add_key (section, STINT_NOTE_ADDED,
                             edit->file_was_missing ? "file" : "section");
  edit->file_was_missing = FALSE;
  return section;
}

/* The last section of ours takes the file with it that the first one made. */
static void
pass_file_note_on (StintEdit *edit)
{
  for (guint i = 0; i < stint_ini_document_get_n_sections (edit->document); i++)
    {
      StintIniSection *section = stint_ini_document_get_section (edit->document, i);
      StintIniLine line = stint_ini_section_find_key (section, STINT_NOTE_ADDED);

      if (line != STINT_INI_NO_LINE)
        {
          stint_ini_document_set_value (edit->document, line, "file");
          return;
        }
    }
}

static gboolean
is_empty (StintIniDocument *document)
{
  g_autoptr (GBytes) bytes = stint_ini_document_serialise (document);

  return g_bytes_get_size (bytes) == 0;
}

void
stint_edit_drop_section (StintEdit *edit, StintIniSection *section)
{
  g_autofree char *added = stint_ini_section_dup_value (section, STINT_NOTE_ADDED);
  StintIniLine first = stint_ini_section_next_key (section, STINT_INI_NO_LINE);

  if (added == NULL || has_key (section, STINT_NOTE_PROCESS) || has_key (section, STINT_NOTE_KEY))
    return;
  stint_edit_drop_key (edit, section, STINT_NOTE_ADDED);
  /* The user has made it theirs. */
  if (stint_ini_section_next_key (section, STINT_INI_NO_LINE) != STINT_INI_NO_LINE ||
      first == STINT_INI_NO_LINE || !stint_ini_document_remove_section (edit->document, section))
    return;
  if (!g_str_equal (added, "file"))
    return;
  if (is_empty (edit->document))
    edit->remove_file = TRUE;
  else
    pass_file_note_on (edit);
}

/* --- Carrying out ------------------------------------------------------------------------------- */

/* [DEFAULT] is inherited by every section in Python's eyes, and cannot be set aside for one profile. */
static gboolean
refuse_defaults (StintEdit *edit, GError **error)
{
  g_autoptr (GPtrArray) defaults = stint_ini_document_find_defaults (edit->document);

  for (guint i = 0; i < defaults->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (defaults, i);
      StintIniLine line = STINT_INI_NO_LINE;

      while ((line = stint_ini_section_next_key (section, line)) != STINT_INI_NO_LINE)
        {
          g_autofree char *key = stint_ini_document_dup_key (edit->document, line);
          guint number = stint_ini_document_get_line_number (edit->document, line);

          if (!stint_is_contender (key))
            continue;
          g_propagate_error (
              error,
              stint_files_error_new (
                  STINT_FILES_ERROR_DEFAULT_SECTION, edit->path, number,
                  "%s, line %u: the section [DEFAULT] gives %s to every profile, so that the "
                  "session would not win; move that line into a profile of its own",
                  edit->path, number, key));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
run_wish (StintEdit *edit, gpointer user_data, GError **error)
{
  gboolean credentials = edit->file == STINT_AWS_FILE_CREDENTIALS;

  if ((edit->wish->flags & STINT_WISH_HOLD) == 0)
    {
      if (credentials)
        stint_edit_release_credentials (edit);
      else
        stint_edit_release_config (edit);
      return TRUE;
    }
  if (!refuse_defaults (edit, error))
    return FALSE;
  return credentials ? stint_edit_hold_credentials (edit, error)
                     : stint_edit_hold_config (edit, error);
}

/* No write may turn an accepted file into a refused one.  The edits never do; this is the net. */
static gboolean
check_outcome (StintIniDocument *document, GBytes *outcome, const char *path, GError **error)
{
  g_autoptr (GError) own_error = NULL;

  if (stint_ini_document_check_outcome (document, outcome, path, &own_error))
    return TRUE;
  g_propagate_error (
      error, stint_files_error_new (STINT_FILES_ERROR_FAILED, path, 0,
                                    "%s: left alone, since the change would make it unreadable: %s",
                                    path, own_error->message));
  return FALSE;
}

static StintIniDocument *
parse (StintAwsFile file, GBytes *bytes, const char *path, GError **error)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  StintIniDocument *document = stint_ini_document_new (
      file == STINT_AWS_FILE_CREDENTIALS ? STINT_INI_CREDENTIALS : STINT_INI_CONFIG,
      bytes != NULL ? bytes : nothing);

  if (document == NULL)
    g_propagate_error (error, stint_files_error_new (STINT_FILES_ERROR_TOO_LARGE, path, 0,
                                                     "%s: is too large for an AWS file", path));
  return document;
}

gboolean
stint_edit_content (const StintWish *wish,
                    StintAwsFile file,
                    GBytes *old,
                    const char *path,
                    gboolean strict,
                    StintEditFunc func,
                    gpointer user_data,
                    GBytes **out_new,
                    StintWishReport *report,
                    GError **error)
{
  g_autoptr (StintIniDocument) document = parse (file, old, path, error);
  g_autoptr (GBytes) new_bytes = NULL;
  g_autoptr (GError) refused = NULL;
  StintEdit edit = { wish, file, document, report, path, old == NULL, FALSE };

  if (document == NULL)
    return FALSE;
  if (!stint_ini_document_check (document, path, &refused) && strict)
    {
      g_propagate_error (error, g_steal_pointer (&refused));
      return FALSE;
    }
  if (!func (&edit, user_data, error))
    return FALSE;
  if (!stint_ini_document_is_edited (document))
    {
      *out_new = old != NULL ? g_bytes_ref (old) : NULL;
      return TRUE;
    }
  new_bytes = stint_ini_document_serialise (document);
  if (refused == NULL && !check_outcome (document, new_bytes, path, error))
    return FALSE;
  /* Edits can cancel out; the same bytes are the same file. */
  if (old != NULL && stint_ini_bytes_equal (old, new_bytes))
    *out_new = g_bytes_ref (old);
  else
    *out_new = edit.remove_file ? NULL : g_steal_pointer (&new_bytes);
  return TRUE;
}

gboolean
stint_wish_apply (const StintWish *wish,
                  StintAwsFile file,
                  GBytes *old,
                  const char *path,
                  GBytes **out_new,
                  StintWishReport *report,
                  GError **error)
{
  return stint_edit_content (wish, file, old, path, (wish->flags & STINT_WISH_HOLD) != 0, run_wish,
                             NULL, out_new, report, error);
}
