/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Items and the list of them, without a bus. */

#include "config.h"

#include <string.h>

#include "fake-service.h"
#include "stint-client-environment.h"
#include "stint-error.h"
#include "stint-item-list.h"
#include "stint-session-item.h"

static void
notify_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  g_string_append_printf (user_data, "%s ", pspec->name);
}

static void
update (StintSessionItem *item, GVariant *tuple)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (tuple);

  stint_session_item_update (item, owned);
}

static void
assert_notified (StintSessionItem *item, GVariant *tuple, const char *expected)
{
  g_autoptr (GString) names = g_string_new (NULL);
  gulong id = g_signal_connect (item, "notify", G_CALLBACK (notify_cb), names);
  g_auto (GStrv) got = NULL;
  g_auto (GStrv) wanted = g_strsplit (expected, " ", -1);

  update (item, tuple);
  g_signal_handler_disconnect (item, id);
  got = g_strsplit (g_strchomp (names->str), " ", -1);
  for (guint i = 0; wanted[i] != NULL; i++)
    if (*wanted[i] != '\0' && !g_strv_contains ((const char *const *) got, wanted[i]))
      g_error ("%s was not notified, but %s", wanted[i], names->str);
  for (guint i = 0; got[i] != NULL; i++)
    if (*got[i] != '\0' && !g_strv_contains ((const char *const *) wanted, got[i]))
      g_error ("%s was notified", got[i]);
}

static void
test_notify (void)
{
  g_autoptr (GVariant) tuple = g_variant_ref_sink (fake_session ("a", "A", "inactive", 0, NULL));
  g_autoptr (StintSessionItem) item = stint_session_item_new (tuple);

  assert_notified (item, fake_session ("a", "A", "inactive", 0, NULL), "");
  assert_notified (item, fake_session ("a", "A", "active", 9000, NULL),
                   "state active held tool-profile since until");
  assert_notified (item,
                   fake_session ("a", "A", "active", 9000,
                                 g_variant_new_parsed ("{'error': <'Network'>, 'error-message': "
                                                       "<'x'>, 'error-details': <@a{sv} {}>}")),
                   "error-code error-message error-details has-error");
  /* What is not told any more is gone. */
  assert_notified (item, fake_session ("a", "A", "active", 9000, NULL),
                   "error-code error-message error-details has-error");
  /* The name is its profile as well here. */
  assert_notified (item, fake_session ("a", "B", "active", 9000, NULL),
                   "name profile tool-profile search-key");
}

static void
test_all_fields (void)
{
  g_autoptr (GVariant) tuple = g_variant_ref_sink (g_variant_new_parsed (
      "('id', 'Name', 'iam-role', 'int', '123456789012', 'Acme', "
      "'arn:aws:iam::123456789012:role/a/Role', 'prof', 'eu-west-1', 'expiring', 'on-demand', "
      "int64 10, int64 20, true, {'from': <'f'>, 'external-id': <'e'>, 'role-session-name': <'r'>, "
      "'duration': <uint32 900>, 'mfa': <'direct'>, 'renew': <'never'>, 'needs-person': <true>, "
      "'arn': <'arn:x'>, 'held-profile': <'held'>, 'last-used': <int64 15>, "
      "'warning': <'foreign-keys'>, 'error': <'WrongMfa'>, 'error-message': <'m'>, "
      "'error-details': <{'mfa-wait': <uint32 5>}>, 'of-a-newer-service': <1>})"));
  g_autoptr (StintSessionItem) item = stint_session_item_new (tuple);
  g_autoptr (GError) error = stint_session_item_dup_error (item);
  GObjectClass *klass = G_OBJECT_GET_CLASS (item);
  g_autofree GParamSpec **specs = NULL;
  guint n;

  g_assert_cmpstr (stint_session_item_get_role_name (item), ==, "Role");
  g_assert_cmpstr (stint_session_item_get_profile (item), ==, "prof");
  g_assert_cmpstr (stint_session_item_get_tool_profile (item), ==, "held");
  g_assert_cmpint (stint_session_item_get_state (item), ==, STINT_STATE_EXPIRING);
  g_assert_cmpint (stint_session_item_get_hand_out (item), ==, STINT_HAND_OUT_ON_DEMAND);
  g_assert_cmpint (stint_session_item_get_mfa (item), ==, STINT_MFA_DIRECT);
  g_assert_cmpint (stint_session_item_get_renew (item), ==, STINT_RENEW_NEVER);
  g_assert_cmpint (stint_session_item_get_since (item), ==, 10);
  g_assert_cmpint (stint_session_item_get_until (item), ==, 20);
  g_assert_cmpint (stint_session_item_get_last_used (item), ==, 15);
  g_assert_cmpuint (stint_session_item_get_duration (item), ==, 900);
  g_assert_true (stint_session_item_get_pinned (item));
  g_assert_true (stint_session_item_get_needs_person (item));
  g_assert_true (stint_session_item_is_active (item));
  g_assert_cmpstr (stint_session_item_get_warning (item), ==, "foreign-keys");
  g_assert_error (error, STINT_ERROR, STINT_ERROR_WRONG_MFA);
  g_assert_cmpstr (error->message, ==, "m");

  /* Every property can be read, and says what its getter says. */
  specs = g_object_class_list_properties (klass, &n);
  g_assert_cmpuint (n, >, 30);
  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      g_object_get_property (G_OBJECT (item), specs[i]->name, &value);
      if (G_VALUE_HOLDS_STRING (&value))
        g_assert_nonnull (g_value_get_string (&value));
    }
}

static void
test_unknown_words (void)
{
  g_autoptr (GVariant) tuple = g_variant_ref_sink (g_variant_new_parsed (
      "('id', 'Name', 'saml', 'int', '', '', '', '', '', 'sleeping', 'telepathy', int64 0, "
      "int64 0, false, {'duration': <'long'>, 'error': <'FromTheFuture'>})"));
  g_autoptr (StintSessionItem) item = stint_session_item_new (tuple);
  g_autoptr (GError) error = stint_session_item_dup_error (item);

  g_assert_cmpint (stint_session_item_get_state (item), ==, STINT_STATE_INACTIVE);
  g_assert_cmpuint (stint_session_item_get_duration (item), ==, 0);
  g_assert_error (error, STINT_ERROR, STINT_ERROR_FAILED);
}

static gpointer
item_cb (gpointer item, GVariant *tuple, gpointer user_data)
{
  if (item == NULL)
    return stint_session_item_new (tuple);
  stint_session_item_update (item, tuple);

  return item;
}

static void
reload (StintItemList *list, const char *ids)
{
  g_auto (GStrv) names = g_strsplit (ids, " ", -1);
  GVariantBuilder builder;
  g_autoptr (GVariant) tuples = NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sssssssssssxxba{sv})"));
  for (guint i = 0; names[i] != NULL; i++)
    if (*names[i] != '\0')
      g_variant_builder_add_value (&builder,
                                   fake_session (names[i], names[i], "inactive", 0, NULL));
  tuples = g_variant_ref_sink (g_variant_builder_end (&builder));
  stint_item_list_reload (list, tuples);
}

/* A second model, fed only by items-changed: what a view makes of the signal. */
static void
mirror_cb (GListModel *model, guint position, guint removed, guint added, GPtrArray *mirror)
{
  if (removed > 0)
    g_ptr_array_remove_range (mirror, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror, (int) (position + i), g_list_model_get_item (model, position + i));
}

static void
assert_mirrored (StintItemList *list, GPtrArray *mirror, const char *ids)
{
  g_autoptr (GString) names = g_string_new (NULL);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, mirror->len);
  for (guint i = 0; i < mirror->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_assert_true (item == mirror->pdata[i]);
      g_string_append_printf (names, "%s%s", i > 0 ? " " : "",
                              stint_session_item_get_id (mirror->pdata[i]));
    }
  g_assert_cmpstr (names->str, ==, ids);
}

static void
test_list (void)
{
  g_autoptr (StintItemList) list = stint_item_list_new (STINT_TYPE_SESSION_ITEM, item_cb, NULL);
  g_autoptr (GPtrArray) mirror = g_ptr_array_new_with_free_func (g_object_unref);
  static const char *const steps[] = {
    "a b c d e", "a b c d e", "a c e", "e c a",       "x e y c z a", "",
    "b a",       "b a c",     "c b a", "a b c d e f", "f",           "g h i",
  };
  gpointer a = NULL;

  g_signal_connect (list, "items-changed", G_CALLBACK (mirror_cb), mirror);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gpointer before = stint_item_list_lookup (list, "a");

      reload (list, steps[i]);
      assert_mirrored (list, mirror, steps[i]);
      a = stint_item_list_lookup (list, "a");
      if (before != NULL && a != NULL)
        g_assert_true (before == a);
    }
  g_assert_null (a);
}

/* Random reloads and deltas: the view's copy is always what the list says. */
static void
test_list_random (void)
{
  g_autoptr (StintItemList) list = stint_item_list_new (STINT_TYPE_SESSION_ITEM, item_cb, NULL);
  g_autoptr (GPtrArray) mirror = g_ptr_array_new_with_free_func (g_object_unref);

  g_signal_connect (list, "items-changed", G_CALLBACK (mirror_cb), mirror);
  for (guint round = 0; round < 500; round++)
    {
      g_autoptr (GVariant) upserts = NULL;
      g_autoptr (GVariant) removed = NULL;
      GVariantBuilder ups;
      GVariantBuilder gone;

      g_variant_builder_init (&ups, G_VARIANT_TYPE ("a(sssssssssssxxba{sv})"));
      g_variant_builder_init (&gone, G_VARIANT_TYPE ("as"));
      for (guint i = 0; i < 6; i++)
        {
          g_autofree char *id = g_strdup_printf ("%d", g_test_rand_int_range (0, 40));

          if (g_test_rand_bit ())
            g_variant_builder_add_value (&ups, fake_session (id, id, "active", round, NULL));
          else
            g_variant_builder_add (&gone, "s", id);
        }
      upserts = g_variant_ref_sink (g_variant_builder_end (&ups));
      removed = g_variant_ref_sink (g_variant_builder_end (&gone));
      if (round % 10 == 9)
        stint_item_list_reload (list, upserts);
      else
        stint_item_list_apply (list, upserts, removed);

      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, mirror->len);
      for (guint i = 0; i < mirror->len; i++)
        {
          g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (list), i);

          g_assert_true (item == mirror->pdata[i]);
          g_assert_true (
              item == stint_item_list_lookup (list, stint_session_item_get_id (mirror->pdata[i])));
        }
    }
}

static void
test_environment (void)
{
  static const char *const plain[] = { "HOME=/home/me", "AWS_PROFILE=x", NULL };
  static const char *const other_home[] = { "HOME=/tmp/other", NULL };
  static const char *const telling[] = { "HOME=/home/me",
                                         "AWS_SHARED_CREDENTIALS_FILE=/x/../c",
                                         "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
                                         "AWS_SECRET_ACCESS_KEY=canary",
                                         "AWS_SESSION_TOKEN=",
                                         "AWS_REGION=eu-west-1",
                                         "PATH=/bin",
                                         NULL };
  g_autoptr (StintClientEnvironment) a = stint_client_environment_new (plain, "/home/me");
  g_autoptr (StintClientEnvironment) b = stint_client_environment_new (other_home, "/home/me");
  g_autoptr (StintClientEnvironment) c = stint_client_environment_new (telling, "/home/me");
  g_autofree char *printed = g_variant_print (c->aws, FALSE);

  g_assert_null (a->credentials_file);
  g_assert_null (a->config_file);
  g_assert_null (a->overriding[0]);
  g_assert_cmpstr (b->credentials_file, ==, "/tmp/other/.aws/credentials");
  g_assert_cmpstr (b->config_file, ==, "/tmp/other/.aws/config");
  g_assert_cmpstr (c->credentials_file, ==, "/c");
  g_assert_null (c->config_file);
  g_assert_cmpuint (g_strv_length (c->overriding), ==, 2);
  g_assert_cmpstr (c->overriding[0], ==, "AWS_ACCESS_KEY_ID");
  g_assert_nonnull (strstr (printed, "'AWS_REGION': 'eu-west-1'"));
  g_assert_nonnull (strstr (printed, "'AWS_SECRET_ACCESS_KEY': ''"));
  g_assert_null (strstr (printed, "canary"));
  g_assert_null (strstr (printed, "PATH"));
}

static void
test_identity_center (void)
{
  g_autoptr (GVariant) signed_in = g_variant_ref_sink (g_variant_new_parsed (
      "('i', 'Acme', 'identity-center', 'eu-west-1', {'start-url': "
      "<'https://acme.awsapps.com/start'>,"
      " 'flow': <'device'>, 'sign-in': <'signed-in'>, 'signed-in-until': <int64 9000>,"
      " 'renews': <true>, 'syncing': <true>, 'sync-done': <uint32 3>, 'sync-total': <uint32 12>,"
      " 'news': <(uint32 2, uint32 1)>})"));
  g_autoptr (GVariant) refused = g_variant_ref_sink (g_variant_new_parsed (
      "('i', 'Acme', 'identity-center', 'eu-west-1', {'sign-in': <'needed'>, 'sync-done': <'x'>,"
      " 'error': <'NeedsSignIn'>, 'error-message': <'Sign in again'>,"
      " 'error-details': <{'integration': <'Acme'>}>})"));
  g_autoptr (StintIntegrationItem) item = stint_integration_item_new (signed_in);
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (stint_integration_item_get_kind (item), ==, STINT_INTEGRATION_IDENTITY_CENTER);
  g_assert_cmpstr (stint_integration_item_get_start_url (item), ==,
                   "https://acme.awsapps.com/start");
  g_assert_cmpint (stint_integration_item_get_flow (item), ==, STINT_SIGN_IN_DEVICE);
  g_assert_cmpint (stint_integration_item_get_sign_in (item), ==, STINT_SIGN_IN_SIGNED_IN);
  g_assert_cmpint (stint_integration_item_get_signed_in_until (item), ==, 9000);
  g_assert_true (stint_integration_item_get_renews (item));
  g_assert_false (stint_integration_item_get_shared (item));
  g_assert_true (stint_integration_item_get_syncing (item));
  g_assert_cmpuint (stint_integration_item_get_sync_done (item), ==, 3);
  g_assert_cmpuint (stint_integration_item_get_sync_total (item), ==, 12);
  g_assert_cmpuint (stint_integration_item_get_n_new (item), ==, 2);
  g_assert_cmpuint (stint_integration_item_get_n_gone (item), ==, 1);
  g_assert_null (stint_integration_item_dup_error (item));

  /* A value of another type than promised counts as none. */
  g_signal_connect (item, "notify", G_CALLBACK (notify_cb), names);
  stint_integration_item_update (item, refused);
  g_assert_nonnull (strstr (names->str, "sign-in "));
  g_assert_nonnull (strstr (names->str, "has-error "));
  g_assert_null (strstr (names->str, "region "));
  g_assert_cmpint (stint_integration_item_get_sign_in (item), ==, STINT_SIGN_IN_NEEDED);
  g_assert_cmpuint (stint_integration_item_get_sync_done (item), ==, 0);
  error = stint_integration_item_dup_error (item);
  g_assert_error (error, STINT_ERROR, STINT_ERROR_NEEDS_SIGN_IN);
  g_assert_cmpstr (stint_error_get_detail (error, "integration"), ==, "Acme");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/items/notify", test_notify);
  g_test_add_func ("/items/all-fields", test_all_fields);
  g_test_add_func ("/items/unknown-words", test_unknown_words);
  g_test_add_func ("/items/list", test_list);
  g_test_add_func ("/items/list-random", test_list_random);
  g_test_add_func ("/items/environment", test_environment);
  g_test_add_func ("/items/identity-center", test_identity_center);

  return g_test_run ();
}
