/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "stint-session-monitor.h"

/* One for all tests: taking a bus down takes GTestDBus seconds. */
static GTestDBus *bus;

#define PORTAL_NAME "org.freedesktop.portal.Desktop"
#define PORTAL_PATH "/org/freedesktop/portal/desktop"

static const char portal_xml[] =
    "<node><interface name='org.freedesktop.portal.Inhibit'>"
    "<method name='CreateMonitor'><arg type='s' direction='in'/><arg type='a{sv}' direction='in'/>"
    "<arg type='o' direction='out'/></method>"
    "<method name='QueryEndResponse'><arg type='o' direction='in'/></method>"
    "<signal name='StateChanged'><arg type='o'/><arg type='a{sv}'/></signal>"
    "</interface>"
    "<interface name='org.freedesktop.portal.Session'><method name='Close'/></interface></node>";

/* A desktop's portal, on a connection of its own. */
typedef struct
{
  GDBusConnection *bus;
  gboolean is_empty; /* it has no such interface */
  guint32 response;  /* what it answers */
  gboolean locked;   /* what it tells first */
  guint n_asked;
  guint n_answered; /* calls of QueryEndResponse */
  guint n_closed;   /* calls of Close */
  char *session;    /* (nullable): the newest */
  char *sender;     /* (nullable): whose */
} Portal;

typedef struct
{
  Portal portal;
  GDBusConnection *bus;
  StintSessionMonitor *monitor;
  guint n_locked;
  guint n_ending;
  guint n_seen;
  gboolean seen;
} Fixture;

static GDBusConnection *
connect_to_bus (void)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection =
      g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);

  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (connection, FALSE);

  return connection;
}

static gboolean
too_late_cb (gpointer user_data)
{
  g_error ("It does not happen");

  return G_SOURCE_REMOVE;
}

/* Until @condition holds. */
#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    guint deadline_ = g_timeout_add_seconds (30, too_late_cb, NULL);                               \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_source_remove (deadline_);                                                                   \
  }                                                                                                \
  G_STMT_END

/* --- The portal ------------------------------------------------------------------------------- */

static void
portal_emit (
    Portal *self, const char *path, const char *interface, const char *name, GVariant *body)
{
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (self->bus, self->sender, path, interface, name, body, &error);
  g_assert_no_error (error);
}

/* @state: of the session; 0: left out, as before version 3 of the portal */
static void
portal_tell_of (Portal *self, const char *session, gboolean locked, guint32 state)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "screensaver-active", "b", locked);
  if (state != 0)
    g_variant_dict_insert (&dict, "session-state", "u", state);
  portal_emit (self, PORTAL_PATH, "org.freedesktop.portal.Inhibit", "StateChanged",
               g_variant_new ("(o@a{sv})", session, g_variant_dict_end (&dict)));
}

static void
portal_tell (Portal *self, gboolean locked, guint32 state)
{
  portal_tell_of (self, self->session, locked, state);
}

static char *
portal_build_path (Portal *self, const char *kind, const char *token)
{
  g_autofree char *sender = g_strdup (self->sender + 1);

  return g_strdup_printf (PORTAL_PATH "/%s/%s/%s", kind, g_strdelimit (sender, ".", '_'), token);
}

static void portal_export (Portal *self, const char *path, guint interface);

static void
portal_create_monitor (Portal *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) options = g_variant_get_child_value (parameters, 1);
  g_autofree char *request = NULL;
  const char *window;
  const char *token;
  const char *session_token;

  g_variant_get_child (parameters, 0, "&s", &window);
  g_assert_cmpstr (window, ==, "");
  g_assert_true (g_variant_lookup (options, "handle_token", "&s", &token));
  g_assert_true (g_variant_lookup (options, "session_handle_token", "&s", &session_token));
  self->n_asked++;
  g_free (self->sender);
  self->sender = g_strdup (g_dbus_method_invocation_get_sender (invocation));
  request = portal_build_path (self, "request", token);
  g_free (self->session);
  self->session = portal_build_path (self, "session", session_token);
  portal_export (self, self->session, 1);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", request));
  /* Some desktops tell the first state before they answer. */
  if (self->response == 0)
    portal_tell (self, self->locked, 1);
  portal_emit (
      self, request, "org.freedesktop.portal.Request", "Response",
      g_variant_new_parsed ("(%u, {'session_handle': <%s>})", self->response, self->session));
}

static void
portal_called_cb (GDBusConnection *connection,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *method,
                  GVariant *parameters,
                  GDBusMethodInvocation *invocation,
                  gpointer user_data)
{
  Portal *self = user_data;
  const char *session;

  if (g_str_equal (method, "CreateMonitor"))
    {
      portal_create_monitor (self, parameters, invocation);
      return;
    }

  if (g_str_equal (method, "Close"))
    {
      g_assert_cmpstr (path, ==, self->session);
      self->n_closed++;
    }
  else
    {
      g_variant_get (parameters, "(&o)", &session);
      g_assert_cmpstr (session, ==, self->session);
      self->n_answered++;
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
portal_export (Portal *self, const char *path, guint interface)
{
  static const GDBusInterfaceVTable vtable = { .method_call = portal_called_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (portal_xml, NULL);

  g_assert_cmpuint (g_dbus_connection_register_object (self->bus, path, node->interfaces[interface],
                                                       &vtable, self, NULL, NULL),
                    !=, 0);
}

static void
portal_start (Portal *self)
{
  g_autoptr (GVariant) reply = NULL;

  self->bus = connect_to_bus ();
  if (!self->is_empty)
    portal_export (self, PORTAL_PATH, 0);
  reply = g_dbus_connection_call_sync (self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", PORTAL_NAME, 4), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);
  g_assert_nonnull (reply);
}

static void
portal_stop (Portal *self)
{
  if (self->bus == NULL)
    return;

  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_clear_object (&self->bus);
}

/* --- The fixture ------------------------------------------------------------------------------ */

static void
locked_cb (StintSessionMonitor *monitor, gpointer user_data)
{
  ((Fixture *) user_data)->n_locked++;
}

static void
ending_cb (StintSessionMonitor *monitor, gpointer user_data)
{
  ((Fixture *) user_data)->n_ending++;
}

static void
seen_cb (StintSessionMonitor *monitor, gboolean seen, gpointer user_data)
{
  Fixture *self = user_data;

  self->seen = seen;
  self->n_seen++;
}

static void
fixture_set_up (Fixture *self, gconstpointer data)
{
  self->bus = connect_to_bus ();
  self->monitor = stint_session_monitor_new (self->bus);
  g_signal_connect (self->monitor, "locked", G_CALLBACK (locked_cb), self);
  g_signal_connect (self->monitor, "ending", G_CALLBACK (ending_cb), self);
  g_signal_connect (self->monitor, "seen", G_CALLBACK (seen_cb), self);
}

static void
fixture_tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (g_steal_pointer (&self->monitor));
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_clear_object (&self->bus);
  portal_stop (&self->portal);
  g_free (self->portal.session);
  g_free (self->portal.sender);
}

/* What was sent before has arrived: an answer comes after it. */
static void
settle (Fixture *self)
{
  guint before = self->n_ending + self->portal.n_answered;

  portal_tell (&self->portal, FALSE, 2);
  wait_until (self->n_ending + self->portal.n_answered > before);
}

/* --- Tests ------------------------------------------------------------------------------------ */

static void
test_nobody_is_asked (Fixture *self, gconstpointer data)
{
  portal_start (&self->portal);
  stint_session_monitor_set_wanted (self->monitor, FALSE);
  stint_session_monitor_set_wanted (self->monitor, TRUE);
  wait_until (self->portal.n_asked == 1);
  stint_session_monitor_set_wanted (self->monitor, TRUE);
  settle (self);
  g_assert_cmpuint (self->portal.n_asked, ==, 1);
  g_assert_cmpuint (self->n_seen, ==, 0);
}

static void
test_locked (Fixture *self, gconstpointer data)
{
  portal_start (&self->portal);
  stint_session_monitor_set_wanted (self->monitor, TRUE);
  wait_until (self->portal.n_asked == 1);
  settle (self);
  g_assert_cmpuint (self->n_locked, ==, 0);

  portal_tell (&self->portal, TRUE, 1);
  wait_until (self->n_locked == 1);
  /* Told again, it is the same lock; opened and locked, it is another. */
  portal_tell (&self->portal, TRUE, 1);
  portal_tell (&self->portal, FALSE, 1);
  portal_tell (&self->portal, TRUE, 0);
  wait_until (self->n_locked == 2);
  settle (self);
  g_assert_cmpuint (self->n_locked, ==, 2);
}

/* Whoever is started behind a lock finds it locked. */
static void
test_locked_already (Fixture *self, gconstpointer data)
{
  self->portal.locked = TRUE;
  portal_start (&self->portal);
  stint_session_monitor_set_wanted (self->monitor, TRUE);
  wait_until (self->n_locked == 1);
}

static void
test_other_monitors (Fixture *self, gconstpointer data)
{
  portal_start (&self->portal);
  stint_session_monitor_set_wanted (self->monitor, TRUE);
  wait_until (self->portal.n_asked == 1);
  portal_tell_of (&self->portal, PORTAL_PATH "/session/1_1/other", TRUE, 3);
  settle (self);
  g_assert_cmpuint (self->n_locked, ==, 0);
  g_assert_cmpuint (self->n_ending, ==, 0);
}

static void
test_ending (Fixture *self, gconstpointer data)
{
  portal_start (&self->portal);
  stint_session_monitor_set_wanted (self->monitor, TRUE);
  wait_until (self->portal.n_asked == 1);
  portal_tell (&self->portal, FALSE, 2);
  wait_until (self->portal.n_answered == 1);
  g_assert_cmpuint (self->n_ending, ==, 0);
  /* Called off, and asked again. */
  portal_tell (&self->portal, FALSE, 1);
  portal_tell (&self->portal, FALSE, 2);
  wait_until (self->portal.n_answered == 2);
  portal_tell (&self->portal, FALSE, 3);
  portal_tell (&self->portal, FALSE, 3);
  wait_until (self->n_ending == 1);
  settle (self);
  g_assert_cmpuint (self->n_ending, ==, 1);
}

static void
test_no_portal (Fixture *self, gconstpointer data)
{
  stint_session_monitor_set_wanted (self->monitor, TRUE);
  wait_until (self->n_seen == 1);
  g_assert_false (self->seen);

  /* It comes later than we did, as at a login. */
  portal_start (&self->portal);
  wait_until (self->n_seen == 2);
  g_assert_true (self->seen);
  portal_tell (&self->portal, TRUE, 1);
  wait_until (self->n_locked == 1);
}

static void
test_portal_that_cannot (Fixture *self, gconstpointer data)
{
  self->portal.response = 2;
  portal_start (&self->portal);
  stint_session_monitor_set_wanted (self->monitor, TRUE);
  wait_until (self->n_seen == 1);
  g_assert_false (self->seen);
}

/* One without a desktop behind it. */
static void
test_portal_without_it (Fixture *self, gconstpointer data)
{
  self->portal.is_empty = TRUE;
  portal_start (&self->portal);
  stint_session_monitor_set_wanted (self->monitor, TRUE);
  wait_until (self->n_seen == 1);
  g_assert_false (self->seen);
}

static void
test_portal_restarts (Fixture *self, gconstpointer data)
{
  portal_start (&self->portal);
  stint_session_monitor_set_wanted (self->monitor, TRUE);
  wait_until (self->portal.n_asked == 1);
  portal_tell (&self->portal, TRUE, 1);
  wait_until (self->n_locked == 1);

  portal_stop (&self->portal);
  wait_until (self->n_seen == 1);
  g_assert_false (self->seen);
  /* The screen is locked as before, which is no news. */
  self->portal.locked = TRUE;
  portal_start (&self->portal);
  wait_until (self->n_seen == 2);
  g_assert_true (self->seen);
  g_assert_cmpuint (self->portal.n_asked, ==, 2);
  settle (self);
  g_assert_cmpuint (self->n_locked, ==, 1);
}

static void
test_closed (Fixture *self, gconstpointer data)
{
  portal_start (&self->portal);
  stint_session_monitor_set_wanted (self->monitor, TRUE);
  wait_until (self->portal.n_asked == 1);
  settle (self);
  portal_emit (&self->portal, self->portal.session, "org.freedesktop.portal.Session", "Closed",
               NULL);
  wait_until (self->n_seen == 1);
  g_assert_false (self->seen);
}

static void
test_not_wanted_any_more (Fixture *self, gconstpointer data)
{
  portal_start (&self->portal);
  stint_session_monitor_set_wanted (self->monitor, TRUE);
  wait_until (self->portal.n_asked == 1);
  settle (self);
  stint_session_monitor_set_wanted (self->monitor, FALSE);
  portal_tell (&self->portal, TRUE, 3);
  wait_until (self->portal.n_closed == 1);

  self->portal.locked = TRUE;
  stint_session_monitor_set_wanted (self->monitor, TRUE);
  wait_until (self->n_locked == 1);
  g_assert_cmpuint (self->portal.n_asked, ==, 2);
  g_assert_cmpuint (self->n_ending, ==, 0);
}

#define ADD(name, function)                                                                        \
  g_test_add (name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);

  ADD ("/session-monitor/nobody-is-asked", test_nobody_is_asked);
  ADD ("/session-monitor/locked", test_locked);
  ADD ("/session-monitor/locked-already", test_locked_already);
  ADD ("/session-monitor/other-monitors", test_other_monitors);
  ADD ("/session-monitor/ending", test_ending);
  ADD ("/session-monitor/no-portal", test_no_portal);
  ADD ("/session-monitor/portal-that-cannot", test_portal_that_cannot);
  ADD ("/session-monitor/portal-without-it", test_portal_without_it);
  ADD ("/session-monitor/portal-restarts", test_portal_restarts);
  ADD ("/session-monitor/closed", test_closed);
  ADD ("/session-monitor/not-wanted-any-more", test_not_wanted_any_more);

  status = g_test_run ();
  g_test_dbus_down (bus);
  g_object_unref (bus);

  return status;
}
