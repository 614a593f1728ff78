/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-sso-cache.h"
#include "stint-types.h"

G_BEGIN_DECLS

#define STINT_N_SIGN_IN_FLOWS 2

/* What is kept of a sign-in to an Identity Center. */
typedef struct
{
  StintSsoToken *token; /* (owned) (nullable) */
  /* (owned) (nullable) each, by StintSignInFlow: AWS refuses a client of the other kind. */
  StintSsoRegistration *clients[STINT_N_SIGN_IN_FLOWS];
  StintSsoEntry *entry; /* (owned) (nullable): in the AWS CLI's cache, under this name */
  gboolean in_vault;    /* the keyring has something of it */
} StintKept;

StintKept *stint_kept_new (void);
StintKept *stint_kept_copy (const StintKept *self);
void stint_kept_free (StintKept *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintKept, stint_kept_free)

/* Whether both are the same token, letter by letter; NULL equals only NULL. */
gboolean stint_sso_token_equal (const StintSsoToken *a, const StintSsoToken *b);

/* Token and clients as one JSON text for the keyring.  NULL only where the memory for secrets is
 * full. (transfer full) */
StintSecret *stint_kept_to_secret (const StintKept *self);
/* Reads it back; what makes no sense is left out: a new sign-in is all that it costs. */
StintKept *stint_kept_from_secret (const StintSecret *text);

G_END_DECLS
