/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What AWS said, sorted by what can be done about it.  The error's message is AWS's own; code and
 * request id are kept beside it. */
#define STINT_AWS_ERROR (stint_aws_error_quark ())
GQuark stint_aws_error_quark (void);

typedef enum
{
  STINT_AWS_ERROR_MALFORMED,     /* garbage, half an answer, unexpected shape: later */
  STINT_AWS_ERROR_TROUBLE,       /* 5xx: later */
  STINT_AWS_ERROR_THROTTLED,     /* Throttling, 429: later */
  STINT_AWS_ERROR_REFUSED,       /* AccessDenied and no word of MFA */
  STINT_AWS_ERROR_MFA,           /* AccessDenied: the code is wrong or was used before */
  STINT_AWS_ERROR_BAD_KEY,       /* InvalidClientTokenId, SignatureDoesNotMatch */
  STINT_AWS_ERROR_EXPIRED_TOKEN, /* the credentials that signed have ended */
  STINT_AWS_ERROR_CLOCK,         /* signature expired or not yet current */
  STINT_AWS_ERROR_REGION,        /* RegionDisabledException */
  STINT_AWS_ERROR_VALIDATION,    /* a parameter: duration, name, … */
  STINT_AWS_ERROR_OTHER,         /* any other error answer */

  /* Identity Center's portal. */
  STINT_AWS_ERROR_UNAUTHORIZED, /* 401: the access token is not good (any more) */
  STINT_AWS_ERROR_FORBIDDEN,    /* 403: no such assignment; the sign-in is good */
  STINT_AWS_ERROR_NOT_FOUND,    /* 404: no such account, role or session */

  /* Its sign-in service; see stint-oidc.h. */
  STINT_AWS_ERROR_AUTHORIZATION_PENDING,
  STINT_AWS_ERROR_SLOW_DOWN,
  STINT_AWS_ERROR_GRANT_EXPIRED,
  STINT_AWS_ERROR_INVALID_GRANT,
  STINT_AWS_ERROR_INVALID_CLIENT,
} StintAwsError;

/* @aws_code and @request_id: (nullable). */
GError *stint_aws_error_new (StintAwsError code,
                             const char *aws_code,
                             const char *request_id,
                             const char *format,
                             ...) G_GNUC_PRINTF (4, 5);
/* Of an error of this domain; NULL for others. (transfer none) */
const char *stint_aws_error_get_aws_code (const GError *error);
const char *stint_aws_error_get_request_id (const GError *error);
/* Microseconds by which AWS's clock was ahead of ours when it answered; 0 if not known. */
gint64 stint_aws_error_get_clock_offset (const GError *error);
/* Seconds of a Retry-After header; 0 if none. */
guint stint_aws_error_get_retry_after (const GError *error);
/* AWS's finer reason, such as "KMS_DisabledException"; NULL if none. (transfer none) */
const char *stint_aws_error_get_reason (const GError *error);

/* For those who read answers. */
void stint_aws_error_set_clock_offset (GError *error, gint64 offset);
void stint_aws_error_set_retry_after (GError *error, guint seconds);
void stint_aws_error_set_reason (GError *error, const char *reason);

/* Sorts an error answer: its HTTP status, and AWS's code and message, both (nullable). */
StintAwsError stint_aws_error_classify (guint status, const char *aws_code, const char *message);

G_END_DECLS
