/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-sso-survey.h"

#include "stint-ini-document.h"

static void
sso_profile_free (gpointer data)
{
  StintSsoProfile *profile = data;

  g_free (profile->profile);
  g_free (profile->account_id);
  g_free (profile->role_name);
  g_free (profile->region);
  g_free (profile);
}

void
stint_sso_survey_free (StintSsoSurvey *self)
{
  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->profiles);
  g_free (self);
}

/* --- Reading ------------------------------------------------------------------------------------ */

static const char *
get_either (const StintProfileEntry *entry, const char *key)
{
  g_autofree char *off_key = g_strconcat (STINT_INI_OFF_PREFIX, key, NULL);
  const char *value = stint_profile_entry_get (entry, key);

  return value != NULL ? value : stint_profile_entry_get (entry, off_key);
}

/* A profile, or a section, as all the lists have it. */
typedef struct
{
  const char *name;
  gboolean is_sso_session;
  GPtrArray *entries; /* (owned) of StintProfileEntry, borrowed */
} Group;

static void
group_free (gpointer data)
{
  Group *group = data;

  g_ptr_array_unref (group->entries);
  g_free (group);
}

static const char *
look_up (const Group *group, const char *key)
{
  for (guint i = 0; i < group->entries->len; i++)
    {
      const char *value = get_either (g_ptr_array_index (group->entries, i), key);

      if (value != NULL)
        return value;
    }
  return NULL;
}

typedef struct
{
  GPtrArray *groups;      /* (owned) of Group */
  GHashTable *by_name[2]; /* (owned) name -> Group; profiles, sections */
} Groups;

static void
groups_add (Groups *self, StintProfileEntry *entry)
{
  GHashTable *by_name = self->by_name[entry->is_sso_session ? 1 : 0];
  Group *group = g_hash_table_lookup (by_name, entry->name);

  if (group == NULL)
    {
      group = g_new0 (Group, 1);
      group->name = entry->name;
      group->is_sso_session = entry->is_sso_session;
      group->entries = g_ptr_array_new ();
      g_ptr_array_add (self->groups, group);
      g_hash_table_insert (by_name, entry->name, group);
    }
  g_ptr_array_add (group->entries, entry);
}

static void
groups_init (Groups *self, GPtrArray *list)
{
  self->groups = g_ptr_array_new_with_free_func (group_free);
  for (guint i = 0; i < 2; i++)
    self->by_name[i] = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < list->len; i++)
    groups_add (self, g_ptr_array_index (list, i));
}

static void
groups_clear (Groups *self)
{
  for (guint i = 0; i < 2; i++)
    g_clear_pointer (&self->by_name[i], g_hash_table_unref);
  g_clear_pointer (&self->groups, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Groups, groups_clear)

static guint
find_entry (const StintSsoSurvey *self,
            const char *session_name,
            const char *start_url,
            const char *region)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      const StintSsoEntry *entry = g_ptr_array_index (self->entries, i);

      if (g_strcmp0 (entry->session_name, session_name) == 0 &&
          (session_name != NULL || (g_strcmp0 (entry->start_url, start_url) == 0 &&
                                    g_strcmp0 (entry->region, region) == 0)))
        return i;
    }
  return G_MAXUINT;
}

static void
add_session (StintSsoSurvey *self, const Group *group)
{
  const char *start_url = look_up (group, "sso_start_url");
  const char *region = look_up (group, "sso_region");
  g_auto (GStrv) scopes = stint_sso_scopes_parse (look_up (group, "sso_registration_scopes"));

  if (start_url != NULL && region != NULL)
    g_ptr_array_add (self->entries, stint_sso_entry_new (start_url, region, group->name,
                                                         (const char *const *) scopes));
}

static guint
ensure_older_entry (StintSsoSurvey *self, const char *start_url, const char *region)
{
  guint index = find_entry (self, NULL, start_url, region);

  if (index != G_MAXUINT)
    return index;
  g_ptr_array_add (self->entries, stint_sso_entry_new (start_url, region, NULL, NULL));
  return self->entries->len - 1;
}

static StintSsoFlaws
compare_with_session (const StintSsoEntry *entry, const char *start_url, const char *region)
{
  if ((start_url != NULL && !g_str_equal (start_url, entry->start_url)) ||
      (region != NULL && !g_str_equal (region, entry->region)))
    return STINT_SSO_CONTRADICTS;
  return start_url != NULL || region != NULL ? STINT_SSO_REPEATS : STINT_SSO_FINE;
}

/* What it signs in with, and what is wrong with that. */
static void
find_sign_in (StintSsoSurvey *self, StintSsoProfile *profile, const Group *group, Groups *groups)
{
  const char *session = look_up (group, "sso_session");
  const char *start_url = look_up (group, "sso_start_url");
  const char *region = look_up (group, "sso_region");

  if (session != NULL)
    {
      profile->entry = find_entry (self, session, NULL, NULL);
      if (profile->entry != G_MAXUINT)
        profile->flaws |= compare_with_session (stint_sso_survey_get_entry (self, profile->entry),
                                                start_url, region);
      else
        profile->flaws |= g_hash_table_contains (groups->by_name[1], session)
                              ? STINT_SSO_INCOMPLETE
                              : STINT_SSO_NO_SESSION;
    }
  else if (start_url != NULL && region != NULL)
    profile->entry = ensure_older_entry (self, start_url, region);
  else
    profile->flaws |= STINT_SSO_INCOMPLETE;
}

static void
add_profile (StintSsoSurvey *self, const Group *group, Groups *groups)
{
  const char *account_id = look_up (group, "sso_account_id");
  const char *role_name = look_up (group, "sso_role_name");
  StintSsoProfile *profile;

  if (account_id == NULL && role_name == NULL && look_up (group, "sso_session") == NULL &&
      look_up (group, "sso_start_url") == NULL)
    return;
  profile = g_new0 (StintSsoProfile, 1);
  profile->profile = g_strdup (group->name);
  profile->entry = G_MAXUINT;
  profile->account_id = g_strdup (account_id);
  profile->role_name = g_strdup (role_name);
  profile->region = g_strdup (look_up (group, "region"));
  if (account_id == NULL || role_name == NULL)
    profile->flaws |= STINT_SSO_TOKEN_ONLY;
  find_sign_in (self, profile, group, groups);
  g_ptr_array_add (self->profiles, profile);
}

StintSsoSurvey *
stint_sso_survey_new_from_list (GPtrArray *list)
{
  StintSsoSurvey *self;
  g_auto (Groups) groups = { NULL };

  g_return_val_if_fail (list != NULL, NULL);

  self = g_new0 (StintSsoSurvey, 1);
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) stint_sso_entry_free);
  self->profiles = g_ptr_array_new_with_free_func (sso_profile_free);
  groups_init (&groups, list);
  /* The sections first, whichever list they are in. */
  for (guint i = 0; i < groups.groups->len; i++)
    {
      const Group *group = g_ptr_array_index (groups.groups, i);

      if (group->is_sso_session)
        add_session (self, group);
    }
  for (guint i = 0; i < groups.groups->len; i++)
    {
      const Group *group = g_ptr_array_index (groups.groups, i);

      if (!group->is_sso_session)
        add_profile (self, group, &groups);
    }
  return self;
}

StintSsoSurvey *
stint_sso_survey_new (StintAwsFiles *files, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (STINT_IS_AWS_FILES (files), NULL);

  list = stint_aws_files_list_profiles (files, error);
  return list != NULL ? stint_sso_survey_new_from_list (list) : NULL;
}

/* --- Asking ------------------------------------------------------------------------------------- */

/* The more, the better. */
static guint
rank (const StintSsoEntry *entry, const char *preferred_session)
{
  if (entry->session_name == NULL)
    return 1;
  return g_strcmp0 (entry->session_name, preferred_session) == 0 ? 3 : 2;
}

const StintSsoEntry *
stint_sso_survey_match (const StintSsoSurvey *self,
                        const char *start_url,
                        const char *region,
                        const char *const *scopes,
                        const char *preferred_session)
{
  const StintSsoEntry *best = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (start_url != NULL && region != NULL, NULL);

  for (guint i = 0; i < self->entries->len; i++)
    {
      const StintSsoEntry *entry = g_ptr_array_index (self->entries, i);

      if (stint_sso_start_url_equal (entry->start_url, start_url) &&
          g_str_equal (entry->region, region) &&
          stint_sso_scopes_equal ((const char *const *) entry->scopes, scopes) &&
          (best == NULL || rank (entry, preferred_session) > rank (best, preferred_session)))
        best = entry;
    }
  return best;
}

const StintSsoEntry *
stint_sso_survey_get_entry (const StintSsoSurvey *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);

  return index < self->entries->len ? g_ptr_array_index (self->entries, index) : NULL;
}

const StintSsoProfile *
stint_sso_survey_find_profile (const StintSsoSurvey *self, const char *profile)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (profile != NULL, NULL);

  for (guint i = 0; i < self->profiles->len; i++)
    {
      const StintSsoProfile *found = g_ptr_array_index (self->profiles, i);

      if (g_str_equal (found->profile, profile))
        return found;
    }
  return NULL;
}
