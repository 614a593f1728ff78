/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <string.h>

#include "stint-cli-template.h"
#include "stint-error.h"

#define NOW G_GINT64_CONSTANT (1795348800)

static StintSessionItem *
make_session (const char *name, const char *state, gint64 until)
{
  g_autoptr (GVariant) tuple = g_variant_ref_sink (g_variant_new (
      "(sssssssssssxxb@a{sv})", name, name, "iam-role", "i", "123456789012", "Acme Prod",
      "arn:aws:iam::123456789012:role/DeploymentRole", "prof", "eu-west-1", state, "file", NOW,
      until, FALSE, g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0)));

  return stint_session_item_new (tuple);
}

static void
assert_expands (GPtrArray *sessions, const char *format, const char *expected)
{
  StintTemplateValues values = { sessions, NOW };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = stint_template_expand (format, &values, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, expected);
}

static void
assert_fails (const char *format)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  StintTemplateValues values = { none, NOW };
  g_autoptr (GError) error = NULL;

  g_assert_null (stint_template_expand (format, &values, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT);
  /* It tells which there are. */
  g_assert_nonnull (strstr (error->message, "left-seconds"));
}

static void
test_values (void)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (sessions, make_session ("Deploy", "active", NOW + 4800));
  g_ptr_array_add (sessions, make_session ("Other", "expiring", NOW + 60));
  g_ptr_array_add (sessions, make_session ("Gone", "expired", NOW - 60));

  assert_expands (sessions, "{name} {profile} {state}", "Deploy prof active");
  assert_expands (sessions, "{left} {left-seconds}", "1 h 20 min 4800");
  assert_expands (sessions, "{until} {until-iso}", "13:20 2026-11-22T13:20:00Z");
  assert_expands (sessions, "{account} {account-id} {role} {region}",
                  "Acme Prod 123456789012 DeploymentRole eu-west-1");
  assert_expands (sessions, "{count}: {names}", "2: Deploy, Other");
}

static void
test_nothing_active (void)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  assert_expands (none, "[{name}|{left}|{state}|{count}|{names}]", "[|||0|]");
}

static void
test_escapes (void)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  assert_expands (none, "", "");
  assert_expands (none, "{{count}} \\n\\t\\\\ \\x €", "{count} \n\t\\ \\x €");
  assert_expands (none, "a}b\\", "a}b\\");
}

static void
test_mistakes (void)
{
  assert_fails ("{nmae}");
  assert_fails ("{}");
  assert_fails ("{name");
  assert_fails ("{");
}

static void
test_list_is_complete (void)
{
  const char *const *names = stint_template_list ();
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *format = g_strdup_printf ("{%s}", names[i]);
      StintTemplateValues values = { none, NOW };
      g_autofree char *text = stint_template_expand (format, &values, NULL);

      g_assert_nonnull (text);
    }
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/template/values", test_values);
  g_test_add_func ("/template/nothing-active", test_nothing_active);
  g_test_add_func ("/template/escapes", test_escapes);
  g_test_add_func ("/template/mistakes", test_mistakes);
  g_test_add_func ("/template/list-is-complete", test_list_is_complete);

  return g_test_run ();
}
