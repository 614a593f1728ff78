/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-farewell.h"
#include "stint-names.h"
#include "stint-sentence.h"
#include "stint-window-private.h"

/* The first frame has as many rows as a tall screen shows. */
#define FIRST_ROWS 40

/* The rest comes in steps that do not hold up a frame, until GTK makes no more widgets (4.8 has
 * 205 of them at most, however long the list is). */
#define MORE_ROWS 20
#define ENOUGH_ROWS 240

#define WINDOW_SCHEMA STINT_SETTINGS_SCHEMA ".Window"

G_DEFINE_FINAL_TYPE (StintWindow, stint_window, ADW_TYPE_APPLICATION_WINDOW)

static void
stint_window_tell_details (StintWindow *self)
{
  g_clear_handle_id (&self->details_id, g_source_remove);
  stint_details_set_session (self->details, self->selected);
}

static gboolean
stint_window_tell_details_cb (gpointer data)
{
  StintWindow *self = data;

  g_assert (STINT_IS_WINDOW (self));

  self->details_id = 0;
  stint_window_tell_details (self);
  return G_SOURCE_REMOVE;
}

/* Beside the list they follow a frame later: every letter of a search selects another, and the letter
 * comes first.  On a page of their own they are what is shown next. */
static void
stint_window_queue_details (StintWindow *self)
{
  if (stint_split_view_get_details_folded (self->split_view))
    stint_window_tell_details (self);
  else if (self->details_id == 0)
    self->details_id =
        g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, stint_window_tell_details_cb, self, NULL);
}

/* A person, the keyboard, or a search chose others. */
static void
stint_window_selected_cb (StintWindow *self)
{
  g_assert (STINT_IS_WINDOW (self));

  if (g_set_object (&self->selected, stint_selection_get_lead (self->selection)))
    {
      self->selected_place = stint_selection_get_lead_position (self->selection);
      stint_window_queue_details (self);
    }
  stint_window_update_actions (self);
}

static StintSessionItem *
stint_window_take_wanted (StintWindow *self)
{
  StintSessionItem *session;

  if (self->wanted == NULL)
    return NULL;
  session = stint_client_get_session (self->client, self->wanted);
  if (session != NULL)
    g_clear_pointer (&self->wanted, g_free);
  return session;
}

static gboolean
is_known (StintWindow *self, StintSessionItem *session)
{
  return stint_client_get_session (self->client, stint_session_item_get_id (session)) == session;
}

/* Sessions may stand in other slots now: the keyboard follows the selected one, so that Enter never
 * starts a neighbour. */
static void
stint_window_arranged_cb (StintWindow *self)
{
  StintSessionItem *wanted = stint_window_take_wanted (self);
  gboolean had_focus = stint_session_list_has_focus_in_list (self->list);
  guint before = self->selected_place;

  g_assert (STINT_IS_WINDOW (self));

  stint_sidebar_queue_count (self->sidebar);
  if (wanted != NULL)
    stint_selection_set_lead (self->selection, wanted);
  else if (self->selected != NULL && !is_known (self, self->selected))
    stint_selection_set_lead (self->selection, NULL);
  self->selected_place = stint_selection_get_lead_position (self->selection);

  if (self->selected_place != before && self->selected_place != G_MAXUINT && had_focus)
    stint_session_list_focus_row (self->list, self->selected_place);
  if (self->begins && stint_slot_model_get_n_visible (self->model) > 0)
    {
      self->begins = FALSE;
      stint_session_list_focus_row (self->list, 0);
    }
  if (wanted != NULL && self->show_wanted)
    stint_split_view_show_details (self->split_view);
}

static void
stint_window_view_cb (StintWindow *self)
{
  g_assert (STINT_IS_WINDOW (self));

  if (self->model == NULL)
    return;
  stint_window_apply_view (self);
  stint_window_update_header (self);
  if (self->restored)
    g_settings_set_string (self->settings, "view", stint_sidebar_get_view (self->sidebar));
}

static void
stint_window_view_chosen_cb (StintWindow *self)
{
  g_assert (STINT_IS_WINDOW (self));

  if (stint_split_view_get_sidebar_folded (self->split_view))
    stint_split_view_show_content (self->split_view);
}

static void
stint_window_activated_cb (StintWindow *self, StintSessionItem *session)
{
  g_assert (STINT_IS_WINDOW (self));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.toggle-session", "s",
                              stint_session_item_get_id (session));
}

/* Tab out of the sidebar. */
static void
stint_window_sidebar_left_cb (StintWindow *self)
{
  g_assert (STINT_IS_WINDOW (self));

  if (stint_split_view_get_sidebar_folded (self->split_view))
    gtk_widget_child_focus (GTK_WIDGET (self->sidebar), GTK_DIR_TAB_FORWARD);
  else
    stint_session_list_focus_search (self->list);
}

/* Tab out of the list: to the details beside it, or around to the first pane that takes it. */
static void
stint_window_left_cb (StintWindow *self)
{
  g_assert (STINT_IS_WINDOW (self));

  if (self->details_id != 0)
    stint_window_tell_details (self);
  if (!stint_split_view_get_details_folded (self->split_view) &&
      gtk_widget_child_focus (GTK_WIDGET (self->details), GTK_DIR_TAB_FORWARD))
    return;
  if (!stint_split_view_get_sidebar_folded (self->split_view) &&
      gtk_widget_child_focus (GTK_WIDGET (self->sidebar), GTK_DIR_TAB_FORWARD))
    return;
  stint_session_list_focus_header (self->list);
}

/* Made for those who need it: most windows never do. */
static void
stint_window_ensure_first_run (StintWindow *self)
{
  StintBanners *banners;

  if (self->first_run != NULL)
    return;
  self->first_run = g_object_new (STINT_TYPE_FIRST_RUN, NULL);
  stint_first_run_set_client (self->first_run, self->client);
  banners = stint_first_run_get_banners (self->first_run);
  stint_banners_set_client (banners, self->client);
  stint_banners_set_trouble (banners, self->trouble);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->first_run), "first-run");
}

/* First run, until there is something. */
static void
stint_window_update_page (StintWindow *self)
{
  GListModel *integrations = stint_client_get_integrations (self->client);
  GListModel *sessions = stint_client_get_sessions (self->client);
  gboolean empty =
      g_list_model_get_n_items (integrations) == 0 && g_list_model_get_n_items (sessions) == 0;
  gboolean used = g_settings_get_boolean (self->settings, "used");
  gboolean begun;

  if (!empty && !used)
    g_settings_set_boolean (self->settings, "used", TRUE);
  /* Before the first answer, what it was the last time. */
  if (empty && !self->restored && !stint_client_is_connected (self->client))
    empty = !used;
  if (empty)
    stint_window_ensure_first_run (self);
  begun = !empty && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "first-run") == 0;
  gtk_stack_set_visible_child_name (self->stack, empty ? "first-run" : "main");
  /* Out of the first run the keyboard begins in the list. */
  if (begun)
    self->begins = TRUE;
  if (empty && stint_client_is_connected (self->client))
    stint_first_run_look (self->first_run);
}

static void
stint_window_restore (StintWindow *self)
{
  g_autofree char *view = g_settings_get_string (self->settings, "view");
  guint position;

  if (self->restored)
    return;
  self->restored = TRUE;
  if (self->wanted == NULL)
    self->wanted = g_settings_get_string (self->settings, "selected-session");
  stint_sidebar_set_view (self->sidebar, view);
  stint_window_arranged_cb (self);
  position = stint_selection_get_lead_position (self->selection);
  stint_session_list_focus_row (self->list, position == G_MAXUINT ? 0 : position);
}

static void
stint_window_connected_cb (StintWindow *self)
{
  gboolean connected = stint_client_is_connected (self->client);
  StintBanners *banners = stint_session_list_get_banners (self->list);

  g_assert (STINT_IS_WINDOW (self));

  if (connected)
    {
      g_clear_pointer (&self->trouble, g_free);
      stint_slot_model_set_complete (self->model, TRUE);
      stint_session_list_set_waiting (self->list, FALSE);
      stint_window_restore (self);
    }
  else if (self->restored && self->trouble == NULL)
    {
      self->trouble = g_strdup (_ ("Stint’s service has gone away and is being started again. What "
                                   "is started goes on working in your tools."));
    }
  stint_banners_set_trouble (banners, self->trouble);
  if (self->first_run != NULL)
    stint_banners_set_trouble (stint_first_run_get_banners (self->first_run), self->trouble);
  stint_window_update_page (self);
  stint_window_update_actions (self);
}

static void
stint_window_items_cb (StintWindow *self)
{
  g_assert (STINT_IS_WINDOW (self));

  /* The first look, in the view of all sessions. */
  if (!self->restored && g_list_model_get_n_items (stint_client_get_sessions (self->client)) > 0)
    stint_session_list_set_waiting (self->list, FALSE);
  stint_window_update_page (self);
}

/* Nothing ticks while nobody looks. */
static void
stint_window_update_ticker (StintWindow *self)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));
  gboolean seen = gtk_widget_get_mapped (GTK_WIDGET (self)) && surface != NULL;

  if (seen && GDK_IS_TOPLEVEL (surface) &&
      gdk_toplevel_get_state (GDK_TOPLEVEL (surface)) & GDK_TOPLEVEL_STATE_MINIMIZED)
    seen = FALSE;
  stint_ticker_set_running (self->ticker, seen);
}

static gboolean
stint_window_show_more_cb (gpointer data)
{
  StintWindow *self = data;
  guint n;

  g_assert (STINT_IS_WINDOW (self));

  /* It was closed. */
  if (self->model == NULL)
    return G_SOURCE_REMOVE;
  n = g_list_model_get_n_items (G_LIST_MODEL (self->model)) + MORE_ROWS;
  if (n < ENOUGH_ROWS && n < stint_slot_model_get_n_visible (self->model))
    {
      stint_slot_model_set_limit (self->model, n);
      return G_SOURCE_CONTINUE;
    }
  stint_slot_model_set_limit (self->model, G_MAXUINT);
  return G_SOURCE_REMOVE;
}

static void
stint_window_painted_cb (GdkFrameClock *frame_clock, StintWindow *self)
{
  g_assert (STINT_IS_WINDOW (self));

  /* The first frames may come before the list does, or with its head. */
  if (stint_slot_model_get_n_visible (self->model) == 0 || !self->restored)
    return;
  g_signal_handlers_disconnect_by_func (frame_clock, stint_window_painted_cb, self);
  /* When that frame is out and nothing else is to be done. */
  g_idle_add_full (G_PRIORITY_LOW, stint_window_show_more_cb, g_object_ref (self), g_object_unref);
}

static void
stint_window_realize (GtkWidget *widget)
{
  StintWindow *self = STINT_WINDOW (widget);

  GTK_WIDGET_CLASS (stint_window_parent_class)->realize (widget);

  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (self)), "notify::state",
                           G_CALLBACK (stint_window_update_ticker), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_frame_clock (widget), "after-paint",
                           G_CALLBACK (stint_window_painted_cb), self, 0);
}

static void
stint_window_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (stint_window_parent_class)->map (widget);
  stint_window_update_ticker (STINT_WINDOW (widget));
}

static void
stint_window_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (stint_window_parent_class)->unmap (widget);
  stint_window_update_ticker (STINT_WINDOW (widget));
}

static void
stint_window_farewell_cb (StintFarewell answer, gpointer data)
{
  StintWindow *self = data;

  if (answer == STINT_FAREWELL_STAY)
    return;
  g_settings_set_boolean (self->settings, "told-going-on", TRUE);
  gtk_window_close (GTK_WINDOW (self));
}

/* Once in a life it is told that sessions go on without the window. */
static gboolean
stint_window_stays (StintWindow *self)
{
  guint held = self->quitting ? 0 : stint_farewell_count_held (self->client);

  if (held == 0 || g_settings_get_boolean (self->settings, "told-going-on"))
    return FALSE;
  stint_farewell_tell (GTK_WINDOW (self), held, stint_window_farewell_cb, self);
  return TRUE;
}

static gboolean
stint_window_close_request (GtkWindow *window)
{
  StintWindow *self = STINT_WINDOW (window);

  if (stint_window_stays (self))
    return TRUE;
  g_settings_set_string (self->settings, "selected-session",
                         self->selected != NULL ? stint_session_item_get_id (self->selected) : "");
  stint_window_close_integrations (self);
  stint_starter_close (self->starter);
  return GTK_WINDOW_CLASS (stint_window_parent_class)->close_request (window);
}

static void
stint_window_dispose (GObject *object)
{
  StintWindow *self = STINT_WINDOW (object);

  g_clear_handle_id (&self->details_id, g_source_remove);
  stint_window_close_integrations (self);
  if (self->starter != NULL)
    stint_starter_close (self->starter);
  g_clear_object (&self->outlet);
  g_clear_object (&self->starter);
  g_clear_pointer (&self->syncs, g_hash_table_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_WINDOW);
  g_clear_object (&self->selected);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);
  g_clear_object (&self->ticker);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (stint_window_parent_class)->dispose (object);
}

static void
stint_window_finalize (GObject *object)
{
  StintWindow *self = STINT_WINDOW (object);

  g_free (self->wanted);
  g_free (self->trouble);
  g_free (self->new_center);

  G_OBJECT_CLASS (stint_window_parent_class)->finalize (object);
}

static void
stint_window_class_init (StintWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stint_window_dispose;
  object_class->finalize = stint_window_finalize;
  widget_class->realize = stint_window_realize;
  widget_class->map = stint_window_map;
  widget_class->unmap = stint_window_unmap;
  GTK_WINDOW_CLASS (klass)->close_request = stint_window_close_request;

  g_type_ensure (STINT_TYPE_SPLIT_VIEW);
  g_type_ensure (STINT_TYPE_SIDEBAR);
  g_type_ensure (STINT_TYPE_SESSION_LIST);
  g_type_ensure (STINT_TYPE_DETAILS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-window.ui");
  gtk_widget_class_bind_template_child (widget_class, StintWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, StintWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, StintWindow, split_view);
  gtk_widget_class_bind_template_child (widget_class, StintWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, StintWindow, list);
  gtk_widget_class_bind_template_child (widget_class, StintWindow, details);
  gtk_widget_class_bind_template_callback (widget_class, stint_window_view_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_window_view_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_window_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_window_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_window_sidebar_left_cb);
}

static void
stint_window_init (StintWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->settings = g_settings_new (WINDOW_SCHEMA);
  g_settings_bind (self->settings, "width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  stint_window_install_actions (self);
  stint_window_install_views (self);
}

static void
stint_window_make_models (StintWindow *self)
{
  self->model = stint_slot_model_new (stint_client_get_sessions (self->client));
  stint_slot_model_set_limit (self->model, FIRST_ROWS);
  stint_slot_model_set_complete (self->model, stint_client_is_connected (self->client));
  self->selection = stint_selection_new (self->model);
  self->selected_place = G_MAXUINT;

  stint_window_apply_order (self);
  stint_session_list_set_model (self->list, self->model, self->selection, self->ticker);
  stint_session_list_set_client (self->list, self->client, self->settings);
  stint_session_list_capture_keys (self->list, GTK_WIDGET (self));
  stint_sidebar_set_client (self->sidebar, self->client, self->ticker, self->settings);
  stint_details_set_client (self->details, self->client, self->ticker);
  stint_banners_set_client (stint_session_list_get_banners (self->list), self->client);

  g_signal_connect_object (self->selection, "changed", G_CALLBACK (stint_window_selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "arranged", G_CALLBACK (stint_window_arranged_cb), self,
                           G_CONNECT_SWAPPED);
}

StintWindow *
stint_window_new (GtkApplication *app, StintClient *client, StintClock *clock)
{
  StintWindow *self;

  g_return_val_if_fail (STINT_IS_CLIENT (client), NULL);
  g_return_val_if_fail (STINT_IS_CLOCK (clock), NULL);

  self = g_object_new (STINT_TYPE_WINDOW, "application", app, NULL);
  self->client = g_object_ref (client);
  self->ticker = stint_ticker_new (clock);
  self->starter = stint_starter_new (client, self->ticker, GTK_WINDOW (self));
  stint_window_make_models (self);
  stint_window_install_integrations (self);

  g_signal_connect_object (self->starter, "message", G_CALLBACK (stint_window_toast), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (client, "notify::connected", G_CALLBACK (stint_window_connected_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (stint_client_get_integrations (client), "items-changed",
                           G_CALLBACK (stint_window_items_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (stint_client_get_sessions (client), "items-changed",
                           G_CALLBACK (stint_window_items_cb), self, G_CONNECT_SWAPPED);
  stint_window_connected_cb (self);
  return self;
}

gboolean
stint_window_wants_first_look (void)
{
  g_autoptr (GSettings) settings = g_settings_new (WINDOW_SCHEMA);
  g_autofree char *view = g_settings_get_string (settings, "view");
  g_autofree char *order = g_settings_get_string (settings, "order");

  /* The head of the whole list says little about another one. */
  return g_str_equal (view, "all") && g_str_equal (order, "integration");
}

void
stint_window_set_trouble (StintWindow *self, const GError *error)
{
  g_return_if_fail (STINT_IS_WINDOW (self));

  g_clear_pointer (&self->trouble, g_free);
  if (error != NULL && !stint_error_is_cancelled (error))
    self->trouble = stint_sentence_whole (error, STINT_AUDIENCE_WINDOW);
  stint_window_connected_cb (self);
}

void
stint_window_show_session (StintWindow *self, const char *id)
{
  g_return_if_fail (STINT_IS_WINDOW (self));
  g_return_if_fail (id != NULL);

  g_free (self->wanted);
  self->wanted = g_strdup (id);
  self->show_wanted = TRUE;
  stint_window_arranged_cb (self);
}

void
stint_window_quit (StintWindow *self)
{
  g_return_if_fail (STINT_IS_WINDOW (self));

  self->quitting = TRUE;
  /* One that is not on the screen yet does not hear of being closed. */
  if (gtk_widget_get_realized (GTK_WIDGET (self)))
    gtk_window_close (GTK_WINDOW (self));
  else
    gtk_window_destroy (GTK_WINDOW (self));
}

void
stint_window_toast (StintWindow *self, const char *sentence)
{
  g_return_if_fail (STINT_IS_WINDOW (self));
  g_return_if_fail (sentence != NULL);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (sentence));
}
