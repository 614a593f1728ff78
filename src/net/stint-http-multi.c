/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-net"

#include "config.h"

#include "stint-http-multi.h"

#include <glib-unix.h>

#include "stint-http-queue.h"

#define MAX_CONNECTIONS 16
#define MAX_IDLE_CONNECTIONS 8

struct _StintHttpMulti
{
  gatomicrefcount ref_count;
  GMainContext *context; /* (owned) */
  CURLM *curl;           /* (owned) */
  GSource *timer;        /* (owned) its ready time is libcurl's next time-out */
  GHashTable *easies;    /* set of CURL, not owned */
  GHashTable *sockets;   /* set of SocketSource, owned */
  StintHttpMultiDone done;
  gpointer user_data;
  gboolean broken;
};

/* One socket of libcurl's; the source is destroyed when libcurl says so. */
typedef struct
{
  GSource source;
  StintHttpMulti *multi;
  curl_socket_t fd;
  gpointer tag;
} SocketSource;

typedef struct
{
  CURL *easy;
  CURLcode code;
} Outcome;

static void
remove_easy (StintHttpMulti *self, CURL *easy)
{
  curl_multi_remove_handle (self->curl, easy);
  g_hash_table_remove (self->easies, easy);
}

/* libcurl's message is void as soon as its handle is removed, and nothing may be removed while
 * messages are read by others: so collect, then remove, then report. */
static void
collect_finished (StintHttpMulti *self, GArray *outcomes)
{
  CURLMsg *message;
  int left;

  while ((message = curl_multi_info_read (self->curl, &left)) != NULL)
    {
      Outcome outcome = { message->easy_handle, message->data.result };

      if (message->msg != CURLMSG_DONE)
        continue;
      g_array_append_val (outcomes, outcome);
    }

  for (guint i = 0; i < outcomes->len; i++)
    remove_easy (self, g_array_index (outcomes, Outcome, i).easy);
}

/* After an error of its own a CURLM is not to be trusted with anything. */
static void
collect_all (StintHttpMulti *self, GArray *outcomes)
{
  GHashTableIter iter;
  gpointer easy;

  self->broken = TRUE;
  g_hash_table_iter_init (&iter, self->easies);
  while (g_hash_table_iter_next (&iter, &easy, NULL))
    {
      Outcome outcome = { easy, CURLE_FAILED_INIT };

      curl_multi_remove_handle (self->curl, easy);
      g_hash_table_iter_remove (&iter);
      g_array_append_val (outcomes, outcome);
    }
}

static void
act (StintHttpMulti *self, curl_socket_t fd, int events)
{
  G_GNUC_UNUSED g_autoptr (StintHttpMulti) alive = stint_http_multi_ref (self);
  g_autoptr (GArray) outcomes = g_array_new (FALSE, FALSE, sizeof (Outcome));
  CURLMcode code;
  int running;

  if (self->broken)
    return;

  code = curl_multi_socket_action (self->curl, fd, events, &running);
  collect_finished (self, outcomes);
  /* A socket that libcurl has closed meanwhile is no trouble. */
  if (code != CURLM_OK && code != CURLM_BAD_SOCKET)
    {
      g_warning ("libcurl failed: %s", curl_multi_strerror (code));
      collect_all (self, outcomes);
    }

  for (guint i = 0; i < outcomes->len; i++)
    {
      Outcome outcome = g_array_index (outcomes, Outcome, i);

      self->done (outcome.easy, outcome.code, self->user_data);
    }
}

static gboolean
socket_source_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  SocketSource *self = (SocketSource *) source;
  GIOCondition condition = g_source_query_unix_fd (source, self->tag);
  int events = 0;

  if (condition & G_IO_IN)
    events |= CURL_CSELECT_IN;
  if (condition & G_IO_OUT)
    events |= CURL_CSELECT_OUT;
  if (condition & (G_IO_ERR | G_IO_HUP | G_IO_NVAL))
    events |= CURL_CSELECT_ERR;
  if (events != 0)
    act (self->multi, self->fd, events);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs socket_source_funcs = { .dispatch = socket_source_dispatch };

static void
socket_source_free (gpointer data)
{
  g_source_destroy (data);
  g_source_unref (data);
}

static GIOCondition
condition_for (int what)
{
  GIOCondition condition = 0;

  if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
    condition |= G_IO_IN;
  if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
    condition |= G_IO_OUT;

  return condition;
}

static int
socket_cb (CURL *easy, curl_socket_t fd, int what, void *user_data, void *socket_data)
{
  StintHttpMulti *self = user_data;
  SocketSource *source = socket_data;

  if (what == CURL_POLL_REMOVE)
    {
      if (source != NULL)
        {
          curl_multi_assign (self->curl, fd, NULL);
          g_hash_table_remove (self->sockets, source);
        }
      return 0;
    }

  if (source == NULL)
    {
      source = (SocketSource *) g_source_new (&socket_source_funcs, sizeof (SocketSource));
      source->multi = self;
      source->fd = fd;
      source->tag = g_source_add_unix_fd (&source->source, fd, condition_for (what));
      g_source_set_static_name (&source->source, "[stint] curl socket");
      g_source_attach (&source->source, self->context);
      g_hash_table_add (self->sockets, source);
      curl_multi_assign (self->curl, fd, source);
    }
  else
    {
      g_source_modify_unix_fd (&source->source, source->tag, condition_for (what));
    }

  return 0;
}

static gboolean
timer_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_source_set_ready_time (source, -1);
  return callback (user_data);
}

static GSourceFuncs timer_funcs = { .dispatch = timer_dispatch };

static gboolean
timer_fired_cb (gpointer user_data)
{
  act (user_data, CURL_SOCKET_TIMEOUT, 0);

  return G_SOURCE_CONTINUE;
}

/* libcurl must not be called from here: its callbacks do not nest.  A ready time of now fires at
 * the next turn. */
static int
timer_cb (CURLM *curl, long timeout_ms, void *user_data)
{
  StintHttpMulti *self = user_data;

  g_source_set_ready_time (self->timer,
                           timeout_ms < 0 ? -1 : g_get_monotonic_time () + timeout_ms * 1000);

  return 0;
}

StintHttpMulti *
stint_http_multi_new (GMainContext *context, StintHttpMultiDone done, gpointer user_data)
{
  StintHttpMulti *self = g_new0 (StintHttpMulti, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->context = g_main_context_ref (context);
  self->done = done;
  self->user_data = user_data;
  self->easies = g_hash_table_new (NULL, NULL);
  self->sockets = g_hash_table_new_full (NULL, NULL, socket_source_free, NULL);

  self->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_static_name (self->timer, "[stint] curl timer");
  g_source_set_callback (self->timer, timer_fired_cb, self, NULL);
  g_source_attach (self->timer, context);

  self->curl = curl_multi_init ();
  if (self->curl == NULL)
    g_error ("libcurl has no memory for a multi handle");
  curl_multi_setopt (self->curl, CURLMOPT_SOCKETFUNCTION, socket_cb);
  curl_multi_setopt (self->curl, CURLMOPT_SOCKETDATA, self);
  curl_multi_setopt (self->curl, CURLMOPT_TIMERFUNCTION, timer_cb);
  curl_multi_setopt (self->curl, CURLMOPT_TIMERDATA, self);
  curl_multi_setopt (self->curl, CURLMOPT_PIPELINING, (long) CURLPIPE_MULTIPLEX);
  curl_multi_setopt (self->curl, CURLMOPT_MAX_HOST_CONNECTIONS, (long) STINT_HTTP_HOST_CONNECTIONS);
  curl_multi_setopt (self->curl, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long) MAX_CONNECTIONS);
  curl_multi_setopt (self->curl, CURLMOPT_MAXCONNECTS, (long) MAX_IDLE_CONNECTIONS);

  return self;
}

StintHttpMulti *
stint_http_multi_ref (StintHttpMulti *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
stint_http_multi_unref (StintHttpMulti *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  /* Newer versions of libcurl call the socket callback while they clean up, and watch connections
   * that close after their transfers. */
  curl_multi_setopt (self->curl, CURLMOPT_SOCKETFUNCTION, NULL);
  curl_multi_setopt (self->curl, CURLMOPT_TIMERFUNCTION, NULL);
  curl_multi_cleanup (self->curl);

  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_hash_table_unref (self->sockets);
  g_hash_table_unref (self->easies);
  g_main_context_unref (self->context);
  g_free (self);
}

gboolean
stint_http_multi_is_broken (const StintHttpMulti *self)
{
  return self->broken;
}

CURLcode
stint_http_multi_add (StintHttpMulti *self, CURL *easy)
{
  if (self->broken || curl_multi_add_handle (self->curl, easy) != CURLM_OK)
    return CURLE_FAILED_INIT;

  g_hash_table_add (self->easies, easy);
  return CURLE_OK;
}

void
stint_http_multi_remove (StintHttpMulti *self, CURL *easy)
{
  if (g_hash_table_contains (self->easies, easy))
    remove_easy (self, easy);
}
