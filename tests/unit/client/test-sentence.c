/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Every error has a sentence, and the ones that people meet most have the right one. */

#include "config.h"

#include <string.h>

#include "stint-sentence.h"

static const StintAudience audiences[] = {
  STINT_AUDIENCE_WINDOW,
  STINT_AUDIENCE_TERMINAL,
  STINT_AUDIENCE_NOTICE,
};

static void
assert_sentence (const char *text)
{
  gsize len = strlen (text);

  g_assert_cmpuint (len, >, 5);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  /* Templates are filled in, and sentences end. */
  g_assert_null (strstr (text, "%s"));
  g_assert_null (strstr (text, "(null)"));
  g_assert_null (strstr (text, "NULL"));
  g_assert_nonnull (strchr (".!?", text[len - 1]));
  g_assert_null (strstr (text, ".."));
}

static void
check_all (GVariant *details)
{
  g_autoptr (GVariant) owned = details != NULL ? g_variant_ref_sink (details) : NULL;

  for (int code = STINT_ERROR_FAILED; code <= STINT_ERROR_NO_SERVICE; code++)
    {
      g_autoptr (GError) error = stint_error_new ((StintError) code, owned, "something is so");
      g_autofree char *what = stint_sentence_what (error);

      g_test_message ("%s: %s", stint_error_to_name ((StintError) code), what);
      assert_sentence (what);
      for (guint i = 0; i < G_N_ELEMENTS (audiences); i++)
        {
          g_autofree char *next = stint_sentence_next (error, audiences[i]);
          g_autofree char *whole = stint_sentence_whole (error, audiences[i]);

          g_assert_true (g_str_has_prefix (whole, what));
          if (next != NULL)
            {
              assert_sentence (next);
              g_assert_true (g_str_has_suffix (whole, next));
            }
          /* Whoever reads at a desktop is not told to type a stint command of the terminal's. */
          if (next != NULL && audiences[i] != STINT_AUDIENCE_TERMINAL)
            g_assert_null (strstr (next, "--"));
        }
    }
}

static void
test_every_code (void)
{
  check_all (NULL);
}

/* Whatever details come along, the sentence stays one. */
static void
test_every_code_with_details (void)
{
  check_all (g_variant_new_parsed (
      "{'session': <'Deployment Role'>, 'integration': <'MFAUser'>, 'profile': <'default'>,"
      " 'mfa-serial': <'arn:aws:iam::123456789012:mfa/MFAUser'>, 'mfa-wait': <uint32 18>,"
      " 'profiles': <['a', 'b']>, 'reasons': <['default']>, 'sessions': <['x', 'y']>,"
      " 'suggested-profile': <'DeploymentRole'>, 'path': <'/home/me/.aws/config'>,"
      " 'line': <uint32 7>, 'holder': <'Flatpak'>, 'aws-code': <'AccessDenied'>,"
      " 'aws-message': <'User: arn:aws:iam::123456789012:user/MFAUser is not authorized to "
      "perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/DeploymentRole'>,"
      " 'skew': <int64 -720>, 'retry-after': <uint32 20>}"));
}

/* Everything that needs a person or is refused says what to do. */
static void
test_next_steps (void)
{
  for (int code = STINT_ERROR_FAILED; code <= STINT_ERROR_NO_SERVICE; code++)
    {
      g_autoptr (GError) error = stint_error_new ((StintError) code, NULL, "something is so");
      g_autofree char *next = stint_sentence_next (error, STINT_AUDIENCE_TERMINAL);
      gboolean says_itself = code == STINT_ERROR_INVALID_ARGUMENT ||
                             code == STINT_ERROR_UNSUPPORTED || code == STINT_ERROR_CANCELLED;

      g_assert_true (says_itself ? next == NULL : next != NULL);
    }
}

static void
assert_whole (StintError code, const char *details, const char *message, const char *expected)
{
  g_autoptr (GError) error = stint_error_new (
      code, details != NULL ? g_variant_new_parsed (details) : NULL, "%s", message);
  g_autofree char *whole = stint_sentence_whole (error, STINT_AUDIENCE_TERMINAL);

  g_assert_cmpstr (whole, ==, expected);
}

static void
test_words (void)
{
  assert_whole (STINT_ERROR_WRONG_MFA, "{'mfa-wait': <uint32 18>}", "no",
                "AWS did not accept this code. Codes work once: the next one comes in 18 s.");
  assert_whole (STINT_ERROR_NOT_FOUND, "{'session': <'prod'>}", "no",
                "There is no session called “prod”. “stint list” shows all that there are.");
  assert_whole (STINT_ERROR_NOT_FOUND,
                "{'session': <'prod'>, 'candidates': <['prod-a', 'prod-b']>}", "no",
                "“prod” fits prod-a and prod-b. Type more of the name.");
  assert_whole (STINT_ERROR_REFUSED,
                "{'session': <'DeploymentRole'>, 'aws-message': <'User: "
                "arn:aws:iam::123456789012:user/MFAUser is not authorized to perform: "
                "sts:AssumeRole on resource: arn:aws:iam::123456789012:role/DeploymentRole'>}",
                "no",
                "AWS refused DeploymentRole: MFAUser may not assume it. Ask whoever manages the "
                "account for sts:AssumeRole on arn:aws:iam::123456789012:role/DeploymentRole.");
  assert_whole (STINT_ERROR_CLOCK_SKEW, "{'skew': <int64 720>}", "no",
                "This computer's clock is 12 min ahead of AWS. Set it right, best by switching "
                "automatic time on, then try again.");
  assert_whole (STINT_ERROR_EXPIRED, "{'session': <'My Role'>}", "no",
                "My Role has ended. Renew it: stint renew 'My Role'.");
  assert_whole (STINT_ERROR_NO_SERVICE, "{'no-bus': <true>}", "no",
                "There is no session bus here, and without one Stint's service cannot be reached. "
                "Start one for a shell with “dbus-run-session -- bash”, and use stint in there.");
  assert_whole (STINT_ERROR_UNSUPPORTED, "{'mfa-serial': <'arn:aws:iam::123456789012:u2f/user/x'>}",
                "no",
                "AWS does not take security keys together with access keys. Add an authenticator "
                "app to the IAM user as a second MFA device, and use that one's ARN.");
  assert_whole (STINT_ERROR_INVALID_ARGUMENT, NULL, "a role's ARN looks different",
                "A role's ARN looks different.");
  assert_whole (STINT_ERROR_INVALID_ARGUMENT, "{'option': <'start-url'>}",
                "portal.example.com leads to example.com",
                "This address is no access portal of AWS, and does not lead to one. It looks like "
                "https://example.awsapps.com/start, and stands in the mail that invited you; or "
                "ask whoever manages the company's sign-in.");
  assert_whole (STINT_ERROR_INVALID_ARGUMENT, "{'option': <'region'>}",
                "this Identity Center is not in the region eu-west-1",
                "This Identity Center is not in the region eu-west-1.");
}

static void
test_details_of_other_types (void)
{
  g_autoptr (GError) error = stint_error_new (
      STINT_ERROR_WRONG_MFA, g_variant_new_parsed ("{'mfa-wait': <'soon'>, 'session': <7>}"), "x");
  g_autofree char *whole = stint_sentence_whole (error, STINT_AUDIENCE_WINDOW);

  g_assert_cmpstr (whole, ==,
                   "AWS did not accept this code. Codes work once: wait for the next one.");
}

static void
test_sign_in (void)
{
  g_autoptr (GError) error = stint_error_new (
      STINT_ERROR_NEEDS_SIGN_IN,
      g_variant_new_parsed ("{'session': <'Data-ReadOnly'>, 'integration': <'Acme Corp'>}"), "x");
  g_autoptr (GError) browser = stint_error_new (
      STINT_ERROR_UNSUPPORTED, g_variant_new_parsed ("{'option': <'browser'>}"), "x");
  g_autoptr (GError) denied = stint_error_new (
      STINT_ERROR_REFUSED,
      g_variant_new_parsed ("{'integration': <'Corp'>, 'sign-in': <'denied'>}"), "x");
  g_autofree char *no = stint_sentence_whole (denied, STINT_AUDIENCE_WINDOW);
  g_autofree char *terminal = stint_sentence_whole (error, STINT_AUDIENCE_TERMINAL);
  g_autofree char *window = stint_sentence_whole (error, STINT_AUDIENCE_WINDOW);
  g_autofree char *other = stint_sentence_whole (browser, STINT_AUDIENCE_WINDOW);

  g_assert_cmpstr (terminal, ==,
                   "Data-ReadOnly needs you to sign in. "
                   "Sign in: stint integration sign-in 'Acme Corp'.");
  g_assert_cmpstr (window, ==, "Data-ReadOnly needs you to sign in. Sign in, then try again.");
  g_assert_cmpstr (
      no, ==,
      "You are not signed in to Corp: it was denied. Sign in again and allow it in the "
      "browser. Where AWS denies it by itself, ask whoever manages the company's "
      "sign-in.");
  g_assert_cmpstr (
      other, ==,
      "The desktop's browser has no private windows or containers that Stint knows of. "
      "Set the command of another one as the browser.");
}

static void
test_raw (void)
{
  g_autoptr (GError) with = stint_error_new (
      STINT_ERROR_REFUSED,
      g_variant_new_parsed ("{'aws-code': <'AccessDenied'>, 'aws-message': <'No.'>, "
                            "'request-id': <'1-2'>}"),
      "x");
  g_autoptr (GError) without = stint_error_new (STINT_ERROR_NETWORK, NULL, "x");
  g_autofree char *raw = stint_sentence_raw (with);

  g_assert_cmpstr (raw, ==, "AccessDenied: No. (request 1-2)");
  g_assert_null (stint_sentence_raw (without));
}

static void
test_other_domains (void)
{
  g_autoptr (GError) error = g_error_new (G_FILE_ERROR, G_FILE_ERROR_NOENT, "no such file");
  g_autoptr (GError) cancelled = g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "x");
  g_autofree char *what = stint_sentence_what (error);
  g_autofree char *cancelled_what = stint_sentence_what (cancelled);

  g_assert_cmpstr (what, ==, "No such file.");
  g_assert_cmpstr (cancelled_what, ==, "Cancelled.");
  g_assert_null (stint_sentence_next (error, STINT_AUDIENCE_TERMINAL));
  g_assert_null (stint_sentence_raw (error));
}

static void
test_consent (void)
{
  g_autoptr (GError) error = stint_error_new (
      STINT_ERROR_NEEDS_CONSENT,
      g_variant_new_parsed ("{'profile': <'default'>, 'reasons': <['default', 'long-lived-keys', "
                            "'dependents', 'something-new']>, 'profiles': <['a', 'b']>}"),
      "x");
  g_autofree char *text = stint_sentence_for_consent (error);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  for (guint i = 0; i < 4; i++)
    assert_sentence (lines[i]);
  g_assert_nonnull (strstr (lines[2], "a and b"));
  g_assert_nonnull (strstr (lines[3], "something-new"));
}

static void
test_conditions (void)
{
  static const char *const names[] = {
    "read-only",  "keyring-locked", "keyring-missing", "files-malformed", "files-unwritable",
    "clock-skew", "offline",        "locked",          "lock-unseen",     "of-a-newer-service",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GVariant) details = g_variant_ref_sink (
          g_variant_new_parsed ("{'path': <'/home/me/.aws/config'>, 'line': <uint32 3>}"));
      g_autofree char *text = stint_sentence_for_condition (names[i], details);

      assert_sentence (text);
      /* Only what is not known is told by its name. */
      g_assert_cmpint (strstr (text, names[i]) != NULL, ==, i == G_N_ELEMENTS (names) - 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sentence/every-code", test_every_code);
  g_test_add_func ("/sentence/every-code-with-details", test_every_code_with_details);
  g_test_add_func ("/sentence/next-steps", test_next_steps);
  g_test_add_func ("/sentence/words", test_words);
  g_test_add_func ("/sentence/details-of-other-types", test_details_of_other_types);
  g_test_add_func ("/sentence/sign-in", test_sign_in);
  g_test_add_func ("/sentence/raw", test_raw);
  g_test_add_func ("/sentence/other-domains", test_other_domains);
  g_test_add_func ("/sentence/consent", test_consent);
  g_test_add_func ("/sentence/conditions", test_conditions);

  return g_test_run ();
}
