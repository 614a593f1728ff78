/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintHttp: HTTP on the thread-default main context, by libcurl's multi interface.
 *
 * TLS is always verified; plain http is refused unless the host is a loopback address.  Redirects
 * are not followed.  Bodies are capped (4 MiB) and live in memory that is wiped when freed.
 * Errors: STINT_HTTP_ERROR and G_IO_ERROR_CANCELLED; an HTTP status is not an error here. */

#define STINT_HTTP_ERROR (stint_http_error_quark ())
GQuark stint_http_error_quark (void);

typedef enum
{
  STINT_HTTP_ERROR_FAILED,      /* anything else libcurl says */
  STINT_HTTP_ERROR_RESOLVE,     /* the host's name is not known, or no DNS */
  STINT_HTTP_ERROR_CONNECT,     /* refused, unreachable, proxy not there */
  STINT_HTTP_ERROR_TLS,         /* certificate or protocol; the message names the host */
  STINT_HTTP_ERROR_TIMEOUT,     /* no connection, or nothing for too long */
  STINT_HTTP_ERROR_INTERRUPTED, /* the connection broke before the answer was whole */
  STINT_HTTP_ERROR_TOO_LARGE,   /* the answer passed the cap */
  STINT_HTTP_ERROR_INSECURE,    /* plain http to something that is not loopback, or a bad URL */
} StintHttpError;

/* What a call sends.  Strings are copied. */
typedef struct _StintHttpRequest StintHttpRequest;

StintHttpRequest *stint_http_request_new (const char *method, const char *url);
void stint_http_request_free (StintHttpRequest *self);
void stint_http_request_add_header (StintHttpRequest *self, const char *name, const char *value);
/* @body may be secret: it is kept in wiped memory. @len -1: up to the NUL. */
void stint_http_request_set_body (StintHttpRequest *self, const char *body, gssize len);
/* Lets a person's own click overtake queued background calls. Default FALSE. */
void stint_http_request_set_urgent (StintHttpRequest *self, gboolean urgent);
/* For what must not be done twice: sent over a connection of its own, so that it is never sent again
 * behind one's back after a kept connection turned out to be dead.  Default FALSE. */
void stint_http_request_set_once (StintHttpRequest *self, gboolean once);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintHttpRequest, stint_http_request_free)

/* What came back. */
typedef struct _StintHttpResponse StintHttpResponse;

void stint_http_response_free (StintHttpResponse *self);
guint stint_http_response_get_status (const StintHttpResponse *self);
/* Case-insensitive; the last one of that name; NULL if none. (transfer none) */
const char *stint_http_response_get_header (const StintHttpResponse *self, const char *name);
/* NUL-terminated; never NULL; wiped with the response. (transfer none) */
const char *stint_http_response_get_body (const StintHttpResponse *self, gsize *out_len);
/* The clock of the other side minus ours at receipt, in microseconds.  FALSE where there was no
 * Date header or the answer did not come over verified TLS or from loopback. */
gboolean stint_http_response_get_clock_offset (const StintHttpResponse *self, gint64 *out_offset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintHttpResponse, stint_http_response_free)

typedef struct
{
  const char *user_agent;   /* e.g. "Stint/0.1" */
  const char *ca_bundle;    /* (nullable) path of a PEM file used instead of the system's */
  const char *proxy;        /* (nullable) URL; NULL: GProxyResolver decides for each URL */
  guint connect_timeout_ms; /* 0: 10 s */
  guint stall_timeout_s;    /* nothing received for so long; 0: 20 s */
} StintHttpConfig;

#define STINT_TYPE_HTTP (stint_http_get_type ())
G_DECLARE_FINAL_TYPE (StintHttp, stint_http, STINT, HTTP, GObject)

/* Once per process, before threads: libcurl with a wiping allocator. */
void stint_http_global_init (void);

StintHttp *stint_http_new (const StintHttpConfig *config);

/* Sends; takes @request.  Cancelling drops the transfer at once. */
void stint_http_send_async (StintHttp *self,
                            StintHttpRequest *request,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
StintHttpResponse *stint_http_send_finish (StintHttp *self, GAsyncResult *result, GError **error);

/* Forgets idle connections: after a suspend, or when the network changed, they look young to
 * libcurl's monotonic clock and are dead. */
void stint_http_network_changed (StintHttp *self);

G_END_DECLS
