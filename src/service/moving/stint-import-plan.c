/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "stint-import-private.h"
#include "stint-ini-document.h"
#include "stint-sts.h"

/* Longer roles cannot be had from a lease: GetSessionToken makes AssumeRole a chained call. */
#define LEASE_DURATION STINT_STS_MAX_CHAINED_DURATION

void
stint_import_item_free (StintImportItem *item)
{
  g_free (item->id);
  g_free (item->profile);
  g_free (item->name);
  g_free (item->path);
  g_string_free (item->note, TRUE);
  g_strfreev (item->dependents);
  g_free (item->access_key_id);
  g_clear_pointer (&item->secret, stint_secret_unref);
  g_free (item->own_profile);
  g_free (item->role_arn);
  g_free (item->source);
  g_free (item->source_item);
  g_free (item->external_id);
  g_free (item->role_session_name);
  g_free (item->mfa_serial);
  g_free (item->region);
  g_clear_pointer (&item->entry, stint_sso_entry_free);
  g_free (item->account_id);
  g_free (item->role_name);
  g_free (item->integration_id);
  g_free (item->session_id);
  g_free (item);
}

StintImportItem *
stint_import_plan_find (GPtrArray *plan, const char *id)
{
  for (guint i = 0; i < plan->len; i++)
    {
      StintImportItem *item = g_ptr_array_index (plan, i);

      if (g_strcmp0 (item->id, id) == 0)
        return item;
    }

  return NULL;
}

void
stint_import_item_add_note (StintImportItem *item, const char *format, ...)
{
  va_list arguments;

  if (item->note->len > 0)
    g_string_append_c (item->note, ' ');
  va_start (arguments, format);
  g_string_append_vprintf (item->note, _ (format), arguments);
  va_end (arguments);
}

/* --- Items ------------------------------------------------------------------------------------ */

StintImportItem *
stint_import_item_new (StintImportKind kind,
                       const char *key,
                       const char *profile,
                       const char *name,
                       const char *path,
                       guint line)
{
  static const char *const prefixes[] = { "user", "role", "portal", "sso", "skipped" };
  StintImportItem *item = g_new0 (StintImportItem, 1);

  item->kind = kind;
  item->id = g_strdup_printf ("%s:%s", prefixes[kind], key);
  item->profile = g_strdup (profile);
  item->name = g_strdup (name);
  item->path = g_strdup (path);
  item->line = line;
  item->note = g_string_new (NULL);
  item->dependents = g_new0 (char *, 1);

  return item;
}

StintImportItem *
stint_import_item_new_for_profile (StintImportKind kind,
                                   const StintImportProfile *profile,
                                   const char *key)
{
  guint line;
  const char *path = stint_import_profile_locate (profile, key, &line);

  return stint_import_item_new (kind, profile->name, profile->name, profile->name, path, line);
}

StintImportItem *
stint_import_skip (const StintImportProfile *profile, const char *key, const char *why)
{
  StintImportItem *item = stint_import_item_new_for_profile (STINT_IMPORT_SKIPPED, profile, key);

  stint_import_item_add_note (item, "%s", _ (why));

  return item;
}

/* A session's name has to be its own; a profile's name need not be. */
void
stint_import_planner_choose_name (StintImportPlanner *self, StintImportItem *item)
{
  g_autofree char *base = g_steal_pointer (&item->name);

  item->name = g_strdup (base);
  for (guint i = 2; stint_registry_find_session_by_name (self->registry, item->name) != NULL ||
                    g_hash_table_contains (self->names, item->name);
       i++)
    {
      g_free (item->name);
      item->name = g_strdup_printf ("%s %u", base, i);
    }

  g_hash_table_add (self->names, g_strdup (item->name));
}

/* Who names whom as source_profile. */
static void
collect_users (StintImportPlanner *self)
{
  for (guint i = 0; i < self->sources->profiles->len; i++)
    {
      StintImportProfile *profile = g_ptr_array_index (self->sources->profiles, i);
      const char *source = stint_import_profile_get (profile, "source_profile");
      GPtrArray *users;

      if (source == NULL || g_str_equal (source, profile->name))
        continue;
      users = g_hash_table_lookup (self->users, source);
      if (users == NULL)
        {
          users = g_ptr_array_new ();
          g_hash_table_insert (self->users, (gpointer) source, users);
        }
      g_ptr_array_add (users, profile);
    }
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const StintImportProfile *left = *(const StintImportProfile *const *) a;
  const StintImportProfile *right = *(const StintImportProfile *const *) b;

  return left->place < right->place ? -1 : left->place > right->place;
}

GStrv
stint_import_planner_list_dependents (StintImportPlanner *self, const char *name)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  const char *at = name;

  for (guint next = 0; at != NULL; next++)
    {
      GPtrArray *users = g_hash_table_lookup (self->users, at);

      for (guint i = 0; users != NULL && i < users->len; i++)
        {
          StintImportProfile *user = g_ptr_array_index (users, i);

          if (g_hash_table_add (seen, user->name))
            g_ptr_array_add (found, user);
        }
      at = next < found->len ? ((const StintImportProfile *) g_ptr_array_index (found, next))->name
                             : NULL;
    }

  g_ptr_array_sort (found, compare_places);
  for (guint i = 0; i < found->len; i++)
    g_strv_builder_add (builder, ((StintImportProfile *) g_ptr_array_index (found, i))->name);

  return g_strv_builder_end (builder);
}

/* --- What is there already -------------------------------------------------------------------- */

static StintIntegration *
find_integration (StintImportPlanner *self, const char *access_key_id)
{
  GPtrArray *all = stint_registry_get_integrations (self->registry);

  for (guint i = 0; i < all->len; i++)
    {
      StintIntegration *integration = g_ptr_array_index (all, i);
      const StintIntegrationDefinition *definition = stint_integration_get_definition (integration);

      if (g_strcmp0 (definition->access_key_id, access_key_id) == 0)
        return integration;
    }

  return NULL;
}

static StintSession *
find_session (StintImportPlanner *self,
              StintSessionKind kind,
              const char *profile,
              const char *identity)
{
  GPtrArray *all = stint_registry_get_sessions (self->registry);

  for (guint i = 0; i < all->len; i++)
    {
      StintSession *session = g_ptr_array_index (all, i);
      const StintSessionDefinition *definition = stint_session_get_definition (session);
      const char *theirs =
          kind == STINT_SESSION_IAM_USER ? definition->integration_id : definition->role_arn;

      if (definition->kind == kind && g_strcmp0 (theirs, identity) == 0 &&
          g_strcmp0 (stint_session_get_profile (session), profile) == 0)
        return session;
    }

  return NULL;
}

/* The session that holds the profile at the moment, or that it asks for its moved key. */
static StintSession *
find_session_in (StintImportPlanner *self, const StintImportProfile *profile)
{
  const char *key_id = stint_import_profile_get (profile, "aws_access_key_id");
  const char *process = stint_import_profile_get (profile, "credential_process");
  GPtrArray *all = stint_registry_get_sessions (self->registry);

  for (guint i = 0; (key_id != NULL || process != NULL) && i < all->len; i++)
    {
      StintSession *session = g_ptr_array_index (all, i);
      const StintSessionLife *life = stint_session_get_life (session);

      if (key_id != NULL && life->key_ids != NULL && stint_session_is_held (session) &&
          g_strv_contains ((const char *const *) life->key_ids, key_id))
        return session;
      if (process != NULL && stint_aws_files_is_our_process (process) &&
          strstr (process, stint_session_get_id (session)) != NULL)
        return session;
    }

  return NULL;
}

static StintImportKind
kind_of_session (StintSessionKind kind)
{
  switch (kind)
    {
    case STINT_SESSION_IDENTITY_CENTER:
      return STINT_IMPORT_SSO_ROLE;
    case STINT_SESSION_IAM_ROLE:
      return STINT_IMPORT_ROLE;
    case STINT_SESSION_IAM_USER:
    case STINT_SESSION_STATIC_ENDPOINT:
    default:
      return STINT_IMPORT_USER;
    }
}

static StintImportItem *
recognise (StintImportPlanner *self, const StintImportProfile *profile)
{
  StintSession *session = find_session_in (self, profile);
  const StintSessionDefinition *definition;
  StintImportItem *item;

  if (session == NULL)
    return NULL;

  definition = stint_session_get_definition (session);
  item = stint_import_item_new_for_profile (kind_of_session (definition->kind), profile, NULL);
  g_free (item->name);
  item->name = g_strdup (definition->name);
  item->exists = TRUE;
  item->integration_id = g_strdup (definition->integration_id);
  item->session_id = g_strdup (definition->id);
  item->role_arn = g_strdup (definition->role_arn);
  item->account_id = g_strdup (definition->account_id);
  item->role_name = g_strdup (definition->role_name);
  item->region = g_strdup (definition->region);
  item->own_profile = g_strdup (profile->name);
  if (stint_session_is_held (session))
    stint_import_item_add_note (item, N_ ("The session %s is started in this profile."),
                                definition->name);
  else
    stint_import_item_add_note (item, N_ ("Its key is in the keyring."));

  return item;
}

/* --- Users ------------------------------------------------------------------------------------ */

static gboolean
has_key (const StintImportProfile *profile)
{
  return stint_import_profile_get (profile, "aws_access_key_id") != NULL &&
         stint_import_profile_get (profile, "aws_secret_access_key") != NULL;
}

static gboolean
has_temporary_key (const StintImportProfile *profile)
{
  return g_str_has_prefix (stint_import_profile_get (profile, "aws_access_key_id"), "ASIA") ||
         stint_import_profile_get (profile, "aws_session_token") != NULL ||
         stint_import_profile_get (profile, "aws_security_token") != NULL;
}

static gboolean
is_self_sourced (const StintImportProfile *profile)
{
  return g_strcmp0 (stint_import_profile_get (profile, "source_profile"), profile->name) == 0;
}

/* A device that STS can check; a note otherwise. */
static void
take_device (StintImportItem *user, const char *serial)
{
  if (serial == NULL || user->mfa_serial != NULL)
    return;

  if (stint_sts_mfa_serial_is_security_key (serial))
    stint_import_item_add_note (
        user, N_ ("Its security key %s cannot be used: AWS accepts those in a browser only."),
        serial);
  else if (!stint_sts_mfa_serial_is_valid (serial))
    stint_import_item_add_note (user, N_ ("“%s” is not the serial number of a device."), serial);
  else
    user->mfa_serial = g_strdup (serial);
}

static void
match_user (StintImportPlanner *self, StintImportItem *item)
{
  StintIntegration *integration = find_integration (self, item->access_key_id);
  StintSession *session;

  if (integration == NULL)
    {
      stint_import_planner_choose_name (self, item);
      return;
    }

  item->integration_id = g_strdup (stint_integration_get_id (integration));
  session = find_session (self, STINT_SESSION_IAM_USER, item->own_profile, item->integration_id);
  if (session == NULL)
    {
      stint_import_planner_choose_name (self, item);
      return;
    }

  item->exists = TRUE;
  item->session_id = g_strdup (stint_session_get_id (session));
  g_free (item->name);
  item->name = g_strdup (stint_session_get_name (session));
}

static void
plan_move (StintImportPlanner *self, StintImportItem *item, const StintImportProfile *profile)
{
  gboolean ours = self->sources->files->len == 1;

  if (!self->move_keys)
    return;
  if (is_self_sourced (profile))
    stint_import_item_add_note (
        item, N_ ("Its key stays in the file: the profile names itself as its source_profile."));
  else
    item->moves_key = ours;
}

/* Two profiles with one key share the integration. */
static void
note_shared_key (StintImportPlanner *self, StintImportItem *item)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      const StintImportItem *other = g_ptr_array_index (self->items, i);

      if (g_strcmp0 (other->access_key_id, item->access_key_id) == 0)
        {
          stint_import_item_add_note (
              item, N_ ("It has the same key as %s: one integration serves both."), other->profile);
          return;
        }
    }
}

static void
plan_user (StintImportPlanner *self, const StintImportProfile *profile, gboolean has_role)
{
  const char *secret = stint_import_profile_get (profile, "aws_secret_access_key");
  StintImportItem *item;

  if (has_temporary_key (profile))
    {
      g_ptr_array_add (self->items,
                       stint_import_skip (profile, "aws_access_key_id",
                                          N_ ("Its key is temporary and ends by itself.")));
      return;
    }

  item = stint_import_item_new_for_profile (STINT_IMPORT_USER, profile, "aws_access_key_id");
  item->access_key_id = g_strdup (stint_import_profile_get (profile, "aws_access_key_id"));
  item->secret = stint_secret_new (secret, -1);
  item->plain_text_key = TRUE;
  item->region = g_strdup (stint_import_profile_get (profile, "region"));
  item->dependents =
      (g_strfreev (item->dependents), stint_import_planner_list_dependents (self, profile->name));
  item->own_profile =
      has_role ? g_strconcat (profile->name, "-user", NULL) : g_strdup (profile->name);
  if (has_role)
    {
      g_free (item->name);
      item->name = g_strdup (item->own_profile);
    }

  note_shared_key (self, item);
  match_user (self, item);
  plan_move (self, item, profile);
  item->selected = item->secret != NULL && (!item->exists || item->moves_key);
  if (!has_role)
    take_device (item, stint_import_profile_get (profile, "mfa_serial"));
  g_ptr_array_add (self->items, item);
}

/* --- Roles ------------------------------------------------------------------------------------ */

static void plan_profile (StintImportPlanner *self, const StintImportProfile *profile);

static const char *const loop_note = N_ ("Its chain of source_profile comes back to itself.");

/* Of a loop every member is told the same, whichever was looked at first. */
static gboolean
is_in_loop (StintImportPlanner *self, const char *name)
{
  g_autofree char *skipped_id = g_strdup_printf ("skipped:%s", name);
  const StintImportItem *skipped = stint_import_plan_find (self->items, skipped_id);

  return g_hash_table_contains (self->visiting, name) ||
         (skipped != NULL && g_str_equal (skipped->note->str, _ (loop_note)));
}

/* The item that gives the role its credentials; NULL, and why not. */
static StintImportItem *
find_source (StintImportPlanner *self,
             const StintImportProfile *profile,
             const char *source_name,
             const char **out_why)
{
  const StintImportProfile *source = g_hash_table_lookup (self->by_name, source_name);
  g_autofree char *user_id = g_strdup_printf ("user:%s", source_name);
  g_autofree char *role_id = g_strdup_printf ("role:%s", source_name);
  g_autofree char *sso_id = g_strdup_printf ("sso:%s", source_name);
  const char *twin;
  StintImportItem *item;

  if (source == NULL)
    {
      *out_why = N_ ("Its source_profile does not exist.");
      return NULL;
    }

  if (source != profile)
    plan_profile (self, source);

  /* Where a profile has both, readers take its own key at the second hop. */
  item = stint_import_plan_find (self->items, user_id);
  if (item == NULL && source != profile)
    item = stint_import_plan_find (self->items, role_id);
  twin = g_hash_table_lookup (self->twins, source_name);
  if (item == NULL)
    item = stint_import_plan_find (self->items, twin != NULL ? twin : sso_id);
  if (item == NULL)
    *out_why = is_in_loop (self, source_name)
                   ? loop_note
                   : N_ ("Its source_profile has nothing that Stint can start from.");

  return item;
}

static void
read_duration (StintImportItem *item, const StintImportProfile *profile, gboolean chained)
{
  const char *text = stint_import_profile_get (profile, "duration_seconds");
  guint64 seconds;

  if (text == NULL)
    return;

  if (!g_ascii_string_to_unsigned (text, 10, STINT_STS_MIN_DURATION, STINT_STS_MAX_ROLE_DURATION,
                                   &seconds, NULL))
    {
      stint_import_item_add_note (
          item, N_ ("duration_seconds “%s” is left out: AWS allows 900 to 43200."), text);
      return;
    }

  item->duration = (guint) seconds;
  if (item->duration <= LEASE_DURATION)
    return;

  if (chained)
    {
      item->duration = LEASE_DURATION;
      stint_import_item_add_note (item, N_ ("A chained role lasts an hour at most."));
    }
  else
    {
      item->mfa = STINT_MFA_DIRECT;
      stint_import_item_add_note (
          item, N_ ("Longer than an hour, so every start needs a code of its own."));
    }
}

/* NULL: everything is fine. */
static const char *
find_flaw (const StintImportProfile *profile)
{
  const char *arn = stint_import_profile_get (profile, "role_arn");
  const char *external_id = stint_import_profile_get (profile, "external_id");
  const char *session_name = stint_import_profile_get (profile, "role_session_name");
  const char *serial = stint_import_profile_get (profile, "mfa_serial");

  if (!stint_sts_role_arn_is_valid (arn))
    return N_ ("Its role_arn is not the ARN of a role.");
  if (external_id != NULL && !stint_sts_external_id_is_valid (external_id))
    return N_ ("Its external_id is not one that AWS accepts.");
  if (session_name != NULL && !stint_sts_role_session_name_is_valid (session_name))
    return N_ ("Its role_session_name is not one that AWS accepts.");
  if (serial != NULL && stint_sts_mfa_serial_is_security_key (serial))
    return N_ ("Its device is a security key, which AWS accepts in a browser only. Give the user a "
               "second MFA device that shows codes.");
  if (serial != NULL && !stint_sts_mfa_serial_is_valid (serial))
    return N_ ("Its mfa_serial is not the serial number of a device.");

  return NULL;
}

/* The role's device is the user's: a person has one phone, not one for each role. */
static void
give_device (StintImportPlanner *self, StintImportItem *role, StintImportItem *source)
{
  StintIntegration *integration;
  const char *known;

  if (role->mfa_serial == NULL)
    return;
  if (source->kind != STINT_IMPORT_USER)
    {
      stint_import_item_add_note (
          role, N_ ("Its mfa_serial is left out: only the first role of a user can ask for a "
                    "code."));
      return;
    }

  integration = source->integration_id != NULL
                    ? stint_registry_get_integration (self->registry, source->integration_id)
                    : NULL;
  known = integration != NULL ? stint_integration_get_definition (integration)->mfa_serial : NULL;
  if (known == NULL)
    {
      take_device (source, role->mfa_serial);
      known = source->mfa_serial;
    }
  if (g_strcmp0 (known, role->mfa_serial) != 0)
    stint_import_item_add_note (role, N_ ("It names the device %s, but codes of %s are asked for."),
                                role->mfa_serial, known);
}

static void
match_role (StintImportPlanner *self, StintImportItem *item)
{
  StintSession *session =
      find_session (self, STINT_SESSION_IAM_ROLE, item->profile, item->role_arn);

  if (session == NULL)
    {
      stint_import_planner_choose_name (self, item);
      return;
    }

  item->exists = TRUE;
  item->session_id = g_strdup (stint_session_get_id (session));
  item->integration_id = g_strdup (stint_session_get_definition (session)->integration_id);
  g_free (item->name);
  item->name = g_strdup (stint_session_get_name (session));
}

static void
plan_role (StintImportPlanner *self, const StintImportProfile *profile, const char *source_name)
{
  const char *why = find_flaw (profile);
  StintImportItem *source = NULL;
  StintImportItem *item;

  g_hash_table_add (self->visiting, profile->name);
  if (why == NULL)
    source = find_source (self, profile, source_name, &why);
  g_hash_table_remove (self->visiting, profile->name);
  if (source == NULL)
    {
      g_ptr_array_add (self->items, stint_import_skip (profile, "role_arn", why));
      return;
    }

  item = stint_import_item_new_for_profile (STINT_IMPORT_ROLE, profile, "role_arn");
  item->role_arn = g_strdup (stint_import_profile_get (profile, "role_arn"));
  item->source = g_strdup (source_name);
  item->source_item = g_strdup (source->id);
  item->external_id = g_strdup (stint_import_profile_get (profile, "external_id"));
  item->role_session_name = g_strdup (stint_import_profile_get (profile, "role_session_name"));
  item->mfa_serial = g_strdup (stint_import_profile_get (profile, "mfa_serial"));
  item->region = g_strdup (stint_import_profile_get (profile, "region"));
  item->mfa = STINT_MFA_LEASE;
  read_duration (item, profile, source->kind != STINT_IMPORT_USER);
  give_device (self, item, source);
  match_role (self, item);
  item->selected = !item->exists;
  item->dependents =
      (g_strfreev (item->dependents), stint_import_planner_list_dependents (self, profile->name));
  g_ptr_array_add (self->items, item);
}

/* --- Everything else -------------------------------------------------------------------------- */

/* What a profile gets its identity from, and why that is not imported. */
static StintImportItem *
plan_other (const StintImportProfile *profile)
{
  static const struct
  {
    const char *key;
    const char *why;
  } kinds[] = {
    { "web_identity_token_file",
      N_ ("It gets its role by a web identity, which needs no person.") },
    { "credential_source", N_ ("It gets its role from the machine that it runs on.") },
    { "login_session", N_ ("It is signed in by `aws login`.") },
    { "credential_process", N_ ("Another program gives it its credentials.") },
    { "role_arn", N_ ("It has a role, and no source_profile to get it from.") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (stint_import_profile_get (profile, kinds[i].key) != NULL)
        return stint_import_skip (profile, kinds[i].key, kinds[i].why);
    }

  return NULL;
}

static void
plan_profile (StintImportPlanner *self, const StintImportProfile *profile)
{
  const char *source = stint_import_profile_get (profile, "source_profile");
  gboolean has_role = stint_import_profile_get (profile, "role_arn") != NULL && source != NULL &&
                      stint_import_profile_get (profile, "credential_source") == NULL;
  StintImportItem *item;

  /* Also one that is just being planned, as the source of another. */
  if (!g_hash_table_add (self->planned, profile->name))
    return;

  item = recognise (self, profile);
  if (item == NULL && !stint_ini_is_portable_name (profile->name))
    item = stint_import_skip (profile, NULL, N_ ("Its name cannot be read by every AWS tool."));
  if (item != NULL)
    {
      g_ptr_array_add (self->items, item);
      return;
    }

  if (has_key (profile))
    plan_user (self, profile, has_role);
  if (has_role)
    plan_role (self, profile, source);
  if (!has_key (profile) && !has_role && !stint_import_planner_add_sso (self, profile))
    {
      item = plan_other (profile);
      if (item != NULL)
        g_ptr_array_add (self->items, item);
    }
}

GPtrArray *
stint_import_plan (StintRegistry *registry, const StintImportSources *sources, gboolean move_keys)
{
  StintImportPlanner self = { .registry = registry, .sources = sources, .move_keys = move_keys };

  self.by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self.planned = g_hash_table_new (g_str_hash, g_str_equal);
  self.visiting = g_hash_table_new (g_str_hash, g_str_equal);
  self.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.sso_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self.sso_roles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.twins = g_hash_table_new (g_str_hash, g_str_equal);
  self.users =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  collect_users (&self);
  self.items = g_ptr_array_new_with_free_func ((GDestroyNotify) stint_import_item_free);

  for (guint i = 0; i < sources->profiles->len; i++)
    {
      StintImportProfile *profile = g_ptr_array_index (sources->profiles, i);

      g_hash_table_insert (self.by_name, profile->name, profile);
    }
  for (guint i = 0; i < sources->sso->profiles->len; i++)
    {
      StintSsoProfile *profile = g_ptr_array_index (sources->sso->profiles, i);

      g_hash_table_insert (self.sso_by_name, profile->profile, profile);
    }
  for (guint i = 0; i < sources->profiles->len; i++)
    plan_profile (&self, g_ptr_array_index (sources->profiles, i));
  stint_import_planner_add_portals (&self);

  g_hash_table_unref (self.by_name);
  g_hash_table_unref (self.planned);
  g_hash_table_unref (self.visiting);
  g_hash_table_unref (self.names);
  g_hash_table_unref (self.sso_by_name);
  g_hash_table_unref (self.sso_roles);
  g_hash_table_unref (self.twins);
  g_hash_table_unref (self.users);

  return self.items;
}

const char *
stint_import_kind_to_nick (StintImportKind kind)
{
  static const char *const nicks[] = { "iam-user", "iam-role", "identity-center",
                                       "identity-center-role", "skipped" };

  return nicks[kind];
}

static void
put_text (GVariantDict *dict, const char *key, const char *text)
{
  if (text != NULL && *text != '\0')
    g_variant_dict_insert (dict, key, "s", text);
}

GVariant *
stint_import_item_to_variant (const StintImportItem *item)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  put_text (&dict, "id", item->id);
  put_text (&dict, "kind", stint_import_kind_to_nick (item->kind));
  put_text (&dict, "profile", item->profile);
  put_text (&dict, "name", item->name);
  put_text (&dict, "path", item->path);
  g_variant_dict_insert (&dict, "line", "u", item->line);
  g_variant_dict_insert (&dict, "selected", "b", item->selected);
  g_variant_dict_insert (&dict, "exists", "b", item->exists);
  g_variant_dict_insert (&dict, "plain-text-key", "b", item->plain_text_key);
  g_variant_dict_insert (&dict, "moves-key", "b", item->moves_key);
  put_text (&dict, "note", item->note->str);
  put_text (&dict, "access-key-id", item->access_key_id);
  put_text (&dict, "role-arn", item->role_arn);
  put_text (&dict, "mfa-serial", item->mfa_serial);
  put_text (&dict, "source", item->source);
  put_text (&dict, "external-id", item->external_id);
  put_text (&dict, "region", item->region);
  put_text (&dict, "account-id", item->account_id);
  put_text (&dict, "role-name", item->role_name);
  if (item->entry != NULL)
    {
      put_text (&dict, "start-url", item->entry->start_url);
      put_text (&dict, "sso-region", item->entry->region);
      put_text (&dict, "sso-session", item->entry->session_name);
    }
  if (item->duration != 0)
    g_variant_dict_insert (&dict, "duration", "u", item->duration);
  g_variant_dict_insert_value (&dict, "dependents",
                               g_variant_new_strv ((const char *const *) item->dependents, -1));

  return g_variant_dict_end (&dict);
}
