/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Runs code in a child that stops at every entry and exit of a system call, so that a test can do
 * something else in each of these instants, or end the child there. */

/* What the child does; its return value is the exit status. */
typedef int (*TestChildFunc) (gpointer user_data);

typedef enum
{
  TEST_GO_ON,
  TEST_KILL, /* SIGKILL, here and now */
} TestVerdict;

/* Called at each stop, counted from 1. */
typedef TestVerdict (*TestStopFunc) (guint stop, gpointer user_data);

/* FALSE where tracing is not allowed here. */
gboolean test_tracer_is_possible (void);

/* Returns the number of stops.
 * @out_status: what waitpid() said about the end */
guint test_trace (TestChildFunc child,
                  gpointer child_data,
                  TestStopFunc stop,
                  gpointer stop_data,
                  int *out_status);

/* Runs @child without tracing and returns its exit status; -1 where it did not exit by itself. */
int test_run_child (TestChildFunc child, gpointer child_data);

/* In a child: from now on the system call @number fails with @error_number.  FALSE where that cannot
 * be had. */
gboolean test_fail_call (int number, int error_number);

G_END_DECLS
