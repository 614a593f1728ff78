/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-client.h"

G_BEGIN_DECLS

/* What a role can be assumed from: IAM users, and the sessions that a chain can go on from, those of
 * Identity Center too. */

/* A GListStore of StintPick, for a picker: users first, then sessions as the client lists them.
 * A frozen list, made when a form opens.
 * @except: (nullable): a session that cannot be its own source, nor what is chained from it.
 * (transfer full) */
GListModel *stint_source_list_new (StintClient *client, StintSessionItem *except);

/* The id in that list of a session (if not NULL or "") or of a user. (transfer full) */
char *stint_source_list_make_id (const char *integration_id, const char *session_id);

/* What is meant by such an id.
 * @out_user: where the chain begins; NULL if it is not there any more. (transfer none)
 * @out_from: NULL where the source is the user itself. (transfer none) */
void stint_source_list_resolve (StintClient *client,
                                const char *id,
                                StintIntegrationItem **out_user,
                                StintSessionItem **out_from);

G_END_DECLS
