/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-fetcher.h"
#include "stint-files-worker.h"
#include "stint-scheduler.h"
#include "stint-turn.h"

G_BEGIN_DECLS

/* What the operations of the engine share.  Owned by the engine, which outlives every operation.
 *
 * @files_turn is the right to change what stands in the AWS files, and with it which session holds
 * which profile: one session at a time, from "state.json says what will be" to "the session is what
 * the files say". */
typedef struct
{
  StintContext *context; /* (unowned) */
  StintConditions *conditions;
  StintMfaGate *gate;
  StintLeaseBroker *broker;
  StintIdentityCenter *center;
  StintFetcher *fetcher;
  StintFilesWorker *files;
  StintScheduler *scheduler;
  StintTurn *files_turn;

  /* The last start that failed for want of a code and of nothing else; see stint-starter.h. */
  struct
  {
    char *session_id; /* (owned) (nullable) */
    char *profile;    /* (owned) */
    gboolean consent; /* had been given */
    gint64 when;      /* boot time */
  } foreseen;
} StintEngineParts;

/* Sets @life and tells the registry. */
void stint_engine_parts_set_life (StintEngineParts *self,
                                  StintSession *session,
                                  const StintSessionLife *life);

void stint_engine_parts_foresee (StintEngineParts *self,
                                 StintSession *session,
                                 const char *profile,
                                 gboolean consent);
/* TRUE if nothing is to be expected of a survey.  Forgets it. */
gboolean stint_engine_parts_take_foreseen (StintEngineParts *self,
                                           StintSession *session,
                                           const char *profile,
                                           gboolean consent);
void stint_engine_parts_forget_foreseen (StintEngineParts *self);

/* What is left of a life when its profile is not held any more. */
void stint_engine_parts_end_hold (StintEngineParts *self,
                                  StintSession *session,
                                  StintSessionState state,
                                  const char *warning);

/* The other session that holds @profile. (nullable) (transfer none) */
StintSession *
stint_engine_parts_find_holder (StintEngineParts *self, StintSession *session, const char *profile);

/* The plan of a hold of @profile by @session, as its life is now.
 * @credentials: (nullable) (transfer full) */
StintHoldPlan *stint_engine_parts_plan_hold (StintEngineParts *self,
                                             StintSession *session,
                                             const char *profile,
                                             StintHandOut hand_out,
                                             const char *region,
                                             StintAwsCredentials *credentials);

G_END_DECLS
