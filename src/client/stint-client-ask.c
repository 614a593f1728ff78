/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-client-ask.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>

#include "stint-error.h"
#include "stint-secret.h"
#include "stint-socket-protocol.h"

/* The head line, perhaps a "wait" line before it, and the body. */
#define MAX_ANSWER (STINT_SOCKET_MAX_ANSWER + 256)

/* One question on its way.  The buffer is of one piece, so that nothing secret is left behind by a
 * realloc. */
typedef struct
{
  GSocketConnection *connection; /* (owned) (nullable) */
  char *question;
  gsize length; /* bytes of the buffer that are in use */
  char buffer[MAX_ANSWER + 1];
} Ask;

static void
ask_free (Ask *ask)
{
  g_clear_object (&ask->connection);
  g_free (ask->question);
  explicit_bzero (ask->buffer, sizeof ask->buffer);
  g_free (ask);
}

static GError *
malformed (void)
{
  return stint_error_new (STINT_ERROR_FAILED, NULL, "The service's answer cannot be understood");
}

/* "STINT/1 ok LENGTH" or "STINT/1 error NAME LENGTH", and LENGTH bytes.
 * Returns: (transfer full): the body, to be wiped; NULL with an error */
static char *
parse_answer (char *answer, GError **error)
{
  static const char patience[] = STINT_SOCKET_GREETING " wait\n";
  g_auto (GStrv) words = NULL;
  g_autofree char *head = NULL;
  char *line;
  char *body;
  guint64 length;
  guint n;

  line = answer;
  if (g_str_has_prefix (line, patience))
    line += strlen (patience);
  body = strchr (line, '\n');
  if (body == NULL)
    {
      g_propagate_error (error, malformed ());
      return NULL;
    }

  head = g_strndup (line, (gsize) (body - line));
  body++;
  words = g_strsplit (head, " ", 5);
  n = g_strv_length (words);
  if (n < 3 || !g_str_equal (words[0], STINT_SOCKET_GREETING) ||
      !g_ascii_string_to_unsigned (words[n - 1], 10, 0, STINT_SOCKET_MAX_ANSWER, &length, NULL) ||
      strlen (body) != length)
    {
      g_propagate_error (error, malformed ());
      return NULL;
    }

  if (n == 3 && g_str_equal (words[1], "ok"))
    return g_strndup (body, length);
  if (n == 4 && g_str_equal (words[1], "error"))
    g_propagate_error (error, stint_error_new (stint_error_from_name (words[2]), NULL, "%s", body));
  else
    g_propagate_error (error, malformed ());

  return NULL;
}

static void
return_unreachable (GTask *task, GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, error);
  else
    {
      g_task_return_error (task,
                           stint_error_new (STINT_ERROR_NO_SERVICE, NULL,
                                            "The service cannot be reached: %s", error->message));
      g_error_free (error);
    }
}

static void
ask_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;
  char *body;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &ask->length, &error))
    {
      return_unreachable (task, error);
      return;
    }

  ask->buffer[ask->length] = '\0';
  body = parse_answer (ask->buffer, &error);
  if (body == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, body, (GDestroyNotify) stint_wipe_free);
}

static void
ask_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    {
      return_unreachable (task, error);
      return;
    }

  g_input_stream_read_all_async (g_io_stream_get_input_stream (G_IO_STREAM (ask->connection)),
                                 ask->buffer, MAX_ANSWER, G_PRIORITY_DEFAULT,
                                 g_task_get_cancellable (task), ask_read_cb, g_object_ref (task));
}

static void
ask_connected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Ask *ask = g_task_get_task_data (task);
  GError *error = NULL;

  ask->connection = g_socket_client_connect_finish (G_SOCKET_CLIENT (source), result, &error);
  if (ask->connection == NULL)
    {
      return_unreachable (task, error);
      return;
    }

  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (ask->connection)),
                                   ask->question, strlen (ask->question), G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), ask_written_cb,
                                   g_object_ref (task));
}

/* Takes @question. */
static void
ask (StintClient *self,
     char *question,
     gpointer tag,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GSocketClient) client = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  const char *path = stint_client_get_credentials_socket (self);
  Ask *data = g_new0 (Ask, 1);

  data->question = question;
  g_task_set_task_data (task, data, (GDestroyNotify) ask_free);
  g_task_set_source_tag (task, tag);
  if (path[0] == '\0')
    {
      g_task_return_error (task, stint_error_new (STINT_ERROR_NO_SERVICE, NULL, "Not connected"));
      return;
    }

  client = g_socket_client_new ();
  address = g_unix_socket_address_new (path);
  g_socket_client_connect_async (client, G_SOCKET_CONNECTABLE (address), cancellable,
                                 ask_connected_cb, g_steal_pointer (&task));
}

static char *
escape (const char *value)
{
  return g_uri_escape_string (value, NULL, FALSE);
}

void
stint_client_console_async (StintClient *self,
                            const char *id,
                            const char *to,
                            StintConsoleForm form,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autofree char *session = NULL;
  g_autofree char *destination = NULL;

  g_return_if_fail (STINT_IS_CLIENT (self));
  g_return_if_fail (id != NULL);

  session = escape (id);
  destination = to != NULL && to[0] != '\0' ? escape (to) : NULL;
  ask (self,
       g_strdup_printf (STINT_SOCKET_GREETING " console session=%s form=%s%s%s wait=%d\n", session,
                        form == STINT_CONSOLE_LINK ? "link" : "redirect",
                        destination != NULL ? " to=" : "", destination != NULL ? destination : "",
                        STINT_SOCKET_PATIENT_MS),
       stint_client_console_async, cancellable, callback, user_data);
}

char *
stint_client_console_finish (StintClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
stint_client_credentials_async (StintClient *self,
                                const char *id,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autofree char *session = NULL;

  g_return_if_fail (STINT_IS_CLIENT (self));
  g_return_if_fail (id != NULL);

  session = escape (id);
  ask (self,
       g_strdup_printf (STINT_SOCKET_GREETING " credentials session=%s format=fields wait=%d\n",
                        session, STINT_SOCKET_PATIENT_MS),
       stint_client_credentials_async, cancellable, callback, user_data);
}

/* Lines NAME=VALUE, the values percent-encoded.  NULL if they are not. */
static GStrv
parse_fields (const char *body)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new_with_free_func ((GDestroyNotify) stint_wipe_free);
  const char *line = body;

  while (*line != '\0')
    {
      gsize length = strcspn (line, "\n");
      char *decoded = g_uri_unescape_segment (line, line + length, NULL);

      if (decoded == NULL)
        return NULL;
      g_ptr_array_add (fields, decoded);
      line += length + (line[length] == '\n');
    }
  g_ptr_array_set_free_func (fields, NULL);
  g_ptr_array_add (fields, NULL);

  return (GStrv) g_ptr_array_free (g_steal_pointer (&fields), FALSE);
}

GStrv
stint_client_credentials_finish (StintClient *self, GAsyncResult *result, GError **error)
{
  char *body;
  GStrv fields;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  body = g_task_propagate_pointer (G_TASK (result), error);
  if (body == NULL)
    return NULL;

  fields = parse_fields (body);
  stint_wipe_free (body);
  if (fields == NULL)
    g_propagate_error (error, malformed ());

  return fields;
}

void
stint_wipe_strv (GStrv strv)
{
  for (guint i = 0; strv != NULL && strv[i] != NULL; i++)
    stint_wipe_free (strv[i]);
  g_free (strv);
}
