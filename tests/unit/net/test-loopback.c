/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-loopback.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stint-loopback-peer.h"

#define STATE "0bac6403-3b22-4001-aa60-87b645018353"
#define CALLBACK "/oauth/callback"

static const StintLoopbackPage good_page = { "Stint", "Signed in", "Close <this> & go on.", NULL,
                                             "en" };
static const StintLoopbackPage bad_page = { "Stint", "That was not it", NULL, "\"x\" <b>\xff",
                                            NULL };
static const StintLoopbackPage gone_page = { "Stint", "Used before", NULL, NULL, NULL };

typedef struct
{
  StintLoopback *loopback;
  guint asked;
  char *code; /* of the visit that was accepted */
  gboolean close_at_once;
} Fixture;

/* As an owner does it: nothing is believed, an error included, before the state is right. */
static StintLoopbackAnswer *
decide_cb (StintLoopback *loopback, const StintLoopbackQuery *query, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->asked++;
  if (!stint_loopback_query_equals (query, "state", STATE))
    return stint_loopback_answer_reject (&bad_page);

  g_free (fixture->code);
  fixture->code = g_strdup (stint_loopback_query_get (query, "code"));
  if (fixture->close_at_once)
    stint_loopback_close (loopback);

  return stint_loopback_answer_accept (&good_page);
}

static StintLoopback *
listen_with_timeout (guint timeout_ms)
{
  StintLoopbackConfig config = { .path = CALLBACK,
                                 .gone = &gone_page,
                                 .connection_timeout_ms = timeout_ms };
  g_autoptr (GError) error = NULL;
  StintLoopback *loopback = stint_loopback_new (&config, &error);

  g_assert_no_error (error);
  return loopback;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->loopback = listen_with_timeout (60000);
  stint_loopback_set_decide (fixture->loopback, decide_cb, fixture, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->loopback != NULL)
    g_assert_finalize_object (fixture->loopback);
  g_free (fixture->code);
}

/* A browser of a few lines: blocking connect (the kernel answers), the rest by turns with the main
 * context. */
static GSocket *
connect_to (guint16 port)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GError) error = NULL;
  GSocket *socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);
  g_socket_set_blocking (socket, FALSE);
  return socket;
}

static void
turn (void)
{
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (500);
}

/* Returns FALSE if the other side has hung up. */
static gboolean
send_all (GSocket *socket, const char *bytes, gsize length)
{
  while (length > 0)
    {
      g_autoptr (GError) error = NULL;
      gssize sent = g_socket_send (socket, bytes, length, NULL, &error);

      if (sent > 0)
        {
          bytes += sent;
          length -= sent;
        }
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          return FALSE;
        }
      turn ();
    }

  return TRUE;
}

/* Everything up to the end of the connection. */
static char *
receive_all (GSocket *socket)
{
  GString *text = g_string_new (NULL);

  for (;;)
    {
      g_autoptr (GError) error = NULL;
      char bytes[1000];
      gssize length = g_socket_receive (socket, bytes, sizeof bytes, NULL, &error);

      if (length > 0)
        g_string_append_len (text, bytes, length);
      else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        break;
      turn ();
    }

  return g_string_free (text, FALSE);
}

static char *
exchange (StintLoopback *loopback, const char *request, gssize length)
{
  g_autoptr (GSocket) socket = connect_to (stint_loopback_get_port (loopback));

  send_all (socket, request, length < 0 ? strlen (request) : (gsize) length);
  return receive_all (socket);
}

/* @more: further headers, each with its line's end */
static char *
make_request (StintLoopback *loopback, const char *method, const char *target, const char *more)
{
  return g_strdup_printf ("%s %s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s\r\n", method, target,
                          stint_loopback_get_port (loopback), more);
}

static char *
visit (StintLoopback *loopback, const char *method, const char *target, const char *more)
{
  g_autofree char *request = make_request (loopback, method, target, more);

  return exchange (loopback, request, -1);
}

static guint
get_status (const char *answer)
{
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 "));
  return (guint) g_ascii_strtoull (answer + strlen ("HTTP/1.1 "), NULL, 10);
}

static void
assert_status (StintLoopback *loopback, const char *method, const char *target, guint status)
{
  g_autofree char *answer = visit (loopback, method, target, "");

  g_test_message ("%s %s", method, target);
  g_assert_cmpuint (get_status (answer), ==, status);
}

/* What every test ends with: whatever was tried, the sign-in still completes. */
static void
assert_completes (Fixture *fixture)
{
  g_autofree char *answer =
      visit (fixture->loopback, "GET", CALLBACK "?code=AUTH%2BCODE&state=" STATE, "");

  g_assert_cmpuint (get_status (answer), ==, 200);
  g_assert_cmpstr (fixture->code, ==, "AUTH+CODE");
  g_assert_true (stint_loopback_is_done (fixture->loopback));
}

static void
test_accept (Fixture *fixture, gconstpointer data)
{
  static const char *const headers[] = {
    "\r\nCache-Control: no-store\r\n",
    "\r\nX-Content-Type-Options: nosniff\r\n",
    "\r\nX-Frame-Options: DENY\r\n",
    "\r\nReferrer-Policy: no-referrer\r\n",
    "\r\nContent-Security-Policy: default-src 'none'; style-src 'sha256-",
    "\r\nConnection: close\r\n",
  };
  g_autofree char *answer =
      visit (fixture->loopback, "GET", CALLBACK "?code=A&state=" STATE, "Accept: */*\r\n");

  g_assert_cmpuint (get_status (answer), ==, 200);
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      g_test_message ("%s", headers[i]);
      g_assert_nonnull (strstr (answer, headers[i]));
    }
  g_assert_nonnull (strstr (answer, "<h1>Signed in</h1>"));
  g_assert_nonnull (strstr (answer, "Close &lt;this&gt; &amp; go on."));
  g_assert_nonnull (strstr (answer, "color-scheme:light dark"));
  g_assert_nonnull (strstr (answer, "<html lang=\"en\">"));
  g_assert_null (strstr (answer, STATE));
  g_assert_cmpstr (fixture->code, ==, "A");
  g_assert_true (stint_loopback_is_done (fixture->loopback));
}

/* The style is the one that the policy names. */
static void
test_style_hash (Fixture *fixture, gconstpointer data)
{
  g_autofree char *html = stint_loopback_page_to_html (&good_page);
  g_autofree char *answer = stint_loopback_page_make_answer (200, html, NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  const char *start = strstr (html, "<style>") + strlen ("<style>");
  const char *end = strstr (html, "</style>");
  g_autofree char *hash = NULL;
  g_autofree char *expected = NULL;
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) start, end - start);
  g_checksum_get_digest (checksum, digest, &length);
  hash = g_base64_encode (digest, length);
  expected = g_strdup_printf ("style-src 'sha256-%s';", hash);
  g_assert_nonnull (strstr (answer, expected));
}

static void
test_wrong_state (Fixture *fixture, gconstpointer data)
{
  static const char *const queries[] = {
    "",
    "?",
    "?code=EVIL",
    "?code=EVIL&state=",
    "?code=EVIL&state=0bac6403-3b22-4001-aa60-87b645018354",
    "?code=EVIL&state=" STATE "x",
    "?code=EVIL&state=" STATE "&state=" STATE,
    "?error=access_denied",
    "?error=access_denied&state=wrong",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autofree char *target = g_strconcat (CALLBACK, queries[i], NULL);
      g_autofree char *answer = visit (fixture->loopback, "GET", target, "");

      g_test_message ("%s", target);
      g_assert_cmpuint (get_status (answer), ==, 400);
      g_assert_nonnull (strstr (answer, "&quot;x&quot; &lt;b&gt;"));
      g_assert_null (fixture->code);
    }
  g_assert_cmpuint (fixture->asked, ==, G_N_ELEMENTS (queries));
  assert_completes (fixture);
}

static void
test_wrong_path (Fixture *fixture, gconstpointer data)
{
  static const char *const paths[] = {
    "/",
    "/favicon.ico",
    "/oauth",
    CALLBACK "/",
    CALLBACK "x?state=" STATE,
    "/oauth//callback?state=" STATE,
    "/OAUTH/CALLBACK?state=" STATE,
    "/oauth/%63allback?state=" STATE,
    "/x/.." CALLBACK "?state=" STATE,
  };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    assert_status (fixture->loopback, "GET", paths[i], 404);
  g_assert_cmpuint (fixture->asked, ==, 0);
  assert_completes (fixture);
}

static void
test_wrong_method (Fixture *fixture, gconstpointer data)
{
  static const char *const methods[] = { "POST", "HEAD", "PUT", "OPTIONS", "get", "DELETE" };

  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    assert_status (fixture->loopback, methods[i], CALLBACK "?state=" STATE, 405);
  g_assert_cmpuint (fixture->asked, ==, 0);
  assert_completes (fixture);
}

static void
test_second_visit (Fixture *fixture, gconstpointer data)
{
  assert_completes (fixture);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *answer =
          visit (fixture->loopback, "GET", CALLBACK "?code=EVIL&state=" STATE, "");

      g_assert_cmpuint (get_status (answer), ==, 410);
      g_assert_nonnull (strstr (answer, "Used before"));
    }
  g_assert_cmpuint (fixture->asked, ==, 1);
  g_assert_cmpstr (fixture->code, ==, "AUTH+CODE");
}

static void
test_bad_requests (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *bytes;
    gssize length;
  } cases[] = {
    { "\r\n\r\n", -1 },
    { "GET\r\n\r\n", -1 },
    { "GET " CALLBACK "\r\n\r\n", -1 },
    { "GET " CALLBACK " HTTP/2.0\r\n\r\n", -1 },
    { "GET " CALLBACK " HTTP/1.1 \r\n\r\n", -1 },
    { "GET  " CALLBACK " HTTP/1.1\r\n\r\n", -1 },
    { "GET http://127.0.0.1/ HTTP/1.1\r\n\r\n", -1 },
    { "GET /\x01 HTTP/1.1\r\n\r\n", -1 },
    { "GET /\xc3\xa4 HTTP/1.1\r\n\r\n", -1 },
    { "GET / HTTP/1.1\nHost: x\n\n", -1 },
    { "GET / HTTP/1.1\r\nHost : x\r\n\r\n", -1 },
    { "GET / HTTP/1.1\r\nnonsense\r\n\r\n", -1 },
    { "GET / HTTP/1.1\r\nA: b\r\n folded\r\n\r\n", -1 },
    { "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", -1 },
    { "GET /\0 HTTP/1.1\r\n\r\n", 20 },
    { "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11 }, /* TLS */
    { "GET " CALLBACK " HTTP/1.1\r\n\r\n", -1 },            /* no Host */
    { "GET " CALLBACK " HTTP/1.1\r\nHost: evil.example.com\r\n\r\n", -1 },
    { "GET " CALLBACK " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *answer = exchange (fixture->loopback, cases[i].bytes, cases[i].length);

      g_test_message ("%" G_GSIZE_FORMAT ": %s", i, answer);
      g_assert_cmpuint (get_status (answer), ==, 400);
    }
  assert_status (fixture->loopback, "GET", CALLBACK "?state=%zz", 400);
  assert_status (fixture->loopback, "GET", CALLBACK "?state=%00", 400);
  assert_status (fixture->loopback, "GET", CALLBACK "?state=%ff", 400);
  g_assert_cmpuint (fixture->asked, ==, 0);
  assert_completes (fixture);
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autofree char *filler = g_strnfill (200 * 1024, 'x');
  g_autofree char *target = g_strdup_printf ("%s?state=%s", CALLBACK, filler);
  g_autofree char *header = g_strdup_printf ("X: %s\r\n", filler);
  g_autofree char *fitting_code = g_strnfill (20 * 1024, 'c');
  g_autofree char *fitting = g_strdup_printf (CALLBACK "?state=" STATE "&code=%s", fitting_code);
  g_autofree char *first = visit (fixture->loopback, "GET", target, "");
  g_autofree char *second = visit (fixture->loopback, "GET", "/", header);
  g_autofree char *third = NULL;

  g_assert_cmpuint (get_status (first), ==, 431);
  g_assert_cmpuint (get_status (second), ==, 431);
  g_assert_cmpuint (fixture->asked, ==, 0);

  third = visit (fixture->loopback, "GET", fitting, "");
  g_assert_cmpuint (get_status (third), ==, 200);
  g_assert_cmpstr (fixture->code, ==, fitting_code);
}

/* A body that nobody asked for does not cost the answer. */
static void
test_body (Fixture *fixture, gconstpointer data)
{
  g_autofree char *head = make_request (fixture->loopback, "GET", CALLBACK "?code=B&state=" STATE,
                                        "Content-Length: 100000\r\n");
  g_autofree char *body = g_strnfill (100000, 'b');
  g_autofree char *request = g_strconcat (head, body, NULL);
  g_autofree char *answer = exchange (fixture->loopback, request, -1);

  g_assert_cmpuint (get_status (answer), ==, 200);
  g_assert_nonnull (strstr (answer, "</html>"));
  g_assert_cmpstr (fixture->code, ==, "B");
}

static void
test_split (Fixture *fixture, gconstpointer data)
{
  g_autofree char *request =
      make_request (fixture->loopback, "GET", CALLBACK "?code=S&state=" STATE, "A: b\r\n");
  g_autoptr (GSocket) socket = connect_to (stint_loopback_get_port (fixture->loopback));
  g_autofree char *answer = NULL;

  for (const char *c = request; *c != '\0'; c++)
    {
      g_assert_true (send_all (socket, c, 1));
      turn ();
    }
  answer = receive_all (socket);
  g_assert_cmpuint (get_status (answer), ==, 200);
  g_assert_cmpstr (fixture->code, ==, "S");
}

/* More than there is room for, each with half a request: they are not in the way. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);
  guint hung_up = 0;

  for (guint i = 0; i < 50; i++)
    {
      GSocket *socket = connect_to (stint_loopback_get_port (fixture->loopback));

      g_ptr_array_add (sockets, socket);
      send_all (socket, "GET /oauth", 10);
    }
  assert_completes (fixture);

  for (guint i = 0; i < sockets->len; i++)
    {
      g_autoptr (GError) error = NULL;
      char byte;

      if (g_socket_receive (g_ptr_array_index (sockets, i), &byte, 1, NULL, &error) <= 0 &&
          !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        hung_up++;
    }
  g_assert_cmpuint (hung_up, >=, 18);
  g_assert_cmpuint (hung_up, <, 50);
}

static void
test_slow (void)
{
  g_autoptr (StintLoopback) loopback = listen_with_timeout (50);
  g_autoptr (GSocket) silent = connect_to (stint_loopback_get_port (loopback));
  g_autoptr (GSocket) dripping = connect_to (stint_loopback_get_port (loopback));
  g_autofree char *nothing = NULL;
  gboolean open = TRUE;

  /* Bytes that keep coming do not prolong it. */
  while (open)
    {
      open = send_all (dripping, "G", 1);
      g_usleep (2000);
    }
  nothing = receive_all (silent);
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_prefetch (Fixture *fixture, gconstpointer data)
{
  g_autofree char *chromium = visit (fixture->loopback, "GET", CALLBACK "?code=P&state=" STATE,
                                     "Sec-Purpose: prefetch;prerender\r\n");
  g_autofree char *older =
      visit (fixture->loopback, "GET", CALLBACK "?code=P&state=" STATE, "purpose: prefetch\r\n");

  g_assert_cmpuint (get_status (chromium), ==, 503);
  g_assert_cmpuint (get_status (older), ==, 503);
  g_assert_cmpuint (fixture->asked, ==, 0);
  assert_completes (fixture);
}

/* The browser may be faster than the owner: the kernel's queue, and then ours, keep its visit. */
static void
test_early (void)
{
  g_autoptr (StintLoopback) loopback = listen_with_timeout (60000);
  g_autoptr (GSocket) first = connect_to (stint_loopback_get_port (loopback));
  g_autoptr (GSocket) second = connect_to (stint_loopback_get_port (loopback));
  g_autofree char *request = make_request (loopback, "GET", CALLBACK "?code=E&state=" STATE, "");
  g_autofree char *first_answer = NULL;
  g_autofree char *second_answer = NULL;
  Fixture fixture = { 0 };

  send_all (first, request, strlen (request));
  for (guint i = 0; i < 20; i++)
    turn ();
  send_all (second, request, strlen (request));
  for (guint i = 0; i < 20; i++)
    turn ();
  stint_loopback_set_decide (loopback, decide_cb, &fixture, NULL);

  first_answer = receive_all (first);
  second_answer = receive_all (second);
  g_assert_cmpuint (get_status (first_answer), ==, 200);
  g_assert_cmpuint (get_status (second_answer), ==, 410);
  g_assert_cmpuint (fixture.asked, ==, 1);
  g_free (fixture.code);
}

/* Closing within the decision, or right after it, does not cost the person the page. */
static void
test_close (Fixture *fixture, gconstpointer data)
{
  guint16 port = stint_loopback_get_port (fixture->loopback);
  g_autoptr (GSocket) idle = connect_to (port);
  g_autoptr (GSocket) socket = connect_to (port);
  g_autofree char *request =
      make_request (fixture->loopback, "GET", CALLBACK "?code=C&state=" STATE, "");
  g_autofree char *answer = NULL;
  g_autofree char *nothing = NULL;
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GSocket) late = NULL;
  g_autoptr (GError) error = NULL;

  fixture->close_at_once = TRUE;
  send_all (socket, request, strlen (request));
  while (fixture->asked == 0)
    turn ();
  g_assert_finalize_object (g_steal_pointer (&fixture->loopback));

  answer = receive_all (socket);
  g_assert_cmpuint (get_status (answer), ==, 200);
  g_assert_nonnull (strstr (answer, "</html>"));
  nothing = receive_all (idle);
  g_assert_cmpstr (nothing, ==, "");

  late = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_assert_false (g_socket_connect (late, address, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

static void
count_cb (gpointer data)
{
  guint *count = data;

  (*count)++;
}

static StintLoopbackAnswer *
redirect_cb (StintLoopback *loopback, const StintLoopbackQuery *query, gpointer user_data)
{
  return stint_loopback_answer_redirect (user_data);
}

static StintLoopbackAnswer *
mute_cb (StintLoopback *loopback, const StintLoopbackQuery *query, gpointer user_data)
{
  return NULL;
}

static void
test_redirect (void)
{
  static const char link[] =
      "https://signin.aws.amazon.com/federation?Action=login&SigninToken=T#f";
  StintLoopbackConfig config = { 0 };
  g_autoptr (StintLoopback) loopback = stint_loopback_new (&config, NULL);
  g_autoptr (StintLoopback) other = stint_loopback_new (&config, NULL);
  const char *path = strchr (stint_loopback_get_url (loopback) + strlen ("http://"), '/');
  const char *other_path = strchr (stint_loopback_get_url (other) + strlen ("http://"), '/');
  g_autofree char *answer = NULL;

  /* 24 bytes of chance. */
  g_assert_cmpuint (strlen (path), ==, 33);
  g_assert_cmpstr (path, !=, other_path);
  stint_loopback_set_decide (loopback, redirect_cb, (gpointer) link, NULL);

  assert_status (loopback, "GET", "/", 404);
  assert_status (loopback, "GET", other_path, 404);
  answer = visit (loopback, "GET", path, "");
  g_assert_cmpuint (get_status (answer), ==, 302);
  g_assert_nonnull (strstr (answer, "\r\nLocation: https://signin.aws.amazon.com/federation?"
                                    "Action=login&SigninToken=T#f\r\n"));
  g_assert_nonnull (strstr (answer, "\r\nReferrer-Policy: no-referrer\r\n"));
  assert_status (loopback, "GET", path, 410);
}

static void
test_bad_redirects (void)
{
  static const char *const links[] = {
    "http://example.com/",       "javascript:alert(1)", "https://a.example/\r\nX: y",
    "https://user@example.com/", "file:///etc/passwd",  "",
    "https://example.com/a b",   "//example.com/",      "https://example.com/#a\nb",
  };
  guint forgotten = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (links); i++)
    {
      StintLoopbackConfig config = { .path = "/x" };
      g_autoptr (StintLoopback) loopback = stint_loopback_new (&config, NULL);
      g_autofree char *answer = NULL;

      stint_loopback_set_decide (loopback, redirect_cb, (gpointer) links[i], NULL);
      answer = visit (loopback, "GET", "/x", "");
      g_test_message ("%s", links[i]);
      g_assert_cmpuint (get_status (answer), ==, 500);
      g_assert_null (strstr (answer, "Location:"));
      stint_loopback_set_decide (loopback, mute_cb, &forgotten, count_cb);
    }
  g_assert_cmpuint (forgotten, ==, G_N_ELEMENTS (links));
}

/* An owner that says nothing at all is a bug, but not an end. */
static void
test_mute (void)
{
  StintLoopbackConfig config = { .path = "/x" };
  g_autoptr (StintLoopback) loopback = stint_loopback_new (&config, NULL);

  stint_loopback_set_decide (loopback, mute_cb, NULL, NULL);
  assert_status (loopback, "GET", "/x", 500);
  g_assert_false (stint_loopback_is_done (loopback));
}

static void
test_port (Fixture *fixture, gconstpointer data)
{
  StintLoopbackConfig config = { .path = CALLBACK,
                                 .port = stint_loopback_get_port (fixture->loopback) };
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u" CALLBACK, config.port);
  g_autoptr (StintLoopback) loopback = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (stint_loopback_get_url (fixture->loopback), ==, url);
  g_assert_null (stint_loopback_new (&config, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
  g_clear_error (&error);

  /* Free again at once, whatever connections there were. */
  assert_completes (fixture);
  stint_loopback_close (fixture->loopback);
  loopback = stint_loopback_new (&config, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stint_loopback_get_port (loopback), ==, config.port);
}

/* Only 127.0.0.1: not another address of this machine, nor of its loopback network. */
static void
test_address (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (
      "127.0.0.2", stint_loopback_get_port (fixture->loopback));

  g_assert_false (g_socket_connect (socket, address, NULL, NULL));
}

/* The listening side of a connection, and the other one. */
static GSocket *
make_pair (GSocket **out_client)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) local = NULL;
  g_autoptr (GSocket) listener =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  GSocket *server;

  g_assert_true (g_socket_bind (listener, any, FALSE, NULL));
  g_assert_true (g_socket_listen (listener, NULL));
  local = g_socket_get_local_address (listener, NULL);
  *out_client = connect_to (g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local)));
  server = g_socket_accept (listener, NULL, NULL);
  g_assert_nonnull (server);

  return server;
}

static void
test_peer (void)
{
  g_autoptr (GSocket) client = NULL;
  g_autoptr (GSocket) server = make_pair (&client);
  gint64 asked = stint_loopback_peer_ask_kernel (server);
  gint64 read = stint_loopback_peer_read_table (server);

  g_test_message ("kernel: %" G_GINT64_FORMAT ", table: %" G_GINT64_FORMAT, asked, read);
  if (asked < 0 && read < 0)
    {
      g_test_skip ("neither the kernel nor /proc tells whose a connection is here");
      return;
    }
  if (asked >= 0)
    g_assert_cmpint (asked, ==, geteuid ());
  if (read >= 0)
    g_assert_cmpint (read, ==, geteuid ());
  g_assert_cmpint (stint_loopback_peer_of (server), ==, STINT_LOOPBACK_PEER_OURS);

  /* Whoever has gone is nobody. */
  g_socket_close (client, NULL);
  g_assert_cmpint (stint_loopback_peer_of (server), !=, STINT_LOOPBACK_PEER_OTHER);
}

typedef enum
{
  STRANGER_ANSWERED = 1,
  STRANGER_TURNED_AWAY,
  STRANGER_IMPOSSIBLE, /* there is no other user here */
  STRANGER_FAILED,
} Stranger;

/* In a child of its own, as the user "nobody". */
static Stranger
visit_as_another_user (guint16 port, const char *request)
{
  int status = 0;
  pid_t pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };
      char byte;
      int fd;

      address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
      if (setuid (65534) != 0)
        _exit (STRANGER_IMPOSSIBLE);
      fd = socket (AF_INET, SOCK_STREAM, 0);
      if (fd < 0 || connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
        _exit (STRANGER_FAILED);
      /* It may be turned away before it has said anything. */
      send (fd, request, strlen (request), MSG_NOSIGNAL);
      _exit (recv (fd, &byte, 1, 0) == 1 ? STRANGER_ANSWERED : STRANGER_TURNED_AWAY);
    }

  while (waitpid (pid, &status, WNOHANG) == 0)
    turn ();
  g_assert_true (WIFEXITED (status));
  return (Stranger) WEXITSTATUS (status);
}

static void
test_another_user (Fixture *fixture, gconstpointer data)
{
  g_autofree char *request =
      make_request (fixture->loopback, "GET", CALLBACK "?code=EVIL&state=" STATE, "");
  g_autoptr (GSocket) client = NULL;
  g_autoptr (GSocket) server = make_pair (&client);
  Stranger stranger;

  if (geteuid () != 0)
    {
      g_test_skip ("only root can be another user");
      return;
    }
  if (stint_loopback_peer_of (server) == STINT_LOOPBACK_PEER_UNKNOWN)
    {
      g_test_skip ("nobody tells whose a connection is here");
      return;
    }

  stranger = visit_as_another_user (stint_loopback_get_port (fixture->loopback), request);
  if (stranger == STRANGER_IMPOSSIBLE)
    {
      g_test_skip ("there is no other user here");
      return;
    }
  g_assert_cmpint (stranger, ==, STRANGER_TURNED_AWAY);
  g_assert_cmpuint (fixture->asked, ==, 0);
  assert_completes (fixture);
}

static void
test_query (void)
{
  g_autoptr (StintLoopbackQuery) query =
      stint_loopback_query_parse ("a=1&b=two+words%21&&c&d=&e==&%66=x&twice=1&twice=2");
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_cmpstr (stint_loopback_query_get (query, "a"), ==, "1");
  g_assert_cmpstr (stint_loopback_query_get (query, "b"), ==, "two words!");
  g_assert_cmpstr (stint_loopback_query_get (query, "c"), ==, "");
  g_assert_cmpstr (stint_loopback_query_get (query, "d"), ==, "");
  g_assert_cmpstr (stint_loopback_query_get (query, "e"), ==, "=");
  g_assert_cmpstr (stint_loopback_query_get (query, "f"), ==, "x");
  g_assert_null (stint_loopback_query_get (query, "twice"));
  g_assert_null (stint_loopback_query_get (query, "A"));
  g_assert_true (stint_loopback_query_equals (query, "a", "1"));
  g_assert_false (stint_loopback_query_equals (query, "a", "2"));
  g_assert_false (stint_loopback_query_equals (query, "a", "11"));
  g_assert_false (stint_loopback_query_equals (query, "d", ""));
  g_assert_false (stint_loopback_query_equals (query, "none", ""));
  g_assert_false (stint_loopback_query_equals (query, "twice", "1"));

  for (guint i = 0; i < 100; i++)
    g_string_append_printf (text, "p%u=x&", i);
  g_assert_null (stint_loopback_query_parse (text->str));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/net/loopback/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("accept", test_accept);
  ADD ("style-hash", test_style_hash);
  ADD ("wrong-state", test_wrong_state);
  ADD ("wrong-path", test_wrong_path);
  ADD ("wrong-method", test_wrong_method);
  ADD ("second-visit", test_second_visit);
  ADD ("bad-requests", test_bad_requests);
  ADD ("too-large", test_too_large);
  ADD ("body", test_body);
  ADD ("split", test_split);
  ADD ("many", test_many);
  g_test_add_func ("/net/loopback/slow", test_slow);
  ADD ("prefetch", test_prefetch);
  g_test_add_func ("/net/loopback/early", test_early);
  ADD ("close", test_close);
  g_test_add_func ("/net/loopback/redirect", test_redirect);
  g_test_add_func ("/net/loopback/bad-redirects", test_bad_redirects);
  g_test_add_func ("/net/loopback/mute", test_mute);
  ADD ("port", test_port);
  ADD ("address", test_address);
  g_test_add_func ("/net/loopback/peer", test_peer);
  ADD ("another-user", test_another_user);
  g_test_add_func ("/net/loopback/query", test_query);

  return g_test_run ();
}
