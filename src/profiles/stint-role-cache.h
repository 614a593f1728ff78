/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-sso-entry.h"

G_BEGIN_DECLS

/* The keys of Identity Center's roles that the AWS CLI keeps by itself, in `~/.aws/cli/cache`, one file
 * for each: with them it goes on as a role for an hour, or twelve, after the sign-in is over.
 * `aws sso logout` removes them, and so do we, those of one portal. */

/* The name of a role's file, letter by letter as the AWS CLI makes it: forty hexadecimal digits and
 * `.json`. (transfer full) */
char *stint_role_cache_dup_name (const StintSsoEntry *entry,
                                 const char *account_id,
                                 const char *role_name);

/* Removes the files of @roles, which are account ids and role names in turns, NULL at the end.  What
 * is not there, or does not go, is no error: these are keys that end by themselves.  Blocks.
 * Returns: how many went */
guint
stint_role_cache_forget (const char *folder, const StintSsoEntry *entry, const char *const *roles);

G_END_DECLS
