/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-identity-center.h"

G_BEGIN_DECLS

/* StintSync: the sessions of an Identity Center made what AWS says they are.
 *
 *     accounts, page by page → roles of each, as many at a time as the pace lets → the sum
 *
 * Found roles become sessions as they come, a few times a second; what is gone goes at the end, and
 * everything is written once.  A run that fails or is cancelled adds what it found and takes nothing
 * away.  A session is (integration, account, role): another name of the account changes a label and
 * nothing else.  One that AWS assigns no more stays, marked "gone", where somebody needs it: it is
 * pinned, held, chained from, started at login, or named by a profile in the AWS files.
 *
 * Throttling is waited out, for minutes; urgent calls of others go first.
 *
 * By itself a run begins after a sign-in, and once a day while somebody is signed in. */
#define STINT_TYPE_SYNC (stint_sync_get_type ())
G_DECLARE_FINAL_TYPE (StintSync, stint_sync, STINT, SYNC, GObject)

/* All are borrowed and outlive it. */
StintSync *
stint_sync_new (StintContext *context, StintIdentityCenter *center, StintConditions *conditions);

/* Looks whether something is due, and goes on to. */
void stint_sync_open (StintSync *self);

typedef struct
{
  guint added;
  guint gone; /* kept ones among them */
  guint kept;
  guint renamed;
  guint total;
} StintSyncResult;

/* @step: "accounts" or "roles"; @total: 0 while it is not known. */
typedef void (*StintSyncProgress) (const char *step, guint done, guint total, gpointer user_data);

/* One run for all who ask: who comes second joins, and cancelling ends it for that one only; with the
 * last it ends, though it may have begun by itself.
 * @progress: (nullable): heard until the callback
 * Errors: STINT_ERROR: NEEDS_SIGN_IN, and what AWS may say; also kept in the integration's status. */
void stint_sync_run_async (StintSync *self,
                           StintIntegration *integration,
                           gboolean interactive,
                           GCancellable *cancellable,
                           StintSyncProgress progress,
                           gpointer progress_data,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean stint_sync_run_finish (StintSync *self,
                                GAsyncResult *result,
                                StintSyncResult *out_result,
                                GError **error);

/* Ends the run of @integration, if there is one, for all who wait for it. */
void stint_sync_cancel (StintSync *self, StintIntegration *integration);

gboolean stint_sync_is_busy (StintSync *self);
/* Ends what runs. */
void stint_sync_shut_down (StintSync *self);

G_END_DECLS
