/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include "stint-cli-start.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "stint-cli-answer.h"
#include "stint-cli-prompt.h"
#include "stint-cli-sign-in.h"
#include "stint-sentence.h"
#include "stint-time.h"
#include "stint-words.h"

/* A command that makes codes makes the next one when the time has come. */
#define MFA_COMMAND_TRIES 2
#define MFA_COMMAND_MAX_WAIT 30

/* One start, with what was answered so far. */
typedef struct
{
  StintCli *cli;
  StintSessionItem *item;
  StintStartArguments *arguments;
  StintStartVerb verb;

  char *code;    /* (nullable) for the next call */
  char *profile; /* (nullable) chosen instead of the session's */
  gboolean consent;
  gboolean signed_in; /* in this conversation: once is enough */
  guint command_runs;
} Start;

static void
start_clear (Start *self)
{
  g_free (self->code);
  g_free (self->profile);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Start, start_clear)

void
stint_start_arguments_clear (StintStartArguments *self)
{
  g_free (self->mfa);
  g_free (self->mfa_command);
  g_free (self->profile);
  g_free (self->region);
  g_free (self->duration);
  g_free (self->hand_out);
}

gboolean
stint_cli_add_duration (GVariantDict *dict, const char *text)
{
  guint seconds;

  if (text == NULL)
    return TRUE;
  if (!stint_duration_parse (text, &seconds))
    {
      stint_cli_usage_error (_ ("“%s” is no duration; write 15m, 1h or 1h30m."), text);
      return FALSE;
    }

  if (dict != NULL)
    g_variant_dict_insert (dict, "duration", "u", seconds);

  return TRUE;
}

gboolean
stint_cli_add_enum (
    GVariantDict *dict, const char *key, const char *option, GType type, const char *text)
{
  g_autoptr (GTypeClass) klass = NULL;
  g_autoptr (GString) nicks = NULL;
  int value;

  if (text == NULL)
    return TRUE;
  if (stint_enum_from_nick (type, text, &value))
    {
      if (dict != NULL)
        g_variant_dict_insert (dict, key, "s", text);
      return TRUE;
    }

  klass = g_type_class_ref (type);
  nicks = g_string_new (NULL);
  for (guint i = 0; i < G_ENUM_CLASS (klass)->n_values; i++)
    g_string_append_printf (nicks, "%s%s", i > 0 ? ", " : "",
                            G_ENUM_CLASS (klass)->values[i].value_nick);
  stint_cli_usage_error (_ ("“%s” is nothing that %s takes; there are %s."), text, option,
                         nicks->str);

  return FALSE;
}

static gboolean
is_code (const char *text)
{
  return strlen (text) == 6 && strspn (text, "0123456789") == 6;
}

gboolean
stint_start_arguments_check (StintStartArguments *self)
{
  if (self->mfa != NULL && self->mfa_command != NULL)
    {
      stint_cli_usage_error (_ ("--mfa and --mfa-command do not go together."));
      return FALSE;
    }
  if (self->mfa != NULL && !g_str_equal (self->mfa, "-") && !is_code (self->mfa))
    {
      stint_cli_usage_error (_ ("An MFA code is six digits."));
      return FALSE;
    }

  return stint_cli_add_duration (NULL, self->duration) &&
         stint_cli_add_enum (NULL, "hand-out", "--hand-out", STINT_TYPE_HAND_OUT, self->hand_out);
}

/* --- Codes --- */

static gboolean
can_ask (Start *self)
{
  return !self->arguments->no_input && stint_prompt_is_possible ();
}

/* Six digits in what the command printed, whatever stands around them. (nullable) */
static char *
find_code (const char *output)
{
  g_autoptr (GRegex) regex = g_regex_new ("(?<![0-9])[0-9]{6}(?![0-9])", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  if (!g_regex_match (regex, output, 0, &match))
    return NULL;

  return g_match_info_fetch (match, 0);
}

static char *
run_mfa_command (Start *self)
{
  const char *argv[] = { "/bin/sh", "-c", self->arguments->mfa_command, NULL };
  g_autofree char *output = NULL;
  g_autoptr (GError) error = NULL;
  char *code;
  int wait_status;

  self->command_runs++;
  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, &output,
                     NULL, &wait_status, &error) ||
      !g_spawn_check_wait_status (wait_status, &error))
    {
      stint_cli_tell (self->cli, _ ("stint: The command of --mfa-command failed: %s."),
                      error->message);
      return NULL;
    }

  code = find_code (output);
  if (code == NULL)
    stint_cli_tell (self->cli, _ ("stint: The command of --mfa-command printed no six digits."));

  return code;
}

static char *
read_code (Start *self)
{
  g_autofree char *line = stint_prompt_read_stdin ();

  if (line != NULL && is_code (line))
    return g_steal_pointer (&line);

  stint_cli_tell (self->cli, _ ("stint: There was no code of six digits on standard input."));

  return NULL;
}

/* The error may know; the list of integrations may not have come yet. */
static const char *
device_owner (Start *self, const GError *error)
{
  const char *name = stint_error_get_detail (error, "integration");
  StintIntegrationItem *integration = stint_session_item_get_integration (self->item);

  if (name != NULL)
    return name;

  return integration != NULL ? stint_integration_item_get_name (integration)
                             : stint_session_item_get_name (self->item);
}

/* Until six digits come, or the person gives up. (nullable) */
static char *
ask_code (Start *self, const GError *error)
{
  const char *serial = stint_error_get_detail (error, "mfa-serial");
  g_autofree char *question = NULL;

  if (serial != NULL && *serial != '\0')
    /* Translators: the name of an IAM user, and the ARN of its MFA device. */
    question = g_strdup_printf (_ ("MFA code for %s (%s): "), device_owner (self, error), serial);
  else
    question = g_strdup_printf (_ ("MFA code for %s: "), device_owner (self, error));

  while (TRUE)
    {
      g_autofree char *line = stint_prompt_line (self->cli, question, STINT_PROMPT_VISIBLE);

      if (line == NULL || *line == '\0')
        return NULL;
      if (is_code (line))
        return g_steal_pointer (&line);
      stint_prompt_say ("%s\n", _ ("A code is six digits."));
    }
}

/* How the next code is got; FALSE after saying why there is none. */
static gboolean
get_code (Start *self, const GError *error, int *out_status)
{
  StintStartArguments *arguments = self->arguments;

  g_clear_pointer (&self->code, g_free);
  *out_status = STINT_EXIT_NEEDS_PERSON;
  if (arguments->mfa_command != NULL)
    {
      self->code = run_mfa_command (self);
      *out_status = STINT_EXIT_FAILED;
    }
  else if (arguments->mfa != NULL && !arguments->mfa_spent)
    {
      arguments->mfa_spent = TRUE;
      self->code = g_str_equal (arguments->mfa, "-") ? read_code (self) : g_strdup (arguments->mfa);
    }
  else if (can_ask (self))
    {
      self->code = ask_code (self, error);
      *out_status = STINT_EXIT_FAILED;
    }
  else
    {
      *out_status = stint_cli_tell_error (self->cli, error);
    }

  return self->code != NULL;
}

/* AWS did not take the code: the next one, if there can be one. */
static gboolean
replace_code (Start *self, const GError *error, int *out_status)
{
  GVariant *details = stint_error_get_details (error);
  g_autofree char *sentence = stint_sentence_whole (error, STINT_AUDIENCE_TERMINAL);
  guint wait = MFA_COMMAND_MAX_WAIT;

  if (self->arguments->mfa_command != NULL)
    {
      if (self->command_runs >= MFA_COMMAND_TRIES)
        {
          *out_status = stint_cli_tell_error (self->cli, error);
          return FALSE;
        }
      if (details != NULL)
        g_variant_lookup (details, "mfa-wait", "u", &wait);
      stint_cli_tell (self->cli, "%s", sentence);
      g_usleep ((gulong) MIN (wait + 1, MFA_COMMAND_MAX_WAIT) * G_USEC_PER_SEC);
      return get_code (self, error, out_status);
    }
  if (!can_ask (self))
    {
      *out_status = stint_cli_tell_error (self->cli, error);
      return FALSE;
    }

  stint_prompt_say ("%s\n", sentence);

  return get_code (self, error, out_status);
}

/* --- Consent --- */

static gboolean
take_suggestion (Start *self, const char *suggested)
{
  g_free (self->profile);
  self->profile = g_strdup (suggested);

  return TRUE;
}

static gboolean
ask_consent (Start *self, const GError *error, int *out_status)
{
  const char *suggested = stint_error_get_detail (error, "suggested-profile");
  g_autofree char *reasons = stint_sentence_for_consent (error);
  g_autofree char *question = NULL;
  g_autofree char *text = NULL;
  StintAnswer answer;

  *out_status = STINT_EXIT_FAILED;
  stint_prompt_say ("%s\n", reasons);
  if (suggested == NULL)
    {
      self->consent = stint_prompt_confirm (self->cli, _ ("Start it there all the same? "));
      return self->consent;
    }

  question = stint_answer_make_question (suggested);
  text = stint_prompt_line (self->cli, question, STINT_PROMPT_VISIBLE);
  answer = stint_answer_parse (text);
  if (answer == STINT_ANSWER_OTHER)
    return take_suggestion (self, suggested);
  self->consent = answer == STINT_ANSWER_YES;

  return self->consent;
}

static gboolean
get_consent (Start *self, const GError *error, int *out_status)
{
  if (!self->consent && can_ask (self))
    {
      if (ask_consent (self, error, out_status))
        return TRUE;
      if (self->cli->signal == 0)
        stint_prompt_say ("%s\n", _ ("Nothing was changed."));
      return FALSE;
    }

  if (!self->consent)
    {
      g_autofree char *reasons = stint_sentence_for_consent (error);

      stint_cli_tell (self->cli, "%s", reasons);
    }
  *out_status = stint_cli_tell_error (self->cli, error);

  return FALSE;
}

/* --- Signing in --- */

static gboolean
get_sign_in (Start *self, const GError *error, int *out_status)
{
  const char *id = stint_error_get_detail (error, "integration-id");
  StintIntegrationItem *integration = id != NULL
                                          ? stint_client_get_integration (self->cli->client, id)
                                          : stint_session_item_get_integration (self->item);
  g_autoptr (GVariant) results = NULL;

  if (self->signed_in || integration == NULL || !can_ask (self))
    {
      *out_status = stint_cli_tell_error (self->cli, error);
      return FALSE;
    }

  self->signed_in = TRUE;
  results = stint_sign_in_run (self->cli, integration, NULL, out_status);

  return results != NULL;
}

/* --- The call --- */

static GVariant *
make_options (Start *self)
{
  StintStartArguments *arguments = self->arguments;
  const char *profile = self->profile != NULL ? self->profile : arguments->profile;
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  if (self->code != NULL)
    g_variant_dict_insert (&dict, "mfa-code", "s", self->code);
  if (self->consent)
    g_variant_dict_insert (&dict, "consent", "b", TRUE);
  if (arguments->no_input)
    g_variant_dict_insert (&dict, "interactive", "b", FALSE);
  if (profile != NULL)
    g_variant_dict_insert (&dict, "profile", "s", profile);
  if (arguments->region != NULL)
    g_variant_dict_insert (&dict, "region", "s", arguments->region);
  stint_cli_add_duration (&dict, arguments->duration);
  stint_cli_add_enum (&dict, "hand-out", "--hand-out", STINT_TYPE_HAND_OUT, arguments->hand_out);

  return g_variant_dict_end (&dict);
}

static GVariant *
call (Start *self, GError **error)
{
  const char *id = stint_session_item_get_id (self->item);
  StintCli *cli = self->cli;
  StintWait wait = { NULL };

  stint_cli_set_busy (cli, self->verb == STINT_RENEW ? _ ("Renewing %s…") : _ ("Starting %s…"),
                      stint_session_item_get_name (self->item));
  if (self->verb == STINT_RENEW)
    stint_client_renew_async (cli->client, id, make_options (self), cli->cancellable, stint_wait_cb,
                              &wait);
  else
    stint_client_start_async (cli->client, id, make_options (self), cli->cancellable, stint_wait_cb,
                              &wait);

  return stint_cli_finish_call (cli, &wait, error);
}

/* What an error asks for; TRUE if the call is worth another try. */
static gboolean
answer (Start *self, const GError *error, int *out_status)
{
  if (g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_MFA))
    return get_code (self, error, out_status);
  if (g_error_matches (error, STINT_ERROR, STINT_ERROR_WRONG_MFA))
    return replace_code (self, error, out_status);
  if (g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_CONSENT))
    return get_consent (self, error, out_status);
  if (g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_SIGN_IN))
    return get_sign_in (self, error, out_status);

  *out_status = stint_cli_tell_error (self->cli, error);

  return FALSE;
}

GVariant *
stint_start_run (StintCli *cli,
                 StintSessionItem *item,
                 StintStartArguments *arguments,
                 StintStartVerb verb,
                 int *out_status)
{
  g_auto (Start) self = {
    .cli = cli,
    .item = item,
    .arguments = arguments,
    .verb = verb,
    .consent = arguments->yes,
  };

  while (TRUE)
    {
      g_autoptr (GError) error = NULL;
      GVariant *results = call (&self, &error);

      if (results != NULL)
        return results;
      if (!answer (&self, error, out_status))
        return NULL;
    }
}

void
stint_start_warn_environment (StintCli *cli)
{
  GStrv names = cli->environment->overriding;
  g_autofree char *list = stint_words_list ((const char *const *) names, 0);
  g_autofree char *blanks = g_strjoinv (" ", names);

  if (*names == NULL)
    return;

  stint_cli_warn (cli,
                  /* Translators: names of environment variables, once as a list in words, once
                   * as a command. */
                  ngettext ("%s is set in this shell and beats every profile. To use the "
                            "session here: unset %s",
                            "%s are set in this shell and beat every profile. To use the "
                            "session here: unset %s",
                            g_strv_length (names)),
                  list, blanks);
}
