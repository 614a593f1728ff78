/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-selection.h"

struct _StintSelection
{
  GObject parent_instance;

  StintSlotModel *model;  /* (owned) */
  GHashTable *chosen;     /* (owned) of StintSessionItem (owned) */
  StintSessionItem *lead; /* (owned) (nullable) */
  GtkBitset *told;        /* (owned) where those stood when rows were told */
};

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void stint_selection_list_iface_init (GListModelInterface *iface);
static void stint_selection_selection_iface_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StintSelection,
                               stint_selection,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      stint_selection_list_iface_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          stint_selection_selection_iface_init))

static guint
n_items (StintSelection *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->model));
}

static GtkBitset *
find_places (StintSelection *self)
{
  GtkBitset *places = gtk_bitset_new_empty ();
  GHashTableIter iter;
  gpointer session;

  g_hash_table_iter_init (&iter, self->chosen);
  while (g_hash_table_iter_next (&iter, &session, NULL))
    {
      guint place = stint_slot_model_find (self->model, session);

      if (place != G_MAXUINT)
        gtk_bitset_add (places, place);
    }
  return places;
}

/* Rows between the first and the last that differ. */
static void
tell_rows (StintSelection *self)
{
  g_autoptr (GtkBitset) before = g_steal_pointer (&self->told);
  guint n = n_items (self);

  self->told = find_places (self);
  gtk_bitset_difference (before, self->told);
  if (gtk_bitset_is_empty (before) || gtk_bitset_get_minimum (before) >= n)
    return;
  gtk_selection_model_selection_changed (
      GTK_SELECTION_MODEL (self), gtk_bitset_get_minimum (before),
      MIN (gtk_bitset_get_maximum (before), n - 1) - gtk_bitset_get_minimum (before) + 1);
}

static void
stint_selection_tell (StintSelection *self)
{
  tell_rows (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static GType
stint_selection_get_item_type (GListModel *model)
{
  return STINT_TYPE_SLOT;
}

static guint
stint_selection_get_n_items (GListModel *model)
{
  return n_items (STINT_SELECTION (model));
}

static gpointer
stint_selection_get_item (GListModel *model, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (STINT_SELECTION (model)->model), position);
}

static void
stint_selection_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = stint_selection_get_item_type;
  iface->get_n_items = stint_selection_get_n_items;
  iface->get_item = stint_selection_get_item;
}

static gboolean
stint_selection_is_selected (GtkSelectionModel *model, guint position)
{
  StintSelection *self = STINT_SELECTION (model);
  StintSessionItem *session = stint_slot_model_get_session (self->model, position);

  return session != NULL && g_hash_table_contains (self->chosen, session);
}

static GtkBitset *
stint_selection_get_selection_in_range (GtkSelectionModel *model, guint position, guint n)
{
  return find_places (STINT_SELECTION (model));
}

/* Without telling. */
static void
choose (StintSelection *self, guint position, gboolean chosen)
{
  StintSessionItem *session = stint_slot_model_get_session (self->model, position);

  if (session == NULL)
    return;
  if (chosen)
    g_hash_table_add (self->chosen, g_object_ref (session));
  else
    g_hash_table_remove (self->chosen, session);
}

/* The lead is one of those that are chosen, wherever there are any. */
static void
find_lead (StintSelection *self, guint wanted)
{
  StintSessionItem *session = stint_slot_model_get_session (self->model, wanted);
  GHashTableIter iter;
  gpointer other = NULL;

  if (session != NULL && g_hash_table_contains (self->chosen, session))
    {
      g_set_object (&self->lead, session);
      return;
    }
  if (self->lead != NULL && g_hash_table_contains (self->chosen, self->lead))
    return;
  g_hash_table_iter_init (&iter, self->chosen);
  g_hash_table_iter_next (&iter, &other, NULL);
  g_set_object (&self->lead, other);
}

static gboolean
stint_selection_select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  StintSelection *self = STINT_SELECTION (model);

  if (unselect_rest)
    g_hash_table_remove_all (self->chosen);
  choose (self, position, TRUE);
  find_lead (self, position);
  stint_selection_tell (self);
  return TRUE;
}

static gboolean
stint_selection_unselect_item (GtkSelectionModel *model, guint position)
{
  StintSelection *self = STINT_SELECTION (model);

  choose (self, position, FALSE);
  find_lead (self, G_MAXUINT);
  stint_selection_tell (self);
  return TRUE;
}

static gboolean
stint_selection_select_range (GtkSelectionModel *model,
                              guint position,
                              guint n,
                              gboolean unselect_rest)
{
  StintSelection *self = STINT_SELECTION (model);

  if (unselect_rest)
    g_hash_table_remove_all (self->chosen);
  for (guint i = 0; i < n; i++)
    choose (self, position + i, TRUE);
  find_lead (self, G_MAXUINT);
  stint_selection_tell (self);
  return TRUE;
}

static gboolean
stint_selection_unselect_range (GtkSelectionModel *model, guint position, guint n)
{
  StintSelection *self = STINT_SELECTION (model);

  for (guint i = 0; i < n; i++)
    choose (self, position + i, FALSE);
  find_lead (self, G_MAXUINT);
  stint_selection_tell (self);
  return TRUE;
}

static gboolean
stint_selection_select_all (GtkSelectionModel *model)
{
  return stint_selection_select_range (model, 0, n_items (STINT_SELECTION (model)), TRUE);
}

static gboolean
stint_selection_unselect_all (GtkSelectionModel *model)
{
  StintSelection *self = STINT_SELECTION (model);

  g_hash_table_remove_all (self->chosen);
  find_lead (self, G_MAXUINT);
  stint_selection_tell (self);
  return TRUE;
}

static gboolean
stint_selection_set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  StintSelection *self = STINT_SELECTION (model);
  GtkBitsetIter iter;
  guint position;

  if (!gtk_bitset_iter_init_first (&iter, mask, &position))
    return TRUE;
  do
    choose (self, position, gtk_bitset_contains (selected, position));
  while (gtk_bitset_iter_next (&iter, &position));
  find_lead (self, G_MAXUINT);
  stint_selection_tell (self);
  return TRUE;
}

static void
stint_selection_selection_iface_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = stint_selection_is_selected;
  iface->get_selection_in_range = stint_selection_get_selection_in_range;
  iface->select_item = stint_selection_select_item;
  iface->unselect_item = stint_selection_unselect_item;
  iface->select_range = stint_selection_select_range;
  iface->unselect_range = stint_selection_unselect_range;
  iface->select_all = stint_selection_select_all;
  iface->unselect_all = stint_selection_unselect_all;
  iface->set_selection = stint_selection_set_selection;
}

static gboolean
is_out_of_sight (gpointer session, gpointer value, gpointer self)
{
  return stint_slot_model_find (STINT_SELECTION (self)->model, session) == G_MAXUINT;
}

static void
stint_selection_arranged_cb (StintSelection *self)
{
  gboolean changed;

  g_assert (STINT_IS_SELECTION (self));

  /* What cannot be seen is not to be stopped or removed with the rest. */
  changed = g_hash_table_foreach_remove (self->chosen, is_out_of_sight, self) > 0;
  if (g_hash_table_size (self->chosen) == 0 && self->lead != NULL &&
      stint_slot_model_find (self->model, self->lead) != G_MAXUINT)
    {
      g_hash_table_add (self->chosen, g_object_ref (self->lead));
      changed = TRUE;
    }
  tell_rows (self);
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
stint_selection_items_changed_cb (
    GListModel *model, guint position, guint removed, guint added, StintSelection *self)
{
  g_assert (STINT_IS_SELECTION (self));

  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
stint_selection_finalize (GObject *object)
{
  StintSelection *self = STINT_SELECTION (object);

  g_clear_pointer (&self->told, gtk_bitset_unref);
  g_clear_pointer (&self->chosen, g_hash_table_unref);
  g_clear_object (&self->lead);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (stint_selection_parent_class)->finalize (object);
}

static void
stint_selection_class_init (StintSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_selection_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
stint_selection_init (StintSelection *self)
{
  self->chosen = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->told = gtk_bitset_new_empty ();
}

StintSelection *
stint_selection_new (StintSlotModel *model)
{
  StintSelection *self;

  g_return_val_if_fail (STINT_IS_SLOT_MODEL (model), NULL);

  self = g_object_new (STINT_TYPE_SELECTION, NULL);
  self->model = g_object_ref (model);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (stint_selection_items_changed_cb),
                           self, 0);
  g_signal_connect_object (model, "arranged", G_CALLBACK (stint_selection_arranged_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

StintSlotModel *
stint_selection_get_model (StintSelection *self)
{
  g_return_val_if_fail (STINT_IS_SELECTION (self), NULL);

  return self->model;
}

StintSessionItem *
stint_selection_get_lead (StintSelection *self)
{
  g_return_val_if_fail (STINT_IS_SELECTION (self), NULL);

  return self->lead;
}

void
stint_selection_set_lead (StintSelection *self, StintSessionItem *session)
{
  g_return_if_fail (STINT_IS_SELECTION (self));

  g_hash_table_remove_all (self->chosen);
  g_set_object (&self->lead, session);
  if (session != NULL && stint_slot_model_find (self->model, session) != G_MAXUINT)
    g_hash_table_add (self->chosen, g_object_ref (session));
  stint_selection_tell (self);
}

guint
stint_selection_get_lead_position (StintSelection *self)
{
  g_return_val_if_fail (STINT_IS_SELECTION (self), G_MAXUINT);

  return stint_slot_model_find (self->model, self->lead);
}

guint
stint_selection_get_n (StintSelection *self)
{
  g_return_val_if_fail (STINT_IS_SELECTION (self), 0);

  return g_hash_table_size (self->chosen);
}

static int
compare_places (gconstpointer a, gconstpointer b, gpointer model)
{
  guint one = stint_slot_model_find (model, *(StintSessionItem *const *) a);
  guint two = stint_slot_model_find (model, *(StintSessionItem *const *) b);

  return one < two ? -1 : one > two;
}

GPtrArray *
stint_selection_list (StintSelection *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer session;

  g_return_val_if_fail (STINT_IS_SELECTION (self), list);

  g_hash_table_iter_init (&iter, self->chosen);
  while (g_hash_table_iter_next (&iter, &session, NULL))
    g_ptr_array_add (list, g_object_ref (session));
  g_ptr_array_sort_with_data (list, compare_places, self->model);
  return list;
}
