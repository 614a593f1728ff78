/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The list against items that look into their tuples in every way that GVariant has. */

#include "config.h"

#include <string.h>

#include "stint-error.h"
#include "stint-item-list.h"
#include "stint-session-item.h"

#define THINGS "a(sa{sv})"

/* Reading with "&" makes one piece of the tuple: strings of its parts are gone then. */
static gpointer
flatten_cb (gpointer item, GVariant *tuple, gpointer user_data)
{
  const char *id;

  g_variant_get (tuple, "(&sa{sv})", &id, NULL);

  return item != NULL ? item : g_object_new (G_TYPE_OBJECT, NULL);
}

static GVariant *
things_of_parts (guint n)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (THINGS));
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("thing-%u", i);

      g_variant_builder_add (&builder, "(s@a{sv})", id,
                             g_variant_new_parsed ("{'number': <%u>}", i));
    }
  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

static GVariant *
things_of_one_piece (guint n)
{
  g_autoptr (GVariant) parts = things_of_parts (n);
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (parts);

  return g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (THINGS), bytes, FALSE));
}

static void
assert_known (StintItemList *list, guint n)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("thing-%u", i);
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (list), i);

      g_assert_true (stint_item_list_lookup (list, id) == item);
    }
}

static void
test_ids (void)
{
  GVariant *(*const makers[]) (guint) = { things_of_parts, things_of_one_piece };

  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    {
      g_autoptr (StintItemList) list = stint_item_list_new (G_TYPE_OBJECT, flatten_cb, NULL);
      g_autoptr (GVariant) few = makers[i](3);
      g_autoptr (GVariant) more = makers[i](7);
      g_autoptr (GVariant) even_more = makers[i](9);
      g_autoptr (GVariant) none = g_variant_ref_sink (g_variant_new ("as", NULL));

      stint_item_list_reload (list, few);
      assert_known (list, 3);
      stint_item_list_reload (list, more);
      assert_known (list, 7);
      stint_item_list_apply (list, even_more, none);
      assert_known (list, 9);
    }
}

/* A session's strings are its own: they outlive the tuple that they came in. */
static void
test_own_strings (void)
{
  GVariant *tuple = g_variant_ref_sink (g_variant_new (
      "(sssssssssssxxb@a{sv})", "id-1", "Name", "iam-role", "i-1", "123456789012", "Acme", "Role",
      "prof", "eu-west-1", "active", "file", (gint64) 10, (gint64) 20, TRUE,
      g_variant_new_parsed ("{'from': <'f-1'>, 'external-id': <'e-1'>, 'arn': <''>, "
                            "'held-profile': <'held'>, 'mfa': <'direct'>, 'error': <'Network'>, "
                            "'error-details': <{'aws-code': <'Throttling'>}>}")));
  g_autoptr (StintSessionItem) item = stint_session_item_new (tuple);
  g_autoptr (GError) error = NULL;

  g_variant_unref (tuple);
  g_assert_cmpstr (stint_session_item_get_id (item), ==, "id-1");
  g_assert_cmpstr (stint_session_item_get_integration_id (item), ==, "i-1");
  g_assert_cmpstr (stint_session_item_get_from_id (item), ==, "f-1");
  g_assert_cmpstr (stint_session_item_get_external_id (item), ==, "e-1");
  g_assert_cmpstr (stint_session_item_get_arn (item), ==, "");
  g_assert_cmpstr (stint_session_item_get_tool_profile (item), ==, "held");
  g_assert_cmpint (stint_session_item_get_mfa (item), ==, STINT_MFA_DIRECT);
  error = stint_session_item_dup_error (item);
  g_assert_cmpstr (stint_error_get_detail (error, "aws-code"), ==, "Throttling");
}

static StintIntegrationItem *
integration_called (const char *name)
{
  g_autoptr (GVariant) tuple = g_variant_ref_sink (
      g_variant_new ("(ssss@a{sv})", "i-1", name, "iam-user", "", g_variant_new ("a{sv}", NULL)));

  return stint_integration_item_new (tuple);
}

/* Sessions come before or after their integration, and outlive it or not. */
static void
test_integration (void)
{
  g_autoptr (GVariant) tuple = g_variant_ref_sink (g_variant_new (
      "(sssssssssssxxb@a{sv})", "id-1", "Name", "iam-role", "i-1", "", "", "", "", "", "inactive",
      "file", (gint64) 0, (gint64) 0, FALSE, g_variant_new ("a{sv}", NULL)));
  g_autoptr (GVariant) renamed = g_variant_ref_sink (g_variant_new (
      "(ssss@a{sv})", "i-1", "Third", "iam-user", "", g_variant_new ("a{sv}", NULL)));
  StintSessionItem *item = stint_session_item_new (tuple);
  StintIntegrationItem *first = integration_called ("First");
  StintIntegrationItem *second = integration_called ("Second");

  stint_session_item_set_integration (item, first);
  g_assert_nonnull (strstr (stint_session_item_get_search_key (item), "first"));
  stint_session_item_set_integration (item, second);
  g_assert_finalize_object (first);
  g_assert_nonnull (strstr (stint_session_item_get_search_key (item), "second"));
  /* Whoever feeds both says so. */
  stint_integration_item_update (second, renamed);
  stint_session_item_integration_renamed (item);
  g_assert_nonnull (strstr (stint_session_item_get_search_key (item), "third"));
  g_assert_finalize_object (item);
  g_assert_finalize_object (second);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/client/item-list/ids", test_ids);
  g_test_add_func ("/client/item-list/own-strings", test_own_strings);
  g_test_add_func ("/client/item-list/integration", test_integration);
  return g_test_run ();
}
