/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"

G_BEGIN_DECLS

/* Asking before a person is signed out of an IAM Identity Center, with what goes with it.
 * @told is called with a sentence for a toast; not after @parent is gone. */
typedef void (*StintSignOutFunc) (const char *sentence, gpointer user_data);

void stint_sign_out_ask (GtkWindow *parent,
                         StintClient *client,
                         StintIntegrationItem *integration,
                         StintSignOutFunc told,
                         gpointer user_data);

/* What goes with it, one sentence a line. (transfer full) */
char *stint_sign_out_consequences (StintIntegrationItem *integration);

G_END_DECLS
