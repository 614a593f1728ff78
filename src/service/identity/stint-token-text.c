/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-token-text.h"

#include <string.h>

#include "stint-json.h"

StintKept *
stint_kept_new (void)
{
  return g_new0 (StintKept, 1);
}

StintKept *
stint_kept_copy (const StintKept *self)
{
  StintKept *copy = stint_kept_new ();

  copy->in_vault = self->in_vault;
  if (self->token != NULL)
    copy->token = stint_sso_token_copy (self->token);
  if (self->entry != NULL)
    copy->entry = stint_sso_entry_copy (self->entry);
  for (gsize i = 0; i < STINT_N_SIGN_IN_FLOWS; i++)
    if (self->clients[i] != NULL)
      copy->clients[i] = stint_sso_registration_copy (self->clients[i]);

  return copy;
}

void
stint_kept_free (StintKept *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->token, stint_sso_token_free);
  g_clear_pointer (&self->entry, stint_sso_entry_free);
  for (gsize i = 0; i < STINT_N_SIGN_IN_FLOWS; i++)
    g_clear_pointer (&self->clients[i], stint_sso_registration_free);
  g_free (self);
}

gboolean
stint_sso_token_equal (const StintSsoToken *a, const StintSsoToken *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return a->expires == b->expires && stint_secret_equal (a->access_token, b->access_token) &&
         stint_secret_equal (a->refresh_token, b->refresh_token);
}

/* --- Writing ---------------------------------------------------------------------------------- */

/* A text that is written twice: once to learn its size, once into memory of that size, since growing
 * would leave copies of secrets behind. */
typedef struct
{
  char *text; /* (nullable): only counted */
  gsize length;
} Writer;

static void
put_byte (Writer *writer, char byte)
{
  if (writer->text != NULL)
    writer->text[writer->length] = byte;
  writer->length++;
}

static void
put_raw (Writer *writer, const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    put_byte (writer, *at);
}

static void
put_quoted (Writer *writer, const char *text)
{
  static const char digits[] = "0123456789abcdef";

  put_byte (writer, '"');
  for (const guchar *at = (const guchar *) text; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        {
          put_byte (writer, '\\');
          put_byte (writer, (char) *at);
        }
      else if (*at < 0x20)
        {
          put_raw (writer, "\\u00");
          put_byte (writer, digits[*at >> 4]);
          put_byte (writer, digits[*at & 15]);
        }
      else
        put_byte (writer, (char) *at);
    }
  put_byte (writer, '"');
}

static void
put_name (Writer *writer, const char *name)
{
  put_raw (writer, ", ");
  put_quoted (writer, name);
  put_raw (writer, ": ");
}

static void
put_text (Writer *writer, const char *name, const char *value)
{
  if (value == NULL)
    return;

  put_name (writer, name);
  put_quoted (writer, value);
}

static void
put_secret (Writer *writer, const char *name, const StintSecret *value)
{
  if (value != NULL)
    put_text (writer, name, stint_secret_peek (value));
}

static void
put_instant (Writer *writer, const char *name, gint64 instant)
{
  char number[32];

  g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, instant / G_USEC_PER_SEC);
  put_name (writer, name);
  put_raw (writer, number);
}

static void
put_token (Writer *writer, const StintSsoToken *token)
{
  put_text (writer, "startUrl", token->start_url);
  put_text (writer, "region", token->region);
  put_secret (writer, "accessToken", token->access_token);
  put_instant (writer, "expiresAt", token->expires);
  put_secret (writer, "refreshToken", token->refresh_token);
  put_text (writer, "clientId", token->client_id);
  put_secret (writer, "clientSecret", token->client_secret);
  put_instant (writer, "registrationExpiresAt", token->registration_expires);
}

static void
put_client (Writer *writer, int flow, const StintSsoRegistration *client)
{
  g_autofree char *scopes = client->scopes != NULL ? g_strjoinv (" ", client->scopes) : NULL;

  put_name (writer, stint_enum_to_nick (STINT_TYPE_SIGN_IN_FLOW, flow));
  put_raw (writer, "{ \"version\": 1");
  put_text (writer, "clientId", client->client_id);
  put_secret (writer, "clientSecret", client->client_secret);
  put_instant (writer, "expiresAt", client->expires);
  put_text (writer, "scopes", scopes);
  put_raw (writer, " }");
}

static void
put_all (Writer *writer, const StintKept *self)
{
  put_raw (writer, "{ \"version\": 1");
  if (self->token != NULL)
    put_token (writer, self->token);
  for (int i = 0; i < STINT_N_SIGN_IN_FLOWS; i++)
    if (self->clients[i] != NULL)
      put_client (writer, i, self->clients[i]);
  put_raw (writer, " }");
}

StintSecret *
stint_kept_to_secret (const StintKept *self)
{
  Writer counter = { NULL, 0 };
  Writer writer = { NULL, 0 };
  StintSecret *secret;

  g_return_val_if_fail (self != NULL, NULL);

  put_all (&counter, self);
  writer.text = g_malloc (counter.length + 1);
  put_all (&writer, self);
  writer.text[writer.length] = '\0';
  secret = stint_secret_new (writer.text, (gssize) writer.length);
  stint_wipe_free (writer.text);

  return secret;
}

/* --- Reading ---------------------------------------------------------------------------------- */

static gint64
read_instant (const StintJson *json, const char *name)
{
  gint64 seconds = 0;

  if (!stint_json_get_member_int (json, name, &seconds))
    return 0;

  return CLAMP (seconds, 0, G_MAXINT64 / G_USEC_PER_SEC) * G_USEC_PER_SEC;
}

static StintSsoToken *
read_token (const StintJson *json)
{
  g_autoptr (StintSsoToken) token = g_new0 (StintSsoToken, 1);

  token->access_token = stint_json_dup_member_secret (json, "accessToken");
  token->expires = read_instant (json, "expiresAt");
  if (token->access_token == NULL || token->expires == 0)
    return NULL;

  token->start_url = stint_json_dup_member_string (json, "startUrl");
  token->region = stint_json_dup_member_string (json, "region");
  token->refresh_token = stint_json_dup_member_secret (json, "refreshToken");
  token->client_id = stint_json_dup_member_string (json, "clientId");
  token->client_secret = stint_json_dup_member_secret (json, "clientSecret");
  token->registration_expires = read_instant (json, "registrationExpiresAt");

  return g_steal_pointer (&token);
}

static StintSsoRegistration *
read_client (const StintJson *json, int flow)
{
  g_autoptr (StintSsoRegistration) client = NULL;
  g_autofree char *scopes = NULL;
  StintJson value;

  if (!stint_json_get_member (json, stint_enum_to_nick (STINT_TYPE_SIGN_IN_FLOW, flow), &value))
    return NULL;

  client = g_new0 (StintSsoRegistration, 1);
  client->client_id = stint_json_dup_member_string (&value, "clientId");
  client->client_secret = stint_json_dup_member_secret (&value, "clientSecret");
  client->expires = read_instant (&value, "expiresAt");
  scopes = stint_json_dup_member_string (&value, "scopes");
  client->scopes = scopes != NULL ? g_strsplit (scopes, " ", -1) : NULL;
  if (client->client_id == NULL || client->client_secret == NULL)
    return NULL;

  return g_steal_pointer (&client);
}

StintKept *
stint_kept_from_secret (const StintSecret *text)
{
  StintKept *self = stint_kept_new ();
  StintJson json;

  g_return_val_if_fail (text != NULL, self);

  if (!stint_json_init (&json, stint_secret_peek (text), (gssize) stint_secret_get_length (text)))
    return self;

  self->token = read_token (&json);
  for (int i = 0; i < STINT_N_SIGN_IN_FLOWS; i++)
    self->clients[i] = read_client (&json, i);

  return self;
}
