/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-aws-answer.h"

#include <string.h>

#define LONGEST_RETRY_AFTER 3600

/* In seconds; the other form, a date, is not what AWS sends. */
guint
stint_aws_answer_get_retry_after (const StintHttpResponse *response)
{
  const char *text = stint_http_response_get_header (response, "Retry-After");
  guint64 seconds;

  if (text == NULL ||
      !g_ascii_string_to_unsigned (text, 10, 0, LONGEST_RETRY_AFTER, &seconds, NULL))
    return 0;

  return (guint) seconds;
}

void
stint_aws_answer_complete_error (const StintHttpResponse *response, GError *error)
{
  gint64 offset;

  stint_aws_error_set_retry_after (error, stint_aws_answer_get_retry_after (response));
  if (stint_http_response_get_clock_offset (response, &offset))
    stint_aws_error_set_clock_offset (error, offset);
}

GError *
stint_aws_answer_make_malformed (const StintHttpResponse *response, const char *service)
{
  return stint_aws_error_new (STINT_AWS_ERROR_MALFORMED, NULL, NULL,
                              "The answer (HTTP %u) is not one of %s",
                              stint_http_response_get_status (response), service);
}

/* `AuthorizationPendingException:http://…` or `com.amazon…#ForbiddenException` */
static char *
strip_code (const char *text)
{
  const char *hash = strchr (text, '#');
  const char *start = hash != NULL ? hash + 1 : text;

  return g_strndup (start, strcspn (start, ":"));
}

static char *
dup_code (const StintHttpResponse *response, const StintJson *object)
{
  static const char *const names[] = { "__type", "code", "error" };
  const char *header = stint_http_response_get_header (response, "x-amzn-ErrorType");

  if (header != NULL && *header != '\0')
    return strip_code (header);

  for (gsize i = 0; object != NULL && i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *code = stint_json_dup_member_string (object, names[i]);

      if (code != NULL && *code != '\0')
        return strip_code (code);
    }

  return NULL;
}

static char *
dup_message (const StintJson *object)
{
  static const char *const names[] = { "message", "Message", "error_description" };

  for (gsize i = 0; object != NULL && i < G_N_ELEMENTS (names); i++)
    {
      char *message = stint_json_dup_member_string (object, names[i]);

      if (message != NULL && *message != '\0')
        return message;
      g_free (message);
    }

  return NULL;
}

/* Whatever stands in front of AWS (a proxy, a portal of a hotel) has no code, and its status says
 * nothing about a sign-in. */
static GError *
error_without_code (const StintHttpResponse *response, const char *service)
{
  guint status = stint_http_response_get_status (response);

  if (status == 429 || status >= 500)
    return stint_aws_error_new (stint_aws_error_classify (status, NULL, NULL), NULL, NULL,
                                "%s answered with HTTP %u", service, status);

  return stint_aws_answer_make_malformed (response, service);
}

static StintAwsError
sort (guint status, const char *code, const char *message, StintAwsClassify classify)
{
  g_autofree char *name = g_strdup (code);
  StintAwsError kind;

  if (g_str_has_suffix (name, "Exception"))
    name[strlen (name) - strlen ("Exception")] = '\0';
  kind = classify (status, name);

  return kind != STINT_AWS_ERROR_OTHER ? kind : stint_aws_error_classify (status, code, message);
}

static GError *
error_from_json (const StintHttpResponse *response,
                 const StintJson *object,
                 const char *service,
                 StintAwsClassify classify)
{
  g_autofree char *code = dup_code (response, object);
  g_autofree char *message = dup_message (object);
  g_autofree char *reason = object != NULL ? stint_json_dup_member_string (object, "reason") : NULL;
  GError *error;

  if (code == NULL || *code == '\0' || !g_utf8_validate (code, -1, NULL))
    return error_without_code (response, service);

  error = stint_aws_error_new (
      sort (stint_http_response_get_status (response), code, message, classify), code,
      stint_http_response_get_header (response, "x-amzn-RequestId"), "%.*s",
      STINT_AWS_LONGEST_MESSAGE, message != NULL ? message : code);
  if (reason != NULL && stint_aws_is_line (reason))
    stint_aws_error_set_reason (error, reason);

  return error;
}

GError *
stint_aws_answer_get_json_error (const StintHttpResponse *response,
                                 const char *service,
                                 StintAwsClassify classify)
{
  gboolean has_object;
  StintJson object;
  GError *error;

  if (stint_http_response_get_status (response) == 200)
    return NULL;

  has_object = stint_aws_answer_get_object (response, &object);
  error = error_from_json (response, has_object ? &object : NULL, service, classify);
  stint_aws_answer_complete_error (response, error);

  return error;
}

gboolean
stint_aws_answer_get_object (const StintHttpResponse *response, StintJson *out_object)
{
  gsize length;
  const char *body = stint_http_response_get_body (response, &length);

  return stint_json_init (out_object, body, length) && *out_object->start == '{';
}

gboolean
stint_aws_is_key_id (const char *id)
{
  if (id == NULL || *id == '\0')
    return FALSE;

  for (; *id != '\0'; id++)
    {
      if (!g_ascii_isalnum (*id) && *id != '_')
        return FALSE;
    }

  return TRUE;
}

gboolean
stint_aws_is_one_word (const StintSecret *secret)
{
  if (secret == NULL || stint_secret_get_length (secret) == 0)
    return FALSE;

  for (const char *c = stint_secret_peek (secret); *c != '\0'; c++)
    {
      if (!g_ascii_isgraph (*c))
        return FALSE;
    }

  return TRUE;
}

gboolean
stint_aws_is_line (const char *text)
{
  if (text == NULL || *text == '\0')
    return FALSE;

  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (g_unichar_iscntrl (g_utf8_get_char (text)))
        return FALSE;
    }

  return TRUE;
}
