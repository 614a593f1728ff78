/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* StintFinder: how well a session's search key (lines of folded text, its name first) fits what was
 * typed.  All words have to occur, each anywhere.
 *
 * Two looks: first for the words as they stand; only if no session at all has them, for words that
 * somebody may have meant: one letter wrong, missing, too many or swapped, or letters left out
 * ("dplrl" for DeploymentRole).  So what was typed right is never buried under guesses. */
typedef struct _StintFinder StintFinder;

typedef enum
{
  STINT_FINDER_EXACT,
  STINT_FINDER_FORGIVING,
} StintFinderMode;

/* Worse than this is the same as this. */
#define STINT_FINDER_WORST 63
#define STINT_FINDER_NO_MATCH G_MAXUINT

/* NULL if there are no words in @text. (nullable) */
StintFinder *stint_finder_new (const char *text);
void stint_finder_free (StintFinder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintFinder, stint_finder_free)

/* 0 is best; STINT_FINDER_NO_MATCH. */
guint stint_finder_rate (StintFinder *self, const char *key, StintFinderMode mode);

G_END_DECLS
