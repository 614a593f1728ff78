/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "stint-cli-show.h"

static GPtrArray *
collect (StintCli *cli, gboolean active_only)
{
  GListModel *model = stint_client_get_sessions (cli->client);
  GPtrArray *sessions = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (StintSessionItem) item = g_list_model_get_item (model, i);

      if (!active_only || stint_session_item_is_active (item))
        g_ptr_array_add (sessions, g_steal_pointer (&item));
    }
  g_ptr_array_sort (sessions, stint_show_compare_sessions);

  return sessions;
}

static void
print_json (GPtrArray *sessions)
{
  StintJsonWriter *writer = stint_json_writer_new ();
  g_autofree char *text = NULL;

  stint_json_begin_object (writer, NULL);
  stint_json_begin_array (writer, "sessions");
  for (guint i = 0; i < sessions->len; i++)
    stint_show_session_json (writer, sessions->pdata[i]);
  stint_json_end_array (writer);
  stint_json_end_object (writer);
  text = stint_json_writer_free (writer);
  stint_cli_put (text);
}

static void
print_names (GPtrArray *sessions)
{
  for (guint i = 0; i < sessions->len; i++)
    {
      stint_cli_put (stint_session_item_get_name (sessions->pdata[i]));
      stint_cli_put ("\n");
    }
}

int
stint_cmd_list (StintCli *cli, int argc, char **argv)
{
  gboolean active = FALSE;
  gboolean json = FALSE;
  gboolean names = FALSE;
  const GOptionEntry entries[] = {
    { "active", 'a', 0, G_OPTION_ARG_NONE, &active, N_ ("Only what is active"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("For programs"), NULL },
    { "names", 0, 0, G_OPTION_ARG_NONE, &names, N_ ("Only the names, one a line"), NULL },
    { NULL },
  };
  g_autoptr (GPtrArray) sessions = NULL;
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, "", _ ("Shows the sessions."), NULL))
    return STINT_EXIT_USAGE;
  if (argc > 1)
    return stint_cli_usage_error (_ ("“%s” is too much."), argv[1]);
  if (json && names)
    return stint_cli_usage_error (_ ("--json and --names do not go together."));
  if (!stint_cli_connect (cli, &status))
    return status;

  sessions = collect (cli, active);
  if (json)
    print_json (sessions);
  else if (names)
    print_names (sessions);
  else if (sessions->len > 0)
    stint_show_sessions (cli, sessions);
  else if (active)
    g_print ("%s\n", _ ("Nothing is active."));
  else
    g_print ("%s\n", _ ("There are no sessions yet. “stint import” makes them of the profiles in "
                        "the AWS files; “stint integration add” and “stint session add” make new "
                        "ones."));

  return STINT_EXIT_DONE;
}
