/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-aws-error.h"

#include <string.h>

typedef struct
{
  char *aws_code;      /* (nullable) (owned) */
  char *request_id;    /* (nullable) (owned) */
  gint64 clock_offset; /* microseconds */
  guint retry_after;   /* seconds */
  char *reason;        /* (nullable) (owned) */
} StintAwsErrorPrivate;

static void
stint_aws_error_private_init (StintAwsErrorPrivate *priv)
{
}

static void
stint_aws_error_private_copy (const StintAwsErrorPrivate *src, StintAwsErrorPrivate *dest)
{
  dest->aws_code = g_strdup (src->aws_code);
  dest->request_id = g_strdup (src->request_id);
  dest->clock_offset = src->clock_offset;
  dest->retry_after = src->retry_after;
  dest->reason = g_strdup (src->reason);
}

static void
stint_aws_error_private_clear (StintAwsErrorPrivate *priv)
{
  g_clear_pointer (&priv->aws_code, g_free);
  g_clear_pointer (&priv->request_id, g_free);
  g_clear_pointer (&priv->reason, g_free);
}

G_DEFINE_EXTENDED_ERROR (StintAwsError, stint_aws_error)

GError *
stint_aws_error_new (
    StintAwsError code, const char *aws_code, const char *request_id, const char *format, ...)
{
  StintAwsErrorPrivate *priv;
  GError *error;
  va_list args;

  g_return_val_if_fail (format != NULL, NULL);

  va_start (args, format);
  error = g_error_new_valist (STINT_AWS_ERROR, code, format, args);
  va_end (args);

  priv = stint_aws_error_get_private (error);
  priv->aws_code = g_strdup (aws_code);
  priv->request_id = g_strdup (request_id);

  return error;
}

static const StintAwsErrorPrivate *
peek_private (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return error->domain == STINT_AWS_ERROR ? stint_aws_error_get_private (error) : NULL;
}

const char *
stint_aws_error_get_aws_code (const GError *error)
{
  const StintAwsErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->aws_code : NULL;
}

const char *
stint_aws_error_get_request_id (const GError *error)
{
  const StintAwsErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->request_id : NULL;
}

gint64
stint_aws_error_get_clock_offset (const GError *error)
{
  const StintAwsErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->clock_offset : 0;
}

guint
stint_aws_error_get_retry_after (const GError *error)
{
  const StintAwsErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->retry_after : 0;
}

const char *
stint_aws_error_get_reason (const GError *error)
{
  const StintAwsErrorPrivate *priv = peek_private (error);

  return priv != NULL ? priv->reason : NULL;
}

void
stint_aws_error_set_clock_offset (GError *error, gint64 offset)
{
  g_return_if_fail (error != NULL && error->domain == STINT_AWS_ERROR);

  stint_aws_error_get_private (error)->clock_offset = offset;
}

void
stint_aws_error_set_retry_after (GError *error, guint seconds)
{
  g_return_if_fail (error != NULL && error->domain == STINT_AWS_ERROR);

  stint_aws_error_get_private (error)->retry_after = seconds;
}

void
stint_aws_error_set_reason (GError *error, const char *reason)
{
  StintAwsErrorPrivate *priv;

  g_return_if_fail (error != NULL && error->domain == STINT_AWS_ERROR);

  priv = stint_aws_error_get_private (error);
  g_free (priv->reason);
  priv->reason = g_strdup (reason);
}

/* AWS's names for one and the same thing, over its protocols and generations.  Services on the JSON
 * protocols append "Exception" to most of them. */
static const struct
{
  const char *aws_code;
  StintAwsError code;
} known_codes[] = {
  { "Throttling", STINT_AWS_ERROR_THROTTLED },
  { "Throttled", STINT_AWS_ERROR_THROTTLED },
  { "RequestThrottled", STINT_AWS_ERROR_THROTTLED },
  { "RequestLimitExceeded", STINT_AWS_ERROR_THROTTLED },
  { "TooManyRequests", STINT_AWS_ERROR_THROTTLED },
  { "SlowDown", STINT_AWS_ERROR_THROTTLED },
  { "BandwidthLimitExceeded", STINT_AWS_ERROR_THROTTLED },
  { "ServiceUnavailable", STINT_AWS_ERROR_TROUBLE },
  { "InternalFailure", STINT_AWS_ERROR_TROUBLE },
  { "InternalError", STINT_AWS_ERROR_TROUBLE },
  { "InternalServer", STINT_AWS_ERROR_TROUBLE },
  { "IDPCommunicationError", STINT_AWS_ERROR_TROUBLE },
  { "RequestTimeout", STINT_AWS_ERROR_TROUBLE },
  { "RequestExpired", STINT_AWS_ERROR_CLOCK },
  { "RequestInTheFuture", STINT_AWS_ERROR_CLOCK },
  { "RequestTimeTooSkewed", STINT_AWS_ERROR_CLOCK },
  { "InvalidClientTokenId", STINT_AWS_ERROR_BAD_KEY },
  { "UnrecognizedClient", STINT_AWS_ERROR_BAD_KEY },
  { "InvalidAccessKeyId", STINT_AWS_ERROR_BAD_KEY },
  { "SignatureDoesNotMatch", STINT_AWS_ERROR_BAD_KEY },
  { "InvalidSignature", STINT_AWS_ERROR_BAD_KEY },
  { "AuthFailure", STINT_AWS_ERROR_BAD_KEY },
  { "ExpiredToken", STINT_AWS_ERROR_EXPIRED_TOKEN },
  { "TokenRefreshRequired", STINT_AWS_ERROR_EXPIRED_TOKEN },
  { "RegionDisabled", STINT_AWS_ERROR_REGION },
  { "ValidationError", STINT_AWS_ERROR_VALIDATION },
  { "Validation", STINT_AWS_ERROR_VALIDATION },
  { "InvalidParameterValue", STINT_AWS_ERROR_VALIDATION },
  { "InvalidParameterCombination", STINT_AWS_ERROR_VALIDATION },
  { "MissingParameter", STINT_AWS_ERROR_VALIDATION },
  { "MalformedPolicyDocument", STINT_AWS_ERROR_VALIDATION },
  { "PackedPolicyTooLarge", STINT_AWS_ERROR_VALIDATION },
  { "AccessDenied", STINT_AWS_ERROR_REFUSED },
  { "UnauthorizedOperation", STINT_AWS_ERROR_REFUSED },
};

static gboolean
contains (const char *message, const char *words)
{
  return message != NULL && strstr (message, words) != NULL;
}

/* AWS answers a wrong code with the very error code of a missing right.  The words "MFA" and
 * "MultiFactorAuthentication" alone do not tell them apart: a refusal names the user and the role,
 * and those may well be called MFAUser. */
static gboolean
is_about_mfa (const char *message)
{
  if (contains (message, "is not authorized to perform"))
    return FALSE;

  return contains (message, "MultiFactorAuthentication failed") ||
         contains (message, "unable to validate MFA code");
}

/* A signature that is too old or too new comes under the code of a wrong one. */
static gboolean
is_about_time (const char *message)
{
  return contains (message, "Signature expired") || contains (message, "Signature not yet current");
}

StintAwsError
stint_aws_error_classify (guint status, const char *aws_code, const char *message)
{
  g_autofree char *name = g_strdup (aws_code != NULL ? aws_code : "");
  StintAwsError code = STINT_AWS_ERROR_OTHER;

  if (g_str_has_suffix (name, "Exception"))
    name[strlen (name) - strlen ("Exception")] = '\0';

  for (gsize i = 0; i < G_N_ELEMENTS (known_codes); i++)
    {
      if (g_str_equal (name, known_codes[i].aws_code))
        code = known_codes[i].code;
    }

  if (code == STINT_AWS_ERROR_BAD_KEY && is_about_time (message))
    return STINT_AWS_ERROR_CLOCK;
  if (code == STINT_AWS_ERROR_REFUSED && is_about_mfa (message))
    return STINT_AWS_ERROR_MFA;
  if (code == STINT_AWS_ERROR_OTHER && status == 429)
    return STINT_AWS_ERROR_THROTTLED;
  if (code == STINT_AWS_ERROR_OTHER && status >= 500)
    return STINT_AWS_ERROR_TROUBLE;

  return code;
}
