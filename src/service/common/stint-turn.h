/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintTurn: who is next, on one main context.  One has the turn at a time; the others wait in the
 * order in which they came.
 *
 *     stint_turn_take_async (turn, cancellable, took_cb, …);
 *     took_cb: stint_turn_take_finish (…) → it is ours → … → stint_turn_pass (turn)
 */
typedef struct _StintTurn StintTurn;

StintTurn *stint_turn_new (void);
StintTurn *stint_turn_ref (StintTurn *self);
void stint_turn_unref (StintTurn *self);

/* Fails with G_IO_ERROR_CANCELLED only; the turn is not taken then. */
void stint_turn_take_async (StintTurn *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean stint_turn_take_finish (GAsyncResult *result, GError **error);

void stint_turn_pass (StintTurn *self);

gboolean stint_turn_is_taken (StintTurn *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintTurn, stint_turn_unref)

G_END_DECLS
