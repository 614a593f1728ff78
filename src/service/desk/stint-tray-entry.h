/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* StintTrayEntry: what is to stand in the tray's menu: a plain tree, made anew whenever something
 * changed.  StintTrayMenu finds out what the difference is to the one before. */
typedef struct _StintTrayEntry StintTrayEntry;
struct _StintTrayEntry
{
  char *key;           /* the same thing has the same key in the next tree */
  char *label;         /* (nullable): NULL is a separator; as it is read, no mnemonic */
  char *action;        /* (nullable): what a click does; NULL: it cannot be clicked */
  char *target;        /* (nullable): to what */
  GPtrArray *children; /* (nullable) of StintTrayEntry (owned): a submenu */
  gint32 id;           /* StintTrayMenu's */
};

/* The root. */
StintTrayEntry *stint_tray_entry_new_root (void);

/* Each appends an entry to @parent, which owns it. (transfer none)
 * The key of an action is made of @action and @target. */
StintTrayEntry *stint_tray_entry_add_action (StintTrayEntry *parent,
                                             const char *label,
                                             const char *action,
                                             const char *target);
StintTrayEntry *
stint_tray_entry_add_submenu (StintTrayEntry *parent, const char *key, const char *label);
/* Words that nothing happens at. */
StintTrayEntry *
stint_tray_entry_add_words (StintTrayEntry *parent, const char *key, const char *label);
/* Nothing, if @parent has no entry yet or its last one is a separator. */
void stint_tray_entry_add_separator (StintTrayEntry *parent, const char *key);

gboolean stint_tray_entry_is_separator (const StintTrayEntry *self);

void stint_tray_entry_free (StintTrayEntry *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintTrayEntry, stint_tray_entry_free)

G_END_DECLS
