/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-context.h"
#include "stint-token-text.h"

G_BEGIN_DECLS

/* StintTokenKeeper: where tokens and clients of Identity Center rest.
 *
 *   shared     where the preference share-sign-in says so and the AWS files have an entry of the same
 *              portal: in the AWS CLI's cache, under that entry's name
 *   otherwise  in the keyring, one item for each integration
 *
 * A token that is found in the keyring while there is an entry to share moves to the cache.  Where the
 * cache cannot be written the keyring takes it.
 *
 * Calls about one integration are for the caller to put in order.  Errors: STINT_ERROR. */
#define STINT_TYPE_TOKEN_KEEPER (stint_token_keeper_get_type ())
G_DECLARE_FINAL_TYPE (StintTokenKeeper, stint_token_keeper, STINT, TOKEN_KEEPER, GObject)

/* @context is borrowed and outlives it. */
StintTokenKeeper *stint_token_keeper_new (StintContext *context);

/* What there is; with no token in it where there is none.  Of the keyring's errors only those are
 * told that leave it open whether there is a token: KEYRING_LOCKED and the like. */
void stint_token_keeper_load_async (StintTokenKeeper *self,
                                    StintIntegration *integration,
                                    gboolean interactive,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
StintKept *
stint_token_keeper_load_finish (StintTokenKeeper *self, GAsyncResult *result, GError **error);

/* Puts it where it belongs; @kept->entry says where that is. */
void stint_token_keeper_save_async (StintTokenKeeper *self,
                                    StintIntegration *integration,
                                    const StintKept *kept,
                                    gboolean interactive,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* @out_in_vault: whether the keyring has it now. */
gboolean stint_token_keeper_save_finish (StintTokenKeeper *self,
                                         GAsyncResult *result,
                                         gboolean *out_in_vault,
                                         GError **error);

/* Forgets the token, in both places; in the cache its registration stays, as with `aws sso logout`,
 * and the keys go that the AWS CLI keeps of the integration's roles.
 * @leave_shared: the AWS CLI keeps what is in its cache: the integration goes, not the sign-in. */
void stint_token_keeper_clear_async (StintTokenKeeper *self,
                                     const char *integration_id,
                                     const StintKept *kept,
                                     gboolean leave_shared,
                                     gboolean interactive,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean
stint_token_keeper_clear_finish (StintTokenKeeper *self, GAsyncResult *result, GError **error);

/* Whether sign-ins are shared at all. */
gboolean stint_token_keeper_shares (StintTokenKeeper *self);

G_END_DECLS
