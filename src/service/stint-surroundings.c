/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-surroundings.h"

/* Flatpak makes this file in the old version's /app when there is a newer one. */
#define UPDATED_FILE "/app/.updated"

#define LOGIND_NAME "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1"
#define LOGIND_INTERFACE "org.freedesktop.login1.Manager"

struct _StintSurroundings
{
  GObject parent_instance;

  StintService *service; /* borrowed */
  GCancellable *cancellable;
  GDBusConnection *system_bus; /* (nullable) */
  guint sleep_id;
  GFileMonitor *updated; /* (nullable) */
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
  if (available)
    network_changed (STINT_SURROUNDINGS (user_data), "The network changed");
}

static void
clock_jumped_cb (StintClock *clock, gpointer user_data)
{
  network_changed (STINT_SURROUNDINGS (user_data), "The clock was stepped, or the machine slept");
}

static void
prepare_for_sleep_cb (GDBusConnection *connection,
                      const char *sender,
                      const char *path,
                      const char *interface,
                      const char *signal,
                      GVariant *parameters,
                      gpointer user_data)
{
  gboolean before;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;

  g_variant_get (parameters, "(b)", &before);
  if (!before)
    network_changed (STINT_SURROUNDINGS (user_data), "The machine woke up");
}

static void
system_bus_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSurroundings) self = STINT_SURROUNDINGS (user_data);
  g_autoptr (GError) error = NULL;

  self->system_bus = g_bus_get_finish (result, &error);
  if (self->system_bus == NULL)
    {
      g_debug ("No word of sleep: %s", error->message);
      return;
    }

  g_dbus_connection_set_exit_on_close (self->system_bus, FALSE);
  self->sleep_id = g_dbus_connection_signal_subscribe (
      self->system_bus, LOGIND_NAME, LOGIND_INTERFACE, "PrepareForSleep", LOGIND_PATH, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, prepare_for_sleep_cb, self, NULL);
}

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

  g_cancellable_cancel (self->cancellable);
  if (self->sleep_id != 0)
    g_dbus_connection_signal_unsubscribe (self->system_bus, self->sleep_id);
  self->sleep_id = 0;
  g_clear_object (&self->system_bus);
  g_clear_object (&self->updated);

  G_OBJECT_CLASS (stint_surroundings_parent_class)->dispose (object);
}

static void
stint_surroundings_finalize (GObject *object)
{
  StintSurroundings *self = STINT_SURROUNDINGS (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (stint_surroundings_parent_class)->finalize (object);
}

static void
stint_surroundings_class_init (StintSurroundingsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_surroundings_dispose;
  object_class->finalize = stint_surroundings_finalize;
}

static void
stint_surroundings_init (StintSurroundings *self)
{
  self->cancellable = g_cancellable_new ();
}

StintSurroundings *
stint_surroundings_new (StintService *service, gboolean in_flatpak)
{
  StintSurroundings *self = g_object_new (STINT_TYPE_SURROUNDINGS, NULL);
  StintContext *context = stint_service_get_context (service);

  self->service = service;
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (network_changed_cb), self, 0);
  g_signal_connect_object (context->clock, "jumped", G_CALLBACK (clock_jumped_cb), self, 0);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, system_bus_cb, g_object_ref (self));
  if (in_flatpak)
    watch_updates (self);

  return self;
}
