/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-http.h"

#include <curl/curl.h>

#include "stint-http-memory.h"

G_BEGIN_DECLS

/* What the files of this room know of each other's types. */

#define STINT_HTTP_LARGEST_BODY (4 * 1024 * 1024)
#define STINT_HTTP_LARGEST_HEAD (64 * 1024)

struct _StintHttpRequest
{
  char *method;
  char *url;
  GPtrArray *headers; /* of "Name: value", wiped when freed */
  StintWipedBuffer body;
  gboolean has_body;
  gboolean urgent;
  gboolean once;
};

struct _StintHttpResponse
{
  guint status;
  GPtrArray *headers; /* of "Name: value", wiped when freed */
  gsize head_size;
  gboolean head_whole; /* its empty last line has come */
  StintWipedBuffer body;
  gboolean has_clock_offset;
  gint64 clock_offset;
};

StintHttpResponse *stint_http_response_new (void);
/* One line of the head as libcurl hands it out, the status line included.  FALSE if it is too
 * much. */
gboolean stint_http_response_take_line (StintHttpResponse *self, const char *line, gsize length);
/* Compares the Date header, if there is one, with this computer's clock. */
void stint_http_response_measure_clock (StintHttpResponse *self);

/* Where a request may go. */
typedef struct
{
  char *url;         /* (owned) as libcurl gets it */
  char *host;        /* (owned) for messages */
  char *origin;      /* (owned) scheme, host and port: whose connections it shares */
  gboolean loopback; /* never through a proxy */
} StintHttpTarget;

gboolean stint_http_target_init (StintHttpTarget *self, const char *url, GError **error);
void stint_http_target_clear (StintHttpTarget *self);

/* Turns what libcurl says into an error of the domain.  @easy tells more. */
GError *
stint_http_error_from_curl (CURL *easy, CURLcode code, const char *details, const char *host);

/* A GProxyResolver's answer as libcurl understands it; NULL: none, direct. (transfer full) */
char *stint_http_proxy_from_uris (const char *const *uris);
/* TRUE if the environment names a proxy, which libcurl then finds by itself. */
gboolean stint_http_proxy_in_environment (void);

G_END_DECLS
