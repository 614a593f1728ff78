/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintJoiners: those who wait for one piece of work that several may ask for.  Who cancels leaves and
 * hears so; the work goes on for the others. */
typedef struct _StintJoiners StintJoiners;

/* The last one has left.  May free the joiners. */
typedef void (*StintJoinersDesertedFunc) (gpointer owner);

/* Calls somebody's @progress with @progress_data. */
typedef void (*StintJoinersTellFunc) (gpointer owner, GCallback progress, gpointer progress_data);

/* @owner is borrowed. */
StintJoiners *stint_joiners_new (StintJoinersDesertedFunc deserted, gpointer owner);
void stint_joiners_free (StintJoiners *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintJoiners, stint_joiners_free)

/* @task: (transfer full), with its cancellable; @progress: (nullable) */
void
stint_joiners_add (StintJoiners *self, GTask *task, GCallback progress, gpointer progress_data);

/* For each who gave a progress function. */
void stint_joiners_tell (StintJoiners *self, StintJoinersTellFunc tell);

/* Nobody waits any more. (transfer full) (element-type GTask): they are to be answered */
GPtrArray *stint_joiners_take (StintJoiners *self);

G_END_DECLS
