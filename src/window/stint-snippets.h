/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-client.h"

G_BEGIN_DECLS

/* Texts to be copied, with the person's own names and numbers in them; none is secret, none is
 * translated.  Pure functions; all results (transfer full). */

/* The policy that lets an IAM user, or a role, assume @role_arn. */
char *stint_snippets_policy (const char *role_arn);

/* The same for several roles, NULL-terminated, at least one. */
char *stint_snippets_policy_for_roles (const char *const *role_arns);

/* The policy that lets an IAM user set up its own MFA device, and replace it when it was used to get
 * there.
 * @user_arn: "" if it is not known: then AWS puts in the name of whoever has the policy. */
char *
stint_snippets_own_device (const char *partition, const char *account_id, const char *user_arn);

/* The policy that lets an IAM user open the console with its access key. */
char *stint_snippets_console (const char *partition, const char *account_id);

/* The trust policy of a role that may be assumed by @principal.
 * @principal: the ARN of an IAM user or role.
 * @mfa: only with an MFA code; never asked of a chain, which carries none.
 * @external_id: (nullable). */
char *stint_snippets_trust (const char *principal, gboolean mfa, const char *external_id);

/* The same for the role that IAM Identity Center has made for a permission set: its own name ends in
 * letters that nobody knows beforehand. */
char *stint_snippets_trust_permission_set (const char *account_id,
                                           const char *permission_set,
                                           const char *partition,
                                           const char *external_id);

/* The ARN of an IAM user whose ARN is not known, as well as can be guessed.
 * @serial: its MFA device, or ""; @account_id: or "": AWS's own example stands for it. */
char *stint_snippets_user_arn (const char *serial, const char *partition, const char *account_id);

/* "123456789012" of "arn:aws:iam::123456789012:…"; "" if @arn is none. */
char *stint_snippets_account (const char *arn);

/* "aws" of "arn:aws:iam::…"; "aws" if @arn is none. */
char *stint_snippets_partition (const char *arn);

/* What somebody without Stint writes into ~/.aws/config for the session. */
char *stint_snippets_profile (StintClient *client, StintSessionItem *session);

/* "export AWS_PROFILE=… AWS_REGION=…": a shell that uses the session's profile. */
char *stint_snippets_export (StintSessionItem *session);

/* "stint start 'My role'": @verb and the session's name, as a shell reads it.
 * @options: (nullable): what follows, quoted already. */
char *stint_snippets_command (const char *verb, StintSessionItem *session, const char *options);

/* The region that counts: the session's, or its integration's; "". (transfer none) */
const char *stint_snippets_region (StintSessionItem *session);

G_END_DECLS
