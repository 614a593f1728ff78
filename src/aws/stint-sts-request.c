/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-sts-request.h"

#include "stint-sigv4.h"

/* As libcurl writes the Host header: brackets around IPv6, a port only where it is not the usual
 * one. */
static char *
make_host (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autofree char *lower = g_ascii_strdown (host, -1);
  g_autofree char *bracketed =
      strchr (host, ':') != NULL ? g_strdup_printf ("[%s]", lower) : g_strdup (lower);
  int usual = g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;

  if (g_uri_get_port (uri) == -1 || g_uri_get_port (uri) == usual)
    return g_steal_pointer (&bracketed);

  return g_strdup_printf ("%s:%d", bracketed, g_uri_get_port (uri));
}

StintHttpRequest *
stint_sts_request_new (const char *endpoint_url,
                       const char *region,
                       const StintAwsForm *form,
                       StintAwsCredentials *credentials,
                       gint64 when,
                       GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (endpoint_url, G_URI_FLAGS_ENCODED, NULL);
  StintSecret *token = stint_aws_credentials_get_session_token (credentials);
  g_autoptr (StintHttpRequest) request = NULL;
  g_autofree char *host = NULL;
  g_autofree char *url = NULL;
  g_autofree char *authorization = NULL;
  g_autofree char *amz_date = NULL;
  StintSigv4Request to_sign = { 0 };
  StintSigv4Header headers[2];
  const char *path;

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    {
      g_set_error_literal (error, STINT_HTTP_ERROR, STINT_HTTP_ERROR_INSECURE,
                           "The endpoint is not a URL of a host");
      return NULL;
    }

  /* Put together again from what was parsed, so that what is signed is what is sent. */
  host = make_host (uri);
  path = *g_uri_get_path (uri) != '\0' ? g_uri_get_path (uri) : "/";
  url = g_strconcat (g_uri_get_scheme (uri), "://", host, path, NULL);

  headers[0] = (StintSigv4Header){ "Host", host };
  headers[1] = (StintSigv4Header){ "Content-Type", STINT_AWS_FORM_CONTENT_TYPE };
  to_sign.method = "POST";
  to_sign.path = path;
  to_sign.headers = headers;
  to_sign.n_headers = G_N_ELEMENTS (headers);
  to_sign.body = form->text;
  to_sign.body_len = form->length;
  to_sign.region = region;
  to_sign.service = "sts";
  to_sign.when = when;
  to_sign.normalize_path = TRUE;
  if (!stint_sigv4_sign (&to_sign, credentials, &authorization, &amz_date))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The request cannot be signed");
      return NULL;
    }

  request = stint_http_request_new ("POST", url);
  stint_http_request_add_header (request, "Content-Type", STINT_AWS_FORM_CONTENT_TYPE);
  stint_http_request_add_header (request, "X-Amz-Date", amz_date);
  if (token != NULL)
    stint_http_request_add_header (request, "X-Amz-Security-Token", stint_secret_peek (token));
  stint_http_request_add_header (request, "Authorization", authorization);
  stint_http_request_set_body (request, form->text, form->length);

  return g_steal_pointer (&request);
}
