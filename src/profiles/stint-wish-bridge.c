/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The bridge: a copy of the keys of a profile that signs its own role, in a section of its own, in the
 * file that the keys are in.  While the profile's keys and its role are changed in two writes, the role
 * is signed with the copy; it is gone before the change is over. */

#include "config.h"

#include "stint-wish.h"

#include "stint-secret.h"

static const char *const key_names[] = { "aws_access_key_id", "aws_secret_access_key",
                                         "aws_session_token", NULL };

/* The user's keys of the profile, wherever they stand now. */
static char *
dup_user_value (GPtrArray *sections, const StintWish *wish, const char *key)
{
  g_autofree char *off_key = g_strconcat (STINT_INI_OFF_PREFIX, key, NULL);

  for (guint i = 0; i < sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (sections, i);
      gboolean ours = stint_edit_keys_are_ours (wish, section);
      char *value = stint_ini_section_dup_value (section, ours ? off_key : key);

      if (value == NULL)
        value = stint_ini_section_dup_value (section, off_key);
      if (value != NULL)
        return value;
    }
  return NULL;
}

static void
add_bridge (StintEdit *edit, const char *name, GPtrArray *sections)
{
  StintIniSection *bridge = stint_edit_add_section (edit, name);

  stint_ini_section_add_key (bridge, STINT_NOTE_BRIDGE, edit->wish->profile);
  for (guint i = 0; key_names[i] != NULL; i++)
    {
      char *value = dup_user_value (sections, edit->wish, key_names[i]);

      if (value != NULL)
        stint_ini_section_add_key (bridge, key_names[i], value);
      stint_wipe_free (value);
    }
}

static void
remove_bridge (StintEdit *edit, StintIniSection *bridge)
{
  if (stint_ini_section_find_key (bridge, STINT_NOTE_BRIDGE) == STINT_INI_NO_LINE)
    return;
  for (guint i = 0; key_names[i] != NULL; i++)
    stint_edit_drop_key (edit, bridge, key_names[i]);
  stint_edit_drop_key (edit, bridge, STINT_NOTE_BRIDGE);
  stint_edit_drop_section (edit, bridge);
}

void
stint_edit_settle_bridge (StintEdit *edit, GPtrArray *sections)
{
  g_autofree char *name = stint_wish_bridge_name (edit->wish->profile);
  g_autoptr (GPtrArray) bridges = stint_ini_document_find_profile (edit->document, name);
  g_autofree char *id = dup_user_value (sections, edit->wish, "aws_access_key_id");

  if ((edit->wish->flags & STINT_WISH_BRIDGE) != 0)
    {
      if (bridges->len == 0 && id != NULL)
        add_bridge (edit, name, sections);
    }
  else if (bridges->len > 0)
    remove_bridge (edit, g_ptr_array_index (bridges, 0));
}
