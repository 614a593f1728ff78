/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "stint-cli-prompt.h"
#include "stint-cli-show.h"
#include "stint-cli-start.h"
#include "stint-sentence.h"
#include "stint-words.h"

/* What add and edit take alike; NULL: not given. */
typedef struct
{
  char *name;
  char *role_arn;
  char *from;
  char *external_id;
  char *role_session_name;
  char *duration;
  char *profile;
  char *region;
  char *mfa;
  char *renew;
  char *hand_out;
} Fields;

static void
fields_clear (Fields *fields)
{
  g_free (fields->name);
  g_free (fields->role_arn);
  g_free (fields->from);
  g_free (fields->external_id);
  g_free (fields->role_session_name);
  g_free (fields->duration);
  g_free (fields->profile);
  g_free (fields->region);
  g_free (fields->mfa);
  g_free (fields->renew);
  g_free (fields->hand_out);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fields, fields_clear)

#define FIELD_ENTRIES(fields)                                                                        \
  { "name", 'n', 0, G_OPTION_ARG_STRING, &(fields).name, N_ ("Its name"), N_ ("NAME") },             \
      { "role-arn", 0, 0, G_OPTION_ARG_STRING, &(fields).role_arn, N_ ("The role to assume"),        \
        N_ ("ARN") },                                                                                \
      { "from",                                                                                      \
        0,                                                                                           \
        0,                                                                                           \
        G_OPTION_ARG_STRING,                                                                         \
        &(fields).from,                                                                              \
        N_ ("Assume it from this session instead of the user"),                                      \
        N_ ("SESSION") },                                                                            \
      { "external-id",                                                                               \
        0,                                                                                           \
        0,                                                                                           \
        G_OPTION_ARG_STRING,                                                                         \
        &(fields).external_id,                                                                       \
        N_ ("The external id that the role asks for"),                                               \
        N_ ("ID") },                                                                                 \
      { "role-session-name",                                                                         \
        0,                                                                                           \
        0,                                                                                           \
        G_OPTION_ARG_STRING,                                                                         \
        &(fields).role_session_name,                                                                 \
        N_ ("The name that stands in CloudTrail"),                                                   \
        N_ ("NAME") },                                                                               \
      { "duration",                                                                                  \
        'd',                                                                                         \
        0,                                                                                           \
        G_OPTION_ARG_STRING,                                                                         \
        &(fields).duration,                                                                          \
        N_ ("How long: 15m, 1h, 1h30m"),                                                             \
        N_ ("TIME") },                                                                               \
      { "profile",                                                                                   \
        'p',                                                                                         \
        0,                                                                                           \
        G_OPTION_ARG_STRING,                                                                         \
        &(fields).profile,                                                                           \
        N_ ("The profile that tools find it under"),                                                 \
        N_ ("PROFILE") },                                                                            \
      { "region", 'r', 0, G_OPTION_ARG_STRING, &(fields).region, N_ ("Its region"), N_ ("REGION") }, \
      { "mfa",                                                                                       \
        'm',                                                                                         \
        0,                                                                                           \
        G_OPTION_ARG_STRING,                                                                         \
        &(fields).mfa,                                                                               \
        N_ ("lease (a code a day) or direct (a code for each start)"),                               \
        N_ ("MODE") },                                                                               \
      { "renew",      0, 0, G_OPTION_ARG_STRING, &(fields).renew, N_ ("automatic, ask or never"),    \
        N_ ("POLICY") },                                                                             \
  {                                                                                                  \
    "hand-out", 0, 0, G_OPTION_ARG_STRING, &(fields).hand_out, N_ ("file or on-demand"),             \
        N_ ("WAY")                                                                                   \
  }

/* "" clears what is optional: it is passed on. */
static void
add_text (GVariantDict *dict, const char *key, const char *value)
{
  if (value != NULL)
    g_variant_dict_insert (dict, key, "s", value);
}

static gboolean
add_duration (GVariantDict *dict, const char *text)
{
  if (text != NULL && (*text == '\0' || g_str_equal (text, "0")))
    {
      g_variant_dict_insert (dict, "duration", "u", 0);
      return TRUE;
    }

  return stint_cli_add_duration (dict, text);
}

/* FALSE after saying what is wrong. */
static gboolean
fields_to_options (StintCli *cli, const Fields *fields, GVariantDict *dict, int *out_status)
{
  *out_status = STINT_EXIT_USAGE;
  add_text (dict, "name", fields->name);
  add_text (dict, "role-arn", fields->role_arn);
  add_text (dict, "external-id", fields->external_id);
  add_text (dict, "role-session-name", fields->role_session_name);
  add_text (dict, "profile", fields->profile);
  add_text (dict, "region", fields->region);
  if (!add_duration (dict, fields->duration) ||
      !stint_cli_add_enum (dict, "mfa", "--mfa", STINT_TYPE_MFA_MODE, fields->mfa) ||
      !stint_cli_add_enum (dict, "renew", "--renew", STINT_TYPE_RENEW_POLICY, fields->renew) ||
      !stint_cli_add_enum (dict, "hand-out", "--hand-out", STINT_TYPE_HAND_OUT, fields->hand_out))
    return FALSE;

  if (fields->from != NULL && *fields->from != '\0')
    {
      StintSessionItem *from = stint_cli_find_session (cli, fields->from, out_status);

      if (from == NULL)
        return FALSE;
      g_variant_dict_insert (dict, "from", "s", stint_session_item_get_id (from));
    }
  else
    {
      add_text (dict, "from", fields->from);
    }

  return TRUE;
}

/* --- show --- */

static void
line (const char *label, const char *value)
{
  /* Labels are of different width in each language; a colon and a blank suit them all. */
  if (value != NULL && *value != '\0')
    g_print ("%s: %s\n", label, value);
}

static void
print_error (StintSessionItem *item)
{
  g_autoptr (GError) error = stint_session_item_dup_error (item);
  g_autofree char *sentence = NULL;
  g_autofree char *raw = NULL;

  if (error == NULL)
    return;

  sentence = stint_sentence_whole (error, STINT_AUDIENCE_TERMINAL);
  raw = stint_sentence_raw (error);
  line (_ ("Last failure"), sentence);
  line (_ ("AWS said"), raw);
}

static void
print_times (StintSessionItem *item)
{
  gint64 now = stint_cli_now ();
  gint64 until = stint_session_item_get_until (item);
  guint seconds = stint_session_item_get_duration (item);
  g_autofree char *life = stint_words_life (stint_session_item_get_state (item), until, now);
  g_autofree char *instant = stint_words_instant (until, now);
  g_autofree char *duration = stint_words_duration_exact (seconds);

  line (_ ("State"),
        *life != '\0' ? life : stint_words_state (stint_session_item_get_state (item)));
  line (_ ("Until"), stint_session_item_is_held (item) ? instant : NULL);
  line (_ ("Duration"), seconds > 0 ? duration : NULL);
}

static void
print_session (StintCli *cli, StintSessionItem *item)
{
  StintIntegrationItem *integration = stint_session_item_get_integration (item);
  StintSessionItem *from =
      stint_client_get_session (cli->client, stint_session_item_get_from_id (item));
  g_autofree char *account = stint_words_account_id (stint_session_item_get_account_id (item));

  line (_ ("Name"), stint_session_item_get_name (item));
  line (_ ("Kind"), stint_words_session_kind (stint_session_item_get_kind (item)));
  print_times (item);
  line (_ ("Profile"), stint_session_item_get_tool_profile (item));
  line (_ ("Integration"),
        integration != NULL ? stint_integration_item_get_name (integration) : NULL);
  line (_ ("From"), from != NULL ? stint_session_item_get_name (from) : NULL);
  line (_ ("Account"), account);
  line (_ ("Account name"), stint_session_item_get_account_name (item));
  line (_ ("Role"), stint_session_item_get_role (item));
  line (_ ("Region"), stint_session_item_get_region (item));
  line (_ ("External id"), stint_session_item_get_external_id (item));
  line (_ ("Role session name"), stint_session_item_get_role_session_name (item));
  line (_ ("Identity"), stint_session_item_get_arn (item));
  line (_ ("Handed out"),
        stint_enum_to_nick (STINT_TYPE_HAND_OUT, (int) stint_session_item_get_hand_out (item)));
  line (_ ("MFA"),
        stint_enum_to_nick (STINT_TYPE_MFA_MODE, (int) stint_session_item_get_mfa (item)));
  line (_ ("Renewal"),
        stint_enum_to_nick (STINT_TYPE_RENEW_POLICY, (int) stint_session_item_get_renew (item)));
  line (_ ("Pinned"), stint_session_item_get_pinned (item) ? _ ("yes") : NULL);
  line (_ ("Starts at login"), stint_session_item_get_start_at_login (item) ? _ ("yes") : NULL);
  print_error (item);
}

static int
session_show (StintCli *cli, int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("For programs"), NULL },
    { NULL },
  };
  StintSessionItem *item;
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, _ ("SESSION"), _ ("Shows all about a session."),
                        NULL))
    return STINT_EXIT_USAGE;
  if (argc != 2)
    return stint_cli_usage_error (_ ("Which session?"));
  if (!stint_cli_connect (cli, &status))
    return status;
  item = stint_cli_find_session (cli, argv[1], &status);
  if (item == NULL)
    return status;

  if (json)
    {
      StintJsonWriter *writer = stint_json_writer_new ();
      g_autofree char *text = NULL;

      stint_show_session_json (writer, item);
      text = stint_json_writer_free (writer);
      stint_cli_put (text);
    }
  else
    {
      print_session (cli, item);
    }

  return STINT_EXIT_DONE;
}

/* --- add iam-role --- */

static int
add_role (StintCli *cli, const Fields *fields, const char *integration_name)
{
  g_autofree char *quoted = NULL;
  StintIntegrationItem *integration;
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;
  StintWait wait = { NULL };
  GVariantDict dict;
  int status;

  integration = stint_cli_find_integration (cli, integration_name, &status);
  if (integration == NULL)
    return status;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "integration", "s", stint_integration_item_get_id (integration));
  if (!fields_to_options (cli, fields, &dict, &status))
    {
      g_variant_dict_clear (&dict);
      return status;
    }

  stint_client_add_iam_role_async (cli->client, g_variant_dict_end (&dict), cli->cancellable,
                                   stint_wait_cb, &wait);
  results = stint_cli_finish_call (cli, &wait, &error);
  if (results == NULL)
    return stint_cli_tell_error (cli, error);

  quoted = stint_cli_quote (fields->name);
  g_print (_ ("%s is added. Start it: stint start %s\n"), fields->name, quoted);

  return STINT_EXIT_DONE;
}

static int
session_add_iam_role (StintCli *cli, int argc, char **argv)
{
  g_auto (Fields) fields = { NULL };
  g_autofree char *integration = NULL;
  const GOptionEntry entries[] = {
    { "integration", 'i', 0, G_OPTION_ARG_STRING, &integration,
      N_ ("The integration whose user assumes it"), N_ ("INTEGRATION") },
    FIELD_ENTRIES (fields),
    { NULL },
  };
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, "", _ ("Adds an IAM role as a session."), NULL))
    return STINT_EXIT_USAGE;
  if (argc > 1)
    return stint_cli_usage_error (_ ("“%s” is too much."), argv[1]);
  if (fields.name == NULL || integration == NULL || fields.role_arn == NULL)
    return stint_cli_usage_error (_ ("--name, --integration and --role-arn are needed."));
  if (!stint_cli_connect (cli, &status))
    return status;

  return add_role (cli, &fields, integration);
}

static const StintCommand add_commands[] = {
  { "iam-role", N_ ("Add an IAM role"), session_add_iam_role },
  { NULL },
};

static int
session_add (StintCli *cli, int argc, char **argv)
{
  return stint_cli_run_subcommand (cli, add_commands, argc, argv);
}

/* --- edit, pin, unpin --- */

static int
edit (StintCli *cli, StintSessionItem *item, GVariant *options)
{
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;
  StintWait wait = { NULL };

  stint_client_edit_session_async (cli->client, stint_session_item_get_id (item), options,
                                   cli->cancellable, stint_wait_cb, &wait);
  results = stint_cli_finish_call (cli, &wait, &error);

  return results != NULL ? STINT_EXIT_DONE : stint_cli_tell_error (cli, error);
}

static gboolean
is_yes_or_no (const char *value)
{
  return g_str_equal (value, "yes") || g_str_equal (value, "no");
}

static int
session_edit (StintCli *cli, int argc, char **argv)
{
  g_auto (Fields) fields = { NULL };
  g_autofree char *start_at_login = NULL;
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    FIELD_ENTRIES (fields),
    { "start-at-login", 0, 0, G_OPTION_ARG_STRING, &start_at_login,
      N_ ("Start it with the desktop"), N_ ("yes|no") },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes,
      N_ ("Agree to taking a profile over that other tools use"), NULL },
    { NULL },
  };
  StintSessionItem *item;
  g_autoptr (GVariant) options = NULL;
  GVariantDict dict;
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, _ ("SESSION"), _ ("Changes a session."),
                        _ ("An empty value clears what is optional: --region \"\"")))
    return STINT_EXIT_USAGE;
  if (argc != 2)
    return stint_cli_usage_error (_ ("Which session?"));
  if (start_at_login != NULL && !is_yes_or_no (start_at_login))
    return stint_cli_usage_error (_ ("--start-at-login is yes or no, not “%s”."), start_at_login);
  if (!stint_cli_connect (cli, &status))
    return status;
  item = stint_cli_find_session (cli, argv[1], &status);
  if (item == NULL)
    return status;

  g_variant_dict_init (&dict, NULL);
  if (!fields_to_options (cli, &fields, &dict, &status))
    {
      g_variant_dict_clear (&dict);
      return status;
    }
  if (start_at_login != NULL)
    g_variant_dict_insert (&dict, "start-at-login", "b", g_str_equal (start_at_login, "yes"));
  if (yes)
    g_variant_dict_insert (&dict, "consent", "b", TRUE);
  options = g_variant_ref_sink (g_variant_dict_end (&dict));
  if (g_variant_n_children (options) == 0)
    return stint_cli_usage_error (_ ("What is to change?"));

  return edit (cli, item, options);
}

static int
set_pinned (StintCli *cli, int argc, char **argv, gboolean pinned)
{
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, NULL, _ ("SESSION…"),
                        pinned ? _ ("Pins sessions: they come first in lists.")
                               : _ ("Takes the pin off sessions."),
                        NULL))
    return STINT_EXIT_USAGE;
  if (argc < 2)
    return stint_cli_usage_error (_ ("Which session?"));
  if (!stint_cli_connect (cli, &status))
    return status;

  for (int i = 1; i < argc && status == STINT_EXIT_DONE; i++)
    {
      StintSessionItem *item = stint_cli_find_session (cli, argv[i], &status);

      if (item != NULL)
        status = edit (cli, item, g_variant_new_parsed ("{'pinned': <%b>}", pinned));
    }

  return status;
}

static int
session_pin (StintCli *cli, int argc, char **argv)
{
  return set_pinned (cli, argc, argv, TRUE);
}

static int
session_unpin (StintCli *cli, int argc, char **argv)
{
  return set_pinned (cli, argc, argv, FALSE);
}

/* --- remove --- */

static int
session_remove (StintCli *cli, int argc, char **argv)
{
  gboolean with_dependents = FALSE;
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    { "with-dependents", 0, 0, G_OPTION_ARG_NONE, &with_dependents,
      N_ ("Those that are chained from it as well"), NULL },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &yes, N_ ("Do not ask"), NULL },
    { NULL },
  };
  StintSessionItem *item;
  g_autofree char *name = NULL;
  g_autofree char *question = NULL;
  StintWait wait = { NULL };
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, _ ("SESSION"), _ ("Stops a session and forgets it."),
                        NULL))
    return STINT_EXIT_USAGE;
  if (argc != 2)
    return stint_cli_usage_error (_ ("Which session?"));
  if (!stint_cli_connect (cli, &status))
    return status;
  item = stint_cli_find_session (cli, argv[1], &status);
  if (item == NULL)
    return status;

  name = g_strdup (stint_session_item_get_name (item));
  question = g_strdup_printf (_ ("Remove %s? "), name);
  if (!yes && !stint_cli_confirm_removal (cli, question, &status))
    return status;

  stint_client_remove_session_async (
      cli->client, stint_session_item_get_id (item),
      g_variant_new_parsed ("{'with-dependents': <%b>}", with_dependents), cli->cancellable,
      stint_wait_cb, &wait);

  return stint_cli_finish_removal (cli, &wait, name);
}

static const StintCommand commands[] = {
  { "show", N_ ("Show all about a session"), session_show },
  { "add", N_ ("Add a session"), session_add },
  { "edit", N_ ("Change a session"), session_edit },
  { "remove", N_ ("Stop a session and forget it"), session_remove },
  { "pin", N_ ("Let sessions come first in lists"), session_pin },
  { "unpin", N_ ("Take the pin off"), session_unpin },
  { NULL },
};

int
stint_cmd_session (StintCli *cli, int argc, char **argv)
{
  return stint_cli_run_subcommand (cli, commands, argc, argv);
}
