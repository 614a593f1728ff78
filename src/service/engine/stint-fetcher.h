/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-identity-center.h"
#include "stint-lease-broker.h"

G_BEGIN_DECLS

/* StintFetcher: the credentials of a session, whatever that takes, without a look at any file:
 *
 *     long-lived key ──(code)→ lease ─→ role ─→ role chained from it ─→ …
 *                    ──(code)────────→ role        (direct, or without MFA)
 *                    ──(code)→ the user's own temporary keys
 *     sign-in ─→ role of Identity Center ─→ role chained from it ─→ …
 *
 * The chain is walked from its root in memory; a parent that is active lends its credentials.  Of a
 * user with an MFA device a role is assumed from the lease unless the session says "direct" or a
 * longer session was asked for than AWS lets a lease open. */
#define STINT_TYPE_FETCHER (stint_fetcher_get_type ())
G_DECLARE_FINAL_TYPE (StintFetcher, stint_fetcher, STINT, FETCHER, GObject)

/* All are borrowed and outlive the fetcher. */
StintFetcher *stint_fetcher_new (StintContext *context,
                                 StintMfaGate *gate,
                                 StintLeaseBroker *broker,
                                 StintIdentityCenter *center,
                                 StintConditions *conditions);

typedef struct
{
  const char *mfa_code;  /* (nullable) */
  guint duration;        /* seconds, 0: the definition's, and else AWS's */
  gboolean interactive;  /* a person is there: the keyring may ask */
  gboolean urgent;       /* a person or a tool waits for it */
  gboolean without_code; /* the user's own keys only: without a lease, what the plain key could do,
                          *   instead of NEEDS_MFA */
} StintFetchWish;

/* Errors: STINT_ERROR, with "session", "integration" and the like in the details. */
void stint_fetcher_fetch_async (StintFetcher *self,
                                StintSession *session,
                                const StintFetchWish *wish,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
StintAwsCredentials *
stint_fetcher_fetch_finish (StintFetcher *self, GAsyncResult *result, GError **error);

/* TRUE if a fetch without a code would ask for one, or for a sign-in, as far as is known without
 * asking anybody. */
gboolean stint_fetcher_needs_person (StintFetcher *self, StintSession *session, guint duration);

/* TRUE if the session's credentials come from long-lived keys or from Identity Center in one step:
 * of those AWS lets the console choose its own length. */
gboolean stint_fetcher_is_direct (StintFetcher *self, StintSession *session);

/* The integration at the root of a session's chain. (nullable) (transfer none) */
StintIntegration *stint_fetcher_find_root (StintFetcher *self, StintSession *session);

G_END_DECLS
