/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-client-calls.h"
#include "stint-details-history.h"
#include "stint-error.h"
#include "stint-sentence.h"
#include "stint-snippets.h"
#include "stint-words.h"

/* Whoever walks through the list does not want to know of each that he passes. */
#define PATIENCE_MS 150
/* As many as are seen before somebody asks for all. */
#define FEW 4

struct _StintDetailsHistory
{
  AdwPreferencesGroup parent_instance;

  StintClient *client;       /* (owned) (nullable) */
  StintTicker *ticker;       /* (owned) (nullable) */
  StintSessionItem *session; /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) of what is being asked */
  char *shown_state;         /* (owned) (nullable) how the session was when it was asked about */
  char *last_command;        /* (owned) (nullable) */
  GVariant *events;          /* (owned) (nullable) */
  GPtrArray *rows;           /* (owned) GtkWidget (unowned) */
  GtkWidget *more_button;
  gboolean all;
  guint ask_id;
};

enum
{
  PROP_0,
  PROP_LAST_COMMAND,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StintDetailsHistory, stint_details_history, ADW_TYPE_PREFERENCES_GROUP)

static const struct
{
  const char *event;
  const char *title;
  const char *verb; /* (nullable) of the command line */
} events[] = {
  { "started", NC_ ("what happened to a session", "Started"), "start" },
  { "renewed", NC_ ("what happened to a session", "Renewed"), "renew" },
  { "stopped", NC_ ("what happened to a session", "Stopped"), "stop" },
  { "expired", NC_ ("what happened to a session", "Ended"), "renew" },
  { "failed", NC_ ("what happened to a session", "Failed"), "start" },
  { "signed-out", NC_ ("what happened to a session", "Signed out"), NULL },
};

const char *
stint_details_history_title (const char *event)
{
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      if (g_str_equal (events[i].event, event))
        return g_dpgettext2 (NULL, "what happened to a session", events[i].title);
    }
  return event;
}

static const char *
verb_of (const char *event)
{
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      if (g_str_equal (events[i].event, event))
        return events[i].verb;
    }
  return NULL;
}

/* Why, where it failed. */
static char *
reason (const char *name, GVariant *more)
{
  g_autoptr (GVariant) details = g_variant_lookup_value (more, "details", G_VARIANT_TYPE_VARDICT);
  g_autoptr (GError) error = NULL;
  const char *message = "";

  if (name[0] == '\0')
    return NULL;
  g_variant_lookup (more, "message", "&s", &message);
  error = stint_error_new (stint_error_from_name (name), details, "%s", message);
  return stint_sentence_what (error);
}

char *
stint_details_history_detail (gint64 instant, const char *error, GVariant *more, gint64 now)
{
  g_autofree char *when = stint_words_instant (instant, now);
  g_autofree char *why = reason (error, more);
  g_autofree char *end = NULL;
  gint64 until = 0;

  if (why != NULL)
    /* Translators: an event of a session: %1$s: a time; %2$s: a sentence that says why. */
    return g_strdup_printf (_ ("%1$s · %2$s"), when, why);
  if (!g_variant_lookup (more, "until", "x", &until) || until == 0)
    return g_steal_pointer (&when);
  end = stint_words_instant (until, now);
  /* Translators: an event of a session: %1$s: a time; %2$s: when its credentials end. */
  return g_strdup_printf (_ ("%1$s · until %2$s"), when, end);
}

static void
stint_details_history_clear (StintDetailsHistory *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
}

static void
stint_details_history_set_command (StintDetailsHistory *self, char *command)
{
  g_autofree char *old = self->last_command;

  self->last_command = command;
  if (g_strcmp0 (old, command) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAST_COMMAND]);
}

static void
stint_details_history_add_row (
    StintDetailsHistory *self, gint64 instant, const char *event, const char *error, GVariant *more)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, NULL);
  g_autofree char *detail =
      stint_details_history_detail (instant, error, more, stint_ticker_get_now (self->ticker));
  g_autofree char *markup = g_markup_escape_text (detail, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), stint_details_history_title (event));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), markup);
  /* Something to read, not to stop at. */
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_add_css_class (row, "event");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
stint_details_history_fill (StintDetailsHistory *self)
{
  GVariantIter iter;
  gint64 instant;
  const char *event;
  const char *error;
  GVariant *more;
  gsize n = self->events != NULL ? g_variant_n_children (self->events) : 0;
  const char *verb = NULL;

  stint_details_history_clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  gtk_widget_set_visible (self->more_button, n > FEW && !self->all);
  if (n == 0)
    {
      stint_details_history_set_command (self, NULL);
      return;
    }
  g_variant_iter_init (&iter, self->events);
  while (g_variant_iter_loop (&iter, "(x&s&s@a{sv})", &instant, &event, &error, &more))
    {
      if (self->rows->len == 0)
        verb = verb_of (event);
      if (self->rows->len < FEW || self->all)
        stint_details_history_add_row (self, instant, event, error, more);
    }
  stint_details_history_set_command (
      self, verb != NULL ? stint_snippets_command (verb, self->session, NULL) : NULL);
}

static void
stint_details_history_told_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintDetailsHistory) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) told = stint_client_history_finish (STINT_CLIENT (source), result, &error);

  if (self->session == NULL || (error != NULL && stint_error_is_cancelled (error)))
    return;
  if (told == NULL)
    g_info ("What happened to a session is not known: %s", error->message);
  g_clear_pointer (&self->events, g_variant_unref);
  self->events = g_steal_pointer (&told);
  stint_details_history_fill (self);
}

static gboolean
stint_details_history_ask_cb (gpointer data)
{
  StintDetailsHistory *self = data;

  self->ask_id = 0;
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (stint_client_is_connected (self->client))
    stint_client_history_async (self->client, stint_session_item_get_id (self->session),
                                self->cancellable, stint_details_history_told_cb,
                                g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
stint_details_history_forget (StintDetailsHistory *self)
{
  g_clear_handle_id (&self->ask_id, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
stint_details_history_more_cb (StintDetailsHistory *self)
{
  g_assert (STINT_IS_DETAILS_HISTORY (self));

  self->all = TRUE;
  stint_details_history_fill (self);
}

/* What of a session its history follows. */
static char *
describe (StintSessionItem *session)
{
  g_autoptr (GError) error = stint_session_item_dup_error (session);

  return g_strdup_printf (
      "%s %d %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s", stint_session_item_get_id (session),
      stint_session_item_get_state (session), stint_session_item_get_since (session),
      stint_session_item_get_until (session), error != NULL ? error->message : "");
}

void
stint_details_history_show (StintDetailsHistory *self,
                            StintClient *client,
                            StintTicker *ticker,
                            StintSessionItem *session)
{
  g_autofree char *state = session != NULL ? describe (session) : NULL;

  g_return_if_fail (STINT_IS_DETAILS_HISTORY (self));

  if (g_strcmp0 (state, self->shown_state) == 0)
    return;
  g_free (self->shown_state);
  self->shown_state = g_steal_pointer (&state);
  g_set_object (&self->client, client);
  g_set_object (&self->ticker, ticker);
  stint_details_history_forget (self);
  if (g_set_object (&self->session, session))
    {
      self->all = FALSE;
      g_clear_pointer (&self->events, g_variant_unref);
      stint_details_history_fill (self);
    }
  if (session != NULL)
    self->ask_id = g_timeout_add (PATIENCE_MS, stint_details_history_ask_cb, self);
}

static void
stint_details_history_get_property (GObject *object,
                                    guint prop_id,
                                    GValue *value,
                                    GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_LAST_COMMAND:
      g_value_set_string (value,
                          stint_details_history_get_last_command (STINT_DETAILS_HISTORY (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_details_history_dispose (GObject *object)
{
  StintDetailsHistory *self = STINT_DETAILS_HISTORY (object);

  stint_details_history_forget (self);
  g_clear_object (&self->session);
  g_clear_object (&self->client);
  g_clear_object (&self->ticker);
  g_clear_pointer (&self->events, g_variant_unref);

  G_OBJECT_CLASS (stint_details_history_parent_class)->dispose (object);
}

static void
stint_details_history_finalize (GObject *object)
{
  StintDetailsHistory *self = STINT_DETAILS_HISTORY (object);

  g_ptr_array_unref (self->rows);
  g_free (self->shown_state);
  g_free (self->last_command);

  G_OBJECT_CLASS (stint_details_history_parent_class)->finalize (object);
}

static void
stint_details_history_class_init (StintDetailsHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_details_history_dispose;
  object_class->finalize = stint_details_history_finalize;
  object_class->get_property = stint_details_history_get_property;

  properties[PROP_LAST_COMMAND] = g_param_spec_string ("last-command", NULL, NULL, "",
                                                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stint_details_history_init (StintDetailsHistory *self)
{
  self->rows = g_ptr_array_new ();
  /* Translators: a heading: what happened to a session lately. */
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("History"));
  /* Translators: a button: shows all events, not only the newest. */
  self->more_button = gtk_button_new_with_label (_ ("Show all"));
  gtk_widget_add_css_class (self->more_button, "flat");
  g_signal_connect_object (self->more_button, "clicked", G_CALLBACK (stint_details_history_more_cb),
                           self, G_CONNECT_SWAPPED);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (self), self->more_button);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

const char *
stint_details_history_get_last_command (StintDetailsHistory *self)
{
  g_return_val_if_fail (STINT_IS_DETAILS_HISTORY (self), "");

  return self->last_command != NULL ? self->last_command : "";
}
