/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* Asking before something is removed, with what goes with it in numbers.
 * @told is called with a sentence for a toast if it could not be removed; not after @parent is
 * gone. */
typedef void (*StintRemoverFunc) (const char *sentence, gpointer user_data);

void stint_remover_ask_session (GtkWindow *parent,
                                StintClient *client,
                                StintSessionItem *session,
                                StintRemoverFunc told,
                                gpointer user_data);

void stint_remover_ask_integration (GtkWindow *parent,
                                    StintClient *client,
                                    StintIntegrationItem *integration,
                                    StintRemoverFunc told,
                                    gpointer user_data);

/* What goes with @session, one sentence a line. (transfer full) */
char *stint_remover_session_consequences (StintClient *client, StintSessionItem *session);
/* @profiles: (nullable): those whose key was moved, as InUse told. (transfer full) */
char *stint_remover_integration_consequences (StintClient *client,
                                              StintIntegrationItem *integration,
                                              const char *const *profiles);

/* What is chained from @sessions (of StintSessionItem), at any distance, without themselves.
 * (transfer full): of StintSessionItem. */
GPtrArray *stint_remover_list_chained (StintClient *client, GPtrArray *sessions);

G_END_DECLS
