/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-checks.h"
#include "stint-file-preview.h"
#include "stint-first-run.h"

typedef const char *(*Check) (const char *text);

static void
test_checks (void)
{
  static const struct
  {
    Check check;
    const char *text;
    gboolean good;
  } table[] = {
    { stint_check_access_key_id, "", TRUE },
    { stint_check_access_key_id, "AK", TRUE }, /* still being typed: too short, or not yet */
    { stint_check_access_key_id, "AKIAIOSFODNN7EXAMPLE", TRUE },
    { stint_check_access_key_id, "ASIAIOSFODNN7EXAMPLE", FALSE },
    { stint_check_access_key_id, "akiaiosfodnn7example", FALSE },
    { stint_check_access_key_id, "XKIAIOSFODNN7EXAMPLE", FALSE },
    { stint_check_secret_key, "", TRUE },
    { stint_check_secret_key, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", TRUE },
    { stint_check_secret_key, "wJalrXUtnFEMI/K7MDENG", FALSE },
    { stint_check_secret_key, "wJalrXUtnFEMI K7MDENG bPxRfiCYEXAMPLEKEY", FALSE },
    { stint_check_mfa_serial, "", TRUE },
    { stint_check_mfa_serial, "arn:aws:iam::123456789012:mfa/MFAUser", TRUE },
    { stint_check_mfa_serial, "arn:aws-cn:iam::123456789012:mfa/a/b", TRUE },
    { stint_check_mfa_serial, "GAHT12345678", TRUE },
    { stint_check_mfa_serial, "arn:aws:iam::123456789012:u2f/user/Me/Key", FALSE },
    { stint_check_mfa_serial, "arn:aws:iam::123456789012:user/Me", FALSE },
    { stint_check_mfa_serial, "arn:aws:iam::123456789012:mfa/", FALSE },
    { stint_check_mfa_serial, "123", FALSE },
    { stint_check_role_arn, "", TRUE },
    { stint_check_role_arn, "arn:aws:iam::123456789012:role/DeploymentRole", TRUE },
    { stint_check_role_arn, "arn:aws-us-gov:iam::123456789012:role/teams/x/Role", TRUE },
    { stint_check_role_arn, "arn:aws:iam::12345678901:role/DeploymentRole", FALSE },
    { stint_check_role_arn, "arn:aws:iam::123456789012:user/DeploymentRole", FALSE },
    { stint_check_role_arn, "arn:aws:iam::123456789012:role/", FALSE },
    { stint_check_role_arn, "DeploymentRole", FALSE },
    { stint_check_region, "", TRUE },
    { stint_check_region, "eu-west-1", TRUE },
    { stint_check_region, "us-gov-east-1", TRUE },
    { stint_check_region, "eusc-de-east-1", TRUE },
    { stint_check_region, "Ireland", FALSE },
    { stint_check_region, "eu-west", FALSE },
    { stint_check_profile, "", TRUE },
    { stint_check_profile, "DeploymentRole", TRUE },
    { stint_check_profile, "a/b.c@d+e:f%g", TRUE },
    { stint_check_profile, "my profile", FALSE },
    { stint_check_profile, "a]", FALSE },
    { stint_check_external_id, "", TRUE },
    { stint_check_external_id, "partner-7:example", TRUE },
    { stint_check_external_id, "x", FALSE },
    { stint_check_external_id, "a b", FALSE },
    { stint_check_role_session_name, "me@example.com", TRUE },
    { stint_check_role_session_name, "m", FALSE },
    { stint_check_role_session_name, "a/b", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      const char *wrong = table[i].check (table[i].text);

      /* What is being typed may be too short, but is not to be called something else. */
      if (g_str_equal (table[i].text, "AK"))
        g_assert_cmpstr (wrong, ==, "This access key ID is too short.");
      else if (table[i].good)
        g_assert_cmpstr (wrong, ==, NULL);
      else
        g_assert_nonnull (wrong);
    }
  g_assert_cmpstr (stint_check_role_name ("arn:aws:iam::1:role/teams/Role"), ==, "Role");
  g_assert_cmpstr (stint_check_role_name ("Role"), ==, "");
}

static void
test_diff (void)
{
  g_autofree char *same = stint_file_preview_diff ("a\nb\n", "a\nb\n");
  g_autofree char *small =
      stint_file_preview_diff ("[x]\nold = 1\nend = 1\n", "[x]\nnew = 2\nend = 1\n");
  g_autofree char *far =
      stint_file_preview_diff ("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n");
  g_autofree char *added = stint_file_preview_diff ("", "[new]\n");

  g_assert_cmpstr (same, ==, "");
  g_assert_cmpstr (small, ==, "  [x]\n- old = 1\n+ new = 2\n  end = 1\n");
  g_assert_cmpstr (far, ==, "⋯\n  3\n  4\n- 5\n+ five\n  6\n  7\n⋯\n");
  g_assert_cmpstr (added, ==, "+ [new]\n");
}

static void
test_diff_keeps_all (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  /* Whatever changed: the kept and the new lines are the new file. */
  for (guint round = 0; round < 200; round++)
    {
      g_autoptr (GString) before = g_string_new (NULL);
      g_autoptr (GString) after = g_string_new (NULL);
      g_autoptr (GString) rebuilt = g_string_new (NULL);
      g_autofree char *diff = NULL;
      g_auto (GStrv) lines = NULL;

      for (guint i = 0; i < 5; i++)
        {
          if (g_rand_boolean (rand))
            g_string_append_printf (before, "%d\n", g_rand_int_range (rand, 0, 4));
          if (g_rand_boolean (rand))
            g_string_append_printf (after, "%d\n", g_rand_int_range (rand, 0, 4));
        }
      if (g_str_equal (before->str, after->str))
        continue;
      diff = stint_file_preview_diff (before->str, after->str);
      if (strstr (diff, "⋯") != NULL)
        continue;
      lines = g_strsplit (diff, "\n", -1);
      for (char **line = lines; *line != NULL; line++)
        {
          if ((*line)[0] == ' ' || (*line)[0] == '+')
            g_string_append_printf (rebuilt, "%s\n", *line + 2);
        }
      g_assert_cmpstr (rebuilt->str, ==, after->str);
    }
}

static void
test_found (void)
{
  g_autoptr (GVariant) nothing =
      g_variant_parse (G_VARIANT_TYPE ("aa{sv}"), "[]", NULL, NULL, NULL);
  g_autoptr (GVariant) both =
      g_variant_parse (G_VARIANT_TYPE ("aa{sv}"),
                       "[{'kind': <'iam-user'>, 'plain-text-key': <true>}, {'kind': <'iam-role'>}, "
                       "{'kind': <'skipped'>}, {'kind': <'iam-role'>, 'exists': <true>}]",
                       NULL, NULL, NULL);
  g_autofree char *none = stint_first_run_found_sentence (nothing);
  g_autofree char *found = stint_first_run_found_sentence (both);

  g_assert_null (none);
  g_assert_cmpstr (found, ==,
                   "Found in your AWS files: 2 profiles, and 1 long-lived key in plain text.");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/window/checks", test_checks);
  g_test_add_func ("/window/preview/diff", test_diff);
  g_test_add_func ("/window/preview/keeps-all", test_diff_keeps_all);
  g_test_add_func ("/window/first-run/found", test_found);
  return g_test_run ();
}
