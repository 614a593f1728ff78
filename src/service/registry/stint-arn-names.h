/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the service reads out of ARNs.  Whatever is no ARN gives "". */

/* The fifth field if it is twelve digits, or "". (transfer full) */
char *stint_arn_dup_account (const char *arn);

/* The name behind the last slash: "MFAUser" of arn:aws:iam::123456789012:user/ops/MFAUser, or "".
 * (transfer full) */
char *stint_arn_dup_name (const char *arn);

/* A role session name that AWS accepts (2 to 64 of [\w+=,.@-]) made of @name. (transfer full) */
char *stint_role_session_name_from (const char *name);

G_END_DECLS
