/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "test-history.h"

#include <string.h>

#include "stint-wish.h"

static const char *
pick (GRand *rand, const char *const *list)
{
  return list[g_rand_int_range (rand, 0, g_strv_length ((char **) list))];
}

static gboolean
chance (GRand *rand, guint percent)
{
  return (guint) g_rand_int_range (rand, 0, 100) < percent;
}

/* --- Files ------------------------------------------------------------------------------------ */

static const char *const delimiters[] = { " = ", "=", " =", ": ", " : ", NULL };
static const char *const keys_of_static[] = { "aws_access_key_id", "aws_secret_access_key", NULL };
static const char *const keys_of_sso[] = { "sso_start_url", "sso_region", "sso_account_id",
                                           "sso_role_name", NULL };
static const char *const noise[] = {
  "\n", "# a comment\n", "; another\n", "  # deep\n", "# aws_secret_access_key = was-mine\n", NULL
};

static char *
spell (GRand *rand, const char *key)
{
  if (chance (rand, 10))
    return g_ascii_strup (key, -1);
  return g_strdup (key);
}

static void
add_key (GRand *rand, GString *out, const char *indentation, const char *key, const char *value)
{
  g_autofree char *spelt = spell (rand, key);

  g_string_append_printf (out, "%s%s%s%s\n", indentation, spelt, pick (rand, delimiters), value);
  if (chance (rand, 15))
    g_string_append (out, pick (rand, noise));
}

static void
add_random_keys (GRand *rand, GString *out, const char *indentation, guint serial)
{
  g_autofree char *value = g_strdup_printf ("v%u", serial);
  gboolean role = chance (rand, 30);

  if (chance (rand, 40))
    for (guint i = 0; keys_of_static[i] != NULL; i++)
      {
        g_autofree char *key =
            g_strdup_printf ("%s%07u", i == 0 ? "AKIAEXAMPLE" : "theirs", serial);

        add_key (rand, out, indentation, keys_of_static[i], key);
      }
  if (chance (rand, 8))
    add_key (rand, out, indentation, "aws_session_token", value);
  if (chance (rand, 6))
    add_key (rand, out, indentation, "aws_security_token", value);
  if (chance (rand, 6))
    add_key (rand, out, indentation, "aws_account_id", "111122223333");
  if (role)
    {
      static const char *const sources[] = { "Q", "base", "P", "default", NULL };

      add_key (rand, out, indentation, "role_arn", value);
      if (chance (rand, 85))
        add_key (rand, out, indentation, "source_profile", pick (rand, sources));
      else
        add_key (rand, out, indentation, "credential_source", "Environment");
      if (chance (rand, 40))
        add_key (rand, out, indentation, "mfa_serial", "arn:aws:iam::111122223333:mfa/u");
    }
  if (!role && chance (rand, 12))
    for (guint i = 0; keys_of_sso[i] != NULL; i++)
      add_key (rand, out, indentation, keys_of_sso[i], value);
  if (chance (rand, 12))
    add_key (rand, out, indentation, "credential_process", "/bin/theirs --x");
  if (chance (rand, 5))
    add_key (rand, out, indentation, "login_session", value);
  if (chance (rand, 50))
    add_key (rand, out, indentation, "region", "eu-west-1");
  if (chance (rand, 15))
    g_string_append_printf (out, "%ss3 =\n%s  max = 1\n%s  role_arn = no\n", indentation,
                            indentation, indentation);
  if (chance (rand, 25))
    add_key (rand, out, indentation, "output", "json # inline");
}

static void
add_section (GRand *rand, GString *out, StintAwsFile file, const char *name, guint serial)
{
  static const char *const config_forms[] = {
    "[profile %s]",   "[profile %s]",      "[profile %s]",
    "[profile '%s']", "[profile \"%s\"]",  "[ profile %s ]",
    "[profile\t%s]",  "[profile  %s] # c", NULL
  };
  static const char *const credentials_forms[] = { "[%s]",   "[%s]",     "[%s]",
                                                   "[ %s ]", "[%s] ; c", NULL };
  const char *form = pick (rand, file == STINT_AWS_FILE_CONFIG ? config_forms : credentials_forms);
  g_auto (GStrv) parts = g_strsplit (form, "%s", 2);
  const char *indentation = chance (rand, 8) ? "  " : "";

  if (file == STINT_AWS_FILE_CONFIG && g_str_equal (name, "default") && chance (rand, 70))
    g_string_append (out, "[default]\n");
  else
    g_string_append_printf (out, "%s%s%s\n", parts[0], name, parts[1]);
  if (chance (rand, 20))
    g_string_append (out, pick (rand, noise));
  add_random_keys (rand, out, indentation, serial);
  while (chance (rand, 30))
    g_string_append (out, pick (rand, noise));
}

/* Carriage returns everywhere, or no newline at the end. */
static char *
finish (GRand *rand, GString *out)
{
  if (chance (rand, 15) && out->len > 0 && out->str[out->len - 1] == '\n')
    g_string_truncate (out, out->len - 1);
  if (chance (rand, 10))
    g_string_replace (out, "\n", "\r\n", 0);
  return g_string_free (out, FALSE);
}

char *
test_random_content (GRand *rand, StintAwsFile file)
{
  static const char *const names[] = { "base", "P", "Q", "default", "other", NULL };
  GString *out;

  if (chance (rand, 12))
    return NULL;
  out = g_string_new (NULL);
  while (chance (rand, 20))
    g_string_append (out, pick (rand, noise));
  for (guint i = 0; names[i] != NULL; i++)
    if (chance (rand, 60))
      add_section (rand, out, file, names[i], g_rand_int_range (rand, 0, 10000000));
  return finish (rand, out);
}

/* --- Hands ------------------------------------------------------------------------------------ */

static char *
join (GPtrArray *lines)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append (out, g_ptr_array_index (lines, i));
  return g_string_free (out, FALSE);
}

/* Lines with their ends. */
static GPtrArray *
split (const char *content)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  while (*content != '\0')
    {
      const char *newline = strchr (content, '\n');
      gsize length = newline != NULL ? (gsize) (newline + 1 - content) : strlen (content);

      g_ptr_array_add (lines, g_strndup (content, length));
      content += length;
    }
  return lines;
}

/* Somewhere between two lines that are not part of one value. */
static guint
place (GRand *rand, GPtrArray *lines)
{
  for (guint tries = 0; tries < 20; tries++)
    {
      guint at = g_rand_int_range (rand, 0, lines->len + 1);

      if (at == lines->len || !g_ascii_isspace (*(char *) g_ptr_array_index (lines, at)))
        return at;
    }
  return 0;
}

static void
end_last_line (GPtrArray *lines)
{
  char *last = lines->len > 0 ? g_ptr_array_index (lines, lines->len - 1) : NULL;

  if (last != NULL && !g_str_has_suffix (last, "\n"))
    {
      g_ptr_array_index (lines, lines->len - 1) = g_strconcat (last, "\n", NULL);
      g_free (last);
    }
}

static const char *
skip_blanks (const char *line)
{
  while (*line == ' ' || *line == '\t')
    line++;
  return line;
}

/* The first line behind the header of the profile, or -1. */
static int
find_section (GPtrArray *lines, const char *profile)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const char *line = skip_blanks (g_ptr_array_index (lines, i));
      const char *at = strstr (line, profile);

      if (*line == '[' && at != NULL && strchr (" \t]'\"", at[strlen (profile)]) != NULL &&
          at > line && strchr ("[ \t'\"", at[-1]) != NULL)
        return i + 1;
    }
  return -1;
}

static void
drop_section (GPtrArray *lines, int first)
{
  g_ptr_array_remove_index (lines, first - 1);
  while ((guint) first - 1 < lines->len && *(char *) g_ptr_array_index (lines, first - 1) != '[')
    g_ptr_array_remove_index (lines, first - 1);
}

static void
drop_random_key (GRand *rand, GPtrArray *lines, int first)
{
  guint last = first;

  while (last < lines->len && *(char *) g_ptr_array_index (lines, last) != '[')
    last++;
  if (last > (guint) first)
    g_ptr_array_remove_index (lines, g_rand_int_range (rand, first, last));
}

char *
test_hand_edit (GRand *rand, const char *content, StintAwsFile file, const char *profile)
{
  static const char *const additions[] = { "role_arn = hand\n",
                                           "source_profile = hand\n",
                                           "region = hand\n",
                                           "aws_account_id = hand\n",
                                           "credential_process = /bin/hand\n",
                                           "hand = 1\n",
                                           "# by hand\n",
                                           NULL };
  g_autoptr (GPtrArray) lines = split (content);
  int first = find_section (lines, profile);

  end_last_line (lines);
  switch (g_rand_int_range (rand, 0, 6))
    {
    case 0:
      g_ptr_array_insert (lines, place (rand, lines), g_strdup (pick (rand, noise)));
      break;
    case 1:
      g_ptr_array_add (lines, g_strdup_printf ("[%shand%u]\nx = 1\n",
                                               file == STINT_AWS_FILE_CONFIG ? "profile " : "",
                                               g_rand_int (rand)));
      break;
    case 2:
      if (first > 0)
        drop_section (lines, first);
      break;
    case 3:
      if (first > 0)
        drop_random_key (rand, lines, first);
      break;
    case 4:
      if (first > 0 && file == STINT_AWS_FILE_CREDENTIALS)
        {
          drop_section (lines, first);
          g_ptr_array_add (lines, g_strdup_printf ("[%s]\naws_access_key_id = AKIAHAND\n"
                                                   "aws_secret_access_key = hand\n",
                                                   profile));
        }
      break;
    default:
      if (first > 0)
        g_ptr_array_insert (lines, first, g_strdup (pick (rand, additions)));
      break;
    }
  return join (lines);
}

/* --- The AWS CLI -------------------------------------------------------------------------------- */

static gboolean
cli_is_header (const char *line)
{
  while (g_ascii_isspace (*line))
    line++;
  return *line == '[' && line[1] != ']' && strchr (line + 1, ']') != NULL;
}

/* The text before the first `=` or `:`, stripped, or NULL. */
static char *
cli_key (const char *line)
{
  gsize length = strcspn (line, "=:");

  return length > 0 && line[length] != '\0' ? g_strstrip (g_strndup (line, length)) : NULL;
}

char *
test_cli_write (
    const char *content, StintAwsFile file, const char *profile, const char *key, const char *value)
{
  gboolean prefixed = file == STINT_AWS_FILE_CONFIG && !g_str_equal (profile, "default");
  g_autofree char *header = g_strdup_printf ("[%s%s]", prefixed ? "profile " : "", profile);
  g_autofree char *quoted = g_strdup_printf ("[profile \"%s\"]", profile);
  g_auto (GStrv) parts = g_strsplit (content != NULL ? content : "", "\r\n", -1);
  g_autofree char *plain = g_strjoinv ("\n", parts);
  g_autoptr (GPtrArray) lines = split (plain);
  char *new_line = g_strdup_printf ("%s = %s\n", key, value);
  guint last = 0, i = 0;
  gboolean found = FALSE;

  for (; i < lines->len && !found; i++)
    {
      const char *line = skip_blanks (g_ptr_array_index (lines, i));

      found = cli_is_header (line) &&
              (g_str_has_prefix (line, header) || (prefixed && g_str_has_prefix (line, quoted)));
    }
  if (!found)
    {
      end_last_line (lines);
      g_ptr_array_add (lines, g_strconcat (header, "\n", NULL));
      g_ptr_array_add (lines, new_line);
      return join (lines);
    }
  for (last = i; i < lines->len && !cli_is_header (g_ptr_array_index (lines, i)); i++)
    {
      g_autofree char *own = cli_key (g_ptr_array_index (lines, i));

      if (own == NULL)
        continue;
      last = i + 1;
      if (g_str_equal (own, key))
        {
          g_free (g_ptr_array_index (lines, i));
          g_ptr_array_index (lines, i) = new_line;
          return join (lines);
        }
    }
  end_last_line (lines);
  g_ptr_array_insert (lines, last, new_line);
  return join (lines);
}

/* --- The oracle --------------------------------------------------------------------------------- */

static gboolean
is_ours (const char *line)
{
  static const char *const notes[] = { "x_stint_key",
                                       "x_stint_expires",
                                       "x_stint_process",
                                       "x_stint_region",
                                       "x_stint_added",
                                       "x_stint_bridge",
                                       NULL };

  for (guint i = 0; notes[i] != NULL; i++)
    if (g_str_has_prefix (line, notes[i]))
      return TRUE;
  return strstr (line, TEST_OUR_ID) != NULL || strstr (line, TEST_OUR_SECRET) != NULL ||
         strstr (line, TEST_OUR_TOKEN) != NULL || strstr (line, TEST_OUR_REGION) != NULL ||
         strstr (line, TEST_OUR_PROCESS) != NULL || strstr (line, "stint-bridge-") != NULL ||
         strstr (line, STINT_STAND_IN_KEY_ID) != NULL ||
         strstr (line, STINT_STAND_IN_SECRET) != NULL;
}

static char *
bare (const char *line)
{
  char *text = g_strdup (line);
  char *at;

  g_strstrip (text);
  while (*text == '#')
    {
      memmove (text, text + 1, strlen (text));
      g_strchug (text);
    }
  if ((at = strstr (text, "x_stint_off_")) == text)
    memmove (text, text + strlen ("x_stint_off_"), strlen (text) - strlen ("x_stint_off_") + 1);
  return text;
}

/* Sections that Stint makes and takes away; where they stay, it is because the user wrote into them. */
static gboolean
may_come_and_go (const char *header)
{
  return g_str_equal (header, "[P]") || g_str_equal (header, "[profile P]") ||
         g_str_equal (header, "[default]");
}

char *
test_lines_of_user (const char *content)
{
  g_autoptr (GPtrArray) lines = split (content != NULL ? content : "");
  GString *out = g_string_new (NULL);
  gboolean in_bridge = FALSE;

  for (guint i = 0; i < lines->len; i++)
    {
      g_autofree char *line = bare (g_ptr_array_index (lines, i));
      gboolean header = *line == '[';

      if (header)
        in_bridge = strstr (line, "stint-bridge-") != NULL;
      /* Blank lines: one goes in before a section of ours and out with it. */
      if (in_bridge || *line == '\0' || is_ours (line) || (header && may_come_and_go (line)))
        continue;
      g_string_append (out, line);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}
