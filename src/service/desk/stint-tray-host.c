/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-tray"

#include "config.h"

#include "stint-tray-host.h"

#include "stint-tray-item.h"

#define WATCHER "org.kde.StatusNotifierWatcher"
#define WATCHER_PATH "/StatusNotifierWatcher"

struct _StintTrayHost
{
  GObject parent_instance;

  char *bus_address;
  GDBusInterfaceSkeleton *item; /* (owned) */
  GDBusInterfaceSkeleton *menu; /* (owned) */
  guint watch_id;

  /* While there is a watcher. */
  GCancellable *cancellable;   /* (nullable) */
  GDBusConnection *connection; /* (owned) (nullable) */
  guint signal_id;
  guint properties_id;
  gboolean registered;
  gboolean drawn; /* there is a host */
};

enum
{
  SIGNAL_PREPARING,
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintTrayHost, stint_tray_host, G_TYPE_OBJECT)

static void
set_state (StintTrayHost *self, gboolean registered, gboolean drawn)
{
  gboolean before = stint_tray_host_is_shown (self);

  self->registered = registered;
  self->drawn = drawn;
  if (before != stint_tray_host_is_shown (self))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* --- One watcher ------------------------------------------------------------------------------ */

static void
unsubscribe (StintTrayHost *self)
{
  if (self->signal_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->signal_id);
  if (self->properties_id != 0)
    g_dbus_connection_signal_unsubscribe (self->connection, self->properties_id);
  self->signal_id = 0;
  self->properties_id = 0;
}

static void
unexport (GDBusInterfaceSkeleton *skeleton)
{
  if (g_dbus_interface_skeleton_get_connection (skeleton) != NULL)
    g_dbus_interface_skeleton_unexport (skeleton);
}

static void
leave (StintTrayHost *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->connection == NULL)
    return;

  unsubscribe (self);
  unexport (self->item);
  unexport (self->menu);
  g_dbus_connection_close (self->connection, NULL, NULL, NULL);
  g_clear_object (&self->connection);
}

static void
host_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintTrayHost) self = STINT_TRAY_HOST (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr (GVariant) value = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* A watcher that does not say is its own host. */
  if (answer != NULL)
    g_variant_get (answer, "(v)", &value);
  set_state (self, self->registered,
             value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) ||
                 g_variant_get_boolean (value));
}

static void
ask_for_host (StintTrayHost *self)
{
  g_dbus_connection_call (
      self->connection, WATCHER, WATCHER_PATH, "org.freedesktop.DBus.Properties", "Get",
      g_variant_new ("(ss)", WATCHER, "IsStatusNotifierHostRegistered"), G_VARIANT_TYPE ("(v)"),
      G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable, host_cb, g_object_ref (self));
}

/* Hosts come and go under one watcher: KDE's is another process than its panel. */
static void
watcher_signal_cb (GDBusConnection *connection,
                   const char *sender,
                   const char *path,
                   const char *interface,
                   const char *signal,
                   GVariant *parameters,
                   gpointer user_data)
{
  StintTrayHost *self = STINT_TRAY_HOST (user_data);

  if (g_str_has_prefix (signal, "StatusNotifierHost") || g_str_equal (signal, "PropertiesChanged"))
    ask_for_host (self);
}

static guint
subscribe (StintTrayHost *self, const char *interface, const char *argument)
{
  return g_dbus_connection_signal_subscribe (self->connection, WATCHER, interface, NULL,
                                             WATCHER_PATH, argument, G_DBUS_SIGNAL_FLAGS_NONE,
                                             watcher_signal_cb, self, NULL);
}

static void
registered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintTrayHost) self = STINT_TRAY_HOST (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);

  if (answer != NULL)
    set_state (self, TRUE, self->drawn);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_info ("The tray does not take the icon: %s", error->message);
}

/* By path: any name of our own would have to be allowed to a sandbox, and be unique in it. */
static void
register_item (StintTrayHost *self)
{
  g_dbus_connection_call (self->connection, WATCHER, WATCHER_PATH, WATCHER,
                          "RegisterStatusNotifierItem", g_variant_new ("(s)", STINT_TRAY_ITEM_PATH),
                          NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable,
                          registered_cb, g_object_ref (self));
}

static gboolean
export_objects (StintTrayHost *self, GError **error)
{
  return g_dbus_interface_skeleton_export (self->item, self->connection, STINT_TRAY_ITEM_PATH,
                                           error) &&
         g_dbus_interface_skeleton_export (self->menu, self->connection, STINT_TRAY_MENU_PATH,
                                           error);
}

static void
connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintTrayHost) self = STINT_TRAY_HOST (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) connection =
      g_dbus_connection_new_for_address_finish (result, &error);

  if (connection == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_warning ("No second connection to the session bus: %s", error->message);
      return;
    }

  g_signal_emit (self, signals[SIGNAL_PREPARING], 0);
  self->connection = g_steal_pointer (&connection);
  if (!export_objects (self, &error))
    {
      g_warning ("The tray's icon cannot be exported: %s", error->message);
      leave (self);
      return;
    }

  self->signal_id = subscribe (self, WATCHER, NULL);
  self->properties_id = subscribe (self, "org.freedesktop.DBus.Properties", WATCHER);
  register_item (self);
  ask_for_host (self);
}

/* --- Watchers --------------------------------------------------------------------------------- */

static void
watcher_appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  StintTrayHost *self = STINT_TRAY_HOST (user_data);

  g_debug ("There is a tray");
  leave (self);
  set_state (self, FALSE, FALSE);
  self->cancellable = g_cancellable_new ();
  g_dbus_connection_new_for_address (self->bus_address,
                                     G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                         G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                     NULL, self->cancellable, connected_cb, g_object_ref (self));
}

static void
watcher_vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  StintTrayHost *self = STINT_TRAY_HOST (user_data);

  leave (self);
  set_state (self, FALSE, FALSE);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_tray_host_dispose (GObject *object)
{
  StintTrayHost *self = STINT_TRAY_HOST (object);

  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  leave (self);
  g_clear_object (&self->item);
  g_clear_object (&self->menu);

  G_OBJECT_CLASS (stint_tray_host_parent_class)->dispose (object);
}

static void
stint_tray_host_finalize (GObject *object)
{
  StintTrayHost *self = STINT_TRAY_HOST (object);

  g_clear_pointer (&self->bus_address, g_free);

  G_OBJECT_CLASS (stint_tray_host_parent_class)->finalize (object);
}

static void
stint_tray_host_class_init (StintTrayHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_tray_host_dispose;
  object_class->finalize = stint_tray_host_finalize;

  signals[SIGNAL_PREPARING] = g_signal_new ("preparing", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
stint_tray_host_init (StintTrayHost *self)
{
}

StintTrayHost *
stint_tray_host_new (GDBusConnection *bus,
                     const char *bus_address,
                     GDBusInterfaceSkeleton *item,
                     GDBusInterfaceSkeleton *menu)
{
  StintTrayHost *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (bus), NULL);
  g_return_val_if_fail (bus_address != NULL, NULL);

  self = g_object_new (STINT_TYPE_TRAY_HOST, NULL);
  self->bus_address = g_strdup (bus_address);
  self->item = g_object_ref (item);
  self->menu = g_object_ref (menu);
  self->watch_id =
      g_bus_watch_name_on_connection (bus, WATCHER, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                      watcher_appeared_cb, watcher_vanished_cb, self, NULL);

  return self;
}

gboolean
stint_tray_host_is_looked_at (StintTrayHost *self)
{
  g_return_val_if_fail (STINT_IS_TRAY_HOST (self), FALSE);

  return self->connection != NULL;
}

gboolean
stint_tray_host_is_shown (StintTrayHost *self)
{
  g_return_val_if_fail (STINT_IS_TRAY_HOST (self), FALSE);

  return self->registered && self->drawn;
}
