/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "script-server.h"

#include <string.h>

typedef struct
{
  char *head;
  char *body;
} Asked;

struct _ScriptServer
{
  GSocketService *service;
  char *url;
  char *named_url;

  GMutex lock;
  GQueue answers; /* of char * */
  GPtrArray *asked;
};

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  g_free (asked->head);
  g_free (asked->body);
  g_free (asked);
}

static gsize
find_length (const char *head)
{
  g_autofree char *lower = g_ascii_strdown (head, -1);
  const char *header = strstr (lower, "\r\ncontent-length:");

  return header != NULL ? g_ascii_strtoull (header + strlen ("\r\ncontent-length:"), NULL, 10) : 0;
}

static Asked *
read_request (GInputStream *input)
{
  g_autoptr (GString) head = g_string_new (NULL);
  Asked *asked;
  gsize length;
  char byte;

  while (!g_str_has_suffix (head->str, "\r\n\r\n"))
    {
      if (g_input_stream_read (input, &byte, 1, NULL, NULL) != 1)
        return NULL;
      g_string_append_c (head, byte);
    }

  length = find_length (head->str);
  asked = g_new0 (Asked, 1);
  asked->head = g_strdup (head->str);
  asked->body = g_malloc0 (length + 1);
  g_input_stream_read_all (input, asked->body, length, NULL, NULL, NULL);

  return asked;
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer user_data)
{
  ScriptServer *self = user_data;
  GInputStream *plain = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (GInputStream) input = g_buffered_input_stream_new (plain);
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  Asked *asked = read_request (input);
  g_autofree char *answer = NULL;

  if (asked == NULL)
    return TRUE;

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->asked, asked);
  answer = g_queue_pop_head (&self->answers);
  g_mutex_unlock (&self->lock);

  if (answer == NULL)
    answer = g_strdup ("HTTP/1.1 418 Nothing To Say\r\nContent-Length: 0\r\n\r\n");
  g_output_stream_write_all (output, answer, strlen (answer), NULL, NULL, NULL);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);

  return TRUE;
}

ScriptServer *
script_server_new (void)
{
  ScriptServer *self = g_new0 (ScriptServer, 1);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GSocketAddress) bound = NULL;
  g_autoptr (GError) error = NULL;
  guint port;

  g_mutex_init (&self->lock);
  g_queue_init (&self->answers);
  self->asked = g_ptr_array_new_with_free_func (asked_free);
  self->service = g_threaded_socket_service_new (8);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error);
  g_assert_no_error (error);
  port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->url = g_strdup_printf ("http://127.0.0.1:%u", port);
  self->named_url = g_strdup_printf ("http://localhost:%u", port);
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);

  return self;
}

void
script_server_free (ScriptServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_queue_clear_full (&self->answers, g_free);
  g_ptr_array_unref (self->asked);
  g_mutex_clear (&self->lock);
  g_free (self->url);
  g_free (self->named_url);
  g_free (self);
}

const char *
script_server_get_url (ScriptServer *self)
{
  return self->url;
}

const char *
script_server_get_named_url (ScriptServer *self)
{
  return self->named_url;
}

void
script_server_say (ScriptServer *self, guint status, const char *headers, const char *body)
{
  char *answer = g_strdup_printf ("HTTP/1.1 %u Scripted\r\nContent-Length: %" G_GSIZE_FORMAT
                                  "\r\nConnection: close\r\n%s\r\n%s",
                                  status, strlen (body), headers, body);

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->answers, answer);
  g_mutex_unlock (&self->lock);
}

guint
script_server_count (ScriptServer *self)
{
  guint count;

  g_mutex_lock (&self->lock);
  count = self->asked->len;
  g_mutex_unlock (&self->lock);

  return count;
}

static const Asked *
get_asked (ScriptServer *self, guint index)
{
  const Asked *asked;

  g_mutex_lock (&self->lock);
  g_assert_cmpuint (index, <, self->asked->len);
  asked = g_ptr_array_index (self->asked, index);
  g_mutex_unlock (&self->lock);

  return asked;
}

const char *
script_server_get_head (ScriptServer *self, guint index)
{
  return get_asked (self, index)->head;
}

const char *
script_server_get_body (ScriptServer *self, guint index)
{
  return get_asked (self, index)->body;
}

char *
script_server_dup_target (ScriptServer *self, guint index)
{
  const char *head = script_server_get_head (self, index);
  const char *end = strstr (head, " HTTP/1.1\r\n");

  g_assert_nonnull (end);
  return g_strndup (head, end - head);
}
