/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-start-url.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "../net/script-server.h"
#include "test-vectors.h"

#define PORTAL "https://ssoins-abc123.portal.eu-west-1.app.aws/start"

typedef struct
{
  ScriptServer *server;
  StintHttp *http;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  StintHttpConfig config = { .user_agent = "Stint/test" };

  fixture->server = script_server_new ();
  fixture->http = stint_http_new (&config);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->http);
  script_server_free (fixture->server);
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static StintStartUrl *
resolve (Fixture *fixture, const char *url, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_start_url_resolve_async (fixture->http, url, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return stint_start_url_resolve_finish (result, error);
}

/* The AWS CLI's own cases */

static JsonArray *
load_cases (JsonParser *parser, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, "start-url-cases.json", NULL);
  g_autoptr (GError) error = NULL;
  JsonObject *root;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  root = json_node_get_object (json_parser_get_root (parser));

  return json_object_get_array_member (json_object_get_object_member (root, name), "cases");
}

static void
check_hosts (const char *folder, const char *name, guint at_least, gboolean expected)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *cases = load_cases (parser, folder, name);

  g_assert_cmpuint (json_array_get_length (cases), >=, at_least);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      const char *host = json_array_get_string_element (cases, i);

      g_test_message ("%s", host);
      g_assert_cmpint (stint_start_url_host_is_aws (host), ==, expected);
    }
}

static void
test_hosts (void)
{
  g_autofree char *folder = test_vectors_find ("sso-start-url");

  if (folder == NULL)
    return;

  check_hosts (folder, "TestIsAwsOwnedDomain.test_aws_owned_returns_true", 19, TRUE);
  check_hosts (folder, "TestIsAwsOwnedDomain.test_non_aws_owned_returns_false", 12, FALSE);
}

static void
test_regions (void)
{
  g_autofree char *folder = test_vectors_find ("sso-start-url");
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *cases;

  if (folder == NULL)
    return;

  cases = load_cases (parser, folder, "TestExtractRegionFromHostname.test_extracts_region");
  g_assert_cmpuint (json_array_get_length (cases), >=, 11);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonArray *pair = json_array_get_array_element (cases, i);
      g_autofree char *region =
          stint_start_url_dup_region_of_host (json_array_get_string_element (pair, 0));

      g_assert_cmpstr (region, ==, json_array_get_string_element (pair, 1));
    }

  cases = load_cases (parser, folder,
                      "TestExtractRegionFromHostname.test_returns_none_for_region_less_hostnames");
  g_assert_cmpuint (json_array_get_length (cases), >=, 7);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    g_assert_null (stint_start_url_dup_region_of_host (json_array_get_string_element (cases, i)));
}

static void
test_normalize_vectors (void)
{
  g_autofree char *folder = test_vectors_find ("sso-start-url");
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonArray *cases;

  if (folder == NULL)
    return;

  cases = load_cases (parser, folder, "TestNormalizeUrl.test_normalize_url");
  g_assert_cmpuint (json_array_get_length (cases), >=, 6);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonArray *pair = json_array_get_array_element (cases, i);
      const char *url = json_array_get_string_element (pair, 0);
      g_autoptr (GError) error = NULL;
      g_autofree char *normalized = stint_start_url_normalize (url, &error);

      g_test_message ("%s", url);
      /* Unlike the CLI's helper ours knows what the CLI refuses elsewhere. */
      if (g_str_has_prefix (url, "http:"))
        g_assert_error (error, STINT_START_URL_ERROR, STINT_START_URL_ERROR_NOT_HTTPS);
      else
        g_assert_cmpstr (normalized, ==, json_array_get_string_element (pair, 1));
    }
}

static void
test_normalize (void)
{
  static const struct
  {
    const char *url;
    const char *expected;
    int code;
  } cases[] = {
    { "https://d-1234567890.awsapps.com/start", "https://d-1234567890.awsapps.com/start", 0 },
    { "  https://D-1234567890.AWSapps.com/start/#/ \n", "https://d-1234567890.awsapps.com/start",
      0 },
    { "https://x.awsapps.com/start#/?tab=accounts", "https://x.awsapps.com/start", 0 },
    { "https://x.awsapps.com/start?a=b", "https://x.awsapps.com/start", 0 },
    { "http://127.0.0.1:4567/start/", "http://127.0.0.1:4567/start", 0 },
    { "http://[::1]:80/", "http://[::1]", 0 },
    { "http://localhost:80/x", "http://localhost/x", 0 },
    { "http://x.awsapps.com/start", NULL, STINT_START_URL_ERROR_NOT_HTTPS },
    { "ftp://127.0.0.1/", NULL, STINT_START_URL_ERROR_NOT_HTTPS },
    { "javascript:alert(1)", NULL, STINT_START_URL_ERROR_INVALID },
    { "x.awsapps.com/start", NULL, STINT_START_URL_ERROR_INVALID },
    { "https://", NULL, STINT_START_URL_ERROR_INVALID },
    { "", NULL, STINT_START_URL_ERROR_INVALID },
    { "https://user@x.awsapps.com/", NULL, STINT_START_URL_ERROR_INVALID },
    { "https://x.awsapps.com/a b", NULL, STINT_START_URL_ERROR_INVALID },
    { "https://x.awsapps.com\\@evil.example/", NULL, STINT_START_URL_ERROR_INVALID },
    { "https://x.awsapps.com/\x01", NULL, STINT_START_URL_ERROR_INVALID },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *normalized = stint_start_url_normalize (cases[i].url, &error);

      g_test_message ("%s", cases[i].url);
      g_assert_cmpstr (normalized, ==, cases[i].expected);
      if (cases[i].expected == NULL)
        g_assert_error (error, STINT_START_URL_ERROR, cases[i].code);
    }
}

static void
test_region_of_url (void)
{
  g_autofree char *region = stint_start_url_dup_region (PORTAL);

  g_assert_cmpstr (region, ==, "eu-west-1");
  g_assert_null (stint_start_url_dup_region ("https://d-1.awsapps.com/start"));
  g_assert_null (stint_start_url_dup_region ("https://x.portal.e%20vil.app.aws/"));
  g_assert_null (stint_start_url_dup_region ("nonsense"));
}

/* AWS's own are not asked. */
static void
test_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *local = g_strconcat (script_server_get_url (fixture->server), "/start/", NULL);
  g_autoptr (StintStartUrl) portal = resolve (fixture, PORTAL "/", &error);
  g_autoptr (StintStartUrl) old =
      resolve (fixture, " https://d-1234567890.awsapps.com/start/#/", &error);
  g_autoptr (StintStartUrl) loopback = resolve (fixture, local, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (portal->url, ==, PORTAL);
  g_assert_cmpstr (portal->region, ==, "eu-west-1");
  g_assert_false (portal->led);
  g_assert_cmpstr (old->url, ==, "https://d-1234567890.awsapps.com/start");
  g_assert_null (old->region);
  g_assert_true (g_str_has_suffix (loopback->url, "/start"));
  g_assert_cmpuint (script_server_count (fixture->server), ==, 0);
}

static void
test_led (Fixture *fixture, gconstpointer data)
{
  static const guint redirects[] = { 301, 302, 303, 307, 308 };
  g_autofree char *url =
      g_strconcat (script_server_get_named_url (fixture->server), "/aws/?x=y#z", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (redirects); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (StintStartUrl) led = NULL;
      g_autofree char *target = NULL;

      script_server_say (fixture->server, redirects[i], "Location: " PORTAL "/?a#b\r\n", "");
      led = resolve (fixture, url, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (led->url, ==, PORTAL);
      g_assert_cmpstr (led->region, ==, "eu-west-1");
      g_assert_true (led->led);
      target = script_server_dup_target (fixture->server, i);
      g_assert_cmpstr (target, ==, "HEAD /aws/?x=y");
    }
}

static void
test_head_unsupported (Fixture *fixture, gconstpointer data)
{
  static const guint refusals[] = { 405, 501 };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (StintStartUrl) led = NULL;
      g_autofree char *target = NULL;

      script_server_say (fixture->server, refusals[i], "", "");
      script_server_say (fixture->server, 302, "Location: " PORTAL "\r\n", "moved");
      led = resolve (fixture, script_server_get_named_url (fixture->server), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (led->url, ==, PORTAL);
      target = script_server_dup_target (fixture->server, 2 * i + 1);
      g_assert_cmpstr (target, ==, "GET /");
    }

  /* Not for ever. */
  for (guint i = 0; i < 2; i++)
    script_server_say (fixture->server, 405, "", "");
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (resolve (fixture, script_server_get_named_url (fixture->server), &error));
    g_assert_error (error, STINT_START_URL_ERROR, STINT_START_URL_ERROR_STATUS);
    g_assert_cmpuint (script_server_count (fixture->server), ==, 6);
  }
}

static void
test_misled (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint status;
    const char *headers;
    int code;
  } cases[] = {
    { 200, "", STINT_START_URL_ERROR_NOT_AWS },
    { 302, "", STINT_START_URL_ERROR_NOT_AWS },
    { 302, "Location: https://evil.example/start\r\n", STINT_START_URL_ERROR_NOT_AWS },
    { 302, "Location: https://awsapps.com.evil.example/\r\n", STINT_START_URL_ERROR_NOT_AWS },
    { 302, "Location: https://x.awsapps.com@evil.example/\r\n", STINT_START_URL_ERROR_NOT_AWS },
    { 302, "Location: /elsewhere\r\n", STINT_START_URL_ERROR_NOT_AWS },
    { 302, "Location: http://d-1234567890.awsapps.com/start\r\n", STINT_START_URL_ERROR_NOT_HTTPS },
    { 404, "", STINT_START_URL_ERROR_STATUS },
    { 500, "", STINT_START_URL_ERROR_STATUS },
    { 304, "", STINT_START_URL_ERROR_STATUS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%u %s", cases[i].status, cases[i].headers);
      script_server_say (fixture->server, cases[i].status, cases[i].headers, "");
      g_assert_null (resolve (fixture, script_server_get_named_url (fixture->server), &error));
      g_assert_error (error, STINT_START_URL_ERROR, cases[i].code);
    }
  /* One redirect, and what it leads to is not asked. */
  g_assert_cmpuint (script_server_count (fixture->server), ==, G_N_ELEMENTS (cases));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (resolve (fixture, "http://aws.example.com/", &error));
  g_assert_error (error, STINT_START_URL_ERROR, STINT_START_URL_ERROR_NOT_HTTPS);
  g_clear_error (&error);
  g_assert_null (resolve (fixture, "http://localhost:1/", &error));
  g_assert_error (error, STINT_HTTP_ERROR, STINT_HTTP_ERROR_CONNECT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stint_http_global_init ();

  g_test_add_func ("/aws/start-url/hosts", test_hosts);
  g_test_add_func ("/aws/start-url/regions", test_regions);
  g_test_add_func ("/aws/start-url/normalize-vectors", test_normalize_vectors);
  g_test_add_func ("/aws/start-url/normalize", test_normalize);
  g_test_add_func ("/aws/start-url/region-of-url", test_region_of_url);
#define ADD(name, func) g_test_add ("/aws/start-url/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("own", test_own);
  ADD ("led", test_led);
  ADD ("head-unsupported", test_head_unsupported);
  ADD ("misled", test_misled);
  ADD ("refused", test_refused);

  return g_test_run ();
}
