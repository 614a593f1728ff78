/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-about.h"
#include "stint-application.h"
#include "stint-names.h"
#include "stint-preferences.h"
#include "stint-window.h"

struct _StintApplication
{
  AdwApplication parent_instance;

  StintClient *client;       /* (owned) (nullable) */
  StintClock *clock;         /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) while it connects */
  StintWindow *window;       /* (unowned) (nullable) */
  guint present_id;          /* the window waits for the list, for a moment */
};

G_DEFINE_FINAL_TYPE (StintApplication, stint_application, ADW_TYPE_APPLICATION)

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

static StintWindow *
stint_application_present (StintApplication *self)
{
  stint_application_ensure_client (self);
  if (self->window == NULL)
    {
      self->window = stint_window_new (GTK_APPLICATION (self), self->client, self->clock);
      g_object_add_weak_pointer (G_OBJECT (self->window), (gpointer *) &self->window);
      g_signal_connect_object (stint_client_get_sessions (self->client), "items-changed",
                               G_CALLBACK (stint_application_looked_cb), self, G_CONNECT_SWAPPED);
      if (!stint_client_is_connected (self->client))
        self->present_id = g_timeout_add (PATIENCE, stint_application_present_cb, self);
    }
  if (self->present_id == 0)
    gtk_window_present (GTK_WINDOW (self->window));
  return self->window;
}

static void
stint_application_activate (GApplication *app)
{
  stint_application_present (STINT_APPLICATION (app));
}

/* What waits for the list before it can be done. */
typedef struct
{
  char *action;
  char *id;
} Errand;

static void
errand_free (gpointer data, GClosure *closure)
{
  Errand *errand = data;

  g_free (errand->action);
  g_free (errand->id);
  g_free (errand);
}

static void
stint_application_run_errand (StintApplication *self, const char *action, const char *id)
{
  if (self->window == NULL || stint_client_get_session (self->client, id) == NULL)
    return;
  g_action_group_activate_action (G_ACTION_GROUP (self->window), action, g_variant_new_string (id));
}

static void
stint_application_errand_cb (StintClient *client, GParamSpec *pspec, gpointer data)
{
  Errand *errand = data;
  StintApplication *self = STINT_APPLICATION (g_application_get_default ());

  g_assert (STINT_IS_CLIENT (client));

  if (!stint_client_is_connected (client))
    return;
  stint_application_run_errand (self, errand->action, errand->id);
  g_signal_handlers_disconnect_by_func (client, stint_application_errand_cb, data);
}

/* A notice's button may start this program: the list comes a moment later. */
static void
stint_application_session_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintApplication *self = data;
  const char *id = g_variant_get_string (parameter, NULL);
  const char *name = g_action_get_name (G_ACTION (action));
  StintWindow *window = stint_application_present (self);
  Errand *errand;

  stint_window_show_session (window, id);
  if (g_str_equal (name, "show-session"))
    return;
  if (stint_client_is_connected (self->client))
    {
      stint_application_run_errand (self, name, id);
      return;
    }
  errand = g_new0 (Errand, 1);
  errand->action = g_strdup (name);
  errand->id = g_strdup (id);
  g_signal_connect_data (self->client, "notify::connected",
                         G_CALLBACK (stint_application_errand_cb), errand, errand_free, 0);
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

/* Closing the window ends nothing: sessions are the service's. */
static void
stint_application_quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  StintApplication *self = data;

  /* One that is not on the screen yet does not hear of being closed. */
  if (self->window != NULL && gtk_widget_get_realized (GTK_WIDGET (self->window)))
    gtk_window_close (GTK_WINDOW (self->window));
  else
    g_application_quit (G_APPLICATION (self));
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
    { "show-session", stint_application_session_cb, "s" },
    { "start-session", stint_application_session_cb, "s" },
    { "renew-session", stint_application_session_cb, "s" },
    { "stop-session", stint_application_session_cb, "s" },
  };

  /* Asked before GTK is set up, the service answers meanwhile. */
  stint_application_ensure_client (STINT_APPLICATION (app));
  G_APPLICATION_CLASS (stint_application_parent_class)->startup (app);

  g_action_map_add_action_entries (G_ACTION_MAP (app), entries, G_N_ELEMENTS (entries), app);
  stint_application_set_accels (GTK_APPLICATION (app));
  gtk_window_set_default_icon_name (STINT_APPLICATION_ID);
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
