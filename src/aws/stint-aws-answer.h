/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-error.h"
#include "stint-http.h"
#include "stint-json.h"
#include "stint-secret.h"

G_BEGIN_DECLS

/* What the answers of AWS's services have in common. */

/* Longer than a person reads, and nothing that AWS sends. */
#define STINT_AWS_LONGEST_MESSAGE 2000

/* Seconds of Retry-After, at most an hour; 0 if there is none. */
guint stint_aws_answer_get_retry_after (const StintHttpResponse *response);
/* Keeps the pause and the clock offset of @response in @error. */
void stint_aws_answer_complete_error (const StintHttpResponse *response, GError *error);

/* An answer that no service of AWS gives; a proxy or a hotel's portal may stand in between.
 * @service: "AWS STS", for the message. (transfer full) */
GError *stint_aws_answer_make_malformed (const StintHttpResponse *response, const char *service);

/* One of AWS's services on a JSON protocol: its error, or NULL for the status 200.
 * @classify: what the status and the code (without "Exception") mean to this service; OTHER leaves
 *   it to stint_aws_error_classify() */
typedef StintAwsError (*StintAwsClassify) (guint status, const char *aws_code);
GError *stint_aws_answer_get_json_error (const StintHttpResponse *response,
                                         const char *service,
                                         StintAwsClassify classify);

/* The object that an answer is; it points into @response.  FALSE if it is none. */
gboolean stint_aws_answer_get_object (const StintHttpResponse *response, StintJson *out_object);

/* Keys go into files, one line each, and into headers: a strange one is not passed on. */
gboolean stint_aws_is_key_id (const char *id);
gboolean stint_aws_is_one_word (const StintSecret *secret);
/* Bare text for people: no control characters, not empty. */
gboolean stint_aws_is_line (const char *text);

G_END_DECLS
