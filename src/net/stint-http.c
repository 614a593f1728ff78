/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-net"

#include "config.h"

#include "stint-http.h"

#include <malloc.h>
#include <string.h>

#include "stint-http-multi.h"
#include "stint-http-private.h"
#include "stint-http-queue.h"
#include "stint-secret.h"

/* A transfer is in one of these states, and moves down only:
 *
 *   QUEUED     in the queue
 *   RESOLVING  waits for the desktop's proxy settings; counts as active
 *   RUNNING    its easy handle is in a multi; counts as active
 *   DONE       its task has returned */

#define IDLE_EASIES 4

#define DEFAULT_CONNECT_TIMEOUT_MS 10000
#define DEFAULT_STALL_TIMEOUT_S 20
/* However steadily the bytes drip. */
#define TOTAL_TIMEOUT_MS (5 * 60 * 1000L)

typedef enum
{
  TRANSFER_QUEUED,
  TRANSFER_RESOLVING,
  TRANSFER_RUNNING,
  TRANSFER_DONE,
} TransferState;

struct _StintHttp
{
  GObject parent_instance;

  GMainContext *context; /* (owned) */
  char *user_agent;
  char *ca_bundle; /* (nullable) */
  char *proxy;     /* (nullable) */
  gboolean proxy_in_environment;
  long connect_timeout_ms;
  long stall_timeout_s;

  StintHttpMulti *multi;  /* (owned) */
  StintHttpQueue *queue;  /* (owned) of Transfer, which their tasks own */
  GPtrArray *idle_easies; /* of CURL, owned */
};

typedef struct
{
  GTask *task; /* (owned) until done; owns this in turn */
  TransferState state;
  StintHttpRequest *request;
  StintHttpTarget target;
  StintHttpResponse *response;
  GSource *cancelled; /* (owned) (nullable) */
  StintHttpMulti *multi;
  CURL *easy;
  struct curl_slist *headers;
  char details[CURL_ERROR_SIZE];
} Transfer;

G_DEFINE_FINAL_TYPE (StintHttp, stint_http, G_TYPE_OBJECT)

static void pump (StintHttp *self);

void
stint_http_global_init (void)
{
  static gsize initialized = 0;

  if (!g_once_init_enter (&initialized))
    return;

#ifdef M_PERTURB
  /* The libraries below libcurl (OpenSSL's buffers, nghttp2's header tables) allocate by
   * themselves: glibc can overwrite whatever anybody frees.  Its cache of small blocks is left out
   * of that, session tokens are larger (GLIBC_TUNABLES=glibc.malloc.tcache_count=0 for the rest). */
  mallopt (M_PERTURB, 0xa5);
#endif

  if (curl_global_init_mem (CURL_GLOBAL_DEFAULT, stint_http_malloc, stint_http_free,
                            stint_http_realloc, stint_http_strdup, stint_http_calloc) != CURLE_OK)
    g_error ("libcurl cannot be initialized");

  g_once_init_leave (&initialized, 1);
}

/* Transfers */

static void
transfer_free (gpointer data)
{
  Transfer *transfer = data;

  stint_http_request_free (transfer->request);
  stint_http_target_clear (&transfer->target);
  g_clear_pointer (&transfer->response, stint_http_response_free);
  g_free (transfer);
}

static StintHttp *
transfer_get_http (Transfer *transfer)
{
  return g_task_get_source_object (transfer->task);
}

/* Gives the easy handle back, wherever it is. */
static void
transfer_release_easy (StintHttp *self, Transfer *transfer)
{
  if (transfer->easy == NULL)
    return;

  stint_http_multi_remove (transfer->multi, transfer->easy);
  g_clear_pointer (&transfer->multi, stint_http_multi_unref);
  curl_easy_reset (transfer->easy);
  g_clear_pointer (&transfer->headers, curl_slist_free_all);

  if (self->idle_easies->len < IDLE_EASIES)
    g_ptr_array_add (self->idle_easies, transfer->easy);
  else
    curl_easy_cleanup (transfer->easy);
  transfer->easy = NULL;
}

/* Ends the transfer with an error or, for NULL, with its response. */
static void
transfer_finish (Transfer *transfer, GError *error)
{
  g_autoptr (StintHttp) self = g_object_ref (transfer_get_http (transfer));
  g_autoptr (GTask) task = g_steal_pointer (&transfer->task);

  if (transfer->state == TRANSFER_QUEUED)
    stint_http_queue_remove (self->queue, transfer->target.origin, transfer->request->urgent,
                             transfer);
  else
    stint_http_queue_done (self->queue, transfer->target.origin);
  transfer->state = TRANSFER_DONE;

  transfer_release_easy (self, transfer);
  if (transfer->cancelled != NULL)
    {
      g_source_destroy (transfer->cancelled);
      g_clear_pointer (&transfer->cancelled, g_source_unref);
    }

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&transfer->response),
                           (GDestroyNotify) stint_http_response_free);

  pump (self);
}

static gboolean
transfer_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Transfer *transfer = user_data;

  g_assert (transfer->state != TRANSFER_DONE);

  transfer_finish (transfer, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED,
                                                  "The request was cancelled"));
  return G_SOURCE_REMOVE;
}

static void
multi_done_cb (CURL *easy, CURLcode code, gpointer user_data)
{
  Transfer *transfer = NULL;
  StintHttp *self;
  long status = 0;
  long version = 0;

  curl_easy_getinfo (easy, CURLINFO_PRIVATE, &transfer);
  g_assert (transfer != NULL && transfer->state == TRANSFER_RUNNING);

  if (code != CURLE_OK)
    {
      /* Our own callbacks end transfers with CURLE_WRITE_ERROR only where something is too much. */
      transfer_finish (transfer, stint_http_error_from_curl (easy, code, transfer->details,
                                                             transfer->target.host));
      return;
    }

  /* libcurl takes a connection that ends within the head for an answer without a body. */
  if (!transfer->response->head_whole)
    {
      transfer_finish (transfer,
                       g_error_new (STINT_HTTP_ERROR, STINT_HTTP_ERROR_INTERRUPTED,
                                    "%s: the answer ends within its head", transfer->target.host));
      return;
    }

  self = transfer_get_http (transfer);
  curl_easy_getinfo (easy, CURLINFO_HTTP_VERSION, &version);
  stint_http_queue_set_multiplexed (self->queue, transfer->target.origin,
                                    version == CURL_HTTP_VERSION_2_0);
  curl_easy_getinfo (easy, CURLINFO_RESPONSE_CODE, &status);
  transfer->response->status = status;
  /* The target is https, which is always verified, or loopback. */
  stint_http_response_measure_clock (transfer->response);
  transfer_finish (transfer, NULL);
}

static size_t
write_cb (char *bytes, size_t size, size_t n, void *user_data)
{
  Transfer *transfer = user_data;

  return stint_wiped_buffer_append (&transfer->response->body, bytes, size * n,
                                    STINT_HTTP_LARGEST_BODY)
             ? size * n
             : 0;
}

static size_t
header_cb (char *line, size_t size, size_t n, void *user_data)
{
  Transfer *transfer = user_data;

  return stint_http_response_take_line (transfer->response, line, size * n) ? size * n : 0;
}

static CURL *
take_easy (StintHttp *self)
{
  CURL *easy;

  if (self->idle_easies->len > 0)
    return g_ptr_array_steal_index (self->idle_easies, self->idle_easies->len - 1);

  easy = curl_easy_init ();
  if (easy == NULL)
    g_error ("libcurl has no memory for a transfer");
  return easy;
}

static void
set_method (CURL *easy, const StintHttpRequest *request)
{
  if (request->has_body)
    {
      curl_easy_setopt (easy, CURLOPT_POST, 1L);
      curl_easy_setopt (easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) request->body.length);
      /* Not copied: the request lives as long as the transfer. */
      curl_easy_setopt (easy, CURLOPT_POSTFIELDS,
                        request->body.bytes != NULL ? request->body.bytes : "");
      if (!g_str_equal (request->method, "POST"))
        curl_easy_setopt (easy, CURLOPT_CUSTOMREQUEST, request->method);
    }
  else if (g_str_equal (request->method, "HEAD"))
    {
      curl_easy_setopt (easy, CURLOPT_NOBODY, 1L);
    }
  else if (!g_str_equal (request->method, "GET"))
    {
      curl_easy_setopt (easy, CURLOPT_CUSTOMREQUEST, request->method);
    }
}

static struct curl_slist *
make_header_list (const StintHttpRequest *request)
{
  struct curl_slist *list = NULL;

  for (guint i = 0; i < request->headers->len; i++)
    list = curl_slist_append (list, g_ptr_array_index (request->headers, i));

  /* No pause for a "100 Continue" that AWS does not send. */
  return curl_slist_append (list, "Expect:");
}

/* @proxy: (nullable): none; "" leaves it to libcurl and the environment. */
static void
set_options (StintHttp *self, Transfer *transfer, const char *proxy)
{
  CURL *easy = transfer->easy;

  curl_easy_setopt (easy, CURLOPT_PRIVATE, transfer);
  curl_easy_setopt (easy, CURLOPT_URL, transfer->target.url);
  curl_easy_setopt (easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  curl_easy_setopt (easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt (easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (easy, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_2TLS);
  curl_easy_setopt (easy, CURLOPT_PIPEWAIT, 1L);
  curl_easy_setopt (easy, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (easy, CURLOPT_SSL_VERIFYHOST, 2L);
  curl_easy_setopt (easy, CURLOPT_USERAGENT, self->user_agent);
  if (self->ca_bundle != NULL)
    curl_easy_setopt (easy, CURLOPT_CAINFO, self->ca_bundle);

  curl_easy_setopt (easy, CURLOPT_CONNECTTIMEOUT_MS, self->connect_timeout_ms);
  curl_easy_setopt (easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt (easy, CURLOPT_LOW_SPEED_TIME, self->stall_timeout_s);
  curl_easy_setopt (easy, CURLOPT_TIMEOUT_MS, TOTAL_TIMEOUT_MS);
  curl_easy_setopt (easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t) STINT_HTTP_LARGEST_BODY);

  if (proxy == NULL)
    curl_easy_setopt (easy, CURLOPT_NOPROXY, "*");
  else if (*proxy != '\0')
    curl_easy_setopt (easy, CURLOPT_PROXY, proxy);
  curl_easy_setopt (easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);

  /* libcurl sends a request again by itself if a connection that it reused turns out to be dead
   * with nothing received; it cannot know whether the other side has seen it. */
  if (transfer->request->once)
    curl_easy_setopt (easy, CURLOPT_FRESH_CONNECT, 1L);

  curl_easy_setopt (easy, CURLOPT_ERRORBUFFER, transfer->details);
  curl_easy_setopt (easy, CURLOPT_WRITEFUNCTION, write_cb);
  curl_easy_setopt (easy, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt (easy, CURLOPT_HEADERFUNCTION, header_cb);
  curl_easy_setopt (easy, CURLOPT_HEADERDATA, transfer);

  set_method (easy, transfer->request);
  transfer->headers = make_header_list (transfer->request);
  curl_easy_setopt (easy, CURLOPT_HTTPHEADER, transfer->headers);
}

static void
transfer_run (Transfer *transfer, const char *proxy)
{
  StintHttp *self = transfer_get_http (transfer);

  if (stint_http_multi_is_broken (self->multi))
    stint_http_network_changed (self);

  transfer->state = TRANSFER_RUNNING;
  transfer->easy = take_easy (self);
  transfer->multi = stint_http_multi_ref (self->multi);
  set_options (self, transfer, proxy);

  if (stint_http_multi_add (transfer->multi, transfer->easy) != CURLE_OK)
    transfer_finish (transfer, g_error_new_literal (STINT_HTTP_ERROR, STINT_HTTP_ERROR_FAILED,
                                                    "libcurl does not take the request"));
}

static void
proxy_resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Transfer *transfer = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) uris = NULL;
  g_autofree char *proxy = NULL;

  uris = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);
  if (transfer->state == TRANSFER_DONE)
    return;

  /* Desktop settings that cannot be read are no reason not to try. */
  if (error != NULL)
    g_debug ("No proxy settings: %s", error->message);
  proxy = stint_http_proxy_from_uris ((const char *const *) uris);
  transfer_run (transfer, proxy);
}

static void
transfer_start (StintHttp *self, Transfer *transfer)
{
  transfer->state = TRANSFER_RESOLVING;

  if (transfer->target.loopback)
    {
      transfer_run (transfer, NULL);
    }
  else if (self->proxy != NULL)
    {
      transfer_run (transfer, self->proxy);
    }
  else if (self->proxy_in_environment)
    {
      transfer_run (transfer, "");
    }
  else
    {
      g_proxy_resolver_lookup_async (g_proxy_resolver_get_default (), transfer->target.url,
                                     g_task_get_cancellable (transfer->task), proxy_resolved_cb,
                                     g_object_ref (transfer->task));
    }
}

static void
pump (StintHttp *self)
{
  Transfer *transfer;

  while ((transfer = stint_http_queue_pop (self->queue)) != NULL)
    transfer_start (self, transfer);
}

/* The object */

static void
stint_http_finalize (GObject *object)
{
  StintHttp *self = STINT_HTTP (object);

  /* Transfers keep a reference, so there are none. */
  g_assert (stint_http_queue_get_active (self->queue) == 0);

  g_clear_pointer (&self->queue, stint_http_queue_free);
  g_clear_pointer (&self->idle_easies, g_ptr_array_unref);
  g_clear_pointer (&self->multi, stint_http_multi_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self->user_agent);
  g_free (self->ca_bundle);
  stint_wipe_free (self->proxy);

  G_OBJECT_CLASS (stint_http_parent_class)->finalize (object);
}

static void
stint_http_class_init (StintHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_http_finalize;
}

static void
stint_http_init (StintHttp *self)
{
  stint_http_global_init ();

  self->context = g_main_context_ref_thread_default ();
  self->queue = stint_http_queue_new ();
  self->idle_easies = g_ptr_array_new_with_free_func (curl_easy_cleanup);
  self->multi = stint_http_multi_new (self->context, multi_done_cb, NULL);
  self->proxy_in_environment = stint_http_proxy_in_environment ();
}

StintHttp *
stint_http_new (const StintHttpConfig *config)
{
  StintHttp *self;

  g_return_val_if_fail (config != NULL, NULL);

  self = g_object_new (STINT_TYPE_HTTP, NULL);
  self->user_agent = g_strdup (config->user_agent);
  self->ca_bundle = g_strdup (config->ca_bundle);
  self->proxy = g_strdup (config->proxy);
  self->connect_timeout_ms =
      config->connect_timeout_ms != 0 ? config->connect_timeout_ms : DEFAULT_CONNECT_TIMEOUT_MS;
  self->stall_timeout_s =
      config->stall_timeout_s != 0 ? config->stall_timeout_s : DEFAULT_STALL_TIMEOUT_S;

  return self;
}

void
stint_http_send_async (StintHttp *self,
                       StintHttpRequest *request,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Transfer *transfer;
  GError *error = NULL;

  g_return_if_fail (STINT_IS_HTTP (self));
  g_return_if_fail (request != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_http_send_async);

  transfer = g_new0 (Transfer, 1);
  transfer->request = request;
  transfer->response = stint_http_response_new ();
  g_task_set_task_data (task, transfer, transfer_free);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (!stint_http_target_init (&transfer->target, request->url, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  transfer->task = g_object_ref (task);
  if (cancellable != NULL)
    {
      transfer->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (transfer->cancelled, G_SOURCE_FUNC (transfer_cancelled_cb), transfer,
                             NULL);
      g_source_attach (transfer->cancelled, self->context);
    }

  stint_http_queue_push (self->queue, transfer->target.origin, request->urgent, transfer);
  pump (self);
}

StintHttpResponse *
stint_http_send_finish (StintHttp *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* What is under way goes on in the old multi, which lives until the last of it is done. */
void
stint_http_network_changed (StintHttp *self)
{
  g_return_if_fail (STINT_IS_HTTP (self));

  stint_http_multi_unref (self->multi);
  self->multi = stint_http_multi_new (self->context, multi_done_cb, NULL);
}
