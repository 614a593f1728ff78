/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* StintLifetime: when the service may end by itself.
 *
 * Whoever has a reason for it to stay takes a hold; what cannot hold (sessions, running operations)
 * is asked by a function.  After some seconds without a reason the signal "idle" is emitted, once.
 * While a lasting reason exists no timer runs: an idle service with sessions never wakes up. */
#define STINT_TYPE_LIFETIME (stint_lifetime_get_type ())
G_DECLARE_FINAL_TYPE (StintLifetime, stint_lifetime, STINT, LIFETIME, GObject)

typedef enum
{
  STINT_LIFETIME_FREE,  /* no reason to stay */
  STINT_LIFETIME_BUSY,  /* something runs that tells nobody when it ends: look again */
  STINT_LIFETIME_BOUND, /* a reason that tells when it goes: stint_lifetime_review() is called */
} StintLifetimeNeed;

typedef StintLifetimeNeed (*StintLifetimeFunc) (gpointer user_data);

/* @seconds: 0: never ends by itself. */
StintLifetime *stint_lifetime_new (guint seconds, StintLifetimeFunc func, gpointer user_data);

void stint_lifetime_hold (StintLifetime *self);
void stint_lifetime_release (StintLifetime *self);
/* Something happened: asks again, and starts the seconds anew. */
void stint_lifetime_review (StintLifetime *self);

G_END_DECLS
