/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-net"

#include "config.h"

#include "stint-loopback.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "stint-http-private.h"
#include "stint-loopback-peer.h"
#include "stint-loopback-visit.h"
#include "stint-secret.h"

#define BACKLOG 64
#define MOST_VISITS 32
#define MOST_ACCEPTED_AT_A_TIME 16
#define DEFAULT_TIMEOUT_MS 10000
#define PAUSE_MS 250
#define PATH_BYTES 24

struct _StintLoopback
{
  GObject parent_instance;

  GMainContext *context; /* (owned) */
  GSocket *socket;       /* (owned) (nullable) NULL once closed */
  GSource *source;       /* (owned) (nullable) */
  GPtrArray *visits;     /* of StintLoopbackVisit, the oldest first; each ends by itself */
  char *path;
  char *url;
  char *host;       /* "127.0.0.1:41234" */
  char *other_host; /* "localhost:41234" */
  guint16 port;
  guint timeout_ms;
  char *gone; /* HTML */
  gboolean done;

  StintLoopbackDecide decide; /* (nullable) */
  gpointer user_data;
  GDestroyNotify destroy;
};

struct _StintLoopbackAnswer
{
  guint status;
  gboolean last;
  char *html;     /* (nullable) */
  char *location; /* (nullable) wiped */
};

G_DEFINE_FINAL_TYPE (StintLoopback, stint_loopback, G_TYPE_OBJECT)

/* Answers */

static StintLoopbackAnswer *
answer_new (guint status, gboolean last, const StintLoopbackPage *page)
{
  StintLoopbackAnswer *self = g_new0 (StintLoopbackAnswer, 1);

  self->status = status;
  self->last = last;
  self->html = page != NULL ? stint_loopback_page_to_html (page) : NULL;

  return self;
}

StintLoopbackAnswer *
stint_loopback_answer_accept (const StintLoopbackPage *page)
{
  g_return_val_if_fail (page != NULL, NULL);

  return answer_new (200, TRUE, page);
}

StintLoopbackAnswer *
stint_loopback_answer_reject (const StintLoopbackPage *page)
{
  g_return_val_if_fail (page != NULL, NULL);

  return answer_new (400, FALSE, page);
}

/* Where StintHttp would go, with a fragment perhaps. */
static gboolean
is_good_location (const char *url)
{
  char *bare = g_strndup (url, strcspn (url, "#"));
  StintHttpTarget target = { 0 };
  gboolean good = stint_http_target_init (&target, bare, NULL);

  stint_http_target_clear (&target);
  stint_wipe_free (bare);

  for (; good && *url != '\0'; url++)
    good = g_ascii_isgraph (*url);

  return good;
}

StintLoopbackAnswer *
stint_loopback_answer_redirect (const char *url)
{
  StintLoopbackAnswer *self;

  g_return_val_if_fail (url != NULL, NULL);

  self = answer_new (is_good_location (url) ? 302 : 500, TRUE, NULL);
  if (self->status == 302)
    self->location = g_strdup (url);

  return self;
}

void
stint_loopback_answer_free (StintLoopbackAnswer *self)
{
  if (self == NULL)
    return;

  g_free (self->html);
  stint_wipe_free (self->location);
  g_free (self);
}

/* Visits */

static void
answer_status (StintLoopbackVisit *visit, guint status, const char *html)
{
  stint_loopback_visit_answer (visit, stint_loopback_page_make_answer (status, html, NULL));
}

/* What is wrong with a request, whatever its query says; 0 if nothing. */
static guint
find_fault (StintLoopback *self, const StintLoopbackRequest *request)
{
  /* A page of another site may have its own name lead here; its scripts could then read what is
   * answered. */
  if (request->host == NULL || (g_ascii_strcasecmp (request->host, self->host) != 0 &&
                                g_ascii_strcasecmp (request->host, self->other_host) != 0))
    return 400;
  if (!g_str_equal (request->path, self->path))
    return 404;
  if (!g_str_equal (request->method, "GET"))
    return 405;
  if (self->done)
    return 410;
  if (request->ahead)
    return 503;

  return 0;
}

/* The decision may close the listener, which forgets the visits that have no answer yet. */
static void
decide (StintLoopback *self, StintLoopbackVisit *visit, const StintLoopbackQuery *query)
{
  g_autoptr (StintLoopbackAnswer) answer = NULL;
  char *text;

  g_ptr_array_remove (self->visits, visit);
  answer = self->decide (self, query, self->user_data);
  if (answer == NULL)
    answer = answer_new (500, FALSE, NULL);

  self->done = self->done || answer->last;
  text = stint_loopback_page_make_answer (answer->status, answer->html, answer->location);
  stint_loopback_visit_answer (visit, text);
  if (self->socket != NULL)
    g_ptr_array_add (self->visits, visit);
  else
    stint_loopback_visit_detach (visit);
}

static void
visit_asked_cb (StintLoopbackVisit *visit, const StintLoopbackRequest *request, gpointer user_data)
{
  g_autoptr (StintLoopback) self = g_object_ref (STINT_LOOPBACK (user_data));
  g_autoptr (StintLoopbackQuery) query = NULL;
  guint fault = find_fault (self, request);

  if (fault != 0)
    {
      answer_status (visit, fault, fault == 410 ? self->gone : NULL);
      return;
    }

  query = stint_loopback_query_parse (request->query);
  if (query == NULL)
    answer_status (visit, 400, NULL);
  else if (self->decide != NULL)
    decide (self, visit, query);
}

static void
visit_ended_cb (StintLoopbackVisit *visit, gpointer user_data)
{
  StintLoopback *self = STINT_LOOPBACK (user_data);

  g_ptr_array_remove (self->visits, visit);
}

static const StintLoopbackVisitFuncs visit_funcs = { visit_asked_cb, visit_ended_cb };

/* Those that say nothing are the first to go. */
static void
make_room (StintLoopback *self)
{
  StintLoopbackVisit *victim;

  if (self->visits->len < MOST_VISITS)
    return;

  victim = g_ptr_array_index (self->visits, 0);
  for (guint i = 0; i < self->visits->len; i++)
    {
      StintLoopbackVisit *visit = g_ptr_array_index (self->visits, i);

      if (stint_loopback_visit_is_reading (visit))
        {
          victim = visit;
          break;
        }
    }

  g_ptr_array_remove (self->visits, victim);
  stint_loopback_visit_drop (victim);
}

static void
take_visitor (StintLoopback *self, GSocket *socket)
{
  if (stint_loopback_peer_of (socket) == STINT_LOOPBACK_PEER_OTHER)
    {
      g_message ("A program of another user was turned away from the loopback listener");
      g_socket_close (socket, NULL);
      return;
    }

  make_room (self);
  g_ptr_array_add (self->visits, stint_loopback_visit_new (socket, self->context, self->timeout_ms,
                                                           &visit_funcs, self));
}

static void
replace_source (StintLoopback *self, GSource *source, GSourceFunc callback)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);

  self->source = source;
  g_source_set_static_name (source, "[stint] loopback");
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->context);
}

static void watch_socket (StintLoopback *self);

static gboolean
pause_over_cb (gpointer user_data)
{
  watch_socket (user_data);

  return G_SOURCE_REMOVE;
}

static gboolean
visitors_cb (GSocket *listener, GIOCondition condition, gpointer user_data)
{
  StintLoopback *self = user_data;

  for (guint i = 0; i < MOST_ACCEPTED_AT_A_TIME; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GSocket) socket = g_socket_accept (listener, NULL, &error);

      if (socket != NULL)
        {
          take_visitor (self, socket);
          continue;
        }

      /* Without file descriptors the socket stays readable: no use to spin on it. */
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        replace_source (self, g_timeout_source_new (PAUSE_MS), pause_over_cb);
      break;
    }

  return G_SOURCE_CONTINUE;
}

static void
watch_socket (StintLoopback *self)
{
  replace_source (self, g_socket_create_source (self->socket, G_IO_IN, NULL),
                  G_SOURCE_FUNC (visitors_cb));
}

/* The object */

static void
forget_decide (StintLoopback *self)
{
  GDestroyNotify destroy = g_steal_pointer (&self->destroy);
  gpointer user_data = g_steal_pointer (&self->user_data);

  self->decide = NULL;
  if (destroy != NULL)
    destroy (user_data);
}

static void
close_socket (StintLoopback *self)
{
  if (self->source != NULL)
    g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  if (self->socket != NULL)
    g_socket_close (self->socket, NULL);
  g_clear_object (&self->socket);
}

void
stint_loopback_close (StintLoopback *self)
{
  g_return_if_fail (STINT_IS_LOOPBACK (self));

  g_object_ref (self);
  close_socket (self);
  for (guint i = 0; i < self->visits->len; i++)
    stint_loopback_visit_detach (g_ptr_array_index (self->visits, i));
  g_ptr_array_set_size (self->visits, 0);
  forget_decide (self);
  g_object_unref (self);
}

static void
stint_loopback_dispose (GObject *object)
{
  stint_loopback_close (STINT_LOOPBACK (object));

  G_OBJECT_CLASS (stint_loopback_parent_class)->dispose (object);
}

static void
stint_loopback_finalize (GObject *object)
{
  StintLoopback *self = STINT_LOOPBACK (object);

  g_ptr_array_unref (self->visits);
  g_main_context_unref (self->context);
  g_free (self->path);
  g_free (self->url);
  g_free (self->host);
  g_free (self->other_host);
  g_free (self->gone);

  G_OBJECT_CLASS (stint_loopback_parent_class)->finalize (object);
}

static void
stint_loopback_class_init (StintLoopbackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_loopback_dispose;
  object_class->finalize = stint_loopback_finalize;
}

static void
stint_loopback_init (StintLoopback *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->visits = g_ptr_array_new ();
}

/* NULL where the kernel has no chance to give. */
static char *
make_secret_path (void)
{
  guchar bytes[PATH_BYTES];
  g_autofree char *text = NULL;

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    return NULL;

  text = g_base64_encode (bytes, sizeof bytes);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  return g_strconcat ("/", text, NULL);
}

static gboolean
listen_on (StintLoopback *self, guint16 port, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, port);
  g_autoptr (GSocketAddress) local = NULL;

  self->socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);
  if (self->socket == NULL)
    return FALSE;

  g_socket_set_blocking (self->socket, FALSE);
  g_socket_set_listen_backlog (self->socket, BACKLOG);
  if (!g_socket_bind (self->socket, address, TRUE, error) || !g_socket_listen (self->socket, error))
    return FALSE;

  local = g_socket_get_local_address (self->socket, error);
  if (local == NULL)
    return FALSE;

  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
  watch_socket (self);
  return TRUE;
}

StintLoopback *
stint_loopback_new (const StintLoopbackConfig *config, GError **error)
{
  g_autoptr (StintLoopback) self = NULL;

  g_return_val_if_fail (config != NULL, NULL);
  g_return_val_if_fail (config->path == NULL || *config->path == '/', NULL);

  self = g_object_new (STINT_TYPE_LOOPBACK, NULL);
  self->path = config->path != NULL ? g_strdup (config->path) : make_secret_path ();
  if (self->path == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "No chance to make a path of");
      return NULL;
    }
  self->timeout_ms =
      config->connection_timeout_ms != 0 ? config->connection_timeout_ms : DEFAULT_TIMEOUT_MS;
  self->gone = config->gone != NULL ? stint_loopback_page_to_html (config->gone) : NULL;
  if (!listen_on (self, config->port, error))
    return NULL;

  self->host = g_strdup_printf ("127.0.0.1:%u", self->port);
  self->other_host = g_strdup_printf ("localhost:%u", self->port);
  self->url = g_strdup_printf ("http://%s%s", self->host, self->path);
  return g_steal_pointer (&self);
}

/* Those who came before. */
static void
decide_waiting (StintLoopback *self)
{
  g_autoptr (GPtrArray) visits = g_ptr_array_copy (self->visits, NULL, NULL);

  for (guint i = 0; i < visits->len; i++)
    {
      StintLoopbackVisit *visit = g_ptr_array_index (visits, i);

      /* Meanwhile it may all have come to an end. */
      if (g_ptr_array_find (self->visits, visit, NULL) && stint_loopback_visit_is_asked (visit))
        visit_asked_cb (visit, stint_loopback_visit_get_request (visit), self);
    }
}

void
stint_loopback_set_decide (StintLoopback *self,
                           StintLoopbackDecide decide_func,
                           gpointer user_data,
                           GDestroyNotify destroy)
{
  g_return_if_fail (STINT_IS_LOOPBACK (self));
  g_return_if_fail (decide_func != NULL);

  g_object_ref (self);
  forget_decide (self);
  self->decide = decide_func;
  self->user_data = user_data;
  self->destroy = destroy;
  decide_waiting (self);
  g_object_unref (self);
}

const char *
stint_loopback_get_url (StintLoopback *self)
{
  g_return_val_if_fail (STINT_IS_LOOPBACK (self), NULL);

  return self->url;
}

guint16
stint_loopback_get_port (StintLoopback *self)
{
  g_return_val_if_fail (STINT_IS_LOOPBACK (self), 0);

  return self->port;
}

gboolean
stint_loopback_is_done (StintLoopback *self)
{
  g_return_val_if_fail (STINT_IS_LOOPBACK (self), FALSE);

  return self->done;
}
