/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-registry.h"

G_BEGIN_DECLS

/* Which sessions a person means who types some words: all words have to occur in a session's name,
 * its role, its account's name or number, or its profile; letter case and accents do not matter.
 * What is started often comes first: pinned, active, used lately, then by name; and before all that
 * whose name begins with the first word.
 *
 * @among: (nullable): ids to choose from; NULL: all
 * Returns: ids, @max at most (transfer full) */
GStrv stint_search_find (StintRegistry *registry,
                         const char *const *words,
                         const char *const *among,
                         guint max);

G_END_DECLS
