/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The config file: credential_process and region go in, what contends steps aside, and back. */

#include "config.h"

#include "stint-wish.h"

/* Whether @key stands there with the value that @note says a hold of ours wrote. */
static gboolean
is_ours (StintEdit *edit, StintIniSection *section, const char *key, const char *note)
{
  StintIniLine line = stint_ini_section_find_key (section, key);
  g_autofree char *noted = stint_ini_section_dup_value (section, note);

  return line != STINT_INI_NO_LINE && noted != NULL &&
         stint_ini_document_value_equals (edit->document, line, noted);
}

/* Takes our value out; without it, the note alone means that the user has changed it since. */
static void
drop_noted (StintEdit *edit, StintIniSection *section, const char *key, const char *note)
{
  if (stint_ini_section_find_key (section, note) == STINT_INI_NO_LINE)
    return;
  edit->report->found_ours = TRUE;
  if (is_ours (edit, section, key, note))
    stint_edit_drop_key (edit, section, key);
  stint_edit_drop_key (edit, section, note);
}

/* Puts our value in, with its note, unless the very same stands there already and is the user's. */
static void
write_noted (
    StintEdit *edit, StintIniSection *section, const char *key, const char *note, const char *value)
{
  StintIniLine line = stint_ini_section_find_key (section, key);
  gboolean ours = is_ours (edit, section, key, note);

  if (line != STINT_INI_NO_LINE && !ours)
    {
      if (stint_ini_document_value_equals (edit->document, line, value))
        {
          stint_edit_drop_key (edit, section, note);
          return;
        }
      stint_edit_set_aside (edit, section, line);
    }
  line = stint_edit_write_key (edit->document, section, STINT_INI_NO_LINE, key, value);
  stint_edit_write_key (edit->document, section, line, note, value);
}

static void
settle_region (StintEdit *edit, StintIniSection *section, const char *region)
{
  if (region != NULL)
    write_noted (edit, section, "region", STINT_NOTE_REGION, region);
  else
    {
      drop_noted (edit, section, "region", STINT_NOTE_REGION);
      stint_edit_put_back_key (edit, section, "region");
    }
}

/* --- The bridge --------------------------------------------------------------------------------- */

static gboolean
is_bridged (StintEdit *edit, StintIniSection *section)
{
  g_autofree char *bridge = stint_wish_bridge_name (edit->wish->profile);
  StintIniLine line = stint_ini_section_find_key (section, "source_profile");

  return line != STINT_INI_NO_LINE &&
         stint_ini_document_value_equals (edit->document, line, bridge);
}

/* Signs a role that is its own source_profile with the bridge, or with the profile again. */
static void
settle_bridge (StintEdit *edit, StintIniSection *section)
{
  g_autofree char *bridge = stint_wish_bridge_name (edit->wish->profile);
  StintIniLine line = stint_ini_section_find_key (section, "source_profile");
  gboolean bridged = is_bridged (edit, section);

  if ((edit->wish->flags & STINT_WISH_BRIDGE) == 0)
    {
      if (bridged)
        stint_ini_document_remove_key (edit->document, line);
    }
  else if (!bridged && line != STINT_INI_NO_LINE &&
           stint_ini_document_value_equals (edit->document, line, edit->wish->profile))
    {
      stint_edit_set_aside (edit, section, line);
      stint_ini_section_add_key_after (section, line, "source_profile", bridge);
    }
}

/* --- Hold --------------------------------------------------------------------------------------- */

static void
set_contenders_aside (StintEdit *edit, StintIniSection *section)
{
  const StintWish *wish = edit->wish;
  StintIniLine line = stint_ini_section_next_key (section, STINT_INI_NO_LINE);

  while (line != STINT_INI_NO_LINE)
    {
      StintIniLine next = stint_ini_section_next_key (section, line);
      g_autofree char *key = stint_ini_document_dup_key (edit->document, line);
      gboolean our_process =
          wish->process_command != NULL && g_str_equal (key, "credential_process");

      if (stint_is_contender (key) && !our_process)
        stint_edit_set_aside (edit, section, line);
      line = next;
    }
}

static void
hold_section (StintEdit *edit, StintIniSection *section)
{
  const StintWish *wish = edit->wish;

  settle_bridge (edit, section);
  if (wish->process_command != NULL)
    write_noted (edit, section, "credential_process", STINT_NOTE_PROCESS, wish->process_command);
  else if ((wish->flags & STINT_WISH_SET_ASIDE) != 0)
    drop_noted (edit, section, "credential_process", STINT_NOTE_PROCESS);
  if ((wish->flags & STINT_WISH_SET_ASIDE) == 0)
    return;
  set_contenders_aside (edit, section);
  settle_region (edit, section, wish->region);
}

static gboolean
refuse_renewal (StintEdit *edit, GPtrArray *sections, GError **error)
{
  const StintWish *wish = edit->wish;
  gboolean any_ours = FALSE;

  for (guint i = 0; i < sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (sections, i);
      StintIniLine line = stint_ini_section_find_key (section, "credential_process");
      guint number;

      if (line == STINT_INI_NO_LINE)
        continue;
      any_ours = TRUE;
      if (is_ours (edit, section, "credential_process", STINT_NOTE_PROCESS) ||
          stint_ini_document_value_equals (edit->document, line, wish->process_command))
        continue;
      number = stint_ini_document_get_line_number (edit->document, line);
      g_propagate_error (error, stint_files_error_new (
                                    STINT_FILES_ERROR_FOREIGN_KEYS, edit->path, number,
                                    "%s, line %u: somebody else wrote a credential_process into "
                                    "profile %s",
                                    edit->path, number, wish->profile));
      return TRUE;
    }
  if (any_ours)
    return FALSE;
  g_propagate_error (error,
                     stint_files_error_new (STINT_FILES_ERROR_GONE, edit->path, 0,
                                            "%s: what Stint wrote into profile %s was deleted",
                                            edit->path, wish->profile));
  return TRUE;
}

static gboolean
botocore_sees_one (GPtrArray *sections, const char *profile)
{
  for (guint i = 0; i < sections->len; i++)
    if (stint_ini_section_is_seen_by_botocore (g_ptr_array_index (sections, i), profile))
      return TRUE;
  return FALSE;
}

/* Made for a process or a region that has gone again. */
static void
drop_bare_section (StintEdit *edit, StintIniSection *section)
{
  StintIniLine first = stint_ini_section_next_key (section, STINT_INI_NO_LINE);

  if (first != STINT_INI_NO_LINE &&
      stint_ini_section_next_key (section, first) == STINT_INI_NO_LINE &&
      stint_ini_document_key_equals (edit->document, first, STINT_NOTE_ADDED))
    stint_edit_drop_section (edit, section);
}

gboolean
stint_edit_hold_config (StintEdit *edit, GError **error)
{
  const StintWish *wish = edit->wish;
  g_autoptr (GPtrArray) sections = stint_ini_document_find_profile (edit->document, wish->profile);
  gboolean writes = wish->process_command != NULL ||
                    (wish->region != NULL && (wish->flags & STINT_WISH_SET_ASIDE) != 0);

  if ((wish->flags & STINT_WISH_RENEWAL) != 0 && wish->process_command != NULL &&
      refuse_renewal (edit, sections, error))
    return FALSE;
  if (writes && !botocore_sees_one (sections, wish->profile))
    g_ptr_array_add (sections, stint_edit_add_section (edit, wish->profile));
  stint_edit_settle_bridge (edit, sections);
  /* Each reader takes one of several spellings, so each of them gets everything. */
  for (guint i = 0; i < sections->len; i++)
    {
      hold_section (edit, g_ptr_array_index (sections, i));
      drop_bare_section (edit, g_ptr_array_index (sections, i));
    }
  return TRUE;
}

/* --- Release ------------------------------------------------------------------------------------ */

/* The role comes back at once, but its keys do not: it is signed with the bridge until they are. */
static void
put_back_over_bridge (StintEdit *edit, StintIniSection *section)
{
  g_autofree char *bridge = stint_wish_bridge_name (edit->wish->profile);
  StintIniLine off;

  stint_edit_put_back_all (edit, section, "source_profile");
  /* Killed on the way here once before. */
  if (is_bridged (edit, section))
    return;
  off = stint_ini_section_find_key (section, STINT_INI_OFF_PREFIX "source_profile");
  if (off != STINT_INI_NO_LINE &&
      stint_ini_document_value_equals (edit->document, off, edit->wish->profile) &&
      stint_ini_section_find_key (section, "source_profile") == STINT_INI_NO_LINE)
    stint_ini_section_add_key_after (section, off, "source_profile", bridge);
  else
    stint_edit_put_back_all (edit, section, NULL);
}

static void
release_section (StintEdit *edit, StintIniSection *section)
{
  gboolean keep = (edit->wish->flags & STINT_WISH_KEEP_PROCESS) != 0 &&
                  is_ours (edit, section, "credential_process", STINT_NOTE_PROCESS);

  drop_noted (edit, section, "region", STINT_NOTE_REGION);
  if (!keep)
    drop_noted (edit, section, "credential_process", STINT_NOTE_PROCESS);
  if ((edit->wish->flags & STINT_WISH_BRIDGE) != 0)
    put_back_over_bridge (edit, section);
  else
    {
      settle_bridge (edit, section);
      /* What our own process stands in the way of comes back with the next write. */
      stint_edit_put_back_all (edit, section, keep ? "credential_process" : NULL);
    }
  if (stint_ini_section_find_key (section, STINT_NOTE_ADDED) != STINT_INI_NO_LINE)
    edit->report->found_ours = TRUE;
  stint_edit_drop_section (edit, section);
}

void
stint_edit_release_config (StintEdit *edit)
{
  g_autoptr (GPtrArray) sections =
      stint_ini_document_find_profile (edit->document, edit->wish->profile);

  stint_edit_settle_bridge (edit, sections);
  for (guint i = 0; i < sections->len; i++)
    release_section (edit, g_ptr_array_index (sections, i));
}
