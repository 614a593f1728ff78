/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The policies of the forms: JSON that says what it should, in each of AWS's partitions, and that
 * can be copied. */

#include "config.h"

#include <json-glib/json-glib.h>

#include "stint-copy-button.h"
#include "stint-played-client.h"
#include "stint-policy-row.h"
#include "stint-role-dialog.h"
#include "stint-snippets.h"
#include "stint-user-dialog.h"

static GTestDBus *bus;

#define USER(id, partition, more)                                                                  \
  "('" id "', '" id "', 'iam-user', '', "                                                          \
  "{'arn': <'arn:" partition ":iam::123456789012:user/team/" id "'>, "                             \
  "'account-id': <'123456789012'>" more "})"
#define SERIAL(id, partition) ", 'mfa-serial': <'arn:" partition ":iam::123456789012:mfa/" id "'>"
#define INTEGRATIONS                                                                               \
  "[" USER ("int-1", "aws", SERIAL ("int-1", "aws")) ", " USER (                                   \
      "china", "aws-cn",                                                                           \
      SERIAL (                                                                                     \
          "china",                                                                                 \
          "aws-cn")) ", " USER ("gov", "aws-us-gov",                                               \
                                "") ", "                                                           \
                                    "('unseen', 'Not \"asked\" yet', 'iam-user', '', "             \
                                    "{'mfa-serial': <'arn:aws:iam::123456789012:mfa/unseen'>}), "  \
                                    "('portal', 'Acme', 'identity-center', 'eu-west-1', {})]"

static GVariant *
portal_session (const char *id)
{
  return g_variant_new ("(sssssssssssxxb@a{sv})", id, "Acme Read", "identity-center", "portal",
                        "444455556666", "Acme", "ReadOnly", "acme-read", "", "inactive", "file",
                        (gint64) 0, (gint64) 0, FALSE,
                        g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));
}

static void
set_up (Played *played, gconstpointer data)
{
  played_begin (played, bus,
                fake_sessions (fake_session ("a", "Alpha", "inactive", 0, NULL),
                               fake_session ("b", "Beta", "inactive", 0, NULL),
                               fake_session ("c", "Gamma", "inactive", 0,
                                             g_variant_new_parsed ("{'from': <'a'>}")),
                               portal_session ("p"), NULL),
                g_variant_new_parsed (INTEGRATIONS));
}

static void
tear_down (Played *played, gconstpointer data)
{
  run_idle ();
  g_assert_null (find_window (GTK_TYPE_WINDOW));
  played_end (played);
}

static StintPolicyRow *
policy_row (GtkWidget *dialog, const char *title)
{
  GtkWidget *row = find_widget (dialog, STINT_TYPE_POLICY_ROW, title);

  g_assert_nonnull (row);
  return STINT_POLICY_ROW (row);
}

/* What stands at @path of @json: a text as it is, anything else as JSON; NULL if there is nothing. */
static char *
look_up (const char *json, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = json_from_string (json, &error);
  g_autoptr (JsonNode) found = NULL;
  JsonArray *matches;
  JsonNode *first;

  g_assert_no_error (error);
  found = json_path_query (path, root, &error);
  g_assert_no_error (error);
  matches = json_node_get_array (found);
  if (json_array_get_length (matches) == 0)
    return NULL;
  first = json_array_get_element (matches, 0);
  return JSON_NODE_HOLDS_VALUE (first) ? g_strdup (json_node_get_string (first))
                                       : json_to_string (first, FALSE);
}

static void
assert_says (StintPolicyRow *row, const char *path, const char *expected)
{
  g_autofree char *text = look_up (stint_policy_row_get_policy (row), path);

  g_assert_cmpstr (text, ==, expected);
}

static void
assert_statements (StintPolicyRow *row, guint n)
{
  g_autoptr (JsonNode) root = json_from_string (stint_policy_row_get_policy (row), NULL);

  g_assert_nonnull (root);
  g_assert_cmpuint (json_array_get_length (
                        json_object_get_array_member (json_node_get_object (root), "Statement")),
                    ==, n);
}

#define PRINCIPAL "$.Statement[0].Principal.AWS"
#define RESOURCE "$.Statement[0].Resource"
#define MFA "$.Statement[0].Condition.Bool['aws:MultiFactorAuthPresent']"
#define EXTERNAL "$.Statement[0].Condition.StringEquals['sts:ExternalId']"
#define LIKE "$.Statement[0].Condition.ArnLike['aws:PrincipalArn']"

static void
assert_role_policies (GtkWidget *dialog, const char *role, const char *principal)
{
  StintPolicyRow *allow = policy_row (dialog, "Permission to assume the role");
  StintPolicyRow *trust = policy_row (dialog, "Trust policy of the role");

  assert_says (allow, "$.Version", "2012-10-17");
  assert_says (allow, "$.Statement[0].Effect", "Allow");
  assert_says (allow, "$.Statement[0].Action", "sts:AssumeRole");
  assert_says (allow, RESOURCE, role);
  assert_statements (allow, 1);
  assert_says (trust, "$.Version", "2012-10-17");
  assert_says (trust, "$.Statement[0].Effect", "Allow");
  assert_says (trust, "$.Statement[0].Action", "sts:AssumeRole");
  assert_says (trust, PRINCIPAL, principal);
  assert_says (trust, RESOURCE, NULL);
  assert_statements (trust, 1);
}

static void
test_role (Played *played, gconstpointer data)
{
  static const struct
  {
    const char *user;
    const char *role;
    const char *external_id;
    const char *principal;
    const char *mfa;
  } table[] = {
    { "int-1", "arn:aws:iam::210987654321:role/Deploy", "",
      "arn:aws:iam::123456789012:user/team/int-1", "true" },
    { "int-1", "arn:aws:iam::210987654321:role/x/y/Deploy", "partner:7/a",
      "arn:aws:iam::123456789012:user/team/int-1", "true" },
    { "china", "arn:aws-cn:iam::210987654321:role/Deploy", "",
      "arn:aws-cn:iam::123456789012:user/team/china", "true" },
    /* A user without a device can show no code. */
    { "gov", "arn:aws-us-gov:iam::210987654321:role/Deploy", "partner-7",
      "arn:aws-us-gov:iam::123456789012:user/team/gov", NULL },
    { "unseen", "arn:aws:iam::210987654321:role/Deploy", "",
      "arn:aws:iam::123456789012:user/unseen", "true" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      GtkWidget *dialog = stint_role_dialog_new (NULL, played->client, table[i].user);
      StintPolicyRow *trust;

      gtk_window_present (GTK_WINDOW (dialog));
      type_into (find_widget (dialog, ADW_TYPE_ENTRY_ROW, "Role ARN"), table[i].role);
      type_into (find_widget (dialog, ADW_TYPE_ENTRY_ROW, "External ID"), table[i].external_id);
      assert_role_policies (dialog, table[i].role, table[i].principal);
      trust = policy_row (dialog, "Trust policy of the role");
      assert_says (trust, MFA, table[i].mfa);
      assert_says (trust, EXTERNAL, table[i].external_id[0] != '\0' ? table[i].external_id : NULL);
      gtk_window_destroy (GTK_WINDOW (dialog));
    }
}

/* A chain carries no code: the trust is in the role before. */
static void
test_chain (Played *played, gconstpointer data)
{
  GtkWidget *dialog = stint_role_dialog_new_chained (
      NULL, played->client, stint_client_get_session (played->client, "a"));

  gtk_window_present (GTK_WINDOW (dialog));
  type_into (find_widget (dialog, ADW_TYPE_ENTRY_ROW, "Role ARN"),
             "arn:aws:iam::210987654321:role/Deploy");
  assert_role_policies (dialog, "arn:aws:iam::210987654321:role/Deploy",
                        "arn:aws:iam::123456789012:role/team/DeploymentRole");
  assert_says (policy_row (dialog, "Trust policy"), "$.Statement[0].Condition", NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* The role behind a permission set has a name that nobody knows whole. */
static void
test_portal (Played *played, gconstpointer data)
{
  GtkWidget *dialog = stint_role_dialog_new_chained (
      NULL, played->client, stint_client_get_session (played->client, "p"));

  gtk_window_present (GTK_WINDOW (dialog));
  type_into (find_widget (dialog, ADW_TYPE_ENTRY_ROW, "Role ARN"),
             "arn:aws-cn:iam::210987654321:role/Deploy");
  assert_role_policies (dialog, "arn:aws-cn:iam::210987654321:role/Deploy",
                        "arn:aws-cn:iam::444455556666:root");
  assert_says (policy_row (dialog, "Trust policy"), LIKE,
               "arn:aws-cn:iam::444455556666:role/aws-reserved/sso.amazonaws.com/"
               "*AWSReservedSSO_ReadOnly_*");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
assert_user_policies (GtkWidget *dialog, const char *partition, const char *user, const char *roles)
{
  StintPolicyRow *device = policy_row (dialog, "its own MFA device");
  g_autofree char *resources =
      g_strdup_printf ("[\"%s\",\"arn:%s:iam::123456789012:mfa/*\"]", user, partition);
  g_autofree char *federated =
      g_strdup_printf ("arn:%s:sts::123456789012:federated-user/*", partition);

  assert_says (policy_row (dialog, "assume roles"), "$.Statement[0].Action", "sts:AssumeRole");
  assert_says (policy_row (dialog, "assume roles"), RESOURCE, roles);
  assert_says (device, RESOURCE, resources);
  assert_says (device, "$.Statement[0].Condition", NULL);
  /* Without a code nobody takes the device away. */
  assert_says (device, "$.Statement[0].Action",
               "[\"iam:CreateVirtualMFADevice\",\"iam:EnableMFADevice\",\"iam:GetUser\","
               "\"iam:ListMFADevices\",\"iam:ResyncMFADevice\"]");
  assert_statements (device, 2);
  assert_says (device, "$.Statement[1].Action", "iam:DeactivateMFADevice");
  assert_says (device, "$.Statement[1].Resource", user);
  assert_says (device, "$.Statement[1].Condition.Bool['aws:MultiFactorAuthPresent']", "true");
  assert_says (policy_row (dialog, "the console"), "$.Statement[0].Action",
               "sts:GetFederationToken");
  assert_says (policy_row (dialog, "the console"), RESOURCE, federated);
}

static void
test_new_user (Played *played, gconstpointer data)
{
  static const char *const partitions[] = { "aws", "aws-cn", "aws-us-gov", NULL };

  for (guint i = 0; partitions[i] != NULL; i++)
    {
      GtkWidget *dialog = stint_user_dialog_new (NULL, played->client);
      GtkWidget *group = gtk_widget_get_ancestor (GTK_WIDGET (policy_row (dialog, "assume roles")),
                                                  ADW_TYPE_PREFERENCES_GROUP);
      g_autofree char *serial = g_strdup_printf ("arn:%s:iam::123456789012:mfa/Me", partitions[i]);
      g_autofree char *user =
          g_strdup_printf ("arn:%s:iam::123456789012:user/${aws:username}", partitions[i]);
      g_autofree char *roles = g_strdup_printf ("arn:%s:iam::123456789012:role/*", partitions[i]);

      gtk_window_present (GTK_WINDOW (dialog));
      /* While nothing tells the account there is nothing to show. */
      g_assert_false (gtk_widget_get_visible (group));
      type_into (find_widget (dialog, ADW_TYPE_ENTRY_ROW, "MFA device"), "GAHT12345678");
      g_assert_false (gtk_widget_get_visible (group));
      type_into (find_widget (dialog, ADW_TYPE_ENTRY_ROW, "MFA device"), serial);
      g_assert_true (gtk_widget_get_visible (group));
      assert_user_policies (dialog, partitions[i], user, roles);
      gtk_window_destroy (GTK_WINDOW (dialog));
    }
}

static void
test_known_user (Played *played, gconstpointer data)
{
  GtkWidget *dialog = stint_user_dialog_new_for_integration (
      NULL, played->client, stint_client_get_integration (played->client, "int-1"), FALSE);

  /* Two sessions of one role, and a chain that is another's to assume. */
  assert_user_policies (dialog, "aws", "arn:aws:iam::123456789012:user/team/int-1",
                        "arn:aws:iam::123456789012:role/team/DeploymentRole");
  gtk_window_destroy (GTK_WINDOW (dialog));
  dialog = stint_user_dialog_new_for_integration (
      NULL, played->client, stint_client_get_integration (played->client, "gov"), FALSE);
  assert_user_policies (dialog, "aws-us-gov", "arn:aws-us-gov:iam::123456789012:user/team/gov",
                        "arn:aws-us-gov:iam::123456789012:role/*");
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
test_several_roles (void)
{
  static const char *const roles[] = { "arn:aws:iam::1:role/a", "arn:aws:iam::2:role/b", NULL };
  g_autofree char *policy = stint_snippets_policy_for_roles (roles);
  g_autofree char *list = look_up (policy, RESOURCE);

  g_assert_cmpstr (list, ==, "[\"arn:aws:iam::1:role/a\",\"arn:aws:iam::2:role/b\"]");
}

/* By the button, which the keyboard reaches, and with a word that it happened. */
static void
test_copy (Played *played, gconstpointer data)
{
  static const char *const titles[] = { "Permission to assume the role", "Trust policy", NULL };
  GtkWidget *dialog = stint_role_dialog_new (NULL, played->client, "int-1");

  gtk_window_present (GTK_WINDOW (dialog));
  type_into (find_widget (dialog, ADW_TYPE_ENTRY_ROW, "Role ARN"),
             "arn:aws:iam::210987654321:role/Deploy");
  for (guint i = 0; titles[i] != NULL; i++)
    {
      StintPolicyRow *row = policy_row (dialog, titles[i]);
      GtkWidget *button = find_widget (GTK_WIDGET (row), STINT_TYPE_COPY_BUTTON, NULL);
      GdkContentProvider *content;
      g_auto (GValue) value = G_VALUE_INIT;

      g_assert_true (gtk_widget_get_focusable (button));
      g_signal_emit_by_name (button, "clicked");
      content = gdk_clipboard_get_content (gtk_widget_get_clipboard (dialog));
      g_value_init (&value, G_TYPE_STRING);
      g_assert_true (gdk_content_provider_get_value (content, &value, NULL));
      g_assert_cmpstr (g_value_get_string (&value), ==, stint_policy_row_get_policy (row));
      g_assert_true (shows (dialog, "Copied"));
    }
  gtk_window_destroy (GTK_WINDOW (dialog));
}

#define ADD(path, function) g_test_add (path, Played, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  int status;

  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-cursor-blink", FALSE, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  ADD ("/policies/role", test_role);
  ADD ("/policies/chain", test_chain);
  ADD ("/policies/portal", test_portal);
  ADD ("/policies/new-user", test_new_user);
  ADD ("/policies/known-user", test_known_user);
  g_test_add_func ("/policies/several-roles", test_several_roles);
  ADD ("/policies/copy", test_copy);
  status = g_test_run ();
  /* Not down: that waits half a minute for a connection that GTK keeps. */
  g_test_dbus_stop (bus);
  return status;
}
