/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-cli.h"

G_BEGIN_DECLS

/* Questions to the person at the terminal: always over /dev/tty, so that standard input and output
 * stay free for data. */

/* There is a terminal to ask at. */
gboolean stint_prompt_is_possible (void);

typedef enum
{
  STINT_PROMPT_VISIBLE, /* codes: a typo is seen, and they work once */
  STINT_PROMPT_SECRET,  /* nothing is shown */
} StintPromptFlags;

/* One line, without its end and without blanks around it.
 * Returns: (transfer full) (nullable): NULL after Ctrl-C (cli->signal is set) or Ctrl-D; a secret is
 *   to be freed with stint_wipe_free(). */
char *stint_prompt_line (StintCli *cli, const char *question, StintPromptFlags flags);

/* A question whose default is no. @question ends with a blank; the choices are added. */
gboolean stint_prompt_confirm (StintCli *cli, const char *question);

/* The same before something is removed.
 * Returns: FALSE where that is not to be, and @out_status is what the command ends with */
gboolean stint_cli_confirm_removal (StintCli *cli, const char *question, int *out_status);

/* Waits for the call that removes, and says so. @name: of what goes.  Returns what the command ends
 * with. */
int stint_cli_finish_removal (StintCli *cli, StintWait *wait, const char *name);

/* Prints to the terminal, where questions are. */
void stint_prompt_say (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* One line of standard input, the same; for "-" and --secret-stdin. */
char *stint_prompt_read_stdin (void);

G_END_DECLS
