/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-sts-answer.h"

#include "stint-aws-answer.h"
#include "stint-aws-error.h"
#include "stint-aws-xml.h"
#include "stint-time.h"

#define SERVICE "AWS STS"

static StintAwsXml *
parse (const StintHttpResponse *response)
{
  gsize length;
  const char *body = stint_http_response_get_body (response, &length);

  return stint_aws_xml_parse (body, length);
}

/* Whatever stands in front of AWS (a proxy, a portal of a hotel) has no code. */
static GError *
error_without_code (const StintHttpResponse *response)
{
  guint status = stint_http_response_get_status (response);

  if (status == 429 || status >= 500)
    return stint_aws_error_new (stint_aws_error_classify (status, NULL, NULL), NULL, NULL,
                                SERVICE " answered with HTTP %u", status);

  return stint_aws_answer_make_malformed (response, SERVICE);
}

static GError *
error_from_xml (const StintHttpResponse *response, const StintAwsXml *xml)
{
  g_autofree char *code = stint_aws_xml_dup_text (xml, "ErrorResponse/Error/Code");
  g_autofree char *message = stint_aws_xml_dup_text (xml, "ErrorResponse/Error/Message");
  g_autofree char *request_id = stint_aws_xml_dup_text (xml, "ErrorResponse/RequestId");

  if (code == NULL)
    return error_without_code (response);
  if (message == NULL || *message == '\0')
    {
      g_free (message);
      message = g_strdup (code);
    }

  return stint_aws_error_new (
      stint_aws_error_classify (stint_http_response_get_status (response), code, message), code,
      request_id, "%.*s", STINT_AWS_LONGEST_MESSAGE, message);
}

GError *
stint_sts_answer_get_error (const StintHttpResponse *response)
{
  g_autoptr (StintAwsXml) xml = NULL;
  GError *error;

  if (stint_http_response_get_status (response) == 200)
    return NULL;

  xml = parse (response);
  error = xml != NULL ? error_from_xml (response, xml) : error_without_code (response);
  stint_aws_answer_complete_error (response, error);

  return error;
}

/* `<action>Response/<action>Result/<rest>` */
static char *
result_path (const char *action, const char *rest)
{
  return g_strdup_printf ("%sResponse/%sResult/%s", action, action, rest);
}

static char *
dup_result_text (const StintAwsXml *xml, const char *action, const char *rest)
{
  g_autofree char *path = result_path (action, rest);

  return stint_aws_xml_dup_text (xml, path);
}

static StintSecret *
dup_result_secret (const StintAwsXml *xml, const char *action, const char *rest)
{
  g_autofree char *path = result_path (action, rest);

  return stint_aws_xml_dup_secret (xml, path);
}

StintAwsCredentials *
stint_sts_answer_dup_credentials (const StintHttpResponse *response,
                                  const char *action,
                                  const char *default_arn,
                                  GError **error)
{
  g_autoptr (StintAwsXml) xml = parse (response);
  g_autoptr (StintSecret) secret = NULL;
  g_autoptr (StintSecret) token = NULL;
  g_autofree char *id = NULL;
  g_autofree char *expiration_text = NULL;
  g_autofree char *arn = NULL;
  gint64 expiration;

  if (xml != NULL)
    {
      id = dup_result_text (xml, action, "Credentials/AccessKeyId");
      secret = dup_result_secret (xml, action, "Credentials/SecretAccessKey");
      token = dup_result_secret (xml, action, "Credentials/SessionToken");
      expiration_text = dup_result_text (xml, action, "Credentials/Expiration");
      arn = dup_result_text (xml, action, "AssumedRoleUser/Arn");
      if (arn == NULL)
        arn = dup_result_text (xml, action, "FederatedUser/Arn");
    }

  if (!stint_aws_is_key_id (id) || !stint_aws_is_one_word (secret) ||
      !stint_aws_is_one_word (token) || !stint_time_parse (expiration_text, &expiration))
    {
      g_propagate_error (error, stint_aws_answer_make_malformed (response, SERVICE));
      return NULL;
    }

  return stint_aws_credentials_new (id, secret, token, expiration, arn != NULL ? arn : default_arn);
}

StintCallerIdentity *
stint_sts_answer_dup_identity (const StintHttpResponse *response, GError **error)
{
  g_autoptr (StintCallerIdentity) identity = g_new0 (StintCallerIdentity, 1);
  g_autoptr (StintAwsXml) xml = parse (response);

  if (xml != NULL)
    {
      identity->arn = dup_result_text (xml, "GetCallerIdentity", "Arn");
      identity->account = dup_result_text (xml, "GetCallerIdentity", "Account");
      identity->user_id = dup_result_text (xml, "GetCallerIdentity", "UserId");
    }

  if (identity->arn == NULL || identity->account == NULL || identity->user_id == NULL)
    {
      g_propagate_error (error, stint_aws_answer_make_malformed (response, SERVICE));
      return NULL;
    }

  return g_steal_pointer (&identity);
}

void
stint_caller_identity_free (StintCallerIdentity *identity)
{
  if (identity == NULL)
    return;

  g_free (identity->arn);
  g_free (identity->account);
  g_free (identity->user_id);
  g_free (identity);
}
