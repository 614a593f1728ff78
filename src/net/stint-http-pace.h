/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-deadlines.h"

G_BEGIN_DECLS

/* StintHttpPace: how fast one may ask a service that counts.
 *
 * A gate in front of StintHttp: whoever wants to send waits for a turn, and says afterwards how it
 * went.  Turns come evenly, at a rate that is halved when the service says "too many", no more than
 * once for all the turns that were under way then, and grows back slowly while it does not.  Nobody
 * gets a turn before the service's own Retry-After is over, nor while a window of turns is under
 * way.  Turns are given in the order of asking; urgent ones go before all others and need no place
 * in the window.
 *
 * Time is the clock's: a test advances it.  Everything happens in the main context it was made
 * in. */
#define STINT_TYPE_HTTP_PACE (stint_http_pace_get_type ())
G_DECLARE_FINAL_TYPE (StintHttpPace, stint_http_pace, STINT, HTTP_PACE, GObject)

typedef struct
{
  double rate;  /* turns a second, the most and at first; 0: as many as there is room for */
  guint window; /* turns under way at a time; 0: 12 */
} StintHttpPaceConfig;

/* Stays below the 20 requests a second of Identity Center's portal. */
#define STINT_HTTP_PACE_PORTAL_RATE 19.0

/* @config: (nullable): no limit of rate */
StintHttpPace *stint_http_pace_new (StintClock *clock,
                                    StintDeadlines *deadlines,
                                    const StintHttpPaceConfig *config);

/* Waits for a turn.  After a finish that returned TRUE, stint_http_pace_done() is owed.  Cancelling
 * leaves the line: G_IO_ERROR_CANCELLED, the only error. */
void stint_http_pace_wait_async (StintHttpPace *self,
                                 gboolean urgent,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean stint_http_pace_wait_finish (StintHttpPace *self, GAsyncResult *result, GError **error);

typedef enum
{
  STINT_HTTP_PACE_ANSWERED,  /* whatever the answer was, the service had time for it */
  STINT_HTTP_PACE_THROTTLED, /* 429, or words to that effect */
  STINT_HTTP_PACE_FAILED,    /* no answer, cancelled: says nothing about the rate */
} StintHttpPaceOutcome;

/* Gives a turn back.  @retry_after: seconds, 0 if the service named none. */
void stint_http_pace_done (StintHttpPace *self, StintHttpPaceOutcome outcome, guint retry_after);

/* As it is now: turns a second (0: no limit), and how many wait and are under way. */
double stint_http_pace_get_rate (StintHttpPace *self);
guint stint_http_pace_get_waiting (StintHttpPace *self);
guint stint_http_pace_get_active (StintHttpPace *self);

G_END_DECLS
