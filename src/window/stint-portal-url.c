/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "stint-checks.h"
#include "stint-portal-url.h"

#define HTTPS "https://"

/* Nothing that could be the beginning of one: what stands there is not yet wrong. */
static gboolean
is_beginning (const char *text)
{
  const char *host = g_str_has_prefix (text, HTTPS) ? text + strlen (HTTPS) : text;

  return g_str_has_prefix (HTTPS, text) ||
         (strchr (host, '.') == NULL && strpbrk (host, "/:#?@ ") == NULL);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

static GUri *
parse (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  g_autofree char *whole =
      strstr (trimmed, "://") != NULL ? g_strdup (trimmed) : g_strconcat (HTTPS, trimmed, NULL);

  for (const char *c = whole; *c != '\0'; c++)
    if (!g_ascii_isgraph (*c) || *c == '\\')
      return NULL;
  return g_uri_parse (whole, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
}

static gboolean
has_safe_scheme (GUri *uri)
{
  return g_str_equal (g_uri_get_scheme (uri), "https") ||
         (g_str_equal (g_uri_get_scheme (uri), "http") && is_loopback (g_uri_get_host (uri)));
}

static gboolean
has_portal_host (GUri *uri)
{
  const char *host = g_uri_get_host (uri);

  return g_uri_get_userinfo (uri) == NULL && host != NULL && host[0] != '\0' && host[0] != '.' &&
         strchr (host, '.') != NULL && strchr (host, '.')[1] != '\0';
}

/* What is in the address bar of those who look for the portal in the console. */
static gboolean
is_console (GUri *uri)
{
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);

  return g_str_has_suffix (host, "console.aws.amazon.com") ||
         g_str_has_suffix (host, "signin.aws.amazon.com");
}

const char *
stint_portal_url_check (const char *text)
{
  g_autoptr (GUri) uri = NULL;

  if (text[0] == '\0' || is_beginning (text))
    return NULL;
  uri = parse (text);
  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return _ ("An access portal’s URL looks like https://example.awsapps.com/start.");
  if (!has_safe_scheme (uri))
    return _ ("An access portal’s URL begins with https://.");
  if (!has_portal_host (uri))
    return _ ("An access portal’s URL looks like https://example.awsapps.com/start.");
  if (is_console (uri))
    return _ ("This is a page of the console. The access portal’s URL is on the dashboard of IAM "
              "Identity Center, or in the mail that invited you.");
  return NULL;
}

char *
stint_portal_url_tidy (const char *text)
{
  g_autoptr (GUri) uri = parse (text);
  g_autofree char *host = NULL;
  g_autofree char *path = NULL;

  if (uri == NULL || !has_portal_host (uri) || !has_safe_scheme (uri) || is_console (uri))
    return NULL;
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  path = g_strdup (g_uri_get_path (uri));
  while (g_str_has_suffix (path, "/"))
    path[strlen (path) - 1] = '\0';
  return g_uri_join (G_URI_FLAGS_ENCODED, g_uri_get_scheme (uri), NULL, host, g_uri_get_port (uri),
                     path, NULL, NULL);
}

/* "ssoins-1234.portal.eu-west-1.app.aws" and "ssoins-1234.eu-west-1.portal.amazonaws.com". */
char *
stint_portal_url_dup_region (const char *text)
{
  g_autoptr (GUri) uri = parse (text);
  g_autofree char *host = NULL;
  g_auto (GStrv) labels = NULL;
  const char *region = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return NULL;
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  labels = g_strsplit (host, ".", 4);
  if (g_strv_length (labels) != 4)
    return NULL;
  if (g_str_equal (labels[1], "portal"))
    region = labels[2];
  else if (g_str_equal (labels[2], "portal"))
    region = labels[1];
  if (region == NULL || region[0] == '\0' || stint_check_region (region) != NULL)
    return NULL;
  return g_strdup (region);
}

gboolean
stint_portal_url_needs_region (const char *text)
{
  g_autoptr (GUri) uri = parse (text);
  g_autofree char *host = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return FALSE;
  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  return g_str_has_suffix (host, ".awsapps.com") || g_str_has_suffix (host, ".awsapps.cn");
}
