/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <stdlib.h>

#include "stint-words.h"

/* 2026-11-22T12:00:00Z, a Sunday. */
#define NOON G_GINT64_CONSTANT (1795348800)

static void
assert_taken (char *text, const char *expected)
{
  g_autofree char *owned = text;

  g_assert_cmpstr (owned, ==, expected);
}

static void
test_duration (void)
{
  assert_taken (stint_words_duration (-5), "0 s");
  assert_taken (stint_words_duration (0), "0 s");
  assert_taken (stint_words_duration (59), "59 s");
  assert_taken (stint_words_duration (60), "1 min");
  assert_taken (stint_words_duration (3599), "59 min");
  assert_taken (stint_words_duration (3600), "1 h");
  assert_taken (stint_words_duration (4800), "1 h 20 min");
  assert_taken (stint_words_duration (4859), "1 h 20 min");
  assert_taken (stint_words_duration (12 * 3600), "12 h");
  assert_taken (stint_words_duration (86400), "1 d");
  assert_taken (stint_words_duration (86400 + 7200), "1 d 2 h");
  assert_taken (stint_words_duration_exact (5400), "1 h 30 min");
  assert_taken (stint_words_duration_exact (930), "15 min 30 s");
}

static void
test_instant (void)
{
  assert_taken (stint_words_instant (NOON + 3 * 3600, NOON), "15:00");
  assert_taken (stint_words_instant (NOON - 12 * 3600, NOON), "00:00");
  assert_taken (stint_words_instant (NOON + 12 * 3600, NOON), "tomorrow 00:00");
  assert_taken (stint_words_instant (NOON - 12 * 3600 - 1, NOON), "yesterday 23:59");
  assert_taken (stint_words_instant (NOON + 2 * 86400, NOON), "Tue 12:00");
  assert_taken (stint_words_instant (NOON + 40 * 86400, NOON), "2027-01-01 12:00");
}

static void
test_ago (void)
{
  assert_taken (stint_words_ago (NOON - 20, NOON), "just now");
  assert_taken (stint_words_ago (NOON + 20, NOON), "just now");
  assert_taken (stint_words_ago (NOON - 190, NOON), "3 min ago");
  assert_taken (stint_words_ago (NOON - 7500, NOON), "2 h ago");
  assert_taken (stint_words_ago (NOON - 3 * 86400 - 7500, NOON), "3 d ago");
}

static void
test_life (void)
{
  assert_taken (stint_words_life (STINT_STATE_ACTIVE, NOON + 3150, NOON), "52 min left");
  assert_taken (stint_words_life (STINT_STATE_EXPIRING, NOON + 30, NOON), "30 s left");
  assert_taken (stint_words_life (STINT_STATE_ACTIVE, NOON - 1, NOON), "ended just now");
  assert_taken (stint_words_life (STINT_STATE_EXPIRED, NOON - 200, NOON), "ended 3 min ago");
  assert_taken (stint_words_life (STINT_STATE_STARTING, 0, NOON), "starting…");
  assert_taken (stint_words_life (STINT_STATE_FAILED, 0, NOON), "failed");
  assert_taken (stint_words_life (STINT_STATE_INACTIVE, 0, NOON), "");
}

static void
test_list (void)
{
  static const char *const names[] = { "A", "B", "C", "D", "E", NULL };

  assert_taken (stint_words_list (NULL, 0), "");
  assert_taken (stint_words_list (names + 4, 0), "E");
  assert_taken (stint_words_list (names + 3, 0), "D and E");
  assert_taken (stint_words_list (names, 0), "A, B, C, D and E");
  assert_taken (stint_words_list (names, 3), "A, B, C and 2 more");
  assert_taken (stint_words_list (names, 1), "A and 4 more");
}

static void
test_account_id (void)
{
  assert_taken (stint_words_account_id ("123456789012"), "1234 5678 9012");
  assert_taken (stint_words_account_id (""), "");
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/words/duration", test_duration);
  g_test_add_func ("/words/instant", test_instant);
  g_test_add_func ("/words/ago", test_ago);
  g_test_add_func ("/words/life", test_life);
  g_test_add_func ("/words/list", test_list);
  g_test_add_func ("/words/account-id", test_account_id);

  return g_test_run ();
}
