/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-secret-fd.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stint-error.h"

typedef struct
{
  int fd;
  gsize len;
  GSource *readable;  /* (owned) */
  GSource *timeout;   /* (owned) */
  GSource *cancelled; /* (owned) (nullable) */
  char text[STINT_SECRET_FD_MAX + 1];
} Reading;

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
reading_free (Reading *reading)
{
  clear_source (&reading->readable);
  clear_source (&reading->timeout);
  clear_source (&reading->cancelled);
  close (reading->fd);
  explicit_bzero (reading->text, sizeof reading->text);
  g_free (reading);
}

/* Drops the sources, each of which holds a reference on the task. */
static void
reading_stop (GTask *task)
{
  Reading *reading = g_task_get_task_data (task);

  clear_source (&reading->readable);
  clear_source (&reading->timeout);
  clear_source (&reading->cancelled);
}

static void
reading_fail (GTask *task, const char *sentence)
{
  g_autoptr (GTask) alive = g_object_ref (task);

  reading_stop (task);
  g_task_return_new_error (task, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT, "%s", sentence);
}

static void
reading_done (GTask *task)
{
  g_autoptr (GTask) alive = g_object_ref (task);
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (StintSecret) secret = NULL;

  reading_stop (task);

  if (reading->len > 0 && reading->text[reading->len - 1] == '\n')
    reading->len--;
  if (reading->len > 0 && reading->text[reading->len - 1] == '\r')
    reading->len--;

  if (reading->len == 0)
    reading_fail (task, "The secret that was handed over is empty");
  else if (memchr (reading->text, '\0', reading->len) != NULL)
    reading_fail (task, "The secret that was handed over is not a text");
  else
    {
      secret = stint_secret_new (reading->text, (gssize) reading->len);
      if (secret == NULL)
        g_task_return_new_error (task, STINT_ERROR, STINT_ERROR_FAILED,
                                 "The memory for secrets is full");
      else
        g_task_return_pointer (task, g_steal_pointer (&secret),
                               (GDestroyNotify) stint_secret_unref);
    }
}

static gboolean
reading_readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (G_TASK (user_data));
  Reading *reading = g_task_get_task_data (task);
  gssize got;

  g_assert (fd == reading->fd);

  got = read (fd, reading->text + reading->len, sizeof reading->text - reading->len);
  if (got < 0 && (errno == EAGAIN || errno == EINTR))
    return G_SOURCE_CONTINUE;

  if (got < 0)
    reading_fail (task, "The descriptor with the secret cannot be read");
  else if (got == 0)
    reading_done (task);
  else
    {
      reading->len += (gsize) got;
      if (reading->len > STINT_SECRET_FD_MAX)
        reading_fail (task, "The secret that was handed over is too long");
    }

  return reading->readable != NULL ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean
reading_timeout_cb (gpointer user_data)
{
  reading_fail (G_TASK (user_data), "The secret did not come to its end in time");

  return G_SOURCE_REMOVE;
}

static gboolean
reading_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (G_TASK (user_data));

  reading_stop (task);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static GSource *
attach (GTask *task, GSource *source, GSourceFunc func)
{
  g_source_set_callback (source, func, g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));

  return source;
}

/* A pipe, a memfd or a plain file: nothing that could talk back, block or be a device. */
static gboolean
is_plain (int fd)
{
  struct stat info;

  return fstat (fd, &info) == 0 &&
         (S_ISFIFO (info.st_mode) || S_ISREG (info.st_mode) || S_ISSOCK (info.st_mode));
}

void
stint_secret_fd_read_async (int fd,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  g_return_if_fail (fd >= 0);

  g_task_set_source_tag (task, stint_secret_fd_read_async);
  g_task_set_task_data (task, reading, (GDestroyNotify) reading_free);
  reading->fd = fd;

  if (!is_plain (fd) || !g_unix_set_fd_nonblocking (fd, TRUE, NULL))
    {
      reading_fail (task, "The descriptor with the secret is neither a pipe nor a file");
      return;
    }

  /* A memfd comes with its offset where the writer left it. */
  (void) lseek (fd, 0, SEEK_SET);

  reading->readable = attach (task, g_unix_fd_source_new (fd, G_IO_IN | G_IO_HUP | G_IO_ERR),
                              (GSourceFunc) G_CALLBACK (reading_readable_cb));
  reading->timeout =
      attach (task, g_timeout_source_new_seconds (STINT_SECRET_FD_SECONDS), reading_timeout_cb);
  if (cancellable != NULL)
    reading->cancelled = attach (task, g_cancellable_source_new (cancellable),
                                 (GSourceFunc) G_CALLBACK (reading_cancelled_cb));
}

StintSecret *
stint_secret_fd_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

int
stint_secret_fd_take (GUnixFDList *fds, GVariant *handle, GError **error)
{
  int index = g_variant_get_handle (handle);
  int fd;

  if (fds == NULL || index < 0 || index >= g_unix_fd_list_get_length (fds))
    {
      g_set_error_literal (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT,
                           "No descriptor came with the message");
      return -1;
    }

  fd = g_unix_fd_list_get (fds, index, error);
  g_prefix_error (error, "The descriptor cannot be taken: ");

  return fd;
}
