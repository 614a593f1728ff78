/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Everything that the files say about profiles, merged as the SDKs merge it: for import and survey. */

#include "config.h"

#include "stint-aws-files-private.h"

#include "stint-secret.h"

static void
property_free (gpointer data)
{
  StintProfileProperty *property = data;

  g_free (property->key);
  stint_wipe_free (property->value);
  g_free (property);
}

static void
entry_free (gpointer data)
{
  StintProfileEntry *entry = data;

  g_free (entry->name);
  g_ptr_array_unref (entry->properties);
  g_free (entry);
}

const StintProfileProperty *
stint_profile_entry_lookup (const StintProfileEntry *entry, const char *key)
{
  g_return_val_if_fail (entry != NULL, NULL);

  for (guint i = 0; i < entry->properties->len; i++)
    {
      const StintProfileProperty *property = g_ptr_array_index (entry->properties, i);

      if (g_str_equal (property->key, key))
        return property;
    }
  return NULL;
}

const char *
stint_profile_entry_get (const StintProfileEntry *entry, const char *key)
{
  const StintProfileProperty *property = stint_profile_entry_lookup (entry, key);

  return property != NULL ? property->value : NULL;
}

typedef struct
{
  GPtrArray *entries;  /* (owned) */
  GHashTable *by_name; /* lettered name (owned) -> entry */
  StintIniDocument *document;
  StintAwsFile file;
} Listing;

static StintProfileEntry *
get_entry (Listing *listing, const char *name, gboolean is_sso_session)
{
  g_autofree char *full_name = g_strdup_printf ("%c%s", is_sso_session ? 's' : 'p', name);
  StintProfileEntry *entry = g_hash_table_lookup (listing->by_name, full_name);

  if (entry != NULL)
    return entry;
  entry = g_new0 (StintProfileEntry, 1);
  entry->name = g_strdup (name);
  entry->is_sso_session = is_sso_session;
  entry->properties = g_ptr_array_new_with_free_func (property_free);
  g_ptr_array_add (listing->entries, entry);
  g_hash_table_insert (listing->by_name, g_steal_pointer (&full_name), entry);
  return entry;
}

static void
set_property (Listing *listing, StintProfileEntry *entry, StintIniLine line, guint number)
{
  g_autofree char *key = stint_ini_document_dup_key (listing->document, line);
  StintProfileProperty *property = (StintProfileProperty *) stint_profile_entry_lookup (entry, key);

  if (property == NULL)
    {
      property = g_new0 (StintProfileProperty, 1);
      property->key = g_steal_pointer (&key);
      g_ptr_array_add (entry->properties, property);
    }
  stint_wipe_free (property->value);
  property->value = stint_ini_document_dup_value (listing->document, line);
  property->file = listing->file;
  property->line = number;
}

/* A bridge is only there between two of our own writes. */
static gboolean
is_listed (StintIniSection *section)
{
  StintIniSectionType type = stint_ini_section_get_section_type (section);

  return (type == STINT_INI_SECTION_PROFILE || type == STINT_INI_SECTION_SSO_SESSION) &&
         stint_ini_section_find_key (section, STINT_NOTE_BRIDGE) == STINT_INI_NO_LINE;
}

/* Of a document that was never edited, handles are line numbers. */
static void
list_section (Listing *listing, StintIniSection *section)
{
  gboolean sso = stint_ini_section_get_section_type (section) == STINT_INI_SECTION_SSO_SESSION;
  StintProfileEntry *entry = get_entry (listing, stint_ini_section_get_name (section), sso);
  guint *header =
      listing->file == STINT_AWS_FILE_CONFIG ? &entry->config_line : &entry->credentials_line;
  StintIniLine line = STINT_INI_NO_LINE;

  if (*header == 0)
    *header = stint_ini_section_get_line (section);
  while ((line = stint_ini_section_next_key (section, line)) != STINT_INI_NO_LINE)
    set_property (listing, entry, line, line);
}

static void
list_document (Listing *listing, StintIniDocument *document, StintAwsFile file)
{
  listing->document = document;
  listing->file = file;
  for (guint i = 0; i < stint_ini_document_get_n_sections (document); i++)
    {
      StintIniSection *section = stint_ini_document_get_section (document, i);

      if (is_listed (section))
        list_section (listing, section);
    }
}

/* Profiles first, in the order in which they were met. */
static GPtrArray *
sort_entries (GPtrArray *entries)
{
  GPtrArray *sorted = g_ptr_array_new_with_free_func (entry_free);

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < entries->len; i++)
      {
        StintProfileEntry *entry = g_ptr_array_index (entries, i);

        if (entry->is_sso_session == (pass == 1))
          g_ptr_array_add (sorted, entry);
      }
  g_ptr_array_unref (entries);
  return sorted;
}

GPtrArray *
stint_aws_files_list_profiles (StintAwsFiles *self, GError **error)
{
  g_autoptr (StintIniDocument) credentials = NULL;
  g_autoptr (StintIniDocument) config = NULL;
  Listing listing = { NULL };

  g_return_val_if_fail (STINT_IS_AWS_FILES (self), NULL);

  g_mutex_lock (&self->lock);
  credentials = stint_aws_files_parse (self, STINT_AWS_FILE_CREDENTIALS, FALSE, error);
  if (credentials != NULL)
    config = stint_aws_files_parse (self, STINT_AWS_FILE_CONFIG, FALSE, error);
  g_mutex_unlock (&self->lock);
  if (config == NULL)
    return NULL;
  listing.entries = g_ptr_array_new ();
  listing.by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  list_document (&listing, config, STINT_AWS_FILE_CONFIG);
  list_document (&listing, credentials, STINT_AWS_FILE_CREDENTIALS);
  g_hash_table_unref (listing.by_name);
  return sort_entries (listing.entries);
}
