/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stint-finder.h"
#include "stint-slot-model.h"

/* What is not seen follows in steps of so many, each a few milliseconds of GTK's work. */
#define STEP 12

/* As many as a list of GTK 4.8 has widgets for, and some: to give up the rest costs nothing. */
#define KEPT 256

/* Where rows stand is reckoned by their usual height: some are taller. */
#define SEEN_MARGIN 12

struct _StintSlotModel
{
  GObject parent_instance;

  GListModel *sessions; /* (owned) */
  GPtrArray *entries;   /* (owned) StintSlotEntry, in the order of sessions */
  GHashTable *by_item;  /* (owned) StintSessionItem → StintSlotEntry */
  GHashTable *keys;     /* (owned) text → its natural key */
  GPtrArray *order;     /* (owned) StintSlotEntry (unowned), sorted */
  GPtrArray *visible;   /* (owned) StintSlotEntry (unowned) */
  GPtrArray *slots;     /* (owned) StintSlot (nullable), made for those who ask */
  guint n_shown;        /* slots with a session */
  guint n_told;         /* slots that the list knows of: empty ones at the tail go later */
  guint seen_first;
  guint seen_end; /* G_MAXUINT: nobody has told what can be seen */

  char *view;            /* (owned) */
  StintQuery *scope;     /* (owned) (nullable) */
  StintQuery *filter;    /* (owned) (nullable) */
  char *search;          /* (owned) */
  StintFinder *in_scope; /* (owned) (nullable) the words of scope */
  StintFinder *finder;   /* (owned) (nullable) the words of search */
  StintOrder sorting;
  guint limit;
  gboolean incomplete;

  guint arrange_id;
  guint follow_id;
  guint followed; /* slots before this one show what they should */
  gboolean unsorted;
};

enum
{
  ARRANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void stint_slot_model_list_iface_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StintSlotModel,
                               stint_slot_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      stint_slot_model_list_iface_init))

static void stint_slot_model_queue (StintSlotModel *self);

static void
entry_notify_cb (StintSessionItem *session, GParamSpec *pspec, StintSlotEntry *entry)
{
  /* Only what moves a row or lets it through; rows look at the rest themselves. */
  static const char *const moving[] = { "state",       "held",       "pinned",    "name",
                                        "integration", "search-key", "last-used", NULL };
  StintSlotModel *self = entry->owner;

  g_assert (STINT_IS_SESSION_ITEM (session));
  g_assert (STINT_IS_SLOT_MODEL (self));

  if (!g_strv_contains (moving, pspec->name))
    return;
  stint_slot_entry_refresh (entry, self->keys);
  self->unsorted = TRUE;
  stint_slot_model_queue (self);
}

static gboolean
view_lets_through (StintSlotModel *self, const StintSlotEntry *entry)
{
  if (g_str_equal (self->view, "active"))
    return entry->group == STINT_GROUP_ACTIVE;
  if (g_str_equal (self->view, "pinned"))
    return stint_session_item_get_pinned (entry->session);
  if (g_str_has_prefix (self->view, "integration:"))
    return g_str_equal (self->view + strlen ("integration:"),
                        stint_session_item_get_integration_id (entry->session));
  return TRUE;
}

static gboolean
filters_let_through (StintSlotModel *self, const StintSlotEntry *entry)
{
  return view_lets_through (self, entry) &&
         (self->scope == NULL || stint_query_lets_through (self->scope, entry->session)) &&
         (self->filter == NULL || stint_query_lets_through (self->filter, entry->session));
}

/* The sum for both, or NO_MATCH. */
static guint
rate (StintSlotModel *self, const StintSlotEntry *entry, StintFinderMode mode)
{
  const char *key = stint_session_item_get_search_key (entry->session);
  guint sum = 0;

  if (self->in_scope != NULL)
    {
      /* What a view was saved for is not guessed at. */
      if (stint_finder_rate (self->in_scope, key, STINT_FINDER_EXACT) == STINT_FINDER_NO_MATCH)
        return STINT_FINDER_NO_MATCH;
    }
  if (self->finder != NULL)
    sum = stint_finder_rate (self->finder, key, mode);
  return sum;
}

/* Best first; among equals the order stays. */
static void
choose_found (StintSlotModel *self, StintFinderMode mode)
{
  g_autofree guint8 *rates = g_new (guint8, self->order->len);
  guint starts[STINT_FINDER_WORST + 2] = { 0 };

  for (guint i = 0; i < self->order->len; i++)
    {
      StintSlotEntry *entry = g_ptr_array_index (self->order, i);
      guint value = STINT_FINDER_NO_MATCH;

      if (filters_let_through (self, entry))
        value = rate (self, entry, mode);
      rates[i] = value == STINT_FINDER_NO_MATCH ? G_MAXUINT8 : (guint8) value;
      if (value != STINT_FINDER_NO_MATCH)
        starts[value + 1]++;
    }
  for (guint i = 1; i < G_N_ELEMENTS (starts); i++)
    starts[i] += starts[i - 1];
  g_ptr_array_set_size (self->visible, (int) starts[STINT_FINDER_WORST + 1]);
  for (guint i = 0; i < self->order->len; i++)
    {
      if (rates[i] != G_MAXUINT8)
        self->visible->pdata[starts[rates[i]]++] = self->order->pdata[i];
    }
}

static void
choose_unsearched (StintSlotModel *self)
{
  for (guint i = 0; i < self->order->len; i++)
    {
      StintSlotEntry *entry = g_ptr_array_index (self->order, i);

      if (filters_let_through (self, entry))
        g_ptr_array_add (self->visible, entry);
    }
}

static void
stint_slot_model_choose_visible (StintSlotModel *self)
{
  for (guint i = 0; i < self->order->len; i++)
    ((StintSlotEntry *) g_ptr_array_index (self->order, i))->slot = G_MAXUINT;

  g_ptr_array_set_size (self->visible, 0);
  if (self->finder == NULL && self->in_scope == NULL)
    {
      choose_unsearched (self);
      return;
    }
  choose_found (self, STINT_FINDER_EXACT);
  if (self->visible->len == 0 && self->finder != NULL)
    choose_found (self, STINT_FINDER_FORGIVING);
}

/* The word above visible[@position], or NULL if it is not the first of its group. */
static char *
section_at (StintSlotModel *self, guint position)
{
  const StintSlotEntry *entry = g_ptr_array_index (self->visible, position);
  guint n = 1;

  if (self->finder != NULL)
    {
      /* The best stands first, whatever group it is of. */
      if (position > 0)
        return NULL;
      n = self->visible->len;
      /* Translators: above what a search has found. */
      return g_strdup_printf (ngettext ("%u session found", "%u sessions found", n), n);
    }
  if (position > 0 && stint_slot_entry_same_section (
                          entry, g_ptr_array_index (self->visible, position - 1), self->sorting))
    return NULL;
  while (position + n < self->visible->len &&
         stint_slot_entry_same_section (entry, g_ptr_array_index (self->visible, position + n),
                                        self->sorting))
    n++;
  return stint_slot_entry_name_section (entry, self->sorting, self->incomplete ? 0 : n);
}

static void
slot_free (gpointer slot)
{
  if (slot != NULL)
    g_object_unref (slot);
}

/* TRUE if the slot shows something else than before. */
static gboolean
stint_slot_model_fill_slot (StintSlotModel *self, guint position)
{
  StintSlot *slot = g_ptr_array_index (self->slots, position);
  g_autofree char *section = NULL;
  StintSlotEntry *entry;

  if (slot == NULL)
    return FALSE;
  /* Empty, it stays for the next time, but keeps nobody alive. */
  if (position >= self->n_shown)
    return stint_slot_fill (slot, NULL, NULL);
  entry = g_ptr_array_index (self->visible, position);
  section = section_at (self, position);
  return stint_slot_fill (slot, entry->session, section);
}

static void
stint_slot_model_fill_seen (StintSlotModel *self)
{
  guint first = self->seen_first > SEEN_MARGIN ? self->seen_first - SEEN_MARGIN : 0;
  guint end = MIN (self->n_told, self->seen_end);

  end = MIN (self->n_told, end + SEEN_MARGIN);
  for (guint i = first; i < end; i++)
    stint_slot_model_fill_slot (self, i);
}

/* The list gives up the widgets of its last rows down to @n. */
static void
stint_slot_model_cut (StintSlotModel *self, guint n)
{
  guint before = self->n_told;

  if (n >= before)
    return;
  self->n_told = n;
  g_list_model_items_changed (G_LIST_MODEL (self), n, before - n, 0);
  for (guint i = n; i < before; i++)
    stint_slot_model_fill_slot (self, i);
}

/* FALSE when there is nothing left to do. */
static gboolean
stint_slot_model_follow (StintSlotModel *self, guint steps)
{
  while (self->followed < self->n_shown && steps > 0)
    {
      if (stint_slot_model_fill_slot (self, self->followed++))
        steps--;
    }
  if (steps > 0 && self->n_told > self->n_shown)
    stint_slot_model_cut (self, self->n_told - MIN (steps, self->n_told - self->n_shown));
  return self->followed < self->n_shown || self->n_told > self->n_shown;
}

static gboolean
stint_slot_model_follow_cb (gpointer data)
{
  StintSlotModel *self = data;

  g_assert (STINT_IS_SLOT_MODEL (self));

  if (stint_slot_model_follow (self, STEP))
    return G_SOURCE_CONTINUE;
  self->follow_id = 0;
  return G_SOURCE_REMOVE;
}

static void
stint_slot_model_fill_slots (StintSlotModel *self)
{
  guint before = self->n_told;

  self->n_shown = MIN (self->visible->len, self->limit);
  self->followed = 0;
  if (self->slots->len < self->n_shown)
    g_ptr_array_set_size (self->slots, (int) self->n_shown);
  for (guint i = 0; i < self->n_shown; i++)
    ((StintSlotEntry *) g_ptr_array_index (self->visible, i))->slot = i;

  /* A list destroys a widget as slowly as it fills ten: after the frame is time enough. */
  if (self->seen_end != G_MAXUINT)
    stint_slot_model_cut (self, MAX (self->n_shown, KEPT));
  if (self->n_shown > before)
    {
      self->n_told = self->n_shown;
      g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->n_shown - before);
    }
  stint_slot_model_fill_seen (self);
  if (self->seen_end == G_MAXUINT)
    stint_slot_model_follow (self, G_MAXUINT);
  else if (self->follow_id == 0)
    self->follow_id =
        g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, stint_slot_model_follow_cb, self, NULL);
}

static void
stint_slot_model_arrange (StintSlotModel *self)
{
  g_clear_handle_id (&self->arrange_id, g_source_remove);

  if (self->unsorted)
    {
      g_ptr_array_sort_with_data (self->order, stint_slot_entry_compare,
                                  GINT_TO_POINTER (self->sorting));
      self->unsorted = FALSE;
    }
  stint_slot_model_choose_visible (self);
  stint_slot_model_fill_slots (self);
  g_signal_emit (self, signals[ARRANGED], 0);
}

static gboolean
stint_slot_model_arrange_cb (gpointer data)
{
  StintSlotModel *self = data;

  g_assert (STINT_IS_SLOT_MODEL (self));

  self->arrange_id = 0;
  stint_slot_model_arrange (self);
  return G_SOURCE_REMOVE;
}

/* Many notifies, one arrangement, before the next frame is drawn. */
static void
stint_slot_model_queue (StintSlotModel *self)
{
  if (self->arrange_id == 0)
    self->arrange_id =
        g_idle_add_full (G_PRIORITY_HIGH_IDLE, stint_slot_model_arrange_cb, self, NULL);
}

static void
stint_slot_model_items_changed_cb (
    GListModel *sessions, guint position, guint removed, guint added, StintSlotModel *self)
{
  g_autoptr (GPtrArray) rest = NULL;

  g_assert (G_IS_LIST_MODEL (sessions));
  g_assert (STINT_IS_SLOT_MODEL (self));

  /* The tail is taken off, what is new comes, and the tail again: one pass, where inserting one
   * by one would move the tail for each. */
  rest = g_ptr_array_new ();
  for (guint i = position + removed; i < self->entries->len; i++)
    g_ptr_array_add (rest, g_steal_pointer (&g_ptr_array_index (self->entries, i)));
  for (guint i = position; i < position + removed; i++)
    {
      StintSlotEntry *entry = g_steal_pointer (&g_ptr_array_index (self->entries, i));

      g_hash_table_remove (self->by_item, entry->session);
      stint_slot_entry_free (entry);
    }
  g_ptr_array_set_size (self->entries, (int) position);
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (StintSessionItem) session = g_list_model_get_item (sessions, i);
      StintSlotEntry *entry = stint_slot_entry_new (session, self->keys);

      entry->owner = self;
      entry->notify_id = g_signal_connect (session, "notify", G_CALLBACK (entry_notify_cb), entry);
      g_ptr_array_add (self->entries, entry);
      g_hash_table_insert (self->by_item, entry->session, entry);
    }
  g_ptr_array_extend (self->entries, rest, NULL, NULL);

  g_ptr_array_set_size (self->order, 0);
  g_ptr_array_set_size (self->visible, 0);
  g_ptr_array_extend (self->order, self->entries, NULL, NULL);
  self->unsorted = TRUE;
  stint_slot_model_arrange (self);
}

static GType
stint_slot_model_get_item_type (GListModel *model)
{
  return STINT_TYPE_SLOT;
}

static guint
stint_slot_model_get_n_items (GListModel *model)
{
  return STINT_SLOT_MODEL (model)->n_told;
}

static gpointer
stint_slot_model_get_item (GListModel *model, guint position)
{
  StintSlotModel *self = STINT_SLOT_MODEL (model);

  if (position >= self->n_told)
    return NULL;
  if (g_ptr_array_index (self->slots, position) == NULL)
    g_ptr_array_index (self->slots, position) = stint_slot_new ();
  stint_slot_model_fill_slot (self, position);
  return g_object_ref (g_ptr_array_index (self->slots, position));
}

static void
stint_slot_model_list_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = stint_slot_model_get_item_type;
  iface->get_n_items = stint_slot_model_get_n_items;
  iface->get_item = stint_slot_model_get_item;
}

static void
stint_slot_model_finalize (GObject *object)
{
  StintSlotModel *self = STINT_SLOT_MODEL (object);

  g_clear_handle_id (&self->arrange_id, g_source_remove);
  g_clear_handle_id (&self->follow_id, g_source_remove);
  g_clear_pointer (&self->slots, g_ptr_array_unref);
  g_clear_pointer (&self->visible, g_ptr_array_unref);
  g_clear_pointer (&self->order, g_ptr_array_unref);
  g_clear_pointer (&self->by_item, g_hash_table_unref);
  g_clear_pointer (&self->keys, g_hash_table_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_object (&self->sessions);
  g_clear_pointer (&self->finder, stint_finder_free);
  g_clear_pointer (&self->in_scope, stint_finder_free);
  g_clear_pointer (&self->filter, stint_query_free);
  g_clear_pointer (&self->scope, stint_query_free);
  g_clear_pointer (&self->search, g_free);
  g_clear_pointer (&self->view, g_free);

  G_OBJECT_CLASS (stint_slot_model_parent_class)->finalize (object);
}

static void
stint_slot_model_class_init (StintSlotModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_slot_model_finalize;

  signals[ARRANGED] = g_signal_new ("arranged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
stint_slot_model_init (StintSlotModel *self)
{
  self->entries = g_ptr_array_new_with_free_func (stint_slot_entry_free);
  self->by_item = g_hash_table_new (NULL, NULL);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->order = g_ptr_array_new ();
  self->visible = g_ptr_array_new ();
  self->slots = g_ptr_array_new_with_free_func (slot_free);
  self->view = g_strdup ("all");
  self->search = g_strdup ("");
  self->limit = G_MAXUINT;
  self->seen_end = G_MAXUINT;
}

StintSlotModel *
stint_slot_model_new (GListModel *sessions)
{
  StintSlotModel *self;

  g_return_val_if_fail (G_IS_LIST_MODEL (sessions), NULL);

  self = g_object_new (STINT_TYPE_SLOT_MODEL, NULL);
  self->sessions = g_object_ref (sessions);
  g_signal_connect_object (sessions, "items-changed",
                           G_CALLBACK (stint_slot_model_items_changed_cb), self, 0);
  stint_slot_model_items_changed_cb (sessions, 0, 0, g_list_model_get_n_items (sessions), self);
  return self;
}

void
stint_slot_model_set_search (StintSlotModel *self, const char *text)
{
  g_return_if_fail (STINT_IS_SLOT_MODEL (self));

  if (text == NULL)
    text = "";
  if (g_str_equal (self->search, text))
    return;
  g_free (self->search);
  self->search = g_strdup (text);
  g_clear_pointer (&self->finder, stint_finder_free);
  self->finder = stint_finder_new (text);
  stint_slot_model_arrange (self);
}

void
stint_slot_model_set_filter (StintSlotModel *self, const StintQuery *filter)
{
  g_return_if_fail (STINT_IS_SLOT_MODEL (self));

  g_clear_pointer (&self->filter, stint_query_free);
  if (filter != NULL && stint_query_has_filter (filter))
    self->filter = stint_query_copy (filter);
  stint_slot_model_arrange (self);
}

void
stint_slot_model_set_view (StintSlotModel *self, const char *view, const StintQuery *scope)
{
  g_return_if_fail (STINT_IS_SLOT_MODEL (self));
  g_return_if_fail (view != NULL);

  if (g_str_equal (self->view, view) && self->scope == NULL && scope == NULL)
    return;
  g_free (self->view);
  self->view = g_strdup (view);
  g_clear_pointer (&self->scope, stint_query_free);
  g_clear_pointer (&self->in_scope, stint_finder_free);
  if (scope != NULL)
    {
      self->scope = stint_query_copy (scope);
      self->in_scope = stint_finder_new (scope->text);
    }
  stint_slot_model_arrange (self);
}

void
stint_slot_model_set_order (StintSlotModel *self, StintOrder order)
{
  g_return_if_fail (STINT_IS_SLOT_MODEL (self));

  if (self->sorting == order)
    return;
  self->sorting = order;
  self->unsorted = TRUE;
  stint_slot_model_arrange (self);
}

void
stint_slot_model_set_complete (StintSlotModel *self, gboolean complete)
{
  g_return_if_fail (STINT_IS_SLOT_MODEL (self));

  if (self->incomplete == !complete)
    return;
  self->incomplete = !complete;
  stint_slot_model_arrange (self);
}

void
stint_slot_model_set_limit (StintSlotModel *self, guint limit)
{
  g_return_if_fail (STINT_IS_SLOT_MODEL (self));

  if (self->limit == limit)
    return;
  self->limit = limit;
  stint_slot_model_arrange (self);
}

void
stint_slot_model_set_seen (StintSlotModel *self, guint first, guint n)
{
  g_return_if_fail (STINT_IS_SLOT_MODEL (self));

  self->seen_first = first;
  self->seen_end = n < G_MAXUINT - first ? first + n : G_MAXUINT;
  stint_slot_model_fill_seen (self);
}

guint
stint_slot_model_get_n_visible (StintSlotModel *self)
{
  g_return_val_if_fail (STINT_IS_SLOT_MODEL (self), 0);

  return self->visible->len;
}

StintSessionItem *
stint_slot_model_get_session (StintSlotModel *self, guint position)
{
  g_return_val_if_fail (STINT_IS_SLOT_MODEL (self), NULL);

  if (position >= self->n_shown)
    return NULL;
  return ((StintSlotEntry *) g_ptr_array_index (self->visible, position))->session;
}

guint
stint_slot_model_find (StintSlotModel *self, StintSessionItem *session)
{
  StintSlotEntry *entry;

  g_return_val_if_fail (STINT_IS_SLOT_MODEL (self), G_MAXUINT);

  entry = session != NULL ? g_hash_table_lookup (self->by_item, session) : NULL;
  return entry != NULL ? entry->slot : G_MAXUINT;
}
