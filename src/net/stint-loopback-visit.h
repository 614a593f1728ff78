/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-loopback-request.h"

G_BEGIN_DECLS

/* StintLoopbackVisit: one connection of the listener: a head is read, an answer is written, the rest
 * is read and thrown away until the other side hangs up, and it frees itself.
 *
 *   READING   until the head is whole, or the time is over
 *   ASKED     its request is with the listener, which owes an answer
 *   WRITING   the answer, or until the time is over
 *   LEAVING   two seconds at most
 *
 * The listener is told of a whole request, and of the end.  Once it has answered it may forget the
 * visit (stint_loopback_visit_detach()), which then ends by itself. */
typedef struct _StintLoopbackVisit StintLoopbackVisit;

typedef struct
{
  void (*asked) (StintLoopbackVisit *visit,
                 const StintLoopbackRequest *request,
                 gpointer user_data);
  void (*ended) (StintLoopbackVisit *visit, gpointer user_data);
} StintLoopbackVisitFuncs;

/* Begins to read. */
StintLoopbackVisit *stint_loopback_visit_new (GSocket *socket,
                                              GMainContext *context,
                                              guint timeout_ms,
                                              const StintLoopbackVisitFuncs *funcs,
                                              gpointer user_data);

/* Takes @answer, which is wiped; at any time in ASKED. */
void stint_loopback_visit_answer (StintLoopbackVisit *self, char *answer);
/* The request of one in ASKED. */
const StintLoopbackRequest *stint_loopback_visit_get_request (StintLoopbackVisit *self);
/* Neither asked nor answered yet. */
gboolean stint_loopback_visit_is_reading (StintLoopbackVisit *self);
gboolean stint_loopback_visit_is_asked (StintLoopbackVisit *self);

/* Ends it now; @self is freed, and nobody is told. */
void stint_loopback_visit_drop (StintLoopbackVisit *self);
/* Tells nobody any more.  One that has no answer is dropped. */
void stint_loopback_visit_detach (StintLoopbackVisit *self);

G_END_DECLS
