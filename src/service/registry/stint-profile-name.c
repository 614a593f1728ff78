/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-session.h"

#include <string.h>

#define PROFILE_NAME_MAX 128
#define PROFILE_NAME_FALLBACK "stint"

char *
stint_profile_name_from (const char *name)
{
  GString *text = g_string_new (NULL);

  /* One dash for a run of characters, whatever it was: "Büro & Lager" is "B-ro-Lager". */
  for (const char *at = name != NULL ? name : ""; *at != '\0'; at++)
    {
      if (g_ascii_isalnum (*at) || strchr ("_.@+-", *at) != NULL)
        g_string_append_c (text, *at);
      else if (text->len > 0 && text->str[text->len - 1] != '-')
        g_string_append_c (text, '-');
    }

  g_string_truncate (text, MIN (text->len, PROFILE_NAME_MAX));
  while (text->len > 0 && text->str[text->len - 1] == '-')
    g_string_truncate (text, text->len - 1);

  /* Python's configparser reads [DEFAULT] as something that every section inherits. */
  if (text->len == 0 || strcmp (text->str, "DEFAULT") == 0)
    g_string_assign (text, PROFILE_NAME_FALLBACK);

  return g_string_free (text, FALSE);
}
