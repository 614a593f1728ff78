/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-cli.h"

G_BEGIN_DECLS

/* The commands of `stint integration` that are about IAM Identity Center. */
int stint_cmd_add_identity_center (StintCli *cli, int argc, char **argv);
int stint_cmd_sign_in (StintCli *cli, int argc, char **argv);
int stint_cmd_sign_out (StintCli *cli, int argc, char **argv);
int stint_cmd_sync (StintCli *cli, int argc, char **argv);

/* "signed in until 17:40", "sign-in needed", … (transfer full) */
char *stint_cli_sign_in_words (StintIntegrationItem *item);

G_END_DECLS
