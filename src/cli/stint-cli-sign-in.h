/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-cli.h"

G_BEGIN_DECLS

/* Signing in with a person at the terminal; shared by sign-in and start. */
typedef struct
{
  char *flow;       /* (nullable) as typed */
  int port;         /* of the loopback listener; 0: any */
  gboolean no_open; /* print the page's address instead of opening it */
} StintSignInArguments;

void stint_sign_in_arguments_clear (StintSignInArguments *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintSignInArguments, stint_sign_in_arguments_clear)

/* Signs @item in, and says what the person has to do meanwhile.  Without a screen, or over ssh, the
 * device flow is taken unless another one was asked for.
 * @arguments: (nullable)
 * Returns: (transfer full): the results; NULL after telling why not, with @out_status. */
GVariant *stint_sign_in_run (StintCli *cli,
                             StintIntegrationItem *item,
                             const StintSignInArguments *arguments,
                             int *out_status);

/* The way that pages of @item are opened: its own, or the preference.  (transfer full) */
char *stint_cli_dup_browser (StintCli *cli, StintIntegrationItem *item);

G_END_DECLS
