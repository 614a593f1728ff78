/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The lossless document: what is not edited stays, what is edited changes nothing else; and the tests'
 * own model of the AWS CLI's writer, held against what the AWS CLI did. */

#include <json-glib/json-glib.h>
#include <string.h>

#include "stint-files-error.h"
#include "stint-ini-document.h"
#include "test-history.h"

static StintIniDocument *
parse (StintIniKind kind, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return stint_ini_document_new (kind, bytes);
}

static void
assert_text (StintIniDocument *document, const char *expected)
{
  g_autoptr (GBytes) bytes = stint_ini_document_serialise (document);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = g_strndup (data, size);

  g_assert_cmpstr (text, ==, expected);
}

static StintIniSection *
only_section (StintIniDocument *document, const char *profile)
{
  g_autoptr (GPtrArray) sections = stint_ini_document_find_profile (document, profile);

  g_assert_cmpuint (sections->len, ==, 1);
  return g_ptr_array_index (sections, 0);
}

/* --- Any bytes -------------------------------------------------------------------------------------- */

static void
test_any_bytes (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      static const char pool[] = "[]=:#; \t\r\n\n\nabP\"'\\\0\xff\xc3\xa9\xef\xbb\xbf";
      guint size = g_test_rand_int_range (0, 60);
      char *data = g_malloc (size + 1);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GBytes) again = NULL;
      g_autoptr (StintIniDocument) document = NULL;
      StintIniKind kind = i % 2 == 0 ? STINT_INI_CONFIG : STINT_INI_CREDENTIALS;

      for (guint j = 0; j < size; j++)
        data[j] = pool[g_test_rand_int_range (0, sizeof pool - 1)];
      bytes = stint_ini_bytes_new_take (data, size);
      document = stint_ini_document_new (kind, bytes);
      again = stint_ini_document_serialise (document);
      g_assert_true (g_bytes_equal (bytes, again));
      stint_ini_document_check (document, "x", NULL);
      for (guint j = 0; j < stint_ini_document_get_n_sections (document); j++)
        {
          StintIniSection *section = stint_ini_document_get_section (document, j);
          g_autoptr (GBytes) text = stint_ini_section_get_text (section);

          g_assert_nonnull (stint_ini_section_get_name (section));
          g_assert_cmpuint (g_bytes_get_size (text), <=, size);
        }
    }
}

static void
test_too_large (void)
{
  g_autoptr (GBytes) bytes =
      stint_ini_bytes_new_take (g_malloc0 (STINT_INI_MAX_BYTES + 1), STINT_INI_MAX_BYTES + 1);

  g_assert_null (stint_ini_document_new (STINT_INI_CONFIG, bytes));
}

typedef struct
{
  const char *header;
  StintIniKind kind;
  gboolean botocore;
  gboolean others;
} Spelling;

static void
test_spellings (void)
{
  static const Spelling spellings[] = {
    { "[profile P]", STINT_INI_CONFIG, TRUE, TRUE },
    { "[profile \"P\"]", STINT_INI_CONFIG, TRUE, FALSE },
    { "[profile 'P']", STINT_INI_CONFIG, TRUE, FALSE },
    { "[profile\tP]", STINT_INI_CONFIG, TRUE, TRUE },
    { "[profile   P]", STINT_INI_CONFIG, TRUE, TRUE },
    { "[ profile P ]", STINT_INI_CONFIG, FALSE, TRUE },
    { "[profile P ]", STINT_INI_CONFIG, TRUE, TRUE },
    { "[profile P] # c", STINT_INI_CONFIG, TRUE, TRUE },
    { "[profile P\\ ]", STINT_INI_CONFIG, FALSE, FALSE },
    { "[profile \\P]", STINT_INI_CONFIG, TRUE, FALSE },
    { "[profiles P]", STINT_INI_CONFIG, TRUE, FALSE },
    { "[Profile P]", STINT_INI_CONFIG, FALSE, FALSE },
    { "[P]", STINT_INI_CONFIG, FALSE, FALSE },
    { "[P]", STINT_INI_CREDENTIALS, TRUE, TRUE },
    { "[ P ]", STINT_INI_CREDENTIALS, FALSE, TRUE },
    { "[profile P]", STINT_INI_CREDENTIALS, FALSE, FALSE },
    { "[P] # see [x]", STINT_INI_CREDENTIALS, FALSE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      g_autofree char *text = g_strconcat (spellings[i].header, "\nx = 1\n", NULL);
      g_autoptr (StintIniDocument) document = parse (spellings[i].kind, text);
      g_autoptr (GPtrArray) found = stint_ini_document_find_profile (document, "P");
      gboolean any = spellings[i].botocore || spellings[i].others;

      g_test_message ("%s", spellings[i].header);
      g_assert_cmpuint (found->len, ==, any ? 1 : 0);
      if (!any)
        continue;
      g_assert_cmpint (stint_ini_section_is_seen_by_botocore (g_ptr_array_index (found, 0), "P"),
                       ==, spellings[i].botocore);
      g_assert_cmpint (stint_ini_section_is_seen_by_others (g_ptr_array_index (found, 0), "P"), ==,
                       spellings[i].others);
    }
}

/* --- Edits ------------------------------------------------------------------------------------------ */

static void
test_add_key (void)
{
  static const char *const pairs[][2] = {
    { "[P]\n", "[P]\nk = v\n" },
    { "[P]", "[P]\nk = v" },
    { "[P]\r\na = 1\r\n\r\n# c\r\n[q]\r\n", "[P]\r\na = 1\r\nk = v\r\n\r\n# c\r\n[q]\r\n" },
    { "[P]\ns3 =\n  a = 1\n\n  b = 2\n# c\n", "[P]\ns3 =\n  a = 1\n\n  b = 2\nk = v\n# c\n" },
    { "[P]\n  a = 1\n  [q]\n  b = 2\n", "[P]\n  a = 1\n  k = v\n  [q]\n  b = 2\n" },
    { "  [P]\n  [q]\n", "  [P]\n  k = v\n  [q]\n" },
    { "[P]\na = 1", "[P]\na = 1\nk = v" },
    { "[P]\r", "[P]\rk = v\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (StintIniDocument) document = parse (STINT_INI_CREDENTIALS, pairs[i][0]);
      StintIniSection *section = only_section (document, "P");
      StintIniLine line = stint_ini_section_add_key (section, "k", "v");

      assert_text (document, pairs[i][1]);
      g_assert_true (stint_ini_document_value_equals (document, line, "v"));
      stint_ini_document_remove_key (document, line);
      assert_text (document, pairs[i][0]);
    }
}

static void
test_set_value (void)
{
  static const char *const pairs[][2] = {
    { "[P]\nK = old\n", "[P]\nK = new\n" },
    { "[P]\n  k:old  \r\n", "[P]\n  k:new\r\n" },
    { "[P]\nk =\n  a = 1\n  b = 2\nx = 1\n", "[P]\nk = new\nx = 1\n" },
    { "[P]\nk=old # c", "[P]\nk=new" },
    { "[P]\nk = \n", "[P]\nk = new\n" },
    { "[P]\nk = old\n# c\n more\n", "[P]\nk = new\n# c\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (StintIniDocument) document = parse (STINT_INI_CREDENTIALS, pairs[i][0]);
      StintIniLine line = stint_ini_section_find_key (only_section (document, "P"), "k");

      stint_ini_document_set_value (document, line, "new");
      assert_text (document, pairs[i][1]);
    }
}

static void
test_aside (void)
{
  const char *text = "[P]\n \tRole_ARN\t:  a\r\n  # c\n   more = x\n[q]";
  g_autoptr (StintIniDocument) document = parse (STINT_INI_CREDENTIALS, text);
  StintIniSection *section = only_section (document, "P");
  StintIniLine line = stint_ini_section_find_key (section, "role_arn");

  stint_ini_document_set_aside (document, line);
  assert_text (document, "[P]\n \tx_stint_off_Role_ARN\t:  a\r\n  # c\n   more = x\n[q]");
  g_assert_cmpint (stint_ini_section_find_key (section, "role_arn"), ==, STINT_INI_NO_LINE);
  line = stint_ini_section_find_key (section, "x_stint_off_role_arn");
  g_assert_true (stint_ini_document_value_equals (document, line, "a\nmore = x"));
  stint_ini_document_put_back (document, line);
  assert_text (document, text);
  stint_ini_document_comment_out (document, line);
  assert_text (document, "[P]\n#  \tRole_ARN\t:  a\r\n  # c\n#    more = x\n[q]");
}

static void
test_sections (void)
{
  static const char *const texts[] = { "", "a", "[a]\nx = 1", "[a]\r\nx = 1\r\n", "\n\n", "# c\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (StintIniDocument) document = parse (STINT_INI_CONFIG, texts[i]);
      StintIniSection *first = stint_ini_document_append_profile (document, "P");
      StintIniSection *second = stint_ini_document_append_profile (document, "Q");

      stint_ini_section_add_key (first, "k", "v");
      stint_ini_section_add_key (second, "k", "v");
      g_assert_true (only_section (document, "P") == first);
      g_assert_false (stint_ini_document_remove_section (document, first));
      stint_ini_document_remove_key (document, stint_ini_section_find_key (first, "k"));
      stint_ini_document_remove_key (document, stint_ini_section_find_key (second, "k"));
      g_assert_true (stint_ini_document_remove_section (document, i % 2 == 0 ? first : second));
      g_assert_true (stint_ini_document_remove_section (document, i % 2 == 0 ? second : first));
      assert_text (document, texts[i]);
    }
}

/* --- Checks ------------------------------------------------------------------------------------------ */

static void
test_check (void)
{
  static const struct
  {
    const char *text;
    guint line; /* 0: accepted */
  } cases[] = {
    { "", 0 },
    { "# only a comment\n", 0 },
    { "[a]\nx = 1\n[a]\n", 3 },
    { "[a]\nKey = 1\n\nkey: 2\n", 4 },
    { "[a\nx = 1\n", 1 },
    { "[b]\n[a\n", 2 },
    { "x = 1\n[a]\n", 1 },
    { "[a]\njunk\n", 2 },
    { "[a]\n= x\n", 2 },
    { "\xef\xbb\xbf[a]\n", 1 },
    { "[a]\nx = \xff\n", 2 },
    { "[a]\ns3 =\n  junk\n", 3 },
    { "[a]\ns3 = x\n  fine\n", 0 },
    { "[DEFAULT]\nx = 1\n[DEFAULT]\ny = 2\n", 0 },
    { "[DEFAULT]\nx = 1\n[DEFAULT]\nx = 2\n", 4 },
    { "[a]\nx\n  = 1\n", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (StintIniDocument) document = parse (STINT_INI_CREDENTIALS, cases[i].text);
      g_autoptr (GError) error = NULL;
      gboolean accepted = stint_ini_document_check (document, "/the/file", &error);

      g_assert_cmpint (accepted, ==, cases[i].line == 0);
      if (accepted)
        continue;
      g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_MALFORMED);
      g_assert_cmpuint (stint_files_error_get_line (error), ==, cases[i].line);
      g_assert_cmpstr (stint_files_error_get_path (error), ==, "/the/file");
    }
}

/* Something, good or bad, happens to one place or two. */
static char *
damage (GRand *rand, const char *text)
{
  static const char *const pieces[] = {
    "\n",           " ",  "[P]\n",       "[profile P]\n", "x\n", "region = z\n", "]", "[", "=",
    "  deep = 1\n", "\r", "[DEFAULT]\n", "\xff",          ""
  };
  GString *out = g_string_new (text);
  guint n = g_rand_int_range (rand, 1, 3);

  for (guint i = 0; i < n; i++)
    {
      guint at = g_rand_int_range (rand, 0, out->len + 1);
      guint cut = g_rand_int_range (rand, 1, 30);

      if (at < out->len && g_rand_int_range (rand, 0, 2) == 0)
        g_string_erase (out, at, MIN (cut, out->len - at));
      g_string_insert (out, MIN (at, out->len),
                       pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
    }
  return g_string_free (out, FALSE);
}

/* Looking at the changed part says the same as looking at all of it. */
static void
test_outcome (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  guint accepted = 0, refused = 0;

  for (guint i = 0; i < 30000; i++)
    {
      StintAwsFile file = i % 2 == 0 ? STINT_AWS_FILE_CREDENTIALS : STINT_AWS_FILE_CONFIG;
      StintIniKind kind = i % 2 == 0 ? STINT_INI_CREDENTIALS : STINT_INI_CONFIG;
      g_autofree char *before = test_random_content (rand, file);
      g_autofree char *after = damage (rand, before != NULL ? before : "");
      g_autoptr (StintIniDocument) document = parse (kind, before != NULL ? before : "");
      g_autoptr (StintIniDocument) whole = parse (kind, after);
      g_autoptr (GBytes) outcome = g_bytes_new_static (after, strlen (after));
      gboolean expected = stint_ini_document_check (whole, "x", NULL);

      if (!stint_ini_document_check (document, "x", NULL))
        continue;
      if (stint_ini_document_check_outcome (document, outcome, "x", NULL) != expected)
        g_error ("--- before\n%s\n--- after (%s)\n%s", before, expected ? "good" : "bad", after);
      accepted += expected;
      refused += !expected;
    }
  g_test_message ("%u accepted, %u refused", accepted, refused);
  g_assert_cmpuint (accepted, >, 3000);
  g_assert_cmpuint (refused, >, 3000);
}

/* --- The AWS CLI's writer ------------------------------------------------------------------------------ */

static char *
find_vectors (void)
{
  const char *folder = g_getenv ("STINT_VECTORS");
  const char *root = g_getenv ("STINT_SOURCE_ROOT");
  g_autofree char *beside =
      root != NULL ? g_build_filename (root, "..", "shared", "vectors", NULL) : NULL;
  char *path;

  if (folder == NULL)
    folder = beside;
  if (folder == NULL)
    return NULL;
  path = g_build_filename (folder, "generated-reference", "aws-cli-v2-config-writer.json", NULL);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_clear_pointer (&path, g_free);
  return path;
}

static void
test_cli_model (void)
{
  g_autofree char *path = find_vectors ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GList) names = NULL;
  JsonObject *cases;

  if (path == NULL)
    {
      g_test_skip ("aws-cli-v2-config-writer.json is not here; see STINT_VECTORS");
      return;
    }
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  cases = json_node_get_object (json_parser_get_root (parser));
  names = json_object_get_members (cases);
  g_assert_nonnull (names);
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *one = json_object_get_object_member (cases, l->data);
      g_autofree char *half = test_cli_write (json_object_get_string_member (one, "in"),
                                              STINT_AWS_FILE_CONFIG, "foo", "region", "b");
      g_autofree char *whole = test_cli_write (half, STINT_AWS_FILE_CONFIG, "foo", "new", "n");

      g_test_message ("%s", (const char *) l->data);
      g_assert_cmpstr (whole, ==, json_object_get_string_member (one, "out"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profiles/document/any-bytes", test_any_bytes);
  g_test_add_func ("/profiles/document/too-large", test_too_large);
  g_test_add_func ("/profiles/document/spellings", test_spellings);
  g_test_add_func ("/profiles/document/add-key", test_add_key);
  g_test_add_func ("/profiles/document/set-value", test_set_value);
  g_test_add_func ("/profiles/document/aside", test_aside);
  g_test_add_func ("/profiles/document/sections", test_sections);
  g_test_add_func ("/profiles/document/check", test_check);
  g_test_add_func ("/profiles/document/outcome", test_outcome);
  g_test_add_func ("/profiles/document/aws-cli", test_cli_model);
  return g_test_run ();
}
