/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The whole window on a played service: the states that it can be in. */

#include "config.h"

#include "stint-center-dialog.h"
#include "stint-code-entry.h"
#include "stint-import-dialog.h"
#include "stint-mfa-dialog.h"
#include "stint-played-client.h"
#include "stint-preferences.h"
#include "stint-role-dialog.h"
#include "stint-user-dialog.h"
#include "stint-window-private.h"

#define MANY 5000
#define USER                                                                                       \
  "[('i0', 'MFAUser', 'iam-user', 'eu-west-1', "                                                   \
  "{'mfa-serial': <'arn:aws:iam::123456789012:mfa/MFAUser'>})]"
#define NOBODY "@a(ssssa{sv}) []"
#define SYNCING                                                                                    \
  "[('c0', 'Acme', 'identity-center', 'eu-west-1', "                                               \
  "{'start-url': <'https://acme.awsapps.com/start'>, 'sign-in': <'signed-in'>, 'syncing': "        \
  "<true>, "                                                                                       \
  "'sync-done': <uint32 3>, 'sync-total': <uint32 12>})]"

static GTestDBus *bus;

typedef struct
{
  Played played;
  GSettings *settings;
  StintClock *clock;
  StintWindow *window;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->settings = g_settings_new ("io.github.stint_aws.Stint.Window");
  self->clock = stint_system_clock_new ();
}

static void
begin (Fixture *self, GVariant *sessions, const char *integrations)
{
  played_begin (&self->played, bus, sessions, g_variant_new_parsed (integrations));
  self->window = stint_window_new (NULL, self->played.client, self->clock);
  gtk_window_present (GTK_WINDOW (self->window));
}

static GVariant *
no_sessions (void)
{
  return g_variant_new_array (G_VARIANT_TYPE ("(sssssssssssxxba{sv})"), NULL, 0);
}

static void
begin_with_three (Fixture *self)
{
  begin (self,
         fake_sessions (fake_session ("a", "Alpha", "inactive", 0, NULL),
                        fake_session ("b", "Beta", "inactive", 0, NULL),
                        fake_session ("c", "Gamma", "inactive", 0, NULL), NULL),
         USER);
  wait_until (stint_slot_model_get_n_visible (self->window->model) == 3);
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

static const char *
page (gpointer widget)
{
  GtkWidget *stack = find_widget (GTK_WIDGET (widget), GTK_TYPE_STACK, NULL);

  return gtk_stack_get_visible_child_name (GTK_STACK (stack));
}

/* Its menu, which stands before it, has a stack of its own. */
static const char *
details_page (Fixture *self)
{
  GtkWidget *stack = gtk_widget_get_last_child (GTK_WIDGET (self->window->details));

  return gtk_stack_get_visible_child_name (GTK_STACK (stack));
}

static GtkEditable *
search (Fixture *self)
{
  return GTK_EDITABLE (find_widget (GTK_WIDGET (self->window->list), GTK_TYPE_SEARCH_ENTRY, NULL));
}

static gboolean
is_within (GtkWidget *widget, gpointer ancestor)
{
  return widget != NULL && (widget == ancestor || gtk_widget_is_ancestor (widget, ancestor));
}

static void
test_first_run (Fixture *self, gconstpointer data)
{
  FakeRequest *request;

  begin (self, no_sessions (), NOBODY);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (self->window->stack), ==, "first-run");
  g_assert_nonnull (
      find_widget (GTK_WIDGET (self->window->first_run), GTK_TYPE_BUTTON, "Add an IAM _user"));
  request = played_next (&self->played, "Import.Plan");
  played_succeed (&self->played, request,
                  "{'items': <[{'id': <'p1'>, 'kind': <'iam-user'>, 'profile': <'me'>, "
                  "'plain-text-key': <true>}]>, 'files': <@a(sss) []>}");
  wait_until (shows (self->window->first_run,
                     "Found in your AWS files: 1 profile, and 1 long-lived key in plain text."));
  /* What comes is shown at once, and never asked about again. */
  fake_service_emit_sessions (
      self->played.service, 2,
      fake_sessions (fake_session ("a", "Alpha", "inactive", 0, NULL), NULL), NULL);
  wait_until (g_str_equal (gtk_stack_get_visible_child_name (self->window->stack), "main"));
  g_assert_true (g_settings_get_boolean (self->settings, "used"));
}

static void
test_empty (Fixture *self, gconstpointer data)
{
  begin (self, no_sessions (), USER);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (self->window->stack), ==, "main");
  wait_until (g_str_equal (page (self->window->list), "empty"));
}

static void
test_nothing_found (Fixture *self, gconstpointer data)
{
  begin_with_three (self);
  g_assert_cmpstr (page (self->window->list), ==, "list");
  gtk_editable_set_text (search (self), "xyzzy");
  wait_until (g_str_equal (page (self->window->list), "nothing"));
  g_assert_null (self->window->selected);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.clear-search", NULL);
  wait_until (g_str_equal (page (self->window->list), "list"));
  g_assert_cmpuint (stint_slot_model_get_n_visible (self->window->model), ==, 3);
}

/* Back from a search that found nothing, something is chosen, and Tab goes into its details. */
static void
test_details_come_back (Fixture *self, gconstpointer data)
{
  GtkWidget *details;

  g_settings_set_int (self->settings, "width", 1200);
  g_settings_set_int (self->settings, "height", 700);
  begin_with_three (self);
  details = GTK_WIDGET (self->window->details);
  stint_window_show_session (self->window, "a");
  wait_until (g_str_equal (details_page (self), "session") && gtk_widget_get_width (details) > 0);
  g_assert_true (gtk_widget_child_focus (details, GTK_DIR_TAB_FORWARD));
  for (guint i = 0; i < 5; i++)
    gtk_widget_child_focus (details, GTK_DIR_TAB_FORWARD);
  g_assert_true (is_within (gtk_root_get_focus (GTK_ROOT (self->window)), details));

  stint_session_list_focus_search (self->window->list);
  gtk_editable_set_text (search (self), "xyzzy");
  wait_until (g_str_equal (details_page (self), "none"));
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.back", NULL);
  g_assert_nonnull (self->window->selected);
  wait_until (g_str_equal (details_page (self), "session"));
  g_assert_true (gtk_widget_child_focus (details, GTK_DIR_TAB_FORWARD));
  g_assert_true (is_within (gtk_root_get_focus (GTK_ROOT (self->window)), details));
}

static GVariant *
many_sessions (void)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sssssssssssxxba{sv})"));
  for (guint i = 0; i < MANY; i++)
    {
      g_autofree char *name = g_strdup_printf ("Role%04u", i);

      g_variant_builder_add_value (&builder, fake_session (name, name, "inactive", 0, NULL));
    }
  return g_variant_builder_end (&builder);
}

/* A screenful first, the rest when that is on the screen; found again at once. */
static void
test_many (Fixture *self, gconstpointer data)
{
  begin (self, many_sessions (), USER);
  wait_until (stint_slot_model_get_n_visible (self->window->model) == MANY);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->window->model)), <, 300);
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (self->window->model)) == MANY);
  gtk_editable_set_text (search (self), "Role4711");
  wait_until (stint_slot_model_get_n_visible (self->window->model) == 1);
  g_assert_cmpstr (stint_session_item_get_name (self->window->selected), ==, "Role4711");
}

/* Before the service has told, nothing is known to be empty. */
static void
test_loading (Fixture *self, gconstpointer data)
{
  StintClient *client;
  StintWindow *window;

  begin_with_three (self);
  client = stint_client_new (NULL, NULL);
  g_settings_set_boolean (self->settings, "used", TRUE);
  window = stint_window_new (NULL, client, self->clock);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (window->stack), ==, "main");
  g_assert_cmpstr (page (window->list), ==, "waiting");
  gtk_window_destroy (GTK_WINDOW (window));
  run_idle ();
  g_object_unref (client);
}

static GtkWidget *
find_offering (GtkWidget *widget, const char *action)
{
  if (GTK_IS_ACTIONABLE (widget) &&
      g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_offering (child, action);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_syncing (Fixture *self, gconstpointer data)
{
  gboolean cancel = FALSE;
  GtkWidget *bar;
  GtkWidget *button;
  FakeRequest *request;

  g_settings_set_string (self->settings, "view", "integration:c0");
  begin (self, no_sessions (), SYNCING);
  wait_until (gtk_widget_get_mapped (GTK_WIDGET (self->window->header)));
  bar = find_widget (GTK_WIDGET (self->window->header), GTK_TYPE_PROGRESS_BAR, NULL);
  g_assert_true (gtk_widget_get_visible (bar));
  g_assert_cmpfloat (gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (bar)), ==, 0.25);
  g_assert_true (shows (self->window->sidebar, "Syncing, 3 of 12"));
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.sync", "s", "c0");
  request = played_next (&self->played, "Integrations.Sync");
  played_succeed (&self->played, request, NULL);

  /* It began by itself, and can be ended. */
  button = find_offering (GTK_WIDGET (self->window->header), "win.cancel-sync");
  g_assert_true (gtk_widget_get_mapped (button));
  g_signal_emit_by_name (button, "clicked");
  request = played_next (&self->played, "Integrations.Sync");
  g_assert_true (g_variant_lookup (played_options (request), "cancel", "b", &cancel) && cancel);
  played_succeed (&self->played, request, NULL);
  run_idle ();
}

/* The banner's button asks the service; what becomes of the banner is the service's word. */
static void
test_unlock (Fixture *self, gconstpointer data)
{
  StintBanners *banners;
  GtkWidget *button;
  FakeRequest *request;

  begin_with_three (self);
  banners = stint_session_list_get_banners (self->window->list);
  fake_service_emit_conditions (self->played.service,
                                g_variant_new_parsed ("[('keyring-locked', @a{sv} {})]"));
  wait_until (stint_banners_count (banners) == 1);
  button = find_widget (GTK_WIDGET (banners), GTK_TYPE_BUTTON, "Unlock");
  g_signal_emit_by_name (button, "clicked");
  request = played_next (&self->played, "Manager.Unlock");
  played_fail (&self->played, request, "KeyringDismissed", NULL);
  fake_service_settle (self->played.service, self->played.connection);
  g_assert_cmpuint (stint_banners_count (banners), ==, 1);
  /* Whoever closed the prompt knows. */
  g_assert_null (find_widget (GTK_WIDGET (self->window), GTK_TYPE_LABEL, "was not unlocked"));

  g_signal_emit_by_name (button, "clicked");
  request = played_next (&self->played, "Manager.Unlock");
  fake_service_emit_conditions (self->played.service, g_variant_new_parsed ("@a(sa{sv}) []"));
  played_succeed (&self->played, request, NULL);
  wait_until (stint_banners_count (banners) == 0);
}

static GtkWidget *
make_role (Fixture *self)
{
  return stint_role_dialog_new (GTK_WINDOW (self->window), self->played.client, NULL);
}

static GtkWidget *
make_user (Fixture *self)
{
  return stint_user_dialog_new (GTK_WINDOW (self->window), self->played.client);
}

static GtkWidget *
make_center (Fixture *self)
{
  return stint_center_dialog_new (GTK_WINDOW (self->window), self->played.client);
}

static GtkWidget *
make_import (Fixture *self)
{
  return stint_import_dialog_new (GTK_WINDOW (self->window), self->played.client);
}

static GtkWidget *
make_preferences (Fixture *self)
{
  return stint_preferences_new (GTK_WINDOW (self->window));
}

/* The first of the six. */
static GtkWidget *
find_digit (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (gtk_widget_has_css_class (widget, "digit"))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_digit (child);
  return found;
}

/* Its boxes are filled from the left in every language. */
static GtkWidget *
make_code (Fixture *self)
{
  GtkWidget *dialog =
      stint_mfa_dialog_new (GTK_WINDOW (self->window), self->window->ticker, "MFAUser", "arn");
  StintCodeEntry *entry = STINT_CODE_ENTRY (find_widget (dialog, STINT_TYPE_CODE_ENTRY, NULL));

  g_assert_cmpint (gtk_widget_get_direction (stint_code_entry_get_field (entry)), ==,
                   GTK_TEXT_DIR_LTR);
  g_assert_nonnull (find_digit (GTK_WIDGET (entry)));
  for (GtkWidget *digit = find_digit (GTK_WIDGET (entry)); digit != NULL;
       digit = gtk_widget_get_next_sibling (digit))
    g_assert_cmpint (gtk_widget_get_direction (digit), ==, GTK_TEXT_DIR_LTR);
  return dialog;
}

/* Everything turns, but for what is digits or code. */
static void
test_right_to_left (Fixture *self, gconstpointer data)
{
  static GtkWidget *(*const makers[]) (Fixture *) = { make_role,   make_user,        make_center,
                                                      make_import, make_preferences, make_code };
  GtkWidget *sidebar;
  GtkWidget *list;
  graphene_rect_t left;
  graphene_rect_t right;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  g_settings_set_int (self->settings, "width", 1200);
  begin_with_three (self);
  stint_window_show_session (self->window, "a");
  sidebar = GTK_WIDGET (self->window->sidebar);
  list = GTK_WIDGET (self->window->list);
  wait_until (g_str_equal (details_page (self), "session") && gtk_widget_get_width (list) > 0);
  /* The sidebar is on the right. */
  g_assert_true (gtk_widget_compute_bounds (list, GTK_WIDGET (self->window), &left));
  g_assert_true (gtk_widget_compute_bounds (sidebar, GTK_WIDGET (self->window), &right));
  g_assert_cmpfloat (left.origin.x, <, right.origin.x);
  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    {
      GtkWidget *dialog = makers[i](self);

      gtk_window_present (GTK_WINDOW (dialog));
      wait_until (gtk_widget_get_width (dialog) > 0);
      g_assert_cmpint (gtk_widget_get_direction (dialog), ==, GTK_TEXT_DIR_RTL);
      gtk_window_destroy (GTK_WINDOW (dialog));
      run_idle ();
    }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  int status;

  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  /* Without a window manager the keyboard leaves no field, and a cursor that blinks complains. */
  g_object_set (gtk_settings_get_default (), "gtk-cursor-blink", FALSE, "gtk-enable-animations",
                FALSE, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  ADD ("/window/first-run", test_first_run);
  ADD ("/window/empty", test_empty);
  ADD ("/window/nothing-found", test_nothing_found);
  ADD ("/window/details-come-back", test_details_come_back);
  ADD ("/window/many", test_many);
  ADD ("/window/loading", test_loading);
  ADD ("/window/syncing", test_syncing);
  ADD ("/window/unlock", test_unlock);
  ADD ("/window/right-to-left", test_right_to_left);
  status = g_test_run ();
  /* Not down: that waits half a minute for a connection that GTK keeps. */
  g_test_dbus_stop (bus);
  return status;
}
