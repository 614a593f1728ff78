/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* What a role can be assumed from: IAM users, and the sessions that a chain can go on from.
 * A frozen list, made when a form opens. */
typedef struct _StintSourceList StintSourceList;

/* @except: (nullable): a session that cannot be its own source. */
StintSourceList *stint_source_list_new (StintClient *client, StintSessionItem *except);
void stint_source_list_free (StintSourceList *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSourceList, stint_source_list_free)

/* Of strings, for a combo row. (transfer none) */
GListModel *stint_source_list_get_names (StintSourceList *self);

/* The position of a session (if not "") or an integration; 0 if there is none. */
guint
stint_source_list_find (StintSourceList *self, const char *integration_id, const char *session_id);

/* @out_session_id: NULL where the source is the user itself. (transfer none) */
void stint_source_list_get (StintSourceList *self,
                            guint position,
                            const char **out_integration_id,
                            const char **out_session_id);

G_END_DECLS
