/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-clock.h"
#include "stint-deadlines.h"
#include "stint-time.h"

#define T0 STINT_SECONDS (1795357921)

typedef struct
{
  StintClock *clock;
  StintDeadlines *deadlines;
  GArray *fired; /* of gint64: when */
} Fixture;

typedef struct
{
  guint fired;
  guint jumped;
} Counts;

static void
count_cb (StintClock *clock, guint *count)
{
  (*count)++;
}

static void
count_signals (StintClock *clock, Counts *counts)
{
  g_signal_connect (clock, "fired", G_CALLBACK (count_cb), &counts->fired);
  g_signal_connect (clock, "jumped", G_CALLBACK (count_cb), &counts->jumped);
}

static void
iterate (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_fake (void)
{
  g_autoptr (StintClock) clock = stint_fake_clock_new (T0);
  StintFakeClock *fake = STINT_FAKE_CLOCK (clock);
  gint64 boot = stint_clock_boot_time (clock);
  Counts counts = { 0 };

  count_signals (clock, &counts);
  g_assert_cmpint (stint_clock_now (clock), ==, T0);

  stint_clock_set_alarm (clock, T0 + 10);
  stint_fake_clock_advance (fake, 9);
  g_assert_cmpuint (counts.fired, ==, 0);
  stint_fake_clock_advance (fake, 1);
  g_assert_cmpuint (counts.fired, ==, 1);
  stint_fake_clock_advance (fake, STINT_SECONDS (9 * 3600));
  g_assert_cmpuint (counts.fired, ==, 1);
  g_assert_cmpint (stint_clock_boot_time (clock) - boot, ==, stint_clock_now (clock) - T0);

  /* In the past: not from within the call. */
  stint_clock_set_alarm (clock, T0);
  g_assert_cmpuint (counts.fired, ==, 1);
  iterate ();
  g_assert_cmpuint (counts.fired, ==, 2);

  boot = stint_clock_boot_time (clock);
  stint_fake_clock_step (fake, -STINT_SECONDS (3600));
  g_assert_cmpuint (counts.jumped, ==, 1);
  g_assert_cmpint (stint_clock_boot_time (clock), ==, boot);

  /* A step over the alarm fires it as well. */
  stint_clock_set_alarm (clock, stint_clock_now (clock) + 5);
  stint_fake_clock_step (fake, 10);
  iterate ();
  g_assert_cmpuint (counts.jumped, ==, 2);
  g_assert_cmpuint (counts.fired, ==, 3);
}

static void
test_system (void)
{
  g_autoptr (StintClock) clock = stint_system_clock_new ();
  Counts counts = { 0 };
  gint64 start = g_get_monotonic_time ();

  count_signals (clock, &counts);
  g_assert_cmpint (ABS (stint_clock_now (clock) - g_get_real_time ()), <, STINT_SECONDS (1));
  g_assert_cmpint (stint_clock_boot_time (clock), >=, g_get_monotonic_time () - STINT_SECONDS (1));

  stint_clock_set_alarm (clock, stint_clock_now (clock) + 30000);
  while (counts.fired == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 29000);

  /* The past, zero and negative instants fire at the next turn. */
  for (guint i = 0; i < 3; i++)
    {
      guint before = counts.fired;

      stint_clock_set_alarm (clock, i == 0 ? start : (gint64) 1 - (gint64) i);
      g_assert_cmpuint (counts.fired, ==, before);
      while (counts.fired == before)
        g_main_context_iteration (NULL, TRUE);
    }

  /* Disarmed in time. */
  stint_clock_set_alarm (clock, stint_clock_now (clock) + 20000);
  stint_clock_set_alarm (clock, STINT_INSTANT_NEVER);
  g_usleep (40000);
  iterate ();
  g_assert_cmpuint (counts.fired, ==, 4);
  g_assert_cmpuint (counts.jumped, ==, 0);
}

static void
test_system_freed_in_handler_cb (StintClock *clock, StintClock **slot)
{
  g_clear_object (slot);
}

static void
test_system_freed_in_handler (void)
{
  StintClock *clock = stint_system_clock_new ();

  g_signal_connect (clock, "fired", G_CALLBACK (test_system_freed_in_handler_cb), &clock);
  stint_clock_set_alarm (clock, 1);
  while (clock != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->clock = stint_fake_clock_new (T0);
  fixture->deadlines = stint_deadlines_new (fixture->clock);
  fixture->fired = g_array_new (FALSE, FALSE, sizeof (gint64));
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->deadlines);
  g_assert_finalize_object (fixture->clock);
  g_array_unref (fixture->fired);
}

static void
record_cb (gpointer user_data)
{
  Fixture *fixture = user_data;
  gint64 now = stint_clock_now (fixture->clock);

  g_array_append_val (fixture->fired, now);
}

static gint64
fired_at (Fixture *fixture, guint index)
{
  return g_array_index (fixture->fired, gint64, index) - T0;
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  guint id;

  stint_deadlines_add (fixture->deadlines, T0 + 30, record_cb, fixture);
  stint_deadlines_add (fixture->deadlines, T0 + 10, record_cb, fixture);
  id = stint_deadlines_add (fixture->deadlines, T0 + 5, record_cb, fixture);
  stint_deadlines_add (fixture->deadlines, T0 + 20, record_cb, fixture);
  g_assert_cmpuint (stint_deadlines_get_count (fixture->deadlines), ==, 4);
  g_assert_cmpint (stint_deadlines_get_next (fixture->deadlines), ==, T0 + 5);

  stint_deadlines_remove (fixture->deadlines, id);
  stint_deadlines_remove (fixture->deadlines, id);
  stint_deadlines_remove (fixture->deadlines, 0);
  g_assert_cmpint (stint_deadlines_get_next (fixture->deadlines), ==, T0 + 10);

  stint_fake_clock_advance (STINT_FAKE_CLOCK (fixture->clock), 100);
  g_assert_cmpuint (fixture->fired->len, ==, 3);
  g_assert_cmpint (fired_at (fixture, 0), ==, 10);
  g_assert_cmpint (fired_at (fixture, 1), ==, 20);
  g_assert_cmpint (fired_at (fixture, 2), ==, 30);
  g_assert_cmpint (stint_deadlines_get_next (fixture->deadlines), ==, STINT_INSTANT_NEVER);
}

static void
test_steps (Fixture *fixture, gconstpointer data)
{
  StintFakeClock *fake = STINT_FAKE_CLOCK (fixture->clock);

  stint_deadlines_add (fixture->deadlines, T0 + 10, record_cb, fixture);
  stint_deadlines_add (fixture->deadlines, T0 + 5000, record_cb, fixture);

  /* Back: nothing; forwards over the first: only that one. */
  stint_fake_clock_step (fake, -1000);
  iterate ();
  g_assert_cmpuint (fixture->fired->len, ==, 0);
  stint_fake_clock_step (fake, 2000);
  iterate ();
  g_assert_cmpuint (fixture->fired->len, ==, 1);
  stint_fake_clock_advance (fake, 4000);
  g_assert_cmpuint (fixture->fired->len, ==, 2);
  g_assert_cmpint (fired_at (fixture, 1), ==, 5000);
}

typedef struct
{
  Fixture *fixture;
  guint victim;
  guint calls;
} Meddler;

static void
meddle_cb (gpointer user_data)
{
  Meddler *meddler = user_data;

  meddler->calls++;
  stint_deadlines_remove (meddler->fixture->deadlines, meddler->victim);
  if (meddler->calls < 5)
    stint_deadlines_add (meddler->fixture->deadlines, T0, meddle_cb, meddler);
}

static void
test_reentrant (Fixture *fixture, gconstpointer data)
{
  Meddler meddler = { fixture, 0, 0 };

  stint_deadlines_add (fixture->deadlines, T0 + 1, meddle_cb, &meddler);
  meddler.victim = stint_deadlines_add (fixture->deadlines, T0 + 1, record_cb, fixture);
  stint_deadlines_add (fixture->deadlines, T0 + 1, record_cb, fixture);

  /* What is added in the past waits for the main context: one turn each. */
  stint_fake_clock_advance (STINT_FAKE_CLOCK (fixture->clock), 1);
  g_assert_cmpuint (meddler.calls, ==, 1);
  iterate ();
  g_assert_cmpuint (meddler.calls, ==, 5);
  g_assert_cmpuint (fixture->fired->len, ==, 1);
  g_assert_cmpuint (stint_deadlines_get_count (fixture->deadlines), ==, 0);
}

/* Against a plain sorted list, over random histories. */
static void
test_random (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 50; round++)
    {
      g_autoptr (GArray) armed = g_array_new (FALSE, FALSE, sizeof (guint));
      gint64 base = stint_clock_now (fixture->clock);
      guint expected;

      g_array_set_size (fixture->fired, 0);
      for (guint i = 0; i < 300; i++)
        {
          guint id;

          if (armed->len > 0 && g_test_rand_int_range (0, 3) == 0)
            {
              guint victim = g_test_rand_int_range (0, armed->len);

              id = g_array_index (armed, guint, victim);
              stint_deadlines_remove (fixture->deadlines, id);
              g_array_remove_index_fast (armed, victim);
              continue;
            }
          id = stint_deadlines_add (fixture->deadlines, base + g_test_rand_int_range (1, 1000),
                                    record_cb, fixture);
          g_assert_cmpuint (id, !=, 0);
          g_array_append_val (armed, id);
        }

      expected = armed->len;
      g_assert_cmpuint (stint_deadlines_get_count (fixture->deadlines), ==, expected);
      stint_fake_clock_advance (STINT_FAKE_CLOCK (fixture->clock), 1000);
      g_assert_cmpuint (fixture->fired->len, ==, expected);
      for (guint i = 1; i < expected; i++)
        g_assert_cmpint (fired_at (fixture, i - 1), <=, fired_at (fixture, i));
    }
}

static void
nothing_cb (gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  guint count = 0;
  gint64 best = G_MAXINT64;

  /* The best of several: this machine may be busy with something else. */
  for (guint round = 0; round < 5; round++)
    {
      gint64 base = stint_clock_now (fixture->clock);
      gint64 start = g_get_monotonic_time ();

      for (guint i = 0; i < 5000; i++)
        stint_deadlines_add (fixture->deadlines, base + 1 + (i * 7919) % 5003, nothing_cb, &count);
      stint_fake_clock_advance (STINT_FAKE_CLOCK (fixture->clock), 6000);
      best = MIN (best, g_get_monotonic_time () - start);
    }

  g_assert_cmpuint (count, ==, 25000);
  g_test_message ("5,000 deadlines armed and fired in %" G_GINT64_FORMAT " µs", best);
  g_test_minimized_result ((double) best, "microseconds for 5,000 deadlines");
#if !defined(__SANITIZE_ADDRESS__)
  g_assert_cmpint (best, <, 20000);
#endif
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                            \
  g_test_add ("/base/deadlines/" name, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  g_test_add_func ("/base/clock/fake", test_fake);
  g_test_add_func ("/base/clock/system", test_system);
  g_test_add_func ("/base/clock/system/freed-in-handler", test_system_freed_in_handler);
  ADD ("order", test_order);
  ADD ("steps", test_steps);
  ADD ("reentrant", test_reentrant);
  ADD ("random", test_random);
  ADD ("many", test_many);

  return g_test_run ();
}
