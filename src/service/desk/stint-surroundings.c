/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-surroundings.h"

#include "stint-logind.h"
#include "stint-session-monitor.h"
#include "stint-stop-all.h"

/* Flatpak makes this file in the old version's /app when there is a newer one. */
#define UPDATED_FILE "/app/.updated"

/* Who tells that the screen is locked, besides logind: each desktop has its own name for it. */
static const char *const screen_savers[] = {
  "org.gnome.ScreenSaver", "org.freedesktop.ScreenSaver", "org.cinnamon.ScreenSaver",
  "org.mate.ScreenSaver",  "org.xfce.ScreenSaver",
};

struct _StintSurroundings
{
  GObject parent_instance;

  StintService *service; /* borrowed */
  StintLogind *logind;
  StintSessionMonitor *monitor;                   /* (nullable): in a sandbox only */
  guint screen_ids[G_N_ELEMENTS (screen_savers)]; /* 0: nobody listens */
  GFileMonitor *updated;                          /* (nullable) */
  gboolean unseen;                                /* the monitor does not work */
  gboolean leaving;
};

G_DEFINE_FINAL_TYPE (StintSurroundings, stint_surroundings, G_TYPE_OBJECT)

static void
network_changed (StintSurroundings *self, const char *why)
{
  g_debug ("%s", why);
  stint_engine_network_changed (stint_service_get_engine (self->service));
}

static void
network_changed_cb (GNetworkMonitor *monitor, gboolean available, gpointer user_data)
{
  StintSurroundings *self = STINT_SURROUNDINGS (user_data);

  stint_engine_set_online (stint_service_get_engine (self->service), available);
  if (available)
    network_changed (self, "The network changed");
}

static void
clock_jumped_cb (StintClock *clock, gpointer user_data)
{
  network_changed (STINT_SURROUNDINGS (user_data), "The clock was stepped, or the machine slept");
}

/* --- Sleep, shutdown, the end of the desktop --------------------------------------------------- */

static gboolean
wants (StintSurroundings *self, const char *key)
{
  return g_settings_get_boolean (stint_service_get_context (self->service)->settings, key);
}

static void
flushed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSurroundings) self = STINT_SURROUNDINGS (user_data);
  g_autoptr (GError) error = NULL;

  if (!stint_registry_flush_finish (STINT_REGISTRY (object), result, &error))
    g_message ("The state could not be written: %s", error->message);
  if (self->logind != NULL)
    stint_logind_go_on (self->logind);
}

static void
flush (StintSurroundings *self)
{
  stint_registry_flush_async (stint_service_get_context (self->service)->registry, NULL, flushed_cb,
                              g_object_ref (self));
}

static void
stopped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSurroundings) self = STINT_SURROUNDINGS (user_data);
  g_autoptr (GVariant) failed = stint_stop_all_finish (result, NULL);

  if (g_variant_n_children (failed) > 0)
    g_message ("%" G_GSIZE_FORMAT " sessions could not be stopped, and keep their profiles",
               g_variant_n_children (failed));
  flush (self);
  if (self->leaving)
    stint_service_end (self->service, FALSE);
}

static void
stop_all (StintSurroundings *self, const char *why)
{
  g_message ("%s: all sessions are stopped", why);
  stint_stop_all_async (stint_service_get_context (self->service),
                        stint_service_get_engine (self->service), stopped_cb, g_object_ref (self));
}

static void
sleep_cb (StintLogind *logind, gboolean before, gpointer user_data)
{
  StintSurroundings *self = STINT_SURROUNDINGS (user_data);

  if (before)
    flush (self);
  else
    network_changed (self, "The machine woke up");
}

static void
prepare_for_the_end (StintSurroundings *self, const char *why)
{
  if (wants (self, "stop-on-logout"))
    stop_all (self, why);
  else
    flush (self);
}

static void
shutdown_cb (StintLogind *logind, gboolean before, gpointer user_data)
{
  if (before)
    prepare_for_the_end (STINT_SURROUNDINGS (user_data), "The computer is shut down");
}

/* A signal, or the end of the bus, follows; but in a sandbox that may be a SIGKILL. */
static void
ending_cb (StintSurroundings *self)
{
  prepare_for_the_end (self, "The desktop is left");
}

void
stint_surroundings_leave (StintSurroundings *self)
{
  g_return_if_fail (STINT_IS_SURROUNDINGS (self));

  if (!wants (self, "stop-on-logout"))
    {
      stint_service_end (self->service, FALSE);
      return;
    }
  if (self->leaving)
    return;

  self->leaving = TRUE;
  stop_all (self, "The desktop is left");
}

/* --- The lock of the screen ------------------------------------------------------------------- */

static void
locked (StintSurroundings *self)
{
  if (wants (self, "stop-on-lock"))
    stop_all (self, "The screen is locked");
}

static void
screen_saver_cb (GDBusConnection *bus,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *signal,
                 GVariant *parameters,
                 gpointer user_data)
{
  gboolean active = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;

  g_variant_get (parameters, "(b)", &active);
  if (active)
    locked (STINT_SURROUNDINGS (user_data));
}

static void
stop_listening (StintSurroundings *self)
{
  GDBusConnection *bus = stint_service_get_connection (self->service);

  for (guint i = 0; i < G_N_ELEMENTS (screen_savers); i++)
    {
      if (self->screen_ids[i] != 0)
        g_dbus_connection_signal_unsubscribe (bus, self->screen_ids[i]);
      self->screen_ids[i] = 0;
    }
}

/* Where nothing follows from it, nobody is woken by it.  Senders may be anybody on our own bus, who
 * can stop sessions anyway. */
static void
listen_to_screen_savers (StintSurroundings *self)
{
  GDBusConnection *bus = stint_service_get_connection (self->service);

  stop_listening (self);
  for (guint i = 0; wants (self, "stop-on-lock") && i < G_N_ELEMENTS (screen_savers); i++)
    self->screen_ids[i] = g_dbus_connection_signal_subscribe (
        bus, NULL, screen_savers[i], "ActiveChanged", NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE,
        screen_saver_cb, self, NULL);
}

/* --- The portal, which knows both ---------------------------------------------------------------- */

static void
note_unseen (StintSurroundings *self)
{
  stint_engine_note_lock_unseen (stint_service_get_engine (self->service),
                                 self->unseen && wants (self, "stop-on-lock"));
}

static void
seen_cb (StintSessionMonitor *monitor, gboolean seen, gpointer user_data)
{
  StintSurroundings *self = STINT_SURROUNDINGS (user_data);

  self->unseen = !seen;
  note_unseen (self);
}

static void
monitor_if_wanted (StintSurroundings *self)
{
  gboolean wanted = wants (self, "stop-on-lock") || wants (self, "stop-on-logout");

  stint_session_monitor_set_wanted (self->monitor, wanted);
  self->unseen &= wanted;
  note_unseen (self);
}

static void
ask_portal (StintSurroundings *self, GSettings *settings)
{
  self->monitor = stint_session_monitor_new (stint_service_get_connection (self->service));
  g_signal_connect_object (self->monitor, "locked", G_CALLBACK (locked), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "ending", G_CALLBACK (ending_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->monitor, "seen", G_CALLBACK (seen_cb), self, 0);
  g_signal_connect_object (settings, "changed::stop-on-lock", G_CALLBACK (monitor_if_wanted), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (settings, "changed::stop-on-logout", G_CALLBACK (monitor_if_wanted),
                           self, G_CONNECT_SWAPPED);
  monitor_if_wanted (self);
}

/* --- Updates ---------------------------------------------------------------------------------- */

static void
updated_cb (
    GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event, gpointer user_data)
{
  StintSurroundings *self = STINT_SURROUNDINGS (user_data);

  if (event != G_FILE_MONITOR_EVENT_CREATED)
    return;

  g_message ("Stint was updated; starting anew");
  stint_service_end (self->service, TRUE);
}

static void
watch_updates (StintSurroundings *self)
{
  g_autoptr (GFile) file = g_file_new_for_path (UPDATED_FILE);
  g_autoptr (GError) error = NULL;

  self->updated = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, &error);
  if (self->updated != NULL)
    g_signal_connect_object (self->updated, "changed", G_CALLBACK (updated_cb), self, 0);
  else
    g_debug ("No word of updates: %s", error->message);
}

static void
stint_surroundings_dispose (GObject *object)
{
  StintSurroundings *self = STINT_SURROUNDINGS (object);

  stop_listening (self);
  g_clear_object (&self->logind);
  g_clear_object (&self->monitor);
  g_clear_object (&self->updated);

  G_OBJECT_CLASS (stint_surroundings_parent_class)->dispose (object);
}

static void
stint_surroundings_class_init (StintSurroundingsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stint_surroundings_dispose;
}

static void
stint_surroundings_init (StintSurroundings *self)
{
}

StintSurroundings *
stint_surroundings_new (StintService *service, gboolean in_flatpak)
{
  StintSurroundings *self = g_object_new (STINT_TYPE_SURROUNDINGS, NULL);
  StintContext *context = stint_service_get_context (service);
  GNetworkMonitor *monitor = g_network_monitor_get_default ();

  self->service = service;
  g_signal_connect_object (monitor, "network-changed", G_CALLBACK (network_changed_cb), self, 0);
  g_signal_connect_object (context->clock, "jumped", G_CALLBACK (clock_jumped_cb), self, 0);
  g_signal_connect_object (context->settings, "changed::stop-on-lock",
                           G_CALLBACK (listen_to_screen_savers), self, G_CONNECT_SWAPPED);
  listen_to_screen_savers (self);
  stint_engine_set_online (stint_service_get_engine (service),
                           g_network_monitor_get_network_available (monitor));
  self->logind = stint_logind_new ();
  g_signal_connect_object (self->logind, "sleep", G_CALLBACK (sleep_cb), self, 0);
  g_signal_connect_object (self->logind, "shutdown", G_CALLBACK (shutdown_cb), self, 0);
  g_signal_connect_object (self->logind, "locked", G_CALLBACK (locked), self, G_CONNECT_SWAPPED);
  if (in_flatpak)
    {
      watch_updates (self);
      ask_portal (self, context->settings);
    }

  return self;
}
