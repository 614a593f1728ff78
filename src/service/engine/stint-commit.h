/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-engine-parts.h"
#include "stint-engine.h"

G_BEGIN_DECLS

/* A commit: new credentials (or a new place) of a session become what the AWS files say.
 *
 *   files turn → intent in memory ─┬→ state.json is durable ─────────┬→ files → life, and state.json
 *                                  └→ the new file, beside the old ──┘           later
 *
 * What takes the disk's time is done at the same time, but no file is changed before state.json is
 * durable: the thread that holds waits for that at a gate.
 *
 * After a crash in between, state.json names every key id and profile that the files may hold, and
 * stint-restore.c finishes or undoes.  If the files refuse, the session is as it was before. */
typedef enum
{
  STINT_COMMIT_START,   /* a person's: what stands in the way is set aside */
  STINT_COMMIT_RENEWAL, /* somebody else's keys end the hold instead */
  STINT_COMMIT_MOVE,    /* another profile, region or hand-out of a held session */
} StintCommitKind;

typedef struct
{
  StintCommitKind kind;
  StintSession *session;
  StintAwsCredentials *credentials; /* (nullable) for a move on demand only */
  const char *profile;
  const char *region; /* (nullable) */
  StintHandOut hand_out;
  guint duration;   /* what was asked for */
  gboolean consent; /* the person agreed to what holding @profile does: to be remembered */
  gboolean spared;  /* nobody was asked, because the profile is the session already: FILES_BUSY if
                     *   that turns out not to be so */
} StintCommit;

/* @cancellable counts until the intent is written. Errors: STINT_ERROR. */
void stint_commit_async (StintEngineParts *parts,
                         const StintCommit *commit,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
StintStartResult *stint_commit_finish (GAsyncResult *result, GError **error);

/* What there is to say of a session that is active. (transfer full) */
StintStartResult *stint_commit_make_result (StintEngineParts *parts, StintSession *session);

G_END_DECLS
