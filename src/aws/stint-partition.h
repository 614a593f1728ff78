/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* StintPartition: what differs between aws, aws-cn, aws-us-gov and aws-eusc. */
typedef struct
{
  const char *id;             /* "aws" */
  const char *dns_suffix;     /* "amazonaws.com" */
  const char *default_region; /* "us-east-1": where an identity without a region belongs */
  const char *signin_host;    /* "signin.aws.amazon.com" */
  const char *console_host;   /* "console.aws.amazon.com" */
  const char *console_region; /* "us-east-1": whose console has no region in front of its host */
} StintPartition;

/* By region name; an unknown one belongs to "aws", since AWS opens new ones.  Never NULL. */
const StintPartition *stint_partition_for_region (const char *region);
/* By its id, "aws-cn"; NULL if unknown. */
const StintPartition *stint_partition_for_id (const char *id);
/* By the second field of an ARN; NULL if it is no ARN or the partition is unknown. */
const StintPartition *stint_partition_for_arn (const char *arn);

/* Syntax only (`^[a-z]{2}(-[a-z]+)+-\d+$` and the like): any region that AWS may open is fine. */
gboolean stint_region_is_valid (const char *region);

typedef enum
{
  STINT_ENDPOINT_STS,
  STINT_ENDPOINT_SSO,
  STINT_ENDPOINT_SSO_OIDC,
  STINT_ENDPOINT_SIGNIN,
  STINT_ENDPOINT_IAM,
  STINT_N_ENDPOINTS,
} StintEndpointService;

/* The regional endpoint, "https://sts.eu-west-1.amazonaws.com". (transfer full) */
char *stint_endpoint_url (StintEndpointService service, const char *region);

/* The same as callers choose it: @endpoint_url (of an integration), else @override (of the whole
 * program), both (nullable) and without slashes at their ends, else AWS's own for the region; NULL
 * if the region's name is not valid. (transfer full) */
char *stint_endpoint_choose (StintEndpointService service,
                             const char *region,
                             const char *endpoint_url,
                             const char *override);

/* Where browsers go: the web console, "https://eu-west-1.console.aws.amazon.com", and what signs
 * them in there, "https://eu-west-1.signin.aws.amazon.com".  @region: (nullable): the partition's
 * console region, which is not named in either. (transfer full) */
char *stint_partition_make_console_url (const StintPartition *partition, const char *region);
char *stint_partition_make_signin_url (const StintPartition *partition, const char *region);

/* A role's ARN taken apart; NULL members are never handed out on success. */
gboolean stint_arn_parse (const char *arn,
                          char **out_partition, /* (nullable) (optional) each, transfer full */
                          char **out_service,
                          char **out_region,
                          char **out_account,
                          char **out_resource);

G_END_DECLS
