/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-engine.h"

G_BEGIN_DECLS

/* StintUserKey: an IAM user's long-lived key on its way from a caller's descriptor into the keyring.
 *
 *     read the secret → look at its shape → ask AWS who it is (if @test) → keyring, read back
 *
 * A failure leaves the keyring as it was: a key that is replaced is put back. */
typedef struct
{
  const char *integration_id; /* where it goes; need not exist yet */
  const char *label;          /* for people who look into the keyring */
  const char *access_key_id;
  const char *region;       /* (nullable) */
  const char *endpoint_url; /* (nullable) */
  const char *expected_arn; /* (nullable) another user's key is refused */
  gboolean test;
  gboolean interactive;
} StintUserKey;

/* Takes @fd.  Everything of @key is copied. */
void stint_user_key_store_async (StintContext *context,
                                 StintEngine *engine,
                                 int fd,
                                 const StintUserKey *key,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* @out_arn: (nullable) (transfer full): NULL without the test. */
gboolean stint_user_key_store_finish (GAsyncResult *result, char **out_arn, GError **error);

/* The same for a secret access key that is at hand, with no test.  The keyring has the secret alone;
 * the key's id is in the integration's definition. */
void stint_user_key_keep_async (StintContext *context,
                                const char *integration_id,
                                const char *label,
                                StintSecret *secret,
                                gboolean interactive,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean stint_user_key_keep_finish (GAsyncResult *result, GError **error);

/* Takes back what was stored a moment ago, because what should follow failed.  @previous: (nullable)
 * what had been there.  Nobody waits for it; a failure is logged. */
void stint_user_key_take_back (StintContext *context,
                               const char *integration_id,
                               const char *label,
                               StintSecret *previous);

G_END_DECLS
