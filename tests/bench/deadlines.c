/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What it costs to arm and to fire many deadlines on the real clock: microseconds of the processor's
 * time, and how many descriptors.  They come in no order, as sessions do. */

#include <stdlib.h>
#include <time.h>

#include "stint-deadlines.h"

/* Long enough to arm all of them before the first is due. */
#define HEAD_START (200 * 1000)

static guint n_fired;

static void
fired_cb (gpointer user_data)
{
  n_fired++;
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) folder = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (folder != NULL && g_dir_read_name (folder) != NULL)
    n++;

  return n;
}

static gint64
processor_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

int
main (int argc, char *argv[])
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 5000;
  g_autoptr (StintClock) clock = NULL;
  g_autoptr (StintDeadlines) deadlines = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint descriptors;
  gint64 began;
  gint64 first;

  /* The main context has one of its own. */
  g_main_context_iteration (NULL, FALSE);
  descriptors = count_descriptors ();
  clock = stint_system_clock_new ();
  deadlines = stint_deadlines_new (clock);
  first = stint_clock_now (clock) + HEAD_START;

  began = processor_time ();
  for (guint i = 0; i < n; i++)
    stint_deadlines_add (deadlines, first + g_rand_int_range (random, 0, 1000), fired_cb, NULL);
  descriptors = count_descriptors () - descriptors;
  while (n_fired < n)
    g_main_context_iteration (NULL, TRUE);

  g_print ("%" G_GINT64_FORMAT " %u\n", processor_time () - began, descriptors);

  return 0;
}
