/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-http.h"

#include <string.h>

#include "fault-server.h"
#include "stint-http-private.h"
#include "stint-http-queue.h"

typedef struct
{
  FaultServer *server;
  StintHttp *http;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->server = fault_server_new ();
  fixture->http = stint_http_new (&(StintHttpConfig){ .user_agent = "Stint/test" });
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->http);
  fault_server_free (fixture->server);
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static void
wait_for (GAsyncResult **slot)
{
  g_assert_null (*slot);
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static StintHttpRequest *
make_request (Fixture *fixture, const char *method, const char *path)
{
  g_autofree char *url = fault_server_make_url (fixture->server, path);

  return stint_http_request_new (method, url);
}

/* Takes @request. */
static StintHttpResponse *
send_request (Fixture *fixture, StintHttpRequest *request, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_http_send_async (fixture->http, request, NULL, store_result_cb, &result);
  wait_for (&result);
  return stint_http_send_finish (fixture->http, result, error);
}

static StintHttpResponse *
get (Fixture *fixture, const char *path)
{
  g_autoptr (GError) error = NULL;
  StintHttpResponse *response = send_request (fixture, make_request (fixture, "GET", path), &error);

  g_assert_no_error (error);
  g_assert_nonnull (response);
  return response;
}

static void
test_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintHttpResponse) response = get (fixture, "/ok");
  gsize length;

  g_assert_cmpuint (stint_http_response_get_status (response), ==, 200);
  g_assert_cmpstr (stint_http_response_get_body (response, &length), ==, "hello");
  g_assert_cmpuint (length, ==, 5);
  g_assert_cmpstr (stint_http_response_get_header (response, "x-two"), ==, "second");
  g_assert_cmpstr (stint_http_response_get_header (response, "X-Empty"), ==, "");
  g_assert_null (stint_http_response_get_header (response, "X-Tw"));
  g_assert_null (stint_http_response_get_header (response, "Date"));
}

static void
test_request (Fixture *fixture, gconstpointer data)
{
  StintHttpRequest *request = make_request (fixture, "POST", "/echo/a/../b?x=%2F&y");
  g_autoptr (GError) error = NULL;
  g_autoptr (StintHttpResponse) response = NULL;
  const char *echo;

  stint_http_request_add_header (request, "X-Amz-Date", "20261122T143201Z");
  stint_http_request_add_header (request, "X-Empty", "");
  stint_http_request_set_body (request, "Action=X&Y=1", -1);
  response = send_request (fixture, request, &error);
  g_assert_no_error (error);

  echo = stint_http_response_get_body (response, NULL);
  g_test_message ("%s", echo);
  g_assert_true (g_str_has_prefix (echo, "POST /echo/b?x=%2F&y HTTP/1.1\n"));
  g_assert_nonnull (strstr (echo, "\nHost: 127.0.0.1:"));
  g_assert_nonnull (strstr (echo, "\nUser-Agent: Stint/test\n"));
  g_assert_nonnull (strstr (echo, "\nX-Amz-Date: 20261122T143201Z\n"));
  g_assert_nonnull (strstr (echo, "\nX-Empty:\n"));
  g_assert_nonnull (strstr (echo, "\nContent-Length: 12\n"));
  g_assert_true (g_str_has_suffix (echo, "\n\nAction=X&Y=1"));
  g_assert_null (strstr (echo, "Expect"));
}

static void
test_methods (Fixture *fixture, gconstpointer data)
{
  static const char *const methods[] = { "GET", "DELETE", "PUT", "POST" };

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      StintHttpRequest *request = make_request (fixture, methods[i], "/echo");
      g_autofree char *start = g_strconcat (methods[i], " /echo ", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (StintHttpResponse) response = NULL;

      if (i >= 2)
        stint_http_request_set_body (request, "", 0);
      response = send_request (fixture, request, &error);
      g_assert_no_error (error);
      g_assert_true (g_str_has_prefix (stint_http_response_get_body (response, NULL), start));
    }
}

static void
test_status (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintHttpResponse) busy = get (fixture, "/503");
  g_autoptr (StintHttpResponse) redirect = get (fixture, "/redirect");
  g_autoptr (StintHttpResponse) late = get (fixture, "/interim");

  g_assert_cmpuint (stint_http_response_get_status (busy), ==, 503);
  g_assert_cmpstr (stint_http_response_get_header (busy, "retry-after"), ==, "7");
  g_assert_cmpuint (stint_http_response_get_status (redirect), ==, 302);
  g_assert_cmpstr (stint_http_response_get_body (redirect, NULL), ==, "elsewhere");
  g_assert_cmpuint (stint_http_response_get_status (late), ==, 200);
  g_assert_cmpstr (stint_http_response_get_header (late, "X-Late"), ==, "1");
  g_assert_null (stint_http_response_get_header (late, "X-Early"));
}

static void
test_clock_offset (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintHttpResponse) without = get (fixture, "/ok");
  g_autoptr (StintHttpResponse) with = get (fixture, "/date");
  gint64 offset = 42;

  g_assert_false (stint_http_response_get_clock_offset (without, &offset));
  g_assert_cmpint (offset, ==, 42);
  g_assert_true (stint_http_response_get_clock_offset (with, &offset));
  g_assert_cmpint (ABS (offset - G_GINT64_CONSTANT (3600000000)), <, 3000000);
}

static void
assert_fails (Fixture *fixture, const char *path, StintHttpError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintHttpResponse) response =
      send_request (fixture, make_request (fixture, "GET", path), &error);

  g_test_message ("%s: %s", path, error != NULL ? error->message : "no error");
  g_assert_error (error, STINT_HTTP_ERROR, (int) code);
  g_assert_null (response);
}

static void
test_faults (Fixture *fixture, gconstpointer data)
{
  assert_fails (fixture, "/reset", STINT_HTTP_ERROR_INTERRUPTED);
  assert_fails (fixture, "/close", STINT_HTTP_ERROR_INTERRUPTED);
  assert_fails (fixture, "/half", STINT_HTTP_ERROR_INTERRUPTED);
  assert_fails (fixture, "/cut-head", STINT_HTTP_ERROR_INTERRUPTED);
  assert_fails (fixture, "/garbage", STINT_HTTP_ERROR_INTERRUPTED);
  assert_fails (fixture, "/huge", STINT_HTTP_ERROR_TOO_LARGE);
  assert_fails (fixture, "/endless", STINT_HTTP_ERROR_TOO_LARGE);
  assert_fails (fixture, "/head", STINT_HTTP_ERROR_TOO_LARGE);

  /* And it still works. */
  stint_http_response_free (get (fixture, "/ok"));
}

static void
assert_url_fails (Fixture *fixture, const char *url, StintHttpError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintHttpResponse) response =
      send_request (fixture, stint_http_request_new ("GET", url), &error);

  g_test_message ("%s: %s", url, error != NULL ? error->message : "no error");
  g_assert_error (error, STINT_HTTP_ERROR, (int) code);
  g_assert_null (response);
}

static void
test_unreachable (Fixture *fixture, gconstpointer data)
{
  assert_url_fails (fixture, "http://127.0.0.1:1/", STINT_HTTP_ERROR_CONNECT);
  assert_url_fails (fixture, "https://localhost:1/", STINT_HTTP_ERROR_CONNECT);
}

static void
test_insecure (Fixture *fixture, gconstpointer data)
{
  static const char *const urls[] = {
    "http://sts.amazonaws.com/",
    "http://10.0.0.1/",
    "http://127.0.0.1.example.com/",
    "http://localhost.example.com/",
    "http://[::2]/",
    "http://0.0.0.0/",
    "http://user@127.0.0.1/",
    "http://user:pw@127.0.0.1/",
    "http://127.0.0.1\\@example.com/",
    "http://127.0.0.1 .example.com/",
    "http://127.0.0.1#@example.com/",
    "http://2130706433/",
    "http://127.1/",
    "http://0x7f000001/",
    "https://",
    "https:///path",
    "ftp://127.0.0.1/",
    "file:///etc/passwd",
    "127.0.0.1",
    "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    assert_url_fails (fixture, urls[i], STINT_HTTP_ERROR_INSECURE);
}

static void
test_loopback (void)
{
  static const char *const urls[] = {
    "http://127.0.0.1/",   "http://127.255.3.4:80/", "http://localhost/",
    "http://LOCALHOST:1/", "http://[::1]:8080/",     "http://[0:0:0:0:0:0:0:1]/",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (GError) error = NULL;
      StintHttpTarget target = { 0 };

      g_assert_true (stint_http_target_init (&target, urls[i], &error));
      g_assert_no_error (error);
      g_assert_true (target.loopback);
      stint_http_target_clear (&target);
    }
}

static void
test_proxies (void)
{
  static const struct
  {
    const char *uris[3];
    const char *proxy;
  } cases[] = {
    { { "direct://" }, NULL },
    { { NULL }, NULL },
    { { "http://proxy:3128", "direct://" }, "http://proxy:3128" },
    { { "direct://", "http://proxy:3128" }, NULL },
    { { "socks://proxy:1080" }, "socks5h://proxy:1080" },
    { { "socks5://proxy:1080" }, "socks5h://proxy:1080" },
    { { "socks4a://proxy:1080" }, "socks4a://proxy:1080" },
    { { "gopher://proxy", "https://proxy:443" }, "https://proxy:443" },
    { { "gopher://proxy" }, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *proxy = stint_http_proxy_from_uris (cases[i].uris);

      g_assert_cmpstr (proxy, ==, cases[i].proxy);
    }
}

/* A proxy gets what is not for loopback, and nothing of what is. */
static void
test_explicit_proxy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *url = fault_server_make_url (fixture->server, "");
  g_autoptr (StintHttp) http =
      stint_http_new (&(StintHttpConfig){ .user_agent = "Stint/test", .proxy = url });
  g_autofree char *dead = g_strdup ("http://127.0.0.1:1");
  g_autoptr (StintHttp) through_dead =
      stint_http_new (&(StintHttpConfig){ .user_agent = "Stint/test", .proxy = dead });
  Fixture other = { fixture->server, http };
  Fixture direct = { fixture->server, through_dead };
  guint before;

  stint_http_response_free (get (&direct, "/ok"));

  /* The server ends the connection of a CONNECT. */
  before = fault_server_get_requests (fixture->server);
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (StintHttpResponse) response =
        send_request (&other, stint_http_request_new ("GET", "https://sts.example.com/"), &error);

    g_assert_nonnull (error);
    g_assert_true (error->domain == STINT_HTTP_ERROR);
    g_assert_null (response);
  }
  g_assert_cmpuint (fault_server_get_requests (fixture->server), ==, before + 1);
  assert_url_fails (&direct, "https://sts.example.com/", STINT_HTTP_ERROR_CONNECT);
}

static void
test_stall (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintHttp) http =
      stint_http_new (&(StintHttpConfig){ .user_agent = "Stint/test", .stall_timeout_s = 1 });
  Fixture impatient = { fixture->server, http };
  gint64 start = g_get_monotonic_time ();

  assert_fails (&impatient, "/hang", STINT_HTTP_ERROR_TIMEOUT);
  assert_fails (&impatient, "/drip", STINT_HTTP_ERROR_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 15 * G_USEC_PER_SEC);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static gpointer
cancel_thread (gpointer data)
{
  g_usleep (50000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
assert_cancelled (Fixture *fixture, GAsyncResult **slot)
{
  g_autoptr (GError) error = NULL;

  wait_for (slot);
  g_assert_null (stint_http_send_finish (fixture->http, *slot, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (slot);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) before = g_cancellable_new ();
  g_autoptr (GCancellable) during = g_cancellable_new ();
  g_autoptr (GCancellable) elsewhere = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GThread) thread = NULL;
  gint64 start = g_get_monotonic_time ();

  g_cancellable_cancel (before);
  stint_http_send_async (fixture->http, make_request (fixture, "GET", "/ok"), before,
                         store_result_cb, &result);
  assert_cancelled (fixture, &result);
  g_assert_cmpuint (fault_server_get_connections (fixture->server), ==, 0);

  g_timeout_add (50, cancel_cb, during);
  stint_http_send_async (fixture->http, make_request (fixture, "GET", "/hang"), during,
                         store_result_cb, &result);
  assert_cancelled (fixture, &result);

  thread = g_thread_new ("cancel", cancel_thread, elsewhere);
  stint_http_send_async (fixture->http, make_request (fixture, "GET", "/hang"), elsewhere,
                         store_result_cb, &result);
  assert_cancelled (fixture, &result);
  g_thread_join (g_steal_pointer (&thread));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);

  /* The connections were really dropped. */
  for (guint i = 0; i < 200 && fault_server_get_abandoned (fixture->server) < 2; i++)
    g_usleep (10000);
  g_assert_cmpuint (fault_server_get_abandoned (fixture->server), ==, 2);
}

typedef struct
{
  guint left;
  guint failed;
  GString *order;
} Many;

typedef struct
{
  Many *many;
  char name;
} One;

static void
one_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree One *one = user_data;
  g_autoptr (StintHttpResponse) response =
      stint_http_send_finish (STINT_HTTP (source), result, NULL);

  one->many->left--;
  if (response == NULL)
    one->many->failed++;
  if (one->many->order != NULL)
    g_string_append_c (one->many->order, one->name);
}

static void
send_one (Fixture *fixture, Many *many, const char *path, char name, GCancellable *cancellable)
{
  StintHttpRequest *request = make_request (fixture, "GET", path);
  One *one = g_new (One, 1);

  *one = (One){ many, name };
  many->left++;
  stint_http_request_set_urgent (request, name == 'u');
  stint_http_send_async (fixture->http, request, cancellable, one_done_cb, one);
}

static void
wait_for_many (Many *many)
{
  while (many->left > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  Many many = { 0 };

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *path = g_strdup_printf ("/busy/%u", i);

      send_one (fixture, &many, path, 'b', NULL);
    }
  wait_for_many (&many);

  g_assert_cmpuint (many.failed, ==, 0);
  g_assert_cmpuint (fault_server_get_requests (fixture->server), ==, 200);
  g_assert_cmpuint (fault_server_get_connections (fixture->server), <=, 4);
  g_assert_cmpuint (fault_server_get_most_busy (fixture->server), <=, 4);
  g_assert_cmpuint (fault_server_get_most_busy (fixture->server), >=, 2);
}

static void
test_urgent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) order = g_string_new (NULL);
  Many many = { .order = order };
  const char *urgent;

  for (guint i = 0; i < 60; i++)
    send_one (fixture, &many, "/busy", 'b', NULL);
  send_one (fixture, &many, "/busy", 'u', NULL);
  wait_for_many (&many);

  g_assert_cmpuint (many.failed, ==, 0);
  urgent = strchr (order->str, 'u');
  g_test_message ("%s", order->str);
  /* It did not even wait for the first ones. */
  g_assert_cmpint (urgent - order->str, <, 8);
}

static void
test_cancel_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Many many = { 0 };

  for (guint i = 0; i < 500; i++)
    send_one (fixture, &many, "/hang", 'b', cancellable);
  g_timeout_add (50, cancel_cb, cancellable);
  wait_for_many (&many);
  g_assert_cmpuint (many.failed, ==, 500);

  stint_http_response_free (get (fixture, "/ok"));
}

static void
test_connections (Fixture *fixture, gconstpointer data)
{
  StintHttpRequest *once;
  g_autoptr (GError) error = NULL;

  stint_http_response_free (get (fixture, "/ok"));
  stint_http_response_free (get (fixture, "/ok"));
  g_assert_cmpuint (fault_server_get_connections (fixture->server), ==, 1);

  once = make_request (fixture, "GET", "/ok");
  stint_http_request_set_once (once, TRUE);
  stint_http_response_free (send_request (fixture, once, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fault_server_get_connections (fixture->server), ==, 2);

  stint_http_network_changed (fixture->http);
  stint_http_response_free (get (fixture, "/ok"));
  g_assert_cmpuint (fault_server_get_connections (fixture->server), ==, 3);
}

/* What is under way survives a change of the network. */
static void
test_network_changes_during (Fixture *fixture, gconstpointer data)
{
  Many many = { 0 };

  for (guint i = 0; i < 40; i++)
    {
      send_one (fixture, &many, "/busy", 'b', NULL);
      if (i % 10 == 5)
        {
          g_main_context_iteration (NULL, TRUE);
          stint_http_network_changed (fixture->http);
        }
    }
  wait_for_many (&many);
  g_assert_cmpuint (many.failed, ==, 0);
}

static void
send_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintHttpResponse) response =
      stint_http_send_finish (STINT_HTTP (source), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (response);
  if (fault_server_get_requests (fixture->server) < 5)
    {
      stint_http_network_changed (fixture->http);
      stint_http_send_async (fixture->http, make_request (fixture, "GET", "/ok"), NULL,
                             send_again_cb, fixture);
    }
}

/* Callbacks may do anything, the last unref included. */
static void
test_reentrant (Fixture *fixture, gconstpointer data)
{
  Fixture own = { fixture->server,
                  stint_http_new (&(StintHttpConfig){ .user_agent = "Stint/test" }) };
  StintHttp *weak = own.http;

  g_object_add_weak_pointer (G_OBJECT (own.http), (gpointer *) &weak);
  stint_http_send_async (own.http, make_request (&own, "GET", "/ok"), NULL, send_again_cb, &own);
  g_object_unref (own.http);
  while (weak != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fault_server_get_requests (fixture->server), ==, 5);
}

/* At rest: no time-out, and no descriptor that is watched but the context's own. */
static void
test_idle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StintHttp *http;
  GPollFD fds[8];
  int timeout = 0;
  int priority, n_fds;

  g_main_context_push_thread_default (context);
  http = stint_http_new (&(StintHttpConfig){ .user_agent = "Stint/test" });
  stint_http_send_async (http, make_request (fixture, "GET", "/ok"), NULL, store_result_cb,
                         &result);
  /* The server accepts in the default context. */
  while (result == NULL)
    {
      g_main_context_iteration (context, FALSE);
      g_main_context_iteration (NULL, FALSE);
    }
  stint_http_response_free (stint_http_send_finish (http, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  while (g_main_context_iteration (context, FALSE))
    ;

  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  n_fds = g_main_context_query (context, G_MAXINT, &timeout, fds, G_N_ELEMENTS (fds));
  g_main_context_check (context, G_MAXINT, fds, n_fds);
  g_main_context_release (context);
  g_assert_cmpint (timeout, ==, -1);
  g_assert_cmpint (n_fds, ==, 1);

  g_assert_finalize_object (http);
  g_main_context_pop_thread_default (context);
}

static void
test_queue (void)
{
  g_autoptr (StintHttpQueue) queue = stint_http_queue_new ();
  static const char one[] = "one", two[] = "two", urgent[] = "urgent";

  for (guint i = 0; i < 20; i++)
    stint_http_queue_push (queue, "a", FALSE, (gpointer) one);
  stint_http_queue_push (queue, "b", FALSE, (gpointer) two);

  /* The hosts take turns; three places for the background of an ordinary one. */
  g_assert_true (stint_http_queue_pop (queue) == one);
  g_assert_true (stint_http_queue_pop (queue) == two);
  g_assert_true (stint_http_queue_pop (queue) == one);
  g_assert_true (stint_http_queue_pop (queue) == one);
  g_assert_null (stint_http_queue_pop (queue));

  /* One more for what is urgent, and no other. */
  stint_http_queue_push (queue, "a", TRUE, (gpointer) urgent);
  stint_http_queue_push (queue, "a", TRUE, (gpointer) urgent);
  g_assert_true (stint_http_queue_pop (queue) == urgent);
  g_assert_null (stint_http_queue_pop (queue));
  stint_http_queue_done (queue, "a");
  g_assert_true (stint_http_queue_pop (queue) == urgent);
  g_assert_cmpuint (stint_http_queue_get_active (queue), ==, 5);

  /* Where one connection takes many, so may we: 56 at a time, and 64 with urgent ones. */
  stint_http_queue_set_multiplexed (queue, "a", TRUE);
  for (guint i = 0; i < 100; i++)
    stint_http_queue_push (queue, "a", FALSE, (gpointer) one);
  for (guint i = 4; i < 56; i++)
    g_assert_true (stint_http_queue_pop (queue) == one);
  g_assert_null (stint_http_queue_pop (queue));
  for (guint i = 56; i < 66; i++)
    stint_http_queue_push (queue, "a", TRUE, (gpointer) urgent);
  for (guint i = 56; i < 64; i++)
    g_assert_true (stint_http_queue_pop (queue) == urgent);
  g_assert_null (stint_http_queue_pop (queue));
  g_assert_cmpuint (stint_http_queue_get_active (queue), ==, 65);

  /* What is taken out is not handed out. */
  stint_http_queue_remove (queue, "a", TRUE, (gpointer) urgent);
  stint_http_queue_remove (queue, "a", TRUE, (gpointer) urgent);
  stint_http_queue_done (queue, "b");
  g_assert_null (stint_http_queue_pop (queue));
}

/* All hosts that do not multiplex share the window of connections; one that does needs one. */
static void
test_queue_connections (void)
{
  g_autoptr (StintHttpQueue) queue = stint_http_queue_new ();
  static const char item[] = "item";
  static const char *const hosts[] = { "a", "b", "c", "d", "e" };

  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    for (guint j = 0; j < 10; j++)
      stint_http_queue_push (queue, hosts[i], FALSE, (gpointer) item);
  for (guint i = 0; i < 12; i++)
    g_assert_true (stint_http_queue_pop (queue) == item);
  g_assert_null (stint_http_queue_pop (queue));
  stint_http_queue_push (queue, "e", TRUE, (gpointer) item);
  g_assert_true (stint_http_queue_pop (queue) == item);

  /* Two or three connections become one, and the rest of the host's follow over it. */
  stint_http_queue_set_multiplexed (queue, "a", TRUE);
  while (stint_http_queue_pop (queue) != NULL)
    ;
  g_assert_cmpuint (stint_http_queue_get_active (queue), ==, 10 + 12 - 1);
}

static void
test_memory (void)
{
  StintWipedBuffer buffer = { 0 };
  g_autofree char *block = g_strnfill (1000, 'x');
  char *text = stint_http_strdup ("text");
  int *zeros = stint_http_calloc (10, sizeof (int));

  g_assert_cmpstr (text, ==, "text");
  text = stint_http_realloc (text, 100);
  g_assert_cmpstr (text, ==, "text");
  text = stint_http_realloc (text, 2);
  g_assert_cmpmem (text, 2, "te", 2);
  stint_http_free (text);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpint (zeros[i], ==, 0);
  stint_http_free (zeros);
  stint_http_free (NULL);
  g_assert_null (stint_http_malloc (G_MAXSIZE));
  g_assert_null (stint_http_calloc (G_MAXSIZE / 2, 3));

  for (guint i = 0; i < 10; i++)
    g_assert_true (stint_wiped_buffer_append (&buffer, block, 1000, 10500));
  g_assert_false (stint_wiped_buffer_append (&buffer, block, 1000, 10500));
  g_assert_true (stint_wiped_buffer_append (&buffer, block, 500, 10500));
  g_assert_false (stint_wiped_buffer_append (&buffer, block, 1, 10500));
  g_assert_cmpuint (buffer.length, ==, 10500);
  g_assert_cmpuint (strlen (buffer.bytes), ==, 10500);
  stint_wiped_buffer_clear (&buffer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stint_http_global_init ();

#define ADD(name, func) g_test_add ("/net/http/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("answer", test_answer);
  ADD ("request", test_request);
  ADD ("methods", test_methods);
  ADD ("status", test_status);
  ADD ("clock-offset", test_clock_offset);
  ADD ("faults", test_faults);
  ADD ("unreachable", test_unreachable);
  ADD ("insecure", test_insecure);
  g_test_add_func ("/net/http/loopback", test_loopback);
  g_test_add_func ("/net/http/proxies", test_proxies);
  ADD ("explicit-proxy", test_explicit_proxy);
  ADD ("stall", test_stall);
  ADD ("cancel", test_cancel);
  ADD ("many", test_many);
  ADD ("urgent", test_urgent);
  ADD ("cancel-many", test_cancel_many);
  ADD ("connections", test_connections);
  ADD ("network-changes-during", test_network_changes_during);
  ADD ("reentrant", test_reentrant);
  ADD ("idle", test_idle);
  g_test_add_func ("/net/http/queue", test_queue);
  g_test_add_func ("/net/http/queue-connections", test_queue_connections);
  g_test_add_func ("/net/http/memory", test_memory);

  return g_test_run ();
}
