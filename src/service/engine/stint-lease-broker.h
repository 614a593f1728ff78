/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-conditions.h"
#include "stint-context.h"
#include "stint-mfa-gate.h"

G_BEGIN_DECLS

/* StintLeaseBroker: the long-lived keys and the leases of IAM users.
 *
 * A lease is what GetSessionToken gives for an MFA code: twelve hours in which no role of that user
 * asks for another.  It is kept in memory and in the vault, so that a restart does not ask either.
 * Requests for one integration run one after the other, so that whoever comes second finds what the
 * first one got.
 *
 * Signal "lease-changed" (const char *integration_id): there is a new one, or it has become known
 * that the vault has none. */
#define STINT_TYPE_LEASE_BROKER (stint_lease_broker_get_type ())
G_DECLARE_FINAL_TYPE (StintLeaseBroker, stint_lease_broker, STINT, LEASE_BROKER, GObject)

/* All are borrowed and outlive the broker. */
StintLeaseBroker *
stint_lease_broker_new (StintContext *context, StintMfaGate *gate, StintConditions *conditions);

/* Where calls to STS for an integration go: its own region, or else @region, or the default; the
 * partition's own where these are of another one. @arn: (nullable). (transfer none) */
const char *stint_lease_broker_pick_region (StintLeaseBroker *self,
                                            StintIntegration *integration,
                                            const char *region,
                                            const char *arn);

/* The long-lived key. Errors: STINT_ERROR (keyring ones, SECRET_MISSING, UNSUPPORTED). */
void stint_lease_broker_get_key_async (StintLeaseBroker *self,
                                       StintIntegration *integration,
                                       gboolean interactive,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
StintAwsCredentials *
stint_lease_broker_get_key_finish (StintLeaseBroker *self, GAsyncResult *result, GError **error);

/* GetSessionToken with the long-lived key, not shared with anybody.
 * @mfa_code: (nullable): without one, what the plain key could do. @duration: 0: AWS's default. */
void stint_lease_broker_get_token_async (StintLeaseBroker *self,
                                         StintIntegration *integration,
                                         const char *mfa_code,
                                         guint duration,
                                         gboolean interactive,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
StintAwsCredentials *
stint_lease_broker_get_token_finish (StintLeaseBroker *self, GAsyncResult *result, GError **error);

/* The shared lease.  A code makes a new one unless the one at hand is fresh or was made with this
 * very code (several sessions that wait for one device get the same code).
 * @min_left: microseconds that it has to go on for
 * @duration: seconds that a new one is asked for, 0: twelve hours
 * Errors: STINT_ERROR: NEEDS_MFA, WRONG_MFA, those of the keyring and of AWS. */
void stint_lease_broker_get_lease_async (StintLeaseBroker *self,
                                         StintIntegration *integration,
                                         const char *mfa_code,
                                         gint64 min_left,
                                         guint duration,
                                         gboolean interactive,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data);
/* @out_fresh: (optional): it was made a moment ago: another code would change nothing. */
StintAwsCredentials *stint_lease_broker_get_lease_finish (StintLeaseBroker *self,
                                                          GAsyncResult *result,
                                                          gboolean *out_fresh,
                                                          GError **error);

/* The lease that is known to be there, if it goes on for @min_left. (nullable) (transfer none) */
StintAwsCredentials *
stint_lease_broker_peek_lease (StintLeaseBroker *self, const char *integration_id, gint64 min_left);

/* FALSE if it is not known yet: the vault could not be asked. */
gboolean stint_lease_broker_knows_lease (StintLeaseBroker *self, const char *integration_id);

/* Reads leases out of the vault, without prompts, so that it is known how long no code is needed.
 */
void stint_lease_broker_preload (StintLeaseBroker *self);

/* In memory and in the vault; the long-lived key is forgotten in memory as well. */
void stint_lease_broker_drop (StintLeaseBroker *self, const char *integration_id);

/* NEEDS_MFA for a device. (transfer full) */
GError *stint_lease_broker_make_needs_mfa (StintIntegration *integration);

/* How many leases are being written to the vault. */
guint stint_lease_broker_get_n_storing (StintLeaseBroker *self);

G_END_DECLS
