/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-client-calls.h"
#include "stint-client.h"
#include "stint-error.h"

G_BEGIN_DECLS

/* The exit statuses that stint(1) promises. */
enum
{
  STINT_EXIT_DONE = 0,
  STINT_EXIT_FAILED = 1,
  STINT_EXIT_USAGE = 2,
  STINT_EXIT_NEEDS_PERSON = 3,
  STINT_EXIT_NO_SESSION = 4,
};

/* StintCli: what every command works with; made in main(), which is the one that reads the
 * environment. */
typedef struct
{
  StintClient *client; /* (nullable) until stint_cli_connect() */
  StintClientEnvironment *environment;
  GCancellable *cancellable; /* cancelled by Ctrl-C and SIGTERM while the service is waited for */
  int signal;                /* which of them came, or 0 */
  gboolean has_bus;          /* there is a session bus to talk to */
  gboolean has_display;      /* a browser could be opened where the person sits */
  gboolean colour_out;       /* standard output is a terminal that takes colours */
  gboolean colour_err;
  gboolean keep_sigpipe;       /* whoever started us ignores it */
  gboolean settings_in_memory; /* GSETTINGS_BACKEND says so: a test */
  char *busy;                  /* (nullable) what a terminal shows while a wait takes long */
  const char *shell_profile;   /* (nullable) AWS_PROFILE */
  const char *path;            /* (nullable) PATH */
} StintCli;

/* A command, or a command of a command ("integration add").  Returns an exit status.
 * @argv: argv[0] is the command's name. */
typedef int (*StintCommandFunc) (StintCli *cli, int argc, char **argv);

typedef struct
{
  const char *name;
  const char *summary; /* untranslated, marked with N_() */
  StintCommandFunc run;
} StintCommand;

/* The top-level commands, ended by one without a name. */
extern const StintCommand stint_commands[];

int stint_cmd_console (StintCli *cli, int argc, char **argv);
int stint_cmd_config (StintCli *cli, int argc, char **argv);
int stint_cmd_credential_process (StintCli *cli, int argc, char **argv);
int stint_cmd_doctor (StintCli *cli, int argc, char **argv);
int stint_cmd_env (StintCli *cli, int argc, char **argv);
int stint_cmd_exec (StintCli *cli, int argc, char **argv);
int stint_cmd_help (StintCli *cli, int argc, char **argv);
int stint_cmd_import (StintCli *cli, int argc, char **argv);
int stint_cmd_integration (StintCli *cli, int argc, char **argv);
int stint_cmd_leave (StintCli *cli, int argc, char **argv);
int stint_cmd_list (StintCli *cli, int argc, char **argv);
int stint_cmd_renew (StintCli *cli, int argc, char **argv);
int stint_cmd_session (StintCli *cli, int argc, char **argv);
int stint_cmd_start (StintCli *cli, int argc, char **argv);
int stint_cmd_status (StintCli *cli, int argc, char **argv);
int stint_cmd_stop (StintCli *cli, int argc, char **argv);
int stint_cmd_version (StintCli *cli, int argc, char **argv);

/* --- Arguments --- */

/* Parses @argv, in place, by @entries; "--help" prints and ends the process.
 * @usage: what follows the options in the usage line, "SESSION…"; translated.
 * @summary: one sentence.
 * @description: (nullable): what stands below the options.
 * Returns: FALSE after saying what is wrong: the caller returns STINT_EXIT_USAGE. */
gboolean stint_cli_parse (int *argc,
                          char ***argv,
                          const GOptionEntry *entries,
                          const char *usage,
                          const char *summary,
                          const char *description);
/* The same, ending at the first argument that is no option: for `exec`. */
gboolean stint_cli_parse_strictly (int *argc,
                                   char ***argv,
                                   const GOptionEntry *entries,
                                   const char *usage,
                                   const char *summary,
                                   const char *description);

/* Says what is wrong with the arguments, and where help is. Returns STINT_EXIT_USAGE. */
int stint_cli_usage_error (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Runs one of @commands by argv[1], or says which there are. */
int stint_cli_run_subcommand (StintCli *cli, const StintCommand *commands, int argc, char **argv);

/* The command that somebody who typed @text may have meant; (nullable) (transfer none). */
const char *stint_cli_suggest (const StintCommand *commands, const char *text);

/* --- The service --- */

/* Connects, and starts the service if need be.  FALSE after telling the error. */
gboolean stint_cli_connect (StintCli *cli, int *out_status);

/* Waits for an asynchronous call:
 *
 *     StintWait wait = { 0 };
 *     stint_client_stop_async (cli->client, id, NULL, cli->cancellable, stint_wait_cb, &wait);
 *     results = stint_cli_finish_call (cli, &wait, &error);
 */
typedef struct
{
  GAsyncResult *result;
  GMainLoop *loop;
} StintWait;

void stint_wait_cb (GObject *source, GAsyncResult *result, gpointer wait);
GVariant *stint_cli_finish_call (StintCli *cli, StintWait *wait, GError **error);
/* What a terminal shows if the next waits take more than a moment: "Starting DeploymentRole…". */
void stint_cli_set_busy (StintCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Only the waiting, for calls with a finish function of their own. (transfer full) */
GAsyncResult *stint_cli_wait (StintCli *cli, StintWait *wait);

/* The session or integration that the person named; NULL after telling the error. */
StintSessionItem *stint_cli_find_session (StintCli *cli, const char *text, int *out_status);
StintIntegrationItem *stint_cli_find_integration (StintCli *cli, const char *text, int *out_status);

/* --- Words --- */

/* Says an error as a sentence with its next step, AWS's own words on a line below.
 * Returns: the exit status that belongs to it. */
int stint_cli_tell_error (StintCli *cli, const GError *error);
int stint_cli_exit_status (const GError *error);

/* "Warning: …" and "stint: …" on standard error. */
void stint_cli_warn (StintCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);
void stint_cli_tell (StintCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Lets g_print() and g_printerr() speak the terminal's encoding; once, in main(). */
void stint_cli_set_up_output (void);

/* Data for programs on standard output: JSON, bare names, values; UTF-8 whatever the locale is. */
void stint_cli_put (const char *data);

typedef enum
{
  STINT_COLOUR_NONE,
  STINT_COLOUR_GREEN,
  STINT_COLOUR_YELLOW,
  STINT_COLOUR_RED,
  STINT_COLOUR_DIM,
  STINT_COLOUR_BOLD,
} StintColour;

/* The escape sequences around coloured text; "" where there are no colours. */
const char *stint_cli_colour_begin (gboolean enabled, StintColour colour);
const char *stint_cli_colour_end (gboolean enabled, StintColour colour);

/* @text as it is typed in a shell: quoted only where it has to be. (transfer full) */
char *stint_cli_quote (const char *text);

/* Seconds since the epoch. */
gint64 stint_cli_now (void);

G_END_DECLS
