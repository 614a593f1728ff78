/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-oidc.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "../net/script-server.h"
#include "stint-pkce.h"
#include "stint-time.h"
#include "test-vectors.h"

#define NOW STINT_SECONDS (1795000000)
#define START_URL "https://d-1234567890.awsapps.com/start"

typedef struct
{
  ScriptServer *server;
  StintHttp *http;
  StintClock *clock;
  StintOidc *oidc;
  StintOidcClient *client;
  StintOidcParams params;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  StintHttpConfig config = { .user_agent = "Stint/test" };
  g_autoptr (StintSecret) secret = stint_secret_new ("CSECRET", -1);

  fixture->server = script_server_new ();
  fixture->http = stint_http_new (&config);
  fixture->clock = stint_fake_clock_new (NOW);
  fixture->oidc =
      stint_oidc_new (fixture->http, fixture->clock, script_server_get_url (fixture->server));
  fixture->client = stint_oidc_client_new (STINT_OIDC_FLOW_BROWSER, "CID", secret, NOW);
  fixture->params = (StintOidcParams){ .region = "us-east-1" };
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  stint_oidc_client_unref (fixture->client);
  g_assert_finalize_object (fixture->oidc);
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

static GAsyncResult *
wait_for (GAsyncResult **slot)
{
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *slot;
}

static StintOidcClient *
register_client (Fixture *fixture, StintOidcFlow flow, GError **error)
{
  static const char *const scopes[] = { STINT_OIDC_DEFAULT_SCOPE, NULL };
  g_autoptr (GAsyncResult) result = NULL;

  stint_oidc_register_client_async (fixture->oidc, &fixture->params, flow, "botocore-client-corp",
                                    START_URL, scopes, NULL, store_result_cb, &result);
  return stint_oidc_register_client_finish (fixture->oidc, wait_for (&result), error);
}

static StintOidcDevice *
start_device (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_oidc_start_device_async (fixture->oidc, &fixture->params, fixture->client, START_URL, NULL,
                                 store_result_cb, &result);
  return stint_oidc_start_device_finish (fixture->oidc, wait_for (&result), error);
}

static StintOidcToken *
ask_for_device (Fixture *fixture, GError **error)
{
  g_autoptr (StintSecret) code = stint_secret_new ("DCODE", -1);
  g_autoptr (GAsyncResult) result = NULL;

  stint_oidc_create_token_for_device_async (fixture->oidc, &fixture->params, fixture->client, code,
                                            NULL, store_result_cb, &result);
  return stint_oidc_create_token_finish (fixture->oidc, wait_for (&result), error);
}

static StintOidcToken *
ask_for_code (Fixture *fixture, const char *code, const char *verifier, GError **error)
{
  g_autoptr (StintSecret) secret_code = stint_secret_new (code, -1);
  g_autoptr (StintSecret) secret_verifier = stint_secret_new (verifier, -1);
  g_autoptr (GAsyncResult) result = NULL;

  stint_oidc_create_token_for_code_async (
      fixture->oidc, &fixture->params, fixture->client, secret_code, secret_verifier,
      "http://127.0.0.1:35103/oauth/callback", NULL, store_result_cb, &result);
  return stint_oidc_create_token_finish (fixture->oidc, wait_for (&result), error);
}

static StintOidcToken *
refresh (Fixture *fixture, GError **error)
{
  g_autoptr (StintSecret) token = stint_secret_new ("RTOKEN", -1);
  g_autoptr (GAsyncResult) result = NULL;

  stint_oidc_refresh_token_async (fixture->oidc, &fixture->params, fixture->client, token, NULL,
                                  store_result_cb, &result);
  return stint_oidc_create_token_finish (fixture->oidc, wait_for (&result), error);
}

static void
say_client (Fixture *fixture)
{
  script_server_say (fixture->server, 200, "Content-Type: application/json\r\n",
                     "{\"clientId\":\"CID\",\"clientSecret\":\"CSECRET\",\"clientIdIssuedAt\":1,"
                     "\"clientSecretExpiresAt\":1802776000,\"authorizationEndpoint\":null}");
}

static void
say_token (Fixture *fixture)
{
  script_server_say (fixture->server, 200, "Content-Type: application/json\r\n",
                     "{\"accessToken\":\"ATOKEN\",\"tokenType\":\"Bearer\",\"expiresIn\":28800,"
                     "\"refreshToken\":\"RTOKEN2\"}");
}

/* The request that AWS CLI sent, of one of its flows. */
static void
assert_wire (Fixture *fixture, const char *flow, guint index)
{
  g_autofree char *folder = test_vectors_find ("wire-aws-cli");
  g_autofree char *name = g_strconcat (flow, ".json", NULL);
  g_autofree char *path = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *target = script_server_dup_target (fixture->server, 0);
  g_autofree char *expected_target = NULL;
  JsonObject *request;

  if (folder == NULL)
    return;

  path = g_build_filename (folder, name, NULL);
  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  request = json_array_get_object_element (
      json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                    "requests"),
      index);
  expected_target = g_strdup_printf ("%s %s", json_object_get_string_member (request, "method"),
                                     json_object_get_string_member (request, "path"));
  g_assert_cmpstr (target, ==, expected_target);
  g_assert_cmpstr (script_server_get_body (fixture->server, 0), ==,
                   json_object_get_string_member (request, "body"));
  g_assert_nonnull (strstr (script_server_get_head (fixture->server, 0),
                            "\r\nContent-Type: application/json\r\n"));
}

static void
test_register_browser (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintOidcClient) client = NULL;

  say_client (fixture);
  client = register_client (fixture, STINT_OIDC_FLOW_BROWSER, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stint_oidc_client_get_id (client), ==, "CID");
  g_assert_cmpstr (stint_secret_peek (stint_oidc_client_get_secret (client)), ==, "CSECRET");
  g_assert_cmpint (stint_oidc_client_get_expiration (client), ==, STINT_SECONDS (1802776000));
  g_assert_cmpint (stint_oidc_client_get_flow (client), ==, STINT_OIDC_FLOW_BROWSER);
  assert_wire (fixture, "pkce", 0);
}

static void
test_register_device (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintOidcClient) client = NULL;

  say_client (fixture);
  client = register_client (fixture, STINT_OIDC_FLOW_DEVICE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (stint_oidc_client_get_flow (client), ==, STINT_OIDC_FLOW_DEVICE);
  assert_wire (fixture, "device", 0);
}

static void
test_device (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintOidcDevice) device = NULL;

  script_server_say (fixture->server, 200, "",
                     "{\"deviceCode\":\"DCODE\",\"userCode\":\"ABCD-EFGH\","
                     "\"verificationUri\":\"https://device.sso.us-east-1.amazonaws.com/\","
                     "\"verificationUriComplete\":"
                     "\"https://device.sso.us-east-1.amazonaws.com/?user_code=ABCD-EFGH\","
                     "\"expiresIn\":600,\"interval\":1}");
  device = start_device (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stint_secret_peek (device->device_code), ==, "DCODE");
  g_assert_cmpstr (device->user_code, ==, "ABCD-EFGH");
  g_assert_cmpstr (device->verification_uri, ==, "https://device.sso.us-east-1.amazonaws.com/");
  g_assert_cmpstr (device->verification_uri_complete, ==,
                   "https://device.sso.us-east-1.amazonaws.com/?user_code=ABCD-EFGH");
  g_assert_cmpint (device->expiration, ==, NOW + STINT_SECONDS (600));
  g_assert_cmpuint (device->interval, ==, 1);
  assert_wire (fixture, "device", 1);
}

/* What is opened in a browser is looked at before. */
static void
test_device_pages (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *page;
    const char *complete;
    gboolean page_good;
    gboolean complete_good;
  } cases[] = {
    { "https://a.example/", "https://a.example/?c", TRUE, TRUE },
    { "http://127.0.0.1:8000/", "javascript:alert(1)", TRUE, FALSE },
    { "https://a.example/", "http://a.example/", TRUE, FALSE },
    { "https://a.example/", "https://a.example/\\n", TRUE, FALSE },
    { "http://a.example/", "https://a.example/", FALSE, FALSE },
    { "file:///etc/passwd", "", FALSE, FALSE },
    { "https://user@a.example/", "", FALSE, FALSE },
    { "", "", FALSE, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *body =
          g_strdup_printf ("{\"deviceCode\":\"D\",\"userCode\":\"A\",\"verificationUri\":\"%s\","
                           "\"verificationUriComplete\":\"%s\",\"expiresIn\":600}",
                           cases[i].page, cases[i].complete);
      g_autoptr (GError) error = NULL;
      g_autoptr (StintOidcDevice) device = NULL;

      g_test_message ("%s", body);
      script_server_say (fixture->server, 200, "", body);
      device = start_device (fixture, &error);
      g_assert_cmpint (device != NULL, ==, cases[i].page_good);
      if (device == NULL)
        {
          g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_MALFORMED);
          continue;
        }
      g_assert_cmpint (device->verification_uri_complete != NULL, ==, cases[i].complete_good);
      g_assert_cmpuint (device->interval, ==, 5);
    }
}

static void
test_tokens (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintOidcToken) token = NULL;

  say_token (fixture);
  token = ask_for_device (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stint_secret_peek (token->access_token), ==, "ATOKEN");
  g_assert_cmpstr (stint_secret_peek (token->refresh_token), ==, "RTOKEN2");
  g_assert_cmpint (token->expiration, ==, NOW + STINT_SECONDS (28800));
  assert_wire (fixture, "device", 2);
}

static void
test_code (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintOidcToken) token = NULL;

  say_token (fixture);
  token = ask_for_code (fixture, "AUTHCODE",
                        "tRLgW8AHOOcqv4GAMqHiQ1hfnHWBw~qd26dQwGtN2uch-8juEhlLq3xnaL7P1b9D", &error);
  g_assert_no_error (error);
  g_assert_nonnull (token);
  assert_wire (fixture, "pkce", 1);
}

/* An answer without a refresh token is no mistake. */
static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintOidcToken) token = NULL;

  script_server_say (fixture->server, 200, "", "{\"accessToken\":\"A2\",\"expiresIn\":3600}");
  token = refresh (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stint_secret_peek (token->access_token), ==, "A2");
  g_assert_null (token->refresh_token);
  assert_wire (fixture, "refresh", 0);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint status;
    const char *type; /* header, or NULL */
    const char *body;
    StintAwsError code;
  } cases[] = {
    { 400, "AuthorizationPendingException:http://x/", "{}", STINT_AWS_ERROR_AUTHORIZATION_PENDING },
    { 400, NULL, "{\"error\":\"authorization_pending\"}", STINT_AWS_ERROR_AUTHORIZATION_PENDING },
    { 400, "SlowDownException", "{\"error\":\"slow_down\"}", STINT_AWS_ERROR_SLOW_DOWN },
    { 400, "ExpiredTokenException", "{}", STINT_AWS_ERROR_GRANT_EXPIRED },
    { 400, NULL, "{\"error\":\"expired_token\"}", STINT_AWS_ERROR_GRANT_EXPIRED },
    { 400, "AccessDeniedException", "{}", STINT_AWS_ERROR_REFUSED },
    { 400, "InvalidGrantException", "{}", STINT_AWS_ERROR_INVALID_GRANT },
    { 401, "InvalidClientException", "{}", STINT_AWS_ERROR_INVALID_CLIENT },
    { 400, "UnauthorizedClientException", "{}", STINT_AWS_ERROR_INVALID_CLIENT },
    { 400, "UnsupportedGrantTypeException", "{}", STINT_AWS_ERROR_INVALID_CLIENT },
    { 400, "InvalidRequestException", "{}", STINT_AWS_ERROR_VALIDATION },
    { 400, NULL, "{\"__type\":\"com.amazonaws.sso#InvalidScopeException\"}",
      STINT_AWS_ERROR_VALIDATION },
    { 400, "InvalidRedirectUriException", "{}", STINT_AWS_ERROR_VALIDATION },
    { 400, "InvalidClientMetadataException", "{}", STINT_AWS_ERROR_VALIDATION },
    { 400, "InvalidRequestRegionException", "{}", STINT_AWS_ERROR_REGION },
    { 500, "InternalServerException", "{}", STINT_AWS_ERROR_TROUBLE },
    { 503, NULL, "<html>", STINT_AWS_ERROR_TROUBLE },
    { 429, NULL, "", STINT_AWS_ERROR_THROTTLED },
    { 401, NULL, "<html>sign in to the hotel</html>", STINT_AWS_ERROR_MALFORMED },
    { 302, NULL, "", STINT_AWS_ERROR_MALFORMED },
    { 400, NULL, "{\"error\":7}", STINT_AWS_ERROR_MALFORMED },
    { 400, "NewFangledException", "{}", STINT_AWS_ERROR_OTHER },
    { 200, NULL, "", STINT_AWS_ERROR_MALFORMED },
    { 200, NULL, "[]", STINT_AWS_ERROR_MALFORMED },
    { 200, NULL, "{\"accessToken\":\"A\"}", STINT_AWS_ERROR_MALFORMED },
    { 200, NULL, "{\"accessToken\":\"A\",\"expiresIn\":-1}", STINT_AWS_ERROR_MALFORMED },
    { 200, NULL, "{\"accessToken\":\"A\",\"expiresIn\":99999999999}", STINT_AWS_ERROR_MALFORMED },
    { 200, NULL, "{\"accessToken\":\"\",\"expiresIn\":9}", STINT_AWS_ERROR_MALFORMED },
    { 200, NULL, "{\"accessToken\":\"A\\r\\nB\",\"expiresIn\":9}", STINT_AWS_ERROR_MALFORMED },
    { 200, NULL, "{\"accessToken\":\"A\",\"expiresIn\":9", STINT_AWS_ERROR_MALFORMED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *headers = cases[i].type != NULL
                                     ? g_strdup_printf ("x-amzn-ErrorType: %s\r\n", cases[i].type)
                                     : g_strdup ("");
      g_autoptr (GError) error = NULL;

      g_test_message ("%u %s%s", cases[i].status, headers, cases[i].body);
      script_server_say (fixture->server, cases[i].status, headers, cases[i].body);
      g_assert_null (ask_for_device (fixture, &error));
      g_assert_error (error, STINT_AWS_ERROR, (int) cases[i].code);
    }
  /* Each was asked once: a device code is for the owner to ask with again. */
  g_assert_cmpuint (script_server_count (fixture->server), ==, G_N_ELEMENTS (cases));
}

static void
test_details (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  script_server_say (fixture->server, 400,
                     "x-amzn-ErrorType: AccessDeniedException\r\nx-amzn-RequestId: 42-43\r\n"
                     "Retry-After: 7\r\n",
                     "{\"error\":\"access_denied\",\"error_description\":\"The key is off\","
                     "\"reason\":\"KMS_DisabledException\"}");
  g_assert_null (refresh (fixture, &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "The key is off");
  g_assert_cmpstr (stint_aws_error_get_aws_code (error), ==, "AccessDeniedException");
  g_assert_cmpstr (stint_aws_error_get_request_id (error), ==, "42-43");
  g_assert_cmpstr (stint_aws_error_get_reason (error), ==, "KMS_DisabledException");
  g_assert_cmpuint (stint_aws_error_get_retry_after (error), ==, 7);
}

/* A registration may be asked for twice; a code may not. */
static void
test_attempts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintOidcClient) client = NULL;

  script_server_say (fixture->server, 500, "", "");
  script_server_say (fixture->server, 429, "", "");
  say_client (fixture);
  client = register_client (fixture, STINT_OIDC_FLOW_BROWSER, &error);
  g_assert_no_error (error);
  g_assert_nonnull (client);
  g_assert_cmpuint (script_server_count (fixture->server), ==, 3);

  for (guint i = 0; i < 3; i++)
    script_server_say (fixture->server, 500, "", "");
  g_assert_null (register_client (fixture, STINT_OIDC_FLOW_BROWSER, &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_TROUBLE);
  g_clear_error (&error);
  g_assert_cmpuint (script_server_count (fixture->server), ==, 6);

  script_server_say (fixture->server, 500, "", "");
  g_assert_null (ask_for_code (fixture, "C", "V", &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_TROUBLE);
  g_clear_error (&error);
  script_server_say (fixture->server, 500, "", "");
  g_assert_null (refresh (fixture, &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_TROUBLE);
  g_clear_error (&error);
  g_assert_cmpuint (script_server_count (fixture->server), ==, 8);

  /* A long pause is the owner's to keep. */
  script_server_say (fixture->server, 429, "Retry-After: 60\r\n", "");
  g_assert_null (register_client (fixture, STINT_OIDC_FLOW_BROWSER, &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_THROTTLED);
  g_assert_cmpuint (stint_aws_error_get_retry_after (error), ==, 60);
  g_assert_cmpuint (script_server_count (fixture->server), ==, 9);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  static const char *const scopes[] = { NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  stint_oidc_register_client_async (fixture->oidc, &fixture->params, STINT_OIDC_FLOW_DEVICE, "x",
                                    NULL, scopes, cancellable, store_result_cb, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (stint_oidc_register_client_finish (fixture->oidc, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_endpoints (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintOidc) oidc = stint_oidc_new (fixture->http, fixture->clock, NULL);
  StintOidcParams params = { .region = "cn-north-1" };
  g_autofree char *china = stint_oidc_dup_endpoint (oidc, &params);
  g_autofree char *overridden = stint_oidc_dup_endpoint (fixture->oidc, &params);
  g_autofree char *own = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (china, ==, "https://oidc.cn-north-1.amazonaws.com.cn");
  g_assert_cmpstr (overridden, ==, script_server_get_url (fixture->server));
  params.endpoint_url = "http://127.0.0.1:1//";
  own = stint_oidc_dup_endpoint (fixture->oidc, &params);
  g_assert_cmpstr (own, ==, "http://127.0.0.1:1");

  fixture->params.region = "evil.example.com/";
  g_assert_null (stint_oidc_dup_endpoint (fixture->oidc, &fixture->params));
  g_assert_null (refresh (fixture, &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_VALIDATION);
}

/* Chance */

static void
test_pkce (void)
{
  g_autoptr (StintPkce) one = stint_pkce_new ();
  g_autoptr (StintPkce) two = stint_pkce_new ();
  g_autofree char *challenge = stint_pkce_make_challenge (stint_secret_peek (one->verifier));

  g_assert_true (
      g_regex_match_simple ("^[A-Za-z0-9._~-]{64}$", stint_secret_peek (one->verifier), 0, 0));
  g_assert_true (g_regex_match_simple (
      "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", one->state, 0, 0));
  g_assert_cmpstr (one->challenge, ==, challenge);
  g_assert_cmpuint (strlen (one->challenge), ==, 43);
  g_assert_false (stint_secret_equal (one->verifier, two->verifier));
  g_assert_cmpstr (one->state, !=, two->state);
}

static void
test_pkce_vectors (void)
{
  g_autofree char *folder = test_vectors_find ("generated-reference");
  g_autofree char *path = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *pairs;

  if (folder == NULL)
    return;

  path = g_build_filename (folder, "botocore-reference-vectors.json", NULL);
  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  pairs = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                        "pkce_s256");
  g_assert_cmpuint (json_array_get_length (pairs), >=, 5);
  for (guint i = 0; i < json_array_get_length (pairs); i++)
    {
      JsonObject *pair = json_array_get_object_element (pairs, i);
      g_autofree char *challenge =
          stint_pkce_make_challenge (json_object_get_string_member (pair, "verifier"));

      g_assert_cmpstr (challenge, ==, json_object_get_string_member (pair, "challenge"));
    }
}

/* To the letter what the AWS CLI opens. */
static void
test_authorize_url (void)
{
  static const char *const scopes[] = { "sso:account:access", NULL };
  static const char *const two_scopes[] = { "sso:account:access", "x:y", NULL };
  StintPkce pkce = { NULL, (char *) "6-YT02Bb49zQrs20SasZJt0pPmuzk-6RPs6I2AcmzvQ",
                     (char *) "0bac6403-3b22-4001-aa60-87b645018353" };
  g_autofree char *url = stint_pkce_make_authorize_url (
      &pkce, "http://127.0.0.1:18977", "CID", "http://127.0.0.1:35103/oauth/callback", scopes);
  g_autofree char *two = stint_pkce_make_authorize_url (&pkce, "https://x", "C D", "u", two_scopes);
  g_autofree char *none = stint_pkce_make_authorize_url (&pkce, "https://x", "C", "u", NULL);
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();

  g_assert_nonnull (strstr (two, "&scopes=sso%3Aaccount%3Aaccess%20x%3Ay&"));
  g_assert_nonnull (strstr (two, "&client_id=C%20D&"));
  g_assert_null (strstr (none, "scope"));

  folder = test_vectors_find ("wire-aws-cli");
  if (folder == NULL)
    return;

  path = g_build_filename (folder, "pkce.json", NULL);
  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  g_assert_cmpstr (url, ==,
                   json_object_get_string_member (
                       json_node_get_object (json_parser_get_root (parser)), "authorize_url"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stint_http_global_init ();

#define ADD(name, func) g_test_add ("/aws/oidc/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("register-browser", test_register_browser);
  ADD ("register-device", test_register_device);
  ADD ("device", test_device);
  ADD ("device-pages", test_device_pages);
  ADD ("tokens", test_tokens);
  ADD ("code", test_code);
  ADD ("refresh", test_refresh);
  ADD ("errors", test_errors);
  ADD ("details", test_details);
  ADD ("attempts", test_attempts);
  ADD ("cancel", test_cancel);
  ADD ("endpoints", test_endpoints);
  g_test_add_func ("/aws/pkce/new", test_pkce);
  g_test_add_func ("/aws/pkce/vectors", test_pkce_vectors);
  g_test_add_func ("/aws/pkce/authorize-url", test_authorize_url);

  return g_test_run ();
}
