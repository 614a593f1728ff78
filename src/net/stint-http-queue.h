/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* StintHttpQueue: what waits, and what may start.
 *
 * libcurl gets no more than a window of transfers at a time.  Handed thousands it opens thousands of
 * connections and stalls the main loop for seconds; handed more than a host's connections can take,
 * it keeps the rest in a queue of its own that newcomers overtake.  So the window is kept here, for
 * all hosts and for each: a few for a host that speaks HTTP/1, many for one that multiplexes, whose
 * streams take up no connection of their own.  The last places are for what a person waits for.
 *
 * Items are the caller's; the queue knows them by pointer. */
typedef struct _StintHttpQueue StintHttpQueue;

/* As many connections as a host gets (CURLMOPT_MAX_HOST_CONNECTIONS). */
#define STINT_HTTP_HOST_CONNECTIONS 4

StintHttpQueue *stint_http_queue_new (void);
void stint_http_queue_free (StintHttpQueue *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintHttpQueue, stint_http_queue_free)

/* @host: scheme, name and port, in any form that is the same for the same host */
void stint_http_queue_push (StintHttpQueue *self, const char *host, gboolean urgent, gpointer item);
/* Takes one that has not started out of its queue. */
void
stint_http_queue_remove (StintHttpQueue *self, const char *host, gboolean urgent, gpointer item);

/* The next item that may start, which is then active, or NULL. */
gpointer stint_http_queue_pop (StintHttpQueue *self);
/* An active item of @host has ended. */
void stint_http_queue_done (StintHttpQueue *self, const char *host);
/* @host takes many requests over one connection, as its answer showed, or it does not. */
void
stint_http_queue_set_multiplexed (StintHttpQueue *self, const char *host, gboolean multiplexed);

guint stint_http_queue_get_active (const StintHttpQueue *self);

G_END_DECLS
