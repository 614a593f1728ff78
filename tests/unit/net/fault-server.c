/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "fault-server.h"

#include <string.h>
#include <sys/socket.h>

struct _FaultServer
{
  GSocketService *service;
  guint16 port;
  GCancellable *end;

  GMutex lock;
  guint connections;
  guint requests;
  guint busy;
  guint most_busy;
  guint abandoned;
};

typedef struct
{
  FaultServer *server;
  GSocketConnection *connection;
  GDataInputStream *input;
  GOutputStream *output;
  GString *request; /* as it was read */
  char *path;
} Visit;

static gboolean
send_text (Visit *visit, const char *text)
{
  return g_output_stream_write_all (visit->output, text, strlen (text), NULL, visit->server->end,
                                    NULL);
}

static gboolean
send_answer (Visit *visit, const char *status, const char *headers, const char *body)
{
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 %s\r\n%sContent-Length: %zu\r\n\r\n%s", status,
                                           headers, strlen (body), body);

  return send_text (visit, text);
}

/* Reads one request into visit->request and visit->path. */
static gboolean
read_request (Visit *visit)
{
  gsize body_length = 0;
  gboolean first = TRUE;

  g_string_truncate (visit->request, 0);
  for (;;)
    {
      g_autofree char *line =
          g_data_input_stream_read_line (visit->input, NULL, visit->server->end, NULL);

      if (line == NULL)
        return FALSE;
      g_strchomp (line);
      if (*line == '\0')
        break;
      if (first)
        {
          g_auto (GStrv) words = g_strsplit (line, " ", 3);

          g_free (visit->path);
          visit->path = g_strdup (words[1]);
          first = FALSE;
        }
      if (g_ascii_strncasecmp (line, "content-length:", 15) == 0)
        body_length = g_ascii_strtoull (line + 15, NULL, 10);
      g_string_append_printf (visit->request, "%s\n", line);
    }

  if (body_length > 0)
    {
      g_autofree char *body = g_malloc0 (body_length + 1);

      if (!g_input_stream_read_all (G_INPUT_STREAM (visit->input), body, body_length, NULL,
                                    visit->server->end, NULL))
        return FALSE;
      g_string_append_printf (visit->request, "\n%s", body);
    }

  return TRUE;
}

static gboolean
send_reset (Visit *visit)
{
  struct linger linger = { 1, 0 };
  int fd = g_socket_get_fd (g_socket_connection_get_socket (visit->connection));

  g_assert_no_errno (setsockopt (fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger));
  return FALSE;
}

static gboolean
hang (Visit *visit)
{
  char byte;
  gssize n =
      g_input_stream_read (G_INPUT_STREAM (visit->input), &byte, 1, visit->server->end, NULL);

  if (n == 0)
    {
      g_mutex_lock (&visit->server->lock);
      visit->server->abandoned++;
      g_mutex_unlock (&visit->server->lock);
    }

  return FALSE;
}

static gboolean
send_large_body (Visit *visit, gboolean announced)
{
  g_autofree char *block = g_strnfill (64 * 1024, 'x');

  if (!send_text (visit, announced ? "HTTP/1.1 200 OK\r\nContent-Length: 5242880\r\n\r\n"
                                   : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"))
    return FALSE;
  for (guint i = 0; i < 80; i++)
    {
      if (!announced && !send_text (visit, "10000\r\n"))
        return FALSE;
      if (!send_text (visit, block) || (!announced && !send_text (visit, "\r\n")))
        return FALSE;
    }

  return announced || send_text (visit, "0\r\n\r\n");
}

static gboolean
send_large_head (Visit *visit)
{
  g_autofree char *value = g_strnfill (1000, 'h');

  if (!send_text (visit, "HTTP/1.1 200 OK\r\n"))
    return FALSE;
  for (guint i = 0; i < 1000; i++)
    {
      if (!send_text (visit, "X-Filler: ") || !send_text (visit, value) ||
          !send_text (visit, "\r\n"))
        return FALSE;
    }

  return send_text (visit, "Content-Length: 0\r\n\r\n");
}

static gboolean
drip (Visit *visit)
{
  if (!send_text (visit, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"))
    return FALSE;
  for (guint i = 0; i < 100; i++)
    {
      g_usleep (2200000);
      if (!send_text (visit, "."))
        return FALSE;
    }

  return FALSE;
}

static gboolean
answer_with_date (Visit *visit)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr (GDateTime) later = g_date_time_add_hours (now, 1);
  g_autofree char *date = g_date_time_format (later, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n");

  return send_answer (visit, "200 OK", date, "");
}

/* FALSE ends the connection. */
static gboolean
answer (Visit *visit)
{
  const char *path = visit->path;

  if (g_str_has_prefix (path, "/ok"))
    return send_answer (visit, "200 OK", "X-Two: first\r\nX-Two:  second \r\nX-Empty:\r\n",
                        "hello");
  if (g_str_has_prefix (path, "/echo"))
    return send_answer (visit, "200 OK", "", visit->request->str);
  if (g_str_equal (path, "/reset"))
    return send_reset (visit);
  if (g_str_equal (path, "/half"))
    return send_text (visit, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf") && FALSE;
  if (g_str_equal (path, "/cut-head"))
    return send_text (visit, "HTTP/1.1 200 OK\r\nContent-Le") && FALSE;
  if (g_str_equal (path, "/garbage"))
    return send_text (visit, "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\nand more\r\n") && FALSE;
  if (g_str_has_prefix (path, "/hang"))
    return hang (visit);
  if (g_str_equal (path, "/drip"))
    return drip (visit);
  if (g_str_equal (path, "/huge"))
    return send_large_body (visit, TRUE);
  if (g_str_equal (path, "/endless"))
    return send_large_body (visit, FALSE);
  if (g_str_equal (path, "/head"))
    return send_large_head (visit);
  if (g_str_equal (path, "/interim"))
    return send_text (visit, "HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n") &&
           send_answer (visit, "200 OK", "X-Late: 1\r\n", "late");
  if (g_str_equal (path, "/redirect"))
    return send_answer (visit, "302 Found", "Location: /ok\r\n", "elsewhere");
  if (g_str_equal (path, "/503"))
    return send_answer (visit, "503 Service Unavailable", "Retry-After: 7\r\n", "busy");
  if (g_str_equal (path, "/date"))
    return answer_with_date (visit);
  if (g_str_has_prefix (path, "/busy"))
    {
      g_usleep (20000);
      return send_answer (visit, "200 OK", "", path);
    }

  return FALSE;
}

static void
change_busy (FaultServer *self, int by)
{
  g_mutex_lock (&self->lock);
  self->busy += by;
  self->most_busy = MAX (self->most_busy, self->busy);
  if (by > 0)
    self->requests++;
  g_mutex_unlock (&self->lock);
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source_object,
        gpointer user_data)
{
  FaultServer *self = user_data;
  Visit visit = { .server = self, .connection = connection };

  g_mutex_lock (&self->lock);
  self->connections++;
  g_mutex_unlock (&self->lock);

  visit.input = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_data_input_stream_set_newline_type (visit.input, G_DATA_STREAM_NEWLINE_TYPE_ANY);
  visit.output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  visit.request = g_string_new (NULL);
  while (read_request (&visit))
    {
      gboolean more;

      change_busy (self, 1);
      more = answer (&visit);
      change_busy (self, -1);
      if (!more)
        break;
    }

  g_object_unref (visit.input);
  g_string_free (visit.request, TRUE);
  g_free (visit.path);
  return TRUE;
}

FaultServer *
fault_server_new (void)
{
  FaultServer *self = g_new0 (FaultServer, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->lock);
  self->end = g_cancellable_new ();
  self->service = g_threaded_socket_service_new (64);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);

  return self;
}

void
fault_server_free (FaultServer *self)
{
  g_cancellable_cancel (self->end);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  /* Threads may still look at it: a few hundred bytes until the end of the test program. */
}

char *
fault_server_make_url (FaultServer *self, const char *path)
{
  return g_strdup_printf ("http://127.0.0.1:%u%s", self->port, path);
}

static guint
read_counter (FaultServer *self, const guint *counter)
{
  guint value;

  g_mutex_lock (&self->lock);
  value = *counter;
  g_mutex_unlock (&self->lock);

  return value;
}

guint
fault_server_get_connections (FaultServer *self)
{
  return read_counter (self, &self->connections);
}

guint
fault_server_get_requests (FaultServer *self)
{
  return read_counter (self, &self->requests);
}

guint
fault_server_get_most_busy (FaultServer *self)
{
  return read_counter (self, &self->most_busy);
}

guint
fault_server_get_abandoned (FaultServer *self)
{
  return read_counter (self, &self->abandoned);
}
