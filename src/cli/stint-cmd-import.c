/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "stint-cli-diff.h"
#include "stint-cli-prompt.h"
#include "stint-cli-table.h"
#include "stint-sentence.h"
#include "stint-words.h"

typedef struct
{
  gboolean dry_run;
  gboolean move_keys;
  gboolean yes;
  gboolean verbose;
  char **files; /* (nullable) absolute */
} Arguments;

static const char *
text_of (GVariant *item, const char *key)
{
  const char *text = "";

  g_variant_lookup (item, key, "&s", &text);

  return text;
}

static gboolean
flag_of (GVariant *item, const char *key)
{
  gboolean flag = FALSE;

  g_variant_lookup (item, key, "b", &flag);

  return flag;
}

static GVariant *
make_options (const Arguments *arguments)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "move-keys", "b", arguments->move_keys);
  if (arguments->files != NULL)
    g_variant_dict_insert (&dict, "files", "^as", arguments->files);

  return g_variant_dict_end (&dict);
}

/* --- The plan --- */

static char *
becomes (GVariant *item)
{
  const char *kind = text_of (item, "kind");
  const char *source = text_of (item, "source");

  if (flag_of (item, "exists"))
    return g_strdup (_ ("is there already"));
  if (g_str_equal (kind, "iam-user"))
    return g_strdup (stint_words_session_kind (STINT_SESSION_IAM_USER));
  if (g_str_equal (kind, "identity-center"))
    return g_strdup (stint_words_integration_kind (STINT_INTEGRATION_IDENTITY_CENTER));
  if (g_str_equal (kind, "identity-center-role"))
    /* Translators: what a profile becomes; %s is the name of an Identity Center integration. */
    return g_strdup_printf (_ ("role of %s"), source);
  if (!g_str_equal (kind, "iam-role"))
    return g_strdup (_ ("skipped"));
  if (*source == '\0')
    return g_strdup (stint_words_session_kind (STINT_SESSION_IAM_ROLE));

  /* Translators: the kind of a session, and the profile that it is assumed from. */
  return g_strdup_printf (_ ("%s from %s"), stint_words_session_kind (STINT_SESSION_IAM_ROLE),
                          source);
}

static char *
identity (GVariant *item)
{
  const char *role = text_of (item, "role-arn");
  const char *account_id = text_of (item, "account-id");

  if (*role != '\0')
    return g_strdup (role);
  if (*account_id != '\0')
    return g_strdup_printf ("%s %s", account_id, text_of (item, "role-name"));
  if (*text_of (item, "start-url") != '\0')
    return g_strdup (text_of (item, "start-url"));

  return g_strdup (text_of (item, "access-key-id"));
}

/* A portal has no profile: its section, or the integration that it becomes. */
static const char *
title (GVariant *item)
{
  const char *profile = text_of (item, "profile");
  const char *section = text_of (item, "sso-session");

  if (*profile != '\0')
    return profile;

  return *section != '\0' ? section : text_of (item, "name");
}

static guint
print_items (StintCli *cli, GVariant *items)
{
  const StintCliColumn columns[] = {
    { _ ("PROFILE"), 0 }, { _ ("BECOMES"), 0 }, { _ ("IDENTITY"), 1 },
    { _ ("NOTE"), 0 },    { NULL, 0 },
  };
  StintCliTable *table =
      stint_cli_table_new (columns, stint_cli_terminal_width (), cli->colour_out);
  g_autofree char *text = NULL;
  guint n_selected = 0;

  for (gsize i = 0; i < g_variant_n_children (items); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (items, i);
      g_autofree char *what = becomes (item);
      g_autofree char *who = identity (item);
      const char *texts[] = { title (item), what, who, text_of (item, "note") };

      n_selected += flag_of (item, "selected") ? 1 : 0;
      stint_cli_table_add (table, STINT_COLOUR_NONE, texts);
    }
  text = stint_cli_table_free (table);
  g_print ("%s", text);

  return n_selected;
}

/* Where a key lies and what hangs on it: what a person has to know before moving it. */
static void
print_key (GVariant *item, gboolean move_keys)
{
  g_autofree const char **dependents = NULL;
  g_autofree char *names = NULL;
  guint line = 0;

  if (!flag_of (item, "plain-text-key"))
    return;

  g_variant_lookup (item, "line", "u", &line);
  /* Translators: a profile's name, a file's path and a line's number. */
  g_print (_ ("The long-lived key of %s lies in plain text in %s, line %u."),
           text_of (item, "profile"), text_of (item, "path"), line);
  if (flag_of (item, "moves-key"))
    g_print (" %s\n", _ ("It moves to the keyring."));
  else if (!move_keys && flag_of (item, "exists"))
    g_print (" %s\n", _ ("The keyring has it, too; with --move-keys it leaves the file."));
  else if (!move_keys)
    g_print (" %s\n", _ ("It is copied to the keyring; with --move-keys it also leaves the file."));
  else
    g_print (" %s\n", _ ("It stays there."));

  if (!g_variant_lookup (item, "dependents", "^a&s", &dependents) || *dependents == NULL)
    return;
  names = stint_words_list (dependents, 0);
  g_print (_ ("Profiles that depend on it and go on working: %s.\n"), names);
}

static void
print_files (StintCli *cli, GVariant *results, gboolean verbose)
{
  g_autoptr (GVariant) files = g_variant_lookup_value (results, "files", G_VARIANT_TYPE ("a(sss)"));

  for (gsize i = 0; files != NULL && i < g_variant_n_children (files); i++)
    {
      const char *path;
      const char *before;
      const char *after;
      guint removed;
      guint added;

      g_variant_get_child (files, i, "(&s&s&s)", &path, &before, &after);
      stint_cli_diff_count (before, after, &removed, &added);
      /* Translators: a file's path, and how many of its lines go and come. */
      g_print (_ ("%s changes. Lines removed: %u, added: %u.\n"), path, removed, added);
      if (verbose)
        {
          g_autofree char *diff = stint_cli_diff (path, before, after, cli->colour_out);

          g_print ("%s", diff);
        }
    }
}

/* Returns how many items a run would take. */
static guint
print_plan (StintCli *cli, GVariant *results, const Arguments *arguments)
{
  g_autoptr (GVariant) items = g_variant_lookup_value (results, "items", G_VARIANT_TYPE ("aa{sv}"));
  guint n_selected;

  if (items == NULL || g_variant_n_children (items) == 0)
    {
      g_print ("%s\n", _ ("There are no profiles to import."));
      return 0;
    }

  n_selected = print_items (cli, items);
  for (gsize i = 0; i < g_variant_n_children (items); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (items, i);

      print_key (item, arguments->move_keys);
    }
  print_files (cli, results, arguments->verbose);

  return n_selected;
}

/* --- The run --- */

static int
print_failed (StintCli *cli, GVariant *results)
{
  g_autoptr (GVariant) failed =
      g_variant_lookup_value (results, "failed", G_VARIANT_TYPE ("a(sss)"));

  for (gsize i = 0; failed != NULL && i < g_variant_n_children (failed); i++)
    {
      const char *profile;
      const char *name;
      const char *sentence;
      g_autoptr (GError) error = NULL;
      g_autofree char *words = NULL;

      g_variant_get_child (failed, i, "(&s&s&s)", &profile, &name, &sentence);
      error = stint_error_new (stint_error_from_name (name), NULL, "%s", sentence);
      words = stint_sentence_whole (error, STINT_AUDIENCE_TERMINAL);
      stint_cli_warn (cli, "%s: %s", profile, words);
    }

  return failed != NULL && g_variant_n_children (failed) > 0 ? STINT_EXIT_FAILED : STINT_EXIT_DONE;
}

static int
print_done (StintCli *cli, GVariant *results)
{
  g_autoptr (GVariant) imported =
      g_variant_lookup_value (results, "imported", G_VARIANT_TYPE ("aa{sv}"));
  g_autofree const char **moved = NULL;

  for (gsize i = 0; imported != NULL && i < g_variant_n_children (imported); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (imported, i);

      /* Translators: the name of an integration or session that was made. */
      g_print (_ ("%s is imported.\n"), text_of (item, "name"));
    }
  if (g_variant_lookup (results, "moved", "^a&s", &moved) && *moved != NULL)
    {
      g_autofree char *names = stint_words_list (moved, 0);

      g_print (_ ("Moved to the keyring: the long-lived key of %s.\n"), names);
    }

  return print_failed (cli, results);
}

/* Portals have no profile. */
static gboolean
has_portal (GVariant *results)
{
  g_autoptr (GVariant) items = g_variant_lookup_value (results, "items", G_VARIANT_TYPE ("aa{sv}"));

  for (gsize i = 0; i < g_variant_n_children (items); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (items, i);

      if (flag_of (item, "selected") && g_str_equal (text_of (item, "kind"), "identity-center"))
        return TRUE;
    }

  return FALSE;
}

static int
run_import (StintCli *cli, const Arguments *arguments)
{
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;
  StintWait wait = { NULL };

  stint_cli_set_busy (cli, _ ("Importing…"));
  stint_client_import_run_async (cli->client, make_options (arguments), cli->cancellable,
                                 stint_wait_cb, &wait);
  results = stint_cli_finish_call (cli, &wait, &error);
  if (results == NULL)
    return stint_cli_tell_error (cli, error);

  return print_done (cli, results);
}

static int
plan_and_run (StintCli *cli, const Arguments *arguments)
{
  g_autoptr (GVariant) results = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *question = NULL;
  StintWait wait = { NULL };
  guint n;

  stint_cli_set_busy (cli, _ ("Reading the AWS files…"));
  stint_client_import_plan_async (cli->client, make_options (arguments), cli->cancellable,
                                  stint_wait_cb, &wait);
  results = stint_cli_finish_call (cli, &wait, &error);
  if (results == NULL)
    return stint_cli_tell_error (cli, error);

  n = print_plan (cli, results, arguments);
  if (n == 0 || arguments->dry_run)
    return STINT_EXIT_DONE;

  question = has_portal (results)
                 ? g_strdup_printf (ngettext ("Import %u entry? ", "Import %u entries? ", n), n)
                 : g_strdup_printf (ngettext ("Import %u profile? ", "Import %u profiles? ", n), n);
  if (!arguments->yes && !stint_prompt_is_possible ())
    {
      stint_cli_tell (cli, _ ("stint: Importing needs a confirmation: add --yes."));
      return STINT_EXIT_NEEDS_PERSON;
    }
  if (!arguments->yes && !stint_prompt_confirm (cli, question))
    {
      if (cli->signal == 0)
        stint_prompt_say ("%s\n", _ ("Nothing was changed."));
      return STINT_EXIT_FAILED;
    }

  return run_import (cli, arguments);
}

/* The service has another working folder. */
static GStrv
absolute_paths (int argc, char **argv)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (int i = 1; i < argc; i++)
    {
      g_autofree char *path = g_canonicalize_filename (argv[i], NULL);

      g_strv_builder_add (builder, path);
    }

  return g_strv_builder_end (builder);
}

int
stint_cmd_import (StintCli *cli, int argc, char **argv)
{
  Arguments arguments = { FALSE };
  const GOptionEntry entries[] = {
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &arguments.dry_run, N_ ("Show the plan, do nothing"),
      NULL },
    { "move-keys", 0, 0, G_OPTION_ARG_NONE, &arguments.move_keys,
      N_ ("Take long-lived keys out of the files"), NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &arguments.verbose,
      N_ ("Show how the files change, secrets left out"), NULL },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &arguments.yes, N_ ("Do not ask"), NULL },
    { NULL },
  };
  g_auto (GStrv) files = NULL;
  int status = STINT_EXIT_DONE;

  if (!stint_cli_parse (&argc, &argv, entries, _ ("[FILE…]"),
                        _ ("Makes integrations and sessions of what is in the AWS files."),
                        _ ("Without files it reads those that the service works on.")))
    return STINT_EXIT_USAGE;
  if (argc > 1)
    arguments.files = files = absolute_paths (argc, argv);
  if (!stint_cli_connect (cli, &status))
    return status;

  return plan_and_run (cli, &arguments);
}
