/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-aws-error.h"

#include <string.h>

#include "stint-aws-form.h"
#include "stint-sts.h"

/* AWS's answers as people have reported them. */
static void
test_classify (void)
{
  static const struct
  {
    guint status;
    const char *aws_code;
    const char *message;
    StintAwsError code;
  } cases[] = {
    { 403, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
      STINT_AWS_ERROR_MFA },
    { 403, "AccessDenied",
      "GetSessionToken call failed, unable to validate MFA code.  Please verify your MFA serial "
      "number is valid and associated with this user.",
      STINT_AWS_ERROR_MFA },
    { 403, "AccessDenied",
      "User: arn:aws:iam::123456789012:user/MFAUser is not authorized to perform: sts:AssumeRole "
      "on resource: arn:aws:iam::123456789012:role/MultiFactorAuthentication failed",
      STINT_AWS_ERROR_REFUSED },
    { 403, "AccessDenied", NULL, STINT_AWS_ERROR_REFUSED },
    { 403, "AccessDeniedException", "no", STINT_AWS_ERROR_REFUSED },
    { 403, "SignatureDoesNotMatch",
      "Signature expired: 20260102T030405Z is now earlier than 20260102T031905Z",
      STINT_AWS_ERROR_CLOCK },
    { 403, "SignatureDoesNotMatch", "Signature not yet current: 20260102T030405Z is still later",
      STINT_AWS_ERROR_CLOCK },
    { 403, "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided.",
      STINT_AWS_ERROR_BAD_KEY },
    { 400, "RequestExpired", "Request has expired.", STINT_AWS_ERROR_CLOCK },
    { 403, "InvalidClientTokenId", "The security token included in the request is invalid.",
      STINT_AWS_ERROR_BAD_KEY },
    { 403, "ExpiredToken", "The security token included in the request is expired",
      STINT_AWS_ERROR_EXPIRED_TOKEN },
    { 400, "ExpiredTokenException", "x", STINT_AWS_ERROR_EXPIRED_TOKEN },
    { 403, "RegionDisabledException", "x", STINT_AWS_ERROR_REGION },
    { 400, "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
      STINT_AWS_ERROR_VALIDATION },
    { 400, "Throttling", "Rate exceeded", STINT_AWS_ERROR_THROTTLED },
    { 400, "ThrottlingException", "Rate exceeded", STINT_AWS_ERROR_THROTTLED },
    { 429, "TooManyRequestsException", "x", STINT_AWS_ERROR_THROTTLED },
    { 429, NULL, NULL, STINT_AWS_ERROR_THROTTLED },
    { 503, "SlowDown", "x", STINT_AWS_ERROR_THROTTLED },
    { 503, "ServiceUnavailable", "x", STINT_AWS_ERROR_TROUBLE },
    { 500, "InternalFailure", "x", STINT_AWS_ERROR_TROUBLE },
    { 502, NULL, NULL, STINT_AWS_ERROR_TROUBLE },
    { 500, "SomethingNew", "x", STINT_AWS_ERROR_TROUBLE },
    { 400, "SomethingNew", "x", STINT_AWS_ERROR_OTHER },
    { 400, "Exception", "x", STINT_AWS_ERROR_OTHER },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%u %s: %s", cases[i].status, cases[i].aws_code, cases[i].message);
      g_assert_cmpint (
          stint_aws_error_classify (cases[i].status, cases[i].aws_code, cases[i].message), ==,
          cases[i].code);
    }
}

static void
test_details (void)
{
  g_autoptr (GError) error =
      stint_aws_error_new (STINT_AWS_ERROR_REFUSED, "AccessDenied", "id-1", "No %s", "way");
  g_autoptr (GError) other = g_error_new (G_IO_ERROR, G_IO_ERROR_FAILED, "x");
  g_autoptr (GError) copy = NULL;

  stint_aws_error_set_clock_offset (error, -5);
  stint_aws_error_set_retry_after (error, 7);
  stint_aws_error_set_reason (error, "KMS_NotFoundException");
  stint_aws_error_set_reason (error, "KMS_DisabledException");
  copy = g_error_copy (error);
  g_assert_cmpstr (copy->message, ==, "No way");
  g_assert_cmpstr (stint_aws_error_get_aws_code (copy), ==, "AccessDenied");
  g_assert_cmpstr (stint_aws_error_get_request_id (copy), ==, "id-1");
  g_assert_cmpint (stint_aws_error_get_clock_offset (copy), ==, -5);
  g_assert_cmpuint (stint_aws_error_get_retry_after (copy), ==, 7);
  g_assert_cmpstr (stint_aws_error_get_reason (copy), ==, "KMS_DisabledException");
  g_assert_null (stint_aws_error_get_reason (other));
  g_assert_null (stint_aws_error_get_aws_code (other));
  g_assert_null (stint_aws_error_get_request_id (other));
  g_assert_cmpint (stint_aws_error_get_clock_offset (other), ==, 0);
  g_assert_cmpuint (stint_aws_error_get_retry_after (other), ==, 0);
}

static void
test_form (void)
{
  g_auto (StintAwsForm) form = { 0 };
  g_autofree char *large = g_strnfill (5000, '/');

  stint_aws_form_add (&form, "Action", "AssumeRole");
  stint_aws_form_add (&form, "Nothing", NULL);
  stint_aws_form_add (&form, "RoleArn", "arn:aws-cn:iam::1:role/Path/Röle");
  stint_aws_form_add (&form, "Tags.member.1.Value", "a b&c=~d-e_f.g+");
  g_assert_cmpstr (form.text, ==,
                   "Action=AssumeRole&RoleArn=arn%3Aaws-cn%3Aiam%3A%3A1%3Arole%2FPath%2FR%C3%B6le"
                   "&Tags.member.1.Value=a+b%26c%3D~d-e_f.g%2B");
  stint_aws_form_add (&form, "L", large);
  g_assert_cmpuint (form.length, ==, strlen (form.text));
  g_assert_true (g_str_has_suffix (form.text, "%2F%2F"));
}

static void
test_limits (void)
{
  g_autofree char *long_name = g_strnfill (64, 'a');
  g_autofree char *too_long = g_strnfill (65, 'a');

  g_assert_true (stint_sts_role_session_name_is_valid ("me@example.com"));
  g_assert_true (stint_sts_role_session_name_is_valid ("a_+=,.@-Z9"));
  g_assert_true (stint_sts_role_session_name_is_valid (long_name));
  g_assert_false (stint_sts_role_session_name_is_valid (too_long));
  g_assert_false (stint_sts_role_session_name_is_valid ("a"));
  g_assert_false (stint_sts_role_session_name_is_valid ("a b"));
  g_assert_false (stint_sts_role_session_name_is_valid ("aü"));
  g_assert_false (stint_sts_role_session_name_is_valid (NULL));

  g_assert_true (stint_sts_external_id_is_valid ("partner-7:example/x"));
  g_assert_false (stint_sts_external_id_is_valid ("x"));
  g_assert_false (stint_sts_external_id_is_valid ("a;b"));

  g_assert_true (stint_sts_mfa_serial_is_valid ("arn:aws:iam::123456789012:mfa/user@example.com"));
  g_assert_true (stint_sts_mfa_serial_is_valid ("GAHT12345678"));
  g_assert_false (stint_sts_mfa_serial_is_valid ("12345678"));

  g_assert_true (stint_sts_mfa_code_is_valid ("012345"));
  g_assert_false (stint_sts_mfa_code_is_valid ("12345"));
  g_assert_false (stint_sts_mfa_code_is_valid ("1234567"));
  g_assert_false (stint_sts_mfa_code_is_valid ("12345x"));
  g_assert_false (stint_sts_mfa_code_is_valid (NULL));

  g_assert_true (stint_sts_role_arn_is_valid ("arn:aws:iam::123456789012:role/R"));
  g_assert_true (stint_sts_role_arn_is_valid ("arn:aws-us-gov:iam::123456789012:role/a/b/R+=,.@-"));
  g_assert_false (stint_sts_role_arn_is_valid ("arn:aws:iam::123456789012:role/"));
  g_assert_false (stint_sts_role_arn_is_valid ("arn:aws:iam::123456789012:role/a/"));
  g_assert_false (stint_sts_role_arn_is_valid ("arn:aws:iam::123456789012:user/R"));
  g_assert_false (stint_sts_role_arn_is_valid ("arn:aws:sts::123456789012:role/R"));
  g_assert_false (stint_sts_role_arn_is_valid ("arn:aws:iam:eu-west-1:123456789012:role/R"));
  g_assert_false (stint_sts_role_arn_is_valid ("arn:aws:iam::12345678901:role/R"));
  g_assert_false (stint_sts_role_arn_is_valid ("arn:aws:iam::123456789012:role/R S"));
  g_assert_false (stint_sts_role_arn_is_valid ("arn:aws-x:iam::123456789012:role/R"));
  g_assert_false (stint_sts_role_arn_is_valid (NULL));

  g_assert_true (stint_sts_mfa_serial_is_security_key (
      "arn:aws:iam::123456789012:u2f/user/SecurityKeyUser/Default-EXAMPLE"));
  g_assert_true (stint_sts_mfa_serial_is_security_key ("arn:aws:iam::123456789012:fido/x"));
  g_assert_false (stint_sts_mfa_serial_is_security_key ("arn:aws:iam::123456789012:mfa/u2f/user"));
  g_assert_false (stint_sts_mfa_serial_is_security_key ("GAHT12345678"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/aws/error/classify", test_classify);
  g_test_add_func ("/aws/error/details", test_details);
  g_test_add_func ("/aws/form", test_form);
  g_test_add_func ("/aws/sts/limits", test_limits);

  return g_test_run ();
}
