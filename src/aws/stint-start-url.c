/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-start-url.h"

#include <string.h>

#include "stint-partition.h"

/* The formatter takes hyphens for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (stint-start-url-error-quark, stint_start_url_error)
/* clang-format on */

/* The domains themselves and everything below them. */
static const char *const domains[] = {
  "app.aws",
  "portal.amazonaws.com",
  "portal.amazonaws.com.cn",
  "app.amazonwebservices.com.cn",
  "portal.amazonaws.eu",
  "api.amazonwebservices.eu",
  "awsapps.com",
  "awsapps.cn",
};

static const char *const hosts[] = {
  "identitycenter.amazonaws.com",
  "identitycenter.amazonaws.com.cn",
  "identitycenter.amazonaws.eu",
  "identitycenter.us-gov.amazonaws.com",
};

/* `<instance>.portal.<region>.<domain>` */
static const char *const domains_after_region[] = {
  "app.aws",
  "app.amazonwebservices.com.cn",
  "api.amazonwebservices.eu",
};

/* `<instance>.<region>.portal.<domain>` */
static const char *const domains_after_portal[] = {
  "amazonaws.com",
  "amazonaws.com.cn",
  "amazonaws.eu",
};

typedef struct
{
  char *url;      /* as it was given, without a fragment */
  char *host;     /* for messages */
  gboolean asked; /* by HEAD; now by GET */
} Resolution;

static void
resolution_free (gpointer data)
{
  Resolution *self = data;

  g_free (self->url);
  g_free (self->host);
  g_free (self);
}

void
stint_start_url_free (StintStartUrl *self)
{
  if (self == NULL)
    return;

  g_free (self->url);
  g_free (self->region);
  g_free (self);
}

/* In lower case, without the dot of the root. */
static char *
fold_host (const char *host)
{
  char *folded = g_ascii_strdown (host, -1);
  gsize length = strlen (folded);

  if (length > 0 && folded[length - 1] == '.')
    folded[length - 1] = '\0';

  return folded;
}

gboolean
stint_start_url_host_is_aws (const char *host)
{
  g_autofree char *folded = NULL;

  g_return_val_if_fail (host != NULL, FALSE);

  folded = fold_host (host);
  for (gsize i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      if (g_str_equal (folded, hosts[i]))
        return TRUE;
    }

  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    {
      if (g_str_equal (folded, domains[i]))
        return TRUE;
      if (g_str_has_suffix (folded, domains[i]) &&
          folded[strlen (folded) - strlen (domains[i]) - 1] == '.')
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_one_of (const char *text, const char *const *texts, gsize n_texts)
{
  for (gsize i = 0; i < n_texts; i++)
    {
      if (g_str_equal (text, texts[i]))
        return TRUE;
    }

  return FALSE;
}

char *
stint_start_url_dup_region_of_host (const char *host)
{
  g_autofree char *folded = NULL;
  g_auto (GStrv) labels = NULL;
  const char *region = NULL;

  g_return_val_if_fail (host != NULL, NULL);

  folded = fold_host (host);
  labels = g_strsplit (folded, ".", 4);
  if (g_strv_length (labels) != 4 || *labels[0] == '\0')
    return NULL;

  if (g_str_equal (labels[1], "portal") &&
      is_one_of (labels[3], domains_after_region, G_N_ELEMENTS (domains_after_region)))
    region = labels[2];
  else if (g_str_equal (labels[2], "portal") &&
           is_one_of (labels[3], domains_after_portal, G_N_ELEMENTS (domains_after_portal)))
    region = labels[1];

  return stint_region_is_valid (region) ? g_strdup (region) : NULL;
}

static gboolean
is_loopback_address (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

static GUri *
parse (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  for (const char *c = url; *c != '\0'; c++)
    {
      if (!g_ascii_isgraph (*c) || *c == '\\')
        {
          g_set_error_literal (error, STINT_START_URL_ERROR, STINT_START_URL_ERROR_INVALID,
                               "The start URL has characters that no URL has");
          return NULL;
        }
    }

  uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      g_uri_get_userinfo (uri) != NULL)
    {
      g_set_error_literal (error, STINT_START_URL_ERROR, STINT_START_URL_ERROR_INVALID,
                           "The start URL is not a URL of a host");
      return NULL;
    }

  return g_steal_pointer (&uri);
}

/* As StintHttp: http only to loopback. */
static gboolean
check_scheme (GUri *uri, GError **error)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);

  if (g_str_equal (scheme, "https"))
    return TRUE;
  if (g_str_equal (scheme, "http") &&
      (is_loopback_address (host) || g_ascii_strcasecmp (host, "localhost") == 0))
    return TRUE;

  g_set_error (error, STINT_START_URL_ERROR, STINT_START_URL_ERROR_NOT_HTTPS,
               "%s is not reached over https", host);
  return FALSE;
}

static char *
tidy (GUri *uri)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);
  g_autofree char *lower = g_ascii_strdown (host, -1);
  g_autofree char *path = g_strdup (g_uri_get_path (uri));
  int usual = g_str_equal (scheme, "https") ? 443 : 80;
  int port = g_uri_get_port (uri);
  GString *url = g_string_new (scheme);
  gsize length = strlen (path);

  while (length > 0 && path[length - 1] == '/')
    path[--length] = '\0';

  g_string_append_printf (url, strchr (lower, ':') != NULL ? "://[%s]" : "://%s", lower);
  if (port > 0 && port != usual)
    g_string_append_printf (url, ":%d", port);
  g_string_append (url, path);

  return g_string_free (url, FALSE);
}

char *
stint_start_url_normalize (const char *url, GError **error)
{
  g_autofree char *stripped = NULL;
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (url != NULL, NULL);

  stripped = g_strstrip (g_strdup (url));
  uri = parse (stripped, error);
  if (uri == NULL || !check_scheme (uri, error))
    return NULL;

  return tidy (uri);
}

char *
stint_start_url_dup_region (const char *url)
{
  g_autoptr (GUri) uri = NULL;

  g_return_val_if_fail (url != NULL, NULL);

  uri = parse (url, NULL);

  return uri != NULL ? stint_start_url_dup_region_of_host (g_uri_get_host (uri)) : NULL;
}

/* The name "localhost" is not, so that a stand-in can play a company's own address. */
static gboolean
is_ours_to_use (GUri *uri)
{
  return stint_start_url_host_is_aws (g_uri_get_host (uri)) ||
         is_loopback_address (g_uri_get_host (uri));
}

static StintStartUrl *
make_result (GUri *uri, gboolean led)
{
  StintStartUrl *result = g_new0 (StintStartUrl, 1);

  result->url = tidy (uri);
  result->region = stint_start_url_dup_region_of_host (g_uri_get_host (uri));
  result->led = led;

  return result;
}

static void
return_result (GTask *task, GUri *uri, gboolean led)
{
  g_task_return_pointer (task, make_result (uri, led), (GDestroyNotify) stint_start_url_free);
}

static gboolean
is_redirect (guint status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static void
take_location (GTask *task, const char *location)
{
  Resolution *resolution = g_task_get_task_data (task);
  g_autofree char *absolute = NULL;
  g_autoptr (GUri) uri = NULL;
  GError *error = NULL;

  if (location != NULL)
    absolute = g_uri_resolve_relative (resolution->url, location, G_URI_FLAGS_ENCODED, NULL);
  uri = absolute != NULL ? parse (absolute, NULL) : NULL;

  if (uri == NULL)
    g_task_return_new_error (task, STINT_START_URL_ERROR, STINT_START_URL_ERROR_NOT_AWS,
                             "%s does not say where it leads", resolution->host);
  else if (!is_ours_to_use (uri))
    g_task_return_new_error (task, STINT_START_URL_ERROR, STINT_START_URL_ERROR_NOT_AWS,
                             "%s leads to %s, which is not an access portal of AWS",
                             resolution->host, g_uri_get_host (uri));
  else if (!check_scheme (uri, &error))
    g_task_return_error (task, error);
  else
    return_result (task, uri, TRUE);
}

static void resolution_ask (StintHttp *http, GTask *task);

static void
resolution_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Resolution *resolution = g_task_get_task_data (task);
  g_autoptr (StintHttpResponse) response = NULL;
  GError *error = NULL;
  guint status;

  response = stint_http_send_finish (STINT_HTTP (source), result, &error);
  if (response == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  status = stint_http_response_get_status (response);
  if (is_redirect (status))
    {
      take_location (task, stint_http_response_get_header (response, "Location"));
    }
  else if (!resolution->asked && (status == 405 || status == 501))
    {
      resolution->asked = TRUE;
      resolution_ask (STINT_HTTP (source), task);
    }
  else if (status >= 200 && status < 300)
    {
      g_task_return_new_error (task, STINT_START_URL_ERROR, STINT_START_URL_ERROR_NOT_AWS,
                               "%s is not an access portal of AWS, and does not lead to one",
                               resolution->host);
    }
  else
    {
      g_task_return_new_error (task, STINT_START_URL_ERROR, STINT_START_URL_ERROR_STATUS,
                               "%s answered with HTTP %u", resolution->host, status);
    }
}

static void
resolution_ask (StintHttp *http, GTask *task)
{
  Resolution *resolution = g_task_get_task_data (task);
  StintHttpRequest *request =
      stint_http_request_new (resolution->asked ? "GET" : "HEAD", resolution->url);

  stint_http_request_set_urgent (request, TRUE);
  stint_http_send_async (http, request, g_task_get_cancellable (task), resolution_answered_cb,
                         g_object_ref (task));
}

void
stint_start_url_resolve_async (StintHttp *http,
                               const char *url,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *stripped = NULL;
  g_autoptr (GUri) uri = NULL;
  Resolution *resolution;
  GError *error = NULL;

  g_return_if_fail (STINT_IS_HTTP (http));
  g_return_if_fail (url != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_start_url_resolve_async);

  stripped = g_strstrip (g_strdup (url));
  uri = parse (stripped, &error);
  if (uri == NULL || !check_scheme (uri, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  if (is_ours_to_use (uri))
    {
      return_result (task, uri, FALSE);
      return;
    }

  /* A company's own server may mind a slash or a query. */
  resolution = g_new0 (Resolution, 1);
  resolution->url = g_strndup (stripped, strcspn (stripped, "#"));
  resolution->host = g_strdup (g_uri_get_host (uri));
  g_task_set_task_data (task, resolution, resolution_free);
  resolution_ask (http, task);
}

StintStartUrl *
stint_start_url_resolve_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stint_start_url_resolve_async), NULL);
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
