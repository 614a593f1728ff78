/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-identity-center.h"

G_BEGIN_DECLS

/* StintSignIn: a person signs in to an Identity Center.
 *
 *     look (has the AWS CLI?) → resolve the URL → client, kept or registered →
 *         browser: listen → "browser" → visit with the right state → "token"
 *         device:  code → "device" → ask again and again → "token"
 *     → keep the token
 *
 * One at a time for an integration, whoever asks: who comes second joins.  It ends with the last who
 * waits for it, after five minutes without a visit, or with the device's code.  Nothing here opens a
 * browser: the caller, who has the person, does. */
#define STINT_TYPE_SIGN_IN (stint_sign_in_get_type ())
G_DECLARE_FINAL_TYPE (StintSignIn, stint_sign_in, STINT, SIGN_IN, GObject)

/* All are borrowed and outlive it. */
StintSignIn *
stint_sign_in_new (StintContext *context, StintIdentityCenter *center, StintConditions *conditions);

typedef struct
{
  int flow;             /* StintSignInFlow, or -1: the integration's own */
  guint16 port;         /* of the loopback listener; 0: any */
  gboolean interactive; /* the keyring may ask */
} StintSignInWish;

/* @state: an `a{sv}` as the D-Bus API has it for the progress of SignIn; heard until the callback,
 * by those who join as well. */
typedef void (*StintSignInProgress) (GVariant *state, gpointer user_data);

/* Errors: STINT_ERROR: NEEDS_SIGN_IN where nobody came in time, REFUSED, INVALID_ARGUMENT for a port
 * that is taken or a URL that leads nowhere, and what the network and the keyring may say. */
void stint_sign_in_run_async (StintSignIn *self,
                              StintIntegration *integration,
                              const StintSignInWish *wish,
                              GCancellable *cancellable,
                              StintSignInProgress progress,
                              gpointer progress_data,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean stint_sign_in_run_finish (StintSignIn *self, GAsyncResult *result, GError **error);

gboolean stint_sign_in_is_busy (StintSignIn *self);
/* Ends what runs. */
void stint_sign_in_shut_down (StintSignIn *self);

/* Finds out where a start URL leads and registers a client with it, for the test before something is
 * saved: nothing is kept.
 * @region: (nullable)
 * @out_region: (optional) (transfer full): the one to use */
void stint_sign_in_test_async (StintContext *context,
                               const char *start_url,
                               const char *region,
                               const char *endpoint_url,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean stint_sign_in_test_finish (GAsyncResult *result, char **out_region, GError **error);

G_END_DECLS
