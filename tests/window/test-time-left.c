/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-fake-session.h"
#include "stint-session-text.h"
#include "stint-ticker.h"
#include "stint-time-left.h"

static void
test_format (void)
{
  static const struct
  {
    gint64 left;
    const char *text;
    const char *spelt;
  } table[] = {
    { -5, "0:00", "0 seconds" },
    { 0, "0:00", "0 seconds" },
    { 9, "0:09", "9 seconds" },
    { 60, "1:00", "1 minute" },
    { 364, "6:04", "6 minutes 4 seconds" },
    { 599, "9:59", "9 minutes 59 seconds" },
    { 600, "10 min", "10 minutes" },
    { 3119, "51 min", "51 minutes" },
    { 3600, "1 h", "1 hour" },
    { 3659, "1 h", "1 hour" },
    { 3660, "1 h 1 min", "1 hour 1 minute" },
    { 43199, "11 h 59 min", "11 hours 59 minutes" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *text = stint_time_left_format (table[i].left);
      g_autofree char *spelt = stint_time_left_spell (table[i].left);

      g_assert_cmpstr (text, ==, table[i].text);
      g_assert_cmpstr (spelt, ==, table[i].spelt);
    }
}

/* The instant that is asked for is the first at which the words differ, and none is skipped. */
static void
test_next_change (void)
{
  const gint64 until = 1000000;

  for (gint64 left = 1; left < 2 * 3600; left++)
    {
      gint64 now = until - left;
      gint64 next = stint_time_left_next_change (until, now);
      g_autofree char *here = stint_time_left_format (left);
      g_autofree char *before = stint_time_left_format (until - (next - 1));
      g_autofree char *then = stint_time_left_format (until - next);

      g_assert_cmpint (next, >, now);
      g_assert_cmpstr (here, ==, before);
      g_assert_cmpstr (here, !=, then);
    }
  g_assert_cmpint (stint_time_left_next_change (until, until), ==, 0);
  g_assert_cmpint (stint_time_left_next_change (until, until + 9), ==, 0);
}

static void
test_fraction (void)
{
  g_assert_cmpfloat (stint_time_left_fraction (100, 200, 100), ==, 1);
  g_assert_cmpfloat (stint_time_left_fraction (100, 200, 150), ==, 0.5);
  g_assert_cmpfloat (stint_time_left_fraction (100, 200, 200), ==, 0);
  g_assert_cmpfloat (stint_time_left_fraction (100, 200, 999), ==, 0);
  /* A clock that was set back, and a start that nobody knows. */
  g_assert_cmpfloat (stint_time_left_fraction (100, 200, 50), ==, 1);
  g_assert_cmpfloat (stint_time_left_fraction (300, 200, 150), ==, 1);
}

static void
count_cb (StintTicker *ticker, guint *ticks)
{
  (*ticks)++;
}

static void
turn (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_ticker (void)
{
  g_autoptr (StintClock) clock = stint_fake_clock_new (STINT_SECONDS (1000));
  g_autoptr (StintTicker) ticker = stint_ticker_new (clock);
  guint ticks = 0;

  g_signal_connect (ticker, "tick", G_CALLBACK (count_cb), &ticks);
  g_assert_cmpint (stint_ticker_get_now (ticker), ==, 1000);

  /* It does not run: nothing ticks. */
  stint_ticker_want (ticker, 1005);
  stint_fake_clock_advance (STINT_FAKE_CLOCK (clock), STINT_SECONDS (60));
  turn ();
  g_assert_cmpuint (ticks, ==, 0);

  /* Shown again, it looks at the time at once. */
  stint_ticker_set_running (ticker, TRUE);
  g_assert_cmpuint (ticks, ==, 1);

  /* The earliest wins, and one tick is one wake-up. */
  stint_ticker_want (ticker, 1090);
  stint_ticker_want (ticker, 1070);
  stint_ticker_want (ticker, 1080);
  stint_fake_clock_advance (STINT_FAKE_CLOCK (clock), STINT_SECONDS (9));
  turn ();
  g_assert_cmpuint (ticks, ==, 1);
  stint_fake_clock_advance (STINT_FAKE_CLOCK (clock), STINT_SECONDS (1));
  turn ();
  g_assert_cmpuint (ticks, ==, 2);

  /* Nobody asked again: silence. */
  stint_fake_clock_advance (STINT_FAKE_CLOCK (clock), STINT_SECONDS (3600));
  turn ();
  g_assert_cmpuint (ticks, ==, 2);

  /* A stepped clock is a tick. */
  stint_fake_clock_step (STINT_FAKE_CLOCK (clock), -STINT_SECONDS (600));
  turn ();
  g_assert_cmpuint (ticks, ==, 3);
}

static void
test_texts (void)
{
  g_autoptr (StintSessionItem) plain =
      fake_session ("s1", "My role", "inactive", 0, "My-role", "", "arn:aws:iam::1:role/Role");
  g_autoptr (StintSessionItem) odd =
      fake_session ("s2", "Role", "active", 4000, "default", "us-east-1", "arn:aws:iam::1:role/X");
  g_autofree char *expected = stint_session_text_detail (plain);
  g_autofree char *told = stint_session_text_detail (odd);
  g_autofree char *aloud = stint_session_text_describe (odd, 400);

  /* A profile that is the name made safe says nothing new. */
  g_assert_cmpstr (expected, ==, "Example Corp · Role");
  g_assert_cmpstr (told, ==, "Example Corp · X · default · us-east-1");
  g_assert_cmpstr (aloud, ==, "Role, Example Corp · X · default · us-east-1, 1 hour left");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/window/time-left/format", test_format);
  g_test_add_func ("/window/time-left/next-change", test_next_change);
  g_test_add_func ("/window/time-left/fraction", test_fraction);
  g_test_add_func ("/window/ticker", test_ticker);
  g_test_add_func ("/window/session-text", test_texts);
  return g_test_run ();
}
