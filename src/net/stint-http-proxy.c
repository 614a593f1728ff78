/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-net"

#include "config.h"

#include <string.h>

#include "stint-http-private.h"

char *
stint_http_proxy_from_uris (const char *const *uris)
{
  for (; uris != NULL && *uris != NULL; uris++)
    {
      if (g_str_has_prefix (*uris, "direct:"))
        return NULL;
      if (g_str_has_prefix (*uris, "http://") || g_str_has_prefix (*uris, "https://"))
        return g_strdup (*uris);

      /* GIO lets SOCKS proxies resolve names where the protocol can, so do we; a plain "socks" is
       * the newest that most speak. */
      if (g_str_has_prefix (*uris, "socks://"))
        return g_strconcat ("socks5h://", *uris + strlen ("socks://"), NULL);
      if (g_str_has_prefix (*uris, "socks5://"))
        return g_strconcat ("socks5h://", *uris + strlen ("socks5://"), NULL);
      if (g_str_has_prefix (*uris, "socks4://") || g_str_has_prefix (*uris, "socks4a://"))
        return g_strdup (*uris);
    }

  return NULL;
}

/* libcurl reads these by itself, and NO_PROXY with them; the desktop's settings are asked only if
 * there are none. */
gboolean
stint_http_proxy_in_environment (void)
{
  static const char *const names[] = { "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = g_getenv (names[i]);

      if (value != NULL && *value != '\0')
        return TRUE;
    }

  return FALSE;
}
