/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* @error: (nullable): NULL: it was changed; a cancellation where the person did not agree. */
typedef void (*StintSessionEdited) (const GError *error, gpointer user_data);

/* Changes the definition of a session; where that takes a profile over which other tools use, the
 * person is asked first, and may choose the profile that is proposed instead.
 * @parent: (nullable): of the question.
 * @options: those of Sessions.Edit; a floating reference is sunk. */
void stint_session_editor_run (GtkWindow *parent,
                               StintClient *client,
                               StintSessionItem *session,
                               GVariant *options,
                               GCancellable *cancellable,
                               StintSessionEdited func,
                               gpointer user_data);

G_END_DECLS
