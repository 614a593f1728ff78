/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* StintChanges: gathers the ids of things that changed or went, and tells them all in one idle, as
 * one revision: a start changes a session several times, clients hear of it once.
 *
 * The revision grows by one with each delivery.  A full listing must not miss what waits, nor be
 * followed by a delta that it has already: stint_changes_flush() first. */
typedef struct _StintChanges StintChanges;

/* @changed: ids in the order of their first change, without those that went since.
 * Called from the main context; @removed ids are nobody's any more. */
typedef void (*StintChangesFunc) (guint64 revision,
                                  GPtrArray *changed,
                                  GPtrArray *removed,
                                  gpointer user_data);

StintChanges *stint_changes_new (StintChangesFunc func, gpointer user_data);
void stint_changes_free (StintChanges *self);

void stint_changes_add (StintChanges *self, const char *id);
void stint_changes_add_removed (StintChanges *self, const char *id);

/* Delivers what waits, now. */
void stint_changes_flush (StintChanges *self);
guint64 stint_changes_get_revision (StintChanges *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintChanges, stint_changes_free)

G_END_DECLS
