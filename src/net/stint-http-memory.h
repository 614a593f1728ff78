/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Memory that is wiped before it is given back.
 *
 * libcurl keeps copies of headers and bodies in buffers of its own; with these functions under it
 * (curl_global_init_mem) none of them outlives its use.  They keep the size of each block in front
 * of it, because free() does not tell. */
void *stint_http_malloc (size_t size);
void *stint_http_calloc (size_t n, size_t size);
void *stint_http_realloc (void *block, size_t size);
char *stint_http_strdup (const char *text);
void stint_http_free (void *block);

/* Bytes that grow, up to a limit, and are wiped as they move and when they go.  There is always a
 * NUL behind them. */
typedef struct
{
  char *bytes; /* NULL while empty */
  gsize length;
  gsize room;
} StintWipedBuffer;

/* FALSE, and nothing appended, if it would pass @limit or there is no memory. */
gboolean
stint_wiped_buffer_append (StintWipedBuffer *self, const char *bytes, gsize length, gsize limit);
void stint_wiped_buffer_clear (StintWipedBuffer *self);

G_END_DECLS
