/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-portal-answer.h"

#include "stint-aws-answer.h"

#define SERVICE "IAM Identity Center's portal"

/* By status: the portal's 403 is in no model of it, and its names have changed. */
static StintAwsError
classify (guint status, const char *aws_code)
{
  switch (status)
    {
    case 400:
      return g_str_equal (aws_code, "InvalidRequest") ? STINT_AWS_ERROR_VALIDATION
                                                      : STINT_AWS_ERROR_OTHER;
    case 401:
      return STINT_AWS_ERROR_UNAUTHORIZED;
    case 403:
      return STINT_AWS_ERROR_FORBIDDEN;
    case 404:
      return STINT_AWS_ERROR_NOT_FOUND;
    case 429:
      return STINT_AWS_ERROR_THROTTLED;
    default:
      return STINT_AWS_ERROR_OTHER;
    }
}

GError *
stint_portal_answer_get_error (const StintHttpResponse *response)
{
  return stint_aws_answer_get_json_error (response, SERVICE, classify);
}

static gpointer
fail (const StintHttpResponse *response, GError **error)
{
  g_propagate_error (error, stint_aws_answer_make_malformed (response, SERVICE));
  return NULL;
}

/* A page: its list, and what the next one is asked for with. FALSE if it is none. */
static gboolean
get_page (const StintHttpResponse *response,
          const char *name,
          StintJson *out_list,
          char **out_next_token)
{
  StintJson object;
  char *token;

  if (!stint_aws_answer_get_object (response, &object) ||
      !stint_json_get_member (&object, name, out_list) || *out_list->start != '[')
    return FALSE;

  token = stint_json_dup_member_string (&object, "nextToken");
  if (token != NULL && *token == '\0')
    g_clear_pointer (&token, g_free);
  *out_next_token = token;
  return TRUE;
}

/* Names are shown in lists and become parts of profile names: one line, whatever comes. */
static char *
dup_line (const StintJson *object, const char *name)
{
  g_autofree char *text = stint_json_dup_member_string (object, name);

  if (text == NULL || !stint_aws_is_line (text))
    return g_strdup ("");

  return g_strdup (g_strstrip (text));
}

GPtrArray *
stint_portal_answer_dup_accounts (const StintHttpResponse *response,
                                  char **out_next_token,
                                  GError **error)
{
  g_autoptr (GPtrArray) accounts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) stint_portal_account_free);
  g_autofree char *next_token = NULL;
  StintJson element = { 0 };
  StintJson list;

  if (!get_page (response, "accountList", &list, &next_token))
    return fail (response, error);

  while (stint_json_next_element (&list, &element))
    {
      g_autoptr (StintPortalAccount) account = g_new0 (StintPortalAccount, 1);

      account->id = stint_json_dup_member_string (&element, "accountId");
      account->name = dup_line (&element, "accountName");
      account->email = dup_line (&element, "emailAddress");
      if (!stint_account_id_is_valid (account->id))
        return fail (response, error);
      g_ptr_array_add (accounts, g_steal_pointer (&account));
    }

  *out_next_token = g_steal_pointer (&next_token);
  return g_steal_pointer (&accounts);
}

GStrv
stint_portal_answer_dup_roles (const StintHttpResponse *response,
                               char **out_next_token,
                               GError **error)
{
  g_autoptr (GStrvBuilder) roles = g_strv_builder_new ();
  g_autofree char *next_token = NULL;
  StintJson element = { 0 };
  StintJson list;

  if (!get_page (response, "roleList", &list, &next_token))
    return fail (response, error);

  while (stint_json_next_element (&list, &element))
    {
      g_autofree char *name = stint_json_dup_member_string (&element, "roleName");

      if (!stint_permission_set_is_valid (name))
        return fail (response, error);
      g_strv_builder_add (roles, name);
    }

  *out_next_token = g_steal_pointer (&next_token);
  return g_strv_builder_end (roles);
}

StintAwsCredentials *
stint_portal_answer_dup_credentials (const StintHttpResponse *response, GError **error)
{
  g_autofree char *id = NULL;
  g_autoptr (StintSecret) secret = NULL;
  g_autoptr (StintSecret) token = NULL;
  StintJson object, credentials;
  gint64 expiration;

  if (!stint_aws_answer_get_object (response, &object) ||
      !stint_json_get_member (&object, "roleCredentials", &credentials) ||
      !stint_json_get_member_int (&credentials, "expiration", &expiration) || expiration <= 0 ||
      expiration > G_MAXINT64 / 1000)
    return fail (response, error);

  id = stint_json_dup_member_string (&credentials, "accessKeyId");
  secret = stint_json_dup_member_secret (&credentials, "secretAccessKey");
  token = stint_json_dup_member_secret (&credentials, "sessionToken");
  if (!stint_aws_is_key_id (id) || !stint_aws_is_one_word (secret) ||
      !stint_aws_is_one_word (token))
    return fail (response, error);

  /* It comes in milliseconds. */
  return stint_aws_credentials_new (id, secret, token, expiration * 1000, NULL);
}
