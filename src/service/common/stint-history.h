/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-context.h"

G_BEGIN_DECLS

/* StintHistory: what happened to each session lately; see History in the D-Bus API.
 *
 * It listens to the registry and tells by what changed: nobody has to remember to tell it.  Kept in
 * $XDG_STATE_HOME/stint/history.json: some twenty events a session, a thousand in all, no secrets; a
 * file that cannot be read is begun anew. */
#define STINT_TYPE_HISTORY (stint_history_get_type ())
G_DECLARE_FINAL_TYPE (StintHistory, stint_history, STINT, HISTORY, GObject)

/* @context is borrowed and outlives it. */
StintHistory *stint_history_new (StintContext *context, const char *state_dir);

/* Begins, once the registry is loaded: what is so now is not news. */
void stint_history_open (StintHistory *self);

/* Something that no change of a session tells. */
void stint_history_add (StintHistory *self, StintSession *session, const char *what);

/* What is known is on disk when this finishes, if it can be. */
void
stint_history_flush_async (StintHistory *self, GAsyncReadyCallback callback, gpointer user_data);
void stint_history_flush_finish (StintHistory *self, GAsyncResult *result);

/* `a(xssa{sv})`, newest first; floating. */
GVariant *stint_history_list (StintHistory *self, const char *session_id);

G_END_DECLS
