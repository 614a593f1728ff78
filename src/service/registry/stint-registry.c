/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-registry.h"

#include <string.h>

#include "stint-registry-private.h"
#include "stint-store-json.h"

guint stint_registry_signals[STINT_REGISTRY_N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintRegistry, stint_registry, G_TYPE_OBJECT)

/* --- Tables ----------------------------------------------------------------------------------- */

/* The keys of the tables belong to definitions, so they are taken out before those change. */
static void
unindex_session (StintRegistry *self, StintSession *session)
{
  const char *name = stint_session_get_name (session);

  g_hash_table_remove (self->sessions_by_id, stint_session_get_id (session));
  if (g_hash_table_lookup (self->sessions_by_name, name) == session)
    g_hash_table_remove (self->sessions_by_name, name);
}

static void
index_session (StintRegistry *self, StintSession *session)
{
  g_hash_table_insert (self->sessions_by_id, (char *) stint_session_get_id (session), session);
  g_hash_table_insert (self->sessions_by_name, (char *) stint_session_get_name (session), session);
}

static void
unindex_integration (StintRegistry *self, StintIntegration *integration)
{
  const char *name = stint_integration_get_name (integration);

  g_hash_table_remove (self->integrations_by_id, stint_integration_get_id (integration));
  if (g_hash_table_lookup (self->integrations_by_name, name) == integration)
    g_hash_table_remove (self->integrations_by_name, name);
}

static void
index_integration (StintRegistry *self, StintIntegration *integration)
{
  g_hash_table_insert (self->integrations_by_id, (char *) stint_integration_get_id (integration),
                       integration);
  g_hash_table_insert (self->integrations_by_name,
                       (char *) stint_integration_get_name (integration), integration);
}

gboolean
stint_registry_set_session (StintRegistry *self,
                            StintSessionDefinition *definition,
                            StintSession **out_session)
{
  StintSession *session = g_hash_table_lookup (self->sessions_by_id, definition->id);

  if (session != NULL)
    {
      g_autoptr (JsonObject) old =
          stint_store_session_to_json (stint_session_get_definition (session), NULL);
      g_autoptr (JsonObject) new = stint_store_session_to_json (definition, NULL);

      *out_session = session;
      if (json_object_equal (old, new))
        {
          stint_session_definition_free (definition);
          return FALSE;
        }
      unindex_session (self, session);
      stint_session_set_definition (session, definition);
    }
  else
    {
      session = stint_session_new (definition);
      g_ptr_array_add (self->sessions, session);
    }

  index_session (self, session);
  *out_session = session;

  return TRUE;
}

gboolean
stint_registry_set_integration (StintRegistry *self,
                                StintIntegrationDefinition *definition,
                                StintIntegration **out_integration)
{
  StintIntegration *integration = g_hash_table_lookup (self->integrations_by_id, definition->id);

  if (integration != NULL)
    {
      g_autoptr (JsonObject) old =
          stint_store_integration_to_json (stint_integration_get_definition (integration), NULL);
      g_autoptr (JsonObject) new = stint_store_integration_to_json (definition, NULL);

      *out_integration = integration;
      if (json_object_equal (old, new))
        {
          stint_integration_definition_free (definition);
          return FALSE;
        }
      unindex_integration (self, integration);
      stint_integration_set_definition (integration, definition);
    }
  else
    {
      integration = stint_integration_new (definition);
      g_ptr_array_add (self->integrations, integration);
    }

  index_integration (self, integration);
  *out_integration = integration;

  return TRUE;
}

StintSession *
stint_registry_take_session (StintRegistry *self, StintSessionDefinition *definition)
{
  StintSession *session = NULL;

  if (stint_registry_set_session (self, definition, &session))
    {
      stint_registry_touch (self, stint_session_get_id (session));
      g_signal_emit (self, stint_registry_signals[STINT_REGISTRY_SIGNAL_SESSION_CHANGED], 0,
                     session);
    }

  return session;
}

StintIntegration *
stint_registry_take_integration (StintRegistry *self, StintIntegrationDefinition *definition)
{
  StintIntegration *integration = NULL;

  if (stint_registry_set_integration (self, definition, &integration))
    {
      stint_registry_touch (self, stint_integration_get_id (integration));
      g_signal_emit (self, stint_registry_signals[STINT_REGISTRY_SIGNAL_INTEGRATION_CHANGED], 0,
                     integration);
    }

  return integration;
}

void
stint_registry_drop_session (StintRegistry *self, StintSession *session)
{
  g_autofree char *id = g_strdup (stint_session_get_id (session));

  unindex_session (self, session);
  g_hash_table_remove (self->unlisted, id);
  g_ptr_array_remove (self->sessions, session);
  g_signal_emit (self, stint_registry_signals[STINT_REGISTRY_SIGNAL_SESSION_REMOVED], 0, id);
}

void
stint_registry_drop_integration (StintRegistry *self, StintIntegration *integration)
{
  g_autofree char *id = g_strdup (stint_integration_get_id (integration));

  unindex_integration (self, integration);
  g_ptr_array_remove (self->integrations, integration);
  g_signal_emit (self, stint_registry_signals[STINT_REGISTRY_SIGNAL_INTEGRATION_REMOVED], 0, id);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_registry_dispose (GObject *object)
{
  StintRegistry *self = STINT_REGISTRY (object);

  stint_registry_close_storage (self);

  G_OBJECT_CLASS (stint_registry_parent_class)->dispose (object);
}

static void
stint_registry_finalize (GObject *object)
{
  StintRegistry *self = STINT_REGISTRY (object);

  g_hash_table_unref (self->sessions_by_id);
  g_hash_table_unref (self->sessions_by_name);
  g_hash_table_unref (self->integrations_by_id);
  g_hash_table_unref (self->integrations_by_name);
  g_ptr_array_unref (self->sessions);
  g_ptr_array_unref (self->integrations);
  g_ptr_array_unref (self->definitions_warnings);
  g_ptr_array_unref (self->state_warnings);
  stint_definitions_free (self->on_disk);
  g_hash_table_unref (self->touched);
  g_hash_table_unref (self->unlisted);
  json_object_unref (self->state_root);
  g_hash_table_unref (self->orphans);

  G_OBJECT_CLASS (stint_registry_parent_class)->finalize (object);
}

static void
stint_registry_class_init (StintRegistryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_registry_dispose;
  object_class->finalize = stint_registry_finalize;

#define SIGNAL(name, ...)                                                                          \
  g_signal_new (name, STINT_TYPE_REGISTRY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,    \
                __VA_ARGS__)
  stint_registry_signals[STINT_REGISTRY_SIGNAL_SESSION_CHANGED] =
      SIGNAL ("session-changed", 1, STINT_TYPE_SESSION);
  stint_registry_signals[STINT_REGISTRY_SIGNAL_SESSION_REMOVED] =
      SIGNAL ("session-removed", 1, G_TYPE_STRING);
  stint_registry_signals[STINT_REGISTRY_SIGNAL_INTEGRATION_CHANGED] =
      SIGNAL ("integration-changed", 1, STINT_TYPE_INTEGRATION);
  stint_registry_signals[STINT_REGISTRY_SIGNAL_INTEGRATION_REMOVED] =
      SIGNAL ("integration-removed", 1, G_TYPE_STRING);
  stint_registry_signals[STINT_REGISTRY_SIGNAL_WARNINGS_CHANGED] = SIGNAL ("warnings-changed", 0);
  stint_registry_signals[STINT_REGISTRY_SIGNAL_SESSION_UNLISTED] =
      SIGNAL ("session-unlisted", 1, STINT_TYPE_SESSION);
#undef SIGNAL
}

static void
stint_registry_init (StintRegistry *self)
{
  self->definitions_warnings = g_ptr_array_new_with_free_func (g_free);
  self->state_warnings = g_ptr_array_new_with_free_func (g_free);
  self->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  self->integrations = g_ptr_array_new_with_free_func (g_object_unref);
  self->sessions_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->sessions_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->integrations_by_id = g_hash_table_new (g_str_hash, g_str_equal);
  self->integrations_by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->on_disk = stint_definitions_parse (NULL);
  self->touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->unlisted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->state_root = json_object_new ();
  self->orphans = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) stint_session_life_free);
}

StintRegistry *
stint_registry_new (const char *config_dir, const char *state_dir)
{
  StintRegistry *self;
  g_autofree char *definitions_path = NULL;
  g_autofree char *state_path = NULL;

  g_return_val_if_fail (config_dir != NULL && state_dir != NULL, NULL);

  self = g_object_new (STINT_TYPE_REGISTRY, NULL);
  definitions_path = g_build_filename (config_dir, "integrations.json", NULL);
  state_path = g_build_filename (state_dir, "state.json", NULL);
  stint_registry_open_storage (self, definitions_path, state_path);

  return self;
}

/* --- Looking ---------------------------------------------------------------------------------- */

gboolean
stint_registry_is_read_only (StintRegistry *self)
{
  g_return_val_if_fail (STINT_IS_REGISTRY (self), TRUE);

  return self->read_only;
}

GStrv
stint_registry_dup_warnings (StintRegistry *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (STINT_IS_REGISTRY (self), NULL);

  for (guint i = 0; i < self->definitions_warnings->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->definitions_warnings, i));
  for (guint i = 0; i < self->state_warnings->len; i++)
    g_strv_builder_add (builder, g_ptr_array_index (self->state_warnings, i));

  return g_strv_builder_end (builder);
}

GPtrArray *
stint_registry_get_sessions (StintRegistry *self)
{
  g_return_val_if_fail (STINT_IS_REGISTRY (self), NULL);

  return self->sessions;
}

GPtrArray *
stint_registry_get_integrations (StintRegistry *self)
{
  g_return_val_if_fail (STINT_IS_REGISTRY (self), NULL);

  return self->integrations;
}

StintSession *
stint_registry_get_session (StintRegistry *self, const char *id)
{
  g_return_val_if_fail (STINT_IS_REGISTRY (self), NULL);

  return id != NULL ? g_hash_table_lookup (self->sessions_by_id, id) : NULL;
}

StintIntegration *
stint_registry_get_integration (StintRegistry *self, const char *id)
{
  g_return_val_if_fail (STINT_IS_REGISTRY (self), NULL);

  return id != NULL ? g_hash_table_lookup (self->integrations_by_id, id) : NULL;
}

StintIntegration *
stint_registry_get_integration_of (StintRegistry *self, StintSession *session)
{
  g_return_val_if_fail (STINT_IS_SESSION (session), NULL);

  return stint_registry_get_integration (self,
                                         stint_session_get_definition (session)->integration_id);
}

StintSession *
stint_registry_find_session_by_name (StintRegistry *self, const char *name)
{
  g_return_val_if_fail (STINT_IS_REGISTRY (self), NULL);

  return name != NULL ? g_hash_table_lookup (self->sessions_by_name, name) : NULL;
}

StintIntegration *
stint_registry_find_integration_by_name (StintRegistry *self, const char *name)
{
  g_return_val_if_fail (STINT_IS_REGISTRY (self), NULL);

  return name != NULL ? g_hash_table_lookup (self->integrations_by_name, name) : NULL;
}

StintSession *
stint_registry_find_session_by_profile (StintRegistry *self,
                                        const char *profile,
                                        gboolean held_only)
{
  StintSession *would = NULL;

  g_return_val_if_fail (STINT_IS_REGISTRY (self), NULL);
  g_return_val_if_fail (profile != NULL, NULL);

  for (guint i = 0; i < self->sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (self->sessions, i);

      if (strcmp (stint_session_get_profile (session), profile) != 0)
        continue;
      if (stint_session_is_held (session))
        return session;
      if (would == NULL)
        would = session;
    }

  return held_only ? NULL : would;
}

GPtrArray *
stint_registry_list_dependents (StintRegistry *self, const char *id)
{
  GPtrArray *dependents = g_ptr_array_new ();

  g_return_val_if_fail (STINT_IS_REGISTRY (self), dependents);
  g_return_val_if_fail (id != NULL, dependents);

  for (guint i = 0; i < self->sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (self->sessions, i);
      const char *from = stint_session_get_definition (session)->from_id;

      while (from != NULL && strcmp (from, id) != 0)
        {
          StintSession *parent = stint_registry_get_session (self, from);

          from = parent != NULL ? stint_session_get_definition (parent)->from_id : NULL;
        }
      if (from != NULL)
        g_ptr_array_add (dependents, session);
    }

  return dependents;
}

GPtrArray *
stint_registry_list_orphans (StintRegistry *self)
{
  GPtrArray *ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id;

  g_return_val_if_fail (STINT_IS_REGISTRY (self), ids);

  g_hash_table_iter_init (&iter, self->orphans);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_ptr_array_add (ids, id);

  return ids;
}

const StintSessionLife *
stint_registry_get_orphan (StintRegistry *self, const char *id)
{
  g_return_val_if_fail (STINT_IS_REGISTRY (self), NULL);

  return g_hash_table_lookup (self->orphans, id);
}

void
stint_registry_drop_orphan (StintRegistry *self, const char *id)
{
  g_return_if_fail (STINT_IS_REGISTRY (self));

  if (g_hash_table_remove (self->orphans, id) && !self->read_only)
    stint_registry_mark_state_dirty (self);
}

/* --- For the engine -------------------------------------------------------------------------------- */

void
stint_registry_session_noted (StintRegistry *self)
{
  g_return_if_fail (STINT_IS_REGISTRY (self));

  if (!self->read_only)
    stint_registry_mark_state_dirty (self);
}

void
stint_registry_session_changed (StintRegistry *self, StintSession *session)
{
  g_return_if_fail (STINT_IS_REGISTRY (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  stint_registry_session_noted (self);
  g_signal_emit (self, stint_registry_signals[STINT_REGISTRY_SIGNAL_SESSION_CHANGED], 0, session);
}

void
stint_registry_integration_changed (StintRegistry *self, StintIntegration *integration)
{
  g_return_if_fail (STINT_IS_REGISTRY (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));

  g_signal_emit (self, stint_registry_signals[STINT_REGISTRY_SIGNAL_INTEGRATION_CHANGED], 0,
                 integration);
}
