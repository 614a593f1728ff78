/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-time.h"

#define INSTANT_2026 ((gint64) 1795357921 * G_USEC_PER_SEC) /* 2026-11-22T14:32:01Z */

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gint64 instant;
  } good[] = {
    { "2026-11-22T14:32:01Z", INSTANT_2026 },
    { "2026-11-22T14:32:01z", INSTANT_2026 },
    { "2026-11-22t14:32:01Z", INSTANT_2026 },
    { "2026-11-22 14:32:01Z", INSTANT_2026 },
    { "2026-11-22T14:32:01UTC", INSTANT_2026 },
    { "2026-11-22T14:32:01+00:00", INSTANT_2026 },
    { "2026-11-22T14:32:01-00:00", INSTANT_2026 },
    { "2026-11-22T14:32:01+0000", INSTANT_2026 },
    { "2026-11-22T15:32:01+01:00", INSTANT_2026 },
    { "2026-11-22T09:02:01-05:30", INSTANT_2026 },
    { "2026-11-23T00:32:01+10:00", INSTANT_2026 },
    { "2026-11-22T14:32:01.611Z", INSTANT_2026 + 611000 },
    { "2026-11-22T14:32:01.000001Z", INSTANT_2026 + 1 },
    { "2026-11-22T14:32:01.1234567899+00:00", INSTANT_2026 + 123456 },
    { "1970-01-01T00:00:00Z", 0 },
    { "1969-12-31T23:59:59Z", -G_USEC_PER_SEC },
    { "2000-02-29T00:00:00Z", (gint64) 951782400 * G_USEC_PER_SEC },
    { "2016-12-31T23:59:60Z", (gint64) 1483228799 * G_USEC_PER_SEC },
    { "9999-12-31T23:59:59Z", (gint64) 253402300799 * G_USEC_PER_SEC },
  };
  static const char *const bad[] = {
    "",
    "2026",
    "2026-11-22",
    "2026-11-22T14:32:01",
    "2026-11-22T14:32Z",
    "2026-11-22T14:32:01ZZ",
    "2026-11-22T14:32:01 Z",
    " 2026-11-22T14:32:01Z",
    "2026-11-22T14:32:01Z ",
    "2026-11-22T14:32:01.Z",
    "2026-11-22T14:32:01,5Z",
    "2026-13-22T14:32:01Z",
    "2026-00-22T14:32:01Z",
    "2026-02-29T14:32:01Z",
    "1900-02-29T14:32:01Z",
    "0000-01-01T00:00:00Z",
    "2026-11-31T14:32:01Z",
    "2026-11-22T24:00:00Z",
    "2026-11-22T14:60:01Z",
    "2026-11-22T14:32:61Z",
    "2026-11-22T14:32:01+24:00",
    "2026-11-22T14:32:01+1:00",
    "2026-11-22T14:32:01+01:",
    "+026-11-22T14:32:01Z",
    "2026-11-22T-4:32:01Z",
    "26-11-22T14:32:01Z",
    "12026-11-22T14:32:01Z",
    "2026/11/22T14:32:01Z",
  };
  gint64 instant;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      instant = 42;
      g_test_message ("%s", good[i].text);
      g_assert_true (stint_time_parse (good[i].text, &instant));
      g_assert_cmpint (instant, ==, good[i].instant);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      instant = 42;
      g_test_message ("%s", bad[i]);
      g_assert_false (stint_time_parse (bad[i], &instant));
      g_assert_cmpint (instant, ==, 42);
    }
  g_assert_false (stint_time_parse (NULL, &instant));
}

static void
test_format (void)
{
  g_autofree char *plain = stint_time_format (INSTANT_2026 + 999999);
  g_autofree char *basic = stint_time_format_basic (INSTANT_2026 + 999999);
  g_autofree char *before = stint_time_format (-1);

  g_assert_cmpstr (plain, ==, "2026-11-22T14:32:01Z");
  g_assert_cmpstr (basic, ==, "20261122T143201Z");
  g_assert_cmpstr (before, ==, "1969-12-31T23:59:59Z");
}

/* Any instant comes back from its own text. */
static void
test_round_trip (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      /* The years 1 to 4500, and any second in them. */
      gint64 seconds = (gint64) g_test_rand_int_range (-1500000000, 2000000000) * 40 +
                       g_test_rand_int_range (0, 40);
      g_autofree char *text = stint_time_format (STINT_SECONDS (seconds));
      gint64 back;

      g_assert_true (stint_time_parse (text, &back));
      g_assert_cmpint (back, ==, STINT_SECONDS (seconds));
    }
}

static void
test_http (void)
{
  static const char *const bad[] = {
    "",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
    "Sun, 06 Nov 1994 08:49:37 UTC",
    "Sun, 06 Nov 1994 08:49:37 GMT ",
    "Sun, 6 Nov 1994 08:49:37 GMT",
    "Sun, 31 Feb 1994 08:49:37 GMT",
    "Sun, 06 nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 25:49:37 GMT",
  };
  gint64 instant = 42;

  g_assert_true (stint_time_parse_http ("Sun, 06 Nov 1994 08:49:37 GMT", &instant));
  g_assert_cmpint (instant, ==, STINT_SECONDS (784111777));

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      instant = 42;
      g_test_message ("%s", bad[i]);
      g_assert_false (stint_time_parse_http (bad[i], &instant));
      g_assert_cmpint (instant, ==, 42);
    }
  g_assert_false (stint_time_parse_http (NULL, &instant));
}

static void
test_duration (void)
{
  static const struct
  {
    const char *text;
    guint seconds;
  } good[] = {
    { "45", 45 },         { "90s", 90 },     { "15m", 900 },
    { "1h", 3600 },       { "1h30m", 5400 }, { "12h", 43200 },
    { "1h30m15s", 5415 }, { "1h15s", 3615 }, { "8784h", 31622400 },
  };
  static const char *const bad[] = {
    "",
    "0",
    "0h",
    "-1",
    "-1h",
    "+1h",
    "h",
    "1h30",
    "30m1h",
    "1h1h",
    "1d",
    "1H",
    "1 h",
    " 1h",
    "1h ",
    "1.5h",
    "8785h",
    "1hm",
    "99999999999999999999h",
    "99999999999999999999",
  };
  guint seconds;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_test_message ("%s", good[i].text);
      g_assert_true (stint_duration_parse (good[i].text, &seconds));
      g_assert_cmpuint (seconds, ==, good[i].seconds);
    }

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      seconds = 42;
      g_test_message ("'%s'", bad[i]);
      g_assert_false (stint_duration_parse (bad[i], &seconds));
      g_assert_cmpuint (seconds, ==, 42);
    }
  g_assert_false (stint_duration_parse (NULL, &seconds));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/time/parse", test_parse);
  g_test_add_func ("/base/time/format", test_format);
  g_test_add_func ("/base/time/round-trip", test_round_trip);
  g_test_add_func ("/base/time/http", test_http);
  g_test_add_func ("/base/time/duration", test_duration);

  return g_test_run ();
}
