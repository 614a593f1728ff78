/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-http.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

/* TLS is verified, and what was sent over it leaves no copy in memory.  The server is a process of
 * its own, so that every copy that is found is one of ours. */

/* As long as a session token.  Blocks of less than 1 KiB, which nghttp2 and OpenSSL free by
 * themselves, may stay in the allocator's cache as they are until they are used again. */
#define CANARY_LENGTH 1100
#define MASK 0x55

typedef struct
{
  GSubprocess *server;
  char *folder;
  char *ca_bundle;
  guint port;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *program = g_test_build_filename (G_TEST_DIST, "unit", "net", data, NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("stint-tls-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->ca_bundle = g_build_filename (fixture->folder, "ca.pem", NULL);
  fixture->server =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                        program, fixture->folder, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (fixture->server));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  fixture->port = (guint) g_ascii_strtoull (line, NULL, 10);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = g_build_filename (fixture->folder, "key.pem", NULL);

  g_output_stream_close (g_subprocess_get_stdin_pipe (fixture->server), NULL, NULL);
  g_subprocess_wait (fixture->server, NULL, NULL);
  g_object_unref (fixture->server);
  g_unlink (key);
  g_unlink (fixture->ca_bundle);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->ca_bundle);
}

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static StintHttpResponse *
post (Fixture *fixture,
      StintHttp *http,
      const char *host,
      const char *authorization,
      const char *body,
      GError **error)
{
  g_autofree char *url = g_strdup_printf ("https://%s:%u/", host, fixture->port);
  StintHttpRequest *request = stint_http_request_new ("POST", url);
  g_autoptr (GAsyncResult) result = NULL;

  stint_http_request_add_header (request, "Authorization", authorization);
  stint_http_request_set_body (request, body, -1);
  stint_http_send_async (http, request, NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return stint_http_send_finish (http, result, error);
}

static void
assert_refused (Fixture *fixture, const char *host, const char *ca_bundle)
{
  g_autoptr (StintHttp) http =
      stint_http_new (&(StintHttpConfig){ .user_agent = "Stint/test", .ca_bundle = ca_bundle });
  g_autoptr (GError) error = NULL;
  g_autoptr (StintHttpResponse) response = post (fixture, http, host, "x", "y", &error);

  g_assert_error (error, STINT_HTTP_ERROR, STINT_HTTP_ERROR_TLS);
  g_assert_nonnull (strstr (error->message, host));
  g_assert_null (response);
}

static void
test_verified (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintHttp) http = stint_http_new (
      &(StintHttpConfig){ .user_agent = "Stint/test", .ca_bundle = fixture->ca_bundle });
  g_autoptr (GError) error = NULL;
  g_autoptr (StintHttpResponse) response =
      post (fixture, http, "localhost", "Basic", "body", &error);
  gint64 offset;

  g_assert_no_error (error);
  g_assert_cmpstr (stint_http_response_get_body (response, NULL), ==, "Basic\nbody");
  g_assert_true (stint_http_response_get_clock_offset (response, &offset));
  g_assert_cmpint (ABS (offset), <, 5 * G_USEC_PER_SEC);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  /* Nobody vouches for it; it is somebody else's; there are no authorities. */
  assert_refused (fixture, "localhost", NULL);
  assert_refused (fixture, "127.0.0.1", fixture->ca_bundle);
  assert_refused (fixture, "localhost", "/nonexistent/ca.pem");
}

/* Compares with the canary behind a mask, so that this very search leaves no copy. */
static gboolean
is_canary (const guchar *at, const guchar *masked)
{
  for (guint i = 0; i < CANARY_LENGTH; i++)
    {
      if ((at[i] ^ MASK) != masked[i])
        return FALSE;
    }

  return TRUE;
}

static guint
count_in_range (FILE *memory, guint64 start, guint64 end, const guchar *masked)
{
  gsize length = end - start;
  /* Not from the heap that is searched, and not among the ranges that were listed before. */
  guchar *copy = mmap (NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  guint found = 0;
  gsize got;

  g_assert_true (copy != MAP_FAILED);
  got = fseek (memory, (long) start, SEEK_SET) == 0 ? fread (copy, 1, length, memory) : 0;
  for (gsize i = 0; i + CANARY_LENGTH <= got; i++)
    {
      if (copy[i] == (masked[0] ^ MASK) && is_canary (copy + i, masked))
        found++;
    }
  munmap (copy, length);

  return found;
}

/* How often the canary is in this process's writable memory. */
static guint
count_copies (const guchar *masked)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  FILE *memory = fopen ("/proc/self/mem", "rb");
  guint found = 0;

  g_assert_nonnull (memory);
  setvbuf (memory, NULL, _IONBF, 0);
  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      guint64 start, end;
      char mode[5];

      if (sscanf (lines[i], "%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x %4s", &start, &end,
                  mode) == 3 &&
          mode[0] == 'r' && mode[1] == 'w' && end - start < 256 * 1024 * 1024)
        found += count_in_range (memory, start, end, masked);
    }
  fclose (memory);

  return found;
}

static void
unmask (const guchar *masked, char *canary)
{
  for (guint i = 0; i < CANARY_LENGTH; i++)
    canary[i] = (char) (masked[i] ^ MASK);
  canary[CANARY_LENGTH] = '\0';
}

static void
test_no_copies (Fixture *fixture, gconstpointer data)
{
  StintHttp *http = stint_http_new (
      &(StintHttpConfig){ .user_agent = "Stint/test", .ca_bundle = fixture->ca_bundle });
  guchar masked[CANARY_LENGTH];
  char canary[CANARY_LENGTH + 1];

#if defined(__SANITIZE_ADDRESS__)
  g_object_unref (http);
  g_test_skip ("sanitizers keep what was freed");
  return;
#endif

  for (guint i = 0; i < CANARY_LENGTH; i++)
    masked[i] = (guchar) (g_random_int_range ('A', 'Z') ^ MASK);

  unmask (masked, canary);
  g_assert_cmpuint (count_copies (masked), ==, 1);

  /* Kept connections and handles are part of it. */
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (StintHttpResponse) response =
          post (fixture, http, "localhost", canary, canary, &error);

      g_assert_no_error (error);
      g_assert_nonnull (strstr (stint_http_response_get_body (response, NULL), canary));
    }
  explicit_bzero (canary, sizeof canary);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_test_message ("%u copies while idle", count_copies (masked));
  stint_http_network_changed (http);
  g_assert_finalize_object (http);

  g_assert_cmpuint (count_copies (masked), ==, 0);
}

static void
skip_h2 (void)
{
  g_test_skip ("node, which plays the HTTP/2 server, is not installed");
}

static StintHttpResponse *
get (Fixture *fixture, StintHttp *http, const char *path, GError **error)
{
  g_autofree char *url = g_strdup_printf ("https://localhost:%u%s", fixture->port, path);
  g_autoptr (GAsyncResult) result = NULL;

  stint_http_send_async (http, stint_http_request_new ("GET", url), NULL, store_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return stint_http_send_finish (http, result, error);
}

static guint
count_sessions (Fixture *fixture, StintHttp *http)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintHttpResponse) response = get (fixture, http, "/sessions", &error);

  g_assert_no_error (error);
  return (guint) g_ascii_strtoull (stint_http_response_get_body (response, NULL), NULL, 10);
}

typedef struct
{
  guint left;
  guint failed;
} Many;

static void
one_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Many *many = user_data;
  g_autoptr (StintHttpResponse) response =
      stint_http_send_finish (STINT_HTTP (source), result, NULL);

  many->left--;
  if (response == NULL || stint_http_response_get_status (response) != 200)
    many->failed++;
}

/* One connection takes as many at once as the window lets through. */
static void
test_h2_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StintHttp) http = stint_http_new (
      &(StintHttpConfig){ .user_agent = "Stint/test", .ca_bundle = fixture->ca_bundle });
  g_autofree char *url = g_strdup_printf ("https://localhost:%u/slow", fixture->port);
  gint64 start = g_get_monotonic_time ();
  Many many = { 300, 0 };

  for (guint i = 0; i < 300; i++)
    stint_http_send_async (http, stint_http_request_new ("GET", url), NULL, one_done_cb, &many);
  while (many.left > 0)
    g_main_context_iteration (NULL, TRUE);

  g_test_message ("300 requests over %u connections in %" G_GINT64_FORMAT " ms",
                  count_sessions (fixture, http), (g_get_monotonic_time () - start) / 1000);
  g_assert_cmpuint (many.failed, ==, 0);
  g_assert_cmpuint (count_sessions (fixture, http), <=, 2);
  /* One after the other would take six seconds, three at a time two. */
  g_assert_cmpint (g_get_monotonic_time () - start, <, 1900000);
}

static void
test_h2_faults (Fixture *fixture, gconstpointer data)
{
  static const char *const paths[] = { "/refuse", "/goaway", "/refuse" };
  g_autoptr (StintHttp) http = stint_http_new (
      &(StintHttpConfig){ .user_agent = "Stint/test", .ca_bundle = fixture->ca_bundle });

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (StintHttpResponse) response = get (fixture, http, paths[i], &error);

      g_test_message ("%s: %s", paths[i], error != NULL ? error->message : "no error");
      g_assert_error (error, STINT_HTTP_ERROR, STINT_HTTP_ERROR_INTERRUPTED);
      g_assert_null (response);
      g_assert_cmpuint (count_sessions (fixture, http), >, 0);
    }
}

int
main (int argc, char *argv[])
{
  g_autofree char *openssl = g_find_program_in_path ("openssl");
  g_autofree char *node = g_find_program_in_path ("/usr/bin/node");

  g_test_init (&argc, &argv, NULL);
  stint_http_global_init ();

  if (openssl == NULL)
    {
      g_print ("1..0 # SKIP the openssl program is not installed\n");
      return 0;
    }

#define ADD(name, server, func)                                                                    \
  g_test_add ("/net/tls/" name, Fixture, server, set_up, func, tear_down)
  ADD ("verified", "tls-server.py", test_verified);
  ADD ("refused", "tls-server.py", test_refused);
  ADD ("no-copies", "tls-server.py", test_no_copies);
  if (node != NULL)
    {
      ADD ("h2/verified", "h2-server.js", test_verified);
      ADD ("h2/refused", "h2-server.js", test_refused);
      ADD ("h2/many", "h2-server.js", test_h2_many);
      ADD ("h2/faults", "h2-server.js", test_h2_faults);
      ADD ("h2/no-copies", "h2-server.js", test_no_copies);
    }
  else
    {
      g_test_add_func ("/net/tls/h2", skip_h2);
    }

  return g_test_run ();
}
