/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-context.h"

#include <string.h>

/* botocore splits the line as a POSIX shell would and runs no shell; others give it to sh -c.  What
 * both take the same way: nothing, double quotes around blanks, single quotes around the rest. */
static char *
quote_for_both (const char *word)
{
  g_autofree char *escaped = NULL;
  g_auto (GStrv) parts = NULL;

  if (strpbrk (word, " \t\n\"'\\$`;&|<>()*?[]{}#~!") == NULL)
    return g_strdup (word);
  if (strpbrk (word, "\"\\$`!") == NULL)
    return g_strconcat ("\"", word, "\"", NULL);

  parts = g_strsplit (word, "'", -1);
  escaped = g_strjoinv ("'\"'\"'", parts);

  return g_strconcat ("'", escaped, "'", NULL);
}

char *
stint_context_process_command (const StintContext *self, const char *session_id)
{
  g_autofree char *helper = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->helper_command != NULL, NULL);
  g_return_val_if_fail (session_id != NULL, NULL);

  /* One program whose path has blanks, or a command line that somebody has quoted already. */
  if (g_file_test (self->helper_command, G_FILE_TEST_IS_REGULAR))
    helper = quote_for_both (self->helper_command);
  else
    helper = g_strdup (self->helper_command);

  return g_strdup_printf ("%s --session %s", helper, session_id);
}

gboolean
stint_context_shares_sign_ins (const StintContext *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->sso_cache != NULL &&
         (self->settings == NULL || g_settings_get_boolean (self->settings, "share-sign-in"));
}

void
stint_context_clear (StintContext *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->registry);
  g_clear_object (&self->files);
  g_clear_object (&self->vault);
  g_clear_object (&self->console);
  g_clear_object (&self->portal);
  g_clear_object (&self->oidc);
  g_clear_object (&self->sso_cache);
  g_clear_object (&self->sts);
  g_clear_object (&self->http);
  g_clear_object (&self->deadlines);
  g_clear_object (&self->clock);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->credentials_path, g_free);
  g_clear_pointer (&self->config_path, g_free);
  g_clear_pointer (&self->helper_command, g_free);
  g_clear_pointer (&self->default_region, g_free);
}
