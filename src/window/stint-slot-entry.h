/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-session-item.h"

G_BEGIN_DECLS

/* What the slot model keeps of one session: its group and the keys that it is sorted by, so that
 * comparing two is comparing bytes. */

typedef enum
{
  STINT_GROUP_ACTIVE,
  STINT_GROUP_PINNED,
  STINT_GROUP_REST,
} StintGroup;

/* How those are sorted that are neither active nor pinned. */
typedef enum
{
  STINT_ORDER_INTEGRATION, /* by integration, account, name */
  STINT_ORDER_LAST_USED,   /* the latest first; those that never were, by name */
} StintOrder;

typedef struct
{
  gpointer owner;            /* (unowned) for whoever is told of changes */
  StintSessionItem *session; /* (owned) */
  gulong notify_id;
  StintGroup group;
  gint64 last_used;
  const char *integration_key; /* (unowned) in the pool */
  const char *account_key;     /* (unowned) in the pool */
  char *name_key;              /* (owned) */
  guint slot;                  /* where it is shown, or G_MAXUINT */
} StintSlotEntry;

/* @pool: text → its natural key: thousands of sessions have a handful of integrations. */
StintSlotEntry *stint_slot_entry_new (StintSessionItem *session, GHashTable *pool);
void stint_slot_entry_free (gpointer entry);

/* Looks at the session anew. */
void stint_slot_entry_refresh (StintSlotEntry *self, GHashTable *pool);

/* For a GPtrArray of them; @order is a GINT_TO_POINTER (StintOrder). */
int stint_slot_entry_compare (gconstpointer a, gconstpointer b, gpointer order);

/* Whether the same word stands above both. */
gboolean
stint_slot_entry_same_section (const StintSlotEntry *a, const StintSlotEntry *b, StintOrder order);

/* The word above @n sessions that begin with this one; 0: nobody knows how many. (transfer full) */
char *stint_slot_entry_name_section (const StintSlotEntry *self, StintOrder order, guint n);

G_END_DECLS
