/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-about.h"
#include "stint-application.h"
#include "stint-client-calls.h"
#include "stint-farewell.h"
#include "stint-menu-names.h"
#include "stint-names.h"
#include "stint-preferences.h"
#include "stint-sentence.h"
#include "stint-window.h"

struct _StintApplication
{
  AdwApplication parent_instance;

  StintClient *client;       /* (owned) (nullable) */
  StintClock *clock;         /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) while it connects */
  StintWindow *window;       /* (unowned) (nullable) */
  guint present_id;          /* the window waits for the list, for a moment */
  gint64 left;               /* monotonic: when the window lost the keyboard */
  gboolean asking;           /* what becomes of sessions */
  gboolean unreachable;      /* the service is not there, and does not start */
};

G_DEFINE_FINAL_TYPE (StintApplication, stint_application, ADW_TYPE_APPLICATION)

/* A click on the tray can take the keyboard from the window before it is told of, in microseconds. */
#define TURN (G_USEC_PER_SEC / 2)

/* How long a window waits for the list, in milliseconds: less than one notices, and mostly enough
 * to spare a frame that shows nothing. */
#define PATIENCE 120

static gboolean
stint_application_present_cb (gpointer data)
{
  StintApplication *self = data;

  self->present_id = 0;
  if (self->window != NULL)
    gtk_window_present (GTK_WINDOW (self->window));
  return G_SOURCE_REMOVE;
}

static void
stint_application_present_now (StintApplication *self)
{
  if (self->present_id == 0)
    return;
  g_clear_handle_id (&self->present_id, g_source_remove);
  stint_application_present_cb (self);
}

static void
stint_application_connected_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintApplication) self = data;
  g_autoptr (GError) error = NULL;

  if (!stint_client_connect_finish (STINT_CLIENT (source), result, &error))
    {
      g_info ("Cannot connect: %s", error->message);
      self->unreachable = TRUE;
      if (self->window != NULL)
        stint_window_set_trouble (self->window, error);
    }
  stint_application_present_now (self);
}

static void
stint_application_looked_cb (StintApplication *self)
{
  g_assert (STINT_IS_APPLICATION (self));

  stint_application_present_now (self);
}

static void
stint_application_ensure_client (StintApplication *self)
{
  StintClientFlags flags = STINT_CLIENT_RECONNECT | STINT_CLIENT_UPGRADE;

  if (self->client != NULL)
    return;
  if (stint_window_wants_first_look ())
    flags |= STINT_CLIENT_FIRST_LOOK;
  /* The window is no shell: which AWS files are meant is the service's own business. */
  self->client = stint_client_new (g_application_get_dbus_connection (G_APPLICATION (self)), NULL);
  self->clock = stint_system_clock_new ();
  self->cancellable = g_cancellable_new ();
  stint_client_connect_async (self->client, flags, self->cancellable,
                              stint_application_connected_cb, g_object_ref (self));
}

static void
stint_application_is_active_cb (StintApplication *self)
{
  g_assert (STINT_IS_APPLICATION (self));

  if (self->window != NULL && !gtk_window_is_active (GTK_WINDOW (self->window)))
    self->left = g_get_monotonic_time ();
}

/* Not shown yet. */
static StintWindow *
stint_application_ensure_window (StintApplication *self)
{
  stint_application_ensure_client (self);
  if (self->window == NULL)
    {
      self->window = stint_window_new (GTK_APPLICATION (self), self->client, self->clock);
      g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
      g_signal_connect_object (self->window, "notify::is-active",
                               G_CALLBACK (stint_application_is_active_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (stint_client_get_sessions (self->client), "items-changed",
                               G_CALLBACK (stint_application_looked_cb), self, G_CONNECT_SWAPPED);
    }
  return self->window;
}

static StintWindow *
stint_application_present (StintApplication *self)
{
  gboolean fresh = self->window == NULL;

  stint_application_ensure_window (self);
  if (fresh && !stint_client_is_connected (self->client))
    self->present_id = g_timeout_add (PATIENCE, stint_application_present_cb, self);
  if (self->present_id == 0)
    gtk_window_present (GTK_WINDOW (self->window));
  return self->window;
}

static void
stint_application_activate (GApplication *app)
{
  stint_application_present (STINT_APPLICATION (app));
}

/* --- What others ask for ---------------------------------------------------------------------- */

/* What waits for the list before it can be done. */
typedef struct
{
  StintApplication *app; /* (unowned): it owns the client that this listens to */
  char *action;          /* of the window; NULL: the end */
  char *id;              /* (owned) (nullable) */
} Errand;

static void
errand_free (gpointer data, GClosure *closure)
{
  Errand *errand = data;

  g_free (errand->action);
  g_free (errand->id);
  g_free (errand);
}

static void stint_application_end (StintApplication *self);

static void
stint_application_run_errand (StintApplication *self, const char *action, const char *id)
{
  if (action == NULL)
    stint_application_end (self);
  else if (self->window != NULL)
    g_action_group_activate_action (G_ACTION_GROUP (self->window), action,
                                    id != NULL ? g_variant_new_string (id) : NULL);
}

static void
stint_application_errand_cb (StintClient *client, GParamSpec *pspec, gpointer data)
{
  Errand *errand = data;

  g_assert (STINT_IS_CLIENT (client));

  if (!stint_client_is_connected (client))
    return;
  stint_application_run_errand (errand->app, errand->action, errand->id);
  g_signal_handlers_disconnect_by_func (client, stint_application_errand_cb, data);
}

/* A notice's button may start this program: the list comes a moment later. */
static void
stint_application_do (StintApplication *self, const char *action, const char *id)
{
  Errand *errand;

  if (stint_client_is_connected (self->client))
    {
      stint_application_run_errand (self, action, id);
      return;
    }
  errand = g_new0 (Errand, 1);
  errand->app = self;
  errand->action = g_strdup (action);
  errand->id = g_strdup (id);
  g_signal_connect_data (self->client, "notify::connected",
                         G_CALLBACK (stint_application_errand_cb), errand, errand_free, 0);
}

static void
stint_application_session_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintApplication *self = data;
  const char *id = g_variant_get_string (parameter, NULL);
  const char *name = g_action_get_name (G_ACTION (action));

  stint_window_show_session (stint_application_present (self), id);
  if (!g_str_equal (name, "show-session"))
    stint_application_do (self, name, id);
}

static void
stint_application_sign_in_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintApplication *self = data;

  stint_application_present (self);
  stint_application_do (self, "sign-in", g_variant_get_string (parameter, NULL));
}

/* Of the launcher's menu: the window has them under the same names. */
static void
stint_application_window_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintApplication *self = data;

  stint_application_present (self);
  stint_application_do (self, g_action_get_name (G_ACTION (action)), NULL);
}

/* To the search, which finds what is to be started. */
static void
stint_application_new_session_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintApplication *self = data;

  stint_application_present (self);
  stint_application_do (self, "find", NULL);
}

/* What was typed in the desktop's overview. */
static void
stint_application_search_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintApplication *self = data;

  stint_application_present (self);
  stint_application_do (self, "search", g_variant_get_string (parameter, NULL));
}

/* Without the window's coming up: it does so by itself where a person is needed. */
static void
stint_application_quiet_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintApplication *self = data;

  stint_window_set_quiet (stint_application_ensure_window (self));
  stint_application_do (self, g_action_get_name (G_ACTION (action)),
                        g_variant_get_string (parameter, NULL));
}

/* A dialog of it would stay behind. */
static GtkWindow *
find_dialog (GtkWindow *window)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) other = g_list_model_get_item (windows, i);

      if (gtk_window_get_transient_for (other) == window &&
          gtk_widget_get_visible (GTK_WIDGET (other)))
        return other;
    }
  return NULL;
}

/* @turned: monotonic: when the person turned to the tray */
static gboolean
stint_application_was_active (StintApplication *self, gint64 turned)
{
  GtkWidget *window = GTK_WIDGET (self->window);

  return gtk_widget_get_visible (window) &&
         (gtk_window_is_active (GTK_WINDOW (window)) || self->left >= turned - TURN);
}

/* Shows, raises or hides it. */
static void
stint_application_toggle_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintApplication *self = data;
  GtkWindow *window = self->window != NULL ? GTK_WINDOW (self->window) : NULL;
  GtkWindow *dialog = window != NULL ? find_dialog (window) : NULL;

  if (dialog != NULL)
    gtk_window_present (dialog);
  else if (window != NULL && stint_application_was_active (self, g_variant_get_int64 (parameter)))
    gtk_widget_set_visible (GTK_WIDGET (window), FALSE);
  else
    stint_application_present (self);
}

static void
stint_application_about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintApplication *self = data;
  StintWindow *window = stint_application_present (self);

  stint_about_show (GTK_WINDOW (window), self->client);
}

static void
stint_application_preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintWindow *window = stint_application_present (data);

  gtk_window_present (GTK_WINDOW (stint_preferences_new (GTK_WINDOW (window))));
}

/* --- The end ---------------------------------------------------------------------------------- */

static void
stint_application_leave (StintApplication *self)
{
  if (self->window != NULL)
    stint_window_quit (self->window);
  g_application_quit (G_APPLICATION (self));
}

static void
stint_application_service_ended_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintApplication) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);

  if (results == NULL)
    g_info ("The service does not end: %s", error->message);
  stint_application_leave (self);
}

/* What could not be stopped is no end. */
static gboolean
tell_failed (StintApplication *self, GVariant *results)
{
  g_autoptr (GVariant) failed =
      g_variant_lookup_value (results, "failed", G_VARIANT_TYPE ("a(sss)"));
  const char *name;
  const char *sentence;
  g_autofree char *text = NULL;

  if (failed == NULL || g_variant_n_children (failed) == 0)
    return FALSE;
  g_variant_get_child (failed, 0, "(&ss&s)", &name, NULL, &sentence);
  /* Translators: %1$s is a session's name, %2$s a sentence that says why. */
  text = g_strdup_printf (_ ("%1$s could not be stopped. %2$s"), name, sentence);
  if (self->window != NULL)
    stint_window_toast (self->window, text);
  return TRUE;
}

static void
stint_application_stopped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintApplication) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);

  if (results == NULL)
    {
      g_autofree char *sentence = stint_sentence_whole (error, STINT_AUDIENCE_WINDOW);

      if (self->window != NULL)
        stint_window_toast (self->window, sentence);
    }
  else if (!tell_failed (self, results))
    {
      stint_client_quit_async (self->client, NULL, stint_application_service_ended_cb,
                               g_object_ref (self));
    }
}

static void
stint_application_farewell_cb (StintFarewell answer, gpointer data)
{
  g_autoptr (StintApplication) self = data;

  self->asking = FALSE;
  if (answer == STINT_FAREWELL_LEAVE)
    stint_application_leave (self);
  else if (answer == STINT_FAREWELL_STOP)
    stint_client_stop_all_async (self->client, NULL, NULL, stint_application_stopped_cb,
                                 g_object_ref (self));
}

/* Closing the window ends nothing: sessions are the service's. */
static void
stint_application_end (StintApplication *self)
{
  guint held = stint_farewell_count_held (self->client);

  if (held == 0)
    {
      stint_application_leave (self);
      return;
    }
  if (self->asking)
    return;
  self->asking = TRUE;
  stint_farewell_ask (GTK_WINDOW (stint_application_present (self)), held,
                      stint_application_farewell_cb, g_object_ref (self));
}

static void
stint_application_quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintApplication *self = data;

  /* Nobody tells what is started: nothing can be asked. */
  if (self->unreachable)
    {
      stint_application_leave (self);
      return;
    }
  /* Something has to be there until it is known. */
  if (!stint_client_is_connected (self->client))
    stint_application_ensure_window (self);
  stint_application_do (self, NULL, NULL);
}

static void
stint_application_set_accels (GtkApplication *app)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } table[] = {
    { "app.quit", { "<Control>q" } },
    { "app.preferences", { "<Control>comma" } },
    { "win.show-help-overlay", { "<Control>question", "F1" } },
    { "win.find", { "<Control>f" } },
    { "win.back", { "Escape", "<Alt>Left" } },
    { "win.show-sidebar", { "F9" } },
    { "win.console-selected", { "<Control>Return", "<Control>KP_Enter" } },
    { "win.filter", { "<Control><Shift>f" } },
    { "win.save-view", { "<Control>s" } },
    { "win.renew-selected", { "<Control>r" } },
    { "win.pin-selected", { "<Control>d" } },
    { "win.edit-selected", { "<Control>e" } },
    { "win.add-center", { "<Control><Shift>n" } },
    { "win.add-user", { "<Control>u" } },
    { "win.add-role::", { "<Control>n" } },
    { "win.import", { "<Control>i" } },
    { "win.stop-all", { "<Control><Shift>s" } },
    { "window.close", { "<Control>w" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_application_set_accels_for_action (app, table[i].action, table[i].accels);
}

static void
stint_application_startup (GApplication *app)
{
  static const GActionEntry entries[] = {
    { "about", stint_application_about_cb },
    { "preferences", stint_application_preferences_cb },
    { "quit", stint_application_quit_cb },
    { "toggle-window", stint_application_toggle_cb, "x" },
    { "sign-in", stint_application_sign_in_cb, "s" },
    { "new-session", stint_application_new_session_cb },
    { "search", stint_application_search_cb, "s" },
    { "import", stint_application_window_cb },
    { "stop-all", stint_application_window_cb },
    { "open-console", stint_application_quiet_cb, "s" },
    { "copy-credentials", stint_application_quiet_cb, "s" },
    { "show-session", stint_application_session_cb, "s" },
    { "start-session", stint_application_session_cb, "s" },
    { "renew-session", stint_application_session_cb, "s" },
    { "stop-session", stint_application_session_cb, "s" },
  };

  /* Asked before GTK is set up, the service answers meanwhile. */
  stint_application_ensure_client (STINT_APPLICATION (app));
  /* By this name desktops find the icon and the name of any window of ours, dialogs included. */
  g_set_prgname (STINT_APPLICATION_ID);
  G_APPLICATION_CLASS (stint_application_parent_class)->startup (app);

  g_action_map_add_action_entries (G_ACTION_MAP (app), entries, G_N_ELEMENTS (entries), app);
  stint_application_set_accels (GTK_APPLICATION (app));
  gtk_window_set_default_icon_name (STINT_APPLICATION_ID);
  stint_menu_names_start ();
}

static void
stint_application_shutdown (GApplication *app)
{
  StintApplication *self = STINT_APPLICATION (app);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  G_APPLICATION_CLASS (stint_application_parent_class)->shutdown (app);
}

static void
stint_application_dispose (GObject *object)
{
  StintApplication *self = STINT_APPLICATION (object);

  g_clear_handle_id (&self->present_id, g_source_remove);
  if (self->window != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
  self->window = NULL;
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_object (&self->clock);

  G_OBJECT_CLASS (stint_application_parent_class)->dispose (object);
}

static void
stint_application_class_init (StintApplicationClass *klass)
{
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stint_application_dispose;
  app_class->startup = stint_application_startup;
  app_class->activate = stint_application_activate;
  app_class->shutdown = stint_application_shutdown;
}

static void
stint_application_init (StintApplication *self)
{
}

StintApplication *
stint_application_new (void)
{
  return g_object_new (STINT_TYPE_APPLICATION, "application-id", STINT_APPLICATION_ID,
                       "resource-base-path", STINT_APPLICATION_PATH, "flags",
                       G_APPLICATION_DEFAULT_FLAGS, NULL);
}
