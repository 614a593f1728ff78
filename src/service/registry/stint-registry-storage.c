/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The registry on disk: what is written, what is read, and what is taken over when somebody edits
 * integrations.json. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-registry-private.h"

#include <string.h>

#include "stint-error.h"
#include "stint-store-json.h"

#define STATE_VERSION 1

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

static void
append_element (GString *text, gboolean *first)
{
  g_string_append (text, *first ? "\n" : ",\n");
  *first = FALSE;
}

/* The list of sessions, without a tree of them. */
static void
append_sessions (StintRegistry *self, GString *text)
{
  gboolean first = TRUE;

  g_string_append (text, "[");
  for (guint i = 0; i < self->sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (self->sessions, i);
      const char *id = stint_session_get_id (session);

      if (g_hash_table_contains (self->unlisted, id))
        continue;
      append_element (text, &first);
      stint_store_append_session (text, stint_session_get_definition (session),
                                  g_hash_table_lookup (self->on_disk->raw, id));
    }
  for (guint i = 0; i < self->on_disk->kept_sessions->len; i++)
    {
      g_autofree char *kept =
          json_to_string (g_ptr_array_index (self->on_disk->kept_sessions, i), FALSE);

      append_element (text, &first);
      g_string_append_printf (text, "    %s", kept);
    }
  g_string_append (text, first ? "]" : "\n  ]");
}

static char *
make_definitions_text (gpointer user_data)
{
  StintRegistry *self = user_data;
  g_autoptr (JsonObject) root = copy_object (self->on_disk->root);
  JsonArray *integrations = json_array_new ();
  g_autofree char *head = NULL;
  GString *text;

  for (guint i = 0; i < self->integrations->len; i++)
    {
      StintIntegration *integration = g_ptr_array_index (self->integrations, i);
      const char *id = stint_integration_get_id (integration);

      json_array_add_object_element (
          integrations,
          stint_store_integration_to_json (stint_integration_get_definition (integration),
                                           g_hash_table_lookup (self->on_disk->raw, id)));
    }
  add_kept (integrations, self->on_disk->kept_integrations);

  json_object_set_int_member (root, "version", STINT_DEFINITIONS_VERSION);
  json_object_set_array_member (root, "integrations", integrations);
  json_object_remove_member (root, "sessions");

  /* Everything but the sessions, and then these in the place of its last brace. */
  head = to_text (root);
  text = g_string_sized_new (strlen (head) + (gsize) self->sessions->len * 384);
  g_string_append_len (text, head, g_strrstr (head, "\n}") - head);
  g_string_append (text, ",\n  \"sessions\" : ");
  append_sessions (self, text);
  g_string_append (text, "\n}\n");

  return g_string_free (text, FALSE);
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

/* What the last syncs were; integrations that were never synced have nothing to say. */
static JsonObject *
syncs_to_json (StintRegistry *self)
{
  JsonObject *syncs = json_object_new ();

  for (guint i = 0; i < self->integrations->len; i++)
    {
      StintIntegration *integration = g_ptr_array_index (self->integrations, i);
      const StintIntegrationStatus *status = stint_integration_get_status (integration);
      JsonObject *sync;

      if (status->last_sync == 0)
        continue;
      sync = json_object_new ();
      json_object_set_int_member (sync, "last-sync", status->last_sync / G_USEC_PER_SEC);
      json_object_set_int_member (sync, "added", status->news_added);
      json_object_set_int_member (sync, "gone", status->news_gone);
      json_object_set_object_member (syncs, stint_integration_get_id (integration), sync);
    }

  return syncs;
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
  json_object_set_object_member (root, "integrations", syncs_to_json (self));

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
  if (self->n_write_holds > 0)
    self->write_waits = TRUE;
  else
    mark_dirty (self->definitions_store);
}

void
stint_registry_mark_definitions_dirty (StintRegistry *self)
{
  mark_dirty (self->definitions_store);
}

void
stint_registry_mark_state_dirty (StintRegistry *self)
{
  mark_dirty (self->state_store);
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
  g_signal_emit (self, stint_registry_signals[STINT_REGISTRY_SIGNAL_SESSION_UNLISTED], 0, session);
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
          stint_registry_set_integration (self, stint_integration_definition_copy (definition),
                                          &integration))
        g_signal_emit (self, stint_registry_signals[STINT_REGISTRY_SIGNAL_INTEGRATION_CHANGED], 0,
                       integration);
    }
  for (guint i = 0; i < definitions->sessions->len; i++)
    {
      const StintSessionDefinition *definition = g_ptr_array_index (definitions->sessions, i);
      StintSession *session = NULL;

      g_hash_table_remove (self->unlisted, definition->id);
      if (!g_hash_table_contains (self->touched, definition->id) &&
          stint_registry_set_session (self, stint_session_definition_copy (definition), &session))
        g_signal_emit (self, stint_registry_signals[STINT_REGISTRY_SIGNAL_SESSION_CHANGED], 0,
                       session);
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
  g_signal_emit (self, stint_registry_signals[STINT_REGISTRY_SIGNAL_WARNINGS_CHANGED], 0);
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
      g_signal_emit (self, stint_registry_signals[STINT_REGISTRY_SIGNAL_WARNINGS_CHANGED], 0);
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
      g_signal_emit (self, stint_registry_signals[STINT_REGISTRY_SIGNAL_SESSION_CHANGED], 0,
                     session);
    }
  else if (life->held_profile != NULL)
    g_hash_table_insert (self->orphans, g_strdup (id), g_steal_pointer (&life));
}

static guint
read_count (JsonObject *sync, const char *key)
{
  return (guint) CLAMP (json_object_get_int_member_with_default (sync, key, 0), 0, G_MAXINT);
}

static void
apply_sync (StintIntegration *integration, JsonNode *node)
{
  StintIntegrationStatus status = *stint_integration_get_status (integration);
  JsonObject *sync;
  gint64 seconds;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;

  /* Nobody's data hangs on it: what makes no sense is as good as nothing. */
  sync = json_node_get_object (node);
  seconds = json_object_get_int_member_with_default (sync, "last-sync", 0);
  status.last_sync = CLAMP (seconds, 0, G_MAXINT64 / G_USEC_PER_SEC) * G_USEC_PER_SEC;
  status.news_added = read_count (sync, "added");
  status.news_gone = read_count (sync, "gone");
  stint_integration_set_status (integration, &status);
}

static void
apply_syncs (StintRegistry *self)
{
  JsonNode *syncs = json_object_get_member (self->state_root, "integrations");

  if (syncs == NULL || !JSON_NODE_HOLDS_OBJECT (syncs))
    return;

  for (guint i = 0; i < self->integrations->len; i++)
    {
      StintIntegration *integration = g_ptr_array_index (self->integrations, i);
      JsonNode *node = json_object_get_member (json_node_get_object (syncs),
                                               stint_integration_get_id (integration));

      if (node != NULL)
        apply_sync (integration, node);
    }
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

  apply_syncs (self);
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

/* --- Opening and closing ---------------------------------------------------------------------- */

void
stint_registry_open_storage (StintRegistry *self,
                             const char *definitions_path,
                             const char *state_path)
{
  self->definitions_store =
      stint_store_new (definitions_path, make_definitions_text, definitions_written_cb, self);
  self->state_store = stint_store_new (state_path, make_state_text, NULL, self);
  g_signal_connect_object (self->definitions_store, "changed-on-disk",
                           G_CALLBACK (definitions_changed_on_disk_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->state_store, "changed-on-disk",
                           G_CALLBACK (state_changed_on_disk_cb), self, G_CONNECT_SWAPPED);
}

static void
clear_store (StintStore **store)
{
  if (*store != NULL)
    g_object_run_dispose (G_OBJECT (*store));
  g_clear_object (store);
}

void
stint_registry_close_storage (StintRegistry *self)
{
  clear_store (&self->definitions_store);
  clear_store (&self->state_store);
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
  g_signal_emit (self, stint_registry_signals[STINT_REGISTRY_SIGNAL_WARNINGS_CHANGED], 0);
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
