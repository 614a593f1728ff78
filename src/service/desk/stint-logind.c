/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-logind.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

#define LOGIND_NAME "org.freedesktop.login1"
#define LOGIND_PATH "/org/freedesktop/login1"
#define MANAGER LOGIND_NAME ".Manager"
#define SESSION LOGIND_NAME ".Session"
#define PROPERTIES "org.freedesktop.DBus.Properties"

struct _StintLogind
{
  GObject parent_instance;

  GCancellable *cancellable;
  GDBusConnection *bus; /* (nullable) */
  guint watch_id;
  guint manager_id;
  guint session_id;
  guint properties_id;
  int inhibitor; /* -1: none */
  gboolean taking;
};

enum
{
  SIGNAL_SLEEP,
  SIGNAL_SHUTDOWN,
  SIGNAL_LOCKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintLogind, stint_logind, G_TYPE_OBJECT)

/* --- The inhibitor ---------------------------------------------------------------------------- */

static void
inhibited_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintLogind) self = STINT_LOGIND (user_data);
  g_autoptr (GUnixFDList) fds = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = g_dbus_connection_call_with_unix_fd_list_finish (
      G_DBUS_CONNECTION (object), &fds, result, &error);

  self->taking = FALSE;
  if (answer != NULL && fds != NULL && g_unix_fd_list_get_length (fds) > 0)
    self->inhibitor = g_unix_fd_list_get (fds, 0, &error);
  if (self->inhibitor < 0)
    g_debug ("Nobody waits for us before sleep: %s", error != NULL ? error->message : "no lock");
}

static void
take_inhibitor (StintLogind *self)
{
  if (self->inhibitor >= 0 || self->taking)
    return;

  self->taking = TRUE;
  g_dbus_connection_call_with_unix_fd_list (
      self->bus, LOGIND_NAME, LOGIND_PATH, MANAGER, "Inhibit",
      g_variant_new ("(ssss)", "sleep:shutdown", "Stint", "Writes down what is active", "delay"),
      G_VARIANT_TYPE ("(h)"), G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, self->cancellable,
      inhibited_cb, g_object_ref (self));
}

void
stint_logind_go_on (StintLogind *self)
{
  g_return_if_fail (STINT_IS_LOGIND (self));

  if (self->inhibitor >= 0)
    close (self->inhibitor);
  self->inhibitor = -1;
}

/* --- What it says ----------------------------------------------------------------------------- */

static void
manager_cb (GDBusConnection *bus,
            const char *sender,
            const char *path,
            const char *interface,
            const char *signal,
            GVariant *parameters,
            gpointer user_data)
{
  StintLogind *self = STINT_LOGIND (user_data);
  gboolean is_sleep = g_str_equal (signal, "PrepareForSleep");
  gboolean before;

  if ((!is_sleep && !g_str_equal (signal, "PrepareForShutdown")) ||
      !g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(b)")))
    return;

  g_variant_get (parameters, "(b)", &before);
  if (!before)
    take_inhibitor (self);
  g_signal_emit (self, signals[is_sleep ? SIGNAL_SLEEP : SIGNAL_SHUTDOWN], 0, before);
}

static void
user_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintLogind) self = STINT_LOGIND (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  g_autoptr (GVariant) value = NULL;
  guint32 uid = 0;

  if (answer == NULL)
    {
      g_debug ("Whose session was locked is not known: %s", error->message);
      return;
    }

  g_variant_get (answer, "(v)", &value);
  if (!g_variant_is_of_type (value, G_VARIANT_TYPE ("(uo)")))
    return;
  g_variant_get (value, "(uo)", &uid, NULL);
  if (uid == getuid ())
    g_signal_emit (self, signals[SIGNAL_LOCKED], 0);
}

/* A service of systemd's is in no session: whose it is, is what counts. */
static void
ask_whose (StintLogind *self, const char *path)
{
  g_dbus_connection_call (self->bus, LOGIND_NAME, path, PROPERTIES, "Get",
                          g_variant_new ("(ss)", SESSION, "User"), G_VARIANT_TYPE ("(v)"),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, self->cancellable, user_cb,
                          g_object_ref (self));
}

static void
lock_cb (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *signal,
         GVariant *parameters,
         gpointer user_data)
{
  ask_whose (STINT_LOGIND (user_data), path);
}

static void
properties_cb (GDBusConnection *bus,
               const char *sender,
               const char *path,
               const char *interface,
               const char *signal,
               GVariant *parameters,
               gpointer user_data)
{
  g_autoptr (GVariant) changed = NULL;
  gboolean locked = FALSE;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(sa{sv}as)")))
    return;

  changed = g_variant_get_child_value (parameters, 1);
  if (g_variant_lookup (changed, "LockedHint", "b", &locked) && locked)
    ask_whose (STINT_LOGIND (user_data), path);
}

static void
appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  take_inhibitor (STINT_LOGIND (user_data));
}

/* A new one knows nothing of the lock that the one before gave. */
static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  stint_logind_go_on (STINT_LOGIND (user_data));
}

static void
bus_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintLogind) self = STINT_LOGIND (user_data);
  g_autoptr (GError) error = NULL;
  GDBusConnection *bus = g_bus_get_finish (result, &error);

  if (bus == NULL)
    {
      g_debug ("No word of sleep: %s", error->message);
      return;
    }

  self->bus = bus;
  g_dbus_connection_set_exit_on_close (bus, FALSE);
  self->manager_id =
      g_dbus_connection_signal_subscribe (bus, LOGIND_NAME, MANAGER, NULL, LOGIND_PATH, NULL,
                                          G_DBUS_SIGNAL_FLAGS_NONE, manager_cb, self, NULL);
  self->session_id = g_dbus_connection_signal_subscribe (
      bus, LOGIND_NAME, SESSION, "Lock", NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, lock_cb, self, NULL);
  self->properties_id = g_dbus_connection_signal_subscribe (
      bus, LOGIND_NAME, PROPERTIES, "PropertiesChanged", NULL, SESSION, G_DBUS_SIGNAL_FLAGS_NONE,
      properties_cb, self, NULL);
  self->watch_id = g_bus_watch_name_on_connection (bus, LOGIND_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                                   appeared_cb, vanished_cb, self, NULL);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
unsubscribe (StintLogind *self, guint *id)
{
  if (*id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, *id);
  *id = 0;
}

static void
stint_logind_dispose (GObject *object)
{
  StintLogind *self = STINT_LOGIND (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  unsubscribe (self, &self->manager_id);
  unsubscribe (self, &self->session_id);
  unsubscribe (self, &self->properties_id);
  stint_logind_go_on (self);
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (stint_logind_parent_class)->dispose (object);
}

static void
stint_logind_finalize (GObject *object)
{
  StintLogind *self = STINT_LOGIND (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (stint_logind_parent_class)->finalize (object);
}

static void
stint_logind_class_init (StintLogindClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_logind_dispose;
  object_class->finalize = stint_logind_finalize;

  signals[SIGNAL_SLEEP] = g_signal_new ("sleep", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[SIGNAL_SHUTDOWN] = g_signal_new ("shutdown", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[SIGNAL_LOCKED] = g_signal_new ("locked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
stint_logind_init (StintLogind *self)
{
  self->cancellable = g_cancellable_new ();
  self->inhibitor = -1;
}

StintLogind *
stint_logind_new (void)
{
  StintLogind *self = g_object_new (STINT_TYPE_LOGIND, NULL);

  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, bus_cb, g_object_ref (self));

  return self;
}
