/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What answers to the question about a profile mean, in each language that Stint speaks. */

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

#include "stint-cli-answer.h"

static char *folder; /* of compiled translations */
static const char *locale = "C.UTF-8";

/* A newer glibc does not translate in C.UTF-8, and a small system has no other locale.  Under another
 * name it is another one. */
#define SYSTEM_LOCALE "/usr/lib/locale/C.utf8"
#define OTHER_NAME "en_US.UTF-8"

static void
make_locale (void)
{
  g_autofree char *link = g_build_filename (folder, OTHER_NAME, NULL);

  g_assert_no_errno (symlink (SYSTEM_LOCALE, link));
  g_setenv ("LOCPATH", folder, TRUE);
  if (setlocale (LC_ALL, OTHER_NAME) != NULL)
    locale = OTHER_NAME;
}

static void
forget_locale (void)
{
  g_autofree char *link = g_build_filename (folder, OTHER_NAME, NULL);

  g_unsetenv ("LOCPATH");
  g_assert_no_errno (g_remove (link));
}

/* Makes ./LANGUAGE/LC_MESSAGES/stint.mo; FALSE without msgfmt. */
static gboolean
compile (const char *language)
{
  g_autofree char *source = g_test_build_filename (G_TEST_DIST, "..", "po", language, NULL);
  g_autofree char *po = g_strconcat (source, ".po", NULL);
  g_autofree char *messages = g_build_filename (folder, language, "LC_MESSAGES", NULL);
  g_autofree char *mo = g_build_filename (messages, GETTEXT_PACKAGE ".mo", NULL);
  char *argv[] = { (char *) "msgfmt", (char *) "-c", (char *) "-o", mo, po, NULL };
  int status = -1;

  g_assert_cmpint (g_mkdir_with_parents (messages, 0700), ==, 0);
  if (!g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL))
    return FALSE;
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  return TRUE;
}

static void
forget (const char *language)
{
  g_autofree char *top = g_build_filename (folder, language, NULL);
  g_autofree char *messages = g_build_filename (top, "LC_MESSAGES", NULL);
  g_autofree char *mo = g_build_filename (messages, GETTEXT_PACKAGE ".mo", NULL);

  g_remove (mo);
  g_rmdir (messages);
  g_rmdir (top);
}

/* To be called after the catalogue is there: gettext remembers what it looked for. */
static void
speak (const char *language)
{
  g_setenv ("LANGUAGE", language, TRUE);
  /* Only another locale than before makes gettext look at LANGUAGE again. */
  setlocale (LC_ALL, "C");
  g_assert_nonnull (setlocale (LC_ALL, locale));
}

static void
assert_answers (const char *yes, const char *other, const char *no)
{
  const struct
  {
    const char *words;
    StintAnswer answer;
  } table[] = {
    { yes, STINT_ANSWER_YES },
    { other, STINT_ANSWER_OTHER },
    { no, STINT_ANSWER_NO },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_auto (GStrv) words = g_strsplit (table[i].words, "|", 0);

      for (char **word = words; *word != NULL; word++)
        {
          g_test_message ("“%s”", *word);
          g_assert_cmpint (stint_answer_parse (*word), ==, table[i].answer);
        }
    }
  g_assert_cmpint (stint_answer_parse (NULL), ==, STINT_ANSWER_NO);
}

static void
test_english (void)
{
  g_autofree char *question = stint_answer_make_question ("Alpha");

  g_assert_cmpstr (question, ==,
                   "Start it there all the same (y), as the profile “Alpha” instead (o), or not "
                   "(N)? ");
  assert_answers ("y|Y|yes|YES| y ", "o|O|other", "|n|no|x|ye|yo|oui|j");
}

typedef struct
{
  const char *language;
  const char *yes;
  const char *other;
  const char *no;
  const char *shown_yes;
  const char *shown_other;
} Language;

/* English goes on working, but for the o of French. */
static const Language languages[] = {
  { "de", "j|J|ja|y|yes", "a|anderes|o|other", "|n|nein|x", "(j)", "(a)" },
  { "es", "s|S|si|sí|SÍ|y|yes", "o|otro|other", "|n|no|x", "(s)", "(o)" },
  { "fr", "o|O|oui|y|yes", "a|autre|other", "|n|non|x", "(o)", "(a)" },
  { "ja", "y|yes|はい", "o|other|別", "|n|no|いいえ", "(y)", "(o)" },
};

static void
test_language (gconstpointer data)
{
  const Language *language = data;
  g_autofree char *question = NULL;

  if (!compile (language->language))
    {
      g_test_skip ("msgfmt is not installed");
      return;
    }
  speak (language->language);
  question = stint_answer_make_question ("Alpha");
  g_test_message ("%s", question);
  g_assert_nonnull (strstr (question, "Alpha"));
  g_assert_nonnull (strstr (question, language->shown_yes));
  g_assert_nonnull (strstr (question, language->shown_other));
  g_assert_nonnull (strstr (question, "(N)"));
  assert_answers (language->yes, language->other, language->no);
  speak ("C");
  forget (language->language);
}

int
main (int argc, char *argv[])
{
  int status;

  setlocale (LC_ALL, locale);
  g_test_init (&argc, &argv, NULL);

  folder = g_dir_make_tmp ("stint-answer-XXXXXX", NULL);
  make_locale ();
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_test_add_func ("/answer/en", test_english);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      g_autofree char *path = g_strdup_printf ("/answer/%s", languages[i].language);

      g_test_add_data_func (path, &languages[i], test_language);
    }
  status = g_test_run ();
  forget_locale ();
  g_rmdir (folder);
  g_free (folder);
  return status;
}
