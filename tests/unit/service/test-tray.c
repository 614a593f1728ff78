/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "engine-fixture.h"
#include "stint-settings.h"
#include "stint-time.h"
#include "stint-tray-content.h"
#include "stint-tray-item.h"
#include "stint-tray.h"

/* --- What is said ----------------------------------------------------------------------------- */

/* What a menu reads: a line an entry, "-" for a separator, two blanks before what is in a submenu,
 * and what it does in brackets. (transfer full) */
static void
write_entries (GString *text, const StintTrayEntry *parent, const char *indent)
{
  for (guint i = 0; i < parent->children->len; i++)
    {
      const StintTrayEntry *entry = g_ptr_array_index (parent->children, i);

      if (stint_tray_entry_is_separator (entry))
        {
          g_string_append_printf (text, "%s-\n", indent);
          continue;
        }
      g_string_append_printf (text, "%s%s", indent, entry->label);
      if (entry->action != NULL)
        g_string_append_printf (text, " [%s]", entry->action);
      g_string_append_c (text, '\n');
      if (entry->children != NULL)
        write_entries (text, entry, "  ");
    }
}

static void
assert_menu (EngineFixture *self, const char *expected)
{
  g_autoptr (StintTrayEntry) root =
      stint_tray_content_make_menu (self->context.registry, stint_clock_now (self->clock));
  g_autoptr (GString) text = g_string_new (NULL);

  write_entries (text, root, "");
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_tooltip (EngineFixture *self, const char *expected)
{
  g_autofree char *text =
      stint_tray_content_make_tooltip (self->context.registry, stint_clock_now (self->clock));

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_look (EngineFixture *self, StintTrayLook expected)
{
  g_assert_cmpint (stint_tray_content_get_look (self->context.registry), ==, expected);
}

/* As the engine would leave it. @seconds: until its end */
static StintSession *
add_session (EngineFixture *self, const char *name, StintSessionState state, gint64 seconds)
{
  StintSession *session = engine_fixture_add_role (self, "plain", name);
  g_autoptr (StintSessionLife) life = stint_session_life_copy (stint_session_get_life (session));

  life->state = state;
  life->until = stint_clock_now (self->clock) + STINT_SECONDS (seconds);
  stint_session_set_life (session, life);

  return session;
}

static void
set_last_used (EngineFixture *self, StintSession *session, gint64 seconds_ago)
{
  g_autoptr (StintSessionLife) life = stint_session_life_copy (stint_session_get_life (session));

  life->last_used = stint_clock_now (self->clock) - STINT_SECONDS (seconds_ago);
  stint_session_set_life (session, life);
}

static void
pin (StintSession *session)
{
  StintSessionDefinition *definition =
      stint_session_definition_copy (stint_session_get_definition (session));

  definition->pinned = TRUE;
  stint_session_set_definition (session, definition);
}

static void
test_empty (EngineFixture *self, gconstpointer data)
{
  assert_look (self, STINT_TRAY_LOOK_NONE);
  assert_tooltip (self, "No session is active");
  assert_menu (self, "Show or hide Stint [toggle-window]\n-\nOpen Stint [open]\nQuit [quit]\n");

  engine_fixture_add_plain (self);
  assert_look (self, STINT_TRAY_LOOK_IDLE);
}

static void
test_sessions (EngineFixture *self, gconstpointer data)
{
  engine_fixture_add_plain (self);
  add_session (self, "late", STINT_STATE_ACTIVE, 90 * 60);
  assert_look (self, STINT_TRAY_LOOK_ACTIVE);
  assert_tooltip (self, "1 session is active\nNext end: late, 15:30");
  add_session (self, "soon", STINT_STATE_EXPIRING, 59);
  assert_look (self, STINT_TRAY_LOOK_ENDING);
  add_session (self, "over", STINT_STATE_EXPIRED, -200);
  assert_look (self, STINT_TRAY_LOOK_ATTENTION);
  assert_tooltip (self, "2 sessions are active\nNext end: soon, 14:00\nEnded: over");
  pin (add_session (self, "zebra", STINT_STATE_INACTIVE, 0));
  pin (add_session (self, "broken", STINT_STATE_FAILED, 0));
  set_last_used (self, add_session (self, "yesterday", STINT_STATE_INACTIVE, 0), 86400);
  set_last_used (self, add_session (self, "moments", STINT_STATE_INACTIVE, 0), 5);
  add_session (self, "never", STINT_STATE_INACTIVE, 0);

  assert_menu (self, "Show or hide Stint [toggle-window]\n"
                     "-\n"
                     "over · ended 3 min ago\n"
                     "  Stop [stop-session]\n"
                     "  Renew [renew-session]\n"
                     "  Show details [show-session]\n"
                     "soon · less than a minute left\n"
                     "  Stop [stop-session]\n"
                     "  Renew [renew-session]\n"
                     "  Open console [open-console]\n"
                     "  Copy credentials [copy-credentials]\n"
                     "  Show details [show-session]\n"
                     "late · 1 h 30 min left\n"
                     "  Stop [stop-session]\n"
                     "  Renew [renew-session]\n"
                     "  Open console [open-console]\n"
                     "  Copy credentials [copy-credentials]\n"
                     "  Show details [show-session]\n"
                     "-\n"
                     "Start a session\n"
                     "broken [start-session]\n"
                     "zebra [start-session]\n"
                     "moments [start-session]\n"
                     "yesterday [start-session]\n"
                     "never [start-session]\n"
                     "-\n"
                     "Open Stint [open]\n"
                     "Stop all sessions [stop-all]\n"
                     "Quit [quit]\n");
}

static void
test_starting (EngineFixture *self, gconstpointer data)
{
  engine_fixture_add_plain (self);
  add_session (self, "first", STINT_STATE_STARTING, 0);
  assert_look (self, STINT_TRAY_LOOK_IDLE);
  assert_menu (self, "Show or hide Stint [toggle-window]\n"
                     "-\n"
                     "first · starting…\n"
                     "  Stop [stop-session]\n"
                     "  Show details [show-session]\n"
                     "-\n"
                     "Open Stint [open]\n"
                     "Quit [quit]\n");
}

/* A company has hundreds; a menu has not. */
static void
test_many (EngineFixture *self, gconstpointer data)
{
  g_autoptr (StintTrayEntry) root = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  engine_fixture_add_plain (self);
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *active = g_strdup_printf ("active-%02u", i);
      g_autofree char *pinned = g_strdup_printf ("pinned-%02u", i);
      g_autofree char *recent = g_strdup_printf ("recent-%02u", i);

      add_session (self, active, STINT_STATE_ACTIVE, 3600 + i);
      pin (add_session (self, pinned, STINT_STATE_INACTIVE, 0));
      set_last_used (self, add_session (self, recent, STINT_STATE_INACTIVE, 0), i);
    }

  root = stint_tray_content_make_menu (self->context.registry, stint_clock_now (self->clock));
  write_entries (text, root, "");
  g_assert_nonnull (strstr (text->str, "active-14 · 1 h left\n"));
  g_assert_null (strstr (text->str, "active-15"));
  g_assert_nonnull (strstr (text->str, "25 more in Stint [open]\n-\nStart a session\npinned-00"));
  g_assert_nonnull (strstr (text->str, "pinned-11 [start-session]\n28 more in Stint [open]\n"));
  g_assert_nonnull (strstr (text->str, "recent-04 [start-session]\n-\n"));
  g_assert_null (strstr (text->str, "recent-05"));
}

static void
add_identity_center (EngineFixture *self, const char *name, StintSignInState state)
{
  StintIntegrationDefinition *definition = stint_integration_definition_new ();
  StintIntegration *integration;
  StintIntegrationStatus status;
  g_autoptr (GError) error = NULL;

  definition->name = g_strdup (name);
  definition->kind = STINT_INTEGRATION_IDENTITY_CENTER;
  definition->region = g_strdup ("eu-west-1");
  definition->start_url = g_strdup ("https://d-1234567890.awsapps.com/start");
  integration = stint_registry_put_integration (self->context.registry, definition, &error);
  g_assert_no_error (error);
  status = *stint_integration_get_status (integration);
  status.sign_in = state;
  stint_integration_set_status (integration, &status);
}

static void
test_sign_ins (EngineFixture *self, gconstpointer data)
{
  add_identity_center (self, "Home", STINT_SIGN_IN_SIGNED_IN);
  add_identity_center (self, "Work", STINT_SIGN_IN_NEEDED);
  add_identity_center (self, "Other", STINT_SIGN_IN_SIGNED_OUT);
  add_identity_center (self, "Busy", STINT_SIGN_IN_SIGNING_IN);
  assert_menu (self, "Show or hide Stint [toggle-window]\n"
                     "-\n"
                     "Sign in to Work… [sign-in]\n"
                     "Sign in to Other… [sign-in]\n"
                     "-\n"
                     "Open Stint [open]\n"
                     "Quit [quit]\n");
}

/* --- On a bus, with a clock that stands still -------------------------------------------------- */

#define WATCHER_XML                                                                                \
  "<node><interface name='org.kde.StatusNotifierWatcher'>"                                         \
  "<method name='RegisterStatusNotifierItem'><arg name='s' type='s' direction='in'/></method>"     \
  "<property name='IsStatusNotifierHostRegistered' type='b' access='read'/>"                       \
  "</interface></node>"

typedef struct
{
  EngineFixture engine;
  GSubprocess *bus;
  char *address;
  GDBusConnection *service_bus;
  GDBusConnection *host_bus;
  StintService *service;
  StintTray *tray;
  char *item;     /* (nullable) unique name of who registered */
  gboolean asked; /* whether there is a host */
  guint n_label_changes;
} LiveFixture;

static void
note_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *place;
}

static void
registered_cb (GDBusConnection *connection,
               const char *sender,
               const char *path,
               const char *interface,
               const char *method,
               GVariant *arguments,
               GDBusMethodInvocation *invocation,
               gpointer user_data)
{
  LiveFixture *self = user_data;

  g_free (self->item);
  self->item = g_strdup (sender);
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static GVariant *
get_host_cb (GDBusConnection *connection,
             const char *sender,
             const char *path,
             const char *interface,
             const char *property,
             GError **error,
             gpointer user_data)
{
  LiveFixture *self = user_data;

  self->asked = TRUE;

  return g_variant_new_boolean (TRUE);
}

static void
label_changed_cb (GDBusConnection *connection,
                  const char *sender,
                  const char *path,
                  const char *interface,
                  const char *name,
                  GVariant *arguments,
                  gpointer user_data)
{
  LiveFixture *self = user_data;

  self->n_label_changes++;
}

/* GTestDBus would change the environment under the feet of threads that run already. */
static void
start_bus (LiveFixture *self)
{
  g_autoptr (GDataInputStream) words = NULL;
  g_autoptr (GError) error = NULL;

  self->bus = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                &error, "dbus-daemon", "--session", "--nofork", "--nopidfile",
                                "--address=unix:tmpdir=/tmp", "--print-address", NULL);
  g_assert_no_error (error);
  words = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->bus));
  self->address = g_data_input_stream_read_line (words, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->address);
}

static GDBusConnection *
open_bus (LiveFixture *self)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection =
      g_dbus_connection_new_for_address_sync (self->address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);

  g_assert_no_error (error);

  return connection;
}

/* A watcher that is a host, too. */
static void
play_host (LiveFixture *self)
{
  static const GDBusInterfaceVTable vtable = { registered_cb, get_host_cb, NULL, { 0 } };
  g_autoptr (GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (WATCHER_XML, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  g_dbus_connection_register_object (self->host_bus, "/StatusNotifierWatcher", info->interfaces[0],
                                     &vtable, self, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (
      self->host_bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "RequestName", g_variant_new ("(su)", "org.kde.StatusNotifierWatcher", 0), NULL,
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_signal_subscribe (self->host_bus, NULL, "com.canonical.dbusmenu",
                                      "ItemsPropertiesUpdated", NULL, NULL,
                                      G_DBUS_SIGNAL_FLAGS_NONE, label_changed_cb, self, NULL);
}

static void
start_service (LiveFixture *self)
{
  EngineFixture *engine = &self->engine;
  g_autofree char *socket = g_build_filename (engine->folder, "socket", "credentials", NULL);
  g_autofree char *state = g_build_filename (engine->folder, "state", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const StintServiceConfig config = {
    .socket_path = socket,
    .state_dir = state,
  };

  engine->context.settings = stint_settings_new (engine->folder, TRUE, &error);
  g_assert_no_error (error);
  self->service = stint_service_new (&engine->context, engine->engine, self->service_bus, &config);
  stint_service_start_async (self->service, note_result, &result);
  stint_service_start_finish (self->service, wait_for (&result), &error);
  g_assert_no_error (error);
  self->tray = stint_tray_new (self->service, self->address);
}

static void
live_set_up (LiveFixture *self, gconstpointer data)
{
  engine_fixture_set_up (&self->engine, NULL);
  start_bus (self);
  self->service_bus = open_bus (self);
  self->host_bus = open_bus (self);
  start_service (self);
  play_host (self);
  while (self->item == NULL || !self->asked)
    g_main_context_iteration (NULL, TRUE);
}

static void
live_tear_down (LiveFixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->tray);
  g_assert_finalize_object (self->service);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&self->engine.context.settings);
  engine_fixture_tear_down (&self->engine, NULL);
  g_dbus_connection_close_sync (self->host_bus, NULL, NULL);
  g_dbus_connection_close_sync (self->service_bus, NULL, NULL);
  g_clear_object (&self->host_bus);
  g_clear_object (&self->service_bus);
  g_subprocess_force_exit (self->bus);
  g_subprocess_wait (self->bus, NULL, NULL);
  g_clear_object (&self->bus);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->item, g_free);
}

/* What a host says of the menu; once it is answered, what was said before has been heard. */
static void
say (LiveFixture *self, const char *method, GVariant *arguments)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) error = NULL;

  g_dbus_connection_call (self->host_bus, self->item, STINT_TRAY_MENU_PATH,
                          "com.canonical.dbusmenu", method, arguments, NULL, G_DBUS_CALL_FLAGS_NONE,
                          -1, NULL, note_result, &result);
  answer = g_dbus_connection_call_finish (self->host_bus, wait_for (&result), &error);
  g_assert_no_error (error);
}

static void
say_event (LiveFixture *self, const char *event)
{
  say (self, "Event", g_variant_new ("(isvu)", 0, event, g_variant_new_string (""), 0));
}

static guint
count_label_changes (LiveFixture *self)
{
  guint n;

  say (self, "GetProperty", g_variant_new ("(is)", 0, "type"));
  n = self->n_label_changes;
  self->n_label_changes = 0;

  return n;
}

static void
start_a_session (LiveFixture *self)
{
  engine_fixture_add_plain (&self->engine);
  engine_fixture_start (&self->engine, engine_fixture_add_role (&self->engine, "plain", "OpenRole"),
                        NULL);
  /* What the engine does soon after a start is done. */
  engine_fixture_advance (&self->engine, 300);
  count_label_changes (self);
}

/* Nobody looks at the menu: nothing is due for the tray's sake, and nothing is said. */
static void
test_idle_minutes (LiveFixture *self, gconstpointer data)
{
  StintDeadlines *deadlines = self->engine.context.deadlines;
  guint n_armed;
  gint64 next;

  start_a_session (self);
  n_armed = stint_deadlines_get_count (deadlines);
  next = stint_deadlines_get_next (deadlines);
  g_assert_cmpint (next, >, stint_clock_now (self->engine.clock) + STINT_SECONDS (120));
  engine_fixture_advance (&self->engine, 120);
  g_assert_cmpuint (stint_deadlines_get_count (deadlines), ==, n_armed);
  g_assert_cmpint (stint_deadlines_get_next (deadlines), ==, next);
  g_assert_cmpuint (count_label_changes (self), ==, 0);
}

static void
test_open_menu_counts_minutes (LiveFixture *self, gconstpointer data)
{
  StintDeadlines *deadlines = self->engine.context.deadlines;
  guint n_armed;

  start_a_session (self);
  n_armed = stint_deadlines_get_count (deadlines);
  say (self, "AboutToShow", g_variant_new ("(i)", 0));
  say_event (self, "opened");
  g_assert_cmpuint (stint_deadlines_get_count (deadlines), ==, n_armed + 1);
  count_label_changes (self);
  for (guint i = 0; i < 3; i++)
    {
      engine_fixture_advance (&self->engine, 60);
      g_assert_cmpuint (count_label_changes (self), ==, 1);
    }

  say_event (self, "closed");
  g_assert_cmpuint (stint_deadlines_get_count (deadlines), ==, n_armed);
  engine_fixture_advance (&self->engine, 60);
  g_assert_cmpuint (count_label_changes (self), ==, 0);
  say (self, "AboutToShow", g_variant_new ("(i)", 0));
  g_assert_cmpuint (count_label_changes (self), ==, 1);
}

/* A host that never says "closed" is not counted for all day. */
static void
test_forgotten_menu (LiveFixture *self, gconstpointer data)
{
  StintDeadlines *deadlines = self->engine.context.deadlines;
  guint n_armed;

  start_a_session (self);
  n_armed = stint_deadlines_get_count (deadlines);
  say (self, "AboutToShow", g_variant_new ("(i)", 0));
  for (guint i = 0; i < 12; i++)
    engine_fixture_advance (&self->engine, 60);
  g_assert_cmpuint (stint_deadlines_get_count (deadlines), ==, n_armed);
}

#define ADD(path, function)                                                                        \
  g_test_add (path, EngineFixture, NULL, engine_fixture_set_up, function, engine_fixture_tear_down)
#define ADD_LIVE(path, function)                                                                   \
  g_test_add (path, LiveFixture, NULL, live_set_up, function, live_tear_down)

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  stint_secret_init_heap ();
  stint_http_global_init ();

  ADD ("/tray/content/empty", test_empty);
  ADD ("/tray/content/sessions", test_sessions);
  ADD ("/tray/content/starting", test_starting);
  ADD ("/tray/content/many", test_many);
  ADD ("/tray/content/sign-ins", test_sign_ins);
  ADD_LIVE ("/tray/live/idle-minutes", test_idle_minutes);
  ADD_LIVE ("/tray/live/open-menu-counts-minutes", test_open_menu_counts_minutes);
  ADD_LIVE ("/tray/live/forgotten-menu", test_forgotten_menu);

  return g_test_run ();
}
