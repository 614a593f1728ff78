/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-integration-menu.h"

static void
add (GMenu *section, const char *label, const char *action, const char *id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", id);
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
add_center (GMenu *menu, StintIntegrationItem *integration)
{
  const char *id = stint_integration_item_get_id (integration);
  gboolean signed_in = stint_integration_item_get_sign_in (integration) == STINT_SIGN_IN_SIGNED_IN;
  GMenu *section = add_section (menu);

  if (!signed_in)
    add (section, _ ("Sign _in…"), "win.sign-in", id);
  if (signed_in && !stint_integration_item_get_syncing (integration))
    /* Translators: looks for accounts and roles of IAM Identity Center. */
    add (section, _ ("_Sync now"), "win.sync", id);
  if (signed_in)
    {
      add (section, _ ("Sign in _again…"), "win.sign-in", id);
      add (section, _ ("Sign _out…"), "win.sign-out", id);
    }
  section = add_section (menu);
  /* Translators: opens a page in the browser: the access portal of IAM Identity Center. */
  add (section, _ ("Open access _portal"), "win.open-portal", id);
}

GMenuModel *
stint_integration_menu_new (StintIntegrationItem *integration)
{
  GMenu *menu = g_menu_new ();
  gboolean center =
      stint_integration_item_get_kind (integration) == STINT_INTEGRATION_IDENTITY_CENTER;
  const char *id = stint_integration_item_get_id (integration);
  GMenu *section;

  g_return_val_if_fail (STINT_IS_INTEGRATION_ITEM (integration), NULL);

  if (center)
    add_center (menu, integration);
  section = add_section (menu);
  add (section, _ ("Add an IAM _role…"), "win.add-role", id);
  add (section, _ ("_Edit…"), "win.edit-integration", id);
  if (!center)
    add (section, _ ("Replace access _key…"), "win.replace-key", id);
  add (section, _ ("Re_move…"), "win.remove-integration", id);
  return G_MENU_MODEL (menu);
}
