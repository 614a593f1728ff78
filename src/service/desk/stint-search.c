/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-search.h"

#include <string.h>

typedef struct
{
  StintSession *session; /* (unowned) */
  gboolean begins;       /* its name begins with the first word */
} Match;

/* For comparing: without case and accents. */
static char *
fold (const char *text)
{
  g_autofree char *whole = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autofree char *folded = NULL;
  GString *plain = g_string_new (NULL);

  if (whole == NULL)
    return g_string_free (plain, FALSE);

  folded = g_utf8_casefold (whole, -1);
  for (const char *c = folded; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (!g_unichar_ismark (character))
        g_string_append_unichar (plain, character);
    }

  return g_string_free (plain, FALSE);
}

static GStrv
fold_words (const char *const *words)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *folded = g_utf8_validate (words[i], -1, NULL) ? fold (words[i]) : NULL;

      if (folded != NULL && *folded != '\0')
        g_strv_builder_add (builder, folded);
    }

  return g_strv_builder_end (builder);
}

/* All that it can be found by, parted by what nobody types. */
static char *
make_text (StintSession *session)
{
  const StintSessionDefinition *definition = stint_session_get_definition (session);
  const char *parts[] = { definition->name,
                          definition->role_name != NULL ? definition->role_name : "",
                          definition->role_arn != NULL ? definition->role_arn : "",
                          definition->account_name != NULL ? definition->account_name : "",
                          stint_session_get_account_id (session),
                          stint_session_get_profile (session),
                          NULL };
  g_autofree char *text = g_strjoinv ("\n", (char **) parts);

  return fold (text);
}

static gboolean
fits (StintSession *session, const GStrv words)
{
  g_autofree char *text = make_text (session);

  for (guint i = 0; words[i] != NULL; i++)
    if (strstr (text, words[i]) == NULL)
      return FALSE;

  return TRUE;
}

static gboolean
begins_with (StintSession *session, const char *word)
{
  g_autofree char *name = fold (stint_session_get_name (session));

  return g_str_has_prefix (name, word);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const Match *x = a;
  const Match *y = b;
  const StintSessionDefinition *x_definition = stint_session_get_definition (x->session);
  const StintSessionDefinition *y_definition = stint_session_get_definition (y->session);
  gint64 x_used = stint_session_get_life (x->session)->last_used;
  gint64 y_used = stint_session_get_life (y->session)->last_used;

  if (x->begins != y->begins)
    return y->begins - x->begins;
  if (x_definition->pinned != y_definition->pinned)
    return y_definition->pinned - x_definition->pinned;
  if (stint_session_is_active (x->session) != stint_session_is_active (y->session))
    return stint_session_is_active (y->session) - stint_session_is_active (x->session);
  if (x_used != y_used)
    return x_used > y_used ? -1 : 1;

  return g_utf8_collate (x_definition->name, y_definition->name);
}

static void
add_match (GArray *matches, StintSession *session, const GStrv words)
{
  Match match = { .session = session };

  if (session == NULL || stint_session_get_definition (session)->gone || !fits (session, words))
    return;

  match.begins = begins_with (session, words[0]);
  g_array_append_val (matches, match);
}

GStrv
stint_search_find (StintRegistry *registry,
                   const char *const *words,
                   const char *const *among,
                   guint max)
{
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (Match));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) folded = NULL;
  GPtrArray *sessions;

  g_return_val_if_fail (STINT_IS_REGISTRY (registry), NULL);
  g_return_val_if_fail (words != NULL, NULL);

  folded = fold_words (words);
  if (folded[0] == NULL)
    return g_strv_builder_end (builder);

  sessions = stint_registry_get_sessions (registry);
  if (among != NULL)
    for (guint i = 0; among[i] != NULL; i++)
      add_match (matches, stint_registry_get_session (registry, among[i]), folded);
  else
    for (guint i = 0; i < sessions->len; i++)
      add_match (matches, g_ptr_array_index (sessions, i), folded);

  g_array_sort (matches, compare);
  for (guint i = 0; i < matches->len && i < max; i++)
    g_strv_builder_add (builder, stint_session_get_id (g_array_index (matches, Match, i).session));

  return g_strv_builder_end (builder);
}
