/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stint-natural-key.h"
#include "stint-slot-entry.h"

static StintGroup
group_of (StintSessionItem *session)
{
  if (stint_session_item_is_held (session))
    return STINT_GROUP_ACTIVE;
  if (stint_session_item_get_pinned (session))
    return STINT_GROUP_PINNED;
  return STINT_GROUP_REST;
}

static const char *
integration_name (StintSessionItem *session)
{
  StintIntegrationItem *integration = stint_session_item_get_integration (session);

  return integration != NULL ? stint_integration_item_get_name (integration) : "";
}

static const char *
account_name (StintSessionItem *session)
{
  const char *name = stint_session_item_get_account_name (session);

  return name[0] != '\0' ? name : stint_session_item_get_account_id (session);
}

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

void
stint_slot_entry_refresh (StintSlotEntry *self, GHashTable *pool)
{
  g_free (self->name_key);
  self->name_key = stint_natural_key (stint_session_item_get_name (self->session));
  self->group = group_of (self->session);
  self->last_used = stint_session_item_get_last_used (self->session);
  self->integration_key = pooled_key (pool, integration_name (self->session));
  self->account_key = pooled_key (pool, account_name (self->session));
}

StintSlotEntry *
stint_slot_entry_new (StintSessionItem *session, GHashTable *pool)
{
  StintSlotEntry *self = g_new0 (StintSlotEntry, 1);

  self->session = g_object_ref (session);
  self->slot = G_MAXUINT;
  stint_slot_entry_refresh (self, pool);
  return self;
}

void
stint_slot_entry_free (gpointer entry)
{
  StintSlotEntry *self = entry;

  /* NULL where it was moved out of the array. */
  if (self == NULL)
    return;
  g_clear_signal_handler (&self->notify_id, self->session);
  g_object_unref (self->session);
  g_free (self->name_key);
  g_free (self);
}

static int
compare_rest (const StintSlotEntry *one, const StintSlotEntry *two, StintOrder order)
{
  int result;

  if (order == STINT_ORDER_LAST_USED)
    return one->last_used == two->last_used ? 0 : one->last_used > two->last_used ? -1 : 1;
  /* Keys are of one pool: the same text is the same pointer. */
  result = one->integration_key == two->integration_key
               ? 0
               : strcmp (one->integration_key, two->integration_key);
  if (result == 0 && one->account_key != two->account_key)
    result = strcmp (one->account_key, two->account_key);
  return result;
}

int
stint_slot_entry_compare (gconstpointer a, gconstpointer b, gpointer order)
{
  const StintSlotEntry *one = *(const StintSlotEntry *const *) a;
  const StintSlotEntry *two = *(const StintSlotEntry *const *) b;
  int result = 0;

  if (one->group != two->group)
    return one->group < two->group ? -1 : 1;
  if (one->group == STINT_GROUP_REST)
    result = compare_rest (one, two, (StintOrder) GPOINTER_TO_INT (order));
  if (result == 0)
    result = strcmp (one->name_key, two->name_key);
  if (result == 0)
    result =
        strcmp (stint_session_item_get_id (one->session), stint_session_item_get_id (two->session));
  return result;
}

gboolean
stint_slot_entry_same_section (const StintSlotEntry *a, const StintSlotEntry *b, StintOrder order)
{
  if (a->group != b->group)
    return FALSE;
  if (a->group != STINT_GROUP_REST)
    return TRUE;
  if (order == STINT_ORDER_LAST_USED)
    return (a->last_used > 0) == (b->last_used > 0);
  return a->integration_key == b->integration_key;
}

char *
stint_slot_entry_name_section (const StintSlotEntry *self, StintOrder order, guint n)
{
  const char *name;

  if (self->group == STINT_GROUP_ACTIVE)
    /* Translators: the group of sessions that are active, a word above its first row. */
    return g_strdup (C_ ("group", "Active"));
  if (self->group == STINT_GROUP_PINNED)
    /* Translators: the group of sessions that were pinned, a word above its first row. */
    return g_strdup (C_ ("group", "Pinned"));
  if (order == STINT_ORDER_LAST_USED && self->last_used > 0)
    /* Translators: the group of sessions that were active at some time, the latest first. */
    return g_strdup_printf (ngettext ("Used before · %u session", "Used before · %u sessions", n),
                            n);
  if (order == STINT_ORDER_LAST_USED)
    /* Translators: the group of sessions that never were active. */
    return g_strdup_printf (ngettext ("Not used yet · %u session", "Not used yet · %u sessions", n),
                            n);

  name = integration_name (self->session);
  if (name[0] == '\0')
    name = C_ ("group", "Others");
  if (n == 0)
    return g_strdup (name);
  /* Translators: the sessions of an integration, above the first of them: "Acme · 188 sessions". */
  return g_strdup_printf (ngettext ("%s · %u session", "%s · %u sessions", n), name, n);
}
