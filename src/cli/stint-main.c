/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* stint: Stint on the command line. */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "stint-cli.h"

const StintCommand stint_commands[] = {
  { "list", N_ ("Show the sessions"), stint_cmd_list },
  { "status", N_ ("Show what is active, for people and for shell prompts"), stint_cmd_status },
  { "start", N_ ("Start sessions"), stint_cmd_start },
  { "stop", N_ ("Stop sessions and put their profiles back"), stint_cmd_stop },
  { "renew", N_ ("Get new credentials before the old ones end"), stint_cmd_renew },
  { "env", N_ ("Print a session's credentials as environment variables"), stint_cmd_env },
  { "exec", N_ ("Run a command with a session's credentials"), stint_cmd_exec },
  { "credential-process", N_ ("Print a session's credentials as SDKs read them"),
    stint_cmd_credential_process },
  { "console", N_ ("Open the AWS console as a session"), stint_cmd_console },
  { "import", N_ ("Make sessions of what is in the AWS files"), stint_cmd_import },
  { "integration", N_ ("Manage where sessions come from"), stint_cmd_integration },
  { "session", N_ ("Manage sessions"), stint_cmd_session },
  { "config", N_ ("Show and change preferences"), stint_cmd_config },
  { "doctor", N_ ("Look for what can stand in the way"), stint_cmd_doctor },
  { "leave", N_ ("Stop everything and put every file back"), stint_cmd_leave },
  { "version", N_ ("Show the versions"), stint_cmd_version },
  { "help", N_ ("Show help, in general or about a command"), stint_cmd_help },
  { NULL },
};

/* GDBus would start a bus of its own through X11, which belongs to nobody and in which nothing
 * runs: here a bus is one that was set up. */
static gboolean
find_bus (void)
{
  const char *address = g_getenv ("DBUS_SESSION_BUS_ADDRESS");
  const char *runtime_dir = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *socket = NULL;

  if (address != NULL && *address != '\0')
    return TRUE;
  if (runtime_dir == NULL || *runtime_dir == '\0')
    return FALSE;

  socket = g_build_filename (runtime_dir, "bus", NULL);

  return access (socket, F_OK) == 0;
}

static gboolean
is_set (const char *name)
{
  const char *value = g_getenv (name);

  return value != NULL && *value != '\0';
}

/* Over ssh a screen, if there is one, is not where the person sits. */
static gboolean
find_display (void)
{
  if (is_set ("SSH_CONNECTION") || is_set ("SSH_TTY"))
    return FALSE;

  return is_set ("WAYLAND_DISPLAY") || is_set ("DISPLAY");
}

static gboolean
takes_colours (int fd)
{
  const char *no_colour = g_getenv ("NO_COLOR");
  const char *term = g_getenv ("TERM");

  return isatty (fd) && (no_colour == NULL || *no_colour == '\0') && term != NULL &&
         !g_str_equal (term, "dumb");
}

/* Has to be asked before GIO ignores the signal for its sockets. */
static gboolean
is_sigpipe_ignored (void)
{
  struct sigaction action;

  return sigaction (SIGPIPE, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* The only place of the program that reads the environment. */
static void
fill_cli (StintCli *cli)
{
  const char *profile = g_getenv ("AWS_PROFILE");

  cli->keep_sigpipe = is_sigpipe_ignored ();
  cli->environment = stint_client_environment_new_for_process ();
  cli->cancellable = g_cancellable_new ();
  cli->has_bus = find_bus ();
  cli->has_display = find_display ();
  cli->colour_out = takes_colours (STDOUT_FILENO);
  cli->colour_err = takes_colours (STDERR_FILENO);
  cli->settings_in_memory = g_strcmp0 (g_getenv ("GSETTINGS_BACKEND"), "memory") == 0;
  cli->shell_profile = profile != NULL && *profile != '\0' ? profile : NULL;
  cli->path = g_getenv ("PATH");
}

static void
clear_cli (StintCli *cli)
{
  g_clear_object (&cli->client);
  g_clear_object (&cli->cancellable);
  g_clear_pointer (&cli->busy, g_free);
  g_clear_pointer (&cli->environment, stint_client_environment_free);
}

static const StintCommand *
find_command (const char *name)
{
  for (const StintCommand *command = stint_commands; command->name != NULL; command++)
    {
      if (g_str_equal (command->name, name))
        return command;
    }

  return NULL;
}

static int
run (StintCli *cli, int argc, char **argv)
{
  const StintCommand *command;
  const char *suggestion;

  if (argc < 2 || g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    return stint_cmd_help (cli, 1, argv);
  if (g_str_equal (argv[1], "--version"))
    return stint_cmd_version (cli, 1, argv);

  command = find_command (argv[1]);
  if (command != NULL)
    return command->run (cli, argc - 1, argv + 1);

  suggestion = stint_cli_suggest (stint_commands, argv[1]);
  if (suggestion != NULL)
    return stint_cli_usage_error (_ ("There is no command “%s”. Did you mean “%s”?"), argv[1],
                                  suggestion);

  return stint_cli_usage_error (_ ("There is no command “%s”."), argv[1]);
}

int
main (int argc, char *argv[])
{
  StintCli cli = { NULL };
  int status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_set_prgname ("stint");
  stint_cli_set_up_output ();

  fill_cli (&cli);
  status = run (&cli, argc, argv);
  clear_cli (&cli);

  /* Whoever waits for us is to see that it was a signal: a shell script then ends as well. */
  if (cli.signal != 0)
    {
      signal (cli.signal, SIG_DFL);
      raise (cli.signal);
    }

  return status;
}
