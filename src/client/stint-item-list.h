/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintItemList: a GListModel of items that are known by an id, fed by lists and keyed deltas.
 *
 * Whoever shows it keeps selection and scrolling, because an item is the same object for as long as
 * the service knows its id, and because a reload is one items-changed of the part that differs. */
#define STINT_TYPE_ITEM_LIST (stint_item_list_get_type ())
G_DECLARE_FINAL_TYPE (StintItemList, stint_item_list, STINT, ITEM_LIST, GObject)

/* Makes an item of a tuple, or (with @item) takes over what the tuple says.
 * Returns: (transfer full): a new item; or @item itself, without a new reference. */
typedef gpointer (*StintItemFunc) (gpointer item, GVariant *tuple, gpointer user_data);

/* A tuple's first field is its id, a string. */
StintItemList *stint_item_list_new (GType item_type, StintItemFunc func, gpointer user_data);

/* O(1). (nullable) (transfer none) */
gpointer stint_item_list_lookup (StintItemList *self, const char *id);

/* The whole list anew; @tuples is an array of tuples. Items of known ids are used again. */
void stint_item_list_reload (StintItemList *self, GVariant *tuples);

/* @upserts: an array of tuples, @removed: an as.  Unknown ids in @removed are ignored. */
void stint_item_list_apply (StintItemList *self, GVariant *upserts, GVariant *removed);

G_END_DECLS
