/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* exec, env and credential-process: they find the session and see that it is active, then become
 * stint-credentials. */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "stint-cli-helper.h"
#include "stint-cli-prompt.h"
#include "stint-cli-start.h"

static gboolean
offer_start (StintCli *cli, StintSessionItem *item, StintStartArguments *arguments)
{
  g_autofree char *question = NULL;

  /* Whoever gave a code, or agreed beforehand, has answered already. */
  if (arguments->mfa != NULL || arguments->mfa_command != NULL || arguments->yes)
    return TRUE;
  if (arguments->no_input || !stint_prompt_is_possible ())
    return FALSE;

  question =
      g_strdup_printf (_ ("%s is not active. Start it? "), stint_session_item_get_name (item));

  return stint_prompt_confirm (cli, question);
}

/* TRUE if its credentials can be had; else what to return. */
static gboolean
make_ready (StintCli *cli, StintSessionItem *item, StintStartArguments *arguments, int *out_status)
{
  g_autoptr (GVariant) results = NULL;
  GVariantDict details;
  g_autoptr (GError) error = NULL;

  if (stint_session_item_is_active (item))
    return TRUE;

  if (offer_start (cli, item, arguments))
    {
      results = stint_start_run (cli, item, arguments, STINT_START, out_status);
      return results != NULL;
    }
  if (cli->signal != 0)
    {
      *out_status = STINT_EXIT_FAILED;
      return FALSE;
    }

  /* It starts by itself when its keys are asked for, if that needs nobody: the helper will see. */
  if (stint_session_item_get_hand_out (item) == STINT_HAND_OUT_ON_DEMAND)
    return TRUE;

  g_variant_dict_init (&details, NULL);
  g_variant_dict_insert (&details, "session", "s", stint_session_item_get_name (item));
  error = stint_error_new (STINT_ERROR_INACTIVE, g_variant_dict_end (&details), "Not active");
  stint_cli_tell_error (cli, error);
  *out_status = STINT_EXIT_NEEDS_PERSON;

  return FALSE;
}

/* The session's id, when its credentials can be had; NULL with a status. (transfer full) */
static char *
prepare (StintCli *cli, const char *text, StintStartArguments *arguments, int *out_status)
{
  StintSessionItem *item;

  if (!stint_start_arguments_check (arguments))
    {
      *out_status = STINT_EXIT_USAGE;
      return NULL;
    }
  if (!stint_cli_connect (cli, out_status))
    return NULL;

  item = stint_cli_find_session (cli, text, out_status);
  if (item == NULL || !make_ready (cli, item, arguments, out_status))
    return NULL;

  return g_strdup (stint_session_item_get_id (item));
}

int
stint_cmd_exec (StintCli *cli, int argc, char **argv)
{
  g_auto (StintStartArguments) arguments = { NULL };
  const GOptionEntry entries[] = { STINT_START_ENTRIES_ASK (arguments), { NULL } };
  g_autofree char *id = NULL;
  g_autoptr (GPtrArray) more = g_ptr_array_new ();
  int status = STINT_EXIT_FAILED;
  int command;

  if (!stint_cli_parse_strictly (
          &argc, &argv, entries, _ ("SESSION -- COMMAND…"),
          _ ("Runs a command with a session's credentials in its environment."),
          _ ("Options stand before the session; what follows belongs to the command.")))
    return STINT_EXIT_USAGE;
  if (argc > 1 && g_str_equal (argv[1], "--"))
    return stint_cli_usage_error (_ ("Which session?"));
  if (argc < 2)
    return stint_cli_usage_error (_ ("Which session?"));
  command = argc > 2 && g_str_equal (argv[2], "--") ? 3 : 2;
  if (argc <= command)
    return stint_cli_usage_error (_ ("Which command?"));

  id = prepare (cli, argv[1], &arguments, &status);
  if (id == NULL)
    return status;

  g_ptr_array_add (more, (gpointer) "--");
  for (int i = command; i < argc; i++)
    g_ptr_array_add (more, argv[i]);
  g_ptr_array_add (more, NULL);

  return stint_cli_become_helper (cli, "exec", "session", id, (const char *const *) more->pdata);
}

static gboolean
is_env_format (const char *format)
{
  static const char *const formats[] = { "sh", "fish", "powershell", "dotenv", "json", NULL };

  return g_strv_contains (formats, format);
}

int
stint_cmd_env (StintCli *cli, int argc, char **argv)
{
  g_auto (StintStartArguments) arguments = { NULL };
  g_autofree char *format = NULL;
  const GOptionEntry entries[] = {
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format,
      N_ ("sh (also for bash and zsh), fish, powershell, dotenv or json"), N_ ("FORMAT") },
    STINT_START_ENTRIES_ASK (arguments),
    { NULL },
  };
  const char *more[] = { "--format", "sh", NULL };
  g_autofree char *id = NULL;
  int status = STINT_EXIT_FAILED;

  if (!stint_cli_parse (&argc, &argv, entries, _ ("SESSION"),
                        _ ("Prints a session's credentials as environment variables."),
                        _ ("In a shell: eval \"$(stint env SESSION)\"; in fish: stint env SESSION "
                           "--format fish | source")))
    return STINT_EXIT_USAGE;
  if (argc != 2)
    return argc < 2 ? stint_cli_usage_error (_ ("Which session?"))
                    : stint_cli_usage_error (_ ("“%s” is too much."), argv[2]);
  if (format != NULL && !is_env_format (format))
    return stint_cli_usage_error (_ ("“%s” is nothing that %s takes; there are %s."), format,
                                  "--format", "sh, fish, powershell, dotenv, json");

  id = prepare (cli, argv[1], &arguments, &status);
  if (id == NULL)
    return status;

  if (format != NULL)
    more[1] = format;

  return stint_cli_become_helper (cli, "env", "session", id, more);
}

/* The same answer as the helper gives, for those who type, and for the helper where the service
 * does not run yet: connecting starts it. Nobody is asked anything: SDKs run this. */
int
stint_cmd_credential_process (StintCli *cli, int argc, char **argv)
{
  g_autofree char *profile = NULL;
  g_autofree char *session = NULL;
  const GOptionEntry entries[] = {
    { "profile", 'p', 0, G_OPTION_ARG_STRING, &profile, N_ ("The profile's credentials"),
      N_ ("PROFILE") },
    { "session", 's', 0, G_OPTION_ARG_STRING, &session, N_ ("The session's credentials"),
      N_ ("SESSION") },
    { NULL },
  };
  StintSessionItem *item;
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, "",
                        _ ("Prints credentials as SDKs read them from credential_process."), NULL))
    return STINT_EXIT_USAGE;
  if (argc > 1)
    return stint_cli_usage_error (_ ("“%s” is too much."), argv[1]);
  if ((profile == NULL) == (session == NULL))
    return stint_cli_usage_error (_ ("Either --profile or --session."));
  if (!stint_cli_connect (cli, &status))
    return status;
  if (profile != NULL)
    return stint_cli_become_helper (cli, NULL, "profile", profile, NULL);

  item = stint_cli_find_session (cli, session, &status);
  if (item == NULL)
    return status;

  return stint_cli_become_helper (cli, NULL, "session", stint_session_item_get_id (item), NULL);
}
