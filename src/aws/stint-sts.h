/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-credentials.h"
#include "stint-clock.h"
#include "stint-http.h"

G_BEGIN_DECLS

/* StintSts: the actions of AWS STS that Stint needs.
 *
 * Errors: STINT_AWS_ERROR for what AWS answers, STINT_HTTP_ERROR for what never became an answer,
 * G_IO_ERROR_CANCELLED.  A failed clock check is tried once more by itself, signed with AWS's time,
 * when the answer's Date tells it (over verified TLS or loopback).  5xx, throttling and broken
 * connections are tried up to three times in all with full jitter, except that a call which carries
 * a TokenCode is never sent twice once it has reached AWS: the code works only once.  (The clock check
 * is no exception: AWS refuses a signature before it looks at any parameter.) */
#define STINT_TYPE_STS (stint_sts_get_type ())
G_DECLARE_FINAL_TYPE (StintSts, stint_sts, STINT, STS, GObject)

/* @endpoint_override: (nullable): the URL used for every region (tests, LocalStack, private
 * endpoints). */
StintSts *stint_sts_new (StintHttp *http, StintClock *clock, const char *endpoint_override);

typedef struct
{
  const char *region;            /* (not nullable) endpoint and signature */
  const char *endpoint_url;      /* (nullable) of the integration; beats the override */
  const char *role_arn;          /* AssumeRole only */
  const char *role_session_name; /* AssumeRole only; 2-64 of [\w+=,.@-] */
  const char *external_id;       /* (nullable) */
  const char *mfa_serial;        /* (nullable) both or none */
  const char *mfa_code;          /* (nullable) six digits */
  const char *source_identity;   /* (nullable) */
  const char *federation_name;   /* GetFederationToken only; 2-32 of [\w+=,.@-] */
  const char *policy;            /* (nullable) GetFederationToken only: JSON */
  guint duration_seconds;        /* 0: not sent, AWS decides */
  gboolean urgent;               /* a person waits for it */
} StintStsParams;

void stint_sts_assume_role_async (StintSts *self,
                                  StintAwsCredentials *credentials,
                                  const StintStsParams *params,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
/* The role's credentials, with the assumed role's ARN. (transfer full) */
StintAwsCredentials *
stint_sts_assume_role_finish (StintSts *self, GAsyncResult *result, GError **error);

void stint_sts_get_session_token_async (StintSts *self,
                                        StintAwsCredentials *credentials,
                                        const StintStsParams *params,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
StintAwsCredentials *
stint_sts_get_session_token_finish (StintSts *self, GAsyncResult *result, GError **error);

/* GetFederationToken: the one kind of credentials that opens the console for an IAM user.  It must be
 * called with long-lived keys (EXPIRED_TOKEN or REFUSED otherwise, as AWS puts it), and gives no
 * right that both the user and @policy do not give: without a policy, none. */
void stint_sts_get_federation_token_async (StintSts *self,
                                           StintAwsCredentials *credentials,
                                           const StintStsParams *params,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer user_data);
/* The credentials, with the federated user's ARN. (transfer full) */
StintAwsCredentials *
stint_sts_get_federation_token_finish (StintSts *self, GAsyncResult *result, GError **error);

/* A policy that takes nothing away: the console may do what the user may. */
#define STINT_STS_POLICY_EVERYTHING                                                                \
  "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\","             \
  "\"Resource\":\"*\"}]}"

typedef struct
{
  char *arn;
  char *account;
  char *user_id;
} StintCallerIdentity;

void stint_caller_identity_free (StintCallerIdentity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintCallerIdentity, stint_caller_identity_free)

void stint_sts_get_caller_identity_async (StintSts *self,
                                          StintAwsCredentials *credentials,
                                          const StintStsParams *params,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
StintCallerIdentity *
stint_sts_get_caller_identity_finish (StintSts *self, GAsyncResult *result, GError **error);

/* Microseconds by which AWS's clock is ahead of ours, from the last answer; forgotten when the
 * clock jumps.  FALSE if not known. */
gboolean stint_sts_get_clock_offset (StintSts *self, gint64 *out_offset);

/* Limits, for validation as one types. */
#define STINT_STS_MIN_DURATION 900u
#define STINT_STS_MAX_ROLE_DURATION 43200u
#define STINT_STS_MAX_TOKEN_DURATION 129600u
#define STINT_STS_MAX_CHAINED_DURATION 3600u
gboolean stint_sts_role_session_name_is_valid (const char *name);
gboolean stint_sts_federation_name_is_valid (const char *name);
/* A federation name made of anything, such as a session's name. (transfer full) */
char *stint_sts_make_federation_name (const char *text);
gboolean stint_sts_external_id_is_valid (const char *external_id);
gboolean stint_sts_mfa_serial_is_valid (const char *serial);
gboolean stint_sts_mfa_code_is_valid (const char *code);
gboolean stint_sts_role_arn_is_valid (const char *arn);
/* An ARN of a FIDO or passkey device (`:u2f/`, `:fido/`…), which STS cannot check. */
gboolean stint_sts_mfa_serial_is_security_key (const char *serial);

G_END_DECLS
