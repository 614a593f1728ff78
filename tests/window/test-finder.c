/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What a search finds, how names are sorted, and what filters let through: nothing on a screen. */

#include "config.h"

#include "stint-fake-session.h"
#include "stint-finder.h"
#include "stint-natural-key.h"
#include "stint-query.h"
#include "stint-saved-views.h"

static guint
rate (const char *typed, const char *key, StintFinderMode mode)
{
  g_autoptr (StintFinder) finder = stint_finder_new (typed);

  g_assert_nonnull (finder);
  return stint_finder_rate (finder, key, mode);
}

#define KEY "deploymentrole\nacme-deploy\n\nacme prod\n123456789012\nfull-access\neu-west-1\nglobex"

static void
test_exact (void)
{
  g_assert_null (stint_finder_new (""));
  g_assert_null (stint_finder_new (" \t "));
  g_assert_null (stint_finder_new (NULL));

  /* From best to worst: the name's beginning, a word of it, in it, and elsewhere. */
  g_assert_cmpuint (rate ("Deploy", KEY, STINT_FINDER_EXACT), ==, 0);
  g_assert_cmpuint (rate ("role", "deployment-role\nx", STINT_FINDER_EXACT), ==, 1);
  g_assert_cmpuint (rate ("role", KEY, STINT_FINDER_EXACT), ==, 2);
  g_assert_cmpuint (rate ("acme", KEY, STINT_FINDER_EXACT), ==, 3);
  g_assert_cmpuint (rate ("prod", KEY, STINT_FINDER_EXACT), ==, 4);
  g_assert_cmpuint (rate ("6789", KEY, STINT_FINDER_EXACT), ==, 5);
  g_assert_cmpuint (rate ("eu-west", KEY, STINT_FINDER_EXACT), ==, 3);

  /* All words count, blanks of an account number as well. */
  g_assert_cmpuint (rate ("1234 5678 9012", KEY, STINT_FINDER_EXACT), !=, STINT_FINDER_NO_MATCH);
  g_assert_cmpuint (rate ("globex deploy", KEY, STINT_FINDER_EXACT), ==, 3);
  g_assert_cmpuint (rate ("globex staging", KEY, STINT_FINDER_EXACT), ==, STINT_FINDER_NO_MATCH);
  g_assert_cmpuint (rate ("deplyo", KEY, STINT_FINDER_EXACT), ==, STINT_FINDER_NO_MATCH);
  /* Accents and letter case as in the key. */
  g_assert_cmpuint (rate ("ÜBER",
                          "u\xcc\x88"
                          "ber\n",
                          STINT_FINDER_EXACT),
                    ==, 0);
}

static void
test_forgiving (void)
{
  static const char *const meant[] = {
    "deplyment",  "deploymnt",  "depolyment", "deploymeent",
    "deplozment", "seployment",                         /* one slip */
    "dplrl",      "drole",      "flacc",      "acprod", /* letters left out */
    "glbex 1234",
  };
  static const char *const not_meant[] = { "dpelomynt", "xyz", "rolede", "zz", "deployx2", "q" };

  for (guint i = 0; i < G_N_ELEMENTS (meant); i++)
    if (rate (meant[i], KEY, STINT_FINDER_FORGIVING) == STINT_FINDER_NO_MATCH)
      g_error ("“%s” is not forgiven", meant[i]);
  for (guint i = 0; i < G_N_ELEMENTS (not_meant); i++)
    if (rate (not_meant[i], KEY, STINT_FINDER_FORGIVING) != STINT_FINDER_NO_MATCH)
      g_error ("“%s” finds what it has nothing to do with", not_meant[i]);
  /* What is right stays better than what is nearly right, and the nearer is the better. */
  g_assert_cmpuint (rate ("deploy", KEY, STINT_FINDER_FORGIVING), ==, 0);
  g_assert_cmpuint (rate ("deplyment", KEY, STINT_FINDER_FORGIVING), <,
                    rate ("dplrl", KEY, STINT_FINDER_FORGIVING));
  /* Not over the end of a line. */
  g_assert_cmpuint (rate ("abcd", "ab\ncd\n", STINT_FINDER_FORGIVING), ==, STINT_FINDER_NO_MATCH);
}

/* A slow and plainly right way to say "one slip", against thousands of random words. */
static gboolean
one_slip (const char *word, const char *text)
{
  gsize n = strlen (word);

  for (gsize from = 0; from <= strlen (text); from++)
    {
      for (gsize length = n - 1; length <= n + 1 && from + length <= strlen (text); length++)
        {
          const char *part = text + from;
          gsize head = 0;
          gsize tail = 0;

          while (head < MIN (n, length) && word[head] == part[head])
            head++;
          while (tail < MIN (n, length) - head && word[n - 1 - tail] == part[length - 1 - tail])
            tail++;
          if (MAX (n, length) - head - tail <= 1)
            return TRUE;
          if (n == length && n - head - tail == 2 && word[head] == part[head + 1] &&
              word[head + 1] == part[head])
            return TRUE;
        }
    }
  return FALSE;
}

static void
test_slips_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint found = 0;

  for (guint i = 0; i < 20000; i++)
    {
      char word[6] = { 0 };
      char key[20] = { 0 };
      guint value;

      /* An upper-case letter begins no word that was typed in lower case: no abbreviations. */
      for (guint k = 0; k < 5; k++)
        word[k] = (char) ('a' + g_rand_int_range (rand, 0, 3));
      key[0] = 'z';
      for (guint k = 1; k < 12; k++)
        key[k] = (char) ('a' + g_rand_int_range (rand, 0, 3));
      value = rate (word, key, STINT_FINDER_FORGIVING);
      g_assert_cmpint (value != STINT_FINDER_NO_MATCH, ==, one_slip (word, key));
      found += value != STINT_FINDER_NO_MATCH ? 1 : 0;
    }
  /* It is a test only if both happen. */
  g_assert_cmpuint (found, >, 1000);
  g_assert_cmpuint (found, <, 19900);
}

static void
test_natural_key (void)
{
  static const char *const sorted[] = { "",         "10",     "account 2", "Account 10",
                                        "Ägypten",  "beta",   "Beta2",     "beta10",
                                        "beta010x", "éclair", "zebra1",    "ゼロ" };

  for (guint i = 1; i < G_N_ELEMENTS (sorted); i++)
    {
      g_autofree char *one = stint_natural_key (sorted[i - 1]);
      g_autofree char *two = stint_natural_key (sorted[i]);

      g_assert_cmpstr (one, <, two);
    }
}

static void
test_query (void)
{
  g_autoptr (StintQuery) query = stint_query_new ();
  g_autoptr (StintQuery) over = stint_query_new ();
  g_autoptr (StintQuery) merged = NULL;
  g_autoptr (StintQuery) read = NULL;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (StintSessionItem) session =
      fake_session ("s", "Role", "active", 5000, "Role", "eu-west-1", "arn:aws:iam::1:role/Role");

  g_assert_false (stint_query_has_filter (query));
  g_assert_true (stint_query_lets_through (query, session));
  stint_query_set (&query->text, "prod");
  g_assert_false (stint_query_has_filter (query));
  stint_query_set (&query->state, "active");
  stint_query_set (&query->kind, "iam-role");
  stint_query_set (&query->region, "eu-west-1");
  stint_query_set (&query->integration, "i0");
  g_assert_true (stint_query_lets_through (query, session));
  fake_session_set (session, "expired", 1, FALSE);
  g_assert_false (stint_query_lets_through (query, session));
  stint_query_set (&query->state, "failed");
  g_assert_true (stint_query_lets_through (query, session));
  stint_query_set (&query->kind, "iam-user");
  g_assert_false (stint_query_lets_through (query, session));
  stint_query_set (&query->kind, "");
  stint_query_set (&query->region, "eu-west-2");
  g_assert_false (stint_query_lets_through (query, session));

  stint_query_set (&over->text, "read");
  stint_query_set (&over->region, "us-east-1");
  merged = stint_query_merge (query, over);
  g_assert_cmpstr (merged->text, ==, "prod read");
  g_assert_cmpstr (merged->region, ==, "us-east-1");
  g_assert_cmpstr (merged->state, ==, "failed");

  variant = g_variant_ref_sink (stint_query_to_variant (merged));
  read = stint_query_from_variant (variant);
  g_assert_true (stint_query_equal (merged, read));
  g_assert_false (stint_query_equal (merged, query));
}

static void
test_saved_views (void)
{
  g_autoptr (GSettings) settings = g_settings_new ("io.github.stint_aws.Stint.Window");
  g_autoptr (StintQuery) query = stint_query_new ();
  g_autoptr (StintQuery) read = NULL;
  g_auto (GStrv) names = NULL;
  g_autofree char *joined = NULL;

  stint_query_set (&query->text, "prod");
  stint_saved_views_put (settings, "one", query);
  stint_saved_views_put (settings, "two", query);
  stint_saved_views_put (settings, "three", query);
  /* The same name again keeps its place. */
  stint_query_set (&query->text, "staging");
  stint_saved_views_put (settings, "one", query);
  g_assert_false (stint_saved_views_rename (settings, "two", "one"));
  g_assert_true (stint_saved_views_rename (settings, "two", "zwei"));
  stint_saved_views_remove (settings, "three");
  stint_saved_views_remove (settings, "nobody");
  names = stint_saved_views_list (settings);
  joined = g_strjoinv (" ", names);
  g_assert_cmpstr (joined, ==, "one zwei");
  read = stint_saved_views_get (settings, "one");
  g_assert_cmpstr (read->text, ==, "staging");
  g_assert_null (stint_saved_views_get (settings, "three"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/window/finder/exact", test_exact);
  g_test_add_func ("/window/finder/forgiving", test_forgiving);
  g_test_add_func ("/window/finder/slips-random", test_slips_random);
  g_test_add_func ("/window/natural-key", test_natural_key);
  g_test_add_func ("/window/query", test_query);
  g_test_add_func ("/window/saved-views", test_saved_views);
  return g_test_run ();
}
