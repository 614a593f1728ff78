/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-oidc.h"

G_BEGIN_DECLS

/* What an answer of the sign-in service says. */

/* NULL if it says success, else the error that it is. (transfer full) (nullable) */
GError *stint_oidc_answer_get_error (const StintHttpResponse *response);

StintOidcClient *stint_oidc_answer_dup_client (const StintHttpResponse *response,
                                               StintOidcFlow flow,
                                               GError **error);
/* @now: what its seconds count from. */
StintOidcDevice *
stint_oidc_answer_dup_device (const StintHttpResponse *response, gint64 now, GError **error);
StintOidcToken *
stint_oidc_answer_dup_token (const StintHttpResponse *response, gint64 now, GError **error);

G_END_DECLS
