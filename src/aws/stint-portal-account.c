/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-portal-account.h"

#include <string.h>

void
stint_portal_account_free (StintPortalAccount *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->email);
  g_free (self);
}

gboolean
stint_account_id_is_valid (const char *account_id)
{
  return account_id != NULL && strlen (account_id) == 12 && strspn (account_id, "0123456789") == 12;
}

gboolean
stint_permission_set_is_valid (const char *role_name)
{
  gsize length = role_name != NULL ? strlen (role_name) : 0;

  if (length < 1 || length > 64)
    return FALSE;

  for (; *role_name != '\0'; role_name++)
    {
      if (!g_ascii_isalnum (*role_name) && strchr ("_+=,.@-", *role_name) == NULL)
        return FALSE;
    }

  return TRUE;
}
