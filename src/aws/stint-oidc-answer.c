/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-oidc-answer.h"

#include "stint-aws-answer.h"
#include "stint-time.h"

#define SERVICE "IAM Identity Center's sign-in"

#define DEFAULT_INTERVAL 5
#define LONGEST_INTERVAL 300
/* No token lives so long; a number beyond it is not meant as seconds. */
#define LONGEST_LIFE (10 * 365 * 24 * 3600LL)

/* By both of its names, the exception and OAuth's, without case and underscores. */
static const struct
{
  const char *name;
  StintAwsError code;
} known_codes[] = {
  { "authorizationpending", STINT_AWS_ERROR_AUTHORIZATION_PENDING },
  { "slowdown", STINT_AWS_ERROR_SLOW_DOWN },
  { "expiredtoken", STINT_AWS_ERROR_GRANT_EXPIRED },
  { "accessdenied", STINT_AWS_ERROR_REFUSED },
  { "invalidgrant", STINT_AWS_ERROR_INVALID_GRANT },
  { "invalidclient", STINT_AWS_ERROR_INVALID_CLIENT },
  { "unauthorizedclient", STINT_AWS_ERROR_INVALID_CLIENT },
  { "unsupportedgranttype", STINT_AWS_ERROR_INVALID_CLIENT },
  { "invalidrequest", STINT_AWS_ERROR_VALIDATION },
  { "invalidscope", STINT_AWS_ERROR_VALIDATION },
  { "invalidclientmetadata", STINT_AWS_ERROR_VALIDATION },
  { "invalidredirecturi", STINT_AWS_ERROR_VALIDATION },
  { "invalidrequestregion", STINT_AWS_ERROR_REGION },
  { "servererror", STINT_AWS_ERROR_TROUBLE },
  { "temporarilyunavailable", STINT_AWS_ERROR_TROUBLE },
};

static gboolean
is_same_name (const char *code, const char *name)
{
  for (; *code != '\0'; code++)
    {
      if (*code == '_')
        continue;
      if (g_ascii_tolower (*code) != *name)
        return FALSE;
      name++;
    }

  return *name == '\0';
}

static StintAwsError
classify (guint status, const char *aws_code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (known_codes); i++)
    {
      if (is_same_name (aws_code, known_codes[i].name))
        return known_codes[i].code;
    }

  return STINT_AWS_ERROR_OTHER;
}

GError *
stint_oidc_answer_get_error (const StintHttpResponse *response)
{
  return stint_aws_answer_get_json_error (response, SERVICE, classify);
}

static gpointer
fail (const StintHttpResponse *response, GError **error)
{
  g_propagate_error (error, stint_aws_answer_make_malformed (response, SERVICE));
  return NULL;
}

StintOidcClient *
stint_oidc_answer_dup_client (const StintHttpResponse *response, StintOidcFlow flow, GError **error)
{
  g_autofree char *id = NULL;
  g_autoptr (StintSecret) secret = NULL;
  gint64 expires_at;
  StintJson object;

  if (!stint_aws_answer_get_object (response, &object) ||
      !stint_json_get_member_int (&object, "clientSecretExpiresAt", &expires_at) ||
      expires_at < 0 || expires_at > G_MAXINT64 / G_USEC_PER_SEC)
    return fail (response, error);

  id = stint_json_dup_member_string (&object, "clientId");
  secret = stint_json_dup_member_secret (&object, "clientSecret");
  if (!stint_aws_is_line (id) || !stint_aws_is_one_word (secret))
    return fail (response, error);

  return stint_oidc_client_new (flow, id, secret, STINT_SECONDS (expires_at));
}

/* It is going to be opened in a browser, and shown. */
static gboolean
is_page (const char *uri)
{
  g_autoptr (GUri) parsed = NULL;
  g_autoptr (GInetAddress) address = NULL;

  if (!stint_aws_is_line (uri) || strpbrk (uri, " \\") != NULL)
    return FALSE;

  parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  if (parsed == NULL || g_uri_get_host (parsed) == NULL || *g_uri_get_host (parsed) == '\0' ||
      g_uri_get_userinfo (parsed) != NULL)
    return FALSE;
  if (g_str_has_prefix (uri, "https://"))
    return TRUE;

  address = g_inet_address_new_from_string (g_uri_get_host (parsed));
  return g_str_has_prefix (uri, "http://") && address != NULL &&
         g_inet_address_get_is_loopback (address);
}

static gboolean
get_instant_after (const StintJson *object, const char *name, gint64 now, gint64 *out_instant)
{
  gint64 seconds;

  if (!stint_json_get_member_int (object, name, &seconds) || seconds < 0 || seconds > LONGEST_LIFE)
    return FALSE;

  *out_instant = now + STINT_SECONDS (seconds);
  return TRUE;
}

StintOidcDevice *
stint_oidc_answer_dup_device (const StintHttpResponse *response, gint64 now, GError **error)
{
  g_autoptr (StintOidcDevice) device = g_new0 (StintOidcDevice, 1);
  StintJson object;
  gint64 interval;

  if (!stint_aws_answer_get_object (response, &object) ||
      !get_instant_after (&object, "expiresIn", now, &device->expiration))
    return fail (response, error);

  device->device_code = stint_json_dup_member_secret (&object, "deviceCode");
  device->user_code = stint_json_dup_member_string (&object, "userCode");
  device->verification_uri = stint_json_dup_member_string (&object, "verificationUri");
  device->verification_uri_complete =
      stint_json_dup_member_string (&object, "verificationUriComplete");
  device->interval = DEFAULT_INTERVAL;
  if (stint_json_get_member_int (&object, "interval", &interval) && interval > 0)
    device->interval = (guint) MIN (interval, LONGEST_INTERVAL);

  if (!stint_aws_is_one_word (device->device_code) || !stint_aws_is_line (device->user_code) ||
      !is_page (device->verification_uri))
    return fail (response, error);
  /* A convenience: without it the code is typed. */
  if (device->verification_uri_complete != NULL && !is_page (device->verification_uri_complete))
    g_clear_pointer (&device->verification_uri_complete, g_free);

  return g_steal_pointer (&device);
}

StintOidcToken *
stint_oidc_answer_dup_token (const StintHttpResponse *response, gint64 now, GError **error)
{
  g_autoptr (StintOidcToken) token = g_new0 (StintOidcToken, 1);
  StintJson object;

  if (!stint_aws_answer_get_object (response, &object) ||
      !get_instant_after (&object, "expiresIn", now, &token->expiration))
    return fail (response, error);

  token->access_token = stint_json_dup_member_secret (&object, "accessToken");
  token->refresh_token = stint_json_dup_member_secret (&object, "refreshToken");
  if (!stint_aws_is_one_word (token->access_token))
    return fail (response, error);
  if (token->refresh_token != NULL && !stint_aws_is_one_word (token->refresh_token))
    g_clear_pointer (&token->refresh_token, stint_secret_unref);

  return g_steal_pointer (&token);
}
