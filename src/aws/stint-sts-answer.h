/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-credentials.h"
#include "stint-http.h"
#include "stint-sts.h"

G_BEGIN_DECLS

/* What an answer of STS says.  @action is the name of the action, as in the elements. */

/* NULL if it says success, else the error that it is. (transfer full) (nullable) */
GError *stint_sts_answer_get_error (const StintHttpResponse *response);

/* @default_arn: (nullable): for answers that do not name an identity. */
StintAwsCredentials *stint_sts_answer_dup_credentials (const StintHttpResponse *response,
                                                       const char *action,
                                                       const char *default_arn,
                                                       GError **error);
StintCallerIdentity *stint_sts_answer_dup_identity (const StintHttpResponse *response,
                                                    GError **error);

G_END_DECLS
