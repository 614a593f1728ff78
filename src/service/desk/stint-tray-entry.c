/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-tray"

#include "config.h"

#include "stint-tray-entry.h"

static StintTrayEntry *
add (StintTrayEntry *parent, const char *key, const char *label)
{
  StintTrayEntry *self = g_new0 (StintTrayEntry, 1);

  self->key = g_strdup (key);
  self->label = g_strdup (label);
  if (parent != NULL)
    g_ptr_array_add (parent->children, self);

  return self;
}

static void
make_parent (StintTrayEntry *self)
{
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) stint_tray_entry_free);
}

StintTrayEntry *
stint_tray_entry_new_root (void)
{
  StintTrayEntry *self = add (NULL, "", "");

  make_parent (self);

  return self;
}

StintTrayEntry *
stint_tray_entry_add_action (StintTrayEntry *parent,
                             const char *label,
                             const char *action,
                             const char *target)
{
  g_autofree char *key = NULL;
  StintTrayEntry *self;

  g_return_val_if_fail (parent != NULL && parent->children != NULL, NULL);
  g_return_val_if_fail (label != NULL && action != NULL, NULL);

  key = g_strdup_printf ("%s:%s", action, target != NULL ? target : "");
  self = add (parent, key, label);
  self->action = g_strdup (action);
  self->target = g_strdup (target);

  return self;
}

StintTrayEntry *
stint_tray_entry_add_submenu (StintTrayEntry *parent, const char *key, const char *label)
{
  StintTrayEntry *self;

  g_return_val_if_fail (parent != NULL && parent->children != NULL, NULL);
  g_return_val_if_fail (key != NULL && label != NULL, NULL);

  self = add (parent, key, label);
  make_parent (self);

  return self;
}

StintTrayEntry *
stint_tray_entry_add_words (StintTrayEntry *parent, const char *key, const char *label)
{
  g_return_val_if_fail (parent != NULL && parent->children != NULL, NULL);
  g_return_val_if_fail (key != NULL && label != NULL, NULL);

  return add (parent, key, label);
}

void
stint_tray_entry_add_separator (StintTrayEntry *parent, const char *key)
{
  guint n;

  g_return_if_fail (parent != NULL && parent->children != NULL);

  n = parent->children->len;
  if (n > 0 && !stint_tray_entry_is_separator (g_ptr_array_index (parent->children, n - 1)))
    add (parent, key, NULL);
}

gboolean
stint_tray_entry_is_separator (const StintTrayEntry *self)
{
  return self->label == NULL;
}

void
stint_tray_entry_free (StintTrayEntry *self)
{
  g_clear_pointer (&self->children, g_ptr_array_unref);
  g_free (self->key);
  g_free (self->label);
  g_free (self->action);
  g_free (self->target);
  g_free (self);
}
