/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-client-calls.h"
#include "stint-opener.h"
#include "stint-sentence.h"
#include "stint-sign-in-desk.h"
#include "stint-sign-in-dialog.h"

/* How long the service may take to end a sign-in before another begins, in milliseconds. */
#define END_PATIENCE 2000

typedef struct _Line Line;

/* A sign-in that runs; it outlives its line until the last answer is there. */
typedef struct
{
  Line *line;                  /* (unowned) NULL once it is over */
  StintClientRequest *request; /* (owned) */
  GCancellable *cancellable;   /* (owned) */
} Call;

typedef struct
{
  const StintSignInWaiter *functions;
  gpointer waiter; /* (unowned) */
  char *name;
} Place;

struct _Line
{
  StintSignInDesk *desk;             /* (unowned) */
  StintIntegrationItem *integration; /* (owned) */
  StintSignInDialog *dialog;         /* (owned) */
  GPtrArray *places;                 /* (owned) Place */
  Call *call;                        /* (unowned) (nullable) the one that runs */
  char *next_flow;                   /* (owned) (nullable) begins when the last one has ended */
  guint next_id;
  gboolean for_its_own_sake;
  gboolean theirs; /* somebody else signs in, and this joins */
  gboolean opened; /* the page was, by itself */
};

struct _StintSignInDesk
{
  GObject parent_instance;

  StintClient *client; /* (owned) */
  StintTicker *ticker; /* (owned) */
  GHashTable *lines;   /* (owned) integration's id → Line (owned) */
};

G_DEFINE_FINAL_TYPE (StintSignInDesk, stint_sign_in_desk, G_TYPE_OBJECT)

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->name);
  g_free (place);
}

static void
call_free (Call *call)
{
  g_object_unref (call->request);
  g_object_unref (call->cancellable);
  g_free (call);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Call, call_free)

/* What still comes back finds nobody. */
static void
line_drop_call (Line *line)
{
  Call *call = g_steal_pointer (&line->call);

  if (call == NULL)
    return;
  g_signal_handlers_disconnect_by_data (call->request, line);
  call->line = NULL;
  g_cancellable_cancel (call->cancellable);
}

static void
line_free (gpointer data)
{
  Line *line = data;

  line_drop_call (line);
  g_clear_handle_id (&line->next_id, g_source_remove);
  g_signal_handlers_disconnect_by_data (line->integration, line);
  g_signal_handlers_disconnect_by_data (line->dialog, line);
  stint_sign_in_dialog_finish (line->dialog);
  g_object_unref (line->dialog);
  g_object_unref (line->integration);
  g_ptr_array_unref (line->places);
  g_free (line->next_flow);
  g_free (line);
}

static void
line_show_waiting (Line *line)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint i = 0; i < line->places->len; i++)
    g_strv_builder_add (names, ((Place *) g_ptr_array_index (line->places, i))->name);
  list = g_strv_builder_end (names);
  stint_sign_in_dialog_set_waiting (line->dialog, (const char *const *) list);
}

/* Takes the line away, and hands over who waited at it. (transfer container) */
static GPtrArray *
line_dissolve (Line *line)
{
  GPtrArray *places = g_steal_pointer (&line->places);

  line->places = g_ptr_array_new_with_free_func (place_free);
  g_hash_table_remove (line->desk->lines, stint_integration_item_get_id (line->integration));
  return places;
}

static void
line_signed_in (Line *line)
{
  g_autoptr (GPtrArray) places = line_dissolve (line);

  for (guint i = 0; i < places->len; i++)
    {
      Place *place = g_ptr_array_index (places, i);

      place->functions->signed_in (place->waiter);
    }
}

static void
line_cancelled_cb (StintSignInDialog *dialog, Line *line)
{
  g_autoptr (GPtrArray) places = NULL;

  g_assert (STINT_IS_SIGN_IN_DIALOG (dialog));

  places = line_dissolve (line);
  for (guint i = 0; i < places->len; i++)
    {
      Place *place = g_ptr_array_index (places, i);

      place->functions->cancelled (place->waiter);
    }
}

/* --- The page --------------------------------------------------------------------------------- */

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintSignInDialog) dialog = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (stint_opener_open_finish (result, &error) || stint_error_is_cancelled (error) ||
      !gtk_widget_get_visible (GTK_WIDGET (dialog)))
    return;
  /* Translators: %s is a sentence that says why no browser opens. */
  sentence = g_strdup_printf (_ ("%s Copy the address, or use a code."), error->message);
  stint_sign_in_dialog_set_trouble (dialog, sentence);
}

static void
line_open_cb (StintSignInDialog *dialog, const char *url, Line *line)
{
  g_assert (STINT_IS_SIGN_IN_DIALOG (dialog));

  stint_sign_in_dialog_set_trouble (dialog, NULL);
  stint_opener_open_async (GTK_WINDOW (dialog), url, NULL, line->integration, NULL, opened_cb,
                           g_object_ref (dialog));
}

static void
line_show_browser (Line *line, GVariant *state)
{
  const char *url = NULL;

  if (!g_variant_lookup (state, "url", "&s", &url))
    return;
  stint_sign_in_dialog_show_browser (line->dialog, url, !line->theirs);
  if (line->theirs || line->opened)
    return;
  line->opened = TRUE;
  line_open_cb (line->dialog, url, line);
}

static void
line_show_device (Line *line, GVariant *state)
{
  const char *code = "";
  const char *url = "";
  const char *complete = "";
  gint64 until = 0;

  g_variant_lookup (state, "user-code", "&s", &code);
  g_variant_lookup (state, "url", "&s", &url);
  g_variant_lookup (state, "url-complete", "&s", &complete);
  g_variant_lookup (state, "until", "x", &until);
  stint_sign_in_dialog_show_device (line->dialog, code, complete[0] != '\0' ? complete : url,
                                    until);
}

static void
line_progress_cb (StintClientRequest *request, GVariant *state, Line *line)
{
  const char *step = "";

  g_assert (STINT_IS_CLIENT_REQUEST (request));

  g_variant_lookup (state, "step", "&s", &step);
  if (g_str_equal (step, "browser"))
    line_show_browser (line, state);
  else if (g_str_equal (step, "device"))
    line_show_device (line, state);
  else if (g_str_equal (step, "token"))
    stint_sign_in_dialog_show_finishing (line->dialog);
}

/* --- The call --------------------------------------------------------------------------------- */

static void
line_ran_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Call) call = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results =
      stint_client_request_run_finish (STINT_CLIENT_REQUEST (source), result, &error);
  Line *line = call->line;

  if (line == NULL)
    return;
  g_signal_handlers_disconnect_by_data (call->request, line);
  line->call = NULL;
  if (results != NULL)
    line_signed_in (line);
  else
    stint_sign_in_dialog_show_error (line->dialog, error);
}

static void
line_run (Line *line, const char *flow)
{
  Call *call = g_new0 (Call, 1);
  GVariantDict options;

  line->theirs = stint_integration_item_get_sign_in (line->integration) == STINT_SIGN_IN_SIGNING_IN;
  line->opened = FALSE;
  stint_sign_in_dialog_show_asking (line->dialog, flow);

  call->line = line;
  call->request = stint_client_sign_in_new (line->desk->client);
  call->cancellable = g_cancellable_new ();
  line->call = call;
  g_signal_connect (call->request, "progress", G_CALLBACK (line_progress_cb), line);
  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "flow", "s", flow);
  stint_client_request_run_async (
      call->request, g_variant_new ("(s)", stint_integration_item_get_id (line->integration)),
      g_variant_dict_end (&options), NULL, call->cancellable, line_ran_cb, call);
}

static void
line_run_next (Line *line)
{
  g_autofree char *flow = g_steal_pointer (&line->next_flow);

  g_clear_handle_id (&line->next_id, g_source_remove);
  line_run (line, flow);
}

static gboolean
line_waited_cb (gpointer data)
{
  Line *line = data;

  line->next_id = 0;
  line_run_next (line);
  return G_SOURCE_REMOVE;
}

static void
line_state_cb (StintIntegrationItem *integration, GParamSpec *pspec, Line *line)
{
  g_assert (STINT_IS_INTEGRATION_ITEM (integration));

  if (line->next_flow != NULL &&
      stint_integration_item_get_sign_in (integration) != STINT_SIGN_IN_SIGNING_IN)
    line_run_next (line);
}

/* A call that comes before the service has ended the last one would join it, and change nothing. */
static void
line_flow_cb (StintSignInDialog *dialog, const char *flow, Line *line)
{
  gboolean ran = line->call != NULL;

  g_assert (STINT_IS_SIGN_IN_DIALOG (dialog));

  line_drop_call (line);
  g_free (line->next_flow);
  line->next_flow = g_strdup (flow);
  stint_sign_in_dialog_show_asking (dialog, flow);
  if (!ran || stint_integration_item_get_sign_in (line->integration) != STINT_SIGN_IN_SIGNING_IN)
    line_run_next (line);
  else if (line->next_id == 0)
    line->next_id = g_timeout_add (END_PATIENCE, line_waited_cb, line);
}

static Line *
stint_sign_in_desk_ensure (StintSignInDesk *self,
                           GtkWindow *parent,
                           StintIntegrationItem *integration)
{
  const char *id = stint_integration_item_get_id (integration);
  Line *line = g_hash_table_lookup (self->lines, id);

  if (line != NULL)
    return line;
  line = g_new0 (Line, 1);
  line->desk = self;
  line->integration = g_object_ref (integration);
  line->places = g_ptr_array_new_with_free_func (place_free);
  line->dialog = STINT_SIGN_IN_DIALOG (g_object_ref (
      stint_sign_in_dialog_new (parent, self->ticker, stint_integration_item_get_name (integration),
                                stint_integration_item_get_start_url (integration))));
  g_signal_connect (line->dialog, "open", G_CALLBACK (line_open_cb), line);
  g_signal_connect (line->dialog, "flow", G_CALLBACK (line_flow_cb), line);
  g_signal_connect (line->dialog, "cancelled", G_CALLBACK (line_cancelled_cb), line);
  g_signal_connect (integration, "notify::sign-in", G_CALLBACK (line_state_cb), line);
  g_hash_table_insert (self->lines, g_strdup (id), line);
  line_run (line, stint_enum_to_nick (STINT_TYPE_SIGN_IN_FLOW,
                                      (int) stint_integration_item_get_flow (integration)));
  return line;
}

/* --- The desk --------------------------------------------------------------------------------- */

static void
present (GtkWindow *parent, Line *line)
{
  /* A dialog of a window that nobody sees would be lost. */
  if (parent != NULL && !gtk_widget_get_visible (GTK_WIDGET (parent)))
    gtk_window_present (parent);
  gtk_window_present (GTK_WINDOW (line->dialog));
}

static void
stint_sign_in_desk_dispose (GObject *object)
{
  StintSignInDesk *self = STINT_SIGN_IN_DESK (object);

  g_clear_pointer (&self->lines, g_hash_table_unref);
  g_clear_object (&self->client);
  g_clear_object (&self->ticker);

  G_OBJECT_CLASS (stint_sign_in_desk_parent_class)->dispose (object);
}

static void
stint_sign_in_desk_class_init (StintSignInDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stint_sign_in_desk_dispose;
}

static void
stint_sign_in_desk_init (StintSignInDesk *self)
{
  self->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, line_free);
}

StintSignInDesk *
stint_sign_in_desk_new (StintClient *client, StintTicker *ticker)
{
  StintSignInDesk *self;

  g_return_val_if_fail (STINT_IS_CLIENT (client), NULL);
  g_return_val_if_fail (STINT_IS_TICKER (ticker), NULL);

  self = g_object_new (STINT_TYPE_SIGN_IN_DESK, NULL);
  self->client = g_object_ref (client);
  self->ticker = g_object_ref (ticker);
  return self;
}

void
stint_sign_in_desk_wait (StintSignInDesk *self,
                         GtkWindow *parent,
                         StintIntegrationItem *integration,
                         const char *name,
                         const StintSignInWaiter *functions,
                         gpointer waiter)
{
  Line *line;
  Place *place;

  g_return_if_fail (STINT_IS_SIGN_IN_DESK (self));
  g_return_if_fail (STINT_IS_INTEGRATION_ITEM (integration));
  g_return_if_fail (functions != NULL);

  line = stint_sign_in_desk_ensure (self, parent, integration);
  place = g_new0 (Place, 1);
  place->functions = functions;
  place->waiter = waiter;
  place->name = g_strdup (name);
  g_ptr_array_add (line->places, place);
  line_show_waiting (line);
  present (parent, line);
}

void
stint_sign_in_desk_open (StintSignInDesk *self,
                         GtkWindow *parent,
                         StintIntegrationItem *integration)
{
  Line *line;

  g_return_if_fail (STINT_IS_SIGN_IN_DESK (self));
  g_return_if_fail (STINT_IS_INTEGRATION_ITEM (integration));

  line = stint_sign_in_desk_ensure (self, parent, integration);
  line->for_its_own_sake = TRUE;
  present (parent, line);
}

static Line *
find_waiter (StintSignInDesk *self, gpointer waiter, guint *out_index)
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

void
stint_sign_in_desk_leave (StintSignInDesk *self, gpointer waiter)
{
  guint index = 0;
  Line *line;

  g_return_if_fail (STINT_IS_SIGN_IN_DESK (self));

  line = find_waiter (self, waiter, &index);
  if (line == NULL)
    return;
  g_ptr_array_remove_index (line->places, index);
  if (line->places->len == 0 && !line->for_its_own_sake)
    g_hash_table_remove (self->lines, stint_integration_item_get_id (line->integration));
  else
    line_show_waiting (line);
}

void
stint_sign_in_desk_close (StintSignInDesk *self)
{
  g_return_if_fail (STINT_IS_SIGN_IN_DESK (self));

  g_hash_table_remove_all (self->lines);
}
