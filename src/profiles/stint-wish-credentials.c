/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The credentials file: our keys go in, the user's step aside, and back. */

#include "config.h"

#include "stint-wish.h"

#include <string.h>

#include "stint-secret.h"
#include "stint-time.h"

static const char *const key_names[] = { "aws_access_key_id", "aws_secret_access_key",
                                         "aws_session_token", NULL };
static const char *const note_names[] = { STINT_NOTE_EXPIRES, STINT_NOTE_KEY, NULL };

static gboolean
has_any (StintIniSection *section, const char *const *keys)
{
  for (guint i = 0; keys[i] != NULL; i++)
    if (stint_ini_section_find_key (section, keys[i]) != STINT_INI_NO_LINE)
      return TRUE;
  return FALSE;
}

static gboolean
has_key (StintIniSection *section, const char *key)
{
  return stint_ini_section_find_key (section, key) != STINT_INI_NO_LINE;
}

/* What of ours is left beside somebody else's keys: the token, where the note knows it, or where it can
 * belong to nobody (a long-lived key has none); and the notes. */
static void
drop_leftovers (StintEdit *edit, StintIniSection *section)
{
  StintIniLine line = stint_ini_section_find_key (section, "aws_session_token");
  g_autofree char *id = stint_ini_section_dup_value (section, "aws_access_key_id");

  if (!has_any (section, note_names))
    return;
  if (line != STINT_INI_NO_LINE)
    {
      char *token = stint_ini_document_dup_value (edit->document, line);

      if (stint_note_knows_token (section, token) || (id != NULL && g_str_has_prefix (id, "AKIA")))
        stint_ini_document_remove_key (edit->document, line);
      stint_wipe_free (token);
    }
  /* Half of a pair whose other half was deleted is of no use, but whose it is cannot be known. */
  line = stint_ini_section_find_key (section, "aws_secret_access_key");
  if (id == NULL && line != STINT_INI_NO_LINE)
    stint_edit_comment_out (edit, line);
  for (guint i = 0; note_names[i] != NULL; i++)
    stint_edit_drop_key (edit, section, note_names[i]);
  edit->report->found_ours = TRUE;
}

static void
drop_ours (StintEdit *edit, StintIniSection *section)
{
  for (guint i = 0; key_names[i] != NULL; i++)
    stint_edit_drop_key (edit, section, key_names[i]);
  for (guint i = 0; note_names[i] != NULL; i++)
    stint_edit_drop_key (edit, section, note_names[i]);
  edit->report->found_ours = TRUE;
}

static const char *const source_names[] = { "source_profile", "credential_source", NULL };

static void
set_contenders_aside (StintEdit *edit, StintIniSection *section, gboolean ours)
{
  gboolean keep_source = (edit->wish->flags & STINT_WISH_BUT_SOURCE) != 0;
  StintIniLine line = stint_ini_section_next_key (section, STINT_INI_NO_LINE);

  while (line != STINT_INI_NO_LINE)
    {
      StintIniLine next = stint_ini_section_next_key (section, line);
      g_autofree char *key = stint_ini_document_dup_key (edit->document, line);

      if (stint_is_contender (key) && !(ours && g_strv_contains (key_names, key)) &&
          !(keep_source && g_strv_contains (source_names, key)))
        stint_edit_set_aside (edit, section, line);
      line = next;
    }
}

static void
write_keys (StintEdit *edit, StintIniSection *section)
{
  const StintWish *wish = edit->wish;
  StintIniDocument *document = edit->document;
  g_autofree char *note = stint_note_for_keys (wish->access_key_id, wish->session_token);
  g_autofree char *expires = wish->expires > 0 ? stint_time_format (wish->expires) : NULL;
  StintIniLine line;

  line = stint_edit_write_key (document, section, STINT_INI_NO_LINE, "aws_access_key_id",
                               wish->access_key_id);
  line = stint_edit_write_key (document, section, line, "aws_secret_access_key",
                               wish->secret_access_key);
  if (wish->session_token != NULL)
    line = stint_edit_write_key (document, section, line, "aws_session_token", wish->session_token);
  else
    stint_edit_drop_key (edit, section, "aws_session_token");
  if (expires != NULL)
    line = stint_edit_write_key (document, section, line, STINT_NOTE_EXPIRES, expires);
  else
    stint_edit_drop_key (edit, section, STINT_NOTE_EXPIRES);
  stint_edit_write_key (document, section, line, STINT_NOTE_KEY, note);
}

/* --- Hold --------------------------------------------------------------------------------------- */

static gboolean
refuse_renewal (StintEdit *edit, GPtrArray *sections, GError **error)
{
  const StintWish *wish = edit->wish;
  gboolean any_ours = FALSE;

  for (guint i = 0; i < sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (sections, i);
      StintIniLine line = stint_ini_section_find_key (section, "aws_access_key_id");

      if (line == STINT_INI_NO_LINE)
        continue;
      if (!stint_edit_keys_are_ours (wish, section))
        {
          guint number = stint_ini_document_get_line_number (edit->document, line);

          g_propagate_error (
              error, stint_files_error_new (STINT_FILES_ERROR_FOREIGN_KEYS, edit->path, number,
                                            "%s, line %u: somebody else wrote keys into profile %s",
                                            edit->path, number, wish->profile));
          return TRUE;
        }
      any_ours = TRUE;
    }
  if (any_ours || wish->process_command != NULL)
    return FALSE;
  g_propagate_error (error, stint_files_error_new (STINT_FILES_ERROR_GONE, edit->path, 0,
                                                   "%s: the keys of profile %s were deleted",
                                                   edit->path, wish->profile));
  return TRUE;
}

/* Our keys go where every reader looks. */
static StintIniSection *
find_target (GPtrArray *sections, const char *profile)
{
  for (guint i = 0; i < sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (sections, i);

      if (stint_ini_section_is_seen_by_botocore (section, profile))
        return section;
    }
  return NULL;
}

static void
hold_section (StintEdit *edit, StintIniSection *section, gboolean is_target)
{
  const StintWish *wish = edit->wish;
  gboolean ours = stint_edit_keys_are_ours (wish, section);
  gboolean keys_stay = ours && is_target && wish->access_key_id != NULL;

  if (!ours)
    {
      if (has_any (section, note_names) && has_key (section, "aws_access_key_id"))
        edit->report->foreign_keys = TRUE;
      if ((wish->flags & STINT_WISH_SET_ASIDE) != 0)
        drop_leftovers (edit, section);
    }
  else if (!keys_stay)
    drop_ours (edit, section);
  if ((wish->flags & STINT_WISH_SET_ASIDE) != 0)
    set_contenders_aside (edit, section, keys_stay);
}

gboolean
stint_edit_hold_credentials (StintEdit *edit, GError **error)
{
  const StintWish *wish = edit->wish;
  g_autoptr (GPtrArray) sections = stint_ini_document_find_profile (edit->document, wish->profile);
  StintIniSection *target = find_target (sections, wish->profile);

  if ((wish->flags & STINT_WISH_RENEWAL) != 0 && refuse_renewal (edit, sections, error))
    return FALSE;
  stint_edit_settle_bridge (edit, sections);
  /* A wish for nothing but the bridge. */
  if ((wish->flags & STINT_WISH_SET_ASIDE) == 0)
    return TRUE;
  for (guint i = 0; i < sections->len; i++)
    hold_section (edit, g_ptr_array_index (sections, i), g_ptr_array_index (sections, i) == target);
  if (wish->access_key_id != NULL)
    write_keys (edit, target != NULL ? target : stint_edit_add_section (edit, wish->profile));
  else if (target != NULL)
    {
      StintIniLine first = stint_ini_section_next_key (target, STINT_INI_NO_LINE);

      /* Made for keys that have gone again. */
      if (first != STINT_INI_NO_LINE &&
          stint_ini_section_next_key (target, first) == STINT_INI_NO_LINE &&
          stint_ini_document_key_equals (edit->document, first, STINT_NOTE_ADDED))
        stint_edit_drop_section (edit, target);
    }
  return TRUE;
}

/* --- Release ------------------------------------------------------------------------------------ */

static void
release_section (StintEdit *edit, StintIniSection *section)
{
  gboolean ours = stint_edit_keys_are_ours (edit->wish, section);

  if (ours)
    drop_ours (edit, section);
  else
    {
      gboolean held = has_any (section, note_names);

      if (held && has_key (section, "aws_access_key_id"))
        edit->report->foreign_keys = TRUE;
      drop_leftovers (edit, section);
    }
  stint_edit_put_back_all (edit, section, NULL);
  if (has_key (section, STINT_NOTE_ADDED))
    edit->report->found_ours = TRUE;
  stint_edit_drop_section (edit, section);
}

static void
let_stand_in (StintEdit *edit, StintIniSection *section)
{
  if (section != NULL && !has_key (section, "aws_access_key_id"))
    write_keys (edit, section);
}

static void
put_source_back (StintEdit *edit, StintIniSection *section)
{
  for (guint i = 0; source_names[i] != NULL; i++)
    stint_edit_put_back_key (edit, section, source_names[i]);
}

void
stint_edit_release_credentials (StintEdit *edit)
{
  g_autoptr (GPtrArray) sections =
      stint_ini_document_find_profile (edit->document, edit->wish->profile);

  stint_edit_settle_bridge (edit, sections);
  if ((edit->wish->flags & STINT_WISH_STAND_IN) != 0)
    let_stand_in (edit, find_target (sections, edit->wish->profile));
  for (guint i = 0; i < sections->len; i++)
    if ((edit->wish->flags & STINT_WISH_BUT_SOURCE) != 0)
      put_source_back (edit, g_ptr_array_index (sections, i));
  if ((edit->wish->flags & STINT_WISH_PUT_BACK) == 0)
    return;
  for (guint i = 0; i < sections->len; i++)
    release_section (edit, g_ptr_array_index (sections, i));
}
