/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include <string.h>

#include "stint-console.h"

/* Services whose page is not `/<name>/home`, or that people call by another name. */
static const struct
{
  const char *name;
  const char *path;     /* (nullable) NULL: `/<name>/home` */
  const char *fragment; /* (nullable) */
  gboolean global;      /* one for the whole partition */
} services[] = {
  { "acm", NULL, NULL, FALSE },
  { "amplify", NULL, NULL, FALSE },
  { "apigateway", "/apigateway/main/apis", NULL, FALSE },
  { "athena", NULL, NULL, FALSE },
  { "batch", NULL, NULL, FALSE },
  { "beanstalk", "/elasticbeanstalk/home", NULL, FALSE },
  { "bedrock", NULL, NULL, FALSE },
  { "billing", NULL, NULL, TRUE },
  { "cfn", "/cloudformation/home", NULL, FALSE },
  { "cloudformation", NULL, NULL, FALSE },
  { "cloudfront", "/cloudfront/v4/home", NULL, TRUE },
  { "cloudshell", NULL, NULL, FALSE },
  { "cloudtrail", "/cloudtrailv2/home", NULL, FALSE },
  { "cloudwatch", NULL, NULL, FALSE },
  { "codebuild", "/codesuite/codebuild/projects", NULL, FALSE },
  { "codepipeline", "/codesuite/codepipeline/pipelines", NULL, FALSE },
  { "cognito", "/cognito/v2/home", NULL, FALSE },
  { "config", NULL, NULL, FALSE },
  { "cost", "/cost-management/home", NULL, TRUE },
  { "cw", "/cloudwatch/home", NULL, FALSE },
  { "ddb", "/dynamodbv2/home", NULL, FALSE },
  { "dynamodb", "/dynamodbv2/home", NULL, FALSE },
  { "ec2", NULL, NULL, FALSE },
  { "ecr", "/ecr/repositories", NULL, FALSE },
  { "ecs", "/ecs/v2/clusters", NULL, FALSE },
  { "efs", NULL, NULL, FALSE },
  { "eks", NULL, NULL, FALSE },
  { "elasticache", NULL, NULL, FALSE },
  { "eventbridge", "/events/home", NULL, FALSE },
  { "glue", NULL, NULL, FALSE },
  { "guardduty", NULL, NULL, FALSE },
  { "iam", NULL, NULL, TRUE },
  { "kinesis", NULL, NULL, FALSE },
  { "kms", NULL, NULL, FALSE },
  { "lambda", NULL, NULL, FALSE },
  { "logs", "/cloudwatch/home", "logsV2:log-groups", FALSE },
  { "msk", NULL, NULL, FALSE },
  { "opensearch", "/aos/home", NULL, FALSE },
  { "organizations", "/organizations/v2/home", NULL, TRUE },
  { "r53", "/route53/v2/home", NULL, TRUE },
  { "rds", NULL, NULL, FALSE },
  { "redshift", "/redshiftv2/home", NULL, FALSE },
  { "route53", "/route53/v2/home", NULL, TRUE },
  { "s3", NULL, NULL, FALSE },
  { "sagemaker", NULL, NULL, FALSE },
  { "secretsmanager", NULL, NULL, FALSE },
  { "ses", NULL, NULL, FALSE },
  { "sfn", "/states/home", NULL, FALSE },
  { "sns", "/sns/v3/home", NULL, FALSE },
  { "sqs", "/sqs/v3/home", NULL, FALSE },
  { "ssm", "/systems-manager/home", NULL, FALSE },
  { "sso", "/singlesignon/home", NULL, FALSE },
  { "stepfunctions", "/states/home", NULL, FALSE },
  { "support", NULL, NULL, TRUE },
  { "vpc", "/vpcconsole/home", NULL, FALSE },
  { "waf", "/wafv2/homev2", NULL, TRUE },
};

const char *const *
stint_console_get_services (void)
{
  static const char *names[G_N_ELEMENTS (services) + 1];
  static gsize filled = 0;

  if (g_once_init_enter (&filled))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
        names[i] = services[i].name;
      g_once_init_leave (&filled, 1);
    }

  return names;
}

static gboolean
is_plain (const char *text)
{
  for (; *text != '\0'; text++)
    {
      if (!g_ascii_isgraph (*text) || strchr ("\\\"<>`", *text) != NULL)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_service_name (const char *text)
{
  return strlen (text) <= 64 &&
         strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (text);
}

static char *
make_page (const StintPartition *partition,
           const char *region,
           const char *path,
           const char *fragment)
{
  g_autofree char *console = stint_partition_make_console_url (partition, region);
  GString *url = g_string_new (console);

  g_string_append (url, path);
  if (region != NULL)
    g_string_append_printf (url, "?region=%s", region);
  if (fragment != NULL)
    g_string_append_printf (url, "#%s", fragment);

  return g_string_free (url, FALSE);
}

static char *
make_service_page (const StintPartition *partition, const char *region, const char *name)
{
  g_autofree char *path = g_strdup_printf ("/%s/home", name);
  const char *fragment = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    {
      if (!g_str_equal (services[i].name, name))
        continue;

      if (services[i].path != NULL)
        {
          g_free (path);
          path = g_strdup (services[i].path);
        }
      fragment = services[i].fragment;
      if (services[i].global)
        region = partition->console_region;
    }

  return make_page (partition, region, path, fragment);
}

/* A page elsewhere would get a link that signs in and then leads away. */
static gboolean
is_page_of (const StintPartition *partition, const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *suffix = g_strconcat (".", partition->console_host, NULL);
  g_autofree char *host = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_userinfo (uri) != NULL ||
      (g_uri_get_port (uri) != -1 && g_uri_get_port (uri) != 443) ||
      !g_str_equal (g_uri_get_scheme (uri), "https"))
    return FALSE;

  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  return g_str_equal (host, partition->console_host) || g_str_has_suffix (host, suffix);
}

char *
stint_console_make_destination (const StintPartition *partition,
                                const char *region,
                                const char *destination,
                                GError **error)
{
  g_return_val_if_fail (partition != NULL, NULL);

  if (region != NULL && !stint_region_is_valid (region))
    {
      g_propagate_error (error, stint_aws_error_new (STINT_AWS_ERROR_VALIDATION, NULL, NULL,
                                                     "The region's name is not valid"));
      return NULL;
    }

  if (destination == NULL || *destination == '\0')
    return make_page (partition, region, "/console/home", NULL);
  if (is_service_name (destination))
    return make_service_page (partition, region, destination);
  if (is_plain (destination) && *destination == '/')
    {
      g_autofree char *console = stint_partition_make_console_url (partition, region);

      return g_strconcat (console, destination, NULL);
    }
  if (is_plain (destination) && is_page_of (partition, destination))
    return g_strdup (destination);

  g_propagate_error (
      error, stint_aws_error_new (STINT_AWS_ERROR_VALIDATION, NULL, NULL,
                                  "The destination is not a service, a path or a page of %s",
                                  partition->console_host));
  return NULL;
}
