/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-sts.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <string.h>
#include <unistd.h>

#include "../net/fault-server.h"
#include "stint-aws-error.h"
#include "stint-time.h"

/* Against the local AWS of tests/aws, which is a process of its own. */

#define REGION "eu-west-1"
#define SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
#define MFA_SERIAL "arn:aws:iam::123456789012:mfa/MFAUser"
#define ROLE(name) "arn:aws:iam::123456789012:role/" name

typedef struct
{
  GSubprocess *process;
  char *folder;
  char *url;
  StintHttp *http;
  StintClock *clock;
  StintSts *sts;
  StintAwsCredentials *mfa_user;
} Fixture;

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *slot;
}

/* The control door. */
static JsonObject *
control (Fixture *fixture, const char *body)
{
  g_autofree char *url = g_strconcat (fixture->url, "/_control", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (StintHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  StintHttpRequest *request = stint_http_request_new ("POST", url);

  stint_http_request_add_header (request, "Content-Type", "application/json");
  stint_http_request_set_body (request, body, -1);
  stint_http_send_async (fixture->http, request, NULL, store_result_cb, &result);
  response = stint_http_send_finish (fixture->http, wait_for (&result), &error);
  g_assert_no_error (error);
  g_test_message ("control %s: %s", body, stint_http_response_get_body (response, NULL));
  g_assert_cmpuint (stint_http_response_get_status (response), ==, 200);
  json_parser_load_from_data (parser, stint_http_response_get_body (response, NULL), -1, &error);
  g_assert_no_error (error);

  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

static void
tell (Fixture *fixture, const char *body)
{
  json_object_unref (control (fixture, body));
}

static guint
count_calls (Fixture *fixture)
{
  g_autoptr (JsonObject) answer = control (fixture, "{\"op\": \"calls\"}");

  return json_array_get_length (json_object_get_array_member (answer, "calls"));
}

/* A code that is good now. */
static char *
make_code (Fixture *fixture)
{
  g_autoptr (JsonObject) answer = NULL;

  tell (fixture, "{\"op\": \"forget-codes\"}");
  answer = control (fixture, "{\"op\": \"totp\", \"device\": \"MFAUser\"}");

  return g_strdup (json_object_get_string_member (answer, "code"));
}

static StintAwsCredentials *
make_credentials (const char *id, const char *secret)
{
  g_autoptr (StintSecret) secret_key = stint_secret_new (secret, -1);

  return stint_aws_credentials_new (id, secret_key, NULL, 0, "arn:aws:iam::123456789012:user/u");
}

static char *
wait_for_url (const char *path)
{
  for (guint i = 0; i < 1000; i++)
    {
      char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL))
        return g_strchomp (text);
      g_usleep (10000);
    }

  g_error ("The local AWS does not start");
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program =
      g_build_filename (g_getenv ("STINT_SOURCE_ROOT"), "tests", "aws", "local-aws", NULL);
  g_autofree char *port_file = NULL;

  fixture->folder = g_dir_make_tmp ("stint-sts-XXXXXX", &error);
  g_assert_no_error (error);
  port_file = g_build_filename (fixture->folder, "url", NULL);
  fixture->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, program,
                                       "--port-file", port_file, "--die-with-parent", NULL);
  g_assert_no_error (error);
  fixture->url = wait_for_url (port_file);

  fixture->http = stint_http_new (&(StintHttpConfig){ .user_agent = "Stint/test" });
  fixture->clock = stint_fake_clock_new (g_get_real_time ());
  fixture->sts = stint_sts_new (fixture->http, fixture->clock, fixture->url);
  fixture->mfa_user = make_credentials ("AKIAIOSFODNN7EXAMPLE", SECRET);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *port_file = g_build_filename (fixture->folder, "url", NULL);

  g_subprocess_send_signal (fixture->process, SIGTERM);
  g_subprocess_wait (fixture->process, NULL, NULL);
  g_object_unref (fixture->process);
  g_unlink (port_file);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->url);
  stint_aws_credentials_unref (fixture->mfa_user);
  g_assert_finalize_object (fixture->sts);
  g_object_unref (fixture->clock);
  g_assert_finalize_object (fixture->http);
}

static StintAwsCredentials *
assume (Fixture *fixture, StintAwsCredentials *credentials, StintStsParams params, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (params.region == NULL)
    params.region = REGION;
  if (params.role_session_name == NULL)
    params.role_session_name = "tester@example.com";
  stint_sts_assume_role_async (fixture->sts, credentials, &params, NULL, store_result_cb, &result);

  return stint_sts_assume_role_finish (fixture->sts, wait_for (&result), error);
}

static StintAwsCredentials *
get_token (Fixture *fixture, const char *code, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  StintStsParams params = { .region = REGION,
                            .mfa_serial = code != NULL ? MFA_SERIAL : NULL,
                            .mfa_code = code };

  stint_sts_get_session_token_async (fixture->sts, fixture->mfa_user, &params, NULL,
                                     store_result_cb, &result);

  return stint_sts_get_session_token_finish (fixture->sts, wait_for (&result), error);
}

static StintCallerIdentity *
get_identity (Fixture *fixture, StintAwsCredentials *credentials, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  StintStsParams params = { .region = REGION };

  stint_sts_get_caller_identity_async (fixture->sts, credentials, &params, NULL, store_result_cb,
                                       &result);

  return stint_sts_get_caller_identity_finish (fixture->sts, wait_for (&result), error);
}

static void
assert_identity_fails (Fixture *fixture, StintAwsCredentials *credentials, StintAwsError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintCallerIdentity) identity = get_identity (fixture, credentials, &error);

  g_assert_error (error, STINT_AWS_ERROR, (int) code);
  g_assert_null (identity);
}

static void
test_identity (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintCallerIdentity) identity = get_identity (fixture, fixture->mfa_user, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (identity->arn, ==, "arn:aws:iam::123456789012:user/MFAUser");
  g_assert_cmpstr (identity->account, ==, "123456789012");
  g_assert_cmpstr (identity->user_id, !=, "");
}

static void
test_assume_with_code (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = make_code (fixture);
  StintStsParams params = { .role_arn = ROLE ("DeploymentRole"),
                            .mfa_serial = MFA_SERIAL,
                            .mfa_code = code,
                            .duration_seconds = 900 };
  g_autoptr (GError) error = NULL;
  g_autoptr (StintAwsCredentials) role = NULL;
  g_autoptr (StintAwsCredentials) again = NULL;
  g_autoptr (StintCallerIdentity) identity = NULL;
  g_autofree char *account = NULL;
  gint64 left;

  role = assume (fixture, fixture->mfa_user, params, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (stint_aws_credentials_get_access_key_id (role), "ASIA"));
  g_assert_cmpstr (stint_aws_credentials_get_arn (role), ==,
                   "arn:aws:sts::123456789012:assumed-role/DeploymentRole/tester@example.com");
  account = stint_aws_credentials_dup_account_id (role);
  g_assert_cmpstr (account, ==, "123456789012");
  left = stint_aws_credentials_get_expiration (role) - g_get_real_time ();
  g_assert_cmpint (left, >, STINT_SECONDS (890));
  g_assert_cmpint (left, <=, STINT_SECONDS (901));

  /* They are good. */
  identity = get_identity (fixture, role, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (identity->arn, ==, stint_aws_credentials_get_arn (role));

  /* A code works once. */
  again = assume (fixture, fixture->mfa_user, params, &error);
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_MFA);
  g_assert_cmpstr (stint_aws_error_get_aws_code (error), ==, "AccessDenied");
  g_assert_nonnull (stint_aws_error_get_request_id (error));
  g_assert_null (again);
}

static void
test_lease (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = make_code (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintAwsCredentials) lease = get_token (fixture, code, &error);
  g_autoptr (StintAwsCredentials) role = NULL;
  g_autoptr (StintAwsCredentials) chained = NULL;
  g_autoptr (StintAwsCredentials) refused = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (stint_aws_credentials_get_session_token (lease));
  g_assert_cmpstr (stint_aws_credentials_get_arn (lease), ==,
                   stint_aws_credentials_get_arn (fixture->mfa_user));

  role = assume (fixture, lease, (StintStsParams){ .role_arn = ROLE ("DeploymentRole") }, &error);
  g_assert_no_error (error);
  chained =
      assume (fixture, role,
              (StintStsParams){ .role_arn = "arn:aws:iam::210987654321:role/ChainedRole" }, &error);
  g_assert_no_error (error);

  /* Wrong codes of both kinds. */
  refused = get_token (fixture, g_str_equal (code, "000000") ? "000001" : "000000", &error);
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_MFA);
  g_assert_null (refused);
}

/* The user's own name must not make a refusal look like a wrong code. */
static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintAwsCredentials) role = assume (
      fixture, fixture->mfa_user, (StintStsParams){ .role_arn = ROLE ("ForbiddenRole") }, &error);

  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "user/MFAUser is not authorized to perform"));
  g_assert_null (role);
  g_assert_cmpuint (count_calls (fixture), ==, 1);
}

static void
test_bad_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintAwsCredentials) unknown = make_credentials ("AKIAUNKNOWNEXAMPLE00", SECRET);
  g_autoptr (StintAwsCredentials) wrong =
      make_credentials ("AKIAIOSFODNN7EXAMPLE", "wrong/K7MDENG/bPxRfiCYEXAMPLEKEY");

  assert_identity_fails (fixture, unknown, STINT_AWS_ERROR_BAD_KEY);
  assert_identity_fails (fixture, wrong, STINT_AWS_ERROR_BAD_KEY);
  g_assert_cmpuint (count_calls (fixture), ==, 2);
}

static void
test_expired (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = make_code (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintAwsCredentials) lease = get_token (fixture, code, &error);

  g_assert_no_error (error);
  tell (fixture, "{\"op\": \"end-sessions\"}");
  assert_identity_fails (fixture, lease, STINT_AWS_ERROR_EXPIRED_TOKEN);
}

static void
test_region_off (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintAwsCredentials) role =
      assume (fixture, fixture->mfa_user,
              (StintStsParams){ .region = "ap-east-1", .role_arn = ROLE ("OpenRole") }, &error);

  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_REGION);
  g_assert_null (role);
}

static void
assert_assume_fails (Fixture *fixture, StintStsParams params, StintAwsError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintAwsCredentials) role = assume (fixture, fixture->mfa_user, params, &error);

  g_assert_error (error, STINT_AWS_ERROR, (int) code);
  g_assert_null (role);
}

static void
test_validation (Fixture *fixture, gconstpointer data)
{
  StintStsParams good = { .role_arn = ROLE ("DeploymentRole"),
                          .mfa_serial = MFA_SERIAL,
                          .mfa_code = "123456" };
  StintStsParams params;

  /* None of these is sent. */
  params = good, params.mfa_code = "12345";
  assert_assume_fails (fixture, params, STINT_AWS_ERROR_VALIDATION);
  params = good, params.mfa_code = NULL;
  assert_assume_fails (fixture, params, STINT_AWS_ERROR_VALIDATION);
  params = good, params.mfa_serial = NULL;
  assert_assume_fails (fixture, params, STINT_AWS_ERROR_VALIDATION);
  params = good, params.mfa_serial = "a b";
  assert_assume_fails (fixture, params, STINT_AWS_ERROR_VALIDATION);
  params = good, params.role_arn = "arn:aws:iam::1:role/x";
  assert_assume_fails (fixture, params, STINT_AWS_ERROR_VALIDATION);
  params = good, params.role_session_name = "with blanks";
  assert_assume_fails (fixture, params, STINT_AWS_ERROR_VALIDATION);
  params = good, params.external_id = "x";
  assert_assume_fails (fixture, params, STINT_AWS_ERROR_VALIDATION);
  params = good, params.region = "eu-west-1.example.com/";
  assert_assume_fails (fixture, params, STINT_AWS_ERROR_VALIDATION);
  g_assert_cmpuint (count_calls (fixture), ==, 0);

  /* And this is AWS's own word. */
  assert_assume_fails (fixture,
                       (StintStsParams){ .role_arn = ROLE ("OpenRole"), .duration_seconds = 100 },
                       STINT_AWS_ERROR_VALIDATION);
  g_assert_cmpuint (count_calls (fixture), ==, 1);
}

static void
test_external_id (Fixture *fixture, gconstpointer data)
{
  StintStsParams params = { .role_arn = "arn:aws:iam::210987654321:role/PartnerRole" };
  g_autofree char *code = make_code (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintAwsCredentials) lease = get_token (fixture, code, &error);
  g_autoptr (StintAwsCredentials) role = NULL;

  g_assert_no_error (error);
  params.external_id = "partner-7:example";
  role = assume (fixture, lease, params, &error);
  g_assert_no_error (error);
  g_assert_nonnull (role);
}

static void
test_passing_faults (Fixture *fixture, gconstpointer data)
{
  static const char *const faults[] = {
    "\"throttle\"", "\"throttle\", \"status\": 429",
    "\"500\"",      "\"503\"",
    "\"reset\"",    "\"close\"",
    "\"half\"",     "\"not-http\"",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *fault =
          g_strdup_printf ("{\"op\": \"fault\", \"kind\": %s, \"count\": 2}", faults[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (StintCallerIdentity) identity = NULL;

      tell (fixture, "{\"op\": \"reset\"}");
      tell (fixture, fault);
      identity = get_identity (fixture, fixture->mfa_user, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (count_calls (fixture), ==, 3);
    }
}

static void
test_lasting_faults (Fixture *fixture, gconstpointer data)
{
  tell (fixture, "{\"op\": \"fault\", \"kind\": \"throttle\"}");
  assert_identity_fails (fixture, fixture->mfa_user, STINT_AWS_ERROR_THROTTLED);
  g_assert_cmpuint (count_calls (fixture), ==, 3);

  tell (fixture, "{\"op\": \"reset\"}");
  tell (fixture, "{\"op\": \"fault\", \"kind\": \"503\"}");
  assert_identity_fails (fixture, fixture->mfa_user, STINT_AWS_ERROR_TROUBLE);
  g_assert_cmpuint (count_calls (fixture), ==, 3);
}

/* What does not come from AWS at all is not asked again. */
static void
test_strange_answers (Fixture *fixture, gconstpointer data)
{
  static const char *const faults[] = { "garbage", "empty", "html", "redirect", "content-length" };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *fault = g_strdup_printf ("{\"op\": \"fault\", \"kind\": \"%s\"}", faults[i]);

      tell (fixture, "{\"op\": \"reset\"}");
      tell (fixture, fault);
      assert_identity_fails (fixture, fixture->mfa_user, STINT_AWS_ERROR_MALFORMED);
      g_assert_cmpuint (count_calls (fixture), ==, 1);
    }
}

static void
test_code_is_sent_once (Fixture *fixture, gconstpointer data)
{
  static const char *const faults[] = {
    "\"throttle\"", "\"500\"",  "\"503\"", "\"reset\"", "\"reset\", \"when\": \"after\"",
    "\"close\"",    "\"half\"",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *fault = g_strdup_printf (
          "{\"op\": \"fault\", \"kind\": %s, \"action\": \"GetSessionToken\"}", faults[i]);
      g_autofree char *code = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (StintAwsCredentials) lease = NULL;
      g_autoptr (StintCallerIdentity) identity = NULL;

      /* A kept connection first: libcurl repeats by itself what it sends over a dead one. */
      tell (fixture, "{\"op\": \"reset\"}");
      identity = get_identity (fixture, fixture->mfa_user, &error);
      g_assert_no_error (error);

      code = make_code (fixture);
      tell (fixture, fault);
      lease = get_token (fixture, code, &error);
      g_assert_nonnull (error);
      g_assert_null (lease);
      g_assert_cmpuint (count_calls (fixture), ==, 2);
    }
}

static void
test_clock_is_corrected (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintCallerIdentity) identity = NULL;
  g_autoptr (StintCallerIdentity) second = NULL;
  g_autoptr (StintCallerIdentity) third = NULL;
  g_autoptr (StintAwsCredentials) lease = NULL;
  gint64 offset;

  g_assert_false (stint_sts_get_clock_offset (fixture->sts, &offset));
  tell (fixture, "{\"op\": \"clock\", \"offset\": 3600}");
  identity = get_identity (fixture, fixture->mfa_user, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_calls (fixture), ==, 2);
  g_assert_true (stint_sts_get_clock_offset (fixture->sts, &offset));
  g_assert_cmpint (ABS (offset - STINT_SECONDS (3600)), <, STINT_SECONDS (5));

  /* Known from now on, codes included. */
  second = get_identity (fixture, fixture->mfa_user, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_calls (fixture), ==, 3);
  code = make_code (fixture);
  lease = get_token (fixture, code, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_calls (fixture), ==, 4);

  /* Somebody sets this computer's clock right: the offset is void. */
  stint_fake_clock_step (STINT_FAKE_CLOCK (fixture->clock), STINT_SECONDS (3600));
  g_assert_false (stint_sts_get_clock_offset (fixture->sts, &offset));
  third = get_identity (fixture, fixture->mfa_user, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (count_calls (fixture), ==, 5);
}

static void
test_clock_with_code (Fixture *fixture, gconstpointer data)
{
  g_autofree char *code = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintAwsCredentials) lease = NULL;

  tell (fixture, "{\"op\": \"clock\", \"offset\": -7200}");
  tell (fixture, "{\"op\": \"change\", \"kind\": \"settings\","
                 " \"values\": {\"skew_error\": \"RequestExpired\"}}");
  code = make_code (fixture);
  lease = get_token (fixture, code, &error);
  g_assert_no_error (error);
  g_assert_nonnull (lease);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
assert_cancels_soon (Fixture *fixture)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (StintCallerIdentity) identity = NULL;
  g_autoptr (GError) error = NULL;
  StintStsParams params = { .region = REGION, .urgent = TRUE };
  gint64 start = g_get_monotonic_time ();

  g_timeout_add (200, cancel_cb, cancellable);
  stint_sts_get_caller_identity_async (fixture->sts, fixture->mfa_user, &params, cancellable,
                                       store_result_cb, &result);
  identity = stint_sts_get_caller_identity_finish (fixture->sts, wait_for (&result), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_null (identity);
  g_assert_cmpint (g_get_monotonic_time () - start, <, STINT_SECONDS (3));
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  tell (fixture, "{\"op\": \"fault\", \"kind\": \"hang\", \"seconds\": 20}");
  assert_cancels_soon (fixture);
  tell (fixture, "{\"op\": \"reset\"}");
}

static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (StintCallerIdentity) identity = NULL;
  g_autoptr (GError) error = NULL;
  StintStsParams params = { .region = REGION, .endpoint_url = "http://127.0.0.1:1" };

  stint_sts_get_caller_identity_async (fixture->sts, fixture->mfa_user, &params, NULL,
                                       store_result_cb, &result);
  identity = stint_sts_get_caller_identity_finish (fixture->sts, wait_for (&result), &error);
  g_assert_error (error, STINT_HTTP_ERROR, STINT_HTTP_ERROR_CONNECT);
  g_assert_null (identity);
}

static void
identity_at_async (Fixture *fixture,
                   const char *endpoint_url,
                   GCancellable *cancellable,
                   GAsyncResult **slot)
{
  StintStsParams params = { .region = REGION, .endpoint_url = endpoint_url };

  stint_sts_get_caller_identity_async (fixture->sts, fixture->mfa_user, &params, cancellable,
                                       store_result_cb, slot);
}

/* A long pause that AWS asks for is the caller's business. */
static void
test_retry_after (Fixture *fixture, gconstpointer data)
{
  FaultServer *server = fault_server_new ();
  g_autofree char *url = fault_server_make_url (server, "/503");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (StintCallerIdentity) identity = NULL;
  g_autoptr (GError) error = NULL;

  identity_at_async (fixture, url, NULL, &result);
  identity = stint_sts_get_caller_identity_finish (fixture->sts, wait_for (&result), &error);
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_TROUBLE);
  g_assert_cmpuint (stint_aws_error_get_retry_after (error), ==, 7);
  g_assert_cmpuint (fault_server_get_requests (server), ==, 1);
  g_assert_null (identity);
  fault_server_free (server);
}

/* Cancelled as soon as the first attempt has failed: within the pause, or in the next attempt. */
static void
test_cancel_between_attempts (Fixture *fixture, gconstpointer data)
{
  guint cancelled = 0;

  for (guint i = 0; i < 10; i++)
    {
      FaultServer *server = fault_server_new ();
      g_autofree char *url = fault_server_make_url (server, "/reset");
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (StintCallerIdentity) identity = NULL;
      g_autoptr (GError) error = NULL;
      gint64 cancelled_at;

      identity_at_async (fixture, url, cancellable, &result);
      while (fault_server_get_requests (server) == 0)
        g_main_context_iteration (NULL, FALSE);
      for (guint turn = 0; turn < 4; turn++)
        {
          g_usleep (500);
          g_main_context_iteration (NULL, FALSE);
        }
      cancelled_at = g_get_monotonic_time ();
      g_cancellable_cancel (cancellable);
      identity = stint_sts_get_caller_identity_finish (fixture->sts, wait_for (&result), &error);
      g_assert_null (identity);
      g_assert_cmpint (g_get_monotonic_time () - cancelled_at, <, STINT_SECONDS (1) / 2);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        cancelled++;
      fault_server_free (server);
    }
  /* The pauses are random: all three attempts may rarely be over before. */
  g_assert_cmpuint (cancelled, >=, 5);
}

static gboolean
have_botocore (void)
{
  const char *argv[] = { "/usr/bin/python3", "-c", "import botocore", NULL };
  int status;

  return g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL,
                       NULL, &status, NULL) &&
         g_spawn_check_wait_status (status, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stint_secret_init_heap ();
  stint_http_global_init ();

  if (g_getenv ("STINT_SOURCE_ROOT") == NULL)
    {
      g_print ("1..0 # SKIP STINT_SOURCE_ROOT does not say where the local AWS is\n");
      return 0;
    }
  if (!have_botocore ())
    {
      g_print ("1..0 # SKIP the local AWS needs python3-botocore\n");
      return 0;
    }

#define ADD(name, func) g_test_add ("/aws/sts/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("identity", test_identity);
  ADD ("assume-with-code", test_assume_with_code);
  ADD ("lease", test_lease);
  ADD ("refused", test_refused);
  ADD ("bad-keys", test_bad_keys);
  ADD ("expired", test_expired);
  ADD ("region-off", test_region_off);
  ADD ("validation", test_validation);
  ADD ("external-id", test_external_id);
  ADD ("passing-faults", test_passing_faults);
  ADD ("lasting-faults", test_lasting_faults);
  ADD ("strange-answers", test_strange_answers);
  ADD ("code-is-sent-once", test_code_is_sent_once);
  ADD ("clock-is-corrected", test_clock_is_corrected);
  ADD ("clock-with-code", test_clock_with_code);
  ADD ("cancel", test_cancel);
  ADD ("nobody-there", test_nobody_there);
  ADD ("retry-after", test_retry_after);
  ADD ("cancel-between-attempts", test_cancel_between_attempts);

  return g_test_run ();
}
