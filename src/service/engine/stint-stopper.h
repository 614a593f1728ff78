/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-engine-parts.h"

G_BEGIN_DECLS

/* One stop: files turn → state.json says "inactive", but still where it stands → files → forgotten.
 * Killed in between, the next service finishes it. */
void stint_stopper_run_async (StintEngineParts *parts,
                              StintSession *session,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean
stint_stopper_run_finish (GAsyncResult *result, gboolean *out_foreign_keys, GError **error);

G_END_DECLS
