/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a portal's accounts and roles look like. */
typedef struct
{
  char *id;    /* twelve digits */
  char *name;  /* never NULL; "" where AWS tells none */
  char *email; /* the same */
} StintPortalAccount;

void stint_portal_account_free (StintPortalAccount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintPortalAccount, stint_portal_account_free)

/* As one types: twelve digits; a role (permission set) name of 1-64 of [\w+=,.@-]. @account_id,
 * @role_name: (nullable) */
gboolean stint_account_id_is_valid (const char *account_id);
gboolean stint_permission_set_is_valid (const char *role_name);

G_END_DECLS
