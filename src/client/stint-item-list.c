/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-item-list.h"

struct _StintItemList
{
  GObject parent_instance;

  GType item_type;
  StintItemFunc func;
  gpointer user_data;
  GPtrArray *items;  /* of GObject, in the service's order (owned) */
  GHashTable *by_id; /* id (owned) → item (borrowed from items) */
};

static GType
stint_item_list_get_item_type (GListModel *model)
{
  return STINT_ITEM_LIST (model)->item_type;
}

static guint
stint_item_list_get_n_items (GListModel *model)
{
  return STINT_ITEM_LIST (model)->items->len;
}

static gpointer
stint_item_list_get_item (GListModel *model, guint position)
{
  StintItemList *self = STINT_ITEM_LIST (model);

  if (position >= self->items->len)
    return NULL;

  return g_object_ref (g_ptr_array_index (self->items, position));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = stint_item_list_get_item_type;
  iface->get_n_items = stint_item_list_get_n_items;
  iface->get_item = stint_item_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (StintItemList,
                               stint_item_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* (transfer none): good until somebody looks into @tuple again.  A variant that was built of parts
 * may become one piece then ("&" in g_variant_get() is enough), and its parts go. */
static const char *
tuple_peek_id (GVariant *tuple)
{
  g_autoptr (GVariant) id = g_variant_get_child_value (tuple, 0);

  return g_variant_get_string (id, NULL);
}

/* The item of a tuple, updated or new, added to @by_id. (transfer full) */
static GObject *
take_tuple (StintItemList *self, GVariant *tuple, GHashTable *by_id)
{
  g_autofree char *id = g_strdup (tuple_peek_id (tuple));
  GObject *item = g_hash_table_lookup (self->by_id, id);

  if (item != NULL)
    {
      self->func (item, tuple, self->user_data);
      g_object_ref (item);
    }
  else
    {
      item = self->func (NULL, tuple, self->user_data);
    }
  g_hash_table_replace (by_id, g_steal_pointer (&id), item);

  return item;
}

static void
stint_item_list_finalize (GObject *object)
{
  StintItemList *self = STINT_ITEM_LIST (object);

  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->items, g_ptr_array_unref);

  G_OBJECT_CLASS (stint_item_list_parent_class)->finalize (object);
}

static void
stint_item_list_class_init (StintItemListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_item_list_finalize;
}

static void
stint_item_list_init (StintItemList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

StintItemList *
stint_item_list_new (GType item_type, StintItemFunc func, gpointer user_data)
{
  StintItemList *self = g_object_new (STINT_TYPE_ITEM_LIST, NULL);

  self->item_type = item_type;
  self->func = func;
  self->user_data = user_data;

  return self;
}

gpointer
stint_item_list_lookup (StintItemList *self, const char *id)
{
  g_return_val_if_fail (STINT_IS_ITEM_LIST (self), NULL);

  return id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;
}

/* One items-changed of what lies between the common head and the common tail. */
static void
emit_difference (StintItemList *self, GPtrArray *old)
{
  GPtrArray *new = self->items;
  guint shorter = MIN (old->len, new->len);
  guint head = 0;
  guint tail = 0;

  while (head < shorter && old->pdata[head] == new->pdata[head])
    head++;
  while (tail < shorter - head &&
         old->pdata[old->len - 1 - tail] == new->pdata[new->len - 1 - tail])
    tail++;

  if (old->len - head - tail > 0 || new->len - head - tail > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail,
                                new->len - head - tail);
}

void
stint_item_list_reload (StintItemList *self, GVariant *tuples)
{
  g_autoptr (GHashTable) by_id = NULL;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GPtrArray) old = NULL;
  gsize n = g_variant_n_children (tuples);

  g_return_if_fail (STINT_IS_ITEM_LIST (self));

  /* Items notify while they are updated, and whoever listens still sees the whole old list. */
  items = g_ptr_array_new_full (n, g_object_unref);
  by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) tuple = g_variant_get_child_value (tuples, i);

      /* A service that names an id twice is wrong, but is not to break the list. */
      if (!g_hash_table_contains (by_id, tuple_peek_id (tuple)))
        g_ptr_array_add (items, take_tuple (self, tuple, by_id));
    }

  g_clear_pointer (&self->by_id, g_hash_table_unref);
  self->by_id = g_steal_pointer (&by_id);
  old = g_steal_pointer (&self->items);
  self->items = g_steal_pointer (&items);
  emit_difference (self, old);
}

static void
remove_ids (StintItemList *self, GVariant *removed)
{
  g_autoptr (GPtrArray) old = NULL;
  g_autoptr (GPtrArray) kept = NULL;
  g_autoptr (GHashTable) gone = g_hash_table_new (NULL, NULL);
  GVariantIter iter;
  const char *id;

  g_variant_iter_init (&iter, removed);
  while (g_variant_iter_next (&iter, "&s", &id))
    {
      GObject *item = g_hash_table_lookup (self->by_id, id);

      if (item != NULL)
        g_hash_table_add (gone, item);
      g_hash_table_remove (self->by_id, id);
    }
  if (g_hash_table_size (gone) == 0)
    return;

  kept = g_ptr_array_new_full (self->items->len, g_object_unref);
  for (guint i = 0; i < self->items->len; i++)
    {
      if (!g_hash_table_contains (gone, self->items->pdata[i]))
        g_ptr_array_add (kept, g_object_ref (self->items->pdata[i]));
    }
  old = g_steal_pointer (&self->items);
  self->items = g_steal_pointer (&kept);
  emit_difference (self, old);
}

void
stint_item_list_apply (StintItemList *self, GVariant *upserts, GVariant *removed)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new ();
  guint before;

  g_return_if_fail (STINT_IS_ITEM_LIST (self));

  remove_ids (self, removed);

  for (gsize i = 0; i < g_variant_n_children (upserts); i++)
    {
      g_autoptr (GVariant) tuple = g_variant_get_child_value (upserts, i);
      GObject *item = g_hash_table_lookup (self->by_id, tuple_peek_id (tuple));

      if (item != NULL)
        self->func (item, tuple, self->user_data);
      else
        g_ptr_array_add (added, take_tuple (self, tuple, self->by_id));
    }

  if (added->len == 0)
    return;

  before = self->items->len;
  g_ptr_array_extend_and_steal (self->items, g_steal_pointer (&added));
  g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->items->len - before);
}
