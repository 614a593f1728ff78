/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stint-slot-model.h"

typedef enum
{
  GROUP_ACTIVE,
  GROUP_PINNED,
  GROUP_REST,
} Group;

typedef struct
{
  StintSlotModel *model;     /* (unowned) */
  StintSessionItem *session; /* (owned) */
  gulong notify_id;
  Group group;
  const char *group_key; /* (unowned) collation key of the integration's name, GROUP_REST only */
  char *name_key;        /* collation key of the name */
  guint slot;            /* where it is shown, or G_MAXUINT */
} Entry;

struct _StintSlotModel
{
  GObject parent_instance;

  GListModel *sessions; /* (owned) */
  GPtrArray *entries;   /* (owned) Entry, in the order of sessions */
  GHashTable *by_item;  /* (owned) StintSessionItem → Entry */
  GHashTable *keys;     /* (owned) name of an integration → its collation key */
  GPtrArray *order;     /* (owned) Entry (unowned), sorted */
  GPtrArray *visible;   /* (owned) Entry (unowned) */
  GPtrArray *slots;     /* (owned) StintSlot */

  GStrv words; /* (nullable) folded words of the search */
  char *view;  /* (owned) */
  guint limit;

  guint arrange_id;
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

static char *
collation_key (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  /* The one for file names puts "role2" before "role10". */
  return g_utf8_collate_key_for_filename (folded, -1);
}

static Group
group_of (StintSessionItem *session)
{
  if (stint_session_item_is_held (session))
    return GROUP_ACTIVE;
  if (stint_session_item_get_pinned (session))
    return GROUP_PINNED;
  return GROUP_REST;
}

static const char *
integration_name (StintSessionItem *session)
{
  StintIntegrationItem *integration = stint_session_item_get_integration (session);

  return integration != NULL ? stint_integration_item_get_name (integration) : "";
}

/* Thousands of sessions have a handful of integrations. */
static const char *
group_key (StintSlotModel *self, StintSessionItem *session)
{
  const char *name = integration_name (session);
  char *key = g_hash_table_lookup (self->keys, name);

  if (key == NULL)
    {
      key = collation_key (name);
      g_hash_table_insert (self->keys, g_strdup (name), key);
    }
  return key;
}

static void
entry_refresh (Entry *entry)
{
  g_free (entry->name_key);
  entry->name_key = collation_key (stint_session_item_get_name (entry->session));
  entry->group = group_of (entry->session);
  entry->group_key = entry->group == GROUP_REST ? group_key (entry->model, entry->session) : NULL;
}

static void stint_slot_model_queue (StintSlotModel *self);

static void
entry_notify_cb (StintSessionItem *session, GParamSpec *pspec, Entry *entry)
{
  const char *name = pspec->name;

  g_assert (STINT_IS_SESSION_ITEM (session));

  /* Only what moves a row or lets it through; rows look at the rest themselves. */
  if (strcmp (name, "state") != 0 && strcmp (name, "held") != 0 && strcmp (name, "pinned") != 0 &&
      strcmp (name, "name") != 0 && strcmp (name, "integration") != 0 &&
      strcmp (name, "search-key") != 0)
    return;

  entry_refresh (entry);
  entry->model->unsorted = TRUE;
  stint_slot_model_queue (entry->model);
}

static Entry *
entry_new (StintSlotModel *model, StintSessionItem *session)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->model = model;
  entry->session = session;
  entry->slot = G_MAXUINT;
  entry_refresh (entry);
  entry->notify_id = g_signal_connect (session, "notify", G_CALLBACK (entry_notify_cb), entry);
  return entry;
}

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  /* NULL where it was moved out of the array. */
  if (entry == NULL)
    return;
  g_clear_signal_handler (&entry->notify_id, entry->session);
  g_object_unref (entry->session);
  g_free (entry->name_key);
  g_free (entry);
}

static int
entry_compare (gconstpointer a, gconstpointer b)
{
  const Entry *one = *(const Entry *const *) a;
  const Entry *two = *(const Entry *const *) b;
  int order;

  if (one->group != two->group)
    return one->group < two->group ? -1 : 1;
  order = g_strcmp0 (one->group_key, two->group_key);
  if (order == 0)
    order = strcmp (one->name_key, two->name_key);
  if (order == 0)
    order =
        strcmp (stint_session_item_get_id (one->session), stint_session_item_get_id (two->session));
  return order;
}

static gboolean
view_lets_through (StintSlotModel *self, const Entry *entry)
{
  if (g_str_equal (self->view, "active"))
    return entry->group == GROUP_ACTIVE;
  if (g_str_equal (self->view, "pinned"))
    return stint_session_item_get_pinned (entry->session);
  if (g_str_has_prefix (self->view, "integration:"))
    return g_str_equal (self->view + strlen ("integration:"),
                        stint_session_item_get_integration_id (entry->session));
  return TRUE;
}

static gboolean
search_lets_through (StintSlotModel *self, const Entry *entry)
{
  const char *key;

  if (self->words == NULL)
    return TRUE;
  key = stint_session_item_get_search_key (entry->session);
  for (char **word = self->words; *word != NULL; word++)
    {
      if (strstr (key, *word) == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_section (const Entry *one, const Entry *two)
{
  return one->group == two->group && g_strcmp0 (one->group_key, two->group_key) == 0;
}

/* The word above visible[@position], or NULL if it is not the first of its group. */
static char *
section_at (StintSlotModel *self, guint position)
{
  const Entry *entry = g_ptr_array_index (self->visible, position);
  const char *name;
  guint n = 1;

  if (position > 0 && same_section (entry, g_ptr_array_index (self->visible, position - 1)))
    return NULL;
  if (entry->group == GROUP_ACTIVE)
    /* Translators: the group of sessions that are active, a word above its first row. */
    return g_strdup (C_ ("group", "Active"));
  if (entry->group == GROUP_PINNED)
    /* Translators: the group of sessions that were pinned, a word above its first row. */
    return g_strdup (C_ ("group", "Pinned"));

  while (position + n < self->visible->len &&
         same_section (entry, g_ptr_array_index (self->visible, position + n)))
    n++;
  name = integration_name (entry->session);
  if (name[0] == '\0')
    name = C_ ("group", "Others");
  /* Translators: the sessions of an integration, above the first of them: "Acme · 188 sessions". */
  return g_strdup_printf (ngettext ("%s · %u session", "%s · %u sessions", n), name, n);
}

static void
stint_slot_model_choose_visible (StintSlotModel *self)
{
  g_ptr_array_set_size (self->visible, 0);
  for (guint i = 0; i < self->order->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->order, i);

      entry->slot = G_MAXUINT;
      if (view_lets_through (self, entry) && search_lets_through (self, entry))
        g_ptr_array_add (self->visible, entry);
    }
}

static void
stint_slot_model_fill_slots (StintSlotModel *self)
{
  guint before = self->slots->len;
  guint shown = MIN (self->visible->len, self->limit);

  for (guint i = 0; i < shown; i++)
    {
      Entry *entry = g_ptr_array_index (self->visible, i);
      g_autofree char *section = section_at (self, i);

      if (i >= before)
        g_ptr_array_add (self->slots, stint_slot_new ());
      stint_slot_fill (g_ptr_array_index (self->slots, i), entry->session, section);
      entry->slot = i;
    }

  if (shown > before)
    {
      g_list_model_items_changed (G_LIST_MODEL (self), before, 0, shown - before);
    }
  else if (shown < before)
    {
      g_ptr_array_set_size (self->slots, shown);
      g_list_model_items_changed (G_LIST_MODEL (self), shown, before - shown, 0);
    }
}

static void
stint_slot_model_arrange (StintSlotModel *self)
{
  g_clear_handle_id (&self->arrange_id, g_source_remove);

  if (self->unsorted)
    {
      g_ptr_array_sort (self->order, entry_compare);
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
      Entry *entry = g_steal_pointer (&g_ptr_array_index (self->entries, i));

      g_hash_table_remove (self->by_item, entry->session);
      entry_free (entry);
    }
  g_ptr_array_set_size (self->entries, (int) position);
  for (guint i = position; i < position + added; i++)
    {
      Entry *entry = entry_new (self, g_list_model_get_item (sessions, i));

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
  return STINT_SLOT_MODEL (model)->slots->len;
}

static gpointer
stint_slot_model_get_item (GListModel *model, guint position)
{
  StintSlotModel *self = STINT_SLOT_MODEL (model);

  if (position >= self->slots->len)
    return NULL;
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
  g_clear_pointer (&self->slots, g_ptr_array_unref);
  g_clear_pointer (&self->visible, g_ptr_array_unref);
  g_clear_pointer (&self->order, g_ptr_array_unref);
  g_clear_pointer (&self->by_item, g_hash_table_unref);
  g_clear_pointer (&self->keys, g_hash_table_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_clear_object (&self->sessions);
  g_clear_pointer (&self->words, g_strfreev);
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
  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->by_item = g_hash_table_new (NULL, NULL);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->order = g_ptr_array_new ();
  self->visible = g_ptr_array_new ();
  self->slots = g_ptr_array_new_with_free_func (g_object_unref);
  self->view = g_strdup ("all");
  self->limit = G_MAXUINT;
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

static GStrv
fold_words (const char *text)
{
  g_autofree char *folded = NULL;
  g_auto (GStrv) parts = NULL;
  g_autoptr (GStrvBuilder) words = NULL;
  guint n = 0;

  if (text == NULL)
    return NULL;
  folded = g_utf8_casefold (text, -1);
  parts = g_strsplit_set (folded, " \t", -1);
  words = g_strv_builder_new ();
  for (char **part = parts; *part != NULL; part++)
    {
      if ((*part)[0] == '\0')
        continue;
      g_strv_builder_add (words, *part);
      n++;
    }
  return n > 0 ? g_strv_builder_end (words) : NULL;
}

void
stint_slot_model_set_search (StintSlotModel *self, const char *text)
{
  g_return_if_fail (STINT_IS_SLOT_MODEL (self));

  g_strfreev (self->words);
  self->words = fold_words (text);
  stint_slot_model_arrange (self);
}

void
stint_slot_model_set_view (StintSlotModel *self, const char *view)
{
  g_return_if_fail (STINT_IS_SLOT_MODEL (self));
  g_return_if_fail (view != NULL);

  if (g_str_equal (self->view, view))
    return;
  g_free (self->view);
  self->view = g_strdup (view);
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

  if (position >= self->slots->len)
    return NULL;
  return stint_slot_get_session (g_ptr_array_index (self->slots, position));
}

guint
stint_slot_model_find (StintSlotModel *self, StintSessionItem *session)
{
  Entry *entry;

  g_return_val_if_fail (STINT_IS_SLOT_MODEL (self), G_MAXUINT);

  entry = session != NULL ? g_hash_table_lookup (self->by_item, session) : NULL;
  return entry != NULL ? entry->slot : G_MAXUINT;
}
