/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Thousands of changes as one: what a sync of Identity Center makes. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-registry-private.h"

void
stint_registry_hold_writes (StintRegistry *self)
{
  g_return_if_fail (STINT_IS_REGISTRY (self));

  self->n_write_holds++;
}

void
stint_registry_release_writes (StintRegistry *self)
{
  g_return_if_fail (STINT_IS_REGISTRY (self));
  g_return_if_fail (self->n_write_holds > 0);

  if (--self->n_write_holds > 0 || !self->write_waits)
    return;

  self->write_waits = FALSE;
  stint_registry_mark_definitions_dirty (self);
}

/* Ids of sessions that others are chained from. */
static GHashTable *
collect_parents (StintRegistry *self)
{
  GHashTable *parents = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->sessions->len; i++)
    {
      const char *from =
          stint_session_get_definition (g_ptr_array_index (self->sessions, i))->from_id;

      if (from != NULL)
        g_hash_table_add (parents, (char *) from);
    }

  return parents;
}

static gboolean
may_go (StintSession *session, GHashTable *ids, GHashTable *parents)
{
  const char *id = stint_session_get_id (session);

  return g_hash_table_contains (ids, id) && !g_hash_table_contains (parents, id) &&
         !stint_session_is_held (session) &&
         stint_session_get_state (session) != STINT_STATE_STARTING;
}

guint
stint_registry_forget_sessions (StintRegistry *self, GHashTable *ids)
{
  g_autoptr (GHashTable) parents = NULL;
  g_autoptr (GPtrArray) doomed = g_ptr_array_new ();

  g_return_val_if_fail (STINT_IS_REGISTRY (self), 0);
  g_return_val_if_fail (ids != NULL, 0);

  if (self->read_only || g_hash_table_size (ids) == 0)
    return 0;

  parents = collect_parents (self);
  for (guint i = 0; i < self->sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (self->sessions, i);

      if (may_go (session, ids, parents))
        g_ptr_array_add (doomed, session);
    }

  /* From the end: what is removed last in the list moves the fewest others. */
  for (guint i = doomed->len; i-- > 0;)
    {
      StintSession *session = g_ptr_array_index (doomed, i);

      stint_registry_touch (self, stint_session_get_id (session));
      stint_registry_drop_session (self, session);
    }
  if (doomed->len > 0)
    stint_registry_mark_state_dirty (self);

  return doomed->len;
}

void
stint_registry_integration_synced (StintRegistry *self, StintIntegration *integration)
{
  g_return_if_fail (STINT_IS_REGISTRY (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));

  if (!self->read_only)
    stint_registry_mark_state_dirty (self);
  stint_registry_integration_changed (self, integration);
}
