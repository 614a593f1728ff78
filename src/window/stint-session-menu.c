/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-session-menu.h"

static void
add (GMenu *section, const char *label, const char *action, const char *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  if (target != NULL)
    g_menu_item_set_action_and_target (item, action, "s", target);
  else
    g_menu_item_set_action_and_target (item, action, NULL);
  g_menu_append_item (section, item);
}

static GMenu *
add_section (GMenu *menu)
{
  g_autoptr (GMenu) section = g_menu_new ();

  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  return section;
}

/* Names of services are AWS's; what is behind the action is what the console's addresses say. */
static const struct
{
  const char *label;
  const char *to;
} services[] = {
  { "CloudFormation", "cloudformation" },
  { "CloudWatch", "cloudwatch" },
  { "DynamoDB", "dynamodb" },
  { "EC2", "ec2" },
  { "ECS", "ecs" },
  { "IAM", "iam" },
  { "Lambda", "lambda" },
  { "RDS", "rds" },
  { "S3", "s3" },
  { "Secrets Manager", "secretsmanager" },
  { "Systems Manager", "systems-manager" },
};

static void
add_console (GMenu *section, StintSessionItem *session)
{
  const char *id = stint_session_item_get_id (session);
  gboolean user = stint_session_item_get_kind (session) == STINT_SESSION_IAM_USER;
  g_autoptr (GMenu) submenu = g_menu_new ();

  /* AWS gives an IAM user's keys no other console: see stint_session_text_console(). */
  if (user)
    /* Translators: opens the AWS web console, in which everything but IAM can be used. */
    add (section, _ ("Open c_onsole, without IAM"), "win.open-console", id);
  else
    /* Translators: opens the AWS web console in the browser. */
    add (section, _ ("Open c_onsole"), "win.open-console", id);
  for (guint i = 0; i < G_N_ELEMENTS (services); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (services[i].label, NULL);

      if (user && g_str_equal (services[i].to, "iam"))
        continue;
      g_menu_item_set_action_and_target (item, "win.open-console-at", "(ss)", id, services[i].to);
      g_menu_append_item (submenu, item);
    }
  /* Translators: a menu: services of AWS whose page of the console is opened. */
  g_menu_append_submenu (section, _ ("Open console _at"), G_MENU_MODEL (submenu));
}

static void
add_life (GMenu *section, StintSessionItem *session)
{
  const char *id = stint_session_item_get_id (session);

  if (stint_session_item_get_state (session) == STINT_STATE_STARTING)
    add (section, _ ("_Cancel"), "win.cancel-session", id);
  else if (!stint_session_item_is_held (session))
    add (section, _ ("_Start"), "win.start-session", id);
  if (stint_session_item_is_held (session))
    {
      add (section, _ ("_Stop"), "win.stop-session", id);
      add (section, _ ("Re_new"), "win.renew-session", id);
    }
  if (stint_session_item_get_can_console (session))
    add_console (section, session);
}

static void
add_copies (GMenu *section, StintSessionItem *session)
{
  const char *account = stint_session_item_get_account_id (session);
  const char *id = stint_session_item_get_id (session);

  add (section, _ ("Copy pro_file name"), "win.copy",
       stint_session_item_get_tool_profile (session));
  if (account[0] != '\0')
    add (section, _ ("Copy _account number"), "win.copy", account);
  if (stint_session_item_get_can_console (session))
    /* Translators: copies a link that opens the AWS web console for whoever has it. */
    add (section, _ ("Copy console _link"), "win.copy-console-link", id);
  /* Translators: copies keys as lines for a shell: export AWS_ACCESS_KEY_ID=… */
  add (section, _ ("Copy credentials as e_xport lines"), "win.copy-credentials", id);
}

static GMenuModel *
menu_for_one (StintSessionItem *session)
{
  const char *id = stint_session_item_get_id (session);
  StintSessionKind kind = stint_session_item_get_kind (session);
  GMenu *menu = g_menu_new ();
  GMenu *section = add_section (menu);

  add_life (section, session);
  section = add_section (menu);
  add (section, _ ("_Details"), "win.show-session", id);
  add (section, stint_session_item_get_pinned (session) ? _ ("Un_pin") : _ ("_Pin"),
       "win.pin-session", id);
  add_copies (section, session);
  section = add_section (menu);
  add (section, _ ("_Edit…"), "win.edit-session", id);
  add (section, _ ("Set re_gion…"), "win.set-region-many", NULL);
  if (kind == STINT_SESSION_IAM_ROLE || kind == STINT_SESSION_STATIC_ENDPOINT)
    add (section, _ ("Re_move…"), "win.remove-session", id);
  return G_MENU_MODEL (menu);
}

static GMenuModel *
menu_for_many (GPtrArray *sessions)
{
  GMenu *menu = g_menu_new ();
  GMenu *section = add_section (menu);
  guint held = 0;
  guint pinned = 0;
  guint n = sessions->len;

  for (guint i = 0; i < n; i++)
    {
      held += stint_session_item_is_held (sessions->pdata[i]) ? 1 : 0;
      pinned += stint_session_item_get_pinned (sessions->pdata[i]) ? 1 : 0;
    }
  if (held < n)
    {
      g_autofree char *label = g_strdup_printf (
          ngettext ("_Start %u session", "_Start %u sessions", n - held), n - held);

      add (section, label, "win.start-many", NULL);
    }
  if (held > 0)
    {
      g_autofree char *label =
          g_strdup_printf (ngettext ("S_top %u session", "S_top %u sessions", held), held);

      add (section, label, "win.stop-many", NULL);
    }
  section = add_section (menu);
  if (pinned < n)
    add (section, _ ("_Pin"), "win.pin-many", NULL);
  if (pinned > 0)
    add (section, _ ("_Unpin"), "win.unpin-many", NULL);
  add (section, _ ("Set re_gion…"), "win.set-region-many", NULL);
  section = add_section (menu);
  add (section, _ ("Re_move…"), "win.remove-many", NULL);
  return G_MENU_MODEL (menu);
}

GMenuModel *
stint_session_menu_new (GPtrArray *sessions)
{
  g_return_val_if_fail (sessions != NULL && sessions->len > 0, NULL);

  return sessions->len == 1 ? menu_for_one (sessions->pdata[0]) : menu_for_many (sessions);
}
