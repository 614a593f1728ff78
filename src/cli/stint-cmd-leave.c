/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "stint-cli-prompt.h"
#include "stint-words.h"

static void
explain (gboolean keep_keys)
{
  g_print ("%s\n%s\n", _ ("This stops every session and puts the AWS files back as they were."),
           keep_keys ? _ ("Long-lived keys that were moved to the keyring stay there and nowhere "
                          "else.")
                     : _ ("Long-lived keys that were moved to the keyring go back into the files, "
                          "in plain text."));
}

static int
print_results (StintCli *cli, GVariant *results)
{
  g_autofree const char **restored = NULL;
  g_autofree const char **kept = NULL;
  guint stopped = 0;

  g_variant_lookup (results, "stopped", "u", &stopped);
  g_print (ngettext ("%u session was stopped.\n", "%u sessions were stopped.\n", stopped), stopped);
  if (g_variant_lookup (results, "restored", "^a&s", &restored) && *restored != NULL)
    {
      g_autofree char *names = stint_words_list (restored, 0);

      g_print (_ ("Put back: %s.\n"), names);
    }

  if (!g_variant_lookup (results, "kept", "^a&s", &kept) || *kept == NULL)
    return STINT_EXIT_DONE;
  for (gsize i = 0; kept[i] != NULL; i++)
    stint_cli_warn (cli, "%s", kept[i]);

  return STINT_EXIT_FAILED;
}

static int
leave (StintCli *cli, gboolean keep_keys)
{
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;
  StintWait wait = { NULL };

  stint_cli_set_busy (cli, _ ("Putting everything back…"));
  stint_client_leave_async (cli->client, g_variant_new_parsed ("{'keep-keys': <%b>}", keep_keys),
                            cli->cancellable, stint_wait_cb, &wait);
  results = stint_cli_finish_call (cli, &wait, &error);
  if (results == NULL)
    return stint_cli_tell_error (cli, error);

  return print_results (cli, results);
}

int
stint_cmd_leave (StintCli *cli, int argc, char **argv)
{
  gboolean keep_keys = FALSE;
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    { "keep-keys", 0, 0, G_OPTION_ARG_NONE, &keep_keys, N_ ("Leave moved keys in the keyring only"),
      NULL },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_ ("Do not ask"), NULL },
    { NULL },
  };
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, "",
                        _ ("Stops everything and puts every file back: before uninstalling."),
                        NULL))
    return STINT_EXIT_USAGE;
  if (argc > 1)
    return stint_cli_usage_error (_ ("“%s” is too much."), argv[1]);

  if (!yes)
    {
      explain (keep_keys);
      if (!stint_prompt_is_possible ())
        {
          stint_cli_tell (cli, _ ("stint: This needs a confirmation: add --yes."));
          return STINT_EXIT_NEEDS_PERSON;
        }
      if (!stint_prompt_confirm (cli, _ ("Go on? ")))
        return STINT_EXIT_FAILED;
    }
  if (!stint_cli_connect (cli, &status))
    return status;

  return leave (cli, keep_keys);
}
