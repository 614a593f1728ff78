/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The preferences, whatever they are: the schema says which keys there are, what they take and what
 * they mean. */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "stint-cli-table.h"
#include "stint-json-writer.h"
#include "stint-names.h"
#include "stint-settings.h"
#include "stint-words.h"

static GSettingsSchema *
load_schema (StintCli *cli)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  GSettingsSchema *schema =
      source != NULL ? g_settings_schema_source_lookup (source, STINT_SETTINGS_SCHEMA, TRUE) : NULL;

  if (schema == NULL)
    stint_cli_tell (cli,
                    _ ("stint: The list of preferences (%s) is missing: Stint is not installed "
                       "whole."),
                    STINT_SETTINGS_SCHEMA);

  return schema;
}

/* NULL after telling why not. */
static GSettings *
open_settings (StintCli *cli)
{
  g_autoptr (GError) error = NULL;
  GSettings *settings =
      stint_settings_new (g_get_user_config_dir (), cli->settings_in_memory, &error);

  if (settings == NULL)
    stint_cli_tell_error (cli, error);

  return settings;
}

/* The store that most desktops have is a service on the session bus; it would lose a change with
 * nothing but a warning. */
static gboolean
can_write (StintCli *cli, GSettings *settings)
{
  g_autoptr (GError) error = NULL;

  if (cli->has_bus || !g_str_equal (stint_settings_get_backend_name (settings), "dconf"))
    return TRUE;

  error = stint_error_new (STINT_ERROR_NO_SERVICE, g_variant_new_parsed ("{'no-bus': <true>}"),
                           "No session bus");
  stint_cli_tell_error (cli, error);

  return FALSE;
}

static int
compare_keys (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static int
unknown_key (GSettingsSchema *schema, const char *key)
{
  g_auto (GStrv) keys = g_settings_schema_list_keys (schema);
  g_autofree char *list = NULL;

  qsort (keys, g_strv_length (keys), sizeof (char *), compare_keys);
  list = stint_words_list ((const char *const *) keys, 0);

  return stint_cli_usage_error (_ ("There is no preference “%s”; there are %s."), key, list);
}

/* Texts without quotes; everything else as GVariant writes it. */
static char *
value_to_text (GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    return g_variant_dup_string (value, NULL);

  return g_variant_print (value, FALSE);
}

static GVariant *
text_to_value (const GVariantType *type, const char *text)
{
  if (g_variant_type_equal (type, G_VARIANT_TYPE_STRING))
    return g_utf8_validate (text, -1, NULL) ? g_variant_new_string (text) : NULL;
  if (g_variant_type_equal (type, G_VARIANT_TYPE_BOOLEAN))
    {
      static const char *const yes[] = { "true", "yes", "on", "1", NULL };
      static const char *const no[] = { "false", "no", "off", "0", NULL };

      if (g_strv_contains (yes, text) || g_strv_contains (no, text))
        return g_variant_new_boolean (g_strv_contains (yes, text));
      return NULL;
    }

  return g_variant_parse (type, text, NULL, NULL, NULL);
}

/* What a key takes, in words. */
static char *
describe_range (GSettingsSchemaKey *key)
{
  g_autoptr (GVariant) range = g_settings_schema_key_get_range (key);
  g_autoptr (GVariant) detail = NULL;
  const char *kind;

  g_variant_get (range, "(&sv)", &kind, &detail);
  if (g_str_equal (kind, "enum") || g_str_equal (kind, "flags"))
    {
      g_autofree const char **nicks = g_variant_get_strv (detail, NULL);

      return g_strjoinv (", ", (char **) nicks);
    }
  if (g_str_equal (kind, "range"))
    {
      g_autoptr (GVariant) min = g_variant_get_child_value (detail, 0);
      g_autoptr (GVariant) max = g_variant_get_child_value (detail, 1);
      g_autofree char *min_text = g_variant_print (min, FALSE);
      g_autofree char *max_text = g_variant_print (max, FALSE);

      /* Translators: the least and the greatest number. */
      return g_strdup_printf (_ ("%s to %s"), min_text, max_text);
    }
  if (g_variant_type_equal (g_settings_schema_key_get_value_type (key), G_VARIANT_TYPE_BOOLEAN))
    return g_strdup ("true, false");

  return g_strdup (_ ("text"));
}

static void
print_json (GSettings *settings, GStrv keys)
{
  StintJsonWriter *writer = stint_json_writer_new ();
  g_autofree char *json = NULL;

  stint_json_begin_object (writer, NULL);
  for (gsize i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (GVariant) value = g_settings_get_value (settings, keys[i]);
      g_autofree char *text = value_to_text (value);

      stint_json_string (writer, keys[i], text);
    }
  stint_json_end_object (writer);
  json = stint_json_writer_free (writer);
  stint_cli_put (json);
}

static void
print_names (GStrv keys)
{
  for (gsize i = 0; keys[i] != NULL; i++)
    {
      stint_cli_put (keys[i]);
      stint_cli_put ("\n");
    }
}

static void
print_table (StintCli *cli, GSettingsSchema *schema, GSettings *settings, GStrv keys)
{
  const StintCliColumn columns[] = {
    { _ ("PREFERENCE"), 0 }, { _ ("VALUE"), 0 }, { _ ("TAKES"), 2 },
    { _ ("MEANING"), 1 },    { NULL, 0 },
  };
  StintCliTable *table =
      stint_cli_table_new (columns, stint_cli_terminal_width (), cli->colour_out);
  g_autofree char *lines = NULL;

  for (gsize i = 0; keys[i] != NULL; i++)
    {
      g_autoptr (GSettingsSchemaKey) key = g_settings_schema_get_key (schema, keys[i]);
      g_autoptr (GVariant) value = g_settings_get_value (settings, keys[i]);
      g_autofree char *text = value_to_text (value);
      g_autofree char *range = describe_range (key);
      const char *texts[] = { keys[i], *text != '\0' ? text : "-", range,
                              g_settings_schema_key_get_summary (key) };

      stint_cli_table_add (table, STINT_COLOUR_NONE, texts);
    }
  lines = stint_cli_table_free (table);
  g_print ("%s", lines);
}

static int
config_list (StintCli *cli, int argc, char **argv)
{
  gboolean json = FALSE;
  gboolean names = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("For programs"), NULL },
    { "names", 0, 0, G_OPTION_ARG_NONE, &names, N_ ("Only the names, one a line"), NULL },
    { NULL },
  };
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettings) settings = NULL;
  g_auto (GStrv) keys = NULL;

  if (!stint_cli_parse (&argc, &argv, entries, "", _ ("Shows all preferences."), NULL))
    return STINT_EXIT_USAGE;
  if (argc > 1)
    return stint_cli_usage_error (_ ("“%s” is too much."), argv[1]);
  if (json && names)
    return stint_cli_usage_error (_ ("--json and --names do not go together."));
  schema = load_schema (cli);
  settings = schema != NULL ? open_settings (cli) : NULL;
  if (settings == NULL)
    return STINT_EXIT_FAILED;

  keys = g_settings_schema_list_keys (schema);
  qsort (keys, g_strv_length (keys), sizeof (char *), compare_keys);
  if (json)
    print_json (settings, keys);
  else if (names)
    print_names (keys);
  else
    print_table (cli, schema, settings, keys);

  return STINT_EXIT_DONE;
}

/* Shared by get, set and reset: their one key. NULL with a status. */
static GSettingsSchemaKey *
find_key (StintCli *cli, const char *name, int *out_status)
{
  g_autoptr (GSettingsSchema) schema = load_schema (cli);

  *out_status = STINT_EXIT_FAILED;
  if (schema == NULL)
    return NULL;
  if (!g_settings_schema_has_key (schema, name))
    {
      *out_status = unknown_key (schema, name);
      return NULL;
    }

  return g_settings_schema_get_key (schema, name);
}

static int
config_get (StintCli *cli, int argc, char **argv)
{
  g_autoptr (GSettingsSchemaKey) key = NULL;
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (GVariant) value = NULL;
  g_autofree char *text = NULL;
  int status;

  if (!stint_cli_parse (&argc, &argv, NULL, _ ("KEY"), _ ("Prints the value of a preference."),
                        NULL))
    return STINT_EXIT_USAGE;
  if (argc != 2)
    return stint_cli_usage_error (_ ("Which preference? “stint config list” shows them."));
  key = find_key (cli, argv[1], &status);
  if (key == NULL)
    return status;

  settings = open_settings (cli);
  if (settings == NULL)
    return STINT_EXIT_FAILED;
  value = g_settings_get_value (settings, argv[1]);
  text = value_to_text (value);
  stint_cli_put (text);
  stint_cli_put ("\n");

  return STINT_EXIT_DONE;
}

static int
config_set (StintCli *cli, int argc, char **argv)
{
  g_autoptr (GSettingsSchemaKey) key = NULL;
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (GVariant) value = NULL;
  int status;

  if (!stint_cli_parse (&argc, &argv, NULL, _ ("KEY VALUE"), _ ("Changes a preference."), NULL))
    return STINT_EXIT_USAGE;
  if (argc != 3)
    return stint_cli_usage_error (_ ("A preference and its new value are needed."));
  key = find_key (cli, argv[1], &status);
  if (key == NULL)
    return status;

  value = text_to_value (g_settings_schema_key_get_value_type (key), argv[2]);
  if (value != NULL)
    g_variant_ref_sink (value);
  if (value == NULL || !g_settings_schema_key_range_check (key, value))
    {
      g_autofree char *range = describe_range (key);

      return stint_cli_usage_error (_ ("“%s” is nothing that %s takes; it takes %s."), argv[2],
                                    argv[1], range);
    }

  settings = open_settings (cli);
  if (settings == NULL || !can_write (cli, settings))
    return STINT_EXIT_FAILED;
  if (!g_settings_set_value (settings, argv[1], value))
    {
      stint_cli_tell (cli, _ ("stint: “%s” is locked by the administrator."), argv[1]);
      return STINT_EXIT_FAILED;
    }
  /* The writer is asynchronous, and this process is about to end. */
  g_settings_sync ();

  return STINT_EXIT_DONE;
}

static int
config_reset (StintCli *cli, int argc, char **argv)
{
  g_autoptr (GSettingsSchemaKey) key = NULL;
  g_autoptr (GSettings) settings = NULL;
  int status;

  if (!stint_cli_parse (&argc, &argv, NULL, _ ("KEY"), _ ("Sets a preference back."), NULL))
    return STINT_EXIT_USAGE;
  if (argc != 2)
    return stint_cli_usage_error (_ ("Which preference? “stint config list” shows them."));
  key = find_key (cli, argv[1], &status);
  if (key == NULL)
    return status;

  settings = open_settings (cli);
  if (settings == NULL || !can_write (cli, settings))
    return STINT_EXIT_FAILED;
  g_settings_reset (settings, argv[1]);
  g_settings_sync ();

  return STINT_EXIT_DONE;
}

static const StintCommand commands[] = {
  { "list", N_ ("Show all preferences"), config_list },
  { "get", N_ ("Print the value of one"), config_get },
  { "set", N_ ("Change one"), config_set },
  { "reset", N_ ("Set one back"), config_reset },
  { NULL },
};

int
stint_cmd_config (StintCli *cli, int argc, char **argv)
{
  char *list[] = { (char *) "config", (char *) "list", NULL };

  /* Without a command it shows them. */
  if (argc == 1)
    return stint_cli_run_subcommand (cli, commands, 2, list);

  return stint_cli_run_subcommand (cli, commands, argc, argv);
}
