/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-error-map.h"

#include "stint-aws-error.h"
#include "stint-files-error.h"
#include "stint-http.h"
#include "stint-start-url.h"
#include "stint-vault.h"

static StintError
map_aws_code (StintAwsError code)
{
  switch (code)
    {
    case STINT_AWS_ERROR_MALFORMED:
    case STINT_AWS_ERROR_TROUBLE:
    case STINT_AWS_ERROR_AUTHORIZATION_PENDING:
      return STINT_ERROR_AWS_TROUBLE;
    case STINT_AWS_ERROR_THROTTLED:
    case STINT_AWS_ERROR_SLOW_DOWN:
      return STINT_ERROR_THROTTLED;
    case STINT_AWS_ERROR_UNAUTHORIZED:
    case STINT_AWS_ERROR_GRANT_EXPIRED:
    case STINT_AWS_ERROR_INVALID_GRANT:
    case STINT_AWS_ERROR_INVALID_CLIENT:
      return STINT_ERROR_NEEDS_SIGN_IN;
    case STINT_AWS_ERROR_MFA:
      return STINT_ERROR_WRONG_MFA;
    case STINT_AWS_ERROR_BAD_KEY:
      return STINT_ERROR_BAD_KEY;
    case STINT_AWS_ERROR_EXPIRED_TOKEN:
      return STINT_ERROR_EXPIRED;
    case STINT_AWS_ERROR_CLOCK:
      return STINT_ERROR_CLOCK_SKEW;
    case STINT_AWS_ERROR_REGION:
    case STINT_AWS_ERROR_VALIDATION:
      return STINT_ERROR_AWS_INVALID;
    case STINT_AWS_ERROR_REFUSED:
    case STINT_AWS_ERROR_FORBIDDEN:
    case STINT_AWS_ERROR_NOT_FOUND:
    case STINT_AWS_ERROR_OTHER:
      return STINT_ERROR_REFUSED;
    default:
      return STINT_ERROR_FAILED;
    }
}

static GError *
map_aws (const GError *error)
{
  GError *mapped =
      stint_error_new (map_aws_code ((StintAwsError) error->code), NULL, "%s", error->message);
  const char *aws_code = stint_aws_error_get_aws_code (error);
  const char *request_id = stint_aws_error_get_request_id (error);
  const char *reason = stint_aws_error_get_reason (error);
  guint retry_after = stint_aws_error_get_retry_after (error);
  gint64 offset = stint_aws_error_get_clock_offset (error);

  if (aws_code != NULL)
    {
      stint_error_add_detail (mapped, "aws-code", g_variant_new_string (aws_code));
      stint_error_add_detail (mapped, "aws-message", g_variant_new_string (error->message));
    }
  if (reason != NULL)
    stint_error_add_detail (mapped, "aws-reason", g_variant_new_string (reason));
  if (request_id != NULL)
    stint_error_add_detail (mapped, "request-id", g_variant_new_string (request_id));
  if (retry_after > 0)
    stint_error_add_detail (mapped, "retry-after", g_variant_new_uint32 (retry_after));
  if (mapped->code == STINT_ERROR_CLOCK_SKEW && offset != 0)
    stint_error_add_detail (mapped, "skew", g_variant_new_int64 (-offset / G_USEC_PER_SEC));

  return mapped;
}

static StintError
map_http_code (StintHttpError code)
{
  switch (code)
    {
    case STINT_HTTP_ERROR_TOO_LARGE:
      return STINT_ERROR_AWS_TROUBLE;
    case STINT_HTTP_ERROR_INSECURE:
      return STINT_ERROR_INVALID_ARGUMENT;
    case STINT_HTTP_ERROR_FAILED:
    case STINT_HTTP_ERROR_RESOLVE:
    case STINT_HTTP_ERROR_CONNECT:
    case STINT_HTTP_ERROR_TLS:
    case STINT_HTTP_ERROR_TIMEOUT:
    case STINT_HTTP_ERROR_INTERRUPTED:
    default:
      return STINT_ERROR_NETWORK;
    }
}

static StintError
map_start_url_code (StintStartUrlError code)
{
  switch (code)
    {
    case STINT_START_URL_ERROR_STATUS:
      return STINT_ERROR_NETWORK;
    case STINT_START_URL_ERROR_INVALID:
    case STINT_START_URL_ERROR_NOT_HTTPS:
    case STINT_START_URL_ERROR_NOT_AWS:
    default:
      return STINT_ERROR_INVALID_ARGUMENT;
    }
}

static StintError
map_vault_code (StintVaultError code)
{
  switch (code)
    {
    case STINT_VAULT_ERROR_MISSING:
      return STINT_ERROR_KEYRING_MISSING;
    case STINT_VAULT_ERROR_LOCKED:
      return STINT_ERROR_KEYRING_LOCKED;
    case STINT_VAULT_ERROR_DISMISSED:
      return STINT_ERROR_KEYRING_DISMISSED;
    case STINT_VAULT_ERROR_NOT_FOUND:
      return STINT_ERROR_SECRET_MISSING;
    case STINT_VAULT_ERROR_FAILED:
    default:
      return STINT_ERROR_FAILED;
    }
}

static StintError
map_files_code (StintFilesError code)
{
  switch (code)
    {
    case STINT_FILES_ERROR_MALFORMED:
      return STINT_ERROR_FILES_MALFORMED;
    case STINT_FILES_ERROR_DEFAULT_SECTION:
    case STINT_FILES_ERROR_FOREIGN_KEYS:
    case STINT_FILES_ERROR_GONE:
    case STINT_FILES_ERROR_SELF_SOURCE:
    case STINT_FILES_ERROR_NEEDS_KEYS:
      return STINT_ERROR_FILES_CONFLICT;
    case STINT_FILES_ERROR_INVALID_PROFILE_NAME:
    case STINT_FILES_ERROR_INVALID_VALUE:
      return STINT_ERROR_INVALID_ARGUMENT;
    case STINT_FILES_ERROR_FAILED:
    case STINT_FILES_ERROR_NOT_READABLE:
    case STINT_FILES_ERROR_NOT_WRITABLE:
    case STINT_FILES_ERROR_READ_ONLY:
    case STINT_FILES_ERROR_NO_SPACE:
    case STINT_FILES_ERROR_BUSY_WRITER:
    case STINT_FILES_ERROR_TOO_LARGE:
    case STINT_FILES_ERROR_NOT_A_FILE:
    default:
      return STINT_ERROR_FILES_UNWRITABLE;
    }
}

static GError *
map_files (const GError *error)
{
  GError *mapped =
      stint_error_new (map_files_code ((StintFilesError) error->code), NULL, "%s", error->message);
  const char *path = stint_files_error_get_path (error);
  guint line = stint_files_error_get_line (error);

  if (path != NULL)
    stint_error_add_detail (mapped, "path", g_variant_new_string (path));
  if (line > 0)
    stint_error_add_detail (mapped, "line", g_variant_new_uint32 (line));

  return mapped;
}

GError *
stint_error_map (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == STINT_ERROR)
    return g_error_copy (error);
  if (error->domain == STINT_AWS_ERROR)
    return map_aws (error);
  if (error->domain == STINT_HTTP_ERROR)
    return stint_error_new (map_http_code ((StintHttpError) error->code), NULL, "%s",
                            error->message);
  if (error->domain == STINT_START_URL_ERROR)
    return stint_error_new (map_start_url_code ((StintStartUrlError) error->code), NULL, "%s",
                            error->message);
  if (error->domain == STINT_VAULT_ERROR)
    return stint_error_new (map_vault_code ((StintVaultError) error->code), NULL, "%s",
                            error->message);
  if (error->domain == STINT_FILES_ERROR)
    return map_files (error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return stint_error_new (STINT_ERROR_CANCELLED, NULL, "%s", error->message);
  /* Only our own two files are written without the profiles room. */
  if (error->domain == G_FILE_ERROR)
    return stint_error_new (STINT_ERROR_FILES_UNWRITABLE, NULL, "%s", error->message);

  return stint_error_new (STINT_ERROR_FAILED, NULL, "%s", error->message);
}

GError *
stint_error_map_take (GError *error)
{
  GError *mapped;

  if (error == NULL || error->domain == STINT_ERROR)
    return error;

  mapped = stint_error_map (error);
  g_error_free (error);

  return mapped;
}
