/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-profiles"

#include "config.h"

#include "stint-role-cache.h"

#include <glib/gstdio.h>
#include <string.h>

#include "stint-sso-text.h"

/* A string as Python writes it. */
static char *
quote (const char *value)
{
  g_auto (StintSsoText) text = { NULL };

  stint_sso_text_open (&text);
  stint_sso_text_add (&text, "", value);
  stint_sso_text_close (&text);

  /* Between `{"": ` and `}`. */
  return g_strndup (text.data + strlen ("{\"\": "), text.length - strlen ("{\"\": }"));
}

char *
stint_role_cache_dup_name (const StintSsoEntry *entry,
                           const char *account_id,
                           const char *role_name)
{
  gboolean is_session;
  g_autofree char *account = NULL;
  g_autofree char *role = NULL;
  g_autofree char *portal = NULL;
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;

  g_return_val_if_fail (entry != NULL, NULL);
  g_return_val_if_fail (account_id != NULL && role_name != NULL, NULL);

  /* Without a blank anywhere, unlike the names in the token cache. */
  is_session = entry->session_name != NULL;
  account = quote (account_id);
  role = quote (role_name);
  portal = quote (is_session ? entry->session_name : entry->start_url);
  text = g_strdup_printf ("{\"accountId\":%s,\"roleName\":%s,\"%s\":%s}", account, role,
                          is_session ? "sessionName" : "startUrl", portal);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA1, text, -1);

  return g_strconcat (digest, ".json", NULL);
}

guint
stint_role_cache_forget (const char *folder, const StintSsoEntry *entry, const char *const *roles)
{
  guint gone = 0;

  g_return_val_if_fail (folder != NULL, 0);
  g_return_val_if_fail (entry != NULL, 0);
  g_return_val_if_fail (roles != NULL, 0);

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return 0;

  for (gsize i = 0; roles[i] != NULL && roles[i + 1] != NULL; i += 2)
    {
      g_autofree char *name = stint_role_cache_dup_name (entry, roles[i], roles[i + 1]);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_unlink (path) == 0)
        gone++;
    }

  return gone;
}
