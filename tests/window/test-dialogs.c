/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The dialogs: what they check while one types, what they ask of the service, what they say when it
 * refuses. */

#include "config.h"

#include <glib/gstdio.h>

#include "stint-about.h"
#include "stint-center-dialog.h"
#include "stint-clock.h"
#include "stint-code-entry.h"
#include "stint-consent-dialog.h"
#include "stint-error-view.h"
#include "stint-error.h"
#include "stint-first-run.h"
#include "stint-import-dialog.h"
#include "stint-import-row.h"
#include "stint-mfa-dialog.h"
#include "stint-picker.h"
#include "stint-played-client.h"
#include "stint-preferences.h"
#include "stint-remover.h"
#include "stint-role-dialog.h"
#include "stint-role-policies.h"
#include "stint-starter.h"
#include "stint-ticker.h"
#include "stint-time.h"
#include "stint-user-dialog.h"

static GTestDBus *bus;

#define INTEGRATION(more)                                                                          \
  "[('int-1', 'MFAUser', 'iam-user', 'eu-west-1', "                                                \
  "{'mfa-serial': <'arn:aws:iam::123456789012:mfa/MFAUser'>, "                                     \
  "'arn': <'arn:aws:iam::123456789012:user/MFAUser'>" more "})"
#define CENTER(id, browser)                                                                        \
  ", ('" id "', 'Corp', 'identity-center', 'eu-west-1', "                                          \
  "{'start-url': <'https://corp.awsapps.com/start'>, 'browser': <'" browser "'>})"
#define CENTERS                                                                                    \
  CENTER ("c0", "private")                                                                         \
  CENTER ("c1", "container:work")                                                                  \
  CENTER ("c2", "granted:{account}")                                                               \
  CENTER ("c3", "true --x %u")                                                                     \
  CENTER ("c4", "app:org.example.Browse.desktop")                                                  \
  CENTER ("c5", "app:org.example.Gone.desktop")                                                    \
  CENTER ("c6", "")
#define ROLE "arn:aws:iam::210987654321:role/DeploymentRole"

static void
set_up (Played *played, gconstpointer data)
{
  played_begin (played, bus,
                fake_sessions (fake_session ("a", "Alpha", "active", 5000, NULL),
                               fake_session ("b", "Beta", "inactive", 0,
                                             g_variant_new_parsed ("{'from': <'a'>, "
                                                                   "'duration': <uint32 5400>}")),
                               NULL),
                g_variant_new_parsed (INTEGRATION ("") CENTERS "]"));
}

static void
tear_down (Played *played, gconstpointer data)
{
  run_idle ();
  g_assert_null (find_window (GTK_TYPE_WINDOW));
  played_end (played);
}

static GtkWidget *
row (GtkWidget *dialog, const char *title)
{
  GtkWidget *found = find_widget (dialog, ADW_TYPE_PREFERENCES_ROW, title);

  g_assert_nonnull (found);
  return found;
}

static GtkWidget *
button (GtkWidget *dialog, const char *label)
{
  GtkWidget *found = find_widget (dialog, GTK_TYPE_BUTTON, label);

  g_assert_nonnull (found);
  return found;
}

static void
click (GtkWidget *dialog, const char *label)
{
  GtkWidget *found = button (dialog, label);

  g_assert_true (gtk_widget_get_sensitive (found));
  g_signal_emit_by_name (found, "clicked");
}

static void
type_code (const char *code)
{
  GtkWidget *dialog = find_window (STINT_TYPE_MFA_DIALOG);
  StintCodeEntry *entry = STINT_CODE_ENTRY (find_widget (dialog, STINT_TYPE_CODE_ENTRY, NULL));
  int position = 0;

  gtk_editable_insert_text (
      gtk_editable_get_delegate (GTK_EDITABLE (stint_code_entry_get_field (entry))), code, -1,
      &position);
}

/* What a person chooses who types @text into the list's search, and presses Enter. */
static void
pick (GtkWidget *row, const char *text)
{
  stint_picker_popup (STINT_PICKER (row), text);
  stint_picker_take_first (STINT_PICKER (row));
  run_idle ();
}

static const char *
subtitle (GtkWidget *row)
{
  return adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
}

static void
gone_cb (gpointer data, GObject *where)
{
  *(gboolean *) data = TRUE;
}

static void
test_role_form (Played *played, gconstpointer data)
{
  GtkWidget *dialog = stint_role_dialog_new (NULL, played->client, NULL);
  GtkWidget *policies = find_widget (dialog, STINT_TYPE_ROLE_POLICIES, NULL);

  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_false (gtk_widget_get_sensitive (button (dialog, "Add")));
  type_into (row (dialog, "Role ARN"), "arn:aws:iam::12:role/x");
  g_assert_true (gtk_widget_has_css_class (row (dialog, "Role ARN"), "error"));
  g_assert_true (shows (dialog, "A role looks like"));
  g_assert_false (gtk_widget_get_visible (policies));
  type_into (row (dialog, "Role ARN"), ROLE);
  g_assert_false (shows (dialog, "A role looks like"));
  /* The name follows. */
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row (dialog, "Name"))), ==,
                   "DeploymentRole");
  g_assert_true (gtk_widget_get_sensitive (button (dialog, "Add")));
  /* The policies, with the person's own names. */
  g_assert_true (gtk_widget_get_visible (policies));
  g_assert_nonnull (find_widget (policies, GTK_TYPE_LABEL, "\"Resource\": \"" ROLE "\""));
  g_assert_nonnull (find_widget (policies, GTK_TYPE_LABEL,
                                 "\"AWS\": \"arn:aws:iam::123456789012:user/MFAUser\""));
  g_assert_nonnull (find_widget (policies, GTK_TYPE_LABEL, "MultiFactorAuthPresent"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_role_test (Played *played, gconstpointer data)
{
  GtkWidget *dialog = stint_role_dialog_new (NULL, played->client, "int-1");
  gboolean gone = FALSE;
  FakeRequest *request;
  g_autoptr (GVariant) options = NULL;
  gboolean test = FALSE;
  const char *text;

  g_object_weak_ref (G_OBJECT (dialog), gone_cb, &gone);
  gtk_window_present (GTK_WINDOW (dialog));
  type_into (row (dialog, "Role ARN"), ROLE);
  click (dialog, "Add");
  request = played_next (played, "Sessions.AddIamRole");
  options = played_options (request);
  g_assert_true (g_variant_lookup (options, "test", "b", &test) && test);
  g_assert_true (g_variant_lookup (options, "integration", "&s", &text));
  g_assert_cmpstr (text, ==, "int-1");
  played_fail (played, request, "NeedsMfa",
               "{'mfa-serial': <'arn:aws:iam::123456789012:mfa/MFAUser'>}");

  /* A wrong code, in place; what it is for stays. */
  wait_until (find_window (STINT_TYPE_MFA_DIALOG) != NULL);
  type_code ("111111");
  request = played_next (played, "Sessions.AddIamRole");
  g_clear_pointer (&options, g_variant_unref);
  options = played_options (request);
  g_assert_true (g_variant_lookup (options, "mfa-code", "&s", &text));
  g_assert_cmpstr (text, ==, "111111");
  played_fail (played, request, "WrongMfa", "{'mfa-wait': <uint32 18>}");
  wait_until (shows (find_window (STINT_TYPE_MFA_DIALOG), "did not accept this code"));
  g_assert_true (shows (find_window (STINT_TYPE_MFA_DIALOG), "Starts DeploymentRole."));

  /* The right one, and AWS refuses the role: nothing is kept, the form stays. */
  type_code ("222222");
  request = played_next (played, "Sessions.AddIamRole");
  played_fail (played, request, "Refused", "{'aws-code': <'AccessDenied'>}");
  wait_until (shows (dialog, "refused"));
  g_assert_null (find_window (STINT_TYPE_MFA_DIALOG));
  g_assert_false (gone);
  g_assert_true (gtk_widget_get_sensitive (button (dialog, "Add")));

  click (dialog, "Add");
  request = played_next (played, "Sessions.AddIamRole");
  played_succeed (played, request, "{'id': <'new'>}");
  wait_until (gone);
}

static void
test_role_cancelled (Played *played, gconstpointer data)
{
  GtkWidget *dialog = stint_role_dialog_new_chained (
      NULL, played->client, stint_client_get_session (played->client, "a"));
  FakeRequest *request;
  g_autoptr (GVariant) options = NULL;
  const char *from;

  gtk_window_present (GTK_WINDOW (dialog));
  /* A chain: by way of a session, without a code of its own. */
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row (dialog, "Assumed by"))), ==,
                   "Alpha");
  g_assert_false (gtk_widget_get_visible (row (dialog, "MFA code")));
  type_into (row (dialog, "Role ARN"), ROLE);
  click (dialog, "Add");
  request = played_next (played, "Sessions.AddIamRole");
  options = played_options (request);
  g_assert_true (g_variant_lookup (options, "from", "&s", &from));
  g_assert_cmpstr (from, ==, "a");
  played_fail (played, request, "NeedsMfa", "{'mfa-serial': <'arn:aws:iam::1:mfa/M'>}");
  wait_until (find_window (STINT_TYPE_MFA_DIALOG) != NULL);
  gtk_window_close (GTK_WINDOW (find_window (STINT_TYPE_MFA_DIALOG)));
  wait_until (gtk_widget_get_sensitive (button (dialog, "Add")));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_role_edit (Played *played, gconstpointer data)
{
  GtkWidget *dialog = stint_role_dialog_new_for_session (
      NULL, played->client, stint_client_get_session (played->client, "b"));
  FakeRequest *request;
  g_autoptr (GVariant) options = NULL;
  guint duration = 0;
  gboolean gone = FALSE;

  g_object_weak_ref (G_OBJECT (dialog), gone_cb, &gone);
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row (dialog, "Assumed by"))), ==,
                   "Alpha");
  type_into (row (dialog, "Name"), "Gamma");
  click (dialog, "Save");
  request = played_next (played, "Sessions.Edit");
  options = played_options (request);
  /* An odd length stays what it is. */
  g_assert_true (g_variant_lookup (options, "duration", "u", &duration));
  g_assert_cmpuint (duration, ==, 5400);
  played_succeed (played, request, NULL);
  wait_until (gone);
}

static void
test_user (Played *played, gconstpointer data)
{
  GtkWidget *dialog = stint_user_dialog_new (NULL, played->client);
  FakeRequest *request;
  gboolean gone = FALSE;

  g_object_weak_ref (G_OBJECT (dialog), gone_cb, &gone);
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_false (gtk_widget_get_sensitive (button (dialog, "Add")));
  type_into (row (dialog, "Name"), "Me");
  type_into (row (dialog, "Access key ID"), "ASIAIOSFODNN7EXAMPLE");
  g_assert_true (shows (dialog, "temporary key"));
  type_into (row (dialog, "Access key ID"), "AKIAIOSFODNN7EXAMPLE");
  type_into (row (dialog, "Secret access key"), "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  type_into (row (dialog, "MFA device"), "arn:aws:iam::123456789012:u2f/user/Me/x");
  g_assert_true (shows (dialog, "security key"));
  g_assert_false (gtk_widget_get_sensitive (button (dialog, "Add")));
  type_into (row (dialog, "MFA device"), "arn:aws:iam::123456789012:mfa/Me");
  click (dialog, "Add");
  request = played_next (played, "Integrations.AddIamUser");
  played_fail (played, request, "BadKey", NULL);
  wait_until (shows (dialog, "AWS does not accept this access key"));
  click (dialog, "Add");
  request = played_next (played, "Integrations.AddIamUser");
  played_succeed (played, request, "{'id': <'int-2'>}");
  wait_until (gone);
}

static void
test_user_edit (Played *played, gconstpointer data)
{
  GtkWidget *dialog = stint_user_dialog_new_for_integration (
      NULL, played->client, stint_client_get_integration (played->client, "int-1"), FALSE);
  FakeRequest *request;
  g_autoptr (GVariant) options = NULL;
  const char *serial = NULL;
  gboolean gone = FALSE;

  g_object_weak_ref (G_OBJECT (dialog), gone_cb, &gone);
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_false (gtk_widget_get_visible (row (dialog, "Access key ID")));
  type_into (row (dialog, "MFA device"), "");
  click (dialog, "Save");
  request = played_next (played, "Integrations.Edit");
  options = played_options (request);
  g_assert_true (g_variant_lookup (options, "mfa-serial", "&s", &serial));
  g_assert_cmpstr (serial, ==, "");
  played_succeed (played, request, NULL);
  wait_until (gone);
}

/* The region follows the address, or is searched for; the browser is one that is installed. */
static void
test_center (Played *played, gconstpointer data)
{
  GtkWidget *dialog = stint_center_dialog_new (NULL, played->client);
  FakeRequest *request;
  g_autoptr (GVariant) options = NULL;
  const char *text = NULL;
  gboolean gone = FALSE;

  g_object_weak_ref (G_OBJECT (dialog), gone_cb, &gone);
  gtk_window_present (GTK_WINDOW (dialog));
  type_into (row (dialog, "Name"), "Corp");
  g_assert_cmpstr (subtitle (row (dialog, "Region")), ==, "From the URL");
  type_into (row (dialog, "Access portal URL"), "ssoins-1.portal.eu-west-1.app.aws");
  g_assert_cmpstr (subtitle (row (dialog, "Region")), ==, "The URL says eu-west-1");
  g_assert_true (gtk_widget_get_sensitive (button (dialog, "Add")));
  pick (row (dialog, "Region"), "frankfurt");
  g_assert_cmpstr (subtitle (row (dialog, "Region")), ==,
                   "eu-central-1, although the URL says eu-west-1");
  pick (row (dialog, "Region"), "from the url");
  type_into (row (dialog, "Access portal URL"), "d-1234567890.awsapps.com/start");
  g_assert_true (g_str_has_prefix (subtitle (row (dialog, "Region")), "This URL does not tell it"));
  g_assert_false (gtk_widget_get_sensitive (button (dialog, "Add")));
  /* A region that AWS opens tomorrow. */
  pick (row (dialog, "Region"), "eu-north-7");
  g_assert_cmpstr (subtitle (row (dialog, "Region")), ==, "eu-north-7");
  g_assert_true (gtk_widget_get_sensitive (button (dialog, "Add")));

  g_assert_cmpstr (subtitle (row (dialog, "Open in")), ==, "As in the preferences");
  pick (row (dialog, "Open in"), "other command");
  g_assert_false (gtk_widget_get_sensitive (button (dialog, "Add")));
  pick (row (dialog, "Open in"), "browse nicely");
  type_into (row (dialog, "Profile names"), "{account}");
  g_assert_true (shows (dialog, "Without {role}"));
  g_assert_false (gtk_widget_get_sensitive (button (dialog, "Add")));
  type_into (row (dialog, "Profile names"), "{account}-{role}");
  click (dialog, "Add");
  request = played_next (played, "Integrations.AddIdentityCenter");
  options = played_options (request);
  g_assert_true (g_variant_lookup (options, "region", "&s", &text));
  g_assert_cmpstr (text, ==, "eu-north-7");
  g_assert_true (g_variant_lookup (options, "start-url", "&s", &text));
  g_assert_cmpstr (text, ==, "https://d-1234567890.awsapps.com/start");
  g_assert_true (g_variant_lookup (options, "browser", "&s", &text));
  g_assert_cmpstr (text, ==, "app:org.example.Browse.desktop");
  g_assert_true (g_variant_lookup (options, "profile-template", "&s", &text));
  g_assert_cmpstr (text, ==, "{account}-{role}");

  /* Refused: a sentence, and nothing that was typed is lost. */
  played_fail (played, request, "InvalidArgument", "{'option': <'start-url'>}");
  wait_until (find_widget (dialog, GTK_TYPE_BUTTON, "Add") != NULL);
  g_assert_cmpstr (subtitle (row (dialog, "Region")), ==, "eu-north-7");
  g_assert_cmpstr (subtitle (row (dialog, "Open in")), ==, "Browse nicely");
  click (dialog, "Add");
  request = played_next (played, "Integrations.AddIdentityCenter");
  played_succeed (played, request, "{'id': <'c1'>, 'sign-in': <'needed'>}");
  wait_until (gone);
}

/* What an integration has is what the form opens with, and what it sends when nothing changes. */
static void
test_center_browsers (Played *played, gconstpointer data)
{
  static const struct
  {
    const char *way;
    const char *shown;
    const char *word;
  } table[] = {
    { "private", "A private window", NULL },
    { "container:work", "A Firefox container", "work" },
    { "granted:{account}", "A Firefox container", "{account}" },
    { "true --x %u", "Other command…", "true --x %u" },
    { "app:org.example.Browse.desktop", "Browse nicely", NULL },
    { "app:org.example.Gone.desktop", "org.example.Gone.desktop", NULL },
    { "", "As in the preferences", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);
      GtkWidget *dialog = stint_center_dialog_new_for_integration (
          NULL, played->client, stint_client_get_integration (played->client, id));
      GtkWidget *word = find_widget (dialog, ADW_TYPE_ENTRY_ROW,
                                     strchr (table[i].way, ':') != NULL ? "container" : "Command");
      FakeRequest *request;
      g_autoptr (GVariant) options = NULL;
      const char *text = NULL;
      gboolean gone = FALSE;

      g_object_weak_ref (G_OBJECT (dialog), gone_cb, &gone);
      gtk_window_present (GTK_WINDOW (dialog));
      g_assert_cmpstr (subtitle (row (dialog, "Open in")), ==, table[i].shown);
      if (table[i].word != NULL)
        {
          g_assert_true (gtk_widget_get_visible (word));
          g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (word)), ==, table[i].word);
        }
      click (dialog, "Save");
      request = played_next (played, "Integrations.Edit");
      options = played_options (request);
      g_assert_true (g_variant_lookup (options, "browser", "&s", &text));
      g_assert_cmpstr (text, ==, table[i].way);
      played_succeed (played, request, NULL);
      wait_until (gone);
    }
}

static void
told_cb (const char *sentence, gpointer data)
{
  g_string_append (data, sentence);
}

static void
test_remove (Played *played, gconstpointer data)
{
  g_autoptr (GString) told = g_string_new (NULL);
  GtkWidget *parent = gtk_window_new ();
  FakeRequest *request;
  g_autoptr (GVariant) options = NULL;
  gboolean with = FALSE;
  AdwMessageDialog *dialog;

  stint_remover_ask_session (GTK_WINDOW (parent), played->client,
                             stint_client_get_session (played->client, "a"), told_cb, told);
  dialog = ADW_MESSAGE_DIALOG (find_window (ADW_TYPE_MESSAGE_DIALOG));
  g_assert_cmpstr (adw_message_dialog_get_heading (dialog), ==, "Remove Alpha?");
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "It is stopped"));
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "1 session that is assumed"));
  answer_question ("remove");
  request = played_next (played, "Sessions.Remove");
  options = played_options (request);
  g_assert_true (g_variant_lookup (options, "with-dependents", "b", &with) && with);
  played_succeed (played, request, NULL);

  /* A key that a file needs: asked again, with the names. */
  wait_until (find_window (ADW_TYPE_MESSAGE_DIALOG) == NULL);
  stint_remover_ask_integration (GTK_WINDOW (parent), played->client,
                                 stint_client_get_integration (played->client, "int-1"), told_cb,
                                 told);
  dialog = ADW_MESSAGE_DIALOG (find_window (ADW_TYPE_MESSAGE_DIALOG));
  g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "2 sessions go with it."));
  answer_question ("remove");
  request = played_next (played, "Integrations.Remove");
  played_fail (played, request, "InUse", "{'profiles': <['deploy']>}");
  wait_until (find_window (ADW_TYPE_MESSAGE_DIALOG) != NULL &&
              strstr (adw_message_dialog_get_body (
                          ADW_MESSAGE_DIALOG (find_window (ADW_TYPE_MESSAGE_DIALOG))),
                      "deploy") != NULL);
  answer_question ("cancel");
  gtk_window_destroy (GTK_WINDOW (parent));
  run_idle ();
}

static void
test_import (Played *played, gconstpointer data)
{
  GtkWidget *dialog = stint_import_dialog_new (NULL, played->client);
  FakeRequest *request;

  gtk_window_present (GTK_WINDOW (dialog));
  request = played_next (played, "Import.Plan");
  played_succeed (
      played, request,
      "{'items': <[{'id': <'p1'>, 'kind': <'iam-user'>, 'profile': <'me'>, 'selected': <true>, "
      "'plain-text-key': <true>, 'moves-key': <true>, 'access-key-id': <'AKIAIOSFODNN7EXAMPLE'>},"
      "{'id': <'p2'>, 'kind': <'identity-center'>, 'name': <'Acme'>, 'selected': <true>, "
      "'start-url': <'https://acme.awsapps.com/start'>},"
      "{'id': <'p3'>, 'kind': <'identity-center-role'>, 'profile': <'data'>, 'selected': <true>, "
      "'account-id': <'777788889999'>, 'role-name': <'ReadOnly'>, 'source': <'Acme'>}]>, "
      "'files': <@a(sss) []>}");
  wait_until (find_widget (dialog, STINT_TYPE_IMPORT_ROW, "data") != NULL);
  /* The key that lies open is marked as what it is. */
  g_assert_nonnull (find_widget (row (dialog, "me"), GTK_TYPE_LABEL, "Plain text"));
  g_assert_null (find_widget (row (dialog, "Acme"), GTK_TYPE_LABEL, "Plain text"));
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row (dialog, "Acme"))),
                            "Identity Center"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_preferences (Played *played, gconstpointer data)
{
  g_autoptr (GSettings) settings = g_settings_new ("io.github.stint_aws.Stint");
  GtkWidget *dialog = stint_preferences_new (NULL);
  g_autofree char *browser = NULL;
  g_autofree char *proxy = NULL;

  gtk_window_present (GTK_WINDOW (dialog));
  /* A choice that needs a word takes effect with the word. */
  pick (row (dialog, "Open in"), "firefox container");
  browser = g_settings_get_string (settings, "browser");
  g_assert_cmpstr (browser, ==, "");
  type_into (row (dialog, "The container’s name"), "work");
  g_signal_emit_by_name (row (dialog, "The container’s name"), "apply");
  g_free (browser);
  browser = g_settings_get_string (settings, "browser");
  g_assert_cmpstr (browser, ==, "container:work");

  /* A command that cannot be meant says why, and is not kept. */
  pick (row (dialog, "Open in"), "command");
  type_into (row (dialog, "Command; %u"), "sh -c 'x");
  g_assert_true (shows (dialog, "a quotation mark has no end"));
  g_signal_emit_by_name (row (dialog, "Command; %u"), "apply");
  type_into (row (dialog, "Command; %u"), "no-such-browser %u");
  g_assert_true (shows (dialog, "no such program"));
  g_signal_emit_by_name (row (dialog, "Command; %u"), "apply");
  g_free (browser);
  browser = g_settings_get_string (settings, "browser");
  g_assert_cmpstr (browser, ==, "container:work");
  type_into (row (dialog, "Command; %u"), "true %u");
  g_assert_false (shows (dialog, "no such program"));
  g_signal_emit_by_name (row (dialog, "Command; %u"), "apply");
  g_free (browser);
  browser = g_settings_get_string (settings, "browser");
  g_assert_cmpstr (browser, ==, "true %u");

  /* One that is installed; the word's field goes. */
  pick (row (dialog, "Open in"), "browse nicely");
  g_assert_false (gtk_widget_get_visible (row (dialog, "Command; %u")));
  g_free (browser);
  browser = g_settings_get_string (settings, "browser");
  g_assert_cmpstr (browser, ==, "app:org.example.Browse.desktop");

  /* What is wrong is not kept. */
  type_into (row (dialog, "Proxy"), "nonsense");
  g_assert_true (gtk_widget_has_css_class (row (dialog, "Proxy"), "error"));
  g_signal_emit_by_name (row (dialog, "Proxy"), "apply");
  proxy = g_settings_get_string (settings, "proxy");
  g_assert_cmpstr (proxy, ==, "");
  type_into (row (dialog, "Proxy"), "http://proxy.example.com:3128");
  g_signal_emit_by_name (row (dialog, "Proxy"), "apply");
  g_free (proxy);
  proxy = g_settings_get_string (settings, "proxy");
  g_assert_cmpstr (proxy, ==, "http://proxy.example.com:3128");

  g_assert_true (g_settings_get_boolean (settings, "tray"));
  gtk_switch_set_active (
      GTK_SWITCH (find_widget (row (dialog, "Icon in the tray"), GTK_TYPE_SWITCH, NULL)), FALSE);
  g_assert_false (g_settings_get_boolean (settings, "tray"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
code_cb (gpointer dialog, const char *code, GString *log)
{
  g_string_append_printf (log, "%s ", code);
}

static void
cancelled_cb (gpointer dialog, GString *log)
{
  g_string_append (log, "cancelled ");
}

/* The dialog alone: a pasted code, the sixth digit, and what AWS did not accept. */
static void
test_code (Played *played, gconstpointer data)
{
  static const char *const names[] = { "DeploymentRole", "BillingRole", NULL };
  g_autoptr (StintClock) clock = stint_fake_clock_new (STINT_SECONDS (1000));
  g_autoptr (StintTicker) ticker = stint_ticker_new (clock);
  g_autoptr (GString) log = g_string_new (NULL);
  StintMfaDialog *dialog = STINT_MFA_DIALOG (
      stint_mfa_dialog_new (NULL, ticker, "MFAUser", "arn:aws:iam::123456789012:mfa/MFAUser"));

  g_signal_connect (dialog, "code", G_CALLBACK (code_cb), log);
  g_signal_connect (dialog, "cancelled", G_CALLBACK (cancelled_cb), log);
  stint_mfa_dialog_set_waiting (dialog, names, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  g_assert_true (shows (dialog, "Code for MFAUser"));
  g_assert_true (shows (dialog, "arn:aws:iam::123456789012:mfa/MFAUser"));
  g_assert_true (shows (dialog, "Starts DeploymentRole and 1 more."));

  /* As an authenticator copies it, and more than it needs. */
  type_code (" 419 123\n");
  g_assert_cmpstr (log->str, ==, "419123 ");
  /* While AWS is asked it rests. */
  type_code ("7");
  g_assert_cmpstr (log->str, ==, "419123 ");

  stint_mfa_dialog_set_wrong (dialog, "AWS did not accept this code.", 18);
  g_assert_true (shows (dialog, "the next one comes in 18 s."));
  g_assert_true (shows (dialog, "Starts DeploymentRole and 1 more."));
  for (const char *digit = "000000"; *digit != '\0'; digit++)
    {
      char one[] = { *digit, '\0' };

      g_assert_cmpstr (log->str, ==, "419123 ");
      type_code (one);
    }
  g_assert_cmpstr (log->str, ==, "419123 000000 ");

  gtk_window_close (GTK_WINDOW (dialog));
  run_idle ();
  g_assert_cmpstr (log->str, ==, "419123 000000 cancelled ");
}

static void
consent_cb (StintConsent consent, const char *profile, gpointer data)
{
  g_string_append_printf (data, "%d:%s ", consent, profile != NULL ? profile : "");
}

/* It names the reasons and the profiles; closing it is no consent. */
/* Asked here, given elsewhere: one code is enough. */
static void
test_code_given_elsewhere (Played *played, gconstpointer data)
{
  g_autoptr (StintClock) clock = stint_system_clock_new ();
  g_autoptr (StintTicker) ticker = stint_ticker_new (clock);
  g_autoptr (StintStarter) starter = stint_starter_new (played->client, ticker, NULL);
  g_autoptr (GVariant) options = NULL;
  FakeRequest *request;

  stint_starter_start (starter, stint_client_get_session (played->client, "b"));
  request = played_next (played, "Sessions.Start");
  played_fail (played, request, "NeedsMfa",
               "{'mfa-serial': <'arn:aws:iam::123456789012:mfa/MFAUser'>}");
  wait_until (find_window (STINT_TYPE_MFA_DIALOG) != NULL);

  fake_service_emit_integrations (
      played->service, 2,
      g_variant_new_parsed (INTEGRATION (", 'lease-until': <int64 9999999999>") "]"));
  request = played_next (played, "Sessions.Start");
  g_assert_null (find_window (STINT_TYPE_MFA_DIALOG));
  options = played_options (request);
  g_assert_false (g_variant_lookup (options, "mfa-code", "&s", NULL));

  /* Whoever is asked all the same is asked again. */
  played_fail (played, request, "NeedsMfa",
               "{'mfa-serial': <'arn:aws:iam::123456789012:mfa/MFAUser'>}");
  wait_until (find_window (STINT_TYPE_MFA_DIALOG) != NULL);
  stint_starter_close (starter);
  g_assert_null (find_window (STINT_TYPE_MFA_DIALOG));
}

static void
test_consent (Played *played, gconstpointer data)
{
  StintSessionItem *session = stint_client_get_session (played->client, "a");
  g_autoptr (GString) log = g_string_new (NULL);
  GtkWidget *parent = gtk_window_new ();
  g_autoptr (GError) error = stint_error_new (
      STINT_ERROR_NEEDS_CONSENT,
      g_variant_new_parsed ("{'profile': <'default'>, 'reasons': <['default', 'dependents']>, "
                            "'profiles': <['x', 'y']>, 'suggested-profile': <'Alpha'>}"),
      "no");
  static const char *const answers[] = { "take", "other", "cancel", NULL };
  AdwMessageDialog *dialog;

  for (guint i = 0; answers[i] != NULL; i++)
    {
      stint_consent_dialog_ask (GTK_WINDOW (parent), session, error, consent_cb, log);
      dialog = ADW_MESSAGE_DIALOG (find_window (ADW_TYPE_MESSAGE_DIALOG));
      g_assert_cmpstr (adw_message_dialog_get_heading (dialog), ==, "Use the profile “default”?");
      g_assert_nonnull (strstr (adw_message_dialog_get_body (dialog), "x and y"));
      g_assert_cmpstr (adw_message_dialog_get_default_response (dialog), ==, "other");
      g_assert_cmpstr (adw_message_dialog_get_close_response (dialog), ==, "cancel");
      answer_question (answers[i]);
    }
  g_assert_cmpstr (log->str, ==, "1: 2:Alpha 0: ");
  gtk_window_destroy (GTK_WINDOW (parent));
}

/* Nothing in it is secret, and no path tells who somebody is. */
static void
test_about (Played *played, gconstpointer data)
{
  g_autofree char *info = stint_about_debug_info (played->client);

  g_assert_nonnull (strstr (info, PACKAGE_VERSION));
  g_assert_nonnull (strstr (info, "GTK 4."));
  g_assert_nonnull (strstr (info, "2 sessions"));
  g_assert_nonnull (strstr (info, "Credentials file: ~/.aws/credentials"));
  g_assert_null (strstr (info, "123456789012"));
}

/* One browser is installed, and nothing else. */
static char *
install_browser (void)
{
  char *folder = g_dir_make_tmp ("stint-dialogs-XXXXXX", NULL);
  g_autofree char *applications = g_build_filename (folder, "applications", NULL);
  g_autofree char *entry = g_build_filename (applications, "org.example.Browse.desktop", NULL);
  g_autofree char *cache = g_build_filename (applications, "mimeinfo.cache", NULL);

  g_assert_cmpint (g_mkdir_with_parents (applications, 0700), ==, 0);
  g_assert_true (g_file_set_contents (entry,
                                      "[Desktop Entry]\nType=Application\nName=Browse nicely\n"
                                      "Exec=true %U\nMimeType=x-scheme-handler/https;\n",
                                      -1, NULL));
  g_assert_true (g_file_set_contents (
      cache, "[MIME Cache]\nx-scheme-handler/https=org.example.Browse.desktop;\n", -1, NULL));
  g_setenv ("XDG_DATA_HOME", folder, TRUE);
  return folder;
}

static void
remove_folder (const char *folder)
{
  static const char *const paths[] = { "applications/org.example.Browse.desktop",
                                       "applications/mimeinfo.cache", "applications", "." };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *path = g_build_filename (folder, paths[i], NULL);

      g_remove (path);
    }
}

#define ADD(path, function) g_test_add (path, Played, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_autofree char *folder = install_browser ();
  int status;

  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  /* Of the played service's files; before GLib looks. */
  g_setenv ("HOME", "/home/me", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  /* Without a window manager the keyboard leaves no field, and a cursor that blinks complains. */
  g_object_set (gtk_settings_get_default (), "gtk-cursor-blink", FALSE, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  ADD ("/dialogs/role-form", test_role_form);
  ADD ("/dialogs/role-test", test_role_test);
  ADD ("/dialogs/role-cancelled", test_role_cancelled);
  ADD ("/dialogs/role-edit", test_role_edit);
  ADD ("/dialogs/user", test_user);
  ADD ("/dialogs/user-edit", test_user_edit);
  ADD ("/dialogs/center", test_center);
  ADD ("/dialogs/center-browsers", test_center_browsers);
  ADD ("/dialogs/remove", test_remove);
  ADD ("/dialogs/import", test_import);
  ADD ("/dialogs/preferences", test_preferences);
  ADD ("/dialogs/code", test_code);
  ADD ("/dialogs/code-given-elsewhere", test_code_given_elsewhere);
  ADD ("/dialogs/consent", test_consent);
  ADD ("/dialogs/about", test_about);
  status = g_test_run ();
  /* Not down: that waits half a minute for a connection that GTK keeps. */
  g_test_dbus_stop (bus);
  remove_folder (folder);
  return status;
}
