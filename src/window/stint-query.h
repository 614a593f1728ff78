/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-session-item.h"

G_BEGIN_DECLS

/* StintQuery: which sessions somebody wants to see: words, and what they are limited to.  A saved
 * view is one of these with a name.  Every field is "" for whatever. */
typedef struct
{
  char *text;        /* what was typed */
  char *integration; /* an id */
  char *state;       /* "active", "inactive" or "failed", where ended counts as failed */
  char *region;
  char *kind; /* nick of StintSessionKind */
} StintQuery;

StintQuery *stint_query_new (void);
StintQuery *stint_query_copy (const StintQuery *self);
void stint_query_free (StintQuery *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintQuery, stint_query_free)

gboolean stint_query_equal (const StintQuery *a, const StintQuery *b);

/* Whether it limits anything but by words. */
gboolean stint_query_has_filter (const StintQuery *self);

/* @field: of @self. */
void stint_query_set (char **field, const char *value);

/* Everything but the words. */
gboolean stint_query_lets_through (const StintQuery *self, StintSessionItem *session);

/* Both: what @over limits counts where both limit the same; the words of both. */
StintQuery *stint_query_merge (const StintQuery *under, const StintQuery *over);

/* As it is kept in the settings, an a{ss}; unknown keys are left out.  (floating) */
GVariant *stint_query_to_variant (const StintQuery *self);
StintQuery *stint_query_from_variant (GVariant *variant);

/* Where AWS calls of @session go: its own region, or its integration's. (transfer none) */
const char *stint_query_region_of (StintSessionItem *session);

G_END_DECLS
