/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-sync-apply.h"

#include "stint-error.h"
#include "stint-identity-names.h"

struct _StintSyncBook
{
  StintContext *context;         /* (unowned) */
  StintIntegration *integration; /* (owned) */
  char *template_text;           /* (owned) (nullable) */
  GHashTable *seen;              /* (owned) session ids that AWS assigns */
  GHashTable *spared;            /* (owned) account ids */
  GHashTable *profiles;          /* (owned) names that sessions have: new ones get others */
  StintSyncResult result;
  gboolean told; /* that a session could not be made */
};

static char *
choose_template (StintContext *context, StintIntegration *integration)
{
  const char *own = stint_integration_get_definition (integration)->profile_template;

  if (own != NULL)
    return g_strdup (own);

  return context->settings != NULL ? g_settings_get_string (context->settings, "profile-template")
                                   : NULL;
}

StintSyncBook *
stint_sync_book_new (StintContext *context, StintIntegration *integration)
{
  StintSyncBook *self = g_new0 (StintSyncBook, 1);
  GPtrArray *sessions = stint_registry_get_sessions (context->registry);

  self->context = context;
  self->integration = g_object_ref (integration);
  self->template_text = choose_template (context, integration);
  self->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->spared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->profiles = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < sessions->len; i++)
    g_hash_table_add (self->profiles,
                      g_strdup (stint_session_get_profile (g_ptr_array_index (sessions, i))));
  stint_registry_hold_writes (context->registry);

  return self;
}

void
stint_sync_book_free (StintSyncBook *self)
{
  stint_registry_release_writes (self->context->registry);
  g_object_unref (self->integration);
  g_free (self->template_text);
  g_hash_table_unref (self->seen);
  g_hash_table_unref (self->spared);
  g_hash_table_unref (self->profiles);
  g_free (self);
}

/* --- New ones --------------------------------------------------------------------------------- */

static gboolean
is_free (StintSyncBook *self, const char *name, const char *profile)
{
  return stint_registry_find_session_by_name (self->context->registry, name) == NULL &&
         !g_hash_table_contains (self->profiles, profile);
}

/* The template's name, or that and the account's number, or that and a number: two accounts may be
 * called the same, or differ in what a profile cannot have. */
static void
choose_names (StintSyncBook *self, StintSessionDefinition *definition)
{
  const StintTemplateWords words = {
    .account = definition->account_name,
    .account_id = definition->account_id,
    .role = definition->role_name,
    .integration = stint_integration_get_name (self->integration),
  };
  g_autofree char *base = stint_profile_template_expand (self->template_text, &words);
  g_autofree char *name = g_strdup (base);
  g_autofree char *profile = stint_profile_name_from (name);

  for (guint i = 1; !is_free (self, name, profile); i++)
    {
      g_free (name);
      g_free (profile);
      name = i == 1 ? g_strdup_printf ("%s-%s", base, definition->account_id)
                    : g_strdup_printf ("%s-%s-%u", base, definition->account_id, i);
      profile = stint_profile_name_from (name);
    }

  definition->name = g_steal_pointer (&name);
  g_hash_table_add (self->profiles, g_steal_pointer (&profile));
}

static void
add_new (StintSyncBook *self,
         const char *id,
         const char *account_id,
         const char *account_name,
         const char *role_name)
{
  StintSessionDefinition *definition = stint_session_definition_new ();
  g_autoptr (GError) error = NULL;

  definition->id = g_strdup (id);
  definition->kind = STINT_SESSION_IDENTITY_CENTER;
  definition->integration_id = g_strdup (stint_integration_get_id (self->integration));
  definition->account_id = g_strdup (account_id);
  definition->account_name = *account_name != '\0' ? g_strdup (account_name) : NULL;
  definition->role_name = g_strdup (role_name);
  choose_names (self, definition);
  if (stint_registry_put_session (self->context->registry, definition, &error) != NULL)
    {
      self->result.added++;
      return;
    }

  /* Once: it may be true of thousands. */
  if (!self->told)
    g_message ("A role that AWS assigns could not be added: %s", error->message);
  self->told = TRUE;
}

/* --- Known ones ------------------------------------------------------------------------------- */

static void
update (StintSyncBook *self, StintSession *session, const char *account_name)
{
  const StintSessionDefinition *old = stint_session_get_definition (session);
  gboolean renamed = *account_name != '\0' && g_strcmp0 (old->account_name, account_name) != 0;
  StintSessionDefinition *definition;
  g_autoptr (GError) error = NULL;

  if (!renamed && !old->gone)
    return;

  definition = stint_session_definition_copy (old);
  definition->gone = FALSE;
  if (renamed)
    {
      g_free (definition->account_name);
      definition->account_name = g_strdup (account_name);
    }
  if (stint_registry_put_session (self->context->registry, definition, &error) == NULL)
    g_message ("“%s” could not be changed: %s", stint_session_get_name (session), error->message);
  else if (renamed)
    self->result.renamed++;
}

void
stint_sync_book_add (StintSyncBook *self,
                     const char *account_id,
                     const char *account_name,
                     const char *role_name)
{
  g_autofree char *id = NULL;
  StintSession *session;

  g_return_if_fail (self != NULL);
  g_return_if_fail (account_id != NULL && account_name != NULL && role_name != NULL);

  id = stint_identity_make_session_id (stint_integration_get_id (self->integration), account_id,
                                       role_name);
  if (g_hash_table_contains (self->seen, id))
    return;

  session = stint_registry_get_session (self->context->registry, id);
  if (session != NULL)
    update (self, session, account_name);
  else
    add_new (self, id, account_id, account_name, role_name);
  self->result.total++;
  g_hash_table_add (self->seen, g_steal_pointer (&id));
}

void
stint_sync_book_spare_account (StintSyncBook *self, const char *account_id)
{
  g_return_if_fail (self != NULL);

  g_hash_table_add (self->spared, g_strdup (account_id));
}

/* --- The end ---------------------------------------------------------------------------------- */

static GHashTable *
collect_parents (StintRegistry *registry)
{
  GHashTable *parents = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *sessions = stint_registry_get_sessions (registry);

  for (guint i = 0; i < sessions->len; i++)
    {
      const char *from = stint_session_get_definition (g_ptr_array_index (sessions, i))->from_id;

      if (from != NULL)
        g_hash_table_add (parents, (char *) from);
    }

  return parents;
}

static gboolean
is_needed (StintSession *session, GHashTable *parents, GHashTable *named)
{
  const StintSessionDefinition *definition = stint_session_get_definition (session);

  return definition->pinned || definition->start_at_login || stint_session_is_held (session) ||
         stint_session_get_state (session) == STINT_STATE_STARTING ||
         g_hash_table_contains (parents, definition->id) ||
         (named != NULL && g_hash_table_contains (named, definition->id));
}

static void
mark_gone (StintSyncBook *self, StintSession *session)
{
  StintSessionDefinition *definition;
  g_autoptr (GError) error = NULL;

  if (stint_session_get_definition (session)->gone)
    return;

  definition = stint_session_definition_copy (stint_session_get_definition (session));
  definition->gone = TRUE;
  if (stint_registry_put_session (self->context->registry, definition, &error) != NULL)
    {
      self->result.gone++;
      self->result.kept++;
    }
  else
    g_message ("“%s” could not be changed: %s", stint_session_get_name (session), error->message);
}

/* (transfer full) (element-type StintSession) */
static GPtrArray *
list_missing (StintSyncBook *self)
{
  GPtrArray *missing = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *sessions = stint_registry_get_sessions (self->context->registry);
  const char *integration_id = stint_integration_get_id (self->integration);

  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);
      const StintSessionDefinition *definition = stint_session_get_definition (session);

      if (definition->kind == STINT_SESSION_IDENTITY_CENTER &&
          g_strcmp0 (definition->integration_id, integration_id) == 0 &&
          !g_hash_table_contains (self->seen, definition->id) &&
          (definition->account_id == NULL ||
           !g_hash_table_contains (self->spared, definition->account_id)))
        g_ptr_array_add (missing, g_object_ref (session));
    }

  return missing;
}

StintSyncResult
stint_sync_book_get_result (StintSyncBook *self)
{
  g_return_val_if_fail (self != NULL, (StintSyncResult){ 0 });

  return self->result;
}

StintSyncResult
stint_sync_book_finish (StintSyncBook *self, GHashTable *named)
{
  g_autoptr (GPtrArray) missing = NULL;
  g_autoptr (GHashTable) parents = NULL;
  g_autoptr (GHashTable) doomed = g_hash_table_new (g_str_hash, g_str_equal);

  g_return_val_if_fail (self != NULL, (StintSyncResult){ 0 });

  missing = list_missing (self);
  if (missing->len == 0)
    return self->result;

  parents = collect_parents (self->context->registry);
  for (guint i = 0; i < missing->len; i++)
    {
      StintSession *session = g_ptr_array_index (missing, i);

      if (is_needed (session, parents, named))
        mark_gone (self, session);
      else
        g_hash_table_add (doomed, (char *) stint_session_get_id (session));
    }
  self->result.gone += stint_registry_forget_sessions (self->context->registry, doomed);

  return self->result;
}
