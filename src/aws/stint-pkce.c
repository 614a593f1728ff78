/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-pkce.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <string.h>

#define VERIFIER_LENGTH 64

static const char verifier_characters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

/* Bytes beyond the last whole multiple would make the first characters likelier: they are thrown
 * away. */
static gboolean
fill_verifier (char *verifier)
{
  const guint n_characters = sizeof verifier_characters - 1;
  const guint limit = 256 - 256 % n_characters;
  gsize filled = 0;
  guchar bytes[2 * VERIFIER_LENGTH];

  while (filled < VERIFIER_LENGTH)
    {
      if (RAND_priv_bytes (bytes, sizeof bytes) != 1)
        return FALSE;
      for (gsize i = 0; i < sizeof bytes && filled < VERIFIER_LENGTH; i++)
        {
          if (bytes[i] < limit)
            verifier[filled++] = verifier_characters[bytes[i] % n_characters];
        }
    }

  OPENSSL_cleanse (bytes, sizeof bytes);
  return TRUE;
}

static char *
make_uuid (void)
{
  guchar b[16];

  if (RAND_bytes (b, sizeof b) != 1)
    return NULL;

  b[6] = (b[6] & 0x0f) | 0x40;
  b[8] = (b[8] & 0x3f) | 0x80;
  return g_strdup_printf ("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
                          b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
                          b[12], b[13], b[14], b[15]);
}

char *
stint_pkce_make_challenge (const char *verifier)
{
  guchar digest[SHA256_DIGEST_LENGTH];
  char *text;

  g_return_val_if_fail (verifier != NULL, NULL);

  SHA256 ((const guchar *) verifier, strlen (verifier), digest);
  text = g_base64_encode (digest, sizeof digest);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';

  return text;
}

StintPkce *
stint_pkce_new (void)
{
  g_autoptr (StintPkce) self = g_new0 (StintPkce, 1);
  char verifier[VERIFIER_LENGTH + 1] = { 0 };

  if (fill_verifier (verifier))
    {
      self->verifier = stint_secret_new (verifier, VERIFIER_LENGTH);
      self->challenge = stint_pkce_make_challenge (verifier);
      self->state = make_uuid ();
    }
  OPENSSL_cleanse (verifier, sizeof verifier);

  return self->verifier != NULL && self->state != NULL ? g_steal_pointer (&self) : NULL;
}

void
stint_pkce_free (StintPkce *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->verifier, stint_secret_unref);
  g_free (self->challenge);
  g_free (self->state);
  g_free (self);
}

static void
add (GString *url, const char *name, const char *value)
{
  g_string_append_printf (url, "%s%s=", url->str[url->len - 1] == '?' ? "" : "&", name);
  g_string_append_uri_escaped (url, value, NULL, FALSE);
}

/* The AWS CLI's `scopes` is not what the standard says; the server goes by the registration. */
char *
stint_pkce_make_authorize_url (const StintPkce *self,
                               const char *endpoint_url,
                               const char *client_id,
                               const char *redirect_uri,
                               const char *const *scopes)
{
  GString *url;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (endpoint_url != NULL, NULL);
  g_return_val_if_fail (client_id != NULL, NULL);
  g_return_val_if_fail (redirect_uri != NULL, NULL);

  url = g_string_new (endpoint_url);
  g_string_append (url, "/authorize?");
  add (url, "response_type", "code");
  add (url, "client_id", client_id);
  add (url, "redirect_uri", redirect_uri);
  add (url, "state", self->state);
  add (url, "code_challenge_method", "S256");
  if (scopes != NULL && scopes[0] != NULL)
    {
      g_autofree char *joined = g_strjoinv (" ", (char **) scopes);

      add (url, "scopes", joined);
    }
  add (url, "code_challenge", self->challenge);

  return g_string_free (url, FALSE);
}
