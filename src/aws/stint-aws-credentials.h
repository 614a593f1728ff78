/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-secret.h"

G_BEGIN_DECLS

/* StintAwsCredentials: an access key with what belongs to it.  Immutable, reference-counted,
 * usable from any thread. */
typedef struct _StintAwsCredentials StintAwsCredentials;

#define STINT_TYPE_AWS_CREDENTIALS (stint_aws_credentials_get_type ())
GType stint_aws_credentials_get_type (void);

/* @session_token: (nullable); @expiration: instant in microseconds, or 0 for long-lived keys;
 * @arn: (nullable): the identity as AWS named it.  Secrets are referenced, not copied. */
StintAwsCredentials *stint_aws_credentials_new (const char *access_key_id,
                                                StintSecret *secret_access_key,
                                                StintSecret *session_token,
                                                gint64 expiration,
                                                const char *arn);
StintAwsCredentials *stint_aws_credentials_ref (StintAwsCredentials *self);
void stint_aws_credentials_unref (StintAwsCredentials *self);

const char *stint_aws_credentials_get_access_key_id (const StintAwsCredentials *self);
StintSecret *stint_aws_credentials_get_secret_access_key (const StintAwsCredentials *self);
StintSecret *stint_aws_credentials_get_session_token (const StintAwsCredentials *self);
gint64 stint_aws_credentials_get_expiration (const StintAwsCredentials *self);
const char *stint_aws_credentials_get_arn (const StintAwsCredentials *self);
/* 12 digits out of the ARN, or NULL. (transfer full) */
char *stint_aws_credentials_dup_account_id (const StintAwsCredentials *self);

/* For the keyring: a JSON object with AWS's own names (Version 1, AccessKeyId, SecretAccessKey,
 * SessionToken, Expiration, and Arn), which is also what credential_process prints.
 * Returns NULL only where the secure heap is full. (transfer full) */
StintSecret *stint_aws_credentials_to_json (const StintAwsCredentials *self);
/* Reads it back; tolerant of unknown members. FALSE→ STINT_AWS_ERROR_MALFORMED. */
StintAwsCredentials *stint_aws_credentials_from_json (const StintSecret *json, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintAwsCredentials, stint_aws_credentials_unref)

G_END_DECLS
