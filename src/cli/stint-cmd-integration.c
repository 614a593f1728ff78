/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "stint-cli-prompt.h"
#include "stint-cli-show.h"
#include "stint-cli-start.h"
#include "stint-cli-table.h"
#include "stint-cmd-identity-center.h"
#include "stint-secret.h"
#include "stint-words.h"

/* --- list --- */

static char *
lease_words (StintIntegrationItem *item)
{
  gint64 now = stint_cli_now ();
  gint64 until = stint_integration_item_get_lease_until (item);
  g_autofree char *instant = NULL;

  if (stint_integration_item_get_kind (item) == STINT_INTEGRATION_IDENTITY_CENTER)
    return stint_cli_sign_in_words (item);
  if (*stint_integration_item_get_mfa_serial (item) == '\0')
    return g_strdup (_ ("no MFA"));
  if (until <= now)
    return g_strdup (_ ("code needed"));

  instant = stint_words_instant (until, now);

  /* Translators: until this time no MFA code is needed: "code good until 17:40". */
  return g_strdup_printf (_ ("code good until %s"), instant);
}

static void
print_table (StintCli *cli, GListModel *model)
{
  const StintCliColumn columns[] = {
    { _ ("NAME"), 0 },     { _ ("KIND"), 3 },  { _ ("ACCOUNT"), 2 }, { _ ("REGION"), 4 },
    { _ ("SESSIONS"), 1 }, { _ ("STATE"), 0 }, { NULL, 0 },
  };
  StintCliTable *table =
      stint_cli_table_new (columns, stint_cli_terminal_width (), cli->colour_out);
  g_autofree char *text = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (StintIntegrationItem) item = g_list_model_get_item (model, i);
      g_autofree char *lease = lease_words (item);
      g_autofree char *sessions =
          g_strdup_printf ("%u", stint_integration_item_get_n_sessions (item));
      const char *texts[] = {
        stint_integration_item_get_name (item),
        stint_words_integration_kind (stint_integration_item_get_kind (item)),
        stint_integration_item_get_account_id (item),
        stint_integration_item_get_region (item),
        sessions,
        lease,
      };

      stint_cli_table_add (table, STINT_COLOUR_NONE, texts);
    }
  text = stint_cli_table_free (table);
  g_print ("%s", text);
}

static void
print_json (GListModel *model)
{
  StintJsonWriter *writer = stint_json_writer_new ();
  g_autofree char *text = NULL;

  stint_json_begin_object (writer, NULL);
  stint_json_begin_array (writer, "integrations");
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (StintIntegrationItem) item = g_list_model_get_item (model, i);

      stint_show_integration_json (writer, item);
    }
  stint_json_end_array (writer);
  stint_json_end_object (writer);
  text = stint_json_writer_free (writer);
  stint_cli_put (text);
}

static void
print_names (GListModel *model)
{
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (StintIntegrationItem) item = g_list_model_get_item (model, i);

      stint_cli_put (stint_integration_item_get_name (item));
      stint_cli_put ("\n");
    }
}

static int
integration_list (StintCli *cli, int argc, char **argv)
{
  gboolean json = FALSE;
  gboolean names = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("For programs"), NULL },
    { "names", 0, 0, G_OPTION_ARG_NONE, &names, N_ ("Only the names, one a line"), NULL },
    { NULL },
  };
  GListModel *model;
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, "", _ ("Shows the integrations."), NULL))
    return STINT_EXIT_USAGE;
  if (argc > 1)
    return stint_cli_usage_error (_ ("“%s” is too much."), argv[1]);
  if (json && names)
    return stint_cli_usage_error (_ ("--json and --names do not go together."));
  if (!stint_cli_connect (cli, &status))
    return status;

  model = stint_client_get_integrations (cli->client);
  if (json)
    print_json (model);
  else if (names)
    print_names (model);
  else if (g_list_model_get_n_items (model) == 0)
    g_print ("%s\n", _ ("There are no integrations yet. “stint import” makes them of the keys in "
                        "the AWS files; “stint integration add” adds one."));
  else
    print_table (cli, model);

  return STINT_EXIT_DONE;
}

/* --- add iam-user, edit --- */

typedef struct
{
  char *name;
  char *access_key_id;
  char *mfa_serial;
  char *region;
  char *endpoint_url;
  char *flow;
  char *sso_session;
  char *profile_template;
  char *browser;
  gboolean secret_stdin;
  gboolean no_test;
} Fields;

static void
fields_clear (Fields *fields)
{
  g_free (fields->name);
  g_free (fields->access_key_id);
  g_free (fields->mfa_serial);
  g_free (fields->region);
  g_free (fields->endpoint_url);
  g_free (fields->flow);
  g_free (fields->sso_session);
  g_free (fields->profile_template);
  g_free (fields->browser);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fields, fields_clear)

#define FIELD_ENTRIES(fields)                                                                      \
  { "name", 'n', 0, G_OPTION_ARG_STRING, &(fields).name, N_ ("Its name"), N_ ("NAME") },           \
      { "access-key-id",                                                                           \
        'k',                                                                                       \
        0,                                                                                         \
        G_OPTION_ARG_STRING,                                                                       \
        &(fields).access_key_id,                                                                   \
        N_ ("The access key's id; its secret is asked for"),                                       \
        N_ ("ID") },                                                                               \
      { "mfa-serial",                                                                              \
        'm',                                                                                       \
        0,                                                                                         \
        G_OPTION_ARG_STRING,                                                                       \
        &(fields).mfa_serial,                                                                      \
        N_ ("The ARN of the user's MFA device"),                                                   \
        N_ ("ARN") },                                                                              \
      { "region",                                                                                  \
        'r',                                                                                       \
        0,                                                                                         \
        G_OPTION_ARG_STRING,                                                                       \
        &(fields).region,                                                                          \
        N_ ("The region of its sessions"),                                                         \
        N_ ("REGION") },                                                                           \
      { "endpoint-url",                                                                            \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_STRING,                                                                       \
        &(fields).endpoint_url,                                                                    \
        N_ ("Ask this server instead of AWS's own"),                                               \
        N_ ("URL") },                                                                              \
      { "secret-stdin",                                                                            \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_NONE,                                                                         \
        &(fields).secret_stdin,                                                                    \
        N_ ("Read the secret access key from standard input"),                                     \
        NULL },                                                                                    \
  {                                                                                                \
    "no-test", 0, 0, G_OPTION_ARG_NONE, &(fields).no_test,                                         \
        N_ ("Do not ask AWS whether the key works"), NULL                                          \
  }

static void
add_text (GVariantDict *dict, const char *key, const char *value)
{
  if (value != NULL)
    g_variant_dict_insert (dict, key, "s", value);
}

/* Never an argument: those can be read by everybody on the machine. NULL with a status. */
static char *
get_secret (StintCli *cli, const Fields *fields, int *out_status)
{
  char *secret = NULL;

  if (fields->secret_stdin)
    {
      secret = stint_prompt_read_stdin ();
      *out_status = STINT_EXIT_USAGE;
    }
  else if (stint_prompt_is_possible ())
    {
      g_autofree char *question =
          g_strdup_printf (_ ("Secret access key of %s: "), fields->access_key_id);

      secret = stint_prompt_line (cli, question, STINT_PROMPT_SECRET);
      *out_status = STINT_EXIT_FAILED;
    }
  else
    {
      stint_cli_tell (cli, _ ("stint: There is no terminal to ask for the secret access key at; "
                              "--secret-stdin reads it from standard input."));
      *out_status = STINT_EXIT_NEEDS_PERSON;
      return NULL;
    }

  if (secret != NULL && *secret != '\0')
    return secret;

  g_clear_pointer (&secret, stint_wipe_free);
  if (cli->signal == 0)
    stint_cli_tell (cli, _ ("stint: There was no secret access key."));

  return NULL;
}

static int
add_user (StintCli *cli, const Fields *fields, gboolean no_session)
{
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;
  StintWait wait = { NULL };
  GVariantDict dict;
  const char *arn = "";
  char *secret;
  int status;

  secret = get_secret (cli, fields, &status);
  if (secret == NULL)
    return status;

  g_variant_dict_init (&dict, NULL);
  add_text (&dict, "name", fields->name);
  add_text (&dict, "access-key-id", fields->access_key_id);
  add_text (&dict, "mfa-serial", fields->mfa_serial);
  add_text (&dict, "region", fields->region);
  add_text (&dict, "endpoint-url", fields->endpoint_url);
  g_variant_dict_insert (&dict, "test", "b", !fields->no_test);
  g_variant_dict_insert (&dict, "with-session", "b", !no_session);
  stint_cli_set_busy (cli, _ ("Asking AWS who the key is…"));
  stint_client_add_iam_user_async (cli->client, secret, g_variant_dict_end (&dict),
                                   cli->cancellable, stint_wait_cb, &wait);
  stint_wipe_free (secret);
  results = stint_cli_finish_call (cli, &wait, &error);
  if (results == NULL)
    return stint_cli_tell_error (cli, error);

  g_variant_lookup (results, "arn", "&s", &arn);
  if (*arn != '\0')
    g_print (_ ("%s is added: %s.\n"), fields->name, arn);
  else
    g_print (_ ("%s is added.\n"), fields->name);

  return STINT_EXIT_DONE;
}

static int
integration_add_iam_user (StintCli *cli, int argc, char **argv)
{
  g_auto (Fields) fields = { NULL };
  gboolean no_session = FALSE;
  const GOptionEntry entries[] = {
    FIELD_ENTRIES (fields),
    { "no-session", 0, 0, G_OPTION_ARG_NONE, &no_session,
      N_ ("Do not make a session of the user itself"), NULL },
    { NULL },
  };
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, "",
                        _ ("Adds an IAM user, whose access key goes to the keyring."), NULL))
    return STINT_EXIT_USAGE;
  if (argc > 1)
    return stint_cli_usage_error (_ ("“%s” is too much."), argv[1]);
  if (fields.name == NULL || fields.access_key_id == NULL)
    return stint_cli_usage_error (_ ("--name and --access-key-id are needed."));
  if (!stint_cli_connect (cli, &status))
    return status;

  return add_user (cli, &fields, no_session);
}

static const StintCommand add_commands[] = {
  { "iam-user", N_ ("Add an IAM user"), integration_add_iam_user },
  { "identity-center", N_ ("Add an IAM Identity Center"), stint_cmd_add_identity_center },
  { NULL },
};

static int
integration_add (StintCli *cli, int argc, char **argv)
{
  return stint_cli_run_subcommand (cli, add_commands, argc, argv);
}

static int
replace_key (StintCli *cli, StintIntegrationItem *item, const Fields *fields)
{
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;
  StintWait wait = { NULL };
  GVariantDict dict;
  char *secret;
  int status;

  secret = get_secret (cli, fields, &status);
  if (secret == NULL)
    return status;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "access-key-id", "s", fields->access_key_id);
  g_variant_dict_insert (&dict, "test", "b", !fields->no_test);
  stint_cli_set_busy (cli, _ ("Asking AWS who the key is…"));
  stint_client_replace_key_async (cli->client, stint_integration_item_get_id (item), secret,
                                  g_variant_dict_end (&dict), cli->cancellable, stint_wait_cb,
                                  &wait);
  stint_wipe_free (secret);
  results = stint_cli_finish_call (cli, &wait, &error);

  return results != NULL ? STINT_EXIT_DONE : stint_cli_tell_error (cli, error);
}

static int
edit_definition (StintCli *cli, StintIntegrationItem *item, const Fields *fields)
{
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;
  StintWait wait = { NULL };
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  add_text (&dict, "name", fields->name);
  add_text (&dict, "mfa-serial", fields->mfa_serial);
  add_text (&dict, "region", fields->region);
  add_text (&dict, "endpoint-url", fields->endpoint_url);
  add_text (&dict, "browser", fields->browser);
  add_text (&dict, "flow", fields->flow);
  add_text (&dict, "sso-session", fields->sso_session);
  add_text (&dict, "profile-template", fields->profile_template);
  stint_client_edit_integration_async (cli->client, stint_integration_item_get_id (item),
                                       g_variant_dict_end (&dict), cli->cancellable, stint_wait_cb,
                                       &wait);
  results = stint_cli_finish_call (cli, &wait, &error);

  return results != NULL ? STINT_EXIT_DONE : stint_cli_tell_error (cli, error);
}

static int
integration_edit (StintCli *cli, int argc, char **argv)
{
  g_auto (Fields) fields = { NULL };
  const GOptionEntry entries[] = {
    FIELD_ENTRIES (fields),
    { "browser", 0, 0, G_OPTION_ARG_STRING, &fields.browser,
      N_ ("What opens its pages: private, container:NAME, or a command"), N_ ("BROWSER") },
    { "flow", 'f', 0, G_OPTION_ARG_STRING, &fields.flow,
      N_ ("How to sign in to an IAM Identity Center: browser or device"), N_ ("FLOW") },
    { "sso-session", 0, 0, G_OPTION_ARG_STRING, &fields.sso_session,
      N_ ("The [sso-session] of the AWS CLI to share the sign-in with"), N_ ("NAME") },
    { "profile-template", 0, 0, G_OPTION_ARG_STRING, &fields.profile_template,
      N_ ("How profiles of its roles are named: {account}-{role}"), N_ ("TEMPLATE") },
    { NULL },
  };
  StintIntegrationItem *item;
  gboolean definition;
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, _ ("INTEGRATION"),
                        _ ("Changes an integration; --access-key-id puts another key in the place "
                           "of its key."),
                        _ ("An empty value clears what is optional: --region \"\"")))
    return STINT_EXIT_USAGE;
  if (argc != 2)
    return stint_cli_usage_error (_ ("Which integration?"));
  if (!stint_cli_add_enum (NULL, "flow", "--flow", STINT_TYPE_SIGN_IN_FLOW, fields.flow))
    return STINT_EXIT_USAGE;
  definition = fields.name != NULL || fields.mfa_serial != NULL || fields.region != NULL ||
               fields.endpoint_url != NULL || fields.browser != NULL || fields.flow != NULL ||
               fields.sso_session != NULL || fields.profile_template != NULL;
  if (!definition && fields.access_key_id == NULL)
    return stint_cli_usage_error (_ ("What is to change?"));
  if (!stint_cli_connect (cli, &status))
    return status;
  item = stint_cli_find_integration (cli, argv[1], &status);
  if (item == NULL)
    return status;

  if (definition)
    status = edit_definition (cli, item, &fields);
  if (status == STINT_EXIT_DONE && fields.access_key_id != NULL)
    status = replace_key (cli, item, &fields);

  return status;
}

/* --- remove --- */

static char *
removal_question (StintIntegrationItem *item)
{
  guint n = stint_integration_item_get_n_sessions (item);

  if (stint_integration_item_get_kind (item) == STINT_INTEGRATION_IDENTITY_CENTER)
    return g_strdup_printf (
        /* Translators: the integration's name, and how many sessions go with it. The question ends
         * with a blank. */
        ngettext ("Remove %s, its %u session and its sign-in? ",
                  "Remove %s, its %u sessions and its sign-in? ", n),
        stint_integration_item_get_name (item), n);

  return g_strdup_printf (
      /* Translators: the integration's name, and how many sessions go with it. The question ends
       * with a blank. */
      ngettext ("Remove %s, its %u session and its key in the keyring? ",
                "Remove %s, its %u sessions and its key in the keyring? ", n),
      stint_integration_item_get_name (item), n);
}

static int
integration_remove (StintCli *cli, int argc, char **argv)
{
  gboolean restore_key = FALSE;
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    { "restore-key", 0, 0, G_OPTION_ARG_NONE, &restore_key,
      N_ ("Put a key that was moved out of the AWS files back first"), NULL },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_ ("Do not ask"), NULL },
    { NULL },
  };
  StintIntegrationItem *item;
  g_autofree char *name = NULL;
  g_autofree char *question = NULL;
  StintWait wait = { NULL };
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, _ ("INTEGRATION"),
                        _ ("Removes an integration, its sessions, and its key in the keyring."),
                        NULL))
    return STINT_EXIT_USAGE;
  if (argc != 2)
    return stint_cli_usage_error (_ ("Which integration?"));
  if (!stint_cli_connect (cli, &status))
    return status;
  item = stint_cli_find_integration (cli, argv[1], &status);
  if (item == NULL)
    return status;

  name = g_strdup (stint_integration_item_get_name (item));
  question = removal_question (item);
  if (!yes && !stint_cli_confirm_removal (cli, question, &status))
    return status;

  stint_client_remove_integration_async (
      cli->client, stint_integration_item_get_id (item),
      g_variant_new_parsed ("{'restore-key': <%b>}", restore_key), cli->cancellable, stint_wait_cb,
      &wait);

  return stint_cli_finish_removal (cli, &wait, name);
}

static const StintCommand commands[] = {
  { "list", N_ ("Show the integrations"), integration_list },
  { "add", N_ ("Add an integration"), integration_add },
  { "edit", N_ ("Change an integration"), integration_edit },
  { "sign-in", N_ ("Sign in to an IAM Identity Center"), stint_cmd_sign_in },
  { "sign-out", N_ ("Sign out of an IAM Identity Center"), stint_cmd_sign_out },
  { "sync", N_ ("Ask an IAM Identity Center for accounts and roles"), stint_cmd_sync },
  { "remove", N_ ("Remove an integration and its sessions"), integration_remove },
  { NULL },
};

int
stint_cmd_integration (StintCli *cli, int argc, char **argv)
{
  return stint_cli_run_subcommand (cli, commands, argc, argv);
}
