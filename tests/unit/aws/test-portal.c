/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-portal.h"

#include <string.h>

#include "../net/script-server.h"
#include "stint-time.h"

#define NOW STINT_SECONDS (1795000000)
#define ACCOUNT "000000000001"

typedef struct
{
  ScriptServer *server;
  StintHttp *http;
  StintClock *clock;
  StintDeadlines *deadlines;
  StintHttpPace *pace;
  StintPortal *portal;
  StintSecret *token;
  StintPortalParams params;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  StintHttpConfig config = { .user_agent = "Stint/test" };
  StintHttpPaceConfig pace = { .rate = 0 };

  fixture->server = script_server_new ();
  fixture->http = stint_http_new (&config);
  fixture->clock = stint_fake_clock_new (NOW);
  fixture->deadlines = stint_deadlines_new (fixture->clock);
  fixture->pace = stint_http_pace_new (fixture->clock, fixture->deadlines, &pace);
  fixture->portal = stint_portal_new (fixture->http, script_server_get_url (fixture->server));
  fixture->token = stint_secret_new ("ATOKEN", -1);
  fixture->params = (StintPortalParams){ .region = "us-east-1", .access_token = fixture->token };
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->portal);
  g_assert_cmpuint (stint_http_pace_get_active (fixture->pace), ==, 0);
  g_assert_finalize_object (fixture->pace);
  g_assert_finalize_object (fixture->deadlines);
  g_assert_finalize_object (fixture->http);
  g_assert_finalize_object (fixture->clock);
  stint_secret_unref (fixture->token);
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

static GPtrArray *
list_accounts (Fixture *fixture, const char *token, char **out_next_token, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_portal_list_accounts_async (fixture->portal, &fixture->params, token, NULL, store_result_cb,
                                    &result);
  return stint_portal_list_accounts_finish (fixture->portal, wait_for (&result), out_next_token,
                                            error);
}

static GStrv
list_roles (Fixture *fixture, const char *account, char **out_next_token, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_portal_list_roles_async (fixture->portal, &fixture->params, account, NULL, NULL,
                                 store_result_cb, &result);
  return stint_portal_list_roles_finish (fixture->portal, wait_for (&result), out_next_token,
                                         error);
}

static StintAwsCredentials *
get_credentials (Fixture *fixture, const char *account, const char *role, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_portal_get_credentials_async (fixture->portal, &fixture->params, account, role, NULL,
                                      store_result_cb, &result);
  return stint_portal_get_credentials_finish (fixture->portal, wait_for (&result), error);
}

static gboolean
log_out (Fixture *fixture, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_portal_log_out_async (fixture->portal, &fixture->params, NULL, store_result_cb, &result);
  return stint_portal_log_out_finish (fixture->portal, wait_for (&result), error);
}

static void
assert_target (Fixture *fixture, guint index, const char *expected)
{
  g_autofree char *target = script_server_dup_target (fixture->server, index);

  g_assert_cmpstr (target, ==, expected);
  g_assert_nonnull (strstr (script_server_get_head (fixture->server, index),
                            "\r\nx-amz-sso_bearer_token: ATOKEN\r\n"));
}

static void
test_accounts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) second = NULL;
  g_autofree char *next = NULL;
  g_autofree char *last = NULL;
  g_autoptr (GError) error = NULL;
  const StintPortalAccount *account;

  script_server_say (fixture->server, 200, "",
                     "{\"accountList\":[{\"accountId\":\"000000000001\",\"accountName\":\" B\\u00fc"
                     "ro \",\"emailAddress\":\"a@example.com\",\"new\":{}},"
                     "{\"accountId\":\"000000000002\"},"
                     "{\"accountId\":\"000000000003\",\"accountName\":\"two\\nlines\"}],"
                     "\"nextToken\":\"N 1&x=\"}");
  first = list_accounts (fixture, NULL, &next, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (first->len, ==, 3);
  account = g_ptr_array_index (first, 0);
  g_assert_cmpstr (account->id, ==, "000000000001");
  g_assert_cmpstr (account->name, ==, "Büro");
  g_assert_cmpstr (account->email, ==, "a@example.com");
  account = g_ptr_array_index (first, 1);
  g_assert_cmpstr (account->name, ==, "");
  g_assert_cmpstr (account->email, ==, "");
  account = g_ptr_array_index (first, 2);
  g_assert_cmpstr (account->name, ==, "");
  assert_target (fixture, 0, "GET /assignment/accounts?max_result=100");
  g_assert_cmpstr (next, ==, "N 1&x=");

  script_server_say (fixture->server, 200, "", "{\"accountList\":[],\"nextToken\":\"\"}");
  second = list_accounts (fixture, next, &last, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (second->len, ==, 0);
  g_assert_null (last);
  assert_target (fixture, 1, "GET /assignment/accounts?max_result=100&next_token=N%201%26x%3D");
}

static void
test_roles (Fixture *fixture, gconstpointer data)
{
  g_auto (GStrv) roles = NULL;
  g_autofree char *next = NULL;
  g_autoptr (GError) error = NULL;

  script_server_say (fixture->server, 200, "",
                     "{\"roleList\":[{\"roleName\":\"Admin\",\"accountId\":\"000000000001\"},"
                     "{\"roleName\":\"Read.Only+x\"}],\"nextToken\":null}");
  roles = list_roles (fixture, ACCOUNT, &next, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (roles), ==, 2);
  g_assert_cmpstr (roles[0], ==, "Admin");
  g_assert_cmpstr (roles[1], ==, "Read.Only+x");
  g_assert_null (next);
  assert_target (fixture, 0, "GET /assignment/roles?account_id=000000000001&max_result=100");
}

static void
test_credentials (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintAwsCredentials) credentials = NULL;
  g_autoptr (GError) error = NULL;

  script_server_say (fixture->server, 200, "",
                     "{\"roleCredentials\":{\"accessKeyId\":\"ASIAIOSFODNN7EXAMPLE\","
                     "\"secretAccessKey\":\"wJalrXUtnFEMI\\/K7MDENG/bPxRfiCYEXAMPLEKEY\","
                     "\"sessionToken\":\"TOKEN//==\",\"expiration\":1795003600123}}");
  credentials = get_credentials (fixture, ACCOUNT, "Admin", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stint_aws_credentials_get_access_key_id (credentials), ==,
                   "ASIAIOSFODNN7EXAMPLE");
  g_assert_cmpstr (stint_secret_peek (stint_aws_credentials_get_secret_access_key (credentials)),
                   ==, "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  g_assert_cmpstr (stint_secret_peek (stint_aws_credentials_get_session_token (credentials)), ==,
                   "TOKEN//==");
  g_assert_cmpint (stint_aws_credentials_get_expiration (credentials), ==,
                   1795003600123 * G_GINT64_CONSTANT (1000));
  assert_target (fixture, 0, "GET /federation/credentials?role_name=Admin&account_id=000000000001");
}

static void
test_log_out (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  script_server_say (fixture->server, 200, "", "");
  g_assert_true (log_out (fixture, &error));
  g_assert_no_error (error);
  assert_target (fixture, 0, "POST /logout");
  g_assert_nonnull (
      strstr (script_server_get_head (fixture->server, 0), "\r\nContent-Length: 0\r\n"));

  script_server_say (fixture->server, 401, "x-amzn-ErrorType: UnauthorizedException\r\n", "{}");
  g_assert_true (log_out (fixture, &error));
  g_assert_no_error (error);

  script_server_say (fixture->server, 403, "", "<html>a proxy</html>");
  g_assert_false (log_out (fixture, &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_MALFORMED);
}

static void
test_errors (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint status;
    const char *headers;
    const char *body;
    StintAwsError code;
  } cases[] = {
    { 401, "x-amzn-ErrorType: UnauthorizedException:\r\n",
      "{\"message\":\"Session token not found or invalid\"}", STINT_AWS_ERROR_UNAUTHORIZED },
    { 403, "",
      "{\"message\":\"No access\",\"__type\":\"com.amazonaws.switchboard.portal#"
      "ForbiddenException\"}",
      STINT_AWS_ERROR_FORBIDDEN },
    { 404, "x-amzn-ErrorType: ResourceNotFoundException\r\n", "{}", STINT_AWS_ERROR_NOT_FOUND },
    { 400, "x-amzn-ErrorType: InvalidRequestException\r\n", "{}", STINT_AWS_ERROR_VALIDATION },
    { 429, "x-amzn-ErrorType: TooManyRequestsException\r\nRetry-After: 9\r\n", "{}",
      STINT_AWS_ERROR_THROTTLED },
    { 401, "", "<html>hotel</html>", STINT_AWS_ERROR_MALFORMED },
    { 403, "", "", STINT_AWS_ERROR_MALFORMED },
    { 404, "", "nothing here", STINT_AWS_ERROR_MALFORMED },
    { 302, "Location: http://hotel.example/\r\n", "", STINT_AWS_ERROR_MALFORMED },
    { 200, "", "<html>hotel</html>", STINT_AWS_ERROR_MALFORMED },
    { 200, "", "{}", STINT_AWS_ERROR_MALFORMED },
    { 200, "", "{\"roleCredentials\":{}}", STINT_AWS_ERROR_MALFORMED },
    { 200, "",
      "{\"roleCredentials\":{\"accessKeyId\":\"A\\nB\",\"secretAccessKey\":\"s\","
      "\"sessionToken\":\"t\",\"expiration\":1795003600123}}",
      STINT_AWS_ERROR_MALFORMED },
    { 200, "",
      "{\"roleCredentials\":{\"accessKeyId\":\"A\",\"secretAccessKey\":\"s\\n[x]\","
      "\"sessionToken\":\"t\",\"expiration\":1795003600123}}",
      STINT_AWS_ERROR_MALFORMED },
    { 200, "",
      "{\"roleCredentials\":{\"accessKeyId\":\"A\",\"secretAccessKey\":\"s\","
      "\"sessionToken\":\"t\",\"expiration\":9223372036854775807}}",
      STINT_AWS_ERROR_MALFORMED },
    { 200, "",
      "{\"roleCredentials\":{\"accessKeyId\":\"A\",\"secretAccessKey\":\"s\","
      "\"expiration\":1795003600123}}",
      STINT_AWS_ERROR_MALFORMED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%u %s%s", cases[i].status, cases[i].headers, cases[i].body);
      script_server_say (fixture->server, cases[i].status, cases[i].headers, cases[i].body);
      g_assert_null (get_credentials (fixture, ACCOUNT, "Admin", &error));
      g_assert_error (error, STINT_AWS_ERROR, (int) cases[i].code);
      if (cases[i].status == 429)
        g_assert_cmpuint (stint_aws_error_get_retry_after (error), ==, 9);
    }
  g_assert_cmpuint (script_server_count (fixture->server), ==, G_N_ELEMENTS (cases));
}

static void
test_bad_pages (Fixture *fixture, gconstpointer data)
{
  static const char *const accounts[] = {
    "{\"accountList\":{}}",
    "{\"accountList\":[{\"accountId\":\"1\"}]}",
    "{\"accountList\":[{\"accountId\":\"../../etc/x\"}]}",
    "{\"accountList\":[7]}",
    "[]",
  };
  static const char *const roles[] = {
    "{\"roleList\":[{\"roleName\":\"a b\"}]}",
    "{\"roleList\":[{\"roleName\":\"\"}]}",
    "{\"roleList\":[{\"roleName\":\"a\\n[default]\"}]}",
    "{\"roleList\":[{}]}",
    "{\"roleList\":null}",
  };
  char *next = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (accounts); i++)
    {
      g_autoptr (GError) error = NULL;

      script_server_say (fixture->server, 200, "", accounts[i]);
      g_assert_null (list_accounts (fixture, NULL, &next, &error));
      g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_MALFORMED);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr (GError) error = NULL;

      script_server_say (fixture->server, 200, "", roles[i]);
      g_assert_null (list_roles (fixture, ACCOUNT, &next, &error));
      g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_MALFORMED);
    }
  g_assert_null (next);
}

static void
test_validation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char *next = NULL;

  g_assert_null (get_credentials (fixture, "12", "Admin", &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_VALIDATION);
  g_clear_error (&error);
  g_assert_null (get_credentials (fixture, ACCOUNT, "a/b", &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_VALIDATION);
  g_clear_error (&error);
  g_assert_null (list_roles (fixture, "00000000000x", &next, &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_VALIDATION);
  g_clear_error (&error);
  fixture->params.region = "nowhere";
  g_assert_null (list_accounts (fixture, NULL, &next, &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_VALIDATION);
  g_assert_cmpuint (script_server_count (fixture->server), ==, 0);
}

/* A token with a line's end in it would be another header. */
static void
test_strange_token (Fixture *fixture, gconstpointer data)
{
  static const char *const tokens[] = { "", "a\r\nHost: b", "a b", "\xc3\xa4" };

  for (gsize i = 0; i < G_N_ELEMENTS (tokens); i++)
    {
      g_autoptr (StintSecret) token = stint_secret_new (tokens[i], -1);
      g_autoptr (GError) error = NULL;

      fixture->params.access_token = token;
      g_assert_null (get_credentials (fixture, ACCOUNT, "Admin", &error));
      g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_UNAUTHORIZED);
    }
  g_assert_cmpuint (script_server_count (fixture->server), ==, 0);
}

/* "Too many" is nobody's business but the pace's, as long as it passes. */
static void
test_pace (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *next = NULL;
  g_autoptr (GPtrArray) accounts = NULL;
  g_autoptr (GError) error = NULL;
  guint turns = 0;

  fixture->params.pace = fixture->pace;
  for (guint i = 0; i < 6; i++)
    script_server_say (fixture->server, 429, "Retry-After: 2\r\n", "{}");
  script_server_say (fixture->server, 200, "", "{\"accountList\":[]}");

  stint_portal_list_accounts_async (fixture->portal, &fixture->params, NULL, NULL, store_result_cb,
                                    &result);
  while (result == NULL)
    {
      if (stint_http_pace_get_waiting (fixture->pace) > 0)
        {
          /* Not a moment before its time. */
          stint_fake_clock_advance (STINT_FAKE_CLOCK (fixture->clock), STINT_SECONDS (2) - 1);
          g_assert_cmpuint (stint_http_pace_get_waiting (fixture->pace), ==, 1);
          stint_fake_clock_advance (STINT_FAKE_CLOCK (fixture->clock), 1);
          turns++;
        }
      g_main_context_iteration (NULL, stint_http_pace_get_waiting (fixture->pace) == 0);
    }
  accounts = stint_portal_list_accounts_finish (fixture->portal, result, &next, &error);
  g_assert_no_error (error);
  g_assert_nonnull (accounts);
  g_assert_cmpuint (turns, ==, 6);
  g_assert_cmpuint (script_server_count (fixture->server), ==, 7);
}

static void
test_pace_gives_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *next = NULL;
  g_autoptr (GError) error = NULL;

  fixture->params.pace = fixture->pace;
  for (guint i = 0; i < 20; i++)
    script_server_say (fixture->server, 429, "Retry-After: 3\r\n", "{}");
  stint_portal_list_accounts_async (fixture->portal, &fixture->params, NULL, NULL, store_result_cb,
                                    &result);
  while (result == NULL)
    {
      if (stint_http_pace_get_waiting (fixture->pace) > 0)
        stint_fake_clock_advance (STINT_FAKE_CLOCK (fixture->clock), STINT_SECONDS (3));
      g_main_context_iteration (NULL, stint_http_pace_get_waiting (fixture->pace) == 0);
    }
  g_assert_null (stint_portal_list_accounts_finish (fixture->portal, result, &next, &error));
  g_assert_error (error, STINT_AWS_ERROR, STINT_AWS_ERROR_THROTTLED);
  g_assert_cmpuint (stint_aws_error_get_retry_after (error), ==, 3);
  g_assert_cmpuint (script_server_count (fixture->server), ==, 10);
}

/* Cancelled in the line, or on its way: its turn is not lost. */
static void
test_pace_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *next = NULL;
  g_autoptr (GError) error = NULL;

  fixture->params.pace = fixture->pace;
  stint_portal_list_accounts_async (fixture->portal, &fixture->params, NULL, cancellable,
                                    store_result_cb, &result);
  g_assert_cmpuint (stint_http_pace_get_active (fixture->pace), ==, 1);
  g_cancellable_cancel (cancellable);
  g_assert_null (
      stint_portal_list_accounts_finish (fixture->portal, wait_for (&result), &next, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (stint_http_pace_get_active (fixture->pace), ==, 0);
}

/* 5xx and broken connections pass, with a pace as without. */
static void
test_trouble (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) accounts = NULL;
  g_autofree char *next = NULL;
  g_autoptr (GError) error = NULL;

  fixture->params.pace = fixture->pace;
  script_server_say (fixture->server, 500, "", "");
  script_server_say (fixture->server, 503, "", "");
  script_server_say (fixture->server, 200, "", "{\"accountList\":[]}");
  accounts = list_accounts (fixture, NULL, &next, &error);
  g_assert_no_error (error);
  g_assert_nonnull (accounts);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stint_http_global_init ();

#define ADD(name, func) g_test_add ("/aws/portal/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("accounts", test_accounts);
  ADD ("roles", test_roles);
  ADD ("credentials", test_credentials);
  ADD ("log-out", test_log_out);
  ADD ("errors", test_errors);
  ADD ("bad-pages", test_bad_pages);
  ADD ("validation", test_validation);
  ADD ("strange-token", test_strange_token);
  ADD ("pace", test_pace);
  ADD ("pace-gives-up", test_pace_gives_up);
  ADD ("pace-cancel", test_pace_cancel);
  ADD ("trouble", test_trouble);

  return g_test_run ();
}
