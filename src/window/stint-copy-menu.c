/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-copy-menu.h"
#include "stint-snippets.h"

static void
add (GMenu *section, const char *label, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = NULL;

  if (target == NULL || target[0] == '\0')
    return;
  item = g_menu_item_new (label, NULL);
  g_menu_item_set_action_and_target (item, action, "s", target);
  g_menu_append_item (section, item);
}

static GMenu *
add_section (GMenu *menu)
{
  g_autoptr (GMenu) section = g_menu_new ();

  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  return section;
}

static void
add_names (GMenu *section, StintSessionItem *session)
{
  const char *arn = stint_session_item_get_arn (session);
  const char *role = stint_session_item_get_role (session);

  add (section, _ ("Pro_file name"), "win.copy", stint_session_item_get_tool_profile (session));
  add (section, _ ("_Account number"), "win.copy", stint_session_item_get_account_id (session));
  /* Translators: the ARN of a role. */
  add (section, _ ("_Role ARN"), "win.copy", g_str_has_prefix (role, "arn:") ? role : NULL);
  /* Translators: the ARN of whom AWS sees while the session is active. */
  add (section, _ ("ARN _signed in as"), "win.copy", arn);
}

GMenuModel *
stint_copy_menu_new (StintClient *client, StintSessionItem *session)
{
  const char *id = stint_session_item_get_id (session);
  GMenu *menu = g_menu_new ();
  GMenu *section = add_section (menu);
  g_autofree char *export = stint_snippets_export (session);
  g_autofree char *profile = stint_snippets_profile (client, session);
  g_autofree char *start = stint_snippets_command ("start", session, NULL);

  add_names (section, session);
  section = add_section (menu);
  /* Translators: lines for a shell, that name the profile. */
  add (section, _ ("“_export AWS_PROFILE”"), "win.copy", export);
  /* Translators: lines for ~/.aws/config. */
  add (section, _ ("Lines for ~/.aws/_config"), "win.copy", profile);
  add (section, _ ("Command _line"), "win.copy", start);
  section = add_section (menu);
  if (stint_session_item_is_active (session))
    /* Translators: the temporary keys, as lines for a shell: they are secret. */
    add (section, _ ("Temporary _keys as “export” lines"), "win.copy-credentials", id);
  if (stint_session_item_get_can_console (session))
    /* Translators: a link that opens the AWS web console. */
    add (section, _ ("Console lin_k"), "win.copy-console-link", id);
  return G_MENU_MODEL (menu);
}
