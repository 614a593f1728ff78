/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "stint-cli.h"
#include "stint-sentence.h"

static int
stop_one (StintCli *cli, StintSessionItem *item)
{
  g_autofree char *profile = g_strdup (stint_session_item_get_tool_profile (item));
  gboolean was_held = stint_session_item_is_held (item) ||
                      stint_session_item_get_state (item) == STINT_STATE_STARTING;
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;
  gboolean foreign_keys = FALSE;
  StintWait wait = { NULL };

  stint_cli_set_busy (cli, _ ("Stopping %s…"), stint_session_item_get_name (item));
  stint_client_stop_async (cli->client, stint_session_item_get_id (item), NULL, cli->cancellable,
                           stint_wait_cb, &wait);
  results = stint_cli_finish_call (cli, &wait, &error);
  if (results == NULL)
    return stint_cli_tell_error (cli, error);

  if (was_held)
    g_print (_ ("%s is stopped.\n"), stint_session_item_get_name (item));
  else
    g_print (_ ("%s was not active.\n"), stint_session_item_get_name (item));
  if (g_variant_lookup (results, "foreign-keys", "b", &foreign_keys) && foreign_keys)
    {
      g_autofree char *sentence = stint_sentence_for_warning ("foreign-keys", profile);

      stint_cli_warn (cli, "%s", sentence);
    }

  return STINT_EXIT_DONE;
}

/* What does not stop is no reason to leave the others running: the first failure is the status. */
static int
stop_each (StintCli *cli, GPtrArray *items)
{
  int status = STINT_EXIT_DONE;

  for (guint i = 0; i < items->len && cli->signal == 0; i++)
    {
      int one = stop_one (cli, items->pdata[i]);

      status = status == STINT_EXIT_DONE ? one : status;
    }

  return status;
}

static int
stop_all (StintCli *cli)
{
  GListModel *model = stint_client_get_sessions (cli->client);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (StintSessionItem) item = g_list_model_get_item (model, i);

      if (stint_session_item_is_held (item) ||
          stint_session_item_get_state (item) == STINT_STATE_STARTING)
        g_ptr_array_add (items, g_steal_pointer (&item));
    }

  if (items->len == 0)
    g_print ("%s\n", _ ("Nothing is active."));

  return stop_each (cli, items);
}

int
stint_cmd_stop (StintCli *cli, int argc, char **argv)
{
  gboolean all = FALSE;
  const GOptionEntry entries[] = {
    { "all", 'a', 0, G_OPTION_ARG_NONE, &all, N_ ("All that are active"), NULL },
    { NULL },
  };
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, _ ("SESSION…"),
                        _ ("Stops sessions and puts back what was set aside in their profiles."),
                        NULL))
    return STINT_EXIT_USAGE;
  if (all == (argc > 1))
    return stint_cli_usage_error (all ? _ ("Either sessions or --all.") : _ ("Which session?"));
  if (!stint_cli_connect (cli, &status))
    return status;
  if (all)
    return stop_all (cli);

  for (int i = 1; i < argc; i++)
    {
      StintSessionItem *item = stint_cli_find_session (cli, argv[i], &status);

      if (item == NULL)
        return status;
      g_ptr_array_add (items, g_object_ref (item));
    }

  return stop_each (cli, items);
}
