/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-wish.h"

G_BEGIN_DECLS

/* StintPlan: in which order two files are changed.
 *
 * Several plans lead to the same end.  Each is tried on the contents in memory, and the first one under
 * which no reader ever sees a third identity is the one that is carried out. */

#define STINT_PLAN_MAX_STEPS 5

typedef struct
{
  StintAwsFile file;
  StintWish wish;
  /* Filled in by stint_plan_try(): what the step made of what, so that it need not be made again. */
  GBytes *from;           /* (owned) (nullable) */
  GBytes *to;             /* (owned) (nullable) */
  StintWishReport report; /* (owned) */
  gboolean changes;
} StintStep;

typedef struct
{
  StintStep steps[STINT_PLAN_MAX_STEPS];
  guint n_steps;
  gboolean shared; /* there is nothing to do: see stint-shared.h */
} StintPlan;

void stint_plan_clear (StintPlan *self);
void stint_plan_add (StintPlan *self, StintAwsFile file, const StintWish *wish);

typedef struct
{
  const char *paths[2]; /* by StintAwsFile */
  GBytes *contents[2];  /* (nullable) */
  const char *profile;
  /* What a hold may be seen as as well: the same session, handed out in either way. */
  const char *keys_identity;    /* (nullable) */
  const char *process_identity; /* (nullable) */
} StintPlanWorld;

/* Tries @self on the world's contents.
 * @out_strangers: (out): how many readers see a third identity, weighted, summed over all states in
 *   between */
gboolean
stint_plan_try (StintPlan *self, const StintPlanWorld *world, guint *out_strangers, GError **error);

/* How often a file is written. */
guint stint_plan_count_writes (const StintPlan *self);

/* Fills in the safest of the plans for a hold: the first that shows nobody a third identity, or else
 * the one that shows the fewest readers one.
 * @out_safe: (out): whether it shows nobody one */
gboolean stint_plan_for_hold (StintPlan *self,
                              const StintHold *hold,
                              const StintPlanWorld *world,
                              gboolean *out_safe,
                              GError **error);
/* The same for a release. */
gboolean stint_plan_for_release (StintPlan *self,
                                 const StintRelease *release,
                                 gboolean by_notes,
                                 const StintPlanWorld *world,
                                 GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintPlan, stint_plan_clear)

G_END_DECLS
