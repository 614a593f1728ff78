/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-identity-names.h"

#include <string.h>

#include "stint-error.h"

/* 104 bits: no two of a few thousand roles meet by chance, and nobody gains by making two meet. */
#define ID_DIGITS 26

char *
stint_identity_make_session_id (const char *integration_id,
                                const char *account_id,
                                const char *role_name)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  const char *parts[] = { integration_id, account_id, role_name };

  g_return_val_if_fail (integration_id != NULL, NULL);
  g_return_val_if_fail (account_id != NULL, NULL);
  g_return_val_if_fail (role_name != NULL, NULL);

  /* With their NULs, so that no two triples run together to the same text. */
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    g_checksum_update (checksum, (const guchar *) parts[i], (gssize) strlen (parts[i]) + 1);

  return g_strdup_printf ("ic-%.*s", ID_DIGITS, g_checksum_get_string (checksum));
}

/* The value of the word of @length bytes at @word; NULL if there is no such word. */
static const char *
look_up (const StintTemplateWords *words, const char *word, gsize length)
{
  const char *account = words->account;
  const struct
  {
    const char *word;
    const char *value;
  } known[] = {
    { "account", account != NULL && *account != '\0' ? account : words->account_id },
    { "account-id", words->account_id },
    { "role", words->role },
    { "integration", words->integration },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (strlen (known[i].word) == length && strncmp (known[i].word, word, length) == 0)
      return known[i].value != NULL ? known[i].value : "";

  return NULL;
}

/* Unknown words stay as they are.
 * @out_unknown: (optional): whether there was one, or an open brace */
static char *
expand (const char *template_text, const StintTemplateWords *words, gboolean *out_unknown)
{
  GString *text = g_string_new (NULL);

  for (const char *at = template_text; *at != '\0'; at++)
    {
      const char *end = *at == '{' ? strchr (at, '}') : NULL;
      const char *value = end != NULL ? look_up (words, at + 1, (gsize) (end - at - 1)) : NULL;

      if (value != NULL)
        {
          g_string_append (text, value);
          at = end;
          continue;
        }
      if (*at == '{' && out_unknown != NULL)
        *out_unknown = TRUE;
      g_string_append_c (text, *at);
    }

  return g_string_free (text, FALSE);
}

char *
stint_profile_template_expand (const char *template_text, const StintTemplateWords *words)
{
  g_return_val_if_fail (words != NULL, NULL);

  if (template_text == NULL || *template_text == '\0')
    template_text = STINT_PROFILE_TEMPLATE_DEFAULT;

  return expand (template_text, words, NULL);
}

gboolean
stint_profile_template_check (const char *template_text, GError **error)
{
  const StintTemplateWords empty = { "", "", "", "" };
  gboolean unknown = FALSE;
  g_autofree char *expanded = NULL;

  g_return_val_if_fail (template_text != NULL, FALSE);

  expanded = expand (template_text, &empty, &unknown);
  if (!unknown &&
      (strstr (template_text, "{role}") != NULL || strstr (template_text, "{account") != NULL))
    return TRUE;

  g_propagate_error (
      error, stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                              "“%s” cannot name profiles: use {account}, {account-id}, {role} and "
                              "{integration}, and at least one of the first three",
                              template_text));

  return FALSE;
}
