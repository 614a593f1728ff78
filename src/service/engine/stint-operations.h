/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-starter.h"

G_BEGIN_DECLS

/* StintOperations: one operation a session at a time.
 *
 * A start or renewal that comes while another one runs waits for it and shares its outcome, unless
 * it brings something that could change it (a code, a consent), or the other one was cancelled.  A
 * stop cancels what runs and everything that was asked for before it. */
#define STINT_TYPE_OPERATIONS (stint_operations_get_type ())
G_DECLARE_FINAL_TYPE (StintOperations, stint_operations, STINT, OPERATIONS, GObject)

/* @parts is borrowed and outlives every operation. */
StintOperations *stint_operations_new (StintEngineParts *parts);

void stint_operations_start_async (StintOperations *self,
                                   StintSession *session,
                                   StintStarterKind kind,
                                   const StintStarterWish *wish,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
StintStartResult *
stint_operations_start_finish (StintOperations *self, GAsyncResult *result, GError **error);

void stint_operations_stop_async (StintOperations *self,
                                  StintSession *session,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean stint_operations_stop_finish (StintOperations *self,
                                       GAsyncResult *result,
                                       gboolean *out_foreign_keys,
                                       GError **error);

/* For other operations on a session: the turn, and the cancellable that a stop cancels. */
StintTurn *stint_operations_get_turn (StintOperations *self, StintSession *session);

gboolean stint_operations_is_busy (StintOperations *self);

/* Cancels everything that has not begun to write; what comes later fails with CANCELLED. */
void stint_operations_shut_down (StintOperations *self);

G_END_DECLS
