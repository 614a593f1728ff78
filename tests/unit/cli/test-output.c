/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What the command line prints: JSON, tables, differences. */

#include "config.h"

#include <string.h>

#include "stint-cli-diff.h"
#include "stint-cli-table.h"
#include "stint-json-writer.h"

static void
assert_taken (char *text, const char *expected)
{
  g_autofree char *owned = text;

  g_assert_cmpstr (owned, ==, expected);
}

static void
test_json (void)
{
  static const char *const strings[] = { "a", "b", NULL };
  StintJsonWriter *writer = stint_json_writer_new ();

  stint_json_begin_object (writer, NULL);
  stint_json_string (writer, "text", "x");
  stint_json_string (writer, "nothing", NULL);
  stint_json_string_or_null (writer, "empty", "");
  stint_json_boolean (writer, "yes", TRUE);
  stint_json_int (writer, "number", G_MININT64);
  stint_json_instant (writer, "never", 0);
  stint_json_strings (writer, "list", strings);
  stint_json_begin_array (writer, "none");
  stint_json_end_array (writer);
  stint_json_begin_object (writer, "inner");
  stint_json_end_object (writer);
  stint_json_end_object (writer);

  assert_taken (stint_json_writer_free (writer), "{\n"
                                                 "  \"text\": \"x\",\n"
                                                 "  \"nothing\": null,\n"
                                                 "  \"empty\": null,\n"
                                                 "  \"yes\": true,\n"
                                                 "  \"number\": -9223372036854775808,\n"
                                                 "  \"never\": null,\n"
                                                 "  \"list\": [\n"
                                                 "    \"a\",\n"
                                                 "    \"b\"\n"
                                                 "  ],\n"
                                                 "  \"none\": [],\n"
                                                 "  \"inner\": {}\n"
                                                 "}\n");
}

static void
test_json_escapes (void)
{
  StintJsonWriter *writer = stint_json_writer_new ();

  stint_json_string (writer, NULL, "\"\\/\n\t\r\001\177 ü € 😀 \xff");
  assert_taken (stint_json_writer_free (writer),
                "\"\\\"\\\\/\\n\\t\\u000d\\u0001\\u007f ü € 😀 \xef\xbf\xbd\"\n");
}

static const StintCliColumn columns[] = {
  { "NAME", 0 }, { "EMPTY", 0 }, { "WHERE", 2 }, { "MORE", 1 }, { "STATE", 0 }, { NULL, 0 },
};

static char *
make_table (guint width, gboolean colour)
{
  static const char *const rows[][6] = {
    { "été", "", "here", "m", "on", NULL },
    { "日本", "", "", "more", "", NULL },
    { "a\033[31mb", "", "there", "", "off", NULL },
  };
  StintCliTable *table = stint_cli_table_new (columns, width, colour);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    stint_cli_table_add (table, STINT_COLOUR_GREEN, rows[i]);

  return stint_cli_table_free (table);
}

static void
test_table (void)
{
  /* A wide character takes two places, an escape sequence is made harmless, nothing trails. */
  assert_taken (make_table (0, FALSE), "NAME     WHERE  MORE  STATE\n"
                                       "été      here   m     on\n"
                                       "日本            more\n"
                                       "a�[31mb  there        off\n");
}

static void
test_table_narrow (void)
{
  assert_taken (make_table (26, FALSE), "NAME     MORE  STATE\n"
                                        "été      m     on\n"
                                        "日本     more\n"
                                        "a�[31mb        off\n");
  assert_taken (make_table (5, FALSE), "NAME     STATE\n"
                                       "été      on\n"
                                       "日本\n"
                                       "a�[31mb  off\n");
}

static void
test_table_colour (void)
{
  g_autofree char *text = make_table (0, TRUE);

  g_assert_nonnull (strstr (text, "\033[32mon\033[0m"));
  g_assert_null (strstr (text, "a\033[31m"));
}

static void
test_width (void)
{
  g_assert_cmpuint (stint_cli_text_width ("abc"), ==, 3);
  g_assert_cmpuint (stint_cli_text_width ("e\xcc\x81"), ==, 1);
  g_assert_cmpuint (stint_cli_text_width ("日本"), ==, 4);
}

static void
test_diff (void)
{
  assert_taken (stint_cli_diff ("f", "a\nb\n", "a\nb\n", FALSE), "");
  assert_taken (stint_cli_diff ("f", "", "a\n", FALSE), "--- f\n+++ f\n@@ -1,0 +1,1 @@\n+a\n");
  assert_taken (
      stint_cli_diff ("f", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nX\n6\n7\n8\n9\n", FALSE),
      "--- f\n+++ f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n");
}

/* Applying a difference gives the other text: checked on random texts by its own lines. */
static void
test_diff_random (void)
{
  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (GString) before = g_string_new (NULL);
      g_autoptr (GString) after = g_string_new (NULL);
      guint removed;
      guint added;
      guint lines_before = 0;
      guint lines_after = 0;
      g_autofree char *diff = NULL;

      for (guint i = 0; i < 30; i++)
        {
          int letter = 'a' + g_test_rand_int_range (0, 5);

          if (g_test_rand_int_range (0, 5) != 0)
            {
              g_string_append_printf (before, "%c\n", letter);
              lines_before++;
            }
          if (g_test_rand_int_range (0, 5) != 0)
            {
              g_string_append_printf (after, "%c\n", letter);
              lines_after++;
            }
        }
      stint_cli_diff_count (before->str, after->str, &removed, &added);
      g_assert_cmpint ((int) lines_before - (int) removed + (int) added, ==, (int) lines_after);
      g_assert_cmpuint (removed, <=, lines_before);
      diff = stint_cli_diff ("f", before->str, after->str, FALSE);
      g_assert_true ((*diff == '\0') == g_str_equal (before->str, after->str));
    }
}

static void
test_suggest (void)
{
  static const StintCommand commands[] = {
    { "start" }, { "stop" }, { "status" }, { "list" }, { "import" }, { NULL },
  };

  g_assert_cmpstr (stint_cli_suggest (commands, "sart"), ==, "start");
  g_assert_cmpstr (stint_cli_suggest (commands, "tsart"), ==, "start");
  g_assert_cmpstr (stint_cli_suggest (commands, "lst"), ==, "list");
  g_assert_cmpstr (stint_cli_suggest (commands, "imp"), ==, "import");
  g_assert_null (stint_cli_suggest (commands, "frobnicate"));
  g_assert_null (stint_cli_suggest (commands, ""));
}

static void
test_exit_status (void)
{
  static const struct
  {
    StintError code;
    int status;
  } statuses[] = {
    { STINT_ERROR_FAILED, STINT_EXIT_FAILED },
    { STINT_ERROR_NOT_FOUND, STINT_EXIT_NO_SESSION },
    { STINT_ERROR_NEEDS_MFA, STINT_EXIT_NEEDS_PERSON },
    { STINT_ERROR_NEEDS_CONSENT, STINT_EXIT_NEEDS_PERSON },
    { STINT_ERROR_KEYRING_LOCKED, STINT_EXIT_NEEDS_PERSON },
    { STINT_ERROR_INVALID_ARGUMENT, STINT_EXIT_USAGE },
    { STINT_ERROR_NETWORK, STINT_EXIT_FAILED },
    { STINT_ERROR_NO_SERVICE, STINT_EXIT_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      g_autoptr (GError) error = stint_error_new (statuses[i].code, NULL, "x");

      g_assert_cmpint (stint_cli_exit_status (error), ==, statuses[i].status);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/output/json", test_json);
  g_test_add_func ("/output/json-escapes", test_json_escapes);
  g_test_add_func ("/output/table", test_table);
  g_test_add_func ("/output/table-narrow", test_table_narrow);
  g_test_add_func ("/output/table-colour", test_table_colour);
  g_test_add_func ("/output/width", test_width);
  g_test_add_func ("/output/diff", test_diff);
  g_test_add_func ("/output/diff-random", test_diff_random);
  g_test_add_func ("/output/suggest", test_suggest);
  g_test_add_func ("/output/exit-status", test_exit_status);

  return g_test_run ();
}
