/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-engine.h"

G_BEGIN_DECLS

/* Stops several sessions one after the other, those that are chained from others first.
 *
 * @sessions: of StintSession; a reference on each is kept.  @forget: they leave the registry as
 * well.  Every session is tried; the first error is the one that is told.  The finish function's
 * number is how many were held before. */
void stint_stop_sessions_async (StintContext *context,
                                StintEngine *engine,
                                GPtrArray *sessions,
                                gboolean forget,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean stint_stop_sessions_finish (GAsyncResult *result, guint *out_stopped, GError **error);

/* Every session of an integration. (transfer full) (element-type StintSession) */
GPtrArray *stint_list_sessions_of (StintRegistry *registry, const char *integration_id);

G_END_DECLS
