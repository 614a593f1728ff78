/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "drive.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* What a person does with a long list, step by step, each from the key to the frame that shows it.
 * Told is the time that the main thread worked: how long it waited for a processor is the machine's
 * business, and everything that a frame needs is done there.
 *
 *     narrow   a letter more, for a word that fewer and fewer sessions have
 *     nothing  a word that none has
 *     widen    from nothing back to all
 *     scroll   a page down, again and again; what counts is how long the frame took
 */

typedef struct
{
  const char *name;
  const char *text; /* (nullable): typed; NULL scrolls */
} Step;

static const Step steps[] = {
  { "letter", "r" },       { "narrow", "ro" },
  { "narrow", "rol" },     { "narrow", "role" },
  { "narrow", "role1" },   { "narrow", "role12" },
  { "narrow", "role123" }, { "nothing", "role123xyzzyq" },
  { "widen", "" },         { "letter", "t" },
  { "narrow", "te" },      { "narrow", "team" },
  { "narrow", "team 1" },  { "nothing", "team xy" },
  { "widen", "" },
};

#define PAGES 60

typedef struct
{
  GtkWindow *window;
  GtkWidget *entry;
  GtkWidget *list;
  guint n;
  guint step;
  guint pages;
  gint64 began;
  gint64 frame_began;
  guint calm; /* frames since the last step that changed nothing */
} Drive;

/* Microseconds of this thread. */
static gint64
worked (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static GtkWidget *
find (GtkWidget *widget, GType type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
tell (const char *what, gint64 microseconds)
{
  printf ("%s %" G_GINT64_FORMAT "\n", what, microseconds);
  fflush (stdout);
}

/* Letters come to those that are there; to set the whole text would be to clear the search first. */
static void
type (GtkEditable *entry, const char *text)
{
  const char *before = gtk_editable_get_text (entry);
  int end = (int) g_utf8_strlen (before, -1);

  if (before[0] == '\0' || !g_str_has_prefix (text, before))
    gtk_editable_set_text (entry, text);
  else
    gtk_editable_insert_text (entry, text + strlen (before), -1, &end);
}

static gboolean
step_cb (gpointer data)
{
  Drive *self = data;

  self->began = worked ();
  if (self->step < G_N_ELEMENTS (steps))
    {
      type (GTK_EDITABLE (self->entry), steps[self->step].text);
    }
  else
    {
      GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list));

      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) +
                                                gtk_adjustment_get_page_size (adjustment));
    }
  gtk_widget_queue_draw (GTK_WIDGET (self->window));
  return G_SOURCE_REMOVE;
}

static void
before_cb (GdkFrameClock *frame_clock, Drive *self)
{
  self->frame_began = worked ();
}

static void
after_cb (GdkFrameClock *frame_clock, Drive *self)
{
  gint64 now = worked ();

  if (self->began == 0)
    return;
  if (self->step < G_N_ELEMENTS (steps))
    {
      tell (steps[self->step].name, now - self->began);
      self->step++;
    }
  else
    {
      tell ("scroll", now - self->frame_began);
      self->pages++;
    }
  self->began = 0;
  if (self->pages < PAGES)
    g_timeout_add (60, step_cb, self);
  else
    tell ("driven", 0);
}

/* All sessions are there and all rows that GTK makes. */
static gboolean
wait_cb (gpointer data)
{
  Drive *self = data;
  GtkSelectionModel *model;

  self->list = find (GTK_WIDGET (self->window), GTK_TYPE_LIST_VIEW);
  self->entry = find (GTK_WIDGET (self->window), GTK_TYPE_SEARCH_ENTRY);
  model = self->list != NULL ? gtk_list_view_get_model (GTK_LIST_VIEW (self->list)) : NULL;
  if (model == NULL || g_list_model_get_n_items (G_LIST_MODEL (model)) < self->n)
    return G_SOURCE_CONTINUE;
  if (++self->calm < 10)
    return G_SOURCE_CONTINUE;
  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (self->window)), "before-paint",
                    G_CALLBACK (before_cb), self);
  g_signal_connect_after (gtk_widget_get_frame_clock (GTK_WIDGET (self->window)), "after-paint",
                          G_CALLBACK (after_cb), self);
  /* Where the first key of a search goes as well. */
  gtk_widget_grab_focus (self->entry);
  step_cb (self);
  return G_SOURCE_REMOVE;
}

void
drive (GtkWindow *window, guint n)
{
  /* As long as the program, which is killed. */
  Drive *self = g_new0 (Drive, 1);

  self->window = window;
  self->n = n;
  g_timeout_add (100, wait_cb, self);
}
