/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <string.h>

#include "stint-pick.h"
#include "stint-session-text.h"
#include "stint-source-list.h"
#include "stint-words.h"

#define USER "user/"
#define SESSION "session/"
/* A role chain that is longer is a circle. */
#define LONGEST 32

static void
add (GListStore *list, const char *prefix, const char *id, const char *title, const char *detail)
{
  g_autofree char *whole = g_strconcat (prefix, id, NULL);
  g_autoptr (StintPick) pick = stint_pick_new (whole, title, detail);

  g_list_store_append (list, pick);
}

static void
add_users (GListStore *list, GListModel *integrations)
{
  for (guint i = 0; i < g_list_model_get_n_items (integrations); i++)
    {
      g_autoptr (StintIntegrationItem) user = g_list_model_get_item (integrations, i);

      if (stint_integration_item_get_kind (user) == STINT_INTEGRATION_IAM_USER)
        add (list, USER, stint_integration_item_get_id (user),
             stint_integration_item_get_name (user),
             stint_words_integration_kind (STINT_INTEGRATION_IAM_USER));
    }
}

static gboolean
comes_from (StintClient *client, StintSessionItem *session, StintSessionItem *other)
{
  for (guint i = 0; session != NULL && i < LONGEST; i++)
    {
      if (session == other)
        return TRUE;
      session = stint_client_get_session (client, stint_session_item_get_from_id (session));
    }
  return FALSE;
}

static gboolean
can_chain (StintSessionItem *session)
{
  StintSessionKind kind = stint_session_item_get_kind (session);

  return kind == STINT_SESSION_IAM_ROLE || kind == STINT_SESSION_IDENTITY_CENTER;
}

static void
add_sessions (GListStore *list, StintClient *client, StintSessionItem *except)
{
  GListModel *sessions = stint_client_get_sessions (client);

  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (StintSessionItem) session = g_list_model_get_item (sessions, i);
      g_autofree char *detail = NULL;

      if (!can_chain (session) || (except != NULL && comes_from (client, session, except)))
        continue;
      detail = stint_session_text_detail (session);
      add (list, SESSION, stint_session_item_get_id (session),
           stint_session_item_get_name (session), detail);
    }
}

GListModel *
stint_source_list_new (StintClient *client, StintSessionItem *except)
{
  GListStore *list = g_list_store_new (STINT_TYPE_PICK);

  g_return_val_if_fail (STINT_IS_CLIENT (client), NULL);

  add_users (list, stint_client_get_integrations (client));
  add_sessions (list, client, except);
  return G_LIST_MODEL (list);
}

char *
stint_source_list_make_id (const char *integration_id, const char *session_id)
{
  if (session_id != NULL && session_id[0] != '\0')
    return g_strconcat (SESSION, session_id, NULL);
  return g_strconcat (USER, integration_id != NULL ? integration_id : "", NULL);
}

void
stint_source_list_resolve (StintClient *client,
                           const char *id,
                           StintIntegrationItem **out_user,
                           StintSessionItem **out_from)
{
  *out_user = NULL;
  *out_from = NULL;
  if (g_str_has_prefix (id, USER))
    *out_user = stint_client_get_integration (client, id + strlen (USER));
  if (!g_str_has_prefix (id, SESSION))
    return;
  *out_from = stint_client_get_session (client, id + strlen (SESSION));
  if (*out_from != NULL)
    *out_user = stint_session_item_get_integration (*out_from);
}
