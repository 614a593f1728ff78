/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "stint-cli.h"
#include "stint-json-writer.h"
#include "stint-sentence.h"
#include "stint-words.h"

/* One thing that was looked at: as the service tells them. */
typedef struct
{
  char *id;
  char *status; /* "ok", "note", "warning" or "problem" */
  char *finding;
  char *advice; /* "" if nothing is to be done */
} Check;

static void
check_free (Check *check)
{
  g_free (check->id);
  g_free (check->status);
  g_free (check->finding);
  g_free (check->advice);
  g_free (check);
}

static void
add (GPtrArray *checks, const char *id, const char *status, const char *finding, const char *advice)
{
  Check *check = g_new0 (Check, 1);

  check->id = g_strdup (id);
  check->status = g_strdup (status);
  check->finding = g_strdup (finding);
  check->advice = g_strdup (advice);
  g_ptr_array_add (checks, check);
}

static void
add_error (GPtrArray *checks, const char *id, const GError *error)
{
  g_autofree char *what = stint_sentence_what (error);
  g_autofree char *next = stint_sentence_next (error, STINT_AUDIENCE_TERMINAL);

  g_autofree char *reason = NULL;

  if (error->domain != STINT_ERROR || error->code != STINT_ERROR_NO_SERVICE ||
      stint_error_get_details (error) != NULL)
    {
      add (checks, id, "problem", what, next != NULL ? next : "");
      return;
    }

  /* "Run stint doctor" is no advice of a doctor. */
  reason = g_strdup_printf ("%s (%s)", what, error->message);
  add (checks, id, "problem", reason, _ ("Start stintd in a terminal and look at what it says."));
}

/* --- What only the shell knows --- */

static gboolean
is_in_path (const char *path, const char *program)
{
  g_auto (GStrv) folders = g_strsplit (path != NULL ? path : "", ":", -1);

  for (gsize i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *file = g_build_filename (folders[i], program, NULL);

      if (g_file_test (file, G_FILE_TEST_IS_EXECUTABLE) && !g_file_test (file, G_FILE_TEST_IS_DIR))
        return TRUE;
    }

  return FALSE;
}

/* What the service tells as well, if it answers. */
static void
check_variables (StintCli *cli, GPtrArray *checks)
{
  GStrv names = cli->environment->overriding;
  g_autofree char *list = stint_words_list ((const char *const *) names, 0);
  g_autofree char *blanks = g_strjoinv (" ", names);

  if (*names == NULL)
    {
      add (checks, "environment", "ok", _ ("No variable of this shell beats a profile."), "");
    }
  else
    {
      g_autofree char *finding = g_strdup_printf (
          ngettext ("%s is set in this shell and beats every profile.",
                    "%s are set in this shell and beat every profile.", g_strv_length (names)),
          list);
      g_autofree char *advice = g_strdup_printf ("unset %s", blanks);

      add (checks, "environment", "warning", finding, advice);
    }
}

static void
check_programs (StintCli *cli, GPtrArray *checks)
{
  if (is_in_path (cli->path, "aws"))
    add (checks, "aws-cli", "ok", _ ("The AWS CLI is installed."), "");
  else
    add (checks, "aws-cli", "note", _ ("The AWS CLI is not in PATH; SDKs do not need it."), "");
}

/* --- What the service knows --- */

static void
add_service_checks (GPtrArray *checks, GVariant *results)
{
  g_autoptr (GVariant) found =
      g_variant_lookup_value (results, "checks", G_VARIANT_TYPE ("a(ssss)"));

  for (gsize i = 0; found != NULL && i < g_variant_n_children (found); i++)
    {
      const char *id;
      const char *status;
      const char *finding;
      const char *advice;

      g_variant_get_child (found, i, "(&s&s&s&s)", &id, &status, &finding, &advice);
      add (checks, id, status, finding, advice);
    }
}

/* FALSE if it has told nothing. */
static gboolean
check_service (StintCli *cli, GPtrArray *checks)
{
  g_autoptr (GAsyncResult) connected = NULL;
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;
  StintWait wait = { NULL };

  cli->client = stint_client_new (NULL, cli->environment);
  stint_client_connect_async (cli->client, STINT_CLIENT_FLAGS_NONE, cli->cancellable, stint_wait_cb,
                              &wait);
  connected = stint_cli_wait (cli, &wait);
  if (!stint_client_connect_finish (cli->client, connected, &error))
    {
      add_error (checks, "service", error);
      return FALSE;
    }

  stint_cli_set_busy (cli, _ ("Looking…"));
  stint_client_doctor_async (cli->client, NULL, cli->cancellable, stint_wait_cb, &wait);
  results = stint_cli_finish_call (cli, &wait, &error);
  if (results != NULL)
    add_service_checks (checks, results);
  else
    add_error (checks, "doctor", error);

  return results != NULL;
}

static gboolean
check_bus (StintCli *cli, GPtrArray *checks)
{
  g_autoptr (GError) error = NULL;

  if (cli->has_bus)
    return check_service (cli, checks);

  error = stint_error_new (STINT_ERROR_NO_SERVICE, g_variant_new_parsed ("{'no-bus': <true>}"),
                           "No session bus");
  add_error (checks, "session-bus", error);

  return FALSE;
}

/* --- Printing --- */

static StintColour
status_colour (const char *status)
{
  if (g_str_equal (status, "ok"))
    return STINT_COLOUR_GREEN;
  if (g_str_equal (status, "problem"))
    return STINT_COLOUR_RED;
  if (g_str_equal (status, "warning"))
    return STINT_COLOUR_YELLOW;

  return STINT_COLOUR_NONE;
}

static const char *
status_word (const char *status)
{
  if (g_str_equal (status, "ok"))
    return _ ("ok");
  if (g_str_equal (status, "note"))
    return _ ("note");
  if (g_str_equal (status, "warning"))
    return _ ("warning");

  return _ ("problem");
}

static void
print_checks (StintCli *cli, GPtrArray *checks)
{
  for (guint i = 0; i < checks->len; i++)
    {
      Check *check = checks->pdata[i];
      StintColour colour = status_colour (check->status);

      g_print ("%s%s%s: %s\n", stint_cli_colour_begin (cli->colour_out, colour),
               status_word (check->status), stint_cli_colour_end (cli->colour_out, colour),
               check->finding);
      if (*check->advice != '\0')
        g_print ("  → %s\n", check->advice);
    }
}

static void
print_json (GPtrArray *checks)
{
  StintJsonWriter *writer = stint_json_writer_new ();
  g_autofree char *text = NULL;

  stint_json_begin_object (writer, NULL);
  stint_json_begin_array (writer, "checks");
  for (guint i = 0; i < checks->len; i++)
    {
      Check *check = checks->pdata[i];

      stint_json_begin_object (writer, NULL);
      stint_json_string (writer, "id", check->id);
      stint_json_string (writer, "status", check->status);
      stint_json_string (writer, "finding", check->finding);
      stint_json_string_or_null (writer, "advice", check->advice);
      stint_json_end_object (writer);
    }
  stint_json_end_array (writer);
  stint_json_end_object (writer);
  text = stint_json_writer_free (writer);
  stint_cli_put (text);
}

int
stint_cmd_doctor (StintCli *cli, int argc, char **argv)
{
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("For programs"), NULL },
    { NULL },
  };
  g_autoptr (GPtrArray) checks = g_ptr_array_new_with_free_func ((GDestroyNotify) check_free);

  if (!stint_cli_parse (&argc, &argv, entries, "", _ ("Looks for what can stand in the way."),
                        NULL))
    return STINT_EXIT_USAGE;
  if (argc > 1)
    return stint_cli_usage_error (_ ("“%s” is too much."), argv[1]);

  if (!check_bus (cli, checks))
    check_variables (cli, checks);
  check_programs (cli, checks);
  if (json)
    print_json (checks);
  else
    print_checks (cli, checks);

  for (guint i = 0; i < checks->len; i++)
    {
      Check *check = checks->pdata[i];

      if (g_str_equal (check->status, "problem"))
        return STINT_EXIT_FAILED;
    }

  return STINT_EXIT_DONE;
}
