/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-loopback-page.h"
#include "stint-loopback-request.h"

G_BEGIN_DECLS

/* StintLoopback: a listener on 127.0.0.1 for one visit of the person's own browser.
 *
 * It hears from the moment that it is made, so that a browser which is faster than we are finds the
 * kernel's queue.  It answers only a GET of its one path; the rest is told off (404, 405, 400, 431)
 * without ending anything.  A GET of the path goes to the owner's decision, once or, after
 * a rejection, again; after acceptance or a redirect every other visit gets 410 Gone.
 *
 * Several connections at once, each with 32 KiB and ten seconds for its head and one answer; the
 * oldest idle ones make room when there are too many.  Programs of another user are turned away (by
 * the kernel's own knowledge of who holds the other end; where that cannot be learnt, as in some
 * containers, what is secret in path and query has to do, and root is let in since nothing keeps it
 * out).  The Host header must be this listener's own, so that no other site's page gets here under
 * its name.  A browser's guess ahead (Sec-Purpose: prefetch) decides nothing.
 *
 * Listening costs a file descriptor; the owner's own deadline ends it. */
#define STINT_TYPE_LOOPBACK (stint_loopback_get_type ())
G_DECLARE_FINAL_TYPE (StintLoopback, stint_loopback, STINT, LOOPBACK, GObject)

/* What the owner says to a visit. */
typedef struct _StintLoopbackAnswer StintLoopbackAnswer;

/* 200 and the last word: the listener is done. */
StintLoopbackAnswer *stint_loopback_answer_accept (const StintLoopbackPage *page);
/* 400, and the listener goes on: a wrong state, for example. */
StintLoopbackAnswer *stint_loopback_answer_reject (const StintLoopbackPage *page);
/* 302, and the listener is done.  @url, which may be secret, is kept in wiped memory; it must be
 * one line of https, or of http to a loopback address, or the visit gets a 500. */
StintLoopbackAnswer *stint_loopback_answer_redirect (const char *url);
void stint_loopback_answer_free (StintLoopbackAnswer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintLoopbackAnswer, stint_loopback_answer_free)

/* Decides about a GET of the path.  @query belongs to the caller.  It may drop the listener.
 * Returns: (transfer full) */
typedef StintLoopbackAnswer *(*StintLoopbackDecide) (StintLoopback *self,
                                                     const StintLoopbackQuery *query,
                                                     gpointer user_data);

typedef struct
{
  const char *path;              /* (nullable) "/oauth/callback"; NULL: one that nobody guesses */
  guint16 port;                  /* 0: any free one */
  const StintLoopbackPage *gone; /* what visits after the last word see */
  guint connection_timeout_ms;   /* 0: 10 s */
} StintLoopbackConfig;

/* Listens.  Visits that come before stint_loopback_set_decide() wait for it, within their time.
 * Errors: G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE for a port that is taken. */
StintLoopback *stint_loopback_new (const StintLoopbackConfig *config, GError **error);

void stint_loopback_set_decide (StintLoopback *self,
                                StintLoopbackDecide decide,
                                gpointer user_data,
                                GDestroyNotify destroy);

/* "http://127.0.0.1:41234/oauth/callback" */
const char *stint_loopback_get_url (StintLoopback *self);
guint16 stint_loopback_get_port (StintLoopback *self);
/* The last word was said. */
gboolean stint_loopback_is_done (StintLoopback *self);

/* Hears no more and forgets the decision; answers that are being written are written.  Dropping the
 * last reference does the same. */
void stint_loopback_close (StintLoopback *self);

G_END_DECLS
