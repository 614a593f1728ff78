/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "stint-browser.h"
#include "stint-cli-sign-in.h"
#include "stint-cli-start.h"
#include "stint-client-ask.h"
#include "stint-secret.h"

typedef struct
{
  char *to;
  char *browser;
  gboolean print;
  StintStartArguments start;
} Arguments;

static void
arguments_clear (Arguments *arguments)
{
  g_free (arguments->to);
  g_free (arguments->browser);
  stint_start_arguments_clear (&arguments->start);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Arguments, arguments_clear)

/* Returns: (transfer full): to be wiped */
static char *
ask (StintCli *cli, StintSessionItem *item, const Arguments *arguments, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  StintWait wait = { NULL };

  stint_cli_set_busy (cli, _ ("Asking AWS for a link into the console…"));
  stint_client_console_async (cli->client, stint_session_item_get_id (item), arguments->to,
                              arguments->print ? STINT_CONSOLE_LINK : STINT_CONSOLE_REDIRECT,
                              cli->cancellable, stint_wait_cb, &wait);
  result = stint_cli_wait (cli, &wait);

  return stint_client_console_finish (cli->client, result, error);
}

/* What a start can mend. */
static gboolean
wants_start (const GError *error)
{
  return g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_MFA) ||
         g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_SIGN_IN) ||
         g_error_matches (error, STINT_ERROR, STINT_ERROR_INACTIVE) ||
         g_error_matches (error, STINT_ERROR, STINT_ERROR_EXPIRED);
}

static char *
get_address (StintCli *cli, StintSessionItem *item, Arguments *arguments, int *out_status)
{
  g_autoptr (GVariant) started = NULL;
  g_autoptr (GError) error = NULL;
  char *address = ask (cli, item, arguments, &error);

  if (address == NULL && wants_start (error))
    {
      started = stint_start_run (cli, item, &arguments->start,
                                 stint_session_item_is_held (item) ? STINT_RENEW : STINT_START,
                                 out_status);
      if (started == NULL)
        return NULL;
      g_clear_error (&error);
      address = ask (cli, item, arguments, &error);
    }
  *out_status = address != NULL ? STINT_EXIT_DONE : stint_cli_tell_error (cli, error);

  return address;
}

static int
open_address (StintCli *cli,
              StintSessionItem *item,
              const char *address,
              const Arguments *arguments)
{
  StintIntegrationItem *integration = stint_session_item_get_integration (item);
  StintBrowserNames names = {
    stint_session_item_get_name (item),
    stint_session_item_get_account_name (item),
    integration != NULL ? stint_integration_item_get_name (integration) : NULL,
  };
  g_autofree char *own = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StintWait wait = { NULL };

  own = arguments->browser != NULL ? g_strdup (arguments->browser)
                                   : stint_cli_dup_browser (cli, integration);
  stint_browser_open_async (own, address, &names, NULL, cli->cancellable, stint_wait_cb, &wait);
  result = stint_cli_wait (cli, &wait);
  if (!stint_browser_open_finish (result, &error))
    {
      stint_cli_tell_error (cli, error);
      stint_cli_tell (cli, _ ("--print prints the link instead; it is good for 15 minutes, for "
                              "whoever has it."));
      return STINT_EXIT_FAILED;
    }

  g_print (_ ("The console of %s opens in the browser.\n"), stint_session_item_get_name (item));

  return STINT_EXIT_DONE;
}

int
stint_cmd_console (StintCli *cli, int argc, char **argv)
{
  g_auto (Arguments) arguments = { NULL };
  const GOptionEntry entries[] = {
    { "to", 't', 0, G_OPTION_ARG_STRING, &arguments.to,
      N_ ("A service (s3, ec2, …), a path or an address of the console"), N_ ("WHERE") },
    { "print", 0, 0, G_OPTION_ARG_NONE, &arguments.print,
      N_ ("Print the link instead; whoever has it is signed in"), NULL },
    { "browser", 'b', 0, G_OPTION_ARG_STRING, &arguments.browser,
      N_ ("What opens it, this time: private, container:NAME, or a command"), N_ ("BROWSER") },
    STINT_START_ENTRIES_ASK (arguments.start),
    { NULL },
  };
  StintSessionItem *item;
  char *address;
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, _ ("SESSION"),
                        _ ("Opens the AWS console as a session."),
                        _ ("The session need not be active, if starting it needs nobody.")))
    return STINT_EXIT_USAGE;
  if (argc != 2)
    return stint_cli_usage_error (_ ("Which session?"));
  if (!stint_start_arguments_check (&arguments.start))
    return STINT_EXIT_USAGE;
  if (!arguments.print && arguments.browser == NULL && !cli->has_display)
    return stint_cli_usage_error (_ ("There is no screen to open a browser on; --print prints the "
                                     "link, --browser takes another way."));
  if (!stint_cli_connect (cli, &status))
    return status;
  item = stint_cli_find_session (cli, argv[1], &status);
  if (item == NULL)
    return status;

  address = get_address (cli, item, &arguments, &status);
  if (address == NULL)
    return status;
  if (arguments.print)
    {
      stint_cli_put (address);
      stint_cli_put ("\n");
    }
  else
    {
      status = open_address (cli, item, address, &arguments);
    }
  stint_wipe_free (address);

  return status;
}
