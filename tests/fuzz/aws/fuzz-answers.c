/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "stint-aws-answer.h"
#include "stint-http-private.h"
#include "stint-oidc-answer.h"
#include "stint-portal-answer.h"
#include "stint-time.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define NOW STINT_SECONDS (1795000000)

static const guint statuses[] = { 200, 200, 200, 400, 401, 403, 404, 429, 500, 302 };

/* A status, a line of x-amzn-ErrorType, and the body. */
static StintHttpResponse *
make_response (const uint8_t *data, size_t size)
{
  StintHttpResponse *response = stint_http_response_new ();
  const uint8_t *line_end;

  response->status = size > 0 ? statuses[data[0] % G_N_ELEMENTS (statuses)] : 200;
  if (size > 0)
    {
      data++;
      size--;
    }
  line_end = size > 0 ? memchr (data, '\n', size) : NULL;
  if (line_end != NULL)
    {
      g_autofree char *value = g_strndup ((const char *) data, line_end - data);
      g_autofree char *line = g_strconcat ("x-amzn-ErrorType: ", value, "\r\n", NULL);

      stint_http_response_take_line (response, line, strlen (line));
      size -= line_end + 1 - data;
      data = line_end + 1;
    }
  stint_wiped_buffer_append (&response->body, (const char *) data, size, G_MAXSSIZE);

  return response;
}

static void
check_error (GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->domain == STINT_AWS_ERROR);
  g_assert_true (*error->message != '\0');
  g_error_free (error);
}

static void
check_oidc (const StintHttpResponse *response)
{
  g_autoptr (StintOidcClient) client =
      stint_oidc_answer_dup_client (response, STINT_OIDC_FLOW_BROWSER, NULL);
  g_autoptr (StintOidcDevice) device = stint_oidc_answer_dup_device (response, NOW, NULL);
  g_autoptr (StintOidcToken) token = stint_oidc_answer_dup_token (response, NOW, NULL);

  if (client != NULL)
    g_assert_true (stint_aws_is_one_word (stint_oidc_client_get_secret (client)));
  if (device != NULL)
    {
      g_assert_true (g_str_has_prefix (device->verification_uri, "http"));
      g_assert_cmpuint (device->interval, >, 0);
      g_assert_cmpint (device->expiration, >=, NOW);
    }
  if (token != NULL)
    {
      g_assert_true (stint_aws_is_one_word (token->access_token));
      g_assert_cmpint (token->expiration, >=, NOW);
    }
}

static void
check_portal (const StintHttpResponse *response)
{
  g_autofree char *accounts_next = NULL;
  g_autofree char *roles_next = NULL;
  g_autoptr (GPtrArray) accounts =
      stint_portal_answer_dup_accounts (response, &accounts_next, NULL);
  g_auto (GStrv) roles = stint_portal_answer_dup_roles (response, &roles_next, NULL);
  g_autoptr (StintAwsCredentials) credentials =
      stint_portal_answer_dup_credentials (response, NULL);

  for (guint i = 0; accounts != NULL && i < accounts->len; i++)
    {
      const StintPortalAccount *account = g_ptr_array_index (accounts, i);

      g_assert_true (stint_account_id_is_valid (account->id));
      g_assert_null (strpbrk (account->name, "\r\n\t"));
    }
  for (gsize i = 0; roles != NULL && roles[i] != NULL; i++)
    g_assert_true (stint_permission_set_is_valid (roles[i]));
  g_assert_true (accounts_next == NULL || *accounts_next != '\0');
  if (credentials != NULL)
    g_assert_cmpint (stint_aws_credentials_get_expiration (credentials), >, 0);
}

/* Whatever comes, it is an error that has a sentence, or something that may be passed on. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (StintHttpResponse) response = make_response (data, size);

  if (response->status != 200)
    {
      check_error (stint_oidc_answer_get_error (response));
      check_error (stint_portal_answer_get_error (response));
      return 0;
    }

  g_assert_null (stint_portal_answer_get_error (response));
  check_oidc (response);
  check_portal (response);

  return 0;
}
