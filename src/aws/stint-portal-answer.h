/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-credentials.h"
#include "stint-http.h"
#include "stint-portal-account.h"

G_BEGIN_DECLS

/* What an answer of the portal says. */

/* NULL if it says success, else the error that it is. (transfer full) (nullable) */
GError *stint_portal_answer_get_error (const StintHttpResponse *response);

/* As the finish functions of stint-portal.h. */
GPtrArray *stint_portal_answer_dup_accounts (const StintHttpResponse *response,
                                             char **out_next_token,
                                             GError **error);
GStrv stint_portal_answer_dup_roles (const StintHttpResponse *response,
                                     char **out_next_token,
                                     GError **error);
StintAwsCredentials *stint_portal_answer_dup_credentials (const StintHttpResponse *response,
                                                          GError **error);

G_END_DECLS
