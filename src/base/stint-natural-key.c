/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-base"

#include "config.h"

#include "stint-natural-key.h"

#include <string.h>

/* Longer numbers than this are compared as if they had so many digits. */
#define LONGEST_NUMBER 60

/* Without accents and letter case. */
static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = g_utf8_casefold (normal != NULL ? normal : "", -1);
  GString *plain = g_string_sized_new (strlen (folded));

  for (const char *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_ismark (c))
        g_string_append_unichar (plain, c);
    }
  return g_string_free (plain, FALSE);
}

/* A number begins with how many digits it has, so that the longer one comes later. */
static const char *
append_number (GString *key, const char *digits)
{
  gsize n;

  while (digits[0] == '0' && g_ascii_isdigit (digits[1]))
    digits++;
  for (n = 1; g_ascii_isdigit (digits[n]); n++)
    ;
  g_string_append_c (key, '0');
  g_string_append_c (key, (char) MIN (n, LONGEST_NUMBER));
  g_string_append_len (key, digits, (gssize) n);
  return digits + n;
}

char *
stint_natural_key (const char *text)
{
  g_autofree char *folded = NULL;
  GString *key;
  gsize n;

  g_return_val_if_fail (text != NULL, NULL);

  if (!g_str_is_ascii (text))
    text = folded = fold (text);
  key = g_string_sized_new (strlen (text) + 8);
  while (*text != '\0')
    {
      if (g_ascii_isdigit (*text))
        text = append_number (key, text);
      else
        g_string_append_c (key, g_ascii_tolower (*text++));
    }
  /* A string that grows has twice the room that it needs, and these are kept by the thousand. */
  n = key->len + 1;
  return g_realloc (g_string_free (key, FALSE), n);
}
