/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-engine.h"

G_BEGIN_DECLS

/* Stops every session that holds a profile, one after the other, those that are chained from others
 * first; one that cannot be stopped does not keep the others. */
void stint_stop_all_async (StintContext *context,
                           StintEngine *engine,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
/* @out_stopped: (optional) (transfer full): names
 * Returns: (transfer full): those that failed, as `a(sss)`: name, error name, sentence; not floating */
GVariant *stint_stop_all_finish (GAsyncResult *result, GStrv *out_stopped);

G_END_DECLS
