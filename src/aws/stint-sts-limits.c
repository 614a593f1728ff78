/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include <string.h>

#include "stint-partition.h"
#include "stint-sts.h"

#define ALNUM "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

/* What the service model says about its parameters; `\w` there is ASCII. */
static gboolean
is_made_of (const char *text, const char *characters, gsize shortest, gsize longest)
{
  gsize length = text != NULL ? strlen (text) : 0;

  return length >= shortest && length <= longest && strspn (text, characters) == length;
}

gboolean
stint_sts_role_session_name_is_valid (const char *name)
{
  return is_made_of (name, ALNUM "_+=,.@-", 2, 64);
}

gboolean
stint_sts_federation_name_is_valid (const char *name)
{
  return is_made_of (name, ALNUM "_+=,.@-", 2, 32);
}

char *
stint_sts_make_federation_name (const char *text)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  name = g_strndup (text, 32);
  g_strcanon (name, ALNUM "_+=,.@-", '-');

  return strlen (name) >= 2 ? g_steal_pointer (&name) : g_strconcat ("stint-", name, NULL);
}

gboolean
stint_sts_external_id_is_valid (const char *external_id)
{
  return is_made_of (external_id, ALNUM "_+=,.@:/-", 2, 1224);
}

gboolean
stint_sts_mfa_serial_is_valid (const char *serial)
{
  return is_made_of (serial, ALNUM "_+=/:,.@-", 9, 256);
}

gboolean
stint_sts_mfa_code_is_valid (const char *code)
{
  return is_made_of (code, "0123456789", 6, 6);
}

gboolean
stint_sts_role_arn_is_valid (const char *arn)
{
  g_autofree char *service = NULL;
  g_autofree char *region = NULL;
  g_autofree char *account = NULL;
  g_autofree char *resource = NULL;

  if (!stint_arn_parse (arn, NULL, &service, &region, &account, &resource) ||
      stint_partition_for_arn (arn) == NULL)
    return FALSE;

  return g_str_equal (service, "iam") && *region == '\0' &&
         is_made_of (account, "0123456789", 12, 12) && g_str_has_prefix (resource, "role/") &&
         is_made_of (resource + strlen ("role/"), ALNUM "_+=,.@/-", 1, 576) &&
         !g_str_has_suffix (resource, "/");
}

gboolean
stint_sts_mfa_serial_is_security_key (const char *serial)
{
  g_autofree char *resource = NULL;

  if (!stint_arn_parse (serial, NULL, NULL, NULL, NULL, &resource))
    return FALSE;

  return g_str_has_prefix (resource, "u2f/") || g_str_has_prefix (resource, "fido/") ||
         g_str_has_prefix (resource, "passkey/");
}
