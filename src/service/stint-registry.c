/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-registry.h"

#include <string.h>

#include "stint-error.h"
#include "stint-registry-private.h"
#include "stint-store-json.h"

#define STATE_VERSION 1

enum
{
  SIGNAL_SESSION_CHANGED,
  SIGNAL_SESSION_REMOVED,
  SIGNAL_INTEGRATION_CHANGED,
  SIGNAL_INTEGRATION_REMOVED,
  SIGNAL_WARNINGS_CHANGED,
  SIGNAL_SESSION_UNLISTED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintRegistry, stint_registry, G_TYPE_OBJECT)

/* --- Writing ---------------------------------------------------------------------------------- */

static void
copy_member_cb (JsonObject *object, const char *key, JsonNode *node, gpointer user_data)
{
  json_object_set_member (user_data, key, json_node_copy (node));
}

static JsonObject *
copy_object (JsonObject *object)
{
  JsonObject *copy = json_object_new ();

  json_object_foreach_member (object, copy_member_cb, copy);

  return copy;
}

static char *
to_text (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_set_object (node, object);
  text = json_to_string (node, TRUE);

  return g_strconcat (text, "\n", NULL);
}

static void
add_kept (JsonArray *array, GPtrArray *kept)
{
  for (guint i = 0; i < kept->len; i++)
    json_array_add_element (array, json_node_copy (g_ptr_array_index (kept, i)));
}

static char *
make_definitions_text (gpointer user_data)
{
  StintRegistry *self = user_data;
  g_autoptr (JsonObject) root = copy_object (self->on_disk->root);
  JsonArray *integrations = json_array_new ();
  JsonArray *sessions = json_array_new ();

  for (guint i = 0; i < self->integrations->len; i++)
    {
      StintIntegration *integration = g_ptr_array_index (self->integrations, i);
      const char *id = stint_integration_get_id (integration);

      json_array_add_object_element (
          integrations,
          stint_store_integration_to_json (stint_integration_get_definition (integration),
                                           g_hash_table_lookup (self->on_disk->raw, id)));
    }
  for (guint i = 0; i < self->sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (self->sessions, i);
      const char *id = stint_session_get_id (session);

      if (!g_hash_table_contains (self->unlisted, id))
        json_array_add_object_element (
            sessions, stint_store_session_to_json (stint_session_get_definition (session),
                                                   g_hash_table_lookup (self->on_disk->raw, id)));
    }
  add_kept (integrations, self->on_disk->kept_integrations);
  add_kept (sessions, self->on_disk->kept_sessions);

  json_object_set_int_member (root, "version", STINT_DEFINITIONS_VERSION);
  json_object_set_array_member (root, "integrations", integrations);
  json_object_set_array_member (root, "sessions", sessions);

  return to_text (root);
}

static void
definitions_written_cb (gpointer user_data)
{
  StintRegistry *self = user_data;

  g_hash_table_remove_all (self->touched);
}

/* A life that says nothing is not worth a line. */
static gboolean
is_blank (const StintSessionLife *life)
{
  return life->state == STINT_STATE_INACTIVE && life->held_profile == NULL &&
         life->key_ids == NULL && life->last_used == 0;
}

static char *
make_state_text (gpointer user_data)
{
  StintRegistry *self = user_data;
  g_autoptr (JsonObject) root = copy_object (self->state_root);
  JsonObject *lives = json_object_new ();
  GHashTableIter iter;
  gpointer id, life;

  for (guint i = 0; i < self->sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (self->sessions, i);

      if (!is_blank (stint_session_get_life (session)))
        json_object_set_object_member (
            lives, stint_session_get_id (session),
            stint_store_life_to_json (stint_session_get_life (session), NULL));
    }
  g_hash_table_iter_init (&iter, self->orphans);
  while (g_hash_table_iter_next (&iter, &id, &life))
    json_object_set_object_member (lives, id, stint_store_life_to_json (life, NULL));

  json_object_set_int_member (root, "version", STATE_VERSION);
  json_object_set_object_member (root, "sessions", lives);

  return to_text (root);
}

/* After dispose what runs on may still change things; nobody will read them. */
static void
mark_dirty (StintStore *store)
{
  if (store != NULL)
    stint_store_mark_dirty (store);
}

void
stint_registry_touch (StintRegistry *self, const char *id)
{
  g_hash_table_add (self->touched, g_strdup (id));
  mark_dirty (self->definitions_store);
}

void
stint_registry_mark_state_dirty (StintRegistry *self)
{
  mark_dirty (self->state_store);
}

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

/* Takes @definition. Returns FALSE if that is what is there already. */
static gboolean
set_session (StintRegistry *self, StintSessionDefinition *definition, StintSession **out_session)
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

static gboolean
set_integration (StintRegistry *self,
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

  if (set_session (self, definition, &session))
    {
      stint_registry_touch (self, stint_session_get_id (session));
      g_signal_emit (self, signals[SIGNAL_SESSION_CHANGED], 0, session);
    }

  return session;
}

StintIntegration *
stint_registry_take_integration (StintRegistry *self, StintIntegrationDefinition *definition)
{
  StintIntegration *integration = NULL;

  if (set_integration (self, definition, &integration))
    {
      stint_registry_touch (self, stint_integration_get_id (integration));
      g_signal_emit (self, signals[SIGNAL_INTEGRATION_CHANGED], 0, integration);
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
  g_signal_emit (self, signals[SIGNAL_SESSION_REMOVED], 0, id);
}

void
stint_registry_drop_integration (StintRegistry *self, StintIntegration *integration)
{
  g_autofree char *id = g_strdup (stint_integration_get_id (integration));

  unindex_integration (self, integration);
  g_ptr_array_remove (self->integrations, integration);
  g_signal_emit (self, signals[SIGNAL_INTEGRATION_REMOVED], 0, id);
}

/* --- Taking over what is on disk -------------------------------------------------------------- */

static void
set_warnings (GPtrArray *array, GPtrArray *warnings, const char *first)
{
  g_ptr_array_set_size (array, 0);
  if (first != NULL)
    g_ptr_array_add (array, g_strdup (first));
  for (guint i = 0; warnings != NULL && i < warnings->len; i++)
    g_ptr_array_add (array, g_strdup (g_ptr_array_index (warnings, i)));
}

static GHashTable *
collect_ids (StintDefinitions *definitions)
{
  GHashTable *ids = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, definitions->raw);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_add (ids, id);

  return ids;
}

static void
remove_missing_session (StintRegistry *self, StintSession *session)
{
  StintSessionState state = stint_session_get_state (session);

  if (!stint_session_is_held (session) && state != STINT_STATE_STARTING)
    {
      stint_registry_drop_session (self, session);
      return;
    }

  /* It stands in the AWS files: it has to be put back before it is forgotten. */
  g_hash_table_add (self->unlisted, g_strdup (stint_session_get_id (session)));
  g_signal_emit (self, signals[SIGNAL_SESSION_UNLISTED], 0, session);
}

static GPtrArray *
copy_objects (GPtrArray *objects)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < objects->len; i++)
    g_ptr_array_add (copy, g_object_ref (g_ptr_array_index (objects, i)));

  return copy;
}

static void
remove_missing (StintRegistry *self, GHashTable *ids)
{
  g_autoptr (GPtrArray) sessions = copy_objects (self->sessions);
  g_autoptr (GPtrArray) integrations = copy_objects (self->integrations);

  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);
      const char *id = stint_session_get_id (session);

      if (!g_hash_table_contains (ids, id) && !g_hash_table_contains (self->touched, id) &&
          !g_hash_table_contains (self->unlisted, id))
        remove_missing_session (self, session);
    }
  for (guint i = 0; i < integrations->len; i++)
    {
      StintIntegration *integration = g_ptr_array_index (integrations, i);
      const char *id = stint_integration_get_id (integration);

      if (!g_hash_table_contains (ids, id) && !g_hash_table_contains (self->touched, id))
        stint_registry_drop_integration (self, integration);
    }
}

/* What we have changed and not written yet beats what the file says of the same thing. */
static void
take_over (StintRegistry *self, StintDefinitions *definitions)
{
  g_autoptr (GHashTable) ids = collect_ids (definitions);

  for (guint i = 0; i < definitions->integrations->len; i++)
    {
      const StintIntegrationDefinition *definition =
          g_ptr_array_index (definitions->integrations, i);
      StintIntegration *integration = NULL;

      if (!g_hash_table_contains (self->touched, definition->id) &&
          set_integration (self, stint_integration_definition_copy (definition), &integration))
        g_signal_emit (self, signals[SIGNAL_INTEGRATION_CHANGED], 0, integration);
    }
  for (guint i = 0; i < definitions->sessions->len; i++)
    {
      const StintSessionDefinition *definition = g_ptr_array_index (definitions->sessions, i);
      StintSession *session = NULL;

      g_hash_table_remove (self->unlisted, definition->id);
      if (!g_hash_table_contains (self->touched, definition->id) &&
          set_session (self, stint_session_definition_copy (definition), &session))
        g_signal_emit (self, signals[SIGNAL_SESSION_CHANGED], 0, session);
    }
  remove_missing (self, ids);
}

/* @warning: (nullable) */
static void
apply_definitions (StintRegistry *self, JsonNode *root, const char *warning)
{
  StintDefinitions *definitions = stint_definitions_parse (root);

  stint_definitions_free (self->on_disk);
  self->on_disk = definitions;
  self->read_only = self->read_only || definitions->newer;
  take_over (self, definitions);
  set_warnings (self->definitions_warnings, definitions->warnings, warning);
  g_signal_emit (self, signals[SIGNAL_WARNINGS_CHANGED], 0);
}

static void
definitions_changed_on_disk_cb (StintRegistry *self, JsonNode *root, const char *warning)
{
  g_assert (STINT_IS_REGISTRY (self));

  /* A slip of the pen, or an editor in the middle of its save: what is known stays. */
  if (warning != NULL || root == NULL)
    {
      set_warnings (self->definitions_warnings, NULL,
                    warning != NULL ? warning : "integrations.json is gone");
      g_signal_emit (self, signals[SIGNAL_WARNINGS_CHANGED], 0);
      return;
    }

  apply_definitions (self, root, NULL);
}

static void
apply_life (StintRegistry *self, const char *id, JsonNode *node)
{
  g_autoptr (StintSessionLife) life = NULL;
  g_autoptr (GError) error = NULL;
  StintSession *session = g_hash_table_lookup (self->sessions_by_id, id);

  if (JSON_NODE_HOLDS_OBJECT (node))
    life = stint_store_life_from_json (json_node_get_object (node), &error);
  if (life == NULL)
    g_ptr_array_add (self->state_warnings,
                     g_strdup_printf ("What state.json says of “%s” makes no sense: %s", id,
                                      error != NULL ? error->message : "it is not an object"));
  else if (session != NULL)
    {
      stint_session_set_life (session, life);
      g_signal_emit (self, signals[SIGNAL_SESSION_CHANGED], 0, session);
    }
  else if (life->held_profile != NULL)
    g_hash_table_insert (self->orphans, g_strdup (id), g_steal_pointer (&life));
}

static void
apply_state (StintRegistry *self, JsonNode *root, const char *warning)
{
  g_autoptr (GList) ids = NULL;
  JsonNode *lives;

  set_warnings (self->state_warnings, NULL, warning);
  if (root == NULL)
    return;

  g_clear_pointer (&self->state_root, json_object_unref);
  self->state_root = json_node_dup_object (root);
  self->read_only =
      self->read_only || json_object_get_int_member_with_default (self->state_root, "version",
                                                                  STATE_VERSION) > STATE_VERSION;

  lives = json_object_get_member (self->state_root, "sessions");
  if (lives == NULL || !JSON_NODE_HOLDS_OBJECT (lives))
    return;
  ids = json_object_get_members (json_node_get_object (lives));
  for (GList *l = ids; l != NULL; l = l->next)
    apply_life (self, l->data, json_object_get_member (json_node_get_object (lives), l->data));
}

/* Nobody else has any business there; our next write puts it right. */
static void
state_changed_on_disk_cb (StintRegistry *self, JsonNode *root, const char *warning)
{
  g_assert (STINT_IS_REGISTRY (self));

  mark_dirty (self->state_store);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
clear_store (StintStore **store)
{
  if (*store != NULL)
    g_object_run_dispose (G_OBJECT (*store));
  g_clear_object (store);
}

static void
stint_registry_dispose (GObject *object)
{
  StintRegistry *self = STINT_REGISTRY (object);

  clear_store (&self->definitions_store);
  clear_store (&self->state_store);

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
  signals[SIGNAL_SESSION_CHANGED] = SIGNAL ("session-changed", 1, STINT_TYPE_SESSION);
  signals[SIGNAL_SESSION_REMOVED] = SIGNAL ("session-removed", 1, G_TYPE_STRING);
  signals[SIGNAL_INTEGRATION_CHANGED] = SIGNAL ("integration-changed", 1, STINT_TYPE_INTEGRATION);
  signals[SIGNAL_INTEGRATION_REMOVED] = SIGNAL ("integration-removed", 1, G_TYPE_STRING);
  signals[SIGNAL_WARNINGS_CHANGED] = SIGNAL ("warnings-changed", 0);
  signals[SIGNAL_SESSION_UNLISTED] = SIGNAL ("session-unlisted", 1, STINT_TYPE_SESSION);
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
  self->definitions_store =
      stint_store_new (definitions_path, make_definitions_text, definitions_written_cb, self);
  self->state_store = stint_store_new (state_path, make_state_text, NULL, self);
  g_signal_connect_object (self->definitions_store, "changed-on-disk",
                           G_CALLBACK (definitions_changed_on_disk_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->state_store, "changed-on-disk",
                           G_CALLBACK (state_changed_on_disk_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/* --- Loading ---------------------------------------------------------------------------------- */

static void
state_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintRegistry *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *warning = NULL;
  g_autoptr (JsonNode) root =
      stint_store_load_finish (STINT_STORE (source), result, &warning, &error);

  g_assert (STINT_IS_REGISTRY (self));

  /* An index that is beyond reading is not the end: the AWS files tell what is held. */
  apply_state (self, root, error != NULL ? error->message : warning);
  g_signal_emit (self, signals[SIGNAL_WARNINGS_CHANGED], 0);
  g_task_return_boolean (task, TRUE);
}

static void
definitions_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintRegistry *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *warning = NULL;
  g_autoptr (JsonNode) root =
      stint_store_load_finish (STINT_STORE (source), result, &warning, &error);

  g_assert (STINT_IS_REGISTRY (self));

  if (error != NULL && stint_error_is_cancelled (error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  /* Nothing readable: the service starts with nothing, says so, and must not write over it. */
  self->read_only = self->read_only || error != NULL;
  apply_definitions (self, root, error != NULL ? error->message : warning);
  stint_store_load_async (self->state_store, FALSE, g_task_get_cancellable (task), state_loaded_cb,
                          g_object_ref (task));
}

void
stint_registry_load_async (StintRegistry *self,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (STINT_IS_REGISTRY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_registry_load_async);
  stint_store_load_async (self->definitions_store, TRUE, cancellable, definitions_loaded_cb,
                          g_steal_pointer (&task));
}

gboolean
stint_registry_load_finish (StintRegistry *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
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
    mark_dirty (self->state_store);
}

/* --- For the engine ------------------------------------------------------------------------------ */

void
stint_registry_session_changed (StintRegistry *self, StintSession *session)
{
  g_return_if_fail (STINT_IS_REGISTRY (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  if (!self->read_only)
    mark_dirty (self->state_store);
  g_signal_emit (self, signals[SIGNAL_SESSION_CHANGED], 0, session);
}

void
stint_registry_integration_changed (StintRegistry *self, StintIntegration *integration)
{
  g_return_if_fail (STINT_IS_REGISTRY (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));

  g_signal_emit (self, signals[SIGNAL_INTEGRATION_CHANGED], 0, integration);
}

/* --- Flushing --------------------------------------------------------------------------------- */

static void
state_flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (stint_store_flush_finish (STINT_STORE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
definitions_flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintRegistry *self = g_task_get_source_object (task);
  GError *error = NULL;

  g_assert (STINT_IS_REGISTRY (self));

  if (stint_store_flush_finish (STINT_STORE (source), result, &error))
    stint_store_flush_async (self->state_store, state_flushed_cb, g_object_ref (task));
  else
    g_task_return_error (task, error);
}

void
stint_registry_flush_async (StintRegistry *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (STINT_IS_REGISTRY (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_registry_flush_async);
  if (self->state_store == NULL)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CLOSED, "The registry is closed");
  else if (stint_store_is_dirty (self->definitions_store))
    stint_store_flush_async (self->definitions_store, definitions_flushed_cb,
                             g_steal_pointer (&task));
  else
    stint_store_flush_async (self->state_store, state_flushed_cb, g_steal_pointer (&task));
}

gboolean
stint_registry_flush_finish (StintRegistry *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
