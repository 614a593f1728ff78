/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-secret.h"

G_BEGIN_DECLS

/* StintPkce: what one sign-in in a browser needs of chance (RFC 7636, S256). */
typedef struct
{
  StintSecret *verifier; /* 64 characters; only ever sent with the code */
  char *challenge;       /* base64url of the verifier's SHA-256, unpadded */
  char *state;           /* UUIDv4; compare it with stint_loopback_query_equals() */
} StintPkce;

/* NULL only where there is no chance to be had, or the secure heap is full. */
StintPkce *stint_pkce_new (void);
void stint_pkce_free (StintPkce *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintPkce, stint_pkce_free)

/* The challenge for a verifier of one's own. (transfer full) */
char *stint_pkce_make_challenge (const char *verifier);

/* The page to open, with the parameters and in the order of the AWS CLI.
 * @endpoint_url: of stint_oidc_dup_endpoint()
 * @redirect_uri: the listener's URL, with its port
 * @scopes: (nullable) (array zero-terminated=1)
 * Returns: (transfer full): holds the state and the challenge, no secret. */
char *stint_pkce_make_authorize_url (const StintPkce *self,
                                     const char *endpoint_url,
                                     const char *client_id,
                                     const char *redirect_uri,
                                     const char *const *scopes);

G_END_DECLS
