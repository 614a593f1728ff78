/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-session-monitor.h"

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"
#define PORTAL "org.freedesktop.portal."

#define FIRST_RETRY_SECONDS 30
#define LAST_RETRY_SECONDS 3600

/* The portal's "session-state". */
enum
{
  STATE_QUERY_END = 2,
  STATE_ENDING = 3,
};

struct _StintSessionMonitor
{
  GObject parent_instance;

  GDBusConnection *bus;
  GCancellable *cancellable; /* (nullable): of the monitor that is there */
  char *request;             /* (nullable): path of the question that is not answered yet */
  char *session;             /* (nullable): path of the monitor */
  guint watch_id;
  guint response_id;
  guint state_id;
  guint closed_id;
  guint retry_id;
  guint retry_seconds;
  guint n_tokens;
  guint32 session_state;
  gboolean is_locked;
  gboolean is_seen;
};

enum
{
  SIGNAL_LOCKED,
  SIGNAL_ENDING,
  SIGNAL_SEEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintSessionMonitor, stint_session_monitor, G_TYPE_OBJECT)

static void ask (StintSessionMonitor *self);

/* --- Whether somebody tells us ---------------------------------------------------------------- */

static void
set_seen (StintSessionMonitor *self, gboolean seen)
{
  if (self->is_seen == seen)
    return;

  self->is_seen = seen;
  g_signal_emit (self, signals[SIGNAL_SEEN], 0, seen);
}

static void
unsubscribe (StintSessionMonitor *self, guint *id)
{
  if (*id != 0)
    g_dbus_connection_signal_unsubscribe (self->bus, *id);
  *id = 0;
}

/* Whatever is there, or on its way, is not ours any more. */
static void
let_go (StintSessionMonitor *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  unsubscribe (self, &self->response_id);
  unsubscribe (self, &self->state_id);
  unsubscribe (self, &self->closed_id);
  g_clear_pointer (&self->request, g_free);
  g_clear_pointer (&self->session, g_free);
}

static gboolean
retry_cb (gpointer user_data)
{
  StintSessionMonitor *self = STINT_SESSION_MONITOR (user_data);

  self->retry_id = 0;
  ask (self);

  return G_SOURCE_REMOVE;
}

static void
fail (StintSessionMonitor *self, const char *why)
{
  g_debug ("Nobody tells whether the screen is locked: %s", why);
  let_go (self);
  self->retry_id = g_timeout_add_seconds (self->retry_seconds, retry_cb, self);
  self->retry_seconds = MIN (self->retry_seconds * 2, LAST_RETRY_SECONDS);
  set_seen (self, FALSE);
}

/* --- What the portal says --------------------------------------------------------------------- */

/* The desktop waits up to a second for each monitor's answer before it ends. */
static void
answer_query (StintSessionMonitor *self)
{
  g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, PORTAL "Inhibit", "QueryEndResponse",
                          g_variant_new ("(o)", self->session), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

static void
take_session_state (StintSessionMonitor *self, guint32 state)
{
  guint32 before = self->session_state;

  self->session_state = state;
  if (state == STATE_QUERY_END)
    answer_query (self);
  else if (state == STATE_ENDING && before != STATE_ENDING)
    g_signal_emit (self, signals[SIGNAL_ENDING], 0);
}

static void
take_locked (StintSessionMonitor *self, gboolean locked)
{
  gboolean before = self->is_locked;

  self->is_locked = locked;
  if (locked && !before)
    g_signal_emit (self, signals[SIGNAL_LOCKED], 0);
}

static void
state_cb (GDBusConnection *bus,
          const char *sender,
          const char *path,
          const char *interface,
          const char *signal,
          GVariant *parameters,
          gpointer user_data)
{
  g_autoptr (StintSessionMonitor) self = g_object_ref (STINT_SESSION_MONITOR (user_data));
  g_autoptr (GVariant) state = NULL;
  const char *session;
  guint32 session_state;
  gboolean locked;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(oa{sv})")))
    return;
  g_variant_get (parameters, "(&o@a{sv})", &session, &state);
  if (g_strcmp0 (session, self->session) != 0)
    return;

  if (g_variant_lookup (state, "session-state", "u", &session_state))
    take_session_state (self, session_state);
  if (g_variant_lookup (state, "screensaver-active", "b", &locked))
    take_locked (self, locked);
}

static void
response_cb (GDBusConnection *bus,
             const char *sender,
             const char *path,
             const char *interface,
             const char *signal,
             GVariant *parameters,
             gpointer user_data)
{
  StintSessionMonitor *self = STINT_SESSION_MONITOR (user_data);
  guint32 response;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(ua{sv})")))
    return;

  g_variant_get (parameters, "(ua{sv})", &response, NULL);
  unsubscribe (self, &self->response_id);
  if (response != 0)
    {
      fail (self, "the desktop's portal cannot");
      return;
    }

  self->retry_seconds = FIRST_RETRY_SECONDS;
  set_seen (self, TRUE);
}

static void
closed_cb (GDBusConnection *bus,
           const char *sender,
           const char *path,
           const char *interface,
           const char *signal,
           GVariant *parameters,
           gpointer user_data)
{
  fail (STINT_SESSION_MONITOR (user_data), "the portal closed the monitor");
}

/* --- Asking it -------------------------------------------------------------------------------- */

static void
asked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSessionMonitor) self = STINT_SESSION_MONITOR (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  if (reply == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail (self, error->message);
}

/* Where an object of ours will be: the portal makes its path of the caller and a token. */
static char *
build_path (StintSessionMonitor *self, const char *kind, const char *token)
{
  g_autofree char *sender = g_strdup (g_dbus_connection_get_unique_name (self->bus) + 1);

  return g_strdup_printf (PORTAL_PATH "/%s/%s/%s", kind, g_strdelimit (sender, ".", '_'), token);
}

/* Before the call, since the first state may be told before its answer. */
static void
subscribe (StintSessionMonitor *self)
{
  self->response_id = g_dbus_connection_signal_subscribe (
      self->bus, PORTAL_NAME, PORTAL "Request", "Response", self->request, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, response_cb, self, NULL);
  self->closed_id = g_dbus_connection_signal_subscribe (
      self->bus, PORTAL_NAME, PORTAL "Session", "Closed", self->session, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, closed_cb, self, NULL);
  self->state_id = g_dbus_connection_signal_subscribe (
      self->bus, PORTAL_NAME, PORTAL "Inhibit", "StateChanged", PORTAL_PATH, NULL,
      G_DBUS_SIGNAL_FLAGS_NONE, state_cb, self, NULL);
}

static void
ask (StintSessionMonitor *self)
{
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *token = g_strdup_printf ("stint%u", ++self->n_tokens);

  let_go (self);
  self->cancellable = g_cancellable_new ();
  self->request = build_path (self, "request", token);
  self->session = build_path (self, "session", token);
  subscribe (self);
  g_variant_dict_insert (&options, "handle_token", "s", token);
  g_variant_dict_insert (&options, "session_handle_token", "s", token);
  g_dbus_connection_call (self->bus, PORTAL_NAME, PORTAL_PATH, PORTAL "Inhibit", "CreateMonitor",
                          g_variant_new ("(s@a{sv})", "", g_variant_dict_end (&options)),
                          G_VARIANT_TYPE ("(o)"), G_DBUS_CALL_FLAGS_NONE, -1, self->cancellable,
                          asked_cb, g_object_ref (self));
}

static void
appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  StintSessionMonitor *self = STINT_SESSION_MONITOR (user_data);

  self->retry_seconds = FIRST_RETRY_SECONDS;
  ask (self);
}

static void
vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  StintSessionMonitor *self = STINT_SESSION_MONITOR (user_data);

  /* The one that comes next is heard of. */
  g_debug ("Nobody tells whether the screen is locked: no portal");
  let_go (self);
  set_seen (self, FALSE);
}

static void
close_session (StintSessionMonitor *self)
{
  if (self->session != NULL)
    g_dbus_connection_call (self->bus, PORTAL_NAME, self->session, PORTAL "Session", "Close", NULL,
                            NULL, G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

void
stint_session_monitor_set_wanted (StintSessionMonitor *self, gboolean wanted)
{
  g_return_if_fail (STINT_IS_SESSION_MONITOR (self));

  if (wanted == (self->watch_id != 0))
    return;

  if (wanted)
    {
      self->watch_id = g_bus_watch_name_on_connection (self->bus, PORTAL_NAME,
                                                       G_BUS_NAME_WATCHER_FLAGS_AUTO_START,
                                                       appeared_cb, vanished_cb, self, NULL);
      return;
    }

  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  close_session (self);
  let_go (self);
  self->is_locked = FALSE;
  self->is_seen = TRUE;
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_session_monitor_dispose (GObject *object)
{
  StintSessionMonitor *self = STINT_SESSION_MONITOR (object);

  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  if (self->bus != NULL)
    let_go (self);
  g_clear_object (&self->bus);

  G_OBJECT_CLASS (stint_session_monitor_parent_class)->dispose (object);
}

static void
stint_session_monitor_class_init (StintSessionMonitorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stint_session_monitor_dispose;

  signals[SIGNAL_LOCKED] = g_signal_new ("locked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ENDING] = g_signal_new ("ending", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_SEEN] = g_signal_new ("seen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
stint_session_monitor_init (StintSessionMonitor *self)
{
  self->retry_seconds = FIRST_RETRY_SECONDS;
  /* Until the contrary is known, so that a desktop that answers is never spoken ill of. */
  self->is_seen = TRUE;
}

StintSessionMonitor *
stint_session_monitor_new (GDBusConnection *bus)
{
  StintSessionMonitor *self = g_object_new (STINT_TYPE_SESSION_MONITOR, NULL);

  self->bus = g_object_ref (bus);

  return self;
}
