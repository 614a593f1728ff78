/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-source-list.h"

struct _StintSourceList
{
  GtkStringList *names;
  GPtrArray *sources; /* Source */
};

typedef struct
{
  char *integration_id;
  char *session_id; /* (nullable) */
} Source;

static void
source_free (gpointer data)
{
  Source *source = data;

  g_free (source->integration_id);
  g_free (source->session_id);
  g_free (source);
}

static void
stint_source_list_add (StintSourceList *self,
                       const char *name,
                       const char *integration_id,
                       const char *session_id)
{
  Source *source = g_new0 (Source, 1);

  source->integration_id = g_strdup (integration_id);
  source->session_id = g_strdup (session_id);
  g_ptr_array_add (self->sources, source);
  gtk_string_list_append (self->names, name);
}

static void
stint_source_list_add_users (StintSourceList *self, GListModel *integrations)
{
  for (guint i = 0; i < g_list_model_get_n_items (integrations); i++)
    {
      g_autoptr (StintIntegrationItem) user = g_list_model_get_item (integrations, i);

      if (stint_integration_item_get_kind (user) == STINT_INTEGRATION_IAM_USER)
        stint_source_list_add (self, stint_integration_item_get_name (user),
                               stint_integration_item_get_id (user), NULL);
    }
}

static void
stint_source_list_add_roles (StintSourceList *self, GListModel *sessions, StintSessionItem *except)
{
  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (StintSessionItem) session = g_list_model_get_item (sessions, i);
      g_autofree char *name = NULL;

      if (session == except || stint_session_item_get_kind (session) != STINT_SESSION_IAM_ROLE)
        continue;
      /* Translators: a role is assumed by way of another session, %s: a role chain. */
      name = g_strdup_printf (_ ("%s (role)"), stint_session_item_get_name (session));
      stint_source_list_add (self, name, stint_session_item_get_integration_id (session),
                             stint_session_item_get_id (session));
    }
}

StintSourceList *
stint_source_list_new (StintClient *client, StintSessionItem *except)
{
  StintSourceList *self = g_new0 (StintSourceList, 1);

  self->names = gtk_string_list_new (NULL);
  self->sources = g_ptr_array_new_with_free_func (source_free);
  stint_source_list_add_users (self, stint_client_get_integrations (client));
  stint_source_list_add_roles (self, stint_client_get_sessions (client), except);
  return self;
}

void
stint_source_list_free (StintSourceList *self)
{
  g_object_unref (self->names);
  g_ptr_array_unref (self->sources);
  g_free (self);
}

GListModel *
stint_source_list_get_names (StintSourceList *self)
{
  return G_LIST_MODEL (self->names);
}

guint
stint_source_list_find (StintSourceList *self, const char *integration_id, const char *session_id)
{
  const char *wanted = session_id != NULL && session_id[0] != '\0' ? session_id : NULL;

  for (guint i = 0; i < self->sources->len; i++)
    {
      const Source *source = g_ptr_array_index (self->sources, i);

      if (g_strcmp0 (source->session_id, wanted) == 0 &&
          (wanted != NULL || g_strcmp0 (source->integration_id, integration_id) == 0))
        return i;
    }
  return 0;
}

void
stint_source_list_get (StintSourceList *self,
                       guint position,
                       const char **out_integration_id,
                       const char **out_session_id)
{
  const Source *source =
      position < self->sources->len ? g_ptr_array_index (self->sources, position) : NULL;

  *out_integration_id = source != NULL ? source->integration_id : NULL;
  *out_session_id = source != NULL ? source->session_id : NULL;
}
