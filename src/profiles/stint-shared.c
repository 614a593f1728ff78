/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* A profile that is the session already: its own sso_* settings name the account and the role, and the
 * token behind them is the one that is shared.  Every SDK takes it for the same identity, so there is
 * nothing to write and nothing to put back.  In doubt it is not: then it is held like any other. */

#include "config.h"

#include "stint-shared.h"

#include <string.h>

#include "stint-sso-entry.h"

static StintIniDocument *
parse (const StintPlanWorld *world, StintAwsFile file)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  GBytes *bytes = world->contents[file] != NULL ? world->contents[file] : nothing;
  g_autoptr (StintIniDocument) document = stint_ini_document_new (
      file == STINT_AWS_FILE_CREDENTIALS ? STINT_INI_CREDENTIALS : STINT_INI_CONFIG, bytes);

  if (document == NULL || !stint_ini_document_check (document, world->paths[file], NULL))
    return NULL;
  return g_steal_pointer (&document);
}

typedef gboolean (*KeyTest) (const char *key);

static gboolean
any_key (StintIniDocument *document, GPtrArray *sections, KeyTest test)
{
  for (guint i = 0; i < sections->len; i++)
    {
      StintIniLine line = STINT_INI_NO_LINE;

      while ((line = stint_ini_section_next_key (g_ptr_array_index (sections, i), line)) !=
             STINT_INI_NO_LINE)
        {
          g_autofree char *key = stint_ini_document_dup_key (document, line);

          if (test (key))
            return TRUE;
        }
    }
  return FALSE;
}

/* Python gives the keys of [DEFAULT] to every section. */
static gboolean
has_defaults (StintIniDocument *document)
{
  g_autoptr (GPtrArray) defaults = stint_ini_document_find_defaults (document);

  return any_key (document, defaults, stint_is_contender);
}

/* Beside the sso_* settings of config nothing may supply credentials, and nothing may be of ours. */
static gboolean
is_rival (const char *key)
{
  return g_str_has_prefix (key, "x_stint_") ||
         (stint_is_contender (key) && !g_str_has_prefix (key, "sso_"));
}

static gboolean
is_rival_in_credentials (const char *key)
{
  return g_str_has_prefix (key, "x_stint_") || stint_is_contender (key);
}

static gboolean
has (StintIniSection *section, const char *key)
{
  return stint_ini_section_find_key (section, key) != STINT_INI_NO_LINE;
}

static gboolean
says (StintIniDocument *document, StintIniSection *section, const char *key, const char *value)
{
  StintIniLine line = stint_ini_section_find_key (section, key);

  return line != STINT_INI_NO_LINE && value != NULL &&
         stint_ini_document_value_equals (document, line, value);
}

static gboolean
says_portal (StintIniDocument *document, StintIniSection *section, const StintSsoEntry *entry)
{
  return says (document, section, "sso_start_url", entry->start_url) &&
         says (document, section, "sso_region", entry->region);
}

/* The JavaScript SDK does not know a key in capitals. */
static gboolean
has_capital_keys (StintIniSection *section)
{
  g_autoptr (GBytes) text = stint_ini_section_get_text (section);
  gsize size;
  const char *at = g_bytes_get_data (text, &size);
  const char *end = at + size;
  gboolean in_key = FALSE; /* not in the header */

  for (; at < end; at++)
    {
      if (*at == '\n')
        in_key = TRUE;
      else if (*at == '#' || *at == ';' || *at == '=' || *at == ':')
        in_key = FALSE;
      else if (in_key && g_ascii_isupper (*at))
        return TRUE;
    }
  return FALSE;
}

/* Of two sections of one name each reader takes another, or parts of both. */
static StintIniSection *
find_only (GPtrArray *sections)
{
  return sections->len == 1 ? g_ptr_array_index (sections, 0) : NULL;
}

/* The token is found under the name of the section, or under the start URL; what stands there twice is
 * refused by some. */
static gboolean
names_entry (StintIniDocument *config, StintIniSection *profile, const StintSsoEntry *entry)
{
  g_autoptr (GPtrArray) sections = NULL;
  StintIniSection *section;

  if (entry->session_name == NULL)
    return !has (profile, "sso_session") && says_portal (config, profile, entry);
  if (!says (config, profile, "sso_session", entry->session_name) ||
      has (profile, "sso_start_url") || has (profile, "sso_region"))
    return FALSE;
  sections = stint_ini_document_find_sso_session (config, entry->session_name);
  section = find_only (sections);
  return section != NULL && !has_capital_keys (section) && says_portal (config, section, entry);
}

gboolean
stint_shared_judge (const StintPlanWorld *world, const StintSsoIdentity *sso, const char *region)
{
  g_autoptr (StintIniDocument) credentials = parse (world, STINT_AWS_FILE_CREDENTIALS);
  g_autoptr (StintIniDocument) config = parse (world, STINT_AWS_FILE_CONFIG);
  g_autoptr (GPtrArray) in_credentials = NULL;
  g_autoptr (GPtrArray) in_config = NULL;
  StintIniSection *profile;

  if (credentials == NULL || config == NULL || has_defaults (credentials) || has_defaults (config))
    return FALSE;
  in_credentials = stint_ini_document_find_profile (credentials, world->profile);
  in_config = stint_ini_document_find_profile (config, world->profile);
  profile = find_only (in_config);
  return profile != NULL && stint_ini_section_is_seen_by_botocore (profile, world->profile) &&
         stint_ini_section_is_seen_by_others (profile, world->profile) &&
         !any_key (credentials, in_credentials, is_rival_in_credentials) &&
         !any_key (config, in_config, is_rival) && !has_capital_keys (profile) &&
         says (config, profile, "sso_account_id", sso->account_id) &&
         says (config, profile, "sso_role_name", sso->role_name) &&
         (region == NULL || says (config, profile, "region", region)) &&
         names_entry (config, profile, sso->entry);
}

gboolean
stint_aws_files_is_shared (StintAwsFiles *self,
                           const char *profile,
                           const StintSsoIdentity *sso,
                           const char *region,
                           gboolean *out_shared,
                           GError **error)
{
  StintPlanWorld world = { .profile = profile };
  GBytes *contents[2] = { NULL, NULL };
  gboolean loaded = TRUE;

  g_return_val_if_fail (STINT_IS_AWS_FILES (self), FALSE);
  g_return_val_if_fail (profile != NULL && out_shared != NULL, FALSE);
  g_return_val_if_fail (sso != NULL && sso->entry != NULL, FALSE);

  g_mutex_lock (&self->lock);
  for (guint file = 0; file < 2 && loaded; file++)
    {
      loaded = stint_aws_files_load (self, file, &contents[file], NULL, error);
      world.contents[file] = contents[file];
      world.paths[file] = self->paths[file];
    }
  g_mutex_unlock (&self->lock);
  if (loaded)
    *out_shared = stint_shared_judge (&world, sso, region);
  g_clear_pointer (&contents[0], g_bytes_unref);
  g_clear_pointer (&contents[1], g_bytes_unref);
  return loaded;
}
