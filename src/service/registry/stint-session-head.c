/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-session-head.h"

#include <string.h>

#include "stint-natural-key.h"

typedef struct
{
  StintSession *session; /* (unowned) */
  int group;
  const char *integration_key; /* (unowned) in the pool */
  const char *account_key;     /* (unowned) in the pool */
  char *name_key;              /* (owned) */
} Place;

static void
place_clear (gpointer data)
{
  g_free (((Place *) data)->name_key);
}

/* Thousands of sessions have a handful of integrations. */
static const char *
pooled_key (GHashTable *pool, const char *text)
{
  char *key = g_hash_table_lookup (pool, text);

  if (key == NULL)
    {
      key = stint_natural_key (text);
      g_hash_table_insert (pool, g_strdup (text), key);
    }
  return key;
}

static int
group_of (StintSession *session)
{
  if (stint_session_is_held (session))
    return 0;
  return stint_session_get_definition (session)->pinned ? 1 : 2;
}

static Place
place_of (StintRegistry *registry, StintSession *session, GHashTable *pool)
{
  const StintSessionDefinition *definition = stint_session_get_definition (session);
  StintIntegration *integration =
      definition->integration_id != NULL
          ? stint_registry_get_integration (registry, definition->integration_id)
          : NULL;
  const char *account = definition->account_name;
  Place place = { .session = session, .group = group_of (session) };

  if (account == NULL || account[0] == '\0')
    account = stint_session_get_account_id (session);
  place.integration_key =
      pooled_key (pool, integration != NULL ? stint_integration_get_name (integration) : "");
  place.account_key = pooled_key (pool, account);
  place.name_key = stint_natural_key (stint_session_get_name (session));
  return place;
}

static int
place_compare (gconstpointer a, gconstpointer b)
{
  const Place *one = a;
  const Place *two = b;
  int result = one->group - two->group;

  if (result == 0 && one->group == 2 && one->integration_key != two->integration_key)
    result = strcmp (one->integration_key, two->integration_key);
  if (result == 0 && one->group == 2 && one->account_key != two->account_key)
    result = strcmp (one->account_key, two->account_key);
  if (result == 0)
    result = strcmp (one->name_key, two->name_key);
  if (result == 0)
    result = strcmp (stint_session_get_id (one->session), stint_session_get_id (two->session));
  return result;
}

GPtrArray *
stint_session_head_pick (StintRegistry *registry, guint count)
{
  GPtrArray *sessions = stint_registry_get_sessions (registry);
  g_autoptr (GHashTable) pool = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GArray) places = g_array_sized_new (FALSE, FALSE, sizeof (Place), sessions->len);
  GPtrArray *head = g_ptr_array_new ();

  g_array_set_clear_func (places, place_clear);
  for (guint i = 0; i < sessions->len; i++)
    {
      Place place = place_of (registry, g_ptr_array_index (sessions, i), pool);

      g_array_append_val (places, place);
    }
  g_array_sort (places, place_compare);
  for (guint i = 0; i < MIN (places->len, count); i++)
    g_ptr_array_add (head, g_array_index (places, Place, i).session);
  return head;
}
