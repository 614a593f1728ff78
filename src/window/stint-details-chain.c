/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-details-chain.h"
#include "stint-kinds.h"
#include "stint-session-text.h"
#include "stint-words.h"

/* A role chain that is longer is a mistake in a file, or a circle. */
#define LONGEST 10

struct _StintDetailsChain
{
  AdwPreferencesGroup parent_instance;

  GPtrArray *rows; /* (owned) GtkWidget (unowned) */
  char *told;      /* (owned) (nullable) what the rows were made of */
};

G_DEFINE_FINAL_TYPE (StintDetailsChain, stint_details_chain, ADW_TYPE_PREFERENCES_GROUP)

static void
stint_details_chain_finalize (GObject *object)
{
  StintDetailsChain *self = STINT_DETAILS_CHAIN (object);

  g_ptr_array_unref (self->rows);
  g_free (self->told);

  G_OBJECT_CLASS (stint_details_chain_parent_class)->finalize (object);
}

static void
stint_details_chain_class_init (StintDetailsChainClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_details_chain_finalize;
}

static void
stint_details_chain_init (StintDetailsChain *self)
{
  self->rows = g_ptr_array_new ();
  /* Translators: a heading: the IAM user, or the sessions, that a session is made from. */
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Comes from"));
}

static void
stint_details_chain_clear (StintDetailsChain *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

static void
stint_details_chain_add (StintDetailsChain *self,
                         const char *icon,
                         const char *title,
                         const char *subtitle,
                         const char *session_id)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "icon-name", icon, NULL);
  g_autofree char *markup = g_markup_escape_text (subtitle, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), markup);
  if (session_id != NULL)
    {
      GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

      adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", session_id);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.show-session");
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

/* The session that stands for the user himself, if there is one. */
static const char *
find_own_session (StintClient *client, StintIntegrationItem *integration, StintSessionItem *except)
{
  GListModel *sessions = stint_client_get_sessions (client);

  if (stint_integration_item_get_kind (integration) != STINT_INTEGRATION_IAM_USER)
    return NULL;
  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (StintSessionItem) session = g_list_model_get_item (sessions, i);

      if (session != except && stint_session_item_get_kind (session) == STINT_SESSION_IAM_USER &&
          stint_session_item_get_integration (session) == integration)
        return stint_session_item_get_id (session);
    }
  return NULL;
}

static GPtrArray *
make_chain (StintClient *client, StintSessionItem *session)
{
  GPtrArray *chain = g_ptr_array_new ();
  StintSessionItem *from = session;

  while (chain->len < LONGEST)
    {
      from = stint_client_get_session (client, stint_session_item_get_from_id (from));
      if (from == NULL || from == session)
        break;
      g_ptr_array_insert (chain, 0, from);
    }
  return chain;
}

/* What is shown; without a change nothing is built again, and the keyboard stays where it is. */
static char *
describe (GPtrArray *chain, StintIntegrationItem *integration, const char *own)
{
  GString *text = g_string_new (own);

  if (integration != NULL)
    g_string_append_printf (text, "\n%s\n%s", stint_integration_item_get_id (integration),
                            stint_integration_item_get_name (integration));
  for (guint i = 0; i < chain->len; i++)
    g_string_append_printf (text, "\n%s\n%s", stint_session_item_get_id (chain->pdata[i]),
                            stint_session_item_get_name (chain->pdata[i]));
  return g_string_free (text, FALSE);
}

void
stint_details_chain_show (StintDetailsChain *self, StintClient *client, StintSessionItem *session)
{
  g_autoptr (GPtrArray) chain = NULL;
  StintIntegrationItem *integration;
  const char *own = NULL;
  g_autofree char *told = NULL;

  g_return_if_fail (STINT_IS_DETAILS_CHAIN (self));
  g_return_if_fail (STINT_IS_SESSION_ITEM (session));

  chain = make_chain (client, session);
  integration = stint_session_item_get_integration (
      chain->len > 0 ? STINT_SESSION_ITEM (chain->pdata[0]) : session);
  if (integration != NULL)
    own = find_own_session (client, integration, session);
  told = describe (chain, integration, own);
  gtk_widget_set_visible (GTK_WIDGET (self), integration != NULL || chain->len > 0);
  if (g_strcmp0 (told, self->told) == 0)
    return;
  g_free (self->told);
  self->told = g_steal_pointer (&told);

  stint_details_chain_clear (self);
  if (integration != NULL)
    stint_details_chain_add (
        self, stint_kinds_integration_icon (stint_integration_item_get_kind (integration)),
        stint_integration_item_get_name (integration),
        stint_words_integration_kind (stint_integration_item_get_kind (integration)), own);
  for (guint i = 0; i < chain->len; i++)
    {
      StintSessionItem *hop = chain->pdata[i];
      g_autofree char *detail = stint_session_text_detail (hop);

      stint_details_chain_add (self, stint_kinds_session_icon (stint_session_item_get_kind (hop)),
                               stint_session_item_get_name (hop), detail,
                               stint_session_item_get_id (hop));
    }
}

guint
stint_details_chain_get_length (StintDetailsChain *self)
{
  g_return_val_if_fail (STINT_IS_DETAILS_CHAIN (self), 0);

  return self->rows->len;
}
