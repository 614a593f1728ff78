/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What is done to several sessions at once: what is asked before, what each is told, what is said of
 * those that fail. */

#include "config.h"

#include "stint-picker.h"
#include "stint-played-client.h"
#include "stint-window-private.h"

static GTestDBus *bus;

typedef struct
{
  Played played;
  GSettings *settings;
  StintClock *clock;
  StintWindow *window;
} Fixture;

/* Two that are active, four that are not; the last is assumed through the first. */
static GVariant *
six_sessions (void)
{
  return fake_sessions (
      fake_session ("a", "Alpha", "active", 4102444800, NULL),
      fake_session ("b", "Beta", "active", 4102444800, NULL),
      fake_session ("c", "Gamma", "inactive", 0, NULL),
      fake_session ("d", "Delta", "inactive", 0, NULL),
      fake_session ("e", "Epsilon", "inactive", 0, NULL),
      fake_session ("z", "Zeta", "inactive", 0, g_variant_new_parsed ("{'from': <'a'>}")), NULL);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->settings = g_settings_new ("io.github.stint_aws.Stint.Window");
  self->clock = stint_system_clock_new ();
  played_begin (
      &self->played, bus, six_sessions (),
      g_variant_new_parsed ("[('int-1', 'MFAUser', 'iam-user', 'eu-west-1', @a{sv} {})]"));
  self->window = stint_window_new (NULL, self->played.client, self->clock);
  gtk_window_present (GTK_WINDOW (self->window));
  wait_until (stint_slot_model_get_n_visible (self->window->model) == 6);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  static const char *const keys[] = { "used", "view", "selected-session", "width", "height" };

  g_settings_set_boolean (self->settings, "told-going-on", TRUE);
  gtk_window_close (GTK_WINDOW (self->window));
  run_idle ();
  g_assert_null (find_window (STINT_TYPE_WINDOW));
  played_end (&self->played);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (self->settings, keys[i]);
  g_object_unref (self->settings);
  g_object_unref (self->clock);
}

/* @ids: a letter each. */
static void
select_these (Fixture *self, const char *ids)
{
  for (const char *id = ids; *id != '\0'; id++)
    {
      char text[] = { *id, '\0' };
      guint position = stint_slot_model_find (self->window->model,
                                              stint_client_get_session (self->played.client, text));

      gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->window->selection), position,
                                       id == ids);
    }
  g_assert_cmpuint (stint_selection_get_n (self->window->selection), ==, strlen (ids));
}

static void
act (Fixture *self, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), action, NULL);
}

static AdwMessageDialog *
question (void)
{
  GtkWidget *dialog = find_window (ADW_TYPE_MESSAGE_DIALOG);

  g_assert_nonnull (dialog);
  return ADW_MESSAGE_DIALOG (dialog);
}

static gboolean
is_asking (void)
{
  return find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL;
}

/* The next requests are @method, for these in any order, and nothing else.
 * @expected: (nullable): what is among their options. */
static void
assert_requests (Fixture *self, const char *method, const char *ids, const char *expected)
{
  g_autoptr (GString) seen = g_string_new (NULL);

  for (gsize i = 0; i < strlen (ids); i++)
    {
      FakeRequest *request = played_next (&self->played, method);
      g_autoptr (GVariant) options = played_options (request);
      g_autofree char *printed = g_variant_print (options, FALSE);
      const char *id;

      g_variant_get_child (request->parameters, 0, "&s", &id);
      g_assert_null (strstr (seen->str, id));
      g_assert_nonnull (strstr (ids, id));
      g_string_append (seen, id);
      if (expected != NULL)
        g_assert_nonnull (strstr (printed, expected));
      played_succeed (&self->played, request, NULL);
    }
  fake_service_settle (self->played.service, self->played.connection);
  g_assert_cmpuint (fake_service_get_n_requests (self->played.service), ==, self->played.n_seen);
}

/* A few at once, without a question; what is active already is left alone. */
static void
test_start (Fixture *self, gconstpointer data)
{
  select_these (self, "acd");
  act (self, "win.start-many");
  g_assert_false (is_asking ());
  assert_requests (self, "Sessions.Start", "cd", NULL);
}

static void
test_stop (Fixture *self, gconstpointer data)
{
  /* One needs no question. */
  select_these (self, "bc");
  act (self, "win.stop-many");
  g_assert_false (is_asking ());
  assert_requests (self, "Sessions.Stop", "b", NULL);

  select_these (self, "abc");
  act (self, "win.stop-many");
  g_assert_cmpstr (adw_message_dialog_get_heading (question ()), ==, "Stop 2 sessions?");
  g_assert_cmpstr (adw_message_dialog_get_default_response (question ()), ==, "cancel");
  answer_question ("cancel");
  g_assert_false (is_asking ());
  assert_requests (self, "Sessions.Stop", "", NULL);
  act (self, "win.stop-many");
  answer_question ("yes");
  assert_requests (self, "Sessions.Stop", "ab", NULL);
}

static void
test_pin (Fixture *self, gconstpointer data)
{
  select_these (self, "cd");
  act (self, "win.unpin-many");
  assert_requests (self, "Sessions.Edit", "", NULL);
  act (self, "win.pin-many");
  assert_requests (self, "Sessions.Edit", "cd", "'pinned': <true>");
}

static void
test_region (Fixture *self, gconstpointer data)
{
  GtkWidget *picker;

  select_these (self, "acz");
  act (self, "win.set-region-many");
  g_assert_cmpstr (adw_message_dialog_get_heading (question ()), ==, "Region of 3 sessions");
  picker = find_widget (GTK_WIDGET (question ()), STINT_TYPE_PICKER, "Region");
  /* It begins with what there is, and takes a region that nobody knows yet, but no nonsense. */
  g_assert_cmpstr (stint_picker_get_chosen (STINT_PICKER (picker)), ==, "eu-west-1");
  stint_picker_popup (STINT_PICKER (picker), "nonsense");
  stint_picker_take_first (STINT_PICKER (picker));
  g_assert_cmpstr (stint_picker_get_chosen (STINT_PICKER (picker)), ==, "eu-west-1");
  stint_picker_popup (STINT_PICKER (picker), "eu-north-9");
  stint_picker_take_first (STINT_PICKER (picker));
  answer_question ("yes");
  assert_requests (self, "Sessions.Edit", "acz", "'region': <'eu-north-9'>");

  act (self, "win.set-region-many");
  answer_question ("cancel");
  assert_requests (self, "Sessions.Edit", "", NULL);
}

/* In numbers: what is removed, what is stopped, and what goes with it though nobody selected it. */
static void
test_remove (Fixture *self, gconstpointer data)
{
  const char *body;

  select_these (self, "ac");
  act (self, "win.remove-many");
  g_assert_cmpstr (adw_message_dialog_get_heading (question ()), ==, "Remove 2 sessions?");
  body = adw_message_dialog_get_body (question ());
  g_assert_nonnull (strstr (body, "the roles in AWS stay"));
  g_assert_nonnull (strstr (body, "1 more that is assumed through them goes too."));
  g_assert_nonnull (strstr (body, "1 of them is active"));
  g_assert_cmpstr (adw_message_dialog_get_default_response (question ()), ==, "cancel");
  answer_question ("cancel");

  /* Selected too it is no more than it was. */
  select_these (self, "acz");
  act (self, "win.remove-many");
  g_assert_cmpstr (adw_message_dialog_get_heading (question ()), ==, "Remove 3 sessions?");
  g_assert_null (strstr (adw_message_dialog_get_body (question ()), "more that"));
  answer_question ("yes");
  assert_requests (self, "Sessions.Remove", "acz", "'with-dependents': <true>");
}

/* What fails is told once. */
static void
test_failures (Fixture *self, gconstpointer data)
{
  select_these (self, "cde");
  act (self, "win.pin-many");
  for (guint i = 0; i < 3; i++)
    {
      FakeRequest *request = played_next (&self->played, "Sessions.Edit");

      if (i < 2)
        played_fail (&self->played, request, "ReadOnly", NULL);
      else
        played_succeed (&self->played, request, NULL);
    }
  wait_until (find_widget (GTK_WIDGET (self->window), GTK_TYPE_LABEL, "2 of 3 failed.") != NULL);
}

/* The bar below the list follows what becomes of them. */
static void
test_bar (Fixture *self, gconstpointer data)
{
  select_these (self, "cd");
  wait_until (find_widget (GTK_WIDGET (self->window), GTK_TYPE_LABEL, "2 selected") != NULL);
  fake_service_emit_sessions (
      self->played.service, 2,
      fake_sessions (fake_session ("c", "Gamma", "active", 4102444800, NULL), NULL), NULL);
  wait_until (find_widget (GTK_WIDGET (self->window), GTK_TYPE_LABEL,
                           "2 selected, 1 of them active") != NULL);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  int status;

  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-cursor-blink", FALSE, "gtk-enable-animations",
                FALSE, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  ADD ("/many/start", test_start);
  ADD ("/many/stop", test_stop);
  ADD ("/many/pin", test_pin);
  ADD ("/many/region", test_region);
  ADD ("/many/remove", test_remove);
  ADD ("/many/failures", test_failures);
  ADD ("/many/bar", test_bar);
  status = g_test_run ();
  /* Not down: that waits half a minute for a connection that GTK keeps. */
  g_test_dbus_stop (bus);
  return status;
}
