/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-changes.h"

struct _StintChanges
{
  StintChangesFunc func;
  gpointer user_data;
  guint64 revision;
  GPtrArray *changed; /* (owned) char */
  GPtrArray *removed; /* (owned) char */
  GHashTable *known;  /* ids of @changed (borrowed) */
  guint idle_id;
};

static void
start_gathering (StintChanges *self)
{
  self->changed = g_ptr_array_new_with_free_func (g_free);
  self->removed = g_ptr_array_new_with_free_func (g_free);
  self->known = g_hash_table_new (g_str_hash, g_str_equal);
}

StintChanges *
stint_changes_new (StintChangesFunc func, gpointer user_data)
{
  StintChanges *self = g_new0 (StintChanges, 1);

  self->func = func;
  self->user_data = user_data;
  start_gathering (self);

  return self;
}

void
stint_changes_free (StintChanges *self)
{
  g_clear_handle_id (&self->idle_id, g_source_remove);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->changed, g_ptr_array_unref);
  g_clear_pointer (&self->removed, g_ptr_array_unref);
  g_free (self);
}

static gboolean
deliver_cb (gpointer user_data)
{
  StintChanges *self = user_data;

  self->idle_id = 0;
  stint_changes_flush (self);

  return G_SOURCE_REMOVE;
}

static void
schedule (StintChanges *self)
{
  if (self->idle_id == 0)
    /* After what is being done for somebody, before everything that can wait. */
    self->idle_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, deliver_cb, self, NULL);
}

void
stint_changes_add (StintChanges *self, const char *id)
{
  char *copy;

  if (g_hash_table_contains (self->known, id))
    return;

  copy = g_strdup (id);
  g_ptr_array_add (self->changed, copy);
  g_hash_table_add (self->known, copy);
  schedule (self);
}

void
stint_changes_add_removed (StintChanges *self, const char *id)
{
  guint index;

  if (g_hash_table_remove (self->known, id) &&
      g_ptr_array_find_with_equal_func (self->changed, id, g_str_equal, &index))
    g_ptr_array_remove_index (self->changed, index);

  g_ptr_array_add (self->removed, g_strdup (id));
  schedule (self);
}

void
stint_changes_flush (StintChanges *self)
{
  g_autoptr (GPtrArray) changed = NULL;
  g_autoptr (GPtrArray) removed = NULL;

  g_clear_handle_id (&self->idle_id, g_source_remove);
  if (self->changed->len == 0 && self->removed->len == 0)
    return;

  changed = g_steal_pointer (&self->changed);
  removed = g_steal_pointer (&self->removed);
  g_clear_pointer (&self->known, g_hash_table_unref);
  start_gathering (self);

  self->revision++;
  self->func (self->revision, changed, removed, self->user_data);
}

guint64
stint_changes_get_revision (StintChanges *self)
{
  return self->revision;
}
