/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-operations.h"

G_BEGIN_DECLS

/* StintSupplier: credentials for those who ask through the socket.
 *
 * Whatever can be answered from memory is.  Otherwise one start or renewal that asks nobody is made
 * for all who ask.  The user's own session of a key that was moved out of the files need not be
 * started: its credentials are got and kept in memory, so that profiles which name it as
 * source_profile go on working. */
#define STINT_TYPE_SUPPLIER (stint_supplier_get_type ())
G_DECLARE_FINAL_TYPE (StintSupplier, stint_supplier, STINT, SUPPLIER, GObject)

/* Both are borrowed and outlive every call. */
StintSupplier *stint_supplier_new (StintEngineParts *parts, StintOperations *operations);

void stint_supplier_get_async (StintSupplier *self,
                               StintSession *session,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
StintAwsCredentials *
stint_supplier_get_finish (StintSupplier *self, GAsyncResult *result, GError **error);

/* What is kept of sessions that were never started. */
void stint_supplier_forget (StintSupplier *self, StintSession *session);

gboolean stint_supplier_is_busy (StintSupplier *self);

G_END_DECLS
