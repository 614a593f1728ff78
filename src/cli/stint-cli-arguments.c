/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "stint-cli.h"

/* "stint start": what usage lines and "Try …" begin with. */
static char *command_path = NULL;

static void
enter_command (const char *name)
{
  char *longer = g_strconcat (command_path != NULL ? command_path : "stint", " ", name, NULL);

  g_free (command_path);
  command_path = longer;
}

static GOptionContext *
make_context (const GOptionEntry *entries,
              const char *usage,
              const char *summary,
              const char *description,
              gboolean strict)
{
  GOptionContext *context = g_option_context_new (usage);

  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  g_option_context_set_strict_posix (context, strict);
  /* Ours, so that "-h" works and the usage line names the whole command. */
  g_option_context_set_help_enabled (context, FALSE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  return context;
}

static void
print_help (GOptionContext *context)
{
  g_autofree char *help = NULL;

  g_set_prgname (command_path);
  help = g_option_context_get_help (context, TRUE, NULL);
  g_print ("%s", help);
}

static gboolean
parse (int *argc,
       char ***argv,
       const GOptionEntry *entries,
       const char *usage,
       const char *summary,
       const char *description,
       gboolean strict)
{
  gboolean help = FALSE;
  GOptionEntry help_entry[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, N_ ("Show this help"), NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = make_context (entries, usage, summary, description, strict);
  g_autoptr (GError) error = NULL;

  enter_command ((*argv)[0]);
  g_option_context_add_main_entries (context, help_entry, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      stint_cli_usage_error ("%s.", error->message);
      return FALSE;
    }
  if (help)
    {
      print_help (context);
      exit (STINT_EXIT_DONE);
    }

  return TRUE;
}

gboolean
stint_cli_parse (int *argc,
                 char ***argv,
                 const GOptionEntry *entries,
                 const char *usage,
                 const char *summary,
                 const char *description)
{
  if (!parse (argc, argv, entries, usage, summary, description, FALSE))
    return FALSE;

  /* GOption leaves a "--" that ends the options where it is. */
  if (*argc > 1 && g_str_equal ((*argv)[1], "--"))
    {
      (*argv)[1] = (*argv)[0];
      (*argv)++;
      (*argc)--;
    }

  return TRUE;
}

gboolean
stint_cli_parse_strictly (int *argc,
                          char ***argv,
                          const GOptionEntry *entries,
                          const char *usage,
                          const char *summary,
                          const char *description)
{
  return parse (argc, argv, entries, usage, summary, description, TRUE);
}

int
stint_cli_usage_error (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  /* Translators: "stint start --help" and the like stands for %s. */
  g_printerr ("stint: %s ", text);
  g_printerr (_ ("Try “%s --help”."), command_path != NULL ? command_path : "stint");
  g_printerr ("\n");

  return STINT_EXIT_USAGE;
}

/* Damerau's distance without transpositions over more than neighbours: enough for a typo. */
static guint
edit_distance (const char *a, const char *b)
{
  gsize la = strlen (a);
  gsize lb = strlen (b);
  g_autofree guint *rows = g_new0 (guint, 3 * (lb + 1));
  guint *before = rows;
  guint *above = rows + lb + 1;
  guint *row = rows + 2 * (lb + 1);

  for (gsize j = 0; j <= lb; j++)
    row[j] = (guint) j;
  for (gsize i = 1; i <= la; i++)
    {
      guint *spare = before;

      before = above;
      above = row;
      row = spare;
      row[0] = (guint) i;
      for (gsize j = 1; j <= lb; j++)
        {
          guint cost = a[i - 1] == b[j - 1] ? 0 : 1;

          row[j] = MIN (MIN (above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
          if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
            row[j] = MIN (row[j], before[j - 2] + 1);
        }
    }

  return row[lb];
}

const char *
stint_cli_suggest (const StintCommand *commands, const char *text)
{
  const char *best = NULL;
  guint best_distance = 3;

  for (const StintCommand *command = commands; command->name != NULL; command++)
    {
      guint distance = edit_distance (text, command->name);

      if (*text != '\0' && g_str_has_prefix (command->name, text))
        distance = MIN (distance, 1);
      if (distance < best_distance && distance < strlen (command->name))
        {
          best = command->name;
          best_distance = distance;
        }
    }

  return best;
}

static void
print_subcommands (const StintCommand *commands)
{
  gsize width = 0;

  for (const StintCommand *command = commands; command->name != NULL; command++)
    width = MAX (width, strlen (command->name));

  g_print (_ ("Usage:\n  %s COMMAND …\n\nCommands:\n"), command_path);
  for (const StintCommand *command = commands; command->name != NULL; command++)
    g_print ("  %-*s  %s\n", (int) width, command->name, _ (command->summary));
}

int
stint_cli_run_subcommand (StintCli *cli, const StintCommand *commands, int argc, char **argv)
{
  const char *suggestion;

  enter_command (argv[0]);
  if (argc > 1 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")))
    {
      print_subcommands (commands);
      return STINT_EXIT_DONE;
    }
  if (argc < 2)
    return stint_cli_usage_error (_ ("A command is missing."));

  for (const StintCommand *command = commands; command->name != NULL; command++)
    {
      if (g_str_equal (command->name, argv[1]))
        return command->run (cli, argc - 1, argv + 1);
    }

  suggestion = stint_cli_suggest (commands, argv[1]);
  if (suggestion != NULL)
    return stint_cli_usage_error (_ ("There is no command “%s”. Did you mean “%s”?"), argv[1],
                                  suggestion);

  return stint_cli_usage_error (_ ("There is no command “%s”."), argv[1]);
}
