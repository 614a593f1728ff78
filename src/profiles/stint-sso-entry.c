/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-sso-entry.h"

#include <string.h>

#include "stint-sso-text.h"

StintSsoEntry *
stint_sso_entry_new (const char *start_url,
                     const char *region,
                     const char *session_name,
                     const char *const *scopes)
{
  StintSsoEntry *self;

  g_return_val_if_fail (start_url != NULL, NULL);
  g_return_val_if_fail (region != NULL, NULL);

  self = g_new0 (StintSsoEntry, 1);
  self->start_url = g_strdup (start_url);
  self->region = g_strdup (region);
  self->session_name = g_strdup (session_name);
  self->scopes = g_strdupv ((char **) scopes);
  return self;
}

StintSsoEntry *
stint_sso_entry_copy (const StintSsoEntry *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return stint_sso_entry_new (self->start_url, self->region, self->session_name,
                              (const char *const *) self->scopes);
}

void
stint_sso_entry_free (StintSsoEntry *self)
{
  g_free (self->start_url);
  g_free (self->region);
  g_free (self->session_name);
  g_strfreev (self->scopes);
  g_free (self);
}

gboolean
stint_sso_entry_equal (const StintSsoEntry *a, const StintSsoEntry *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return g_str_equal (a->start_url, b->start_url) && g_str_equal (a->region, b->region) &&
         g_strcmp0 (a->session_name, b->session_name) == 0;
}

/* --- Names -------------------------------------------------------------------------------------- */

char *
stint_sso_entry_dup_token_name (const StintSsoEntry *self)
{
  g_autofree char *digest = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  digest = g_compute_checksum_for_string (
      G_CHECKSUM_SHA1, self->session_name != NULL ? self->session_name : self->start_url, -1);
  return g_strconcat (digest, ".json", NULL);
}

char *
stint_sso_entry_dup_registration_name (const StintSsoEntry *self)
{
  g_auto (StintSsoText) text = { NULL };
  g_autofree char *digest = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  /* Sorted by name. */
  stint_sso_text_open (&text);
  stint_sso_text_add (&text, "region", self->region);
  stint_sso_text_add_strings (&text, "scopes", (const char *const *) self->scopes);
  stint_sso_text_add (&text, "session_name", self->session_name);
  stint_sso_text_add (&text, "startUrl", self->start_url);
  stint_sso_text_add (&text, "tool", "botocore");
  stint_sso_text_close (&text);
  digest = stint_sso_text_dup_sha1 (&text);
  return g_strconcat (digest, ".json", NULL);
}

/* --- Scopes ------------------------------------------------------------------------------------- */

GStrv
stint_sso_scopes_parse (const char *text)
{
  g_auto (GStrv) parts = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (text == NULL)
    return NULL;
  parts = g_strsplit (text, ",", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (*g_strstrip (parts[i]) != '\0')
      g_strv_builder_add (builder, parts[i]);
  return g_strv_builder_end (builder);
}

static gboolean
contains_all (const char *const *list, const char *const *wanted)
{
  for (guint i = 0; wanted[i] != NULL; i++)
    if (!g_strv_contains (list, wanted[i]))
      return FALSE;
  return TRUE;
}

gboolean
stint_sso_scopes_equal (const char *const *a, const char *const *b)
{
  static const char *const default_scopes[] = { STINT_SSO_DEFAULT_SCOPE, NULL };

  if (a == NULL || a[0] == NULL)
    a = default_scopes;
  if (b == NULL || b[0] == NULL)
    b = default_scopes;
  return contains_all (a, b) && contains_all (b, a);
}

/* --- Start URLs --------------------------------------------------------------------------------- */

/* Where the host ends: the path behind it may be told apart by case. */
static gsize
host_end (const char *url)
{
  const char *host = strstr (url, "://");

  host = host != NULL ? host + strlen ("://") : url;
  return host - url + strcspn (host, "/?#");
}

static gsize
significant_length (const char *url)
{
  gsize length = strlen (url);

  while (length > 0 && (url[length - 1] == '/' || url[length - 1] == '#'))
    length--;
  return length;
}

gboolean
stint_sso_start_url_equal (const char *a, const char *b)
{
  gsize length, host;

  if (a == NULL || b == NULL)
    return FALSE;
  length = significant_length (a);
  host = host_end (a);
  if (significant_length (b) != length || host_end (b) != host)
    return FALSE;
  host = MIN (host, length);
  return g_ascii_strncasecmp (a, b, host) == 0 && memcmp (a + host, b + host, length - host) == 0;
}
