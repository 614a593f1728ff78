/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-tray"

#include "config.h"

#include "stint-tray-menu.h"

#include <string.h>

/* What hosts understand that are built on libdbusmenu. */
#define PROTOCOL_VERSION 3
/* Some hosts keep numbers in less than 32 bits. */
#define LAST_ID 30000
/* No entry has it. */
#define NOBODY (-1)

struct _StintTrayMenu
{
  StintTrayBusMenuSkeleton parent_instance;

  StintTrayEntry *root;        /* (owned) */
  GHashTable *by_id;           /* id → StintTrayEntry (borrowed) */
  StintTrayEntry *former_root; /* (owned) (nullable): what a host may still show */
  GHashTable *former_by_id;    /* (nullable): the same for it */
  gint32 last_id;
  guint revision;
  guint n_changes; /* how often anything was told */
};

enum
{
  SIGNAL_ACTIVATED,
  SIGNAL_ABOUT_TO_SHOW,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void stint_tray_menu_iface_init (StintTrayBusMenuIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StintTrayMenu,
                               stint_tray_menu,
                               STINT_TRAY_BUS_TYPE_MENU_SKELETON,
                               G_IMPLEMENT_INTERFACE (STINT_TRAY_BUS_TYPE_MENU,
                                                      stint_tray_menu_iface_init))

static StintTrayEntry *
find (StintTrayMenu *self, gint32 id)
{
  return g_hash_table_lookup (self->by_id, GINT_TO_POINTER (id));
}

/* The person may have clicked on what had just gone. */
static StintTrayEntry *
find_clicked (StintTrayMenu *self, gint32 id)
{
  StintTrayEntry *entry = find (self, id);

  if (entry == NULL && self->former_by_id != NULL)
    entry = g_hash_table_lookup (self->former_by_id, GINT_TO_POINTER (id));

  return entry;
}

/* --- Properties ------------------------------------------------------------------------------- */

/* What an underscore would do to the letter after it is undone by another one. */
static char *
escape_mnemonics (const char *label)
{
  GString *text = g_string_new (label);

  g_string_replace (text, "_", "__", 0);

  return g_string_free (text, FALSE);
}

static gboolean
is_enabled (const StintTrayEntry *entry)
{
  return entry->action != NULL || entry->children != NULL;
}

/* The value of a property, its default included; NULL: there is no such property.  Floating. */
static GVariant *
make_property (const StintTrayEntry *entry, const char *name)
{
  gboolean separator = stint_tray_entry_is_separator (entry);

  if (strcmp (name, "type") == 0)
    return g_variant_new_string (separator ? "separator" : "standard");
  if (strcmp (name, "label") == 0)
    return g_variant_new_take_string (escape_mnemonics (separator ? "" : entry->label));
  if (strcmp (name, "enabled") == 0)
    return g_variant_new_boolean (separator || is_enabled (entry));
  if (strcmp (name, "visible") == 0)
    return g_variant_new_boolean (TRUE);
  if (strcmp (name, "children-display") == 0)
    return g_variant_new_string (entry->children != NULL ? "submenu" : "");

  return NULL;
}

/* Those that are not what a host assumes anyway. */
static gboolean
differs_from_default (const StintTrayEntry *entry, const char *name)
{
  gboolean separator = stint_tray_entry_is_separator (entry);

  if (strcmp (name, "type") == 0)
    return separator;
  if (strcmp (name, "label") == 0)
    return !separator && *entry->label != '\0';
  if (strcmp (name, "enabled") == 0)
    return !separator && !is_enabled (entry);
  if (strcmp (name, "children-display") == 0)
    return entry->children != NULL;

  return FALSE;
}

static gboolean
is_wanted (const char *const *names, const char *name)
{
  return names == NULL || names[0] == NULL || g_strv_contains (names, name);
}

/* @names: (nullable): empty is all.  Floating a{sv}. */
static GVariant *
make_properties (const StintTrayEntry *entry, const char *const *names)
{
  static const char *const all[] = { "type", "label", "enabled", "children-display" };
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    {
      if (is_wanted (names, all[i]) && differs_from_default (entry, all[i]))
        g_variant_builder_add (&builder, "{sv}", all[i], make_property (entry, all[i]));
    }

  return g_variant_builder_end (&builder);
}

/* Floating (ia{sv}av); @depth: -1 is to the end. */
static GVariant *
make_layout (const StintTrayEntry *entry, int depth, const char *const *names)
{
  GVariantBuilder children;

  g_variant_builder_init (&children, G_VARIANT_TYPE ("av"));
  for (guint i = 0; depth != 0 && entry->children != NULL && i < entry->children->len; i++)
    g_variant_builder_add (
        &children, "v",
        make_layout (g_ptr_array_index (entry->children, i), depth > 0 ? depth - 1 : -1, names));

  return g_variant_new ("(i@a{sv}av)", entry->id, make_properties (entry, names), &children);
}

/* --- What hosts read -------------------------------------------------------------------------- */

static gboolean
refuse_id (GDBusMethodInvocation *invocation, gint32 id)
{
  g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                                         "There is no entry %d", id);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_get_layout (StintTrayBusMenu *object,
                   GDBusMethodInvocation *invocation,
                   gint32 parent_id,
                   gint32 depth,
                   const char *const *names)
{
  StintTrayMenu *self = STINT_TRAY_MENU (object);
  StintTrayEntry *entry = find (self, parent_id);

  if (entry == NULL)
    return refuse_id (invocation, parent_id);

  stint_tray_bus_menu_complete_get_layout (object, g_steal_pointer (&invocation), self->revision,
                                           make_layout (entry, depth, names));

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
add_group_properties (GVariantBuilder *builder, StintTrayEntry *entry, const char *const *names)
{
  g_variant_builder_add (builder, "(i@a{sv})", entry->id, make_properties (entry, names));
}

static void
add_all_properties (GVariantBuilder *builder, StintTrayEntry *entry, const char *const *names)
{
  add_group_properties (builder, entry, names);
  for (guint i = 0; entry->children != NULL && i < entry->children->len; i++)
    add_all_properties (builder, g_ptr_array_index (entry->children, i), names);
}

static gboolean
handle_get_group_properties (StintTrayBusMenu *object,
                             GDBusMethodInvocation *invocation,
                             GVariant *ids,
                             const char *const *names)
{
  StintTrayMenu *self = STINT_TRAY_MENU (object);
  GVariantBuilder builder;
  GVariantIter iter;
  gint32 id;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ia{sv})"));
  if (g_variant_n_children (ids) == 0)
    add_all_properties (&builder, self->root, names);

  g_variant_iter_init (&iter, ids);
  while (g_variant_iter_next (&iter, "i", &id))
    {
      StintTrayEntry *entry = find (self, id);

      if (entry != NULL)
        add_group_properties (&builder, entry, names);
    }
  stint_tray_bus_menu_complete_get_group_properties (object, g_steal_pointer (&invocation),
                                                     g_variant_builder_end (&builder));

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_get_property (StintTrayBusMenu *object,
                     GDBusMethodInvocation *invocation,
                     gint32 id,
                     const char *name)
{
  StintTrayEntry *entry = find (STINT_TRAY_MENU (object), id);
  GVariant *value;

  if (entry == NULL)
    return refuse_id (invocation, id);

  value = make_property (entry, name);
  if (value == NULL)
    g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                                           "There is no property “%s”", name);
  else
    stint_tray_bus_menu_complete_get_property (object, g_steal_pointer (&invocation),
                                               g_variant_new_variant (value));

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- What hosts tell -------------------------------------------------------------------------- */

/* TRUE where the entries changed while they were looked at once more.
 * @whole: it is no submenu of what is open already */
static gboolean
prepare_to_show (StintTrayMenu *self, gboolean whole)
{
  guint before = self->n_changes;

  g_signal_emit (self, signals[SIGNAL_ABOUT_TO_SHOW], 0, whole);

  return self->n_changes != before;
}

/* What it does may take the entry away. */
static void
activate (StintTrayMenu *self, StintTrayEntry *entry)
{
  g_autofree char *action = g_strdup (entry->action);
  g_autofree char *target = g_strdup (entry->target);

  if (action != NULL)
    g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, action, target);
}

/* The event's data are the host's own affair: KDE sends a string, GNOME a number. */
static void
take_event (StintTrayMenu *self, gint32 id, const char *event)
{
  StintTrayEntry *entry = find_clicked (self, id);

  if (entry == NULL)
    return;

  if (strcmp (event, "clicked") == 0)
    activate (self, entry);
  else if (strcmp (event, "opened") == 0)
    prepare_to_show (self, entry == self->root);
  else if (strcmp (event, "closed") == 0 && entry == self->root)
    g_signal_emit (self, signals[SIGNAL_CLOSED], 0);
}

static gboolean
handle_event (StintTrayBusMenu *object,
              GDBusMethodInvocation *invocation,
              gint32 id,
              const char *event,
              GVariant *data,
              guint timestamp)
{
  StintTrayMenu *self = STINT_TRAY_MENU (object);

  if (find_clicked (self, id) == NULL)
    return refuse_id (invocation, id);

  stint_tray_bus_menu_complete_event (object, g_steal_pointer (&invocation));
  take_event (self, id, event);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_event_group (StintTrayBusMenu *object, GDBusMethodInvocation *invocation, GVariant *events)
{
  StintTrayMenu *self = STINT_TRAY_MENU (object);
  GVariantBuilder errors;
  GVariantIter iter;
  const char *event;
  gint32 id = NOBODY;
  gsize n_known = 0;

  g_variant_builder_init (&errors, G_VARIANT_TYPE ("ai"));
  g_variant_iter_init (&iter, events);
  while (g_variant_iter_next (&iter, "(i&s@vu)", &id, &event, NULL, NULL))
    {
      if (find_clicked (self, id) == NULL)
        g_variant_builder_add (&errors, "i", id);
      else
        n_known++;
    }

  if (n_known == 0 && id != NOBODY)
    {
      g_variant_builder_clear (&errors);
      return refuse_id (invocation, id);
    }

  stint_tray_bus_menu_complete_event_group (object, g_steal_pointer (&invocation),
                                            g_variant_builder_end (&errors));
  g_variant_iter_init (&iter, events);
  while (g_variant_iter_next (&iter, "(i&s@vu)", &id, &event, NULL, NULL))
    take_event (self, id, event);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_about_to_show (StintTrayBusMenu *object, GDBusMethodInvocation *invocation, gint32 id)
{
  StintTrayMenu *self = STINT_TRAY_MENU (object);

  if (find (self, id) == NULL)
    return refuse_id (invocation, id);

  stint_tray_bus_menu_complete_about_to_show (object, g_steal_pointer (&invocation),
                                              prepare_to_show (self, id == self->root->id));

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
has_id (GVariant *ids, gint32 wanted)
{
  GVariantIter iter;
  gint32 id;

  g_variant_iter_init (&iter, ids);
  while (g_variant_iter_next (&iter, "i", &id))
    {
      if (id == wanted)
        return TRUE;
    }

  return FALSE;
}

static gboolean
handle_about_to_show_group (StintTrayBusMenu *object,
                            GDBusMethodInvocation *invocation,
                            GVariant *ids)
{
  StintTrayMenu *self = STINT_TRAY_MENU (object);
  gboolean changed = prepare_to_show (self, has_id (ids, self->root->id));
  GVariantBuilder updates, errors;
  GVariantIter iter;
  gint32 id = NOBODY;
  gsize n_known = 0;

  g_variant_builder_init (&updates, G_VARIANT_TYPE ("ai"));
  g_variant_builder_init (&errors, G_VARIANT_TYPE ("ai"));
  g_variant_iter_init (&iter, ids);
  while (g_variant_iter_next (&iter, "i", &id))
    {
      if (find (self, id) == NULL)
        {
          g_variant_builder_add (&errors, "i", id);
          continue;
        }
      n_known++;
      if (changed)
        g_variant_builder_add (&updates, "i", id);
    }

  if (n_known == 0 && id != NOBODY)
    {
      g_variant_builder_clear (&updates);
      g_variant_builder_clear (&errors);
      return refuse_id (invocation, id);
    }

  stint_tray_bus_menu_complete_about_to_show_group (object, g_steal_pointer (&invocation),
                                                    g_variant_builder_end (&updates),
                                                    g_variant_builder_end (&errors));

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- From one tree to the next ---------------------------------------------------------------- */

static gint32
take_id (StintTrayMenu *self, GHashTable *by_id)
{
  do
    self->last_id = self->last_id < LAST_ID ? self->last_id + 1 : 1;
  while (g_hash_table_contains (by_id, GINT_TO_POINTER (self->last_id)) ||
         find (self, self->last_id) != NULL);

  return self->last_id;
}

/* The same things in the same order. */
static gboolean
has_same_keys (const StintTrayEntry *a, const StintTrayEntry *b)
{
  if (a->children == NULL || b->children == NULL || a->children->len != b->children->len)
    return FALSE;

  for (guint i = 0; i < a->children->len; i++)
    {
      const StintTrayEntry *child = g_ptr_array_index (a->children, i);
      const StintTrayEntry *other = g_ptr_array_index (b->children, i);

      if (strcmp (child->key, other->key) != 0)
        return FALSE;
    }

  return TRUE;
}

/* Where anything comes, goes or moves in a menu, all of its entries get new ids: hosts make them anew
 * then, while they put what moves among others into wrong places (AppIndicator on GNOME does).
 * @before: (nullable): what @entry was */
static void
enter (StintTrayMenu *self, StintTrayEntry *entry, const StintTrayEntry *before, GHashTable *by_id)
{
  gboolean same = before != NULL && has_same_keys (entry, before);

  entry->id = before != NULL ? before->id : take_id (self, by_id);
  g_hash_table_insert (by_id, GINT_TO_POINTER (entry->id), entry);
  for (guint i = 0; entry->children != NULL && i < entry->children->len; i++)
    enter (self, g_ptr_array_index (entry->children, i),
           same ? g_ptr_array_index (before->children, i) : NULL, by_id);
}

static gboolean
has_same_children (const StintTrayEntry *a, const StintTrayEntry *b)
{
  if ((a->children == NULL) != (b->children == NULL))
    return FALSE;
  if (a->children == NULL)
    return TRUE;
  if (a->children->len != b->children->len)
    return FALSE;

  for (guint i = 0; i < a->children->len; i++)
    {
      const StintTrayEntry *child = g_ptr_array_index (a->children, i);
      const StintTrayEntry *other = g_ptr_array_index (b->children, i);

      if (child->id != other->id)
        return FALSE;
    }

  return TRUE;
}

typedef struct
{
  GHashTable *before; /* id → StintTrayEntry */
  GVariantBuilder updated;
  GVariantBuilder removed;
  guint n_properties;
  GArray *parents; /* of what came or went, outer ones first */
} Difference;

static void
compare_property (Difference *difference,
                  const StintTrayEntry *before,
                  const StintTrayEntry *now,
                  const char *name)
{
  const char *names[] = { name, NULL };
  g_autoptr (GVariant) old = g_variant_ref_sink (make_property (before, name));
  g_autoptr (GVariant) new = g_variant_ref_sink (make_property (now, name));

  if (g_variant_equal (old, new))
    return;

  difference->n_properties++;
  if (differs_from_default (now, name))
    g_variant_builder_add (&difference->updated, "(i@a{sv})", now->id,
                           make_properties (now, names));
  else
    g_variant_builder_add (&difference->removed, "(i^as)", now->id, names);
}

static void
compare (Difference *difference, const StintTrayEntry *now)
{
  static const char *const names[] = { "label", "enabled", "children-display" };
  const StintTrayEntry *before =
      g_hash_table_lookup (difference->before, GINT_TO_POINTER (now->id));

  /* A new one is told of with its parent. */
  if (before == NULL)
    return;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    compare_property (difference, before, now, names[i]);
  if (!has_same_children (before, now))
    g_array_append_val (difference->parents, now->id);
  for (guint i = 0; now->children != NULL && i < now->children->len; i++)
    compare (difference, g_ptr_array_index (now->children, i));
}

static void
tell (StintTrayMenu *self, Difference *difference)
{
  g_autoptr (GVariant) updated = g_variant_ref_sink (g_variant_builder_end (&difference->updated));
  g_autoptr (GVariant) removed = g_variant_ref_sink (g_variant_builder_end (&difference->removed));

  if (difference->n_properties > 0)
    {
      self->n_changes++;
      stint_tray_bus_menu_emit_items_properties_updated (STINT_TRAY_BUS_MENU (self), updated,
                                                         removed);
    }
  if (difference->parents->len == 0)
    return;

  /* Each by itself: a host that reads a menu at a time would keep an inner one as it was. */
  self->n_changes++;
  self->revision++;
  for (guint i = 0; i < difference->parents->len; i++)
    stint_tray_bus_menu_emit_layout_updated (STINT_TRAY_BUS_MENU (self), self->revision,
                                             g_array_index (difference->parents, gint32, i));
}

static void
forget_former (StintTrayMenu *self)
{
  g_clear_pointer (&self->former_by_id, g_hash_table_unref);
  g_clear_pointer (&self->former_root, stint_tray_entry_free);
}

void
stint_tray_menu_set_root (StintTrayMenu *self, StintTrayEntry *root)
{
  GHashTable *by_id;
  g_autoptr (GArray) parents = g_array_new (FALSE, FALSE, sizeof (gint32));
  Difference difference = { .parents = parents };

  g_return_if_fail (STINT_IS_TRAY_MENU (self));
  g_return_if_fail (root != NULL && root != self->root);

  by_id = g_hash_table_new (NULL, NULL);
  enter (self, root, self->root, by_id);
  forget_former (self);
  self->former_root = g_steal_pointer (&self->root);
  self->former_by_id = g_steal_pointer (&self->by_id);
  self->root = root;
  self->by_id = by_id;

  difference.before = self->former_by_id;
  g_variant_builder_init (&difference.updated, G_VARIANT_TYPE ("a(ia{sv})"));
  g_variant_builder_init (&difference.removed, G_VARIANT_TYPE ("a(ias)"));
  compare (&difference, root);
  tell (self, &difference);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_tray_menu_finalize (GObject *object)
{
  StintTrayMenu *self = STINT_TRAY_MENU (object);

  forget_former (self);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->root, stint_tray_entry_free);

  G_OBJECT_CLASS (stint_tray_menu_parent_class)->finalize (object);
}

static void
stint_tray_menu_class_init (StintTrayMenuClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = stint_tray_menu_finalize;

  signals[SIGNAL_ACTIVATED] = g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                            NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[SIGNAL_ABOUT_TO_SHOW] = g_signal_new ("about-to-show", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[SIGNAL_CLOSED] =
      g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
stint_tray_menu_iface_init (StintTrayBusMenuIface *iface)
{
  iface->handle_get_layout = handle_get_layout;
  iface->handle_get_group_properties = handle_get_group_properties;
  iface->handle_get_property = handle_get_property;
  iface->handle_event = handle_event;
  iface->handle_event_group = handle_event_group;
  iface->handle_about_to_show = handle_about_to_show;
  iface->handle_about_to_show_group = handle_about_to_show_group;
}

/* The direction in which the person reads; there is no GTK here that would know it. */
static const char *
find_text_direction (void)
{
  static const char *const leftward[] = { "ar", "ckb", "dv", "fa", "he", "ps",
                                          "sd", "ug",  "ur", "yi", NULL };
  g_auto (GStrv) parts = g_strsplit_set (g_get_language_names ()[0], "_.@", 2);

  return g_strv_contains (leftward, parts[0]) ? "rtl" : "ltr";
}

static void
stint_tray_menu_init (StintTrayMenu *self)
{
  StintTrayBusMenu *menu = STINT_TRAY_BUS_MENU (self);
  const char *const no_folders[] = { NULL };

  self->by_id = g_hash_table_new (NULL, NULL);
  self->root = stint_tray_entry_new_root ();
  g_hash_table_insert (self->by_id, GINT_TO_POINTER (self->root->id), self->root);

  stint_tray_bus_menu_set_version (menu, PROTOCOL_VERSION);
  stint_tray_bus_menu_set_text_direction (menu, find_text_direction ());
  stint_tray_bus_menu_set_status (menu, "normal");
  stint_tray_bus_menu_set_icon_theme_path (menu, no_folders);
}

StintTrayMenu *
stint_tray_menu_new (void)
{
  return g_object_new (STINT_TYPE_TRAY_MENU, NULL);
}
