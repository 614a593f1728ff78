/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stint-client-ask.h"
#include "stint-clipboard.h"
#include "stint-opener.h"
#include "stint-outlet.h"
#include "stint-secret.h"
#include "stint-sentence.h"

struct _StintOutlet
{
  GObject parent_instance;

  StintClient *client;       /* (owned) */
  StintStarter *starter;     /* (owned) */
  GtkWindow *parent;         /* (unowned) (nullable) */
  GCancellable *cancellable; /* (owned) */
  GPtrArray *starting;       /* (owned) Errand: wait for a start */
  guint n_running;
};

typedef struct
{
  StintOutlet *outlet; /* (owned) */
  StintOutletWhat what;
  StintSessionItem *session; /* (owned) */
  char *to;                  /* (owned) (nullable) */
  gboolean started;          /* it was started for this already */
} Errand;

enum
{
  PROP_0,
  PROP_BUSY,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

enum
{
  MESSAGE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintOutlet, stint_outlet, G_TYPE_OBJECT)

static Errand *
errand_new (StintOutlet *self, StintOutletWhat what, StintSessionItem *session, const char *to)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->outlet = g_object_ref (self);
  errand->what = what;
  errand->session = g_object_ref (session);
  errand->to = g_strdup (to);
  if (self->n_running++ == 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  return errand;
}

static void
errand_free (Errand *errand)
{
  StintOutlet *self = errand->outlet;

  g_object_unref (errand->session);
  g_free (errand->to);
  g_free (errand);
  if (--self->n_running == 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  g_object_unref (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static gboolean
errand_is_over (Errand *errand)
{
  return g_cancellable_is_cancelled (errand->outlet->cancellable);
}

static void
errand_tell (Errand *errand, const char *sentence)
{
  if (!errand_is_over (errand))
    g_signal_emit (errand->outlet, signals[MESSAGE], 0, sentence);
}

static void
errand_tell_error (Errand *errand, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (stint_error_is_cancelled (error))
    return;
  sentence = stint_sentence_whole (error, STINT_AUDIENCE_WINDOW);
  errand_tell (errand, sentence);
}

/* What a start can mend. */
static gboolean
wants_start (const GError *error)
{
  return g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_MFA) ||
         g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_SIGN_IN) ||
         g_error_matches (error, STINT_ERROR, STINT_ERROR_INACTIVE) ||
         g_error_matches (error, STINT_ERROR, STINT_ERROR_EXPIRED);
}

/* Takes @errand. */
static void
errand_failed (Errand *errand, const GError *error)
{
  g_autoptr (Errand) owned = errand;
  StintOutlet *self = errand->outlet;

  if (errand_is_over (errand) || errand->started || !wants_start (error))
    {
      errand_tell_error (errand, error);
      return;
    }
  errand->started = TRUE;
  g_ptr_array_add (self->starting, g_steal_pointer (&owned));
  if (stint_session_item_is_held (errand->session))
    stint_starter_renew (self->starter, errand->session);
  else
    stint_starter_start (self->starter, errand->session);
}

/* --- The console ------------------------------------------------------------------------------ */

static void
errand_opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  g_autoptr (GError) error = NULL;

  if (!stint_opener_open_finish (result, &error) && !stint_error_is_cancelled (error))
    errand_tell (errand, error->message);
}

static GdkClipboard *
get_clipboard (StintOutlet *self)
{
  return self->parent != NULL ? gtk_widget_get_clipboard (GTK_WIDGET (self->parent))
                              : gdk_display_get_clipboard (gdk_display_get_default ());
}

static void
errand_link_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  g_autoptr (GError) error = NULL;
  char *url = stint_client_console_finish (STINT_CLIENT (source), result, &error);

  if (url == NULL)
    {
      errand_failed (g_steal_pointer (&errand), error);
      return;
    }
  if (errand_is_over (errand))
    {
      stint_wipe_free (url);
    }
  else if (errand->what == STINT_OUTLET_LINK)
    {
      stint_clipboard_set_secret (get_clipboard (errand->outlet), url);
      errand_tell (errand,
                   _ ("Console link copied. It is good for 15 minutes, for whoever has it."));
    }
  else
    {
      stint_opener_open_async (errand->outlet->parent, url, errand->session,
                               stint_session_item_get_integration (errand->session),
                               errand->outlet->cancellable, errand_opened_cb, errand);
      (void) g_steal_pointer (&errand);
      stint_wipe_free (url);
    }
}

/* --- The keys --------------------------------------------------------------------------------- */

char *
stint_outlet_make_exports (const char *const *variables)
{
  /* Long enough from the beginning: what grows leaves copies behind. */
  gsize room = 1;
  GString *text;

  for (const char *const *variable = variables; *variable != NULL; variable++)
    room += strlen (*variable) * 2 + strlen ("export ''\n");
  text = g_string_sized_new (room);
  for (const char *const *variable = variables; *variable != NULL; variable++)
    {
      const char *equals = strchr (*variable, '=');

      if (equals == NULL)
        continue;
      g_string_append (text, "export ");
      g_string_append_len (text, *variable, equals - *variable + 1);
      g_string_append_c (text, '\'');
      for (const char *c = equals + 1; *c != '\0'; c++)
        {
          if (*c == '\'')
            g_string_append (text, "'\\''");
          else
            g_string_append_c (text, *c);
        }
      g_string_append (text, "'\n");
    }
  return g_string_free (text, FALSE);
}

static void
errand_keys_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Errand) errand = data;
  g_autoptr (GError) error = NULL;
  GStrv variables = stint_client_credentials_finish (STINT_CLIENT (source), result, &error);

  if (variables == NULL)
    {
      errand_failed (g_steal_pointer (&errand), error);
      return;
    }
  if (!errand_is_over (errand))
    {
      stint_clipboard_set_secret (get_clipboard (errand->outlet),
                                  stint_outlet_make_exports ((const char *const *) variables));
      /* Translators: keys were copied to the clipboard, as lines for a shell. */
      errand_tell (errand, _ ("Credentials copied as export lines"));
    }
  stint_wipe_strv (variables);
}

/* Takes @errand. */
static void
errand_run (Errand *errand)
{
  StintOutlet *self = errand->outlet;
  const char *id = stint_session_item_get_id (errand->session);

  if (errand->what == STINT_OUTLET_CREDENTIALS)
    stint_client_credentials_async (self->client, id, self->cancellable, errand_keys_cb, errand);
  else
    stint_client_console_async (self->client, id, errand->to,
                                errand->what == STINT_OUTLET_LINK ? STINT_CONSOLE_LINK
                                                                  : STINT_CONSOLE_REDIRECT,
                                self->cancellable, errand_link_cb, errand);
}

/* The starter has told in the session's row whatever went wrong. */
static void
stint_outlet_ended_cb (StintOutlet *self, StintSessionItem *session, const GError *error)
{
  g_assert (STINT_IS_OUTLET (self));

  for (guint i = self->starting->len; i > 0; i--)
    {
      Errand *errand = g_ptr_array_index (self->starting, i - 1);

      if (errand->session != session)
        continue;
      g_ptr_array_remove_index (self->starting, i - 1);
      if (error == NULL)
        errand_run (errand);
      else
        errand_free (errand);
    }
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_outlet_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StintOutlet *self = STINT_OUTLET (object);

  if (prop_id == PROP_BUSY)
    g_value_set_boolean (value, stint_outlet_is_busy (self));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
stint_outlet_finalize (GObject *object)
{
  StintOutlet *self = STINT_OUTLET (object);

  g_ptr_array_unref (self->starting);
  g_object_unref (self->cancellable);
  g_clear_object (&self->starter);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (stint_outlet_parent_class)->finalize (object);
}

static void
stint_outlet_class_init (StintOutletClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = stint_outlet_get_property;
  object_class->finalize = stint_outlet_finalize;

  properties[PROP_BUSY] =
      g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[MESSAGE] = g_signal_new ("message", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
stint_outlet_init (StintOutlet *self)
{
  self->cancellable = g_cancellable_new ();
  self->starting = g_ptr_array_new ();
}

StintOutlet *
stint_outlet_new (StintClient *client, StintStarter *starter, GtkWindow *parent)
{
  StintOutlet *self;

  g_return_val_if_fail (STINT_IS_CLIENT (client), NULL);
  g_return_val_if_fail (STINT_IS_STARTER (starter), NULL);

  self = g_object_new (STINT_TYPE_OUTLET, NULL);
  self->client = g_object_ref (client);
  self->starter = g_object_ref (starter);
  self->parent = parent;
  g_signal_connect_object (starter, "ended", G_CALLBACK (stint_outlet_ended_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

void
stint_outlet_run (StintOutlet *self,
                  StintOutletWhat what,
                  StintSessionItem *session,
                  const char *to)
{
  g_return_if_fail (STINT_IS_OUTLET (self));
  g_return_if_fail (STINT_IS_SESSION_ITEM (session));

  if (!g_cancellable_is_cancelled (self->cancellable))
    errand_run (errand_new (self, what, session, to));
}

gboolean
stint_outlet_is_busy (StintOutlet *self)
{
  g_return_val_if_fail (STINT_IS_OUTLET (self), FALSE);

  return self->n_running > 0;
}

void
stint_outlet_close (StintOutlet *self)
{
  g_autoptr (GPtrArray) starting = NULL;

  g_return_if_fail (STINT_IS_OUTLET (self));

  g_cancellable_cancel (self->cancellable);
  self->parent = NULL;
  /* They hold this object. */
  starting = g_steal_pointer (&self->starting);
  self->starting = g_ptr_array_new ();
  g_ptr_array_set_free_func (starting, (GDestroyNotify) errand_free);
}
