/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The details of a session: what they show in each state, and what can be changed there. */

#include "config.h"

#include "stint-banners.h"
#include "stint-details-chain.h"
#include "stint-details-history.h"
#include "stint-details-page.h"
#include "stint-details-settings.h"
#include "stint-durations.h"
#include "stint-error-view.h"
#include "stint-next-step.h"
#include "stint-picker.h"
#include "stint-played-client.h"
#include "stint-regions.h"
#include "stint-session-menu.h"
#include "stint-snippets.h"
#include "stint-time.h"
#include "stint-value-row.h"

static GTestDBus *bus;

#define USER                                                                                       \
  "[('int-1', 'MFAUser', 'iam-user', 'eu-west-1', "                                                \
  "{'mfa-serial': <'arn:aws:iam::123456789012:mfa/MFAUser'>}),"                                    \
  " ('ic', 'Acme', 'identity-center', 'eu-central-1', {'sign-in': <'needed'>, "                    \
  "'start-url': <'https://acme.awsapps.com/start'>})]"

typedef struct
{
  Played played;
  StintClock *clock;
  StintTicker *ticker;
  GtkWidget *window;
  StintDetailsPage *page;
} Fixture;

static GVariant *
portal_session (const char *more)
{
  return g_variant_new ("(sssssssssssxxb@a{sv})", "p", "Data ReadOnly", "identity-center", "ic",
                        "777788889999", "Data", "ReadOnly", "Data-ReadOnly", "", "inactive", "file",
                        (gint64) 0, (gint64) 0, FALSE, g_variant_new_parsed (more));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  played_begin (
      &fixture->played, bus,
      fake_sessions (
          fake_session ("a", "Alpha", "active", 1000 + 3600,
                        g_variant_new_parsed ("{'arn': <'arn:aws:sts::1:assumed-role/R/me'>}")),
          fake_session ("b", "Beta", "inactive", 0, g_variant_new_parsed ("{'from': <'a'>}")),
          fake_session ("c", "My role", "inactive", 0, g_variant_new_parsed ("{'from': <'b'>}")),
          portal_session ("@a{sv} {}"), NULL),
      g_variant_new_parsed (USER));
  fixture->clock = stint_fake_clock_new (STINT_SECONDS (1000));
  fixture->ticker = stint_ticker_new (fixture->clock);
  fixture->page =
      STINT_DETAILS_PAGE (stint_details_page_new (fixture->played.client, fixture->ticker));
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 380, 700);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  run_idle ();
  played_end (&fixture->played);
  g_object_unref (fixture->ticker);
  g_object_unref (fixture->clock);
}

static void
show (Fixture *fixture, const char *id)
{
  stint_details_page_set_session (fixture->page,
                                  stint_client_get_session (fixture->played.client, id));
}

static GtkWidget *
row (Fixture *fixture, const char *title)
{
  GtkWidget *found = find_widget (GTK_WIDGET (fixture->page), ADW_TYPE_PREFERENCES_ROW, title);

  g_assert_nonnull (found);
  return found;
}

static const char *
value (Fixture *fixture, const char *title)
{
  return stint_value_row_get_value (STINT_VALUE_ROW (row (fixture, title)));
}

static void
test_shows (Fixture *fixture, gconstpointer data)
{
  GtkWidget *chain;

  show (fixture, "a");
  g_assert_true (shows (fixture->page, "1 hour left"));
  g_assert_cmpstr (value (fixture, "Account"), ==, "Acme Prod · 1234\u00a05678\u00a09012");
  g_assert_cmpstr (value (fixture, "Signed in as"), ==, "arn:aws:sts::1:assumed-role/R/me");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row (fixture, "Profile"))), ==, "Alpha");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row (fixture, "Region"))), ==,
                   "eu-west-1 · Europe (Ireland)");
  g_assert_true (gtk_widget_get_visible (row (fixture, "MFA code")));

  /* The chain: the user, and each hop, which can be gone to. */
  show (fixture, "c");
  chain = find_widget (GTK_WIDGET (fixture->page), STINT_TYPE_DETAILS_CHAIN, NULL);
  g_assert_cmpuint (stint_details_chain_get_length (STINT_DETAILS_CHAIN (chain)), ==, 3);
  g_assert_cmpstr (gtk_actionable_get_action_name (
                       GTK_ACTIONABLE (find_widget (chain, ADW_TYPE_ACTION_ROW, "Alpha"))),
                   ==, "win.show-session");
  /* A chain carries no code. */
  g_assert_false (gtk_widget_get_visible (row (fixture, "MFA code")));
}

static void
test_history (Fixture *fixture, gconstpointer data)
{
  GtkWidget *history = find_widget (GTK_WIDGET (fixture->page), STINT_TYPE_DETAILS_HISTORY, NULL);

  fake_service_set_history (
      fixture->played.service,
      g_variant_new_parsed ("[(int64 990, 'failed', 'Network', {'message': <'no route'>}),"
                            " (int64 900, 'started', '', {'until': <int64 4500>})]"));
  show (fixture, "c");
  g_assert_false (gtk_widget_get_visible (history));
  wait_until (gtk_widget_get_visible (history));
  g_assert_nonnull (find_widget (history, ADW_TYPE_ACTION_ROW, "Failed"));
  g_assert_true (shows (history, "could not be reached"));
  g_assert_true (shows (history, "· until "));
  /* What a person would type for the newest of it; names are quoted. */
  g_assert_cmpstr (value (fixture, "The same as"), ==, "stint start 'My role'");
}

static void
test_edits (Fixture *fixture, gconstpointer data)
{
  FakeRequest *request;
  g_autoptr (GVariant) options = NULL;
  const char *text;

  show (fixture, "a");
  /* A region, found by its place. */
  gtk_window_present (GTK_WINDOW (fixture->window));
  stint_picker_popup (STINT_PICKER (row (fixture, "Region")), "frank");
  stint_picker_take_first (STINT_PICKER (row (fixture, "Region")));
  request = played_next (&fixture->played, "Sessions.Edit");
  options = played_options (request);
  g_assert_true (g_variant_lookup (options, "region", "&s", &text));
  g_assert_cmpstr (text, ==, "eu-central-1");
  played_succeed (&fixture->played, request, NULL);
  wait_until (g_strcmp0 (value (fixture, "The same as"),
                         "stint session edit Alpha --region eu-central-1") == 0);

  /* Refused: it is said, and what is shown is what is. */
  adw_combo_row_set_selected (ADW_COMBO_ROW (row (fixture, "Before it ends")), 2);
  request = played_next (&fixture->played, "Sessions.Edit");
  played_fail (&fixture->played, request, "ReadOnly", NULL);
  wait_until (shows (fixture->page, "newer version"));
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row (fixture, "Before it ends"))),
                    ==, 0);
}

static void
test_consent (Fixture *fixture, gconstpointer data)
{
  FakeRequest *request;
  g_autoptr (GVariant) options = NULL;
  gboolean consent = FALSE;
  GtkWidget *profile;

  show (fixture, "b");
  profile = row (fixture, "Profile");
  type_into (profile, "de fault]");
  g_assert_true (gtk_widget_has_css_class (profile, "error"));
  type_into (profile, "default");
  g_assert_false (gtk_widget_has_css_class (profile, "error"));
  g_signal_emit_by_name (profile, "apply");
  request = played_next (&fixture->played, "Sessions.Edit");
  played_fail (&fixture->played, request, "NeedsConsent",
               "{'profile': <'default'>, 'reasons': <['default']>}");
  wait_until (find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  answer_question ("take");
  request = played_next (&fixture->played, "Sessions.Edit");
  options = played_options (request);
  g_assert_true (g_variant_lookup (options, "consent", "b", &consent) && consent);
  played_succeed (&fixture->played, request, NULL);
  fake_service_settle (fixture->played.service, fixture->played.connection);

  /* A person who does not agree sees what was there. */
  type_into (profile, "default");
  g_signal_emit_by_name (profile, "apply");
  request = played_next (&fixture->played, "Sessions.Edit");
  played_fail (&fixture->played, request, "NeedsConsent", "{'reasons': <['default']>}");
  wait_until (find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL);
  answer_question ("cancel");
  wait_until (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (profile)), "Beta"));
}

/* What is in a profile after the end, and what is not. */
static void
test_ended (Fixture *fixture, gconstpointer data)
{
  show (fixture, "a");
  fake_service_emit_sessions (
      fixture->played.service, 2,
      fake_sessions (fake_session ("a", "Alpha", "expired", 900, NULL), NULL), NULL);
  wait_until (shows (fixture->page, "stays with its dead keys"));
  fake_service_emit_sessions (
      fixture->played.service, 3,
      fake_sessions (
          fake_session ("a", "Alpha", "expired", 900, g_variant_new_parsed ("{'shared': <true>}")),
          NULL),
      NULL);
  wait_until (shows (fixture->page, "may still work with it"));
  g_assert_false (shows (fixture->page, "dead keys"));
}

static void
test_portal (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button;

  show (fixture, "p");
  g_assert_true (shows (fixture->page, "Your sign-in to Acme has ended."));
  button = find_widget (GTK_WIDGET (fixture->page), GTK_TYPE_BUTTON, "Sign in…");
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, "win.sign-in");
  /* Nothing to choose where AWS decides. */
  g_assert_false (gtk_widget_get_visible (row (fixture, "Lasts")));

  fake_service_emit_sessions (fixture->played.service, 2,
                              fake_sessions (portal_session ("{'gone': <true>}"), NULL), NULL);
  wait_until (shows (fixture->page, "Acme does not assign this role to you any more."));
}

/* Escape takes back what was typed; where nothing was, it is the window's. */
static void
test_escape (Fixture *fixture, gconstpointer data)
{
  GtkWidget *profile;
  StintDetailsSettings *settings;

  show (fixture, "a");
  profile = row (fixture, "Profile");
  settings =
      STINT_DETAILS_SETTINGS (gtk_widget_get_ancestor (profile, STINT_TYPE_DETAILS_SETTINGS));
  g_assert_false (stint_details_settings_take_back (settings));
  type_into (profile, "Other");
  g_assert_true (stint_details_settings_take_back (settings));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (profile)), ==, "Alpha");
  g_assert_false (stint_details_settings_take_back (settings));
}

static gboolean
offers (GMenuModel *menu, const char *label)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autofree char *own = NULL;
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      g_autoptr (GMenuModel) below = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SUBMENU);

      g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &own);
      if (g_strcmp0 (own, label) == 0 || (section != NULL && offers (section, label)) ||
          (below != NULL && offers (below, label)))
        return TRUE;
    }
  return FALSE;
}

static GMenuModel *
menu_of (StintSessionItem *session)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();

  g_ptr_array_add (one, session);
  return stint_session_menu_new (one);
}

/* What the console of an IAM user is, before it is opened. */
static void
test_console_words (Fixture *fixture, gconstpointer data)
{
  GVariant *user =
      g_variant_new ("(sssssssssssxxb@a{sv})", "u", "MFAUser", "iam-user", "int-1", "123456789012",
                     "", "", "me", "", "inactive", "file", (gint64) 0, (gint64) 0, FALSE,
                     g_variant_new_parsed ("{'can-console': <true>}"));
  GVariant *role =
      fake_session ("a", "Alpha", "inactive", 0, g_variant_new_parsed ("{'can-console': <true>}"));
  g_autoptr (GMenuModel) of_user = NULL;
  g_autoptr (GMenuModel) of_role = NULL;
  GtkWidget *button;

  fake_service_emit_sessions (fixture->played.service, 2, fake_sessions (user, role, NULL), NULL);
  wait_until (stint_client_get_session (fixture->played.client, "u") != NULL);
  show (fixture, "u");
  button = find_widget (GTK_WIDGET (fixture->page), GTK_TYPE_BUTTON, "Console");
  g_assert_true (gtk_widget_get_visible (button));
  g_assert_nonnull (strstr (gtk_widget_get_tooltip_text (button), "GetFederationToken"));
  of_user = menu_of (stint_client_get_session (fixture->played.client, "u"));
  g_assert_true (offers (of_user, "Open c_onsole, without IAM"));
  g_assert_true (offers (of_user, "EC2"));
  g_assert_false (offers (of_user, "IAM"));

  show (fixture, "a");
  g_assert_null (gtk_widget_get_tooltip_text (button));
  of_role = menu_of (stint_client_get_session (fixture->played.client, "a"));
  g_assert_true (offers (of_role, "Open c_onsole"));
  g_assert_true (offers (of_role, "IAM"));
}

/* Each failure has its own words and its button. */
static void
test_failures (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *more;
    const char *words;
    const char *button;
    const char *action;
  } failures[] = {
    { "{'error': <'Throttled'>, 'error-details': <{'retry-after': <uint32 20>}>}",
      "too many requests", "Try again", "win.start-session" },
    { "{'error': <'Network'>}", "could not be reached", "Try again", "win.start-session" },
    { "{'error': <'ClockSkew'>, 'error-details': <{'skew': <int64 900>}>}", "clock", "Try again",
      "win.start-session" },
    { "{'error': <'KeyringLocked'>}", "keyring is locked", "Unlock", "win.unlock-keyring" },
    { "{'error': <'KeyringMissing'>}", "No keyring", "Look again", "win.unlock-keyring" },
    { "{'error': <'NeedsSignIn'>}", "sign in", "Sign in…", "win.sign-in" },
    { "{'error': <'BadKey'>}", "access key", "Replace access key…", "win.replace-key" },
    { "{'error': <'FilesMalformed'>, 'error-details': <{'path': <'/h/.aws/config'>, "
      "'line': <uint32 12>}>}",
      "Line 12", "Open file", "win.open-file" },
    { "{'error': <'FilesUnwritable'>, 'error-details': <{'path': <'/h/.aws/credentials'>}>}",
      "/h/.aws/credentials", "Show in Files", "win.show-in-files" },
    { "{'error': <'Refused'>, 'error-details': <{'aws-code': <'AccessDenied'>, 'aws-message': "
      "<'User: x is not authorized'>}>}",
      "refused", "Copy the policy", "win.copy" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      GtkWidget *view = find_widget (GTK_WIDGET (fixture->page), STINT_TYPE_ERROR_VIEW, NULL);
      GtkWidget *button;

      fake_service_emit_sessions (
          fixture->played.service, 2 + i,
          fake_sessions (
              fake_session ("b", "Beta", "failed", 0, g_variant_new_parsed (failures[i].more)),
              NULL),
          NULL);
      show (fixture, "b");
      wait_until (strstr (stint_error_view_get_text (STINT_ERROR_VIEW (view)), failures[i].words) !=
                  NULL);
      button = find_widget (view, GTK_TYPE_BUTTON, failures[i].button);
      g_assert_nonnull (button);
      g_assert_true (gtk_widget_get_visible (button));
      g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==,
                       failures[i].action);
    }
}

/* Each condition of the service too. */
static void
test_banners (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *conditions;
    const char *words;
    const char *button; /* (nullable) */
  } table[] = {
    { "[('keyring-locked', @a{sv} {})]", "keyring is locked", "Unlock" },
    { "[('keyring-missing', @a{sv} {})]", "No keyring", "Look again" },
    { "[('files-malformed', {'path': <'/h/.aws/config'>, 'line': <uint32 12>})]", "Line 12",
      "Open file" },
    { "[('files-unwritable', {'path': <'/h/.aws/credentials'>})]", "/h/.aws/credentials",
      "Show in Files" },
    { "[('clock-skew', {'skew': <int64 900>})]", "clock", "Date and time…" },
    { "[('offline', @a{sv} {})]", "could not be reached", "Network…" },
    { "[('read-only', @a{sv} {})]", "newer version", NULL },
    { "[('locked', {'holder': <'Stint 0.1.0 on vm, process 2, Flatpak'>})]", "process 2", NULL },
    { "[('lock-unseen', @a{sv} {})]", "screen is locked", "Preferences" },
  };
  StintBanners *banners =
      STINT_BANNERS (g_object_ref_sink (g_object_new (STINT_TYPE_BANNERS, NULL)));

  stint_banners_set_client (banners, fixture->played.client);
  g_assert_cmpuint (stint_banners_count (banners), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      fake_service_emit_conditions (fixture->played.service,
                                    g_variant_new_parsed (table[i].conditions));
      wait_until (shows (banners, table[i].words));
      g_assert_cmpuint (stint_banners_count (banners), ==, 1);
      if (table[i].button != NULL)
        g_assert_nonnull (find_widget (GTK_WIDGET (banners), GTK_TYPE_BUTTON, table[i].button));
    }
  fake_service_emit_conditions (fixture->played.service, g_variant_new_parsed ("@a(sa{sv}) []"));
  wait_until (stint_banners_count (banners) == 0);
  stint_banners_set_trouble (banners, "Stint's service does not answer.");
  g_assert_nonnull (find_widget (GTK_WIDGET (banners), GTK_TYPE_BUTTON, "Try again"));
  g_assert_finalize_object (banners);
}

static void
test_snippets (Fixture *fixture, gconstpointer data)
{
  StintClient *client = fixture->played.client;
  StintSessionItem *chained = stint_client_get_session (client, "c");
  g_autofree char *profile = stint_snippets_profile (client, chained);
  g_autofree char *portal = stint_snippets_profile (client, stint_client_get_session (client, "p"));
  g_autofree char *export = stint_snippets_export (chained);
  g_autofree char *policy = stint_snippets_policy ("arn:aws-cn:iam::123456789012:role/R");
  g_autofree char *trust =
      stint_snippets_trust ("arn:aws:iam::123456789012:user/Me", TRUE, "secret");
  g_autofree char *open = stint_snippets_trust ("arn:aws:iam::123456789012:role/A", FALSE, "");
  g_autofree char *set =
      stint_snippets_trust_permission_set ("123456789012", "ReadOnly", "aws-us-gov", NULL);

  g_assert_cmpstr (profile, ==,
                   "[profile My role]\n"
                   "role_arn = arn:aws:iam::123456789012:role/team/DeploymentRole\n"
                   "source_profile = Beta\n"
                   "region = eu-west-1\n");
  g_assert_nonnull (strstr (portal, "sso_session = Acme\nsso_account_id = 777788889999\n"));
  g_assert_nonnull (strstr (portal, "[sso-session Acme]\nsso_start_url = https://acme."));
  g_assert_cmpstr (export, ==, "export AWS_PROFILE='My role'\nexport AWS_REGION=eu-west-1\n");
  g_assert_nonnull (strstr (policy, "\"Resource\": \"arn:aws-cn:iam::123456789012:role/R\""));
  g_assert_nonnull (strstr (trust, "\"aws:MultiFactorAuthPresent\": \"true\" },\n"));
  g_assert_nonnull (strstr (trust, "\"sts:ExternalId\": \"secret\""));
  g_assert_null (strstr (open, "Condition"));
  g_assert_nonnull (strstr (set, "arn:aws-us-gov:iam::123456789012:root"));
  g_assert_nonnull (strstr (set, "AWSReservedSSO_ReadOnly_*"));
}

static void
test_lists (void)
{
  const char *const chosen[] = { "eu-west-1", "cn-north-1", NULL };
  g_autoptr (GListModel) all = stint_regions_list ("aws", NULL, NULL);
  g_autoptr (GListModel) some = stint_regions_list ("aws", chosen, "None");
  g_autoptr (GListModel) china = stint_regions_list ("aws-cn", NULL, NULL);
  g_autoptr (StintDurations) durations = stint_durations_new (5400, FALSE);

  g_assert_cmpuint (g_list_model_get_n_items (all), >, 30);
  g_assert_cmpuint (g_list_model_get_n_items (some), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (china), ==, 2);
  /* A length that was chosen elsewhere is in its place. */
  g_assert_cmpuint (stint_durations_get_position (durations, 5400), ==, 4);
  g_assert_cmpuint (stint_durations_get_seconds (durations, 5), ==, 7200);
  g_assert_cmpuint (stint_durations_get_position (durations, 0), ==, 0);
}

static void
picked_cb (StintPicker *picker, const char *id, GString *log)
{
  g_string_append_printf (log, "%s ", id);
}

static const char *
check_x (const char *text)
{
  return g_str_has_prefix (text, "x") ? NULL : "no";
}

static void
test_picker (void)
{
  StintPicker *picker =
      STINT_PICKER (g_object_ref_sink (g_object_new (STINT_TYPE_PICKER, "title", "Region", NULL)));
  g_autoptr (GListModel) regions = stint_regions_list ("aws", NULL, "None");
  g_autoptr (GString) log = g_string_new (NULL);
  GtkWidget *window = gtk_window_new ();
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (picker));
  gtk_window_set_child (GTK_WINDOW (window), group);
  gtk_window_present (GTK_WINDOW (window));
  stint_picker_set_model (picker, regions);
  g_signal_connect (picker, "picked", G_CALLBACK (picked_cb), log);
  stint_picker_popup (picker, "tokyo");
  stint_picker_take_first (picker);
  g_assert_cmpstr (log->str, ==, "ap-northeast-1 ");
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (picker)), ==, "ap-northeast-1");
  /* What is in no list only where it may be. */
  stint_picker_popup (picker, "xx-new-1");
  stint_picker_take_first (picker);
  g_assert_cmpstr (log->str, ==, "ap-northeast-1 ");
  stint_picker_set_check (picker, check_x);
  stint_picker_popup (picker, "xx-new-1");
  stint_picker_take_first (picker);
  g_assert_cmpstr (log->str, ==, "ap-northeast-1 xx-new-1 ");
  gtk_window_destroy (GTK_WINDOW (window));
  run_idle ();
  g_assert_finalize_object (picker);
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  int status;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  /* Without a window manager the keyboard leaves no field, and a cursor that blinks complains. */
  g_object_set (gtk_settings_get_default (), "gtk-cursor-blink", FALSE, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  ADD ("/details/shows", test_shows);
  ADD ("/details/history", test_history);
  ADD ("/details/edits", test_edits);
  ADD ("/details/consent", test_consent);
  ADD ("/details/portal", test_portal);
  ADD ("/details/ended", test_ended);
  ADD ("/details/escape", test_escape);
  ADD ("/details/console-words", test_console_words);
  ADD ("/details/failures", test_failures);
  ADD ("/details/banners", test_banners);
  ADD ("/details/snippets", test_snippets);
  g_test_add_func ("/details/lists", test_lists);
  g_test_add_func ("/details/picker", test_picker);
  status = g_test_run ();
  /* Not down: that waits half a minute for a connection that GTK keeps. */
  g_test_dbus_stop (bus);
  return status;
}
