/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-client.h"

#include <string.h>

#include "stint-error.h"

/* What a person typed is compared in steps, from the strictest to the loosest; the first step at
 * which anything fits decides, and there it has to be one. */
typedef enum
{
  MATCH_EXACT,
  MATCH_FOLDED,
  MATCH_PREFIX,
  MATCH_PART,
  N_MATCHES,
} Match;

/* The names under which an item is known, NULL-terminated, and the one to tell it by. */
typedef const char *(*NameFunc) (gpointer item, guint index);

static char *
fold (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  return normal != NULL ? g_utf8_casefold (normal, -1) : g_strdup (text);
}

static gboolean
name_matches (const char *name, const char *text, const char *folded_text, Match match)
{
  g_autofree char *folded = NULL;

  if (match == MATCH_EXACT)
    return g_str_equal (name, text);

  folded = fold (name);
  switch (match)
    {
    case MATCH_FOLDED:
      return g_str_equal (folded, folded_text);
    case MATCH_PREFIX:
      return g_str_has_prefix (folded, folded_text);
    case MATCH_PART:
      return strstr (folded, folded_text) != NULL;
    case MATCH_EXACT:
    case N_MATCHES:
    default:
      g_assert_not_reached ();
    }
}

/* An exact name beats an exact profile, which beats an id: so each index is a step of its own for
 * exact matches, and all of them are one step for parts. */
static GPtrArray *
collect (GListModel *model, NameFunc get_name, const char *text, Match match, guint index)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *folded_text = fold (text);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);
      gboolean fits = FALSE;

      for (guint j = 0; !fits && get_name (item, j) != NULL; j++)
        {
          if (match != MATCH_EXACT || j == index)
            fits = name_matches (get_name (item, j), text, folded_text, match);
        }
      if (fits)
        g_ptr_array_add (found, g_steal_pointer (&item));
    }

  return g_steal_pointer (&found);
}

static GPtrArray *
search (GListModel *model, NameFunc get_name, guint n_names, const char *text)
{
  for (guint index = 0; index < n_names; index++)
    {
      g_autoptr (GPtrArray) found = collect (model, get_name, text, MATCH_EXACT, index);

      if (found->len > 0)
        return g_steal_pointer (&found);
    }
  for (Match match = MATCH_FOLDED; match < N_MATCHES; match++)
    {
      g_autoptr (GPtrArray) found = collect (model, get_name, text, match, 0);

      if (found->len > 0)
        return g_steal_pointer (&found);
    }

  return g_ptr_array_new ();
}

static GError *
ambiguous_error (GPtrArray *found, NameFunc get_name, const char *key, const char *text)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) candidates = NULL;
  GVariantDict dict;

  for (guint i = 0; i < found->len; i++)
    g_strv_builder_add (names, get_name (found->pdata[i], 0));
  candidates = g_strv_builder_end (names);

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, key, "s", text);
  g_variant_dict_insert_value (&dict, "candidates",
                               g_variant_new_strv ((const char *const *) candidates, -1));

  return stint_error_new (STINT_ERROR_NOT_FOUND, g_variant_dict_end (&dict), "“%s” is ambiguous",
                          text);
}

static GError *
unknown_error (const char *key, const char *text)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, key, "s", text);

  return stint_error_new (STINT_ERROR_NOT_FOUND, g_variant_dict_end (&dict), "No %s “%s”", key,
                          text);
}

static gpointer
find (GListModel *model,
      NameFunc get_name,
      guint n_names,
      const char *key,
      const char *text,
      GError **error)
{
  g_autoptr (GPtrArray) found = NULL;

  if (*text != '\0')
    found = search (model, get_name, n_names, text);
  if (found == NULL || found->len == 0)
    {
      g_propagate_error (error, unknown_error (key, text));
      return NULL;
    }
  if (found->len > 1)
    {
      g_propagate_error (error, ambiguous_error (found, get_name, key, text));
      return NULL;
    }

  /* The model keeps it. */
  return found->pdata[0];
}

/* Ids are for programs: never matched by a part, which a name function tells by ending there. */
static const char *
session_name (gpointer item, guint index)
{
  switch (index)
    {
    case 0:
      return stint_session_item_get_name (item);
    case 1:
      return stint_session_item_get_tool_profile (item);
    case 2:
      return stint_session_item_get_profile (item);
    default:
      return NULL;
    }
}

static const char *
integration_name (gpointer item, guint index)
{
  return index == 0 ? stint_integration_item_get_name (item) : NULL;
}

StintSessionItem *
stint_client_find_session (StintClient *self, const char *text, GError **error)
{
  StintSessionItem *by_id;

  g_return_val_if_fail (STINT_IS_CLIENT (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  by_id = stint_client_get_session (self, text);
  if (by_id != NULL)
    return by_id;

  return find (stint_client_get_sessions (self), session_name, 3, "session", text, error);
}

StintIntegrationItem *
stint_client_find_integration (StintClient *self, const char *text, GError **error)
{
  StintIntegrationItem *by_id;

  g_return_val_if_fail (STINT_IS_CLIENT (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  by_id = stint_client_get_integration (self, text);
  if (by_id != NULL)
    return by_id;

  return find (stint_client_get_integrations (self), integration_name, 1, "integration", text,
               error);
}
