/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-checks.h"
#include "stint-client-calls.h"
#include "stint-message.h"
#include "stint-names.h"
#include "stint-picker.h"
#include "stint-regions.h"
#include "stint-remover.h"
#include "stint-sentence.h"
#include "stint-window-private.h"

/* What is done to all sessions that are selected.  The questions before it tell in numbers what they
 * are about; what fails is told once, not a hundred times. */

/* So many calls at a time: the service works on one after the other anyway. */
#define AT_A_TIME 8

/* More than this are not started by one key. */
#define START_WITHOUT_ASKING 5

typedef struct _Batch Batch;
typedef void (*BatchFunc) (Batch *batch, StintSessionItem *session);

struct _Batch
{
  gatomicrefcount ref_count;
  StintWindow *window; /* (owned) */
  GPtrArray *sessions; /* (owned) of StintSessionItem */
  BatchFunc func;
  char *option; /* (owned) (nullable) what each call is told */
  guint next;
  guint n_failed;
  char *first; /* (owned) (nullable) the first failure, as a sentence */
};

static Batch *
batch_new (StintWindow *window, GPtrArray *sessions, BatchFunc func, const char *option)
{
  Batch *batch = g_new0 (Batch, 1);

  g_atomic_ref_count_init (&batch->ref_count);
  batch->window = g_object_ref (window);
  batch->sessions = g_ptr_array_ref (sessions);
  batch->func = func;
  batch->option = g_strdup (option);
  return batch;
}

static Batch *
batch_ref (Batch *batch)
{
  g_atomic_ref_count_inc (&batch->ref_count);
  return batch;
}

/* The last of its calls has returned. */
static void
batch_tell (Batch *batch)
{
  g_autofree char *sentence = NULL;

  if (batch->n_failed == 0 || batch->window->toasts == NULL)
    return;
  /* Translators: %u of %u sessions; %s is the sentence about the first that failed. */
  sentence =
      g_strdup_printf (ngettext ("%u of %u failed. %s", "%u of %u failed. %s", batch->n_failed),
                       batch->n_failed, batch->sessions->len, batch->first);
  stint_window_toast (batch->window, batch->sessions->len == 1 ? batch->first : sentence);
}

static void
batch_unref (gpointer data)
{
  Batch *batch = data;

  if (!g_atomic_ref_count_dec (&batch->ref_count))
    return;
  batch_tell (batch);
  g_object_unref (batch->window);
  g_ptr_array_unref (batch->sessions);
  g_free (batch->option);
  g_free (batch->first);
  g_free (batch);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Batch, batch_unref)

static void
batch_closure_free (gpointer data, GClosure *closure)
{
  batch_unref (data);
}

static void
batch_step (Batch *batch)
{
  if (batch->next < batch->sessions->len)
    batch->func (batch, g_ptr_array_index (batch->sessions, batch->next++));
}

static void
batch_run (Batch *batch)
{
  for (guint i = 0; i < AT_A_TIME; i++)
    batch_step (batch);
}

static void
batch_called_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Batch) batch = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);

  /* One that went together with what it is chained from is gone as it should be. */
  if (results == NULL && !stint_error_is_cancelled (error) &&
      !g_error_matches (error, STINT_ERROR, STINT_ERROR_NOT_FOUND))
    {
      batch->n_failed++;
      if (batch->first == NULL)
        batch->first = stint_sentence_whole (error, STINT_AUDIENCE_WINDOW);
    }
  batch_step (batch);
}

static void
start_one (Batch *batch, StintSessionItem *session)
{
  /* Its row tells what comes of it, and the dialog for the code is one for all. */
  stint_starter_start (batch->window->starter, session);
  batch_step (batch);
}

static void
stop_one (Batch *batch, StintSessionItem *session)
{
  stint_client_stop_async (batch->window->client, stint_session_item_get_id (session), NULL, NULL,
                           batch_called_cb, batch_ref (batch));
}

static void
edit_one (Batch *batch, StintSessionItem *session, GVariant *options)
{
  stint_client_edit_session_async (batch->window->client, stint_session_item_get_id (session),
                                   options, NULL, batch_called_cb, batch_ref (batch));
}

static void
pin_one (Batch *batch, StintSessionItem *session)
{
  edit_one (batch, session, g_variant_new_parsed ("{'pinned': <%b>}", batch->option != NULL));
}

static void
set_region_one (Batch *batch, StintSessionItem *session)
{
  edit_one (batch, session, g_variant_new_parsed ("{'region': <%s>}", batch->option));
}

static void
remove_one (Batch *batch, StintSessionItem *session)
{
  stint_client_remove_session_async (batch->window->client, stint_session_item_get_id (session),
                                     g_variant_new_parsed ("{'with-dependents': <true>}"), NULL,
                                     batch_called_cb, batch_ref (batch));
}

typedef gboolean (*Predicate) (StintSessionItem *session);

static gboolean
is_startable (StintSessionItem *session)
{
  return !stint_session_item_is_held (session) &&
         stint_session_item_get_state (session) != STINT_STATE_STARTING;
}

static gboolean
is_pinned (StintSessionItem *session)
{
  return stint_session_item_get_pinned (session);
}

static gboolean
is_not_pinned (StintSessionItem *session)
{
  return !stint_session_item_get_pinned (session);
}

/* Others come and go with their integration. */
static gboolean
is_removable (StintSessionItem *session)
{
  StintSessionKind kind = stint_session_item_get_kind (session);

  return kind == STINT_SESSION_IAM_ROLE || kind == STINT_SESSION_STATIC_ENDPOINT;
}

static gboolean
is_any (StintSessionItem *session)
{
  return TRUE;
}

/* (transfer full) */
static GPtrArray *
selected_that (StintWindow *self, Predicate predicate)
{
  g_autoptr (GPtrArray) all = stint_selection_list (self->selection);
  GPtrArray *some = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < all->len; i++)
    {
      if (predicate (all->pdata[i]))
        g_ptr_array_add (some, g_object_ref (all->pdata[i]));
    }
  return some;
}

static guint
count_that (GPtrArray *sessions, Predicate predicate)
{
  guint n = 0;

  for (guint i = 0; i < sessions->len; i++)
    n += predicate (sessions->pdata[i]) ? 1 : 0;
  return n;
}

static void
answered_cb (AdwMessageDialog *dialog, const char *response, Batch *batch)
{
  GtkWidget *list = adw_message_dialog_get_extra_child (dialog);

  g_assert (ADW_IS_MESSAGE_DIALOG (dialog));

  if (!g_str_equal (response, "yes"))
    return;
  if (list != NULL)
    {
      GtkListBoxRow *picker = gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0);

      g_free (batch->option);
      batch->option = g_strdup (stint_picker_get_chosen (STINT_PICKER (picker)));
    }
  batch_run (batch);
}

/* Takes @heading and @batch over; the batch runs when it is answered with @verb. */
static AdwMessageDialog *
ask (Batch *batch, char *heading, const char *body, const char *verb, gboolean destructive)
{
  g_autofree char *owned = heading;
  GtkWidget *dialog = stint_message_new (GTK_WINDOW (batch->window), heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "yes",
                                    verb, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "yes",
                                              destructive ? ADW_RESPONSE_DESTRUCTIVE
                                                          : ADW_RESPONSE_SUGGESTED);
  /* Enter removes nothing by itself. */
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog),
                                           destructive ? "cancel" : "yes");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), batch, batch_closure_free,
                         0);
  gtk_window_present (GTK_WINDOW (dialog));
  return ADW_MESSAGE_DIALOG (dialog);
}

static void
start_many (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GPtrArray) sessions = selected_that (data, is_startable);
  g_autoptr (Batch) batch = batch_new (data, sessions, start_one, NULL);

  if (sessions->len > START_WITHOUT_ASKING)
    ask (g_steal_pointer (&batch),
         g_strdup_printf (ngettext ("Start %u session?", "Start %u sessions?", sessions->len),
                          sessions->len),
         _ ("Each of them takes its profile in your AWS files."), _ ("_Start"), FALSE);
  else
    batch_run (batch);
}

static void
stop_many (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GPtrArray) sessions = selected_that (data, stint_session_item_is_held);
  g_autoptr (Batch) batch = batch_new (data, sessions, stop_one, NULL);

  if (sessions->len > 1)
    ask (
        g_steal_pointer (&batch),
        g_strdup_printf (ngettext ("Stop %u session?", "Stop %u sessions?", sessions->len),
                         sessions->len),
        _ ("Their profiles go back to what they were. Programs that run already keep the keys they "
           "have read until those end."),
        _ ("_Stop"), TRUE);
  else
    batch_run (batch);
}

static void
pin_many (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GPtrArray) sessions = selected_that (data, is_not_pinned);
  g_autoptr (Batch) batch = batch_new (data, sessions, pin_one, "pinned");

  batch_run (batch);
}

static void
unpin_many (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GPtrArray) sessions = selected_that (data, is_pinned);
  g_autoptr (Batch) batch = batch_new (data, sessions, pin_one, NULL);

  batch_run (batch);
}

static GtkWidget *
make_region_list (const char *region)
{
  g_autoptr (GSettings) preferences = g_settings_new (STINT_SETTINGS_SCHEMA);
  g_auto (GStrv) chosen = g_settings_get_strv (preferences, "regions");
  g_autoptr (GListModel) regions = stint_regions_list (NULL, (const char *const *) chosen,
                                                       /* Translators: no region of its own. */
                                                       _ ("The integration’s region"));
  GtkWidget *picker = g_object_new (STINT_TYPE_PICKER, "title", _ ("Region"), NULL);
  GtkWidget *list = gtk_list_box_new ();

  stint_picker_set_model (STINT_PICKER (picker), regions);
  stint_picker_set_check (STINT_PICKER (picker), stint_check_region);
  stint_picker_set_chosen (STINT_PICKER (picker), region);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_list_box_append (GTK_LIST_BOX (list), picker);
  gtk_widget_add_css_class (list, "boxed-list");
  return list;
}

static void
set_region_many (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GPtrArray) sessions = selected_that (data, is_any);
  AdwMessageDialog *dialog;
  GtkWidget *list;

  if (sessions->len == 0)
    return;
  dialog = ask (
      batch_new (data, sessions, set_region_one, NULL),
      g_strdup_printf (ngettext ("Region of %u session", "Region of %u sessions", sessions->len),
                       sessions->len),
      NULL, _ ("_Set"), FALSE);
  list = make_region_list (stint_session_item_get_region (sessions->pdata[0]));
  adw_message_dialog_set_extra_child (dialog, list);
  gtk_widget_child_focus (list, GTK_DIR_TAB_FORWARD);
}

/* All that goes, in numbers. */
static char *
removal_text (StintClient *client, GPtrArray *sessions, guint n_selected)
{
  g_autoptr (GPtrArray) more = stint_remover_list_chained (client, sessions);
  guint held = count_that (sessions, stint_session_item_is_held) +
               count_that (more, stint_session_item_is_held);
  GString *text = g_string_new (_ ("Only Stint forgets them; the roles in AWS stay."));

  if (more->len > 0)
    g_string_append_printf (text,
                            ngettext ("\n%u more that is assumed through them goes too.",
                                      "\n%u more that are assumed through them go too.", more->len),
                            more->len);
  if (held > 0)
    g_string_append_printf (
        text,
        ngettext ("\n%u of them is active: it is stopped, and its profile goes back.",
                  "\n%u of them are active: they are stopped, and their profiles go back.", held),
        held);
  if (n_selected > sessions->len)
    g_string_append_printf (
        text,
        ngettext ("\n%u that is selected comes with its integration, and stays.",
                  "\n%u that are selected come with their integration, and stay.",
                  n_selected - sessions->len),
        n_selected - sessions->len);
  return g_string_free (text, FALSE);
}

static void
remove_many (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;
  g_autoptr (GPtrArray) sessions = selected_that (self, is_removable);
  g_autofree char *text =
      removal_text (self->client, sessions, stint_selection_get_n (self->selection));

  if (sessions->len == 0)
    {
      stint_window_toast (self, _ ("These come with their integration; remove that instead."));
      return;
    }
  ask (batch_new (self, sessions, remove_one, NULL),
       g_strdup_printf (ngettext ("Remove %u session?", "Remove %u sessions?", sessions->len),
                        sessions->len),
       text, _ ("_Remove"), TRUE);
}

static void
unselect (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *self = data;

  stint_selection_set_lead (self->selection, stint_selection_get_lead (self->selection));
}

static void
enable (StintWindow *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name)), enabled);
}

void
stint_window_update_many_actions (StintWindow *self)
{
  guint n = self->selection != NULL ? stint_selection_get_n (self->selection) : 0;

  enable (self, "start-many", n > 0);
  enable (self, "stop-many", n > 0);
  enable (self, "pin-many", n > 0);
  enable (self, "unpin-many", n > 0);
  enable (self, "set-region-many", n > 0);
  enable (self, "remove-many", n > 0);
}

void
stint_window_install_many_actions (StintWindow *self)
{
  static const GActionEntry entries[] = {
    { "start-many", start_many },   { "stop-many", stop_many },
    { "pin-many", pin_many },       { "unpin-many", unpin_many },
    { "remove-many", remove_many }, { "set-region-many", set_region_many },
    { "unselect", unselect },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
