/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a browser asked the loopback listener for. */

/* The parameters of a query, decoded; a name may be there several times. */
typedef struct _StintLoopbackQuery StintLoopbackQuery;

/* @text: what stands behind the `?`, or "".  NULL if something in it is not UTF-8 once decoded, or
 * holds a NUL. (transfer full) */
StintLoopbackQuery *stint_loopback_query_parse (const char *text);
void stint_loopback_query_free (StintLoopbackQuery *self);
/* The value; NULL if there is none of that name, or more than one, which no honest server sends. */
const char *stint_loopback_query_get (const StintLoopbackQuery *self, const char *name);
/* Whether the value is @expected, in a time that does not tell how much of it is. */
gboolean stint_loopback_query_equals (const StintLoopbackQuery *self,
                                      const char *name,
                                      const char *expected);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintLoopbackQuery, stint_loopback_query_free)

/* The head of a request. */
typedef struct
{
  char *method;
  char *path;     /* as sent, without the query */
  char *query;    /* as sent; "" if none; wiped */
  char *host;     /* (nullable) of the Host header */
  gboolean ahead; /* the browser only prefetches or prerenders */
} StintLoopbackRequest;

typedef enum
{
  STINT_LOOPBACK_REQUEST_PARTIAL, /* more has to come */
  STINT_LOOPBACK_REQUEST_WHOLE,
  STINT_LOOPBACK_REQUEST_BAD,       /* 400 */
  STINT_LOOPBACK_REQUEST_TOO_LARGE, /* 431 */
} StintLoopbackRequestState;

/* More than any code that AWS hands out, and what servers usually take. */
#define STINT_LOOPBACK_LARGEST_HEAD (32 * 1024)

/* Looks at what has come so far.  @out_request is set for WHOLE only; clear it afterwards. */
StintLoopbackRequestState
stint_loopback_request_parse (const char *bytes, gsize length, StintLoopbackRequest *out_request);
void stint_loopback_request_clear (StintLoopbackRequest *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintLoopbackRequest, stint_loopback_request_clear)

G_END_DECLS
