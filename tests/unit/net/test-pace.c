/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-http-pace.h"

#include <string.h>

#define START ((gint64) 1764000000 * G_USEC_PER_SEC)
#define MS(n) ((n) * (gint64) 1000)

typedef struct
{
  StintClock *clock;
  StintDeadlines *deadlines;
  StintHttpPace *pace;
  GString *turns; /* a letter for each turn, in order */
  GArray *times;  /* of gint64, since the start */
  guint cancelled;
} Fixture;

typedef struct
{
  Fixture *fixture;
  char letter;
} Asker;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = stint_fake_clock_new (START);
  fixture->deadlines = stint_deadlines_new (fixture->clock);
  fixture->turns = g_string_new (NULL);
  fixture->times = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  settle ();
  g_assert_finalize_object (fixture->pace);
  g_assert_cmpuint (stint_deadlines_get_count (fixture->deadlines), ==, 0);
  g_assert_finalize_object (fixture->deadlines);
  g_assert_finalize_object (fixture->clock);
  g_string_free (fixture->turns, TRUE);
  g_array_unref (fixture->times);
}

static void
make_pace (Fixture *fixture, double rate, guint window)
{
  StintHttpPaceConfig config = { rate, window };

  fixture->pace = stint_http_pace_new (fixture->clock, fixture->deadlines, &config);
}

static void
turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Asker *asker = user_data;
  Fixture *fixture = asker->fixture;
  g_autoptr (GError) error = NULL;
  gint64 now = stint_clock_now (fixture->clock) - START;

  if (!stint_http_pace_wait_finish (STINT_HTTP_PACE (source), result, &error))
    {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      fixture->cancelled++;
      return;
    }

  g_string_append_c (fixture->turns, asker->letter);
  g_array_append_val (fixture->times, now);
}

static void
ask (Fixture *fixture, char letter, gboolean urgent, GCancellable *cancellable)
{
  Asker *asker = g_new0 (Asker, 1);

  asker->fixture = fixture;
  asker->letter = letter;
  stint_http_pace_wait_async (fixture->pace, urgent, cancellable, turn_cb, asker);
}

static void
ask_many (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    ask (fixture, 'b', FALSE, NULL);
  settle ();
}

static void
advance (Fixture *fixture, gint64 microseconds)
{
  stint_fake_clock_advance (STINT_FAKE_CLOCK (fixture->clock), microseconds);
  settle ();
}

static void
give_back (Fixture *fixture, guint n, StintHttpPaceOutcome outcome, guint retry_after)
{
  for (guint i = 0; i < n; i++)
    stint_http_pace_done (fixture->pace, outcome, retry_after);
  settle ();
}

/* Never more than the limit in any second, and not much less. */
static void
test_rate (Fixture *fixture, gconstpointer data)
{
  make_pace (fixture, STINT_HTTP_PACE_PORTAL_RATE, 5);
  ask_many (fixture, 1000);
  while (stint_http_pace_get_waiting (fixture->pace) > 0)
    {
      give_back (fixture, stint_http_pace_get_active (fixture->pace), STINT_HTTP_PACE_ANSWERED, 0);
      advance (fixture, MS (10));
    }
  give_back (fixture, stint_http_pace_get_active (fixture->pace), STINT_HTTP_PACE_ANSWERED, 0);

  g_assert_cmpuint (fixture->times->len, ==, 1000);
  for (guint i = 20; i < fixture->times->len; i++)
    g_assert_cmpint (g_array_index (fixture->times, gint64, i) -
                         g_array_index (fixture->times, gint64, i - 20),
                     >=, G_USEC_PER_SEC);
  /* 1.15 times what 20 a second would take. */
  g_assert_cmpint (g_array_index (fixture->times, gint64, 999), <=, 57.5 * G_USEC_PER_SEC);
}

/* A main loop that was busy does not make good for it in a burst. */
static void
test_late (Fixture *fixture, gconstpointer data)
{
  make_pace (fixture, 10, 100);
  ask_many (fixture, 100);
  g_assert_cmpuint (fixture->turns->len, ==, 2);
  advance (fixture, MS (500));
  g_assert_cmpuint (fixture->turns->len, >=, 6);
  g_assert_cmpuint (fixture->turns->len, <=, 7);
  while (stint_http_pace_get_waiting (fixture->pace) > 0)
    advance (fixture, MS (100));
  give_back (fixture, 100, STINT_HTTP_PACE_ANSWERED, 0);
}

static void
test_window (Fixture *fixture, gconstpointer data)
{
  make_pace (fixture, 0, 3);
  ask_many (fixture, 10);
  g_assert_cmpuint (fixture->turns->len, ==, 3);
  g_assert_cmpuint (stint_http_pace_get_active (fixture->pace), ==, 3);
  g_assert_cmpuint (stint_http_pace_get_waiting (fixture->pace), ==, 7);

  give_back (fixture, 2, STINT_HTTP_PACE_ANSWERED, 0);
  g_assert_cmpuint (fixture->turns->len, ==, 5);
  /* A person's own does not wait for a place. */
  ask (fixture, 'u', TRUE, NULL);
  settle ();
  g_assert_cmpstr (fixture->turns->str, ==, "bbbbbu");
  while (stint_http_pace_get_active (fixture->pace) > 0)
    give_back (fixture, 1, STINT_HTTP_PACE_FAILED, 0);
  g_assert_cmpuint (fixture->turns->len, ==, 11);
}

static void
test_urgent (Fixture *fixture, gconstpointer data)
{
  make_pace (fixture, 10, 100);
  ask_many (fixture, 5);
  ask (fixture, 'u', TRUE, NULL);
  ask (fixture, 'v', TRUE, NULL);
  settle ();
  g_assert_cmpstr (fixture->turns->str, ==, "bb");
  for (guint i = 0; i < 10; i++)
    advance (fixture, MS (100));
  g_assert_cmpstr (fixture->turns->str, ==, "bbuvbbb");
  give_back (fixture, 7, STINT_HTTP_PACE_ANSWERED, 0);
}

static void
test_throttled (Fixture *fixture, gconstpointer data)
{
  guint before;

  make_pace (fixture, 16, 100);
  ask_many (fixture, 200);
  for (guint i = 0; i < 8; i++)
    advance (fixture, MS (63));
  before = fixture->turns->len;
  g_assert_cmpuint (before, >=, 8);

  /* One cut for all that were under way; nobody before the pause is over, urgent or not. */
  give_back (fixture, 3, STINT_HTTP_PACE_THROTTLED, 4);
  g_assert_cmpfloat (stint_http_pace_get_rate (fixture->pace), ==, 8);
  ask (fixture, 'u', TRUE, NULL);
  advance (fixture, MS (3900));
  g_assert_cmpuint (fixture->turns->len, ==, before);
  advance (fixture, MS (200));
  g_assert_cmpuint (fixture->turns->len, >, before);
  g_assert_cmpint (fixture->turns->str[before], ==, 'u');

  /* The rest of the old ones end well; then it grows, up to what it was. */
  give_back (fixture, before - 3, STINT_HTTP_PACE_ANSWERED, 0);
  g_assert_cmpfloat (stint_http_pace_get_rate (fixture->pace), ==, 8);
  give_back (fixture, 1, STINT_HTTP_PACE_ANSWERED, 0);
  g_assert_cmpfloat (stint_http_pace_get_rate (fixture->pace), >, 8);
  while (stint_http_pace_get_waiting (fixture->pace) > 0)
    {
      advance (fixture, MS (50));
      give_back (fixture, stint_http_pace_get_active (fixture->pace), STINT_HTTP_PACE_ANSWERED, 0);
    }
  g_assert_cmpfloat (stint_http_pace_get_rate (fixture->pace), ==, 16);

  /* Again and again: not down to nothing. */
  for (guint i = 0; i < 10; i++)
    {
      ask (fixture, 'x', FALSE, NULL);
      advance (fixture, 10 * G_USEC_PER_SEC);
      give_back (fixture, 1, STINT_HTTP_PACE_THROTTLED, 0);
    }
  g_assert_cmpfloat (stint_http_pace_get_rate (fixture->pace), ==, 1);
}

/* Without a limit of ours, AWS's word makes one. */
static void
test_unlimited (Fixture *fixture, gconstpointer data)
{
  make_pace (fixture, 0, 100);
  ask_many (fixture, 100);
  g_assert_cmpuint (fixture->turns->len, ==, 100);
  g_assert_cmpfloat (stint_http_pace_get_rate (fixture->pace), ==, 0);
  give_back (fixture, 100, STINT_HTTP_PACE_THROTTLED, 0);
  g_assert_cmpfloat (stint_http_pace_get_rate (fixture->pace), ==, STINT_HTTP_PACE_PORTAL_RATE);
}

/* With a server that counts 12 in a second, a rate of 19 finds its way below. */
static void
test_adapts (Fixture *fixture, gconstpointer data)
{
  GArray *seen = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint answered = 0, throttled = 0;

  make_pace (fixture, STINT_HTTP_PACE_PORTAL_RATE, 8);
  ask_many (fixture, 300);
  while (answered < 300)
    {
      gint64 now = stint_clock_now (fixture->clock);

      while (stint_http_pace_get_active (fixture->pace) > 0)
        {
          guint recent = 0;

          for (guint i = 0; i < seen->len; i++)
            recent += now - g_array_index (seen, gint64, i) < G_USEC_PER_SEC ? 1 : 0;
          if (recent >= 12)
            {
              throttled++;
              ask (fixture, 'r', FALSE, NULL);
              give_back (fixture, 1, STINT_HTTP_PACE_THROTTLED, 1);
            }
          else
            {
              answered++;
              g_array_append_val (seen, now);
              give_back (fixture, 1, STINT_HTTP_PACE_ANSWERED, 0);
            }
        }
      advance (fixture, MS (10));
    }

  g_test_message ("%u of %u too many, %" G_GINT64_FORMAT " ms", throttled, answered,
                  (stint_clock_now (fixture->clock) - START) / 1000);
  g_assert_cmpuint (throttled, >, 0);
  g_assert_cmpuint (throttled, <, 40);
  g_assert_cmpint (stint_clock_now (fixture->clock) - START, <, 2 * 25 * G_USEC_PER_SEC);
  g_array_unref (seen);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  make_pace (fixture, 10, 100);
  ask_many (fixture, 2);
  for (guint i = 0; i < 5; i++)
    ask (fixture, 'c', i == 0, cancellable);
  ask (fixture, 'z', FALSE, NULL);
  g_cancellable_cancel (cancellable);
  settle ();
  ask (fixture, 'c', FALSE, cancellable);
  settle ();
  g_assert_cmpuint (fixture->cancelled, ==, 6);
  g_assert_cmpuint (stint_http_pace_get_waiting (fixture->pace), ==, 1);
  advance (fixture, G_USEC_PER_SEC);
  g_assert_cmpstr (fixture->turns->str, ==, "bbz");
  give_back (fixture, 3, STINT_HTTP_PACE_ANSWERED, 0);
}

/* Steps of the wall clock neither hold the line up nor let it run. */
static void
test_clock_steps (Fixture *fixture, gconstpointer data)
{
  make_pace (fixture, 10, 100);
  ask_many (fixture, 30);
  stint_fake_clock_step (STINT_FAKE_CLOCK (fixture->clock), -3600 * (gint64) G_USEC_PER_SEC);
  settle ();
  g_assert_cmpuint (fixture->turns->len, ==, 2);
  for (guint i = 0; i < 5; i++)
    advance (fixture, MS (100));
  g_assert_cmpuint (fixture->turns->len, >=, 6);
  stint_fake_clock_step (STINT_FAKE_CLOCK (fixture->clock), 7200 * (gint64) G_USEC_PER_SEC);
  settle ();
  g_assert_cmpuint (fixture->turns->len, <=, 8);
  while (stint_http_pace_get_waiting (fixture->pace) > 0)
    advance (fixture, MS (100));
  give_back (fixture, 30, STINT_HTTP_PACE_ANSWERED, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/net/pace/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("rate", test_rate);
  ADD ("late", test_late);
  ADD ("window", test_window);
  ADD ("urgent", test_urgent);
  ADD ("throttled", test_throttled);
  ADD ("unlimited", test_unlimited);
  ADD ("adapts", test_adapts);
  ADD ("cancel", test_cancel);
  ADD ("clock-steps", test_clock_steps);

  return g_test_run ();
}
