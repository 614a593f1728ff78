/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How the sessions of IAM Identity Center are called. */

/* The id of (integration, account, role), always the same, whatever the account is called today: a
 * session that was removed and comes again is the one that it was. (transfer full) */
char *stint_identity_make_session_id (const char *integration_id,
                                      const char *account_id,
                                      const char *role_name);

/* Where a template says nothing: the preference's default. */
#define STINT_PROFILE_TEMPLATE_DEFAULT "{account}-{role}"

/* What the words in braces of a template stand for. */
typedef struct
{
  const char *account;     /* the account's name; where it is NULL or "", its number */
  const char *account_id;  /* twelve digits */
  const char *role;        /* the permission set's name */
  const char *integration; /* the integration's name */
} StintTemplateWords;

/* A name for a role: "{account}-{role}" becomes "Acme Production-Administrator".  Not yet made safe
 * as a profile (stint_profile_name_from()), nor unique. (transfer full) */
char *stint_profile_template_expand (const char *template_text, const StintTemplateWords *words);

/* FALSE with STINT_ERROR_INVALID_ARGUMENT for an unknown word, an open brace, or a template that
 * would give every role the same name. */
gboolean stint_profile_template_check (const char *template_text, GError **error);

G_END_DECLS
