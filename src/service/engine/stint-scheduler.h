/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-context.h"

G_BEGIN_DECLS

/* StintScheduler: what time does to held sessions.
 *
 *   about half life   a silent renewal, if the session's policy is "automatic"; again with growing
 *                     pauses where it fails for a while, also after the end
 *   after a suspend   what is long overdue begins within some seconds, a few at a time, and waits
 *                     for the network for a moment; a session after the one that it is chained from
 *   the last minutes  active → expiring (how many is a preference), if nothing has renewed it
 *   the end           → expired; the profile stays held
 *
 * Everything is level-triggered: each deadline, jump of the clock or change of a life asks what is
 * true now.  A session is over when the wall clock says so, corrected by what AWS's own clock said,
 * or when the time since boot does: a clock that is set back makes no dead key look alive.
 *
 * Signal "outlook-changed" (StintSession *): see stint_scheduler_get_outlook(). */
#define STINT_TYPE_SCHEDULER (stint_scheduler_get_type ())
G_DECLARE_FINAL_TYPE (StintScheduler, stint_scheduler, STINT, SCHEDULER, GObject)

/* What is to be expected for a session's renewal. */
typedef enum
{
  STINT_OUTLOOK_NONE,    /* it is not held, or not renewed by itself */
  STINT_OUTLOOK_PENDING, /* it is renewed in time, as far as is known */
  STINT_OUTLOOK_FAILING, /* that failed, and is tried again */
  STINT_OUTLOOK_BLOCKED, /* only a person can help */
} StintOutlook;

/* Starts a renewal that asks nobody; answered with stint_scheduler_renewal_done(). */
typedef void (*StintSchedulerRenewFunc) (StintSession *session, gpointer user_data);

/* @context is borrowed and outlives the scheduler. */
StintScheduler *
stint_scheduler_new (StintContext *context, StintSchedulerRenewFunc renew, gpointer user_data);

/* The session's life changed: begins, goes on or ends to watch it. */
void stint_scheduler_update (StintScheduler *self, StintSession *session);

/* It has new credentials: life starts again. */
void stint_scheduler_refresh (StintScheduler *self, StintSession *session);

/* @error: (nullable): STINT_ERROR */
void
stint_scheduler_renewal_done (StintScheduler *self, StintSession *session, const GError *error);

/* What needed a person may work now (a new lease, another definition). */
void stint_scheduler_unblock (StintScheduler *self, StintSession *session);

StintOutlook stint_scheduler_get_outlook (StintScheduler *self, StintSession *session);

/* Without a network renewals wait for it, for half a minute at most: what says that there is none may
 * be wrong. */
void stint_scheduler_set_online (StintScheduler *self, gboolean online);

/* What waits to be tried again is tried soon. */
void stint_scheduler_retry_all (StintScheduler *self);

/* No more renewals. */
void stint_scheduler_shut_down (StintScheduler *self);

/* The wall clock corrected by AWS's, where the two are known to be apart. */
gint64 stint_scheduler_get_now (StintScheduler *self);

G_END_DECLS
