/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The program as it is, told to say when it paints: "first-frame"; "rows", how many rows the first
 * frame has that has any; and "first-rows" when forty with their sessions are there, with the microseconds since the epoch.  Stays until it is
 * killed.  STINT_BENCH_DRIVE=N: and is then driven, once N sessions are there. */

#include <stdio.h>
#include <stdlib.h>

#include "drive.h"
#include "stint-application.h"
#include "stint-session-row.h"
#include "stint-window.h"

#define ROWS 40

static guint
count_rows (GtkWidget *widget)
{
  guint n = 0;

  if (STINT_IS_SESSION_ROW (widget))
    return stint_session_row_get_slot (STINT_SESSION_ROW (widget)) != NULL ? 1 : 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

static void
tell (const char *what)
{
  printf ("%s %" G_GINT64_FORMAT "\n", what, g_get_real_time ());
  fflush (stdout);
}

static void
painted_cb (GdkFrameClock *frame_clock, GtkWindow *window)
{
  static gboolean first = TRUE;
  static gboolean counted = FALSE;
  guint n = count_rows (GTK_WIDGET (window));

  if (first)
    tell ("first-frame");
  first = FALSE;
  if (n > 0 && !counted)
    {
      printf ("rows %u\n", n);
      counted = TRUE;
    }
  if (n < ROWS)
    return;
  tell ("first-rows");
  if (g_getenv ("STINT_BENCH_DRIVE") != NULL)
    drive (window, (guint) atoi (g_getenv ("STINT_BENCH_DRIVE")));
  g_signal_handlers_disconnect_by_func (frame_clock, painted_cb, window);
}

static void
realized_cb (GtkWidget *window)
{
  /* After the window's own: what it draws first is what counts. */
  g_signal_connect_after (gtk_widget_get_frame_clock (window), "after-paint",
                          G_CALLBACK (painted_cb), window);
}

static void
window_added_cb (GtkApplication *app, GtkWindow *window)
{
  g_signal_connect_after (window, "realize", G_CALLBACK (realized_cb), NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (StintApplication) app = stint_application_new ();

  g_signal_connect (app, "window-added", G_CALLBACK (window_added_cb), NULL);
  return g_application_run (G_APPLICATION (app), argc, argv);
}
