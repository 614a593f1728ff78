/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-sync.h"

G_BEGIN_DECLS

/* StintSyncRun: one run of StintSync, from the token to the sum. */
typedef struct _StintSyncRun StintSyncRun;

/* Called once, whatever the end; everybody was answered. */
typedef void (*StintSyncRunEnded) (StintSyncRun *run, gpointer user_data);

StintSyncRun *stint_sync_run_new (StintContext *context,
                                  StintIdentityCenter *center,
                                  StintConditions *conditions,
                                  StintIntegration *integration,
                                  gboolean interactive,
                                  StintSyncRunEnded ended,
                                  gpointer ended_data);
StintSyncRun *stint_sync_run_ref (StintSyncRun *self);
void stint_sync_run_unref (StintSyncRun *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSyncRun, stint_sync_run_unref)

const char *stint_sync_run_get_integration_id (StintSyncRun *self);

void stint_sync_run_begin (StintSyncRun *self);
/* @task: (transfer full): answered with a StintSyncResult, or an error. */
void stint_sync_run_join (StintSyncRun *self,
                          GTask *task,
                          StintSyncProgress progress,
                          gpointer progress_data);
void stint_sync_run_cancel (StintSyncRun *self);

G_END_DECLS
