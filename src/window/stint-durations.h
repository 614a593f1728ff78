/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How long a session may last, as a list to choose from: AWS's own default, what people choose, and
 * the odd length that was chosen somewhere else, so that a form never shows another one. */
typedef struct _StintDurations StintDurations;

/* The longest that a role chain may last in seconds; a lease makes it a chain. */
#define STINT_DURATIONS_CHAIN_LIMIT 3600

/* @odd: (seconds): a length that has to be in it; 0: AWS's default.
 * @user: of an IAM user, whose default is twelve hours; else of a role. */
StintDurations *stint_durations_new (guint odd, gboolean user);
void stint_durations_free (StintDurations *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintDurations, stint_durations_free)

/* Of strings, for a combo row. (transfer none) */
GListModel *stint_durations_get_model (StintDurations *self);
guint stint_durations_get_position (StintDurations *self, guint seconds);
guint stint_durations_get_seconds (StintDurations *self, guint position);

G_END_DECLS
