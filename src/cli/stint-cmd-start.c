/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "stint-cli-start.h"
#include "stint-words.h"

static void
print_warnings (StintCli *cli, GVariant *results)
{
  g_autofree const char **warnings = NULL;

  if (!g_variant_lookup (results, "warnings", "^a&s", &warnings))
    return;

  for (gsize i = 0; warnings[i] != NULL; i++)
    stint_cli_warn (cli, "%s", warnings[i]);
}

static void
print_where (const char *profile)
{
  g_autofree char *quoted = stint_cli_quote (profile);

  if (g_str_equal (profile, "default"))
    g_print ("%s\n", _ ("Tools use it where no profile is named."));
  else
    /* Translators: %s is a profile's name; the rest is what is typed in a shell. */
    g_print (_ ("Tools find it as the profile %s: --profile %s, or AWS_PROFILE=%s.\n"), profile,
             quoted, quoted);
}

static void
print_results (StintCli *cli, StintSessionItem *item, GVariant *results, gboolean was_active)
{
  gint64 now = stint_cli_now ();
  gint64 until = 0;
  const char *profile = stint_session_item_get_tool_profile (item);
  const char *name = stint_session_item_get_name (item);
  g_autofree char *instant = NULL;
  g_autofree char *left = NULL;

  g_variant_lookup (results, "until", "x", &until);
  g_variant_lookup (results, "profile", "&s", &profile);
  instant = stint_words_instant (until, now);
  left = stint_words_duration (until - now);
  if (until == 0)
    g_print (_ ("%s is active.\n"), name);
  else if (was_active)
    g_print (_ ("%s is already active until %s (%s).\n"), name, instant, left);
  else
    g_print (_ ("%s is active until %s (%s).\n"), name, instant, left);
  if (!was_active)
    print_where (profile);
  print_warnings (cli, results);
}

/* All sessions are found before the first one is started: a typo in the last starts nothing. */
static GPtrArray *
find_all (StintCli *cli, int argc, char **argv, int *out_status)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (int i = 1; i < argc; i++)
    {
      StintSessionItem *item = stint_cli_find_session (cli, argv[i], out_status);

      if (item == NULL)
        return NULL;
      if (!g_ptr_array_find (items, item, NULL))
        g_ptr_array_add (items, g_object_ref (item));
    }

  return g_steal_pointer (&items);
}

static int
run_all (StintCli *cli, GPtrArray *items, StintStartArguments *arguments, StintStartVerb verb)
{
  for (guint i = 0; i < items->len; i++)
    {
      StintSessionItem *item = items->pdata[i];
      gboolean was_active = verb == STINT_START && stint_session_item_is_active (item);
      g_autoptr (GVariant) results = NULL;
      int status = STINT_EXIT_FAILED;

      results = stint_start_run (cli, item, arguments, verb, &status);
      if (results == NULL)
        return status;
      print_results (cli, item, results, was_active);
    }
  stint_start_warn_environment (cli);

  return STINT_EXIT_DONE;
}

static int
start_or_renew (StintCli *cli,
                int argc,
                char **argv,
                StintStartVerb verb,
                const char *summary,
                const char *description)
{
  g_auto (StintStartArguments) arguments = { NULL };
  const GOptionEntry entries[] = {
    STINT_START_ENTRIES_ASK (arguments),
    STINT_START_ENTRIES_CHOOSE (arguments),
    { NULL },
  };
  g_autoptr (GPtrArray) items = NULL;
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, _ ("SESSION…"), summary, description) ||
      !stint_start_arguments_check (&arguments))
    return STINT_EXIT_USAGE;
  if (argc < 2)
    return stint_cli_usage_error (_ ("Which session?"));
  if (argc > 2 && arguments.profile != NULL)
    return stint_cli_usage_error (_ ("--profile is for one session: a profile stands for one."));
  if (!stint_cli_connect (cli, &status))
    return status;

  items = find_all (cli, argc, argv, &status);
  if (items == NULL)
    return status;

  return run_all (cli, items, &arguments, verb);
}

int
stint_cmd_start (StintCli *cli, int argc, char **argv)
{
  return start_or_renew (
      cli, argc, argv, STINT_START, _ ("Starts sessions: gets short-term credentials for them."),
      _ ("A session is named by its name, its profile, or an unambiguous part of either.\n"
         "Starting one that is active changes nothing."));
}

int
stint_cmd_renew (StintCli *cli, int argc, char **argv)
{
  return start_or_renew (cli, argc, argv, STINT_RENEW,
                         _ ("Gets new credentials; the old ones stay in force until then."), NULL);
}
