/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-error.h"
#include "stint-mfa-desk.h"
#include "stint-mfa-dialog.h"
#include "stint-sentence.h"

/* What GetSessionToken gives when nothing else is asked for. */
#define LEASE_SECONDS (12 * 60 * 60)
/* How often a device shows another code. */
#define CODE_SECONDS 30

typedef struct
{
  const StintMfaWaiter *functions;
  gpointer waiter; /* (unowned) */
  char *name;
  gboolean lease;
} Place;

typedef struct
{
  StintMfaDesk *desk;     /* (unowned) */
  char *serial;           /* (owned) */
  StintMfaDialog *dialog; /* (unowned): its window system's */
  GPtrArray *places;      /* (owned) Place */
  gpointer asking;        /* (unowned) (nullable) the waiter whose code is asked */
} Line;

struct _StintMfaDesk
{
  GObject parent_instance;

  StintTicker *ticker; /* (owned) */
  GHashTable *lines;   /* (owned) serial → Line (owned) */
};

G_DEFINE_FINAL_TYPE (StintMfaDesk, stint_mfa_desk, G_TYPE_OBJECT)

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->name);
  g_free (place);
}

static void
line_free (gpointer data)
{
  Line *line = data;

  g_signal_handlers_disconnect_by_data (line->dialog, line);
  stint_mfa_dialog_finish (line->dialog);
  g_object_unref (line->dialog);
  g_ptr_array_unref (line->places);
  g_free (line->serial);
  g_free (line);
}

static void
line_show_waiting (Line *line)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  const Place *first = g_ptr_array_index (line->places, 0);
  gint64 until = 0;

  for (guint i = 0; i < line->places->len; i++)
    g_strv_builder_add (names, ((Place *) g_ptr_array_index (line->places, i))->name);
  list = g_strv_builder_end (names);
  if (first->lease)
    until = stint_ticker_get_now (line->desk->ticker) + LEASE_SECONDS;
  stint_mfa_dialog_set_waiting (line->dialog, (const char *const *) list, until);
}

static void
line_code_cb (StintMfaDialog *dialog, const char *code, Line *line)
{
  Place *first;

  g_assert (STINT_IS_MFA_DIALOG (dialog));

  first = g_ptr_array_index (line->places, 0);
  line->asking = first->waiter;
  first->functions->code (first->waiter, code);
}

static void
line_cancelled_cb (StintMfaDialog *dialog, Line *line)
{
  g_autoptr (GPtrArray) places = NULL;

  g_assert (STINT_IS_MFA_DIALOG (dialog));

  places = g_steal_pointer (&line->places);
  line->places = g_ptr_array_new_with_free_func (place_free);
  g_hash_table_remove (line->desk->lines, line->serial);
  for (guint i = 0; i < places->len; i++)
    {
      Place *place = g_ptr_array_index (places, i);

      place->functions->cancelled (place->waiter);
    }
}

static Line *
stint_mfa_desk_open (StintMfaDesk *self, GtkWindow *parent, const char *serial, const char *user)
{
  Line *line = g_new0 (Line, 1);

  line->desk = self;
  line->serial = g_strdup (serial);
  line->places = g_ptr_array_new_with_free_func (place_free);
  line->dialog =
      STINT_MFA_DIALOG (g_object_ref (stint_mfa_dialog_new (parent, self->ticker, user, serial)));
  g_signal_connect (line->dialog, "code", G_CALLBACK (line_code_cb), line);
  g_signal_connect (line->dialog, "cancelled", G_CALLBACK (line_cancelled_cb), line);
  g_hash_table_insert (self->lines, g_strdup (serial), line);
  return line;
}

static Line *
stint_mfa_desk_find (StintMfaDesk *self, gpointer waiter, guint *out_index)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->lines);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Line *line = value;

      for (guint i = 0; i < line->places->len; i++)
        {
          if (((Place *) g_ptr_array_index (line->places, i))->waiter == waiter)
            {
              *out_index = i;
              return line;
            }
        }
    }
  return NULL;
}

static void
stint_mfa_desk_dispose (GObject *object)
{
  StintMfaDesk *self = STINT_MFA_DESK (object);

  g_clear_pointer (&self->lines, g_hash_table_unref);
  g_clear_object (&self->ticker);

  G_OBJECT_CLASS (stint_mfa_desk_parent_class)->dispose (object);
}

static void
stint_mfa_desk_class_init (StintMfaDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stint_mfa_desk_dispose;
}

static void
stint_mfa_desk_init (StintMfaDesk *self)
{
  self->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, line_free);
}

StintMfaDesk *
stint_mfa_desk_new (StintTicker *ticker)
{
  StintMfaDesk *self;

  g_return_val_if_fail (STINT_IS_TICKER (ticker), NULL);

  self = g_object_new (STINT_TYPE_MFA_DESK, NULL);
  self->ticker = g_object_ref (ticker);
  return self;
}

void
stint_mfa_desk_wait (StintMfaDesk *self,
                     GtkWindow *parent,
                     const char *serial,
                     const char *user,
                     const char *name,
                     gboolean lease,
                     const StintMfaWaiter *functions,
                     gpointer waiter)
{
  Line *line;
  Place *place;

  g_return_if_fail (STINT_IS_MFA_DESK (self));
  g_return_if_fail (serial != NULL);
  g_return_if_fail (functions != NULL);

  line = g_hash_table_lookup (self->lines, serial);
  if (line == NULL)
    line = stint_mfa_desk_open (self, parent, serial, user);
  place = g_new0 (Place, 1);
  place->functions = functions;
  place->waiter = waiter;
  place->name = g_strdup (name);
  place->lease = lease;
  g_ptr_array_add (line->places, place);
  line_show_waiting (line);
  /* A dialog of a window that nobody sees would be lost. */
  if (parent != NULL && !gtk_widget_get_visible (GTK_WIDGET (parent)))
    gtk_window_present (parent);
  gtk_window_present (GTK_WINDOW (line->dialog));
}

void
stint_mfa_desk_wrong (StintMfaDesk *self, gpointer waiter, const GError *error)
{
  GVariant *details = stint_error_get_details (error);
  g_autofree char *sentence = stint_sentence_what (error);
  guint wait = 0;
  guint index;
  Line *line;

  g_return_if_fail (STINT_IS_MFA_DESK (self));

  line = stint_mfa_desk_find (self, waiter, &index);
  if (line == NULL)
    return;
  /* All devices change their code at the same half minutes. */
  if (details == NULL || !g_variant_lookup (details, "mfa-wait", "u", &wait))
    wait = CODE_SECONDS - (guint) (stint_ticker_get_now (self->ticker) % CODE_SECONDS);
  line->asking = NULL;
  stint_mfa_dialog_set_wrong (line->dialog, sentence, wait);
}

/* Takes the places that a lease is enough for out of @line, whose dialog goes with the last one. */
static GPtrArray *
stint_mfa_desk_take_leased (StintMfaDesk *self, Line *line)
{
  GPtrArray *leased = g_ptr_array_new_with_free_func (place_free);

  for (guint i = line->places->len; i > 0; i--)
    {
      Place *place = g_ptr_array_index (line->places, i - 1);

      if (place->lease)
        g_ptr_array_insert (leased, 0, g_ptr_array_steal_index (line->places, i - 1));
    }
  if (line->places->len == 0)
    g_hash_table_remove (self->lines, line->serial);
  else
    line_show_waiting (line);
  return leased;
}

void
stint_mfa_desk_lease_opened (StintMfaDesk *self, const char *serial)
{
  g_autoptr (GPtrArray) leased = NULL;
  Line *line;

  g_return_if_fail (STINT_IS_MFA_DESK (self));
  g_return_if_fail (serial != NULL);

  line = g_hash_table_lookup (self->lines, serial);
  /* A code of ours is on its way: its answer decides. */
  if (line == NULL || line->asking != NULL)
    return;
  leased = stint_mfa_desk_take_leased (self, line);
  for (guint i = 0; i < leased->len; i++)
    {
      Place *place = g_ptr_array_index (leased, i);

      place->functions->code (place->waiter, NULL);
    }
}

void
stint_mfa_desk_answered (StintMfaDesk *self, gpointer waiter)
{
  g_autoptr (GPtrArray) places = NULL;
  guint index;
  Line *line;

  g_return_if_fail (STINT_IS_MFA_DESK (self));

  line = stint_mfa_desk_find (self, waiter, &index);
  if (line == NULL)
    return;
  places = g_steal_pointer (&line->places);
  line->places = g_ptr_array_new_with_free_func (place_free);
  g_hash_table_remove (self->lines, line->serial);

  for (guint i = 0; i < places->len; i++)
    {
      Place *place = g_ptr_array_index (places, i);

      if (place->waiter != waiter)
        place->functions->code (place->waiter, NULL);
    }
}

void
stint_mfa_desk_leave (StintMfaDesk *self, gpointer waiter)
{
  guint index;
  Line *line;

  g_return_if_fail (STINT_IS_MFA_DESK (self));

  line = stint_mfa_desk_find (self, waiter, &index);
  if (line == NULL)
    return;
  g_ptr_array_remove_index (line->places, index);
  if (line->places->len == 0)
    g_hash_table_remove (self->lines, line->serial);
  else
    line_show_waiting (line);
}

void
stint_mfa_desk_close (StintMfaDesk *self)
{
  g_return_if_fail (STINT_IS_MFA_DESK (self));

  g_hash_table_remove_all (self->lines);
}
