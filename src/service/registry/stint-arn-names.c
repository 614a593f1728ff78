/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-arn-names.h"

#include <string.h>

#define ACCOUNT_LENGTH 12
#define SESSION_NAME_MIN 2
#define SESSION_NAME_MAX 64

/* The fields of arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE, or NULL. */
static GStrv
split_arn (const char *arn)
{
  g_auto (GStrv) fields = NULL;

  if (arn == NULL || !g_str_has_prefix (arn, "arn:"))
    return NULL;

  fields = g_strsplit (arn, ":", 6);
  return g_strv_length (fields) == 6 ? g_steal_pointer (&fields) : NULL;
}

char *
stint_arn_dup_account (const char *arn)
{
  g_auto (GStrv) fields = split_arn (arn);

  if (fields == NULL || strlen (fields[4]) != ACCOUNT_LENGTH ||
      strspn (fields[4], "0123456789") != ACCOUNT_LENGTH)
    return g_strdup ("");

  return g_strdup (fields[4]);
}

char *
stint_arn_dup_name (const char *arn)
{
  g_auto (GStrv) fields = split_arn (arn);
  const char *slash = fields != NULL ? strrchr (fields[5], '/') : NULL;

  return g_strdup (slash != NULL ? slash + 1 : "");
}

char *
stint_role_session_name_from (const char *name)
{
  GString *text = g_string_new (NULL);

  for (const char *at = name != NULL ? name : ""; *at != '\0'; at++)
    {
      if (g_ascii_isalnum (*at) || strchr ("_+=,.@-", *at) != NULL)
        g_string_append_c (text, *at);
      else if (text->len > 0 && text->str[text->len - 1] != '-')
        g_string_append_c (text, '-');
    }
  g_string_truncate (text, MIN (text->len, SESSION_NAME_MAX));
  if (text->len < SESSION_NAME_MIN)
    g_string_assign (text, "stint");

  return g_string_free (text, FALSE);
}
