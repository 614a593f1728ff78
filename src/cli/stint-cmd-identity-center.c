/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include "stint-cmd-identity-center.h"

#include <glib/gi18n-lib.h>

#include "stint-cli-prompt.h"
#include "stint-cli-sign-in.h"
#include "stint-cli-start.h"
#include "stint-words.h"

char *
stint_cli_sign_in_words (StintIntegrationItem *item)
{
  gint64 now = stint_cli_now ();
  gint64 until = stint_integration_item_get_signed_in_until (item);
  g_autofree char *instant = NULL;

  if (stint_integration_item_get_syncing (item))
    return g_strdup (_ ("syncing"));

  switch (stint_integration_item_get_sign_in (item))
    {
    case STINT_SIGN_IN_SIGNED_IN:
      break;
    case STINT_SIGN_IN_SIGNING_IN:
      return g_strdup (_ ("signing in"));
    case STINT_SIGN_IN_NEEDED:
      return g_strdup (_ ("sign-in needed"));
    case STINT_SIGN_IN_SIGNED_OUT:
      return g_strdup (_ ("not signed in"));
    case STINT_SIGN_IN_UNKNOWN:
    default:
      return g_strdup (_ ("unknown"));
    }

  if (until <= now)
    return g_strdup (_ ("signed in"));
  instant = stint_words_instant (until, now);
  /* Translators: the instant at which a sign-in ends: "signed in until 17:40". */
  return g_strdup_printf (_ ("signed in until %s"), instant);
}

static StintIntegrationItem *
find_identity_center (StintCli *cli, const char *text, int *out_status)
{
  StintIntegrationItem *item = stint_cli_find_integration (cli, text, out_status);

  if (item == NULL || stint_integration_item_get_kind (item) == STINT_INTEGRATION_IDENTITY_CENTER)
    return item;

  stint_cli_tell (cli, _ ("stint: %s is an IAM user: there is nothing to sign in to."),
                  stint_integration_item_get_name (item));
  *out_status = STINT_EXIT_USAGE;

  return NULL;
}

/* --- sign-in --- */

#define SIGN_IN_ENTRIES(arguments)                                                                 \
  { "flow",                                                                                        \
    'f',                                                                                           \
    0,                                                                                             \
    G_OPTION_ARG_STRING,                                                                           \
    &(arguments).flow,                                                                             \
    N_ ("How: browser, or device: a code to compare, in a browser anywhere"),                      \
    N_ ("FLOW") },                                                                                 \
      { "port",                                                                                    \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_INT,                                                                          \
        &(arguments).port,                                                                         \
        N_ ("Where on 127.0.0.1 the browser comes back to, for a port that is forwarded"),         \
        N_ ("PORT") },                                                                             \
  {                                                                                                \
    "no-open", 0, 0, G_OPTION_ARG_NONE, &(arguments).no_open,                                      \
        N_ ("Print the page's address instead of opening it"), NULL                                \
  }

static gboolean
check_sign_in (const StintSignInArguments *arguments)
{
  if (arguments->port < 0 || arguments->port > 65535)
    {
      stint_cli_usage_error (_ ("“%d” is no port; there are 1 to 65535."), arguments->port);
      return FALSE;
    }

  return stint_cli_add_enum (NULL, "flow", "--flow", STINT_TYPE_SIGN_IN_FLOW, arguments->flow);
}

static int
sign_in (StintCli *cli, StintIntegrationItem *item, const StintSignInArguments *arguments)
{
  g_autoptr (GVariant) results = NULL;
  g_autofree char *instant = NULL;
  gboolean shared = FALSE;
  gint64 until = 0;
  int status = STINT_EXIT_FAILED;

  results = stint_sign_in_run (cli, item, arguments, &status);
  if (results == NULL)
    return status;

  g_variant_lookup (results, "until", "x", &until);
  g_variant_lookup (results, "shared", "b", &shared);
  instant = stint_words_instant (until, stint_cli_now ());
  if (shared)
    g_print (_ ("Signed in to %s until %s, in the AWS CLI as well.\n"),
             stint_integration_item_get_name (item), instant);
  else
    g_print (_ ("Signed in to %s until %s.\n"), stint_integration_item_get_name (item), instant);

  return STINT_EXIT_DONE;
}

int
stint_cmd_sign_in (StintCli *cli, int argc, char **argv)
{
  g_auto (StintSignInArguments) arguments = { NULL };
  const GOptionEntry entries[] = { SIGN_IN_ENTRIES (arguments), { NULL } };
  StintIntegrationItem *item;
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, _ ("INTEGRATION"),
                        _ ("Signs in to an IAM Identity Center."), NULL))
    return STINT_EXIT_USAGE;
  if (argc != 2)
    return stint_cli_usage_error (_ ("Which integration?"));
  if (!check_sign_in (&arguments))
    return STINT_EXIT_USAGE;
  if (!stint_cli_connect (cli, &status))
    return status;
  item = find_identity_center (cli, argv[1], &status);

  return item != NULL ? sign_in (cli, item, &arguments) : status;
}

/* --- sign-out --- */

static void
tell_signed_out (StintIntegrationItem *item, GVariant *results)
{
  g_autofree const char **stopped = NULL;
  gboolean shared = FALSE;

  g_variant_lookup (results, "shared", "b", &shared);
  g_variant_lookup (results, "stopped", "^a&s", &stopped);
  if (shared)
    g_print (_ ("Signed out of %s, in the AWS CLI as well.\n"),
             stint_integration_item_get_name (item));
  else
    g_print (_ ("Signed out of %s.\n"), stint_integration_item_get_name (item));
  for (guint i = 0; stopped != NULL && stopped[i] != NULL; i++)
    g_print (_ ("%s is stopped.\n"), stopped[i]);
  if (stint_integration_item_get_n_active (item) > 0)
    g_print ("%s\n", _ ("Its active sessions go on to their own end."));
}

int
stint_cmd_sign_out (StintCli *cli, int argc, char **argv)
{
  gboolean stop = FALSE;
  const GOptionEntry entries[] = {
    { "stop", 0, 0, G_OPTION_ARG_NONE, &stop, N_ ("Stop its sessions as well"), NULL },
    { NULL },
  };
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;
  StintIntegrationItem *item;
  StintWait wait = { NULL };
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, _ ("INTEGRATION"),
                        _ ("Signs out of an IAM Identity Center, at AWS too."), NULL))
    return STINT_EXIT_USAGE;
  if (argc != 2)
    return stint_cli_usage_error (_ ("Which integration?"));
  if (!stint_cli_connect (cli, &status))
    return status;
  item = find_identity_center (cli, argv[1], &status);
  if (item == NULL)
    return status;

  stint_cli_set_busy (cli, _ ("Signing out of %s…"), stint_integration_item_get_name (item));
  stint_client_sign_out_async (cli->client, stint_integration_item_get_id (item),
                               g_variant_new_parsed ("{'stop': <%b>}", stop), cli->cancellable,
                               stint_wait_cb, &wait);
  results = stint_cli_finish_call (cli, &wait, &error);
  if (results == NULL)
    return stint_cli_tell_error (cli, error);

  tell_signed_out (item, results);

  return STINT_EXIT_DONE;
}

/* --- sync --- */

static void
tell_synced (StintIntegrationItem *item, GVariant *results)
{
  guint added = 0;
  guint gone = 0;
  guint total = 0;

  g_variant_lookup (results, "added", "u", &added);
  g_variant_lookup (results, "gone", "u", &gone);
  g_variant_lookup (results, "total", "u", &total);
  /* Translators: the integration's name, how many roles it has, how many of them are new, and how
   * many are gone. */
  g_print (ngettext ("%s: %u role, %u new, %u gone.\n", "%s: %u roles, %u new, %u gone.\n", total),
           stint_integration_item_get_name (item), total, added, gone);
}

static int
sync_roles (StintCli *cli, StintIntegrationItem *item)
{
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;
  StintWait wait = { NULL };

  stint_cli_set_busy (cli, _ ("Asking %s for accounts and roles…"),
                      stint_integration_item_get_name (item));
  stint_client_sync_async (cli->client, stint_integration_item_get_id (item), NULL,
                           cli->cancellable, stint_wait_cb, &wait);
  results = stint_cli_finish_call (cli, &wait, &error);
  if (results == NULL)
    return stint_cli_tell_error (cli, error);

  tell_synced (item, results);

  return STINT_EXIT_DONE;
}

int
stint_cmd_sync (StintCli *cli, int argc, char **argv)
{
  const GOptionEntry entries[] = { { NULL } };
  StintIntegrationItem *item;
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, _ ("INTEGRATION"),
                        _ ("Asks an IAM Identity Center for all accounts and roles."), NULL))
    return STINT_EXIT_USAGE;
  if (argc != 2)
    return stint_cli_usage_error (_ ("Which integration?"));
  if (!stint_cli_connect (cli, &status))
    return status;
  item = find_identity_center (cli, argv[1], &status);

  return item != NULL ? sync_roles (cli, item) : status;
}

/* --- add identity-center --- */

typedef struct
{
  char *name;
  char *start_url;
  char *region;
  char *sso_session;
  char *profile_template;
  char *browser;
  char *endpoint_url;
  gboolean no_test;
  gboolean no_sign_in;
  StintSignInArguments sign_in;
} Fields;

static void
fields_clear (Fields *fields)
{
  g_free (fields->name);
  g_free (fields->start_url);
  g_free (fields->region);
  g_free (fields->sso_session);
  g_free (fields->profile_template);
  g_free (fields->browser);
  g_free (fields->endpoint_url);
  stint_sign_in_arguments_clear (&fields->sign_in);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fields, fields_clear)

static GVariant *
make_definition (const Fields *fields)
{
  const struct
  {
    const char *key;
    const char *value;
  } texts[] = {
    { "name", fields->name },
    { "start-url", fields->start_url },
    { "region", fields->region },
    { "sso-session", fields->sso_session },
    { "profile-template", fields->profile_template },
    { "browser", fields->browser },
    { "endpoint-url", fields->endpoint_url },
    { "flow", fields->sign_in.flow },
  };
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (texts[i].value != NULL)
        g_variant_dict_insert (&dict, texts[i].key, "s", texts[i].value);
    }
  g_variant_dict_insert (&dict, "test", "b", !fields->no_test);

  return g_variant_dict_end (&dict);
}

/* It was added a moment ago: the list tells it with the next turn of the loop. */
static StintIntegrationItem *
wait_for_integration (StintCli *cli, const char *id)
{
  gint64 end = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;
  StintIntegrationItem *item;

  while ((item = stint_client_get_integration (cli->client, id)) == NULL &&
         g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);

  return item;
}

/* The AWS CLI may have signed in already; otherwise that is what the person wants next. */
static int
go_on (StintCli *cli, const Fields *fields, GVariant *results)
{
  const char *id = "";
  const char *state = "";
  StintIntegrationItem *item;
  int status;

  g_variant_lookup (results, "id", "&s", &id);
  g_variant_lookup (results, "sign-in", "&s", &state);
  item = wait_for_integration (cli, id);
  if (item == NULL || fields->no_sign_in)
    return STINT_EXIT_DONE;
  if (!g_str_equal (state, "signed-in"))
    {
      status = sign_in (cli, item, &fields->sign_in);
      if (status != STINT_EXIT_DONE)
        return status;
    }

  return sync_roles (cli, item);
}

static int
add (StintCli *cli, const Fields *fields)
{
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;
  StintWait wait = { NULL };

  stint_cli_set_busy (cli, _ ("Looking at %s…"), fields->start_url);
  stint_client_add_identity_center_async (cli->client, make_definition (fields), cli->cancellable,
                                          stint_wait_cb, &wait);
  results = stint_cli_finish_call (cli, &wait, &error);
  if (results == NULL)
    return stint_cli_tell_error (cli, error);

  g_print (_ ("%s is added.\n"), fields->name);

  return go_on (cli, fields, results);
}

int
stint_cmd_add_identity_center (StintCli *cli, int argc, char **argv)
{
  g_auto (Fields) fields = { NULL };
  const GOptionEntry entries[] = {
    { "name", 'n', 0, G_OPTION_ARG_STRING, &fields.name, N_ ("Its name"), N_ ("NAME") },
    { "start-url", 'u', 0, G_OPTION_ARG_STRING, &fields.start_url,
      N_ ("The address of the AWS access portal"), N_ ("URL") },
    { "region", 'r', 0, G_OPTION_ARG_STRING, &fields.region,
      N_ ("The region that IAM Identity Center is in, where the address does not tell it"),
      N_ ("REGION") },
    { "sso-session", 0, 0, G_OPTION_ARG_STRING, &fields.sso_session,
      N_ ("The [sso-session] of the AWS CLI to share the sign-in with"), N_ ("NAME") },
    { "profile-template", 0, 0, G_OPTION_ARG_STRING, &fields.profile_template,
      N_ ("How profiles of its roles are named: {account}-{role}"), N_ ("TEMPLATE") },
    { "browser", 0, 0, G_OPTION_ARG_STRING, &fields.browser,
      N_ ("What opens its pages: private, container:NAME, or a command"), N_ ("BROWSER") },
    { "endpoint-url", 0, 0, G_OPTION_ARG_STRING, &fields.endpoint_url,
      N_ ("Ask this server instead of AWS's own"), N_ ("URL") },
    { "no-test", 0, 0, G_OPTION_ARG_NONE, &fields.no_test,
      N_ ("Do not look whether the address is one of AWS"), NULL },
    { "no-sign-in", 0, 0, G_OPTION_ARG_NONE, &fields.no_sign_in, N_ ("Do not sign in yet"), NULL },
    SIGN_IN_ENTRIES (fields.sign_in),
    { NULL },
  };
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, "",
                        _ ("Adds an IAM Identity Center, signs in, and finds its roles."), NULL))
    return STINT_EXIT_USAGE;
  if (argc > 1)
    return stint_cli_usage_error (_ ("“%s” is too much."), argv[1]);
  if (fields.name == NULL || fields.start_url == NULL)
    return stint_cli_usage_error (_ ("--name and --start-url are needed."));
  if (!check_sign_in (&fields.sign_in))
    return STINT_EXIT_USAGE;
  if (!stint_cli_connect (cli, &status))
    return status;

  return add (cli, &fields);
}
