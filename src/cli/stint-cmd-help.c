/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "stint-cli.h"

static void
print_overview (void)
{
  gsize width = 0;

  for (const StintCommand *command = stint_commands; command->name != NULL; command++)
    width = MAX (width, strlen (command->name));

  g_print ("%s\n\n", _ ("Stint: short-term AWS credentials for every tool on this computer."));
  g_print ("%s\n  stint COMMAND …\n\n%s\n", _ ("Usage:"), _ ("Commands:"));
  for (const StintCommand *command = stint_commands; command->name != NULL; command++)
    g_print ("  %-*s  %s\n", (int) width, command->name, _ (command->summary));
  g_print ("\n%s\n",
           _ ("“stint help COMMAND” and “stint COMMAND --help” tell more; “man stint” tells all.\n"
              "First steps: stint import, then stint start NAME."));
}

/* Help about a command is that command's own --help. */
static int
help_about (StintCli *cli, int argc, char **argv)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (int i = 1; i < argc; i++)
    g_ptr_array_add (words, argv[i]);
  g_ptr_array_add (words, (char *) "--help");
  g_ptr_array_add (words, NULL);

  for (const StintCommand *command = stint_commands; command->name != NULL; command++)
    {
      if (g_str_equal (command->name, argv[1]))
        return command->run (cli, argc, (char **) words->pdata);
    }

  return stint_cli_usage_error (_ ("There is no command “%s”."), argv[1]);
}

int
stint_cmd_help (StintCli *cli, int argc, char **argv)
{
  if (argc > 1 && !g_str_equal (argv[1], "--help") && !g_str_equal (argv[1], "-h") &&
      !g_str_equal (argv[1], "help"))
    return help_about (cli, argc, argv);

  print_overview ();

  return STINT_EXIT_DONE;
}
