/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-net"

#include "config.h"

#include "stint-loopback-visit.h"

#include <string.h>

#include "stint-http-memory.h"
#include "stint-loopback-page.h"
#include "stint-secret.h"

#define LEAVING_MS 2000

typedef enum
{
  VISIT_READING,
  VISIT_ASKED,
  VISIT_WRITING,
  VISIT_LEAVING,
} VisitState;

struct _StintLoopbackVisit
{
  VisitState state;
  GSocket *socket;       /* (owned) */
  GMainContext *context; /* (owned) */
  guint timeout_ms;
  GSource *io;    /* (owned) (nullable) */
  GSource *timer; /* (owned) (nullable) */
  StintWipedBuffer head;
  StintLoopbackRequest request;
  char *answer; /* (nullable) wiped */
  gsize answer_length;
  gsize written;
  const StintLoopbackVisitFuncs *funcs; /* NULL once detached */
  gpointer user_data;
};

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

void
stint_loopback_visit_drop (StintLoopbackVisit *self)
{
  g_return_if_fail (self != NULL);

  clear_source (&self->io);
  clear_source (&self->timer);
  g_socket_close (self->socket, NULL);
  g_object_unref (self->socket);
  g_main_context_unref (self->context);
  stint_wiped_buffer_clear (&self->head);
  stint_loopback_request_clear (&self->request);
  stint_wipe_free (self->answer);
  g_free (self);
}

static void
end (StintLoopbackVisit *self)
{
  if (self->funcs != NULL)
    self->funcs->ended (self, self->user_data);
  stint_loopback_visit_drop (self);
}

static gboolean
time_over_cb (gpointer user_data)
{
  end (user_data);

  return G_SOURCE_REMOVE;
}

static void
set_timer (StintLoopbackVisit *self, guint milliseconds)
{
  clear_source (&self->timer);
  self->timer = g_timeout_source_new (milliseconds);
  g_source_set_static_name (self->timer, "[stint] loopback timer");
  g_source_set_callback (self->timer, time_over_cb, self, NULL);
  g_source_attach (self->timer, self->context);
}

static void
watch (StintLoopbackVisit *self, GIOCondition condition, GSocketSourceFunc callback)
{
  clear_source (&self->io);
  self->io = g_socket_create_source (self->socket, condition, NULL);
  g_source_set_static_name (self->io, "[stint] loopback visit");
  g_source_set_callback (self->io, G_SOURCE_FUNC (callback), self, NULL);
  g_source_attach (self->io, self->context);
}

/* What is not read when a socket closes makes the kernel send a reset, which may overtake the
 * answer. */
static gboolean
leaving_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  StintLoopbackVisit *self = user_data;
  g_autoptr (GError) error = NULL;
  char bytes[4096];
  gssize length;

  g_assert (self->state == VISIT_LEAVING);

  length = g_socket_receive (socket, bytes, sizeof bytes, NULL, &error);
  if (length > 0 || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;

  end (self);
  return G_SOURCE_REMOVE;
}

static gboolean
writable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  StintLoopbackVisit *self = user_data;
  g_autoptr (GError) error = NULL;
  gssize length;

  g_assert (self->state == VISIT_WRITING);

  length = g_socket_send (socket, self->answer + self->written, self->answer_length - self->written,
                          NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (length < 0)
    {
      end (self);
      return G_SOURCE_REMOVE;
    }

  self->written += length;
  if (self->written < self->answer_length)
    return G_SOURCE_CONTINUE;

  self->state = VISIT_LEAVING;
  g_socket_shutdown (socket, FALSE, TRUE, NULL);
  set_timer (self, LEAVING_MS);
  watch (self, G_IO_IN, leaving_cb);
  return G_SOURCE_REMOVE;
}

void
stint_loopback_visit_answer (StintLoopbackVisit *self, char *answer)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->state == VISIT_READING || self->state == VISIT_ASKED);
  g_return_if_fail (answer != NULL);

  self->state = VISIT_WRITING;
  self->answer = answer;
  self->answer_length = strlen (answer);
  stint_wiped_buffer_clear (&self->head);
  set_timer (self, self->timeout_ms);
  watch (self, G_IO_OUT, writable_cb);
}

static void
answer_status (StintLoopbackVisit *self, guint status)
{
  stint_loopback_visit_answer (self, stint_loopback_page_make_answer (status, NULL, NULL));
}

/* Nothing more is read until the answer is written. */
static void
take_head (StintLoopbackVisit *self)
{
  switch (stint_loopback_request_parse (self->head.bytes, self->head.length, &self->request))
    {
    case STINT_LOOPBACK_REQUEST_PARTIAL:
      break;
    case STINT_LOOPBACK_REQUEST_BAD:
      answer_status (self, 400);
      break;
    case STINT_LOOPBACK_REQUEST_TOO_LARGE:
      answer_status (self, 431);
      break;
    case STINT_LOOPBACK_REQUEST_WHOLE:
    default:
      clear_source (&self->io);
      self->state = VISIT_ASKED;
      self->funcs->asked (self, &self->request, self->user_data);
      break;
    }
}

static gboolean
readable_cb (GSocket *socket, GIOCondition condition, gpointer user_data)
{
  StintLoopbackVisit *self = user_data;
  g_autoptr (GError) error = NULL;
  char bytes[4096];
  gssize length;
  gboolean fits;

  g_assert (self->state == VISIT_READING);

  length = g_socket_receive (socket, bytes, sizeof bytes, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return G_SOURCE_CONTINUE;
  if (length <= 0)
    {
      end (self);
      return G_SOURCE_REMOVE;
    }

  fits = stint_wiped_buffer_append (&self->head, bytes, length,
                                    STINT_LOOPBACK_LARGEST_HEAD + sizeof bytes);
  explicit_bzero (bytes, sizeof bytes);
  if (fits)
    take_head (self);
  else
    answer_status (self, 431);

  /* Whoever changed the state has put another source in this one's place. */
  return G_SOURCE_CONTINUE;
}

StintLoopbackVisit *
stint_loopback_visit_new (GSocket *socket,
                          GMainContext *context,
                          guint timeout_ms,
                          const StintLoopbackVisitFuncs *funcs,
                          gpointer user_data)
{
  StintLoopbackVisit *self = g_new0 (StintLoopbackVisit, 1);

  self->socket = g_object_ref (socket);
  self->context = g_main_context_ref (context);
  self->timeout_ms = timeout_ms;
  self->funcs = funcs;
  self->user_data = user_data;
  g_socket_set_blocking (socket, FALSE);
  set_timer (self, timeout_ms);
  watch (self, G_IO_IN, readable_cb);

  return self;
}

const StintLoopbackRequest *
stint_loopback_visit_get_request (StintLoopbackVisit *self)
{
  g_return_val_if_fail (self != NULL && self->state == VISIT_ASKED, NULL);

  return &self->request;
}

gboolean
stint_loopback_visit_is_reading (StintLoopbackVisit *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->state == VISIT_READING;
}

gboolean
stint_loopback_visit_is_asked (StintLoopbackVisit *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->state == VISIT_ASKED;
}

void
stint_loopback_visit_detach (StintLoopbackVisit *self)
{
  g_return_if_fail (self != NULL);

  if (self->state == VISIT_READING || self->state == VISIT_ASKED)
    {
      stint_loopback_visit_drop (self);
      return;
    }

  self->funcs = NULL;
}
