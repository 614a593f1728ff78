/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "stint-identity-names.h"
#include "stint-import-private.h"
#include "stint-ini-document.h"
#include "stint-partition.h"

#define ACCOUNT_ID_DIGITS 12
#define ROLE_NAME_MAX 64

/* --- Portals ------------------------------------------------------------------------------------ */

static gboolean
same_portal (const StintSsoEntry *entry, const char *start_url, const char *region)
{
  return g_strcmp0 (entry->region, region) == 0 &&
         stint_sso_start_url_equal (entry->start_url, start_url);
}

static gboolean
gives_access (const StintSsoEntry *entry)
{
  const char *const *scopes = (const char *const *) entry->scopes;

  return scopes == NULL || scopes[0] == NULL || g_strv_contains (scopes, STINT_SSO_DEFAULT_SCOPE);
}

/* One portal is one integration, however many sections name it: the first one that lets accounts be
 * seen. NULL if none does. */
static const StintSsoEntry *
choose_entry (StintImportPlanner *self, const StintSsoEntry *like)
{
  GPtrArray *entries = self->sources->sso->entries;

  for (guint i = 0; i < entries->len; i++)
    {
      const StintSsoEntry *entry = g_ptr_array_index (entries, i);

      if (gives_access (entry) && same_portal (entry, like->start_url, like->region))
        return entry;
    }

  return NULL;
}

static StintIntegration *
find_integration (StintImportPlanner *self, const StintSsoEntry *entry)
{
  GPtrArray *all = stint_registry_get_integrations (self->registry);

  for (guint i = 0; i < all->len; i++)
    {
      StintIntegration *integration = g_ptr_array_index (all, i);
      const StintIntegrationDefinition *definition = stint_integration_get_definition (integration);

      if (definition->kind == STINT_INTEGRATION_IDENTITY_CENTER &&
          same_portal (entry, definition->start_url, definition->region))
        return integration;
    }

  return NULL;
}

/* "my-company" of "https://my-company.awsapps.com/start". */
static char *
name_of_url (const char *start_url)
{
  g_autoptr (GUri) uri = g_uri_parse (start_url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  gsize length = host != NULL ? strcspn (host, ".") : 0;

  if (length == 0 || g_hostname_is_ip_address (host))
    return g_strdup ("Identity Center");

  return g_strndup (host, length);
}

static gboolean
is_name_taken (StintImportPlanner *self, const char *name)
{
  if (stint_registry_find_integration_by_name (self->registry, name) != NULL)
    return TRUE;

  for (guint i = 0; i < self->items->len; i++)
    {
      const StintImportItem *item = g_ptr_array_index (self->items, i);

      if (item->kind == STINT_IMPORT_PORTAL && g_strcmp0 (item->name, name) == 0)
        return TRUE;
    }

  return FALSE;
}

static char *
choose_portal_name (StintImportPlanner *self, const StintSsoEntry *entry)
{
  g_autofree char *base =
      entry->session_name != NULL ? g_strdup (entry->session_name) : name_of_url (entry->start_url);
  char *name = g_strdup (base);

  for (guint i = 2; is_name_taken (self, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %u", base, i);
    }

  return name;
}

/* Of the older form there is no section: the first profile that has the URL stands for it. */
static const char *
locate_portal (StintImportPlanner *self, const StintSsoEntry *entry, guint *out_line)
{
  GPtrArray *profiles = self->sources->sso->profiles;
  const StintImportProfile *first = NULL;

  if (entry->session_name != NULL)
    return stint_import_sources_locate_session (self->sources, entry->session_name, out_line);

  for (guint i = 0; i < profiles->len && first == NULL; i++)
    {
      const StintSsoProfile *profile = g_ptr_array_index (profiles, i);

      if (stint_sso_survey_get_entry (self->sources->sso, profile->entry) == entry)
        first = g_hash_table_lookup (self->by_name, profile->profile);
    }
  g_return_val_if_fail (first != NULL, NULL);

  return stint_import_profile_locate (first, "sso_start_url", out_line);
}

static const char *
find_flaw_of_portal (const StintSsoEntry *entry)
{
  g_autoptr (GUri) uri = g_uri_parse (entry->start_url, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http")))
    return N_ ("Its start URL is not the address of an access portal.");
  if (!stint_region_is_valid (entry->region))
    return N_ ("Its region is not the name of one.");

  return NULL;
}

static StintImportItem *
add_portal (StintImportPlanner *self, const StintSsoEntry *entry)
{
  const char *key = entry->session_name != NULL ? entry->session_name : entry->start_url;
  const char *flaw = find_flaw_of_portal (entry);
  StintIntegration *integration = flaw == NULL ? find_integration (self, entry) : NULL;
  g_autofree char *name = integration != NULL ? g_strdup (stint_integration_get_name (integration))
                                              : choose_portal_name (self, entry);
  guint line = 0;
  const char *path = locate_portal (self, entry, &line);
  StintImportItem *item = stint_import_item_new (STINT_IMPORT_PORTAL, key, "", name, path, line);

  item->entry = stint_sso_entry_copy (entry);
  if (flaw != NULL)
    {
      item->kind = STINT_IMPORT_SKIPPED;
      stint_import_item_add_note (item, "%s", _ (flaw));
    }
  if (integration != NULL)
    {
      item->exists = TRUE;
      item->integration_id = g_strdup (stint_integration_get_id (integration));
    }
  item->selected = flaw == NULL && !item->exists;
  g_ptr_array_add (self->items, item);

  return item;
}

/* The item of the portal of @entry, which is made when it is first asked for; NULL where no section
 * lets accounts be seen. */
static StintImportItem *
ensure_portal (StintImportPlanner *self, const StintSsoEntry *entry)
{
  const StintSsoEntry *chosen = choose_entry (self, entry);

  if (chosen == NULL)
    return NULL;

  for (guint i = 0; i < self->items->len; i++)
    {
      StintImportItem *item = g_ptr_array_index (self->items, i);

      if (item->entry != NULL && item->account_id == NULL &&
          stint_sso_entry_equal (item->entry, chosen))
        return item;
    }

  return add_portal (self, chosen);
}

static void
skip_section (StintImportPlanner *self, const StintSsoEntry *entry)
{
  guint line = 0;
  const char *path = locate_portal (self, entry, &line);
  g_autofree char *key = g_strdup_printf ("sso-session %s", entry->session_name);
  StintImportItem *item =
      stint_import_item_new (STINT_IMPORT_SKIPPED, key, "", entry->session_name, path, line);

  stint_import_item_add_note (item,
                              N_ ("Its scopes do not let accounts be seen: %s is not among them."),
                              STINT_SSO_DEFAULT_SCOPE);
  g_ptr_array_add (self->items, item);
}

void
stint_import_planner_add_portals (StintImportPlanner *self)
{
  GPtrArray *entries = self->sources->sso->entries;

  for (guint i = 0; i < entries->len; i++)
    {
      const StintSsoEntry *entry = g_ptr_array_index (entries, i);

      if (ensure_portal (self, entry) == NULL)
        skip_section (self, entry);
    }
}

/* --- Profiles ----------------------------------------------------------------------------------- */

static gboolean
is_account_id (const char *text)
{
  return strlen (text) == ACCOUNT_ID_DIGITS && strspn (text, "0123456789") == ACCOUNT_ID_DIGITS;
}

static gboolean
is_role_name (const char *text)
{
  gsize length = strlen (text);

  if (length == 0 || length > ROLE_NAME_MAX)
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (text[i]) && strchr ("_+=,.@-", text[i]) == NULL)
        return FALSE;
    }

  return TRUE;
}

/* NULL: everything is fine. */
static const char *
find_flaw (const StintSsoProfile *sso)
{
  if ((sso->flaws & STINT_SSO_NO_SESSION) != 0)
    return N_ ("Its sso_session does not exist.");
  if ((sso->flaws & STINT_SSO_INCOMPLETE) != 0)
    return N_ ("Its start URL or the region of its portal is missing.");
  if ((sso->flaws & STINT_SSO_CONTRADICTS) != 0)
    return N_ (
        "Its own start URL or region is not that of its sso_session, which the AWS CLI refuses as "
        "well.");
  if ((sso->flaws & STINT_SSO_TOKEN_ONLY) != 0)
    return N_ ("It names no account and role: it is there to sign in with.");
  if (!is_account_id (sso->account_id))
    return N_ ("Its sso_account_id is not the number of an account.");
  if (!is_role_name (sso->role_name))
    return N_ ("Its sso_role_name is not the name of a role.");

  return NULL;
}

static void
match_session (StintImportPlanner *self, StintImportItem *item)
{
  g_autofree char *id = NULL;
  StintSession *session = NULL;
  const StintSessionDefinition *definition;

  if (item->integration_id != NULL)
    {
      id = stint_identity_make_session_id (item->integration_id, item->account_id, item->role_name);
      session = stint_registry_get_session (self->registry, id);
    }
  if (session == NULL)
    {
      stint_import_planner_choose_name (self, item);
      return;
    }

  definition = stint_session_get_definition (session);
  item->session_id = g_steal_pointer (&id);
  g_free (item->name);
  item->name = g_strdup (definition->name);
  if (g_str_equal (stint_session_get_profile (session), item->profile))
    item->exists = TRUE;
  else if (definition->profile != NULL || stint_session_is_held (session))
    {
      item->exists = TRUE;
      stint_import_item_add_note (item, N_ ("The session %s is in the profile %s."),
                                  definition->name, stint_session_get_profile (session));
    }
  else
    {
      item->gives_profile = TRUE;
      stint_import_item_add_note (item, N_ ("The session %s gets this profile’s name."),
                                  definition->name);
    }
}

/* A session is an account and a role of a portal: two profiles of one are one session. */
static gboolean
is_twin (StintImportPlanner *self, const StintImportProfile *profile, StintImportItem *item)
{
  g_autofree char *key =
      g_strdup_printf ("%s %s %s", item->source_item, item->account_id, item->role_name);
  const StintImportItem *first = g_hash_table_lookup (self->sso_roles, key);

  if (first == NULL)
    {
      g_hash_table_insert (self->sso_roles, g_steal_pointer (&key), item);
      return FALSE;
    }

  g_hash_table_insert (self->twins, profile->name, first->id);
  item->kind = STINT_IMPORT_SKIPPED;
  stint_import_item_add_note (
      item, N_ ("It is the same account and role as %s: one session is both."), first->profile);

  return TRUE;
}

static void
add_role (StintImportPlanner *self,
          const StintImportProfile *profile,
          const StintSsoProfile *sso,
          const StintImportItem *portal)
{
  const StintSsoEntry *own = stint_sso_survey_get_entry (self->sources->sso, sso->entry);
  StintImportItem *item =
      stint_import_item_new_for_profile (STINT_IMPORT_SSO_ROLE, profile, "sso_role_name");

  item->source = g_strdup (portal->name);
  item->source_item = g_strdup (portal->id);
  item->entry = stint_sso_entry_copy (own);
  item->account_id = g_strdup (sso->account_id);
  item->role_name = g_strdup (sso->role_name);
  item->region = g_strdup (sso->region);
  item->integration_id = g_strdup (portal->integration_id);
  g_strfreev (item->dependents);
  item->dependents = stint_import_planner_list_dependents (self, profile->name);
  if (!is_twin (self, profile, item))
    {
      match_session (self, item);
      item->selected = !item->exists;
    }
  if ((sso->flaws & STINT_SSO_REPEATS) != 0)
    stint_import_item_add_note (item,
                                N_ ("It repeats what its sso_session says, which not every AWS "
                                    "tool accepts."));
  g_ptr_array_add (self->items, item);
}

gboolean
stint_import_planner_add_sso (StintImportPlanner *self, const StintImportProfile *profile)
{
  const StintSsoProfile *sso = g_hash_table_lookup (self->sso_by_name, profile->name);
  const char *why = sso != NULL ? find_flaw (sso) : NULL;
  StintImportItem *portal = NULL;

  if (sso == NULL)
    return FALSE;

  if (why == NULL)
    {
      portal = ensure_portal (self, stint_sso_survey_get_entry (self->sources->sso, sso->entry));
      if (portal == NULL)
        why = N_ ("The scopes of its sso_session do not let accounts be seen.");
      else if (portal->kind == STINT_IMPORT_SKIPPED)
        why = N_ ("Its portal cannot be used.");
    }
  if (why == NULL)
    add_role (self, profile, sso, portal);
  else
    g_ptr_array_add (self->items, stint_import_skip (profile, "sso_session", why));

  return TRUE;
}
