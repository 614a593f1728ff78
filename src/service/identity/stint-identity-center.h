/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-conditions.h"
#include "stint-context.h"
#include "stint-token-text.h"

G_BEGIN_DECLS

/* StintIdentityCenter: the sign-ins of all Identity Center integrations: where each stands, and the
 * tokens that calls to the portal need.
 *
 *     unknown → signed-out ⇄ signing-in → signed-in → needed
 *
 * A token is renewed silently when less than twenty minutes of it are left (the AWS CLI begins at
 * fifteen), once for all who wait for it.  Where AWS refuses that, the AWS CLI's cache is read again,
 * for somebody else may have renewed it first; if that does not help the state is "needed", and
 * nobody asks AWS again until there is another token.  Nothing here ever opens a browser.
 *
 * The state is in stint_integration_get_status(); the registry is told of every change.
 *
 * Signals: "token-changed" (const char *integration_id): there is another token, or none;
 * "signed-in" (const char *integration_id, gboolean by_person): there is a sign-in where there was none:
 * by a person through StintSignIn, or by the AWS CLI, or it was found at the start. */
#define STINT_TYPE_IDENTITY_CENTER (stint_identity_center_get_type ())
G_DECLARE_FINAL_TYPE (StintIdentityCenter, stint_identity_center, STINT, IDENTITY_CENTER, GObject)

/* Both are borrowed and outlive it. */
StintIdentityCenter *stint_identity_center_new (StintContext *context, StintConditions *conditions);

/* Finds out where everything stands, without prompts, and watches the AWS CLI's cache from then
 * on. */
void stint_identity_center_open (StintIdentityCenter *self);

/* An access token that is good for a call now.
 * Errors: STINT_ERROR: NEEDS_SIGN_IN (details: integration, integration-id), those of the keyring, and
 * what may keep AWS from renewing it. (transfer full) */
void stint_identity_center_get_token_async (StintIdentityCenter *self,
                                            StintIntegration *integration,
                                            gboolean interactive,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data);
StintSecret *stint_identity_center_get_token_finish (StintIdentityCenter *self,
                                                     GAsyncResult *result,
                                                     GError **error);

/* AWS did not take @token, whatever its end is: the next who asks gets another one, or NEEDS_SIGN_IN.
 */
void stint_identity_center_reject_token (StintIdentityCenter *self,
                                         StintIntegration *integration,
                                         const StintSecret *token);

/* What a call to the portal needs beside its own.  Borrows all. */
StintPortalParams stint_identity_center_make_params (StintIdentityCenter *self,
                                                     StintIntegration *integration,
                                                     StintSecret *token,
                                                     gboolean urgent);
/* The same for OIDC. */
StintOidcParams stint_identity_center_make_oidc_params (StintIntegration *integration);

/* TRUE if no token can be had without a person, as far as is known. */
gboolean stint_identity_center_needs_person (StintIdentityCenter *self,
                                             StintIntegration *integration);

/* (transfer full) */
GError *stint_identity_center_make_needs_sign_in (StintIntegration *integration);

/* Looks again what is kept, before a sign-in: the AWS CLI may have been faster. @interactive: the
 * keyring may ask, so that it need not in the middle.
 * Returns: (transfer full): a copy */
void stint_identity_center_look_async (StintIdentityCenter *self,
                                       StintIntegration *integration,
                                       gboolean interactive,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
StintKept *
stint_identity_center_look_finish (StintIdentityCenter *self, GAsyncResult *result, GError **error);

/* For StintSignIn. @error: (nullable) why the last one failed. */
void stint_identity_center_set_signing_in (StintIdentityCenter *self,
                                           StintIntegration *integration,
                                           gboolean signing_in,
                                           const GError *error);
/* A client that was just registered; NULL: the one that is kept is no good. */
void stint_identity_center_set_client (StintIdentityCenter *self,
                                       StintIntegration *integration,
                                       StintSignInFlow flow,
                                       const StintSsoRegistration *client);
/* The token of a sign-in by @flow; kept when this finishes (a place that cannot be written is logged,
 * and the token used all the same). */
void stint_identity_center_take_token_async (StintIdentityCenter *self,
                                             StintIntegration *integration,
                                             StintSignInFlow flow,
                                             const StintOidcToken *token,
                                             gboolean interactive,
                                             GAsyncReadyCallback callback,
                                             gpointer user_data);
gboolean stint_identity_center_take_token_finish (StintIdentityCenter *self,
                                                  GAsyncResult *result,
                                                  GError **error);

/* Ends the token, at AWS as well if it can be reached, and forgets it in the keyring and the AWS CLI's
 * cache.  @forget: the integration goes: what the AWS CLI uses as well stays signed in.
 * @out_shared: the AWS CLI was signed out too. */
void stint_identity_center_sign_out_async (StintIdentityCenter *self,
                                           StintIntegration *integration,
                                           gboolean forget,
                                           gboolean interactive,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
gboolean stint_identity_center_sign_out_finish (StintIdentityCenter *self,
                                                GAsyncResult *result,
                                                gboolean *out_shared,
                                                GError **error);

/* The network is there again: what could not be renewed is tried again. */
void stint_identity_center_network_changed (StintIdentityCenter *self);

/* Whether anything runs that should come to its end before the process does. */
gboolean stint_identity_center_is_busy (StintIdentityCenter *self);

/* No more renewals by itself. */
void stint_identity_center_shut_down (StintIdentityCenter *self);

/* The entry of the AWS CLI that a sign-in is shared with. (nullable) (transfer none) */
const StintSsoEntry *stint_identity_center_peek_entry (StintIdentityCenter *self,
                                                       StintIntegration *integration);

G_END_DECLS
