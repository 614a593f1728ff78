/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-credentials.h"

G_BEGIN_DECLS

/* Signature Version 4 with headers, by OpenSSL's HMAC.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */

typedef struct
{
  const char *name;
  const char *value;
} StintSigv4Header;

typedef struct
{
  const char *method;
  const char *path;                /* as sent, starts with "/" */
  const char *query;               /* (nullable) as sent, without "?" */
  const StintSigv4Header *headers; /* to be signed; host among them */
  gsize n_headers;
  const char *body;
  gsize body_len;
  const char *region;
  const char *service;
  gint64 when; /* instant, microseconds: AWS's time, not this computer's, where they differ */
  gboolean normalize_path;
} StintSigv4Request;

/* (transfer full); X-Amz-Date and, if there is a token, X-Amz-Security-Token are added to the
 * signed headers and handed out with the rest.
 * Returns FALSE only if OpenSSL fails. */
gboolean stint_sigv4_sign (const StintSigv4Request *request,
                           StintAwsCredentials *credentials,
                           char **out_authorization,
                           char **out_amz_date);

/* For tests against AWS's own vectors. (transfer full) */
char *stint_sigv4_canonical_request (const StintSigv4Request *request,
                                     StintAwsCredentials *credentials);
char *stint_sigv4_string_to_sign (const StintSigv4Request *request,
                                  StintAwsCredentials *credentials);

G_END_DECLS
