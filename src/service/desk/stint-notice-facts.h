/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-engine.h"
#include "stint-notice.h"

G_BEGIN_DECLS

/* What notices are made of: of each session the one thing that is to be told of it now, if there is
 * any.  For StintNotices, which makes notices of them and remembers what was told. */
typedef struct
{
  StintNoticeItem item; /* borrows from sessions and integrations */
  char *key;            /* (owned) what makes it another fact than before */
  gboolean is_integration;
  gboolean urgent;
} StintFact;

void stint_fact_clear (StintFact *fact);

/* A program that asked in vain. */
typedef struct
{
  GError *error;
  gint64 boot_time;
} StintAsked;

void stint_asked_free (StintAsked *asked);

/* What is known beside the sessions themselves. */
typedef struct
{
  StintContext *context;
  StintEngine *engine;
  GHashTable *asked;      /* session id → StintAsked; those that became active are taken out */
  GHashTable *waiting;    /* session id → GError: why it was not started at login; likewise */
  GHashTable *ended_told; /* keys of ended sessions that were told → whether as "while you were
                           *   away" */
  gboolean window_closed;
} StintFacts;

/* Adds to the array of each kind, those of sessions that end soon in the order of their ends. */
void stint_facts_collect (StintFacts *self, GArray **facts, gint64 now);

/* How long before its end a session is told of once more; microseconds, 0: never. */
gint64 stint_facts_get_last_minutes (StintFacts *self);

G_END_DECLS
