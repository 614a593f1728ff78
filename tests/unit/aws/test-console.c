/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-console.h"

#include <string.h>

#include "../net/script-server.h"
#include "stint-json.h"
#include "stint-sts.h"

#define SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"

typedef struct
{
  ScriptServer *server;
  StintHttp *http;
  StintClock *clock;
  StintConsole *console;
  StintAwsCredentials *credentials;
  StintConsoleParams params;
} Fixture;

static StintAwsCredentials *
make_credentials (const char *id, const char *session_token)
{
  g_autoptr (StintSecret) secret = stint_secret_new (SECRET, -1);
  g_autoptr (StintSecret) token =
      session_token != NULL ? stint_secret_new (session_token, -1) : NULL;

  return stint_aws_credentials_new (id, secret, token, 0, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  StintHttpConfig config = { .user_agent = "Stint/test" };

  fixture->server = script_server_new ();
  fixture->http = stint_http_new (&config);
  fixture->clock = stint_fake_clock_new (1795000000 * (gint64) G_USEC_PER_SEC);
  fixture->console = stint_console_new (fixture->http, script_server_get_url (fixture->server));
  fixture->credentials = make_credentials ("ASIAIOSFODNN7EXAMPLE", "TOKEN \"+/=");
  fixture->params = (StintConsoleParams){ .region = "eu-west-1" };
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stint_aws_credentials_unref (fixture->credentials);
  g_assert_finalize_object (fixture->console);
  g_assert_finalize_object (fixture->http);
  g_assert_finalize_object (fixture->clock);
  script_server_free (fixture->server);
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static StintSecret *
make_link (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_console_make_link_async (fixture->console, fixture->credentials, &fixture->params, NULL,
                                 store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return stint_console_make_link_finish (fixture->console, result, error);
}

static void
say_token (Fixture *fixture)
{
  script_server_say (fixture->server, 200, "", "{\"SigninToken\":\"S1GN+in/TOKEN=\"}");
}

/* Destinations */

static void
test_destinations (void)
{
  static const struct
  {
    const char *partition;
    const char *region;
    const char *destination;
    const char *expected; /* NULL: refused */
  } cases[] = {
    { "aws", NULL, NULL, "https://console.aws.amazon.com/console/home" },
    { "aws", "us-east-1", "", "https://console.aws.amazon.com/console/home?region=us-east-1" },
    { "aws", "eu-west-1", NULL,
      "https://eu-west-1.console.aws.amazon.com/console/home?region=eu-west-1" },
    { "aws-cn", "cn-north-1", NULL, "https://console.amazonaws.cn/console/home?region=cn-north-1" },
    { "aws-cn", "cn-northwest-1", NULL,
      "https://cn-northwest-1.console.amazonaws.cn/console/home?region=cn-northwest-1" },
    { "aws-us-gov", "us-gov-west-1", NULL,
      "https://console.amazonaws-us-gov.com/console/home?region=us-gov-west-1" },
    { "aws-us-gov", "us-gov-east-1", "ec2",
      "https://us-gov-east-1.console.amazonaws-us-gov.com/ec2/home?region=us-gov-east-1" },
    { "aws-eusc", "eusc-de-east-1", "s3",
      "https://console.amazonaws-eusc.eu/s3/home?region=eusc-de-east-1" },
    { "aws", "eu-west-1", "s3",
      "https://eu-west-1.console.aws.amazon.com/s3/home?region=eu-west-1" },
    { "aws", NULL, "s3", "https://console.aws.amazon.com/s3/home" },
    { "aws", "eu-west-1", "logs",
      "https://eu-west-1.console.aws.amazon.com/cloudwatch/"
      "home?region=eu-west-1#logsV2:log-groups" },
    { "aws", "eu-west-1", "cfn",
      "https://eu-west-1.console.aws.amazon.com/cloudformation/home?region=eu-west-1" },
    { "aws", "eu-west-1", "iam", "https://console.aws.amazon.com/iam/home?region=us-east-1" },
    { "aws", "eu-west-1", "somethingnew",
      "https://eu-west-1.console.aws.amazon.com/somethingnew/home?region=eu-west-1" },
    { "aws", "eu-west-1", "/ec2/home?region=eu-west-1#Instances:",
      "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#Instances:" },
    { "aws", NULL, "//evil.example/", "https://console.aws.amazon.com//evil.example/" },
    { "aws", NULL, "https://console.aws.amazon.com/s3/", "https://console.aws.amazon.com/s3/" },
    { "aws", NULL, "https://S3.Console.aws.amazon.com/s3/#x",
      "https://S3.Console.aws.amazon.com/s3/#x" },
    { "aws", NULL, "https://console.amazonaws.cn/", NULL },
    { "aws-cn", NULL, "https://console.aws.amazon.com/", NULL },
    { "aws", NULL, "https://evilconsole.aws.amazon.com/", NULL },
    { "aws", NULL, "https://console.aws.amazon.com.evil.example/", NULL },
    { "aws", NULL, "https://console.aws.amazon.com@evil.example/", NULL },
    { "aws", NULL, "https://console.aws.amazon.com\\@evil.example/", NULL },
    { "aws", NULL, "https://console.aws.amazon.com:8443/", NULL },
    { "aws", NULL, "http://console.aws.amazon.com/", NULL },
    { "aws", NULL, "javascript:alert(1)", NULL },
    { "aws", NULL, "EC2", NULL },
    { "aws", NULL, "s3 buckets", NULL },
    { "aws", NULL, "/a\nb", NULL },
    { "aws", "evil.example/", "s3", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *url =
          stint_console_make_destination (stint_partition_for_id (cases[i].partition),
                                          cases[i].region, cases[i].destination, &error);

      g_test_message ("%s", cases[i].destination);
      g_assert_cmpstr (url, ==, cases[i].expected);
      if (url == NULL)
        g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_VALIDATION);
    }
}

static void
test_services (void)
{
  const char *const *services = stint_console_get_services ();

  g_assert_cmpuint (g_strv_length ((GStrv) services), >, 40);
  for (gsize i = 0; services[i] != NULL; i++)
    {
      g_autofree char *url = stint_console_make_destination (stint_partition_for_id ("aws"),
                                                             "eu-west-1", services[i], NULL);

      g_assert_nonnull (url);
      /* In order, for those who look for one. */
      if (i > 0)
        g_assert_cmpstr (services[i - 1], <, services[i]);
    }
}

/* Links */

static GHashTable *
parse_body (Fixture *fixture, guint index)
{
  g_autoptr (GError) error = NULL;
  GHashTable *form = g_uri_parse_params (script_server_get_body (fixture->server, index), -1, "&",
                                         G_URI_PARAMS_WWW_FORM, &error);

  g_assert_no_error (error);
  return form;
}

static void
test_link (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSecret) link = NULL;
  g_autoptr (GHashTable) form = NULL;
  g_autofree char *target = NULL;
  g_autofree char *id = NULL;
  g_autofree char *token = NULL;
  g_autofree char *key = NULL;
  g_autofree char *expected = NULL;
  StintJson session;

  fixture->params.destination = "s3";
  fixture->params.issuer = "https://d-1234567890.awsapps.com/start";
  fixture->params.session_duration = 43200;
  say_token (fixture);
  link = make_link (fixture, &error);
  g_assert_no_error (error);

  /* Nothing secret in the URL of the call. */
  target = script_server_dup_target (fixture->server, 0);
  g_assert_cmpstr (target, ==, "POST /federation");
  form = parse_body (fixture, 0);
  g_assert_cmpuint (g_hash_table_size (form), ==, 3);
  g_assert_cmpstr (g_hash_table_lookup (form, "Action"), ==, "getSigninToken");
  g_assert_cmpstr (g_hash_table_lookup (form, "SessionDuration"), ==, "43200");
  g_assert_true (stint_json_init (&session, g_hash_table_lookup (form, "Session"), -1));
  id = stint_json_dup_member_string (&session, "sessionId");
  key = stint_json_dup_member_string (&session, "sessionKey");
  token = stint_json_dup_member_string (&session, "sessionToken");
  g_assert_cmpstr (id, ==, "ASIAIOSFODNN7EXAMPLE");
  g_assert_cmpstr (key, ==, SECRET);
  g_assert_cmpstr (token, ==, "TOKEN \"+/=");

  expected = g_strconcat (
      script_server_get_url (fixture->server),
      "/federation?Action=login&Issuer=https%3A%2F%2Fd-1234567890.awsapps.com%2Fstart"
      "&Destination=https%3A%2F%2Feu-west-1.console.aws.amazon.com%2Fs3%2Fhome%3Fregion%3Deu-west-1"
      "&SigninToken=S1GN%2Bin%2FTOKEN%3D",
      NULL);
  g_assert_cmpstr (stint_secret_peek (link), ==, expected);
}

/* AWS refuses a duration for credentials of a chain, and no more than that. */
static void
test_duration_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSecret) link = NULL;
  g_autoptr (GHashTable) second = NULL;

  fixture->params.session_duration = 900;
  script_server_say (fixture->server, 400, "", "<html>Bad Request</html>");
  say_token (fixture);
  link = make_link (fixture, &error);
  g_assert_no_error (error);
  g_assert_nonnull (link);
  g_assert_cmpuint (script_server_count (fixture->server), ==, 2);
  second = parse_body (fixture, 1);
  g_assert_false (g_hash_table_contains (second, "SessionDuration"));

  script_server_say (fixture->server, 400, "", "");
  script_server_say (fixture->server, 400, "", "");
  g_assert_null (make_link (fixture, &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpuint (script_server_count (fixture->server), ==, 4);

  fixture->params.session_duration = 0;
  script_server_say (fixture->server, 400, "", "");
  g_assert_null (make_link (fixture, &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_REFUSED);
  g_assert_cmpuint (script_server_count (fixture->server), ==, 5);
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint status;
    const char *body;
    StintAwsError code;
  } cases[] = {
    { 200, "", STINT_AWS_ERROR_MALFORMED },
    { 200, "{}", STINT_AWS_ERROR_MALFORMED },
    { 200, "{\"SigninToken\":\"\"}", STINT_AWS_ERROR_MALFORMED },
    { 200, "{\"SigninToken\":\"a\\r\\nb\"}", STINT_AWS_ERROR_MALFORMED },
    { 200, "{\"SigninToken\":7}", STINT_AWS_ERROR_MALFORMED },
    { 302, "", STINT_AWS_ERROR_MALFORMED },
    { 404, "<html>hotel</html>", STINT_AWS_ERROR_MALFORMED },
    { 403, "{\"code\":\"AccessDenied\"}", STINT_AWS_ERROR_REFUSED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%u %s", cases[i].status, cases[i].body);
      script_server_say (fixture->server, cases[i].status, "", cases[i].body);
      g_assert_null (make_link (fixture, &error));
      g_assert_error (error, STINT_AWS_ERROR, (int) cases[i].code);
      g_assert_null (strstr (error->message, SECRET));
    }
}

static void
test_log_out_first (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSecret) link = NULL;
  g_autofree char *prefix =
      g_strconcat (script_server_get_url (fixture->server),
                   "/oauth?Action=logout&redirect_uri=http%3A%2F%2F127.0.0.1%3A", NULL);

  fixture->params.log_out_first = TRUE;
  say_token (fixture);
  link = make_link (fixture, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (stint_secret_peek (link), prefix));
  g_assert_nonnull (strstr (stint_secret_peek (link),
                            "%2Ffederation%3FAction%3Dlogin%26Destination%3Dhttps%253A%252F%252F"));
  g_assert_true (
      g_str_has_suffix (stint_secret_peek (link), "SigninToken%3DS1GN%252Bin%252FTOKEN%253D"));
}

static void
test_validation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->params.destination = "https://evil.example/";
  g_assert_null (make_link (fixture, &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_VALIDATION);
  g_clear_error (&error);

  fixture->params.destination = NULL;
  fixture->params.session_duration = 899;
  g_assert_null (make_link (fixture, &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_VALIDATION);
  g_clear_error (&error);

  fixture->params.session_duration = 0;
  stint_aws_credentials_unref (fixture->credentials);
  fixture->credentials = make_credentials ("AKIAIOSFODNN7EXAMPLE", NULL);
  g_assert_null (make_link (fixture, &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_VALIDATION);
  g_assert_cmpuint (script_server_count (fixture->server), ==, 0);
}

static void
test_hosts (void)
{
  static const struct
  {
    const char *partition;
    const char *region;
    const char *signin;
    const char *console;
  } cases[] = {
    { "aws", NULL, "https://signin.aws.amazon.com", "https://console.aws.amazon.com" },
    { "aws", "us-east-1", "https://signin.aws.amazon.com", "https://console.aws.amazon.com" },
    { "aws", "eu-west-1", "https://eu-west-1.signin.aws.amazon.com",
      "https://eu-west-1.console.aws.amazon.com" },
    { "aws-cn", "cn-northwest-1", "https://cn-northwest-1.signin.amazonaws.cn",
      "https://cn-northwest-1.console.amazonaws.cn" },
    { "aws-us-gov", NULL, "https://signin.amazonaws-us-gov.com",
      "https://console.amazonaws-us-gov.com" },
    { "aws-eusc", NULL, "https://signin.amazonaws-eusc.eu", "https://console.amazonaws-eusc.eu" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const StintPartition *partition = stint_partition_for_id (cases[i].partition);
      g_autofree char *signin = stint_partition_make_signin_url (partition, cases[i].region);
      g_autofree char *console = stint_partition_make_console_url (partition, cases[i].region);

      g_assert_cmpstr (signin, ==, cases[i].signin);
      g_assert_cmpstr (console, ==, cases[i].console);
    }
  g_assert_null (stint_partition_for_id ("aws-moon"));
  g_assert_null (stint_partition_for_id (NULL));
}

/* GetFederationToken, by which an IAM user gets there */

static StintAwsCredentials *
federate (Fixture *fixture, const StintStsParams *params, GError **error)
{
  g_autoptr (StintSts) sts =
      stint_sts_new (fixture->http, fixture->clock, script_server_get_url (fixture->server));
  g_autoptr (StintAwsCredentials) user = make_credentials ("AKIAIOSFODNN7EXAMPLE", NULL);
  g_autoptr (GAsyncResult) result = NULL;

  stint_sts_get_federation_token_async (sts, user, params, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return stint_sts_get_federation_token_finish (sts, result, error);
}

static void
test_federation_token (Fixture *fixture, gconstpointer data)
{
  StintStsParams params = { .region = "eu-west-1",
                            .federation_name = "stint",
                            .policy = STINT_STS_POLICY_EVERYTHING,
                            .duration_seconds = 3600,
                            .mfa_serial = "arn:aws:iam::123456789012:mfa/u",
                            .mfa_code = "123456" };
  g_autoptr (StintAwsCredentials) credentials = NULL;
  g_autoptr (GHashTable) form = NULL;
  g_autoptr (GError) error = NULL;
  StintJson policy;

  script_server_say (
      fixture->server, 200, "",
      "<GetFederationTokenResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
      "<GetFederationTokenResult><Credentials><SessionToken>TOKEN</SessionToken>"
      "<SecretAccessKey>" SECRET "</SecretAccessKey>"
      "<Expiration>2026-11-22T14:32:01Z</Expiration>"
      "<AccessKeyId>ASIAIOSFODNN7EXAMPLE</AccessKeyId></Credentials>"
      "<FederatedUser><Arn>arn:aws:sts::123456789012:federated-user/stint</Arn>"
      "<FederatedUserId>123456789012:stint</FederatedUserId></FederatedUser>"
      "<PackedPolicySize>6</PackedPolicySize></GetFederationTokenResult>"
      "</GetFederationTokenResponse>");
  credentials = federate (fixture, &params, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stint_aws_credentials_get_arn (credentials), ==,
                   "arn:aws:sts::123456789012:federated-user/stint");
  g_assert_cmpstr (stint_aws_credentials_get_access_key_id (credentials), ==,
                   "ASIAIOSFODNN7EXAMPLE");

  /* The action knows of no code. */
  form = parse_body (fixture, 0);
  g_assert_cmpuint (g_hash_table_size (form), ==, 5);
  g_assert_cmpstr (g_hash_table_lookup (form, "Action"), ==, "GetFederationToken");
  g_assert_cmpstr (g_hash_table_lookup (form, "Name"), ==, "stint");
  g_assert_cmpstr (g_hash_table_lookup (form, "DurationSeconds"), ==, "3600");
  g_assert_true (stint_json_init (&policy, g_hash_table_lookup (form, "Policy"), -1));
}

static void
test_federation_names (Fixture *fixture, gconstpointer data)
{
  StintStsParams params = { .region = "eu-west-1", .federation_name = "a b" };
  g_autofree char *plain = stint_sts_make_federation_name ("jane.doe@example.com");
  g_autofree char *strange =
      stint_sts_make_federation_name ("Jürgen/Büro \n[x] and very much more");
  g_autofree char *none = stint_sts_make_federation_name ("");
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (plain, ==, "jane.doe@example.com");
  g_assert_true (stint_sts_federation_name_is_valid (strange));
  g_assert_true (stint_sts_federation_name_is_valid (none));
  g_assert_false (stint_sts_federation_name_is_valid ("x"));
  g_assert_false (stint_sts_federation_name_is_valid ("123456789012345678901234567890123"));
  g_assert_false (stint_sts_federation_name_is_valid (NULL));

  g_assert_null (federate (fixture, &params, &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_VALIDATION);
  g_assert_cmpuint (script_server_count (fixture->server), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stint_http_global_init ();

  g_test_add_func ("/aws/console/destinations", test_destinations);
  g_test_add_func ("/aws/console/services", test_services);
  g_test_add_func ("/aws/console/hosts", test_hosts);
#define ADD(name, func) g_test_add ("/aws/console/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("link", test_link);
  ADD ("duration-refused", test_duration_refused);
  ADD ("answers", test_answers);
  ADD ("log-out-first", test_log_out_first);
  ADD ("validation", test_validation);
  ADD ("federation-token", test_federation_token);
  ADD ("federation-names", test_federation_names);

  return g_test_run ();
}
