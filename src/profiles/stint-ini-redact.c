/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Text of an AWS file for people's eyes.  Only values of keys that are known to be harmless are shown;
 * whatever else there is could be a secret, also in comments (people comment keys out). */

#include "config.h"

#include "stint-ini-private.h"

#include <string.h>

#include "stint-aws-files.h"
#include "stint-secret.h"

#define REDACTED "[redacted]"

static const char *const harmless_keys[] = {
  "aws_access_key_id",
  "aws_account_id",
  "ca_bundle",
  "cli_auto_prompt",
  "cli_binary_format",
  "cli_pager",
  "cli_timestamp_format",
  "credential_source",
  "defaults_mode",
  "duration_seconds",
  "external_id",
  "login_session",
  "max_attempts",
  "mfa_serial",
  "output",
  "region",
  "retry_mode",
  "role_arn",
  "role_session_name",
  "s3",
  "services",
  "source_profile",
  "sso_account_id",
  "sso_region",
  "sso_registration_scopes",
  "sso_role_name",
  "sso_session",
  "sso_start_url",
  "sts_regional_endpoints",
  "use_dualstack_endpoint",
  "use_fips_endpoint",
  "web_identity_token_file",
  "x_stint_added",
  "x_stint_bridge",
  "x_stint_expires",
  "x_stint_key",
  "x_stint_process",
  "x_stint_region",
  NULL,
};

static gboolean
is_harmless_key (const char *key)
{
  if (g_str_has_prefix (key, STINT_INI_OFF_PREFIX))
    key += strlen (STINT_INI_OFF_PREFIX);
  return g_strv_contains (harmless_keys, key);
}

/* A long run of what keys and tokens are made of, letters and digits mixed: not a word, an ARN or a
 * URL.  Key ids have no small letters. */
static gboolean
looks_secret (const char *word, gsize length)
{
  gboolean lower = FALSE, upper = FALSE, digit = FALSE;

  if (length < 16)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      char c = word[i];

      lower |= g_ascii_islower (c);
      upper |= g_ascii_isupper (c);
      digit |= g_ascii_isdigit (c);
      if (!g_ascii_isalnum (c) && strchr ("/+=_-", c) == NULL)
        return FALSE;
    }
  return lower && (upper || digit) && (length >= 32 || (upper && digit));
}

static void
append_words (GString *out, const char *text, gsize length)
{
  for (gsize i = 0; i < length;)
    {
      gsize end = i;

      while (end < length && !g_ascii_isspace (text[end]))
        end++;
      if (end > i && looks_secret (text + i, end - i))
        g_string_append (out, REDACTED);
      else
        g_string_append_len (out, text + i, end - i);
      for (; end < length && g_ascii_isspace (text[end]); end++)
        g_string_append_c (out, text[end]);
      i = end;
    }
}

/* The program may be told; what it is given may be a password. */
static void
append_process (GString *out, const char *value, gsize length)
{
  g_autofree char *command = g_strndup (value, length);

  if (stint_aws_files_is_our_process (command))
    g_string_append (out, command);
  else
    {
      g_string_append_len (out, value, strcspn (command, " \t"));
      if (strcspn (command, " \t") < length)
        g_string_append (out, " " REDACTED);
    }
}

static gboolean
is_process_key (const char *key)
{
  return g_str_equal (key, "credential_process") ||
         g_str_equal (key, STINT_INI_OFF_PREFIX "credential_process") ||
         g_str_equal (key, "x_stint_process");
}

static void
append_value (GString *out, const char *key, const char *value, gsize length)
{
  if (length == 0)
    return;
  if (is_process_key (key))
    append_process (out, value, length);
  else if (!is_harmless_key (key) || memchr (value, '@', length) != NULL)
    g_string_append (out, REDACTED);
  else
    append_words (out, value, length);
}

/* `… key = value`, wherever it stands; FALSE where there is no `=`. */
static gboolean
append_pair (GString *out, const char *text, gsize length)
{
  const char *end = text + length, *value, *key = text, *key_end;
  const char *delimiter = memchr (text, '=', length);
  g_autofree char *folded = NULL;

  if (delimiter == NULL)
    return FALSE;
  while (key < delimiter && (g_ascii_isspace (*key) || *key == '#' || *key == ';'))
    key++;
  key_end = delimiter;
  stint_ini_strip (&key, &key_end);
  folded = stint_ini_fold_key (key, key_end - key);
  value = delimiter + 1;
  while (value < end && g_ascii_isspace (*value))
    value++;
  /* What stands where a key should is text, and may be a secret with padding. */
  if (looks_secret (key, key_end - key) || memchr (key, ' ', key_end - key) != NULL)
    {
      g_string_append (out, REDACTED);
      return TRUE;
    }
  g_string_append_len (out, text, value - text);
  append_value (out, folded, value, end - value);
  return TRUE;
}

static void
append_key_line (GString *out, StintIniDocument *document, guint32 index, gboolean *out_harmless)
{
  const Line *line = line_at (document, index);
  g_autofree char *key = stint_ini_document_dup_key (document, index);

  *out_harmless = is_harmless_key (key);
  g_string_append_len (out, line->text, line->value_start);
  append_value (out, key, line->text + line->value_start, line->length - line->value_start);
}

static void
append_header (GString *out, const Line *line)
{
  const char *close = memchr (line->text, ']', line->length);
  gsize head = close + 1 - line->text;

  g_string_append_len (out, line->text, head);
  if (!append_pair (out, close + 1, line->length - head))
    append_words (out, close + 1, line->length - head);
}

static void
append_line (GString *out, StintIniDocument *document, guint32 index, gboolean *harmless)
{
  const Line *line = line_at (document, index);

  switch ((LineKind) line->kind)
    {
    case LINE_HEADER:
      append_header (out, line);
      break;
    case LINE_KEY:
      append_key_line (out, document, index, harmless);
      break;
    case LINE_COMMENT:
      if (!append_pair (out, line->text, line->length))
        append_words (out, line->text, line->length);
      break;
    case LINE_CONTINUATION:
      if (!*harmless || !append_pair (out, line->text, line->length))
        {
          g_string_append_len (out, line->text, line->start);
          g_string_append (out, REDACTED);
        }
      break;
    case LINE_JUNK:
      g_string_append (out, REDACTED);
      break;
    case LINE_HEAD:
    case LINE_BLANK:
    default:
      break;
    }
  g_string_append_len (out, line->text + line->length, line->eol_length);
}

char *
stint_aws_files_redact (const char *text, gssize length)
{
  gsize size = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, size);
  g_autoptr (StintIniDocument) document = stint_ini_document_new (STINT_INI_CONFIG, bytes);
  GString *out = g_string_new (NULL);
  gboolean harmless = FALSE;
  g_autofree char *shown = NULL;

  if (document == NULL)
    g_string_append (out, REDACTED);
  else
    for (guint32 i = line_at (document, 0)->next; i != 0; i = line_at (document, i)->next)
      append_line (out, document, i, &harmless);
  shown = g_string_free (out, FALSE);
  /* It goes to people and over the bus: valid UTF-8, whatever the file is. */
  return g_utf8_make_valid (shown, -1);
}
