/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-operations.h"

G_BEGIN_DECLS

/* Edits of a session's definition, and of a held one's place with it; and what a start would look
 * like in the files.  See stint-engine.h. */

/* Takes @definition. */
void stint_mover_edit_async (StintEngineParts *parts,
                             StintOperations *operations,
                             StintSessionDefinition *definition,
                             gboolean consent,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean stint_mover_edit_finish (GAsyncResult *result, GError **error);

void stint_mover_preview_async (StintEngineParts *parts,
                                StintSession *session,
                                const StintStartOptions *options,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
StintStartPreview *stint_mover_preview_finish (GAsyncResult *result, GError **error);

G_END_DECLS
