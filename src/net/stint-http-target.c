/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-net"

#include "config.h"

#include <string.h>

#include "stint-http-private.h"

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  /* libcurl resolves this name by itself, always to the loopback interface. */
  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;

  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

/* Parsers disagree about what a URL with blanks, backslashes or control characters means; such a
 * one could name another host to libcurl than to us. */
static gboolean
is_plain (const char *url)
{
  for (; *url != '\0'; url++)
    {
      if (!g_ascii_isgraph (*url) || *url == '\\')
        return FALSE;
    }

  return TRUE;
}

/* A secret may be in the query: no message repeats the URL. */
gboolean
stint_http_target_init (StintHttpTarget *self, const char *url, GError **error)
{
  g_autoptr (GUri) uri = is_plain (url) ? g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL) : NULL;
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  gboolean loopback;

  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_fragment (uri) != NULL)
    {
      g_set_error_literal (error, STINT_HTTP_ERROR, STINT_HTTP_ERROR_INSECURE,
                           "The address is not a URL of a host");
      return FALSE;
    }

  loopback = is_loopback (host);
  if (!g_str_equal (scheme, "https") && !(g_str_equal (scheme, "http") && loopback))
    {
      g_set_error (error, STINT_HTTP_ERROR, STINT_HTTP_ERROR_INSECURE,
                   "%s is only spoken to over https", host);
      return FALSE;
    }

  self->url = g_uri_to_string (uri);
  self->host = g_strdup (host);
  self->origin = g_strdup_printf ("%s://%s:%d", scheme, host, g_uri_get_port (uri));
  self->loopback = loopback;
  return TRUE;
}

void
stint_http_target_clear (StintHttpTarget *self)
{
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->origin, g_free);
}
