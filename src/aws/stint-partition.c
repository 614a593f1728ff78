/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-partition.h"

#include <string.h>

typedef struct
{
  StintPartition partition;
  const char *region_prefix;
  const char *iam_host;
} Entry;

/* The first one is also what every unknown region belongs to. */
static const Entry entries[] = {
  { { "aws", "amazonaws.com", "us-east-1", "signin.aws.amazon.com", "console.aws.amazon.com",
      "us-east-1" },
    "",
    "iam.amazonaws.com" },
  { { "aws-cn", "amazonaws.com.cn", "cn-northwest-1", "signin.amazonaws.cn", "console.amazonaws.cn",
      "cn-north-1" },
    "cn-",
    "iam.cn-north-1.amazonaws.com.cn" },
  { { "aws-us-gov", "amazonaws.com", "us-gov-west-1", "signin.amazonaws-us-gov.com",
      "console.amazonaws-us-gov.com", "us-gov-west-1" },
    "us-gov-",
    "iam.us-gov.amazonaws.com" },
  { { "aws-eusc", "amazonaws.eu", "eusc-de-east-1", "signin.amazonaws-eusc.eu",
      "console.amazonaws-eusc.eu", "eusc-de-east-1" },
    "eusc-",
    "iam.eusc-de-east-1.amazonaws.eu" },
};

static const Entry *
entry_for_region (const char *region)
{
  for (gsize i = 1; region != NULL && i < G_N_ELEMENTS (entries); i++)
    {
      if (g_str_has_prefix (region, entries[i].region_prefix))
        return &entries[i];
    }

  return &entries[0];
}

const StintPartition *
stint_partition_for_region (const char *region)
{
  return &entry_for_region (region)->partition;
}

const StintPartition *
stint_partition_for_id (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      if (g_strcmp0 (entries[i].partition.id, id) == 0)
        return &entries[i].partition;
    }

  return NULL;
}

const StintPartition *
stint_partition_for_arn (const char *arn)
{
  g_autofree char *id = NULL;

  if (!stint_arn_parse (arn, &id, NULL, NULL, NULL, NULL))
    return NULL;

  return stint_partition_for_id (id);
}

/* Letters of at least two, then words, then a number: "us-east-1", "eusc-de-east-1".  It becomes
 * part of a host's name, so nothing else may be in it. */
gboolean
stint_region_is_valid (const char *region)
{
  g_auto (GStrv) words = NULL;
  guint n_words;

  if (region == NULL || strlen (region) > 40)
    return FALSE;

  words = g_strsplit (region, "-", -1);
  n_words = g_strv_length (words);
  if (n_words < 3 || strlen (words[0]) < 2)
    return FALSE;

  for (guint i = 0; i < n_words; i++)
    {
      const char *allowed = i + 1 < n_words ? "abcdefghijklmnopqrstuvwxyz" : "0123456789";

      if (*words[i] == '\0' || strspn (words[i], allowed) != strlen (words[i]))
        return FALSE;
    }

  return TRUE;
}

char *
stint_endpoint_url (StintEndpointService service, const char *region)
{
  const Entry *entry = entry_for_region (region);
  const char *suffix = entry->partition.dns_suffix;

  g_return_val_if_fail (region != NULL, NULL);

  switch (service)
    {
    case STINT_ENDPOINT_STS:
      return g_strdup_printf ("https://sts.%s.%s", region, suffix);
    case STINT_ENDPOINT_SSO:
      return g_strdup_printf ("https://portal.sso.%s.%s", region, suffix);
    case STINT_ENDPOINT_SSO_OIDC:
      return g_strdup_printf ("https://oidc.%s.%s", region, suffix);
    case STINT_ENDPOINT_SIGNIN:
      return g_strdup_printf ("https://%s.%s", region, entry->partition.signin_host);
    case STINT_ENDPOINT_IAM:
      /* One for the whole partition. */
      return g_strconcat ("https://", entry->iam_host, NULL);
    case STINT_N_ENDPOINTS:
    default:
      g_return_val_if_reached (NULL);
    }
}

char *
stint_endpoint_choose (StintEndpointService service,
                       const char *region,
                       const char *endpoint_url,
                       const char *override)
{
  const char *chosen = endpoint_url != NULL ? endpoint_url : override;
  gsize length;

  if (!stint_region_is_valid (region))
    return NULL;
  if (chosen == NULL)
    return stint_endpoint_url (service, region);

  length = strlen (chosen);
  while (length > 0 && chosen[length - 1] == '/')
    length--;

  return g_strndup (chosen, length);
}

static char *
make_browser_url (const StintPartition *partition, const char *region, const char *host)
{
  if (region == NULL || g_str_equal (region, partition->console_region))
    return g_strconcat ("https://", host, NULL);

  return g_strdup_printf ("https://%s.%s", region, host);
}

char *
stint_partition_make_console_url (const StintPartition *partition, const char *region)
{
  g_return_val_if_fail (partition != NULL, NULL);

  return make_browser_url (partition, region, partition->console_host);
}

char *
stint_partition_make_signin_url (const StintPartition *partition, const char *region)
{
  g_return_val_if_fail (partition != NULL, NULL);

  return make_browser_url (partition, region, partition->signin_host);
}

gboolean
stint_arn_parse (const char *arn,
                 char **out_partition,
                 char **out_service,
                 char **out_region,
                 char **out_account,
                 char **out_resource)
{
  char **outs[] = { out_partition, out_service, out_region, out_account, out_resource };
  g_auto (GStrv) fields = NULL;

  if (arn == NULL || !g_str_has_prefix (arn, "arn:"))
    return FALSE;

  /* The resource may have colons of its own. */
  fields = g_strsplit (arn + strlen ("arn:"), ":", 5);
  if (g_strv_length (fields) != 5 || *fields[0] == '\0' || *fields[1] == '\0' || *fields[4] == '\0')
    return FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (outs); i++)
    {
      if (outs[i] != NULL)
        *outs[i] = g_strdup (fields[i]);
    }

  return TRUE;
}
