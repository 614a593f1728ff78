/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-base"

#include "config.h"

#include "stint-json.h"

#include <openssl/crypto.h>
#include <string.h>

#define DEEPEST 32

/* Where the scanner is; it never reads at or behind end. */
typedef struct
{
  const char *at;
  const char *end;
} Cursor;

static gboolean skip_value (Cursor *cursor, guint depth);

static void
skip_blanks (Cursor *cursor)
{
  while (cursor->at < cursor->end && memchr (" \t\r\n", *cursor->at, 4) != NULL)
    cursor->at++;
}

static gboolean
skip_char (Cursor *cursor, char expected)
{
  if (cursor->at >= cursor->end || *cursor->at != expected)
    return FALSE;

  cursor->at++;
  return TRUE;
}

static gboolean
read_hex4 (const char *at, const char *end, gunichar *out_unit)
{
  gunichar unit = 0;

  if (end - at < 4)
    return FALSE;

  for (guint i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (at[i]))
        return FALSE;
      unit = unit * 16 + g_ascii_xdigit_value (at[i]);
    }

  *out_unit = unit;
  return TRUE;
}

/* Reads the digits behind `\u` and, for a pair of surrogates, the second half.  A lonely half is
 * refused: no UTF-8 stands for it. */
static gboolean
read_unicode_escape (Cursor *cursor, gunichar *out_char)
{
  gunichar unit, low;

  if (!read_hex4 (cursor->at, cursor->end, &unit))
    return FALSE;
  cursor->at += 4;

  if (unit >= 0xd800 && unit < 0xdc00)
    {
      if (!skip_char (cursor, '\\') || !skip_char (cursor, 'u') ||
          !read_hex4 (cursor->at, cursor->end, &low) || low < 0xdc00 || low > 0xdfff)
        return FALSE;
      cursor->at += 4;
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
  else if (unit >= 0xdc00 && unit <= 0xdfff)
    {
      return FALSE;
    }

  *out_char = unit;
  return TRUE;
}

static gboolean
read_escape (Cursor *cursor, gunichar *out_char)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  const char *letter;

  if (cursor->at >= cursor->end || *cursor->at == '\0')
    return FALSE;
  if (skip_char (cursor, 'u'))
    return read_unicode_escape (cursor, out_char);

  letter = strchr (letters, *cursor->at);
  if (letter == NULL)
    return FALSE;

  cursor->at++;
  *out_char = meanings[letter - letters];
  return TRUE;
}

static gboolean
skip_string (Cursor *cursor)
{
  gunichar ignored;

  if (!skip_char (cursor, '"'))
    return FALSE;

  while (cursor->at < cursor->end)
    {
      char c = *cursor->at++;

      if (c == '"')
        return TRUE;
      if ((guchar) c < 0x20)
        return FALSE;
      if (c == '\\' && !read_escape (cursor, &ignored))
        return FALSE;
    }

  return FALSE;
}

static gboolean
skip_digits (Cursor *cursor)
{
  const char *start = cursor->at;

  while (cursor->at < cursor->end && g_ascii_isdigit (*cursor->at))
    cursor->at++;

  return cursor->at > start;
}

static gboolean
skip_number (Cursor *cursor)
{
  skip_char (cursor, '-');
  if (!skip_char (cursor, '0') && !skip_digits (cursor))
    return FALSE;
  if (skip_char (cursor, '.') && !skip_digits (cursor))
    return FALSE;
  if (skip_char (cursor, 'e') || skip_char (cursor, 'E'))
    {
      if (!skip_char (cursor, '+'))
        skip_char (cursor, '-');
      return skip_digits (cursor);
    }

  return TRUE;
}

static gboolean
skip_literal (Cursor *cursor, const char *literal)
{
  gsize length = strlen (literal);

  if ((gsize) (cursor->end - cursor->at) < length || memcmp (cursor->at, literal, length) != 0)
    return FALSE;

  cursor->at += length;
  return TRUE;
}

/* What follows an element: TRUE with *out_more for a comma, TRUE without for @closing. */
static gboolean
skip_separator (Cursor *cursor, char closing, gboolean *out_more)
{
  skip_blanks (cursor);
  *out_more = skip_char (cursor, ',');

  return *out_more || skip_char (cursor, closing);
}

static gboolean
skip_member_name (Cursor *cursor)
{
  skip_blanks (cursor);
  if (!skip_string (cursor))
    return FALSE;
  skip_blanks (cursor);

  return skip_char (cursor, ':');
}

static gboolean
skip_container (Cursor *cursor, char closing, guint depth)
{
  gboolean more = TRUE;

  if (depth >= DEEPEST)
    return FALSE;

  cursor->at++;
  skip_blanks (cursor);
  if (skip_char (cursor, closing))
    return TRUE;

  while (more)
    {
      if (closing == '}' && !skip_member_name (cursor))
        return FALSE;
      if (!skip_value (cursor, depth + 1) || !skip_separator (cursor, closing, &more))
        return FALSE;
    }

  return TRUE;
}

static gboolean
skip_value (Cursor *cursor, guint depth)
{
  skip_blanks (cursor);
  if (cursor->at >= cursor->end)
    return FALSE;

  switch (*cursor->at)
    {
    case '{':
      return skip_container (cursor, '}', depth);
    case '[':
      return skip_container (cursor, ']', depth);
    case '"':
      return skip_string (cursor);
    case 't':
      return skip_literal (cursor, "true");
    case 'f':
      return skip_literal (cursor, "false");
    case 'n':
      return skip_literal (cursor, "null");
    default:
      return skip_number (cursor);
    }
}

/* Takes one value, without the blanks around it, off a cursor over checked text. */
static gboolean
take_value (Cursor *cursor, StintJson *out_value)
{
  const char *start;

  skip_blanks (cursor);
  start = cursor->at;
  if (!skip_value (cursor, 0))
    return FALSE;

  *out_value = (StintJson){ start, cursor->at - start };
  return TRUE;
}

gboolean
stint_json_init (StintJson *self, const char *text, gssize length)
{
  Cursor cursor;
  StintJson value;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  cursor.at = text;
  cursor.end = text + (length < 0 ? strlen (text) : (gsize) length);
  if (!g_utf8_validate_len (text, cursor.end - text, NULL) || !take_value (&cursor, &value))
    return FALSE;
  skip_blanks (&cursor);
  if (cursor.at != cursor.end)
    return FALSE;

  *self = value;
  return TRUE;
}

/* Writes the text of a string into @out, which has room for the raw length; no NUL is added.
 * Unescaping never makes text longer. */
static gboolean
unescape (const StintJson *string, char *out, gsize *out_length)
{
  Cursor cursor;
  char *at = out;

  if (string->length < 2 || *string->start != '"')
    return FALSE;

  cursor.at = string->start + 1;
  cursor.end = string->start + string->length - 1;
  while (cursor.at < cursor.end)
    {
      gunichar c;

      if (*cursor.at != '\\')
        {
          *at++ = *cursor.at++;
          continue;
        }

      cursor.at++;
      if (!read_escape (&cursor, &c) || c == 0)
        return FALSE;
      at += g_unichar_to_utf8 (c, at);
    }

  *out_length = at - out;
  return TRUE;
}

/* Names of members are public: ordinary memory will do for the rare escaped one. */
static gboolean
name_is (const StintJson *string, const char *name)
{
  gsize length = strlen (name);
  g_autofree char *buffer = NULL;
  gsize buffer_length;

  if (memchr (string->start, '\\', string->length) == NULL)
    return string->length == length + 2 && memcmp (string->start + 1, name, length) == 0;

  buffer = g_malloc (string->length);
  return unescape (string, buffer, &buffer_length) && buffer_length == length &&
         memcmp (buffer, name, length) == 0;
}

gboolean
stint_json_next_member (const StintJson *self, StintJson *out_name, StintJson *value)
{
  Cursor cursor;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (out_name != NULL, FALSE);
  g_return_val_if_fail (value != NULL, FALSE);

  cursor = (Cursor){ self->start, self->start + self->length };
  if (!skip_char (&cursor, '{'))
    return FALSE;

  if (value->start != NULL)
    {
      cursor.at = value->start + value->length;
      skip_blanks (&cursor);
      if (!skip_char (&cursor, ','))
        return FALSE;
    }

  if (!take_value (&cursor, out_name))
    return FALSE;
  skip_blanks (&cursor);

  return skip_char (&cursor, ':') && take_value (&cursor, value);
}

gboolean
stint_json_get_member (const StintJson *self, const char *name, StintJson *out_value)
{
  Cursor cursor;
  gboolean found = FALSE;
  gboolean more = TRUE;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (out_value != NULL, FALSE);

  cursor = (Cursor){ self->start, self->start + self->length };
  if (!skip_char (&cursor, '{'))
    return FALSE;

  while (more)
    {
      StintJson key, value;

      /* An empty object ends here. */
      if (!take_value (&cursor, &key))
        break;
      skip_blanks (&cursor);
      if (!skip_char (&cursor, ':') || !take_value (&cursor, &value) ||
          !skip_separator (&cursor, '}', &more))
        break;

      if (name_is (&key, name))
        {
          *out_value = value;
          found = TRUE;
        }
    }

  return found;
}

gboolean
stint_json_next_element (const StintJson *self, StintJson *element)
{
  Cursor cursor;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (element != NULL, FALSE);

  cursor = (Cursor){ self->start, self->start + self->length };
  if (!skip_char (&cursor, '['))
    return FALSE;

  if (element->start != NULL)
    {
      cursor.at = element->start + element->length;
      skip_blanks (&cursor);
      if (!skip_char (&cursor, ','))
        return FALSE;
    }

  return take_value (&cursor, element);
}

StintSecret *
stint_json_dup_secret (const StintJson *self)
{
  StintSecret *secret = NULL;
  char *buffer;
  gsize length;

  g_return_val_if_fail (self != NULL, NULL);

  buffer = OPENSSL_secure_malloc (self->length + 1);
  if (buffer == NULL)
    return NULL;

  if (unescape (self, buffer, &length))
    secret = stint_secret_new (buffer, length);
  OPENSSL_secure_clear_free (buffer, self->length + 1);

  return secret;
}

char *
stint_json_dup_string (const StintJson *self)
{
  g_autofree char *buffer = NULL;
  gsize length;

  g_return_val_if_fail (self != NULL, NULL);

  buffer = g_malloc (self->length + 1);
  if (!unescape (self, buffer, &length))
    return NULL;

  buffer[length] = '\0';
  return g_steal_pointer (&buffer);
}

gboolean
stint_json_get_int (const StintJson *self, gint64 *out_number)
{
  char digits[24];

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (out_number != NULL, FALSE);

  /* The grammar is checked already; fractions and exponents end the number too early for
   * g_ascii_string_to_signed(), which refuses what is left over. */
  if (self->length == 0 || self->length >= sizeof digits)
    return FALSE;
  memcpy (digits, self->start, self->length);
  digits[self->length] = '\0';

  return g_ascii_string_to_signed (digits, 10, G_MININT64, G_MAXINT64, out_number, NULL);
}

StintSecret *
stint_json_dup_member_secret (const StintJson *self, const char *name)
{
  StintJson value;

  return stint_json_get_member (self, name, &value) ? stint_json_dup_secret (&value) : NULL;
}

char *
stint_json_dup_member_string (const StintJson *self, const char *name)
{
  StintJson value;

  return stint_json_get_member (self, name, &value) ? stint_json_dup_string (&value) : NULL;
}

gboolean
stint_json_get_member_int (const StintJson *self, const char *name, gint64 *out_number)
{
  StintJson value;

  return stint_json_get_member (self, name, &value) && stint_json_get_int (&value, out_number);
}
