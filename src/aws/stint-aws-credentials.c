/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-aws-credentials.h"

#include <openssl/crypto.h>
#include <string.h>

#include "stint-aws-error.h"
#include "stint-json.h"
#include "stint-partition.h"
#include "stint-time.h"

struct _StintAwsCredentials
{
  gatomicrefcount ref_count;
  char *access_key_id;
  StintSecret *secret_access_key;
  StintSecret *session_token; /* (nullable) */
  gint64 expiration;          /* 0: never */
  char *arn;                  /* (nullable) */
};

G_DEFINE_BOXED_TYPE (StintAwsCredentials,
                     stint_aws_credentials,
                     stint_aws_credentials_ref,
                     stint_aws_credentials_unref)

StintAwsCredentials *
stint_aws_credentials_new (const char *access_key_id,
                           StintSecret *secret_access_key,
                           StintSecret *session_token,
                           gint64 expiration,
                           const char *arn)
{
  StintAwsCredentials *self;

  g_return_val_if_fail (access_key_id != NULL, NULL);
  g_return_val_if_fail (secret_access_key != NULL, NULL);

  self = g_new0 (StintAwsCredentials, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->access_key_id = g_strdup (access_key_id);
  self->secret_access_key = stint_secret_ref (secret_access_key);
  self->session_token = session_token != NULL ? stint_secret_ref (session_token) : NULL;
  self->expiration = expiration;
  self->arn = g_strdup (arn);

  return self;
}

StintAwsCredentials *
stint_aws_credentials_ref (StintAwsCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
stint_aws_credentials_unref (StintAwsCredentials *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->access_key_id);
  stint_secret_unref (self->secret_access_key);
  g_clear_pointer (&self->session_token, stint_secret_unref);
  g_free (self->arn);
  g_free (self);
}

const char *
stint_aws_credentials_get_access_key_id (const StintAwsCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->access_key_id;
}

StintSecret *
stint_aws_credentials_get_secret_access_key (const StintAwsCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->secret_access_key;
}

StintSecret *
stint_aws_credentials_get_session_token (const StintAwsCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->session_token;
}

gint64
stint_aws_credentials_get_expiration (const StintAwsCredentials *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->expiration;
}

const char *
stint_aws_credentials_get_arn (const StintAwsCredentials *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->arn;
}

char *
stint_aws_credentials_dup_account_id (const StintAwsCredentials *self)
{
  g_autofree char *account = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->arn == NULL || !stint_arn_parse (self->arn, NULL, NULL, NULL, &account, NULL))
    return NULL;
  if (strlen (account) != 12 || strspn (account, "0123456789") != 12)
    return NULL;

  return g_steal_pointer (&account);
}

/* Text in the secure heap.  Its owner knows beforehand how much it will hold, so that it never
 * moves and leaves copies behind. */
typedef struct
{
  char *start;
  char *at;
} SecureText;

static void
append (SecureText *text, const char *more)
{
  text->at = stpcpy (text->at, more);
}

static void
append_string (SecureText *text, const char *string)
{
  *text->at++ = '"';
  for (; *string != '\0'; string++)
    {
      guchar c = *string;

      if (c == '"' || c == '\\')
        *text->at++ = '\\';
      if (c < 0x20)
        text->at += g_snprintf (text->at, 7, "\\u%04x", c);
      else
        *text->at++ = c;
    }
  *text->at++ = '"';
}

static void
append_member (SecureText *text, const char *name, const char *value)
{
  if (value == NULL)
    return;

  append (text, ",\"");
  append (text, name);
  append (text, "\":");
  append_string (text, value);
}

/* What append_member() may need at most: every character as `\u0000`. */
static gsize
member_room (const char *value)
{
  return value != NULL ? strlen (value) * 6 + 32 : 0;
}

StintSecret *
stint_aws_credentials_to_json (const StintAwsCredentials *self)
{
  g_autofree char *expiration = NULL;
  const char *secret_access_key, *session_token;
  StintSecret *json;
  SecureText text;
  gsize room;

  g_return_val_if_fail (self != NULL, NULL);

  secret_access_key = stint_secret_peek (self->secret_access_key);
  session_token = self->session_token != NULL ? stint_secret_peek (self->session_token) : NULL;
  if (self->expiration != 0)
    expiration = stint_time_format (self->expiration);

  room = 32 + member_room (self->access_key_id) + member_room (secret_access_key) +
         member_room (session_token) + member_room (expiration) + member_room (self->arn);
  stint_secret_init_heap ();
  text.start = text.at = OPENSSL_secure_malloc (room);
  if (text.start == NULL)
    return NULL;

  append (&text, "{\"Version\":1");
  append_member (&text, "AccessKeyId", self->access_key_id);
  append_member (&text, "SecretAccessKey", secret_access_key);
  append_member (&text, "SessionToken", session_token);
  append_member (&text, "Expiration", expiration);
  append_member (&text, "Arn", self->arn);
  append (&text, "}");

  json = stint_secret_new (text.start, text.at - text.start);
  OPENSSL_secure_clear_free (text.start, room);

  return json;
}

StintAwsCredentials *
stint_aws_credentials_from_json (const StintSecret *json, GError **error)
{
  g_autofree char *access_key_id = NULL;
  g_autofree char *expiration_text = NULL;
  g_autofree char *arn = NULL;
  g_autoptr (StintSecret) secret_access_key = NULL;
  g_autoptr (StintSecret) session_token = NULL;
  gint64 expiration = 0;
  StintJson object;

  g_return_val_if_fail (json != NULL, NULL);

  if (stint_json_init (&object, stint_secret_peek (json), stint_secret_get_length (json)))
    {
      access_key_id = stint_json_dup_member_string (&object, "AccessKeyId");
      secret_access_key = stint_json_dup_member_secret (&object, "SecretAccessKey");
      session_token = stint_json_dup_member_secret (&object, "SessionToken");
      expiration_text = stint_json_dup_member_string (&object, "Expiration");
      arn = stint_json_dup_member_string (&object, "Arn");
    }

  /* An end that cannot be read must not become "never". */
  if (access_key_id == NULL || secret_access_key == NULL ||
      (expiration_text != NULL && !stint_time_parse (expiration_text, &expiration)))
    {
      g_propagate_error (error, stint_aws_error_new (STINT_AWS_ERROR_MALFORMED, NULL, NULL,
                                                     "The stored credentials cannot be read"));
      return NULL;
    }

  return stint_aws_credentials_new (access_key_id, secret_access_key, session_token, expiration,
                                    arn);
}
